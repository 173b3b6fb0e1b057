"""A whole folder of downloads, good and broken, taken by one command."""

import csv
import io
from pathlib import Path

import pytest
from openpyxl import Workbook
from tests.ingest.files import as_docx, as_html, bomb, pdf_of_lines

from analysis.cli import main
from analysis.ingest import read_documents
from analysis.ingest.catalogue import read_catalogue
from analysis.synth import write_policy_text

_N_FILES = 200
_N_BROKEN = 20


def _ledger(lines: list[str]) -> list[list[str]]:
    return [["任务", "牵头单位"], *([line.replace("\n", " "), "省工信厅"] for line in lines)]


def _as_csv(lines: list[str]) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file).writerows(_ledger(lines))
    return file.getvalue().encode("gb18030")


def _as_xlsx(lines: list[str]) -> bytes:
    book, file = Workbook(), io.BytesIO()
    for row in _ledger(lines):
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def _good(number: int) -> tuple[str, bytes]:
    title, *lines = write_policy_text(seed=number, n_chapters=1 + number % 3).split("\n")
    text = "\n".join([title, *lines])
    kinds = {
        "a.txt": text.encode,
        "b.txt": lambda: text.encode("gb18030"),
        "c.txt": lambda: text.encode("utf-16"),
        "d.md": lambda: text.encode("utf-8-sig"),
        "e.html": lambda: as_html(title, lines),
        # Pages declare wrong encodings; that alone is no reason to lose one.
        "f.html": lambda: as_html(title, lines).replace(b"charset='gbk'", b"charset='big5'"),
        "g.pdf": lambda: pdf_of_lines(title, lines),
        "h.docx": lambda: as_docx(title, lines),
        "i.csv": lambda: _as_csv([title, *lines]),
        "j.xlsx": lambda: _as_xlsx([title, *lines]),
    }
    name = sorted(kinds)[number % len(kinds)]
    return f"{number:03}-{name}", kinds[name]()


def _broken(number: int) -> tuple[str, bytes, str]:
    title, *lines = write_policy_text(seed=number).split("\n")
    text = "\n".join([title, *lines])
    menus = "<html><body><ul>" + f"<li><a href='/{number}'>政务公开栏目</a></li>" * 40 + "</ul></body></html>"
    kinds = [
        ("cut.pdf", pdf_of_lines(title, lines)[:700], "a PDF file that is broken or locked"),
        ("bomb.docx", bomb() + bytes(number), "a zip bomb"),
        ("empty.txt", b"", "the file is empty"),
        ("binary.txt", bytes(range(256)) * (number + 1), "binary data"),
        ("menus.html", menus.encode(), "menus only"),
        ("declared.txt", b"\xef\xbb\xbf" + text.encode("gb18030"), "declares utf-8-sig but byte"),
        ("declared.html", b"\xff\xfe" + as_html(title, lines) + b"\n" * (number % 2), "declares utf-16 but"),
        ("cut.docx", as_docx(title, lines)[:900], "broken or cut off"),
        ("blank.txt", " \n\u3000\n".encode() * (number + 1), "only blanks"),
        ("cut.xlsx", _as_xlsx(lines)[:2000], "broken or cut off"),
    ]
    name, data, why = kinds[number % len(kinds)]
    return f"{number:03}-{name}", data, why


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of two hundred files, one of ten of them broken."""
    folder = tmp_path_factory.mktemp("inbox")
    for number in range(_N_FILES - _N_BROKEN):
        name, data = _good(number)
        (folder / name).write_bytes(data)
    for number in range(_N_BROKEN):
        name, data, _ = _broken(number)
        (folder / name).write_bytes(data)
    return folder


def test_every_good_file_arrives_and_every_bad_one_says_why(
    inbox: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(list(inbox.iterdir())) == _N_FILES
    data = tmp_path / "data"
    assert main(["add", str(inbox), "--data", str(data)]) == 1
    lines = [line for line in capsys.readouterr().out.splitlines() if ": " in line]

    why = {name: reason for name, _, reason in map(_broken, range(_N_BROKEN))}
    good = {file.name: file.read_bytes() for file in inbox.iterdir() if file.name not in why}
    refused = {Path(line.split(" ")[1]).name: line for line in lines if line.startswith("refused: ")}
    assert sorted(refused) == sorted(why)
    for name, reason in why.items():
        assert reason in refused[name], name
        assert "; " in refused[name], name  # and what to do about it

    added = [Path(line.split(" ")[1]).name for line in lines if line.startswith("added: ")]
    assert sorted(added) == sorted(good)
    entries, problems = read_catalogue(data)
    assert not problems
    arrived = {Path(entry.path).name: (data / entry.path).read_bytes() for entry in entries}
    assert arrived == good
    assert len(list((data / "raw").iterdir())) == len(good)

    documents = read_documents(data)
    assert len(documents) == len(good)
    titles = {f"{number:03}": write_policy_text(seed=number).split("\n")[0] for number in range(len(good))}
    lost = [
        row.doc_id
        for row in documents.itertuples()
        if titles[row.doc_id[:3]] not in row.source_text.replace("\r\n", "")
    ]
    assert not lost
