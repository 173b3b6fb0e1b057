"""What stands before the first numbered line: metadata table, title, notice, preamble."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from analysis.ingest.headings import is_heading_line, lead_heading
from analysis.ingest.lines import Line, split_lines
from analysis.ingest.markers import Marker, parse_marker, read_number
from analysis.ingest.matter import is_consultation, name_line

__all__ = ["label_lines", "read_front"]

Part = tuple[str, Line, Line]

_OUTER = ("part", "chapter", "section", "article", "han", "roman", "han_bracket", "arabic", "decimal", "arabic_bracket")
_NOISE = ("jump line", "credit", "chrome", "footer", "advertisement")
_HEAD = ("metadata", "contents", "date", "number", "note", "addressee", *_NOISE)
_NOTICE_SHARE = 0.5
_ANNEX_ALONE = re.compile(r"附\s*[件表录]\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})?\s*[：:]?")
_CONTENTS = re.compile(r"目[ \t\u3000]*[录次]")
_LEADERS = re.compile(
    r"(?<![ \t\u3000.．…·—－-])(?=[ \t\u3000.．…·—－-]*?(?:[.．…·]{2}|[ \t\u3000]{2}))"
    r"[ \t\u3000.．…·—－-]++[（(]?\d{1,3}[)）]?$"
)
_ANNOUNCEMENT = re.compile(r"(?:公告|通知|通告|函|启事|说明)$")
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
    return _label_lists([_label(line, reference) for line in split_lines(text)])


def read_front(lines: Sequence[Line], *, numbered: bool) -> tuple[list[Part], list[Line]]:
    r"""Return the parts in front of the body, and the lines of the body.

    Parameters
    ----------
    lines
        All lines, labelled.
    numbered
        Whether the document numbers its units.

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
    label = name_line(text, reference=reference)
    return line._replace(label=label) if label else line


def _label_lists(lines: list[Line]) -> list[Line]:
    """Label what only its neighbours show: the entries of a table of contents, the items of a list of annexes."""
    labelled = list(lines)
    if any(line.marker is not None and line.marker.style == "decimal" for line in lines):
        labelled = [_label_integer(line) for line in lines]
    later: dict[str, int] = {}
    contents = expected = 0
    for at, line in enumerate(list(labelled)):
        if _CONTENTS.fullmatch(line.text):
            contents = 1
            later = later or {re.sub(r"\s", "", other.text): place for place, other in enumerate(lines)}
            labelled[at] = line._replace(label="contents", marker=None)
        elif contents and (later.get(_entry(line.text), at) > at or _LEADERS.search(line.text)):
            labelled[at] = line._replace(label="contents", marker=None)
        else:
            contents = 0
        number = read_number(line.marker.number) if line.marker is not None else None
        if line.label == "annex list":
            expected = 2
        elif expected and number == expected and "。" not in line.text:
            labelled[at] = line._replace(label="annex list", marker=None)
            expected += 1
        else:
            expected = 0
    return labelled


def _label_integer(line: Line) -> Line:
    """Take a bare number before a heading (1 总体要求) for a marker; only asked where 1.1 is used below it."""
    match = re.match(r"(\d{1,2})[ \t\u3000]+(?=[\u4e00-\u9fff“《])(?!年|月|日)", line.text)
    if line.label not in ("text", "title") or match is None or len(line.text) > 40:  # noqa: PLR2004 - a heading
        return line
    return line._replace(label="marker", marker=Marker("decimal", match.group(1), match.end()))


def _entry(text: str) -> str:
    """Return the words of an entry in a table of contents, without blanks, leaders and page."""
    return re.sub(r"\s", "", re.sub(r"[ \t\u3000]+\d{1,3}$", "", _LEADERS.sub("", text)))


def _body_start(lines: Sequence[Line], *, numbered: bool) -> int:
    if not numbered:
        return _unnumbered_start(lines)
    marked = [at for at, line in enumerate(lines) if line.marker is not None and line.marker.style in _OUTER]
    if not marked:
        return len(lines)
    first = marked[0]
    # A notice may number its own points before the title of the text that it publishes.
    titles = [line for line in lines[:first] if line.label == "title"]
    if titles and not _ANNOUNCEMENT.search(titles[-1].text):
        return first
    total = sum(len(line.text) for line in lines)
    before = sum(len(line.text) for line in lines[:first])
    for at in range(first + 1, len(lines)):
        before += len(lines[at - 1].text)
        if before > _NOTICE_SHARE * total and not titles:
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
    while begin < len(lines) and lines[begin].label in _HEAD:
        begin += 1
    for at in range(begin, len(lines)):
        following = lines[at + 1] if at + 1 < len(lines) else None
        if is_heading_line(lines[at], following) or (
            lines[at].label == "text" and lead_heading(lines[at].text) is not None
        ):
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
    if line.label in ("metadata", "contents"):
        return "metadata"
    if line.label == "title":
        return "title"
    if titles and at < titles[-1]:
        return "notice"
    if line.label in ("date", "number", "note", "addressee", "annex list", "imprint"):
        return "notice"
    if is_consultation(line.text) or (line.marker is not None and any(is_consultation(other.text) for other in head)):
        return "notice"
    if len(line.text) <= 30 and _OFFICE.search(line.text) and not re.search("[。，；、]", line.text):  # noqa: PLR2004
        return "notice"
    return "preamble"
