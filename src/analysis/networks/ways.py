"""Betweenness and closeness from arrays, where numba is installed: what networkx finds, much sooner."""

from __future__ import annotations

from functools import cache
from math import lcm
from types import ModuleType
from typing import NamedTuple

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy import linalg

__all__ = ["ARRAY_MEASURES", "Ties", "Ways", "find_leading", "find_ways", "load_loops", "read_graph", "read_shared"]

#: A prime of 61 bits: the sum of two remainders stays below 64 bits.
PRIME = (1 << 61) - 1

#: The longest way through all nodes must stay below this for distances to be counted in 64 bits.
_FARTHEST = 1 << 62


class Ties(NamedTuple):
    """The ties of a network as arrays.

    The distance of a tie is 1/weight. Where a common multiple of all weights fits into 64 bits, distances are whole parts of
    it and lengths of ways are exact. Else distances are rounded, and each has beside it the inverse of its weight modulo a
    prime of 61 bits: two ways whose rounded lengths are within the rounding are of equal length where their sums of inverses
    are equal too; where these differ, networkx has to say which is the shorter.

    Attributes
    ----------
    ends, partners
        ``partners[ends[i]:ends[i + 1]]`` are the partners of node i.
    distances
        The distance to each.
    residues
        The inverse of each weight modulo the prime; 0 where distances are exact.
    tolerance
        By how much the lengths of two ways of equal length may differ; 0 where distances are exact.
    scale
        The distance of a tie of weight 1.
    """

    ends: NDArray[np.int64]
    partners: NDArray[np.int64]
    distances: NDArray[np.int64]
    residues: NDArray[np.int64]
    tolerance: int
    scale: int


class Ways(NamedTuple):
    """What the shortest ways of a network say of each node; see :mod:`.measures` for the two measures."""

    betweenness: NDArray[np.float64]
    closeness: NDArray[np.float64]


@cache
def load_loops() -> ModuleType | None:
    """Return the compiled loops, or None where numba is not installed."""
    try:
        from analysis.networks import loops  # noqa: PLC0415 - imports numba, which is optional and slow to load
    except ImportError:
        return None
    return loops


def read_graph(graph: nx.Graph) -> Ties | None:
    """Return the ties of a graph, or None where its distances are no whole numbers.

    Parameters
    ----------
    graph
        One network, see :func:`analysis.networks.graphs.build_graph`.

    Examples
    --------
    >>> graph = nx.path_graph(3)
    >>> nx.set_edge_attributes(graph, 1, "distance")
    >>> read_graph(graph).partners.tolist()
    [1, 0, 2, 1]
    """
    place = {node: at for at, node in enumerate(graph)}
    partners = [place[partner] for node in graph for partner in graph[node]]
    distances = [tie.get("distance", 1) for node in graph for tie in graph[node].values()]
    if not all(type(distance) is int and distance > 0 for distance in distances):
        return None
    ends = np.cumsum([0, *(len(graph[node]) for node in graph)], dtype=np.int64)
    own, scale = np.array(partners, dtype=np.int64), graph.graph.get("scale", 1)
    if max(distances, default=0) * len(place) < _FARTHEST:
        whole = np.array(distances, dtype=np.int64)
        return Ties(ends, own, whole, np.zeros_like(whole), 0, scale)
    if any(scale % distance for distance in distances):
        return None
    return _round_ties(ends, own, np.array([scale // distance for distance in distances], dtype=np.int64))


def _round_ties(ends: NDArray[np.int64], partners: NDArray[np.int64], weights: NDArray[np.int64]) -> Ties:
    n_nodes = len(ends) - 1
    scale = _FARTHEST // n_nodes
    known, place = np.unique(weights, return_inverse=True)
    distances = np.array([(2 * scale + weight) // (2 * weight) for weight in known.tolist()], dtype=np.int64)
    residues = np.array([pow(weight, -1, PRIME) for weight in known.tolist()], dtype=np.int64)
    return Ties(ends, partners, distances[place], residues[place], n_nodes, scale)


def read_shared(shared: NDArray[np.float64]) -> Ties:
    """Return the ties of a table of shared clauses, as :func:`read_graph` gives them for its graph.

    Parameters
    ----------
    shared
        Nodes x nodes, whole numbers, symmetric, 0 on the diagonal.

    Examples
    --------
    >>> ties = read_shared(np.array([[0.0, 2, 0], [2, 0, 3], [0, 3, 0]]))
    >>> ties.partners.tolist(), ties.distances.tolist(), ties.scale
    ([1, 0, 2, 1], [3, 3, 2, 2], 6)
    """
    places = np.flatnonzero(shared > 0)  # numpy looks through a line much sooner than through a table
    weights, (rows, own) = shared.ravel()[places].astype(np.int64), np.divmod(places, len(shared))
    ends = np.searchsorted(rows, np.arange(len(shared) + 1))
    scale = lcm(*set(weights.tolist()))
    if scale * len(shared) >= _FARTHEST:
        return _round_ties(ends, own, weights)
    return Ties(ends, own, scale // weights, np.zeros_like(weights), 0, scale)


def find_ways(ties: Ties) -> Ways | None:
    """Return betweenness and closeness of each node, or None where lengths are too nearly equal to be told apart.

    Parameters
    ----------
    ties
        One network.

    Returns
    -------
    Ways or None
    """
    loops = load_loops()
    assert loops is not None, "ask load_loops first"  # noqa: S101
    between, reached, parts, clear = loops.measure_ways(*ties[:-1])
    if not clear:
        return None
    n = len(between)
    pairs = (n - 1) * (n - 2)
    others = reached - 1.0
    total = np.array([float((high << 31) + low) for high, low in parts.tolist()])
    near = np.zeros(n)
    tied = total > 0
    near[tied] = others[tied] / total[tied] * (others[tied] / (n - 1))
    return Ways(between * (1 / pairs) if pairs > 1 else between, near * ties.scale)


def _count_partners(_: NDArray[np.float64], ties: Ties) -> NDArray[np.float64]:
    return np.diff(ties.ends).astype(np.float64)


def _add_weights(shared: NDArray[np.float64], _: Ties) -> NDArray[np.float64]:
    return np.asarray(shared.sum(axis=1), dtype=np.float64)


def _peel(_: NDArray[np.float64], ties: Ties) -> NDArray[np.float64]:
    loops = load_loops()
    assert loops is not None, "ask load_loops first"  # noqa: S101
    return np.asarray(loops.peel(ties.ends, ties.partners), dtype=np.float64)


def _lead(shared: NDArray[np.float64], ties: Ties) -> NDArray[np.float64]:
    found = np.full(len(shared), np.nan)
    loops = load_loops()
    assert loops is not None, "ask load_loops first"  # noqa: S101
    part = loops.find_parts(ties.ends, ties.partners)
    members = np.flatnonzero(part == np.bincount(part).argmax())  # of equal size the one with the first name
    if len(members) > 1:
        found[members] = find_leading(shared[np.ix_(members, members)])
    return found


def find_leading(table: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the leading eigenvector of a symmetric table, its largest entry 1.

    Parameters
    ----------
    table
        Not below 0, of one component, so that the vector has one sign.

    Returns
    -------
    numpy.ndarray

    Examples
    --------
    >>> find_leading(np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 1.0], [0.0, 1.0, 0.0]])).round(3).tolist()
    [0.707, 1.0, 0.707]
    """
    last = len(table) - 1
    _, vectors = linalg.eigh(table, subset_by_index=[last, last])  # the other vectors would take most of the time
    leading: NDArray[np.float64] = np.abs(vectors[:, 0]) / np.abs(vectors).max()
    return leading


#: Measures of a table of shared clauses and of its ties, equal to those of ``MEASURES`` by the same name on its graph.
ARRAY_MEASURES = {"coreness": _peel, "degree": _count_partners, "eigenvector": _lead, "strength": _add_weights}
