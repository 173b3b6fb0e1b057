"""Damage done on purpose: each kind that pages of government texts were seen with, at drawn places, with the truth kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

import numpy as np
from opencc import OpenCC
from pypinyin import Style, lazy_pinyin, pinyin

from analysis.errors import suggest_name
from analysis.reference import read_reference
from analysis.spans import Edit, apply_edits

__all__ = ["DAMAGES", "Damaged", "plant_damage"]


class Damaged(NamedTuple):
    """A damaged text and the edits that made it, in coordinates of the clean text."""

    text: str
    edits: list[Edit]


class _Damage(NamedTuple):
    """A kind of damage: how it is done, and whether the text itself lets it be undone."""

    make: Callable[[str, np.random.Generator, float], Iterator[Edit]]
    undone: bool


def plant_damage(text: str, kind: str, *, seed: int = 0, rate: float = 0.5) -> Damaged:
    """Return a text with one kind of damage done to it.

    Parameters
    ----------
    text
        Clean text.
    kind
        A name of :data:`DAMAGES`.
    seed
        Decides the places.
    rate
        Share of the possible places that are damaged, above 0 to 1.

    Returns
    -------
    Damaged

    Raises
    ------
    ValueError
        If the kind is unknown or the rate out of range.

    Examples
    --------
    >>> plant_damage("到2027年，建成。", "half width", rate=1.0).text
    '到2027年,建成。'
    """
    if kind not in DAMAGES:
        raise ValueError(f"no damage is called {kind!r}; {suggest_name(kind, DAMAGES)}")
    if not 0 < rate <= 1:
        raise ValueError(f"rate must lie above 0 and not above 1, not {rate}")
    rng = np.random.default_rng(seed)
    edits: list[Edit] = []
    for edit in sorted(DAMAGES[kind].make(text, rng, rate)):
        if edit.before != edit.after and (not edits or edit.start > edits[-1].end):
            edits.append(edit)
    return Damaged(apply_edits(text, edits), edits)


def _replace(pattern: str, change: Callable[[str], str], *, factor: float = 1.0) -> Callable[..., Iterator[Edit]]:
    """Return a damage that changes matches of a pattern."""
    compiled = re.compile(pattern)

    def make(text: str, rng: np.random.Generator, rate: float) -> Iterator[Edit]:
        for match in compiled.finditer(text):
            if rng.random() < rate * factor:
                yield Edit(match.start(), match.end(), match.group(), change(match.group()), "damage")

    return make


def _traditional(text: str, rng: np.random.Generator, rate: float) -> Iterator[Edit]:
    """Convert whole lines, character by character, as careless converters do."""
    for line in re.finditer(r"[^\n]+", text):
        if rng.random() < rate:
            yield from _swap(line, _to_traditional())


def _wrong_way(text: str, rng: np.random.Generator, rate: float) -> Iterator[Edit]:
    wrong = {"面": "麵", "系": "係", "制": "製", "钟": "鍾", "复": "複", "周": "週", "准": "準", "范": "範", "云": "雲"}
    for at, character in enumerate(text):
        if character in wrong and rng.random() < rate:
            yield Edit(at, at + 1, character, wrong[character], "damage")


def _swap(line: re.Match[str], table: dict[str, str]) -> Iterator[Edit]:
    for offset, character in enumerate(line.group()):
        if character in table:
            at = line.start() + offset
            yield Edit(at, at + 1, character, table[character], "damage")


def _masked(text: str, rng: np.random.Generator, rate: float) -> Iterator[Edit]:
    words = [word for word in _masked_words() if len(word) > 1]
    pattern = re.compile("|".join(sorted(words, key=len, reverse=True)))
    for match in pattern.finditer(text):
        if rng.random() < rate:
            yield Edit(match.start(), match.end(), match.group(), "".join(lazy_pinyin(match.group())), "damage")


def _annotated(text: str, rng: np.random.Generator, rate: float) -> Iterator[Edit]:
    for at, character in enumerate(text):
        if "\u4e00" <= character <= "\u9fff" and rng.random() < rate * 0.03:
            style = Style.TONE if rng.random() < 0.3 else Style.NORMAL  # noqa: PLR2004
            sound = f"({pinyin(character, style=style)[0][0]})"
            doubled = sound * (2 if rng.random() < 0.3 else 1)  # noqa: PLR2004
            yield Edit(at + 1, at + 1, "", doubled, "damage")


def _broken_lines(text: str, rng: np.random.Generator, rate: float) -> Iterator[Edit]:
    """Break paragraphs in the middle of a sentence, behind their first full stop."""
    for line in re.finditer(r"[^\n]{60,}", text):
        first = line.group().find("。")
        places = [at for at in range(first + 2, len(line.group()) - 24) if line.group()[at - 1] not in "。；：”）、，"]
        if first > 0 and places and rng.random() < rate:
            at = line.start() + places[int(rng.integers(len(places)))]
            yield Edit(at, at, "", "\n\n" if rng.random() < 0.5 else "\n", "damage")  # noqa: PLR2004


def _broken_title(text: str, rng: np.random.Generator, rate: float) -> Iterator[Edit]:
    del rate
    first = text.split("\n", 1)[0]
    yield Edit(at := len(first) // 2 + int(rng.integers(-3, 3)), at, "", "\n", "damage")


def _placeholder(text: str, rng: np.random.Generator, rate: float) -> Iterator[Edit]:
    del rng, rate
    names = read_reference("provinces")["name"]
    present = [name for name in names if text.startswith(name)]
    for match in re.finditer(present[0], text) if present else ():
        yield Edit(match.start(), match.end(), match.group(), "关键词1", "damage")


def _glued(text: str, rng: np.random.Generator, rate: float) -> Iterator[Edit]:
    for match in re.finditer(r"(?<=[。）])\n(?=[一二三四五六七]、|（[一二三四五六七]）)", text):
        if rng.random() < rate:
            yield Edit(match.start(), match.end(), "\n", "", "damage")


def _pages(text: str, rng: np.random.Generator, rate: float) -> Iterator[Edit]:
    """Set the text on pages: a running head, a page number, a form feed every few paragraphs."""
    del rng, rate
    ends = [match.start() for match in re.finditer("\n", text)][4::5]
    for number, at in enumerate(ends, start=1):
        yield Edit(at, at + 1, "\n", f"\n— {number} —\n\f某省人民政府公报\n", "damage")


def _lost_digits(text: str, rng: np.random.Generator, rate: float) -> Iterator[Edit]:
    """Lose one digit of a year, or the whole figure before a unit: what leaves a trace."""
    for match in re.finditer(r"20\d\d(?=[年—〕])|\d+(?=%以上|个[，。]|项[，。]|万元补助)", text):
        if rng.random() >= rate:
            continue
        if text[match.end()] in "年—〕":
            at = match.start() + int(rng.integers(4))
            yield Edit(at, at + 1, text[at], "", "damage")
        else:
            yield Edit(match.start(), match.end(), match.group(), "", "damage")


def _spun(text: str, rng: np.random.Generator, rate: float) -> Iterator[Edit]:
    """Put other words for official ones, as rewriting tools do."""
    others = _spun_words()
    pattern = re.compile("|".join(sorted(others, key=lambda word: (-len(word), word))))
    for match in pattern.finditer(text):
        if rng.random() < rate:
            choice = others[match.group()]
            yield Edit(match.start(), match.end(), match.group(), choice[int(rng.integers(len(choice)))], "damage")


@cache
def _to_traditional() -> dict[str, str]:
    converter = OpenCC("s2t")
    everyday = (bytes([high, low]).decode("gb2312") for high in range(0xB0, 0xD7) for low in range(0xA1, 0xFE))
    table = {character: converter.convert(character) for character in everyday}
    back = OpenCC("t2s")
    return {
        simple: other
        for simple, other in table.items()
        if other != simple and len(other) == 1 and back.convert(other) == simple
    }


@cache
def _masked_words() -> tuple[str, ...]:
    return tuple(read_reference("masked_words")["word"])


@cache
def _spun_words() -> dict[str, list[str]]:
    """Map an official word to what rewriting tools put for it."""
    table = read_reference("spun_words")
    others: dict[str, list[str]] = {}
    for word, original in zip(table["word"], table["original"], strict=True):
        others.setdefault(original, []).append(word)
    return others


_NARROW = {"，": ",", "；": ";", "：": ":", "（": "(", "）": ")"}
_RADICALS = {"人": "⼈", "工": "⼯", "力": "⼒", "大": "⼤", "水": "⽔", "用": "⽤"}
_ENTITIES = {"“": "&ldquo;", "”": "&rdquo;", "—": "&mdash;"}

#: Every kind of damage by name; those that cannot be undone must be flagged.
DAMAGES: dict[str, _Damage] = {
    "traditional": _Damage(_traditional, undone=True),
    "wrong-way script": _Damage(_wrong_way, undone=True),
    "masked word": _Damage(_masked, undone=True),
    "pinyin annotation": _Damage(_annotated, undone=True),
    "half width": _Damage(_replace("[，；：（）]", _NARROW.__getitem__), undone=True),
    "full-width digits": _Damage(
        _replace(r"\d+", lambda run: "".join(chr(ord(digit) + 0xFEE0) for digit in run)), undone=True
    ),
    "broken line": _Damage(_broken_lines, undone=True),
    "broken title": _Damage(_broken_title, undone=True),
    "placeholder": _Damage(_placeholder, undone=True),
    "glued lines": _Damage(_glued, undone=True),
    "pages": _Damage(_pages, undone=True),
    "bold": _Damage(_replace("支持|坚持|建立|实施|优化", lambda word: f"**{word}**"), undone=True),
    "entities": _Damage(_replace("[“”—]", _ENTITIES.__getitem__), undone=True),
    "invisible characters": _Damage(_replace("(?<=[一-龥])(?=发展)", lambda _: "\u200b"), undone=True),
    "look-alikes": _Damage(_replace("[人工力大水用]", _RADICALS.__getitem__), undone=True),
    "line ends": _Damage(_replace("\n", lambda _: "\r\n"), undone=True),
    "indentation": _Damage(_replace("(?m)^(?=[一二三四五六七（为])", lambda _: "\u3000\u3000"), undone=True),
    "lost characters": _Damage(_replace("发展|建设|企业", lambda _: "??", factor=0.3), undone=False),
    "crosses": _Damage(_replace("(?<=[一-龥])省级|标准", lambda _: "xx", factor=0.5), undone=False),
    "asterisks": _Damage(_replace("政府|国家级|领军", lambda _: "***", factor=0.5), undone=False),
    "private decimal point": _Damage(_replace(r"(?<=\d)(?=\d[亿万家个])", lambda _: "\ue004"), undone=False),
    "broken document number": _Damage(_replace("〕(?=\\d+号)", lambda _: ""), undone=False),
    "split figure": _Damage(_replace(r"(?<=\d)(?=\d{2}[万亿家个])", lambda _: " "), undone=False),
    "lost digits": _Damage(_lost_digits, undone=False),
    "lost decimal point": _Damage(_replace(r"(?<=\d)\.(?=\d+%)", lambda _: ""), undone=False),
    "spinning": _Damage(_spun, undone=False),
}
