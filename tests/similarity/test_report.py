"""What the report on likeness shows: marks, names, matches, versions."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import CallError, WithheldError
from analysis.messages import say
from analysis.reporting.editions import count_changes
from analysis.reporting.filters import check_filters
from analysis.reporting.kinship import leave_out_versions
from analysis.reporting.likeness import (
    compare_all_versions,
    compare_kinds,
    list_shared_terms,
    list_version_pairs,
    match_clauses,
    name_documents,
    name_sides,
)
from analysis.reporting.passages import (
    make_matches_html,
    make_passages_html,
    make_versions_html,
    mark_differences,
)
from analysis.tables import empty_table

PASSAGE = {"label": "agency list", "kind": "near", "relation": "common parent", "n_chars": 15, "earlier": "b"}
SIDES = {"clause_a": "a/1", "clause_b": "b/2", "text_a": "搭建<b>平台", "text_b": "搭建平台，"}


@given(st.text("甲乙丙，。", max_size=12), st.text("甲乙丙，。", max_size=12))
@settings(max_examples=60)
def test_pieces_are_the_wording_and_what_is_marked_differs(first, second):
    pieces_a, pieces_b = mark_differences(first, second)
    assert "".join(text for text, _ in pieces_a) == first
    assert "".join(text for text, _ in pieces_b) == second
    assert all(same for text, same in pieces_a if not any(c.isalnum() for c in text))
    if first == second:
        assert all(same for _, same in pieces_a)


def test_passages_are_escaped_and_carry_their_own_style():
    html = make_passages_html(pd.DataFrame([PASSAGE | SIDES]), word=lambda key: say(f"similarity.{key}", lang="zh"))
    assert "<b>" not in html
    assert "&lt;" in html
    assert "单位名单 · 近乎相同 · 15 字相同 · 同出于上位文件" in html
    assert html.index("b/2　（较早）") > html.index("a/1")
    # The only classes are those by which JupyterLab knows not to read dollar signs as formulas.
    assert html.count("class=") == html.count('class="tex2jax_ignore mathjax_ignore"') == 1
    assert "http" not in html


def test_long_ids_break_behind_hyphens():
    documents = pd.DataFrame({"doc_id": ["guangdong-ai-science-2025-newspaper", "x"], "province": ["广东", None]})
    assert name_documents(documents) == {
        "guangdong-ai-science-2025-newspaper": "广东\nguangdong-ai-\nscience-2025-\nnewspaper",
        "x": "x",
    }


def test_a_pair_without_a_shared_term_is_told():
    pairs = pd.DataFrame({"unit_a": ["a"], "unit_b": ["b"], "value": [0.0]})
    none = pd.DataFrame({"unit_a": [], "unit_b": [], "term": [], "contribution": []})
    row = list_shared_terms(pairs, none).iloc[0]
    assert row["terms"] == ""
    assert pd.isna(row["told"])


def test_means_of_single_pairs_are_withheld():
    documents = pd.DataFrame({"doc_id": list("abc"), "province": ["浙江", "浙江", "广东"], "genre": ["规划"] * 3})
    pairs = pd.DataFrame({"unit_a": ["a", "a", "b"], "unit_b": ["b", "c", "c"], "value": [0.5, 0.2, 0.4]})
    table = compare_kinds(pairs, documents.assign(scope=None)).set_index("province")
    assert table["n"].to_dict() == {"other": 2, "same": 1}
    assert round(table.loc["other", "mean"], 6) == 0.3
    assert pd.isna(table.loc["same", "mean"])


def test_matches_are_between_documents():
    clauses = pd.DataFrame(
        {"clause_id": ["a/1", "a/2", "b/1"], "doc_id": ["a", "a", "b"], "text": ["x", "y" * 999, "z"]}
    )
    pairs = pd.DataFrame({"unit_a": ["a/1", "a/1", "a/2"], "unit_b": ["a/2", "b/1", "b/1"], "value": [0.9, 0.3, 0.4]})
    table = match_clauses(pairs, clauses)
    assert table[["clause_a", "clause_b"]].to_numpy().tolist() == [["a/2", "b/1"]]
    assert table["text_a"].item() == "y" * 150 + "…"


def test_draft_and_final_are_compared_without_being_asked():
    titles = {"f": "某省行动计划", "d": "某省行动计划（征求意见稿）"}
    documents = pd.DataFrame({"doc_id": titles.keys(), "title": titles.values(), "province": "浙江", "issued_on": None})
    texts = {"d": "培育企业十家", "f": "建设平台"}
    row = {"kind": "clause", "start": 0, "position": 0}
    clauses = pd.DataFrame([row | {"doc_id": d, "clause_id": f"{d}/1", "text": text} for d, text in texts.items()])
    versions = compare_all_versions(clauses, documents=documents)
    assert sorted(versions["change"]) == ["added", "dropped"]
    assert set(versions["doc_old"]) == {"d"}


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("某省行动计划（征求意见稿）", "某省行动计划"),
        (
            "浙江省人工智能行动计划（2024—2027年）（征求意见稿）",
            "浙江省人民政府关于印发《浙江省人工智能行动计划（2024—2027年）》的通知",
        ),
        ("关于公开征求《浙江省养老服务条例（草案）》意见的公告", "浙江省养老服务条例"),
        ("关于加快海洋经济发展的指导意见（送审稿）", "浙江省人民政府关于加快海洋经济发展的指导意见"),
        ("浙江省数字经济工作方案（征求意见稿）", "浙江省人民政府办公厅关于印发浙江省数字经济工作方案的通知"),
        ("2023年浙江省民生实事工作要点", "2024年浙江省民生实事工作要点"),
        ("浙江省促消费若干措施（2023年）", "浙江省促消费若干措施（2025年）"),
    ],
)
def test_versions_are_known_by_what_a_title_names(earlier, later):
    rows = [("new", later, "浙江", None), ("old", earlier, "浙江", None), ("other", "浙江省乡村振兴规划", "浙江", None)]
    documents = pd.DataFrame(rows, columns=["doc_id", "title", "province", "issued_on"])
    assert list_version_pairs(documents) == [("old", "new")]
    assert list_version_pairs(documents.assign(province=["浙江", "江苏", "浙江"])) == []


DOCUMENTS = pd.DataFrame({"doc_id": ["a", "b", "c"], "province": ["浙江", "广东", "浙江"]})


class _Study:
    documents = DOCUMENTS.assign(**dict.fromkeys(["level", "genre", "issued_on", "status"], "x"))
    clauses = empty_table("clauses")


@pytest.mark.parametrize(
    ("sides", "message"),
    [
        (["浙江"], "give two different"),
        (["浙江", "浙江"], "give two different"),
        (["浙江", "江苏"], "no document or province is '江苏'"),
        (["浙江", "a"], r"\['a'\] would stand on both sides"),
    ],
)
def test_sides_that_cannot_be_are_refused(sides, message):
    with pytest.raises(CallError, match=message):
        check_filters(_Study, {"sides": sides})


def test_sides_are_documents_or_provinces():
    check_filters(_Study, {"sides": ["浙江", "b"]})
    assert name_sides(DOCUMENTS, ["b", "浙江"]) == {"b": "b", "a": "浙江", "c": "浙江"}
    assert name_sides(DOCUMENTS, []) == {"a": "浙江", "c": "浙江", "b": "广东"}
    with pytest.raises(WithheldError, match="two sides are needed"):
        name_sides(DOCUMENTS.iloc[:1], [])


def test_clauses_that_match_and_clauses_that_changed_stand_side_by_side():
    word = lambda key: say(f"similarity.{key}", lang="zh")  # noqa: E731 - the same for three calls
    row = {"value": 0.5, "clause_a": "a/1", "clause_b": "b/2", "text_a": "<b>模型平台", "text_b": "模型社区"}
    html = make_matches_html(pd.DataFrame([row]), word=word, link=lambda clause: f"sources/{clause}.html")
    assert "相似度 0.50" in html
    assert html.count('<a href="sources/') == 2
    assert html.count("模型</mark>") == 2, "what both say is marked"
    assert "<b>" not in html
    blank = dict.fromkeys(["numbers_out", "numbers_in", "agencies_out", "agencies_in"])
    changed = {
        "change": "reworded",
        "clause_old": "d/1",
        "clause_new": "f/1",
        "text_old": "培育10家",
        "text_new": "培育20家",
    }
    added = {"change": "added", "clause_old": None, "clause_new": "f/2", "text_old": None, "text_new": "建设平台"}
    rows = [blank | changed | {"numbers_out": "10家", "numbers_in": "20家"}, blank | added]
    html = make_versions_html(pd.DataFrame(rows), word=word)
    assert "改写 · 删去的数字 10家 · 新增的数字 20家" in html
    assert "无对应条目" in html
    assert html.count("<mark") == 2, "what was added as a whole is not marked character by character"


def test_changes_are_counted_by_clause():
    blank = {
        "doc_old": "d",
        "doc_new": "f",
        "numbers_out": None,
        "numbers_in": None,
        "agencies_out": None,
        "agencies_in": None,
    }
    rows = [
        blank | {"change": "split", "clause_old": "d/1", "clause_new": "f/1"},
        blank | {"change": "split", "clause_old": "d/1", "clause_new": "f/2"},
        blank | {"change": "merged", "clause_old": "d/2", "clause_new": "f/3"},
        blank | {"change": "merged", "clause_old": "d/3", "clause_new": "f/3"},
        blank | {"change": "reworded", "clause_old": "d/4", "clause_new": "f/4", "numbers_in": "20家"},
    ]
    counts = count_changes(pd.DataFrame(rows)).set_index("change")["n"]
    assert counts[counts > 0].to_dict() == {"split": 1, "merged": 1, "reworded": 1, "numbers": 1}


def test_a_draft_and_its_final_text_are_not_two_children():
    parts = pd.DataFrame({"unit_a": ["a", "a"], "unit_b": ["a-draft", "b"], "value": [0.9, 0.4]})
    assert leave_out_versions(parts, [("a-draft", "a")])["unit_b"].tolist() == ["b"]


def test_headings_match_nothing():
    clauses = pd.DataFrame(
        {"clause_id": ["a/1", "b/1"], "doc_id": ["a", "b"], "text": ["智能科学研究", "智能科学研究"]}
    )
    pairs = pd.DataFrame({"unit_a": ["a/1"], "unit_b": ["b/1"], "value": [1.0]})
    rows = [(clause, f"word{at}") for clause, n in (("a/1", 3), ("b/1", 30)) for at in range(n)]
    terms = pd.DataFrame(rows, columns=["clause_id", "term"])
    assert match_clauses(pairs, clauses, terms=terms).empty
    assert len(match_clauses(pairs, clauses)) == 1
