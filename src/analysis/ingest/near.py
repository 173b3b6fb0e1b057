"""Near duplicates: which of many texts has most of its five-character pieces in common with a new one."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.reference.script import simplify_text

__all__ = ["NEAR", "Near", "NearIndex", "compare_texts"]

#: Share of pieces in common from which two texts are called near: a draft and its final text reach it.
NEAR = 0.8
_SHINGLE = 5
_MARKS, _HALVES = re.compile(r"[\W_]"), re.compile(r"[\ud800-\udfff]")
#: Rows and bands of MinHash: two texts that share 0.8 of their pieces meet in a band with probability 1 - 5e-7, two that
#: share 0.2 with probability 0.003.
_ROWS, _BANDS = 6, 48
_MIX = np.uint64(0x9E3779B97F4A7C15)

_Pieces = NDArray[np.uint64]


class Near(NamedTuple):
    """The nearest text of an index and the share of pieces in common."""

    doc_id: str
    share: float


class NearIndex:
    """Texts by the pieces they hold: a new text is compared with the few that it may be near to, not with every one.

    Candidates are found by MinHash in bands; the share of each is then counted exactly.

    References
    ----------
    Broder, A. Z. (1997). On the resemblance and containment of documents. Proc. Compression and Complexity of Sequences, 21-29.
    Leskovec, J., Rajaraman, A., Ullman, J. D. (2014). Mining of Massive Datasets, 2nd ed., ch. 3.4.

    Examples
    --------
    >>> index = NearIndex()
    >>> index.add("draft", "坚持创新驱动，推动海洋产业高质量发展，建设现代化港口群。")
    >>> index.find("坚持创新驱动，推动海洋产业高质量发展，建设现代化港口群！")
    Near(doc_id='draft', share=1.0)
    >>> index.find("完善养老服务体系，发展银发经济，增进老年人福祉。") is None
    True
    """

    def __init__(self) -> None:
        self._pieces: dict[str, _Pieces] = {}
        self._bands: dict[tuple[int, bytes], list[str]] = {}

    def add(self, doc_id: str, text: str) -> None:
        """Take a text into the index.

        Parameters
        ----------
        doc_id
            Its id, new to the index.
        text
            The text; one without pieces is never near to any.
        """
        pieces = _cut(text)
        if not pieces.size:
            return
        self._pieces[doc_id] = pieces
        for key in _bands(pieces):
            self._bands.setdefault(key, []).append(doc_id)

    def find(self, text: str) -> Near | None:
        """Return the nearest text, if one is near; of several the one whose id comes first.

        Parameters
        ----------
        text
            The text.

        Returns
        -------
        Near or None
        """
        pieces = _cut(text)
        if not pieces.size:
            return None
        candidates = {doc_id for key in _bands(pieces) for doc_id in self._bands.get(key, ())}
        shares = [(-_share(pieces, self._pieces[doc_id]), doc_id) for doc_id in candidates]
        best = min(shares, default=(0.0, ""))
        return Near(best[1], -best[0]) if -best[0] >= NEAR else None


def compare_texts(first: str, second: str) -> float:
    """Return the share of five-character pieces that two texts have in common (Jaccard).

    Parameters
    ----------
    first, second
        Texts; marks and blanks do not count, nor does the script they are written in.

    Returns
    -------
    float
        From 0 to 1; 1 for equal texts, and for two without pieces.

    Examples
    --------
    >>> compare_texts("坚持创新驱动发展", "堅持創新驅動發展")
    1.0
    """
    return _share(_cut(first), _cut(second))


def _cut(text: str) -> _Pieces:
    """Return the pieces of a text as sorted numbers."""
    plain = _MARKS.sub("", simplify_text(_HALVES.sub("", text)))
    codes = np.frombuffer(plain.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    if len(codes) < _SHINGLE:
        return np.empty(0, dtype=np.uint64)
    pieces = np.zeros(len(codes) - _SHINGLE + 1, dtype=np.uint64)
    for at in range(_SHINGLE):
        pieces = (pieces ^ codes[at : at + len(pieces)]) * _MIX
        pieces ^= pieces >> np.uint64(29)
    return np.unique(pieces)


def _share(first: _Pieces, second: _Pieces) -> float:
    common = len(np.intersect1d(first, second, assume_unique=True))
    union = len(first) + len(second) - common
    return common / union if union else 1.0


def _bands(pieces: _Pieces) -> list[tuple[int, bytes]]:
    """Return the bands of a text's MinHash: by number, the smallest hashes under a few functions each."""
    hashes = []
    for odd, shift in _functions():
        mixed = pieces * odd + shift
        mixed ^= mixed >> np.uint64(31)
        hashes.append((mixed * _MIX).min())
    signature = np.array(hashes, dtype=np.uint64).reshape(_BANDS, _ROWS)
    return [(band, row.tobytes()) for band, row in enumerate(signature)]


@cache
def _functions() -> tuple[tuple[np.uint64, np.uint64], ...]:
    rng = np.random.default_rng(0)
    numbers = rng.integers(0, 2**63, size=(_ROWS * _BANDS, 2), dtype=np.uint64)
    return tuple((np.uint64(2) * odd + np.uint64(1), shift) for odd, shift in numbers)
