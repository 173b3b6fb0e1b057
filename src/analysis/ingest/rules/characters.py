"""Rules for single characters: invisible ones, look-alikes, script, width."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import numpy as np
from numpy.typing import NDArray
from opencc import OpenCC

from analysis.ingest.rules.base import Clue, is_han
from analysis.spans import Edit

__all__ = [
    "drop_invisible",
    "find_traditional",
    "name_script",
    "simplify_script",
    "unify_forms",
    "widen_punctuation",
]

#: Zero-width and direction marks (isolates and overrides alike), variation selectors and tags, control characters but those
#: that end lines, noncharacters, halves of a character.
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000e-\u001b\u001f\u007f-\u0084\u0086-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e0fff]+"
)
#: Radicals and compatibility forms, which PDF extraction puts in place of the characters they look like.
_LOOKALIKE = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\U0002f800-\U0002fa1f]")
_FULL_WIDTH = re.compile("[０-９Ａ-Ｚａ-ｚ％]+")
_NUMBERING_DOT = re.compile(r"(?m)(?:^|(?<=[。；：\s]))\d{1,3}([﹒．])(?!\d)")
_ASKING = re.compile("什么|如何|怎么|怎样|为何|是否|哪|谁|吗|呢|几")
_NARROW_MARK = re.compile("[,;:?!()]")
_PARENTHESIS = re.compile("[\n()（）]")
_WIDE = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", "(": "（", ")": "）"}
_CLOSE_TO_HAN = "“”‘’《》〈〉（）【】〔〕「」、。，；：？！—…％"
#: Characters that GB 2312 holds as relics, but that simplified text does not use outside of names.
_RELICS = "後於麽"
#: What is known of a character, added up.
_JUDGED, _IS_HAN, _TRADITIONAL, _SIMPLIFIED = 1, 2, 4, 8
#: Lines with at least so many traditional characters are taken as written in traditional script.
_TRADITIONAL_LINE = 2


def drop_invisible(text: str, clue: Clue) -> list[Edit]:  # noqa: ARG001 - every rule takes the clue
    r"""Take out characters that nobody sees: zero-width spaces, direction marks, control characters.

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
    >>> drop_invisible("政\u200b府", Clue())
    [Edit(start=1, end=2, before='\u200b', after='', rule='invisible', confidence=1.0)]
    """
    return [Edit(match.start(), match.end(), match.group(), "", "invisible") for match in _INVISIBLE.finditer(text)]


def unify_forms(text: str, clue: Clue) -> list[Edit]:  # noqa: ARG001
    """Replace radicals and compatibility forms by the characters they stand for (Unicode NFKC), and full-width digits
    and letters by plain ones.

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
    >>> [edit.after for edit in unify_forms("⼈工智能２０２５年", Clue())]
    ['人', '2025']
    """  # noqa: D205
    edits = []
    for match in _LOOKALIKE.finditer(text):
        plain = unicodedata.normalize("NFKC", match.group())
        if plain != match.group():
            edits.append(Edit(match.start(), match.end(), match.group(), plain, "form"))
    for match in _FULL_WIDTH.finditer(text):
        plain = unicodedata.normalize("NFKC", match.group())
        edits.append(Edit(match.start(), match.end(), match.group(), plain, "width"))
    return sorted(edits)


def simplify_script(text: str, clue: Clue) -> list[Edit]:  # noqa: ARG001
    """Replace traditional by simplified characters, one by one, never words (phrase conversion rewrites vocabulary).

    A character that only traditional script has is replaced wherever it stands. A character that both scripts have (著, 乾)
    is touched only in a line that is written in traditional script, by itself or with the rest of the text, and there as
    OpenCC reads it in its phrase.

    Parameters
    ----------
    text
        The text.
    clue
        What is known besides it.

    Returns
    -------
    list of Edit
        One edit a run of neighbouring characters.

    Examples
    --------
    >>> [(edit.before, edit.after) for edit in simplify_script("體係與機製", Clue())]
    [('體係與機製', '体系与机制')]
    >>> simplify_script("专著与乾坤", Clue())
    []
    """
    edits: list[Edit] = []
    if not (_judge(text) & _TRADITIONAL).any():
        return edits
    threshold = 1 if name_script(text) == "traditional" else _TRADITIONAL_LINE
    for line in re.finditer(r"[^\n]+", text):
        before = line.group()
        if before.isascii():
            continue
        only = [position for position, character in enumerate(before) if _traditional_only(character)]
        if not only:
            continue
        after = list(before)
        whole = _converter().convert(before) if len(only) >= threshold else before
        for position, character in enumerate(before):
            if _traditional_only(character):
                after[position] = _simplify(character)
            if len(whole) == len(before) and whole[position] != character and is_han(character):
                after[position] = whole[position]
        edits += _edits_of_runs(before, "".join(after), line.start())
    return edits


def find_traditional(text: str) -> list[int]:
    """Return the places of characters that only traditional script has.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    list of int

    Examples
    --------
    >>> find_traditional("产業发展")
    [1]
    """
    return [position for position, character in enumerate(text) if _traditional_only(character)]


def name_script(text: str) -> str:
    """Return the script a text is written in.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    str
        ``none`` without Chinese characters; ``traditional`` where more characters belong only to traditional script than
        only to simplified; ``mixed`` where both have a share above a fiftieth; else ``simplified``.

    Examples
    --------
    >>> name_script("人工智能產業發展規劃"), name_script("人工智能产业发展规划"), name_script("AI")
    ('traditional', 'simplified', 'none')
    """
    kinds = _judge(text)
    han, traditional, simplified = (
        int(np.count_nonzero(kinds & kind)) for kind in (_IS_HAN, _TRADITIONAL, _SIMPLIFIED)
    )
    if not han:
        return "none"
    if traditional * 50 > han and simplified * 50 > han:
        return "mixed"
    return "traditional" if traditional > simplified else "simplified"


def widen_punctuation(text: str, clue: Clue) -> list[Edit]:  # noqa: ARG001
    """Make half-width marks full-width where they stand in Chinese text; numbers, times and addresses keep theirs.

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
    >>> text = "到2027年,投入1,000万元(含AI),详见https://a.cn:80/"
    >>> apply_edits(text, widen_punctuation(text, Clue()))
    '到2027年，投入1,000万元（含AI），详见https://a.cn:80/'
    """
    dots = _NUMBERING_DOT.finditer(text) if "﹒" in text or "．" in text else ()
    edits = [Edit(match.start(1), match.end(1), match.group(1), ".", "width") for match in dots]
    pairs = _pair_parentheses(text) if "(" in text or ")" in text else {}
    for match in _NARROW_MARK.finditer(text):
        at, mark = match.start(), match.group()
        if mark == "?" and (_is_lost(text, at)):
            continue
        if mark in "()":
            other = pairs.get(at)
            low, high = (at, other) if other is None or other > at else (other, at)
            chinese = _chinese_around(text, low, low + 1)
            if high is not None:
                inside = text[low + 1 : high]
                chinese = chinese or _chinese_around(text, high, high + 1) or any(map(is_han, inside))
        else:
            chinese = _chinese_around(text, at, at + 1)
        if chinese:
            edits.append(Edit(at, at + 1, mark, _WIDE[mark], "width"))
    return sorted(edits)


def _is_lost(text: str, at: int) -> bool:
    """Say whether a question mark stands for a lost character: beside another, or in the middle of a word."""
    left, right = text[at - 1 : at], text[at + 1 : at + 2]
    if "?" in (left, right):
        return True
    asks = _ASKING.search(text[max(0, at - 12) : at]) is not None
    return is_han(left) and is_han(right) and not asks


def _pair_parentheses(text: str) -> dict[int, int]:
    """Map the place of each parenthesis, of either width, to its partner on the same line."""
    pairs: dict[int, int] = {}
    open_: list[int] = []
    for match in _PARENTHESIS.finditer(text):
        position, character = match.start(), match.group()
        if character == "\n":
            open_.clear()
        elif character in "(（":
            open_.append(position)
        elif open_:
            start = open_.pop()
            pairs[start], pairs[position] = position, start
    return pairs


def _chinese_around(text: str, start: int, end: int) -> bool:
    left = text[start - 1] if start else ""
    right = text[end] if end < len(text) else ""
    return any(is_han(side) or (side != "" and side in _CLOSE_TO_HAN) for side in (left, right))


def _edits_of_runs(before: str, after: str, offset: int) -> list[Edit]:
    edits: list[Edit] = []
    start: int | None = None
    for position in range(len(before) + 1):
        differs = position < len(before) and before[position] != after[position]
        if differs and start is None:
            start = position
        elif not differs and start is not None:
            edits.append(
                Edit(offset + start, offset + position, before[start:position], after[start:position], "script")
            )
            start = None
    return edits


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


@cache
def _reverse_converter() -> OpenCC:
    return OpenCC("s2t")


@cache
def _simplify(character: str) -> str:
    converted: str = _converter().convert(character)
    return converted if len(converted) == 1 else character


def _judge(text: str) -> NDArray[np.uint8]:
    """Return the kinds of all characters of a text; each character is judged when it is first met."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    known = _kinds()
    kinds = known[codes]
    if not kinds.all():
        for code in np.unique(codes[kinds == 0]).tolist():
            character = chr(code)
            judged = (is_han, _IS_HAN), (_traditional_only, _TRADITIONAL), (_simplified_only, _SIMPLIFIED)
            known[code] = _JUDGED + sum(kind for judge, kind in judged if judge(character))
        kinds = known[codes]
    return kinds


@cache
def _kinds() -> NDArray[np.uint8]:
    return np.zeros(0x110000, np.uint8)


@cache
def _traditional_only(character: str) -> bool:
    """Say whether t2s changes the character and the simplified standard set (GB 2312) lacks it."""
    if not is_han(character) or _simplify(character) == character:
        return False
    if character in _RELICS:
        return True
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False


@cache
def _simplified_only(character: str) -> bool:
    if not is_han(character) or _reverse_converter().convert(character) == character:
        return False
    try:
        character.encode("big5")
    except UnicodeEncodeError:
        return True
    return False
