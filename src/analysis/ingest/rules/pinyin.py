"""Rules for Chinese written in Latin letters: words masked by their pinyin, and pinyin set beside a character."""

from __future__ import annotations

import math
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from analysis.ingest.rules.base import HAN, Clue, Flag, is_han
from analysis.ingest.rules.syllables import (
    MASK_BONUS,
    complete_word,
    completes_word,
    list_readings,
    masked_words,
    score_text,
    spell_words,
    split_syllables,
    strip_tones,
)
from analysis.reference import read_reference
from analysis.spans import Edit

__all__ = ["drop_annotations", "find_pinyin", "restore_pinyin"]

_LETTERS = "A-Za-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüɡ"
_SOUND = rf"[{_LETTERS}]{{1,6}}[1-5]?"
_BRACKET = rf"[ \u00a0]?[(（][ \u00a0]?{_SOUND}(?:[ \u00a0·']?{_SOUND}){{0,7}}[ \u00a0]?[)）]"
_ANNOTATION = re.compile(rf"(?<=[{HAN}])((?:{_BRACKET})+)([ \u00a0]?)(?=([{HAN}]?))")
_LATIN_BRACKET = re.compile(rf"[(（][ \u00a0]?[{_LETTERS}]")
_RUN = re.compile(r"[A-Za-z]+")
_CONTEXT = 6
#: Letters of the longest unit or abbreviation that stands before a figure.
_LONGEST_UNIT = 4
#: Natural logarithm by which the best reading must beat the next before anything is changed.
_CLEAR = 1.5
#: The same for a single character.
_CLEAR_ALONE = 4.0
_MARKS = "，。、；：？！“”‘’（）《》〈〉【】〔〕—…·,;:?!()\"' \t\n\u3000"


class _Reading(NamedTuple):
    start: int
    end: int
    run: str
    words: tuple[str, ...]
    lead: float
    masked: bool


def drop_annotations(text: str, clue: Clue) -> list[Edit]:  # noqa: ARG001 - every rule takes the clue
    """Take out pinyin in parentheses that repeats the reading of the character before it, once or doubled.

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
    >>> text = "省(sheng)(sheng)级机关（guān）和一人公司(OPC)"
    >>> apply_edits(text, drop_annotations(text, Clue()))
    '省级机关和一人公司(OPC)'
    """
    edits = []
    for match in _ANNOTATION.finditer(text) if _LATIN_BRACKET.search(text) else ():
        groups = re.findall(r"[(（]([^()（）]*)[)）]", match.group(1))
        # A character has a letter at least, so more characters than letters are never read.
        before = _last_characters(text[max(0, match.start() - len(match.group(1))) : match.start()])
        if all(_reads(before, strip_tones(re.sub(r"[ \u00a0·']", "", group))) for group in groups):
            end = match.end(2) if match.group(3) else match.end(1)
            edits.append(Edit(match.start(), end, text[match.start() : end], "", "annotation"))
    return edits


def _last_characters(text: str) -> str:
    """Return the Chinese characters at the end of a text."""
    at = len(text)
    while at and is_han(text[at - 1]):
        at -= 1
    return text[at:]


def _reads(characters: str, sound: str) -> bool:
    """Say whether a sound is that of the last characters of a run, one syllable a character."""
    return any(
        len(syllables) <= len(characters)
        and all(
            syllable in list_readings(character)
            for character, syllable in zip(characters[len(characters) - len(syllables) :], syllables, strict=True)
        )
        for syllables in split_syllables(sound)
    )


def restore_pinyin(text: str, clue: Clue) -> list[Edit]:
    """Write masked words in characters again, where their sound and their neighbours leave one reading.

    A run of lower-case letters is a masked word if it can be read as pinyin, stands against Chinese text, and is no
    English word, unit or name. Words that mirrors are known to mask are preferred; between homophones the neighbouring
    characters decide; a run may be half a word or hold two.

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
    >>> text = "gaoji别zhengfu平台与GeoGPT、data、app，部men、保障neng力"
    >>> apply_edits(text, restore_pinyin(text, Clue()))
    '高级别政府平台与GeoGPT、data、app，部门、保障能力'
    """
    return [
        Edit(found.start, found.end, found.run, "".join(found.words), "pinyin", 0.95 if found.masked else 0.8)
        for found in _read_runs(text, clue.reference)
        if found.lead >= _CLEAR
    ]


def find_pinyin(text: str, clue: Clue) -> list[Flag]:
    """Return the runs that may be masked words but have no single clear reading.

    Parameters
    ----------
    text
        The text.
    clue
        What is known besides it.

    Returns
    -------
    list of Flag
        The likeliest reading beside each.

    Examples
    --------
    >>> find_pinyin("推动GeoGPT开放", Clue())
    []
    >>> [flag.reading for flag in find_pinyin("坚持ling的原则", Clue())]
    ['另']
    """
    return [
        Flag(found.start, found.end, "pinyin", "".join(found.words), 0.4)
        for found in _read_runs(text, clue.reference)
        if found.lead < _CLEAR
    ]


def _read_runs(text: str, reference: Path | None) -> list[_Reading]:
    readings = []
    for match in _RUN.finditer(text):
        run = match.group()
        if not run.islower() or len(run) < 2:  # noqa: PLR2004
            continue
        left, right = text[: match.start()][-_CONTEXT:], text[match.end() :][:_CONTEXT]
        beside = "" if right[:1].isdigit() and len(run) > _LONGEST_UNIT else right[:1]
        if not _stands_in_chinese(left[-1:], beside) or not split_syllables(run):
            continue
        half = complete_word(left, run, right, reference=reference)
        if half is not None:
            readings.append(_Reading(match.start(), match.end(), run, (half,), math.inf, masked=True))
            continue
        if run in _latin_words(reference):
            continue
        reading = _choose(match, left, right, reference)
        if reading is not None:
            readings.append(reading)
    return readings


def _stands_in_chinese(left: str, right: str) -> bool:
    """Say whether at least one neighbour is a Chinese character and the other is one too, or a mark, or the edge."""
    sides = (left, right)
    return any(map(is_han, sides)) and all(not side or is_han(side) or side in _MARKS for side in sides)


def _choose(match: re.Match[str], left: str, right: str, reference: Path | None) -> _Reading | None:
    left = re.findall(rf"[{HAN}]*$", left)[0]
    right = re.findall(rf"^[{HAN}]*", right)[0]
    known = masked_words(reference)
    candidates = spell_words(match.group(), reference=reference)
    if not candidates:
        return None
    scored, unsure = [], []
    for words in candidates[:60]:
        joined = "".join(words)
        masked = all(word in known for word in words)
        if len(joined) == 1:
            unsure.append((score_text(left + joined + right), joined, words))
            continue
        bonus = MASK_BONUS if masked else 0.0
        scored.append((score_text(left + joined + right) + bonus, joined, words, masked))
    if (
        not scored
    ):  # one character alone is enough to suspect it, and to change it where it must be half of a common word
        unsure.sort(key=lambda item: (-item[0], item[1]))
        ahead = unsure[0][0] - unsure[1][0] if len(unsure) > 1 else math.inf
        sure = ahead >= _CLEAR_ALONE and completes_word(left, unsure[0][1], right)
        return _Reading(match.start(), match.end(), match.group(), unsure[0][2], _CLEAR if sure else 0.0, masked=False)
    scored.sort(key=lambda item: (-item[0], item[1]))
    best = scored[0]
    others = [score for score, joined, _, _ in scored[1:] if joined != best[1]]
    lead = best[0] - others[0] if others else math.inf
    return _Reading(match.start(), match.end(), match.group(), best[2], lead, best[3])


@cache
def _latin_words(reference: Path | None) -> frozenset[str]:
    return frozenset(read_reference("latin_words", layer=reference)["word"])
