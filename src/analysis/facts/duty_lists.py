"""Finding the lists of responsible agencies in a clause: brackets with and without a label, and labelled lines."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from analysis.facts.agency_lists import AgencyList, Item, find_labels, parse_list
from analysis.facts.agency_names import Setting
from analysis.facts.agency_registry import Registry
from analysis.facts.duty_rules import blank_statements
from analysis.facts.duty_words import Words
from analysis.spans import Zones

__all__ = ["Found", "find_lists", "move_list"]

_BRACKETS = re.compile(r"[（）]")
_NUMERAL = re.compile("[一二三四五六七八九十百]{1,4}")
_SENTENCE_ENDS = "。；！？”’\n\r"
_APPOSITION = re.compile(
    r"(?:部门|单位|机构|牵头|委员会|厅|局|办公室|中心|组织|主体|单位：|等|包括|以下简称|简称|原|即|公司|集团|高校|园区)$"
)


class Found(NamedTuple):
    """A list in a text: spans with and without its brackets, what was read, and whether it is whole or a cell."""

    start: int
    end: int
    inner_start: int
    inner_end: int
    agencies: AgencyList
    closed: bool = True
    ledger: bool = False


def find_lists(
    text: str, *, registry: Registry, words: Words, setting: Setting | None = None, briefly: bool = False
) -> list[Found]:
    """Return the lists of responsible agencies that stand apart from the sentences of a clause.

    A list stands apart when it is in brackets, or on its own after a printed label (责任单位：). Brackets without a label
    count at the end of a sentence or clause only, and only if what is inside are bodies.

    Parameters
    ----------
    text
        A clause in full width, see :func:`~analysis.facts.agency_lists.unify_width`.
    registry, words
        The registry of names and the words of the grammar.
    setting
        What is known of the document.
    briefly
        Whether only the spans of the lists are asked for: what is sure to be a list is not read to its end.

    Returns
    -------
    list of Found
        In their order, apart from each other.

    Examples
    --------
    >>> from analysis.facts.agency_registry import read_registry
    >>> from analysis.facts.duty_words import read_words
    >>> found = find_lists("推进试点。（省科技厅、省教育厅）", registry=read_registry(), words=read_words())
    >>> [(one.start, one.end, len(one.agencies.items)) for one in found]
    [(5, 16, 2)]
    """
    return list(_find_lists(text, registry, words, setting, briefly))


@lru_cache(maxsize=2048)
def _find_lists(
    text: str,
    registry: Registry,
    words: Words,
    setting: Setting | None,
    briefly: bool,  # noqa: FBT001
) -> tuple[Found, ...]:
    """Find the lists of a clause once for the words to be masked and for the codes around them."""

    def read(inner: str) -> AgencyList:
        blanked = blank_statements(inner)
        return parse_list(blanked, registry=registry, words=words, setting=setting, briefly=briefly)

    lists: list[Found] = []
    # Closed ones first: one that is never closed also ends where a list in brackets of its own begins.
    for start, end, closed in sorted(_find_brackets(text), key=lambda bracket: not bracket[2]):
        ends = end if closed else next((one.start for one in lists if start < one.start < end), end)
        found = _read_bracket(text, start, ends, closed, read)
        if found is not None:
            lists.append(found)
    lists += _read_lines(text, lists, words, read)
    return tuple(sorted(lists, key=lambda found: found.start))


def _find_brackets(text: str) -> list[tuple[int, int, bool]]:
    """Return the outermost brackets; one that is never closed ends with its line, or where the next such one begins."""
    closing: dict[int, int] = {}
    waiting: list[int] = []
    for match in _BRACKETS.finditer(text):
        if match[0] == "（":
            waiting.append(match.start())
        elif waiting:
            closing[waiting.pop()] = match.start()
    found: list[tuple[int, int, bool]] = []
    reached = 0
    for start in sorted(closing):
        if start >= reached:
            reached = closing[start] + 1
            found.append((start, reached, True))
    ends = [text.find("\n", start) for start in waiting]
    for start, line_end, following in zip(waiting, ends, [*waiting[1:], len(text)][: len(waiting)], strict=True):
        found.append((start, min(following, line_end if line_end >= 0 else len(text)), False))
    return sorted(found)


def _read_bracket(
    text: str,
    start: int,
    end: int,
    closed: bool,  # noqa: FBT001
    read: Callable[[str], AgencyList],
) -> Found | None:
    inner_end = end - 1 if closed else end
    if _NUMERAL.fullmatch(text, start + 1, inner_end):
        return None
    if "：" not in text[start:inner_end] and not _stands_at_end(text, start, end):
        return None
    agencies = read(text[start + 1 : inner_end])
    shifted = move_list(agencies, start + 1)
    found = Found(start, end, start + 1, inner_end, shifted, closed)
    if not closed and not agencies.labelled:
        # Without its end a bracket must say more: a predicate, or nothing but known names.
        known = [item for item in agencies.items if item.reading.basis != "grammar"]
        if agencies.unread or not known or (not agencies.predicated and len(known) < len(agencies.items)):
            return None
    return found if _is_duty_list(text, found) else None


def _is_duty_list(text: str, found: Found) -> bool:
    agencies = found.agencies
    items = agencies.items
    known = [item for item in items if item.reading.basis not in ("grammar", "as written")]
    doubtful = len(agencies.unread) + sum(item.reading.basis == "as written" for item in items)
    if agencies.labelled:
        return bool(items) or agencies.formulas
    if not items or not _stands_at_end(text, found.start, found.end):
        return False
    if agencies.predicated:
        return (bool(known) or len(items) > 1) and doubtful <= len(items) / 2
    if doubtful > len(known) / 2:
        return False
    if all(item.reading.collective for item in items):
        return any(item.surface.endswith(("政府", "成员单位", "管委会", "行署")) for item in items)
    return bool(known) and not _is_apposition(text, found)


def _stands_at_end(text: str, start: int, end: int) -> bool:
    before = text[:start].rstrip(" 　")
    after = text[end:].lstrip(" 　")
    return (not before or before[-1] in _SENTENCE_ENDS) or (not after or after[0] in "。；\n\r（")


def _is_apposition(text: str, found: Found) -> bool:
    """Say whether one name in brackets only explains the words before it: 科技主管部门（省科技厅）."""
    return len(found.agencies.items) == 1 and bool(_APPOSITION.search(text[: found.start]))


def move_list(agencies: AgencyList, by: int) -> AgencyList:
    """Return a list with all its places moved.

    Parameters
    ----------
    agencies
        A parsed list.
    by
        Characters to move it by.

    Returns
    -------
    AgencyList
    """
    items = tuple(
        Item(item.start + by, item.end + by, item.surface, item.reading, item.role, item.notation, item.marked)
        for item in agencies.items
    )
    unread = tuple((start + by, end + by) for start, end in agencies.unread)
    return AgencyList(items, agencies.suspended, unread, agencies.labelled, agencies.predicated, agencies.formulas)


def _read_lines(text: str, lists: list[Found], words: Words, read: Callable[[str], AgencyList]) -> list[Found]:
    """Read lists that follow a label without brackets, up to the end of the sentence or line."""
    found: list[Found] = []
    covered = Zones((one.start, one.end) for one in lists)
    reached = 0
    for match in find_labels(text, words):
        if match.start() < reached or covered.holds(match.start()):
            continue
        blank = len(text[match.end() :]) - len(text[match.end() :].lstrip())
        end = _line_end(text, match.end() + blank)
        agencies = move_list(read(text[match.start() : end]), match.start())
        if agencies.items or agencies.formulas:
            closed = end == len(text) or text[end] != "）"
            whole = end if closed else end + 1
            found.append(Found(match.start(), whole, match.start(), end, agencies, closed))
        reached = end  # what was read under one label is not read again under the next
    return found


def _line_end(text: str, start: int) -> int:
    depth = 0
    for position in range(start, len(text)):
        character = text[position]
        if character == "（":
            depth += 1
        elif character == "）":
            depth -= 1
            if depth < 0:
                return position
        elif depth == 0 and character in "。！？\n\r":
            return position
    return len(text)
