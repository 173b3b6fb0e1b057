"""Shortest ways through a network, compiled by numba: the sums of networkx in its order.

Where distances are exact the numbers are the very same; where they are rounded (:class:`analysis.networks.ways.Ties`) the same
ways are the shortest, and the last digits may differ.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from analysis.networks.ways import PRIME

__all__ = ["measure_ways"]

#: Rows of like distance in which nodes wait for their turn, at most: one for each distance where there are not more.
_ROWS = 4_096


@njit(cache=True, nogil=True)
def measure_ways(ends: Any, partners: Any, distances: Any, residues: Any, tolerance: Any) -> Any:
    """Return for each node what lies between others through it, how many nodes it reaches, and how far these are together.

    The last is told in two parts, of which the first counts 2 ** 31 for one, since their sum may exceed 64 bits. Then comes
    whether all lengths could be told apart.

    The partners of a node stand in ``partners[ends[node]:ends[node + 1]]``, in the order in which a graph has them: of ways of
    equal length the first found goes first, and decides in which order fractions are added.
    """
    n = ends.size - 1
    between, reached, total = np.zeros(n), np.zeros(n, np.int64), np.zeros((n, 2), np.int64)
    far, mark, order, n_ways, share = (
        *(np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n, np.int64)),
        *(np.empty(n), np.empty(n)),
    )
    latest, steps = np.empty(n, np.int64), np.empty((distances.size + 1, 2), np.int64)
    for source in range(n):
        n_done, clear = _walk(
            source, (ends, partners, distances, residues, tolerance), (far, mark), order, n_ways, latest, steps
        )
        if not clear:
            return between, reached, total, False
        share[:] = 0
        for place in range(n_done - 1, -1, -1):
            node = order[place]
            total[source, 0] += far[node] >> 31
            total[source, 1] += far[node] & 0x7FFFFFFF
            each = (1 + share[node]) / n_ways[node]
            step = latest[node]
            while step >= 0:
                before, step = steps[step, 0], steps[step, 1]
                share[before] += n_ways[before] * each
            if node != source:
                between[node] += share[node]
        reached[source] = n_done
    return between, reached, total, True


@njit(cache=True, nogil=True)
def _walk(source: Any, ties: Any, lengths: Any, order: Any, n_ways: Any, latest: Any, steps: Any) -> Any:
    """Write how far each node is, in which order the nodes were reached, by how many ways, and by which last steps.

    A step is the node before and the step noted before it. Nodes wait in rows of like distance, those of a row sorted; of nodes
    equally far the one that was put first comes first. Returned is how many nodes were reached, and whether no two lengths
    were so nearly equal that the rounded ones cannot say which is the shorter.
    """
    ends, partners, distances, residues, tolerance = ties
    far, mark = lengths
    far[:] = -1
    latest[:] = -1
    farthest = distances.max() if distances.size else 0
    width = farthest // _ROWS + 1
    rows = np.full((farthest // width + 2, 2), -1, np.int64)  # the first and the last of each row
    waiting = np.empty((distances.size + 1, 3), np.int64)  # a node, its distance, and the next of its row
    far[source], mark[source], n_ways[source] = 0, 0, 1.0
    rows[0], waiting[0] = 0, (source, 0, -1)
    row, n_put, n_waiting, n_steps, n_done = 0, 1, 1, 0, 0
    while n_waiting > 0:
        if rows[row, 0] < 0:
            row = row + 1 if row + 1 < len(rows) else 0
            continue
        first = rows[row, 0]
        node, distance, rows[row, 0] = waiting[first, 0], waiting[first, 1], waiting[first, 2]
        n_waiting -= 1
        if distance != far[node]:
            continue  # a shorter way was found after it was put there
        order[n_done] = node
        n_done += 1
        for at in range(ends[node], ends[node + 1]):
            partner, length = partners[at], distance + distances[at]
            residue = (mark[node] + residues[at]) % PRIME
            gap = length - far[partner]
            same = far[partner] >= 0 and abs(gap) <= tolerance and residue == mark[partner]
            if far[partner] >= 0 and not same:
                if abs(gap) <= tolerance:
                    return n_done, False
                if gap > 0:
                    continue
            if not same:
                mark[partner] = residue
                far[partner], n_ways[partner], latest[partner] = length, 0.0, -1
                waiting[n_put, 0], waiting[n_put, 1], waiting[n_put, 2] = partner, length, -1
                _put(n_put, (length // width) % len(rows), rows, waiting)
                n_put += 1
                n_waiting += 1
            n_ways[partner] += n_ways[node]
            steps[n_steps, 0], steps[n_steps, 1] = node, latest[partner]
            latest[partner] = n_steps
            n_steps += 1
    return n_done, True


@njit(cache=True, nogil=True)
def _put(new: Any, row: Any, rows: Any, waiting: Any) -> None:
    """Put a node into its row behind all that are no farther."""
    first, last = rows[row, 0], rows[row, 1]
    if first < 0:
        rows[row, 0], rows[row, 1] = new, new
    elif waiting[last, 1] <= waiting[new, 1]:
        waiting[last, 2], rows[row, 1] = new, new
    elif waiting[new, 1] < waiting[first, 1]:
        waiting[new, 2], rows[row, 0] = first, new
    else:
        while waiting[waiting[first, 2], 1] <= waiting[new, 1]:
            first = waiting[first, 2]
        waiting[new, 2], waiting[first, 2] = waiting[first, 2], new
