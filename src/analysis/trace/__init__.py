"""The way back: from any id of the workbench to the clauses and the source characters behind it."""

from analysis.trace.changes import mark_changes
from analysis.trace.follow import trace_id

__all__ = ["mark_changes", "trace_id"]
