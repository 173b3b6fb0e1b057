"""Measures and communities against numbers of the literature."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.networks import find_communities, link_agencies, score_agencies, score_participation
from analysis.networks.graphs import build_graph
from analysis.networks.measures import MEASURES
from analysis.tables import make_table


def links_of(graph, weight=None):
    """Return a graph as a table of ties."""
    return make_table(
        "links",
        [
            {
                "scope": "s",
                "jurisdiction": "s",
                "agency_a": min(str(a), str(b)),
                "agency_b": max(str(a), str(b)),
                "weighting": "count",
                "weight": 1.0 if weight is None else edge[weight],
                "n_clauses": 1,
            }
            for a, b, edge in graph.edges(data=True)
        ],
    )


def values(links, measure, **options):
    scores = score_agencies(links, measures=[measure], **options)
    return scores.set_index("agency")["value"].to_dict()


def test_florentine_betweenness():
    """Florentine families: the published betweenness of the marriage network."""
    found = values(links_of(nx.florentine_families_graph()), "betweenness")
    assert round(found["Medici"], 3) == 0.522
    assert round(found["Guadagni"], 3) == 0.255
    assert round(found["Albizzi"], 3) == 0.212


def test_star_by_hand():
    """The centre of a star: every partner, every shortest way."""
    star = links_of(nx.star_graph(["mid", "a", "b", "c"]))
    assert values(star, "degree") == {"mid": 3, "a": 1, "b": 1, "c": 1}
    assert values(star, "strength") == {"mid": 3, "a": 1, "b": 1, "c": 1}
    assert values(star, "betweenness") == {"mid": 1, "a": 0, "b": 0, "c": 0}


def test_heavy_tie_is_short_way():
    """In a triangle with one light tie, the way round it is the shorter one; read as distance it would be the other."""
    triangle = nx.Graph()
    triangle.add_weighted_edges_from([("a", "b", 4.0), ("b", "c", 4.0), ("a", "c", 1.0)])
    assert values(links_of(triangle, "weight"), "betweenness") == {"a": 0, "b": 1, "c": 0}
    triangle["a"]["c"]["weight"] = 9.0
    assert values(links_of(triangle, "weight"), "betweenness") == {"a": 0, "b": 0, "c": 0}


def test_equal_routes_stay_equal():
    """1/3 + 1/6 and 1/2 are the same length, whatever floating point makes of them."""
    graph = nx.Graph()
    graph.add_weighted_edges_from([("a", "x", 3.0), ("x", "b", 6.0), ("a", "b", 2.0)])
    assert values(links_of(graph, "weight"), "betweenness")["x"] == pytest.approx(0.5)


def test_isolates_count(duties_of):
    duties = duties_of({"1": "甲乙", "2": "乙丙", "3": "丁"})
    links = link_agencies(duties)
    assert "丁" not in values(links, "degree")
    assert values(links, "degree", duties=duties)["丁"] == 0
    assert values(links, "betweenness") == {"甲": 0, "乙": 1, "丙": 0}
    assert values(links, "betweenness", duties=duties)["乙"] == pytest.approx(1 / 3)


def test_bad_measure():
    with pytest.raises(ValueError, match="no measure is called 'degre'; did you mean 'degree'"):
        score_agencies(links_of(nx.path_graph(3)), measures=["degre"])


graphs = st.builds(nx.gnp_random_graph, st.integers(3, 9), st.floats(0.2, 0.9), seed=st.integers(0, 99)).filter(
    lambda graph: graph.number_of_edges() > 0
)


@settings(max_examples=30, deadline=None)
@given(graphs, st.floats(0.01, 50))
def test_equal_weights_are_no_weights(graph, weight):
    nx.set_edge_attributes(graph, weight, "weight")
    plain = nx.betweenness_centrality(graph.subgraph([node for node in graph if graph.degree(node)]))
    found = values(links_of(graph, "weight"), "betweenness")
    assert found == pytest.approx({str(node): value for node, value in plain.items()})


@settings(max_examples=30, deadline=None)
@given(graphs)
def test_degrees_sum_to_twice_the_ties(graph):
    links = links_of(graph)
    assert sum(values(links, "degree").values()) == 2 * len(links)
    assert sum(values(links, "strength").values()) == 2 * links["weight"].sum()


@pytest.mark.parametrize("name", sorted(MEASURES))
def test_every_measure_tells_agencies_apart(name):
    """No measure may be a constant, nor turn the hub of a star into its rim."""
    graph = build_graph(links_of(nx.star_graph(["mid", "a", "b", "c", "d"])))
    found = MEASURES[name](graph)
    if name not in {"component", "coreness"}:
        assert found["mid"] > found["a"]


def test_karate_communities():
    """Karate club: the best known modularity is 0.420; the consensus comes close and is sure of both leaders."""
    karate = nx.karate_club_graph()
    nx.set_edge_attributes(karate, 1.0, "weight")
    found = find_communities(links_of(karate))
    parts = found.groupby("community")["agency"].apply(lambda names: {int(name) for name in names})
    assert nx.community.modularity(karate, parts) == pytest.approx(0.42, abs=0.005)
    community = found.set_index("agency")["community"]
    assert community["0"] != community["33"]
    assert found["stability"].between(0, 1).all()


def test_karate_modularity():
    """Q of the observed split .358, of the best partition .420."""
    karate = nx.karate_club_graph()
    clubs = [{n for n in karate if karate.nodes[n]["club"] == club} for club in ("Mr. Hi", "Officer")]
    assert nx.community.modularity(karate, clubs, weight=None) == pytest.approx(0.358, abs=0.0005)
    best = max(
        nx.community.modularity(karate, nx.community.louvain_communities(karate, weight=None, seed=seed), weight=None)
        for seed in range(20)
    )
    assert best == pytest.approx(0.420, abs=0.0005)


def test_communities_repeat_and_are_numbered_by_size():
    graph = nx.union(nx.complete_graph(["a", "b", "c"]), nx.complete_graph(["p", "q", "r", "s"]))
    found = find_communities(links_of(graph), n_runs=10)
    pd.testing.assert_frame_equal(found, find_communities(links_of(graph), n_runs=10))
    assert found.set_index("agency")["community"].to_dict() == dict.fromkeys("pqrs", 1) | dict.fromkeys("abc", 2)
    assert np.allclose(found["stability"], 1)
    with pytest.raises(ValueError, match="n_runs is 0"):
        find_communities(links_of(graph), n_runs=0)


def test_gold_scores(gold_duties):
    """The three core bodies of the hand annotation lead strength; no other is near."""
    scores = score_agencies(link_agencies(gold_duties), duties=gold_duties, n_resamples=5)
    strength = scores.query("measure == 'strength'").sort_values("value", ascending=False)
    assert set(strength["agency"].head(3)) == {"省发展改革委", "省科技厅", "省经信厅"}
    assert scores["agency"].nunique() == 45


def test_krackhardt_kite():
    """Krackhardt (1990), the kite: the three centralities name three different people."""
    kite = links_of(nx.relabel_nodes(nx.krackhardt_kite_graph(), dict(enumerate("ABCDEFGHIJ"))))
    assert max(values(kite, "degree").items(), key=lambda item: item[1]) == ("D", 6)
    between = values(kite, "betweenness")
    assert max(between, key=between.get) == "H"
    assert round(between["H"], 3) == 0.389
    near = values(kite, "closeness")
    assert round(near["F"], 3) == round(near["G"], 3) == 0.643
    assert sorted(near, key=near.get)[-2:] == ["F", "G"] or sorted(near, key=near.get)[-2:] == ["G", "F"]
    assert values(kite, "coreness")["D"] == 3


def test_closeness_of_florentine_families_and_of_weights():
    assert round(values(links_of(nx.florentine_families_graph()), "closeness")["Medici"], 2) == 0.56
    doubled = nx.path_graph(["a", "b", "c"])
    nx.set_edge_attributes(doubled, 2.0, "weight")
    assert values(links_of(doubled, "weight"), "closeness")["b"] == pytest.approx(2.0)


def test_components_are_named_by_size():
    graph = nx.union(nx.path_graph(["a", "b"]), nx.path_graph(["p", "q", "r"]))
    assert values(links_of(graph), "component") == {"a": 2, "b": 2, "p": 1, "q": 1, "r": 1}
    found = values(links_of(graph), "eigenvector")
    assert np.isnan(found["a"])
    assert found["q"] == pytest.approx(1)
    assert found["p"] == pytest.approx(1 / np.sqrt(2))


def test_participation():
    star = links_of(nx.star_graph(["mid", "a", "b", "c", "d"]))
    groups = {"mid": "x", "a": "x", "b": "x", "c": "y", "d": "y"}
    found = score_participation(star, groups=groups).set_index("agency")["value"]
    assert found["mid"] == pytest.approx(0.5)
    assert found["a"] == 0


def test_intervals_contain_the_value_and_shrink_with_text(duties_of):
    clauses = {str(c): ("甲", "乙") if c % 2 else ("甲", "丙") for c in range(12)}
    many = {f"{c}-{copy}": agencies for c, agencies in clauses.items() for copy in range(9)}
    width = {}
    for name, given_clauses in (("few", clauses), ("many", many)):
        duties = duties_of(given_clauses)
        scores = score_agencies(link_agencies(duties), duties=duties, measures=["strength"]).set_index("agency")
        assert (scores["ci_low"] <= scores["value"]).all()
        assert (scores["value"] <= scores["ci_high"]).all()
        width[name] = (scores["ci_high"] - scores["ci_low"])["乙"] / scores["value"]["乙"]
    assert width["many"] == pytest.approx(width["few"] / 3, rel=0.35)
    # Strength of 乙 is binomial(12, 1/2) over resamples: its standard deviation is the square root of 3.
    few = score_agencies(
        link_agencies(duties_of(clauses)), duties=duties_of(clauses), measures=["strength"], n_resamples=600
    ).set_index("agency")
    assert few["ci_high"]["乙"] - few["value"]["乙"] == pytest.approx(1.96 * np.sqrt(3), rel=0.1)


def test_no_interval_from_few_clauses(duties_of):
    duties = duties_of({"1": "甲乙", "2": "乙丙"})
    assert score_agencies(link_agencies(duties), duties=duties)["ci_low"].isna().all()


def test_jaccard_and_lead_weights(duties_of):
    duties = duties_of({"1": "甲乙", "2": "甲丙", "3": "甲乙"}, leads={"1": "甲"})
    jaccard = link_agencies(duties, weighting="jaccard").set_index(["agency_a", "agency_b"])["weight"]
    assert jaccard.to_dict() == pytest.approx({("丙", "甲"): 1 / 3, ("乙", "甲"): 2 / 3})
    lead = link_agencies(duties, weighting="lead").set_index(["agency_a", "agency_b"])["weight"]
    assert lead.to_dict() == {("丙", "甲"): 0.5, ("乙", "甲"): 1.5}
