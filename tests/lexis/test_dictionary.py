"""The dictionary held against texts, and the words it lacks."""

import math

import pytest

from analysis.lexis import audit_dictionary, confirm_terms, count_terms, cut_tokens, find_new_terms
from analysis.tables import make_table


def clauses_of(*texts):
    rows, start = [], 0
    for n, text in enumerate(texts):
        row = {"clause_id": f"d/{n}", "doc_id": "d", "position": n, "level": 1, "kind": "clause", "heading": "浙里办"}
        rows.append(row | {"text": text, "start": start, "end": start + len(text)})
        start += len(text) + 1
    return make_table("clauses", rows)


def test_what_became_of_every_entry():
    audit = audit_dictionary(clauses_of("培育数据要素市场和数据要素", "数据标注产业、智算中心")).set_index("term")
    assert audit.loc["数据要素", ["n_text", "n_cut", "status"]].tolist() == [2, 1, "partly"]
    assert audit.loc["数据标注", "status"] == "overridden"
    assert audit.loc["智算中心", "status"] == "matched"
    assert audit.loc["新质生产力", "status"] == "absent"
    assert (audit["n_cut"] <= audit["n_text"]).all()


def test_masked_places_are_not_audited():
    masks = make_table("masks", [{"doc_id": "d", "start": 0, "end": 4, "kind": "noise"}])
    assert audit_dictionary(clauses_of("智算中心"), masks=masks).set_index("term").loc["智算中心", "status"] == "absent"


def test_a_new_term_is_found_with_its_numbers():
    found = find_new_terms(clauses_of("推广浙里办。优化浙里办", "用好浙里办，浙里办事项")).set_index("term")
    assert found.index.tolist() == ["浙里办"]
    row = found.loc["浙里办"]
    assert (row["n"], row["n_documents"], row["n_headings"]) == (4, 1, 2)
    # Before it stand 广, 化, 好 and an edge; after it three edges and 事: two bits.
    assert row["entropy"] == pytest.approx(2.0)
    assert row["c_value"] == pytest.approx(4 * math.log2(3), abs=1e-6)


def test_known_words_and_fragments_are_left_out():
    found = find_new_terms(clauses_of("用智算中心，建智算中心，办智算中心，管智算中心"))
    assert "智算中心" not in set(found["term"])
    assert "算中心" not in set(found["term"])
    assert find_new_terms(clauses_of("甲乙丙")).empty


@pytest.mark.parametrize("options", [{"min_count": 1}, {"max_chars": 1}])
def test_too_little_evidence_is_refused(options):
    with pytest.raises(ValueError, match="at least 2"):
        find_new_terms(clauses_of("数据"), **options)


def test_an_entry_that_breaks_other_words_is_told(tmp_path):
    clauses = clauses_of("支持共享和平台建设")
    confirm_terms(["和平"], reference=tmp_path, source="a mistake")
    audit = audit_dictionary(clauses, reference=tmp_path).set_index("term")
    assert audit.loc["和平", ["n_cut", "n_changed"]].tolist() == [1, 1]
    assert audit.loc["和平", "changed"] == "平台"
    assert audit.drop(index="和平")["n_changed"].eq(0).all()


def test_an_entry_made_of_whole_words_breaks_none():
    audit = audit_dictionary(clauses_of("建设智算中心，发展数据要素市场")).set_index("term")
    assert audit.loc[["智算中心", "数据要素市场"], "n_changed"].tolist() == [0, 0]
    assert audit["changed"].isna().all()


def test_a_confirmed_term_is_cut_from_then_on(tmp_path):
    clauses = clauses_of("推广浙里办。优化浙里办", "用好浙里办，浙里办事项")
    folder = tmp_path / "reference"
    assert "浙里办" not in set(cut_tokens(clauses)["term"])
    assert "浙里办" in set(find_new_terms(clauses)["term"])
    written = confirm_terms(["浙里办"], reference=folder, source="省数据局")
    assert written.to_numpy().tolist() == [["浙里办", "project", "forced", "省数据局"]]
    assert "浙里办" in set(cut_tokens(clauses, reference=folder)["term"])
    assert find_new_terms(clauses, reference=folder).empty
    again = confirm_terms(["浙里办", "算力券"], reference=folder, source="张三", binding="weighted")
    assert again["source"].tolist() == ["张三", "张三"]


def test_a_document_has_words_of_its_own(tmp_path):
    clauses = clauses_of("用好浙里办", "浙里办事项")
    other = clauses.assign(doc_id="e", clause_id=["e/0", "e/1"])
    confirm_terms(["浙里办"], reference=tmp_path, source="张三", document="d")
    assert "浙里办" in set(count_terms(clauses, reference=tmp_path)["term"])
    assert "浙里办" not in set(count_terms(other, reference=tmp_path)["term"])
    # What a document lays over the project wins: weighted here, forced there.
    confirm_terms(["浙里办"], reference=tmp_path, source="李四")
    assert "浙里办" in set(count_terms(other, reference=tmp_path)["term"])


@pytest.mark.parametrize(
    ("terms", "options", "message"),
    [
        ([], {}, "terms need"),
        (["办"], {}, r"\['办'\]"),
        (["浙里,办"], {}, "without white space"),
        (["浙里办"], {"binding": "froced"}, "did you mean 'forced'"),
        (["浙里办"], {"source": " "}, "who confirmed"),
    ],
)
def test_what_cannot_be_confirmed_is_named(tmp_path, terms, options, message):
    with pytest.raises(ValueError, match=message):
        confirm_terms(terms, reference=tmp_path, **({"source": "张三"} | options))
    assert list(tmp_path.iterdir()) == []
