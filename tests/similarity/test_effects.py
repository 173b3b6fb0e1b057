"""Effects of province, genre and scope: recovered where planted, calibrated where there are none, withheld where few."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.similarity import estimate_effects


def make_documents(n=12, seed=0):
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "doc_id": [f"d{at:02d}" for at in range(n)],
            "province": rng.choice(["浙江", "江苏", "广东"], n),
            "genre": rng.choice(["行动计划", "指导意见"], n),
            "scope": rng.choice(["科学", "产业", "应用"], n),
        }
    )


def make_pairs(documents, effects, noise=None):
    known = documents.set_index("doc_id")
    rows = []
    for a, b in combinations(documents["doc_id"], 2):
        value = 0.2 + sum(size * (known.loc[a, field] == known.loc[b, field]) for field, size in effects.items())
        rows.append({"unit_a": a, "unit_b": b, "method": "cosine", "value": value})
    pairs = pd.DataFrame(rows)
    return pairs if noise is None else pairs.assign(value=pairs["value"] + noise.normal(0, 0.05, len(pairs)))


def test_planted_effects_are_recovered_exactly():
    documents = make_documents()
    told = estimate_effects(make_pairs(documents, {"scope": 0.3, "genre": 0.05}), documents, n_draws=99)
    effects = told.set_index("field")["effect"]
    assert effects["scope"] == pytest.approx(0.3)
    assert effects["genre"] == pytest.approx(0.05)
    assert effects["province"] == pytest.approx(0, abs=1e-9)
    assert told.set_index("field").loc["scope", "p"] == pytest.approx(0.01)


def test_an_effect_is_found_through_noise_and_is_not_given_to_another_field():
    documents = make_documents(seed=1)
    pairs = make_pairs(documents, {"scope": 0.3}, np.random.default_rng(1))
    told = estimate_effects(pairs, documents, n_draws=99).set_index("field")
    assert told.loc["scope", "p"] <= 0.02
    assert told.loc["scope", "effect"] == pytest.approx(0.3, abs=0.05)
    assert told.loc["province", "p"] > 0.02
    assert told.loc["scope", "mean_same"] - told.loc["scope", "mean_other"] == pytest.approx(0.3, abs=0.05)


def test_p_is_uniform_where_documents_alone_differ():
    """Values that hang on the documents, not on the fields: pairs are dependent, and p must know it."""
    rng = np.random.default_rng(2)
    p = []
    for seed in range(60):
        documents = make_documents(10, seed=seed)
        own = dict(zip(documents["doc_id"], rng.normal(0, 0.1, 10), strict=True))
        pairs = make_pairs(documents, {}, rng)
        pairs["value"] += pairs["unit_a"].map(own) + pairs["unit_b"].map(own)
        told = estimate_effects(pairs, documents, fields=["scope"], n_draws=39, seed=seed)
        p.append(told["p"].item())
    known = [value for value in p if not np.isnan(value)]
    assert len(known) > 50
    assert stats.kstest(known, "uniform").pvalue > 0.01


def test_five_documents_decide_nothing():
    documents = make_documents(5)
    told = estimate_effects(make_pairs(documents, {"scope": 0.3}), documents)
    assert told[["effect", "p"]].isna().all(axis=None)
    assert (told["n_same"] + told["n_other"] == 10).all()


def test_a_field_known_of_few_does_not_take_the_others_with_it():
    documents = make_documents()
    documents.loc[2:, "scope"] = None
    told = estimate_effects(make_pairs(documents, {"genre": 0.1}), documents, n_draws=19).set_index("field")
    assert told["effect"].isna().to_dict() == {"province": False, "genre": False, "scope": True}
    assert told.loc["genre", "effect"] == pytest.approx(0.1)
    assert told.loc["scope", "n_not_known"] == 65


def test_fields_that_say_the_same_are_withheld():
    documents = make_documents().assign(scope=lambda table: table["province"])
    told = estimate_effects(make_pairs(documents, {"province": 0.2}), documents, n_draws=19).set_index("field")
    assert told["effect"].isna().to_dict() == {"province": True, "genre": False, "scope": True}


def test_order_of_rows_never_matters_and_wrong_calls_are_refused():
    documents = make_documents()
    pairs = make_pairs(documents, {"scope": 0.3}, np.random.default_rng(3))
    one = estimate_effects(pairs, documents, n_draws=19)
    two = estimate_effects(pairs.sample(frac=1, random_state=0), documents.sample(frac=1, random_state=1), n_draws=19)
    pd.testing.assert_frame_equal(one, two)
    with pytest.raises(ValueError, match="no column"):
        estimate_effects(pairs, documents, fields=["subject"])
    with pytest.raises(ValueError, match="one method"):
        estimate_effects(pd.concat([pairs, pairs.assign(method="jaccard")]), documents)
    with pytest.raises(ValueError, match="n_draws"):
        estimate_effects(pairs, documents, n_draws=0)
