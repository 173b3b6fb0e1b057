"""Which texts say the same, which words make them alike, and which say it word for word."""

from analysis.similarity.chance import expect_passages, resample_pairs
from analysis.similarity.passages import find_passages, find_runs
from analysis.similarity.shingles import compare_shingles
from analysis.similarity.tree import cluster_units
from analysis.similarity.units import compare_units, explain_pairs
from analysis.similarity.versions import compare_versions

__all__ = [
    "cluster_units",
    "compare_shingles",
    "compare_units",
    "compare_versions",
    "expect_passages",
    "explain_pairs",
    "find_passages",
    "find_runs",
    "resample_pairs",
]
