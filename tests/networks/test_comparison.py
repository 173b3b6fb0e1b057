"""Networks side by side: shared and lost ties, correlation, leads; absent is not stated."""

from itertools import combinations, permutations

import numpy as np
import pandas as pd
import pytest

from analysis.networks import compare_leads, compare_networks, link_agencies, list_tie_changes, measure_networks


def both(duties_of, first, second, **options):
    return pd.concat(
        [duties_of(first, doc_id="x", **options), duties_of(second, doc_id="y", **options)], ignore_index=True
    )


def test_shared_lost_gained_not_stated(duties_of):
    duties = both(duties_of, {"1": "甲乙丙", "2": "甲丁"}, {"1": "甲乙", "2": "丙乙", "3": "戊甲"})
    links = link_agencies(duties, scope="document")
    pair = compare_networks(links).iloc[0]
    assert pair[["n_a", "n_b", "n_common", "shared", "only_a", "only_b"]].tolist() == [4, 4, 3, 2, 1, 0]
    assert pair["jaccard"] == pytest.approx(2 / 3)
    assert pd.isna(pair["qap_r"])
    assert pair["note"] == "only 3 common agencies; a correlation needs 5"
    changes = list_tie_changes(links, earlier="x", later="y")
    found = {frozenset((row.agency_a, row.agency_b)): row.change for row in changes.itertuples()}
    assert found == {
        frozenset("甲乙"): "kept",
        frozenset("乙丙"): "kept",
        frozenset("甲丙"): "lost",
        frozenset("甲丁"): "not stated",
        frozenset("甲戊"): "not stated",
    }


def test_bodies_are_matched_by_their_general_name(duties_of):
    duties = both(duties_of, {"1": ["省建设厅", "省财政厅"]}, {"1": ["省财政厅", "省住房城乡建设厅"]})
    pair = compare_networks(link_agencies(duties, scope="document")).iloc[0]
    assert pair[["n_common", "shared", "only_a", "only_b"]].tolist() == [2, 1, 0, 0]


def test_qap_by_every_permutation(duties_of):
    """The share of all 120 relabellings of five agencies that reach the correlation."""
    first = {"1": "abc", "2": "ab", "3": "de", "4": "ab"}
    second = {"1": "ab", "2": "abc", "3": "cd", "4": "de", "5": "ab"}
    links = link_agencies(both(duties_of, first, second), scope="document")
    found = compare_networks(links, n_permutations=4000).iloc[0]
    squares = []
    for scope in "xy":
        square = np.zeros((5, 5))
        for row in links[links["scope"] == scope].itertuples():
            i, j = "abcde".index(row.agency_a), "abcde".index(row.agency_b)
            square[i, j] = square[j, i] = row.weight
        squares.append(square)
    upper = np.triu_indices(5, k=1)
    observed = np.corrcoef(squares[0][upper], squares[1][upper])[0, 1]
    exact = np.mean(
        [
            np.corrcoef(squares[0][upper], squares[1][np.ix_(order, order)][upper])[0, 1] >= observed - 1e-12
            for order in map(list, permutations(range(5)))
        ]
    )
    assert found["qap_r"] == pytest.approx(observed)
    assert found["qap_p"] == pytest.approx(exact, abs=0.03)


def test_same_network_is_alike_whatever_its_size(duties_of):
    clauses = {"1": "abc", "2": "abd", "3": "ef"}
    larger = {f"{copy}{c}": agencies for c, agencies in clauses.items() for copy in range(7)}
    found = compare_networks(link_agencies(both(duties_of, clauses, larger), scope="document")).iloc[0]
    assert found["qap_r"] == pytest.approx(1)
    assert found["jaccard"] == 1
    assert found["qap_p"] < 0.05


def test_leads_side_by_side(duties_of):
    duties = pd.concat(
        [
            duties_of({"1": "甲乙", "2": "甲丙"}, leads={"1": "甲", "2": "甲"}, doc_id="x"),
            duties_of({"1": "甲乙", "2": "甲丙"}, leads={"1": "乙"}, doc_id="y"),
            duties_of({"1": "甲乙"}, doc_id="z"),
        ],
        ignore_index=True,
    )
    found = compare_leads(duties).set_index(["agency", "doc_id"])
    assert found["lead_share"][["甲"]].tolist()[:2] == [1.0, 0.0]
    assert found.loc[("乙", "y"), "lead_share"] == 1.0
    assert pd.isna(found.loc[("甲", "z"), "n_lead"])
    assert pd.isna(found.loc[("甲", "z"), "lead_share"])


def test_bad_calls(duties_of):
    links = link_agencies(duties_of({"1": "甲乙"}))
    with pytest.raises(ValueError, match="no network is called '广东'; known: 浙江"):
        list_tie_changes(links, earlier="浙江", later="广东")
    assert compare_networks(links).empty


def test_sizes_at_an_equal_number_of_clauses(duties_of):
    """Every choice of two clauses of four, counted; and the same by drawing at random."""
    clauses = {"1": "甲乙", "2": "甲丙", "3": "甲乙丁", "4": "戊"}
    duties = both(duties_of, clauses, {"1": "甲乙", "2": "丙"}, leads={"1": "甲"})
    found = measure_networks(duties, scope="document").set_index("scope")
    chosen = [[set(clauses[c]) for c in pair] for pair in combinations(clauses, 2)]
    assert found.loc["x", "clauses_at"] == 2
    assert found.loc["x", "agencies_at"] == pytest.approx(np.mean([len(a | b) for a, b in chosen]))
    tied = [{frozenset(pair) for clause in pair_of for pair in combinations(clause, 2)} for pair_of in chosen]
    assert found.loc["x", "ties_at"] == pytest.approx(np.mean([len(pairs) for pairs in tied]))
    assert found.loc["y", ["n_agencies", "n_ties"]].tolist() == [3, 1]
    assert found.loc["y", ["agencies_at", "ties_at"]].tolist() == pytest.approx([3, 1])
    assert found["lead_share"].tolist() == [0.25, 0.5]
    assert found["list_length"].tolist() == [2, 1.5]
    assert measure_networks(duties, scope="document", n_clauses=3).set_index("scope")["ties_at"].isna().tolist() == [
        False,
        True,
    ]


def test_sizes_without_leads_and_with_nothing(duties_of):
    assert measure_networks(duties_of({"1": "甲"}))[["lead_share", "density"]].isna().all(axis=None)
    assert measure_networks(duties_of({})).empty
