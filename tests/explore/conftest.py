"""A study small enough to be read, and a browser to look at its views."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from tests.security.hostile import FORMULAS, SCRIPTS

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
    write_page,
)
from analysis.similarity import find_passages
from analysis.study import Study, load_study
from analysis.tables import make_table
from analysis.topics import Topics

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]

PLAN = """某省数据发展行动计划
一、总体目标
到2027年,算力规模达到30亿次,培育企业100家以上。
二、重点任务
1. 建设算力平台。统筹布局算力中心，开放数据资源。（责任单位：省科技厅、省发展改革委）
2. 开放公共数据。推动公共数据开放。（责任单位：省数据局、省科技厅）
3. 培养人才。支持高校培养人才。（责任单位：省教育厅）
"""
ORDER = """某省人工智能实施意见
一、加快建设算力平台。统筹布局算力中心，开放数据资源。（责任单位：省科技厅）
二、推动公共数据开放。
"""
CATALOGUE = """[[document]]
id = "plan"
path = "raw/plan.txt"
source = "written for a test"
province = "浙江"

[[document]]
id = "order"
path = "raw/order.txt"
source = "written for a test"
province = "浙江"
"""


#: Scripts that leave a mark in the window where they run.
PWNED = ("<script>window.pwned=1</script>", '<img src=x onerror="window.pwned=1">')


def write_data(folder: Path, **texts: str) -> Path:
    """Write a data folder of two documents."""
    (folder / "raw").mkdir(parents=True)
    for name, text in texts.items():
        (folder / "raw" / f"{name}.txt").write_text(text, encoding="utf-8")
    (folder / "corpus.toml").write_text(CATALOGUE, encoding="utf-8")
    return folder


def make_hostile() -> dict[str, str]:
    """Return two documents whose clauses, names of agencies and headings are scripts, pages and formulas."""
    lines = [
        f"{number}. 发展数据{text}。（责任单位：省科技厅、省{text}厅）"
        for number, text in enumerate([*SCRIPTS.values(), *FORMULAS, *PWNED], 1)
    ]
    hostile = "\n".join(["三、保障措施" + SCRIPTS["image that fails"], *lines, ""])
    return {"plan": PLAN + hostile, "order": ORDER + hostile}


@pytest.fixture(scope="session")
def small_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_data(tmp_path_factory.mktemp("project") / "data", plan=PLAN, order=ORDER)


@pytest.fixture(scope="session")
def small(small_data: Path) -> Study:
    return load_study(small_data)


@pytest.fixture(scope="session")
def planted(small: Study) -> Topics:
    """Two topics of three clauses, as no model would find them in so few."""
    return make_topics(small)


def make_topics(study: Study, words: tuple[str, ...] = ("算力", "平台", "数据", "开放")) -> Topics:
    """Return two topics of these four words in the last three clauses of a study's plan."""
    ids = study.clauses.loc[study.clauses["doc_id"] == "plan", "clause_id"].tolist()[-3:]
    model = {"model": "nmf", "k": 2}
    terms = [(words[0], 1, 0.7), (words[1], 1, 0.3), (words[2], 2, 0.6), (words[3], 2, 0.4)]
    shares = [(ids[0], 0.9), (ids[1], 0.2), (ids[2], 0.4)]
    return Topics(
        make_table(
            "topic_terms",
            [
                model
                | {"topic_id": topic, "term": term, "weight": weight, "rank": 1 + (weight < 0.5), "exclusivity": 1.0}
                for term, topic, weight in terms
            ],
        ),
        make_table(
            "topic_shares",
            [
                model
                | {"unit_id": unit, "unit": "clause", "topic_id": topic, "share": share if topic == 1 else 1 - share}
                for unit, share in shares
                for topic in (1, 2)
            ],
        ),
        make_table(
            "topic_quality",
            [model | {"topic_id": topic, "exclusivity": 1.0, "n_units": 1, "kept": topic == 1} for topic in (1, 2)],
        ),
    )


@pytest.fixture(scope="session")
def shared(small: Study) -> pd.DataFrame:
    return find_passages(small.clauses, masks=small.masks, documents=small.documents, min_chars=12)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as tool:
        found = tool.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield found
        found.close()


#: Every view, in the order of the workbench notebook.
ALL_VIEWS = {
    "selection": view_selection,
    "corpus": view_corpus,
    "text": view_text,
    "kwic": view_kwic,
    "topics": view_topics,
    "network": view_network,
    "passages": view_passages,
    "targets": view_targets,
}


@pytest.fixture
def open_page(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Open views as a page; whatever the page says on the console or asks of a network fails the test."""
    said: list[str] = []
    contexts = []

    def open_views(views: list[Any], *, width: int = 1200, scheme: str = "light") -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True)
        contexts.append(context)
        tab = context.new_page()
        tab.set_default_timeout(30_000)
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


@pytest.fixture
def every_view(small: Study, planted: Topics, shared: pd.DataFrame) -> list[Any]:
    selection = Selection(small, topics=[planted], passages=shared, lang="en")
    return [view(selection) for view in ALL_VIEWS.values()]


@pytest.fixture
def everything(every_view: list[Any], open_page: Callable[..., Any]) -> Any:
    return open_page(every_view)
