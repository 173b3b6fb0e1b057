"""Figures from tables: each function draws one table and computes nothing."""

from analysis.plots.agencies import plot_agency_scores, plot_backbone, plot_duty_matrix, plot_leads
from analysis.plots.corpus import plot_edits, plot_metadata, plot_outline
from analysis.plots.facts import plot_instruments, plot_targets
from analysis.plots.networks import plot_network, plot_network_matrix
from analysis.plots.similarity import plot_similarity, plot_similarity_tree
from analysis.plots.tiles import plot_similarity_tiles
from analysis.plots.topics import plot_k, plot_topic_map, plot_topic_shares, plot_topics
from analysis.plots.words import plot_counts, plot_weights

__all__ = [
    "plot_agency_scores",
    "plot_backbone",
    "plot_counts",
    "plot_duty_matrix",
    "plot_edits",
    "plot_instruments",
    "plot_k",
    "plot_leads",
    "plot_metadata",
    "plot_network",
    "plot_network_matrix",
    "plot_outline",
    "plot_similarity",
    "plot_similarity_tiles",
    "plot_similarity_tree",
    "plot_targets",
    "plot_topic_map",
    "plot_topic_shares",
    "plot_topics",
    "plot_weights",
]
