"""The way back: from any id of the workbench to the clauses and the source characters behind it."""

from analysis.trace.changes import mark_changes
from analysis.trace.describe import describe_traces
from analysis.trace.follow import needs_derived, trace_id

__all__ = ["describe_traces", "mark_changes", "needs_derived", "trace_id"]
