"""What can be measured about an agency in a network: one function and one line of the registry each."""

from __future__ import annotations

from collections.abc import Callable
from weakref import WeakKeyDictionary

import networkx as nx
import numpy as np

from analysis.networks.ways import Ways, find_leading, find_ways, load_loops, read_graph

__all__ = [
    "MEASURES",
    "compute_betweenness",
    "compute_closeness",
    "compute_component",
    "compute_coreness",
    "compute_degree",
    "compute_eigenvector",
    "compute_strength",
]

#: Agencies from which on shortest ways are found by compiled loops, if numba is installed: below, loading these takes longer.
COMPILED_FROM = 30

#: What was found of graphs that are frozen: two measures ask for the same ways.
_found: WeakKeyDictionary[nx.Graph, Ways | None] = WeakKeyDictionary()


def compute_degree(graph: nx.Graph) -> dict[str, float]:
    """Return the number of partners of each agency.

    Parameters
    ----------
    graph
        One network, see :func:`analysis.networks.graphs.build_graph`.

    Returns
    -------
    dict of str to float

    Notes
    -----
    *Reading it*: 20 means that it shares at least one clause with twenty bodies. *Misreading*: one clause with a list of
    twenty-one gives twenty partners at once; degree says nothing about how often.

    Examples
    --------
    >>> compute_degree(nx.star_graph(3))[0]
    3.0
    """
    return {agency: float(degree) for agency, degree in graph.degree()}


def compute_strength(graph: nx.Graph) -> dict[str, float]:
    r"""Return the sum of the weights of the ties of each agency.

    Parameters
    ----------
    graph
        One network.

    Returns
    -------
    dict of str to float

    Notes
    -----
    :math:`s_i = \sum_j w_{ij}`. *Reading it*: under Newman's weighting the strength is the number of clauses that an agency
    shares with anyone; under the count it is its partners summed over clauses. *Misreading*: under the count, long lists
    make strong agencies.

    References
    ----------
    A. Barrat et al., "The architecture of complex weighted networks", PNAS 101 (2004), p. 3748, eq. 2; M. E. J. Newman,
    Physical Review E 64, 016132 (2001), eq. 4.

    Examples
    --------
    >>> graph = nx.Graph()
    >>> graph.add_weighted_edges_from([("甲", "乙", 2.0), ("甲", "丙", 0.5)])
    >>> compute_strength(graph)["甲"]
    2.5
    """
    return {agency: float(strength) for agency, strength in graph.degree(weight="weight")}


def compute_betweenness(graph: nx.Graph) -> dict[str, float]:
    r"""Return the share of shortest ways between other agencies that lead through each agency.

    Parameters
    ----------
    graph
        One network; a way is as long as the sum of its ``distance``, which is proportional to 1/weight.

    Returns
    -------
    dict of str to float
        From 0 to 1.

    Notes
    -----
    :math:`\frac{2}{(n-1)(n-2)} \sum_{s<t} \sigma_{st}(i) / \sigma_{st}` with :math:`\sigma_{st}` the number of shortest ways.
    Pairs without a way count 0. *Reading it*: 0.5 means that half of all pairs of other bodies are joined most closely
    through this one. *Misreading*: it is no measure of power; nothing travels along these ties.

    References
    ----------
    L. C. Freeman, "A set of measures of centrality based on betweenness", Sociometry 40 (1977), p. 37, eq. 2; T. Opsahl, F.
    Agneessens, J. Skvoretz, "Node centrality in weighted networks", Social Networks 32 (2010), pp. 247-248, for
    distance as the inverse of weight.

    Examples
    --------
    >>> graph = nx.path_graph(3)
    >>> nx.set_edge_attributes(graph, 1, "distance")
    >>> compute_betweenness(graph)
    {0: 0.0, 1: 1.0, 2: 0.0}
    """
    ways = _find_ways(graph)
    if ways is not None:
        return dict(zip(graph, ways.betweenness.tolist(), strict=True))
    between: dict[str, float] = nx.betweenness_centrality(graph, weight="distance", normalized=True)
    return between


def compute_closeness(graph: nx.Graph) -> dict[str, float]:
    r"""Return how near each agency is to all others, along the shortest ways.

    Parameters
    ----------
    graph
        One network; the distance of a tie is 1/weight.

    Returns
    -------
    dict of str to float
        0 for an isolate.

    Notes
    -----
    :math:`\frac{r - 1}{n - 1} \cdot \frac{r - 1}{\sum_j d_{ij}}` with :math:`r` agencies in the component: the share of the
    network that can be reached, times the inverse of the mean distance to it. *Reading it*: with weights of 1, 0.5 means two
    steps to the others on average. *Misreading*: with heavier ties it exceeds 1; it ranks within one network only.

    References
    ----------
    L. C. Freeman, "Centrality in social networks: conceptual clarification", Social Networks 1 (1979), p. 225; S.
    Wasserman and K. Faust, "Social Network Analysis" (1994), p. 201, for several components.

    Examples
    --------
    >>> graph = nx.path_graph(3)
    >>> graph.graph["scale"] = 1
    >>> nx.set_edge_attributes(graph, 1, "distance")
    >>> round(compute_closeness(graph)[0], 3)
    0.667
    """
    ways = _find_ways(graph)
    if ways is not None:
        return dict(zip(graph, ways.closeness.tolist(), strict=True))
    scale = graph.graph["scale"]
    near = nx.closeness_centrality(graph, distance="distance", wf_improved=True)
    return {agency: float(value * scale) for agency, value in near.items()}


def compute_eigenvector(graph: nx.Graph) -> dict[str, float]:
    r"""Return the weight of each agency in the leading eigenvector: tied to bodies that are themselves well tied.

    Parameters
    ----------
    graph
        One network.

    Returns
    -------
    dict of str to float
        From 0 to 1, the largest 1; missing outside the largest component, to which no common scale extends.

    Notes
    -----
    :math:`\lambda x_i = \sum_j w_{ij} x_j` with the largest :math:`\lambda`. *Reading it*: 0.5 is half the standing of
    the first body. *Misreading*: a few heavy ties rule it; in a dense core it hardly differs from strength.

    References
    ----------
    P. Bonacich, "Factoring and weighting approaches to status scores and clique identification", Journal of Mathematical
    Sociology 2 (1972), pp. 113-120.

    Examples
    --------
    >>> graph = nx.star_graph(4)
    >>> nx.set_edge_attributes(graph, 1.0, "weight")
    >>> {agency: round(value, 3) for agency, value in compute_eigenvector(graph).items() if agency < 2}
    {0: 1.0, 1: 0.5}
    """
    result = dict.fromkeys(graph, np.nan)
    components = _list_components(graph)
    if components and len(components[0]) > 1:
        members = components[0]
        leading = find_leading(nx.to_numpy_array(graph, nodelist=members, weight="weight"))
        result.update(zip(members, leading.tolist(), strict=True))
    return result


def compute_coreness(graph: nx.Graph) -> dict[str, float]:
    """Return the largest k for which each agency lies in a group whose members all have k partners within it.

    Parameters
    ----------
    graph
        One network.

    Returns
    -------
    dict of str to float

    Notes
    -----
    *Reading it*: the highest number marks the core of the network. *Misreading*: one clause with a list of nine makes a core of
    eight by itself.

    References
    ----------
    S. B. Seidman, "Network structure and minimum degree", Social Networks 5 (1983), p. 270.

    Examples
    --------
    >>> compute_coreness(nx.complete_graph(4))[0]
    3.0
    """
    return {agency: float(core) for agency, core in nx.core_number(graph).items()}


def compute_component(graph: nx.Graph) -> dict[str, float]:
    """Return the number of the component that each agency lies in, from 1, the largest first.

    Parameters
    ----------
    graph
        One network.

    Returns
    -------
    dict of str to float

    Notes
    -----
    *Reading it*: two agencies with one number are joined by some chain of shared clauses. *Misreading*: the number names a
    component; it is no quantity.

    Examples
    --------
    >>> compute_component(nx.Graph([("甲", "乙"), ("丙", "丁"), ("丁", "戊")]))["甲"]
    2.0
    """
    components = enumerate(_list_components(graph), start=1)
    numbers = {agency: float(number) for number, members in components for agency in members}
    return {agency: numbers[agency] for agency in graph}


def _find_ways(graph: nx.Graph) -> Ways | None:
    """Return both measures from compiled loops, or None where networkx has to find them; once for a graph that is frozen."""
    if len(graph) < COMPILED_FROM or load_loops() is None:
        return None
    if graph in _found:
        return _found[graph]
    ties = read_graph(graph)
    ways = None if ties is None else find_ways(ties)
    if nx.is_frozen(graph):
        _found[graph] = ways
    return ways


def _list_components(graph: nx.Graph) -> list[list[str]]:
    """Return the members of each component, the largest first, then by first name."""
    components = [sorted(members) for members in nx.connected_components(graph)]
    return sorted(components, key=lambda members: (-len(members), members[0]))


#: The measures by name. To add one: its function above, its line here, its known answer in tests/networks.
MEASURES: dict[str, Callable[[nx.Graph], dict[str, float]]] = {
    "betweenness": compute_betweenness,
    "closeness": compute_closeness,
    "component": compute_component,
    "coreness": compute_coreness,
    "degree": compute_degree,
    "eigenvector": compute_eigenvector,
    "strength": compute_strength,
}
