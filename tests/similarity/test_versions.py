"""What became of each clause: every kind of change, by hand."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.similarity import compare_versions

A = "支持龙头企业牵头组建创新联合体，开展关键核心技术攻关。"
B = "到2027年，培育高新技术企业1000家，研发投入占比达到3.5%。"
C = "发放算力券、模型券，降低中小微企业使用成本。"
D = "建设省级数据标注基地，推动公共数据有序开放共享。"
E = "开展伦理审查，完善安全评估与应急处置机制。"


def make_clauses(**versions):
    rows = []
    for doc_id, texts in versions.items():
        rows += [
            {
                "doc_id": doc_id,
                "clause_id": f"{doc_id}/{at}",
                "position": at,
                "kind": "clause",
                "text": text,
                "start": 0,
            }
            for at, text in enumerate(texts)
        ]
    return pd.DataFrame(rows)


def tell(old, new, **options):
    table = compare_versions(make_clauses(old=old, new=new), old="old", new="new", **options)
    return table, table[["change", "clause_old", "clause_new"]].astype(object).fillna("").to_numpy().tolist()


def test_one_version_twice_is_kept():
    _, told = tell([A, B, C], [A, B, C])
    assert told == [["kept", f"old/{at}", f"new/{at}"] for at in range(3)]


def test_a_new_number_or_other_punctuation_is_no_change():
    _, told = tell(["1. " + A, "（二）" + B], ["3﹒" + A.replace("，", ","), "四、" + B])
    assert [row[0] for row in told] == ["kept", "kept"]


def test_added_and_dropped_stand_where_they_stood():
    _, told = tell([A, C, B], [A, D, B])
    assert told == [
        ["kept", "old/0", "new/0"],
        ["dropped", "old/1", ""],
        ["added", "", "new/1"],
        ["kept", "old/2", "new/2"],
    ]


def test_moved():
    table, told = tell([A, B, C, D], [D, A, B, C])
    assert told[0] == ["moved", "old/3", "new/0"]
    assert [row[0] for row in told[1:]] == ["kept"] * 3
    assert table["moved"].tolist() == [True, False, False, False]


def test_reworded_names_the_numbers_that_changed():
    table, told = tell([B], [B.replace("1000家", "1200家")])
    assert told == [["reworded", "old/0", "new/0"]]
    assert table.loc[0, ["numbers_out", "numbers_in"]].tolist() == ["1000家", "1200家"]
    assert 0.8 < table.loc[0, "similarity"] < 1
    assert table["agencies_in"].isna().all()


def test_reworded_names_the_agencies_that_changed():
    role = {"evidence": "bracket", "role": "responsible"}
    duties = pd.DataFrame(
        [
            role | {"clause_id": "old/0", "agency": "省科技厅"},
            role | {"clause_id": "old/0", "agency": "省经信厅"},
            role | {"clause_id": "new/0", "agency": "省科技厅", "role": "lead"},
            role | {"clause_id": "new/0", "agency": "省经信厅"},
            role | {"clause_id": "new/0", "agency": "省教育厅", "evidence": "sentence"},
        ]
    )
    table, _ = tell([A], [A], duties=duties)
    assert table.loc[0, "agencies_out"] == "省科技厅（responsible）"
    assert table.loc[0, "agencies_in"] == "省科技厅（lead）"


def test_split_and_merged():
    _, told = tell([A + C + D, B], [A, C, D, B])
    assert told == [["split", "old/0", f"new/{at}"] for at in range(3)] + [["kept", "old/1", "new/3"]]
    _, told = tell([A, C, B], [A + C, B])
    assert sorted(told) == [["kept", "old/2", "new/1"], ["merged", "old/0", "new/0"], ["merged", "old/1", "new/0"]]


def test_nothing_in_common():
    _, told = tell([A], [E])
    assert sorted(row[0] for row in told) == ["added", "dropped"]


@given(
    st.lists(st.sampled_from([A, B, C, D, E]), min_size=1, max_size=6),
    st.lists(st.sampled_from([A, B, C, D, E]), max_size=6),
)
@settings(deadline=None, max_examples=40)
def test_every_clause_is_told(old, new):
    clauses = make_clauses(old=old, new=[*new, "其他完全不同的一句话。"])
    table = compare_versions(clauses, old="old", new="new")
    told = set(table["clause_old"].dropna()) | set(table["clause_new"].dropna())
    assert told == set(clauses["clause_id"])
    assert table["position"].tolist() == list(range(len(table)))


def test_unknown_and_equal_documents_are_refused():
    clauses = make_clauses(draft=[A], final=[A])
    with pytest.raises(ValueError, match="no document is called 'drafts'; did you mean 'draft'"):
        compare_versions(clauses, old="drafts", new="final")
    with pytest.raises(ValueError, match="one document"):
        compare_versions(clauses, old="final", new="final")
