"""A project's own layer of reference data reaches every report: each call that can take it is given it."""

import ast
import importlib
import inspect
from pathlib import Path

import nbformat
import pytest

from analysis.reporting.notebooks import find_notebooks

NOTEBOOKS = {notebook.name: notebook for notebook in find_notebooks(Path("data"))}


def _find_calls(source: str, takers: dict[str, bool]) -> list[ast.Call]:
    """Return the calls of functions that take a layer; imports are added to what is known."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("analysis"):
            for alias in node.names:
                found = getattr(importlib.import_module(node.module), alias.name, None)
                takes = inspect.isfunction(found) and "reference" in inspect.signature(found).parameters
                takers[alias.asname or alias.name] = takes
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [call for call in calls if isinstance(call.func, ast.Name) and takers.get(call.func.id)]


@pytest.mark.parametrize("name", sorted(NOTEBOOKS))
def test_every_call_that_takes_the_layer_is_given_it(name):
    takers: dict[str, bool] = {}
    cells = [
        cell.source for cell in nbformat.read(NOTEBOOKS[name].path, as_version=4).cells if cell.cell_type == "code"
    ]
    without = [
        ast.unparse(call)
        for cell in cells
        for call in _find_calls(cell, takers)
        if not any(keyword.arg in {None, "reference"} for keyword in call.keywords)
    ]
    assert without == []


def test_the_calls_are_found_at_all():
    takers: dict[str, bool] = {}
    assert len(_find_calls("from analysis.lexis import count_terms\ncount_terms(clauses)", takers)) == 1
    assert _find_calls("from analysis.lexis import weigh_terms\nweigh_terms(terms)", takers) == []
