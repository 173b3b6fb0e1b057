"""The book: pages made of executed lessons, with formulas as markup and nothing from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from tests.lessons.conftest import NAMES, read
from tests.reporting.pages import CHROMIUM, find_faults, open_browser

from analysis.lessons.book import make_book, write_book
from analysis.lessons.notebooks import pick_lessons
from analysis.lessons.prose import write_prose

FORMULA = re.compile(r"\$\$.+?\$\$|(?<![\\$])\$[^$\n]+\$", re.DOTALL)
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)


@pytest.fixture(scope="module")
def students(executed) -> dict[str, nbformat.NotebookNode]:
    """Return the students' versions, with what the same cells have put out in the one run of every lesson."""
    return {name: fill_in(read(name, source=False), executed[name][0]) for name in NAMES}


def fill_in(blank: nbformat.NotebookNode, executed: nbformat.NotebookNode) -> nbformat.NotebookNode:
    outputs = {cell.source: cell.outputs for cell in executed.cells if cell.cell_type == "code"}
    for cell in blank.cells:
        if cell.cell_type == "code":
            cell.outputs = outputs.get(cell.source, [])
    return blank


@pytest.fixture(scope="module")
def pages(students, tmp_path_factory) -> dict[str, str]:
    files = write_book(students, tmp_path_factory.mktemp("book"))
    return {file.name: file.read_text(encoding="utf-8") for file in files}


def test_there_is_a_page_a_lesson_and_one_that_lists_them(pages) -> None:
    assert list(pages) == ["index.html", *(f"{name}.html" for name in NAMES)]
    assert all(f'href="{name}.html"' in pages["index.html"] for name in NAMES)


def test_pages_ask_for_nothing(pages) -> None:
    for name, page in pages.items():
        assert "<script" not in page, name
        assert not re.findall(r'(?:src|href)="(?!data:|#)[^"]*//[^"]*"', page), name


def test_every_link_leads_to_a_page_or_a_heading(pages) -> None:
    for page in pages.values():
        for target in re.findall(r'href="([^"]+)"', page):
            if target.startswith("#"):
                assert f'id="{target[1:]}"' in page
            elif not target.startswith("data:"):
                assert target in pages


def test_every_formula_is_markup(pages, students) -> None:
    assert any(FORMULA.search(cell.source) for notebook in students.values() for cell in notebook.cells)
    for name, notebook in students.items():
        prose = [CODE.sub("", cell.source) for cell in notebook.cells if cell.cell_type == "markdown"]
        page = pages[f"{name}.html"]
        assert page.count("</math>") >= sum(len(FORMULA.findall(text)) for text in prose)
        assert "$$" not in re.sub(r"<pre.*?</pre>", "", page, flags=re.DOTALL)


def test_no_page_holds_a_solution(pages) -> None:
    for name, page in pages.items():
        assert "SOLUTION" not in page, name
        assert "评分标准" not in page, name
        assert "尚未作答" not in page, name


def test_the_same_lessons_give_the_same_bytes(pages, students, tmp_path: Path) -> None:
    again = write_book(students, tmp_path)
    assert [file.read_text(encoding="utf-8") for file in again] == list(pages.values())


def test_what_a_document_says_is_shown_and_not_obeyed() -> None:
    assert "<script" not in write_prose("<script>alert(1)</script>")
    assert "<img" not in write_prose("a <img src=x onerror=alert(1)>")
    assert 'href="javascript' not in write_prose("[a](javascript:alert(1))")


@pytest.mark.parametrize("text", ["`$x$`", "```\n$x$\n```", r"5\$ and 6\$"])
def test_code_and_escaped_dollars_are_no_formulas(text: str) -> None:
    assert "<math" not in write_prose(text)


def test_a_formula_keeps_its_signs() -> None:
    made = write_prose(r"$$\sum_i \frac{a_i}{b} < \sqrt{c}$$")
    assert 'display="block"' in made
    assert "∑" in made
    assert "&#x0003C;" in made or "&lt;" in made


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_the_book_is_whole_in_a_browser(data: Path, tmp_path: Path) -> None:
    """Make it by the way of the command, and look at every page, wide and narrow, by day and by night."""
    files = make_book(pick_lessons([], data), tmp_path / "book", data=data)
    with open_browser() as browser:
        assert find_faults(browser, files, axe=True) == []
        page = browser.new_page()
        for file in files[1:]:
            page.goto(file.as_uri())
            flat = "es => es.filter(e => e.getBoundingClientRect().height < 5).length"
            assert page.eval_on_selector_all("math", flat) == 0, file.name
