"""Task ledgers: tables whose columns are headed 牵头单位, 配合单位, 责任单位."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from analysis.facts.agency_lists import parse_list
from analysis.facts.agency_names import Setting
from analysis.facts.agency_registry import Registry
from analysis.facts.duty_lists import Found, move_list
from analysis.facts.duty_rules import blank_statements
from analysis.facts.duty_words import Words

__all__ = ["Header", "Line", "is_table", "read_ledger"]

_LONGEST_HEADING = 16
_RULE_LINE = re.compile(r"[\s｜:：\-—+]*")
_SAME = re.compile(r"同上|〃|″|\"")


class Line(NamedTuple):
    """One row of a table: the clause it stands in, where it starts in that clause, and its text in full width."""

    clause_id: str
    start: int
    text: str


class Header(NamedTuple):
    """The heading of a ledger: how many cells it has, and role and heading of the columns of agencies."""

    n_cells: int
    columns: dict[int, tuple[str, str]]


class _Cell(NamedTuple):
    start: int
    end: int
    text: str


def is_table(text: str, words: Words) -> bool:
    r"""Say whether a text in full width holds a table with columns of agencies.

    Parameters
    ----------
    text
        A clause.
    words
        The words of the grammar.

    Returns
    -------
    bool

    Examples
    --------
    >>> from analysis.facts.duty_words import read_words
    >>> is_table("序号｜任务｜牵头单位\n1｜建设平台｜市科技局", read_words())
    True
    """
    lines = [line for line in text.split("\n") if "｜" in line or "\t" in line]
    return len(lines) > 1 and any(_read_header(_split_cells(line), words) for line in lines)


def read_ledger(
    lines: list[Line], *, registry: Registry, words: Words, setting: Setting | None = None
) -> Iterator[tuple[str, Found]]:
    """Yield the lists of agencies in the cells of a ledger.

    The heading may come again (a table over several pages) and then holds from there on. An empty cell states nothing; 同上
    repeats nothing, since whose cell is meant is not always the one above. A row with another number of cells than its
    heading is read without roles, and says so in its notation: a lost cell would move names into another column.

    Parameters
    ----------
    lines
        The rows of one table in their order.
    registry, words
        The registry of names and the words of the grammar.
    setting
        What is known of the document.

    Yields
    ------
    clause_id : str
        The clause of the row.
    found : Found
        One list a cell.
    """
    header: Header | None = None
    for line in lines:
        cells = _split_cells(line.text)
        heading = _read_header(cells, words)
        if heading:
            header = heading
            continue
        if header is None or _RULE_LINE.fullmatch(line.text):
            continue
        whole = len(cells) == header.n_cells
        for at, cell in enumerate(cells):
            role, name = header.columns.get(at, ("", ""))
            if not whole:
                role, name = "responsible", f"{len(cells)} of {header.n_cells} cells"
            elif not role:
                continue
            found = _read_cell(line, cell, role, name, registry, words, setting)
            if found and (whole or _is_certain(found)):
                yield line.clause_id, found


def _is_certain(found: Found) -> bool:
    items = found.agencies.items
    return not found.agencies.unread and all(item.reading.basis not in ("grammar", "as written") for item in items)


def _split_cells(text: str) -> list[_Cell]:
    """Part a line at bars or tabs; bars at its ends are a frame and no cells."""
    bar = "｜" if "｜" in text else "\t"
    cells: list[_Cell] = []
    at = 0
    for piece in text.split(bar):
        stripped = piece.strip()
        start = at + (piece.index(stripped) if stripped else 0)
        cells.append(_Cell(start, start + len(stripped), stripped))
        at += len(piece) + 1
    framed = text.strip().startswith(bar) and text.strip().endswith(bar) and len(cells) > 1
    return cells[1:-1] if framed and bar == "｜" else cells


def _read_header(cells: list[_Cell], words: Words) -> Header | None:
    columns: dict[int, tuple[str, str]] = {}
    for at, cell in enumerate(cells):
        heading = re.sub(r"\s", "", cell.text)
        if not heading or len(heading) > _LONGEST_HEADING:
            continue
        match = words.heading.fullmatch(heading)
        if match:
            stems = [stem for stem in words.labels if stem in heading]
            roles = {words.labels[stem] for stem in stems} - {"responsible"}
            columns[at] = (roles.pop() if len(roles) == 1 else "responsible", heading)
    return Header(len(cells), columns) if columns else None


def _read_cell(
    line: Line, cell: _Cell, role: str, name: str, registry: Registry, words: Words, setting: Setting | None
) -> Found | None:
    if not cell.text or _SAME.fullmatch(cell.text):
        return None
    agencies = parse_list(
        blank_statements(cell.text), registry=registry, words=words, setting=setting, role=role, notation=name
    )
    if not agencies.items:
        return None
    start, end = line.start + cell.start, line.start + cell.end
    return Found(start, end, start, end, move_list(agencies, start), ledger=True)
