"""Documents in shapes that no rule was written from: what each of them showed."""

from pathlib import Path

from tests.ingest.files import as_pdf

from analysis.ingest import clean_documents, read_documents, split_clauses
from analysis.ingest.formats.web import read_page
from analysis.ingest.repair import repair_text
from analysis.ingest.rules.base import Clue

_DRAFT = """海南省农业农村厅关于公开征求《海南省热带特色高效农业品牌建设若干措施（征求意见稿）》意见的公告

  为加快我省热带特色高效农业品牌建设，我厅起草了《海南省热带特色高效农业品牌建设若干措施（征求意见稿）》，现面向社会公开征求意见。
  1.电子邮箱：hnnyppc@163.com；
  2.联系人：符小兰，联系电话：0898-65338888。
  附件：1.海南省热带特色高效农业品牌建设若干措施（征求意见稿）
  2.起草说明
  海南省农业农村厅
  2025年3月28日
附件1
海南省热带特色高效农业品牌建设若干措施
（征求意见稿）
  为贯彻落实省委、省政府部署，现提出以下措施。
  一、打造区域公用品牌。一次性奖励50万元;到2027年，达到60个以上。（责任单位：省农业农村厅、省财政厅）
  二、培育企业品牌。支持龙头企业建设标准化基地。
  本措施自2025年　月　日起施行，有效期3年，由省农业农村厅负责解释。
附件2
《海南省热带特色高效农业品牌建设若干措施（征求意见稿）》起草说明
  一、起草背景
  近年来，我省农产品品牌建设取得成效。
  二、主要内容
  共5条措施。"""


def test_a_draft_for_comment_with_its_explanation(tmp_path: Path) -> None:
    file = tmp_path / "d.txt"
    file.write_text(_DRAFT, encoding="gb18030")
    documents = clean_documents(read_documents(file)).documents
    found = documents.iloc[0]
    assert (found["status"], found["issuer"], found["issued_on"]) == ("draft", "海南省农业农村厅", "2025-03-28")
    assert (found["province"], found["level"], found["genre"]) == ("海南", "province", "若干措施")
    clauses = split_clauses(documents)
    assert clauses["kind"].tolist() == [
        *("title", "notice", "title", "preamble", "chapter", "chapter", "clause"),
        *("sidebar", "sidebar", "sidebar"),
    ]
    assert clauses.set_index("clause_id").loc["d/附则", "text"].startswith("本措施自2025年")
    assert "符小兰" not in found["clean_text"]


def test_labels_of_an_empty_form_are_no_names() -> None:
    form = "附件3\n申报表\n单位名称：            联系人：            联系电话：\n联系人：王小明  联系电话：0472-5100000"
    clean = repair_text(form).text
    assert "联系人：            联系电话：\n" in clean
    assert "王小明" not in clean


def test_the_cells_of_a_table_of_metadata_stay_apart() -> None:
    rows = [
        ("索 引 号：", "11450/2024-88612"),
        ("发文单位：", "柳州市人民政府办公室"),
        ("成文日期：", "2024年09月12日"),
    ]
    table = "".join(f"<tr><td>{label}</td><td>{value}</td></tr>" for label, value in rows)
    text = "本方案自印发之日起实施，促进新能源汽车下乡，释放农村地区消费潜力。" * 4
    page = f"<body><table>{table}</table><h1>柳州市实施方案</h1><div class='TRS_Editor'><p>{text}</p></div></body>"
    assert read_page(page, encoding="utf-8").text.split("\n")[:2] == [
        "| 索 引 号： | 11450/2024-88612 |",
        "| 发文单位： | 柳州市人民政府办公室 |",
    ]


def test_lines_of_a_printed_page_are_joined_and_its_title_stays(tmp_path: Path) -> None:
    pages = [
        [
            "山东省人民政府办公厅",
            "关于促进民宿业高质量发展的实施意见",
            "鲁政办字〔2024〕88号",
            "为促进全省民宿业高质量发展，丰富旅游产品供给，助力",
            "乡村全面振兴，经省政府同意，现提出以下实施意见。",
            "一、总体要求",
            "坚持生态优先、文化为魂，推进民宿业集聚化、品牌化发",
            "展。到2026年，全省旅游民宿达到1.5万家。",
        ]
    ]
    file = tmp_path / "d.pdf"
    file.write_bytes(as_pdf(pages))
    clean = clean_documents(read_documents(file)).documents["clean_text"].item()
    assert clean.split("\n") == [
        "山东省人民政府办公厅关于促进民宿业高质量发展的实施意见",
        "鲁政办字〔2024〕88号",
        "为促进全省民宿业高质量发展，丰富旅游产品供给，助力乡村全面振兴，经省政府同意，现提出以下实施意见。",
        "一、总体要求",
        "坚持生态优先、文化为魂，推进民宿业集聚化、品牌化发展。到2026年，全省旅游民宿达到1.5万家。",
    ]
    assert repair_text(clean, clue=Clue(printed=True)).edits == []
