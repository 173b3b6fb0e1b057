"""Topics: what was planted is found, tables keep their sums, and small corpora are refused aloud."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import WithheldError
from analysis.lexis import weigh_terms
from analysis.tables import make_table
from analysis.topics import find_exemplars, fit_topics, label_topics, measure_npmi, sum_shares

VOCABULARY = {
    "算": ["算力", "芯片", "智算中心", "集群", "存力", "网络"],
    "农": ["育种", "粮食", "农机", "农田", "种业", "灌溉"],
    "医": ["医院", "诊疗", "药物", "医保", "影像", "健康"],
}


def planted(n_units=20, seed=0, mixed=0):
    """Units of one theme each, the last `mixed` of two themes half and half."""
    generator = np.random.default_rng(seed)
    rows = []
    themes = list(VOCABULARY)
    for unit in range(n_units * 3):
        own = [themes[unit % 3]] if unit >= mixed else themes[:2]
        for theme in own:
            for term in VOCABULARY[theme]:
                n = int(generator.integers(0, 4))
                if n:
                    rows.append(
                        {"clause_id": f"d{unit % 4}/{unit:02d}{own[0]}", "doc_id": f"d{unit % 4}", "term": term, "n": n}
                    )
    return weigh_terms(make_table("terms", rows))


@pytest.fixture(scope="module")
def topics():
    return fit_topics(planted(), 3)


def test_planted_topics_are_found(topics):
    heads = topics.terms[topics.terms["rank"] <= 6].groupby("topic_id")["term"].agg(set).tolist()
    assert sorted(map(sorted, heads)) == sorted(map(sorted, VOCABULARY.values()))
    theme = topics.shares["unit_id"].str[-1]
    best = topics.shares[topics.shares["share"] > 0.9].assign(theme=theme)
    assert len(best) == 58
    assert best.groupby("topic_id")["theme"].nunique().tolist() == [1, 1, 1]


def test_planted_topics_are_kept(topics):
    assert topics.quality["kept"].all()
    assert (topics.quality["stability"] > 0.95).all()
    assert (topics.quality["exclusivity"] > 0.95).all()


def test_sums_and_ranks(topics):
    assert np.allclose(topics.shares.groupby("unit_id")["share"].sum(), 1, atol=1e-12)
    assert np.allclose(topics.terms.groupby("topic_id")["weight"].sum(), 1, atol=1e-4)
    for _, topic in topics.terms.groupby("topic_id"):
        assert topic["weight"].is_monotonic_decreasing
        assert topic["rank"].tolist() == list(range(1, len(topic) + 1))
    total = topics.shares.groupby("topic_id")["share"].sum()
    assert total.is_monotonic_decreasing


def test_a_mixed_unit_is_shared():
    found = fit_topics(planted(mixed=6), 3, max_share=1.0, n_resamples=0)
    largest = found.shares.groupby("unit_id")["share"].max()
    mixed = largest[largest.index.str.contains(r"/0[0-5]")]
    assert len(mixed) == 6
    assert mixed.between(0.3, 0.8).all()


def test_the_same_call_gives_the_same_tables():
    first, second = fit_topics(planted(), 3), fit_topics(planted(), 3)
    for one, other in zip(first, second, strict=True):
        pd.testing.assert_frame_equal(one, other)


def test_the_order_of_rows_does_not_matter():
    weights = planted()
    shuffled = weights.sample(frac=1, random_state=1)
    for one, other in zip(fit_topics(weights, 3), fit_topics(shuffled, 3), strict=True):
        pd.testing.assert_frame_equal(one, other)


def test_without_resamples_no_claim_is_kept():
    quality = fit_topics(planted(), 3, n_resamples=0).quality
    assert quality["stability"].isna().all()
    assert not quality["kept"].any()


def alike(n_units):
    rows = [{"clause_id": f"d/{n}", "doc_id": "d", "term": t, "n": 1} for n in range(n_units) for t in VOCABULARY["算"]]
    return weigh_terms(make_table("terms", rows))


@pytest.mark.parametrize(
    ("weights", "k", "error", "message"),
    [
        (planted(), 0, ValueError, "got 0"),
        (planted(), 2.5, ValueError, "got 2.5"),
        (planted(), True, ValueError, "got True"),
        (planted(), 500, WithheldError, "500 topics cannot be told from 58 clauses"),
        (alike(1), 1, WithheldError, "the vocabulary is empty"),
        (alike(5), 1, WithheldError, "of which 1 differ"),
        (alike(5), 2, WithheldError, "of which 1 differ"),
        (planted().iloc[:0], 2, WithheldError, "the vocabulary is empty"),
        (pd.concat([planted(), planted().assign(unit="document")]), 2, ValueError, "one kind of unit"),
    ],
)
def test_what_cannot_be_fitted_is_said(weights, k, error, message):
    with pytest.raises(error, match=message):
        fit_topics(weights, k)


def test_sums_by_group_and_size(topics):
    sizes = dict.fromkeys(topics.shares["unit_id"], 2.0)
    groups = {unit: unit[:2] for unit in sizes}
    sums = sum_shares(topics.shares, groups=groups, sizes=sizes, unit="document")
    assert sums["unit"].unique().tolist() == ["document"]
    assert np.allclose(sums.groupby("unit_id")["share"].sum(), 1)
    plain = sum_shares(topics.shares, groups=groups)
    assert np.allclose(plain["share"], sums["share"])
    one = topics.shares[topics.shares["unit_id"].str.startswith("d0")].groupby("topic_id")["share"].mean()
    assert np.allclose(plain.loc[plain["unit_id"] == "d0", "share"], one)


def test_sums_name_what_they_do_not_know(topics):
    with pytest.raises(ValueError, match="groups say nothing of 58 units"):
        sum_shares(topics.shares, groups={})
    with pytest.raises(ValueError, match="'province'"):
        sum_shares(topics.shares, groups={}, unit="province")


def test_labels_and_exemplars(topics):
    labels = label_topics(topics.terms)
    known = {term for terms in VOCABULARY.values() for term in terms}
    assert all(set(label.split("、")) <= known for label in labels["label"])
    exemplars = find_exemplars(topics.shares, sizes=dict.fromkeys(topics.shares["unit_id"], 1), n_units=2)
    assert exemplars.groupby("topic_id").size().tolist() == [2, 2, 2]
    assert (exemplars["share"] > 0.9).all()
    with pytest.raises(ValueError, match="n_terms must be at least 1"):
        label_topics(topics.terms, n_terms=0)


def test_npmi_published_number_and_limits():
    assert round(measure_npmi(1, n_a=3, n_b=2, n_units=5), 6) == -0.113283
    assert measure_npmi(0, n_a=2, n_b=2, n_units=5) == -1
    assert measure_npmi(2, n_a=2, n_b=2, n_units=5) == pytest.approx(1)
    assert measure_npmi(5, n_a=5, n_b=5, n_units=5) == 1
    assert measure_npmi(1, n_a=2, n_b=2, n_units=4) == pytest.approx(0)
    with pytest.raises(ValueError, match="contradict"):
        measure_npmi(2, n_a=1, n_b=2, n_units=5)
