"""What is only suspected: lost characters, masks, Taiwan usage, machine-rewritten words, repeated paragraphs."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from analysis.ingest.rules.base import HAN, Clue, Flag
from analysis.ingest.rules.words import WordList
from analysis.reference import read_reference

__all__ = ["find_lost_characters", "find_masks_of_words", "find_repeats", "find_spun_words", "find_taiwan_words"]

_LOST = re.compile(rf"[?？]{{2,}}|\ufffd+|[□■▯]{{2,}}|(?<=[{HAN}])\?(?=[{HAN}])")
#: What each pattern of the two needs, and clean texts seldom hold.
_LOST_SIGN = re.compile("[?？\ufffd□■▯]")
_MASK_SIGN = re.compile("[*xX×○〇]{2}")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]+")
_MASKED = re.compile(rf"\*{{2,}}|(?<![A-Za-z0-9])[xX×]{{2,6}}(?![A-Za-z])|(?<=[{HAN}])[○〇]{{2,}}(?=[{HAN}])")
_LONG_PARAGRAPH = 30


def find_lost_characters(text: str, clue: Clue) -> list[Flag]:  # noqa: ARG001 - every rule takes the clue
    r"""Return the places where characters were lost: question marks in a row or inside a word, boxes, private-use ones.

    Parameters
    ----------
    text
        Clean text.
    clue
        What is known besides it.

    Returns
    -------
    list of Flag
        A private-use character between digits has the reading ``.``: it may have been a decimal point.

    Examples
    --------
    >>> [(flag.start, flag.rule, flag.reading) for flag in find_lost_characters("人??智能1\ue0012万亿", Clue())]
    [(1, 'lost characters', None), (6, 'private character', '.')]
    """
    lost = _LOST.finditer(text) if _LOST_SIGN.search(text) else ()
    flags = [Flag(match.start(), match.end(), "lost characters", None, 0.8) for match in lost]
    for match in _PRIVATE.finditer(text):
        digits = (
            text[max(0, match.start() - 1) : match.start()].isdigit() and text[match.end() : match.end() + 1].isdigit()
        )
        flags.append(Flag(match.start(), match.end(), "private character", "." if digits else None, 0.9))
    return flags


def find_masks_of_words(text: str, clue: Clue) -> list[Flag]:  # noqa: ARG001
    """Return the places where a word is masked by signs: ***, xx, ××.

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
    >>> [flag.start for flag in find_masks_of_words("xx省推动***发展，参数量5xx", Clue())]
    [0, 5]
    """
    if not _MASK_SIGN.search(text):
        return []
    return [Flag(match.start(), match.end(), "masked word", None, 0.8) for match in _MASKED.finditer(text)]


def find_taiwan_words(text: str, clue: Clue) -> list[Flag]:
    """Return words of Taiwan usage, where the text has several: a phrase conversion may have put them in.

    They are never rewritten: 高品质 and 使用者 are also mainland words, which count only beside others.

    Parameters
    ----------
    text
        Clean text.
    clue
        What is known besides it.

    Returns
    -------
    list of Flag
        Reading: the mainland word.

    Examples
    --------
    >>> [(flag.start, flag.reading) for flag in find_taiwan_words("发展人工智慧与软体", Clue())]
    [(2, '人工智能'), (7, '软件')]
    >>> find_taiwan_words("高品质发展", Clue())
    []
    """
    usage = _usage("taiwan_words", "mainland", clue.reference)
    return _find_usage(text, usage, "Taiwan usage", min_words=2, min_strong=1)


def find_spun_words(text: str, clue: Clue) -> list[Flag]:
    """Return words that a rewriting tool has put for official ones, where the text has several that no office writes.

    Mirrors pass texts through synonym tables so that they count as their own (伪原创): 推动 becomes 鞭策, 创新 becomes 立异.
    Nothing is rewritten: which word stood there is a guess, and words that nobody suspects may be changed too.

    Parameters
    ----------
    text
        Clean text.
    clue
        What is known besides it.

    Returns
    -------
    list of Flag
        Reading: the official word.

    Examples
    --------
    >>> [flag.reading for flag in find_spun_words("鞭策科技立异，美满轨制", Clue())]
    ['推动', '创新', '完善', '制度']
    >>> find_spun_words("美满家庭与幸福生活，鞭策后进", Clue())
    []
    """
    usage = _usage("spun_words", "original", clue.reference)
    return _find_usage(text, usage, "spun word", min_words=3, min_strong=3)


def find_repeats(text: str, clue: Clue) -> list[Flag]:  # noqa: ARG001
    r"""Return long paragraphs that the text has printed before.

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
    >>> line = "坚持创新驱动，推动人工智能和实体经济深度融合，加快形成新质生产力，培育新动能。"
    >>> [flag.start for flag in find_repeats(line + "\n" + line, Clue())] == [len(line) + 1]
    True
    """
    seen: set[str] = set()
    flags = []
    for match in re.finditer(r"[^\n]+", text):
        line = re.sub(r"\s", "", match.group())
        if len(line) < _LONG_PARAGRAPH or line.startswith("|"):
            continue
        if line in seen:
            flags.append(Flag(match.start(), match.end(), "repeated paragraph", None, 0.9))
        seen.add(line)
    return flags


class _Usage(NamedTuple):
    """Words of a usage, each with the official word and whether it is strong: never found in official texts."""

    words: dict[str, tuple[str, str]]
    listed: WordList


def _find_usage(text: str, usage: _Usage, rule: str, *, min_words: int, min_strong: int) -> list[Flag]:
    """Flag words of a usage, where enough different ones and enough strong ones of them stand in the text."""
    words = usage.words
    spans = list(usage.listed.find(text))
    distinct = {text[start:end] for start, end in spans}
    if len(distinct) < min_words or sum(words[word][1] == "strong" for word in distinct) < min_strong:
        return []
    return [Flag(start, end, rule, words[text[start:end]][0], 0.4) for start, end in spans]


@cache
def _usage(table: str, original: str, reference: Path | None) -> _Usage:
    rows = read_reference(table, layer=reference)
    words = dict(zip(rows["word"], zip(rows[original], rows["strength"], strict=True), strict=True))
    return _Usage(words, WordList(words))
