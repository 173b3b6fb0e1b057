"""What rules stated elsewhere add to lists: the roles that lists leave open, and bodies responsible by default."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from analysis.facts.agency_lists import AgencyList, Item, parse_list
from analysis.facts.agency_names import Setting
from analysis.facts.agency_registry import Registry
from analysis.facts.clause_lists import POLICY_KINDS, Clause
from analysis.facts.duty_lists import Found
from analysis.facts.duty_rules import Default, blank_statements, find_defaults, find_statements
from analysis.facts.duty_words import Words

__all__ = ["Given", "Rule", "apply_defaults", "settle_roles", "stated_for_all"]

#: Marks that mean a lead even where no sentence says so.
_LEAD_MARKS = "☆★"

_TASKS = re.compile(r"任务|工作|举措|事项|未[注标列]?明")

_LEAF_KINDS = ("group", "clause", "bullet", "row")


class Rule(NamedTuple):
    """A lead rule in force: the mark it names (empty for the first place) and where it stands in the document."""

    mark: str
    start: int
    end: int


class Given(NamedTuple):
    """A body that a default makes responsible for a clause, its role, and where the default stands in the document."""

    clause: Clause
    item: Item
    role: str
    order: int
    rule_start: int
    rule_end: int


def stated_for_all(clauses: list[Clause], lists: dict[str, list[Found]]) -> list[Rule]:
    """Return the lead rules that stand outside any list: they hold for the whole document.

    Parameters
    ----------
    clauses
        The clauses of one document.
    lists
        Their lists.

    Returns
    -------
    list of Rule
    """
    return [
        Rule(rule.mark, clause.start + rule.start, clause.start + rule.end)
        for clause in clauses
        if clause.kind not in ("noise", "metadata", "sidebar")
        for rule in find_statements(clause.text)
        if not any(found.start <= rule.start < found.end for found in lists.get(clause.clause_id, []))
    ]


def settle_roles(found: Found, rules: list[Rule]) -> list[tuple[str, Rule | None]]:
    """Return the role of each body of a list, and the rule that gave it where one did.

    Parameters
    ----------
    found
        The list.
    rules
        The lead rules in force at its place, latest last.

    Returns
    -------
    list of tuple
        In the order of the list.
    """
    items = found.agencies.items
    open_items = [item for item in items if not item.role]
    marks = {rule.mark: rule for rule in rules if rule.mark}
    marked = [item for item in items if item.marked and (item.marked in _LEAD_MARKS or item.marked in marks)]
    first = next((rule for rule in reversed(rules) if not rule.mark), None)
    leads: dict[Item, Rule | None] = {}
    if marked:
        leads = {item: marks.get(item.marked) for item in marked}
    elif first and open_items and not found.agencies.suspended and len(open_items) == len(items):
        leads = {} if items[0].reading.collective else {items[0]: first}
    settled: list[tuple[str, Rule | None]] = []
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


def apply_defaults(
    clauses: list[Clause],
    lists: dict[str, list[Found]],
    *,
    registry: Registry,
    words: Words,
    setting: Setting | None = None,
) -> Iterator[Given]:
    """Yield the bodies that defaults make responsible for clauses that do not print them.

    A default in a bracket (以下均需各市人民政府落实，不再列出) adds its bodies to every later clause that has a list, and to
    its own clause. One in a sentence holds for what it speaks of: 本章 for the clauses of its chapter, 以下 for the clauses
    under its own or, where there are none, all later ones, 以上 for the earlier ones of its chapter. With 除另有注明外 it holds
    only for clauses without a list of their own.

    Parameters
    ----------
    clauses
        The clauses of one document in reading order.
    lists
        Their lists.
    registry, words
        The registry of names and the words of the grammar.
    setting
        What is known of the document.

    Yields
    ------
    Given
        In reading order of the clauses that state the defaults; never a body that the clause's own lists name.
    """
    parents = {clause.parent_id for clause in clauses}
    leaves = [clause for clause in clauses if clause.kind in _LEAF_KINDS and clause.clause_id not in parents]
    given: set[tuple[str, str]] = {
        (clause_id, item.reading.agency)
        for clause_id, founds in lists.items()
        for found in founds
        for item in found.agencies.items
    }
    for at, clause in enumerate(clauses):
        if clause.kind not in POLICY_KINDS:
            continue
        for default in find_defaults(clause.text):
            listed = any(found.start <= default.start < found.end for found in lists.get(clause.clause_id, []))
            names = clause.text[default.names_start : default.names_end]
            agencies = parse_list(blank_statements(names), registry=registry, words=words, setting=setting)
            if not listed and not _speaks_of_tasks(default, clause.text, agencies):
                continue
            items = [item for item in agencies.items if item.reading.basis != "as written"]
            for target in _reached(default, clause, clauses[:at], leaves, lists, listed=listed):
                for order, item in enumerate(items, 1):
                    if (target.clause_id, item.reading.agency) not in given:
                        given.add((target.clause_id, item.reading.agency))
                        here = _moved(item, default.names_start) if target is clause else _at_end(item, target)
                        place = (clause.start + default.start, clause.start + default.end)
                        yield Given(target, here, item.role or "responsible", order, *place)


def _speaks_of_tasks(default: Default, text: str, agencies: AgencyList) -> bool:
    """Say whether a sentence shares out tasks: it names tasks and only bodies (not 以上政策由市科技局负责解释)."""
    head = text[default.start : default.names_start]
    names = text[default.names_start : default.names_end]
    sure = all(item.reading.basis != "as written" for item in agencies.items) and not agencies.unread
    return sure and agencies.predicated and "解释" not in names and bool(_TASKS.search(head))


def _at_end(item: Item, clause: Clause) -> Item:
    return Item(len(clause.text), len(clause.text), item.surface, item.reading, notation="default")


def _moved(item: Item, by: int) -> Item:
    return Item(item.start + by, item.end + by, item.surface, item.reading, notation="default")


def _reached(
    default: Default,
    clause: Clause,
    earlier: list[Clause],
    leaves: list[Clause],
    lists: dict[str, list[Found]],
    *,
    listed: bool,
) -> list[Clause]:
    """Return the clauses that a default speaks of."""
    if listed:
        later = [leaf for leaf in leaves if leaf.start > clause.start and lists.get(leaf.clause_id)]
        return [clause, *later]
    ancestors = {one.clause_id: one.parent_id for one in (*earlier, clause, *leaves)}
    chapter = _chapter_of(clause.clause_id, ancestors)
    if default.scope in ("以上", "上述"):
        reached = [leaf for leaf in leaves if leaf.start < clause.start and _is_under(leaf, chapter, ancestors)]
    elif default.scope in ("以下", "下列"):
        under = [leaf for leaf in leaves if leaf is not clause and _is_under(leaf, clause.clause_id, ancestors)]
        reached = under or [leaf for leaf in leaves if leaf.start > clause.start]
    elif default.scope in ("本章", "本部分", "本节"):
        top = clause.parent_id if default.scope == "本节" and clause.parent_id else chapter
        reached = [leaf for leaf in leaves if leaf is not clause and _is_under(leaf, top, ancestors)]
    else:
        reached = [leaf for leaf in leaves if leaf is not clause]
    return [leaf for leaf in reached if not (default.otherwise and lists.get(leaf.clause_id))]


def _chapter_of(clause_id: str, parents: dict[str, str]) -> str:
    while parents.get(clause_id):
        clause_id = parents[clause_id]
    return clause_id


def _is_under(clause: Clause, ancestor: str, parents: dict[str, str]) -> bool:
    clause_id = clause.clause_id
    while clause_id:
        if clause_id == ancestor:
            return True
        clause_id = parents.get(clause_id, "")
    return False
