"""Targets: clauses of other provinces and fields, the annotation of the corpus, inheritance, absurd input."""

import runpy
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.facts import find_targets
from analysis.ingest import clean_documents, read_documents, split_clauses
from analysis.spans import add_source_spans
from analysis.tables import make_table

_WRITTEN = runpy.run_path(str(Path(__file__).with_name("target_cases.py")))
CASES, SECOND_CASES, THIRD_CASES = (_WRITTEN[name] for name in ("CASES", "SECOND_CASES", "THIRD_CASES"))
FIRST_RUNS = _WRITTEN["FIRST_RUNS"]
HARDNESS, BASE_UNITS, CHANGES = (_WRITTEN[name] for name in ("HARDNESS", "BASE_UNITS", "CHANGES"))


def clauses_of(texts, *, kind="clause"):
    return make_table(
        "clauses",
        [
            {
                "clause_id": f"d{number:04}/1",
                "doc_id": f"d{number:04}",
                "position": 0,
                "level": 1,
                "kind": kind,
                "text": text,
                "start": 0,
                "end": len(text),
            }
            for number, text in enumerate(texts)
        ],
    )


def missing_as_none(value):
    return None if pd.isna(value) else round(value, 6) if isinstance(value, float) else value


def read(texts):
    """Return for each text its targets as tuples in the manner of the cases."""
    table = find_targets(clauses_of(texts))
    found = [[] for _ in texts]
    columns = ["value_low", "value_high", "comparator", "unit", "object", "year"]
    for doc_id, *cells in table[["doc_id", *columns]].itertuples(index=False):
        found[int(doc_id[1:])].append(tuple(missing_as_none(cell) for cell in cells))
    return found


@pytest.mark.parametrize("fields", [slice(0, 3), slice(0, 4), slice(0, 6)], ids=["value", "unit", "all"])
def test_clauses_of_other_provinces(fields):
    texts = [text for text, _ in CASES]
    assert len(texts) >= 60
    assert len(set(texts)) == len(texts)
    pairs = list(zip(CASES, read(texts), strict=True))
    gold = sum(len(expected) for (_, expected), _ in pairs)
    found = sum(len(got) for _, got in pairs)
    right = 0
    for (_, expected), got in pairs:
        rest = [target[fields] for target in got]
        for target in expected:
            if tuple(target)[fields] in rest:
                rest.remove(tuple(target)[fields])
                right += 1
    assert 2 * right / (gold + found) >= 0.97


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_clause(text, expected):
    assert read([text])[0] == [tuple(target) for target in expected]


def test_second_set_of_clauses():
    found = [[target[:4] + target[5:] for target in targets] for targets in read([text for text, _ in SECOND_CASES])]
    assert found == [[tuple(target) for target in targets] for _, targets in SECOND_CASES]


def test_third_set_of_clauses():
    found = [[target[:4] + target[5:] for target in targets] for targets in read([text for text, _ in THIRD_CASES])]
    wanted = [[tuple(target) for target in targets] for _, targets in THIRD_CASES]
    right = sum(len(set(got) & set(expected)) for got, expected in zip(found, wanted, strict=True))
    assert 2 * right / (sum(map(len, found)) + sum(map(len, wanted))) >= 0.97


@pytest.mark.parametrize(("text", "expected"), CHANGES)
def test_changes_subjects_deadlines_and_ranks(text, expected):
    columns = ["value_low", "value_high", "comparator", "object", "year", "change", "base_year", "scope"]
    table = find_targets(clauses_of([text]))
    found = [
        tuple(missing_as_none(cell) for cell in cells) for cells in table[columns].itertuples(index=False, name=None)
    ]
    assert found == expected


@pytest.mark.parametrize(("text", "expected"), HARDNESS)
def test_hardness(text, expected):
    found = find_targets(clauses_of([text]))["hardness"]
    assert [missing_as_none(value) for value in found] == expected


@pytest.mark.parametrize(("text", "value", "unit"), BASE_UNITS)
def test_base_units(text, value, unit):
    table = find_targets(clauses_of([text]))
    assert len(table) == 1
    assert table["base_unit"].item() == unit
    assert table["base_low"].fillna(table["base_high"]).item() == pytest.approx(value)


@pytest.fixture(scope="module")
def corpus(root):
    cleaned = clean_documents(read_documents(root / "data"))
    clauses = split_clauses(cleaned.documents)
    return add_source_spans(find_targets(clauses, documents=cleaned.documents), cleaned.edits)


def test_annotation_of_the_corpus(corpus, data):
    gold = pd.read_csv(data / "gold" / "targets.csv")
    assert len(corpus) == len(gold) == 25
    gold["end"] = gold["raw_start"] + gold["raw_text"].str.len()
    both = gold.merge(corpus, left_on=["doc", "end"], right_on=["doc_id", "source_end"])
    assert len(both) == 25, "every target ends where the annotation ends, and there is no other"
    value = both["value_low"].fillna(both["value_high"])
    base = both["base_low"].fillna(both["base_high"])
    assert (value == both["value"]).all()
    assert base.tolist() == pytest.approx(both["base_value"].tolist())
    assert (both["base_unit_x"] == both["base_unit_y"]).all()
    assert (both["unit_x"] == both["unit_y"]).all()
    assert (both["comparator_x"] == both["comparator_y"]).all()
    assert (both["year_x"].fillna(0) == both["year_y"].astype("float").fillna(0)).all()
    assert (both["year_inherited_x"].astype(bool) == both["year_inherited_y"].fillna(value=False).astype(bool)).all()
    assert (both["raw_start"] == both["source_start"]).mean() >= 0.95


def test_numbers_that_are_no_targets(corpus, data):
    wrong = pd.read_csv(data / "gold" / "not_targets.csv")
    for doc, start, text in wrong[["doc", "raw_start", "raw_text"]].itertuples(index=False):
        here = corpus[corpus["doc_id"] == doc]
        inside = (here["source_end"] > start) & (here["source_end"] <= start + len(text))
        assert not inside.any(), (doc, text)


def outline(rows):
    return make_table(
        "clauses",
        [
            {
                "clause_id": f"d/{number}",
                "doc_id": "d",
                "parent_id": parent,
                "position": place,
                "level": 1,
                "kind": kind,
                "heading": heading,
                "text": text,
                "start": 100 * place,
                "end": 100 * place + len(text),
            }
            for place, (number, parent, kind, heading, text) in enumerate(rows)
        ],
    )


def test_a_year_governs_what_stands_below_it():
    table = find_targets(
        outline(
            [
                ("一", None, "chapter", "总体要求", "一、总体要求"),
                ("一/一", "d/一", "clause", "发展目标", "（一）发展目标。到2028年，实现以下目标。"),
                ("一/一/1", "d/一/一", "bullet", None, "——创新能力更强。新增创新平台30家。"),
                ("一/一/2", "d/一/一", "bullet", None, "——到2030年，产业规模达到500亿元。"),
                ("一/二", "d/一", "clause", "具体指标", "（二）具体指标。专精特新企业200家。"),
                ("二", None, "chapter", "任务", "二、任务"),
                ("二/一", "d/二", "clause", "企业", "（一）培育企业50家。"),
            ]
        )
    ).set_index("clause_id")
    assert table.loc["d/一/一/1", ["year", "year_inherited"]].tolist() == [2028, True]
    assert table.loc["d/一/一/2", ["year", "year_inherited"]].tolist() == [2030, False]
    assert table.loc["d/一/二", ["year", "year_inherited"]].tolist() == [2028, True]
    assert table.loc["d/二/一", ["year", "year_inherited"]].isna().all()


def test_the_year_of_issue_tells_goals_from_reports():
    clauses = outline([("一", None, "clause", None, "2022年，培育企业300家。2026年，培育企业500家。")])
    documents = pd.DataFrame({"doc_id": ["d"], "issued_on": ["2024-05-01"], "period_start": pd.array([None], "Int64")})
    assert find_targets(clauses)["year"].tolist() == [2022, 2026]
    assert find_targets(clauses, documents=documents)["year"].tolist() == [2026]


@pytest.mark.parametrize("kind", ["notice", "metadata", "sidebar", "noise", "title", "signature"])
def test_only_policy_is_read(kind):
    assert find_targets(clauses_of(["到2027年，培育企业30家。"], kind=kind)).empty


def test_spans_hold_the_words():
    text = "一、目标\n到2027年，全省培育专精特新企业200家，建成5G基站30万个。"
    table = find_targets(clauses_of([text]))
    assert table["text"].tolist() == ["培育专精特新企业200家", "建成5G基站30万个"]
    assert [text[start:end] for start, end in table[["start", "end"]].itertuples(index=False)] == table["text"].tolist()
    assert table["scope"].iloc[0] == "全省"


@given(st.text(alphabet="到2027年培育企业3家、，。（）以上%万亿元达到—“”第级一两千", max_size=60))
@settings(max_examples=80, deadline=None)
def test_any_text_gives_a_table(text):
    table = find_targets(clauses_of([text]))
    for start, end, words in table[["start", "end", "text"]].itertuples(index=False):
        assert text[start:end] == words


def test_absurd_numbers_do_not_break():
    texts = [
        "培育企业" + "9" * 400 + "家。",
        "达到零分之三。",
        "超亿亿元。",
        "增长%。",
        "培育10—2家企业。",
        "2027年2027年。",
    ]
    assert find_targets(clauses_of(texts)).empty


ABSURD = st.one_of(
    st.integers(min_value=0, max_value=10**60).map(str),
    st.from_regex(r"\A[0-9]{1,20}(?:[.,，][0-9]{0,20}){0,4}\Z"),
    st.text(alphabet="零一二三四五六七八九十百千万亿两半", min_size=1, max_size=20),
    st.from_regex(r"\A[0-9]{1,6}[—\-~至][0-9]{1,6}\Z"),
)


@settings(max_examples=60, deadline=None)
@given(
    number=ABSURD,
    frame=st.sampled_from(
        ["培育企业{}家以上。", "产值突破{}亿元。", "占比提高到{}%。", "到{}年，增长{}倍。", "进入全国前{}位。"]
    ),
)
def test_absurd_numbers_give_finite_values_in_order_or_no_row(number, frame):
    text = frame.replace("{}", number)
    table = find_targets(clauses_of([text]))
    values = table[["value_low", "value_high", "base_low", "base_high"]].to_numpy(dtype="float64")
    assert not np.isinf(values).any()
    assert (values[~np.isnan(values)] >= 0).all()
    both = table.dropna(subset=["value_low", "value_high"])
    assert (both["value_low"] <= both["value_high"]).all()
    assert (
        table["comparator"].eq("range")
        == (both["value_low"] < both["value_high"]).reindex(table.index, fill_value=False)
    ).all()


def test_own_units_and_words_by_a_file(tmp_path):
    (tmp_path / "units.csv").write_text("unit,base_unit,factor,kind,source\n驮,kg,75,measure,test\n", encoding="utf-8")
    clauses = clauses_of(["茶叶外销达到200驮。"])
    assert find_targets(clauses).empty
    assert find_targets(clauses, reference=tmp_path)["base_low"].item() == 15000


TABLE = """专栏1 主要指标
| 序号 | 指标 | 2020年 | 2025年 | 2030年 | 属性 |
| 1 | 棉花产量（万吨） | 500 | ≥520 | 550左右 | 约束性 |
| 2 | 清洁取暖率（%） | 62.5 | 80 | 85—90 | 预期性 |
| 3 | 水质优良断面比例 | — | 90%以上 | | 约束性 |"""


def test_a_table_of_indicators():
    table = find_targets(clauses_of([TABLE]))
    columns = ["object", "comparator", "value_low", "value_high", "unit", "year", "hardness"]
    rows = [tuple(missing_as_none(cell) for cell in row) for row in table[columns].itertuples(index=False)]
    assert sorted(rows, key=str) == sorted(
        [
            ("棉花产量", ">=", 520, None, "万吨", 2025, "约束"),
            ("棉花产量", "~", 550, 550, "万吨", 2030, "约束"),
            ("清洁取暖率", "=", 80, 80, "%", 2025, "预期"),
            ("清洁取暖率", "range", 85, 90, "%", 2030, "预期"),
            ("水质优良断面比例", ">=", 90, None, "%", 2025, "约束"),
        ],
        key=str,
    )


def test_a_chapter_on_the_past_holds_no_target():
    clauses = outline(
        [
            ("一", None, "chapter", "发展基础", "一、发展基础"),
            ("一/一", "d/一", "clause", "成效", "（一）成效。培育企业300家，产值达到500亿元。"),
            ("二", None, "chapter", "任务", "二、任务。培育企业50家。"),
        ]
    )
    assert find_targets(clauses)["clause_id"].tolist() == ["d/二"]


def test_hardness_inside_a_clause_stays_there():
    table = find_targets(
        clauses_of(["到2026年，住院量占比力争达到90%，健康素养水平提高到32%。力争新增企业5家，培育人才20名。"])
    )
    assert [missing_as_none(value) for value in table["hardness"]] == ["力争", None, "力争", "力争"]


def test_what_it_was_before_is_no_part_of_the_object():
    row = find_targets(clauses_of(["加工业产值与农业总产值之比由2.1提高到2.6左右。"])).iloc[0]
    assert row[["object", "value_low", "comparator"]].tolist() == ["加工业产值与农业总产值之比", 2.6, "~"]
