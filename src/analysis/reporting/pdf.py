"""A page printed to PDF by a browser of this machine: Chinese that can be selected and searched, no date of printing."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from analysis.errors import CallError, RunError
from analysis.files import write_whole

__all__ = ["find_browser", "print_page"]

#: Programs that print without a window, by the names they have in a shell.
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge")
#: Where Windows and macOS keep them.
_PLACES = (
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    r"C:\Program Files\Microsoft\Edge\Application\msedge.exe",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
_FLAGS = (
    "--headless",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-pdf-header-footer",
    "--export-tagged-pdf",
    "--generate-pdf-document-outline",
)
#: A page that takes longer to print has failed.
_SECONDS = 300
_DATE = re.compile(rb"(/(?:Creation|Mod)Date \(D:)\d{14}\+00'00'\)")
_PART = re.compile(rb"\(node\d{8}\)")
_NO_DATE = rb"\g<1>19700101000000+00'00')"


def find_browser() -> str:
    """Return a browser that can print: Chromium, Chrome or Edge.

    Returns
    -------
    str

    Raises
    ------
    CallError
        If there is none.
    """
    found = [path for path in (*map(shutil.which, _NAMES), *_PLACES) if path and Path(path).is_file()]
    if not found:
        raise CallError(
            "no browser that prints was found for PDF; install Chromium, Chrome or Edge, or leave out --pdf"
        )
    return found[0]


def print_page(page: Path, *, browser: str) -> Path:
    """Print a page as PDF beside it; the same page and browser give the same bytes.

    Parameters
    ----------
    page
        An HTML file that is whole by itself.
    browser
        From :func:`find_browser`.

    Returns
    -------
    pathlib.Path
        The PDF, named as the page.

    Raises
    ------
    RunError
        If the browser does not print.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        printed = Path(scratch) / "page.pdf"
        flags = [*_FLAGS, f"--user-data-dir={Path(scratch) / 'profile'}", f"--print-to-pdf={printed}"]
        if os.name == "posix" and os.geteuid() == 0:
            flags.append("--no-sandbox")  # which Chromium refuses to the superuser
        try:
            told = subprocess.run(  # noqa: S603 - a browser, and a page that asks the network for nothing
                [browser, *flags, page.resolve().as_uri()], capture_output=True, timeout=_SECONDS, check=False
            ).stderr.decode("utf-8", "replace")
        except (OSError, subprocess.TimeoutExpired) as error:
            raise RunError(f"{browser!r} did not print {page.name!r}: {error}") from error
        if not printed.is_file():
            raise RunError(
                f"{browser!r} did not print {page.name!r}: {(told.strip().splitlines() or ['it says nothing'])[-1]}"
            )
        return write_whole(page.with_suffix(".pdf"), _settle(printed.read_bytes()))


def _settle(printed: bytes) -> bytes:
    """Return a PDF without its dates, and its parts numbered from 1, where a browser begins with any number."""
    parts = {part: b"(node%08d)" % rank for rank, part in enumerate(sorted(set(_PART.findall(printed))), start=1)}
    return _PART.sub(lambda match: parts[match.group()], _DATE.sub(_NO_DATE, printed))
