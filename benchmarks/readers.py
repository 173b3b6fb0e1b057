"""What reading a file costs beyond what its library costs: every format against its library alone.

Run it from the project's folder::

    python benchmarks/readers.py [--files N] [--rounds N]

Invented texts are saved in each format and read by turns: by the bare library, and by ``analysis.ingest.read_documents``
(recognition, decoding, text, title and checks of the result). Both are timed in processor time of one run, and their ratio
is taken round by round, so that a busy machine moves both sides.
"""

from __future__ import annotations

import argparse
import csv
import io
import statistics
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

import pypdfium2
from openpyxl import Workbook, load_workbook
from selectolax.lexbor import LexborHTMLParser

from analysis.ingest import read_documents
from analysis.synth import write_policy_text

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.ingest.files import as_docx, as_html, pdf_of_lines


class Format(NamedTuple):
    """How a text is saved in a format, and how its library alone reads it."""

    ending: str
    library: str
    save: Callable[[str, list[str]], bytes]
    read: Callable[[bytes], object]


def _save_text(encoding: str) -> Callable[[str, list[str]], bytes]:
    return lambda title, lines: "\n".join([title, *lines]).encode(encoding)


def _save_csv(title: str, lines: list[str]) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file).writerows([["任务", "牵头单位"], *([line, "省工信厅"] for line in [title, *lines])])
    return file.getvalue().encode()


def _save_xlsx(title: str, lines: list[str]) -> bytes:
    book, file = Workbook(), io.BytesIO()
    for row in [["任务", "牵头单位"], *([line, "省工信厅"] for line in [title, *lines])]:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def _read_html(data: bytes) -> object:
    body = LexborHTMLParser(data.decode("gb18030")).body
    return body.text() if body else ""


def _read_pdf(data: bytes) -> object:
    document = pypdfium2.PdfDocument(data)
    texts = []
    for page in document:
        text_page = page.get_textpage()
        texts.append(text_page.get_text_range())
        text_page.close()
        page.close()
    document.close()
    return texts


def _read_docx(data: bytes) -> object:
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        return "".join(ET.fromstring(container.read("word/document.xml")).itertext())  # noqa: S314 - made here


def _read_xlsx(data: bytes) -> object:
    book = load_workbook(io.BytesIO(data), data_only=True)
    return [row for sheet in book.worksheets for row in sheet.iter_rows(values_only=True)]


FORMATS = {
    "txt, UTF-8": Format(".txt", "bytes.decode", _save_text("utf-8"), lambda data: data.decode()),
    "txt, GB18030": Format(".txt", "bytes.decode", _save_text("gb18030"), lambda data: data.decode("gb18030")),
    "txt, UTF-16": Format(".txt", "bytes.decode", _save_text("utf-16"), lambda data: data.decode("utf-16")),
    "html": Format(".html", "selectolax", as_html, _read_html),
    "pdf": Format(".pdf", "pypdfium2", pdf_of_lines, _read_pdf),
    "docx": Format(".docx", "zipfile, ElementTree", as_docx, _read_docx),
    "csv": Format(".csv", "csv", _save_csv, lambda data: list(csv.reader(io.StringIO(data.decode())))),
    "xlsx": Format(".xlsx", "openpyxl", _save_xlsx, _read_xlsx),
}


class Costs(NamedTuple):
    """Processor seconds a file, round by round: of the bare library, and of the reader."""

    library: list[float]
    reader: list[float]

    @property
    def ratios(self) -> list[float]:
        """Reader by library, of each round."""
        return [ours / bare for ours, bare in zip(self.reader, self.library, strict=True)]


def time_format(one: Format, *, n_files: int, n_rounds: int) -> Costs:
    """Save texts in a format and read them by turns, the library first and the reader second."""
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for seed in range(n_files):
            title, *lines = write_policy_text(seed=seed).split("\n")
            files.append(Path(folder) / f"{seed:04}{one.ending}")
            files[-1].write_bytes(one.save(title, lines))

        def read_bare() -> None:
            for file in files:
                one.read(file.read_bytes())

        read_bare()
        read_documents(files)  # modules and tables are loaded before the clock starts
        costs = Costs([], [])
        for _ in range(n_rounds):
            costs.library.append(_time(read_bare) / n_files)
            costs.reader.append(_time(lambda: read_documents(files)) / n_files)
    return costs


def _time(call: Callable[[], object]) -> float:
    """Return the processor seconds of a call, repeated until the clock can tell them."""
    calls, start = 0, time.process_time()
    while time.process_time() - start < 0.1 or not calls:  # noqa: PLR2004 - seconds
        call()
        calls += 1
    return (time.process_time() - start) / calls


def main() -> int:
    """Print one line a format."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--files", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=7)
    arguments = parser.parse_args()
    print(f"{arguments.files} files a format, {arguments.rounds} rounds; ms of processor time a file, median\n")
    print(
        f"{'format':<14}{'library':<22}{'library ms':>11}{'reader ms':>11}{'files/s':>9}{'ratio':>8}  {'lowest-highest'}"
    )
    for name, one in FORMATS.items():
        costs = time_format(one, n_files=arguments.files, n_rounds=arguments.rounds)
        bare, ours = statistics.median(costs.library), statistics.median(costs.reader)
        print(
            f"{name:<14}{one.library:<22}{1000 * bare:>11.3f}{1000 * ours:>11.3f}{1 / ours:>9.0f}"
            f"{statistics.median(costs.ratios):>8.1f}  {min(costs.ratios):.1f}-{max(costs.ratios):.1f}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
