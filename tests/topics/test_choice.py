"""The choice of k and the gate, held against planted truth."""

import numpy as np
import pytest

from analysis.errors import WithheldError
from analysis.lexis import count_terms, weigh_terms
from analysis.synth import plant_topics
from analysis.topics import choose_k, fit_topics
from analysis.topics.quality import match_topics


@pytest.fixture(scope="module")
def planted():
    return plant_topics(n_documents=6, n_topics=4, seed=5)


@pytest.fixture(scope="module")
def weights(planted):
    return weigh_terms(count_terms(planted.clauses))


def test_the_planted_number_is_recommended_and_not_applied(weights):
    choice = choose_k(weights, ks=range(2, 7), n_resamples=10)
    assert choice.loc[choice["recommended"], "k"].tolist() == [4]
    assert choice.set_index("k").loc[4, "n_kept"] == 4
    assert choice.set_index("k").loc[5, "n_kept"] < 5
    assert choice["error"].is_monotonic_decreasing


def test_planted_words_come_back(planted, weights):
    heads = fit_topics(weights, 4).terms.query("rank <= 5").groupby("topic_id")["term"].agg(set)
    truth = planted.topics.groupby("topic_id")["term"].agg(set)
    assert sorted(next(number for number, words in truth.items() if head <= words) for head in heads) == [1, 2, 3, 4]


def test_nothing_is_kept_where_nothing_was_planted():
    nothing = weigh_terms(count_terms(plant_topics(n_documents=6, n_topics=0, seed=5).clauses))
    choice = choose_k(nothing, ks=(3, 6), n_resamples=10)
    assert choice["n_kept"].tolist() == [0, 0]
    assert not choice["recommended"].any()
    assert choice["stability"].min() > 0.5  # so stability alone would have believed it


def test_a_topic_cut_in_two_is_seen_by_its_twin(weights):
    quality = fit_topics(weights, 5).quality
    twins = quality[~quality["kept"]]
    assert len(twins) == 2
    assert (twins["nearest"] > 0.3).all()
    assert fit_topics(weights, 1).quality["nearest"].isna().all()


def test_matching_is_one_to_one():
    topics = np.array([[1.0, 0, 0], [0.9, 0.1, 0], [0, 0, 1]])
    assert match_topics(topics, topics).tolist() == pytest.approx([1, 1, 1])
    assert match_topics(topics, topics[:1]).tolist() == [1.0, 0.0, 0.0]
    assert match_topics(topics, topics[[2, 2, 2]]).max() == 1.0
    assert sorted(match_topics(topics, topics[[2, 2, 2]]))[:2] == [0.0, 0.0]


@pytest.mark.parametrize(
    ("ks", "error", "message"),
    [((), ValueError, "empty"), ((0, 2), ValueError, "got 0"), ((2, 900), WithheldError, "900 topics")],
)
def test_wrong_numbers_are_named(weights, ks, error, message):
    with pytest.raises(error, match=message):
        choose_k(weights, ks=ks)


def test_the_same_seed_plants_the_same_corpus():
    one, other, third = plant_topics(seed=1), plant_topics(seed=1), plant_topics(seed=2)
    assert one.clauses.equals(other.clauses)
    assert one.topics.equals(other.topics)
    assert not one.clauses["text"].equals(third.clauses["text"])


def test_the_truth_of_a_planted_corpus_is_whole(planted):
    assert np.allclose(planted.topics.groupby("topic_id")["probability"].sum(), 1)
    assert np.allclose(planted.shares.groupby("clause_id")["share"].sum(), 1)
    assert set(planted.shares["clause_id"]) == set(
        planted.clauses.loc[planted.clauses["kind"] == "clause", "clause_id"]
    )


@pytest.mark.parametrize("options", [{"n_documents": 0}, {"n_topics": -1}, {"n_clauses": 100}, {"background": 1.5}])
def test_planting_out_of_range_is_refused(options):
    with pytest.raises(ValueError, match=r"out of range|0-1"):
        plant_topics(**options)


def test_too_many_planted_topics_are_withheld():
    with pytest.raises(WithheldError, match="the dictionary has"):
        plant_topics(n_topics=100)


def test_partners_do_not_hang_on_the_last_digits_of_a_processor():
    others = np.array([[0.8, 0.2, 0.0], [0.5, 0.0, 0.5]])
    matched = [
        match_topics(np.array([[1.0, first, 0.0], [1.0, second, 0.0]]), others).round(6).tolist()
        for first, second in ((0.5, 0.5 + 1e-8), (0.5 + 1e-8, 0.5))
    ]
    assert matched[0] == matched[1]
