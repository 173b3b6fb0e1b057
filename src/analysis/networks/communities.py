"""Groups of agencies that are tied more closely among themselves, and how firmly each belongs to its group."""

from __future__ import annotations

from functools import cache
from types import ModuleType

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from analysis.networks.graphs import split_graphs
from analysis.tables import make_table

__all__ = ["find_communities"]

#: Two agencies belong together where more than this share of the runs put them together.
_THRESHOLD = 0.5
#: Rounds after which the consensus is taken as it stands; a handful is usual.
_MOST_ROUNDS = 20
#: Ties times runs from which on the compiled loops are used, if numba is installed: loading them takes a second.
_COMPILED_FROM = 60_000


def find_communities(links: pd.DataFrame, *, resolution: float = 1.0, n_runs: int = 100, seed: int = 0) -> pd.DataFrame:
    r"""Return the community of each agency, as agreed by many runs, and how stable it is.

    Answers: which bodies form groups that share clauses mostly among themselves?

    Parameters
    ----------
    links
        Table ``links``; networks of several scopes and weightings are divided apart.
    resolution
        Above 1 for more and smaller communities, below for fewer and larger ones; 1 is Newman and Girvan's modularity.
    n_runs
        Runs of the Louvain method, each with its own order of visits. A single run depends on that order; 100 runs show
        how much.
    seed
        Seed of the orders of visits.

    Returns
    -------
    pandas.DataFrame
        Table ``communities``: ``community`` from 1, the largest first; ``stability``, the share of runs in which the agency
        falls with another of its community, averaged over these others; missing for a community of one.

    Raises
    ------
    ValueError
        If ``n_runs`` is below 1 or ``resolution`` not above 0.

    Notes
    -----
    Louvain maximises :math:`Q = \sum_c [ W_c / W - \gamma (S_c / 2W)^2 ]` from random orders of visits. The consensus joins
    agencies that fall together in more than half of the runs and is repeated on the shares of common runs until all runs
    agree. Where numba is installed and weights are whole numbers, compiled loops do it, with the very same result.

    *Reading it*: stability 1 means that every run put the agency with the same others; 0.6 that its group is one of several
    nearly equal readings. *Misreading*: communities exist in every network, also in a random one: stability does not
    show that they differ from chance.

    References
    ----------
    V. D. Blondel et al., "Fast unfolding of communities in large networks", J. Stat. Mech. (2008) P10008; A. Lancichinetti
    and S. Fortunato, "Consensus clustering in complex networks", Scientific Reports 2, 336 (2012), p. 2.

    Examples
    --------
    >>> ties = [("甲", "乙"), ("甲", "丙"), ("乙", "丙"), ("丁", "戊"), ("丁", "己"), ("戊", "己"), ("丙", "丁")]
    >>> links = pd.DataFrame([("浙江", "浙江", *sorted(tie), "count", 1.0, 1) for tie in ties], columns=[
    ...     "scope", "jurisdiction", "agency_a", "agency_b", "weighting", "weight", "n_clauses"])
    >>> find_communities(links).groupby("community")["agency"].apply(list).tolist()
    [['丁', '己', '戊'], ['丙', '乙', '甲']]
    """
    if n_runs < 1:
        raise ValueError(f"n_runs is {n_runs}; at least one run is needed")
    if resolution <= 0:
        raise ValueError(f"resolution is {resolution}; it must be above 0")
    rows = []
    loops = _load_loops() if len(links) * n_runs >= _COMPILED_FROM else None
    for (scope, jurisdiction, weighting), graph in split_graphs(links):
        place = {"scope": scope, "jurisdiction": jurisdiction, "weighting": weighting}
        together = _count_together(graph, resolution, n_runs, seed, loops)
        label = _agree(together, list(graph), resolution, n_runs, seed, loops)
        for i, agency in enumerate(graph):
            others = (label == label[i]) & (np.arange(len(label)) != i)
            stability = float((together[i, others] / n_runs).mean()) if others.any() else None
            rows.append(place | {"agency": agency, "community": int(label[i]), "stability": stability})
    return make_table("communities", rows)


def _count_together(
    graph: nx.Graph, resolution: float, n_runs: int, seed: int, loops: ModuleType | None
) -> NDArray[np.int64]:
    """Return in how many runs two agencies fall together."""
    labels = _divide(graph, resolution, n_runs, seed, loops)
    n_labels = int(labels.max(initial=0)) + 1
    # An agency a row, a community of a run a column: the product of rows counts the runs in which two agencies share one.
    columns = labels + n_labels * np.arange(n_runs)[:, None]
    member = sparse.csr_array(
        (np.ones(labels.size, dtype=np.int64), (np.tile(np.arange(len(graph)), n_runs), columns.ravel())),
        shape=(len(graph), n_labels * n_runs),
    )
    together: NDArray[np.int64] = (member @ member.T).toarray()
    return together


def _divide(graph: nx.Graph, resolution: float, n_runs: int, seed: int, loops: ModuleType | None) -> NDArray[np.int64]:
    """Return the number of the community of each agency in each run."""
    whole = all(float(weight).is_integer() for _, _, weight in graph.edges(data="weight"))
    if whole and loops is not None:
        found: NDArray[np.int64] = loops.divide_often(graph, resolution=resolution, n_runs=n_runs, seed=seed)
        return found
    place = {agency: i for i, agency in enumerate(graph)}
    labels = np.zeros((n_runs, len(place)), dtype=np.int64)
    for run in range(n_runs):
        parts = nx.community.louvain_communities(graph, weight="weight", resolution=resolution, seed=seed + run)
        for number, members in enumerate(parts):
            labels[run, [place[agency] for agency in members]] = number
    return labels


@cache
def _load_loops() -> ModuleType | None:
    try:
        from analysis.networks import louvain  # noqa: PLC0415 - imports numba, which is optional and slow to load
    except ImportError:
        return None
    return louvain


def _agree(
    together: NDArray[np.int64],
    agencies: list[str],
    resolution: float,
    n_runs: int,
    seed: int,
    loops: ModuleType | None,
) -> NDArray[np.int64]:
    """Repeat the division on the counts of common runs until all runs agree; number the communities by size, then name."""
    counts = together
    for _ in range(_MOST_ROUNDS):
        if np.isin(counts, (0, n_runs)).all():
            break
        joined = nx.Graph()
        joined.add_nodes_from(agencies)
        rows, columns = np.nonzero(np.triu(counts > _THRESHOLD * n_runs, k=1))
        joined.add_weighted_edges_from(
            (agencies[i], agencies[j], int(counts[i, j])) for i, j in zip(rows, columns, strict=True)
        )
        counts = _count_together(joined, resolution, n_runs, seed, loops)
    joined_now = sparse.csr_array(counts > _THRESHOLD * n_runs)
    _, part = sparse.csgraph.connected_components(joined_now, directed=False)
    groups = [np.flatnonzero(part == number) for number in range(part.max() + 1)]
    label = np.zeros(len(agencies), dtype=np.int64)
    for number, members in enumerate(sorted(groups, key=lambda members: (-len(members), members[0])), start=1):
        label[members] = number
    return label
