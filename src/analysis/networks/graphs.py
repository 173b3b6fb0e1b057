"""From a table of ties to graphs that networkx can measure, with distance spelled out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import lcm

import networkx as nx
import pandas as pd

__all__ = ["NETWORK", "build_graph", "split_graphs"]

#: The columns that tell one network from another in a table of ties.
NETWORK = ["scope", "jurisdiction", "weighting"]
#: Grid of distances where weights are no whole numbers: fine enough to rank, coarse enough that equal routes stay equal.
_GRID = 1_000_000_000


def split_graphs(links: pd.DataFrame) -> Iterator[tuple[tuple[str, str, str], nx.Graph]]:
    """Give each network of a table of ties, with its (scope, jurisdiction, weighting), sorted.

    Parameters
    ----------
    links
        Table ``links``; networks of several scopes and weightings may stand in it together.

    Yields
    ------
    tuple of names and networkx.Graph

    Examples
    --------
    >>> links = pd.DataFrame([("浙江", "浙江", "count", "甲", "乙", 2.0)], columns=[*NETWORK, "agency_a", "agency_b", "weight"])
    >>> [(names, graph.number_of_edges()) for names, graph in split_graphs(links)]
    [(('浙江', '浙江', 'count'), 1)]
    """
    for (scope, jurisdiction, weighting), rows in links.groupby(NETWORK, sort=True):
        yield (str(scope), str(jurisdiction), str(weighting)), build_graph(rows)


def build_graph(links: pd.DataFrame, *, agencies: Iterable[str] = ()) -> nx.Graph:
    """Return one network as a graph whose edges carry ``weight`` and ``distance``.

    Parameters
    ----------
    links
        Ties of one network: ``agency_a``, ``agency_b``, ``weight``.
    agencies
        Further agencies, which have no tie: they become isolates.

    Returns
    -------
    networkx.Graph
        Nodes in the order of their names. ``distance`` is proportional to 1/weight: the heavier the tie, the shorter the
        way. It is a whole number, so that two routes of equal length compare as equal whatever the order of addition;
        ``graph.graph["scale"]`` is the distance of a tie of weight 1.

    Raises
    ------
    ValueError
        If a weight is not above 0: no distance belongs to it.

    Examples
    --------
    >>> graph = build_graph(pd.DataFrame({"agency_a": ["甲", "乙"], "agency_b": ["乙", "丙"], "weight": [2.0, 4.0]}))
    >>> graph["甲"]["乙"]["distance"], graph["乙"]["丙"]["distance"]
    (2, 1)
    """
    weights = links["weight"].to_numpy(dtype=float)
    if len(weights) and weights.min() <= 0:
        raise ValueError(f"a tie of weight {weights.min()} has no distance; weights must be above 0")
    ends = [links[name].to_numpy(dtype=object).tolist() for name in ("agency_a", "agency_b")]
    different = sorted(set(weights.tolist()))
    whole = all(weight.is_integer() for weight in different)
    scale = lcm(*map(int, different)) if whole else _GRID
    distances = {weight: scale // int(weight) if whole else max(1, round(scale / weight)) for weight in different}
    graph = nx.Graph(scale=scale)
    graph.add_nodes_from(sorted({*ends[0], *ends[1], *agencies}))
    for a, b, weight in zip(*ends, weights.tolist(), strict=True):
        graph.add_edge(a, b, weight=weight, distance=distances[weight])
    return graph
