"""Coefficients of agreement: published numbers, closed forms, laws that must hold."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from analysis.reliability import cohen_kappa, fleiss_kappa, gwet_ac1, krippendorff_alpha

# Krippendorff (2011), section C: four observers, twelve units, values missing.
KRIPPENDORFF = pd.DataFrame(
    {
        "A": [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
        "B": [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
        "C": [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
        "D": [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
    }
)
# Fleiss' worked example: ten subjects, fourteen raters, five categories; counts per category.
FLEISS = [
    (0, 0, 0, 0, 14),
    (0, 2, 6, 4, 2),
    (0, 0, 3, 5, 6),
    (0, 3, 9, 2, 0),
    (2, 2, 8, 1, 1),
    (7, 7, 0, 0, 0),
    (3, 2, 6, 3, 0),
    (2, 5, 3, 2, 2),
    (6, 5, 2, 1, 0),
    (0, 2, 2, 3, 7),
]


@pytest.mark.parametrize(
    ("level", "published"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_krippendorff_published(level, published):
    table = krippendorff_alpha(KRIPPENDORFF, level=level, n_bootstrap=0)
    assert round(table["alpha"].item(), 3) == published
    assert table[["n_units", "n_coders", "n_values"]].iloc[0].tolist() == [11, 4, 40]


def test_fleiss_published():
    rows = [np.repeat(np.arange(5), counts) for counts in FLEISS]
    table = fleiss_kappa(pd.DataFrame(rows), n_bootstrap=0)
    assert round(table["kappa"].item(), 4) == 0.2099


def test_ac1_published():
    # irrCAC, cac.raw4raters: the same four observers; the unit that one coder coded alone counts among the shares.
    table = gwet_ac1(KRIPPENDORFF, n_bootstrap=0)
    assert round(table["ac1"].item(), 5) == 0.77544
    assert table["n_units"].item() == 11
    assert round(krippendorff_alpha(KRIPPENDORFF, n_bootstrap=0)["alpha"].item(), 5) == 0.74342


def test_ac1_survives_the_paradox_of_kappa():
    codings = pd.DataFrame({"a": [1] * 118 + [1] * 5 + [0] * 2, "b": [1] * 118 + [0] * 5 + [1] * 2})
    assert round(cohen_kappa(codings, n_bootstrap=0)["kappa"].item(), 3) == -0.023
    assert round(gwet_ac1(codings, n_bootstrap=0)["ac1"].item(), 3) == 0.941


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=3, max_size=40))
@settings(max_examples=60, deadline=None)
def test_cohen_equals_scikit_learn(pairs):
    codings = pd.DataFrame(pairs, columns=["a", "b"])
    ours = cohen_kappa(codings, n_bootstrap=0)["kappa"].item()
    if len({value for pair in pairs for value in pair}) == 1:
        assert np.isnan(ours)
    else:
        assert ours == pytest.approx(cohen_kappa_score(codings["a"], codings["b"]), abs=1e-9)


@given(st.lists(st.lists(st.integers(1, 4) | st.none(), min_size=3, max_size=3), min_size=4, max_size=15), st.randoms())
@settings(max_examples=60, deadline=None)
def test_alpha_does_not_depend_on_order(rows, random):
    codings = pd.DataFrame(rows, columns=list("abc"))
    shuffled = list(rows)
    random.shuffle(shuffled)
    turned = pd.DataFrame(shuffled, columns=list("abc"))[["c", "a", "b"]]
    for level in ("nominal", "ordinal", "interval", "ratio"):
        first = krippendorff_alpha(codings, level=level, n_bootstrap=0)["alpha"].item()
        second = krippendorff_alpha(turned, level=level, n_bootstrap=0)["alpha"].item()
        assert first == pytest.approx(second, abs=1e-9, nan_ok=True)
        assert np.isnan(first) or first <= 1


def test_ordinal_sees_ranks_only_interval_sees_distances():
    stretched = KRIPPENDORFF.replace({5: 500})
    assert krippendorff_alpha(stretched, level="ordinal", n_bootstrap=0)["alpha"].item() == pytest.approx(
        krippendorff_alpha(KRIPPENDORFF, level="ordinal", n_bootstrap=0)["alpha"].item()
    )
    assert krippendorff_alpha(stretched, level="interval", n_bootstrap=0)["alpha"].item() > 0.99


def test_chance_is_near_zero_and_opposition_below():
    generator = np.random.default_rng(7)
    chance = pd.DataFrame(generator.integers(0, 2, size=(4000, 2)), columns=["a", "b"])
    assert abs(krippendorff_alpha(chance, n_bootstrap=0)["alpha"].item()) < 0.05
    opposed = pd.DataFrame({"a": [0, 1] * 10, "b": [1, 0] * 10})
    assert krippendorff_alpha(opposed, n_bootstrap=0)["alpha"].item() < -0.9


def test_interval_holds_the_value_and_repeats():
    first = krippendorff_alpha(KRIPPENDORFF, n_bootstrap=400)
    assert first.equals(krippendorff_alpha(KRIPPENDORFF, n_bootstrap=400))
    row = first.iloc[0]
    assert row["ci_low"] < row["alpha"] < row["ci_high"] <= 1
    assert not first.equals(krippendorff_alpha(KRIPPENDORFF, n_bootstrap=400, seed=1))


def test_rows_of_one_cluster_are_drawn_together():
    codings = pd.DataFrame({"a": [1, 1, 0, 0, 1, 0], "b": [1, 0, 0, 0, 1, 1]})
    table = krippendorff_alpha(codings, clusters=["u"] * 6, n_bootstrap=100)
    assert np.isnan(table["ci_low"].item())
    assert "fewer than two units to resample" in table["note"].item()


@pytest.mark.parametrize("measure", [krippendorff_alpha, gwet_ac1, cohen_kappa, fleiss_kappa])
def test_withheld_aloud(measure):
    same = measure(pd.DataFrame({"a": [1, 1, 1], "b": [1, 1, 1]}))
    assert np.isnan(same.iloc[0, 0])
    assert "withheld: every coder gave the same value" in same["note"].item()
    alone = measure(pd.DataFrame({"a": [1], "b": [1]}))
    assert "fewer than two units" in alone["note"].item()


def test_wrong_arguments_are_quoted():
    two = pd.DataFrame({"a": [1, 2], "b": [1, 2]})
    with pytest.raises(ValueError, match="no level is called 'nominall'; did you mean 'nominal'"):
        krippendorff_alpha(two, level="nominall")
    with pytest.raises(ValueError, match="two coders or more"):
        krippendorff_alpha(two[["a"]])
    with pytest.raises(ValueError, match="'x' of coder 'b' is not a number"):
        krippendorff_alpha(pd.DataFrame({"a": [1, 2], "b": ["x", 2]}), level="interval")
    with pytest.raises(ValueError, match="true zero"):
        krippendorff_alpha(two * -1, level="ratio")
    with pytest.raises(ValueError, match="as many values in every unit"):
        fleiss_kappa(pd.DataFrame({"a": [1, 2], "b": [1, 2], "c": [1, None]}))
    with pytest.raises(ValueError, match="takes two coders"):
        cohen_kappa(KRIPPENDORFF)
    with pytest.raises(ValueError, match="not among the categories"):
        gwet_ac1(two, categories=[1])
    with pytest.raises(ValueError, match="confidence is a share"):
        krippendorff_alpha(two, confidence=95)
    with pytest.raises(TypeError, match="must be a data frame"):
        krippendorff_alpha([[1, 2]])


def test_nothing_is_changed():
    before = KRIPPENDORFF.copy()
    krippendorff_alpha(KRIPPENDORFF, level="ratio", n_bootstrap=10)
    pd.testing.assert_frame_equal(before, KRIPPENDORFF)
