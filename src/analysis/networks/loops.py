"""Shortest ways through a network, compiled by numba: the sums of networkx in its order.

Where distances are exact the numbers are the very same; where they are rounded (:class:`analysis.networks.ways.Ties`) the same
ways are the shortest, and the last digits may differ.

Places in arrays are unsigned numbers: for a signed one, numba asks at each look whether it counts from the end. Putting a node
into its row is written out, since numba counts who holds an array at each call, which takes longer than the putting.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from analysis.networks.ways import PRIME

__all__ = ["find_parts", "measure_ways", "peel"]

#: Rows of like distance in which nodes wait for their turn, at most: more of them would mostly be empty.
_ROWS = 64

#: Farther than any node is.
_NEVER = (1 << 63) - 1

#: No step, and nobody who waits.
_NONE = (1 << 64) - 1


@njit(cache=True, nogil=True)
def measure_ways(ends: Any, partners: Any, distances: Any, residues: Any, tolerance: Any) -> Any:
    """Return for each node what lies between others through it, how many nodes it reaches, and how far these are together.

    The last is told in two parts, of which the first counts 2 ** 31 for one, since their sum may exceed 64 bits. Then comes
    whether all lengths could be told apart.

    The partners of a node stand in ``partners[ends[node]:ends[node + 1]]``, in the order in which a graph has them: of ways of
    equal length the first found goes first, and decides in which order fractions are added.
    """
    n, n_ties = ends.size - 1, distances.size
    between, reached, total = np.zeros(n), np.zeros(n, np.int64), np.zeros((n, 2), np.int64)
    ties = (ends.astype(np.uint64), partners.astype(np.uint64), distances, residues, tolerance)
    far, mark, order = np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n, np.uint64)
    n_ways, share, latest = np.empty(n), np.empty(n), np.empty(n, np.uint64)
    steps = (np.empty(n_ties, np.uint64), np.empty(n_ties, np.uint64))
    waiting = (np.empty(n_ties + 1, np.uint64), np.empty(n_ties + 1, np.int64), np.empty(n_ties + 1, np.uint64))
    farthest = distances.max() if n_ties else 0
    width = farthest // _ROWS + 1
    n_rows = farthest // width + 2
    rows = (np.empty(n_rows, np.uint64), np.empty(n_rows, np.uint64))
    for source in range(np.uint64(n)):
        n_done, clear = _walk(source, ties, (far, mark, order, n_ways, latest), steps, rows, waiting, width)
        if not clear:
            return between, reached, total, False
        share[:] = 0
        for place in range(n_done - 1, -1, -1):
            node = order[place]
            total[source, 0] += far[node] >> 31
            total[source, 1] += far[node] & 0x7FFFFFFF
            each = (1 + share[node]) / n_ways[node]
            step = latest[node]
            while step != np.uint64(_NONE):
                before, step = steps[0][step], steps[1][step]
                share[before] += n_ways[before] * each
            if node != source:
                between[node] += share[node]
        reached[source] = n_done
    return between, reached, total, True


@njit(cache=True, nogil=True)
def _walk(source: Any, ties: Any, found: Any, steps: Any, rows: Any, waiting: Any, width: Any) -> Any:
    """Write how far each node is, in which order the nodes were reached, by how many ways, and by which last steps.

    A step is the node before and the step noted before it. Nodes wait in rows of like distance, those of a row sorted; of nodes
    equally far the one that was put first comes first. A row is told by the first and the last that wait in it. Returned is
    how many nodes were reached, and whether no two lengths were so nearly equal that the rounded ones cannot say which is the
    shorter.
    """
    ends, partners, distances, residues, tolerance = ties
    far, mark, order, n_ways, latest = found
    befores, earlier = steps
    firsts, lasts = rows
    nodes, lengths, after = waiting
    one, none = np.uint64(1), np.uint64(_NONE)
    far[:] = _NEVER
    firsts[:] = none
    far[source], mark[source], n_ways[source], latest[source] = 0, 0, 1.0, none
    firsts[0], lasts[0] = 0, 0
    nodes[0], lengths[0], after[0] = source, 0, none
    row, n_put, n_waiting, n_steps, n_done = 0, one, 1, 0, 0
    while n_waiting > 0:
        first = firsts[row]
        if first == none:
            row = row + 1 if row + 1 < firsts.size else 0
            continue
        node, distance, firsts[row] = nodes[first], lengths[first], after[first]
        n_waiting -= 1
        if distance != far[node]:
            continue  # a shorter way was found after it was put there
        order[n_done] = node
        n_done += 1
        own, ways = mark[node], n_ways[node]
        for at in range(ends[node], ends[node + one]):
            partner, length = partners[at], distance + distances[at]
            known = far[partner]
            if known < length - tolerance:
                continue
            residue = own + residues[at]
            if residue >= PRIME:
                residue -= PRIME
            befores[n_steps] = node
            if known <= length + tolerance:
                if residue != mark[partner]:
                    return n_done, False
                n_ways[partner] += ways
                earlier[n_steps] = latest[partner]
            else:
                far[partner], mark[partner], n_ways[partner], earlier[n_steps] = length, residue, ways, none
                nodes[n_put], lengths[n_put], after[n_put] = partner, length, none
                to = (length // width) % firsts.size
                ahead = firsts[to]
                if ahead == none:
                    firsts[to], lasts[to] = n_put, n_put
                elif lengths[lasts[to]] <= length:
                    after[lasts[to]], lasts[to] = n_put, n_put
                elif length < lengths[ahead]:
                    after[n_put], firsts[to] = ahead, n_put
                else:
                    while lengths[after[ahead]] <= length:
                        ahead = after[ahead]
                    after[n_put], after[ahead] = after[ahead], n_put
                n_put += one
                n_waiting += 1
            latest[partner] = n_steps
            n_steps += 1
    return n_done, True


@njit(cache=True, nogil=True)
def peel(ends: Any, partners: Any) -> Any:
    """Return the core of each node: who has the fewest partners goes, again and again, and the most that one had counts."""
    n = ends.size - 1
    left, core, most = np.empty(n, np.int64), np.full(n, -1, np.int64), 0
    for node in range(n):
        left[node] = ends[node + 1] - ends[node]
    for _ in range(n):
        node = -1
        for other in range(n):
            if core[other] < 0 and (node < 0 or left[other] < left[node]):
                node = other
        most = max(most, left[node])
        core[node] = most
        for at in range(ends[node], ends[node + 1]):
            left[partners[at]] -= 1
    return core


@njit(cache=True, nogil=True)
def find_parts(ends: Any, partners: Any) -> Any:
    """Return the number of the component of each node, in the order of their first nodes."""
    n = ends.size - 1
    part, waiting, n_parts = np.full(n, -1, np.int64), np.empty(n, np.int64), 0
    for first in range(n):
        if part[first] >= 0:
            continue
        part[first], waiting[0], n_waiting = n_parts, first, 1
        while n_waiting > 0:
            n_waiting -= 1
            node = waiting[n_waiting]
            for at in range(ends[node], ends[node + 1]):
                if part[partners[at]] < 0:
                    part[partners[at]], waiting[n_waiting] = n_parts, partners[at]
                    n_waiting += 1
        n_parts += 1
    return part
