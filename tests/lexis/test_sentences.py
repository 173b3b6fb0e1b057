"""Sentences: every character of a clause in one of them, in its place, and counted as units of their own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import WithheldError
from analysis.lexis import count_terms, split_sentences, weigh_terms
from analysis.tables import make_table


def clause_of(text, kind="clause"):
    row = {
        "clause_id": "d/一",
        "doc_id": "d",
        "position": 3,
        "level": 1,
        "kind": kind,
        "number": "一",
        "heading": "标题",
    }
    return make_table("clauses", [row | {"text": text, "start": 10, "end": 10 + len(text)}])


def test_sentences_have_their_own_units():
    found = split_sentences(clause_of("一、标题\n建设智算中心（算力券。）发展育种。支持“种业。”振兴；培养人才"))
    assert found["text"].tolist() == [
        "一、标题\n", "建设智算中心（算力券。）", "发展育种。", "支持“种业。”", "振兴；", "培养人才",
    ]  # fmt: skip
    assert found["clause_id"].tolist() == [f"d/一#{n}" for n in range(1, 7)]
    assert found["parent_id"].unique().tolist() == ["d/一"]
    assert found["number"].notna().tolist() == [True, False, False, False, False, False]
    weights = weigh_terms(count_terms(found), unit="sentence")
    assert set(weights["unit"]) == {"sentence"}
    assert {"d/一#2", "d/一#3"} <= set(weights["unit_id"])


@given(st.text("甲乙。；\n！”）", min_size=1))
def test_sentences_cover_the_clause(text):
    found = split_sentences(clause_of(text))
    for row in found.itertuples():
        assert text[row.start - 10 : row.end - 10] == row.text
    left = list(text)
    for row in found.itertuples():
        left[row.start - 10 : row.end - 10] = [" "] * len(row.text)
    assert not "".join(left).strip()


def test_only_policy_is_split():
    assert split_sentences(clause_of("公告。", kind="notice")).empty
    with pytest.raises(WithheldError, match="no clause of the kinds"):
        count_terms(split_sentences(clause_of("公告。", kind="notice")))
