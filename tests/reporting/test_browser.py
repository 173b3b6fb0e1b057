"""Pages in a browser: nothing from outside, nothing on the console, nothing cut off, every link leads somewhere."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from tests.reporting.conftest import write_notebook
from tests.reporting.test_runs import OPEN, SHOW

from analysis.reporting.runs import run_reports

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]

#: What a screen reader needs, asked of the page itself.
PROBE = """() => ({
  wide: document.documentElement.scrollWidth - window.innerWidth,
  lang: document.documentElement.lang,
  titles: document.querySelectorAll('h1').length,
  unnamed: [...document.querySelectorAll('img')].filter(e => !e.alt).length,
  bare: [...document.querySelectorAll('table')].filter(e => !e.querySelector('th[scope]')).length,
  silent: [...document.querySelectorAll('a, summary')].filter(e => !e.textContent.trim()).length,
  twice: [...document.querySelectorAll('[id]')].length - new Set([...document.querySelectorAll('[id]')].map(e => e.id)).size,
  links: [...document.querySelectorAll('a[href]')].map(e => e.href),
})"""


@pytest.fixture
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as tool:
        found = tool.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield found
        found.close()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_is_whole_by_itself(project: Path, browser: Any, lang: str) -> None:
    write_notebook(project, "01_small", OPEN, SHOW)
    out = project / "outputs"
    run_reports(["small"], {"lang": lang}, data=project / "data", out=out)
    pages = sorted(out.rglob("*.html"))
    assert len(pages) >= 4
    for page in pages:
        for width, scheme in ((1280, "light"), (390, "dark")):
            found = _visit(browser, page, width=width, scheme=scheme)
            assert found["outside"] == []
            assert found["said"] == []
            assert found["wide"] <= 0, f"{page.name} is cut off at {width}"
            assert found["titles"] == 1
            assert found["lang"]
            assert (found["unnamed"], found["bare"], found["silent"], found["twice"]) == (0, 0, 0, 0)
            assert [link for link in found["links"] if not _leads_somewhere(link)] == []


def _visit(browser: Any, page: Path, *, width: int, scheme: str) -> dict[str, Any]:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True)
    tab = context.new_page()
    outside: list[str] = []
    said: list[str] = []
    tab.on(
        "request", lambda request: None if request.url.startswith(("file:", "data:")) else outside.append(request.url)
    )
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.goto(page.as_uri())
    found = {**tab.evaluate(PROBE), "outside": outside, "said": said}
    context.close()
    return found


def _leads_somewhere(link: str) -> bool:
    parts = urlsplit(link)
    if parts.scheme == "data":
        return True
    path = Path(unquote(parts.path))
    if not path.is_file():
        return False
    anchor = unquote(parts.fragment)
    return not anchor or f'id="{anchor}"' in path.read_text(encoding="utf-8")
