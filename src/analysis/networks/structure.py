"""The network as a whole and its groups against chance: what a small corpus can still say when no single tie stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from analysis.errors import suggest_name
from analysis.networks.backbone import correct_p
from analysis.networks.draws import Trader, draw_matrices
from analysis.networks.twomode import EVIDENCE, Scope, list_incidences, split_networks
from analysis.tables import make_table

__all__ = ["STATISTICS", "compare_to_null", "find_group_ties", "measure_nestedness", "trace_mixing"]

_Floats = NDArray[np.float64]


def find_group_ties(
    duties: pd.DataFrame,
    *,
    groups: Mapping[str, str],
    scope: Scope = "jurisdiction",
    evidence: Iterable[str] = EVIDENCE,
    n_draws: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Return whether groups of agencies share more or fewer clauses than chance would give.

    Answers: no single tie is established - but do party organs and departments, levels, or sectors come together more than
    their numbers alone would make them?

    Parameters
    ----------
    duties
        Table ``duties``.
    groups
        The group of each agency: its kind, level or sector. Agencies without one are left out of the counts, never of the null.
    scope, evidence
        As in :func:`link_agencies`.
    n_draws, seed
        Random tables that keep both margins, and their seed.

    Returns
    -------
    pandas.DataFrame
        Table ``group_ties``: for each two groups (and each with itself) the pair instances ``observed``, their mean
        ``expected`` under the null with the range ``null_low`` to ``null_high`` that holds 95 % of the draws, ``ratio``,
        two-sided ``p`` and Benjamini-Hochberg ``q`` over the pairs of groups.

    Notes
    -----
    Pooling pairs gains what single pairs lack: many clauses. The null deals agencies out to clauses so that every agency
    keeps its number of clauses and every clause its number of agencies. *Reading it*: ratio 1.4 with q = .01 says that the two
    groups meet 40 % more often than these numbers explain. *Misreading*: it says nothing of any one pair, and clauses of
    one plan are not independent.

    References
    ----------
    C. J. Carstens, Physical Review E 91, 042812 (2015), for the draws; P. W. Holland and S. Leinhardt, "Local structure
    in social networks", Sociological Methodology 7 (1976), for tests of counts given the margins.

    Examples
    --------
    >>> duty = {"doc_id": "d", "jurisdiction": "s", "role": "responsible", "evidence": "bracket", "collective": False}
    >>> named = [("d/1", "甲"), ("d/1", "乙"), ("d/2", "丙"), ("d/2", "丁")]
    >>> duties = pd.DataFrame([duty | {"clause_id": clause, "agency": agency} for clause, agency in named])
    >>> found = find_group_ties(duties, groups={"甲": "x", "乙": "x", "丙": "y", "丁": "y"})
    >>> found[["group_a", "group_b", "observed"]].values.tolist()
    [['x', 'x', 1], ['x', 'y', 0], ['y', 'y', 1]]
    """
    found = []
    for network in split_networks(list_incidences(duties, scope=scope, evidence=evidence)):
        names = sorted({groups[agency] for agency in network.agencies if agency in groups})
        member = np.array([[groups.get(agency) == name for name in names] for agency in network.agencies], dtype=float)
        if not names:
            continue
        observed = _count_group_pairs(network.incidence, member)
        drawn = np.array(
            [
                _count_group_pairs(table, member)
                for table in draw_matrices(network.incidence, n_draws=n_draws, seed=seed)
            ]
        )
        first, second = np.triu_indices(len(names))
        rows = pd.DataFrame({"group_a": np.array(names)[first], "group_b": np.array(names)[second]})
        rows["observed"] = observed[first, second].astype(np.int64)
        rows = rows.assign(**_summarise(observed[first, second], drawn[:, first, second]))
        rows["expected"] = rows.pop("null_mean")
        rows["ratio"] = (rows["observed"] / rows["expected"]).where(rows["expected"] > 0)
        rows["p"] = np.minimum(1, 2 * np.minimum(rows.pop("p_low"), rows.pop("p_high")))
        rows["q"] = correct_p(rows["p"].to_numpy(), "fdr_bh")
        found.append(rows.assign(scope=network.scope, jurisdiction=network.jurisdiction, n_draws=n_draws))
    return make_table("group_ties", pd.concat(found) if found else [])


def compare_to_null(
    duties: pd.DataFrame,
    *,
    statistics: Iterable[str] | None = None,
    scope: Scope = "jurisdiction",
    evidence: Iterable[str] = EVIDENCE,
    n_draws: int = 200,
    seed: int = 0,
) -> pd.DataFrame:
    """Return how the network as a whole differs from what its margins alone would give.

    Answers: is there any structure here at all - communities, a core, nestedness - beyond who is named how often?

    Parameters
    ----------
    duties
        Table ``duties``.
    statistics
        Names in ``STATISTICS``; all where None.
    scope, evidence
        As in :func:`link_agencies`.
    n_draws, seed
        Random tables that keep both margins, and their seed. 200 place the two ends of a 95 % range five draws deep.

    Returns
    -------
    pandas.DataFrame
        Table ``null_comparisons``: ``observed``, ``null_mean``, ``null_low``, ``null_high`` (95 % of the draws), ``p_low`` and
        ``p_high``, the shares of draws at most and at least as large, the observed table counted as one of them.

    Raises
    ------
    ValueError
        If a statistic is unknown.

    Notes
    -----
    *Reading it*: modularity .31 with a null of .29-.33 says that these communities are what margins give. *Misreading*: a
    statistic inside its range does not say that the network is random; the corpus may be too small to show more.

    References
    ----------
    G. Strona et al., Nature Communications 5, 4114 (2014), for the draws; M. E. J. Newman, PNAS 103 (2006), for modularity; M.
    Almeida-Neto et al., "A consistent metric for nestedness analysis in ecological systems", Oikos 117 (2008), for NODF.

    Examples
    --------
    >>> duty = {"doc_id": "d", "jurisdiction": "s", "role": "responsible", "evidence": "bracket", "collective": False}
    >>> named = [("d/1", "甲"), ("d/1", "乙"), ("d/2", "丙"), ("d/2", "丁")]
    >>> duties = pd.DataFrame([duty | {"clause_id": clause, "agency": agency} for clause, agency in named])
    >>> compare_to_null(duties, statistics=["distinct_pairs"])["observed"].tolist()
    [2.0]
    """
    chosen = list(STATISTICS) if statistics is None else list(statistics)
    for name in chosen:
        if name not in STATISTICS:
            raise ValueError(f"no statistic is called {name!r}; {suggest_name(name, STATISTICS)}")
    found = []
    for network in split_networks(list_incidences(duties, scope=scope, evidence=evidence)):
        observed = np.array([STATISTICS[name](network.incidence) for name in chosen])
        drawn = np.array(
            [
                [STATISTICS[name](table) for name in chosen]
                for table in draw_matrices(network.incidence, n_draws=n_draws, seed=seed)
            ]
        )
        rows = pd.DataFrame({"statistic": chosen, "observed": observed}).assign(**_summarise(observed, drawn))
        found.append(rows.assign(scope=network.scope, jurisdiction=network.jurisdiction, n_draws=n_draws))
    return make_table("null_comparisons", pd.concat(found) if found else [])


def trace_mixing(
    duties: pd.DataFrame,
    *,
    scope: Scope = "jurisdiction",
    evidence: Iterable[str] = EVIDENCE,
    most: int = 20,
    seed: int = 0,
) -> pd.DataFrame:
    """Return how fast random tables leave the observed one, to show that the draws are mixed.

    Answers: have enough entries been traded for the draws of ``"fdsm"`` to have forgotten where they began?

    Parameters
    ----------
    duties
        Table ``duties``.
    scope, evidence
        As in :func:`link_agencies`.
    most
        Trades of each line of the shorter side, at the end of the trace.
    seed
        Seed of the trades.

    Returns
    -------
    pandas.DataFrame
        Table ``mixing``: after each round of ``trades_per_row``, the share of entries that no longer stand where they stood.

    Notes
    -----
    *Reading it*: the share rises and then wavers about a level; where it has done so, more trades bring nothing. The
    draws begin after 50 trades a line and take 5 between two. *Misreading*: the level is below 1, because a random table
    still agrees with the observed one in some entries.

    Examples
    --------
    >>> duty = {"doc_id": "d", "jurisdiction": "s", "role": "responsible", "evidence": "bracket", "collective": False}
    >>> named = [("d/1", "甲"), ("d/1", "乙"), ("d/2", "丙"), ("d/2", "丁")]
    >>> duties = pd.DataFrame([duty | {"clause_id": clause, "agency": agency} for clause, agency in named])
    >>> trace_mixing(duties, most=2)["trades_per_row"].tolist()
    [0, 1, 2]
    """
    rows = []
    for network in split_networks(list_incidences(duties, scope=scope, evidence=evidence)):
        trader = Trader(network.incidence, seed=seed)
        for trades in range(most + 1):
            if trades:
                trader.trade(1)
            place = {"scope": network.scope, "jurisdiction": network.jurisdiction}
            rows.append(place | {"trades_per_row": trades, "share_moved": trader.find_moved()})
    return make_table("mixing", rows)


def measure_nestedness(incidence: sparse.csr_array) -> float:
    """Return NODF, the nestedness of a table of 0 and 1 by overlap and decreasing fill.

    Parameters
    ----------
    incidence
        The table.

    Returns
    -------
    float
        From 0, no line lies within a longer one, to 100, all do.

    References
    ----------
    M. Almeida-Neto et al., Oikos 117 (2008), p. 1231 and its worked example, fig. 2.

    Examples
    --------
    >>> measure_nestedness(sparse.csr_array(np.array([[1.0, 1, 1], [1, 1, 0], [1, 0, 0]])))
    100.0
    """
    total, pairs = 0.0, 0
    for table in (incidence, incidence.T):
        fill = np.asarray(table.sum(axis=1)).ravel()
        overlap = (table @ table.T).toarray()
        longer, shorter = np.nonzero(fill[:, None] > fill[None, :])
        held = fill[shorter] > 0
        total += float((overlap[longer, shorter][held] / fill[shorter][held]).sum())
        pairs += len(fill) * (len(fill) - 1) // 2
    return 100 * total / pairs if pairs else 0.0


def _count_group_pairs(incidence: sparse.csr_array, member: _Floats) -> _Floats:
    """Return the pair instances between groups (off the diagonal) and within them (on it)."""
    counts = incidence @ member
    within = counts.sum(axis=0)
    both: _Floats = counts.T @ counts
    np.fill_diagonal(both, (np.diag(both) - within) / 2)
    return both


def _summarise(observed: _Floats, drawn: _Floats) -> dict[str, _Floats]:
    n = len(drawn)
    tolerance = 1e-9
    low, high = np.quantile(drawn, [0.025, 0.975], axis=0)
    return {
        "null_mean": drawn.mean(axis=0),
        "null_low": low,
        "null_high": high,
        "p_low": ((drawn <= observed + tolerance).sum(axis=0) + 1) / (n + 1),
        "p_high": ((drawn >= observed - tolerance).sum(axis=0) + 1) / (n + 1),
    }


def _project(incidence: sparse.csr_array) -> nx.Graph:
    shared = (incidence.T @ incidence).toarray()
    np.fill_diagonal(shared, 0)
    return nx.from_numpy_array(shared)


def _count_pairs(incidence: sparse.csr_array) -> float:
    return float(np.count_nonzero(np.triu((incidence.T @ incidence).toarray(), k=1)))


def _find_modularity(incidence: sparse.csr_array) -> float:
    """Return the best modularity of a few runs; the same few for the observed table and for every draw."""
    graph = _project(incidence)
    if not graph.number_of_edges():
        return 0.0
    runs = (nx.community.louvain_communities(graph, weight="weight", seed=seed) for seed in range(3))
    return float(max(nx.community.modularity(graph, run, weight="weight") for run in runs))


def _find_heaviest(incidence: sparse.csr_array) -> float:
    return float(np.triu((incidence.T @ incidence).toarray(), k=1).max(initial=0))


#: Statistics of a whole network, from its table of clauses x agencies.
STATISTICS: dict[str, Callable[[sparse.csr_array], float]] = {
    "distinct_pairs": _count_pairs,
    "heaviest_tie": _find_heaviest,
    "modularity": _find_modularity,
    "nestedness": measure_nestedness,
}
