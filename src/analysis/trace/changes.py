"""What cleaning did to a stretch of text, piece by piece."""

from __future__ import annotations

import re

import pandas as pd

from analysis.spans import edits_from_table, map_to_source
from analysis.study import Study
from analysis.tables import make_table

__all__ = ["hide_contacts", "mark_changes"]


def mark_changes(study: Study, doc_id: str, *, start: int, end: int) -> pd.DataFrame:
    """Return a clean span as pieces of its source, each kept or changed.

    Read in order, ``before`` gives the source characters and ``after`` the clean ones.

    Parameters
    ----------
    study
        The bundle.
    doc_id
        The document.
    start, end
        The span in the clean text.

    Returns
    -------
    pandas.DataFrame
        A ``changes`` table in reading order. An edit that reaches over the edge of the span is shown whole; at the
        beginning and the end of the text, what was taken out there belongs to the span.

    Raises
    ------
    ValueError
        If the document is unknown or the span leaves its text.

    Examples
    --------
    >>> from analysis.study import load_study
    >>> study = load_study("data")
    >>> doc_id = study.documents["doc_id"].iloc[0]
    >>> bool(mark_changes(study, doc_id, start=0, end=400)["rule"].isna().any())
    True
    """
    document = _get_document(study, doc_id)
    if not 0 <= start <= end <= len(document["clean_text"]):
        raise ValueError(
            f"span {start}-{end} leaves the text of {doc_id!r}, which has {len(document['clean_text'])} characters"
        )
    edits = edits_from_table(study.edits, doc_id)
    source_start, source_end = (int(value[0]) for value in map_to_source(edits, [start], [end]))
    if start == 0:
        source_start = 0
    if end == len(document["clean_text"]):
        source_end = len(document["source_text"])
    pieces: list[dict[str, object]] = []
    at = source_start

    def keep(until: int) -> None:
        if until > at:
            text = document["source_text"][at:until]
            pieces.append(
                {"doc_id": doc_id, "source_start": at, "source_end": until, "before": text, "after": text, "rule": None}
            )

    for edit in edits:
        if edit.end < source_start or edit.start > source_end or (edit.start == edit.end and start == end):
            continue
        touches = edit.start < source_end and edit.end > source_start
        inserts = edit.start == edit.end and source_start <= edit.start <= source_end
        if not (touches or inserts):
            continue
        keep(max(edit.start, at))
        pieces.append(
            {
                "doc_id": doc_id,
                "source_start": edit.start,
                "source_end": edit.end,
                "before": hide_contacts(edit.before, edit.rule),
                "after": edit.after,
                "rule": edit.rule,
                "confidence": edit.confidence,
            }
        )
        at = max(at, edit.end)
    keep(source_end)
    return make_table("changes", pieces)


def hide_contacts(before: str, rule: str) -> str:
    """Return what an edit replaced, masked where the edit masked a personal contact detail.

    Parameters
    ----------
    before
        The source characters.
    rule
        The edit's rule.

    Returns
    -------
    str

    Examples
    --------
    >>> hide_contacts("13800000000", "contact")
    '＊＊＊＊＊＊＊＊＊＊＊'
    """
    return re.sub(r"\S", "＊", before) if "contact" in rule.split("+") else before


def _get_document(study: Study, doc_id: str) -> pd.Series:
    found = study.documents[study.documents["doc_id"] == doc_id]
    if found.empty:
        known = ", ".join(sorted(study.documents["doc_id"]))
        raise ValueError(f"no document is called {doc_id!r}; known: {known}")
    return found.iloc[0]
