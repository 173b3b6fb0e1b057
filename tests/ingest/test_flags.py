"""What is only suspected is flagged at its place, and left as it is."""

from pathlib import Path

import pytest

from analysis.ingest import clean_documents, read_documents
from analysis.ingest.repair import repair_text


@pytest.mark.parametrize(
    ("text", "rule", "span"),
    [
        ("推动人工??能发展", "lost characters", "??"),
        ("推动人?智能发展", "lost characters", "?"),
        ("推动\ufffd\ufffd发展", "lost characters", "\ufffd\ufffd"),
        ("规模达到1\ue0012万亿元", "private character", "\ue001"),
        ("由xx省负责", "masked word", "xx"),
        ("支持***企业", "masked word", "***"),
        ("于XX年建成", "masked word", "XX"),
        ("深府〔201929号", "broken number", "〔201929号"),
        ("鲁政发〔〕5号", "broken number", "〔〕5号"),
        ("规模1 2万亿", "split figure", "1 2"),
        ("产值3.万亿元", "split figure", "3."),
        ("平安关键词3建设", "placeholder", "关键词3"),
    ],
)
def test_damage_that_cannot_be_undone_is_flagged(text: str, rule: str, span: str) -> None:
    repaired = repair_text(text)
    assert repaired.text == text
    assert [(flag.rule, text[flag.start : flag.end]) for flag in repaired.flags] == [(rule, span)]


def test_taiwan_usage_is_flagged_not_rewritten() -> None:
    repaired = repair_text("發展人工智慧與軟體產業，提升網路與資料庫。")
    assert repaired.text == "发展人工智慧与软体产业，提升网路与资料库。"
    assert [flag.reading for flag in repaired.flags] == ["人工智能", "软件", "网络", "数据库"]


@pytest.mark.parametrize(
    "text",
    [
        "为什么?因为需要。",
        "建成5G基站10万个，增长5.2%，1,000家企业，3.5万亿元。",
        "坚持高品质发展，满足使用者需求。",
        "鲁政发〔2024〕5号、国发[2017]35号、（2024）鲁01民初1号",
        "一、目标\n（一）甲。乙。\n（二）丙。丁。\n二、任务\n（三）戊。己。",
    ],
)
def test_sound_text_is_not_flagged(text: str) -> None:
    assert repair_text(text).flags == []


def test_the_corpus_raises_no_flag(data: Path) -> None:
    assert clean_documents(read_documents(data)).flags.empty


def test_faults_of_numbering_and_contradictions_reach_the_table(tmp_path: Path) -> None:
    file = tmp_path / "d.txt"
    file.write_text(
        "文号：湘政发〔2024〕3号\n发文日期：2024-05-06\n湖南省发展意见\n湘政发〔2024〕8号\n一、目标\n一、任务\n四、保障\n"
        "湖南省人民政府\n2024年5月9日",
        encoding="utf-8",
    )
    cleaned = clean_documents(read_documents(file))
    assert cleaned.flags["rule"].tolist() == [
        "doc_number contradicted",
        "number repeated",
        "number missing",
        "issued_on contradicted",
    ]
    assert cleaned.flags["reading"].tolist() == ["湘政发〔2024〕3号", "2", "2", "2024-05-06"]
    assert cleaned.documents["doc_number"].item() == "湘政发〔2024〕3号"
