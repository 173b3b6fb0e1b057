"""Which texts say the same, which words make them alike, and which say it word for word."""

from analysis.similarity.chance import expect_passages, resample_pairs
from analysis.similarity.effects import estimate_effects
from analysis.similarity.parents import (
    count_shared,
    explain_parts,
    find_common_parent,
    find_parents,
    list_ancestors,
    part_pairs,
)
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
    "count_shared",
    "estimate_effects",
    "expect_passages",
    "explain_pairs",
    "explain_parts",
    "find_common_parent",
    "find_parents",
    "find_passages",
    "find_runs",
    "list_ancestors",
    "part_pairs",
    "resample_pairs",
]
