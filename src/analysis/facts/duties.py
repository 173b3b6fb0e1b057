"""Who is responsible for what: the ``duties`` of clauses, and the spans that their lists take up."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.facts.agency_lists import Item
from analysis.facts.agency_names import Setting
from analysis.facts.agency_registry import Registry, read_registry
from analysis.facts.clause_lists import POLICY_KINDS, Clause, read_clauses, read_lists
from analysis.facts.duty_lists import Found
from analysis.facts.duty_roles import Rule, apply_defaults, settle_roles, stated_for_all
from analysis.facts.duty_rules import find_defaults, find_statements
from analysis.facts.duty_sentences import find_sentence_duties
from analysis.facts.duty_words import Words, read_words
from analysis.tables import make_table

_KNOWN = ("doc_id", "level", "province", "jurisdiction", "issued_on")

__all__ = ["find_duties", "find_duty_masks", "read_settings"]


def find_duties(
    clauses: pd.DataFrame,
    *,
    documents: pd.DataFrame | None = None,
    mergers: bool = False,
    reference: Path | None = None,
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
    mergers
        Whether a body that a reform merged into another is read as that other body (省旅游局 as 省文化和旅游厅). Off, since it
        makes one node of what were two; renames (省大数据局 to 省数据局) are always followed.
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
    Bodies that the registry does not know are kept as written. Places before a government share its ending
    (岳阳市、常德市、益阳市人民政府 are three governments).

    The grammar was written with the annotated corpus at hand, so its score there says little about other texts; the first runs
    on clauses written before (docs/facts.md) say more.

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
    for doc_id, document in read_clauses(clauses):
        setting = settings.get(doc_id, Setting())
        setting = setting._replace(mergers=mergers, date=registry.same_month(setting.date))
        rows += _read_document(doc_id, document, registry, words, setting)
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
        for doc_id, document in read_clauses(clauses)
        for lists in [read_lists(document, registry=registry, words=words, briefly=True)]
        for clause in document
        for found in lists.get(clause.clause_id, [])
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

    def text(row: dict[Hashable, Any], name: str) -> str:
        return "" if pd.isna(row.get(name)) else str(row[name])

    known = documents[[name for name in _KNOWN if name in documents.columns]]
    return {
        str(row["doc_id"]): Setting(
            level=text(row, "level"),
            province=text(row, "province"),
            jurisdiction=text(row, "jurisdiction"),
            date=text(row, "issued_on"),
        )
        for row in known.to_dict("records")
    }


def _read_document(
    doc_id: str, clauses: list[Clause], registry: Registry, words: Words, setting: Setting
) -> Iterator[dict[str, object]]:
    """Read one document: lists first, then the rules that speak of them, then sentences."""
    lists = read_lists(clauses, registry=registry, words=words, setting=setting)
    rules = stated_for_all(clauses, lists)
    for clause in clauses:
        if clause.kind not in POLICY_KINDS:
            continue
        statements = find_statements(clause.text)
        for found in lists[clause.clause_id]:
            stated = [rule for rule in statements if found.start <= rule.start < found.end]
            moved = [Rule(rule.mark, clause.start + rule.start, clause.start + rule.end) for rule in stated]
            yield from _list_rows(doc_id, clause, found, rules + moved, setting)
            rules += [rule for rule, statement in zip(moved, stated, strict=True) if statement.onward]
        text = _blank_lists(clause.text, lists[clause.clause_id])
        said = find_sentence_duties(text, registry=registry, words=words, setting=setting)
        for order, item in enumerate(said, 1):
            row = _row(doc_id, clause, item, setting)
            yield row | {"role": item.role, "order": order, "evidence": "sentence"}
    for given in apply_defaults(clauses, lists, registry=registry, words=words, setting=setting):
        row = _row(doc_id, given.clause, given.item, setting)
        printed = given.item.start < given.item.end
        yield row | {
            "role": given.role,
            "order": given.order,
            "evidence": "bracket" if printed else "rule",
            "rule_start": given.rule_start,
            "rule_end": given.rule_end,
        }


def _blank_lists(text: str, lists: list[Found]) -> str:
    """Overwrite lists and defaults by full stops, so that sentences are read without them."""
    spans = [(found.start, found.end) for found in lists]
    spans += [(default.start, default.end) for default in find_defaults(text)]
    for start, end in spans:
        text = text[:start] + "。" * (end - start) + text[end:]
    return text


def _list_rows(
    doc_id: str, clause: Clause, found: Found, rules: list[Rule], setting: Setting
) -> Iterator[dict[str, object]]:
    roles = settle_roles(found, rules)
    for order, (item, (role, rule)) in enumerate(zip(found.agencies.items, roles, strict=True), 1):
        row = _row(doc_id, clause, item, setting)
        row |= {"role": role, "order": order}
        row["evidence"] = "ledger" if found.ledger or clause.kind == "row" else "bracket"
        if not found.closed:
            row["notation"] = f"{item.notation}, unclosed"
        if rule:
            row |= {"rule_start": rule.start, "rule_end": rule.end}
        yield row


def _row(doc_id: str, clause: Clause, item: Item, setting: Setting) -> dict[str, object]:
    return {
        "doc_id": doc_id,
        "clause_id": clause.clause_id,
        "start": clause.start + item.start,
        "end": clause.start + item.end,
        "agency": item.reading.agency,
        "surface": clause.printed[item.start : item.end] or item.surface,
        "jurisdiction": _jurisdiction(item, setting),
        "notation": item.notation,
        "collective": item.reading.collective,
        "rule_start": None,
        "rule_end": None,
    }


def _jurisdiction(item: Item, setting: Setting) -> str | None:
    """Return whose body it is: the place that the name states, the province of a 省 body, or the document's own place."""
    reading = item.reading
    if reading.level == "central":
        return "中央"
    if reading.place:
        return setting.jurisdiction if _is_own(reading.place, setting) else reading.place
    if reading.prefix in ("省", "自治区", "兵团") and setting.level in ("city", "county"):
        return setting.province or None
    return setting.jurisdiction or setting.province or None


def _is_own(place: str, setting: Setting) -> bool:
    """Say whether a place is the document's own, written longer or shorter; 宜宾市 is not its district 宜宾市叙州区."""
    own = setting.jurisdiction
    if not own or setting.level not in ("city", "county"):
        return False
    above = setting.level == "county" and place.endswith(("市", "州", "盟", "地区"))
    return own.endswith(place) or place.startswith(own) or (own.startswith(place) and not above)
