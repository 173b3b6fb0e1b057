"""What is fuzzed: every reader, the repair, the grammars, and every file and word that a scholar writes for the program."""

from __future__ import annotations

import io
import json
import re
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd
from tests.security.hostile import BODY, _row, _sheet, _word

from analysis.errors import CallError, DataError
from analysis.facts import code_instruments, find_duties, find_duty_masks, find_targets
from analysis.facts.codebooks import read_codebook
from analysis.ingest import clean_documents, find_masks, split_clauses
from analysis.ingest.catalogue import read_catalogue
from analysis.ingest.extract import extract_text
from analysis.ingest.formats.base import UnreadableError
from analysis.ingest.metadata import find_metadata
from analysis.ingest.read import make_id
from analysis.ingest.repair import repair_text
from analysis.reporting.batch import check_matrix, read_matrix
from analysis.reporting.notebooks import pick_notebooks
from analysis.reporting.parameters import check_parameters, read_parameters
from analysis.spans import apply_edits, undo_edits
from analysis.study import Study, load_study
from analysis.study.chain import chain_documents
from analysis.tables import make_table, neutralise_table, read_corrections
from analysis.trace import describe_traces, needs_derived, trace_id

Values = list[str | bytes]
HIDDEN = re.compile("[\u0000-\u0008\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
DATA = Path(__file__).resolve().parents[2] / "data"
XML = (
    "<w:p>",
    "</w:p>",
    "<w:t>",
    "<w:tbl><w:tr><w:tc>",
    "&z;",
    "<!DOCTYPE x>",
    'w:val="²"',
    "<c r='A99'>",
    "&#0;",
    "_x0000_",
)


@dataclass(frozen=True)
class Target:
    """One target: sound inputs, what reads them, what it may raise, and its share of all inputs."""

    about: str
    sound: tuple[str, ...] | tuple[bytes, ...]
    read: Callable[[Values], object]
    share: float
    documented: tuple[type[Exception], ...] = (DataError, CallError, UnreadableError)
    words: tuple[str, ...] = ()
    unbounded: bool = False


def each(read: Callable[[str | bytes], object], *documented: type[Exception]) -> Callable[[Values], None]:
    """Return a reader of many values that goes on behind one that ends as documented."""
    expected = documented or (DataError, CallError, UnreadableError)

    def read_all(values: Values) -> None:
        for value in values:
            with suppress(*expected):
                read(value)

    return read_all


def read_file(ending: str) -> Callable[[Values], None]:
    """Return a reader of files of one ending."""
    return each(lambda value: extract_text(value, f"a{ending}").text.encode("utf-8"))  # type: ignore[arg-type]


def document(number: int, text: str) -> dict[str, object]:
    """Return a row of the table of documents."""
    row: dict[str, object] = {
        "doc_id": f"d{number}",
        "source": "s",
        "path": "a.txt",
        "encoding": "utf-8",
        "sha256": "0" * 64,
    }
    return row | {"script": "simplified", "n_chars": len(text), "source_text": text, "clean_text": text}


def documents(values: Values) -> pd.DataFrame:
    """Return a table of documents with these texts, halves of characters mended as on extraction."""
    texts = [text for value in values if (text := mended(value)).strip()]
    return make_table("documents", [document(number, text) for number, text in enumerate(texts)])


def mended(value: str | bytes) -> str:
    """Return a text as extraction gives it."""
    assert isinstance(value, str)
    return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def clauses(values: Values) -> pd.DataFrame:
    """Return a table of clauses with these texts, each of a document of its own."""
    rows = [
        {"clause_id": f"d{n}/一", "doc_id": f"d{n}", "position": 0, "level": 1, "kind": "clause", "text": text}
        | {"start": 0, "end": len(text)}
        for n, text in enumerate(map(mended, values))
        if text
    ]
    return make_table("clauses", rows)


def read_part(values: Values, name: str, around: bytes) -> None:
    """Read Office files in which one part is the value."""
    with zipfile.ZipFile(io.BytesIO(around)) as container:
        parts = {other: container.read(other) for other in container.namelist()}
    for value in values:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as container:
            for other, part in parts.items():
                container.writestr(other, value if other == name else part)
        read_file(".docx")([buffer.getvalue()])


def repair(value: str | bytes) -> None:
    """Repair a text and hold the repair to its promises."""
    text = mended(value)
    repaired = repair_text(text)
    assert apply_edits(text, repaired.edits) == repaired.text, "edits do not apply"
    assert undo_edits(repaired.text, repaired.edits) == text, "edits do not undo"
    assert not repair_text(repaired.text).edits, "repaired again, the text changes again"
    assert not HIDDEN.search(repaired.text), "hidden characters stay"


def outline(values: Values) -> None:
    """Split texts into clauses and hold the clauses to their promises."""
    table = documents(values)
    split = split_clauses(table)
    find_masks(table, split)
    texts = dict(zip(table["doc_id"], table["clean_text"], strict=True))
    for doc_id, text, start, end in split[["doc_id", "text", "start", "end"]].itertuples(index=False, name=None):
        assert texts[doc_id][start:end] == text, "a clause is not what stands at its place"


def agencies(values: Values) -> None:
    """Look for responsible bodies."""
    table = clauses(values)
    texts = dict(zip(table["clause_id"], table["text"], strict=True))
    for clause_id, surface, start, end in find_duties(table)[["clause_id", "surface", "start", "end"]].itertuples(
        index=False, name=None
    ):
        assert texts[clause_id][start:end] == surface or start == end, "a body is not what stands at its place"
    find_duty_masks(table)


def targets(values: Values) -> None:
    """Look for quantitative targets."""
    table = clauses(values)
    texts = dict(zip(table["clause_id"], table["text"], strict=True))
    for clause_id, text, start, end in find_targets(table)[["clause_id", "text", "start", "end"]].itertuples(
        index=False, name=None
    ):
        assert texts[clause_id][start:end] == text, "a target is not what stands at its place"


def chain(values: Values) -> None:
    """Run the whole chain, and write what it found as a spreadsheet reads it."""
    study = chain_documents(documents(values))
    for table in (study.documents, study.clauses, study.duties, study.targets):
        for text in neutralise_table(table).select_dtypes("str").melt()["value"].dropna():
            assert not text.startswith(("=", "+", "-", "@", "＝", "\t")), "a cell is a formula"


def write_and(read: Callable[[Path], object], name: str) -> Callable[[Values], None]:
    """Return a reader of a file that a scholar writes."""

    def read_one(value: str | bytes) -> None:
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "a.txt").write_bytes("某省意见\n一、总则".encode())
            file = Path(folder) / name
            file.write_bytes(value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass"))
            read(file)

    return each(read_one)


def read_batch(file: Path) -> None:
    """Read a matrix of runs."""
    check_matrix(read_matrix(file), DATA)


def read_saved(file: Path) -> None:
    """Load a folder of saved tables."""
    load_study(file.parent)


@cache
def declared() -> dict[str, object]:
    """Return the parameters of all reports."""
    return {name: value for notebook in pick_notebooks([], DATA) for name, value in notebook.parameters.items()}


def parameters(value: str | bytes) -> None:
    """Give a parameter of the reports a value, as ``-p`` does."""
    name, _, given = str(value).partition("=")
    check_parameters(declared(), {name: given})  # type: ignore[arg-type]


def declaration(value: str | bytes) -> None:
    """Read the parameters cell of a notebook."""
    read_parameters(str(value))


@cache
def study() -> Study:
    """Return a small study to follow ids in."""
    return chain_documents(clean_documents(documents([BODY.replace("{}", "到2027年，培育企业200家以上。")])).documents)


def trace(value: str | bytes) -> None:
    """Follow an id to its characters."""
    if not needs_derived(str(value)):
        describe_traces(trace_id(study(), str(value)), study())


def names(value: str | bytes) -> None:
    """Make an id of a file's name."""
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", make_id(str(value))), "the id is none"


DUTIES = (
    "推进试点。（责任单位：省科技厅、省教育厅，各市人民政府）",
    "（省发展改革委牵头，省财政厅、省经济和信息化厅配合，排名第一的为牵头单位，下同）",
    "由省科技厅牵头，会同省财政厅制定办法。牵头单位：省农业农村厅（省乡村振兴局）；配合单位：省自然资源厅等",
    "| 任务 | 牵头单位 | 配合单位 | 完成时限 |\n| 建设平台 | 省科技厅 | 省教育厅、省财政厅 | 2026年 |",
    "（标☆的为牵头单位：☆市工业和信息化局、各县（市、区）人民政府和有关部门按职责分工负责）",
)
GOALS = (
    "到2027年，培育专精特新企业200家以上，产业规模超万亿元，年均增长15%左右。",
    "| 指标 | 单位 | 2025年 | 2027年 | 属性 |\n| 研发经费投入强度 | % | 3.2 | ≥3.5 | 预期性 |",
    "力争五年内建成3—5个国家级平台，算力规模达到12EFLOPS，降至0.5吨标准煤/万元以内；每万人拥有发明专利20.5件。",
)
TEXTS = (
    BODY.replace("{}", "到2027年，培育企业200家以上。"),
    (
        "江苏省數據局關于印發《行動方案》的通知\n蘇政發〔2025〕3號\n各市人民政府：\n一、总体要求\n坚持zhengfu引導,形成體係。發\n揮作用（guān）。\n"
        "联系人：王小明，电话：0571-87654321，邮箱：a@b.cn\n2025年3月1日"
    ),
    "第一章 总则\n第一条 为了规范(sheng)，制定本办法。\n第二条 关键词1省。\n——建设1\ue0032万亿**平台**。\n（上接第4版）\n- 3 -\n\f附件1\n重点任务清单",
    *DUTIES,
    *GOALS,
)
PAGE = (
    "<html><head><title>某省意见_门户</title><meta name='ArticleTitle' content='某省意见'></head><body><table class='xxgk'><tr><td>索引号</td>"
    "<td>000</td><td>文号</td><td>某政发〔2024〕3号</td></tr></table><div id='zoom'><p>一、总体要求</p><p>"
    + "推动高质量发展。" * 9
    + "</p><table><tr><th>任务</th><th>单位</th></tr><tr><td rowspan=2>建设</td><td>省科技厅</td></tr></table></div></body></html>"
)
NUMBERED = (
    '<w:p><w:pPr><w:pStyle w:val="1"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>总体要求</w:t>'
    '<w:tab/><w:br/></w:r><w:ins><w:r><w:t>新增</w:t></w:r></w:ins></w:p><w:tbl><w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>'
    "<w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
)
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
NUMBERING = (
    f'<w:numbering {W}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
    '<w:lvlText w:val="%1、"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="3"/><w:numFmt w:val="decimalEnclosedCircle"/><w:lvlText w:val="%1.%2"/>'
    '</w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
)
WORD = _word(NUMBERED, **{"word/numbering.xml": NUMBERING})
SHEET = _sheet(_row(1, ("A1", "任务"), ("B1", "牵头单位")) + _row(2, ("A2", "建设平台"), ("B2", "省科技厅")))
CATALOGUE = (
    '[[document]]\nid = "a"\npath = "a.txt"\nsource = "x"\nprovince = "浙江"\nlevel = "province"\nissued_on = 2024-05-06\n'
    'period = "2024-2027"\nstatus = "final"\n[[document]]\nid = "b"\npath = "b.txt"\nsource = "y"\nencoding = "gb18030"\n'
)
CORRECTIONS = (
    '[[correction]]\ntable = "duties"\nwhere = { clause_id = "d/一", agency = "省科技厅" }\nset = { role = "lead" }\nauthor = "Li"\n'
    'reason = "annex"\n[[correction]]\ntable = "edits"\nwhere = { doc_id = "d" }\nreject = true\nauthor = "Li"\nreason = "no"\n'
)
CODEBOOK = (
    '[codebook]\nname = "own"\nversion = "1"\nsource = "s"\ntitle = { zh = "甲", en = "a" }\ngoal_code = "S"\ngoal_headings = ["目标"]\n'
    '[words]\nfund = ["基金", "补助"]\n[[code]]\ncode = "S"\nname = { zh = "甲", en = "a" }\ndefinition = "d"\n'
    '[[code.rule]]\nname = "r"\nverbs = ["设立"]\nobjects = ["@fund"]\nunless = ["不得"]\n'
)
MATRIX = (
    '[[batch]]\nreports = ["01_corpus", "networks"]\nlang = ["zh", "en"]\nprovinces = ["*", "浙江"]\nseed = [1, 2]\n'
)
MANIFEST = json.dumps({"tables": {"documents": 1, "clauses": 1, "duties": 2}})
GIVEN = (
    "seed=7",
    "lang=en",
    "provinces=浙江,江苏",
    "n_topics=8",
    "alpha=0.05",
    "levels=province",
    "chapters=保障",
    "top=10",
)
DECLARED = 'seed: int = 0  # where chance begins [0..]\nlang: str = "zh"  # language [zh|en]\nshare: list[float] = [0.5]  # shares [0..1]\n'
IDS = ("d0/一", "d0", "d0:3-9", "link:省科技厅|省教育厅", "agency:省科技厅", "term:平台", "d0/二/一#t1")


def _pdf_text(text: str) -> bytes:
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length " + str(len(stream)).encode() + b">>stream\n" + stream + b"\nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out = b"%PDF-1.4\n" + b"".join(b"%d 0 obj%s\nendobj\n" % (at, body) for at, body in enumerate(objects, 1))
    return out + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n0\n%%EOF"


def _part(around: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(around)) as container:
        return container.read(name)


_TEXT_BYTES = tuple(
    text.encode(encoding, "ignore") for text in TEXTS[:3] for encoding in ("utf-8", "gb18030", "utf-16", "big5")
)

TARGETS: dict[str, Target] = {
    "text": Target("text files, their encoding found", _TEXT_BYTES, read_file(".txt"), 17),
    "page": Target("web pages", (PAGE.encode(), PAGE.encode("gb18030")), read_file(".html"), 10, unbounded=True),
    "word": Target(
        "the text of Word files",
        (_part(WORD, "word/document.xml"),),
        lambda values: read_part(values, "word/document.xml", WORD),
        7,
        words=XML,
        unbounded=True,
    ),
    "numbering": Target(
        "the numbering of Word files",
        (NUMBERING.encode(),),
        lambda values: read_part(values, "word/numbering.xml", WORD),
        6,
        words=XML,
        unbounded=True,
    ),
    "sheet": Target(
        "the cells of workbooks",
        (_part(SHEET, "xl/worksheets/sheet1.xml"),),
        lambda values: read_part(values, "xl/worksheets/sheet1.xml", SHEET),
        1,
        words=XML,
        unbounded=True,
    ),
    "container": Target("Office files as containers", (WORD, SHEET), read_file(".docx"), 7, unbounded=True),
    "delimited": Target(
        "delimited files",
        ('任务,牵头单位\n"建设,平台",省科技厅\n'.encode(), "任务\t单位\r\n甲\t乙\n".encode()),
        read_file(".csv"),
        9,
    ),
    "pdf": Target("PDF files", (_pdf_text("A policy text that is long enough"),), read_file(".pdf"), 7, unbounded=True),
    "repair": Target("the repair", TEXTS, each(repair), 5),
    "metadata": Target("titles, numbers, dates", TEXTS, each(lambda value: find_metadata(mended(value))), 4),
    "outline": Target("the outline", TEXTS, outline, 2),
    "agencies": Target("the grammar of agencies", DUTIES, agencies, 0.5),
    "targets": Target("the grammar of targets", GOALS, targets, 2),
    "instruments": Target("the codes of instruments", (*GOALS, *DUTIES), lambda v: code_instruments(clauses(v)), 0.5),
    "chain": Target("the whole chain", TEXTS, chain, 0.1),
    "catalogue": Target(
        "corpus.toml", (CATALOGUE,), write_and(lambda file: read_catalogue(file.parent), "corpus.toml"), 4
    ),
    "corrections": Target(
        "corrections.toml",
        (CORRECTIONS, CORRECTIONS.replace('"d"', "2024-05-06")),
        write_and(read_corrections, "corrections.toml"),
        4,
    ),
    "codebook": Target("a codebook of the scholar's own", (CODEBOOK,), write_and(read_codebook, "instruments.toml"), 3),
    "matrix": Target("batch files", (MATRIX,), write_and(read_batch, "batch.toml"), 4),
    "manifest": Target("the manifest of saved tables", (MANIFEST,), write_and(read_saved, "study.json"), 2),
    "parameters": Target("parameters of reports", GIVEN, each(parameters), 9),
    "declaration": Target("the parameters cell of a notebook", (DECLARED,), each(declaration), 6),
    "trace": Target("ids to follow", IDS, each(trace, ValueError), 1),
    "names": Target("names of files", ("海洋经济 行动方案(2024)", "a.b-c", "..", "CON"), each(names), 5),
}
