"""Keyness: published numbers, signs, and what one document a side cannot say."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, fisher_exact

from analysis.lexis import find_keyness
from analysis.lexis.keyness import measure_contingency
from analysis.tables import make_table


def measure(*cells):
    return measure_contingency(*(np.array([float(cell)]) for cell in cells)).iloc[0]


def test_published_numbers():
    found = measure(3, 7, 7, 2).round(4)
    assert found[["g2", "chi2", "chi2_yates", "fisher_p"]].tolist() == [-4.5349, -4.3372, -2.6324, 0.0698]


@settings(max_examples=30, deadline=None)
@given(st.tuples(*[st.integers(1, 40)] * 4))
def test_as_scipy_measures(cells):
    a, b, c, d = cells
    found = measure(*cells)
    table = [[a, b], [c, d]]
    assert abs(found["chi2"]) == pytest.approx(chi2_contingency(table, correction=False).statistic, abs=1e-9)
    assert abs(found["chi2_yates"]) == pytest.approx(chi2_contingency(table).statistic, abs=1e-9)
    assert abs(found["g2"]) == pytest.approx(chi2_contingency(table, correction=False, lambda_=0).statistic, abs=1e-9)
    assert found["fisher_p"] == pytest.approx(fisher_exact(table).pvalue, rel=1e-6)


def test_signs_and_log_ratio():
    more, less = measure(8, 2, 92, 98), measure(2, 8, 98, 92)
    assert more["g2"] == pytest.approx(-less["g2"])
    assert more["log_ratio"] == pytest.approx(2.0)
    assert measure(4, 4, 96, 96)["g2"] == 0
    assert measure(4, 0, 96, 100)["log_ratio"] == pytest.approx(3.0)


TERMS = make_table(
    "terms",
    [
        {"clause_id": doc, "doc_id": doc, "term": term, "n": n}
        for doc, term, n in [("a", "算力", 5), ("b", "算力", 3), ("b", "育种", 1), ("c", "育种", 9), ("e", "育种", 4)]
    ],
)
GROUPS = {"a": "浙江", "b": "浙江", "c": "江苏", "e": None}


def test_rows_say_how_many_documents_stand_behind_them():
    found = find_keyness(TERMS, "浙江", groups=GROUPS).set_index("term")
    columns = ["n_target", "n_against", "docs_target", "docs_against"]
    assert found.loc["算力", columns].tolist() == [8, 0, 2, 0]
    assert found.loc["育种", columns].tolist() == [1, 9, 1, 1]
    assert found.loc["算力", "g2"] > 0 > found.loc["育种", "g2"]


@pytest.mark.parametrize(
    ("target", "groups", "against", "message"),
    [
        ("广东", GROUPS, None, "'广东'"),
        ("浙江", GROUPS, "广东", "'广东'"),
        ("浙江", {"a": "浙江"}, None, r"\['b', 'c', 'e'\]"),
        ("浙江", dict.fromkeys("abce", "浙江"), None, "no words on the side of the against"),
    ],
)
def test_wrong_arguments_are_named(target, groups, against, message):
    with pytest.raises(ValueError, match=message):
        find_keyness(TERMS, target, groups=groups, against=against)
