"""Compiled Louvain: the very communities of networkx, for any network of whole weights, resolution and seed."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from analysis.networks import communities, find_communities

louvain = pytest.importorskip("analysis.networks.louvain", reason="numba is not installed")


@st.composite
def draw_networks(draw) -> nx.Graph:
    """Draw a network whose nodes stand in any order, with isolates, equal weights and several components."""
    n_nodes = draw(st.integers(1, 25))
    graph = nx.Graph()
    graph.add_nodes_from(draw(st.permutations(range(n_nodes))))
    nodes = st.integers(0, n_nodes - 1)
    for a, b, weight in draw(st.lists(st.tuples(nodes, nodes, st.integers(1, 4)), max_size=80)):
        if a != b:
            graph.add_edge(a, b, weight=float(weight))
    return graph


def name_members(graph: nx.Graph, label: list[int]) -> set[frozenset[int]]:
    nodes = list(graph)
    return {frozenset(nodes[i] for i in np.flatnonzero(np.array(label) == number)) for number in set(label)}


@settings(max_examples=150, deadline=None)
@given(graph=draw_networks(), resolution=st.sampled_from([0.5, 1.0, 1.6]), seed=st.integers(0, 2**31))
def test_every_run_finds_what_networkx_finds(graph, resolution, seed):
    found = louvain.divide_often(graph, resolution=resolution, n_runs=3, seed=seed)
    for run, label in enumerate(found.tolist()):
        expected = nx.community.louvain_communities(graph, weight="weight", resolution=resolution, seed=seed + run)
        assert name_members(graph, label) == set(map(frozenset, expected))


@pytest.fixture(scope="module")
def links() -> pd.DataFrame:
    """Return ties of sixty agencies in loose groups of twelve."""
    draw = np.random.default_rng(0)
    rows = []
    for a in range(60):
        for b in range(a + 1, 60):
            weight = draw.integers(0, 3) if a // 12 == b // 12 else int(draw.random() < 0.08)
            if weight:
                rows.append(("浙江", "浙江", f"局{a:02}", f"局{b:02}", "count", float(weight), int(weight)))
    columns = ["scope", "jurisdiction", "agency_a", "agency_b", "weighting", "weight", "n_clauses"]
    return pd.DataFrame(rows, columns=columns)


def test_the_table_is_the_same_with_and_without_numba(links, monkeypatch):
    monkeypatch.setattr(communities, "_COMPILED_FROM", 0)
    compiled = find_communities(links, n_runs=20, seed=3)
    monkeypatch.setattr(communities, "_load_loops", lambda: None)
    assert_frame_equal(find_communities(links, n_runs=20, seed=3), compiled)
    assert compiled["community"].nunique() == 5


def test_weights_that_are_no_whole_numbers_are_left_to_networkx(monkeypatch):
    monkeypatch.setattr(louvain, "divide_often", lambda *_, **__: pytest.fail("compiled"))
    graph = nx.Graph()
    graph.add_weighted_edges_from([("甲", "乙", 0.5), ("乙", "丙", 1.0)])
    assert communities._divide(graph, 1.0, 2, 0, louvain).shape == (2, 3)
