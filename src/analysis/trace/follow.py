"""From an id to the spans behind it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from analysis.errors import suggest_name
from analysis.spans import add_source_spans
from analysis.study import Study
from analysis.tables import make_table
from analysis.trace.changes import mark_changes

__all__ = ["needs_derived", "trace_id"]

_Spans = list[tuple[str, int, int]]


def trace_id(study: Study, id: str, *, tables: Mapping[str, pd.DataFrame] | None = None) -> pd.DataFrame:  # noqa: A002
    """Return every span that stands behind an id.

    Parameters
    ----------
    study
        The bundle.
    id
        One of

        - a ``clause_id``, or a ``doc_id`` for the whole document;
        - ``doc_id:start-end``, a span of the clean text;
        - ``link:A|B``, two agencies: all clauses that name both;
        - ``agency:A``, all clauses that name one;
        - ``term:T``, all clauses that hold a word;
        - ``topic:N``, the clauses in which a topic has the largest share;
        - an id of a table in ``tables``: a target, a passage.
    tables
        Further tables, as :func:`analysis.study.derive_tables` gives them; needed for topics, terms and passages.

    Returns
    -------
    pandas.DataFrame
        A ``traces`` table; at least one row.

    Raises
    ------
    ValueError
        If nothing has this id, with the nearest that exists.

    Examples
    --------
    >>> from analysis.study import load_study
    >>> study = load_study("data")
    >>> doc_id = study.documents["doc_id"].iloc[0]
    >>> trace_id(study, f"{doc_id}:3-5")["clean"].str.len().tolist()
    [2]
    """
    tables = tables or {}
    spans = _find_spans(study, id, tables)
    if not spans:
        known = [*study.documents["doc_id"], *study.clauses["clause_id"]]
        raise ValueError(f"nothing has the id {id!r}; {_suggest(id, known)}")
    frame = pd.DataFrame(spans, columns=["doc_id", "start", "end"]).drop_duplicates()
    frame = add_source_spans(frame, study.edits)
    clean = study.documents.set_index("doc_id")["clean_text"]
    rows: list[dict[str, Any]] = [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]
    for row in rows:
        row["id"] = id
        row["clause_id"] = _clause_at(study, row["doc_id"], row["start"], row["end"])
        row["clean"] = clean[row["doc_id"]][row["start"] : row["end"]]
        changes = mark_changes(study, row["doc_id"], start=row["start"], end=row["end"])
        row["original"] = "".join(changes["before"])
    return make_table("traces", rows)


def _find_spans(study: Study, id: str, tables: Mapping[str, pd.DataFrame]) -> _Spans:  # noqa: A002
    kind, _, rest = id.partition(":")
    if kind in _KINDS and rest:
        return _KINDS[kind](study, rest, tables)
    place = re.fullmatch(r"(.+):(\d+)-(\d+)", id)
    if place:
        return _span_in(study, place[1], int(place[2]), int(place[3]))
    whole = study.documents[study.documents["doc_id"] == id]
    if len(whole):
        return [(id, 0, len(whole["clean_text"].iloc[0]))]
    every = study.tables() | dict(tables)
    found = _spans_of(study.clauses[study.clauses["clause_id"] == id])
    if "targets" in every:
        found += _spans_of(every["targets"][every["targets"]["target_id"] == id])
    if "passages" in every:
        passages = every["passages"][every["passages"]["passage_id"] == id]
        for side in "ab":
            found += _spans_of(
                passages.rename(
                    columns={f"{name}_{side}": name for name in ("start", "end")} | {f"doc_{side}": "doc_id"}
                )
            )
    return found


def _span_in(study: Study, doc_id: str, start: int, end: int) -> _Spans:
    lengths = dict(zip(study.documents["doc_id"], study.documents["clean_text"].str.len(), strict=True))
    if doc_id not in lengths:
        raise ValueError(f"no document is called {doc_id!r}; {suggest_name(doc_id, lengths)}")
    if not 0 <= start < end <= lengths[doc_id]:
        raise ValueError(
            f"span {start}-{end} is empty or leaves the text of {doc_id!r}, which has {lengths[doc_id]} characters"
        )
    return [(doc_id, start, end)]


def _spans_of(rows: pd.DataFrame) -> _Spans:
    columns = (rows[name].tolist() for name in ("doc_id", "start", "end"))
    return list(zip(*columns, strict=True))


def _spans_of_link(study: Study, names: str, _: Mapping[str, pd.DataFrame]) -> _Spans:
    wanted = names.split("|")
    if len(wanted) < len(set(wanted)) or len(wanted) < len("ab"):
        raise ValueError(f"a link is written link:A|B, with two agencies; got {names!r}")
    duties = study.duties
    shared = set(duties["clause_id"])
    for agency in wanted:
        shared &= set(_duties_of(duties, agency)["clause_id"])
    return _spans_of(study.clauses[study.clauses["clause_id"].isin(shared)])


def _spans_of_agency(study: Study, agency: str, _: Mapping[str, pd.DataFrame]) -> _Spans:
    named = _duties_of(study.duties, agency)["clause_id"]
    return _spans_of(study.clauses[study.clauses["clause_id"].isin(named)])


def _duties_of(duties: pd.DataFrame, agency: str) -> pd.DataFrame:
    rows = duties[duties["agency"] == agency]
    if rows.empty:
        raise ValueError(f"no agency is called {agency!r}; {_suggest(agency, duties['agency'].unique())}")
    return rows


def _spans_of_term(study: Study, term: str, tables: Mapping[str, pd.DataFrame]) -> _Spans:
    terms = _need(tables, "terms", "term")
    holding = terms.loc[terms["term"] == term, "clause_id"]
    if holding.empty:
        raise ValueError(f"no clause holds the term {term!r}; {_suggest(term, terms['term'].unique())}")
    return _spans_of(study.clauses[study.clauses["clause_id"].isin(holding)])


def _spans_of_topic(study: Study, topic: str, tables: Mapping[str, pd.DataFrame]) -> _Spans:
    shares = _need(tables, "topic_shares", "topic")
    shares = shares[shares["unit"] == "clause"].sort_values(["share", "topic_id"], ascending=[False, True])
    largest = shares.drop_duplicates("unit_id")
    held = largest.loc[largest["topic_id"].astype("str") == topic, "unit_id"]
    if held.empty:
        known = ", ".join(str(number) for number in sorted(largest["topic_id"].unique()))
        raise ValueError(f"no clause has topic {topic!r} as its largest; known: {known}")
    return _spans_of(study.clauses[study.clauses["clause_id"].isin(held)])


_KINDS: dict[str, Callable[[Study, str, Mapping[str, pd.DataFrame]], _Spans]] = {
    "link": _spans_of_link,
    "agency": _spans_of_agency,
    "term": _spans_of_term,
    "topic": _spans_of_topic,
}


def needs_derived(id: str) -> bool:  # noqa: A002
    """Say whether an id can only be traced through the derived tables.

    Parameters
    ----------
    id
        As for :func:`trace_id`.

    Returns
    -------
    bool

    Examples
    --------
    >>> needs_derived("topic:1"), needs_derived("link:甲|乙")
    (True, False)
    """
    return id.partition(":")[0] in {"term", "topic", "passage"}


def _need(tables: Mapping[str, pd.DataFrame], name: str, kind: str) -> pd.DataFrame:
    if name not in tables:
        raise ValueError(
            f"a {kind} is traced through the table {name!r}, which was not given; pass tables=derive_tables(study)"
        )
    return tables[name]


def _clause_at(study: Study, doc_id: str, start: int, end: int) -> str | None:
    rows = study.clauses[
        (study.clauses["doc_id"] == doc_id) & (study.clauses["start"] <= start) & (study.clauses["end"] >= end)
    ]
    return str(rows.sort_values("start")["clause_id"].iloc[-1]) if len(rows) else None


def _suggest(name: str, known: object) -> str:
    """Name only the nearest: there may be thousands."""
    return suggest_name(name, list(known)).partition("known:")[0].strip() or "see the tables for what there is"  # type: ignore[call-overload]
