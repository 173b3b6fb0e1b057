"""Files of every format, made without an office program."""

import io
import zipfile
from xml.sax.saxutils import escape

import matplotlib as mpl
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure

from analysis.theme import use_theme


def as_html(title: str, lines: list[str]) -> bytes:
    """Return a web page in GBK, with menus around the text."""
    paragraphs = "".join(f"<p style='text-indent:2em'>{escape(line)}</p>" for line in lines)
    menu = "".join(f"<li><a href='/{n}'>栏目{n}要闻动态</a></li>" for n in range(30))
    page = (
        "<!DOCTYPE html><html><head><meta charset='gbk'><title>行动计划_某省人民政府</title><script>var a='一、';</script>"
        f"</head><body><nav><ul>{menu}</ul></nav><div class='main'><h1>{title}</h1>"
        f"<div id='zoom'>{paragraphs}</div></div><footer>版权所有：某省人民政府 ICP备12345号</footer></body></html>"
    )
    return page.encode("gbk")


def as_docx(title: str, lines: list[str]) -> bytes:
    """Return a Word file whose numbers 一、 are automatic, with an inserted and a deleted run."""
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = [f"<w:p><w:r><w:t>{title}</w:t></w:r></w:p>"]
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


def as_pdf(pages: list[list[str]]) -> bytes:
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


def pdf_of_lines(title: str, lines: list[str]) -> bytes:
    """Wrap the lines, set them on pages of nine lines with a running head and a page number."""
    wrapped = [piece for line in [title, *("　　" + line for line in lines)] for piece in _wrap(line, 30)]
    pages = [wrapped[at : at + 9] for at in range(0, len(wrapped), 9)]
    return as_pdf([["某省人民政府公报", *page, f"— {number} —"] for number, page in enumerate(pages, start=1)])


def pdf_with_font(title: str, lines: list[str], *, fonttype: int) -> bytes:
    """Set the lines as :func:`pdf_of_lines` does, with the project's Chinese font embedded: 3 outlines, 42 TrueType."""
    wrapped = [piece for line in [title, *("　　" + line for line in lines)] for piece in _wrap(line, 30)]
    file = io.BytesIO()
    with use_theme(), mpl.rc_context({"pdf.fonttype": fonttype}), PdfPages(file) as book:
        for number, at in enumerate(range(0, len(wrapped), 9), start=1):
            figure = Figure(figsize=(8.27, 11.69))
            for row, line in enumerate(["某省人民政府公报", *wrapped[at : at + 9], f"— {number} —"]):
                figure.text(0.12, 0.92 - 0.03 * row, line, fontsize=12)
            book.savefig(figure)
    return file.getvalue()


def bomb() -> bytes:
    """Return a small Word file that unpacks to twenty megabytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("word/document.xml", b" " * 20_000_000)
    return file.getvalue()
