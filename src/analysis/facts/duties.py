"""Who is responsible for what: the ``duties`` of clauses, and the spans that their lists take up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analysis.facts.agency_lists import Item, Words, read_words, unify_width
from analysis.facts.agency_names import Setting
from analysis.facts.agency_registry import Registry, read_registry
from analysis.facts.duty_lists import Found, find_lists
from analysis.facts.duty_rules import find_statements
from analysis.facts.duty_sentences import find_sentence_duties
from analysis.tables import make_table

__all__ = ["POLICY_KINDS", "Clause", "find_duties", "find_duty_masks", "read_settings"]

#: Kinds of clauses that state policy; the others (titles, notices, metadata, noise) are never read for facts.
POLICY_KINDS = ("preamble", "chapter", "group", "clause", "bullet", "row", "annex")

#: Marks that mean a lead even where no sentence says so.
_LEAD_MARKS = "☆★"


class Clause(NamedTuple):
    """One row of ``clauses`` as the grammar needs it; ``text`` is in full width, of the same length."""

    clause_id: str
    parent_id: str
    kind: str
    text: str
    start: int


class _Rule(NamedTuple):
    """A lead rule in force."""

    mark: str
    start: int
    end: int


def find_duties(
    clauses: pd.DataFrame, *, documents: pd.DataFrame | None = None, reference: Path | None = None
) -> pd.DataFrame:
    """Return who is made responsible for each clause, in which role, and what in the text says so.

    Answers: which bodies must carry out this clause, who leads, who supports - and is that printed in a list, given by a
    rule stated elsewhere, or only said in a sentence?

    Parameters
    ----------
    clauses
        The ``clauses`` table. Only clauses of policy are read (preamble, chapter, group, clause, bullet, row, annex).
    documents
        The ``documents`` table. With it names are read at the date of the document, and bodies get the place whose bodies
        they are; without it ``jurisdiction`` is known only where a name states its place.
    reference
        The project's ``data/reference`` folder, whose files lie over the packaged registry and words.

    Returns
    -------
    pandas.DataFrame
        The table ``duties``: one row a mention. ``evidence`` says what the row rests on:

        - ``bracket``: a list set apart from the sentences, in brackets or after a printed label (责任单位：). That the first
          name leads because a rule says so once for the whole text (排名第一的为牵头单位，下同) changes the ``role``, not the
          evidence: the mention itself is printed in the clause's bracket; ``rule_start`` points to the rule.
        - ``rule``: the clause itself does not print the body; a default stated elsewhere makes it responsible
          (以下均需各市人民政府落实，不再列出; 本章任务由省教育厅负责). ``start`` and ``end`` are then both the end of the
          clause, and ``rule_start``/``rule_end`` the place of the default.
        - ``ledger``: a cell of a table with columns such as 牵头单位, 配合单位.
        - ``sentence``: a sentence of the clause (由省科技厅统筹推进). Weaker, and kept apart: networks and coverage
          leave it out unless asked.

    Raises
    ------
    DataError
        If the registry or its layer is broken.

    Notes
    -----
    Roles: 牵头 and 主办, the subject of 会同, the first name or the marked name where a rule says so, are ``lead``; 配合, 协同,
    参与, 会同 and the other names of a list with a lead are ``support``; everything else is ``responsible``. A lead rule does
    not hold for a list that says 各自负责 or 分别负责, nor for one that opens with a collective name.

    A name with a second name in parentheses (省委金融办（省地方金融局）) is one body. A collective name (各成员单位,
    各市人民政府) is a mention with ``collective`` set, never a node of a network. Formulas (下同, 各有关单位) are no agencies.
    Bodies that the registry does not know are kept as written.

    *Reading it*: a row means that the text names the body, in that role. It does not mean that a body without a row has
    nothing to do with the clause: a document may state no responsible agency at all, see :func:`state_coverage`.

    Examples
    --------
    >>> import pandas as pd
    >>> text = "（一）推进试点。（省科技厅牵头，省教育厅、财政厅配合）"
    >>> clause = dict(clause_id="d/一", doc_id="d", position=0, level=1, kind="clause", text=text, start=0, end=len(text))
    >>> find_duties(pd.DataFrame([clause]))[["agency", "role", "evidence"]].values.tolist()
    [['省科技厅', 'lead', 'bracket'], ['省教育厅', 'support', 'bracket'], ['省财政厅', 'support', 'bracket']]
    """
    registry, words = read_registry(reference), read_words(reference)
    settings = read_settings(documents)
    rows: list[dict[str, object]] = []
    for doc_id, document in _by_document(clauses):
        rows += _read_document(doc_id, document, registry, words, settings.get(doc_id, Setting()))
    return make_table("duties", rows)


def find_duty_masks(clauses: pd.DataFrame, *, reference: Path | None = None) -> pd.DataFrame:
    """Return the spans of the lists of responsible agencies, brackets and labels included.

    Answers: which characters must words, topics and similarity skip, so that agency names do not become a topic?

    Parameters
    ----------
    clauses
        The ``clauses`` table.
    reference
        The project's ``data/reference`` folder.

    Returns
    -------
    pandas.DataFrame
        The table ``masks`` with kind ``duties``: the whole bracket, one row a list.

    Raises
    ------
    DataError
        If the registry or its layer is broken.

    Notes
    -----
    *Reading it*: sentences that name a responsible body are not masked, since they also say what is to be done.

    Examples
    --------
    >>> import pandas as pd
    >>> text = "推进试点。（责任单位：省科技厅）"
    >>> clause = dict(clause_id="d/一", doc_id="d", position=0, level=1, kind="clause", text=text, start=7, end=7 + len(text))
    >>> find_duty_masks(pd.DataFrame([clause]))[["start", "end"]].values.tolist()
    [[12, 23]]
    """
    registry, words = read_registry(reference), read_words(reference)
    rows = [
        {"doc_id": doc_id, "start": clause.start + found.start, "end": clause.start + found.end, "kind": "duties"}
        for doc_id, document in _by_document(clauses)
        for clause in document
        if clause.kind in POLICY_KINDS
        for found in find_lists(clause.text, registry=registry, words=words)
    ]
    return make_table("masks", rows)


def read_settings(documents: pd.DataFrame | None) -> dict[str, Setting]:
    """Return what is known of each document.

    Parameters
    ----------
    documents
        The ``documents`` table, or None.

    Returns
    -------
    dict
        doc_id to :class:`~analysis.facts.agency_names.Setting`.
    """
    if documents is None:
        return {}
    names = ("level", "province", "jurisdiction", "issued_on")
    return {
        str(row["doc_id"]): Setting(*("" if pd.isna(row.get(name)) else str(row[name]) for name in names))
        for row in documents.to_dict("records")
    }


def _by_document(clauses: pd.DataFrame) -> Iterator[tuple[str, list[Clause]]]:
    for doc_id, rows in clauses.groupby("doc_id", sort=True):
        ordered = rows.sort_values("position", kind="stable")
        yield (
            str(doc_id),
            [
                Clause(
                    str(row["clause_id"]),
                    "" if pd.isna(row.get("parent_id")) else str(row["parent_id"]),
                    str(row["kind"]),
                    unify_width(str(row["text"])),
                    int(row["start"]),
                )
                for row in ordered.to_dict("records")
            ],
        )


def _read_document(
    doc_id: str, clauses: list[Clause], registry: Registry, words: Words, setting: Setting
) -> list[dict[str, object]]:
    """Read one document: lists first, then the rules that speak of them."""
    lists = {
        clause.clause_id: find_lists(clause.text, registry=registry, words=words, setting=setting)
        for clause in clauses
        if clause.kind in POLICY_KINDS
    }
    rows: list[dict[str, object]] = []
    onward: list[_Rule] = _stated_for_all(clauses, lists)
    for clause in clauses:
        for found in lists.get(clause.clause_id, []):
            stated = [rule for rule in find_statements(clause.text) if found.start <= rule.start < found.end]
            here = onward + [_Rule(rule.mark, clause.start + rule.start, clause.start + rule.end) for rule in stated]
            rows += _list_rows(doc_id, clause, found, here, registry, setting)
            onward += [
                _Rule(rule.mark, clause.start + rule.start, clause.start + rule.end) for rule in stated if rule.onward
            ]
        if clause.kind in POLICY_KINDS:
            rows += _sentence_rows(doc_id, clause, lists[clause.clause_id], registry, words, setting)
    return rows


def _sentence_rows(
    doc_id: str, clause: Clause, lists: list[Found], registry: Registry, words: Words, setting: Setting
) -> Iterator[dict[str, object]]:
    text = clause.text
    for found in lists:
        text = text[: found.start] + "。" * (found.end - found.start) + text[found.end :]
    items = find_sentence_duties(text, registry=registry, words=words, setting=setting)
    for order, item in enumerate(items, 1):
        yield _row(doc_id, clause, item, registry, setting) | {
            "role": item.role,
            "order": order,
            "evidence": "sentence",
        }


def _stated_for_all(clauses: list[Clause], lists: dict[str, list[Found]]) -> list[_Rule]:
    """Return the lead rules that stand outside any list: they hold for the whole document."""
    return [
        _Rule(rule.mark, clause.start + rule.start, clause.start + rule.end)
        for clause in clauses
        if clause.kind not in ("noise", "metadata", "sidebar")
        for rule in find_statements(clause.text)
        if not any(found.start <= rule.start < found.end for found in lists.get(clause.clause_id, []))
    ]


def _list_rows(
    doc_id: str, clause: Clause, found: Found, rules: list[_Rule], registry: Registry, setting: Setting
) -> list[dict[str, object]]:
    rows = []
    roles = _settle_roles(found, rules)
    for order, (item, (role, rule)) in enumerate(zip(found.agencies.items, roles, strict=True), 1):
        row = _row(doc_id, clause, item, registry, setting)
        row |= {"role": role, "order": order, "evidence": "ledger" if clause.kind == "row" else "bracket"}
        if not found.closed:
            row["notation"] = f"{item.notation}, unclosed"
        if rule:
            row |= {"rule_start": rule.start, "rule_end": rule.end}
        rows.append(row)
    return rows


def _row(doc_id: str, clause: Clause, item: Item, registry: Registry, setting: Setting) -> dict[str, object]:
    return {
        "doc_id": doc_id,
        "clause_id": clause.clause_id,
        "start": clause.start + item.start,
        "end": clause.start + item.end,
        "agency": item.reading.agency,
        "surface": item.surface,
        "jurisdiction": _jurisdiction(item, registry, setting),
        "notation": item.notation,
        "collective": item.reading.collective,
        "rule_start": None,
        "rule_end": None,
    }


def _settle_roles(found: Found, rules: list[_Rule]) -> list[tuple[str, _Rule | None]]:
    """Give the names that their list leaves open a role, by the rules in force."""
    items = found.agencies.items
    open_items = [item for item in items if not item.role]
    marks = {rule.mark: rule for rule in rules if rule.mark}
    marked = {item for item in items if item.marked and (item.marked in _LEAD_MARKS or item.marked in marks)}
    first = next((rule for rule in reversed(rules) if not rule.mark), None)
    leads: dict[Item, _Rule | None] = {}
    if marked:
        leads = {item: marks.get(item.marked) for item in marked}
    elif first and open_items and not found.agencies.suspended and len(open_items) == len(items):
        leads = {} if items[0].reading.collective else {items[0]: first}
    settled: list[tuple[str, _Rule | None]] = []
    for item in items:
        if item in leads:
            settled.append(("lead", leads[item]))
        elif item.role:
            settled.append((item.role, None))
        elif leads:
            settled.append(("support", next(iter(leads.values()))))
        else:
            settled.append(("responsible", None))
    return settled


def _jurisdiction(item: Item, registry: Registry, setting: Setting) -> str | None:
    """Return whose body it is: the place that the name states, or the document's own place of that level."""
    reading = item.reading
    if reading.level == "central":
        return "中央"
    if reading.place:
        return reading.place
    own = registry.places.get(setting.province)
    if reading.prefix in ("省", "自治区", "兵团") or (
        own and own.unit == reading.prefix and setting.level == "province"
    ):
        return setting.province or None
    if reading.prefix and setting.level in ("province", "central"):
        return None if not reading.collective else setting.jurisdiction or setting.province or None
    return setting.jurisdiction or setting.province or None
