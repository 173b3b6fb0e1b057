"""Near duplicates: which of many texts has most of its five-character pieces in common with a new one."""

from __future__ import annotations

import re
from functools import lru_cache
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
#: The places on the circle of hashes from which the next piece is looked up.
_PLACES = np.arange(_ROWS * _BANDS, dtype=np.uint64) * np.uint64(2**64 // (_ROWS * _BANDS))
#: A candidate whose signature agrees in a smaller share cannot be near: eight standard deviations off. Signatures of texts
#: with fewer pieces tell less, and are not asked.
_HOPELESS, _FEW_PIECES = 0.55, 300
_MIX = np.uint64(0x9E3779B97F4A7C15)

_Pieces = NDArray[np.uint64]


class Near(NamedTuple):
    """The nearest text of an index and the share of pieces in common."""

    doc_id: str
    share: float


class NearIndex:
    """Texts by the pieces they hold: a new text is compared with the few that it may be near to, not with every one.

    Candidates are found by MinHash in bands; the share of each is then counted exactly. All hashes of a text come from one
    permutation: of the pieces in the order of their hashes, those that follow fixed places on a circle.

    References
    ----------
    Broder, A. Z. (1997). On the resemblance and containment of documents. Proc. Compression and Complexity of Sequences, 21-29.
    Leskovec, J., Rajaraman, A., Ullman, J. D. (2014). Mining of Massive Datasets, 2nd ed., ch. 3.4.
    Shrivastava, A., Li, P. (2014). Densifying One Permutation Hashing via Rotation for Fast Near Neighbor Search. Proc. ICML,
    PMLR 32(1), 557-565.

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
        self._ids: list[str] = []
        self._pieces: list[_Pieces] = []
        self._signatures = np.empty((0, _ROWS * _BANDS), dtype=np.uint64)
        self._bands: dict[tuple[int, bytes], list[int]] = {}

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
        number = len(self._ids)
        if number == len(self._signatures):
            room = np.empty((max(64, number), _ROWS * _BANDS), dtype=np.uint64)
            self._signatures = np.concatenate([self._signatures, room])
        self._signatures[number] = _sign(pieces)
        self._ids.append(doc_id)
        self._pieces.append(pieces)
        for key in _bands(self._signatures[number]):
            self._bands.setdefault(key, []).append(number)

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
        return next(iter(self.find_all(text)), None)

    def find_all(self, text: str) -> list[Near]:
        """Return all texts that are near, the nearest first.

        Parameters
        ----------
        text
            The text.

        Returns
        -------
        list of Near
        """
        pieces = _cut(text)
        if not pieces.size:
            return []
        signature = _sign(pieces)
        met = {number for key in _bands(signature) for number in self._bands.get(key, ())}
        shares = (
            (number, _share(pieces, self._pieces[number])) for number in self._keep_hopeful(pieces, signature, met)
        )
        near = [Near(self._ids[number], share) for number, share in shares if share >= NEAR]
        return sorted(near, key=lambda one: (-one.share, one.doc_id))

    def _keep_hopeful(self, pieces: _Pieces, signature: _Pieces, met: set[int]) -> list[int]:
        """Leave out the candidates that cannot be near."""
        if pieces.size < _FEW_PIECES or not met:
            return sorted(met)
        numbers = np.array(sorted(met))
        agreeing = (self._signatures[numbers] == signature).mean(axis=1)
        hopeful = zip(numbers.tolist(), agreeing.tolist(), strict=True)
        return [number for number, share in hopeful if share >= _HOPELESS or self._pieces[number].size < _FEW_PIECES]


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


@lru_cache(maxsize=2)
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
    pieces.sort()
    own: _Pieces = pieces[np.concatenate([[True], pieces[1:] != pieces[:-1]])]
    return own


def _share(first: _Pieces, second: _Pieces) -> float:
    common = len(np.intersect1d(first, second, assume_unique=True))
    union = len(first) + len(second) - common
    return common / union if union else 1.0


def _sign(pieces: _Pieces) -> _Pieces:
    """Return the MinHash of a text: from each place on the circle the next piece."""
    return pieces.take(np.searchsorted(pieces, _PLACES), mode="wrap")


def _bands(signature: _Pieces) -> list[tuple[int, bytes]]:
    """Return the bands of a signature, each with its number."""
    rows = signature.reshape(_BANDS, _ROWS)
    return [(band, row.tobytes()) for band, row in enumerate(rows)]
