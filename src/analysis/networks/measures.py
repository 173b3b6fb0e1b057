"""What can be measured about an agency in a network: one function and one line of the registry each."""

from __future__ import annotations

from collections.abc import Callable

import networkx as nx

__all__ = ["MEASURES", "compute_betweenness", "compute_degree", "compute_strength"]


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
    between: dict[str, float] = nx.betweenness_centrality(graph, weight="distance", normalized=True)
    return between


#: The measures by name. To add one: its function above, its line here, its known answer in tests/networks.
MEASURES: dict[str, Callable[[nx.Graph], dict[str, float]]] = {
    "betweenness": compute_betweenness,
    "degree": compute_degree,
    "strength": compute_strength,
}
