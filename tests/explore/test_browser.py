"""Views in a browser: each shows, answers to a click and to the keys, and all follow one selection.

The page is the same module and data as in JupyterLab, without the wait for a kernel; ``test_lab.py`` opens JupyterLab itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from tests.explore.conftest import make_hostile, make_topics, write_data
from tests.security.hostile import SCRIPTS

from analysis import explore
from analysis.explore import (
    Selection,
    view_corpus,
    view_kwic,
    view_network,
    view_passages,
    view_selection,
    view_targets,
    view_text,
    view_topics,
)
from analysis.lexis import concordance
from analysis.networks import link_agencies
from analysis.similarity import find_passages
from analysis.study import Study, load_study
from analysis.tables import empty_table, make_table

pytestmark = pytest.mark.browser


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


def test_every_view_answers_to_a_click_and_to_the_keys(everything: Any) -> None:
    tab = everything
    chosen = tab.locator("section.zc-selection .zc-chips")
    clicks = {
        "corpus": (".zc-row >> nth=0", "document: order"),
        "topics": (".zc-row >> nth=1", "topic: 2"),
        "network": ("[data-at='0']", "agency: "),
        "passages": (".zc-part >> nth=1", "clause: plan/二/1"),
        "targets": (".zc-row >> nth=0", "clause: plan/一"),
    }
    keys = {
        "corpus": ["Enter"],
        "topics": ["End", "ArrowRight", "Enter"],
        "passages": ["Enter"],
        "targets": ["ArrowDown", "Enter"],
    }
    told = {
        "corpus": "document: order",
        "topics": "term: 数据",
        "passages": "clause: order/一",
        "targets": "clause: plan/一",
    }
    for name, (place, words) in clicks.items():
        view = tab.locator(f"section.zc-{name}")
        view.locator(place).click()
        assert words in chosen.inner_text(), name
        tab.locator("section.zc-selection .zc-clear").click()
        assert chosen.inner_text() == "nothing is chosen"
        if name in keys:
            view.locator(".zc-list").first.focus()
            for key in keys[name]:
                tab.keyboard.press(key)
            assert told[name] in chosen.inner_text(), name
            tab.locator("section.zc-selection .zc-clear").click()
    tab.locator(".zc-ring").focus()
    tab.keyboard.press("End")
    tab.keyboard.press("Enter")
    assert "agency: " in chosen.inner_text()
    tab.locator(".zc-matrix").focus()
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("ArrowRight")
    assert "share" in tab.locator("section.zc-network .zc-spread").inner_text()


def test_what_is_chosen_filters_the_other_views(small: Study, everything: Any) -> None:
    tab = everything
    counts = {
        name: tab.locator(f"section.zc-{name} .zc-count")
        for name in ("corpus", "topics", "network", "passages", "targets", "text")
    }
    assert counts["network"].inner_text() == "4 of 4 agencies"
    tab.evaluate("zhengce.set('document', 'order')")
    told = {name: count.inner_text() for name, count in counts.items()}
    assert told == {
        "corpus": "2 of 2 documents",
        "topics": "0 of 3 clauses",
        "network": "1 of 4 agencies",
        "passages": "1 of 1 passages",
        "targets": "0 of 2 targets",
        "text": f"{(small.clauses['doc_id'] == 'order').sum()} of {len(small.clauses)} clauses",
    }
    tab.evaluate("zhengce.set('topic', 1)")
    assert counts["corpus"].inner_text() == "1 of 2 documents"
    assert counts["topics"].inner_text() == "0 of 3 clauses", "a view leaves out its own choice only"


def test_ties_and_lines_are_those_of_the_tables(small: Study, open_page: Callable[..., Any]) -> None:
    selection = Selection(small, lang="en")
    tab = open_page([view_network(selection), view_kwic(selection, term="数据")])
    links = link_agencies(small.duties)
    assert tab.locator(".zc-ring line").count() == len(links)
    assert tab.locator(".zc-matrix .tie").count() == 2 * len(links)
    tab.locator(".zc-ring [role=option]", has_text="省科技厅").click()
    partners = tab.locator(".zc-panel .zc-list").first.locator(".zc-row").all_inner_texts()
    own = links[(links["agency_a"] == "省科技厅") | (links["agency_b"] == "省科技厅")]
    assert len(partners) == len(own) > 0
    tab.evaluate("zhengce.set('agency', '')")
    for order in ("place", "left", "right"):
        tab.get_by_label("order").select_option(order)
        lines = concordance(small.clauses, "数据", sort=order)
        shown = [row.locator("span").first.inner_text() for row in tab.locator(".zc-line").all()]
        assert shown == [text.replace("\n", "¶") for text in lines["left"]]
        assert tab.locator("section.zc-kwic mark").count() == len(lines)


def test_a_hostile_document_is_text(tmp_path: Path, open_page: Callable[..., Any]) -> None:
    study = load_study(write_data(tmp_path / "data", **make_hostile()))
    passages = find_passages(study.clauses, masks=study.masks, documents=study.documents)
    script = SCRIPTS["script element"]
    topics = make_topics(
        study, (script, SCRIPTS["image that fails"], SCRIPTS["attribute"], SCRIPTS["end of a text area"])
    )
    selection = Selection(study, topics=[topics], passages=passages, lang="en")
    selection.term = "发展数据<script"
    make = (view_selection, view_corpus, view_topics, view_text, view_kwic, view_network, view_passages, view_targets)
    views = [view(selection) for view in make]
    assert len(make) == len([name for name in explore.__all__ if name.startswith("view_")])
    assert len(study.duties) > 20
    assert sorted({tag for view in views for tag in _list_tags(view.make_twin())} - _TWIN_TAGS) == []
    tab = open_page(views)
    assert script in tab.locator("section.zc-text").text_content()
    assert script in tab.locator("section.zc-topics").text_content()
    assert "<script" in tab.locator("section.zc-kwic mark").first.text_content()
    tab.evaluate("zhengce.set('term', '')")
    for name in ("text", "kwic", "network", "passages"):
        box = tab.locator(f"section.zc-{name} .zc-list").first
        for top in (0, 400, 1200, 4000):
            box.evaluate("(node, top) => { node.scrollTop = top; }", top)
    tab.evaluate("zhengce.set('term', '=HYPERLINK')")
    assert tab.locator("section.zc-text .hit").first.text_content() == "=HYPERLINK"
    foreign = "script, iframe, img, a, style, [onerror], [onload], [onmouseover]"
    assert tab.locator(f"main section :is({foreign})").count() == 0
    assert "planted" not in tab.title()
    assert tab.evaluate("window.pwned ?? null") is None


_TWIN_TAGS = {
    "div",
    "table",
    "caption",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "p",
    "br",
    "ins",
    "u",
    "mark",
    "small",
    "code",
}


def _list_tags(html: str) -> set[str]:
    found: set[str] = set()

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.add(tag)
            found.update(name for name, _ in attrs if name not in {"class", "title", "scope", "style"})

    Reader().feed(html)
    return found


def test_ten_thousand_clauses_are_a_few_rows(small: Study, open_page: Callable[..., Any]) -> None:
    """Whatever is listed, only what is in sight is in the page."""
    row = small.clauses.iloc[3].to_dict()
    many = [row | {"clause_id": f"plan/{n}", "position": n, "parent_id": None} for n in range(10_000)]
    tab = open_page(
        [view_text(Selection(replace(small, clauses=make_table("clauses", many), **_nothing()), lang="en"))]
    )
    assert "10,000 of 10,000" in tab.locator(".zc-count").inner_text()
    assert 0 < tab.locator(".zc-row").count() < 60
    tab.locator(".zc-list").focus()
    tab.keyboard.press("End")
    assert tab.locator(".zc-active").get_attribute("aria-posinset") == "10000"
    assert tab.locator(".zc-active").is_visible()
    tab.keyboard.press("Home")
    assert tab.locator(".zc-active").get_attribute("aria-posinset") == "1"


def _nothing() -> dict[str, Any]:
    return {name: empty_table(name) for name in ("duties", "targets", "instruments", "edits")}
