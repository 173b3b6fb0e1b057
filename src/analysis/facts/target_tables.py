"""Targets in the tables of indicators that plans print: 指标 | 2020年 | 2025年 | 属性."""

from __future__ import annotations

import re

from analysis.facts.quantities import Quantity, find_quantities
from analysis.facts.target_grammar import Found
from analysis.facts.target_words import Grammar, Span

__all__ = ["find_table_lines", "read_indicator_table"]

_LINE = re.compile(r"[^\n]+")
_BAR = re.compile(r"[|\t｜]")
_YEAR = re.compile(r"((?:19|20)\d{2})\s*年?")
_GOAL = re.compile("目标|规划值|计划值")
_BASE = re.compile("现状|基期|基数|基准|完成|实际|现值")
_NAME = re.compile("指标|名称|项目|内容|任务")
_UNIT = re.compile("单位")
_ORDINAL = re.compile(r"(?:序号|编号|\d{1,3}[.、]?)?")
_OWN_UNIT = re.compile(r"[（(]([^（）()]{1,12})[）)]\s*$")
_SIGNS = {
    "≥": "不低于",
    ">=": "不低于",
    "≤": "不高于",
    "<=": "不高于",
    "＞": "超过",
    ">": "超过",
    "＜": "低于",
    "<": "低于",
}
_MIN_CELLS = 3

Cell = tuple[int, int, str]
#: A target of a table, its year, its hardness.
TableRead = tuple[Found, int | None, str | None]


def find_table_lines(text: str) -> list[Span]:
    r"""Return the spans of the lines of a text that are rows of a table.

    Parameters
    ----------
    text
        A clause; cells are parted by ``|`` or tabs.

    Returns
    -------
    list of (start, end)

    Examples
    --------
    >>> find_table_lines("主要指标\n| 指标 | 2020年 | 2025年 |")
    [(5, 27)]
    """
    if len(_BAR.findall(text)) < _MIN_CELLS - 1:
        return []
    return [match.span() for match in _LINE.finditer(text) if len(_cells(match[0], 0)) >= _MIN_CELLS]


def read_indicator_table(text: str, lines: list[Span], grammar: Grammar, *, issued: int | None) -> list[TableRead]:
    """Return the targets of a table of indicators.

    Parameters
    ----------
    text
        A clause.
    lines
        Its table lines.
    grammar
        The words and the layer.
    issued
        Year of the document: columns of earlier years are past. Unknown where None.

    Returns
    -------
    list of (Found, year, hardness)
        Nothing where no row names a year or a goal as heading of a column.
    """
    found: list[TableRead] = []
    goals: dict[int, int | None] = {}
    names: int | None = None
    units: int | None = None
    for start, end in lines:
        cells = _cells(text[start:end], start)
        heading = _goal_columns([cell for _, _, cell in cells], issued)
        if heading:
            goals = heading
            names = next((place for place, cell in enumerate(cells) if _NAME.search(cell[2])), None)
            units = next((place for place, cell in enumerate(cells) if _UNIT.fullmatch(cell[2])), None)
            continue
        for column, year in goals.items():
            target = _read_cell(cells, column, names, units, grammar)
            if target:
                found.append((target, year, _row_hardness(cells, grammar)))
    return found


def _cells(line: str, offset: int) -> list[Cell]:
    """Return the cells of a line with their spans."""
    cells = []
    for match in re.finditer(r"[^|\t｜]+", line):
        stripped = match[0].strip()
        if stripped:
            low = offset + match.start() + match[0].index(stripped)
            cells.append((low, low + len(stripped), stripped))
    return cells


def _goal_columns(cells: list[str], issued: int | None) -> dict[int, int | None]:
    """Return the columns that hold goals, with their years; nothing where the line is no heading."""
    years: dict[int, int | None] = {}
    for place, cell in enumerate(cells):
        year = _YEAR.search(cell)
        if (year and len(cell) <= 16) or _GOAL.search(cell):  # noqa: PLR2004 - a heading is short
            years[place] = int(year[1]) if year else None
    if not years or any(re.fullmatch(r"[\d.,%]+", cell) and not _YEAR.fullmatch(cell) for cell in cells):
        return {}
    stated = {place: year for place, year in years.items() if _GOAL.search(cells[place])}
    if stated:
        return stated
    known = {place: year for place, year in years.items() if year is not None and not _BASE.search(cells[place])}
    earliest = min(known.values(), default=0)
    return {
        place: year
        for place, year in known.items()
        if (issued is None or year >= issued) and (len(known) == 1 or year > earliest or issued is not None)
    }


def _read_cell(cells: list[Cell], column: int, names: int | None, units: int | None, grammar: Grammar) -> Found | None:
    if column >= len(cells):
        return None
    place = names if names is not None and names < len(cells) else 0
    if names is None:
        place = next((at for at, cell in enumerate(cells) if not _ORDINAL.fullmatch(cell[2])), 0)
    name, value = cells[place], cells[column]
    if place == column:
        return None
    own = _OWN_UNIT.search(name[2])
    unit = own[1] if own else cells[units][2] if units is not None and units < len(cells) else ""
    quantity = _read_value(value[2], unit, grammar)
    if quantity is None:
        return None
    label = name[2][: own.start()] if own else name[2]
    comparator = "range" if quantity.low != quantity.high else quantity.after or quantity.before or "="
    if label.strip("。 ") == "" or re.fullmatch(r"[\d.]+", label):
        return None
    low, high = min(name[0], value[0]), max(name[1], value[1])
    placed = quantity._replace(start=value[0], end=value[1])
    return Found(low, high, placed, comparator, re.sub(r"^\d+[.、]\s*", "", label.strip()), None)


def _read_value(cell: str, unit: str, grammar: Grammar) -> Quantity | None:
    """Return the number of a cell, with the unit of its row where the cell has none."""
    written = cell.strip("[]【】〔〕() （）")
    for sign, word in _SIGNS.items():
        written = written.replace(sign, word)
    written = written.removeprefix("累计").strip()
    number = re.search(r"(?:\d[\d.,]*[—–\-－~～])?\d[\d.,]*", written)
    with_unit = written[: number.end()] + unit + written[number.end() :] if number else written
    for trial in (with_unit, written):
        found = find_quantities(trial, layer=grammar.layer)
        if found and (found[0].unit or not unit or trial == written):
            return found[0] if found[0].start <= 1 else None
    return None


def _row_hardness(cells: list[Cell], grammar: Grammar) -> str | None:
    """Return the hardness that a row states: 约束性, or only 约束 in a column of properties."""
    for _, _, cell in cells:
        stated = grammar.hardness.search(cell)
        if stated:
            return grammar.words["hardness"][stated[0]]
        if cell in {"约束", "预期"}:
            return cell
    return None
