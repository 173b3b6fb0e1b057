"""The loops of the local alignment, compiled by numba: the alignments of :mod:`.align`, each in the very same place.

A clause is a slice of code points. ``BREAK`` equals nothing; what is told already is overwritten by it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from analysis.similarity.folding import BREAK

__all__ = ["align_rows"]

#: Points, as in :mod:`.align`, which imports this module only where numba is installed.
_MATCH, _EDIT = 2, -2

#: Bits that number the places of the sets of characters, and of pairs of characters, that bound a score.
_SET_BITS = 14

#: Cells of a diagonal that are done at once, and the score at which there is no more to ask for in so small a number.
_LANES, _MOST = 32, 30_000

_STOP, _BOTH, _FIRST, _SECOND = 0, 1, 2, 3


@njit(cache=True, nogil=True)
def align_rows(codes: Any, bounds: Any, rows: Any, min_score: Any, min_identity: Any) -> Any:
    """Return the alignments of pairs of clauses: the number of the pair, then the fields of ``Alignment``."""
    longest = (bounds[:, 1] - bounds[:, 0]).max()
    left, right = np.empty(longest, np.int32), np.empty(longest, np.int32)
    room = np.zeros((6, 2 * (longest + _LANES)), np.int16)
    scores, steps = np.empty(longest + 1, np.int32), np.empty(0, np.uint8)
    sets_a, sets_b = np.full((2, 1 << _SET_BITS), -1, np.int64), np.full((2, 1 << _SET_BITS), -1, np.int64)
    found, n_found, marked = np.empty((64, 10), np.int64), 0, -1
    for pair in range(len(rows)):
        row_a, row_b = rows[pair]
        a, b = left[: bounds[row_a, 1] - bounds[row_a, 0]], right[: bounds[row_b, 1] - bounds[row_b, 0]]
        a[:] = codes[bounds[row_a, 0] : bounds[row_a, 1]]
        b[:] = codes[bounds[row_b, 0] : bounds[row_b, 1]]
        if row_a != marked:
            marked = row_a
            _mark(a, sets_a, row_a)
        if _bound_score(b, sets_a, row_a) < min_score:
            continue
        _mark(b, sets_b, pair)
        while (
            _bound_score(b, sets_a, row_a) >= min_score
            and _bound_score(a, sets_b, pair) >= min_score
            and _reaches(a, b, min(min_score, _MOST), longest, room)
        ):
            if (a.size + 1) * (b.size + 1) > steps.size:
                steps = np.empty(2 * (a.size + 1) * (b.size + 1), np.uint8)
            score, end_a, end_b = _fill_steps(a, b, scores, steps)
            if score < min_score:
                break
            start_a, start_b, n_equal, n_columns, block_a, block = _trace_back(a, b, steps, end_a, end_b)
            if n_equal < min_identity * n_columns:
                start_b = _find_run(a, b, block_a, block, start_b)
                start_a, end_a, end_b = block_a, block_a + block, start_b + block
                n_equal, n_columns, score = block, block, _MATCH * block
                if score < min_score:
                    a[start_a:end_a] = BREAK
                    continue
            if n_found == len(found):
                found = np.concatenate((found, np.empty_like(found)))
            found[n_found] = (pair, start_a, end_a, start_b, end_b, n_equal, n_columns, block_a, block, score)
            n_found += 1
            a[start_a:end_a] = BREAK
            b[start_b:end_b] = BREAK
    return found[:n_found]


@njit(cache=True, nogil=True)
def _mark(clause: Any, sets: Any, stamp: Any) -> None:
    """Note the characters and the pairs of characters of a clause; two may share a place, which only loosens the bound."""
    for at in range(clause.size):
        if clause[at] != BREAK:
            sets[0, _place(0, clause[at])] = stamp
            if at and clause[at - 1] != BREAK:
                sets[1, _place(clause[at - 1], clause[at])] = stamp


@njit(cache=True, nogil=True)
def _place(before: Any, code: Any) -> Any:
    return (before * 40_503 + code) & ((1 << _SET_BITS) - 1)


@njit(cache=True, nogil=True)
def _bound_score(clause: Any, sets: Any, stamp: Any) -> Any:
    """Return a score that no alignment of a clause with the marked one exceeds.

    A character that the other has not is edited; between two that the other has, but not in a row, something is put in.
    """
    never = -(1 << 30)
    best, equal, edited, before = 0, never, never, BREAK
    for at in range(clause.size):
        code = clause[at]
        ends = never
        if code != BREAK and sets[0, _place(0, code)] == stamp:
            in_row = before != BREAK and sets[1, _place(before, code)] == stamp
            ends = max(_MATCH, edited + _MATCH, equal + _MATCH if in_row else equal + _MATCH + _EDIT)
        edited = max(equal, edited) + _EDIT
        equal, before = ends, code
        best = max(best, equal)
    return best


@njit(cache=True, nogil=True)
def _reaches(a: Any, b: Any, least: Any, longest: Any, room: Any) -> Any:
    """Say whether two clauses have an alignment of a score, diagonal by diagonal; now and then yes where it is no.

    Cells beside the matrix are done as well, so that a diagonal is whole blocks: nothing is equal there, so scores only fall.
    """
    new, last, older, first, second = room[0], room[1], room[2], room[3], room[4]
    room[:3, : a.size + _LANES + 1] = 0
    first[: a.size + _LANES + 1] = 1  # two signs that no text has; code points are cut to 16 bits
    second[longest + b.size : longest + b.size + _LANES] = 0
    for at in range(a.size):
        first[at + 1] = np.int16(a[at]) if a[at] != BREAK else np.int16(1)
    for at in range(b.size):
        second[longest + b.size - 1 - at] = np.int16(b[at])
    for diagonal in range(2, a.size + b.size + 1):
        low = 1 + (max(1, diagonal - b.size) - 1) // _LANES * _LANES
        n_blocks = (min(a.size, diagonal - 1) - low) // _LANES + 1
        shift = longest + b.size - diagonal
        if _sweep(new, last, older, first, second, np.uint64(low), np.uint64(n_blocks), np.uint64(shift)) >= least:
            return True
        new, last, older = older, new, last
    return False


@njit(cache=True, nogil=True)
def _sweep(new: Any, last: Any, older: Any, first: Any, second: Any, low: Any, n_blocks: Any, shift: Any) -> Any:
    """Fill a diagonal and return its best score: plain, unsigned places and small numbers, so that it becomes vectors."""
    best = np.int16(0)
    for at in range(low, low + n_blocks * np.uint64(_LANES)):
        before = at - np.uint64(1)
        both = np.int16(older[before] + (np.int16(_MATCH) if first[at] == second[shift + at] else np.int16(_EDIT)))
        value = max(both, np.int16(max(last[before], last[at]) + np.int16(_EDIT)), np.int16(0))
        new[at] = value
        best = max(best, value)
    return best


@njit(cache=True, nogil=True)
def _fill_steps(a: Any, b: Any, scores: Any, steps: Any) -> Any:
    """Write the step that leads to the best score of each cell; return the best of all and where it ends, leftmost first."""
    width = b.size + 1
    scores[:width] = 0
    steps[:width] = _STOP
    best, end_a, end_b = 0, 0, 0
    for at_a in range(1, a.size + 1):
        code = a[at_a - 1]
        code = -1 if code == BREAK else code
        row = steps[at_a * width : (at_a + 1) * width]
        row[0] = _STOP
        corner, beside = 0, 0
        for at_b in range(1, width):
            value, step = corner + (_MATCH if b[at_b - 1] == code else _EDIT), _BOTH
            corner = scores[at_b]
            if corner + _EDIT > value:
                value, step = corner + _EDIT, _FIRST
            if beside + _EDIT > value:
                value, step = beside + _EDIT, _SECOND
            if value <= 0:
                value, step = 0, _STOP
            if value > best:
                best, end_a, end_b = value, at_a, at_b
            row[at_b] = step
            scores[at_b] = beside = value
    return best, end_a, end_b


@njit(cache=True, nogil=True)
def _trace_back(a: Any, b: Any, steps: Any, at_a: Any, at_b: Any) -> Any:
    width = b.size + 1
    equal, columns, block, block_a, run = 0, 0, 0, 0, 0
    while steps[at_a * width + at_b] != _STOP:
        step = steps[at_a * width + at_b]
        columns += 1
        if step == _BOTH:
            at_a, at_b = at_a - 1, at_b - 1
            same = a[at_a] == b[at_b] and a[at_a] != BREAK
            equal += same
            run = run + 1 if same else 0
            if run >= block:
                block, block_a = run, at_a
        else:
            run = 0
            at_a, at_b = (at_a - 1, at_b) if step == _FIRST else (at_a, at_b - 1)
    return at_a, at_b, equal, columns, block_a, block


@njit(cache=True, nogil=True)
def _find_run(a: Any, b: Any, block_a: Any, block: Any, start_b: Any) -> Any:
    """Return the first place from ``start_b`` on where a run of one clause stands in the other."""
    while (a[block_a : block_a + block] != b[start_b : start_b + block]).any():
        start_b += 1
    return start_b
