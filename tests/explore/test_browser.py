"""Views in a browser: each shows, answers to a click and to the keys, and all follow one selection.

The page is the same module and data as in JupyterLab, without the wait for a kernel; ``test_lab.py`` opens JupyterLab itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from analysis.explore import Selection, view_kwic, view_text, write_page
from analysis.study import Study

pytestmark = pytest.mark.browser


@pytest.fixture
def open_page(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Open views as a page; whatever the page says on the console or asks of a network fails the test."""
    said: list[str] = []
    contexts = []

    def open_views(views: list[Any]) -> Any:
        context = browser.new_context(viewport={"width": 1200, "height": 900}, offline=True)
        contexts.append(context)
        tab = context.new_page()
        tab.set_default_timeout(10_000)
        tab.on("console", lambda message: said.append(message.text))
        tab.on("pageerror", lambda error: said.append(str(error)))
        tab.on(
            "request", lambda request: None if request.url.startswith(("file:", "data:")) else said.append(request.url)
        )
        tab.goto(write_page(views, tmp_path / "page.html").as_uri())
        tab.wait_for_function(f"document.querySelectorAll('.zc-count').length >= {len(views)}")
        return tab

    yield open_views
    for context in contexts:
        context.close()
    assert said == []


def test_views_follow_one_selection(small: Study, open_page: Callable[..., Any]) -> None:
    selection = Selection(small, lang="en")
    tab = open_page([view_text(selection), view_kwic(selection)])
    reader, kwic = tab.locator("section.zc-text"), tab.locator("section.zc-kwic")
    assert f"{len(small.clauses)} of {len(small.clauses)} clauses" in reader.inner_text()

    kwic.get_by_label("a term, then Enter").fill("算力")
    kwic.get_by_label("a term, then Enter").press("Enter")
    assert kwic.locator(".zc-row").count() == 5
    assert reader.locator(".zc-row").count() == 3
    assert reader.locator(".hit").all_inner_texts() == ["算力"] * 5

    reader.locator(".duty", has_text="省发展改革委").click()
    assert tab.evaluate("zhengce.get('agency')") == "省发展改革委"
    assert kwic.locator(".zc-row").count() == 2

    kwic.locator(".zc-list").focus()
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    assert tab.evaluate("zhengce.get('clause')") == "plan/二/1"
    assert reader.locator("[aria-selected=true]").count() == 1

    reader.locator(".zc-list").focus()
    for key in ("Home", "ArrowRight", "Enter"):
        tab.keyboard.press(key)
    assert tab.evaluate("zhengce.get('agency')") == "省科技厅"
    reader.get_by_role("button", name="clear all choices").click()
    assert tab.evaluate("[zhengce.get('term'), zhengce.get('agency'), zhengce.get('clause')]") == ["", "", ""]


def test_the_reader_shows_the_text_as_it_was_received(small: Study, open_page: Callable[..., Any]) -> None:
    selection = Selection(small, lang="en")
    selection.term = "亿次"
    tab = open_page([view_text(selection)])
    tab.locator(".zc-clause").first.hover()
    assert "算力规模达到30亿次,培育企业" in tab.locator(".zc-source").inner_text()
    assert tab.locator(".zc-source mark").all_inner_texts() == [",", ","]
    assert tab.locator(".edit").first.get_attribute("title").startswith("as received: ,")
