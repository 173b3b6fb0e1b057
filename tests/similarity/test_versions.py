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


def test_numbers_and_agencies_of_split_and_merged_clauses_are_compared_as_a_whole():
    first = "引进康复辅助器具企业30家，对入园企业给予三年租金减免。"
    second = "支持园区建设公共检测平台10个，每年培训护理员2万人次。"
    role = {"role": "responsible", "evidence": "bracket"}
    duties = pd.DataFrame(
        [
            role | {"clause_id": "old/0", "agency": "省科技厅"},
            role | {"clause_id": "new/0", "agency": "省科技厅"},
            role | {"clause_id": "new/1", "agency": "省财政厅"},
        ]
    )
    table, told = tell([first + second, A], [first, second.replace("10个", "12个"), A], duties=duties)
    assert [row[0] for row in told] == ["split", "split", "kept"]
    changes = ["numbers_out", "numbers_in", "agencies_out", "agencies_in"]
    assert table.loc[0, changes].fillna("").tolist() == ["10个", "12个", "", "省财政厅（responsible）"]
    assert table.loc[1:, changes].isna().all(axis=None), "told once"
    table, told = tell([first, second, A], [first + second.replace("2万", "3万"), A])
    assert [row[0] for row in told] == ["merged", "merged", "kept"]
    assert table.loc[0, ["numbers_out", "numbers_in"]].tolist() == ["2万人", "3万人"]


def test_every_kind_of_change_in_one_draft_and_its_final_text():
    """One planted version of each kind; clauses as they are numbered and punctuated in print."""
    draft = [
        "（一）" + A,  # kept, with a new number
        "（二）" + B,  # reworded: a number
        "（三）" + C + D,  # split
        "（四）鼓励金融机构开发养老储蓄、养老理财等产品。",  # merged
        "（五）推动高校向社会开放老年教育课程资源。",  # merged
        "（六）" + E,  # moved to the front
        "（七）建立联席会议制度，统筹协调重大事项，定期通报进展。",  # dropped
    ]
    final = [
        "（一）" + E,
        "（二）" + A.replace("，", ","),
        "（三）" + B.replace("3.5%", "4%"),
        "（四）" + C,
        "（五）" + D,
        "（六）鼓励金融机构开发养老储蓄、养老理财等产品。推动高校向社会开放老年教育课程资源。",
        "（七）研究制定统计分类目录和监测指标体系，每半年发布一次分析报告。",  # added
    ]
    table, told = tell(draft, final)
    assert sorted(told) == [
        ["added", "", "new/6"],
        ["dropped", "old/6", ""],
        ["kept", "old/0", "new/1"],
        ["merged", "old/3", "new/5"],
        ["merged", "old/4", "new/5"],
        ["moved", "old/5", "new/0"],
        ["reworded", "old/1", "new/2"],
        ["split", "old/2", "new/3"],
        ["split", "old/2", "new/4"],
    ]
    reworded = table[table["change"] == "reworded"].iloc[0]
    assert (reworded["numbers_out"], reworded["numbers_in"]) == ("3.5%", "4%")
