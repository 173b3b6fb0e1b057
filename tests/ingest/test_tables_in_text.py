"""Ledgers pasted into a text, and closing provisions: clauses of their own."""

from pathlib import Path

import pytest

from analysis.ingest import clean_documents, read_documents
from analysis.ingest.repair import repair_text
from analysis.spans import undo_edits
from analysis.study.chain import chain_documents

_LEDGER = """祁阳市2025年重点工作任务清单
一、任务分解
序号\t重点任务\t牵头单位\t配合单位\t完成时限
一、项目建设
1\t建设高标准农田3万亩\t市农业农村局\t市水利局、市财政局\t2025年12月
2\t改造农村公路120公里\t市交通运输局\t\t2025年10月

二、民生实事
3\t新增普惠性托位500个\t市卫生健康局\t市教育局\t2025年11月
二、保障措施
各单位要加强领导。"""


@pytest.mark.parametrize("gap", ["\t", "    ", "\u3000"])
def test_a_ledger_pasted_into_a_text_is_read_row_by_row(tmp_path: Path, gap: str) -> None:
    file = tmp_path / "d.txt"
    text = _LEDGER.replace("\t\t", "\t—\t").replace("\t", gap)
    file.write_text(text, encoding="utf-8")
    study = chain_documents(read_documents(file))
    rows = study.clauses[study.clauses["kind"] == "row"]
    assert rows["number"].dropna().tolist() == ["1", "2", "3"]
    assert rows["heading"].dropna().tolist() == ["建设高标准农田3万亩", "改造农村公路120公里", "新增普惠性托位500个"]
    assert study.clauses["heading"].dropna().tolist()[-1] == "保障措施"
    duties = study.duties[["agency", "role"]].to_numpy().tolist()
    assert ["市农业农村局", "lead"] in duties
    assert ["市财政局", "support"] in duties
    assert len(duties) == 6
    repaired = repair_text(text)
    assert undo_edits(repaired.text, repaired.edits) == text


def test_an_insertion_and_a_change_at_one_place_are_one_edit(tmp_path: Path) -> None:
    file = tmp_path / "d.txt"
    file.write_text("係任务\t责任单位\n任务\t责任单位\n", encoding="utf-8")
    edits = clean_documents(read_documents(file)).edits
    first = edits.iloc[0]
    assert (first["before"], first["after"], first["rule"]) == ("係", "| 系", "table+script")
    assert edits["source_start"].is_unique


def test_tabs_without_headings_of_a_ledger_stay() -> None:
    text = "指标\t2025年\n产值\t100亿元\n企业\t20家"
    assert repair_text(text).text == text


@pytest.mark.parametrize(
    ("tail", "closing"),
    [
        ("本方案自印发之日起施行。", ["本方案自印发之日起施行。"]),
        (
            "本措施由市商务局负责解释。\n本措施自2025年1月1日起施行，有效期3年。",
            ["本措施由市商务局负责解释。\n本措施自2025年1月1日起施行，有效期3年。"],
        ),
        ("各部门要落实责任。本意见自2025年3月1日起执行。有效期2年。", ["本意见自2025年3月1日起执行。有效期2年。"]),
        ("本计划实施期限为2025年至2027年。\n附件：1.申报表\n2.指标表", ["本计划实施期限为2025年至2027年。"]),
        (
            "上述政策措施自发布之日起施行，由市财政局会同有关部门解释。",
            ["上述政策措施自发布之日起施行，由市财政局会同有关部门解释。"],
        ),
        ("各部门要结合本方案制定细则，自觉落实。", []),
        ("三、附则\n本措施自2025年1月1日起施行。", []),
    ],
)
def test_closing_provisions_are_a_clause_of_their_own(tmp_path: Path, tail: str, closing: list[str]) -> None:
    file = tmp_path / "d.txt"
    head = "海口市促进会展业发展若干措施\n一、支持办展\n给予奖励。\n二、保障措施\n（一）加强领导。各部门要落实。\n"
    file.write_text(head + tail + "\n海口市人民政府\n2024年12月1日", encoding="utf-8")
    clauses = chain_documents(read_documents(file)).clauses
    found = clauses[clauses["clause_id"] == "d/附则"]
    assert found["text"].tolist() == closing
    assert set(found["kind"]) <= {"clause"}
