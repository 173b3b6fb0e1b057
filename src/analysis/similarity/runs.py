"""Every maximal run of characters that two documents share, found exactly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.similarity.folding import BREAK, FoldedClauses

__all__ = ["Runs", "find_shared_runs", "find_wording", "hash_windows", "index_windows", "scan_shared_runs"]

#: Base of the hash, odd.
_BASE = 0x9E3779B97F4A7C15

#: Characters or windows that are looked at at once: few enough for what is made of them to stay near the processor.
_BLOCK = 32_768

#: Pairs of places looked at in one go; bounds the memory, never the result.
_BATCH = 2_000_000

#: Bits of a hash by which a table says that it may be among some others: at most 64 MB.
_FEWEST_BITS, _MOST_BITS = 16, 26

#: The largest place that is kept in 32 bits.
_MOST = np.iinfo(np.int32).max


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
    return _stack(list(scan_shared_runs(folded, min_chars, max_docs=max_docs)))


def scan_shared_runs(
    folded: FoldedClauses,
    min_chars: int,
    *,
    max_docs: int | None = None,
    families: Mapping[str, Sequence[str]] | None = None,
) -> Iterator[Runs]:
    """Yield the runs of :func:`find_shared_runs` a few documents at a time, so that memory does not grow with their number.

    Parameters
    ----------
    folded
        Folded clauses.
    min_chars
        Length of the shortest run.
    max_docs
        See :func:`find_shared_runs`.
    families
        From a document to others whose runs with it are told however many documents hold them; for parents and those who
        carry them out. Unused without ``max_docs``.

    Yields
    ------
    Runs
        All runs of some pairs of documents, each pair in one piece only.

    Examples
    --------
    >>> from analysis.similarity.folding import fold_clauses
    >>> import pandas as pd
    >>> row = {"position": 0, "kind": "clause", "text": "数据共享", "start": 0}
    >>> clauses = pd.DataFrame([row | {"clause_id": f"{d}/1", "doc_id": d} for d in "ab"])
    >>> [len(runs.length) for runs in scan_shared_runs(fold_clauses(clauses), 2)]
    [1]
    """
    if min_chars < 1:
        raise ValueError(f"min_chars must be at least 1, not {min_chars}")
    keys, starts = hash_windows(folded.codes, min_chars)
    number = {doc_id: at for at, doc_id in enumerate(folded.doc_ids)}
    kin: set[int] = set()
    if max_docs is not None:
        for head, members in sorted((families or {}).items()):
            inside = sorted(number[name] for name in {head, *members} if name in number)
            if head in number and len(inside) > 1:
                kept = np.isin(folded.find_docs(starts), inside)
                index = _Index(folded, keys[kept], starts[kept], whole=True)
                runs = _stack(list(index.join(np.array([number[head]]), min_chars, both_ways=True)))
                kin |= {_code_pair(folded, number[head], other) for other in inside if other != number[head]}
                yield runs
        keys, starts = _drop_common(folded, keys, starts, max_docs)
    index = _Index(folded, keys, starts, whole=max_docs is None)
    for docs in index.list_blocks():
        runs = _stack(list(index.join(docs, min_chars)))
        if max_docs is not None:
            runs = _extend_left(folded, runs)
        if kin:
            codes = _code_pair(folded, folded.find_docs(runs.start_a), folded.find_docs(runs.start_b))
            other = ~np.isin(codes, list(kin))
            runs = Runs(*(part[other] for part in runs))
        yield _stack([runs])


def hash_windows(codes: NDArray[np.signedinteger], width: int) -> tuple[NDArray[np.uint64], NDArray[np.signedinteger]]:
    r"""Return the hash of every window of a text that holds no break.

    Parameters
    ----------
    codes
        Code points with breaks, at least one break in front.
    width
        Characters of a window, at least 1.

    Returns
    -------
    keys, starts
        A 64-bit hash and the first position of each window, in 32 bits where these suffice.

    Notes
    -----
    With *B* odd, and so with an inverse modulo 2^64, the hash of a window is read off running sums of the whole text:

    .. math:: h_i = \sum_{j<w} c_{i+j} B^{w-1-j} = B^i \Bigl(\sum_{k<i+w} - \sum_{k<i}\Bigr) c_k B^{w-1-k}

    The text is read in blocks, so that sums and powers stay near the processor.

    Examples
    --------
    >>> keys, starts = hash_windows(np.array([0, 5, 6, 5, 6, 0]), 2)
    >>> starts.tolist(), bool(keys[0] == keys[2])
    ([1, 2, 3], True)
    """
    n_windows = max(len(codes) - width + 1, 0)
    keys = np.empty(n_windows, dtype=np.uint64)
    starts: NDArray[np.signedinteger] = np.empty(n_windows, dtype=np.int32 if len(codes) <= _MOST else np.int64)
    n_found = 0
    for some, begins in _hash_blocks(codes, width):
        found = slice(n_found, n_found + len(some))
        keys[found], starts[found] = some, begins
        n_found = found.stop
    return keys[:n_found], starts[:n_found]


def _hash_blocks(
    codes: NDArray[np.signedinteger], width: int
) -> Iterator[tuple[NDArray[np.uint64], NDArray[np.signedinteger]]]:
    """Yield the hashes and first positions of windows, a block of text at a time."""
    n_windows = max(len(codes) - width + 1, 0)
    size = min(_BLOCK, n_windows) + width
    up, down = _list_powers(_BASE, 1, size), _list_powers(pow(_BASE, -1, 1 << 64), pow(_BASE, width - 1, 1 << 64), size)
    for low in range(0, n_windows, _BLOCK):
        block = codes[low : low + _BLOCK + width - 1]
        sums = np.zeros(len(block) + 1, dtype=np.uint64)
        np.cumsum(np.add(block, 1, dtype=np.uint64, casting="unsafe") * down[: len(block)], out=sums[1:])
        whole = _mark_whole(block, width)
        yield ((sums[width:] - sums[:-width]) * up[: len(whole)])[whole], np.flatnonzero(whole) + low


def _mark_whole(block: NDArray[np.signedinteger], width: int) -> NDArray[np.bool_]:
    """Return which windows of a stretch of text hold no break."""
    gaps = np.diff(np.flatnonzero(block == BREAK), prepend=-1, append=len(block))
    lengths = np.empty((len(gaps), 2), dtype=np.int64)
    lengths[:, 0] = np.maximum(gaps - width, 0)  # windows between two breaks
    lengths[:, 1] = gaps - lengths[:, 0]
    return np.repeat(np.tile([True, False], len(gaps)), lengths.ravel())[: len(block) - width + 1]


def _list_powers(base: int, first: int, size: int) -> NDArray[np.uint64]:
    """Return a number times the powers of a base, modulo 2^64."""
    factors = np.full(size, base, dtype=np.uint64)
    factors[0] = first
    return np.cumprod(factors)


def index_windows(
    codes: NDArray[np.signedinteger], begins: NDArray[np.int64], width: int
) -> tuple[NDArray[np.signedinteger], list[slice]]:
    """Return wherever the windows stand that begin at some places of a text.

    Parameters
    ----------
    codes
        Code points with breaks, at least one break in front.
    begins
        First positions of windows that hold no break.
    width
        Characters of a window, at least 1.

    Returns
    -------
    places, alike
        First positions of windows, and for each of ``begins`` those of them whose hash is that of its window.

    Examples
    --------
    >>> places, alike = index_windows(np.array([0, 5, 6, 7, 5, 6, 0]), np.array([2, 4]), 2)
    >>> [places[some].tolist() for some in alike]
    [[2], [1, 4]]
    """
    wanted = np.zeros(len(begins), dtype=np.uint64)
    for step in range(width):
        wanted = wanted * np.uint64(_BASE) + np.add(codes[begins + step], 1, dtype=np.uint64, casting="unsafe")
    table = _mark_tops(wanted)
    keys, places = [wanted[:0]], [begins[:0]]
    for some, starts in _hash_blocks(codes, width):
        at = _find_tops(some, table)
        keys.append(some[at])
        places.append(starts[at])
    found = np.concatenate(keys)
    order = np.argsort(found, kind="stable")
    low, high = (np.searchsorted(found[order], wanted, side=side).tolist() for side in ("left", "right"))
    return np.concatenate(places)[order], list(map(slice, low, high))


def _mark_tops(keys: NDArray[np.unsignedinteger]) -> NDArray[np.bool_]:
    """Return a table of the first bits of hashes, large enough that few others are in it."""
    bits = min(max(len(keys).bit_length() + 8, _FEWEST_BITS), _MOST_BITS)
    table = np.zeros(1 << bits, dtype=np.bool_)
    table[keys >> keys.dtype.type(8 * keys.itemsize - bits)] = True
    return table


def _find_tops(keys: NDArray[np.uint64], table: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the places of hashes whose first bits are in a table: all that are wanted, and few others."""
    shift = np.uint64(65 - len(table).bit_length())
    blocks = range(0, len(keys), _BLOCK)
    found = [low + np.flatnonzero(table.take(keys[low : low + _BLOCK] >> shift, mode="clip")) for low in blocks]
    return np.concatenate([np.empty(0, dtype=np.int64), *found])


def _find_repeated(keys: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Return the places of hashes that stand more than once, and of few others; sorted.

    The upper halves are looked at, which are sorted in less than half the time of the whole.
    """
    upper = np.empty(len(keys), dtype=np.uint32)
    for low in range(0, len(keys), _BLOCK):
        upper[low : low + _BLOCK] = keys[low : low + _BLOCK] >> np.uint64(32)
    upper.sort()
    return _find_tops(keys, _mark_tops(upper[1:][upper[1:] == upper[:-1]]))


def find_wording(
    codes: NDArray[np.signedinteger], wording: NDArray[np.signedinteger], places: NDArray[np.signedinteger]
) -> NDArray[np.signedinteger]:
    """Return those of some places of a text at which a wording stands.

    Parameters
    ----------
    codes
        Code points of the text.
    wording
        Code points of the wording.
    places
        Where to look.

    Returns
    -------
    numpy.ndarray
        The places, in their order.

    Examples
    --------
    >>> find_wording(np.array([0, 5, 6, 5, 7]), np.array([5, 6]), np.array([1, 3, 4])).tolist()
    [1]
    """
    places = places[places <= len(codes) - len(wording)]
    found, size = [places[:0]], max(_BATCH // len(wording), 1)
    for low in range(0, len(places), size):
        some = places[low : low + size]
        found.append(some[(codes[some[:, None] + np.arange(len(wording))] == wording).all(axis=1)])
    return np.concatenate(found)


def _drop_common(
    folded: FoldedClauses, keys: NDArray[np.uint64], starts: NDArray[np.signedinteger], max_docs: int
) -> tuple[NDArray[np.uint64], NDArray[np.signedinteger]]:
    """Leave out windows that more than so many documents hold."""
    docs = folded.find_docs(starts)
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


def _code_pair(folded: FoldedClauses, first: Any, second: Any) -> Any:
    return np.minimum(first, second) * len(folded.doc_ids) + np.maximum(first, second)


def _stack(pieces: list[Runs]) -> Runs:
    """Return runs as one, sorted by place."""
    none = np.empty(0, dtype=np.int64)
    runs = (
        Runs(*(np.concatenate([none, *parts]) for parts in zip(*pieces, strict=True))) if pieces else Runs(*[none] * 3)
    )
    order = np.lexsort((runs.start_b, runs.start_a))
    return Runs(*(part[order] for part in runs))


class _Index:
    """Windows sorted by hash, then by place: those that a window may share a run with stand behind it."""

    def __init__(
        self, folded: FoldedClauses, keys: NDArray[np.uint64], starts: NDArray[np.signedinteger], *, whole: bool
    ) -> None:
        # What stands in one place only is shared by nobody; in prose that is nearly everything.
        kept = _find_repeated(keys)
        # The character in front; every break counts as different from every other, and so does a window that was left out.
        follows = True if whole else (kept > 0) & (starts[kept] == starts[kept - 1] + 1)
        keys, starts = keys[kept], starts[kept].astype(np.int64)
        before = folded.codes[starts - 1]
        before = np.where((before != BREAK) & follows, before, -starts)
        order = np.argsort(keys, kind="stable")  # places come sorted and stay so
        self._folded = folded
        self._starts, self._before = starts[order], before[order]
        self._docs = folded.find_docs(self._starts)
        sorted_keys = keys[order]
        fresh_key = sorted_keys[1:] != sorted_keys[:-1]
        self._key_end = _end_of_equal(fresh_key, len(order))
        self._doc_end = _end_of_equal(fresh_key | (self._docs[1:] != self._docs[:-1]), len(order))
        self._key_start = len(order) - _end_of_equal(fresh_key[::-1], len(order))[::-1]

    def list_blocks(self) -> Iterator[NDArray[np.int64]]:
        """Yield documents a few at a time, so that what they have in common with later ones fits one batch."""
        n_docs = len(self._folded.doc_ids)
        sizes = np.bincount(self._docs, weights=self._key_end - self._doc_end, minlength=n_docs)
        total = 0.0
        block: list[int] = []
        for doc, size in enumerate(sizes):
            if block and total + size > _BATCH:
                yield np.array(block)
                total, block = 0.0, []
            total += size
            block.append(doc)
        if block:
            yield np.array(block)

    def join(self, docs: NDArray[np.int64], min_chars: int, *, both_ways: bool = False) -> Iterator[Runs]:
        """Yield the runs of some documents with those behind them, or with all others."""
        own = np.flatnonzero(np.isin(self._docs, docs))
        lows = self._key_start[own] if both_ways else self._doc_end[own]
        counts = self._key_end[own] - lows
        bounds = np.concatenate([[0], np.cumsum(counts)])
        low = 0
        while low < len(own):
            high = max(low + 1, int(np.searchsorted(bounds, bounds[low] + _BATCH, side="right")) - 1)
            first = np.repeat(own[low:high], counts[low:high])
            step = np.arange(len(first)) - np.repeat(bounds[low:high] - bounds[low], counts[low:high])
            second = np.repeat(lows[low:high], counts[low:high]) + step
            begins = self._before[first] != self._before[second]
            yield _extend_runs(self._folded, self._starts[first[begins]], self._starts[second[begins]], min_chars)
            low = high


def _end_of_equal(changes: NDArray[np.bool_], size: int) -> NDArray[np.int64]:
    """Return, for each element of a sorted array, one past the last element equal to it."""
    if size == 0:
        return np.empty(0, dtype=np.int64)
    ends = np.append(np.flatnonzero(changes) + 1, size)
    lengths = np.diff(np.concatenate([[0], ends]))
    return np.repeat(ends, lengths)


def _extend_runs(folded: FoldedClauses, first: NDArray[np.int64], second: NDArray[np.int64], min_chars: int) -> Runs:
    apart = folded.find_docs(first) != folded.find_docs(second)
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
    return Runs(start_a[long], start_b[long], length[long])
