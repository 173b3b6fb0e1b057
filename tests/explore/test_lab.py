"""JupyterLab itself: it opens, the notebooks run whole by Run All, views answer, and a hostile document stays text."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from tests.explore.conftest import make_hostile, write_data
from tests.explore.lab import list_errors, open_notebook, run_all, start_lab, stop_kernels

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted(
    path.relative_to(ROOT).as_posix()
    for room in ("reports", "lessons")
    for path in (ROOT / "notebooks" / room).glob("*.ipynb")
)
VIEWS = ("selection", "corpus", "text", "kwic", "topics", "network", "passages", "targets")
EXPLORE = "notebooks/explore.ipynb"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the project, so that nothing is saved into the repository."""
    folder = tmp_path_factory.mktemp("lab") / "project"
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def address(project: Path, browser: Any) -> Iterator[str]:
    del browser  # where there is none, JupyterLab need not start
    with start_lab(project, project.parent / "state", notebook=EXPLORE, lang="zh") as found:
        yield found


def test_explore_runs_whole_and_its_views_answer(project: Path, address: str, browser: Any) -> None:
    said: list[str] = []
    tab = open_notebook(browser, address, EXPLORE, said)
    outputs = run_all(tab)
    assert list_errors(outputs) == []
    assert [tab.locator(f"section.zc-{name}").count() for name in VIEWS] == [1] * len(VIEWS)
    kwic, network, text = (tab.locator(f"section.zc-{name}") for name in ("kwic", "network", "text"))

    before = tab.locator("section.zc-text .zc-count").text_content()
    network.locator("[role=option]", has_text="省科技厅").first.click()
    chosen = tab.locator("section.zc-selection .zc-chips")
    assert "省科技厅" in chosen.text_content()
    assert text.locator(".zc-count").text_content() != before
    tab.wait_for_function("document.querySelector('.zc-command code').textContent.includes('08_agency_profile')")

    kwic.locator(".zc-list").focus()
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    assert "条目: " in chosen.text_content()
    assert text.locator("[aria-selected=true]").count() == 1

    tab.evaluate("window.jupyterapp.shell.currentWidget.content.activeCellIndex = 2")
    told = tab.evaluate(RUN, "selection.set(term='算力'); print(len(selection.find_clauses()))")
    tab.wait_for_function("document.querySelector('section.zc-kwic input').value === '算力'")
    assert text.locator(".zc-count").text_content().endswith(f" {told}")
    assert said == []
    tab.evaluate("window.jupyterapp.commands.execute('docmanager:save')")
    tab.wait_for_function("!window.jupyterapp.shell.currentWidget.context.model.dirty")
    stop_kernels(tab)

    saved = json.loads((project / EXPLORE).read_text(encoding="utf-8"))
    assert "application/vnd.jupyter.widget-state+json" in saved["metadata"]["widgets"]
    tab = open_notebook(browser, address, EXPLORE, said)
    tab.locator("section.zc-kwic .zc-row").first.wait_for(state="attached")
    tab.evaluate("document.querySelector('section.zc-network').scrollIntoView()")
    tab.locator("section.zc-network [role=option]", has_text="省教育厅").first.click()
    assert "省教育厅" in tab.locator("section.zc-selection .zc-chips").text_content()
    stop_kernels(tab)


#: Run code in the notebook's kernel, and give what it prints.
RUN = """async (code) => {
  const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
  let text = '';
  const future = kernel.requestExecute({ code });
  future.onIOPub = (message) => { if (message.header.msg_type === 'stream') text += message.content.text; };
  await future.done;
  return text.trim();
}"""


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_a_notebook_runs_by_run_all(address: str, browser: Any, notebook: str) -> None:
    said: list[str] = []
    tab = open_notebook(browser, address, notebook, said)
    outputs = run_all(tab, seconds=900)
    stop_kernels(tab)
    assert list_errors(outputs) == []
    assert any("text/html" in item.get("data", {}) for item in outputs)
    assert said == []


def test_an_executed_notebook_that_is_not_trusted_shows_the_twins(
    project: Path, address: str, browser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Run elsewhere, opened in JupyterLab: no script runs before the reader trusts it, and the plain tables stand there."""
    name = "notebooks/executed.ipynb"
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "src"))
    monkeypatch.delenv("JUPYTER_PATH", raising=False)
    cells = [
        "from analysis.study import load_study\nfrom analysis.explore import Selection, view_text",
        "view_text(Selection(load_study('data')))",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    resources = {"metadata": {"path": project}}
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources=resources).execute()
    nbformat.write(notebook, project / name)
    said: list[str] = []
    tab = open_notebook(browser, address, name, said)
    twin = tab.locator(".jp-OutputArea table", has_text="guangdong-ai-science-2025-newspaper")
    twin.wait_for()
    assert twin.locator("ins[title]").count() > 10
    assert tab.locator("section.zc").count() == 0
    stop_kernels(tab)
    assert said == []


def test_a_hostile_document_is_text_everywhere(tmp_path: Path, browser: Any) -> None:
    """In the workbench notebook and in every report; a report may withhold what so few clauses cannot support."""
    project = tmp_path / "project"
    write_data(project / "data", **make_hostile())
    shutil.copytree(ROOT / "notebooks", project / "notebooks")
    faults: list[str] = []
    with start_lab(project, tmp_path / "state", notebook=EXPLORE) as address:
        for notebook in (EXPLORE, *(name for name in NOTEBOOKS if "/reports/" in name)):
            said: list[str] = []
            tab = open_notebook(browser, address, notebook, said)
            title = tab.title()
            outputs = run_all(tab, seconds=900)
            tab.wait_for_timeout(2000)
            for name in VIEWS if notebook == EXPLORE else ():
                if tab.locator(f"section.zc-{name}").count():
                    tab.evaluate(f"document.querySelector('section.zc-{name}').scrollIntoView()")
            shown = str(outputs) if notebook != EXPLORE else tab.locator(".jp-Notebook").text_content()
            found = [
                *(f"error {error}" for error in list_errors(outputs)),
                *(f"planted {element}" for element in tab.evaluate(PLANTED)),
                *said,
                *(["a script has run"] if tab.evaluate("window.pwned ?? null") is not None else []),
                *([f"title {tab.title()}"] if "planted" in (title, tab.title()) else []),
                *(["nothing shown"] if "发展数据" not in shown and notebook == EXPLORE else []),
            ]
            faults += [f"{notebook}: {fault}" for fault in found]
            stop_kernels(tab)
    assert faults == []


#: Elements that only a document's text could have brought into an output.
PLANTED = """() => ['script', 'iframe',
  '[onerror]', '[onload]', '[onmouseover]', 'a[href^="javascript"]', 'mjx-container', '.MathJax']
  .flatMap((kind) => [...document.querySelectorAll(`.jp-OutputArea ${kind}`)])
  .map((element) => element.outerHTML.slice(0, 200))"""
