"""The dictionary held against texts, and the words it lacks."""

import math

import pytest

from analysis.lexis import audit_dictionary, find_new_terms
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
