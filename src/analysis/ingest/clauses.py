"""The clauses of documents: one row a unit of the outline, with a readable id and its span."""

from __future__ import annotations

import re
from pathlib import Path
from typing import cast

import pandas as pd

from analysis.ingest.outline import Unit, build_outline
from analysis.ingest.repair import repair_known
from analysis.ingest.rules.base import Clue
from analysis.spans import map_to_source
from analysis.tables import make_table

__all__ = ["split_clauses"]

_PARTING = re.compile(r"[/~\n]")


def split_clauses(documents: pd.DataFrame, *, reference: Path | None = None) -> pd.DataFrame:
    """Return the outline of every document, from its title to its smallest numbered clause.

    Which units does a text consist of, by its own printed numbers?

    Parameters
    ----------
    documents
        Documents with clean text.
    reference
        Folder of the project's own reference data; only the packaged data where None.

    Returns
    -------
    pandas.DataFrame
        Table ``clauses``: clause_id, doc_id, parent_id, position, level, kind, number, heading, text, start, end; the
        source spans are missing until :func:`analysis.spans.add_source_spans` sets them.

    Notes
    -----
    Units are found by printed numbers in any official style (第一章, 第一条, 一、, （一）, 1., （1）, ①, ——), or, where a
    text numbers nothing, by its headings. A style that is open takes up its own level again; one that is not goes below
    what is open, so levels may be skipped and numbers may run on through chapters.

    *Reading it*: ``text`` is a unit's own text; that of its children is theirs. A misreading: a chapter without own text is
    not empty, its clauses hold it.

    Examples
    --------
    >>> from analysis.tables import empty_table
    >>> split_clauses(empty_table("documents")).empty
    True
    """
    rows: list[dict[str, object]] = []
    texts = (documents[name].tolist() for name in ("doc_id", "clean_text", "source_text"))
    for place, (doc_id, clean, source) in enumerate(zip(*texts, strict=True)):
        text = str(clean)
        own = _rows(str(doc_id), text, build_outline(text, reference=reference))
        if "\f" in str(source):
            _set_pages(own, {str(key): value for key, value in documents.iloc[place].to_dict().items()}, reference)
        rows += own
    return make_table("clauses", rows)


def _rows(doc_id: str, text: str, units: list[Unit]) -> list[dict[str, object]]:
    ids: dict[int, str] = {}
    taken: dict[str, int] = {}
    rows: list[dict[str, object]] = []
    for position, unit in enumerate(units):
        above = ids[id(unit.parent)] if unit.parent is not None else doc_id
        wanted = f"{above}/{_safe(unit.name)}"
        taken[wanted] = taken.get(wanted, 0) + 1
        ids[id(unit)] = wanted if taken[wanted] == 1 else f"{wanted}~{taken[wanted]}"
        rows.append(
            {
                "clause_id": ids[id(unit)],
                "doc_id": doc_id,
                "parent_id": above if unit.parent is not None else None,
                "position": position,
                "level": unit.level,
                "kind": unit.kind,
                "number": unit.number,
                "heading": unit.heading,
                "text": text[unit.start : unit.end],
                "start": unit.start,
                "end": unit.end,
            }
        )
    return rows


def _set_pages(rows: list[dict[str, object]], document: dict[str, object], reference: Path | None) -> None:
    """Set the page on which each clause begins, where the text is as the rules alone have repaired it."""
    source = str(document["source_text"])
    province = str(document["province"]) if document["province_basis"] == "catalogue" else None
    repaired = repair_known(source, Clue(province, reference, printed=document["encoding"] == "pdf"))
    if repaired.text != document["clean_text"]:
        return
    starts = [cast("int", row["start"]) for row in rows]
    places, _ = map_to_source(repaired.edits, starts, [start + 1 for start in starts])
    for row, place in zip(rows, places, strict=True):
        row["page"] = 1 + source.count("\f", 0, int(place))


def _safe(name: str) -> str:
    """Return a name without the characters that separate the parts of an id."""
    return _PARTING.sub("·", name)[:60]
