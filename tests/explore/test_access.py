"""Views without a mouse, without sight, on a telephone and at night."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.explore.conftest import ALL_VIEWS
from tests.reporting.pages import run_axe

pytestmark = pytest.mark.browser

#: For each view: what takes the keys in it, the keys, and what is chosen then.
KEYS = {
    "corpus": (".zc-list", ["ArrowDown", "Enter"], "document: plan"),
    "text": (".zc-list", ["End", "Enter"], "clause: plan/二/3"),
    "kwic": (".zc-list", ["ArrowDown", "Enter"], "clause: order/二"),
    "topics": (".zc-list", ["End", "ArrowRight", "Enter"], "term: 数据"),
    "network": (".zc-ring", ["Home", "ArrowDown", "Enter"], "agency: "),
    "passages": (".zc-list", ["Enter"], "clause: "),
    "targets": (".zc-list", ["ArrowDown", "Enter"], "clause: plan/一"),
}


@pytest.mark.parametrize("name", KEYS)
def test_a_view_is_worked_by_keys_alone(everything: Any, name: str) -> None:
    """Tab reaches it, arrows move, Enter chooses, Escape lets go; no mouse is touched."""
    tab = everything
    chosen = tab.locator("section.zc-selection .zc-chips")
    if name == "kwic":
        _walk_to(tab, "section.zc-kwic input >> nth=0")
        tab.keyboard.type("数据")
        tab.keyboard.press("Enter")
        assert chosen.inner_text() == "term: 数据 ×"
    place, keys, told = KEYS[name]
    _walk_to(tab, f"section.zc-{name} {place} >> nth=0")
    for key in keys:
        tab.keyboard.press(key)
    assert told in chosen.inner_text()
    assert told in tab.locator(f"section.zc-{name} .zc-by").inner_text()
    tab.keyboard.press("Escape")
    assert chosen.inner_text() == ("term: 数据 ×" if name == "kwic" else "nothing is chosen")


def test_what_is_chosen_is_let_go_by_keys(everything: Any) -> None:
    tab = everything
    tab.evaluate("zhengce.set('term', '数据')")
    tab.evaluate("zhengce.set('document', 'plan')")
    chips = tab.locator("section.zc-selection .zc-chips")
    _walk_to(tab, "section.zc-selection .zc-chip >> nth=0")
    tab.keyboard.press("Escape")
    assert chips.inner_text() == "term: 数据 ×", "the last choice goes first"
    _walk_to(tab, "section.zc-selection .zc-chip >> nth=0")
    tab.keyboard.press("Enter")
    assert chips.inner_text() == "nothing is chosen"


def test_a_pair_of_the_matrix_is_chosen_by_keys(everything: Any) -> None:
    tab = everything
    _walk_to(tab, ".zc-matrix >> nth=0")
    for key in ("ArrowUp", "ArrowLeft", "Enter"):
        tab.keyboard.press(key)
    assert "agency: " in tab.locator("section.zc-selection .zc-chips").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_no_serious_finding_of_axe(
    every_view: list[Any], open_page: Callable[..., Any], width: int, scheme: str
) -> None:
    """Nothing chosen, everything chosen, and a choice that leaves nothing."""
    pytest.importorskip("axe_playwright_python")
    tab = open_page(every_view, width=width, scheme=scheme)
    assert tab.locator("section.zc").count() == len(ALL_VIEWS)
    choices = ({}, {"term": "数据", "agency": "省科技厅", "topic": 2, "clause": "plan/二/2"}, {"term": "无此词"})
    for chosen in choices:
        tab.evaluate("(values) => Object.entries(values).forEach(([name, value]) => zhengce.set(name, value))", chosen)
        tab.wait_for_timeout(100)
        assert run_axe(tab) == []
        assert tab.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


def _walk_to(tab: Any, place: str) -> None:
    """Press Tab until the keys go to a place."""
    wanted = tab.locator(place)
    for _ in range(80):
        if wanted.evaluate("(node) => node === document.activeElement"):
            return
        tab.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {place}")
