"""Rules for broken lines: sentences, words and titles that a line end cuts in two are joined again."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from analysis.ingest.markers import parse_marker
from analysis.ingest.matter import end_of_title, is_title, is_unclosed, name_line
from analysis.ingest.rules.base import Clue, is_han
from analysis.spans import Edit

__all__ = ["join_lines", "join_titles"]

_CLOSED = "。！？；：…!?;:”’」』》）)】]〕|"
_OPEN = "，、,—-－（(“‘《〈"
_INSIDE = re.compile(r"[。；，、]")
_SENTENCE = re.compile(r"[。；！？]")
_BRACKET_LINE = re.compile(r"[（(〔][^（()）]{1,30}[）)〕]")
_BODY = 40
_MAX_TITLE = 80
_MAX_TITLE_LINE = 45
_OFFICE = re.compile(r"(?:人民政府|委员会|办公厅|办公室|厅|局|省委|市委|部|院|会|中心)$")
_WRAPPED_SHARE = 0.3
_WRAPPED_MIN = 4
_HEADING_WIDTH = 18
_SLACK = 2.5
#: Characters of which only those of ASCII are narrow: most lines have no other.
_PLAIN_WIDTHS = re.compile("[ -~\u3000-\u303e\u4e00-\u9fff\uff01-\uff60‘’“”…—]*")
#: Characters of the longest line that a page of text holds.
_PRINTED = 50


class _Line(NamedTuple):
    start: int
    end: int
    text: str
    indented: bool
    width: float  # in full-width characters, indentation included


def join_lines(text: str, clue: Clue) -> list[Edit]:
    r"""Join a line to the next where it stops in the middle of a sentence.

    Evidence is, in turn: the line ends with a mark that cannot end one (，、), or it has a sentence in it, or is as long
    as a paragraph, and stops without a final mark while the next line goes on in prose; or the whole text is wrapped at one
    width, or printed on pages, and the line reaches the edge. A line that is numbered, a heading, a date, a table row or no
    part of the text is never joined to the one before it.

    Parameters
    ----------
    text
        The text.
    clue
        What is known besides it.

    Returns
    -------
    list of Edit

    Examples
    --------
    >>> from analysis.spans import apply_edits
    >>> text = "强化科技金融赋能作用。发\n\n挥政府投资基金引领作用，支持创新。\n二、保障措施"
    >>> apply_edits(text, join_lines(text, Clue()))
    '强化科技金融赋能作用。发挥政府投资基金引领作用，支持创新。\n二、保障措施'
    """
    lines = _split(text)
    width = _page_width(lines) if clue.printed else _wrap_width(lines)
    indents = 2 * sum(line.indented for line in lines) > sum(_SENTENCE.search(line.text) is not None for line in lines)
    edits: list[Edit] = []
    begun = ""  # the text of the paragraph so far
    for line, following in pairwise(lines):
        begun += line.text
        if _runs_on(begun, line, following, width, indents=indents) and not _starts_anew(following.text, clue):
            edits.append(_join(text, line, following))
        else:
            begun = ""
    return edits


def join_titles(text: str, clue: Clue) -> list[Edit]:
    r"""Join a title that is broken over two to four lines, its years or status in brackets included.

    Parameters
    ----------
    text
        The text.
    clue
        What is known besides it.

    Returns
    -------
    list of Edit

    Examples
    --------
    >>> from analysis.spans import apply_edits
    >>> text = "江苏省人民政府关于印发\n江苏省行动方案的通知\n各市人民政府："
    >>> apply_edits(text, join_titles(text, Clue()))
    '江苏省人民政府关于印发江苏省行动方案的通知\n各市人民政府：'
    """
    lines = _split(text)
    edits: list[Edit] = []
    at = 0
    while at < len(lines) - 1:
        taken = _title_lines(lines, at, clue)
        edits += [_join(text, lines[k], lines[k + 1]) for k in range(at, at + taken - 1)]
        at += max(taken, 1)
    return edits


def _title_lines(lines: list[_Line], at: int, clue: Clue) -> int:
    """Return how many lines from ``at`` make one title, 1 where it is a title or nothing by itself."""
    best = 1
    merged = lines[at].text
    if not _may_be_title(lines[at].text, clue) or not _title_zone(lines, at, clue):
        return 1
    whole = end_of_title(merged, reference=clue.reference)
    for count in range(2, 5):
        if at + count > len(lines):
            break
        following = lines[at + count - 1].text
        if _BRACKET_LINE.fullmatch(following):
            apart = name_line(following, reference=clue.reference) in ("note", "number")
            if whole and not apart and parse_marker(following) is None:
                best = count
                merged += following
                continue
            break
        fits = _may_be_title(following, clue) or (is_unclosed(merged) and _closes(following, clue))
        forwarded = whole and re.search("印发|发布|转发|公布", merged) is not None and following[0] in "（("
        if forwarded and _closes(following, clue):
            return count
        if whole or not fits or len(merged + following) > _MAX_TITLE:
            break
        if (
            _OFFICE.search(merged)
            and not re.match(r"关于|印发|转发", following)
            and not merged.endswith(("关于", "印发"))
        ):
            break
        merged += following
        if end_of_title(merged, reference=clue.reference):
            whole, best = True, count
    return best


def _may_be_title(line: str, clue: Clue) -> bool:
    return (
        len(line) <= _MAX_TITLE_LINE
        and not _SENTENCE.search(line)
        and not re.search(r"[：:，,|]", line)
        and not line.startswith(("附件", "（", "("))
        and parse_marker(line) is None
        and name_line(line, reference=clue.reference) in (None, "title")
    )


def _closes(line: str, clue: Clue) -> bool:
    """Say whether a line that begins with a bracket goes on with a title, as （2024—2026年）》的通知 does."""
    return (
        len(line) <= _MAX_TITLE_LINE
        and not _SENTENCE.search(line)
        and parse_marker(line) is None
        and name_line(line, reference=clue.reference) != "note"
        and end_of_title(line.replace("》", ""), reference=clue.reference)
    )


def _title_zone(lines: list[_Line], at: int, clue: Clue) -> bool:
    """Say whether a title may begin here: at the top of the page, or after what stands in front of titles."""
    if at == 0:
        return True
    previous = lines[at - 1].text
    if re.match(r"附\s*[件表录]", previous):
        return True
    if name_line(previous, reference=clue.reference) not in (None, "title", "addressee", "annex list"):
        return True
    return all(
        not _SENTENCE.search(line.text) and len(line.text) <= _MAX_TITLE and parse_marker(line.text) is None
        for line in lines[:at]
    )


@lru_cache(maxsize=2)
def _split(text: str) -> list[_Line]:
    """Split a text once for titles and lines; nobody changes the list."""
    lines = []
    for match in re.finditer(r"[^\n]+", text):
        stripped = match.group().strip()
        if stripped:
            lead = len(match.group()) - len(match.group().lstrip())
            start = match.start() + lead
            width = _width(match.group()[: lead + len(stripped)])
            lines.append(_Line(start, start + len(stripped), stripped, lead > 0, width))
    return lines


def _join(text: str, line: _Line, following: _Line) -> Edit:
    before = text[line.end : following.start]
    latin = text[line.end - 1].isascii() and text[following.start].isascii()
    apart = latin and text[line.end - 1].isalpha() and text[following.start].isalpha()
    return Edit(line.end, following.start, before, " " if apart else "", "line", 0.9)


def _runs_on(begun: str, line: _Line, following: _Line, width: float | None, *, indents: bool) -> bool:
    last = line.text[-1]
    if line.text.startswith("|") or following.text.startswith("|") or "\t" in line.text:
        return False
    cut_figure = following.text[0].isdigit() and re.search(r"\d\.$", line.text) is not None
    if last in "，、,《“（(" or cut_figure:
        return True
    full = width is not None and width - _SLACK <= line.width <= width + _SLACK
    if last in _CLOSED:
        return full and indents and not following.indented and last not in ":：|"
    if not (is_han(last) or last.isalnum() or last in "%—-－+") or is_title(begun):
        return False
    if full or (indents and not following.indented and line.width >= _HEADING_WIDTH and "。" in following.text):
        return True
    prose = bool(_SENTENCE.search(begun)) or len(begun) >= _BODY
    return prose and (bool(_INSIDE.search(following.text)) or len(following.text) >= _BODY)


def _starts_anew(line: str, clue: Clue) -> bool:
    return (
        parse_marker(line) is not None
        or name_line(line, reference=clue.reference) not in (None, "title")
        or line.startswith("附件")
    )


def _wrap_width(lines: Sequence[_Line]) -> float | None:
    """Return the width at which a text is wrapped: many lines of one length that stop in the middle of a sentence."""
    widths = Counter(round(line.width) for line in lines if line.text[-1] not in _CLOSED)
    long = {size: count for size, count in widths.items() if size >= _HEADING_WIDTH}
    if not long:
        return None
    size = max(long, key=lambda key: (long[key] + long.get(key - 1, 0), key))
    near = sum(count for other, count in widths.items() if size - _SLACK <= other <= size + 1)
    longer = sum(1 for line in lines if line.width > size + _SLACK)
    enough = near >= _WRAPPED_MIN and near >= _WRAPPED_SHARE * len(lines)
    return float(size) if enough and longer <= 0.05 * len(lines) else None


def _page_width(lines: Sequence[_Line]) -> float | None:
    """Return the width of printed lines: the largest that two lines which stop in the middle of a sentence come near to."""
    stopped = (line.width for line in lines if line.text[-1] not in _CLOSED)
    widths = sorted((width for width in stopped if _HEADING_WIDTH <= width <= _PRINTED), reverse=True)
    return next((wide for wide, other in pairwise(widths) if wide - other <= 1), None)


def _width(line: str) -> float:
    """Return the width of a line in full-width characters."""
    if _PLAIN_WIDTHS.fullmatch(line):
        return len(line) - len(line.encode("ascii", "ignore")) / 2
    return sum(1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.5 for character in line)
