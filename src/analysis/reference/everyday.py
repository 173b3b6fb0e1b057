"""The words of everyday Chinese and how often each is used: the list that comes with jieba, read where it lies.

Importing jieba would compile and load things that are not needed here. The list is kept as the bytes that it is, with the
places where the words of each first character stand: a mapping of its 350,000 words would take several times the memory.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import numpy as np

__all__ = ["count_all_words", "count_word", "find_jieba", "list_everyday_words"]

#: Bytes by which the lines are parted: those of a Chinese character in UTF-8.
_KEY = 3


def find_jieba() -> Path:
    """Return the folder of the package jieba, without importing it.

    Returns
    -------
    pathlib.Path
    """
    spec = find_spec("jieba")
    if spec is None or spec.origin is None:  # pragma: no cover - jieba is a dependency
        raise ModuleNotFoundError("jieba is not installed")
    return Path(spec.origin).parent


@lru_cache(maxsize=1 << 14)
def count_word(word: str) -> int:
    """Return how often the list counted a word.

    Parameters
    ----------
    word
        Any text.

    Returns
    -------
    int
        0 where it is not in the list.

    Examples
    --------
    >>> count_word("专家") > count_word("乡土建筑") > count_word("台个")
    True
    """
    if not word or " " in word:
        return 0
    lines, places = _part_list()
    line = f"\n{word} ".encode("utf-8", "surrogatepass")
    for start, end in reversed(
        places.get(line[1 : 1 + _KEY], ())
    ):  # of a word that is listed twice, the last line counts
        at = lines.rfind(line, start, end)
        if at >= 0:
            return int(lines[at + len(line) : lines.index(b" ", at + len(line))])
    return 0


@cache
def count_all_words() -> int:
    """Return the sum of the counts of all words.

    Returns
    -------
    int
    """
    cells = _read_list().split()
    return sum(map(int, dict(zip(cells[::3], cells[1::3], strict=True)).values()))


def list_everyday_words(*, least: int, longest: int) -> list[str]:
    """Return the words that are counted often enough, and are short enough.

    Parameters
    ----------
    least
        The smallest count.
    longest
        The largest number of characters.

    Returns
    -------
    list of str
        In the order of the list.
    """
    lines = re.finditer(rf"^([^ ]{{1,{longest}}}) (\d+)", _read_list().decode(), re.MULTILINE)
    return list(dict.fromkeys(line[1] for line in lines if int(line[2]) >= least))


@cache
def _part_list() -> tuple[bytes, dict[bytes, list[tuple[int, int]]]]:
    """Return the list, each line between line ends, and where the lines that begin with each key stand in it."""
    lines = b"\n" + _read_list()
    codes = np.frombuffer(lines, np.uint8)
    ends = np.flatnonzero(codes == ord("\n"))
    keys = sum(codes[ends[:-1] + 1 + place].astype(np.int32) << 8 * place for place in range(_KEY))
    bounds = ends[np.append(np.flatnonzero(np.diff(keys, prepend=-1)), -1)].tolist()
    places: dict[bytes, list[tuple[int, int]]] = {}
    for start, end in pairwise(bounds):
        places.setdefault(lines[start + 1 : start + 1 + _KEY], []).append((start, end))
    return lines, places


def _read_list() -> bytes:
    """Return a line a word: the word, its count and its part of speech; the last has its line end, too."""
    lines = (find_jieba() / "dict.txt").read_bytes()
    return lines if lines.endswith(b"\n") else lines + b"\n"
