"""Corpora that hold no topics are refused with what is wrong and what to do, whatever is asked of them."""

import pytest

from analysis.errors import WithheldError
from analysis.lexis import count_terms, weigh_terms
from analysis.tables import make_table
from analysis.topics import choose_k, count_room, fit_seeded_topics, fit_topics

LINE = "建设智算中心，发展育种产业，培养科研人才，开放公共数据。"
OTHERS = ["完善知识产权保护，防范伦理风险。", "引导保险资金，发展金融机构。", "推广智能农机，改造高标准农田。"]


def weights_of(*texts):
    rows, start = [], 0
    for number, text in enumerate(texts):
        row = {
            "clause_id": f"d/{number}",
            "doc_id": "d",
            "position": number,
            "level": 1,
            "kind": "clause",
            "text": text,
        }
        rows.append(row | {"start": start, "end": start + len(text)})
        start += len(text) + 1
    return weigh_terms(count_terms(make_table("clauses", rows)))


CALLS = {
    "nmf": lambda weights: fit_topics(weights, 2),
    "lda": lambda weights: fit_topics(weights, 2, model="lda"),
    "choice": choose_k,
    "seeded": lambda weights: fit_seeded_topics(weights, {"人": ["人才"], "数": ["公共数据"]}),
}
each_call = pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)


@each_call
def test_one_clause(call):
    weights = weights_of(LINE)
    with pytest.raises(WithheldError, match=r"the vocabulary is empty.*add texts"):
        call(weights)
    assert count_room(weights) == 0


@each_call
def test_no_word_in_two_clauses(call):
    with pytest.raises(WithheldError, match=r"the vocabulary is empty.*add texts, use fewer stop lists"):
        call(weights_of(LINE, *OTHERS))


@each_call
def test_all_clauses_alike(call):
    weights = weights_of(*[LINE] * 6)
    with pytest.raises(WithheldError, match="2 topics cannot be told from 6 clauses, of which 1 differ"):
        call(weights)
    assert count_room(weights) == 0


def test_more_topics_than_clauses():
    weights = weights_of(*[LINE + other + OTHERS[0] for other in OTHERS])
    for call in (lambda: fit_topics(weights, 9), lambda: choose_k(weights, ks=[2, 9])):
        with pytest.raises(WithheldError, match=r"9 topics cannot be told from 3 clauses.*ask for fewer topics"):
            call()


def test_a_stop_list_that_removes_everything(tmp_path):
    (tmp_path / "stop_words.csv").write_text("term,list,source\n算力,all,me\n育种,all,me\n", encoding="utf-8")
    row = {"clause_id": "d/0", "doc_id": "d", "position": 0, "level": 1, "kind": "clause", "text": "算力、育种"}
    clauses = make_table("clauses", [row | {"start": 0, "end": 5}])
    with pytest.raises(WithheldError, match=r"no word is left in 1 clauses.*\['all'\].*use fewer stop lists"):
        count_terms(clauses, stop=("all",), reference=tmp_path)
    with pytest.raises(WithheldError, match="nothing to weigh"):
        weigh_terms(count_terms(clauses).iloc[:0])
