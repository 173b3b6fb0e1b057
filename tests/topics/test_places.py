"""The map of topics, and the topic of each word in its place."""

import numpy as np
import pandas as pd
import pytest

from analysis.lexis import count_terms, cut_tokens, weigh_terms
from analysis.synth import plant_topics
from analysis.topics import assign_words, fit_topics, place_topics


@pytest.fixture(scope="module")
def planted():
    return plant_topics(n_documents=5, n_topics=3, n_clauses=30, seed=2)


@pytest.fixture(scope="module")
def topics(planted):
    return fit_topics(weigh_terms(count_terms(planted.clauses)), 3, n_resamples=0)


def test_words_speak_for_their_planted_topic(planted, topics):
    tokens = cut_tokens(planted.clauses)
    found = assign_words(tokens, terms=topics.terms, shares=topics.shares)
    truth = planted.topics.set_index("term")["topic_id"]
    own = found[found["term"].isin(truth.index)].assign(planted=lambda rows: rows["term"].map(truth))
    table = pd.crosstab(own["planted"], own["topic_id"])
    assert table.max(axis=1).sum() / table.to_numpy().sum() > 0.9
    assert sorted(table.idxmax(axis=1)) == [1, 2, 3]
    assert (found["probability"] >= 1 / 3).all()
    joined = found.merge(tokens, on=["clause_id", "start"], suffixes=("", "_cut"))
    assert (joined["term"] == joined["term_cut"]).all()


def test_a_word_may_change_sides():
    tokens = pd.DataFrame({"clause_id": ["d/1", "d/2"], "doc_id": "d", "start": [0, 9], "end": [2, 11], "term": "数据"})
    model = {"model": "nmf", "k": 2}
    terms = pd.DataFrame({**model, "topic_id": [1, 2], "term": "数据", "weight": [0.2, 0.2]})
    rows = [("d/1", 1, 0.9), ("d/1", 2, 0.1), ("d/2", 1, 0.25), ("d/2", 2, 0.75)]
    shares = pd.DataFrame(rows, columns=["unit_id", "topic_id", "share"]).assign(**model, unit="clause")
    found = assign_words(tokens, terms=terms, shares=shares)
    assert found[["topic_id", "probability"]].to_numpy().tolist() == [[1, 0.9], [2, 0.75]]
    with pytest.raises(ValueError, match="one model of clauses"):
        assign_words(tokens, terms=pd.concat([terms, terms.assign(k=3)]), shares=shares)


def terms_of(rows):
    found = pd.DataFrame(rows, columns=["topic_id", "term", "weight"])
    return found.assign(model="nmf", k=found["topic_id"].nunique())


def shares_of(k):
    return pd.DataFrame({"model": "nmf", "k": k, "topic_id": range(1, k + 1), "unit_id": "u", "share": 1 / k})


def test_distances_on_the_map():
    apart = place_topics(terms_of([(n, f"w{n}", 1.0) for n in (1, 2, 3)]), shares_of(3))
    points = apart[["x", "y"]].to_numpy()
    sides = [np.linalg.norm(points[a] - points[b]) for a, b in ((0, 1), (0, 2), (1, 2))]
    assert sides == pytest.approx([1, 1, 1], abs=1e-5)  # three topics without a common word: one bit apart each
    assert apart["explained"].tolist() == [1, 1, 1]
    same = place_topics(terms_of([(1, "w", 1.0), (2, "w", 1.0)]), shares_of(2))
    assert same[["x", "y"]].to_numpy().tolist() == [[0, 0], [0, 0]]
    assert place_topics(terms_of([(1, "w", 1.0)]), shares_of(1))[["x", "y", "share"]].to_numpy().tolist() == [[0, 0, 1]]


def test_the_first_axis_points_to_the_farthest_topic():
    rows = [(1, "a", 1.0), (2, "b", 0.5), (2, "c", 0.5), (3, "b", 0.4), (3, "c", 0.6)]
    found = place_topics(terms_of(rows), shares_of(3)).set_index("topic_id")["x"]
    assert found[1] > 0.5
    assert max(found[2], found[3]) < 0


def test_one_model_on_one_map(topics):
    with pytest.raises(ValueError, match="takes one model"):
        place_topics(pd.concat([topics.terms, topics.terms.assign(k=4)]), topics.shares)
    found = place_topics(topics.terms, topics.shares)
    assert found["share"].sum() == pytest.approx(1, abs=1e-5)
    assert found[["x", "y"]].abs().max().max() <= 1
