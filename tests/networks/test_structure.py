"""Whole networks and groups against chance, two-mode centralities, leads."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from analysis.networks import (
    compare_to_null,
    find_group_ties,
    score_leads,
    score_two_modes,
    trace_mixing,
)
from analysis.networks.structure import measure_nestedness


def test_davis_two_mode_betweenness(duties_of):
    """Southern women and their events: Evelyn .097, Nora .113, event 8 .244."""
    davis = nx.davis_southern_women_graph()
    duties = duties_of({event: sorted(davis[event]) for event in davis.graph["bottom"]})
    found = score_two_modes(duties, measures=["betweenness", "degree"]).set_index(["measure", "node"])["value"]
    assert round(found["betweenness", "Evelyn Jefferson"], 3) == 0.097
    assert round(found["betweenness", "Nora Fayette"], 3) == 0.113
    assert round(found["betweenness", "d/E8"], 2) == 0.24
    assert found["degree", "Evelyn Jefferson"] == pytest.approx(8 / 14)
    assert found["degree", "d/E8"] == pytest.approx(14 / 18)


def test_nodf_of_the_published_example():
    """Almeida-Neto et al. (2008), fig. 2: a five-by-five table with NODF 58 (columns 63, rows 53)."""
    table = np.array([[1, 0, 1, 1, 1], [1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [1, 1, 0, 0, 0], [1, 1, 0, 0, 0]], dtype=float)
    assert measure_nestedness(sparse.csr_array(table)) == pytest.approx(58.3, abs=0.1)


def test_planted_groups(duties_of):
    """Within groups more, between them fewer; without groups neither."""
    rng = np.random.default_rng(0)
    names = [f"a{i}" for i in range(12)]
    groups = {name: "x" if i < 6 else "y" for i, name in enumerate(names)}
    sides = {"x": names[:6], "y": names[6:]}
    clauses = {str(c): rng.choice(sides["xy"[c % 2]], 3, replace=False).tolist() for c in range(30)}
    found = find_group_ties(duties_of(clauses), groups=groups, n_draws=300).set_index(["group_a", "group_b"])
    assert (found["q"] < 0.05).all()
    assert found.loc[("x", "x"), "ratio"] > 1.5
    assert found.loc[("x", "y"), "observed"] == 0
    assert found["observed"].sum() == 30 * 3
    assert found["expected"].sum() == pytest.approx(30 * 3)
    mixed = {str(c): rng.choice(names, 3, replace=False).tolist() for c in range(30)}
    assert (find_group_ties(duties_of(mixed), groups=groups, n_draws=300)["q"] > 0.05).all()


def test_planted_communities_exceed_the_null(duties_of):
    rng = np.random.default_rng(1)
    blocks = [[f"{block}{i}" for i in range(5)] for block in "pqr"]
    clauses = {str(c): rng.choice(blocks[c % 3], 3, replace=False).tolist() for c in range(30)}
    found = compare_to_null(duties_of(clauses), n_draws=60).set_index("statistic")
    assert found.loc["modularity", "observed"] > found.loc["modularity", "null_high"]
    assert found.loc["modularity", "p_high"] == pytest.approx(1 / 61)
    assert found.loc["distinct_pairs", "observed"] < found.loc["distinct_pairs", "null_low"]


def test_mixing_rises_to_a_level(duties_of):
    rng = np.random.default_rng(1)
    clauses = {str(c): rng.choice([f"a{i}" for i in range(12)], 3, replace=False).tolist() for c in range(30)}
    trace = trace_mixing(duties_of(clauses))["share_moved"]
    assert trace[0] == 0
    assert trace[1:].min() > 0.2
    assert trace[5:].std() < 0.1
    assert trace[10:].mean() == pytest.approx(0.75, abs=0.1)  # three agencies in twelve: a quarter stays by chance


def test_lead_scores_of_the_gold(gold_duties):
    found = score_leads(gold_duties).set_index("agency")
    assert found["n_lead"].nlargest(3).to_dict() == {"省经信厅": 8, "省科技厅": 5, "省发展改革委": 2}
    assert found["n_lead"].sum() == 19
    assert found["n_support"].sum() == 85
    assert found.loc["省市场监管局", "dominance"] == pytest.approx(
        (1 - found.loc["省市场监管局", "n_support"]) / (1 + found.loc["省市场监管局", "n_support"])
    )


def test_networks_without_leads_have_no_dominance(duties_of):
    both = pd.concat(
        [
            duties_of({"1": "甲乙"}, doc_id="z"),
            duties_of({"1": "甲乙"}, leads={"1": "甲"}, jurisdiction="广东", doc_id="g"),
        ],
        ignore_index=True,
    )
    assert score_leads(both)["scope"].unique().tolist() == ["广东"]


def test_bad_names(duties_of):
    with pytest.raises(ValueError, match="no statistic is called 'modular'"):
        compare_to_null(duties_of({"1": "甲乙"}), statistics=["modular"])
    with pytest.raises(ValueError, match="no two-mode measure is called 'deg'"):
        score_two_modes(duties_of({"1": "甲乙"}), measures=["deg"])
