"""The same document in every format gives the same clauses; what holds no text is named."""

import io
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from opencc import OpenCC
from openpyxl import Workbook
from tests.ingest.files import as_docx, as_html, as_pdf, bomb, pdf_of_lines, pdf_with_font

from analysis.errors import ReadError
from analysis.ingest import clean_documents, read_documents, split_clauses
from analysis.ingest.extract import extract_text
from analysis.ingest.formats.base import UnreadableError

_TITLE = "黑龙江省推进冰雪经济高质量发展行动计划（2024—2026年）"
_LINES = [
    "为推进冰雪经济高质量发展，结合我省实际，制定本行动计划。",
    "一、总体要求",
    "到2026年，冰雪产业总产值达到2500亿元，冰雪装备企业达到200家以上，建成国家级滑雪旅游度假地5个。",
    "二、重点任务",
    "（一）壮大冰雪装备。支持企业研发雪场装备、个人器材，建设检验检测平台。（责任单位：省工信厅、省科技厅）",
    "1.建设产业园区。推动装备集聚发展。",
    "2.培育龙头企业。给予首台套支持。",
    "（二）发展冰雪旅游。建设一批精品线路，提升服务质量和水平。（责任单位：省文旅厅）",
    "三、保障措施",
    "各地各部门要加强组织领导，细化工作举措，确保各项任务落到实处。",
]


def _read(tmp_path: Path, name: str, data: bytes) -> tuple[pd.DataFrame, pd.DataFrame]:
    file = tmp_path / name
    file.write_bytes(data)
    documents = clean_documents(read_documents(file)).documents
    return documents, split_clauses(documents)


_AS: dict[str, Callable[[list[str]], bytes]] = {
    "a.txt": lambda lines: "\n".join([_TITLE, *lines]).encode(),
    "b.txt": lambda lines: "\r\n".join([_TITLE, *("　　" + line for line in lines)]).encode("gb18030"),
    "c.txt": lambda lines: "\n".join([_TITLE, *lines]).encode("utf-16"),
    "d.html": lambda lines: as_html(_TITLE, lines),
    "e.docx": lambda lines: as_docx(_TITLE, lines),
    "f.pdf": lambda lines: pdf_of_lines(_TITLE, lines),
    "g.md": lambda lines: "\n\n".join([f"# {_TITLE}", *lines]).encode(),
    "h.txt": lambda lines: OpenCC("s2tw").convert("\n".join([_TITLE, *lines])).encode("big5"),
    "i.pdf": lambda lines: pdf_with_font(_TITLE, lines, fonttype=3),
    "j.pdf": lambda lines: pdf_with_font(_TITLE, lines, fonttype=42),
    "k.txt": lambda lines: "\n".join([_TITLE, *lines]).encode("utf-8-sig"),
    "l.txt": lambda lines: "\n".join([_TITLE, *lines]).encode("utf-16-le"),
}

#: All that may differ from the plain text file, besides how many blank lines part two paragraphs; what is not listed must be
#: the same.
_ENCODINGS = {
    "a.txt": "utf-8",
    "b.txt": "gb18030",
    "c.txt": "utf-16",
    "d.html": "gb18030",
    "e.docx": "docx",
    "f.pdf": "pdf",
    "g.md": "utf-8",
    "h.txt": "big5hkscs",
    "i.pdf": "pdf",
    "j.pdf": "pdf",
    "k.txt": "utf-8-sig",
    "l.txt": "utf-16-le",
}
_DIFFERENCES: dict[str, dict[str, object]] = {
    "d.html": {},
    "e.docx": {"tracked_changes": "accepted"},
    "f.pdf": {"pages": 2},
    "h.txt": {"script": "traditional"},
    "i.pdf": {"pages": 2},
    "j.pdf": {"pages": 2},
}


@pytest.mark.parametrize("name", _AS)
def test_every_format_gives_the_same_clauses(tmp_path: Path, name: str) -> None:
    first, plain = _read(tmp_path, "a.txt", _AS["a.txt"](_LINES))
    documents, clauses = _read(tmp_path, name, _AS[name](_LINES))
    differences = _DIFFERENCES.get(name, {})
    assert clauses["page"].dropna().max() == differences["pages"] if "pages" in differences else True
    of_the_file = ("clause_id", "doc_id", "parent_id", "page", "start", "end", "text")
    same = [column for column in plain if column not in of_the_file]
    pd.testing.assert_frame_equal(clauses[same], plain[same])
    assert [re.sub("\n+", "\n", text) for text in clauses["text"]] == plain["text"].tolist()
    for column in ("clause_id", "parent_id"):  # the same but for the name of the file
        assert [str(value).split("/")[1:] for value in clauses[column]] == [
            str(value).split("/")[1:] for value in plain[column]
        ]
    assert clauses["page"].isna().all() == ("pages" not in differences)
    assert re.sub("\n+", "\n", documents["clean_text"].item().strip("\n")) == first["clean_text"].item()
    assert documents["encoding"].item() == _ENCODINGS[name]
    for column in set(documents) - {"doc_id", "path", "sha256", "n_chars", "source_text", "clean_text", "encoding"}:
        expected = differences.get(column, first[column].item())
        assert str(documents[column].item()) == str(expected), column


@pytest.mark.browser
def test_a_page_printed_by_a_browser_gives_the_same_clauses(tmp_path: Path) -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium on this machine")
    playwright = pytest.importorskip("playwright.sync_api")
    paragraphs = "".join(f"<p style='text-indent:2em'>{line}</p>" for line in _LINES)
    with playwright.sync_playwright() as tool:
        browser = tool.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        page = browser.new_page()
        page.set_content(f"<h1 style='font-size:16px;text-align:center'>{_TITLE}</h1>{paragraphs}")
        number = "<span style='font-size:9px'>— <span class=pageNumber></span> —</span>"
        printed = page.pdf(format="A6", display_header_footer=True, header_template="<p></p>", footer_template=number)
        browser.close()
    _, plain = _read(tmp_path, "a.txt", _AS["a.txt"](_LINES))
    documents, clauses = _read(tmp_path, "p.pdf", printed)
    assert documents["source_text"].item().count("\f") == 1
    columns = ["level", "kind", "number", "heading"]
    assert [re.sub("\n+", "\n", text) for text in clauses["text"]] == plain["text"].tolist()
    pd.testing.assert_frame_equal(clauses[columns], plain[columns])


def test_a_table_of_tasks_is_read_row_by_row(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["重点任务分工表", None, None, None])
    sheet.append(["序号", "重点任务", "牵头单位", "配合单位"])
    sheet.append([1, "建设雪场。新建5个。", "省体育局", "省文旅厅、省财政厅"])
    sheet.append([2, "培育企业", "省工信厅", None])
    file = io.BytesIO()
    book.save(file)
    _, clauses = _read(tmp_path, "l.xlsx", file.getvalue())
    rows = clauses[clauses["kind"] == "row"]
    assert rows["clause_id"].tolist() == ["l/表头", "l/1", "l/2"]
    assert rows["heading"].tolist()[1:] == ["建设雪场", "培育企业"]
    assert rows["text"].tolist()[1] == "| 1 | 建设雪场。新建5个。 | 省体育局 | 省文旅厅、省财政厅 |"
    table = "重点任务,牵头单位\n建设雪场,省体育局\n培育企业,省工信厅\n"
    _, again = _read(tmp_path, "m.csv", table.encode("gbk"))
    assert again["clause_id"].tolist() == ["m/表头", "m/1", "m/2"]


def test_a_table_inside_a_web_page_keeps_its_cells(tmp_path: Path) -> None:
    table = (
        "<table><tr><th>任务</th><th>责任单位</th></tr>"
        "<tr><td><p>建设</p><p>平台</p></td><td>省科技厅</td></tr></table>"
    )
    page = as_html(_TITLE, _LINES).decode("gbk").replace("</div></div><footer>", f"{table}</div></div><footer>")
    _, clauses = _read(tmp_path, "t.html", page.encode("gbk"))
    rows = clauses[clauses["kind"] == "row"]
    assert rows["text"].tolist() == ["| 任务 | 责任单位 |", "| 建设 平台 | 省科技厅 |"]
    assert rows["parent_id"].tolist() == ["t/三", "t/三"]


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("cut.pdf", b"%PDF-1.7\n1 0 obj", "broken or locked"),
        ("scan.pdf", None, "a scanned PDF file"),
        ("bomb.docx", None, "zip bomb"),
        ("cut.docx", b"PK\x03\x04 cut off", "broken or cut off"),
        ("ofd.ofd", None, "an OFD file"),
        ("odt.odt", None, "an OpenDocument file"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1", "an old Office file"),
        ("old.wps", b"\xd0\xcf\x11\xe0\xa1\xb1", "an old Office file"),
        ("picture.txt", b"\x89PNG\r\n", "a picture"),
        ("binary.txt", bytes(range(256)) * 3, "binary data"),
        ("named.pdf", "某省行动方案".encode(), "named .pdf but is no such file"),
        (
            "menus.html",
            ("<html><body>" + "<li><a href='/'>政务公开栏目</a></li>" * 40 + "</body></html>").encode(),
            "menus only",
        ),
        ("blank.txt", " \n\t\n　".encode(), "only blanks"),
        ("empty.txt", b"", "is empty"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, name: str, data: bytes | None, what: str) -> None:
    if data is None:
        part = {"ofd.ofd": "OFD.xml", "odt.odt": "content.xml"}.get(name)
        if part:
            file = io.BytesIO()
            with zipfile.ZipFile(file, "w") as container:
                container.writestr(part, "<a/>")
            data = file.getvalue()
        else:
            data = bomb() if name == "bomb.docx" else as_pdf([["1"], ["2"]])
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ReadError, match=what) as caught:
        read_documents(tmp_path / name)
    assert all(problem.remedy for problem in caught.value.problems)


def test_a_wrongly_declared_encoding_is_no_silent_misreading() -> None:
    page = as_html(_TITLE, _LINES).decode("gbk").replace("charset='gbk'", "charset='big5'").encode("gbk")
    assert "冰雪经济" in extract_text(page, "a.html").text


def test_a_word_file_with_entities_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as container:
        container.writestr("word/document.xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>")
    with pytest.raises(UnreadableError, match="declares entities"):
        extract_text(file.getvalue(), "a.docx")


@pytest.mark.parametrize(
    ("choice", "lines"),
    [
        ("accepted", ["某省行动方案", "一、目标和任务", "新段", "| 任务 | 单位 |", "| 新任务 | 省科技厅 |"]),
        ("refused", ["某省行动方案", "一、目标", "任务", "| 任务 | 单位 |", "| 旧任务 | 省财政厅 |"]),
    ],
)
def test_tracked_paragraphs_and_rows(choice: str, lines: list[str]) -> None:
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

    def row(change: str, *cells: str) -> str:
        tag = "delText" if change == "del" else "t"
        texts = "".join(
            f"<w:tc><w:p><w:{change or 'smartTag'}><w:r><w:{tag}>{cell}</w:{tag}></w:r></w:{change or 'smartTag'}></w:p></w:tc>"
            for cell in cells
        )
        return f"<w:tr>{f'<w:trPr><w:{change}/></w:trPr>' if change else ''}{texts}</w:tr>"

    body = (
        "<w:p><w:r><w:t>某省行动方案</w:t></w:r></w:p>"
        # the end of this paragraph was taken out, and 和 put in
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>一、目标</w:t></w:r><w:ins><w:r><w:t>和</w:t></w:r></w:ins></w:p>"
        "<w:p><w:r><w:t>任务</w:t></w:r></w:p>"
        "<w:p><w:pPr><w:rPr><w:ins/></w:rPr></w:pPr><w:ins><w:r><w:t>新段</w:t></w:r></w:ins></w:p>"
        f"<w:tbl>{row('', '任务', '单位')}{row('del', '旧任务', '省财政厅')}{row('ins', '新任务', '省科技厅')}</w:tbl>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as container:
        container.writestr("word/document.xml", f"<w:document xmlns:w='{word}'><w:body>{body}</w:body></w:document>")
    extracted = extract_text(file.getvalue(), "a.docx", tracked_changes=choice)
    assert extracted.text.split("\n") == lines
    assert extracted.tracked_changes == choice
