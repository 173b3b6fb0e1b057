"""Every word that a report notebook asks for is in the catalogue."""

import ast
from pathlib import Path

import nbformat
import pytest

from analysis.messages import list_messages
from analysis.reporting.notebooks import find_notebooks
from analysis.reporting.parameters import check_parameters

DATA = Path(__file__).resolve().parents[2] / "data"
NOTEBOOKS = {notebook.name: notebook for notebook in find_notebooks(DATA)}
#: Method of a report to the endings of the keys it asks for.
METHODS = {
    "say": ("",),
    "head": ("",),
    "word": ("",),
    "withhold": ("",),
    "show_table": ("_caption",),
    "show_figure": ("_caption", "_alt"),
}
each = pytest.mark.parametrize("name", sorted(NOTEBOOKS))


def calls_of(notebook: nbformat.NotebookNode) -> list[ast.Call]:
    trees = [ast.parse(cell.source) for cell in notebook.cells if cell.cell_type == "code"]
    return [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]


def keys_of(notebook: nbformat.NotebookNode) -> set[str]:
    """Return every key that a notebook's report asks for, with its room."""
    calls = calls_of(notebook)
    room = next(call.args[0].value for call in calls if isinstance(call.func, ast.Name) and call.func.id == "Report")
    keys = {f"{room}.title", f"{room}.question"}
    for call in calls:
        endings = METHODS.get(call.func.attr, ()) if isinstance(call.func, ast.Attribute) else ()
        names = [node.value for node in ast.walk(call.args[0]) if isinstance(node, ast.Constant)] if endings else []
        names = [name for name in names if isinstance(name, str)]
        keys |= {f"{name if '.' in name else f'{room}.{name}'}{ending}" for name in names for ending in endings}
    return keys


def test_there_are_reports():
    assert "01_corpus" in NOTEBOOKS


@each
def test_every_word_is_there(name):
    assert sorted(keys_of(NOTEBOOKS[name].content) - set(list_messages())) == []


@each
def test_a_report_is_opened_and_closed(name):
    names = {call.func.attr for call in calls_of(NOTEBOOKS[name].content) if isinstance(call.func, ast.Attribute)}
    assert "close" in names


@each
def test_its_defaults_may_be_given(name):
    declared = NOTEBOOKS[name].declared
    assert {"provinces", "seed", "lang"} <= set(declared)
    given = {key: parameter.default for key, parameter in declared.items()}
    assert check_parameters(declared, given) == given
