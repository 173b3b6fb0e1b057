"""The same document in every format gives the same clauses; what holds no text is named."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

import pandas as pd
import pytest
from openpyxl import Workbook

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


def _as_html(lines: list[str]) -> bytes:
    paragraphs = "".join(f"<p style='text-indent:2em'>{escape(line)}</p>" for line in lines)
    menu = "".join(f"<li><a href='/{n}'>栏目{n}要闻动态</a></li>" for n in range(30))
    page = (
        "<!DOCTYPE html><html><head><meta charset='gbk'><title>行动计划_某省人民政府</title><script>var a='一、';</script>"
        f"</head><body><nav><ul>{menu}</ul></nav><div class='main'><h1>{_TITLE}</h1>"
        f"<div id='zoom'>{paragraphs}</div></div><footer>版权所有：某省人民政府 ICP备12345号</footer></body></html>"
    )
    return page.encode("gbk")


def _as_docx(lines: list[str]) -> bytes:
    """Return a Word file whose numbers 一、 are automatic, with an inserted and a deleted run."""
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = [f"<w:p><w:r><w:t>{_TITLE}</w:t></w:r></w:p>"]
    for line in lines:
        numbered = line[0] in "一二三" and line[1] == "、"
        properties = "<w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='7'/></w:numPr></w:pPr>" if numbered else ""
        text = line[2:] if numbered else line
        half = len(text) // 2
        body.append(
            f"<w:p>{properties}<w:r><w:t>{text[:half]}</w:t></w:r><w:del><w:r><w:delText>删去</w:delText></w:r></w:del>"
            f"<w:ins><w:r><w:t>{text[half:]}</w:t></w:r></w:ins></w:p>"
        )
    numbering = (
        f"<w:numbering xmlns:w='{word}'><w:abstractNum w:abstractNumId='3'><w:lvl w:ilvl='0'><w:start w:val='1'/>"
        "<w:numFmt w:val='chineseCounting'/><w:lvlText w:val='%1、'/></w:lvl></w:abstractNum>"
        "<w:num w:numId='7'><w:abstractNumId w:val='3'/></w:num></w:numbering>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as container:
        container.writestr(
            "word/document.xml", f"<w:document xmlns:w='{word}'><w:body>{''.join(body)}</w:body></w:document>"
        )
        container.writestr("word/numbering.xml", numbering)
    return file.getvalue()


def _as_pdf(pages: list[list[str]]) -> bytes:
    """Return a PDF file of one line of text after another; characters are named by a ToUnicode map."""
    used = sorted({character for page in pages for line in page for character in line})
    ranges = "".join(f"<{ord(c):04X}> <{ord(c):04X}>\n" for c in used if ord(c) < 0x10000)
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        + "".join(
            f"{len(part)} beginbfchar\n" + "".join(part) + "endbfchar\n"
            for part in (ranges.splitlines(keepends=True)[at : at + 90] for at in range(0, len(used), 90))
        )
        + "endcmap CMapName currentdict /CMap defineresource pop end end"
    )
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"",
        b"<</Type/Font/Subtype/Type0/BaseFont/Song/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 5 0 R>>",
        (
            b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Song/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
            b"/DW 1000/FontDescriptor 6 0 R>>"
        ),
        b"<</Length %d>>stream\n%s\nendstream" % (len(cmap), cmap.encode()),
        (
            b"<</Type/FontDescriptor/FontName/Song/Flags 4/FontBBox[0 0 1000 1000]/Ascent 800/Descent -200/CapHeight 700"
            b"/ItalicAngle 0/StemV 80>>"
        ),
    ]
    kids = []
    for page in pages:
        draw = "BT /F 12 Tf 18 TL 60 780 Td " + " ".join(
            f"<{''.join(f'{ord(c):04X}' for c in line)}> Tj T*" for line in page
        )
        stream = (draw + " ET").encode()
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream))
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents %d 0 R>>"
            % len(objects)
        )
        kids.append(len(objects))
    objects[1] = b"<</Type/Pages/Kids[%s]/Count %d>>" % (b" ".join(b"%d 0 R" % kid for kid in kids), len(kids))
    out, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        table,
        len(objects) + 1,
        len(out),
    )


def _wrap(line: str, width: int) -> list[str]:
    """Cut a line at a width; no line begins with a closing mark."""
    pieces = []
    while line:
        cut = width + 1 if line[width : width + 1] in tuple("。，；、）") else width
        pieces.append(line[:cut])
        line = line[cut:]
    return pieces


def _pdf_of_lines(lines: list[str]) -> bytes:
    """Wrap the lines, set them on pages of nine lines with a running head and a page number."""
    wrapped = [piece for line in [_TITLE, *("　　" + line for line in lines)] for piece in _wrap(line, 30)]
    pages = [wrapped[at : at + 9] for at in range(0, len(wrapped), 9)]
    return _as_pdf([["黑龙江省人民政府公报", *page, f"— {number} —"] for number, page in enumerate(pages, start=1)])


def _read(tmp_path: Path, name: str, data: bytes) -> tuple[pd.DataFrame, pd.DataFrame]:
    file = tmp_path / name
    file.write_bytes(data)
    documents = clean_documents(read_documents(file)).documents
    return documents, split_clauses(documents)


_AS: dict[str, Callable[[list[str]], bytes]] = {
    "a.txt": lambda lines: "\n".join([_TITLE, *lines]).encode(),
    "b.txt": lambda lines: "\r\n".join([_TITLE, *("　　" + line for line in lines)]).encode("gb18030"),
    "c.txt": lambda lines: "\n".join([_TITLE, *lines]).encode("utf-16"),
    "d.html": _as_html,
    "e.docx": _as_docx,
    "f.pdf": _pdf_of_lines,
    "g.md": lambda lines: "\n\n".join([f"# {_TITLE}", *lines]).encode(),
}


@pytest.mark.parametrize("name", _AS)
def test_every_format_gives_the_same_clauses(tmp_path: Path, name: str) -> None:
    _, plain = _read(tmp_path, "a.txt", _AS["a.txt"](_LINES))
    documents, clauses = _read(tmp_path, name, _AS[name](_LINES))
    columns = ["level", "kind", "number", "heading"]
    pd.testing.assert_frame_equal(clauses[columns], plain[columns])
    squeezed = [text.replace("\n", "") for text in clauses["text"]]
    assert squeezed == [text.replace("\n", "") for text in plain["text"]]
    assert documents["title"].item() == _TITLE
    if name.endswith(".pdf"):
        assert clauses["page"].tolist() == sorted(clauses["page"])
        assert clauses["page"].max() == 2
    else:
        assert clauses["page"].isna().all()


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
    page = _as_html(_LINES).decode("gbk").replace("</div></div><footer>", f"{table}</div></div><footer>")
    _, clauses = _read(tmp_path, "t.html", page.encode("gbk"))
    rows = clauses[clauses["kind"] == "row"]
    assert rows["text"].tolist() == ["| 任务 | 责任单位 |", "| 建设 平台 | 省科技厅 |"]
    assert rows["parent_id"].tolist() == ["t/三", "t/三"]


def _bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("word/document.xml", b" " * 20_000_000)
    return file.getvalue()


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
            data = _bomb() if name == "bomb.docx" else _as_pdf([["1"], ["2"]])
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ReadError, match=what) as caught:
        read_documents(tmp_path / name)
    assert all(problem.remedy for problem in caught.value.problems)


def test_a_wrongly_declared_encoding_is_no_silent_misreading() -> None:
    page = _as_html(_LINES).decode("gbk").replace("charset='gbk'", "charset='big5'").encode("gbk")
    assert "冰雪经济" in extract_text(page, "a.html").text


def test_a_word_file_with_entities_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as container:
        container.writestr("word/document.xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>")
    with pytest.raises(UnreadableError, match="declares entities"):
        extract_text(file.getvalue(), "a.docx")
