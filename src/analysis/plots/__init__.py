"""Figures from tables: each function draws one table and computes nothing."""

from analysis.plots.networks import plot_network, plot_network_matrix
from analysis.plots.similarity import plot_similarity

__all__ = ["plot_network", "plot_network_matrix", "plot_similarity"]
