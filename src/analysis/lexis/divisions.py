"""Divisions of documents into two sides, to see how far chance alone, which draws whole documents, parts their words."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations, islice

import numpy as np
from numpy.typing import NDArray

__all__ = ["permute_documents"]

_Numbers = NDArray[np.float64]

#: All divisions are tried up to this number, and so many at random above it.
_MOST_EXACT = 20_000
_N_RANDOM = 9_999
_AT_ONCE = 500

#: A p that could not fall below this, whatever the texts say, is not shown.
_LEVEL = 0.05


def permute_documents(counts: _Numbers, inside: NDArray[np.bool_], *, seed: int = 0) -> tuple[int, _Numbers, _Numbers]:
    """Compare relative frequencies of two sides with those under all other divisions of the documents.

    Parameters
    ----------
    counts
        Documents by terms; every document has a word.
    inside
        Which documents are on the side in question.
    seed
        Seed of the draws, where there are too many divisions to try all.

    Returns
    -------
    tuple
        The number of divisions; p of each term, missing where p could never be small; q after Benjamini and Hochberg.

    Examples
    --------
    >>> import numpy as np
    >>> counts = np.array([[9.0, 1.0]] * 4 + [[1.0, 9.0]] * 4)
    >>> n, p, q = permute_documents(counts, np.arange(8) < 4)
    >>> n, p.round(4).tolist()
    (70, [0.0286, 0.0286])
    """
    n_all, n_inside = len(inside), int(inside.sum())
    n_divisions = math.comb(n_all, n_inside)
    missing = np.full(counts.shape[1], np.nan)
    if n_divisions * _LEVEL < 1:
        return n_divisions, missing, missing
    words, totals = counts.sum(axis=1), counts.sum(axis=0)

    def gaps(chosen: _Numbers) -> _Numbers:
        """Return differences of relative frequency, a row a division; sums of whole numbers, so exact on any machine."""
        mine, size = chosen @ counts, (chosen @ words)[:, None]
        found: _Numbers = np.abs(mine / size - (totals - mine) / (words.sum() - size)).round(9)
        return found

    observed = gaps(inside[None].astype("float64"))
    n_tried, n_as_large = 0, np.zeros(counts.shape[1])
    divisions = _divide(n_all, n_inside, n_divisions, np.random.default_rng(seed))
    while block := list(islice(divisions, _AT_ONCE)):
        n_tried += len(block)
        n_as_large += (gaps(np.array(block)) >= observed).sum(axis=0)
    if n_divisions > _MOST_EXACT:  # the division at hand counts as one of them
        n_tried, n_as_large = n_tried + 1, n_as_large + 1
    p = (n_as_large / n_tried).round(6)
    return n_divisions, p, _correct(p)


def _divide(n_all: int, n_inside: int, n_divisions: int, generator: np.random.Generator) -> Iterator[_Numbers]:
    if n_divisions <= _MOST_EXACT:
        for chosen in combinations(range(n_all), n_inside):
            division = np.zeros(n_all)
            division[list(chosen)] = 1
            yield division
        return
    for _ in range(_N_RANDOM):
        division = np.zeros(n_all)
        division[generator.permutation(n_all)[:n_inside]] = 1
        yield division


def _correct(p: _Numbers) -> _Numbers:
    """Return q after Benjamini and Hochberg."""
    order = np.argsort(p, kind="stable")
    scaled = p[order] * len(p) / np.arange(1, len(p) + 1)
    q = np.empty(len(p))
    q[order] = np.minimum.accumulate(scaled[::-1])[::-1].clip(max=1.0).round(6)
    return q
