"""Outlines and metadata of texts in the styles of many provinces."""

import tomllib
from pathlib import Path

import pandas as pd
import pytest

from analysis.ingest import clean_documents, read_documents, split_clauses
from analysis.ingest.markers import parse_marker, read_number

_SAMPLES = tomllib.loads((Path(__file__).parent / "outlines.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", _SAMPLES)
def test_outline_and_metadata(name: str, tmp_path: Path) -> None:
    sample = _SAMPLES[name]
    file = tmp_path / "d.txt"
    file.write_text(sample["text"], encoding="utf-8")
    documents = clean_documents(read_documents(file)).documents
    clauses = split_clauses(documents)
    rows = [
        f"{row['kind']} {row['clause_id'][2:]} {row['heading'] if isinstance(row['heading'], str) else '-'}"
        for row in clauses.to_dict("records")
    ]
    assert rows == sample["outline"]
    found = {
        name: str(documents[name].item())
        for name in documents
        if f"{name}_basis" in documents and pd.notna(documents[name].item())
    }
    assert found == sample["metadata"]


@pytest.mark.parametrize(
    ("line", "style", "number"),
    [
        ("第十二条 本办法", "article", "第十二条"),
        ("第二部分 主要任务", "part", "第二部分"),
        ("三．重点任务", "han", "三"),
        ("（ 四 ）加强", "han_bracket", "四"),
        ("㈡加强", "han_bracket", "二"),
        ("12﹒加快", "arabic", "12"),
        ("⒊加快", "arabic", "3"),
        ("3、加快", "arabic", "3"),
        ("1.1 目标", "decimal", "1.1"),
        ("⑵加快", "arabic_bracket", "2"),
        ("2）加快", "arabic_bracket", "2"),
        ("③加快", "circle", "3"),
        ("Ⅱ、加快", "roman", "2"),
        ("——加快", "bullet", ""),
        ("专栏3 工程", "box", "专栏3"),
        ("附件 2", "annex", "附件2"),
    ],
)
def test_every_style_of_number(line: str, style: str, number: str) -> None:
    marker = parse_marker(line)
    assert marker is not None
    assert (marker.style, marker.number) == (style, number)


@pytest.mark.parametrize(
    "line",
    ["1.2万亿元", "2025年", "5G网络", "一、二年级", "第三条第二款规定", "一流", "10%以上", "（含数据）", "3.5亿元产值"],
)
def test_what_is_no_number(line: str) -> None:
    assert parse_marker(line) is None


@pytest.mark.parametrize(
    ("number", "value"), [("一百二十三", 123), ("二十", 20), ("十", 10), ("第三章", 3), ("附件2", 2)]
)
def test_values_of_numbers(number: str, value: int) -> None:
    assert read_number(number) == value
