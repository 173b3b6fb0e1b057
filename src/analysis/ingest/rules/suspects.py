"""What is only suspected: lost characters, masks, broken numbers, foreign vocabulary, repeated paragraphs."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from analysis.ingest.rules.base import HAN, Clue, Flag
from analysis.reference import read_reference

__all__ = ["find_broken_numbers", "find_lost_characters", "find_masks_of_words", "find_repeats", "find_taiwan_words"]

_LOST = re.compile(rf"[?？]{{2,}}|\ufffd+|[□■▯]{{2,}}|(?<=[{HAN}])\?(?=[{HAN}])")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]+")
_MASKED = re.compile(rf"\*{{2,}}|(?<![A-Za-z0-9])[xX×]{{2,6}}(?![A-Za-z])|(?<=[{HAN}])[○〇]{{2,}}(?=[{HAN}])")
_BROKEN_NUMBER = re.compile(
    rf"(?<=[{HAN}])(?:[〔\[【（(]\s*[〕\]】）)]\s*\d*\s*号?|[〔\[【]\s*(?:19|20)\d{{2}}\s*\d{{1,4}}\s*号?(?![〕\]】\d])"
    rf"|(?:19|20)\d{{2}}\s*[〕\]】]\s*\d{{1,4}}\s*号)"
)
_SPLIT_NUMBER = re.compile(
    r"\d+\.{2,}\d+|\d+[，]\d{3}(?!\d)|(?<![\d.])\d{1,3}[ \u00a0]+\d{1,3}(?=[万亿%个家项元])|\d+\.(?=[万亿%元])"
)
_LONG_PARAGRAPH = 30
_MIN_TAIWAN = 2


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
    flags = [Flag(match.start(), match.end(), "lost characters", None, 0.8) for match in _LOST.finditer(text)]
    for match in _PRIVATE.finditer(text):
        digits = text[: match.start()][-1:].isdigit() and text[match.end() :][:1].isdigit()
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
    return [Flag(match.start(), match.end(), "masked word", None, 0.8) for match in _MASKED.finditer(text)]


def find_broken_numbers(text: str, clue: Clue) -> list[Flag]:  # noqa: ARG001
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
    words = _taiwan(clue.reference)
    pattern = "|".join(sorted(words, key=len, reverse=True))
    matches = list(re.finditer(pattern, text))
    distinct = {match.group() for match in matches}
    if len(distinct) < _MIN_TAIWAN or not any(words[word][1] == "strong" for word in distinct):
        return []
    return [Flag(match.start(), match.end(), "Taiwan usage", words[match.group()][0], 0.4) for match in matches]


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


@cache
def _taiwan(reference: Path | None) -> dict[str, tuple[str, str]]:
    """Map a word of Taiwan usage to the mainland word, and to whether it is strong: never used on the mainland."""
    table = read_reference("taiwan_words", layer=reference)
    readings = zip(table["mainland"], table["strength"], strict=True)
    return dict(zip(table["word"], readings, strict=True))
