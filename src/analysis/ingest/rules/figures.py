"""Figures that look damaged: document numbers, years and amounts that lost a digit, a bracket or a decimal point."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from analysis.ingest.rules.base import HAN, Clue, Flag
from analysis.ingest.rules.syllables import is_word
from analysis.reference import read_reference

__all__ = ["find_broken_numbers", "find_lost_digits", "find_lost_points"]

# All of these begin with a character and look behind it afterwards: a pattern that begins by looking behind is tried at every
# character of a text, one that begins with a few possible characters only where one of them stands.
_BROKEN_NUMBER = re.compile(
    rf"[〔\[【（(12](?<=[{HAN}].)(?:(?<=[〔\[【（(])\s*[〕\]】）)]\s*\d*\s*号?"
    r"|(?<=[〔\[【])\s*(?:19|20)\d{2}\s*\d{1,4}\s*号?(?![〕\]】\d])"
    r"|(?:(?<=1)9|(?<=2)0)\d{2}\s*[〕\]】]\s*\d{1,4}\s*号)"
)
_SPLIT_NUMBER = re.compile(
    r"[\d.](?:(?<=\d)(?<!\d\d)(?:\d*\.{2,}\d+|\d*，\d{3}(?!\d)"
    r"|(?<!\.\d)\d{0,2}[ \u00a0]+\d{1,3}(?=[万亿%个家项元])|\d*\.(?=[万亿%元])"
    r"|(?<!,\d)\d{0,2}(?:,\d{3})*,\d{1,2}(?=[万亿%个家项元户]))"
    r"|(?<=\.)(?<![\d.]\.)\d+(?=[万亿%元]))"
)
#: Where a digit, or a whole figure, must have stood; the group is what is flagged.
_LOST_DIGITS = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        # years: 202年, 027年; 205—2027年; 到27年底; 20225年3月
        r"([02](?<![\d.近约].)(?:(?<=0)\d{1,2}|(?<=2)(?!00年)\d{2})年)(?!以上|左右|历史|的历史|来|间)",
        r"(\d(?<![\d.].)\d{0,2}[—–～~-]{1,2})(?=(?:19|20)\d{2}年|[02]\d{2}年)",
        r"[到至](?:(?<=^.)|(?<=[，。；：（].)|(?<=(?:力争|争取|确保).)(?:(?<=^...)|(?<=[，。；：（]...)))(\d{1,2}年)(?=底|末|[，、])",
        r"(\d(?<![\d.].)\d{4,}年)(?=\d{1,2}月|底|末|[，、])",
        # document numbers: 湘政发〔202〕3号, 湘政发〔2024〕号
        rf"([〔\[](?<=[{HAN}].)(?:\d{{1,3}}|\d{{5,}})[〕\]]\s*第?\s*\d{{0,4}}\s*号|[〔\[](?<=[{HAN}].)(?:19|20)\d{{2}}[〕\]]\s*第?\s*号)",
        # amounts: 增长%以上, 给予最高万元补助, 投资亿元以上
        rf"(%(?<=[{HAN}].)(?<!单位.))(?=以上|左右|以内|[，。；、）]|$)",
        r"(?:最高|最低|不超过|不低于|给予|奖励|补助|每年|约)((?:万|亿)?元)",
        rf"([万亿](?<=[{HAN}].)(?<![〇零一二两三四五六七八九十百千万亿几数多上].)元)(?=以上(?!的)|左右|以内|[，。；、）])",
    )
)
_COUNTED = re.compile(rf"[个家项名条台户套](?=[，。；）]|以上|左右|以内)(?<=[{HAN}].)(?<!台套)")
_QUANTITIES = "〇零一二两三四五六七八九十百千万亿几数多各每某整半这那哪该此本首另若第单双余来等"
_LONGEST_WORD = 4
_SHARE = re.compile(r"\d(?<![\d.,，].)\d{1,3}(?=%)")
_SUBJECT = re.compile(
    rf"([{HAN}]{{4,6}}?)(?:已|将|约|力争|稳定|[总共]?(?:达到|达|突破|超过|提高到|增加到|不低于|保持在|为))*$"
)
_AMOUNT = re.compile(rf"(\d(?<![\d.,，].)\d*(?:\.\d+)?)(%|万亿元?|亿元?|万元|万?[{HAN}])")


def find_broken_numbers(text: str, clue: Clue) -> list[Flag]:  # noqa: ARG001 - every rule takes the clue
    """Return numbers that look damaged: a document number with a bracket lost or empty, a figure cut in two.

    Parameters
    ----------
    text
        Clean text.
    clue
        What is known besides it.

    Returns
    -------
    list of Flag

    Examples
    --------
    >>> [text.start for text in find_broken_numbers("深府〔201929号，鲁政发〔〕3号，完整的鲁政发〔2024〕3号", Clue())]
    [2, 14]
    """
    flags = [Flag(match.start(), match.end(), "broken number", None, 0.7) for match in _BROKEN_NUMBER.finditer(text)]
    flags += [Flag(match.start(), match.end(), "split figure", None, 0.5) for match in _SPLIT_NUMBER.finditer(text)]
    return flags


def find_lost_digits(text: str, clue: Clue) -> list[Flag]:  # noqa: ARG001
    """Return places where a digit, or a whole figure, must be lost: years of three digits, units without an amount.

    A digit lost from a figure that remains possible (12家, now 2家) leaves no trace, and nobody can find it.

    Parameters
    ----------
    text
        Clean text.
    clue
        What is known besides it.

    Returns
    -------
    list of Flag

    Examples
    --------
    >>> text = "到202年，建成平台个，年均增长%以上，给予最高万元补助，引进专家。"
    >>> [text[flag.start:flag.end] for flag in find_lost_digits(text, Clue())]
    ['202年', '%', '万元', '个']
    """
    spans = [match.span(1) for pattern in _LOST_DIGITS for match in pattern.finditer(text)]
    spans += [match.span() for match in _COUNTED.finditer(text) if _lacks_amount(text, match.start())]
    if not spans:
        return []
    table = [match.span() for match in re.finditer(r"^\|.*$", text, re.MULTILINE)]  # heads of tables name bare units
    return [
        Flag(start, end, "lost digits", None, 0.5)
        for start, end in dict.fromkeys(spans)
        if not any(low <= start < high for low, high in table)
    ]


def find_lost_points(text: str, clue: Clue) -> list[Flag]:
    """Return figures that may have lost their decimal point: shares above what is possible, amounts printed both ways.

    Parameters
    ----------
    text
        Clean text.
    clue
        What is known besides it.

    Returns
    -------
    list of Flag
        Reading: the figure with its point.

    Examples
    --------
    >>> text = "森林覆盖率达到635%，海洋生产总值达到12万亿元。到2027年，海洋生产总值达到1.2万亿元，增长120%。"
    >>> [flag.reading for flag in find_lost_points(text, Clue())]
    ['63.5', '1.2']
    """
    readings: dict[tuple[int, int], str] = {}
    for match in _SHARE.finditer(text):
        label = re.split(r"[，。；：、\n\d]", text[max(0, match.start() - 24) : match.start()])[-1]
        bound = _bound(label, clue.reference)
        if bound is not None and int(match.group()) > bound:
            readings[match.span()] = f"{match.group()[:-1]}.{match.group()[-1]}"
    seen: dict[tuple[str, str, str], list[re.Match[str]]] = {}
    amounts = list(_AMOUNT.finditer(text))
    pointed = {match.group(1).replace(".", "") for match in amounts if "." in match.group(1)}
    for match in amounts:
        if match.group(1).replace(".", "") not in pointed:
            continue  # nobody prints it with a point
        subject = _SUBJECT.search(text[max(0, match.start() - 16) : match.start()])
        if subject:
            key = (subject.group(1)[-4:], match.group(1).replace(".", ""), match.group(2))
            seen.setdefault(key, []).append(match)
    for matches in seen.values():
        with_point = [match.group(1) for match in matches if "." in match.group(1)]
        for match in matches:
            if with_point and "." not in match.group(1):
                readings[match.span(1)] = with_point[0]
    return [Flag(start, end, "lost decimal point", reading, 0.5) for (start, end), reading in sorted(readings.items())]


def _lacks_amount(text: str, at: int) -> bool:
    """Say whether a counting word counts nothing: no number before it, and it ends no word (专家, 事项)."""
    if text[at - 1] in _QUANTITIES or text[at - 1].isdigit():
        return False
    return not any(is_word(text[start : at + 1]) for start in range(max(0, at - _LONGEST_WORD + 1), at))


def _bound(label: str, reference: Path | None) -> float | None:
    """Return the highest share that can be, by the words that stand last before the figure; None where there is none."""
    best: tuple[int, int, str] | None = None
    bounds = _bounds(reference)
    for word in bounds:
        at = label.rfind(word)
        if at >= 0:
            best = max(best or (-1, 0, ""), (at + len(word), len(word), word))
    return bounds[best[2]] if best else None


@cache
def _bounds(reference: Path | None) -> dict[str, float | None]:
    table = read_reference("share_bounds", layer=reference)
    return {word: float(bound) if bound else None for word, bound in zip(table["word"], table["bound"], strict=True)}
