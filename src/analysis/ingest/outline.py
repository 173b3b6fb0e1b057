"""The outline of a clean text: front matter, chapters, clauses and bullets by their printed numbers, and what is no policy."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from analysis.ingest.closing import split_closing
from analysis.ingest.front import label_lines, read_front
from analysis.ingest.headings import is_heading_line, lead_heading, split_heading
from analysis.ingest.ledgers import is_ledger_heading, row_number, row_task, split_cells
from analysis.ingest.lines import Line
from analysis.ingest.markers import Marker, read_number

__all__ = ["Unit", "build_outline"]

#: Styles of printed numbers from the outermost in.
_RANK = {
    style: rank
    for rank, style in enumerate(
        (
            "annex",
            "part",
            "chapter",
            "section",
            "han",
            "article",
            "roman",
            "han_bracket",
            "box",
            "arabic",
            "decimal",
            "arabic_bracket",
            "circle",
            "bullet",
            "closing",
        )
    )
}
_CHAPTER_STYLES = ("part", "chapter", "han", "roman", "heading")
_MAIN_STYLES = frozenset(_RANK) - {"annex", "bullet", "circle", "box", "closing"}
_NOISE = ("jump line", "credit", "chrome", "footer", "advertisement")
_OUTER = ("part", "chapter", "article", "han", "han_bracket")
_CLOSING_HEADING = re.compile(r"附\s*则|其\s*[他它]|施行|解释|期限|有效期|生效")
_EXPLAINS = re.compile(
    r"(?:起草|编制|制定|修订|情况|有关情况的?)说明$|政策解读$|(?:意见|建议)?(?:反馈|征集|征求)(?:意见)?表$"
)
_MIN_LEADS = 2
_MAX_SIGNATURE = 40


@dataclass
class Unit:
    """A unit of the outline while it is being built.

    Attributes
    ----------
    kind, style, number, heading
        What it is, how it is numbered, the number as printed, the heading without it.
    start, end
        Its own text, children excluded.
    parent
        The unit it stands in; None at the top.
    level
        Depth: 0 for a title, 1 at the top.
    name
        Its part of the clause id.
    children
        Styles of the units in it.
    """

    kind: str
    style: str
    number: str | None
    heading: str | None
    start: int
    end: int
    parent: Unit | None
    level: int
    name: str
    children: list[str] = field(default_factory=list)


def build_outline(text: str, *, reference: Path | None = None) -> list[Unit]:
    r"""Return the units of a clean text in reading order.

    Parameters
    ----------
    text
        Clean text of one document.
    reference
        Folder of the project's own reference data.

    Returns
    -------
    list of Unit

    Examples
    --------
    >>> units = build_outline("浙江省行动计划\n为促进发展，制定本计划。\n一、总体目标\n（一）夯实基础。建设平台。")
    >>> [(unit.kind, unit.number, unit.heading) for unit in units]
    [('title', None, '浙江省行动计划'), ('preamble', None, None), ('chapter', '一', '总体目标'), ('clause', '一', '夯实基础')]
    """
    return list(_build_units(text, reference))


@lru_cache(maxsize=320)
def _build_units(text: str, reference: Path | None) -> tuple[Unit, ...]:
    """Build the outline once for all who read it: metadata, contradictions, numbering, and the clauses of a block later."""
    lines = label_lines(text, reference=reference)
    numbered = _is_numbered(lines)
    front, body = read_front(lines, numbered=numbered)
    body = split_closing(body)
    builder = _Builder(reference)
    for kind, first, last in front:
        heading = text[first.start : last.end] if kind == "title" else None
        builder.add_matter(kind, first.start, last.end, heading)
    if numbered:
        builder.read_numbered(body)
    else:
        builder.read_unnumbered(body)
    builder.settle_kinds()
    return tuple(builder.units)


class _Builder:
    """Reads lines from top to bottom and keeps the units that are open."""

    def __init__(self, reference: Path | None) -> None:
        self.reference = reference
        self.units: list[Unit] = []
        self.stack: list[Unit] = []
        self.matter: Unit | None = None  # noise, sidebar or signature that is being read
        self.ledger: list[str] | None = None  # the heading of the task ledger that is being read
        self.tail: Unit | None = None  # the rest of a unit that other matter interrupted

    def add_matter(self, kind: str, start: int, end: int, heading: str | None = None) -> Unit:
        level = 0 if kind == "title" else 1
        unit = Unit(kind, "matter", None, heading, start, end, None, level, f"#{kind}")
        self.units.append(unit)
        return unit

    def read_numbered(self, lines: Sequence[Line]) -> None:
        for at, line in enumerate(lines):
            if self._read_row(lines, at) or self._read_matter(lines, at):
                continue
            self.matter = None
            if line.marker is not None:
                self._open_marked(line, line.marker, lines[at + 1 :])
            else:
                self._continue(line)

    def read_unnumbered(self, lines: Sequence[Line]) -> None:
        leads = self._uses_leads(lines)
        in_sidebar = False
        for at, line in enumerate(lines):
            if self._read_row(lines, at):
                in_sidebar = False
                continue
            if line.label == "sidebar":
                self.stack.clear()
                in_sidebar = True
                self.matter = self._open_sidebar(line)
                continue
            following = lines[at + 1] if at + 1 < len(lines) else None
            heading = is_heading_line(line, following)
            if in_sidebar and not heading and line.label == "text":
                self._extend(line)
                continue
            if heading and self.matter is not None and self.matter.kind == "sidebar":
                self.matter = None
            if self._read_matter(lines, at):
                in_sidebar = False
                continue
            self.matter = None
            in_sidebar = False
            if heading:
                self._open_heading(line, line.text.rstrip("：:"), self._heading_depth(lines, at))
                continue
            lead = lead_heading(line.text) if leads else None
            if lead:
                depth = sum(1 for unit in self.stack if unit.style == "heading")
                self._open_heading(line, lead, depth + 1, style="lead")
            elif line.marker is not None and line.marker.style in ("bullet", "circle", "box", "annex"):
                self._open_marked(line, line.marker, lines[at + 1 :])
            else:
                self._continue(line, paragraphs=not leads)

    def settle_kinds(self) -> None:
        """Set the kinds that depend on what stands inside a unit; an annex that explains the text is no part of the policy."""
        beside: set[int] = set()
        for unit in self.units:
            explains = unit.kind == "annex" and _EXPLAINS.search(unit.heading or "") is not None
            if explains or (unit.parent is not None and id(unit.parent) in beside):
                unit.kind = "sidebar"
                beside.add(id(unit))
        for unit in self.units:
            if unit.kind != "open":
                continue
            inner = any(style not in ("bullet", "circle", "row") for style in unit.children)
            if unit.style == "bullet":
                unit.kind = "bullet"
            elif (
                unit.style in ("part", "chapter", "heading")
                or (unit.parent is None and unit.style in _CHAPTER_STYLES)
                or (unit.parent is None and inner and unit.style != "article")
            ):
                unit.kind = "chapter"
            elif inner or unit.style == "section":
                unit.kind = "group" if unit.style != "article" else "clause"
            else:
                unit.kind = "clause"

    def _read_matter(self, lines: Sequence[Line], at: int) -> bool:  # noqa: C901, PLR0911 - one return a kind of matter
        """Take a line that is no policy text; say whether it was one."""
        line = lines[at]
        if line.label in _NOISE and not (line.label == "advertisement" and _prose_follows(lines, at)):
            if at and lines[at - 1].label != line.label:
                self.matter = None
            self._add_or_extend("noise", line)
            return True
        if self.matter is not None and self.matter.kind == "noise" and self._after_credit(lines, at):
            self._extend(line)
            return True
        if line.label == "sidebar" and line.marker is None:
            self.stack.clear()
            self.matter = self._open_sidebar(line)
            return True
        if self.matter is not None and self.matter.kind == "sidebar" and not self._resumes(line):
            self._extend(line)
            return True
        if line.label == "closing":
            self.matter = None
            self._open_closing(line)
            return True
        if line.label in ("date", "note", "number", "imprint") or _signs(lines, at):
            self._add_or_extend("signature", line)
            return True
        if line.label == "contents" or (line.label == "metadata" and not _prose_follows(lines, at)):
            self._add_or_extend("metadata", line)
            return True
        if line.label == "addressee" and not self.stack:
            self._add_or_extend("notice", line)
            return True
        if line.label == "annex list":
            self._add_or_extend("notice", line)
            return True
        if line.label == "title" and self.stack and self.stack[0].style == "annex" and len(self.stack) == 1:
            self._continue(line)
            return True
        return False

    def _read_row(self, lines: Sequence[Line], at: int) -> bool:
        """Take a row of a task ledger, its heading included; say whether it was one."""
        line = lines[at]
        if not line.text.startswith("|"):
            self.ledger = None
            return False
        cells = split_cells(line.text)
        if self.ledger is None and is_ledger_heading(cells):
            self.ledger = cells
        if self.ledger is None:
            return False
        self.matter = None
        parent = self.stack[-1] if self.stack else None
        heading = is_ledger_heading(cells)
        number = None if heading else row_number(cells, self.ledger)
        count = 1 + sum(
            1 for unit in self.units if unit.style == "row" and unit.parent is parent and unit.name != "表头"
        )
        name = "表头" if heading else number or str(count)
        unit = Unit(
            "row",
            "row",
            number,
            None if heading else row_task(cells, self.ledger),
            line.start,
            line.end,
            parent,
            1,
            name,
        )
        unit.level = parent.level + 1 if parent else 1
        if parent is not None:
            parent.children.append("row")
        self.units.append(unit)
        return True

    def _after_credit(self, lines: Sequence[Line], at: int) -> bool:
        """Say whether a line follows the credit that closes a text: no number and no prose comes after it."""
        closing = any(line.label == "credit" for line in lines[max(0, at - 6) : at])
        return closing and lines[at].marker is None and not _prose_follows(lines, at - 1)

    def _resumes(self, line: Line) -> bool:
        """Say whether a numbered line takes up the numbering that a sidebar interrupted."""
        if line.marker is None or line.label == "annex list":
            return line.marker is not None
        value = read_number(line.marker.number)
        earlier = [read_number(unit.number or "") for unit in self.units if unit.style == line.marker.style]
        return line.marker.style == "annex" or (bool(earlier) and value is not None and value == (earlier[-1] or 0) + 1)

    def _open_marked(self, line: Line, marker: Marker, following: Sequence[Line]) -> None:
        style = (
            marker.style
            if marker.style != "decimal"
            else f"decimal{marker.number.count('.') + marker.number.count('．')}"
        )
        self._close_for(style)
        parent = self.stack[-1] if self.stack else None
        listed = any(unit.style == "article" for unit in self.stack)  # items of an article have no headings
        heading = None if listed else split_heading(line.text[marker.length :], style=marker.style, following=following)
        name = marker.number or heading or str(1 + sum(1 for s in (parent.children if parent else []) if s == style))
        kind = "annex" if style == "annex" else "open"
        self._push(Unit(kind, style, marker.number or None, heading, line.start, line.end, parent, 0, name))

    def _close_for(self, style: str) -> None:
        styles = [unit.style for unit in self.stack]
        if style in styles:
            del self.stack[styles.index(style) :]
            return
        rank = _rank(style)
        while self.stack and _rank(self.stack[-1].style) >= rank:
            self.stack.pop()

    def _open_heading(self, line: Line, heading: str, depth: int, *, style: str = "heading") -> None:
        while self.stack and (len(self.stack) >= depth or self.stack[-1].style == "lead"):
            self.stack.pop()
        parent = self.stack[-1] if self.stack else None
        self._push(Unit("open", style, None, heading, line.start, line.end, parent, 0, heading))

    def _heading_depth(self, lines: Sequence[Line], at: int) -> int:
        """Return the depth of an unnumbered heading: below the one on the line before it, else at the top."""
        previous = lines[at - 1] if at else None
        if (
            previous is not None
            and self.units
            and self.units[-1].style == "heading"
            and self.units[-1].start == previous.start
        ):
            return self.units[-1].level + 1
        depths = [unit.level for unit in self.stack if unit.style == "heading"]
        return depths[-1] if depths else 1

    def _open_closing(self, line: Line) -> None:
        """Open the closing provisions, or go on with them; a chapter for them (附则) keeps them."""
        inside = self.stack[-1] if self.stack else None
        if inside is not None and (inside.style == "closing" or _CLOSING_HEADING.search(inside.heading or "")):
            self._continue(line)
            return
        self.stack.clear()
        self._push(Unit("clause", "closing", None, None, line.start, line.end, None, 0, "附则"))

    def _open_sidebar(self, line: Line) -> Unit:
        unit = Unit("sidebar", "matter", None, line.text, line.start, line.end, None, 1, line.text)
        self.units.append(unit)
        return unit

    def _push(self, unit: Unit) -> None:
        unit.level = unit.parent.level + 1 if unit.parent else 1
        if unit.parent is not None:
            unit.parent.children.append(unit.style)
        self.units.append(unit)
        self.stack.append(unit)

    def _continue(self, line: Line, *, paragraphs: bool = False) -> None:
        """Add a line to the unit that is open; begin a new unit where none is, or where other matter came between."""
        last = self.units[-1] if self.units else None
        if self.stack and last is not None and (last is self.stack[-1] or last is self.tail):
            last.end = line.end
            if last.kind == "annex" and last.heading is None and not re.search(r"[。；]", line.text):
                last.heading = line.text
        elif self.stack:
            open_ = self.stack[-1]
            self.tail = Unit(
                "open", open_.style, open_.number, None, line.start, line.end, open_.parent, open_.level, open_.name
            )
            self.units.append(self.tail)
        elif paragraphs:
            count = 1 + sum(1 for unit in self.units if unit.style == "paragraph")
            self.units.append(Unit("clause", "paragraph", None, None, line.start, line.end, None, 1, f"p{count}"))
        elif last is not None and last.kind == "preamble":
            last.end = line.end
        else:
            self.add_matter("preamble", line.start, line.end)

    def _add_or_extend(self, kind: str, line: Line) -> None:
        if self.matter is not None and self.matter.kind == kind and self.units[-1] is self.matter:
            self.matter.end = line.end
        else:
            self.matter = self.add_matter(kind, line.start, line.end)

    def _extend(self, line: Line) -> None:
        if self.matter is not None:
            self.matter.end = line.end

    def _uses_leads(self, lines: Sequence[Line]) -> bool:
        """Say whether the paragraphs of an unnumbered text begin with a heading of their own."""
        prose = [line for line in lines if line.label == "text" and "。" in line.text]
        leads = [line for line in prose if lead_heading(line.text)]
        return len(leads) >= _MIN_LEADS and len(leads) * 2 > len(prose)


def _is_numbered(lines: Sequence[Line]) -> bool:
    """Say whether a text numbers its units: twice at least, or once with a first number of an outer style."""
    markers = [line.marker for line in lines if line.marker and line.marker.style in _MAIN_STYLES]
    return len(markers) > 1 or any(marker.style in _OUTER and read_number(marker.number) == 1 for marker in markers)


def _rank(style: str) -> float:
    if style.startswith("decimal"):
        return _RANK["decimal"] + int(style.removeprefix("decimal")) / 10
    return _RANK.get(style, -1)


def _prose_follows(lines: Sequence[Line], at: int) -> bool:
    return any("。" in line.text and line.label in ("text", "marker") for line in lines[at + 1 :])


def _signs(lines: Sequence[Line], at: int) -> bool:
    """Say whether a short line is the name that signs a text: the date stands on one of the two lines after it."""
    line = lines[at]
    if line.label != "text" or len(line.text) > _MAX_SIGNATURE or re.search(r"[。；：，]", line.text):
        return False
    for following in lines[at + 1 : at + 4]:
        if following.label == "date":
            return True
        if following.label != "text" or len(following.text) > _MAX_SIGNATURE:
            return False
    return False
