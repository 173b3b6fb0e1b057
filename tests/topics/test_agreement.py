"""Two models on one planted corpus agree on what was planted."""

import pandas as pd
import pytest

from analysis.lexis import count_terms, weigh_terms
from analysis.synth import plant_topics
from analysis.topics import fit_topics, match_models


@pytest.fixture(scope="module")
def weights():
    return weigh_terms(count_terms(plant_topics(n_documents=6, n_topics=3, seed=3).clauses))


def test_nmf_and_lda_find_the_same_planted_topics(weights):
    nmf = fit_topics(weights, 3, n_resamples=0)
    lda = fit_topics(weights, 3, model="lda", n_resamples=0)
    assert set(lda.terms["model"]) == set(lda.shares["model"]) == set(lda.quality["model"]) == {"lda"}
    assert lda.shares.groupby("unit_id")["share"].sum().round(9).eq(1).all()
    matched = match_models(nmf.terms, lda.terms)
    assert sorted(matched["other_topic"]) == [1, 2, 3]
    assert (matched["cosine"] > 0.7).all()
    assert (matched["jaccard"] > 0.3).all()


def test_a_model_agrees_with_itself_and_a_smaller_one_leaves_topics_alone(weights):
    three, two = (fit_topics(weights, k, n_resamples=0).terms for k in (3, 2))
    same = match_models(three, three)
    assert same["other_topic"].tolist() == [1, 2, 3]
    assert (same["cosine"] > 0.999999).all()
    assert (same["jaccard"] == 1).all()
    alone = match_models(three, two)
    assert alone["other_topic"].isna().sum() == 1
    assert alone["cosine"].isna().sum() == 1


def test_an_unknown_model_is_named(weights):
    with pytest.raises(ValueError, match=r"'lsa'.*known: lda, nmf"):
        fit_topics(weights, 3, model="lsa")


def test_one_model_with_one_other(weights):
    terms = fit_topics(weights, 2, n_resamples=0).terms
    with pytest.raises(ValueError, match="one model with one other"):
        match_models(terms, pd.concat([terms, terms.assign(k=3)]))
