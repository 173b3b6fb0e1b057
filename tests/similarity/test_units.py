"""Cosines of units and the terms that make them: published numbers, and what may never matter."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import WithheldError
from analysis.similarity import compare_units, explain_pairs

# Manning, Raghavan, Schütze (2008), figure 6.13: counts in three novels; weights are 1 + log10(count).
NOVELS = {
    "SaS": {"affection": 115, "jealous": 10, "gossip": 2},
    "PaP": {"affection": 58, "jealous": 7},
    "WH": {"affection": 20, "jealous": 11, "gossip": 6, "wuthering": 38},
}


def make_weights(vectors, unit="document"):
    rows = [
        {"unit_id": name, "term": term, "unit": unit, "tf_idf": float(value)}
        for name, vector in vectors.items()
        for term, value in vector.items()
    ]
    return pd.DataFrame(rows, columns=["unit_id", "term", "unit", "tf_idf"])


vectors = st.dictionaries(
    st.sampled_from(["甲", "乙", "丙", "丁"]),
    st.dictionaries(st.sampled_from(list("一二三四五六七八")), st.floats(0.01, 100), min_size=1),
    min_size=2,
)


def test_cosines_of_three_novels_are_as_published():
    logs = {name: {term: 1 + math.log10(n) for term, n in counts.items()} for name, counts in NOVELS.items()}
    pairs = compare_units(make_weights(logs)).set_index(["unit_a", "unit_b"])["value"].round(2)
    assert pairs.to_dict() == {("PaP", "SaS"): 0.94, ("SaS", "WH"): 0.79, ("PaP", "WH"): 0.69}


@given(vectors)
@settings(deadline=None, max_examples=40)
def test_contributions_sum_to_the_cosine_of_every_pair(units):
    weights = make_weights(units)
    pairs = compare_units(weights)
    sums = explain_pairs(weights).groupby(["unit_a", "unit_b"])["contribution"].sum()
    for pair in pairs.itertuples():
        assert sums.get((pair.unit_a, pair.unit_b), 0.0) == pytest.approx(pair.value, abs=1e-9)
        assert 0 <= pair.value <= 1
        assert pair.unit_a < pair.unit_b
    assert len(pairs) == math.comb(len(units), 2)


@given(vectors, st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=25)
def test_order_of_rows_never_matters(units, random):
    weights = make_weights(units)
    places = list(range(len(weights)))
    random.shuffle(places)
    shuffled = weights.iloc[places]
    pd.testing.assert_frame_equal(compare_units(weights), compare_units(shuffled), check_exact=True)
    pd.testing.assert_frame_equal(explain_pairs(weights), explain_pairs(shuffled), check_exact=True)


def test_scale_of_a_unit_does_not_matter_and_names_only_name():
    units = {"a": {"x": 1, "y": 2}, "b": {"x": 3, "z": 1}}
    bigger = {"a": {"x": 10, "y": 20}, "b": {"x": 3, "z": 1}}
    swapped = {"b": units["a"], "a": units["b"]}
    value = compare_units(make_weights(units))["value"].item()
    assert value == pytest.approx(3 / math.sqrt(50))
    assert compare_units(make_weights(bigger))["value"].item() == value
    assert compare_units(make_weights(swapped))["value"].item() == value


def test_nothing_is_mutated():
    weights = make_weights(NOVELS)
    before = weights.copy()
    compare_units(weights)
    explain_pairs(weights)
    pd.testing.assert_frame_equal(weights, before)


@pytest.mark.parametrize("n_units", [0, 1])
def test_fewer_than_two_units_give_an_empty_table(n_units):
    weights = make_weights(dict(list(NOVELS.items())[:n_units]))
    assert compare_units(weights).empty
    assert explain_pairs(weights).empty


def test_mixed_units_and_unknown_methods_are_refused():
    mixed = pd.concat([make_weights({"a": {"x": 1}}), make_weights({"浙江": {"x": 1}}, unit="group")])
    with pytest.raises(ValueError, match=r"mix units \['document', 'group'\]"):
        compare_units(mixed)
    with pytest.raises(ValueError, match="no method is called 'cosin'; did you mean 'cosine'"):
        compare_units(make_weights(NOVELS), method="cosin")


def test_a_unit_of_zero_weights_is_like_nothing():
    pairs = compare_units(make_weights({"a": {"x": 0.0}, "b": {"x": 1.0}}))
    assert np.array_equal(pairs["value"], [0.0])


def test_latent_dimensions_see_words_of_one_company():
    # x and y never meet but both keep company with z; u and v belong to another subject.
    units = {f"x{i:02d}": {"x": 2, "z": 3} for i in range(10)} | {f"y{i:02d}": {"y": 2, "z": 3} for i in range(10)}
    units |= {f"u{i:02d}": {"u": 2, "v": 3} for i in range(10)} | {"only x": {"x": 1}, "only y": {"y": 1}}
    weights = make_weights(units)
    latent = compare_units(weights, method="lsi", n_dims=2).set_index(["unit_a", "unit_b"])["value"]
    plain = compare_units(weights).set_index(["unit_a", "unit_b"])["value"]
    assert plain["only x", "only y"] == 0
    assert latent["only x", "only y"] > 0.9
    assert abs(latent["only x", "u00"]) < 0.01


def test_latent_dimensions_in_full_are_the_cosine():
    rng = np.random.default_rng(0)
    units = {f"{i:02d}": {t: float(rng.random()) for t in "abcde"} for i in range(30)}
    weights = make_weights(units)
    full = compare_units(weights, method="lsi", n_dims=29)["value"]
    np.testing.assert_allclose(full, compare_units(weights)["value"], atol=1e-5)


def test_latent_dimensions_of_five_documents_are_withheld():
    with pytest.raises(WithheldError, match="at least 30 units, there are 3"):
        compare_units(make_weights(NOVELS), method="lsi")
