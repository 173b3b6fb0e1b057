"""Published examples of networks made from shared events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

import networkx as nx
import pandas as pd

from analysis.networks import find_backbone, link_agencies, score_two_modes
from analysis.tables import make_table

__all__ = ["davis_betweenness", "davis_edges", "davis_weight", "newman", "sdsm_tail"]

#: Newman's example: papers and their authors.
_PAPERS = {"1": "ABCD", "2": "AB", "3": "ABE"}
#: Three bodies, four clauses: [1 0 1 1; 0 1 0 0; 1 0 0 1].
_TABLE = {"1": "ac", "2": "b", "3": "a", "4": "ac"}


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
    scores = score_two_modes(_davis(), measures=["betweenness"])
    return float(scores.set_index("node").loc[node, "value"])  # type: ignore[arg-type]


def sdsm_tail(first: str, second: str) -> float:
    """Return the upper-tail probability of a tie under the stochastic degree sequence model."""
    backbone = find_backbone(_duties(_TABLE), method="sdsm")
    return float(backbone.set_index(["agency_a", "agency_b"]).loc[(first, second), "p"])  # type: ignore[arg-type]


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
