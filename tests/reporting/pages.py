"""Pages looked at in a browser: what they ask for, what they say, what they cannot draw, where their links lead."""

import base64
import io
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from fontTools.ttLib import TTFont

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]

#: A wide screen by day, a telephone at night.
VIEWS = ((1280, "light"), (390, "dark"))

_FONT = re.compile(r"font-weight:(\d+);src:url\(data:font/woff;base64,([A-Za-z0-9+/=]+)\)")

#: What a screen reader needs, asked of the page itself; and the characters it draws, by weight.
_PROBE = """() => {
  const drawn = {400: '', 700: ''};
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const weight = +getComputedStyle(walk.currentNode.parentElement).fontWeight >= 600 ? 700 : 400;
    drawn[weight] += walk.currentNode.textContent;
  }
  return {
    wide: document.documentElement.scrollWidth - window.innerWidth,
    lang: document.documentElement.lang,
    titles: document.querySelectorAll('h1').length,
    unnamed: [...document.querySelectorAll('img')].filter(e => !e.alt).length,
    broken: [...document.querySelectorAll('img')].filter(e => !e.complete || !e.naturalWidth).length,
    bare: [...document.querySelectorAll('table')].filter(e => !e.querySelector('th[scope]')).length,
    silent: [...document.querySelectorAll('a, summary')].filter(e => !e.textContent.trim()).length,
    twice: document.querySelectorAll('[id]').length - new Set([...document.querySelectorAll('[id]')].map(e => e.id)).size,
    links: [...document.querySelectorAll('a[href]')].map(e => e.href),
    drawn,
  };
}"""


@contextmanager
def open_browser() -> Iterator[Any]:
    """Give a browser; the test is skipped where Playwright is missing."""
    import pytest

    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


def find_faults(browser: Any, pages: list[Path], *, axe: bool = False) -> list[str]:
    """Return what is wrong with pages, a line each; with axe-core's serious findings where asked."""
    return [fault for width, scheme in VIEWS for fault in _view_pages(browser, pages, width, scheme, axe=axe)]


def _view_pages(browser: Any, pages: list[Path], width: int, scheme: str, *, axe: bool) -> list[str]:
    faults: list[str] = []
    said: list[str] = []
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True)
    tab = context.new_page()
    tab.set_default_timeout(600_000)  # a busy machine is no fault of a page
    tab.on("request", lambda request: said.append(f"asks for {request.url}") if _is_outside(request.url) else None)
    tab.on("console", lambda message: said.append(f"says {message.text}"))
    tab.on("pageerror", lambda error: said.append(f"fails with {error}"))
    for page in pages:
        said.clear()
        tab.goto(page.as_uri())
        found = [*said, *_judge(tab.evaluate(_PROBE), page)]
        found += run_axe(tab) if axe else []
        faults += [f"{page.parent.name}/{page.name} at {width}, {scheme}: {fault}" for fault in found]
    context.close()
    return faults


def _is_outside(url: str) -> bool:
    return not url.startswith(("file:", "data:"))


def _judge(found: dict[str, Any], page: Path) -> list[str]:
    faults = [f"{found['wide']} pixels are cut off"] if found["wide"] > 0 else []
    faults += ["no language"] if not found["lang"] else []
    faults += [f"{found['titles']} titles"] if found["titles"] != 1 else []
    faults += [f"{found[name]} {name}" for name in ("unnamed", "broken", "bare", "silent", "twice") if found[name]]
    faults += [f"a link to {link}" for link in found["links"] if not _leads_somewhere(link)]
    for weight, text in _list_missing(found["drawn"], page).items():
        faults += [f"no glyph of weight {weight} for {text!r}"] if text else []
    return faults


def _list_missing(drawn: dict[str, str], page: Path) -> dict[str, str]:
    fonts = {}
    for weight, data in _FONT.findall(page.read_text(encoding="utf-8")):
        with TTFont(io.BytesIO(base64.b64decode(data))) as font:
            fonts[weight] = set(font.getBestCmap())
    return {
        weight: "".join(sorted({char for char in text if not char.isspace() and ord(char) not in fonts[weight]}))
        for weight, text in drawn.items()
    }


def run_axe(tab: Any) -> list[str]:
    """Return the serious and critical findings of axe-core on an open page, a line each."""
    from axe_playwright_python.sync_playwright import Axe

    violations = Axe().run(tab, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"axe {found['id']} ({found['impact']}): {found['nodes'][0]['html'][:120]}"
        for found in violations
        if found["impact"] in {"serious", "critical"}
    ]


def _leads_somewhere(link: str) -> bool:
    parts = urlsplit(link)
    if parts.scheme == "data":
        return True
    path = Path(unquote(parts.path))
    if not path.is_file():
        return False
    anchor = unquote(parts.fragment)
    return not anchor or f'id="{anchor}"' in path.read_text(encoding="utf-8")
