"""Finding the words of a long list in a text: fast where the list has hundreds of words and the text few of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

__all__ = ["WordList"]


class WordList:
    """Words, indexed by how they begin.

    Parameters
    ----------
    words
        The words.

    Examples
    --------
    >>> list(WordList(["北京", "北京市", "京山"]).find("在北京市和京山"))
    [(1, 4), (5, 7)]
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        self._sizes = sorted({len(word) for word in self._words}, reverse=True)
        self._begin = {word[:2] for word in self._words}
        first, second = (re.escape("".join(sorted({word[at : at + 1] for word in self._begin}))) for at in (0, 1))
        alone = re.escape("".join(sorted(word for word in self._words if len(word) == 1)))
        after = [f"(?=[{second}])"] * bool(second) + [f"(?<=[{alone}])"] * bool(alone)
        self._place = re.compile(f"[{first}](?:{'|'.join(after)})" if first else r"(?!)")

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield the spans of words from left to right, the longest at each place, none inside another."""
        reached = 0
        for match in self._place.finditer(text):
            at = match.start()
            if at < reached or not (text[at : at + 2] in self._begin or text[at] in self._begin):
                continue
            word = next((text[at : at + size] for size in self._sizes if text[at : at + size] in self._words), "")
            if word:
                reached = at + len(word)
                yield at, reached
