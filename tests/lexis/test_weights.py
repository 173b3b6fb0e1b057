"""TF-IDF: published numbers, the formula of every part, and what the weights add up to."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfTransformer

from analysis.errors import WithheldError
from analysis.lexis import weigh_terms
from analysis.tables import empty_table, make_table

#: scikit-learn's user guide, "Tf-idf term weighting".
GUIDE = [[3, 0, 1], [2, 0, 0], [3, 0, 0], [4, 0, 0], [3, 2, 0], [3, 0, 2]]


def terms_of(counts, documents=None):
    rows = [
        {"clause_id": f"c{row}", "doc_id": documents[row] if documents else "d", "term": f"t{column}", "n": n}
        for row, values in enumerate(counts)
        for column, n in enumerate(values)
        if n
    ]
    return make_table("terms", rows)


def matrix_of(weights, shape):
    matrix = np.zeros(shape)
    for unit, term, value in weights[["unit_id", "term", "tf_idf"]].itertuples(index=False):
        matrix[int(unit[1:]), int(term[1:])] = value
    return matrix


def test_published_numbers_of_the_guide():
    plain = matrix_of(weigh_terms(terms_of(GUIDE), document="plus_one"), (6, 3))
    smooth = matrix_of(weigh_terms(terms_of(GUIDE)), (6, 3))
    assert plain[0].round(4).tolist() == [0.8194, 0.0, 0.5732]
    assert smooth[0].round(4).tolist() == [0.8515, 0.0, 0.5243]
    assert smooth[4].round(8).tolist() == [0.55422893, 0.83236428, 0.0]


def test_published_cosines_of_three_novels():
    # Manning, Raghavan & Schütze (2008), section 6.3.1: log counts, no idf, cosine normalised.
    counts = [[115, 10, 2, 0], [58, 7, 0, 0], [20, 11, 6, 38]]
    rows = matrix_of(weigh_terms(terms_of(counts), term="log10", document="none"), (3, 4))
    assert [round(float(rows[a] @ rows[b]), 2) for a, b in ((0, 1), (0, 2), (1, 2))] == [0.94, 0.79, 0.69]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.integers(0, 5), min_size=4, max_size=4), min_size=1, max_size=6).filter(np.any))
def test_as_scikit_learn_weighs(counts):
    counts = [row for row in counts if any(row)]
    for document, smooth in (("smooth", True), ("plus_one", False)):
        mine = matrix_of(weigh_terms(terms_of(counts), document=document), (len(counts), 4))
        present = np.array(counts)[:, np.any(counts, axis=0)]
        theirs = TfidfTransformer(smooth_idf=smooth).fit_transform(present).toarray()
        assert np.allclose(mine[:, np.any(counts, axis=0)], theirs, atol=1e-12)


@pytest.mark.parametrize(
    ("term", "value"),
    [("count", 4.0), ("share", 0.8), ("log", 1 + math.log(4)), ("log10", 1 + math.log10(4)), ("binary", 1.0)],
)
def test_term_parts(term, value):
    weights = weigh_terms(terms_of([[4, 1]]), term=term, document="none", norm="none")
    assert weights["tf"].iloc[0] == pytest.approx(value)
    assert (weights["tf_idf"] == weights["tf"]).all()


@pytest.mark.parametrize(
    ("document", "value"),
    [("smooth", math.log(5 / 2) + 1), ("plus_one", math.log(4) + 1), ("textbook", math.log(4)), ("none", 1)],
)
def test_document_parts(document, value):
    weights = weigh_terms(terms_of([[1, 1], [1, 0], [1, 0], [1, 0]]), document=document, norm="none")
    assert weights.loc[weights["term"] == "t1", "idf"].item() == pytest.approx(value)


def test_norms():
    terms = terms_of(GUIDE)
    squares = weigh_terms(terms).assign(square=lambda frame: frame["tf_idf"] ** 2)
    assert np.allclose(squares.groupby("unit_id")["square"].sum(), 1)
    assert np.allclose(weigh_terms(terms, norm="l1").groupby("unit_id")["tf_idf"].sum(), 1)


def test_a_unit_of_words_that_all_share_weighs_nothing_and_does_not_fail():
    weights = weigh_terms(terms_of([[1], [2]]), document="textbook")
    assert weights["tf_idf"].tolist() == [0.0, 0.0]


def test_units_and_groups():
    terms = terms_of([[1, 0], [2, 1], [0, 3]], documents=["a", "a", "b"])
    assert weigh_terms(terms, unit="document")[["unit_id", "n"]].to_numpy().tolist() == [["a", 3], ["a", 1], ["b", 3]]
    grouped = weigh_terms(terms, unit="group", groups={"a": "浙江", "b": "浙江"})
    assert grouped[["unit_id", "n"]].to_numpy().tolist() == [["浙江", 3], ["浙江", 4]]
    without = weigh_terms(terms, unit="group", groups={"a": "浙江", "b": None})
    assert set(without["term"]) == {"t0", "t1"}
    assert without["n"].sum() == 4


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"unit": "page"}, "'page'"),
        ({"term": "counts"}, "did you mean 'count'"),
        ({"norm": "l3"}, "'l3'"),
        ({"unit": "group"}, "needed there"),
        ({"groups": {"d": "x"}}, "needed there"),
        ({"unit": "group", "groups": {"e": "x"}}, r"\['d'\]"),
    ],
)
def test_wrong_arguments_are_named(options, message):
    with pytest.raises(ValueError, match=message):
        weigh_terms(terms_of(GUIDE), **options)


def test_nothing_to_weigh_is_said():
    with pytest.raises(WithheldError, match="no row"):
        weigh_terms(empty_table("terms"))


def test_the_table_given_is_not_changed():
    terms = terms_of(GUIDE)
    before = terms.copy()
    weigh_terms(terms, unit="document")
    pd.testing.assert_frame_equal(terms, before)
