"""The tables of measures: every measure asked for, for every agency of every network, with intervals from the clauses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from threadpoolctl import threadpool_limits

from analysis.errors import suggest_name
from analysis.networks.graphs import NETWORK, build_graph, split_graphs
from analysis.networks.links import project_network
from analysis.networks.measures import COMPILED_FROM, MEASURES
from analysis.networks.twomode import EVIDENCE, Scope, TwoMode, find_networks, split_networks
from analysis.networks.ways import ARRAY_MEASURES, find_ways, load_loops, read_shared
from analysis.tables import make_table

__all__ = ["score_agencies", "score_participation"]

#: Fewer clauses than this support no interval: a resample of them would repeat a handful of lists.
_FEWEST_CLAUSES = 10
#: Numbers of components are names: an interval means nothing.
_NAMES = ("component",)
#: The largest value that a measure can take, where there is one.
_MOST = {"betweenness": 1.0, "eigenvector": 1.0}
_NORMAL_95 = 1.959963984540054


def score_agencies(
    links: pd.DataFrame,
    *,
    duties: pd.DataFrame | None = None,
    measures: Iterable[str] | None = None,
    scope: Scope | None = None,
    evidence: Iterable[str] = EVIDENCE,
    n_resamples: int = 100,
    seed: int = 0,
) -> pd.DataFrame:
    r"""Return how each agency stands in its network, one row an agency and measure.

    Answers: which bodies are tied to many, tied strongly, or stand between the others - and how sure is that?

    Parameters
    ----------
    links
        Table ``links``; networks of several scopes and weightings are measured apart.
    duties
        The duties that the ties were made from. With them, agencies that are responsible alone appear as isolates, which a
        network's size, and so its betweenness, then counts; and values have intervals.
    measures
        Names in ``MEASURES``; all where None.
    scope, evidence
        What the ties were made with; only read with ``duties``. A scope need only be given where it was a mapping.
    n_resamples
        Resamples of the clauses of a network, for the intervals; only read with ``duties``, 0 for none. A hundred give
        a standard error to about 7 %.
    seed
        Seed of the resamples.

    Returns
    -------
    pandas.DataFrame
        Table ``agency_scores``: ``scope, jurisdiction, agency, weighting, measure, value, ci_low, ci_high``. The interval is
        missing without ``duties``, below ten clauses, and for ``component``, which is a name.

    Raises
    ------
    ValueError
        If a measure is unknown or ``n_resamples`` is negative.

    Notes
    -----
    Measures that need ways through the network take 1/weight as distance: a heavy tie is a short way.

    The interval is :math:`\hat\theta \pm 1.96\, s`, cut to the range of the measure, with :math:`s` the standard
    deviation over resamples of clauses with replacement. Percentiles would mislead: a resample repeats clauses, so it
    never has a partner more than the text and often some fewer. *Reading it*: had the government written as many clauses
    of the same kind again, a value in this range would not surprise. Two agencies whose intervals overlap widely should
    not be ranked. *Misreading*: values of networks of different size or weighting are not comparable as they stand; and
    clauses of one plan are not independent draws, so the interval is a lower bound of the doubt.

    References
    ----------
    T. A. B. Snijders and S. P. Borgatti, "Non-parametric standard errors and tests for network statistics", Connections 22
    (1999), pp. 161-170; B. Efron and R. J. Tibshirani, "An Introduction to the Bootstrap" (1993), ch. 6 and 13.

    Examples
    --------
    >>> links = pd.DataFrame([("浙江", "浙江", "甲", "乙", "count", 2.0, 2)], columns=[
    ...     "scope", "jurisdiction", "agency_a", "agency_b", "weighting", "weight", "n_clauses"])
    >>> score_agencies(links, measures=["strength"])[["agency", "value"]].values.tolist()
    [['乙', 2.0], ['甲', 2.0]]
    """
    chosen = list(MEASURES) if measures is None else list(measures)
    for name in chosen:
        if name not in MEASURES:
            raise ValueError(f"no measure is called {name!r}; {suggest_name(name, MEASURES)}")
    if n_resamples < 0:
        raise ValueError(f"n_resamples is {n_resamples}; it must be 0 or more")
    networks = _split_by_name(links, duties, scope, list(evidence))
    found = []
    for names, ties in links.groupby(NETWORK, sort=True):
        scope, jurisdiction, weighting = map(str, names)
        network = networks.get((scope, jurisdiction))
        graph = nx.freeze(build_graph(ties, agencies=() if network is None else network.agencies))
        with threadpool_limits(limits=1):
            found_values = {name: MEASURES[name](graph) for name in chosen}
        values = pd.DataFrame(found_values, index=pd.Index(list(graph), name="agency"))
        spread = None
        if network is not None and n_resamples and len(network.clauses) >= _FEWEST_CLAUSES:
            spread = _find_spread(network, weighting, chosen, n_resamples, seed)
        rows = values.melt(ignore_index=False, var_name="measure", value_name="value").reset_index()
        if spread is not None:
            half = _NORMAL_95 * spread.T.ravel()
            stated = ~rows["measure"].isin(_NAMES)
            rows["ci_low"] = (rows["value"] - half).clip(lower=0).where(stated)
            rows["ci_high"] = (rows["value"] + half).clip(upper=rows["measure"].map(_MOST).fillna(np.inf)).where(stated)
        found.append(rows.assign(scope=scope, jurisdiction=jurisdiction, weighting=weighting))
    return make_table("agency_scores", pd.concat(found) if found else [])


def score_participation(links: pd.DataFrame, *, groups: Mapping[str, str]) -> pd.DataFrame:
    r"""Return how evenly the ties of each agency are spread over groups of agencies.

    Answers: which bodies bridge party and government, levels, or sectors, and which stay among their own?

    Parameters
    ----------
    links
        Table ``links``.
    groups
        The group of each agency: a kind, a level, a sector, or a community. Agencies without a group are left out, with
        their ties.

    Returns
    -------
    pandas.DataFrame
        Table ``agency_scores`` with the measure ``participation``.

    Notes
    -----
    :math:`P_i = 1 - \sum_g (s_{ig} / s_i)^2` with :math:`s_{ig}` the strength towards group g. *Reading it*: 0, all ties
    go to one group; 0.5, as if spread evenly over two. *Misreading*: where most bodies are of one kind, everyone's value
    is small; compare with a null (:func:`find_group_ties`).

    References
    ----------
    R. Guimera and L. A. N. Amaral, "Functional cartography of complex metabolic networks", Nature 433 (2005), p. 896, eq. 2.

    Examples
    --------
    >>> links = pd.DataFrame([("s", "s", "甲", name, "count", 1.0, 1) for name in "乙丙"], columns=[
    ...     "scope", "jurisdiction", "agency_a", "agency_b", "weighting", "weight", "n_clauses"])
    >>> score_participation(links, groups={"甲": "x", "乙": "x", "丙": "y"}).set_index("agency")["value"]["甲"].item()
    0.5
    """
    rows = []
    for (scope, jurisdiction, weighting), graph in split_graphs(links):
        known = graph.subgraph([agency for agency in graph if agency in groups])
        place = {"scope": scope, "jurisdiction": jurisdiction, "weighting": weighting, "measure": "participation"}
        rows += [place | {"agency": agency, "value": _spread_evenly(known, agency, groups)} for agency in known]
    return make_table("agency_scores", rows)


def _spread_evenly(graph: nx.Graph, agency: str, groups: Mapping[str, str]) -> float | None:
    towards: dict[str, float] = {}
    for partner, tie in sorted(graph[agency].items()):
        towards[groups[partner]] = towards.get(groups[partner], 0.0) + tie["weight"]
    total = sum(towards.values())
    return 1 - sum((part / total) ** 2 for part in towards.values()) if total else None


def _split_by_name(
    links: pd.DataFrame, duties: pd.DataFrame | None, scope: Scope | None, evidence: list[str]
) -> dict[tuple[str, str], TwoMode]:
    """Return the two-mode network behind the ties of every scope and jurisdiction."""
    if duties is None:
        return {}
    incidences = find_networks(duties, links, scope=scope, evidence=evidence)
    return {(network.scope, network.jurisdiction): network for network in split_networks(incidences)}


def _find_spread(
    network: TwoMode, weighting: str, measures: Sequence[str], n_resamples: int, seed: int
) -> NDArray[np.float64]:
    """Return the standard deviation of each measure (columns) of each agency (rows) over resamples of the clauses."""
    generator = np.random.default_rng(seed)
    n = len(network.clauses)
    values = np.full((n_resamples, len(network.agencies), len(measures)), np.nan)
    compiled = weighting == "count" and load_loops() is not None and len(network.agencies) >= COMPILED_FROM
    pairs = _list_pairs(network) if compiled else None
    with threadpool_limits(
        limits=1
    ):  # these matrices are small: threads would wait for each other longer than they work
        for resample in range(n_resamples):
            drawn = np.sort(generator.integers(n, size=n))
            found = None if pairs is None else _measure_shared(network, measures, drawn, pairs)
            if found is None:
                found = _measure_graph(network, weighting, measures, drawn)
            for column, name in enumerate(measures):
                if name not in _NAMES:
                    values[resample, :, column] = found[name]
    # A measure that is not defined in a resample, as outside the largest component, counts as 0 there.
    spread: NDArray[np.float64] = np.nan_to_num(values).std(axis=0, ddof=1 if n_resamples > 1 else 0)
    return spread


def _measure_graph(
    network: TwoMode, weighting: str, measures: Sequence[str], drawn: NDArray[np.int64]
) -> dict[str, NDArray[np.float64]]:
    """Return the measures of the network that some of the clauses make, in the order of the agencies."""
    again = replace(
        network,
        incidence=sparse.csr_array(network.incidence[drawn]),
        leads=sparse.csr_array(network.leads[drawn]),
        clauses=tuple(network.clauses[i] for i in drawn),
    )
    graph = nx.freeze(build_graph(project_network(again, weighting=weighting), agencies=network.agencies))
    values = {name: MEASURES[name](graph) for name in measures if name not in _NAMES}
    return {name: np.array([value[agency] for agency in network.agencies]) for name, value in values.items()}


class _Pairs(NamedTuple):
    """Every two bodies of every clause: the clause, and where the two stand in a table of bodies by bodies, row after row."""

    clause: NDArray[np.int64]
    place: NDArray[np.int64]


def _list_pairs(network: TwoMode) -> _Pairs:
    table = network.incidence
    clause = np.repeat(np.arange(table.shape[0]), np.diff(table.indptr))
    entry, partner = sparse.csr_array(table[clause]).nonzero()  # the row of each body, beside each body of its clause
    body = table.indices[entry].astype(np.int64)
    others = body != partner
    return _Pairs(clause[entry][others], (body * table.shape[1] + partner)[others])


def _measure_shared(
    network: TwoMode, measures: Sequence[str], drawn: NDArray[np.int64], pairs: _Pairs
) -> dict[str, NDArray[np.float64]] | None:
    """Return the same from the table of shared clauses where ties are counts: no graph is built for each draw.

    None where lengths of ways are too nearly equal to be told apart.
    """
    n = len(network.agencies)
    times = np.bincount(drawn, minlength=len(network.clauses))
    counted = np.bincount(pairs.place, weights=times[pairs.clause], minlength=n * n)
    shared = counted.reshape(n, n).astype(np.float64)
    ties = read_shared(shared)
    ways = find_ways(ties)
    if ways is None:
        return None
    found = ways._asdict()
    return found | {name: ARRAY_MEASURES[name](shared, ties) for name in measures if name in ARRAY_MEASURES}
