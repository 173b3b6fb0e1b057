"""Word files (.docx): paragraphs with their automatic numbers, tables, tracked changes as if accepted or as if refused."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from analysis.bounds import read_bound
from analysis.ingest.formats.base import Extracted, UnreadableError, table_row

__all__ = ["open_container", "read_docx"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_ADDED = (f"{_W}ins", f"{_W}moveTo")
_TAKEN = (f"{_W}del", f"{_W}moveFrom")
_MAX_RATIO = 400
_HAN = "〇一二三四五六七八九"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_MAX_DEPTH = 9
_MAX_DIGITS = 6


def open_container(data: bytes) -> zipfile.ZipFile:
    """Return the zip container of an Office file, refused where unpacking it would flood the memory.

    Parameters
    ----------
    data
        The bytes of the file.

    Returns
    -------
    zipfile.ZipFile

    Raises
    ------
    UnreadableError
        If it is broken, locked, or a bomb.

    Examples
    --------
    >>> open_container(b"PK broken")
    Traceback (most recent call last):
        ...
    analysis.ingest.formats.base.UnreadableError: a container that is broken or cut off
    """
    try:
        container = zipfile.ZipFile(io.BytesIO(data))
        members = container.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise UnreadableError("a container that is broken or cut off", "fetch it again") from error
    size = sum(member.file_size for member in members)
    if size > read_bound("unpacked") * 1_000_000 or size > _MAX_RATIO * max(len(data), 1000):
        raise UnreadableError(
            f"a container that unpacks to {size // 1_000_000} MB, {size // max(len(data), 1)} times its size "
            f"(the bounds are {read_bound('unpacked')} MB and {_MAX_RATIO} times; a zip bomb, or damaged)",
            "do not open it, or set ZHENGCE_MAX_UNPACKED_MB",
        )
    if any(member.flag_bits & 0x1 for member in members):
        raise UnreadableError("a container locked by a password", "save it without")
    return container


def read_docx(container: zipfile.ZipFile, *, tracked_changes: str = "accepted") -> Extracted:
    """Return the text of a Word file, a line a paragraph, a line between bars a row of a table.

    Automatic numbers are written out, as they are printed; tracked changes are taken as accepted: what was inserted stands,
    what was deleted does not; ``encoding`` says so.

    Parameters
    ----------
    container
        The opened file.
    tracked_changes
        ``accepted``: what was put in is read, what was taken out is not; ``refused``: the other way round. Changes of
        formatting, automatic numbers among them, are read as they stand.

    Returns
    -------
    Extracted

    Raises
    ------
    UnreadableError
        If a part is missing or is no XML.
    """
    document = _parse(container, "word/document.xml")
    if document is None:
        raise UnreadableError("a Word file without a text", "save it again as .docx")
    numbers = _Numbers(_parse(container, "word/numbering.xml"), _parse(container, "word/styles.xml"))
    body = document.find(f"{_W}body")
    changes = _Changes(tracked_changes)
    lines = list(_read_blocks(body, numbers, changes)) if body is not None else []
    tracked = any(next(document.iter(name), None) is not None for name in (*_ADDED, *_TAKEN))
    return Extracted("\n".join(lines), "docx", changes.name if tracked else None)


def _parse(container: zipfile.ZipFile, name: str) -> ET.Element | None:
    try:
        data = container.read(name)
    except KeyError:
        return None
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, NotImplementedError) as error:
        raise UnreadableError("a Word file that is broken or cut off", "fetch it again") from error
    if any(mark in data for word in ("<!DOCTYPE", "<!ENTITY") for mark in (word.encode(), word.encode("utf-16-le"))):
        raise UnreadableError("a Word file that declares entities, which no Word file does", "do not open it")
    try:
        return ET.fromstring(data)  # noqa: S314 - entities are refused above
    except ET.ParseError as error:
        raise UnreadableError(f"a Word file with a broken part ({name})", "save it again as .docx") from error


@dataclass(frozen=True)
class _Changes:
    """Which tracked changes are read: those put in where they are accepted, those taken out where they are refused."""

    name: str

    @property
    def hidden(self) -> tuple[str, ...]:
        return _TAKEN if self.name == "accepted" else _ADDED

    @property
    def shown(self) -> tuple[str, ...]:
        return _ADDED if self.name == "accepted" else _TAKEN

    def hide(self, properties: ET.Element | None) -> bool:
        """Say whether the properties of a mark or a row tell that it is hidden."""
        return properties is not None and any(properties.find(tag) is not None for tag in self.hidden)


def _read_blocks(parent: Iterable[ET.Element], numbers: _Numbers, changes: _Changes) -> Iterator[str]:
    begun = ""  # text of paragraphs whose own mark is hidden: it runs on into the next
    for block in parent:
        if block.tag == f"{_W}p":
            begun += "".join(_read_runs(block, changes))
            if changes.hide(block.find(f"{_W}pPr/{_W}rPr")):
                continue
            number = numbers.next_for(block) if begun.strip() else ""
            yield from (number + begun).split("\n")
            begun = ""
        elif block.tag == f"{_W}tbl":
            yield from _read_table(block, numbers, changes)
        elif block.tag in (*changes.shown, *(f"{_W}{name}" for name in ("sdt", "sdtContent", "customXml", "smartTag"))):
            yield from _read_blocks(block, numbers, changes)
    if begun:
        yield from begun.split("\n")


def _read_runs(node: ET.Element, changes: _Changes) -> Iterator[str]:
    for child in node:
        if child.tag in (*changes.hidden, f"{_W}pPr", f"{_W}rPr", f"{_W}instrText", f"{_MC}Fallback"):
            continue
        if child.tag == f"{_W}t" or (child.tag == f"{_W}delText" and f"{_W}del" in changes.shown):
            yield child.text or ""
        elif child.tag == f"{_W}tab":
            yield "\t"
        elif child.tag in (f"{_W}br", f"{_W}cr"):
            yield "\n"
        elif child.tag == f"{_W}noBreakHyphen":
            yield "-"
        elif child.tag not in (f"{_W}tbl", f"{_W}drawing", f"{_W}pict", f"{_W}object", f"{_W}delText"):
            yield from _read_runs(child, changes)


def _read_table(table: ET.Element, numbers: _Numbers, changes: _Changes) -> Iterator[str]:
    above: dict[int, str] = {}
    for row in table.iter(f"{_W}tr"):
        if changes.hide(row.find(f"{_W}trPr")):
            continue
        cells: list[str] = []
        for cell in row.findall(f"{_W}tc"):
            lines = _read_blocks([block for block in cell if block.tag != f"{_W}tbl"], numbers, changes)
            text = " ".join(filter(None, (line.strip() for line in lines)))
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            at = len(cells)
            if merge is not None and merge.get(f"{_W}val") != "restart":
                text = text or above.get(at, "")  # a cell merged with the one above it
            above[at] = text
            cells.append(text)
        yield table_row(cells)


@dataclass
class _Level:
    style: str = "decimal"
    pattern: str = "%1."
    start: int = 1
    suffix: str = "tab"


@dataclass
class _Numbers:
    """The automatic numbers of a Word file: definitions, and counters while paragraphs are read."""

    numbering: ET.Element | None
    styles: ET.Element | None
    counters: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0] * _MAX_DEPTH))

    def __post_init__(self) -> None:
        self.abstract: dict[str, dict[int, _Level]] = {}
        self.of: dict[str, str] = {}
        self.by_style: dict[str, tuple[str, int]] = {}
        if self.numbering is not None:
            for item in self.numbering.findall(f"{_W}abstractNum"):
                levels = {
                    _read_count(level.get(f"{_W}ilvl", "0")): _read_level(level) for level in item.findall(f"{_W}lvl")
                }
                self.abstract[item.get(f"{_W}abstractNumId", "")] = levels
            for item in self.numbering.findall(f"{_W}num"):
                target = item.find(f"{_W}abstractNumId")
                if target is not None:
                    self.of[item.get(f"{_W}numId", "")] = target.get(f"{_W}val", "")
        if self.styles is not None:
            for style in self.styles.findall(f"{_W}style"):
                place = _read_place(style.find(f"{_W}pPr/{_W}numPr"))
                if place is not None:
                    self.by_style[style.get(f"{_W}styleId", "")] = place

    def next_for(self, paragraph: ET.Element) -> str:
        """Return the number that Word prints before a paragraph, counted on."""
        place = _read_place(paragraph.find(f"{_W}pPr/{_W}numPr"))
        if place is None:
            style = paragraph.find(f"{_W}pPr/{_W}pStyle")
            place = self.by_style.get(style.get(f"{_W}val", "")) if style is not None else None
        if place is None or place[0] not in self.of or not 0 <= place[1] < _MAX_DEPTH:
            return ""
        levels = self.abstract.get(self.of[place[0]], {})
        level = levels.get(place[1])
        if level is None:
            return ""
        counter = self.counters[self.of[place[0]]]
        for upper in range(place[1]):
            counter[upper] = counter[upper] or levels.get(upper, _Level()).start
        counter[place[1]] = counter[place[1]] + 1 if counter[place[1]] else level.start
        counter[place[1] + 1 :] = [0] * (_MAX_DEPTH - place[1] - 1)
        if level.style == "bullet":
            return "●"
        printed = level.pattern
        for depth in range(_MAX_DEPTH):
            if f"%{depth + 1}" in printed:
                style_of = levels.get(depth, _Level()).style
                printed = printed.replace(f"%{depth + 1}", _print_number(counter[depth], style_of))
        return printed + (" " if printed and printed[-1].isascii() and printed[-1] != ")" else "")


def _read_level(level: ET.Element) -> _Level:
    def value(name: str, default: str) -> str:
        found = level.find(f"{_W}{name}")
        return found.get(f"{_W}val", default) if found is not None else default

    return _Level(
        value("numFmt", "decimal"), value("lvlText", ""), _read_count(value("start", "1"), 1), value("suff", "tab")
    )


def _read_count(text: str, otherwise: int = 0) -> int:
    """Return a small number as Word writes it; whatever else stands there counts as not stated."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS else otherwise


def _read_place(properties: ET.Element | None) -> tuple[str, int] | None:
    if properties is None:
        return None
    number, level = properties.find(f"{_W}numId"), properties.find(f"{_W}ilvl")
    if number is None or number.get(f"{_W}val") in (None, "0"):
        return None
    depth = level.get(f"{_W}val", "0") if level is not None else "0"
    return number.get(f"{_W}val", ""), _read_count(depth)


def _print_number(value: int, style: str) -> str:
    if style.startswith(
        ("chineseCount", "chineseLegal", "japaneseCount", "taiwaneseCount", "ideograph", "koreanCount")
    ):
        return _han(value)
    if style.startswith("decimalEnclosedCircle") and 1 <= value <= len(_CIRCLED):
        return _CIRCLED[value - 1]
    if style in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (value - 1) % 26)
        return letter.upper() if style == "upperLetter" else letter
    return str(value)


def _han(value: int) -> str:
    """Return a number up to 99 in Chinese, as headings print it."""
    tens, ones = divmod(value, 10)
    if not tens:
        return _HAN[ones]
    return ("" if tens == 1 else _HAN[tens % 10]) + "十" + (_HAN[ones] if ones else "")
