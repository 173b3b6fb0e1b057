r"""Every technical term of lessons and reports has an entry in docs/glossary.md.

The rule, so that nobody has to remember a list.
In lessons a technical term is a bold term that is followed by its English in brackets, ``**零模型**（null model）``.
In reports it is what is measured: every ``measure_``, ``weight_`` and ``panel_`` message, and every ``column_`` message
whose column is a floating number in some table contract. Entries of measures also give a formula.
"""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest

from analysis.messages import list_messages
from analysis.tables import list_tables

LESSON_TERM = re.compile(r"\*\*([^*\n]{1,20})\*\*（([A-Za-z][^），：,:]*)")
ROW = re.compile(r"^\|(.+)\|$", re.MULTILINE)
#: Parts of a number's name, or numbers that are given in words of the text itself: values of targets, files, fields of forms.
PLAIN = {"value_low", "value_high", "base_low", "base_high", "confidence", "known", "computed", "x", "y"}
#: Rooms of the catalogue that no page shows as a name of something measured: sentences, and the data dictionary.
NO_NAMES = {"methods", "dictionary"}


@pytest.fixture(scope="module")
def entries(root: Path) -> list[list[str]]:
    """Return the rows of all tables, cell by cell; an escaped bar is no border."""
    text = (root / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in re.split(r"(?<!\\)\|", row)] for row in ROW.findall(text)]
    return [row for row in rows if row[0] != "中文" and not set(row[0]) <= {"-"}]


def lesson_terms(root: Path) -> dict[str, str]:
    """Return Chinese to English of every technical term of the lessons."""
    found = {}
    for path in sorted((root / "notebooks" / "lessons" / "source").glob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "markdown":
                found |= {zh.strip(): en.strip() for zh, en in LESSON_TERM.findall(cell.source)}
    return found


def report_terms() -> dict[str, str]:
    """Return the name in tables of everything measured in reports, with its Chinese name."""
    measured = {column.name for table in list_tables() for column in table.columns if column.dtype == "float64"}
    found = {}
    for key, texts in list_messages().items():
        room, name = key.split(".", 1)
        kind, _, what = name.partition("_")
        named = kind in {"measure", "weight", "panel"} and "[" not in texts["en"] and len(texts["en"]) < 40
        if what and room not in NO_NAMES and what not in PLAIN and (named or (kind == "column" and what in measured)):
            found[what] = texts["zh"]
    return found


def test_every_term_of_the_lessons_has_an_entry(root: Path, entries: list[list[str]]) -> None:
    terms = lesson_terms(root)
    assert len(terms) > 20
    known = {part.strip() for row in entries for part in row[0].split(" / ")}
    assert {zh: en for zh, en in terms.items() if zh not in known} == {}


def test_every_measure_of_the_reports_has_an_entry(entries: list[list[str]]) -> None:
    terms = report_terms()
    assert len(terms) > 40
    known = {name for row in entries if len(row) > 4 for name in re.findall(r"`([^`]+)`", row[2])}
    assert {name: zh for name, zh in terms.items() if name not in known} == {}


def test_every_entry_says_what_it_is(entries: list[list[str]]) -> None:
    assert len(entries) > 80
    for row in entries:
        assert all(row[:2]), row
        # What the Chinese and the English say by themselves (以上, at least) is said again by the caveat only.
        assert row[3] if len(row) > 4 else row[2] or row[3], row


def test_measures_have_a_formula_and_a_caveat(entries: list[list[str]]) -> None:
    measures = [row for row in entries if len(row) > 4]
    assert [row[0] for row in measures if len(row) != 6] == []
    assert [row[0] for row in measures if not row[4] or not row[5]] == []


def test_terms_of_the_lessons_have_a_caveat(root: Path, entries: list[list[str]]) -> None:
    terms = set(lesson_terms(root))
    own = [row for row in entries if terms & {part.strip() for part in row[0].split(" / ")}]
    assert [row[0] for row in own if not row[-1]] == []


def test_no_term_has_two_entries(entries: list[list[str]]) -> None:
    named = [part.strip() for row in entries for part in row[0].split(" / ")]
    assert sorted({name for name in named if named.count(name) > 1}) == []
