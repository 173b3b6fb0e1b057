"""Seeded topics: themes begin with their words, and are given up where the corpus does not bear them out."""

import numpy as np
import pytest

from analysis.errors import DataError, WithheldError
from analysis.lexis import count_terms, weigh_terms
from analysis.synth import plant_topics
from analysis.topics import fit_seeded_topics, fit_topics, read_seeds
from analysis.topics.quality import match_topics


@pytest.fixture(scope="module")
def planted():
    return plant_topics(n_documents=6, n_topics=4, seed=5)


@pytest.fixture(scope="module")
def weights(planted):
    return weigh_terms(count_terms(planted.clauses))


@pytest.fixture(scope="module")
def themes(planted, weights):
    """Return two words of each planted topic that the corpus has."""
    known = set(fit_topics(weights, 4, n_resamples=0).terms["term"])
    words = planted.topics[planted.topics["term"].isin(known)].groupby("topic_id")["term"].agg(list)
    return {f"theme {topic}": found[:2] for topic, found in words.items()}


def test_each_theme_finds_its_planted_topic(planted, weights, themes):
    found = fit_seeded_topics(weights, themes)
    truth = planted.topics.groupby("topic_id")["term"].agg(set)
    for row in found.seeds.itertuples():
        head = set(found.terms.query(f"topic_id == {row.topic_id} and rank <= 5")["term"])
        assert head <= truth[int(row.code[-1])]
    assert found.quality["kept"].all()
    assert set(found.terms["model"]) == {"seeded"}
    assert found.shares.groupby("unit_id")["share"].sum().round(9).eq(1).all()


def test_free_topics_take_what_no_theme_foresaw(weights, themes):
    two = {code: themes[code] for code in sorted(themes)[:2]}
    found = fit_seeded_topics(weights, two, n_free=2, n_resamples=0)
    plain = fit_topics(weights, 4, n_resamples=0)
    columns = sorted(set(plain.terms["term"]))
    both = [
        t.pivot_table(index="topic_id", columns="term", values="weight", fill_value=0).reindex(
            columns=columns, fill_value=0
        )
        for t in (found.terms, plain.terms)
    ]
    assert (match_topics(*(table.to_numpy("float64") for table in both)) > 0.9).all()
    assert len(found.seeds) == 2


def test_strength_pulls(weights, themes):
    odd = {"mixed": [themes["theme 1"][0], themes["theme 2"][0]], "other": themes["theme 3"]}
    weak, strong = (fit_seeded_topics(weights, odd, strength=s, n_resamples=0).seeds for s in (0.0, 3.0))
    assert strong.set_index("code").loc["mixed", "mass"] > weak.set_index("code").loc["mixed", "mass"]


def test_missing_words_are_told(weights, themes):
    found = fit_seeded_topics(weights, themes | {"theme 1": [*themes["theme 1"], "无此词"]}, n_resamples=0)
    row = found.seeds.set_index("code").loc["theme 1"]
    assert (row["missing"], row["n_given"]) == ("无此词", 3)
    assert found.seeds["missing"].isna().sum() == 3


def test_what_cannot_be_seeded_is_said(weights, themes):
    with pytest.raises(WithheldError, match=r"\['空'\]"):
        fit_seeded_topics(weights, themes | {"空": ["无此词"]})
    with pytest.raises(WithheldError, match="904 topics"):
        fit_seeded_topics(weights, themes, n_free=900)
    for options in ({"seeds": {}}, {"seeds": themes, "n_free": -1}, {"seeds": themes, "strength": -1.0}):
        with pytest.raises(ValueError, match="themes are needed"):
            fit_seeded_topics(weights, **options)


def test_codebooks_of_themes(tmp_path):
    packaged = read_seeds()
    assert len(packaged) >= 10
    assert all(len(words) == len(set(words)) for words in packaged.values())
    own = tmp_path / "themes.toml"
    own.write_text('[themes]\n"人才" = ["高校", "课程"]\n', encoding="utf-8")
    assert read_seeds(path=own) == {"人才": ["高校", "课程"]}
    for text in ("themes = 3", "[themes]\na = []", "[themes]\na = [1]", "[other]"):
        own.write_text(text, encoding="utf-8")
        with pytest.raises(DataError, match="is no codebook of themes"):
            read_seeds(path=own)
    with pytest.raises(DataError, match="cannot be read"):
        read_seeds(path=tmp_path / "none.toml")


def test_the_same_call_gives_the_same_tables(weights, themes):
    one, other = (fit_seeded_topics(weights, themes, n_free=1, n_resamples=2) for _ in range(2))
    assert all(np.array_equal(a.to_numpy(), b.to_numpy()) for a, b in zip(one[:3], other[:3], strict=True))
