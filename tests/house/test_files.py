"""What may and may not stand in the files of the project."""

from __future__ import annotations

import csv
import re
import subprocess
import tomllib
from pathlib import Path

import nbformat
import pytest
import yaml
from tools.check_files import LARGEST, check_file, list_files
from tools.make_methods_page import list_methods
from tools.make_methods_page import make_page as make_methods_page

TEXT = {
    ".py",
    ".md",
    ".toml",
    ".yml",
    ".yaml",
    ".cfg",
    ".csv",
    ".txt",
    ".lock",
    ".ipynb",
    ".css",
    ".js",
    ".mjs",
    ".j2",
    "",
}

#: Written in pieces, so that this file does not find itself.
FORBIDDEN = {
    "a path of somebody's machine": re.compile(r"(?<![\w.:/])/" + r"(?:root|work|tmp|var/folders|home/\w+|Users/\w+)/"),
    "a Windows path of somebody's machine": re.compile(r"\b[A-Z]:\\+" + r"Users\\", re.IGNORECASE),
    "the address of a package index": re.compile(r"(?:https?|file)://[^\s\"'<>)]*/" + r"simple\b"),
    "a talk about the making of the project": re.compile(r"\b(?:issue|milestone)s? " + r"#?\d+\b", re.IGNORECASE),
}

#: Files that may hold what is forbidden elsewhere, with the reason.
ALLOWED: dict[str, str] = {}

LINES = 500


def tracked_files(root: Path) -> list[Path]:
    """Return every file of the project that git knows or would take."""
    done = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=root,
        capture_output=True,
        check=True,
    )
    files = (root / name for name in done.stdout.decode("utf-8").split("\0") if name)
    return sorted(file for file in files if file.is_file())


@pytest.fixture(scope="module")
def texts(root: Path) -> dict[str, str]:
    """Return the text of every tracked text file but the corpus and its annotation."""
    evidence = (root / "data" / "raw", root / "data" / "gold")
    return {
        file.relative_to(root).as_posix(): file.read_text(encoding="utf-8")
        for file in tracked_files(root)
        if file.suffix in TEXT and not any(file.is_relative_to(folder) for folder in evidence)
    }


@pytest.mark.parametrize("kind", sorted(FORBIDDEN))
def test_nothing_of_one_machine_stands_in_a_file(texts: dict[str, str], kind: str) -> None:
    found = [
        f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {match[0]}"
        for name, text in texts.items()
        if name not in ALLOWED
        for match in FORBIDDEN[kind].finditer(text)
    ]
    assert found == []


def test_the_patterns_find_what_they_forbid() -> None:
    samples = (
        "see /" + "home/li/data.csv",
        "C:" + "\\Users\\li",
        "https://host.example/pypi/" + "simple/x",
        "see issue " + "#4",
    )
    assert all(any(pattern.search(sample) for pattern in FORBIDDEN.values()) for sample in samples)


def test_no_document_of_the_corpus_stands_in_the_code(root: Path, texts: dict[str, str]) -> None:
    """Rules and lexicons are written for documents nobody has seen, not fitted to five of them."""
    catalogue = tomllib.loads((root / "data" / "corpus.toml").read_text(encoding="utf-8"))
    names = {entry["id"] for entry in catalogue["document"]}
    with (root / "data" / "gold" / "documents.csv").open(encoding="utf-8-sig", newline="") as file:
        titles = {value for row in csv.DictReader(file) for key, value in row.items() if key == "title" and value}
    assert names
    assert titles
    found = [
        (name, word)
        for name, text in texts.items()
        if name.startswith("src/")
        for word in sorted(names | titles)
        if word in text
    ]
    assert found == []


def test_no_module_is_longer_than_one_can_hold(root: Path) -> None:
    lengths = {file.name: len(file.read_text(encoding="utf-8").splitlines()) for file in (root / "src").rglob("*.py")}
    assert {name: n for name, n in lengths.items() if n > LINES} == {}


def test_every_reference_row_has_a_source(root: Path) -> None:
    files = sorted((root / "src" / "analysis" / "reference").glob("*.csv"))
    assert files
    problems = []
    for file in files:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(line for line in lines if not line.startswith("#"))
            if "source" not in (rows.fieldnames or []):
                problems.append(f"{file.name}: no source column")
            else:
                problems += [f"{file.name}: {row}" for row in rows if not (row["source"] or "").strip()]
    assert problems == []


def test_links_between_pages_lead_somewhere(root: Path) -> None:
    broken = []
    for page in tracked_files(root):
        if page.suffix == ".md" and not page.is_relative_to(root / "data" / "gold"):
            for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
                if "://" not in target and not target.startswith(("#", "mailto:")):
                    place = page.parent / target.partition("#")[0]
                    if not place.exists():
                        broken.append(f"{page.relative_to(root)}: {target}")
    assert broken == []


def test_warnings_are_errors(root: Path) -> None:
    options = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]["ini_options"]
    assert options["filterwarnings"][0] == "error"


def test_methods_page_agrees_with_the_code(root: Path) -> None:
    """Read without the tool that makes it: every row names a call and notebooks that exist, and a source with a year."""
    rows = _read_methods(root / "docs" / "methods.md")
    assert rows
    functions = {name for name, _ in list_methods()}
    problems = []
    for method, call, notebook, reference in rows:
        if call.strip("`") not in functions:
            problems.append(f"{method}: no call {call}")
        problems += [
            f"{method}: no notebook {name}"
            for name in re.findall(r"`([^`]+)`", notebook)
            if not (root / "notebooks" / f"{name}.ipynb").exists()
        ]
        if not re.search(r"\b(?:1[89]|20)\d\d\b", reference):
            problems.append(f"{method}: a reference has a year, this has none: {reference!r}")
    assert problems == []


def test_methods_page_is_current(root: Path) -> None:
    text = (root / "docs" / "methods.md").read_text(encoding="utf-8")
    assert text == make_methods_page(), "run tools/make_methods_page.py"


def _read_methods(page: Path) -> list[list[str]]:
    lines = [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]
    return [row for row in cells if len(row) == 4 and row[0] != "method" and set(row[0]) - set("-:")]


def test_files_are_tidy() -> None:
    assert [problem for file in list_files() if file.is_file() for problem in check_file(file)] == []


def test_an_untidy_file_is_found_and_put_right(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_bytes(b"one  \r\ntwo\n\n")
    assert len(check_file(page, fix=True)) == 1
    assert page.read_bytes() == b"one\ntwo\n"
    assert check_file(page) == []
    large = tmp_path / "large.bin"
    large.write_bytes(b"0" * (LARGEST + 1))
    assert "do not belong" in check_file(large)[0]


def test_results_of_a_run_are_taken_out(tmp_path: Path) -> None:
    notebook = nbformat.v4.new_notebook(metadata={"papermill": {"x": 1}})
    notebook.cells.append(
        nbformat.v4.new_code_cell("1", execution_count=3, outputs=[nbformat.v4.new_output("stream", text="x")])
    )
    file = tmp_path / "a.ipynb"
    nbformat.write(notebook, file)
    assert any("results of a run" in problem for problem in check_file(file, fix=True))
    clean = nbformat.read(file, as_version=4)
    assert clean.cells[0].outputs == []
    assert clean.cells[0].execution_count is None
    assert "papermill" not in clean.metadata
    assert check_file(file) == []


def test_citation_file_agrees_with_the_project(root: Path) -> None:
    cited = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (cited["version"], cited["license"]) == (project["version"], project["license"])
    assert cited["title"].startswith(project["name"])
    assert cited["cff-version"] == "1.2.0"
    assert {"message", "authors"} <= set(cited)
