"""Codes of a codebook suggested for clauses, each with the words that suggest it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import suggest_name
from analysis.facts.codebooks import Codebook, Rule, read_codebook
from analysis.facts.duties import find_duty_masks
from analysis.facts.rule_finder import Finder
from analysis.facts.targets import POLICY_KINDS, list_targets
from analysis.tables import empty_table, make_table

__all__ = ["code_instruments", "count_instruments", "select_counted"]

_NUMBERING = re.compile(r"^\s*[（(]?[\d一二三四五六七八九十百第章节条]{1,6}[)）、.．﹒]?\s*")
_UNITS = ("document", "chapter", "group")

_Key = tuple[str, str, int]
_Row = tuple[str, str, str, int]


def code_instruments(
    clauses: pd.DataFrame, *, codebook: str | Path | Codebook | None = None, reference: Path | None = None
) -> pd.DataFrame:
    """Return the codes that a codebook suggests for policy clauses, with the words that suggest each.

    Answers: with which instruments does a government mean to reach its goals, clause by clause?

    Parameters
    ----------
    clauses
        The table ``clauses``. Notices, metadata, sidebars, noise, titles and signatures are not read, nor are brackets of
        responsible agencies.
    codebook
        The name of a packaged codebook, the path of a scholar's own TOML file, or a codebook read before; the
        instruments of Rothwell and Zegveld where None.
    reference
        The project's ``data/reference`` folder, for the brackets.

    Returns
    -------
    pandas.DataFrame
        The table ``instruments``: a row a trigger - clause_id, code, trigger, rule, codebook and its span. A clause has a
        code if it has a row of it; several rows of one code are several reasons, not several instruments.

    Raises
    ------
    ValueError
        If no packaged codebook has the name.
    DataError
        If the scholar's file breaks the form.

    Notes
    -----
    A rule matches within a segment: between commas, colons, semicolons and full stops. Suggestions are to be read, not
    counted unread: how well they match two coders is told per code by ``zhengce validate``.

    *Reading it*: "S-rd in 12 of 20 clauses" means that in twelve clauses some words match a rule of the codebook. *A
    misreading*: shares of codes are not shares of money or effort.

    References
    ----------
    Rothwell, R. & Zegveld, W. (1985). Reindustrialization and Technology. Longman, chapter 5.

    Examples
    --------
    >>> from analysis.tables import empty_table, make_table
    >>> row = {"clause_id": "d/1", "doc_id": "d", "position": 0, "level": 1, "kind": "clause", "start": 0, "end": 15}
    >>> clauses = make_table("clauses", [row | {"text": "设立产业基金，培养高层次人才。"}])
    >>> code_instruments(clauses)[["code", "trigger"]].values.tolist()
    [['E-fin', '产业基金'], ['S-talent', '培养高层次人才']]
    """
    book = codebook if isinstance(codebook, Codebook) else read_codebook(codebook or "instruments")
    finder = Finder(book)
    policy = clauses[clauses["kind"].isin(POLICY_KINDS)]
    brackets: dict[str, list[tuple[int, int]]] = {}
    masks = find_duty_masks(policy, reference=reference)
    for doc_id, start, end in _cells(masks, "doc_id", "start", "end"):
        brackets.setdefault(doc_id, []).append((start, end))
    goals = _goal_clauses(clauses, book)
    rows: dict[_Key, _Row] = {}
    for doc_id, document in groupby(_cells(policy, "doc_id", "clause_id", "text", "start"), key=itemgetter(0)):
        _, clause_ids, texts, offsets = zip(*document, strict=True)
        shown = [_blank(text, offset, brackets.get(doc_id, [])) for text, offset in zip(texts, offsets, strict=True)]
        stating = {number for number, clause_id in enumerate(clause_ids) if clause_id in goals}
        for match in finder.find(shown, goals=stating):
            start = offsets[match.text] + match.start
            value = (doc_id, match.trigger, _label(match.rule), start + len(match.trigger))
            rows.setdefault((clause_ids[match.text], match.code, start), value)
    targets = list_targets(policy, reference=reference) if book.goal_code else []
    for target in sorted(targets, key=itemgetter("start", "target_id")):
        value = (target["doc_id"], target["text"], "target", target["end"])
        rows.setdefault((target["clause_id"], book.goal_code, target["start"]), value)
    if not rows:
        return empty_table("instruments")
    keys, values = zip(*rows, strict=True), zip(*rows.values(), strict=True)
    names = ("clause_id", "code", "start", "doc_id", "trigger", "rule", "end")
    columns = dict(zip(names, (*keys, *values), strict=True))
    return make_table("instruments", pd.DataFrame(columns).assign(codebook=book.label))


def count_instruments(
    instruments: pd.DataFrame,
    clauses: pd.DataFrame,
    *,
    unit: str = "document",
    groups: Mapping[str, str] | None = None,
    codebook: str | Path | Codebook | None = None,
) -> pd.DataFrame:
    """Return in how many clauses of each document, chapter or group each code occurs.

    Answers: which document leans on which instruments?

    Parameters
    ----------
    instruments
        The table ``instruments``.
    clauses
        The table ``clauses`` from which it was made.
    unit
        ``"document"``, ``"chapter"`` (the top of the outline) or ``"group"``.
    groups
        From doc_id to province, year ...; needed for ``unit="group"``.
    codebook
        Gives the codes that were looked for, so that those never found show as 0 clauses.

    Returns
    -------
    pandas.DataFrame
        A row a unit and code: unit, unit_id, code, n_clauses (with the code), n_units (clauses of policy that
        say more than a heading),
        share. The unit of counting is the clause.

    Raises
    ------
    ValueError
        If the unit is unknown, or groups are missing.

    Examples
    --------
    >>> from analysis.tables import empty_table, make_table
    >>> row = {"clause_id": "d/1", "doc_id": "d", "position": 0, "level": 1, "kind": "clause", "start": 0, "end": 7}
    >>> clauses = make_table("clauses", [row | {"text": "设立产业基金。"}])
    >>> table = count_instruments(code_instruments(clauses), clauses)
    >>> table.loc[table["n_clauses"] > 0, ["unit_id", "code", "share"]].values.tolist()
    [['d', 'E-fin', 1.0]]
    """
    if unit not in _UNITS:
        raise ValueError(f"no unit is called {unit!r}; {suggest_name(unit, _UNITS)}")
    if unit == "group" and groups is None:
        raise ValueError("unit 'group' needs groups, a mapping from doc_id to the group")
    book = codebook if isinstance(codebook, Codebook) else read_codebook(codebook or "instruments")
    policy = _keep_telling(clauses).copy()
    policy["unit_id"] = _unit_ids(policy, clauses, unit, groups)
    policy = policy.dropna(subset=["unit_id"])
    total = policy.groupby("unit_id", sort=True)["clause_id"].nunique()
    coded = instruments.drop_duplicates(["clause_id", "code"]).merge(policy[["clause_id", "unit_id"]], on="clause_id")
    counts = coded.groupby(["unit_id", "code"]).size()
    rows = [
        {
            "unit": unit,
            "unit_id": unit_id,
            "code": code.code,
            "n_clauses": int(counts.get((unit_id, code.code), 0)),
            "n_units": int(n_units),
            "share": float(counts.get((unit_id, code.code), 0)) / int(n_units),
        }
        for unit_id, n_units in total.items()
        for code in book.codes
    ]
    return pd.DataFrame(rows, columns=["unit", "unit_id", "code", "n_clauses", "n_units", "share"])


def select_counted(instruments: pd.DataFrame, clauses: pd.DataFrame) -> pd.DataFrame:
    """Return the codings that :func:`count_instruments` counts: those of clauses that say more than a heading.

    Parameters
    ----------
    instruments
        From :func:`code_instruments`.
    clauses
        The ``clauses`` table.

    Returns
    -------
    pandas.DataFrame
        Rows of ``instruments``.

    Examples
    --------
    >>> from analysis.tables import empty_table, make_table
    >>> row = {"doc_id": "d", "position": 0, "level": 1, "kind": "clause", "start": 0, "end": 7}
    >>> texts = (("d/1", "设立产业基金。", None), ("d/2", "设立产业基金", "设立产业基金"))
    >>> clauses = make_table("clauses", [row | {"clause_id": id, "text": text, "heading": head} for id, text, head in texts])
    >>> select_counted(code_instruments(clauses), clauses)["clause_id"].tolist()
    ['d/1']
    """
    return instruments[instruments["clause_id"].isin(_keep_telling(clauses)["clause_id"])]


def _keep_telling(clauses: pd.DataFrame) -> pd.DataFrame:
    """Return the clauses of policy that say more than their number and heading."""
    policy = clauses[clauses["kind"].isin(POLICY_KINDS)]
    return policy[[_has_text(*cells) for cells in policy[["text", "heading"]].itertuples(index=False, name=None)]]


def _goal_clauses(clauses: pd.DataFrame, book: Codebook) -> set[str]:
    """Return the clauses whose heading, or a heading above them, says that they state goals."""
    if book.goal_headings is None:
        return set()
    goals: set[str] = set()
    ordered = clauses.sort_values(["doc_id", "position"])
    for clause_id, parent, kind, heading in _cells(ordered, "clause_id", "parent_id", "kind", "heading"):
        own = isinstance(heading, str) and kind != "title" and book.goal_headings.search(heading)
        if own or parent in goals:
            goals.add(clause_id)
    return goals


def _cells(table: pd.DataFrame, *columns: str) -> Iterator[tuple[Any, ...]]:
    """Return the rows of some columns."""
    return zip(*(table[column].tolist() for column in columns), strict=True)


def _label(rule: Rule) -> str:
    """Return the name of a rule as the table carries it."""
    return rule.name + (" (learned)" if rule.learned else "")


def _blank(text: str, offset: int, spans: list[tuple[int, int]]) -> str:
    """Return a clause with spans of its document made full stops, so that nothing in them or across them matches."""
    end = offset + len(text)
    for start, stop in spans:
        if stop > offset and start < end:
            low, high = max(start, offset) - offset, min(stop, end) - offset
            text = text[:low] + "。" * (high - low) + text[high:]
    return text


def _has_text(text: str, heading: object) -> bool:
    """Say whether a unit says more than its number and heading."""
    rest = text.replace(heading, "", 1) if isinstance(heading, str) else text
    return len(_NUMBERING.sub("", rest).strip(" 　\n。")) > 1


def _unit_ids(
    policy: pd.DataFrame, clauses: pd.DataFrame, unit: str, groups: Mapping[str, str] | None
) -> list[str | None]:
    if unit == "document":
        return list(policy["doc_id"])
    if unit == "group":
        return [(groups or {}).get(doc_id) for doc_id in policy["doc_id"]]
    parents = dict(zip(clauses["clause_id"], clauses["parent_id"], strict=True))
    return [_top(clause_id, parents) for clause_id in policy["clause_id"]]


def _top(clause_id: str, parents: Mapping[str, str | None]) -> str:
    """Return the top of the outline above a clause."""
    seen = {clause_id}
    while isinstance(parent := parents.get(clause_id), str) and parent not in seen:
        seen.add(parent)
        clause_id = parent
    return clause_id
