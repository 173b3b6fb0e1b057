"""A page as PDF: its Chinese can be searched, and it is the same each time it is printed."""

from pathlib import Path

import pypdfium2
import pytest
from tests.reporting.conftest import write_notebook
from tests.reporting.pages import CHROMIUM
from tests.reporting.test_runs import OPEN, SHOW

from analysis.errors import CallError
from analysis.reporting import pdf as module
from analysis.reporting.pdf import _settle, find_browser, print_page
from analysis.reporting.runs import run_reports


def test_no_browser_is_said_before_anything_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.shutil, "which", lambda name: None)  # noqa: ARG005
    monkeypatch.setattr(module, "_PLACES", ())
    with pytest.raises(CallError, match="no browser that prints"):
        find_browser()


def test_dates_and_numbers_of_parts_are_settled() -> None:
    one = _settle(b"/CreationDate (D:20260102030405+00'00') (node00000073) (node00000081) (node00000073)")
    two = _settle(b"/CreationDate (D:20270102030405+00'00') (node00000074) (node00000082) (node00000074)")
    assert one == two == b"/CreationDate (D:19700101000000+00'00') (node00000001) (node00000002) (node00000001)"


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_chinese_can_be_searched_and_bytes_repeat(project: Path) -> None:
    write_notebook(project, "01_small", OPEN, SHOW)
    folder = run_reports(["small"], {}, data=project / "data", out=project / "outputs")[0]
    printed = print_page(folder / "report.html", browser=find_browser())
    first = printed.read_bytes()
    assert print_page(folder / "report.html", browser=find_browser()).read_bytes() == first
    with pypdfium2.PdfDocument(first) as document:
        text = "".join(page.get_textpage().get_text_range() for page in document)
    assert "语料概况" in text


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_profile_of_a_province_is_two_pages(data: Path, tmp_path: Path, lang: str) -> None:
    folder = run_reports(["province_profile"], {"lang": lang, "province": "浙江"}, data=data, out=tmp_path)[0]
    with pypdfium2.PdfDocument(print_page(folder / "report.html", browser=find_browser()).read_bytes()) as document:
        assert len(document) == 2
        assert "浙江" in document[0].get_textpage().get_text_range()
