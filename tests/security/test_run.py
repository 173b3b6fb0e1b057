"""A report of hostile documents: no network, nothing of this machine, no script, and the same bytes on another one."""

from __future__ import annotations

import csv
import getpass
import io
import os
import re
import socket
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pyarrow.parquet as pq
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
socket.socket.connect = socket.socket.connect_ex = connect
def getaddrinfo(host, *args, _real=socket.getaddrinfo, **options):
    if host not in (None, "", "127.0.0.1", "::1", "localhost"):
        os.write(2, f"planted guard: look-up of {host}".encode())
        os._exit(99)
    return _real(host, *args, **options)
socket.getaddrinfo = getaddrinfo
"""

#: What stands in the environment of a run, and must stand in none of its outputs.
PLANTED = {
    "USER": "planted-user",
    "LOGNAME": "planted-login",
    "API_TOKEN": "planted-token-4711",
    "ZHENGCE_NOTE": "planted-note",
}

#: What may begin with a minus and is no formula.
NUMBER = re.compile(r"-\d+(\.\d+)?(e-?\d+)?")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project of hostile documents, with a guard beside it that ends every process that speaks to a network."""
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
    (folder / "guard").mkdir()
    (folder / "guard" / "sitecustomize.py").write_text(GUARD, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def runs(project: Path) -> tuple[Path, Path]:
    """Return the outputs of two runs: as it is, and elsewhere, without network."""
    path = os.pathsep.join([str(project / "guard"), os.environ.get("PYTHONPATH", "")])
    return run(project, "one", PLANTED), run(project, "two", {"PYTHONPATH": path})


@pytest.fixture(scope="module")
def every(project: Path) -> Path:
    """Return the outputs of every report."""
    return run(project, "every", {}, names=())


def run(folder: Path, name: str, extra: dict[str, str], names: tuple[str, ...] = ("01_corpus",)) -> Path:
    """Run reports in a working directory and home of their own and return the outputs."""
    here = folder / name
    here.mkdir()
    words = [sys.executable, "-m", "analysis.cli", "report", *names]
    words += ["--data", str(folder / "data"), "--out", str(here / "out")]
    environment = {**os.environ, "HOME": str(here), **extra}
    done = subprocess.run(words, cwd=here, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return here / "out"


def files_of(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def test_a_run_without_network_gives_the_same_bytes(runs: tuple[Path, Path]) -> None:
    one, two = map(files_of, runs)
    assert one.keys() == two.keys()
    assert [name for name in one if one[name] != two[name]] == []


def test_the_guard_ends_who_speaks_to_a_network(project: Path) -> None:
    for code in ("socket.create_connection(('192.0.2.1', 80), 1)", "socket.getaddrinfo('host.example', 80)"):
        environment = {**os.environ, "PYTHONPATH": str(project / "guard")}
        done = subprocess.run([sys.executable, "-c", f"import socket; {code}"], env=environment, check=False)
        assert done.returncode == 99


def test_both_runs_give_the_same_bytes(project: Path, runs: tuple[Path, Path]) -> None:
    one, other = files_of(runs[0]), files_of(run(project, "other", {"OPENBLAS_CORETYPE": "Prescott"}))
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []


def test_nothing_of_this_machine_is_in_any_output(runs: tuple[Path, Path]) -> None:
    ours = [str(runs[0].parents[1]), str(Path.home()), sys.prefix, socket.gethostname()]
    ours += [f"/{getpass.getuser()}/", *PLANTED.values()]
    files = {name: plain_bytes(name, data) for name, data in files_of(runs[0]).items()}
    assert {"run.json", "report.ipynb", "report.html", "study.json"} <= {Path(name).name for name in files}
    found = [(name, word) for name, data in files.items() for word in ours if len(word) > 4 and word.encode() in data]
    assert found == []


def plain_bytes(name: str, data: bytes) -> bytes:
    """Return what is in a file, unpacked: its own bytes, and the cells and notes of a Parquet file."""
    if not name.endswith(".parquet"):
        return data
    table = pq.read_table(io.BytesIO(data))
    notes = b"".join(key + value for key, value in (table.schema.metadata or {}).items())
    return data + notes + table.to_pandas().to_json(orient="values", force_ascii=False).encode("utf-8")


def test_pages_forbid_scripts_and_hold_none(every: Path) -> None:
    pages = {name: data.decode("utf-8") for name, data in files_of(every).items() if name.endswith(".html")}
    assert len(pages) >= 10
    for name, page in pages.items():
        policy = next((tag for tag in re.findall(r"<meta\b[^>]*>", page) if "Content-Security-Policy" in tag), "")
        assert "content=\"default-src 'none'; " in policy, name
        assert "script-src" not in policy, name
        assert find_harm(page) == [], name


class Harm(HTMLParser):
    """Tags and attributes that could run something or ask the network; what is escaped is text and none of them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "iframe", "object", "embed", "base", "form"):
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            address = (value or "").strip().lower()
            asks = name in ("src", "href") and address.startswith(("http:", "https:", "//", "javascript:"))
            if name.startswith("on") or asks:
                self.found.append(f"<{tag} {name}={value!r}>")


def find_harm(page: str) -> list[str]:
    """Return what a page must not hold."""
    parser = Harm()
    parser.feed(page)
    return parser.found


def test_harm_is_found() -> None:
    page = "<a href='javascript:x'>x</a><p onclick=x><script></script>&lt;a href=\"javascript:x\"&gt;"
    assert find_harm(page) == ["<a href='javascript:x'>", "<p onclick='x'>", "<script>"]


def test_no_cell_is_a_formula(every: Path) -> None:
    guarded = set()
    for path in sorted(every.rglob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            cells = {cell for row in csv.reader(file) for cell in row}
        risky = {
            cell
            for cell in cells
            if cell.lstrip(" \u3000\u200b").startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r"))
        }
        assert [cell for cell in sorted(risky) if not NUMBER.fullmatch(cell)] == [], path.name
        guarded |= {cell for cell in cells if cell.startswith(("'=", "'+", "'-", "'@", "'\t"))}
    assert f"'{FORMULAS[0]}" in guarded, "the planted source of a document stands in no table: the test proves nothing"


@pytest.mark.browser
def test_no_planted_script_runs(every: Path) -> None:
    playwright = pytest.importorskip("playwright.sync_api")
    browser_path = next((path for path in ("/usr/bin/chromium", "/usr/bin/google-chrome") if Path(path).exists()), None)
    if browser_path is None:
        pytest.skip("no Chromium here")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_context(offline=True).new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        for file in sorted(every.rglob("*.html")):
            page.goto(file.as_uri())
            page.wait_for_timeout(300)
            assert page.title() != "planted"
        browser.close()
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
