"""Pinyin and its words: the syllables of Mandarin, and the words that a run of Latin letters may spell."""

from __future__ import annotations

import math
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

from analysis.reference import read_reference
from analysis.reference.everyday import count_all_words, count_word, list_everyday_words

__all__ = [
    "MASK_BONUS",
    "complete_word",
    "completes_word",
    "is_word",
    "list_readings",
    "masked_words",
    "score_text",
    "spell_words",
    "split_syllables",
    "strip_tones",
]

_MAX_SYLLABLES = 8
_BEAM = 40
_EVERYDAY_COUNT = 30
_GENRE_COUNT = 500
_COMMON_COUNT = 1000
_MAX_WORD = 4
#: Natural logarithm that a word of the mask lexicon is preferred by over any other word of its sound.
MASK_BONUS = 2.0


@lru_cache(maxsize=4096)
def strip_tones(text: str) -> str:
    """Return pinyin without tone marks or numbers, in lower case; ü is written v.

    Parameters
    ----------
    text
        Pinyin, e.g. ``guān`` or ``guan1``.

    Returns
    -------
    str

    Examples
    --------
    >>> strip_tones("guān"), strip_tones("Lǜ"), strip_tones("sheng3")
    ('guan', 'lv', 'sheng')
    """
    text = unicodedata.normalize("NFD", text.lower()).replace("u\u0308", "v")
    return "".join(c for c in text if not unicodedata.combining(c) and not c.isdigit()).replace("ɡ", "g")


@cache
def list_readings(character: str) -> frozenset[str]:
    """Return all readings of a character, without tones.

    Parameters
    ----------
    character
        One Chinese character.

    Returns
    -------
    frozenset of str

    Examples
    --------
    >>> sorted(list_readings("行"))
    ['hang', 'heng', 'xing']
    """
    readings = _read_readings().get(ord(character), "") if character else ""
    return frozenset(strip_tones(reading) for reading in readings.split(",") if reading)


@cache
def _read_readings() -> dict[int, str]:
    from pypinyin import pinyin_dict  # noqa: PLC0415 - its tables are large, and most texts have no pinyin

    return pinyin_dict.pinyin_dict


@cache
def _syllables() -> frozenset[str]:
    return frozenset(
        reading
        for code in range(0x4E00, 0x9FA6)
        for reading in list_readings(chr(code))
        if reading.isalpha() and any(vowel in reading for vowel in "aeiouv")
    )


@cache
def split_syllables(run: str) -> tuple[tuple[str, ...], ...]:
    """Return every way to read a run of Latin letters as pinyin syllables.

    Parameters
    ----------
    run
        Lower-case letters.

    Returns
    -------
    tuple of tuple of str
        Empty where the run is no pinyin, or longer than eight syllables.

    Examples
    --------
    >>> split_syllables("xian")
    (('xian',), ('xi', 'an'))
    >>> split_syllables("geogpt")
    ()
    """
    found: list[tuple[str, ...]] = []

    def walk(rest: str, done: tuple[str, ...]) -> None:
        if not rest:
            found.append(done)
        elif len(done) < _MAX_SYLLABLES:
            for size in range(min(6, len(rest)), 0, -1):
                if rest[:size] in _syllables():
                    walk(rest[size:], (*done, rest[:size]))

    walk(run, ())
    return tuple(sorted(found, key=len))


@cache
def _genres() -> frozenset[str]:
    return frozenset(read_reference("genres")["word"])


def _count(word: str) -> int:
    """Return how often a word is used; 指导意见 is a word of its own in this field."""
    return max(count_word(word), _GENRE_COUNT) if word in _genres() else count_word(word)


@cache
def _log_total() -> float:
    """Return the logarithm of the sum of all counts."""
    return math.log(count_all_words() + sum(_count(word) - count_word(word) for word in _genres()))


def is_word(text: str) -> bool:
    """Say whether a text is a word of everyday Chinese.

    Parameters
    ----------
    text
        A few characters.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_word("专家"), is_word("台个")
    (True, False)
    """
    return len(text) > 1 and _count(text) > 0


@cache
def _characters_by_sound() -> dict[str, str]:
    sounds: dict[str, list[str]] = {}
    for code in range(0x4E00, 0x9FA6):
        for reading in list_readings(chr(code)):
            sounds.setdefault(reading, []).append(chr(code))
    return {sound: "".join(characters) for sound, characters in sounds.items()}


@cache
def _words_by_first(reference: Path | None) -> dict[str, list[str]]:
    """Map a first character to the everyday words and masked words that it begins, up to four characters long."""
    genres = (word for word in _genres() if len(word) <= _MAX_WORD)
    words = {*list_everyday_words(least=_EVERYDAY_COUNT, longest=_MAX_WORD), *genres, *masked_words(reference)}
    by_first: dict[str, list[str]] = {}
    for word in sorted(words):
        by_first.setdefault(word[0], []).append(word)
    return by_first


@cache
def _words_of_sound(syllables: tuple[str, ...], reference: Path | None) -> tuple[str, ...]:
    """Return the words that toneless syllables may spell; characters of several readings count with each."""
    by_first = _words_by_first(reference)
    return tuple(
        word
        for first in _characters_by_sound().get(syllables[0], "")
        for word in by_first.get(first, ())
        if len(word) == len(syllables)
        and all(sound in list_readings(character) for character, sound in zip(word, syllables, strict=True))
    )


@cache
def masked_words(reference: Path | None) -> frozenset[str]:
    """Return the words that mirrors are known to mask."""
    return frozenset(read_reference("masked_words", layer=reference)["word"])


def complete_word(left: str, run: str, right: str, *, reference: Path | None = None) -> str | None:
    """Return the characters that a run stands for as part of a word of the mask lexicon, the rest of it beside the run.

    Parameters
    ----------
    left, right
        The text before and behind the run.
    run
        Lower-case letters.
    reference
        Folder of the project's own reference data.

    Returns
    -------
    str or None
        None where no word, or where words of different characters, can be completed.

    Examples
    --------
    >>> complete_word("各", "zheng", "府"), complete_word("政", "fu", "引导"), complete_word("在", "fu", "近")
    ('政', '府', None)
    """
    found = {
        (len(before) + len(behind), missing)
        for before, missing, behind in _parts(reference).get(run, ())
        if left.endswith(before) and right.startswith(behind)
    }
    longest = {missing for size, missing in found if size == max(found)[0]}
    return longest.pop() if len(longest) == 1 else None


@cache
def _parts(reference: Path | None) -> dict[str, list[tuple[str, str, str]]]:
    """Map the sound of each part of a word of the mask lexicon to what stands before the part, the part, and the rest."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - its tables are large, and most texts have no pinyin

    parts: dict[str, list[tuple[str, str, str]]] = {}
    for word in sorted(masked_words(reference)):
        sounds = lazy_pinyin(word)
        for start in range(len(word)):
            for end in range(start + 1, len(word) + 1):
                if end - start < len(word) == len(sounds):
                    run = strip_tones("".join(sounds[start:end]))
                    parts.setdefault(run, []).append((word[:start], word[start:end], word[end:]))
    return parts


def completes_word(left: str, character: str, right: str) -> bool:
    """Say whether a character makes a common word with its neighbours.

    Parameters
    ----------
    left, right
        The text before and behind the character.
    character
        The character.

    Returns
    -------
    bool

    Examples
    --------
    >>> completes_word("保障", "能", "力"), completes_word("乙", "能", "甲")
    (True, False)
    """
    text, at = left + character + right, len(left)
    return any(
        _count(text[start:end]) >= _COMMON_COUNT
        for start in range(max(0, at - _MAX_WORD + 1), at + 1)
        for end in range(at + 1, min(len(text), start + _MAX_WORD) + 1)
        if end - start > 1
    )


def spell_words(run: str, *, reference: Path | None = None) -> list[tuple[str, ...]]:
    """Return the readings of a run as sequences of words, likeliest first.

    Parameters
    ----------
    run
        Lower-case letters.
    reference
        Folder of the project's own reference data.

    Returns
    -------
    list of tuple of str

    Examples
    --------
    >>> spell_words("zhengfu")[0]
    ('政府',)
    >>> spell_words("guanfangwangzhan")[0]
    ('官方', '网站')
    """
    readings: dict[tuple[str, ...], float] = {}
    for syllables in split_syllables(run):
        beams: list[list[tuple[float, tuple[str, ...]]]] = [[] for _ in range(len(syllables) + 1)]
        beams[0] = [(0.0, ())]
        for end in range(1, len(syllables) + 1):
            grown = [
                (score + word_score(word, reference=reference), (*words, word))
                for start in range(max(0, end - _MAX_WORD), end)
                for score, words in beams[start]
                for word in _words_of_sound(syllables[start:end], reference)
                if len(word) > 1 or len(syllables) == 1
            ]
            beams[end] = sorted(grown, key=lambda item: (-item[0], item[1]))[:_BEAM]
        for score, words in beams[-1]:
            readings[words] = max(score, readings.get(words, -math.inf))
    return [words for words, _ in sorted(readings.items(), key=lambda item: (-item[1], item[0]))]


def word_score(word: str, *, reference: Path | None = None) -> float:
    """Return the logarithm of a word's share in everyday text, raised for words that mirrors mask."""
    bonus = MASK_BONUS if word in masked_words(reference) else 0.0
    return math.log(_count(word) or 1) - _log_total() + bonus


def score_text(text: str) -> float:
    """Return the logarithm of the likeliest cutting of a text into words (unigram model).

    Parameters
    ----------
    text
        A short stretch of Chinese.

    Returns
    -------
    float
        Higher is more plausible; comparable only between texts of equal length.

    Examples
    --------
    >>> score_text("历史遗留问题") > score_text("历史一流问题")
    True
    """
    total = _log_total()
    best = [0.0] + [-math.inf] * len(text)
    for end in range(1, len(text) + 1):
        for start in range(max(0, end - 6), end):
            count = _count(text[start:end]) or (1 if end - start == 1 else 0)
            if count:
                best[end] = max(best[end], best[start] + math.log(count) - total)
    return best[-1]
