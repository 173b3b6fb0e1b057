"""Figures from tables: each function draws one table and computes nothing."""

from analysis.plots.similarity import plot_similarity

__all__ = ["plot_similarity"]
