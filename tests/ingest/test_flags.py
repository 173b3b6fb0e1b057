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
        ("到202年，产值翻一番", "lost digits", "202年"),
        ("规划（205—2027年）", "lost digits", "205—"),
        ("湘政发〔202〕3号", "lost digits", "〔202〕3号"),
        ("湘政发〔2024〕号", "lost digits", "〔2024〕号"),
        ("产值年均增长%以上", "lost digits", "%"),
        ("建成省级平台个，引进专家", "lost digits", "个"),
        ("给予最高万元补助", "lost digits", "万元"),
        ("森林覆盖率达到635%", "lost decimal point", "635"),
        ("研发投入强度达到32%以上", "lost decimal point", "32"),
        ("能耗下降135%", "lost decimal point", "135"),
        ("完成产值.5亿元", "split figure", ".5"),
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


def test_an_amount_printed_with_and_without_its_point_is_flagged() -> None:
    text = "海洋生产总值达到12万亿元。到2027年，海洋生产总值突破1.2万亿元，比12万亿元少。"
    assert [(flag.start, flag.reading) for flag in repair_text(text).flags] == [(8, "1.2")]


def test_rewritten_words_are_flagged_where_several_stand_together() -> None:
    text = "鞭策科技立异，撑持黉舍设置装备摆设，美满手艺轨制。"
    repaired = repair_text(text)
    assert repaired.text == text
    assert {flag.rule for flag in repaired.flags} == {"spun word"}
    readings = ["推动", "创新", "支持", "学校", "建设", "完善", "技术", "制度"]
    assert [flag.reading for flag in repaired.flags] == readings
    assert repair_text("鞭策后进，提高手艺人的程度。").flags == []


@pytest.mark.parametrize(
    "text",
    [
        "近200年历史，建校120年，运行满3年，到2027年底，2025—2027年，2025-27年",
        "引进专家，落实事项，培育企业家，出台，平台，每个，各家，首台套，数十个，上百家，国家以上标准",
        "| 指标 | 增速% |\n| 覆盖率% | 95 |",
        "毛入学率达到105%，产值增长120%，拨备覆盖率200%，完成率110%，总产值超亿元企业5家",
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
