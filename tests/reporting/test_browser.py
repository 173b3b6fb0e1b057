"""Pages in a browser: nothing from outside, nothing on the console, nothing cut off, every link leads somewhere."""

from pathlib import Path

import pytest
from tests.reporting.conftest import write_notebook
from tests.reporting.pages import CHROMIUM, find_faults, open_browser
from tests.reporting.test_runs import OPEN, SHOW

from analysis.reporting.runs import run_reports

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_is_whole_by_itself(project: Path, lang: str) -> None:
    write_notebook(project, "01_small", OPEN, SHOW)
    out = project / "outputs"
    run_reports(["small"], {"lang": lang}, data=project / "data", out=out)
    pages = sorted(out.rglob("*.html"))
    assert len(pages) >= 4
    with open_browser() as browser:
        assert find_faults(browser, pages, axe=True) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("</main>", "<img src='https://example.org/a.png' alt='a'></main>", "asks for https://example.org/a.png"),
        ("</main>", "<p>龘</p></main>", "no glyph of weight 400 for '龘'"),
        ("</main>", "<a href='none.html'>a</a></main>", "a link to"),
        ("</main>", "<p style='color:#ddd;background:#fff'>pale</p></main>", "axe color-contrast"),
        ("</main>", "<div style='width:3000px'>wide</div></main>", "are cut off"),
    ],
)
def test_a_fault_is_found(project: Path, old: str, new: str, fault: str) -> None:
    write_notebook(project, "01_small", OPEN, SHOW)
    folder = run_reports(["small"], {}, data=project / "data", out=project / "outputs")[0]
    page = folder / "report.html"
    html = page.read_text(encoding="utf-8").replace("default-src 'none'; img-src data:", "img-src *")
    page.write_text(html.replace(old, new), encoding="utf-8")
    with open_browser() as browser:
        assert any(fault in line for line in find_faults(browser, [page], axe=True))
