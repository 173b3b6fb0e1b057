"""Shortest ways through a network, compiled by numba: the sums of networkx in its order, so the very same numbers."""

from __future__ import annotations

from heapq import heappop, heappush
from typing import Any

import numpy as np
from numba import njit

__all__ = ["measure_ways"]


@njit(cache=True, nogil=True)
def measure_ways(ends: Any, partners: Any, distances: Any) -> Any:
    """Return for each node what lies between others through it, how many nodes it reaches, and how far these are together.

    The partners of a node stand in ``partners[ends[node]:ends[node + 1]]``, in the order in which a graph has them: of ways of
    equal length the first found goes first, and decides in which order fractions are added.
    """
    n = ends.size - 1
    between, reached, total = np.zeros(n), np.zeros(n, np.int64), np.zeros(n, np.int64)
    far, seen, order = np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n, np.int64)
    n_ways, share = np.empty(n), np.empty(n)
    for source in range(n):
        n_done = _walk(source, ends, partners, distances, far, seen, order, n_ways)
        share[:] = 0
        for place in range(n_done - 1, -1, -1):
            node = order[place]
            total[source] += far[node]
            each = (1 + share[node]) / n_ways[node]
            for at in range(ends[node], ends[node + 1]):
                if far[partners[at]] + distances[at] == far[node]:
                    share[partners[at]] += n_ways[partners[at]] * each
            if node != source:
                between[node] += share[node]
        reached[source] = n_done
    return between, reached, total


@njit(cache=True, nogil=True)
def _walk(source: Any, ends: Any, partners: Any, distances: Any, far: Any, seen: Any, order: Any, n_ways: Any) -> Any:
    """Write how far each node is, in which order the nodes were reached, and by how many ways; return how many were."""
    far[:] = -1
    seen[:] = -1
    seen[source], n_ways[source] = 0, 1.0
    heap, n_pushed, n_done = [(0, 0, source, source)], 1, 0
    while len(heap) > 0:
        distance, _, before, node = heappop(heap)
        if far[node] >= 0:
            continue
        n_ways[node] += n_ways[before]
        far[node], order[n_done] = distance, node
        n_done += 1
        for at in range(ends[node], ends[node + 1]):
            partner, length = partners[at], distance + distances[at]
            if far[partner] < 0 and (seen[partner] < 0 or length < seen[partner]):
                seen[partner], n_ways[partner] = length, 0.0
                heappush(heap, (length, n_pushed, node, partner))
                n_pushed += 1
            elif length == seen[partner]:
                n_ways[partner] += n_ways[node]
    return n_done
