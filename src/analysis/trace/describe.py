"""Traces as plain text, every change marked."""

from __future__ import annotations

import pandas as pd

from analysis.study import Study
from analysis.trace.changes import mark_changes

__all__ = ["describe_traces"]


def describe_traces(traces: pd.DataFrame, study: Study) -> str:
    """Return traces as text for a terminal: where each span stands, and its source with every change marked.

    A change reads ``⟦before→after│rule⟧``; a line break that cleaning touched shows as ``¶``.

    Parameters
    ----------
    traces
        The table of :func:`analysis.trace.trace_id`.
    study
        The bundle it was traced in.

    Returns
    -------
    str
        One paragraph a span.

    Examples
    --------
    >>> from analysis.study import load_study
    >>> from analysis.trace import trace_id
    >>> study = load_study("data")
    >>> doc_id = study.documents["doc_id"].iloc[-1]
    >>> print(describe_traces(trace_id(study, f"{doc_id}:3-5"), study).splitlines()[1])
      clean text 3-5, source text 3-5, path raw/...
    """
    paths = study.documents.set_index("doc_id")["path"]
    paragraphs = []
    for row in traces.to_dict("records"):
        start, end = int(row["start"]), int(row["end"])
        changes = mark_changes(study, row["doc_id"], start=start, end=end).to_dict("records")
        marked = "".join(
            piece["before"]
            if pd.isna(piece["rule"])
            else f"⟦{_show(piece['before'])}→{_show(piece['after'])}│{piece['rule']}⟧"
            for piece in changes
        )
        name = row["doc_id"] if pd.isna(row["clause_id"]) else row["clause_id"]
        spans = f"clean text {start}-{end}, source text {row['source_start']}-{row['source_end']}"
        paragraphs.append(f"{name}\n  {spans}, path {paths[row['doc_id']]}\n{marked}\n")
    return "\n".join(paragraphs)


def _show(text: str) -> str:
    return text.replace("\n", "¶")
