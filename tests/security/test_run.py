"""A report of hostile documents: no network, nothing of this machine, no script, and the same bytes on another one."""

from __future__ import annotations

import csv
import getpass
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from tests.security.hostile import BODY, FORMULAS, SCRIPTS

pytestmark = pytest.mark.slow

#: Read by every Python that starts with it on its path: a connection to anywhere but this machine ends the process.
GUARD = """
import os, socket
_connect = socket.socket.connect
def connect(self, address):
    if self.family != getattr(socket, "AF_UNIX", None) and address[0] not in ("127.0.0.1", "::1", "localhost"):
        os.write(2, f"planted guard: connection to {address}".encode())
        os._exit(99)
    return _connect(self, address)
socket.socket.connect = connect
def getaddrinfo(host, *args, _real=socket.getaddrinfo, **options):
    if host not in (None, "", "127.0.0.1", "::1", "localhost"):
        os.write(2, f"planted guard: look-up of {host}".encode())
        os._exit(99)
    return _real(host, *args, **options)
socket.getaddrinfo = getaddrinfo
"""

#: What may begin with a minus and is no formula.
NUMBER = re.compile(r"-\d+(\.\d+)?(e-?\d+)?")


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return the outputs of two runs: as it is, and elsewhere, without network, on another processor."""
    folder = tmp_path_factory.mktemp("hostile")
    raw = folder / "data" / "raw"
    raw.mkdir(parents=True)
    entries = []
    for number, (name, text) in enumerate({**SCRIPTS, FORMULAS[0]: "\n".join(FORMULAS)}.items()):
        body = BODY.replace("某省关于", f"某省{text}关于").replace("省教育厅", f"省{text}厅").replace("{}", text)
        (raw / f"{number}.txt").write_text(body, encoding="utf-8")
        entries.append(
            f'[[document]]\nid = "d{number}"\npath = "raw/{number}.txt"\nsource = "{name}"\nprovince = "浙江"\n'
        )
    (folder / "data" / "corpus.toml").write_text("\n".join(entries), encoding="utf-8")
    guard = folder / "guard"
    guard.mkdir()
    (guard / "sitecustomize.py").write_text(GUARD, encoding="utf-8")
    blocked = {
        "PYTHONPATH": os.pathsep.join([str(guard), os.environ.get("PYTHONPATH", "")]),
        "OPENBLAS_CORETYPE": "Prescott",
    }
    return run(folder, "one", {}), run(folder, "two", blocked)


def run(folder: Path, name: str, extra: dict[str, str]) -> Path:
    """Run a report in a working directory and home of its own and return its outputs."""
    here = folder / name
    here.mkdir()
    command = [
        sys.executable,
        "-m",
        "analysis.cli",
        "report",
        "01_corpus",
        "--data",
        str(folder / "data"),
        "--out",
        str(here / "out"),
    ]
    environment = {**os.environ, "HOME": str(here), **extra}
    done = subprocess.run(command, cwd=here, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return here / "out"


def files_of(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def test_both_runs_give_the_same_bytes(runs: tuple[Path, Path]) -> None:
    one, two = map(files_of, runs)
    assert one.keys() == two.keys()
    assert [name for name in one if one[name] != two[name]] == []


def test_nothing_of_this_machine_is_in_any_output(runs: tuple[Path, Path]) -> None:
    ours = [str(runs[0].parents[1]), str(Path.home()), sys.prefix, socket.gethostname()]
    ours += [f"/{getpass.getuser()}/"]
    found = [
        (name, word)
        for name, data in files_of(runs[0]).items()
        for word in ours
        if len(word) > 4 and word.encode() in data
    ]
    assert found == []


def test_pages_forbid_scripts_and_hold_none(runs: tuple[Path, Path]) -> None:
    pages = {name: data.decode("utf-8") for name, data in files_of(runs[0]).items() if name.endswith(".html")}
    assert len(pages) >= 2
    for name, page in pages.items():
        policy = next((tag for tag in re.findall(r"<meta\b[^>]*>", page) if "Content-Security-Policy" in tag), "")
        assert "content=\"default-src 'none'; " in policy, name
        assert "script-src" not in policy, name
        assert not re.search(r"<(script|iframe|object|embed|base|form)\b", page, re.IGNORECASE), name
        assert not re.search(r"<[^>]*\son\w+\s*=", page), name
        assert not re.search(r"(?:src|href)=[\"']?(?:https?:|//|javascript:)", page), name


def test_no_cell_is_a_formula(runs: tuple[Path, Path]) -> None:
    guarded = set()
    for path in sorted(runs[0].rglob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            cells = {cell for row in csv.reader(file) for cell in row}
        risky = {cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))}
        assert [cell for cell in sorted(risky) if not NUMBER.fullmatch(cell)] == [], path.name
        guarded |= {cell for cell in cells if cell.startswith(("'=", "'+", "'-", "'@", "'\t"))}
    assert f"'{FORMULAS[0]}" in guarded, "the planted source of a document stands in no table: the test proves nothing"


@pytest.mark.browser
def test_no_planted_script_runs(runs: tuple[Path, Path]) -> None:
    playwright = pytest.importorskip("playwright.sync_api")
    browser_path = next((path for path in ("/usr/bin/chromium", "/usr/bin/google-chrome") if Path(path).exists()), None)
    if browser_path is None:
        pytest.skip("no Chromium here")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_context(offline=True).new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        for file in sorted(runs[0].rglob("*.html")):
            page.goto(file.as_uri())
            page.wait_for_timeout(300)
            assert page.title() != "planted"
        browser.close()
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
