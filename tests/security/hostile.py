"""Files that somebody made to harm the reader, each with the word it must end in: an error that says so, or harmless text.

``python -m tests.security.hostile`` reads every one of them in a process of its own, with a bound on time and memory, and
prints a table.
"""

from __future__ import annotations

import io
import itertools
import json
import os
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple, NoReturn

#: Of processor time and of memory, for the whole chain over one file; and what ZHENGCE_MAX_SECONDS is set to.
SECONDS = 120
MEGABYTES = 3000
STEP_SECONDS = 20
_PAGE = 1 if sys.platform == "darwin" else 1024

BODY = "某省关于加快发展的指导意见\n一、总体要求\n坚持稳中求进，推动高质量发展。{}\n二、重点任务\n（一）建设平台。建设公共服务平台。（责任单位：省科技厅、省教育厅）\n"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
P = "http://schemas.openxmlformats.org/package/2006/relationships"
SCRIPTS = {
    "script element": "<script>document.title='planted'</script>",
    "image that fails": "<img src=x onerror=\"document.title='planted'\">",
    "svg that loads": "<svg onload=\"document.title='planted'\"></svg>",
    "link of script": "<a href=\"javascript:document.title='planted'\">点此</a>",
    "frame": "<iframe srcdoc=\"<script>parent.document.title='planted'</script>\"></iframe>",
    "style that imports": "<style>@import 'https://host.example/x.css';</style>",
    "end of a comment": "--><script>document.title='planted'</script><!--",
    "end of a title": "</title><script>document.title='planted'</script>",
    "end of a text area": "</textarea></pre></style><script>document.title='planted'</script>",
    "attribute": '" onmouseover="document.title=\'planted\'" x="',
    "template of Jinja": "{{ cycler.__init__.__globals__ }}",
    "template of Python": "{0.__class__.__mro__}",
    "markdown link": "[点此](javascript:alert(1))",
    "mathematics": "$\\href{javascript:alert(1)}{x}$",
}
FORMULAS = (
    "=1+1",
    "+1",
    "-1+1",
    "@SUM(1)",
    "\t=1",
    '=HYPERLINK("https://host.example")',
    "=cmd|' /C calc'!A0",
    "＝1+1",
)
CHARACTERS = {
    "right-to-left override": "\u202e委改革发展省\u202c",
    "isolates": "\u2066省科技厅\u2069",
    "zero-width in a name": "省\u200b科\u200d技\ufeff厅",
    "private-use digit": "达到1\ue0032万亿元",
    "null": "省\x00科技厅",
    "bell and escape": "省\x07\x1b[31m科技厅",
    "form feeds": "\f" * 500,
    "line separators": "甲\u2028乙\u2029丙\x85丁",
    "noncharacters": "\ufffe\uffff\U0010ffff",
    "combining tower": "省" + "\u0301" * 5000,
    "variation selectors": "省\ufe0f科\U000e0100技厅",
    "tags": "省" + "".join(chr(0xE0000 + ord(c)) for c in "ignore"),
    "replacement characters": "\ufffd" * 3000,
    "emoji family": "👨\u200d👩\u200d👧\u200d👦" * 300,
    "full-width everything": "（责任单位：省科技厅）＜ｓｃｒｉｐｔ＞",
    "look-alikes": "省科技厅与省科技⼚、省⽂化厅",
    "entities": "&lt;script&gt;&#60;script&#62;&#x110000;&amp;" * 20,
    "bytes of another line end": "甲\r\r\n乙\v丙\x1c丁",
}
LONG = {
    "one line of a million characters": "发展" * 500_000,
    "a hundred thousand brackets": "（" * 100_000,
    "nested brackets": "（" * 3000 + "责任单位：省科技厅" + "）" * 3000,
    "brackets that never close": "（责任单位：省科技厅、" * 3000,
    "ten thousand agencies": "（责任单位：" + "、".join(f"省甲{i}厅" for i in range(10_000)) + "）",
    "agency name without end": "（责任单位：省" + "科技" * 20_000 + "厅）",
    "digits without end": "到2027年达到" + "9" * 100_000 + "亿元",
    "numbers without end": "一" * 50_000 + "、",
    "a hundred thousand blanks": " " * 100_000 + "。",
    "full-width blanks in lines": ("\u3000" * 200 + "\n") * 2000,
    "fifty thousand empty lines": "\n" * 50_000,
    "twenty thousand headings": "\n".join(f"{i}. 标题" for i in range(20_000)),
    "twenty thousand dashes": "\n——" * 20_000,
    "quotation marks": "“" * 50_000,
    "stars": "*" * 100_000,
    "pinyin without end": "fazhan" * 10_000,
    "annotations without end": "關(guān)" * 10_000,
    "placeholders": "关键词1" * 10_000,
    "commas": "，" * 100_000,
    "lead words": "牵头" * 30_000,
    "clauses of responsibility": "由省科技厅牵头负责" * 5000,
    "bars": "|" * 100_000,
    "rows of a table": "| 任务 | 牵头单位 |\n" * 10_000,
    "contacts": "联系人：张三，电话：0571-87000000；" * 3000,
    "addresses": "a@" * 50_000,
    "at signs and dots": "a.a" * 50_000 + "@",
    "years": "2024—2025—" * 10_000,
    "title brackets": "《" * 30_000,
    "chapter words": "第" * 50_000 + "章",
    "numbers in parentheses": "（一）" * 20_000,
}


class Case(NamedTuple):
    """A hostile file: what is done to whom, its name and bytes, and how it may end: "text", "error" or either."""

    kind: str
    name: str
    file: str
    data: bytes
    ends: tuple[str, ...]


@cache
def list_cases() -> list[Case]:
    """Return every hostile file; made once, since the bombs take their time."""
    return [*_texts(), *_bytes(), *_pages(), *_words(), *_sheets(), *_pdfs(), *_catalogues()]


def _texts() -> Iterator[Case]:
    for kind, words in (("script", SCRIPTS), ("characters", CHARACTERS), ("length", LONG)):
        for name, text in words.items():
            ends = ("text", "error") if kind == "length" else ("text",)  # an error that says which bound was met
            ends = ("error",) if name == "null" else ends  # a zero byte marks a file that is no text
            yield Case(kind, name, "a.txt", BODY.replace("{}", text).encode("utf-8", "surrogatepass"), ends)
    for name, text in SCRIPTS.items():
        named = BODY.replace("{}", "").replace("省教育厅", f"省{text}厅").replace("某省关于", f"某省{text}关于")
        yield Case("script", f"{name} in a title and an agency", "a.txt", named.encode(), ("text",))
    for formula in FORMULAS:
        yield Case(
            "formula", repr(formula), "a.txt", (formula + "\n" + BODY.replace("{}", formula)).encode(), ("text",)
        )


def _bytes() -> Iterator[Case]:
    body = BODY.replace("{}", "")
    either = ("text", "error")
    yield Case("bytes", "a line of 99 MB", "a.txt", "发展".encode() * 16_500_000, ("error",))
    yield Case("bytes", "a file above the bound", "a.txt", b"a" * 100_000_001, ("error",))
    yield Case("bytes", "ten million brackets", "a.txt", "（".encode() * 10_000_000, ("error",))
    yield Case("bytes", "nothing", "a.txt", b"", ("error",))
    yield Case("bytes", "blanks only", "a.txt", " \u3000\n".encode() * 100, ("error",))
    yield Case("bytes", "only a byte-order mark", "a.txt", b"\xef\xbb\xbf", ("error",))
    yield Case("bytes", "zero bytes", "a.txt", b"\0" * 4096, ("error",))
    yield Case("bytes", "chance", "a.txt", bytes(i * 7919 % 251 for i in range(5000)), ("error",))
    yield Case(
        "bytes", "unpaired surrogate", "a.txt", body.encode() + "\ud800".encode("utf-8", "surrogatepass"), either
    )
    yield Case("bytes", "overlong encoding", "a.txt", body.encode() + b"\xc0\xaf\xe0\x80\xaf", either)
    yield Case("bytes", "cut in a character", "a.txt", body.encode()[:-1], either)
    yield Case("bytes", "two encodings", "a.txt", body.encode() + body.encode("gb18030"), either)
    yield Case("bytes", "UTF-16 cut off", "a.txt", body.encode("utf-16")[:-1], either)
    yield Case("bytes", "UTF-32", "a.txt", body.encode("utf-32"), either)
    yield Case(
        "bytes", "UTF-7 with a script", "a.txt", b"+ADw-script+AD4-alert(1)+ADw-/script+AD4-" + body.encode(), either
    )
    for name, start in {
        "picture": b"\x89PNG\r\n",
        "old Office": b"\xd0\xcf\x11\xe0",
        "gzip": b"\x1f\x8b",
        "pickle": b"\x80\x04\x95",
    }.items():
        yield Case("bytes", f"{name} named as text", "a.txt", start + b"\0" * 200, ("error",))


def _pages() -> Iterator[Case]:
    text = "<p>" + "一、总体要求。推动高质量发展，建设公共服务平台。" * 8 + "</p>"
    either = ("text", "error")
    for name, script in SCRIPTS.items():
        yield Case(
            "page",
            name,
            "a.html",
            f"<html><title>某省意见{script}</title><body><div id=zoom>{text}{script}</div>".encode(),
            ("text",),
        )
    yield Case(
        "page", "five thousand nested elements", "a.html", ("<div>" * 5000 + text + "</div>" * 5000).encode(), either
    )
    yield Case("page", "two thousand nested tables", "a.html", ("<table><tr><td>" * 2000 + text).encode(), either)
    yield Case("page", "entity bomb", "a.html", (f"<!DOCTYPE html [{_laughs()}]><body>{text}&z;").encode(), either)
    yield Case(
        "page",
        "outside entity",
        "a.html",
        f'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><body>{text}&x;'.encode(),
        either,
    )
    yield Case("page", "attributes without end", "a.html", ("<p " + "a=1 " * 50_000 + ">" + text).encode(), either)
    yield Case(
        "page",
        "base and refresh",
        "a.html",
        f'<base href="//host.example"><meta http-equiv=refresh content="0;url=//host.example">{text}'.encode(),
        either,
    )
    yield Case("page", "menus only", "a.html", b"<html><body><ul><li><a href=/>home</a></ul>", ("error",))
    yield Case(
        "page",
        "span of a million rows",
        "a.html",
        f"<table><tr><td rowspan=1000000 colspan=1000000>{text}</td></tr></table>".encode(),
        either,
    )


def _laughs() -> str:
    names = "abcdefghz"
    lines = [f'<!ENTITY {names[0]} "{"哈" * 10}">']
    lines += [f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in itertools.pairwise(names)]
    return "".join(lines)


def _zip(parts: dict[str, str | bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as container:
        for name, part in parts.items():
            container.writestr(name, part)
    return buffer.getvalue()


def _bomb(name: str) -> bytes:
    """Return an archive that unpacks to 310 MB of blanks."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as container:
        container.writestr(name, b" " * 310_000_000)
    return buffer.getvalue()


def _word(body: str, head: str = "", **parts: str) -> bytes:
    document = f'<?xml version="1.0"?>{head}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    return _zip({"word/document.xml": document, **parts})


def _paragraphs(text: str) -> str:
    return "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.split("\n"))


def _words() -> Iterator[Case]:
    plain = _paragraphs(BODY.replace("{}", ""))
    either = ("text", "error")
    yield Case("word", "sound", "a.docx", _word(plain), ("text",))
    yield Case(
        "word",
        "script as text",
        "a.docx",
        _word(plain + _paragraphs("&lt;script&gt;alert(1)&lt;/script&gt;")),
        ("text",),
    )
    yield Case(
        "word", "billion laughs", "a.docx", _word(plain + "<w:p>&z;</w:p>", f"<!DOCTYPE x [{_laughs()}]>"), ("error",)
    )
    outside = '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    yield Case("word", "outside entity", "a.docx", _word(plain + "<w:p>&x;</w:p>", outside), ("error",))
    hidden = f'<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [{_laughs()}]><w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&z;</w:t></w:r></w:p></w:body></w:document>'
    yield Case(
        "word", "billion laughs in UTF-16", "a.docx", _zip({"word/document.xml": hidden.encode("utf-16")}), ("error",)
    )
    yield Case("word", "zip bomb", "a.docx", _bomb("word/document.xml"), ("error",))
    yield Case("word", "size that lies", "a.docx", _lie(_word(plain)), either)
    yield Case(
        "word",
        "five thousand nested runs",
        "a.docx",
        _word("<w:p>" + "<w:r>" * 5000 + "<w:t>甲</w:t>" + "</w:r>" * 5000 + "</w:p>" + plain),
        either,
    )
    yield Case(
        "word",
        "two thousand nested tables",
        "a.docx",
        _word("<w:tbl><w:tr><w:tc>" * 2000 + plain + "</w:tc></w:tr></w:tbl>" * 2000),
        either,
    )
    yield Case(
        "word", "names that climb out", "a.docx", _word(plain, **{"../../../evil.txt": "x", "/abs.txt": "x"}), ("text",)
    )
    yield Case("word", "broken XML", "a.docx", _word("<w:p>"), ("error",))
    yield Case("word", "no text", "a.docx", _word(""), ("error",))
    yield Case("word", "cut off", "a.docx", _word(plain)[:-40], ("error",))
    yield Case("word", "an archive of no kind", "a.docx", _zip({"a.txt": "x"}), ("error",))
    yield Case(
        "word",
        "number of a level that is none",
        "a.docx",
        _word(
            '<w:p><w:pPr><w:numPr><w:ilvl w:val="99999999999999999999"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>'
            + plain
        ),
        ("text",),
    )
    yield Case(
        "word",
        "outside picture and link",
        "a.docx",
        _word(
            plain,
            **{
                "word/_rels/document.xml.rels": f'<Relationships xmlns="{P}"><Relationship Id="r1" TargetMode="External" Target="https://host.example/x"/></Relationships>'
            },
        ),
        ("text",),
    )


def _lie(data: bytes) -> bytes:
    """Let the directory of an archive say that its first file is small."""
    at = data.index(b"PK\x01\x02")
    return data[: at + 24] + (10).to_bytes(4, "little") + data[at + 28 :]


def _sheet(rows: str, extra: str = "", head: str = "") -> bytes:
    sheet = f'<?xml version="1.0"?>{head}<worksheet xmlns="{S}"><sheetData>{rows}</sheetData>{extra}</worksheet>'
    return _zip(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{P}"><Relationship Id="r1" Type="{R}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{S}" xmlns:r="{R}"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{P}"><Relationship Id="r1" Type="{R}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": sheet,
        }
    )


def _row(number: int, *cells: tuple[str, str]) -> str:
    inside = "".join(f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>' for place, text in cells)
    return f'<row r="{number}">{inside}</row>'


def _sheets() -> Iterator[Case]:
    plain = _row(1, ("A1", "任务"), ("B1", "牵头单位")) + _row(2, ("A2", "建设平台"), ("B2", "省科技厅"))
    either = ("text", "error")
    yield Case("sheet", "sound", "a.xlsx", _sheet(plain), ("text",))
    yield Case(
        "sheet", "formulas as text", "a.xlsx", _sheet(plain + _row(3, ("A3", "=1+1"), ("B3", "@SUM(1)"))), ("text",)
    )
    yield Case(
        "sheet", "a cell in the last corner", "a.xlsx", _sheet(plain + _row(1048576, ("XFD1048576", "甲"))), either
    )
    yield Case(
        "sheet",
        "everything merged",
        "a.xlsx",
        _sheet(plain, '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
        either,
    )
    yield Case(
        "sheet",
        "billion laughs",
        "a.xlsx",
        _sheet(_row(1, ("A1", "&z;")), head=f"<!DOCTYPE x [{_laughs()}]>"),
        ("error",),
    )
    yield Case(
        "sheet",
        "outside entity",
        "a.xlsx",
        _sheet(_row(1, ("A1", "&x;")), head='<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        ("error",),
    )
    yield Case("sheet", "broken XML", "a.xlsx", _sheet("<row>"), ("error",))
    yield Case(
        "sheet", "row that is no number", "a.xlsx", _sheet('<row r="x"><c r="??"><v>1</v></c></row>'), ("error",)
    )
    yield Case("sheet", "cut off", "a.xlsx", _sheet(plain)[:-40], ("error",))
    yield Case("sheet", "zip bomb", "a.xlsx", _bomb("xl/workbook.xml"), ("error",))
    yield Case(
        "sheet",
        "a field of a million characters",
        "a.csv",
        ("任务,牵头单位\n" + "甲" * 1_000_000 + ",省科技厅\n").encode(),
        either,
    )
    yield Case("sheet", "quotes that never close", "a.csv", ('任务,牵头单位\n"' + "甲,乙\n" * 5000).encode(), either)
    yield Case("sheet", "twenty thousand columns", "a.csv", ("甲," * 20_000 + "\n" + "乙\n" * 100).encode(), either)
    for formula in FORMULAS:
        yield Case(
            "sheet",
            f"formula {formula!r}",
            "a.csv",
            f'任务,牵头单位\n"{formula.replace(chr(34), chr(34) * 2)}",省科技厅\n'.encode(),
            ("text",),
        )


def _pdfs() -> Iterator[Case]:
    yield Case("pdf", "a head only", "a.pdf", b"%PDF-1.7\n", ("error",))
    yield Case("pdf", "no PDF", "a.pdf", "一、总体要求".encode(), ("error",))
    yield Case("pdf", "pages that hold each other", "a.pdf", _pdf("[2 0 R]", 1_000_000), ("error",))
    yield Case(
        "pdf",
        "a script on opening",
        "a.pdf",
        _pdf("[3 0 R]", 1, "/OpenAction<</S/JavaScript/JS(app.alert(1))>>"),
        ("error",),
    )
    yield Case("pdf", "zeros behind the head", "a.pdf", b"%PDF-1.7\n" + b"\0" * 100_000, ("error",))


def _pdf(kids: str, count: int, extra: str = "") -> bytes:
    objects = [
        f"<</Type/Catalog/Pages 2 0 R{extra}>>",
        f"<</Type/Pages/Kids{kids}/Count {count}>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj{text}endobj\n".encode()
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode() + b"".join(
        f"{at:010d} 00000 n \n".encode() for at in places
    )
    return out + f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF".encode()


def _catalogues() -> Iterator[Case]:
    entry = '[[document]]\nid = "a"\npath = "raw/a.txt"\nsource = "x"\n'
    for name, text in {
        "path that climbs out": '[[document]]\nid = "a"\npath = "../../secret.txt"\nsource = "x"\n',
        "absolute path": '[[document]]\nid = "a"\npath = "/etc/passwd"\nsource = "x"\n',
        "path with a null": '[[document]]\nid = "a"\npath = "raw/\\u0000.txt"\nsource = "x"\n',
        "path that is a folder": '[[document]]\nid = "a"\npath = "raw"\nsource = "x"\n',
        "path over a link": '[[document]]\nid = "a"\npath = "raw/link.txt"\nsource = "x"\n',
        "a device": '[[document]]\nid = "a"\npath = "/dev/zero"\nsource = "x"\n',
        "id that climbs out": entry.replace('id = "a"', 'id = "../../a"'),
        "id of a script": entry.replace('id = "a"', 'id = "<script>alert(1)</script>"'),
        "id that is a number": entry.replace('id = "a"', "id = 1"),
        "the same id twice": entry * 2,
        "no TOML": "[[document]\n",
        "not UTF-8": entry.replace("x", "\ud800"),
        "a list for a path": entry.replace('"raw/a.txt"', '["raw/a.txt"]'),
        "keys of the language": entry + '__class__ = "x"\n',
        "a hundred thousand brackets": "a = " + "[" * 100_000,
    }.items():
        yield Case("catalogue", name, "corpus.toml", text.encode("utf-8", "surrogatepass"), ("error",))


def lay_out(case: Case, folder: Path) -> Path:
    """Write a case as a data folder and return it."""
    data = folder / "data"
    (data / "raw").mkdir(parents=True)
    (folder / "secret.txt").write_text(BODY.replace("{}", "机密"), encoding="utf-8")
    if case.kind == "catalogue":
        (data / "raw" / "a.txt").write_text(BODY.replace("{}", ""), encoding="utf-8")
        (data / "raw" / "link.txt").symlink_to(folder / "secret.txt")
        (data / "corpus.toml").write_bytes(case.data)
    else:
        (data / "raw" / case.file).write_bytes(case.data)
        catalogue = f'[[document]]\nid = "a"\npath = "raw/{case.file}"\nsource = "made to harm"\nprovince = "浙江"\n'
        (data / "corpus.toml").write_text(catalogue, encoding="utf-8")
    return data


def read_case(case: Case, folder: Path) -> tuple[str, str]:
    """Return how reading a case ends - "text", "error" or "crash" - and what was said."""
    from analysis.errors import DataError
    from analysis.study import load_study
    from analysis.tables import write_csv

    try:
        study = load_study(lay_out(case, folder))
        for table in ("documents", "clauses", "duties"):
            write_csv(getattr(study, table), folder / f"{table}.csv")
    except DataError as error:
        return "error", str(error).replace(str(folder), "")[:200]
    except BaseException as error:  # noqa: BLE001 - a crash is what we look for
        return "crash", f"{type(error).__name__}: {error}"[:200]
    if "机密" in "".join(study.documents["source_text"]):
        return "crash", "a file outside of the data folder was read"
    return "text", f"{len(study.clauses)} clauses, {len(study.duties)} duties"


def try_case(number: int) -> dict[str, object]:
    """Read one case in a process of its own, bounded in processor time and memory; say how it ended and what it took."""
    case = list_cases()[number]
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer.json"
        child = os.fork()
        if not child:
            _work(case, Path(folder), answer)
        _, status, used = os.wait4(child, 0)
        if answer.exists():
            end, said = json.loads(answer.read_text(encoding="utf-8"))
        else:
            end, said = "crash", f"the process ended with {os.waitstatus_to_exitcode(status)}"
    took = {"seconds": round(used.ru_utime + used.ru_stime, 1), "megabytes": used.ru_maxrss * _PAGE // 1_000_000}
    return {"kind": case.kind, "name": case.name, "ends": end, "good": end in case.ends, **took, "said": said}


def _work(case: Case, folder: Path, answer: Path) -> NoReturn:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEGABYTES * 1_000_000, MEGABYTES * 1_000_000))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    os.environ["ZHENGCE_MAX_SECONDS"] = str(STEP_SECONDS)
    code = 1
    try:
        answer.write_text(json.dumps(read_case(case, folder)), encoding="utf-8")
        code = 0
    finally:
        os._exit(code)


def _standing() -> int:
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _PAGE // 1_000_000


def main(words: list[str]) -> int:
    """Try all cases, or those whose kind is named, print a table and return 1 if one ends as it must not."""
    from analysis.study import load_study

    with tempfile.TemporaryDirectory() as folder:
        load_study(
            lay_out(
                Case("text", "sound", "a.txt", BODY.replace("{}", "zhengfu引导。").encode(), ("text",)), Path(folder)
            )
        )
    numbers = [number for number, case in enumerate(list_cases()) if not words or case.kind in words]
    bad, longest, largest = 0, 0.0, 0
    for number in numbers:
        row = try_case(number)
        bad += not row["good"]
        mark = "ok " if row["good"] else "BAD"
        took = f"{row['seconds']:>5} s {row['megabytes']:>5} MB"
        print(
            f"{mark} {row['kind']:10} {row['name']!s:45.45} {row['ends']!s:6} {took}  {row['said']!s:.110}", flush=True
        )
        longest, largest = max(longest, float(str(row["seconds"]))), max(largest, int(str(row["megabytes"])))
    print(
        f"{len(numbers)} hostile files, {bad} ended as they must not; at most {longest} s of processor time "
        f"(bound {SECONDS}) and {largest} MB (bound {MEGABYTES}, {_standing()} MB of it the program itself)"
    )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
