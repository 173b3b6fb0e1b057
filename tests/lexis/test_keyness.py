"""Keyness: published numbers, signs, and what one document a side cannot say."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, fisher_exact

from analysis.errors import WithheldError
from analysis.lexis import find_keyness, find_list_keyness, measure_dispersion, read_frequencies
from analysis.lexis.keyness import measure_contingency, measure_z
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


def test_z_by_hand():
    # Prior 19 words, so alpha = (10, 9): log odds of the first word ln(13/16) - ln(17/11), its variance 1/13 + 1/17.
    found = measure_z(np.array([3.0, 7.0]), np.array([7.0, 2.0]), prior_words=19)
    assert found[0] == pytest.approx((np.log(13 / 16) - np.log(17 / 11)) / np.sqrt(1 / 13 + 1 / 17))
    assert found[1] == pytest.approx((np.log(16 / 13) - np.log(11 / 17)) / np.sqrt(1 / 16 + 1 / 11))


def test_the_prior_holds_rare_words_back():
    target, other = np.array([2.0, 60.0, 938.0]), np.array([0.0, 20.0, 980.0])
    rare, common, _ = measure_z(target, other)
    assert 0 < rare < common
    assert (abs(measure_z(target, other, prior_words=1e6)) < abs(measure_z(target, other))).all()
    assert np.sign(measure_z(target, other)).tolist() == [1, 1, -1]


def test_a_word_of_every_document_of_a_side_has_a_small_p():
    terms = [
        {"clause_id": f"d{number}/1", "doc_id": f"d{number:02d}", "term": term, "n": n}
        for number in range(12)
        for term, n in (("算力" if number < 6 else "育种", 5), ("数据", 20), (f"词{number}", 1))
    ]
    groups = {f"d{number:02d}": "甲" if number < 6 else "乙" for number in range(12)}
    found = find_keyness(make_table("terms", terms), "甲", groups=groups).set_index("term")
    assert found["n_permutations"].unique().tolist() == [924]
    assert found.loc["算力", "p"] == pytest.approx(2 / 924, abs=1e-6)  # the division at hand and its mirror
    assert found.loc["数据", "p"] == 1
    assert found.loc["词0", "p"] == 1  # one document: any division is as uneven
    assert (found["q"] >= found["p"]).all()
    assert found.loc["词0", "dp"] > found.loc["数据", "dp"]


def test_too_few_documents_have_no_p():
    found = find_keyness(TERMS, "浙江", groups=GROUPS)
    assert found["n_permutations"].unique().tolist() == [3]
    assert found["p"].isna().all()
    assert found["q"].isna().all()


def test_many_documents_are_divided_at_random_and_repeat():
    generator = np.random.default_rng(0)
    terms = make_table(
        "terms",
        [
            {"clause_id": f"{doc}/1", "doc_id": f"{doc:02d}", "term": term, "n": int(generator.integers(1, 9))}
            for doc in range(24)
            for term in ("算力", "数据", "育种")
        ],
    )
    groups = {f"{doc:02d}": "甲" if doc < 12 else "乙" for doc in range(24)}
    one, other = (find_keyness(terms, "甲", groups=groups) for _ in range(2))
    assert one["n_permutations"].unique().tolist() == [2704156]
    assert one.equals(other)
    assert (one["p"] >= 1 / 10_000).all()


def test_a_list_of_general_words_is_compared_only_where_it_has_the_word():
    found = find_list_keyness(TERMS, {"算力": 10, "育种": 990, "苹果": 10**6}, name="general").set_index("term")
    assert found[["n_target", "n_against"]].to_numpy().tolist() == [[8, 10], [14, 990]]
    assert found.loc["算力", "g2"] > 0 > found.loc["育种", "g2"]
    assert found["p"].isna().all()
    assert found["docs_against"].isna().all()
    assert found["against"].unique().tolist() == ["general"]
    with pytest.raises(WithheldError, match="has none of the 2 terms"):
        find_list_keyness(TERMS, {"苹果": 3})


def test_the_list_of_general_words_knows_common_ones():
    general = read_frequencies()
    assert len(general) > 300_000
    assert general["中国"] > general["算法"] > 0
    with pytest.raises(TypeError):
        general["中国"] = 0


@pytest.mark.parametrize("call", [lambda: find_keyness(TERMS, "浙江", groups=GROUPS, prior_words=0),
                                  lambda: find_list_keyness(TERMS, {"算力": 1}, prior_words=-1)])  # fmt: skip
def test_a_prior_of_nothing_is_refused(call):
    with pytest.raises(ValueError, match="prior_words must be above 0"):
        call()


def spread(sizes, counts):
    rows = [("甲", counts), ("乙", [size - n for size, n in zip(sizes, counts, strict=True)])]
    return make_table(
        "terms",
        [
            {"clause_id": f"d/{unit}", "doc_id": "d", "term": term, "n": n}
            for term, ns in rows
            for unit, n in enumerate(ns)
            if n
        ],
    )


def test_dispersion_published_and_at_its_ends():
    published = measure_dispersion(spread((9, 10, 10, 10, 11), (1, 2, 3, 4, 5))).set_index("term").loc["甲"]
    assert published[["dp", "dp_norm"]].round(3).tolist() == [0.18, 0.22]
    even = measure_dispersion(spread((10, 10), (5, 5))).set_index("term").loc["甲"]
    one = measure_dispersion(spread((10, 10, 20), (4, 0, 0))).set_index("term").loc["甲"]
    assert even["dp"] == 0
    assert one[["dp", "dp_norm", "n_units"]].tolist() == [0.75, 1.0, 1]
    assert measure_dispersion(TERMS, unit="document")["n_units"].tolist() == [2, 3]
    with pytest.raises(ValueError, match="'sentence'"):
        measure_dispersion(TERMS, unit="sentence")
    with pytest.raises(WithheldError, match="no row"):
        measure_dispersion(TERMS.iloc[:0])
