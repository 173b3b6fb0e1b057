"""Who leads and who supports, for each agency; and the centralities of the two-mode network itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import networkx as nx
import numpy as np
import pandas as pd

from analysis.errors import suggest_name
from analysis.networks.links import link_leads
from analysis.networks.twomode import EVIDENCE, Scope, TwoMode, list_incidences, split_networks
from analysis.tables import make_table

__all__ = ["TWO_MODE_MEASURES", "build_two_mode", "score_leads", "score_two_modes"]


def score_leads(
    duties: pd.DataFrame, *, scope: Scope = "jurisdiction", evidence: Iterable[str] = EVIDENCE
) -> pd.DataFrame:
    r"""Return how often each agency leads and supports, and how far it leads more than it follows.

    Answers: which bodies steer, which stand behind, where the text says so?

    Parameters
    ----------
    duties
        Table ``duties``.
    scope, evidence
        As in :func:`link_agencies`.

    Returns
    -------
    pandas.DataFrame
        Table ``lead_scores``: clauses as lead, as support and as plainly responsible; ``n_led`` bodies it leads somewhere,
        ``n_leaders`` bodies that lead it; ``dominance``. Networks that state no lead at all are left out: there "who leads" is
        not stated.

    Notes
    -----
    :math:`(l - s) / (l + s)` with :math:`l` and :math:`s` the clauses as lead and as support. *Reading it*: 1, it always
    leads; -1, it always supports; missing, it has neither role anywhere. *Misreading*: dominance 1 from one clause and
    from eight are different things: read the counts.

    Examples
    --------
    >>> duty = {"doc_id": "d", "clause_id": "d/1", "jurisdiction": "浙江", "evidence": "bracket", "collective": False}
    >>> duties = pd.DataFrame([duty | {"agency": "省科技厅", "role": "lead"}, duty | {"agency": "省教育厅", "role": "support"}])
    >>> score_leads(duties)[["agency", "n_lead", "n_support", "dominance"]].values.tolist()
    [['省教育厅', 0, 1, -1.0], ['省科技厅', 1, 0, 1.0]]
    """
    incidences = list_incidences(duties, scope=scope, evidence=evidence)
    key = ["scope", "jurisdiction", "agency"]
    roles = ("lead", "support", "responsible")
    counts = incidences[key].assign(**{f"n_{role}": (incidences["role"] == role).astype("int64") for role in roles})
    counts = counts.groupby(key, as_index=False).sum()
    pairs = link_leads(duties, scope=scope, evidence=evidence)
    for role, name in (("lead", "n_led"), ("support", "n_leaders")):
        partners = pairs.groupby(["scope", "jurisdiction", role]).size().rename(name).reset_index()
        counts = counts.merge(partners.rename(columns={role: "agency"}), on=key, how="left")
        counts[name] = counts[name].fillna(0).astype("int64")
    stated = counts.groupby(key[:2])["n_lead"].transform("sum") > 0
    counts = counts[stated]
    both = counts["n_lead"] + counts["n_support"]
    counts = counts.assign(dominance=((counts["n_lead"] - counts["n_support"]) / both.where(both > 0)))
    return make_table("lead_scores", counts)


def score_two_modes(
    duties: pd.DataFrame,
    *,
    measures: Iterable[str] | None = None,
    scope: Scope = "jurisdiction",
    evidence: Iterable[str] = EVIDENCE,
) -> pd.DataFrame:
    """Return the centralities of agencies and clauses in the two-mode network, before anything is projected.

    Answers: which agencies tie distant parts of the plan together, and which clauses do?

    Parameters
    ----------
    duties
        Table ``duties``.
    measures
        Names in ``TWO_MODE_MEASURES``; all where None.
    scope, evidence
        As in :func:`link_agencies`.

    Returns
    -------
    pandas.DataFrame
        Table ``two_mode_scores``: ``mode`` (agency or clause), ``node``, ``measure``, ``value``.

    Raises
    ------
    ValueError
        If a measure is unknown.

    Notes
    -----
    Degree, closeness and betweenness are divided by the largest value that their mode allows, so that agencies and clauses can
    be compared: a body can be in every clause, a clause can name every body. ``eigenvector`` gives a body the sum of its
    clauses' values and a clause the sum of its bodies', in the largest component (missing outside): the first singular
    vectors of the table, each mode of length 1. *Reading it*: degree .62 is a body named in 62 % of the clauses.
    *Misreading*: a clause with high betweenness is often simply the one with the longest list.

    References
    ----------
    S. P. Borgatti and D. S. Halgin, "Analyzing affiliation networks", in: The SAGE Handbook of Social Network Analysis
    (2011), pp. 417-433; S. P. Borgatti and M. G. Everett, "Network analysis of 2-mode data", Social Networks 19 (1997),
    pp. 243-269; P. Bonacich, "Simultaneous group and individual centralities", Social Networks 13 (1991), pp. 155-168, for the
    eigenvector.

    Examples
    --------
    >>> duty = {"doc_id": "d", "jurisdiction": "s", "role": "responsible", "evidence": "bracket", "collective": False}
    >>> named = [("d/1", "甲"), ("d/1", "乙"), ("d/2", "甲")]
    >>> duties = pd.DataFrame([duty | {"clause_id": clause, "agency": agency} for clause, agency in named])
    >>> score_two_modes(duties, measures=["degree"])[["node", "value"]].values.tolist()
    [['乙', 0.5], ['甲', 1.0], ['d/1', 1.0], ['d/2', 0.5]]
    """
    chosen = list(TWO_MODE_MEASURES) if measures is None else list(measures)
    for name in chosen:
        if name not in TWO_MODE_MEASURES:
            raise ValueError(f"no two-mode measure is called {name!r}; {suggest_name(name, TWO_MODE_MEASURES)}")
    rows = []
    for network in split_networks(list_incidences(duties, scope=scope, evidence=evidence)):
        graph, agencies = build_two_mode(network)
        for name in chosen:
            for node, value in TWO_MODE_MEASURES[name](graph, agencies).items():
                mode, label = node
                place = {"scope": network.scope, "jurisdiction": network.jurisdiction}
                rows.append(place | {"mode": mode, "node": label, "measure": name, "value": value})
    return make_table("two_mode_scores", rows)


def build_two_mode(network: TwoMode) -> tuple[nx.Graph, list[tuple[str, str]]]:
    """Return a two-mode network as a graph, and which of its nodes are agencies.

    Parameters
    ----------
    network
        Agencies and clauses of one scope.

    Returns
    -------
    networkx.Graph and list
        Nodes are pairs of mode and name, so that no clause is taken for an agency.

    Examples
    --------
    >>> from scipy import sparse
    >>> ones = sparse.csr_array([[1.0, 1.0]])
    >>> build_two_mode(TwoMode("浙江", "浙江", ("甲", "乙"), ("d/1",), ones, 0 * ones))[1]
    [('agency', '甲'), ('agency', '乙')]
    """
    graph = nx.Graph()
    agencies = [("agency", agency) for agency in network.agencies]
    graph.add_nodes_from(agencies)
    graph.add_nodes_from(("clause", clause) for clause in network.clauses)
    named = network.incidence.tocoo()
    graph.add_edges_from(
        (("clause", network.clauses[row]), agencies[column])
        for row, column in zip(named.row.tolist(), named.col.tolist(), strict=True)
    )
    return graph, agencies


_Scores = dict[tuple[str, str], float]


def _score_degree(graph: nx.Graph, agencies: list[tuple[str, str]]) -> _Scores:
    scores: _Scores = nx.bipartite.degree_centrality(graph, agencies)
    return scores


def _score_betweenness(graph: nx.Graph, agencies: list[tuple[str, str]]) -> _Scores:
    if min(len(agencies), len(graph) - len(agencies)) < 2:  # noqa: PLR2004 - no way leads between fewer
        return dict.fromkeys(graph, np.nan)
    scores: _Scores = nx.bipartite.betweenness_centrality(graph, agencies)
    return scores


def _score_closeness(graph: nx.Graph, agencies: list[tuple[str, str]]) -> _Scores:
    scores: _Scores = nx.bipartite.closeness_centrality(graph, agencies, normalized=True)
    return scores


def _score_eigenvector(graph: nx.Graph, agencies: list[tuple[str, str]]) -> _Scores:
    scores = dict.fromkeys(graph, np.nan)
    members: set[tuple[str, str]] = min(
        nx.connected_components(graph), key=lambda nodes: (-len(nodes), min(nodes)), default=set()
    )
    rows = [node for node in agencies if node in members]
    columns = sorted(members - set(rows))
    if rows and columns:
        table = nx.bipartite.biadjacency_matrix(graph, rows, columns).toarray().astype(float)
        left, _, right = np.linalg.svd(table, full_matrices=False)
        scores.update(zip(rows + columns, np.abs([*left[:, 0], *right[0]]).tolist(), strict=True))
    return scores


#: Centralities of two-mode networks: a function from the graph and its agencies to a value for each node.
TWO_MODE_MEASURES: dict[str, Callable[[nx.Graph, list[tuple[str, str]]], _Scores]] = {
    "betweenness": _score_betweenness,
    "closeness": _score_closeness,
    "degree": _score_degree,
    "eigenvector": _score_eigenvector,
}
