"""Published examples of networks made from shared events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

import networkx as nx
import numpy as np
import pandas as pd
from scipy import sparse

from analysis.networks import find_backbone, find_communities, link_agencies, score_agencies, score_two_modes
from analysis.networks.backbone import Ties, approximate_tail, correct_p, filter_disparity
from analysis.networks.core import fit_core
from analysis.networks.draws import draw_matrices
from analysis.networks.nulls import fit_probabilities
from analysis.networks.structure import measure_nestedness
from analysis.tables import make_table

__all__ = [
    "bicm",
    "campnet",
    "davis_betweenness",
    "davis_centrality",
    "davis_edges",
    "davis_weight",
    "disparity_edges",
    "fdsm_share",
    "florentine",
    "karate_modularity",
    "kite",
    "newman",
    "newman_strength",
    "nodf",
    "rejected",
    "sdsm_normal",
    "sdsm_tail",
]

#: Newman's example: papers and their authors.
_PAPERS = {"1": "ABCD", "2": "AB", "3": "ABE"}
#: Three bodies, four clauses: [1 0 1 1; 0 1 0 0; 1 0 0 1].
_MATRIX = np.array([[1, 0, 1, 1], [0, 1, 0, 0], [1, 0, 0, 1]], dtype=np.int64)
_TABLE = {"1": "ac", "2": "b", "3": "a", "4": "ac"}

#: Who named whom, three each, at a camp of eighteen people.
_CAMP = {
    "HOLLY": "PAM PAT DON",
    "BRAZEY": "LEE STEVE BERT",
    "CAROL": "PAM PAT PAULINE",
    "PAM": "JENNIE PAULINE ANN",
    "PAT": "HOLLY CAROL JENNIE",
    "JENNIE": "PAM PAT ANN",
    "PAULINE": "CAROL PAM PAT",
    "ANN": "PAM JENNIE PAULINE",
    "MICHAEL": "HOLLY DON HARRY",
    "BILL": "MICHAEL DON HARRY",
    "LEE": "BRAZEY STEVE BERT",
    "DON": "HOLLY MICHAEL HARRY",
    "JOHN": "RUSS PAULINE GERY",
    "HARRY": "HOLLY MICHAEL DON",
    "GERY": "STEVE RUSS MICHAEL",
    "STEVE": "LEE BERT RUSS",
    "BERT": "LEE STEVE RUSS",
    "RUSS": "STEVE BERT GERY",
}


def newman(first: str, second: str) -> float:
    """Return the weight of a tie in Newman's example."""
    links = link_agencies(_duties(_PAPERS), weighting="newman")
    return float(links.set_index(["agency_a", "agency_b"]).loc[(first, second), "weight"])  # type: ignore[arg-type]


def davis_edges() -> float:
    """Return the number of ties between the southern women."""
    return float(len(link_agencies(_davis())))


def davis_weight() -> float:
    """Return the sum of the weights of these ties."""
    return float(link_agencies(_davis())["weight"].sum())


def davis_betweenness(node: str) -> float:
    """Return the betweenness of a woman or an event in the two-mode network."""
    return davis_centrality("betweenness", node)


def davis_centrality(measure: str, node: str) -> float:
    """Return a centrality of a woman or an event in the two-mode network."""
    scores = score_two_modes(_davis(), measures=[measure])
    return float(scores.set_index("node").loc[node, "value"])  # type: ignore[arg-type]


def sdsm_tail(first: str, second: str) -> float:
    """Return the upper-tail probability of a tie under the stochastic degree sequence model."""
    backbone = find_backbone(_duties(_TABLE), method="sdsm")
    return float(backbone.set_index(["agency_a", "agency_b"]).loc[(first, second), "p"])  # type: ignore[arg-type]


def newman_strength(agency: str) -> float:
    """Return the strength of an author in Newman's example: the papers shared with anyone."""
    return _score(link_agencies(_duties(_PAPERS), weighting="newman"), "strength", agency)


def karate_modularity(*, best: bool) -> float:
    """Return the modularity of the karate club: of the observed split, or the best of twenty single runs."""
    graph = nx.karate_club_graph()
    nx.set_edge_attributes(graph, 1.0, "weight")
    if best:
        runs = [find_communities(_ties(graph), n_runs=1, seed=seed) for seed in range(20)]
        divisions = [[{int(name) for name in rows["agency"]} for _, rows in run.groupby("community")] for run in runs]
    else:
        divisions = [[{n for n in graph if graph.nodes[n]["club"] == club} for club in ("Mr. Hi", "Officer")]]
    return float(max(nx.community.modularity(graph, division) for division in divisions))


def florentine(measure: str, family: str) -> float:
    """Return the score of a family in the network of marriages."""
    return _score(_ties(nx.florentine_families_graph()), measure, family)


def kite(measure: str, person: str) -> float:
    """Return the score of a person in Krackhardt's kite."""
    names = dict(enumerate(("Andre", "Beverly", "Carol", "Diane", "Ed", "Fernando", "Garth", "Heather", "Ike", "Jane")))
    return _score(_ties(nx.relabel_nodes(nx.krackhardt_kite_graph(), names)), measure, person)


def campnet(what: str) -> float:
    """Return the fit of core and periphery at the camp, the size of the core, or the density of its ties."""
    names = list(_CAMP)
    table = np.array([[float(b in _CAMP[a].split()) for b in names] for a in names])
    found = fit_core(table, square=True, mixed="open", n_starts=20)
    size = int(found.rows.sum())
    inside = table[np.ix_(found.rows, found.rows)].sum() / (size * (size - 1))
    return {"fit": found.fit, "size": float(size), "density": float(inside)}[what]


def bicm(row: int, column: int) -> float:
    """Return the probability of a cell of a table whose margins are 1, 1, 2 and 1, 1, 2."""
    margins = np.array([1, 1, 2])
    return float(fit_probabilities(margins, margins)[row, column])


def sdsm_normal(first: int, second: int) -> float:
    """Return the approximate upper tail of a pair of rows of the three-by-four table, tied or not."""
    chances = fit_probabilities(_MATRIX.sum(axis=1), _MATRIX.sum(axis=0))
    weight = (_MATRIX @ _MATRIX.T)[[first], [second]]
    return float(approximate_tail(np.ones(4, dtype=np.int64), (chances[first] * chances[second])[None], weight)[0])


def fdsm_share(first: int, second: int, *, upper: bool) -> float:
    """Return the share of all tables with these margins in which a pair of rows shares as much, or as little."""
    weight = (_MATRIX @ _MATRIX.T)[first, second]
    drawn = {table.astype(int).toarray().tobytes() for table in draw_matrices(_sparse(), n_draws=400)}
    tables = [np.frombuffer(table, dtype=int).reshape(_MATRIX.shape) for table in sorted(drawn)]
    shared = np.array([(table @ table.T)[first, second] for table in tables])
    return float(((shared >= weight) if upper else (shared <= weight)).mean())


def disparity_edges() -> float:
    """Return how many of the star edges of the ten-node pair of stars the disparity filter keeps, less all others it keeps."""
    weights = np.zeros((10, 10), dtype=np.int64)
    for low, high, star, rim in ((0, 5, 10, 1), (5, 10, 100, 10)):
        weights[low:high, low:high] = rim
        weights[low, low:high] = weights[low:high, low] = star
    weights[0, 5] = weights[5, 0] = 75
    np.fill_diagonal(weights, 0)
    first, second = np.nonzero(np.triu(weights))
    kept = filter_disparity(Ties(first, second, weights[first, second]), 10) <= 0.05  # noqa: PLR2004 - the example's level
    of_star = np.isin(first, (0, 5)) | np.isin(second, (0, 5))
    return float((kept & of_star).sum() - (kept & ~of_star).sum())


def nodf() -> float:
    """Return the nestedness of the worked example, a table of five by five."""
    table = [[1, 0, 1, 1, 1], [1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [1, 1, 0, 0, 0], [1, 1, 0, 0, 0]]
    return measure_nestedness(sparse.csr_array(np.array(table, dtype=float)))


def rejected(correction: str) -> float:
    """Return how many of fifteen published p-values are rejected at .05."""
    p = [
        0.0001,
        0.0004,
        0.0019,
        0.0095,
        0.0201,
        0.0278,
        0.0298,
        0.0344,
        0.0459,
        0.3240,
        0.4262,
        0.5719,
        0.6528,
        0.7590,
        1.0,
    ]
    return float((correct_p(np.array(p), correction) <= 0.05).sum())  # noqa: PLR2004 - the example's level


def _sparse() -> sparse.csr_array:
    return sparse.csr_array(_MATRIX.astype(float))


def _score(links: pd.DataFrame, measure: str, agency: str) -> float:
    scores = score_agencies(links, measures=[measure])
    return float(scores.set_index("agency").loc[agency, "value"])  # type: ignore[arg-type]


def _ties(graph: nx.Graph) -> pd.DataFrame:
    """Return a graph as a table of ties of weight 1."""
    pairs = [sorted((str(a), str(b))) for a, b in graph.edges]
    place = {"scope": "example", "jurisdiction": "example", "weighting": "count", "weight": 1.0, "n_clauses": 1}
    return make_table("links", [place | {"agency_a": a, "agency_b": b} for a, b in pairs])


@cache
def _davis() -> pd.DataFrame:
    graph = nx.davis_southern_women_graph()
    return _duties({event: sorted(graph[event]) for event in graph.graph["bottom"]})


def _duties(clauses: Mapping[str, Iterable[str]]) -> pd.DataFrame:
    """Return events and their members as the table ``duties``."""
    rows: list[dict[str, object]] = []
    for clause, agencies in clauses.items():
        for order, agency in enumerate(agencies, start=1):
            rows.append(
                {
                    "doc_id": "d",
                    "clause_id": f"d/{clause}",
                    "start": 100 * len(rows),
                    "end": 100 * len(rows) + len(agency),
                    "agency": agency,
                    "surface": agency,
                    "jurisdiction": "example",
                    "role": "responsible",
                    "order": order,
                    "evidence": "bracket",
                    "notation": "example",
                    "collective": False,
                }
            )
    return make_table("duties", rows)
