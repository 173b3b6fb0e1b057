"""Overlap of shingles, by hand and by sets."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.similarity import compare_shingles


def make_clauses(texts):
    row = {"position": 0, "kind": "clause", "start": 0}
    return pd.DataFrame([row | {"doc_id": d, "clause_id": f"{d}/1", "text": t} for d, t in texts.items()])


def jaccard(first, second, width):
    sets = [{text[at : at + width] for at in range(len(text) - width + 1)} for text in (first, second)]
    return len(sets[0] & sets[1]) / len(sets[0] | sets[1])


@given(st.text("甲乙丙丁", min_size=3, max_size=20), st.text("甲乙丙丁", min_size=3, max_size=20), st.integers(1, 3))
@settings(deadline=None, max_examples=60)
def test_value_is_that_of_sets(first, second, width):
    value = compare_shingles(make_clauses({"a": first, "b": second}), width=width)["value"].item()
    assert value == pytest.approx(jaccard(first, second, width), abs=1e-9)


def test_masked_characters_make_no_shingle():
    clauses = make_clauses({"a": "发展智慧农业在浙江省", "b": "发展智慧农业在广东省"})
    masks = pd.DataFrame([{"doc_id": d, "start": 7, "end": 10, "kind": "place"} for d in "ab"])
    assert compare_shingles(clauses)["value"].item() < 1
    assert compare_shingles(clauses, masks=masks)["value"].item() == 1


def test_groups_put_documents_together_and_leave_out_the_unknown():
    clauses = make_clauses({"a": "发展智慧农业", "b": "建设智算中心", "c": "建设智算中心", "d": "其他文字内容"})
    pairs = compare_shingles(clauses, unit="group", groups={"a": "浙江", "b": "浙江", "c": "广东", "d": None})
    assert pairs[["unit_a", "unit_b", "value"]].to_numpy().tolist() == [["广东", "浙江", 0.5]]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"unit": "documents"}, "did you mean 'document'"),
        ({"unit": "group"}, "groups are given for unit='group'"),
        ({"groups": {}}, "groups are given for unit='group'"),
    ],
)
def test_wrong_units_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        compare_shingles(make_clauses({"a": "发展", "b": "发展"}), **options)
