"""What a declared parent explains is told apart: passages and likeness, on planted families and by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.similarity import (
    compare_units,
    count_shared,
    explain_parts,
    find_common_parent,
    find_parents,
    find_passages,
    part_pairs,
)
from analysis.synth import plant_family

PARTS = ["vertical", "mixed", "horizontal"]


def make_weights(counts):
    rows = [(unit, term, n) for unit, terms in counts.items() for term, n in terms.items()]
    table = pd.DataFrame(rows, columns=["unit_id", "term", "n"]).assign(unit="document")
    return table.assign(tf_idf=table["n"].astype("float64"))


def cut_words(clauses, width=2):
    """Cut clauses into tokens of two characters: words enough where the text has no meaning."""
    rows = []
    for doc_id, clause_id, start, text in clauses[["doc_id", "clause_id", "start", "text"]].itertuples(index=False):
        rows += [
            {"clause_id": clause_id, "doc_id": doc_id, "start": start + at, "end": start + at + width}
            | {"term": text[at : at + width]}
            for at in range(0, len(text) - width + 1, width)
            if "，" not in text[at : at + width]
        ]
    return pd.DataFrame(rows)


def weigh(tokens):
    counts = tokens.groupby(["doc_id", "term"]).size().rename("n").reset_index().rename(columns={"doc_id": "unit_id"})
    return counts.assign(unit="document", tf_idf=counts["n"].astype("float64"))


@pytest.mark.parametrize(("edit_share", "seed"), [(0.0, 0), (0.1, 1)])
def test_planted_passages_are_parted(edit_share, seed):
    family = plant_family(n_children=3, edit_share=edit_share, seed=seed)
    found = find_passages(family.clauses, documents=family.documents)
    told = found[(found["doc_a"] != "parent") & (found["doc_b"] != "parent")]
    for row in family.truth.itertuples():
        near = told[(told["doc_a"] == row.doc_a) & (told["doc_b"] == row.doc_b)]
        here = near[(near["start_a"] < row.end_a) & (near["end_a"] > row.start_a)]
        assert here["relation"].tolist() == [row.relation]
    assert len(told) == len(family.truth)
    vertical = found[(found["doc_a"] == "parent") | (found["doc_b"] == "parent")]
    assert set(vertical["relation"]) == {"inherited"}
    assert len(vertical) == 3 * 4


def test_planted_likeness_is_parted():
    """Two children that took 4 clauses, share 2 more and wrote 6: by wording a third of each is taken, a sixth is shared."""
    family = plant_family(seed=3)
    tokens = cut_words(family.clauses)
    found = find_passages(family.clauses, documents=family.documents)
    parents = find_parents(family.documents)
    parts = part_pairs(weigh(tokens), parents=parents, shared=count_shared(tokens, found)).iloc[0]
    # What 4 and 2 clauses alone would give, counted from the text itself.
    first, second = (tokens[tokens["doc_id"] == child] for child in ("child00", "child01"))
    ends = {
        child: family.truth.loc[family.truth["relation"] == "common parent", end].max()
        for child, end in (("child00", "end_a"), ("child01", "end_b"))
    }
    counts = {}
    for child, rows in (("child00", first), ("child01", second)):
        taken = rows[rows["end"] <= ends[child]]["term"].value_counts()
        counts[child] = (taken, rows["term"].value_counts())
    lengths = [np.sqrt((counts[child][1] ** 2).sum()) for child in counts]
    expected = (counts["child00"][0] * counts["child01"][0]).sum() / np.prod(lengths)
    assert parts["vertical"] == pytest.approx(expected, rel=0.1)
    assert parts["vertical"] > 0.2
    assert parts["horizontal"] > 0.1
    nothing = plant_family(n_inherited=0, n_shared=6, seed=3)
    tokens = cut_words(nothing.clauses)
    found = find_passages(nothing.clauses, documents=nothing.documents)
    parts = part_pairs(weigh(tokens), parents=find_parents(nothing.documents), shared=count_shared(tokens, found)).iloc[
        0
    ]
    assert parts["vertical"] < 0.01
    assert parts["horizontal"] > 0.9 * parts["value"]


def test_two_children_that_took_the_same_half():
    """The closed form: half of each child is the parent's first clause, half is its own."""
    weights = make_weights({"p": {"x": 1, "y": 1}, "a": {"x": 1, "u": 1}, "b": {"x": 1, "v": 1}})
    parts = part_pairs(weights, parents={"a": "p", "b": "p"})
    assert parts[["value", *PARTS]].iloc[0].tolist() == pytest.approx([0.5, 0.5, 0, 0])
    assert np.isnan(parts["chance"].item())
    own = make_weights({"p": {"y": 1}, "a": {"x": 1, "u": 1}, "b": {"x": 1, "v": 1}})
    assert part_pairs(own, parents={"a": "p", "b": "p"})[PARTS].iloc[0].tolist() == pytest.approx([0, 0, 0.5])


def test_occurrences_beyond_those_of_the_parent_are_own():
    weights = make_weights({"p": {"x": 1}, "a": {"x": 4}, "b": {"x": 2}})
    parts = part_pairs(weights, parents={"a": "p", "b": "p"}).iloc[0]
    assert parts[PARTS].tolist() == pytest.approx([1 / 8, 1 / 8 + 3 / 8, 3 / 8])


def test_chance_is_what_strangers_would_explain():
    counts = {"p": {"x": 1, "y": 1}, "a": {"x": 1, "u": 1}, "b": {"x": 1, "v": 1}}
    weights = make_weights(counts | {"one": {"x": 1}, "two": {"z": 1}})
    parts = part_pairs(weights, parents={"a": "p", "b": "p"}).iloc[0]
    assert (parts["vertical"], parts["chance"]) == (pytest.approx(0.5), pytest.approx(0.25))
    shared = pd.DataFrame([("a", "p", "x", 1), ("b", "p", "x", 1)], columns=["doc_id", "other", "term", "n"])
    parts = part_pairs(weights, parents={"a": "p", "b": "p"}, shared=shared).iloc[0]
    assert (parts["vertical"], parts["chance"], parts["method"]) == (pytest.approx(0.5), 0.0, "wording")


counts_of = st.dictionaries(st.sampled_from(list("一二三四五")), st.integers(1, 9), min_size=1)


@given(st.lists(counts_of, min_size=4, max_size=6), st.booleans(), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=20)
def test_parts_sum_to_the_cosine_of_every_pair_and_term(vectors, by_wording, random):
    weights = make_weights({"p": vectors[0]} | {f"c{at}": vector for at, vector in enumerate(vectors[1:])})
    parents = {f"c{at}": "p" for at in range(len(vectors) - 2)}
    shared = None
    if by_wording:
        rows = [
            (row.unit_id, "p", row.term, random.randint(1, row.n)) for row in weights.itertuples() if row.unit_id != "p"
        ]
        shared = pd.DataFrame(rows, columns=["doc_id", "other", "term", "n"])
    parts = part_pairs(weights, parents=parents, shared=shared)
    cosines = compare_units(weights).set_index(["unit_a", "unit_b"])["value"]
    assert len(parts) == len(parents) * (len(parents) - 1) // 2
    for row in parts.itertuples():
        assert row.vertical + row.mixed + row.horizontal == pytest.approx(row.value, abs=1e-9)
        assert row.value == pytest.approx(cosines[row.unit_a, row.unit_b], abs=1e-9)
    by_term = explain_parts(weights, parents=parents, shared=shared).groupby(["unit_a", "unit_b"])[PARTS].sum()
    for pair, row in by_term.iterrows():
        whole = parts.set_index(["unit_a", "unit_b"]).loc[pair]
        assert row.tolist() == pytest.approx(whole[PARTS].tolist(), abs=1e-9)
    places = list(range(len(weights)))
    random.shuffle(places)
    pd.testing.assert_frame_equal(part_pairs(weights.iloc[places], parents=parents, shared=shared), parts)


def test_nothing_declared_nothing_parted():
    weights = make_weights({"p": {"x": 1}, "a": {"x": 1}, "b": {"x": 2}})
    for parents in ({}, {"a": "p"}, {"a": "elsewhere", "b": "elsewhere"}):
        assert part_pairs(weights, parents=parents).empty
        assert explain_parts(weights, parents=parents).empty


def test_parents_by_id_and_title_and_never_by_guess():
    rows = [
        ("s", "国务院关于某事的意见", None),
        ("a", "甲省计划", "《国务院关于某事的意见》"),
        ("b", "乙省计划", "s"),
        ("c", "丙市计划", "a"),
        ("d", "丁省计划", "国务院关于另一事的意见"),
        ("e", None, "e"),
        ("f", None, "g"),
        ("g", None, "f"),
        ("h", "同名", None),
        ("i", "同名", None),
        ("j", None, "同名"),
    ]
    parents = find_parents(pd.DataFrame(rows, columns=["doc_id", "title", "parent"]))
    assert parents == {"a": "s", "b": "s", "c": "a"}
    assert find_common_parent("b", "c", parents=parents) == "s"
    assert find_common_parent("a", "c", parents=parents) is None, "one carries the other out"
    assert find_common_parent("a", "d", parents=parents) is None


def test_a_grandchild_inherits():
    wording = "搭建易用共享的模型平台引导开源模型和工具入驻"
    row = {"position": 0, "kind": "clause", "start": 0, "text": wording}
    clauses = pd.DataFrame([row | {"doc_id": d, "clause_id": f"{d}/1"} for d in ("s", "a", "b", "c")])
    documents = pd.DataFrame({"doc_id": ["s", "a", "b", "c"], "parent": [None, "s", "s", "b"]})
    documents = documents.assign(title=None, issued_on=None)
    told = find_passages(clauses, documents=documents).set_index(["doc_a", "doc_b"])["relation"]
    assert told.to_dict() == {
        ("a", "b"): "common parent",
        ("a", "c"): "common parent",
        ("a", "s"): "inherited",
        ("b", "c"): "inherited",
        ("b", "s"): "inherited",
        ("c", "s"): "inherited",
    }
