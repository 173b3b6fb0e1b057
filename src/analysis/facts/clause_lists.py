"""All lists of responsible agencies of one document: brackets, labelled lines and ledgers, clause by clause."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import pandas as pd

from analysis.facts.agency_lists import unify_width
from analysis.facts.agency_names import Setting
from analysis.facts.agency_registry import Registry
from analysis.facts.duty_ledgers import Line, is_table, read_ledger
from analysis.facts.duty_lists import Found, find_lists
from analysis.facts.duty_words import Words

__all__ = ["POLICY_KINDS", "Clause", "read_clauses", "read_lists"]

#: Kinds of clauses that state policy; the others (titles, notices, metadata, noise) are never read for facts.
POLICY_KINDS = ("preamble", "chapter", "group", "clause", "bullet", "row", "annex")


class Clause(NamedTuple):
    """One row of ``clauses`` as the grammar needs it: ``text`` is ``printed`` in full width, of the same length."""

    clause_id: str
    parent_id: str
    kind: str
    text: str
    start: int
    printed: str


def read_clauses(clauses: pd.DataFrame) -> Iterator[tuple[str, list[Clause]]]:
    """Yield each document's id and its clauses in reading order.

    Parameters
    ----------
    clauses
        The ``clauses`` table.

    Yields
    ------
    doc_id : str
        The document.
    document : list of Clause
        Its clauses.
    """
    columns = ["doc_id", "clause_id", "parent_id", "kind", "text", "start"]
    known = clauses if "parent_id" in clauses.columns else clauses.assign(parent_id=None)
    ordered = known.sort_values(["doc_id", "position"], kind="stable")
    rows = zip(*(ordered[column].tolist() for column in columns), strict=True)
    for doc_id, document in groupby(rows, key=itemgetter(0)):
        yield (
            str(doc_id),
            [
                Clause(
                    str(clause_id),
                    parent if isinstance(parent, str) else "",
                    str(kind),
                    unify_width(str(text)),
                    int(start),
                    str(text),
                )
                for _, clause_id, parent, kind, text, start in document
            ],
        )


def read_lists(
    clauses: list[Clause],
    *,
    registry: Registry,
    words: Words,
    setting: Setting | None = None,
    briefly: bool = False,
) -> dict[str, list[Found]]:
    """Return the lists of every clause of policy of one document.

    Parameters
    ----------
    clauses
        Its clauses, see :func:`read_clauses`.
    registry, words
        The registry of names and the words of the grammar.
    setting
        What is known of the document.
    briefly
        Whether only the spans of the lists are asked for, see :func:`~analysis.facts.duty_lists.find_lists`.

    Returns
    -------
    dict
        clause_id to lists; places are counted from the start of the clause.
    """
    lists: dict[str, list[Found]] = {}
    for clause in clauses:
        if clause.kind in POLICY_KINDS:
            lists[clause.clause_id] = find_lists(
                clause.text, registry=registry, words=words, setting=setting, briefly=briefly
            )
    for table in _find_tables(clauses, words):
        for clause_id, found in read_ledger(table, registry=registry, words=words, setting=setting):
            apart = [other for other in lists[clause_id] if other.end <= found.start or found.end <= other.start]
            lists[clause_id] = sorted([*apart, found], key=lambda one: one.start)
    return lists


def _find_tables(clauses: list[Clause], words: Words) -> Iterable[list[Line]]:
    """Yield tables: runs of clauses of kind row, and the lines of a clause that holds a whole table."""
    for is_row, run in groupby(clauses, key=lambda clause: (clause.kind == "row", clause.parent_id)):
        if is_row[0]:
            yield [Line(clause.clause_id, 0, clause.text.replace("\n", " ")) for clause in run]
    for clause in clauses:
        if clause.kind in POLICY_KINDS and clause.kind != "row" and is_table(clause.text, words):
            yield list(_split_lines(clause))


def _split_lines(clause: Clause) -> Iterator[Line]:
    at = 0
    for line in clause.text.split("\n"):
        if "｜" in line or "\t" in line:
            yield Line(clause.clause_id, at, line)
        at += len(line) + 1
