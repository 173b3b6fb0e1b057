"""Notebooks ask, call and tell; they define nothing and store no results."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from pathlib import Path

import nbformat
import pytest

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
#: Without the copies that JupyterLab keeps in hidden folders.
NOTEBOOKS = {
    path.relative_to(FOLDER).as_posix(): path
    for path in sorted(FOLDER.rglob("*.ipynb"))
    if not any(part.startswith(".") for part in path.relative_to(FOLDER).parts)
}
REPORTS = sorted(name for name in NOTEBOOKS if name.startswith("reports/"))

LINES = 12

each_notebook = pytest.mark.parametrize("name", sorted(NOTEBOOKS))
each_report = pytest.mark.parametrize("name", REPORTS)


def read(name: str) -> nbformat.NotebookNode:
    """Return a notebook of the project."""
    return nbformat.read(NOTEBOOKS[name], as_version=4)


def code_of(name: str) -> list[str]:
    """Return the code of a notebook, a string a cell, without the lines only IPython understands."""
    cells = [cell.source for cell in read(name).cells if cell.cell_type == "code"]
    return ["\n".join(line for line in cell.splitlines() if not line.lstrip().startswith(("%", "!"))) for cell in cells]


@each_notebook
def test_it_is_a_valid_notebook_without_results(name: str) -> None:
    notebook = read(name)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None
        assert "execution" not in cell.metadata


@each_notebook
def test_it_defines_nothing(name: str) -> None:
    nodes = [node for cell in code_of(name) for node in ast.walk(ast.parse(cell))]
    assert not [
        node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda)
    ]


@each_notebook
def test_its_cells_are_short(name: str) -> None:
    assert [cell for cell in code_of(name) if len(cell.strip().splitlines()) > LINES] == []


@each_notebook
def test_it_knows_no_paths(name: str) -> None:
    strings = [
        node.value
        for cell in code_of(name)
        for node in ast.walk(ast.parse(cell))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    assert [
        text for text in strings if re.search(r"^\.{0,2}/\S|^[A-Za-z]:\\|\.(csv|txt|parquet|png|xlsx)$", text)
    ] == []


@each_notebook
def test_it_begins_and_ends_in_words(name: str) -> None:
    cells = read(name).cells
    first, last = cells[0], cells[-1]
    assert first.cell_type == "markdown"
    assert first.source.lstrip().startswith("# ")
    assert re.search(r"minute|分钟", first.source), "the first cell says how many minutes it takes"
    assert last.cell_type == "markdown"
    assert re.search(r"try next|下一步", last.source, re.IGNORECASE), "the last cell says what to try next"


@each_report
def test_its_parameters_are_typed_and_explained(name: str) -> None:
    cells = [cell for cell in read(name).cells if "parameters" in cell.metadata.get("tags", [])]
    assert len(cells) == 1
    body = ast.parse(cells[0].source).body
    tokens = tokenize.generate_tokens(io.StringIO(cells[0].source).readline)
    commented = {token.start[0] for token in tokens if token.type == tokenize.COMMENT}
    for statement in body:
        assert isinstance(statement, ast.AnnAssign), (
            f"{ast.unparse(statement)}: write name: type = value  # what it does"
        )
        assert statement.value is not None
        assert statement.lineno in commented, f"{ast.unparse(statement)}: say in a comment what it does"
    assert {"lang", "seed"} <= {statement.target.id for statement in body if isinstance(statement.target, ast.Name)}
