"""Time projection, exact SDSM and curveball draws on ten thousand clauses and 500 agencies, beside other packages.

Run it from the project's folder (a few minutes)::

    pip install bicm networkit
    python benchmarks/networks_scale.py

networkx comes with the project. bicm (the bipartite configuration model) and networkit (trades in C++) are needed only
for their own lines, which are left out where they are missing. One run prints every line: CPU seconds, memory, and how
far the numbers agree. Options: ``--clauses``, ``--agencies``, ``--draws``, ``--sample``.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd

from analysis.networks import find_backbone, link_agencies, list_incidences
from analysis.networks.draws import draw_matrices
from analysis.networks.nulls import fit_probabilities
from analysis.networks.twomode import TwoMode, split_networks

#: Trades of each line between two draws, for both packages alike.
ROUNDS = 5


def main() -> None:
    """Print a line a step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clauses", type=int, default=10_000)
    parser.add_argument("--agencies", type=int, default=500)
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--sample", type=int, default=3, help="pairs whose exact p another package computes too")
    options = parser.parse_args()
    duties = _make_duties(options.clauses, options.agencies)
    network = next(split_networks(list_incidences(duties)))
    print(f"{len(network.clauses)} clauses, {len(network.agencies)} agencies, {network.incidence.nnz} duties")
    _project(duties)
    backbone = _time("exact SDSM of every tie, find_backbone", lambda: find_backbone(duties))
    _run_bicm(network, backbone, options.sample)
    table = network.incidence
    own = _time(
        f"{options.draws} curveball draws, draw_matrices",
        lambda: _average(draw_matrices(table, n_draws=options.draws, trades_per_row=ROUNDS)),
    )
    _run_networkit(network, own, options.draws)
    _time(
        f"FDSM of every tie, find_backbone, {options.draws} draws",
        lambda: find_backbone(duties, method="fdsm", n_draws=options.draws),
    )
    print(f"peak memory {_peak_memory()}")


def _time(name: str, call: Callable[[], Any]) -> Any:
    start = time.process_time()
    result = call()
    print(f"{name}: {time.process_time() - start:.1f} s CPU", flush=True)
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


def _project(duties: pd.DataFrame) -> None:
    links = _time("projection, link_agencies", lambda: link_agencies(duties))
    reference = _time("projection, networkx", lambda: _project_by_networkx(duties))
    own = dict(zip(zip(links["agency_a"], links["agency_b"], strict=True), links["weight"], strict=True))
    print(f"  {len(own)} ties; equal: {own == reference}")


def _project_by_networkx(duties: pd.DataFrame) -> dict[tuple[str, str], float]:
    graph = nx.Graph()
    graph.add_edges_from(zip(duties["clause_id"], duties["agency"], strict=True))
    projected = nx.bipartite.weighted_projected_graph(graph, sorted(set(duties["agency"])))
    return {(min(a, b), max(a, b)): float(weight) for a, b, weight in projected.edges(data="weight")}


def _run_bicm(network: TwoMode, backbone: pd.DataFrame, n_sample: int) -> None:
    """Time the package of the bipartite configuration model: its approximation for all pairs, its exact sum for a few."""
    bicm, poibin = _find("bicm"), _find("bicm.poibin")
    if bicm is None or poibin is None:
        return
    graph = bicm.BipartiteGraph(biadjacency=network.incidence.T.toarray().astype(int))
    _time("  bicm: its fit", lambda: graph.solve_tool(verbose=False))
    approximate = {"progress_bar": False, "threads_num": 1, "alpha": 0.05}
    _time("  bicm: Poisson approximation of every tie", lambda: graph.compute_projection(rows=True, **approximate))
    number = {name: i for i, name in enumerate(network.agencies)}
    pairs = [(number[a], number[b]) for a, b in zip(backbone["agency_a"], backbone["agency_b"], strict=True)]
    tails = graph.rows_pvals
    theirs = np.array([tails[min(pair)][max(pair)] for pair in pairs])
    print(f"  its p-values are off by up to {np.abs(theirs - backbone['p']).max():.3f}")
    sample = np.random.default_rng(1).choice(len(backbone), size=min(n_sample, len(backbone)), replace=False)
    incidence = network.incidence
    sizes, degrees = (np.asarray(incidence.sum(axis=axis), dtype=np.int64).ravel() for axis in (1, 0))
    chances = fit_probabilities(sizes, degrees)
    print(f"  probabilities differ from its own by at most {np.abs(graph.get_bicm_matrix() - chances.T).max():.1g}")
    exact = _time(
        f"  bicm: exact sum of {len(sample)} ties of {len(backbone)}",
        lambda: [
            poibin.PoiBin(chances[:, pairs[at][0]] * chances[:, pairs[at][1]]).pval(int(backbone["weight"].iloc[at]))
            for at in sample
        ],
    )
    print(f"  exact p-values differ by at most {np.abs(backbone['p'].to_numpy()[sample] - exact).max():.1g}")


def _run_networkit(network: TwoMode, own: np.ndarray, n_draws: int) -> None:
    """Time the trades of networkit: the same number of trades of the same lines, in C++."""
    networkit = _find("networkit")
    if networkit is None:
        return
    networkit.setNumberOfThreads(1)
    n = len(network.agencies)
    graph = networkit.Graph(n + len(network.clauses))
    for clause, agency in zip(*map(np.ndarray.tolist, network.incidence.nonzero()), strict=True):
        graph.addEdge(agency, n + clause)
    spent: list[float] = []
    drawn = _draw_by_networkit(networkit, graph, n, n_draws, spent)
    theirs = _time(f"  networkit: {n_draws} draws", lambda: _average(drawn))
    print(f"  of these, its trades alone: {sum(spent):.1f} s CPU")
    heavy = own >= np.quantile(own[np.triu_indices(n, k=1)], 0.99)
    np.fill_diagonal(heavy, val=False)
    off = np.abs(theirs[heavy] / own[heavy] - 1)
    print(
        f"  mean weights of the heaviest hundredth of pairs differ by {off.mean():.2%} on average, {off.max():.2%} at most"
    )


def _draw_by_networkit(networkit: ModuleType, graph: Any, n: int, n_draws: int, spent: list[float]) -> Any:
    from scipy import sparse  # noqa: PLC0415

    generator = np.random.default_rng(0)
    curveball = networkit.randomization.Curveball(graph)
    for draw in range(n_draws):
        rounds = ROUNDS * (10 if draw == 0 else 1)
        orders = [generator.permutation(n)[: n // 2 * 2].reshape(2, -1) for _ in range(rounds)]
        trades = [pair for order in orders for pair in zip(*order.tolist(), strict=True)]
        start = time.process_time()
        curveball.run(trades)
        spent.append(time.process_time() - start)
        edges = np.array(list(curveball.getGraph().iterEdges()))
        agency, clause = edges.min(axis=1), edges.max(axis=1) - n
        yield sparse.csr_array((np.ones(len(edges)), (clause, agency)))


def _average(tables: Any) -> np.ndarray:
    total: Any = 0
    count = 0
    for count, table in enumerate(tables, start=1):  # noqa: B007 - read after the loop
        total = total + (table.T @ table).toarray()
    return np.asarray(total / count)


def _find(name: str) -> ModuleType | None:
    if find_spec(name.partition(".")[0]) is None:
        print(f"  {name} is not installed: its line is left out")
        return None
    return import_module(name)


def _peak_memory() -> str:
    try:
        import resource  # noqa: PLC0415
    except ImportError:
        return "unknown on this system"
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2:.2f} GB"


if __name__ == "__main__":
    main()
