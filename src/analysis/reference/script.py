"""Traditional to simplified script: a table for all characters, OpenCC itself for the lines where a phrase decides."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import numpy as np
import opencc
from numpy.typing import NDArray

from analysis.reference import read_reference

__all__ = ["simplify_codes", "simplify_text", "simplify_texts"]

#: The blocks that hold Chinese characters; OpenCC changes none outside of them.
_BLOCKS = ((0x2E80, 0xA000), (0xF900, 0xFB00), (0x20000, 0x33480))
#: Compatibility forms are unified before phrases are looked up, so a line that has one is left to OpenCC.
_COMPATIBILITY = ((0xF900, 0xFB00), (0x2F800, 0x2FA20))
_CODES = 0x110000
#: Bits above every code point, for characters after which there is more to ask.
_BEGINS, _ALONE = np.uint32(1 << 30), np.uint32(1 << 31)
_CHARACTER = np.uint32((1 << 21) - 1)
#: The phrase list of OpenCC that is packaged here; with another one, OpenCC converts everything.
_PHRASES = "2b722237cc00a4ac985790deb6a68c99f34de10e980a0029ac82c72b0f7ae22b"
#: Characters below which a call of OpenCC takes less time than building the tables.
_TABLES_FROM = 200_000
#: Characters that are converted at once: enough to make the cost of a call vanish, few enough to stay near the processor.
_BLOCK = 50_000


class _Tables(NamedTuple):
    """What each character becomes, and which pairs of characters begin a phrase that reads one of them otherwise."""

    simple: NDArray[np.uint32]
    first: NDArray[np.uint16]
    second: NDArray[np.uint16]
    pairs: NDArray[np.bool_]
    phrases: re.Pattern[str]


def simplify_text(text: str) -> str:
    r"""Return a text in simplified script, as OpenCC's configuration ``t2s`` converts it, character for character.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    str

    Notes
    -----
    OpenCC looks up every character and every phrase that may begin with it. Only some four hundred phrases read a character
    otherwise than it is read alone (錢鍾書); lines without one of them need no more than a table.

    Examples
    --------
    >>> simplify_text("體係與機製\n錢鍾書")
    '体系与机制\n钱锺书'
    """
    if text.isascii():
        return text
    _Seen.characters += len(text)
    tables = _read_tables() if _Seen.characters >= _TABLES_FROM else None
    return _simplify(text, tables) if tables is not None else _convert(text)


class _Seen:
    """How many characters this process has converted."""

    characters = 0


def simplify_texts(texts: Iterable[str]) -> list[str]:
    """Return texts in simplified script, each as :func:`simplify_text` gives it; many at once take less time.

    Parameters
    ----------
    texts
        Texts in any number.

    Returns
    -------
    list of str

    Examples
    --------
    >>> simplify_texts(["體係", "", "與機製"])
    ['体系', '', '与机制']
    """
    block: list[str] = []
    size = 0
    simple: list[str] = []
    for text in texts:
        block.append(text)
        size += len(text)
        if size >= _BLOCK:
            simple += _simplify_block(block)
            block, size = [], 0
    return simple + _simplify_block(block)


def _simplify_block(texts: list[str]) -> list[str]:
    joined = "\n".join(texts)
    simple = simplify_text(joined)
    if len(simple) != len(joined):
        return [simplify_text(text) for text in texts]  # a phrase of another length: places have moved
    ends = accumulate(len(text) + 1 for text in texts)
    return [simple[end - len(text) - 1 : end - 1] for text, end in zip(texts, ends, strict=True)]


def simplify_codes(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    r"""Return code points in simplified script, line by line as :func:`simplify_text` gives them, in the same number.

    Parameters
    ----------
    codes
        Code points of whole lines, without halves of characters.

    Returns
    -------
    numpy.ndarray
        A line that would become longer or shorter is converted character by character.

    Examples
    --------
    >>> codes = np.array([ord(character) for character in "體係\n錢鍾書"], dtype=np.uint32)
    >>> "".join(map(chr, simplify_codes(codes).tolist()))
    '体系\n钱锺书'
    """
    _Seen.characters += len(codes)
    tables = _read_tables() if _Seen.characters >= _TABLES_FROM else None
    if tables is None:
        text = _decode(codes)
        return codes.copy() if text.isascii() else _encode("\n".join(_convert_evenly(text))).copy()
    found = tables.simple.take(codes, mode="clip")
    marked = np.flatnonzero(found >= _BEGINS)
    if marked.size:
        places = _find_phrases(codes, found[marked], marked, tables)
        found &= _CHARACTER
        text = _decode(codes) if places else ""
        for start, end in _find_lines(text, places, tables):
            found[start:end] = _encode("\n".join(_convert_evenly(text[start:end])))
    return found


def _convert_evenly(text: str) -> Iterator[str]:
    """Yield the lines of a text converted, those that would have another length character by character."""
    simple = _convert(text)
    if len(simple) == len(text):
        yield simple
        return
    for line in text.split("\n"):
        converted = _convert(line)
        yield converted if len(converted) == len(line) else "".join(map(_convert_character, line))


@cache
def _convert_character(character: str) -> str:
    simple = _convert(character)
    return simple if len(simple) == 1 else character


def _simplify(text: str, tables: _Tables) -> str:
    try:
        codes = _encode(text)
    except UnicodeEncodeError:
        return _convert(text)  # half a character: OpenCC says what it thinks of it
    found = tables.simple.take(codes, mode="clip")
    marked = np.flatnonzero(found >= _BEGINS)
    if not marked.size:
        return _decode(found)
    simple = _decode(found & _CHARACTER)
    pieces, at = [], 0
    for start, end in _find_lines(text, _find_phrases(codes, found[marked], marked, tables), tables):
        pieces += [simple[at:start], _convert(text[start:end])]
        at = end
    return "".join([*pieces, simple[at:]])


def _find_phrases(
    codes: NDArray[np.uint32], found: NDArray[np.uint32], marked: NDArray[np.intp], tables: _Tables
) -> list[int]:
    """Return the places where a phrase that decides may begin, or where a compatibility form stands."""
    after = codes.take(marked + 1, mode="clip")  # behind the last character it is that one again, and begins no phrase
    known = tables.pairs[tables.first.take(codes[marked]), tables.second.take(after)]
    places: list[int] = marked[(found >= _ALONE) | known].tolist()
    return places


def _find_lines(text: str, places: list[int], tables: _Tables) -> list[tuple[int, int]]:
    """Return the lines that the table cannot convert: those with a phrase that decides, or with a compatibility form."""
    lines: dict[tuple[int, int], None] = {}
    for at in places:
        if tables.simple[ord(text[at])] < _ALONE and not tables.phrases.match(text, at):
            continue
        end = text.find("\n", at)
        lines[text.rfind("\n", 0, at) + 1, len(text) if end < 0 else end] = None
    return list(lines)


def _encode(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le"), np.uint32)


def _decode(codes: NDArray[np.uint32]) -> str:
    return codes.tobytes().decode("utf-32-le")


def _convert(text: str) -> str:
    return str(_converter().convert(text))


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@cache
def _read_tables() -> _Tables | None:
    """Build the tables by asking OpenCC, or return None where its phrases are not those packaged here."""
    lists = sorted(Path(opencc.__file__).parent.rglob("TSPhrases.ocd2"))
    if not lists or hashlib.sha256(lists[0].read_bytes()).hexdigest() != _PHRASES:
        return None
    simple = np.arange(_CODES, dtype=np.uint32)
    for low, high in _BLOCKS:
        converted = _convert("\n".join(map(chr, range(low, high)))).split("\n")
        simple[low:high] = [ord(one) if len(one) == 1 else _ALONE | code for code, one in enumerate(converted, low)]
    for low, high in _COMPATIBILITY:
        simple[low:high] |= _ALONE
    alone = {code: chr(simple[code] & _CHARACTER) for low, high in _BLOCKS for code in range(low, high)}
    phrases = read_reference("script_phrases")["phrase"].tolist()
    decisive = [phrase for phrase in phrases if _convert(phrase) != phrase.translate(alone)]
    numbers = [
        {ord(character): number for number, character in enumerate(sorted({word[at] for word in decisive}), 1)}
        for at in (0, 1)
    ]
    first, second = (np.zeros(_CODES, np.uint16) for _ in numbers)
    for index, number in zip((first, second), numbers, strict=True):
        index[list(number)] = list(number.values())
    simple[list(numbers[0])] |= _BEGINS
    pairs = np.zeros((len(numbers[0]) + 1, len(numbers[1]) + 1), np.bool_)
    for word in decisive:
        pairs[first[ord(word[0])], second[ord(word[1])]] = True
    either = "|".join(sorted(decisive, key=lambda word: (-len(word), word)))
    return _Tables(simple, first, second, pairs, re.compile(either))
