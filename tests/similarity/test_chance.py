"""Intervals and nulls: calibrated where the truth is known, withheld where nothing can be said."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.similarity import compare_units, expect_passages, find_passages, resample_pairs
from analysis.synth import plant_reuse


def draw_corpus(rng, n_docs=3, n_clauses=20, own=0):
    """Draw documents whose clauses all come from one urn of words; documents a and b share ``own`` more."""
    rows = []
    shares = 1 / (np.arange(60) + 3)
    for doc_id in "abcdefgh"[:n_docs]:
        for clause in range(n_clauses):
            words = [f"w{word}" for word in rng.choice(60, size=8, p=shares / shares.sum())]
            words += ["shared"] * (own if doc_id in "ab" else 0)
            rows += [{"clause_id": f"{doc_id}/{clause}", "doc_id": doc_id, "term": word, "n": 1} for word in words]
    return pd.DataFrame(rows).groupby(["clause_id", "doc_id", "term"], as_index=False)["n"].sum()


def weigh(terms, owner=None):
    units = terms.assign(unit_id=terms["doc_id"] if owner is None else terms["doc_id"].map(owner))
    counts = units.groupby(["unit_id", "term"], as_index=False)["n"].sum()
    return counts.assign(unit="document" if owner is None else "group", tf=counts["n"], idf=1.0, tf_idf=counts["n"])


def test_p_of_exchanged_clauses_is_uniform_on_unrelated_text():
    rng = np.random.default_rng(0)
    p = []
    for _ in range(80):
        terms = draw_corpus(rng, n_clauses=8)
        p.append(resample_pairs(weigh(terms), terms, n_draws=39, seed=int(rng.integers(10**6)))["p"].iloc[0])
    assert stats.kstest(p, "uniform").pvalue > 0.01
    assert 0.02 < np.mean(np.array(p) <= 0.1) < 0.2


def test_what_two_share_beyond_the_urn_is_found():
    terms = draw_corpus(np.random.default_rng(1), n_docs=5, own=4)
    pairs = resample_pairs(weigh(terms), terms, n_draws=199).set_index(["unit_a", "unit_b"])
    assert pairs["p"].idxmin() == ("a", "b")
    assert pairs.loc[("a", "b"), "p"] < 0.05
    assert pairs.loc[("a", "b"), "value"] > pairs.loc[("a", "b"), "null_mean"]


def test_interval_covers_what_such_texts_would_have_on_average():
    rng = np.random.default_rng(2)
    pairs = []
    for _ in range(60):
        terms = draw_corpus(rng, n_docs=2, n_clauses=20)
        pairs.append(resample_pairs(weigh(terms), terms, n_draws=99, seed=int(rng.integers(10**6))).iloc[0])
    average = np.mean([row["value"] for row in pairs])
    assert sum(row["ci_low"] <= average <= row["ci_high"] for row in pairs) >= 51  # 57 expected at level 0.95
    assert all(row["ci_low"] <= row["value"] <= row["ci_high"] for row in pairs)
    assert 0.02 < np.mean([row["ci_high"] - row["ci_low"] for row in pairs]) < 0.3


def test_what_the_corpus_cannot_support_is_missing():
    terms = draw_corpus(np.random.default_rng(3), n_docs=2)
    pairs = resample_pairs(weigh(terms), terms, n_draws=19)
    assert pairs["ci_low"].notna().all()
    assert pairs[["null_mean", "p", "q"]].isna().all(axis=None)
    short = draw_corpus(np.random.default_rng(3), n_docs=3, n_clauses=3)
    pairs = resample_pairs(weigh(short), short, n_draws=19)
    assert pairs[["ci_low", "ci_high"]].isna().all(axis=None)
    assert pairs["p"].notna().all()


def test_clauses_are_exchanged_within_a_kind_only():
    terms = draw_corpus(np.random.default_rng(4), n_docs=5)
    kinds = {"a": "plan", "b": "plan", "c": "plan", "d": "opinion"}
    pairs = resample_pairs(weigh(terms), terms, kinds=kinds, n_draws=19)
    tested = pairs.loc[pairs["p"].notna(), ["unit_a", "unit_b"]].to_numpy().tolist()
    assert tested == [["a", "b"], ["a", "c"], ["b", "c"]]


def test_groups_and_the_value_is_that_of_compare_units():
    terms = draw_corpus(np.random.default_rng(5), n_docs=4)
    owner = {"a": "浙江", "b": "浙江", "c": "广东", "d": None}
    weights = weigh(terms, owner)
    pairs = resample_pairs(weights, terms, groups=owner, n_draws=19)
    assert pairs["value"].tolist() == compare_units(weights)["value"].tolist()
    with pytest.raises(ValueError, match="weights do not follow from terms"):
        resample_pairs(weights.assign(tf_idf=np.arange(len(weights)) + 1.0), terms, groups=owner, n_draws=19)
    with pytest.raises(ValueError, match="n_draws must be at least 2"):
        resample_pairs(weights, terms, groups=owner, n_draws=0)


def test_same_seed_same_numbers_and_nothing_mutated():
    terms = draw_corpus(np.random.default_rng(6))
    weights = weigh(terms)
    before = terms.copy(), weights.copy()
    one, two = (resample_pairs(weights, terms, n_draws=29, seed=7) for _ in range(2))
    pd.testing.assert_frame_equal(one, two, check_exact=True)
    pd.testing.assert_frame_equal(terms, before[0])
    pd.testing.assert_frame_equal(weights, before[1])


def test_passages_beside_their_expected_number():
    reuse = plant_reuse(n_pairs=3, seed=6)
    counts = expect_passages(find_passages(reuse.clauses), reuse.clauses)
    planted = counts.loc[counts["doc_a"].str[1:] == counts["doc_b"].str[1:]]
    assert planted["n"].tolist() == [1, 1, 1]
    assert counts["n"].sum() == 3
    assert counts["expected"].sum() == pytest.approx(3)
    assert counts["expected"].iloc[0] == pytest.approx(3 / 15)
    # Of 15 pairs of documents with 2 x 2 pairs of clauses each, 3 of 60 pairs of clauses match.
    assert planted["p"].iloc[0] == pytest.approx(1 - stats.hypergeom.pmf(0, 60, 3, 4))


def test_no_passage_no_expectation():
    clauses = plant_reuse(n_pairs=2, planted=False).clauses
    counts = expect_passages(find_passages(clauses).iloc[:0], clauses)
    assert counts["n"].tolist() == [0] * 6
    assert counts[["expected", "p", "q"]].isna().all(axis=None)
