"""What the views of a study need, as plain lists: clauses, and for each of them its repairs, agencies, targets and topics."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from analysis.networks import find_communities, link_agencies, list_incidences
from analysis.reporting.passages import mark_differences
from analysis.spans import edits_from_table
from analysis.study import Study
from analysis.theme import PALETTE
from analysis.topics import Topics, label_topics
from analysis.trace.changes import hide_contacts

__all__ = ["make_payload"]

#: Terms that a topic shows, from its heaviest.
_TERMS_SHOWN = 10

#: Shares below this are not carried: they would be half of the payload and no bar would show them.
_SMALLEST_SHARE = 0.005

_OUTSIDE = 0xFFFF


def make_payload(
    study: Study, *, topics: Iterable[Topics] = (), passages: pd.DataFrame | None = None
) -> dict[str, Any]:
    """Return the data of the views: columns as lists, rows of other tables by the number of their clause.

    Parameters
    ----------
    study
        The bundle.
    topics
        Models of clauses, one or several numbers of topics.
    passages
        Table ``passages``; the view of passages is empty where None.

    Returns
    -------
    dict
        Plain lists, texts and numbers, ready for JSON. Spans count within their clause, in the units of JavaScript. Personal
        contact details are masked as everywhere else.

    Examples
    --------
    >>> from analysis.study import load_study
    >>> data = make_payload(load_study("data"))
    >>> len(data["clauses"]["id"]) == len(data["clauses"]["text"]) > 0
    True
    """
    order = study.clauses.sort_values(["doc_id", "position"], kind="stable").reset_index(drop=True)
    ruler = _Ruler(order)
    agencies: dict[str, int] = {}
    duties = _list_duties(study.duties, ruler, agencies)
    ties, scopes = _list_ties(study.duties, ruler, agencies)
    return {
        "documents": _list_documents(study, order),
        "clauses": _list_clauses(order, study.documents),
        "edits": _list_edits(study, ruler),
        "agencies": list(agencies),
        "duties": duties,
        "ties": ties,
        "scopes": scopes,
        "targets": _list_targets(study.targets, ruler),
        "topics": [_list_topics(model, order["clause_id"]) for model in topics],
        "passages": [] if passages is None else _list_passages(passages, ruler),
    }


class _Ruler:
    """Where clauses stand, and how far a position of Python is from the same position of JavaScript."""

    def __init__(self, clauses: pd.DataFrame) -> None:
        self.place = {clause_id: row for row, clause_id in enumerate(clauses["clause_id"])}
        self.text = clauses["text"].tolist()
        self.start = clauses["start"].to_numpy()
        self.end = clauses["end"].to_numpy()
        self.documents = dict(clauses.groupby("doc_id").indices.items())
        self._wide = {row for row, text in enumerate(self.text) if text and max(map(ord, text)) > _OUTSIDE}

    def within(self, row: int, position: int) -> int:
        """Return a position of the clean text as one within a clause; JavaScript counts rare characters twice."""
        inside = min(max(position - int(self.start[row]), 0), len(self.text[row]))
        if row not in self._wide:
            return inside
        return inside + sum(ord(character) > _OUTSIDE for character in self.text[row][:inside])

    def find(self, doc_id: str, position: int) -> int:
        """Return the last clause that begins at or before a position of the clean text and reaches to it; -1 if none."""
        rows = self.documents.get(doc_id)
        if rows is None:
            return -1
        at = int(np.searchsorted(self.start[rows], position, side="right")) - 1
        row = int(rows[at]) if at >= 0 else -1
        return row if row >= 0 and position <= self.end[row] else -1


def _list_documents(study: Study, clauses: pd.DataFrame) -> list[dict[str, Any]]:
    status = {
        (row["doc_id"], row["table"]): (row["status"], None if pd.isna(row["n"]) else int(row["n"]))
        for row in study.coverage.to_dict("records")
    }
    tables = list(dict.fromkeys(study.coverage["table"]))
    sizes = clauses.groupby("doc_id").size()
    rows = []
    for row in study.documents.sort_values("doc_id").to_dict("records"):
        name = row["title"] if isinstance(row["title"], str) else row["doc_id"]
        rows.append(
            {
                "id": row["doc_id"],
                "name": row["doc_id"],
                "title": name,
                **{key: _text(row[key]) for key in ("province", "level", "genre", "issued_on", "status")},
                "n_chars": len(row["clean_text"]),
                "n_clauses": int(sizes.get(row["doc_id"], 0)),
                "coverage": {table: list(status.get((row["doc_id"], table), ("not stated", None))) for table in tables},
            }
        )
    return rows


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _list_clauses(clauses: pd.DataFrame, documents: pd.DataFrame) -> dict[str, list[Any]]:
    place = {doc_id: row for row, doc_id in enumerate(sorted(documents["doc_id"]))}
    return {
        "id": clauses["clause_id"].tolist(),
        "doc": [place[doc_id] for doc_id in clauses["doc_id"]],
        "kind": clauses["kind"].tolist(),
        "heading": [_text(value) for value in clauses["heading"]],
        "text": clauses["text"].tolist(),
        "source_start": [None if pd.isna(value) else int(value) for value in clauses["source_start"]],
        "source_end": [None if pd.isna(value) else int(value) for value in clauses["source_end"]],
    }


def _list_edits(study: Study, ruler: _Ruler) -> dict[str, list[Any]]:
    """Return the repairs within clauses, by their place in the clean text; those between clauses have no place here."""
    columns: dict[str, list[Any]] = {name: [] for name in ("clause", "start", "end", "before", "rule")}
    for doc_id in sorted(study.documents["doc_id"]):
        shift = 0
        for edit in edits_from_table(study.edits, doc_id):
            start = edit.start + shift
            end = start + len(edit.after)
            shift += len(edit.after) - len(edit.before)
            row = ruler.find(doc_id, start)
            if row < 0 or end > ruler.end[row] or (start == end == ruler.end[row]):
                continue
            values = (
                row,
                ruler.within(row, start),
                ruler.within(row, end),
                hide_contacts(edit.before, edit.rule),
                edit.rule,
            )
            for name, value in zip(columns, values, strict=True):
                columns[name].append(value)
    return columns


def _list_duties(duties: pd.DataFrame, ruler: _Ruler, agencies: dict[str, int]) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = {name: [] for name in ("clause", "start", "end", "agency", "role")}
    for duty in duties.sort_values(["doc_id", "start", "agency"]).to_dict("records"):
        row = ruler.place[duty["clause_id"]]
        number = agencies.setdefault(duty["agency"], len(agencies))
        values = (row, ruler.within(row, duty["start"]), ruler.within(row, duty["end"]), number, duty["role"])
        for name, value in zip(columns, values, strict=True):
            columns[name].append(value)
    return columns


def _list_ties(
    duties: pd.DataFrame, ruler: _Ruler, agencies: dict[str, int]
) -> tuple[dict[str, list[int]], list[dict[str, Any]]]:
    """Return who is responsible for which clause in which network, and each network's agencies in the order they stand."""
    incidences = list_incidences(duties)
    sizes = incidences.groupby("scope")["agency"].nunique()
    scopes = sorted(sizes.index, key=lambda scope: (-sizes[scope], scope))
    ties = {
        "clause": [ruler.place[clause_id] for clause_id in incidences["clause_id"]],
        "agency": [agencies.setdefault(agency, len(agencies)) for agency in incidences["agency"]],
        "scope": [scopes.index(scope) for scope in incidences["scope"]],
    }
    links = link_agencies(duties)
    groups = find_communities(links) if len(links) else pd.DataFrame(columns=["scope", "agency", "community"])
    described = []
    for scope in scopes:
        own = incidences[incidences["scope"] == scope]
        group = dict(groups.loc[groups["scope"] == scope, ["agency", "community"]].itertuples(index=False, name=None))
        counts = own.groupby("agency")["clause_id"].nunique()
        last = max(group.values(), default=0) + 1
        order = sorted(counts.index, key=lambda name: (group.get(name, last), -counts[name], name))
        described.append(
            {
                "name": scope,
                "agencies": [agencies[name] for name in order],
                "communities": [int(group.get(name, last)) for name in order],
                "sizes": [int(counts[name]) for name in order],
            }
        )
    return ties, described


def _list_targets(targets: pd.DataFrame, ruler: _Ruler) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = {
        name: [] for name in ("id", "clause", "start", "end", "object", "told", "year", "inherited")
    }
    for target in targets.sort_values(["doc_id", "start"]).to_dict("records"):
        row = ruler.place[target["clause_id"]]
        inherited = target["year_inherited"]
        values = (
            target["target_id"],
            row,
            ruler.within(row, target["start"]),
            ruler.within(row, target["end"]),
            _text(target["object"]),
            _tell_value(target),
            None if pd.isna(target["year"]) else int(target["year"]),
            bool(inherited) if pd.notna(inherited) else False,
        )
        for name, value in zip(columns, values, strict=True):
            columns[name].append(value)
    return columns


def _tell_value(target: dict[Any, Any]) -> str:
    """Return a value as it is compared: ``≥ 70 %``, ``2-3 亿元``."""
    low, high = (None if pd.isna(target[name]) else f"{target[name]:g}" for name in ("value_low", "value_high"))
    value = "-".join(dict.fromkeys(part for part in (low, high) if part is not None))
    sign = {"range": "", ">=": "≥", "<=": "≤", "=": ""}.get(target["comparator"], target["comparator"])
    return f"{sign} {value} {_text(target['unit'])}".strip()


def _list_passages(passages: pd.DataFrame, ruler: _Ruler) -> list[dict[str, Any]]:
    return [
        {
            "id": row["passage_id"],
            "label": row["label"],
            "kind": row["kind"],
            "n_chars": int(row["n_chars"]),
            "clauses": [ruler.place.get(row[f"clause_{side}"], -1) for side in "ab"],
            "pieces": [[list(piece) for piece in side] for side in mark_differences(row["text_a"], row["text_b"])],
        }
        for row in passages.to_dict("records")
    ]


def _list_topics(model: Topics, clause_ids: pd.Series) -> dict[str, Any]:
    place = {clause_id: row for row, clause_id in enumerate(clause_ids)}
    shares = model.shares[(model.shares["unit"] == "clause") & model.shares["unit_id"].isin(place)]
    rows = shares["unit_id"].map(place).to_numpy()
    topic = shares["topic_id"].to_numpy()
    share = shares["share"].round(3).to_numpy()
    order = np.lexsort((topic, -share, rows))
    rows, topic, share = rows[order], topic[order], share[order]
    main = np.zeros(len(place), dtype=int)
    first = np.flatnonzero(np.diff(rows, prepend=-1))
    main[rows[first]] = np.where(share[first] > 0, topic[first], 0)
    shown = share >= _SMALLEST_SHARE
    labels = label_topics(model.terms).set_index("topic_id")["label"]
    quality = model.quality.set_index("topic_id")
    heaviest = model.terms[model.terms["rank"] <= _TERMS_SHOWN].sort_values(["topic_id", "rank"])
    return {
        "k": int(model.terms["k"].iloc[0]),
        "main": main.tolist(),
        "shares": {"clause": rows[shown].tolist(), "topic": topic[shown].tolist(), "share": share[shown].tolist()},
        "topics": [
            {
                "label": labels[number],
                "color": PALETTE[(number - 1) % len(PALETTE)],
                "kept": bool(quality.loc[number, "kept"]),
                "stability": None
                if pd.isna(quality.loc[number, "stability"])
                else round(float(quality.loc[number, "stability"]), 2),
                "terms": [
                    [term, round(float(weight), 4)]
                    for term, weight in heaviest.loc[heaviest["topic_id"] == number, ["term", "weight"]].itertuples(
                        index=False
                    )
                ],
            }
            for number in sorted(model.terms["topic_id"].unique())
        ],
    }
