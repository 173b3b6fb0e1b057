"""Time the projection, the exact SDSM and curveball draws on a large planted table, beside networkx, in one run.

Run it from the project's folder::

    python benchmarks/networks_scale.py --clauses 10000 --agencies 500 --draws 1000

Prints CPU seconds, and whether the projections agree tie by tie.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd

from analysis.networks import find_backbone, link_agencies, list_incidences
from analysis.networks.draws import draw_matrices
from analysis.networks.twomode import split_networks


def main() -> None:
    """Print a line a step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clauses", type=int, default=10_000)
    parser.add_argument("--agencies", type=int, default=500)
    parser.add_argument("--draws", type=int, default=1000)
    options = parser.parse_args()
    duties = _make_duties(options.clauses, options.agencies)
    links: pd.DataFrame = _time("projection, link_agencies", lambda: link_agencies(duties))
    reference = _time("projection, networkx", lambda: _project_by_networkx(duties))
    own = dict(zip(zip(links["agency_a"], links["agency_b"], strict=True), links["weight"], strict=True))
    print(f"{len(own)} ties; equal: {own == reference}")
    _time("exact SDSM, find_backbone", lambda: find_backbone(duties))
    network = next(split_networks(list_incidences(duties)))
    _time(
        f"{options.draws} curveball draws",
        lambda: sum(1 for _ in draw_matrices(network.incidence, n_draws=options.draws)),
    )


def _time(name: str, call: Callable[[], Any]) -> Any:
    start = time.process_time()
    result = call()
    print(f"{name}: {time.process_time() - start:.1f} s")
    return result


def _make_duties(n_clauses: int, n_agencies: int) -> pd.DataFrame:
    generator = np.random.default_rng(0)
    share = 1 / (np.arange(n_agencies) + 10)
    sizes = generator.integers(1, 9, size=n_clauses)
    drawn = generator.choice(n_agencies, size=int(sizes.sum()), p=share / share.sum())
    clause = np.repeat(np.arange(n_clauses), sizes)
    return pd.DataFrame(
        {
            "doc_id": "d",
            "clause_id": [f"d/{i:05d}" for i in clause],
            "agency": [f"agency {i:03d}" for i in drawn],
            "jurisdiction": "s",
            "role": "responsible",
            "evidence": "bracket",
            "collective": False,
        }
    ).drop_duplicates(["clause_id", "agency"])


def _project_by_networkx(duties: pd.DataFrame) -> dict[tuple[str, str], float]:
    graph = nx.Graph()
    graph.add_edges_from(zip(duties["clause_id"], duties["agency"], strict=True))
    projected = nx.bipartite.weighted_projected_graph(graph, sorted(set(duties["agency"])))
    return {(min(a, b), max(a, b)): float(weight) for a, b, weight in projected.edges(data="weight")}


if __name__ == "__main__":
    main()
