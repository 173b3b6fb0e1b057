"""Every maximal run of characters that two documents share, found exactly."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.similarity.folding import BREAK, FoldedClauses

__all__ = ["Runs", "find_shared_runs", "hash_windows"]

_BASE = np.uint64(0x9E3779B97F4A7C15)

#: Pairs of places looked at in one go; bounds the memory, never the result.
_BATCH = 4_000_000


class Runs(NamedTuple):
    """Runs as positions in the folded text: ``codes[start_a:start_a + length] == codes[start_b:start_b + length]``."""

    start_a: NDArray[np.int64]
    start_b: NDArray[np.int64]
    length: NDArray[np.int64]


def find_shared_runs(folded: FoldedClauses, min_chars: int, *, max_docs: int | None = None) -> Runs:
    """Return every maximal run that two documents share.

    Parameters
    ----------
    folded
        Folded clauses.
    min_chars
        Length of the shortest run, in folded characters, at least 1.
    max_docs
        Runs whose every window of ``min_chars`` stands in more documents than this are left out; none where None.

    Returns
    -------
    Runs
        ``start_a`` lies in the document whose id sorts first. A run cannot be extended to either side at its two places; a
        run never leaves its clause. Sorted by place.

    Notes
    -----
    Windows of ``min_chars`` characters are hashed and sorted; windows that agree but are preceded by different characters
    start a run, which is then compared character by character, from its first: the hash saves time and decides nothing.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis.similarity.folding import fold_clauses
    >>> rows = [("a", "推动数据共享。"), ("b", "加强数据，共享平台")]
    >>> clauses = pd.DataFrame([
    ...     {"clause_id": f"{d}/1", "doc_id": d, "position": 0, "kind": "clause", "text": t, "start": 0} for d, t in rows
    ... ])
    >>> folded = fold_clauses(clauses)
    >>> runs = find_shared_runs(folded, 2)
    >>> [folded.text(start, start + length) for start, _, length in zip(*runs, strict=True)]
    ['数据共享']
    """
    if min_chars < 1:
        raise ValueError(f"min_chars must be at least 1, not {min_chars}")
    keys, starts = hash_windows(folded.codes, min_chars)
    if max_docs is not None:
        keys, starts = _drop_common(folded, keys, starts, max_docs)
    # The character in front; every break counts as different from every other, and so does a window that was left out.
    before = folded.codes[starts - 1]
    follows = np.append(False, starts[1:] == starts[:-1] + 1) if max_docs is not None else True
    before = np.where((before != BREAK) & follows, before, -starts)
    order = np.lexsort((starts, before, keys))
    keys, starts, before = keys[order], starts[order], before[order]
    group_end = _end_of_equal(keys[1:] != keys[:-1], len(keys))
    same_before_end = _end_of_equal((keys[1:] != keys[:-1]) | (before[1:] != before[:-1]), len(keys))
    partners = group_end - same_before_end
    pieces = []
    bounds = np.concatenate([[0], np.cumsum(partners)])
    low = 0
    while low < len(starts):
        high = max(low + 1, int(np.searchsorted(bounds, bounds[low] + _BATCH, side="right")) - 1)
        counts = partners[low:high]
        first = np.repeat(np.arange(low, high), counts)
        step = np.arange(len(first)) - np.repeat(np.cumsum(counts) - counts, counts)
        second = np.repeat(same_before_end[low:high], counts) + step
        pieces.append(_extend_runs(folded, starts[first], starts[second], min_chars))
        low = high
    runs = Runs(*(np.concatenate(parts) for parts in zip(*pieces, strict=True))) if pieces else Runs(*_EMPTY)
    if max_docs is not None:
        runs = _extend_left(folded, runs)
    final = np.lexsort((runs.start_b, runs.start_a))
    return Runs(runs.start_a[final], runs.start_b[final], runs.length[final])


def hash_windows(codes: NDArray[np.int64], width: int) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return the hash of every window of a text that holds no break.

    Parameters
    ----------
    codes
        Code points with breaks, at least one break in front.
    width
        Characters of a window, at least 1.

    Returns
    -------
    keys, starts
        A 64-bit hash and the first position of each window.

    Examples
    --------
    >>> keys, starts = hash_windows(np.array([0, 5, 6, 5, 6, 0]), 2)
    >>> starts.tolist(), bool(keys[0] == keys[2])
    ([1, 2, 3], True)
    """
    none = np.empty(0, dtype=np.int64)
    if len(codes) <= width:
        return none.astype(np.uint64), none
    level = codes.astype(np.uint64) + np.uint64(1)
    factor = _BASE
    total: NDArray[np.uint64] | None = None
    covered, size = 0, 1
    with np.errstate(over="ignore"):
        while True:
            if width & size:
                # `level` hashes windows of `size`; put one behind what is covered so far.
                total = total[: len(level) - covered] * factor + level[covered:] if total is not None else level
                covered += size
            if size * 2 > width:
                break
            level = level[: len(level) - size] * factor + level[size:]
            factor = factor * factor
            size *= 2
    if total is None:  # pragma: no cover - width is at least 1
        raise AssertionError
    starts = np.arange(len(codes) - width + 1)
    breaks = np.concatenate([[0], np.cumsum(codes == BREAK)])
    whole = breaks[starts + width] == breaks[starts]
    return total[: len(starts)][whole], starts[whole]


def _drop_common(
    folded: FoldedClauses, keys: NDArray[np.uint64], starts: NDArray[np.int64], max_docs: int
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Leave out windows that more than so many documents hold."""
    docs = folded.docs[starts]
    order = np.lexsort((docs, keys))
    ordered, holders = keys[order], docs[order]
    fresh_key = np.append(True, ordered[1:] != ordered[:-1])
    fresh_doc = fresh_key | np.append(True, holders[1:] != holders[:-1])
    group = np.cumsum(fresh_key) - 1
    n_docs = np.bincount(group, weights=fresh_doc)
    kept = np.sort(order[n_docs[group] <= max_docs])
    return keys[kept], starts[kept]


def _extend_left(folded: FoldedClauses, runs: Runs) -> Runs:
    """Return runs extended over windows that were left out, each once."""
    back = np.zeros(len(runs.length), dtype=np.int64)
    active = np.arange(len(back))
    while len(active):
        here = folded.codes[runs.start_a[active] - back[active] - 1]
        there = folded.codes[runs.start_b[active] - back[active] - 1]
        active = active[(here == there) & (here != BREAK)]
        back[active] += 1
    start_a, start_b, length = runs.start_a - back, runs.start_b - back, runs.length + back
    _, once = np.unique(start_a * len(folded.codes) + start_b, return_index=True)
    return Runs(start_a[once], start_b[once], length[once])


_EMPTY = (np.empty(0, dtype=np.int64),) * 3


def _end_of_equal(changes: NDArray[np.bool_], size: int) -> NDArray[np.int64]:
    """Return, for each element of a sorted array, one past the last element equal to it."""
    if size == 0:
        return np.empty(0, dtype=np.int64)
    ends = np.append(np.flatnonzero(changes) + 1, size)
    lengths = np.diff(np.concatenate([[0], ends]))
    return np.repeat(ends, lengths)


def _extend_runs(
    folded: FoldedClauses, first: NDArray[np.int64], second: NDArray[np.int64], min_chars: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    apart = folded.docs[first] != folded.docs[second]
    start_a = np.minimum(first[apart], second[apart])
    start_b = np.maximum(first[apart], second[apart])
    length = np.zeros(len(start_a), dtype=np.int64)
    active = np.arange(len(start_a))
    step = 0
    while len(active):
        here = folded.codes[start_a[active] + step]
        active = active[(here == folded.codes[start_b[active] + step]) & (here != BREAK)]
        step += 1
        length[active] = step
    long = length >= min_chars
    return start_a[long], start_b[long], length[long]
