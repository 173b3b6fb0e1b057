"""The numbers that official texts print before headings and paragraphs: what style, what number, where the words begin."""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["Marker", "parse_marker", "read_number"]

_HAN_NUMBER = "〇零一二三四五六七八九十百"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_BRACKETED = "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"
_BRACKETED_HAN = "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩"
_DOTTED = "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"
_ROMAN = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ"
_GAP = r"[ \t\u3000]*"
_BLANK = re.compile(r"[ \t\u3000]")
_AROUND = re.compile(r"^(?:第|附件|附表|附录|专栏)|(?:编|篇|部分|章|节|条.*)$")

#: Style, pattern; the first group is the number as printed. Outer styles come first.
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "annex",
        re.compile(
            rf"(附{_GAP}[件表录]{_GAP}(?:[0-9]{{1,2}}|[{_HAN_NUMBER}]{{1,3}})?)(?:{_GAP}[：:.．、]|(?=[ \t\u3000]|$))"
        ),
    ),
    ("part", re.compile(rf"(第[{_HAN_NUMBER}0-9]{{1,5}}(?:编|篇|部分))[：:、，]?{_GAP}")),
    ("chapter", re.compile(rf"(第[{_HAN_NUMBER}0-9]{{1,5}}章)[：:、]?{_GAP}")),
    ("section", re.compile(rf"(第[{_HAN_NUMBER}0-9]{{1,5}}节)[：:、]?{_GAP}")),
    (
        "article",
        re.compile(
            rf"(第[{_HAN_NUMBER}0-9]{{1,6}}条(?:之[一二三四五六七八九十])?)(?![款项规的第至到、，和及])[：:]?{_GAP}"
        ),
    ),
    ("box", re.compile(rf"(专栏{_GAP}(?:[0-9]{{1,2}}|[{_HAN_NUMBER}]{{1,3}}))[：:.．、]?{_GAP}(?![，。；])")),
    ("han", re.compile(rf"([{_HAN_NUMBER}]{{1,4}})[ \t\u3000]*[、.．﹒](?![{_HAN_NUMBER}])")),
    ("han_bracket", re.compile(rf"[（(﹙]{_GAP}([{_HAN_NUMBER}]{{1,4}}){_GAP}[）)﹚][、.．]?")),
    ("han_bracket", re.compile(rf"([{_BRACKETED_HAN}])")),
    (
        "decimal",
        re.compile(
            r"(\d{1,2}(?:[.．]\d{1,2}){1,3})[、.．]?(?:[ \t\u3000]+|(?=[\u4e00-\u9fff“《])(?![年月日万亿千百元个项家倍米吨]))"
        ),
    ),
    ("arabic", re.compile(r"(\d{1,3})[ \t\u3000]*(?:[、﹒]|[.．](?!\d))")),
    ("arabic", re.compile(rf"([{_DOTTED}])")),
    ("arabic_bracket", re.compile(rf"[（(]{_GAP}(\d{{1,2}}){_GAP}[）)][、.．]?")),
    ("arabic_bracket", re.compile(r"(\d{1,2})[）)][、.．]?")),
    ("arabic_bracket", re.compile(rf"([{_BRACKETED}])")),
    ("circle", re.compile(rf"([{_CIRCLED}])[、.．]?")),
    ("roman", re.compile(rf"([{_ROMAN}])[、.．]")),
    ("bullet", re.compile(rf"()(?:—{{1,2}}|──|－－|--|[•●○◆◇■□▪▲△★☆✦▶➢➤]|·(?={_GAP}[\u4e00-\u9fff])){_GAP}(?=\S)")),
)


#: The characters with which the patterns begin.
_BEGINNING = re.compile(
    rf"[附第专（(﹙\d{_HAN_NUMBER}{_BRACKETED_HAN}{_DOTTED}{_BRACKETED}{_CIRCLED}{_ROMAN}—─－•●○◆◇■□▪▲△★☆✦▶➢➤·-]"
)


class Marker(NamedTuple):
    """A printed number at the beginning of a line.

    Attributes
    ----------
    style
        Name of its style, e.g. ``han_bracket`` for （一）.
    number
        The number as printed, without punctuation; empty for a bullet.
    length
        Characters of the line that it takes.
    """

    style: str
    number: str
    length: int


def parse_marker(line: str) -> Marker | None:
    """Return the printed number that a line begins with.

    Parameters
    ----------
    line
        A line without blanks at its edges.

    Returns
    -------
    Marker or None

    Examples
    --------
    >>> parse_marker("（十二）人工智能+金融。")
    Marker(style='han_bracket', number='十二', length=4)
    >>> parse_marker("1﹒促进变革。").number, parse_marker("1.2万亿元") is None
    ('1', True)
    """
    if not _BEGINNING.match(line):
        return None
    for style, pattern in _PATTERNS:
        match = pattern.match(line)
        if match:
            number = _BLANK.sub("", match.group(1))
            return Marker(style, _plain_number(number), match.end())
    return None


def read_number(number: str) -> int | None:
    """Return the value of a printed number.

    Parameters
    ----------
    number
        As in :class:`Marker`.

    Returns
    -------
    int or None
        None where there is no single value, as in ``1.2`` or for a bullet.

    Examples
    --------
    >>> read_number("二十三"), read_number("第十条"), read_number("7"), read_number("")
    (23, 10, 7, None)
    """
    core = _AROUND.sub("", number)
    if core.isascii() and core.isdigit():
        return int(core)
    if not core or any(character not in _HAN_NUMBER for character in core):
        return None
    total, unit = 0, 0
    for character in core:
        if character == "百":
            total, unit = total + (unit or 1) * 100, 0
        elif character == "十":
            total, unit = total + (unit or 1) * 10, 0
        else:
            unit = "〇一二三四五六七八九".index(character.replace("零", "〇"))
    return total + unit


def _plain_number(number: str) -> str:
    for glyphs, digits in (
        (_CIRCLED, True),
        (_BRACKETED, True),
        (_DOTTED, True),
        (_ROMAN, True),
        (_BRACKETED_HAN, False),
    ):
        if number and number in glyphs:
            index = glyphs.index(number) + 1
            return str(index) if digits else "一二三四五六七八九十"[index - 1]
    return number
