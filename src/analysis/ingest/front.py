"""What stands before the first numbered line: metadata table, title, notice, preamble."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from analysis.ingest.headings import is_heading_line, lead_heading
from analysis.ingest.lines import Line, split_lines
from analysis.ingest.markers import parse_marker, read_number
from analysis.ingest.matter import (
    is_addressee,
    is_consultation,
    is_date,
    is_metadata,
    is_note,
    is_number_line,
    is_title,
    name_matter,
)

__all__ = ["label_lines", "read_front"]

Part = tuple[str, Line, Line]

_OUTER = ("part", "chapter", "section", "article", "han", "roman", "han_bracket", "arabic", "decimal", "arabic_bracket")
_NOISE = ("jump line", "credit", "chrome", "footer", "advertisement")
_NOTICE_SHARE = 0.5
_ANNEX_ALONE = re.compile(r"附\s*[件表录]\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})?\s*[：:]?")
_ANNEX_ITEM = re.compile(r"(?:附\s*[件表录]|附)\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})?\s*[：:.．、 ]")
_OFFICE = re.compile(r"(?:人民政府|委员会|办公厅|办公室|厅|局|省委|市委|部|院|会)(?:[ \u3000]|$)")


def label_lines(text: str, *, reference: Path | None = None) -> list[Line]:
    r"""Return the lines of a clean text, each with what it is by itself.

    Parameters
    ----------
    text
        Clean text.
    reference
        Folder of the project's own reference data.

    Returns
    -------
    list of Line

    Examples
    --------
    >>> [line.label for line in label_lines("某省行动计划\n一、总体要求\n2025年1月2日")]
    ['title', 'marker', 'date']
    """
    return [_label(line, reference) for line in split_lines(text)]


def read_front(
    lines: Sequence[Line],
    *,
    numbered: bool,
    reference: Path | None = None,  # noqa: ARG001 - kept for symmetry
) -> tuple[list[Part], list[Line]]:
    r"""Return the parts in front of the body, and the lines of the body.

    Parameters
    ----------
    lines
        All lines, labelled.
    numbered
        Whether the document numbers its units.
    reference
        Folder of the project's own reference data.

    Returns
    -------
    front
        Kind, first and last line of each part.
    body
        The lines from the first unit on.

    Examples
    --------
    >>> lines = label_lines("某省行动计划\n为促进发展，制定本计划。\n一、总体要求\n二、保障措施")
    >>> front, body = read_front(lines, numbered=True)
    >>> [kind for kind, *_ in front], len(body)
    (['title', 'preamble'], 2)
    """
    start = _body_start(lines, numbered=numbered)
    head = list(lines[:start])
    titles = [at for at, line in enumerate(head) if line.label == "title"]
    parts: list[Part] = []
    for at, line in enumerate(head):
        kind = _front_kind(head, at, titles)
        if parts and parts[-1][0] == kind and kind != "title":
            parts[-1] = (kind, parts[-1][1], line)
        else:
            parts.append((kind, line, line))
    return parts, list(lines[start:])


def _label(line: Line, reference: Path | None) -> Line:
    text = line.text
    marker = parse_marker(text)
    if marker is not None and marker.style == "annex":
        alone = _ANNEX_ALONE.fullmatch(text) is not None
        return line._replace(label="marker" if alone else "annex list", marker=marker if alone else None)
    if marker is not None:
        return line._replace(label="marker", marker=marker)
    matter = name_matter(text, reference=reference)
    tests = (
        ("date", is_date(text)),
        ("note", is_note(text)),
        ("number", is_number_line(text)),
        ("metadata", is_metadata(text, reference=reference)),
        (matter, matter is not None),
        ("annex list", _ANNEX_ITEM.match(text) is not None),
        ("addressee", is_addressee(text)),
        ("title", is_title(text, reference=reference)),
    )
    label = next((name for name, holds in tests if holds), None)
    return line._replace(label=label) if label else line


def _body_start(lines: Sequence[Line], *, numbered: bool) -> int:
    if not numbered:
        return _unnumbered_start(lines)
    marked = [at for at, line in enumerate(lines) if line.marker is not None and line.marker.style in _OUTER]
    if not marked:
        return len(lines)
    first = marked[0]
    # A notice may number its own points before the title of the text that it publishes.
    total = sum(len(line.text) for line in lines)
    before = sum(len(line.text) for line in lines[:first])
    for at in range(first + 1, len(lines)):
        before += len(lines[at - 1].text)
        if before > _NOTICE_SHARE * total:
            break
        if lines[at].label != "title":
            continue
        following = next((mark for mark in marked if mark > at), None)
        asks = any(is_consultation(line.text) for line in lines[:at])
        if following is not None and asks and read_number(getattr(lines[following].marker, "number", "")) == 1:
            return following
    return first


def _unnumbered_start(lines: Sequence[Line]) -> int:
    """Return the first line of the body of a text without numbers: its first heading after title and preamble."""
    titles = [at for at, line in enumerate(lines[:12]) if line.label == "title"]
    begin = titles[-1] + 1 if titles else 0
    for at in range(begin, len(lines)):
        following = lines[at + 1] if at + 1 < len(lines) else None
        if is_heading_line(lines[at], following) or (lines[at].label == "text" and lead_heading(lines[at].text)):
            return at
        if lines[at].label == "sidebar":
            return at
    if titles:
        return begin
    return next((at for at, line in enumerate(lines) if line.label == "text"), len(lines))


def _front_kind(head: list[Line], at: int, titles: list[int]) -> str:  # noqa: PLR0911 - one return a kind
    line = head[at]
    if line.label in _NOISE:
        return "noise"
    if line.label == "metadata":
        return "metadata"
    if line.label == "title":
        return "title"
    if titles and at < titles[-1]:
        return "notice"
    if line.label in ("date", "number", "note", "addressee", "annex list"):
        return "notice"
    if is_consultation(line.text) or (line.marker is not None and any(is_consultation(other.text) for other in head)):
        return "notice"
    if len(line.text) <= 30 and _OFFICE.search(line.text) and not re.search("[。，；]", line.text):  # noqa: PLR2004
        return "notice"
    return "preamble"
