"""Nulls and backbones against enumerations and published numbers."""

from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse, stats

from analysis.networks import estimate_clauses, find_backbone
from analysis.networks.backbone import METHODS, Ties, approximate_tail, correct_p, filter_disparity
from analysis.networks.draws import draw_matrices
from analysis.networks.nulls import find_upper_tail, fit_probabilities, sum_binomials

#: Rows are agents, columns artifacts: the three-by-four table of FDSM and SDSM in the literature on backbones.
TABLE = np.array([[1, 0, 1, 1], [0, 1, 0, 0], [1, 0, 0, 1]])
PAIRS = ((0, 1), (0, 2), (1, 2))


def enumerate_tables(rows, columns):
    """Return every binary table with these margins."""
    choices = [list(combinations(range(len(columns)), k)) for k in rows]
    tables = []
    for choice in product(*choices):
        table = np.zeros((len(rows), len(columns)), dtype=int)
        for i, ones in enumerate(choice):
            table[i, list(ones)] = 1
        if (table.sum(axis=0) == columns).all():
            tables.append(table)
    return tables


def test_probabilities_of_the_example():
    """Margins (1, 1, 2) twice: BiCM .216 .568 .863, where enumeration gives .2 .6 .8."""
    found = fit_probabilities(np.array([1, 1, 2]), np.array([1, 1, 2]))
    assert found.round(3)[[0, 0, 2], [0, 2, 2]].tolist() == [0.216, 0.568, 0.863]
    exact = np.mean(enumerate_tables([1, 1, 2], [1, 1, 2]), axis=0)
    assert exact[[0, 0, 2], [0, 2, 2]].tolist() == pytest.approx([0.2, 0.6, 0.8])


def test_sdsm_exact_and_as_published():
    chances = fit_probabilities(TABLE.sum(axis=1), TABLE.sum(axis=0))
    weight = TABLE @ TABLE.T
    ones = np.ones(4, dtype=int)
    exact = [find_upper_tail(ones, chances[i] * chances[j], int(weight[i, j])) for i, j in PAIRS]
    assert np.round(exact, 3).tolist() == [1, 0.555, 1]
    normal = [approximate_tail(ones, (chances[i] * chances[j])[None], weight[[i], [j]])[0] for i, j in PAIRS]
    assert np.round(normal, 3).tolist() == [0.977, 0.549, 0.972]


def test_fdsm_of_the_example():
    """Eight tables have these margins; pair 1-3 reaches its weight in a quarter of them."""
    tables = enumerate_tables(TABLE.sum(axis=1), TABLE.sum(axis=0))
    assert len(tables) == 8
    drawn = [table.toarray() for table in draw_matrices(sparse.csr_array(TABLE.astype(float)), n_draws=2000)]
    counts = pd.Series([table.astype(int).tobytes() for table in drawn]).value_counts()
    assert len(counts) == 8
    assert stats.chisquare(counts).pvalue > 0.001
    shared = np.array([[(table @ table.T)[i, j] for i, j in PAIRS] for table in drawn])
    assert (shared[:, 1] >= 2).mean() == pytest.approx(0.25, abs=0.03)
    assert (shared[:, 0] <= 0).mean() == pytest.approx(0.5, abs=0.03)
    assert (shared[:, 2] <= 0).mean() == pytest.approx(0.75, abs=0.03)


def test_methods_end_to_end(duties_of):
    """The same table through the public door: clauses are its columns."""
    duties = duties_of({str(c): [f"a{i + 1}" for i in range(3) if TABLE[i, c]] for c in range(4)})
    exact = find_backbone(duties)
    assert exact[["agency_a", "agency_b", "weight"]].to_numpy().tolist() == [["a1", "a3", 2]]
    assert exact["p"].round(3).tolist() == [0.555]
    assert find_backbone(duties, method="sdsm_normal")["p"].round(3).tolist() == [0.549]
    assert find_backbone(duties, method="fdsm", n_draws=800)["p"].tolist() == pytest.approx([0.25], abs=0.05)
    assert find_backbone(duties, method="hypergeometric")["p"].tolist() == pytest.approx([0.5])


def test_disparity_filter():
    """Two stars of five joined at their hubs: of 21 edges the nine of the stars and the bridge survive."""
    weights = np.zeros((10, 10), dtype=int)
    for low, high, star, rim in ((0, 5, 10, 1), (5, 10, 100, 10)):
        weights[low:high, low:high] = rim
        weights[low, low:high] = weights[low:high, low] = star
    weights[0, 5] = weights[5, 0] = 75
    np.fill_diagonal(weights, 0)
    first, second = np.nonzero(np.triu(weights))
    p = filter_disparity(Ties(first, second, weights[first, second]), 10)
    kept = set(zip(first[p <= 0.05].tolist(), second[p <= 0.05].tolist(), strict=True))
    assert len(p) == 21
    assert kept == {(0, i) for i in range(1, 6)} | {(5, i) for i in range(6, 10)}


def test_poisson_binomial_by_enumeration():
    chances = np.array([0.1, 0.35, 0.35, 0.8])
    expected = np.zeros(5)
    for draw in product((0, 1), repeat=4):
        expected[sum(draw)] += np.prod([c if d else 1 - c for c, d in zip(chances, draw, strict=True)])
    assert sum_binomials(np.array([1, 2, 1]), np.array([0.1, 0.35, 0.8])) == pytest.approx(expected)


def test_small_tails_keep_their_digits():
    assert find_upper_tail(np.array([50]), np.array([0.01]), 10) == pytest.approx(stats.binom.sf(9, 50, 0.01), rel=1e-9)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 7), st.integers(1, 7), st.integers(0, 10_000))
def test_probabilities_keep_the_margins(n_rows, n_columns, seed):
    table = np.random.default_rng(seed).random((n_rows, n_columns)) < 0.4
    chances = fit_probabilities(table.sum(axis=1), table.sum(axis=0))
    assert chances.sum(axis=1) == pytest.approx(table.sum(axis=1), abs=1e-6)
    assert chances.sum(axis=0) == pytest.approx(table.sum(axis=0), abs=1e-6)
    assert ((chances >= 0) & (chances <= 1)).all()


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 6), st.integers(1, 9), st.integers(0, 10_000))
def test_draws_keep_the_margins(n_rows, n_columns, seed):
    table = (np.random.default_rng(seed).random((n_rows, n_columns)) < 0.5).astype(float)
    for drawn in draw_matrices(sparse.csr_array(table), n_draws=3, seed=seed):
        assert drawn.sum(axis=1).tolist() == table.sum(axis=1).tolist()
        assert drawn.sum(axis=0).tolist() == table.sum(axis=0).tolist()
        assert set(drawn.toarray().ravel()) <= {0, 1}


def test_p_values_are_uniform_under_the_null():
    """Drawn from the model itself, randomised p-values are uniform; the plain ones never fall below it."""
    rng = np.random.default_rng(1)
    chances = fit_probabilities(np.array([12, 20, 9]), np.repeat([1, 2], [25, 8]))
    both = chances[0] * chances[1]
    classes, sizes = np.unique(both.round(12), return_counts=True)
    exact = sum_binomials(sizes, classes)
    draws = (rng.random((20_000, 2, len(both))) < chances[:2]).all(axis=1).sum(axis=1)
    tail = np.array([exact[k:].sum() for k in range(len(exact) + 1)])
    plain = tail[draws]
    randomised = tail[draws + 1] + rng.random(len(draws)) * exact[draws]
    assert stats.kstest(randomised, "uniform").pvalue > 0.001
    for level in (0.01, 0.05, 0.2, 0.5):
        assert (plain <= level).mean() <= level + 0.01


def test_planted_pair_is_found(duties_of):
    """Two bodies that always come together among many that do not."""
    rng = np.random.default_rng(0)
    clauses = {str(c): sorted(rng.choice([f"b{i}" for i in range(20)], 3, replace=False)) for c in range(120)}
    for c in range(20):
        clauses[str(c)] = ["pair1", "pair2", *clauses[str(c)]]
    for method in METHODS:
        found = find_backbone(duties_of(clauses), method=method)
        pair = found.set_index(["agency_a", "agency_b"]).loc[("pair1", "pair2")]
        if method != "disparity":  # that filter asks another question: who dominates one of its ends
            assert pair["kept"], method
            assert pair["p"] == found["p"].min(), method
            assert pair["ratio"] > 4
            assert found["kept"].sum() == 1, method


def test_no_tie_of_the_corpus_survives(gold_duties):
    """The honest headline, on the hand annotation: 249 ties, none established."""
    found = find_backbone(gold_duties)
    assert len(found) == 249
    assert not found["kept"].any()
    assert found["p"].min() > 0.0001


def test_needed_clauses(duties_of):
    clauses = {f"{c}": ("甲", "乙") if c % 4 == 0 else ("丙", "丁") if c % 2 else ("丙", "戊") for c in range(8)}
    needed = estimate_clauses(duties_of(clauses)).set_index(["agency_a", "agency_b"])["needed"]
    now = find_backbone(duties_of(clauses), correction="none").set_index(["agency_a", "agency_b"])
    assert now.loc[("乙", "甲"), "p"] > 0.05 / 3
    times = needed["乙", "甲"] // 8
    larger = {f"{copy}-{c}": agencies for c, agencies in clauses.items() for copy in range(times)}
    p = find_backbone(duties_of(larger)).set_index(["agency_a", "agency_b"])["p"]
    assert p["乙", "甲"] <= 0.05 / 3
    fewer = {f"{copy}-{c}": agencies for c, agencies in clauses.items() for copy in range(times - 1)}
    assert find_backbone(duties_of(fewer)).set_index(["agency_a", "agency_b"])["p"]["乙", "甲"] > 0.05 / 3


def test_corrections():
    """Benjamini and Hochberg (1995), p. 294: of fifteen p-values four are rejected at .05, three by Holm."""
    p = np.array(
        [
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
    )
    assert (correct_p(p, "fdr_bh") <= 0.05).sum() == 4
    assert (correct_p(p, "holm") <= 0.05).sum() == 3
    assert (correct_p(p, "fdr_by") <= 0.05).sum() == 3
    assert correct_p(p, "none").tolist() == p.tolist()


def test_bad_calls(duties_of):
    duties = duties_of({"1": "甲乙"})
    with pytest.raises(ValueError, match="no method is called 'sdms'; did you mean 'sdsm'"):
        find_backbone(duties, method="sdms")
    with pytest.raises(ValueError, match="no correction is called 'bh'"):
        find_backbone(duties, correction="bh")
    with pytest.raises(ValueError, match="alpha is 5"):
        find_backbone(duties, alpha=5)
    assert find_backbone(duties_of({})).empty
