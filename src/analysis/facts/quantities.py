"""Quantities in a text: number, multiplier, unit and the comparator beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from analysis.facts.numerals import CHINESE_DIGITS, read_numeral
from analysis.facts.scan import find_from
from analysis.reference import read_reference

__all__ = ["Quantity", "Unit", "either", "find_quantities", "read_units", "read_words"]

_MULTIPLIERS = {"十": 10.0, "百": 1e2, "千": 1e3, "万": 1e4, "亿": 1e8}
_ARABIC = r"(?:(?<![A-Za-z0-9.])\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?(?!\d)|(?<![A-Za-z0-9.])\d+(?:\.\d+)?)"
_NUMBER = rf"(?:{_ARABIC}|[{CHINESE_DIGITS}]+)"
_TIMES = r"(?:[十百千]?万亿|[十百千]?亿|[十百千]?万|百|千)"
_RANGE = r"\s*(?:[—–\-－~～]+|至|到)\s*"
_LARGEST = 1e12
_LED = 12
#: A number glued to one of these is part of a name or an ordinal: 第三, 4+1, 7×24.
_GLUE_BEFORE = frozenset("+＋×xX*/第〔﹝[零〇一二三四五六七八九")
_GLUE_AFTER = frozenset("+＋×")
_LARGE = frozenset("百千万")


@dataclass(frozen=True)
class Unit:
    """A unit: its base unit, what one is in base units, and what sort of unit it is."""

    base: str
    factor: float
    kind: str


class Quantity(NamedTuple):
    """A number with its unit and comparator, as written.

    Attributes
    ----------
    start, end
        The span of number, unit and comparators.
    low, high
        The number as written before its multiplier; both the same unless a range.
    unit
        Multiplier and unit as written (``万亿元``); None where there is none.
    base_unit, factor
        The base unit, and what one ``unit`` is in it.
    kind
        Kind of unit, or ``none``.
    before, after
        Comparator that stands before (不低于) and after (以上), as symbol; empty where there is none.
    before_word
        The word of the comparator before.
    magnitude
        An order of magnitude (千亿级).
    chinese, bare
        Whether the numeral is Chinese; whether it is a multiplier alone (万亿, 千家).
    """

    start: int
    end: int
    low: float
    high: float
    unit: str | None = None
    base_unit: str | None = None
    factor: float = 1.0
    kind: str = "none"
    before: str = ""
    after: str = ""
    before_word: str = ""
    magnitude: bool = False
    chinese: bool = True
    bare: bool = False


def read_units(layer: Path | None = None) -> dict[str, Unit]:
    """Return every unit of the reference table.

    Parameters
    ----------
    layer
        The project's ``data/reference`` folder, as for :func:`analysis.reference.read_reference`.

    Returns
    -------
    dict

    Examples
    --------
    >>> read_units()["公顷"].factor
    10000.0
    """
    table = read_reference("units", layer=layer)
    rows = table[["unit", "base_unit", "factor", "kind"]].itertuples(index=False, name=None)
    return {unit: Unit(base, float(factor), kind) for unit, base, factor, kind in rows}


def read_words(layer: Path | None = None) -> dict[str, dict[str, str]]:
    """Return the words of the target grammar: role to word to value.

    Parameters
    ----------
    layer
        The project's ``data/reference`` folder.

    Returns
    -------
    dict

    Examples
    --------
    >>> read_words()["comparator after"]["左右"]
    '~'
    """
    words: dict[str, dict[str, str]] = {}
    table = read_reference("target_words", layer=layer)
    for word, role, value in table[["word", "role", "value"]].itertuples(index=False, name=None):
        words.setdefault(role, {})[word] = value
    return words


def either(names: Iterable[str]) -> str:
    """Return a regular expression for any of the names, the longest first.

    Parameters
    ----------
    names
        Words; one that ends in a Latin letter must not run on into another.

    Returns
    -------
    str

    Examples
    --------
    >>> either(["超", "超过"])
    '超过|超'
    """
    ordered = sorted(names, key=lambda name: (-len(name), name))
    return "|".join(re.escape(n) + ("(?![A-Za-z])" if n[-1].isascii() and n[-1].isalpha() else "") for n in ordered)


def find_quantities(text: str, *, layer: Path | None = None, led: re.Pattern[str] | None = None) -> list[Quantity]:
    """Return the quantities of a text, in reading order.

    Parameters
    ----------
    text
        A clause, digits in ASCII.
    layer
        The project's ``data/reference`` folder.
    led
        What must end before a number that has neither unit nor comparator (评分达到90): most such numerals are parts of
        words. All are given where None.

    Returns
    -------
    list of Quantity
        Also those that are no targets; ordinals and numbers glued to letters or signs are left out.

    Examples
    --------
    >>> [(q.low, q.unit, q.after) for q in find_quantities("产业规模达到1.5万亿元以上")]
    [(1.5, '万亿元', '>=')]
    """
    grammar = _grammar(layer)
    found = find_from(grammar.first, grammar.quantity, text)
    kept = (match for match in found if led is None or not _is_alone(match) or _is_led(match, text, led))
    return [quantity for quantity in (_read(match, text, grammar) for match in kept) if quantity is not None]


def _is_alone(match: re.Match[str]) -> bool:
    """Say whether a number has no multiplier, unit or comparator before it."""
    return match["low"] is not None and not any(match.group("before", "more", "times", "more2", "unit"))


def _is_led(match: re.Match[str], text: str, led: re.Pattern[str]) -> bool:
    """Say whether words end before a number."""
    return led.search(text[max(0, match.start() - _LED) : match.start()]) is not None


class _Grammar(NamedTuple):
    """What a quantity begins with and is, the units by name, the comparators before and after by word."""

    first: re.Pattern[str]
    quantity: re.Pattern[str]
    units: dict[str, Unit]
    before: dict[str, str]
    after: dict[str, str]


@lru_cache(maxsize=8)
def _grammar(layer: Path | None) -> _Grammar:
    units, words = read_units(layer), read_words(layer)
    unit = either(units)
    comparators = words["comparator before"], words["comparator after"]
    before = rf"(?:(?P<before>(?<!节)(?:{either(comparators[0])}))\s*)?"
    after = rf"(?:\s*(?P<after>{either(comparators[1])}))?"
    tail = rf"\s*(?P<more>余|多)?\s*(?P<times>{_TIMES})?\s*(?P<more2>余|多)?\s*(?P<unit>{unit})?(?P<level>级)?"
    number = (
        rf"百分之(?P<percent>{_NUMBER})(?:{_RANGE}(?:百分之)?(?P<percent2>{_NUMBER}))?"
        rf"|(?P<below>{_NUMBER})分之(?P<above>{_NUMBER})"
        r"|翻(?P<double>[一两二三123]?)番"
        r"|(?P<half>一半|半数)"
        rf"|(?P<low>{_NUMBER})(?:\s*(?P<lowtimes>{_TIMES})?(?:{unit})?{_RANGE}(?P<high>{_NUMBER}))?{tail}"
        rf"|(?P<bare>万亿|亿|万)\s*(?P<bareunit>{unit})?(?P<barelevel>级)?"
    )
    first = rf"[\d{CHINESE_DIGITS}翻半万亿{re.escape(''.join(sorted({word[0] for word in comparators[0]})))}]"
    return _Grammar(re.compile(first), re.compile(f"{before}(?:{number}){after}"), units, *comparators)


def _read(match: re.Match[str], text: str, grammar: _Grammar) -> Quantity | None:
    before, after, written = match.group("before", "after", 0)
    start, end = match.span()
    number_at = start
    if before:
        number_at += len(written) - len(written[len(before) :].lstrip())
    if text[number_at - 1 : number_at] in _GLUE_BEFORE or text[end : end + 1] in _GLUE_AFTER:
        return None
    frame = Quantity(
        start,
        start + len(written.rstrip()),
        low=0.0,
        high=0.0,
        before=grammar.before.get(before, ""),
        after=grammar.after.get(after, ""),
        before_word=before or "",
    )
    try:
        return _fill(match, text, frame, grammar.units)
    except ValueError:
        return None  # a run of numeral characters that is no number


def _fill(match: re.Match[str], text: str, frame: Quantity, units: dict[str, Unit]) -> Quantity | None:
    """Set number and unit of a quantity whose span and comparators are known."""
    if match["low"] is not None:
        return _fill_counted(match, text, frame, units)
    if match["percent"] is not None:
        low = read_numeral(match["percent"])
        high = read_numeral(match["percent2"]) if match["percent2"] else low
        return frame._replace(low=low, high=high, unit="%", base_unit="ratio", factor=0.01, kind="ratio")
    if match["below"] is not None or match["half"] is not None:
        whole = 2.0 if match["half"] else read_numeral(match["below"])
        value = (1.0 if match["half"] else read_numeral(match["above"])) / (whole or 1.0)
        return frame._replace(low=value, high=value, unit="比例", base_unit="ratio", kind="ratio")
    if match["double"] is not None:
        value = 2.0 ** {"": 1, "一": 1, "1": 1, "两": 2, "二": 2, "2": 2}.get(match["double"], 3)
        return frame._replace(low=value, high=value, unit="倍", base_unit="multiple", kind="ratio")
    frame = frame._replace(low=1.0, high=1.0, bare=True)
    return _size(frame, match["bare"], match["bareunit"] or "", units, level=bool(match["barelevel"]))


def _fill_counted(match: re.Match[str], text: str, frame: Quantity, units: dict[str, Unit]) -> Quantity | None:
    written, above, times, lowtimes, unit, level = match.group("low", "high", "times", "lowtimes", "unit", "level")
    chinese = not written[0].isdecimal()
    bare = chinese and not times and written in {"百", "千"}
    if bare and text[match.end() : match.end() + 1] in _LARGE:
        return None  # 千家万户: an idiom
    low, high = _read_range(written, above)
    if above is not None and lowtimes and lowtimes != times:
        low = low * _times(lowtimes) / _times(times or "")  # 8000万至1亿: bring the first to the second's multiplier
    if low > high or high > _LARGEST:
        return None
    if level and not (times or unit):
        return None  # 三级医院: a grade
    before = frame.before or (">" if match["more"] or match["more2"] else "")
    frame = frame._replace(low=low, high=high, chinese=chinese, bare=bare, before=before)
    return _size(frame, times or "", unit or "", units, level=bool(level))


def _read_range(low: str, high: str | None) -> tuple[float, float]:
    if high is not None:
        return read_numeral(low), read_numeral(high)
    if len(low) == 2 and all(character in "一二两三四五六七八九" for character in low):  # noqa: PLR2004
        first, second = read_numeral(low[0]), read_numeral(low[1])  # 三五个, 七八家
        if first < second:
            return first, second
        raise ValueError(f"{low!r} is not a numeral")
    value = read_numeral(low)
    return value, value


def _times(text: str) -> float:
    value = 1.0
    for character in text:
        value *= _MULTIPLIERS[character]
    return value


def _size(frame: Quantity, times: str, unit: str, units: dict[str, Unit], *, level: bool) -> Quantity:
    known = units.get(unit)
    base, kind = (known.base, known.kind) if known else (None, "none")
    if level and known is None and times.endswith("亿"):
        base, kind = "CNY", "money"  # 千亿级产业集群: an order of magnitude of money
    written = f"{times}{unit}（级）" if level else (times + unit) or None
    factor = _times(times) * (known.factor if known else 1.0)
    return frame._replace(unit=written, base_unit=base, factor=factor, kind=kind, magnitude=level)
