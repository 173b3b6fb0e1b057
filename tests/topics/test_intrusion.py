"""Intrusion: one option that does not belong, a sheet without the solution, and scores that guessing does not reach."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import DataError, WithheldError
from analysis.lexis import count_terms, weigh_terms
from analysis.synth import plant_topics
from analysis.topics import (
    draw_topic_intrusions,
    draw_word_intrusions,
    fit_topics,
    label_topics,
    read_intrusion_answers,
    score_intrusions,
    write_intrusion_sheet,
)


@pytest.fixture(scope="module")
def planted():
    return plant_topics(n_documents=6, n_topics=4, seed=5)


@pytest.fixture(scope="module")
def topics(planted):
    return fit_topics(weigh_terms(count_terms(planted.clauses)), 4, n_resamples=0)


@pytest.fixture(scope="module")
def words(topics):
    return draw_word_intrusions(topics.terms, seed=1)


@pytest.fixture(scope="module")
def clauses(planted, topics):
    labels = label_topics(topics.terms).set_index("topic_id")["label"].to_dict()
    texts = planted.clauses.set_index("clause_id")["text"].to_dict()
    return draw_topic_intrusions(topics.shares, labels=labels, texts=texts, seed=1)


def answer(items, coder, knows):
    right = items.loc[items["intruder"], ["item_id", "position"]]
    sizes = items.groupby("item_id")["position"].max()
    given = right["position"] if knows else right["position"] % right["item_id"].map(sizes) + 1
    return pd.DataFrame({"item_id": right["item_id"], "coder": coder, "answer": given.astype("int64")})


def test_each_item_has_one_intruder_of_another_topic(words, topics):
    assert words.groupby("item_id")["intruder"].sum().eq(1).all()
    assert words.groupby("item_id").size().eq(6).all()
    assert words.groupby("topic_id")["item_id"].nunique().eq(3).all()
    ranks = topics.terms.set_index(["topic_id", "term"])["rank"]
    for row in words.itertuples():
        own = ranks.get((row.topic_id, row.option))
        assert (own is None or own > 10) if row.intruder else own <= 10
    assert len(set(words.loc[words["intruder"], "position"])) > 1


def test_a_clause_has_its_topics_and_one_it_lacks(clauses, topics, planted):
    assert clauses.groupby("item_id")["intruder"].sum().eq(1).all()
    labels = label_topics(topics.terms).set_index("label")["topic_id"]
    units = planted.clauses.set_index("text")["clause_id"]
    shares = topics.shares.set_index(["unit_id", "topic_id"])["share"]
    for row in clauses.itertuples():
        share = shares[(units[row.text], labels[row.option])]
        assert share < 0.05 if row.intruder else share >= 0.1


def test_sheets_hold_no_solution_and_come_back(words, tmp_path):
    path = write_intrusion_sheet(words, tmp_path / "sheet.csv")
    sheet = pd.read_csv(path, encoding="utf-8-sig", dtype="str", keep_default_na=False)
    assert "intruder" not in path.read_text(encoding="utf-8-sig")
    assert list(sheet.columns) == ["item_id", "text", *[f"option_{n}" for n in range(1, 7)], "answer"]
    assert sheet["item_id"].tolist() != sorted(sheet["item_id"])
    right = answer(words, "a", knows=True).set_index("item_id")["answer"]
    sheet["answer"] = [str(right[item]) for item in sheet["item_id"]]
    sheet.loc[0, "answer"] = ""
    sheet.to_csv(path, index=False, encoding="utf-8-sig")
    back = read_intrusion_answers(path, coder="a")
    assert len(back) == len(sheet) - 1
    assert score_intrusions(words, back)["precision"].eq(1).all()


def test_knowing_guessing_and_being_wrong(words, clauses):
    for items in (words, clauses):
        all_right = score_intrusions(items, pd.concat([answer(items, f"c{n}", knows=True) for n in range(3)]))
        assert all_right["precision"].eq(1).all()
        assert all_right["ci_high"].eq(1).all()
        assert all_right["n_coders"].eq(3).all()
        wrong = score_intrusions(items, answer(items, "a", knows=False))
        assert wrong["precision"].eq(0).all()
        assert not wrong["above_chance"].any()
    assert score_intrusions(words, answer(words, "a", knows=True))["chance"].round(6).eq(0.166667).all()


def test_intervals_of_wilson(words):
    one_topic = words[words["topic_id"] == 1]
    answers = pd.concat([answer(one_topic, f"c{n}", knows=n < 8) for n in range(10)])
    row = score_intrusions(one_topic, answers).iloc[0]
    assert row[["n_answers", "precision"]].tolist() == [30, 0.8]
    # Wilson's bounds are the proportions from which 0.8 lies 1.96 of their own standard errors away.
    for bound in row[["ci_low", "ci_high"]]:
        assert abs(0.8 - bound) / np.sqrt(bound * (1 - bound) / 30) == pytest.approx(1.959964, abs=1e-3)


def test_what_is_wrong_is_named(words, topics, tmp_path):
    with pytest.raises(WithheldError, match="no item was answered"):
        score_intrusions(words, answer(words, "a", knows=True).iloc[:0])
    with pytest.raises(ValueError, match="no item has"):
        score_intrusions(words, answer(words, "a", knows=True).assign(answer=9))
    twice = pd.concat([answer(words, "a", knows=True)] * 2)
    with pytest.raises(ValueError, match="answered an item twice"):
        score_intrusions(words, twice)
    with pytest.raises(ValueError, match="n_words must be at least 2"):
        draw_word_intrusions(topics.terms, n_words=1)
    with pytest.raises(WithheldError, match="has no intruder"):
        draw_word_intrusions(topics.terms.query("topic_id == 1"))
    with pytest.raises(ValueError, match="labels say nothing of 4"):
        draw_topic_intrusions(topics.shares, labels={}, texts={})
    path = tmp_path / "sheet.csv"
    path.write_text("item_id,option_1,option_2,answer\nw,甲,乙,3\nw,甲,乙,1\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"(?s)answer '3'.*'w' is there twice"):
        read_intrusion_answers(path, coder="a")
    path.write_text("item_id,option_1\nw,甲\n", encoding="utf-8")
    with pytest.raises(DataError, match="'answer' is missing"):
        read_intrusion_answers(path, coder="a")


def test_the_same_seed_draws_the_same_items(topics):
    one, other, third = (draw_word_intrusions(topics.terms, seed=seed) for seed in (3, 3, 4))
    assert one.equals(other)
    assert not np.array_equal(one["option"], third["option"])
