"""Prevalence: shares of words, intervals over documents, and no p where documents are too few."""

import numpy as np
import pandas as pd
import pytest

from analysis.topics import measure_prevalence


def shares_of(values):
    """One clause a document; `values` from document to the share of topic 1."""
    rows = [
        (f"{doc}/1", topic, share) for doc, value in values.items() for topic, share in ((1, value), (2, 1 - value))
    ]
    return pd.DataFrame(rows, columns=["unit_id", "topic_id", "share"]).assign(model="nmf", k=2, unit="clause")


def measure(values, groups, sizes=None):
    shares = shares_of(values)
    units = sorted(set(shares["unit_id"]))
    sizes = dict.fromkeys(units, 10) if sizes is None else {f"{doc}/1": size for doc, size in sizes.items()}
    found = measure_prevalence(shares, documents={u: u[:-2] for u in units}, groups=groups, sizes=sizes)
    return found.set_index(["group", "topic_id"])


def test_shares_are_weighted_by_words():
    found = measure({"a": 1.0, "b": 0.0}, {"a": "甲", "b": "甲"}, sizes={"a": 30, "b": 10})
    assert found.loc[("甲", 1), "share"] == 0.75
    assert found.groupby("group")["share"].sum().tolist() == [1.0]


def test_one_document_against_four_has_no_p_and_says_why():
    found = measure({"a": 1.0, "b": 0.1, "c": 0.2, "d": 0.0, "e": 0.1}, dict.fromkeys("bcde", "乙") | {"a": "甲"})
    assert found["n_permutations"].unique().tolist() == [5]
    assert found["p"].isna().all()
    assert found["ci_low"].isna().all()
    assert found["withheld"].str.contains("5 divisions of 5 documents give no p below 0.05").all()


def test_an_exact_p_is_the_part_of_divisions_as_uneven():
    values = {f"a{n}": 0.9 + n / 100 for n in range(4)} | {f"b{n}": 0.1 + n / 100 for n in range(4)}
    found = measure(values, {doc: doc[0] for doc in values})
    assert found["n_permutations"].unique().tolist() == [70]
    # Two of the 70 divisions are as uneven: the one at hand and its mirror.
    assert found["p"].tolist() == pytest.approx([2 / 70] * 4, abs=1e-6)
    assert (found["q"] >= found["p"]).all()


def test_groups_that_do_not_differ_are_not_said_to():
    values = {f"{group}{n}": 0.5 + 0.05 * n for group in "ab" for n in range(5)}
    found = measure(values, {doc: doc[0] for doc in values})
    assert (found["p"] > 0.9).all()
    assert found["ci_low"].notna().all()
    assert (found["ci_low"] <= found["share"]).all()
    assert (found["share"] <= found["ci_high"]).all()


def test_many_documents_are_divided_at_random_and_repeat():
    generator = np.random.default_rng(0)
    values = {f"a{n:02d}": float(generator.uniform(0.6, 1)) for n in range(12)}
    values |= {f"b{n:02d}": float(generator.uniform(0, 0.4)) for n in range(12)}
    groups = {doc: doc[0] for doc in values}
    found = measure(values, groups)
    assert found["p"].tolist() == pytest.approx([1 / 10_000] * 4)
    pd.testing.assert_frame_equal(found, measure(values, groups))


def test_intervals_cover_the_truth():
    generator = np.random.default_rng(3)
    hits = 0
    for _ in range(60):
        values = {f"a{n:02d}": float(generator.beta(2, 3)) for n in range(20)}
        row = measure(values, dict.fromkeys(values, "甲")).loc[("甲", 1)]
        hits += row["ci_low"] <= 0.4 <= row["ci_high"]
    assert 0.85 <= hits / 60 <= 1.0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"groups": {"a": "甲"}}, r"\['b'\]"),
        ({"documents": {}}, "documents say nothing of 2"),
        ({"sizes": {}}, "sizes say nothing"),
    ],
)
def test_gaps_in_the_mappings_are_named(options, message):
    units = ["a/1", "b/1"]
    given = {"documents": {u: u[0] for u in units}, "groups": {"a": "甲", "b": "乙"}, "sizes": dict.fromkeys(units, 1)}
    with pytest.raises(ValueError, match=message):
        measure_prevalence(shares_of({"a": 1.0, "b": 0.0}), **(given | options))
