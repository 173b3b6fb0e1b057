"""Measures from arrays and compiled loops against those of networkx: the same numbers, to the last bit."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from analysis.networks import ways
from analysis.networks.graphs import build_graph
from analysis.networks.measures import MEASURES
from analysis.networks.scores import _list_pairs, _measure_graph, _measure_shared
from analysis.networks.twomode import TwoMode

pytest.importorskip("numba", reason="the compiled loops need the extra 'fast' (numba)")


def draw_graph(seed, n_agencies, density, weights):
    generator = np.random.default_rng(seed)
    names = [f"{place:03}" for place in range(n_agencies)]
    pairs = [(a, b) for at, a in enumerate(names) for b in names[at + 1 :] if generator.random() < density]
    generator.shuffle(pairs)  # networkx visits partners in the order in which ties were added
    drawn = generator.choice(weights, size=len(pairs))
    ties = pd.DataFrame([(*pair, weight) for pair, weight in zip(pairs, drawn, strict=True)], columns=COLUMNS)
    return build_graph(ties, agencies=names)


COLUMNS = ["agency_a", "agency_b", "weight"]


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    n_agencies=st.integers(1, 60),
    density=st.sampled_from([0.0, 0.03, 0.1, 0.5]),
    weights=st.sampled_from([[1], [1, 2], list(range(1, 12)), list(range(1, 30)), [0.5, 1 / 3, 2.25, 1e6]]),
)
def test_ways_are_those_of_networkx(seed, n_agencies, density, weights):
    graph = draw_graph(seed, n_agencies, density, weights)
    found = ways.find_ways(ways.read_graph(graph))
    between = nx.betweenness_centrality(graph, weight="distance", normalized=True)
    near = nx.closeness_centrality(graph, distance="distance", wf_improved=True)
    scale = graph.graph["scale"]
    assert found.betweenness.tolist() == [between[node] for node in graph]
    assert found.closeness.tolist() == [float(near[node] * scale) for node in graph]


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    n_agencies=st.integers(20, 60),
    density=st.sampled_from([0.1, 0.5, 0.9]),
    # the first: ways of equal length through other weights (1/82 + 1/82 = 1/41); their common multiple exceeds 64 bits
    weights=st.sampled_from([[41, 82, 123, 60, 90, 180, 97, 101, 103, 107, 109, 113, 127], list(range(30, 400))]),
)
def test_weights_without_a_common_multiple_in_64_bits_are_compared_without_rounding(seed, n_agencies, density, weights):
    graph = draw_graph(seed, n_agencies, density, weights)
    found = ways.find_ways(ways.read_graph(graph))
    between = nx.betweenness_centrality(graph, weight="distance", normalized=True)
    near = nx.closeness_centrality(graph, distance="distance", wf_improved=True)
    scale = graph.graph["scale"]
    np.testing.assert_allclose(found.betweenness, [between[node] for node in graph], rtol=1e-9, atol=1e-15)
    np.testing.assert_allclose(found.closeness, [near[node] * scale for node in graph], rtol=1e-12)


def test_lengths_too_near_to_be_told_apart_are_left_to_networkx():
    graph = draw_graph(0, 40, 0.5, [2**31 - 1, 2**32 - 5, 2**33 - 9])
    assert ways.find_ways(near_equal(10**15 + 37, 10**15 + 91)) is None
    assert MEASURES["betweenness"](graph) == nx.betweenness_centrality(graph, weight="distance")


def near_equal(first: int, second: int) -> ways.Ties:
    """Return four nodes in a ring, whose two ways from one corner to the other differ in the fifteenth digit."""
    weights = np.zeros((4, 4))
    for a, b, weight in ((0, 1, first), (1, 3, first), (0, 2, second), (2, 3, second)):
        weights[a, b] = weights[b, a] = weight
    return ways.read_shared(weights)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32), n_agencies=st.integers(30, 60), named=st.sampled_from([0.01, 0.05, 0.2]))
def test_a_resample_has_the_measures_of_its_graph(seed, n_agencies, named):
    generator = np.random.default_rng(seed)
    table = sparse.csr_array((generator.random((50, n_agencies)) < named).astype(float))
    names = tuple(f"{place:03}" for place in range(n_agencies))
    network = TwoMode("s", "s", names, tuple(map(str, range(50))), table, 0 * table)
    drawn = np.sort(generator.integers(50, size=50))
    shared = _measure_shared(network, list(MEASURES), drawn, _list_pairs(network))
    graph = _measure_graph(network, "count", list(MEASURES), drawn)
    assert {*shared} == {*graph}
    for name, values in shared.items():
        np.testing.assert_array_equal(values, graph[name], err_msg=name)
