"""Near-verbatim passages of two clauses, by exact local alignment of their characters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from functools import cache
from types import ModuleType

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.similarity.folding import BREAK, FoldedClauses
from analysis.similarity.runs import Runs, scan_shared_runs

__all__ = ["EDIT", "MATCH", "Alignment", "align_clauses", "align_once", "align_rows", "best_scores", "list_candidates"]

#: Points for an equal character, and for one replaced, left out or put in: a stretch gains while more than half of its
#: characters are equal, so two copies of one sentence stay one passage through edits; ``min_identity`` keeps two sentences
#: from becoming one.
MATCH, EDIT = 2, -2

#: A seed is a shared run of this many characters; clauses whose seeds on like diagonals add up to _SEED_CHARS are aligned in
#: full. With a fifth edited this misses none of the passages worth telling from 30 characters on and 8 in 100 of 20-30; seeds
#: of four would miss none of these, but name a hundred times as many pairs of clauses.
SEED = 5
_SEED_CHARS = 10

#: Diagonals that count as like: more than the insertions less the deletions of a passage, less than two lines of text.
_BAND = 32

#: Cells of one batch of score matrices; bounds the memory, never the result.
_CELLS = 2_000_000

_NOWHERE_A, _NOWHERE_B = -1, -2

#: Pairs of clauses from which on the compiled loops are used: below, loading them takes longer than NumPy needs.
COMPILED_FROM = 5_000

#: Pairs of clauses scored in one go by NumPy; bounds the memory, never the result.
_AT_A_TIME = 20_000


@dataclass(frozen=True)
class Alignment:
    """One local alignment: spans in two sequences, and how well they agree.

    Attributes
    ----------
    start_a, end_a, start_b, end_b
        The aligned spans.
    n_equal, n_columns
        Equal characters, and columns of the alignment (equal, replaced, left out, put in).
    block_a, block
        Start in the first sequence, and length, of the longest run of equal characters.
    score
        Points, see ``MATCH`` and ``EDIT``.
    """

    start_a: int
    end_a: int
    start_b: int
    end_b: int
    n_equal: int
    n_columns: int
    block_a: int
    block: int
    score: int


def list_candidates(
    folded: FoldedClauses,
    *,
    min_chars: int = 15,
    max_docs: int | None = None,
    families: Mapping[str, Sequence[str]] | None = None,
) -> pd.DataFrame:
    """Return the pairs of clauses whose shared seeds are worth an alignment.

    Parameters
    ----------
    folded
        Folded clauses.
    min_chars
        The least that a passage must be worth; only one below 10 matters here.
    max_docs
        Seeds found in more documents than this are set phrases and say nothing; none is left out where None.
    families
        From a document to others that are compared with it by all seeds, however common.

    Returns
    -------
    pandas.DataFrame
        ``row_a``, ``row_b`` (rows of ``folded.clauses``, of different documents) and ``seed_chars``; sorted.

    Notes
    -----
    The index is exact: every seed is found, so a passage that holds a run of 10 equal characters is always a candidate.
    What an index of seeds can miss are passages edited so often that too few seeds of 5 characters are left; how many is
    measured in the tests and by ``benchmarks/reuse.py``.

    Examples
    --------
    >>> from analysis.similarity.folding import fold_clauses
    >>> row = {"position": 0, "kind": "clause", "start": 0, "text": "支持龙头企业牵头组建创新联合体"}
    >>> clauses = pd.DataFrame([row | {"doc_id": d, "clause_id": f"{d}/1"} for d in "ab"])
    >>> list_candidates(fold_clauses(clauses)).values.tolist()
    [[0, 1, 15]]
    """
    scan = scan_shared_runs(folded, SEED, max_docs=max_docs, families=families)
    parts = [_sum_seeds(folded, seeds, min(_SEED_CHARS, min_chars)) for seeds in scan]
    none = pd.DataFrame({name: np.empty(0, dtype=np.int64) for name in ("row_a", "row_b", "seed_chars")})
    return pd.concat([none, *parts]).sort_values(["row_a", "row_b"], ignore_index=True)


def _sum_seeds(folded: FoldedClauses, seeds: Runs, least: int) -> pd.DataFrame:
    """Add up the seeds that lie on like diagonals: copies keep their order, chance does not."""
    row_a, row_b = (folded.rows[starts].astype(np.int64) for starts in (seeds.start_a, seeds.start_b))
    n_rows = len(folded.clauses)
    diagonal = seeds.start_b - seeds.start_a
    pair = row_a * n_rows + row_b
    if not len(pair):
        return pd.DataFrame({"row_a": pair, "row_b": pair, "seed_chars": pair})
    sums = []
    for offset in (0, _BAND // 2):
        frame = pd.DataFrame({"pair": pair, "band": (diagonal + offset) // _BAND, "chars": seeds.length})
        sums.append(frame.groupby(["pair", "band"])["chars"].sum().groupby("pair").max())
    pairs = sums[0].index.to_numpy(dtype=np.int64)  # both list the same pairs, sorted
    best = np.maximum(sums[0].to_numpy(), sums[1].to_numpy())
    pairs, best = pairs[best >= least], best[best >= least]
    return pd.DataFrame({"row_a": pairs // n_rows, "row_b": pairs % n_rows, "seed_chars": best})


def best_scores(pairs: Sequence[tuple[NDArray[np.signedinteger], NDArray[np.signedinteger]]]) -> NDArray[np.int64]:
    """Return the score of the best local alignment of each pair of sequences.

    Parameters
    ----------
    pairs
        Sequences of code points; a break equals nothing.

    Returns
    -------
    numpy.ndarray

    Notes
    -----
    Smith and Waterman's recurrence with a linear gap, row by row over a batch of pairs; a whole row is done at once because
    the best gap that ends in a column is a running maximum.

    References
    ----------
    Smith and Waterman (1981), "Identification of common molecular subsequences", *Journal of Molecular Biology* 147.

    Examples
    --------
    >>> best_scores([(np.array([5, 6, 7, 8]), np.array([5, 6, 9, 7, 8]))]).tolist()
    [6]
    """
    scores = np.zeros(len(pairs), dtype=np.int64)
    order = sorted(range(len(pairs)), key=lambda at: (len(pairs[at][0]), len(pairs[at][1])))
    low = 0
    while low < len(order):
        high, width = low, 0
        while high < len(order):
            width = max(width, len(pairs[order[high]][1]))
            if high > low and (high - low + 1) * width > _CELLS // 64:
                break
            high += 1
        batch = order[low:high]
        scores[batch] = _score_batch([pairs[at] for at in batch])
        low = high
    return scores


def _score_batch(pairs: Sequence[tuple[NDArray[np.signedinteger], NDArray[np.signedinteger]]]) -> NDArray[np.int64]:
    first = _pad([_unlike(a, _NOWHERE_A) for a, _ in pairs], _NOWHERE_A)
    second = _pad([b for _, b in pairs], _NOWHERE_B)
    slope = (EDIT * np.arange(second.shape[1], dtype=np.int32)).astype(np.int32)
    row = np.zeros((len(pairs), second.shape[1] + 1), dtype=np.int32)
    best = np.zeros(len(pairs), dtype=np.int32)
    for column in first.T:
        fresh = np.where(second == column[:, None], np.int32(MATCH), np.int32(EDIT))
        fresh += row[:, :-1]
        np.maximum(fresh, row[:, 1:] + np.int32(EDIT), out=fresh)
        np.maximum(fresh, 0, out=fresh)
        fresh -= slope
        np.maximum.accumulate(fresh, axis=1, out=fresh)
        fresh += slope
        row[:, 1:] = fresh
        np.maximum(best, fresh.max(axis=1), out=best)
    return best.astype(np.int64)


def _unlike(codes: NDArray[np.signedinteger], value: int) -> NDArray[np.int32]:
    return np.where(codes == BREAK, value, codes).astype(np.int32)


def _pad(sequences: Sequence[NDArray[np.signedinteger]], value: int) -> NDArray[np.int32]:
    padded = np.full((len(sequences), max(len(sequence) for sequence in sequences)), value, dtype=np.int32)
    for row, sequence in enumerate(sequences):
        padded[row, : len(sequence)] = sequence
    return padded


def align_once(first: NDArray[np.signedinteger], second: NDArray[np.signedinteger]) -> Alignment | None:
    """Return the best local alignment of two sequences.

    Parameters
    ----------
    first, second
        Code points; a break equals nothing.

    Returns
    -------
    Alignment or None
        The leftmost of the best in the first sequence, then in the second; None where no character agrees.

    Examples
    --------
    >>> align_once(np.array([5, 6, 7, 8]), np.array([1, 5, 6, 9, 7, 8]))
    Alignment(start_a=0, end_a=4, start_b=1, end_b=6, n_equal=4, n_columns=5, block_a=0, block=2, score=6)
    """
    if not len(first) or not len(second):
        return None
    left = _unlike(first, _NOWHERE_A)
    right = second.astype(np.int32)
    slope = (EDIT * np.arange(len(right), dtype=np.int32)).astype(np.int32)
    table = np.zeros((len(left) + 1, len(right) + 1), dtype=np.int32)
    for at, code in enumerate(left, start=1):
        fresh = np.where(right == code, np.int32(MATCH), np.int32(EDIT)) + table[at - 1, :-1]
        fresh = np.maximum(np.maximum(fresh, table[at - 1, 1:] + np.int32(EDIT)), 0)
        table[at, 1:] = np.maximum.accumulate(fresh - slope) + slope
    best = int(table.max())
    if best == 0:
        return None
    end_a, end_b = (int(place) for place in np.unravel_index(int(table.argmax()), table.shape))
    return _trace_back(table, left, right, end_a, end_b)


def _trace_back(
    table: NDArray[np.int32], left: NDArray[np.int32], right: NDArray[np.int32], end_a: int, end_b: int
) -> Alignment:
    at_a, at_b = end_a, end_b
    equal = columns = block = block_a = run = 0
    while table[at_a, at_b] > 0:
        same = left[at_a - 1] == right[at_b - 1]
        columns += 1
        if table[at_a, at_b] == table[at_a - 1, at_b - 1] + (MATCH if same else EDIT):
            at_a, at_b = at_a - 1, at_b - 1
            run = run + 1 if same else 0
            equal += int(same)
            if run >= block:
                block, block_a = run, at_a
        else:
            run = 0
            if table[at_a, at_b] == table[at_a - 1, at_b] + EDIT:
                at_a -= 1
            else:
                at_b -= 1
    return Alignment(at_a, end_a, at_b, end_b, equal, columns, block_a, block, int(table[end_a, end_b]))


def align_rows(
    codes: NDArray[np.signedinteger],
    bounds: NDArray[np.int64],
    rows: NDArray[np.int64],
    *,
    min_score: int,
    min_identity: float,
    compiled_from: int = COMPILED_FROM,
) -> NDArray[np.int64]:
    """Return the alignments of many pairs of clauses, as :func:`align_clauses` yields them.

    Parameters
    ----------
    codes
        The folded text.
    bounds
        Where each clause begins and ends there, a row a clause.
    rows
        Two clauses a row.
    min_score, min_identity
        As for :func:`align_clauses`.
    compiled_from
        The number of pairs from which on the compiled loops are used, if numba is installed. The alignments are the same on
        either way.

    Returns
    -------
    numpy.ndarray
        A row an alignment: the row of ``rows``, in their order, then the fields of :class:`Alignment`, places counted from the
        beginning of each clause.

    Examples
    --------
    >>> bounds = np.array([[0, 4], [5, 10]])
    >>> codes = np.array([5, 6, 7, 8, 0, 1, 5, 6, 7, 8])
    >>> align_rows(codes, bounds, np.array([[0, 1]]), min_score=4, min_identity=0.7).tolist()
    [[0, 0, 4, 1, 5, 4, 4, 0, 4, 8]]
    """
    loops = _load_loops() if len(rows) >= compiled_from else None
    least = max(min_score, 1)
    if loops is not None:
        found: NDArray[np.int64] = loops.align_rows(
            codes.astype(np.int32, copy=False), bounds, rows, least, min_identity
        )
        return found
    told = []
    for low in range(0, len(rows), _AT_A_TIME):
        pairs = [(codes[slice(*bounds[a])], codes[slice(*bounds[b])]) for a, b in rows[low : low + _AT_A_TIME]]
        for number in np.flatnonzero(best_scores(pairs) >= least):
            alignments = align_clauses(*pairs[number], min_score=least, min_identity=min_identity)
            told += [(low + int(number), *astuple(found)) for found in alignments]
    return np.array(told, dtype=np.int64).reshape(len(told), len(fields(Alignment)) + 1)


@cache
def _load_loops() -> ModuleType | None:
    try:
        from analysis.similarity import loops  # noqa: PLC0415 - imports numba, which is optional and slow to load
    except ImportError:
        return None
    return loops


def align_clauses(
    first: NDArray[np.signedinteger], second: NDArray[np.signedinteger], *, min_score: int, min_identity: float
) -> Iterator[Alignment]:
    """Yield the local alignments of two clauses, best first, each character used once.

    Parameters
    ----------
    first, second
        Code points; a break equals nothing.
    min_score
        Where to stop.
    min_identity
        Share of equal columns below which an alignment gives way to its longest run of equal characters.

    Yields
    ------
    Alignment

    References
    ----------
    Waterman and Eggert (1987), "A new algorithm for best subsequence alignments", *Journal of Molecular Biology* 197.

    Examples
    --------
    >>> codes = np.array([5, 6, 7, 0, 0, 8, 9])
    >>> [found.n_equal for found in align_clauses(codes, codes, min_score=4, min_identity=0.7)]
    [3, 2]
    """
    left, right = first.copy(), second.copy()
    while (found := align_once(left, right)) is not None and found.score >= min_score:
        if found.n_equal < min_identity * found.n_columns:
            found = _longest_run(left, right, found)
            if found.score < min_score:
                left[found.start_a : found.end_a] = BREAK
                continue
        yield found
        left[found.start_a : found.end_a] = BREAK
        right[found.start_b : found.end_b] = BREAK


def _longest_run(left: NDArray[np.signedinteger], right: NDArray[np.signedinteger], found: Alignment) -> Alignment:
    """Return the longest run of equal characters inside an alignment as an alignment of its own."""
    run = left[found.block_a : found.block_a + found.block]
    for start in range(found.start_b, found.end_b - found.block + 1):
        if np.array_equal(right[start : start + found.block], run):
            end = start + found.block
            break
    else:  # pragma: no cover - the run was found there
        raise AssertionError
    length = found.block
    return Alignment(
        found.block_a, found.block_a + length, start, end, length, length, found.block_a, length, MATCH * length
    )
