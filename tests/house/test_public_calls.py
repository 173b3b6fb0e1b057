"""The conventions of the public calls, held over every one of them."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable
from importlib.util import find_spec

import pandas as pd
import pytest
from numpydoc.docscrape import FunctionDoc
from numpydoc.validate import validate
from tests.house.public import public_functions, public_objects

FUNCTIONS = dict(public_functions())

#: What numpydoc may find wrong and we hold; types of parameters stand in annotations, so PR04 and its kin are left out.
HELD = {
    "GL06": "sections have known names",
    "GL07": "sections are in numpydoc's order",
    "GL08": "there is a docstring",
    "SS01": "it begins with a summary",
    "SS03": "the summary ends with a period",
    "SS05": "the summary says what the call does, as an order",
    "SS06": "the summary is one line",
    "PR01": "every parameter is documented",
    "PR02": "no other parameter is",
    "PR03": "parameters are documented in their order",
    "PR07": "every parameter has a description",
    "RT01": "what comes back is documented",
    "EX01": "there is an example",
}

#: Calls whose three positional arguments are one thing said in three words.
MORE_THAN_TWO_POSITIONAL = {
    "analysis.spans.map_to_source": "starts and ends are the two halves of one list of spans",
    "analysis.topics.measure_npmi": "four counts of one two-by-two table, in the order of the formula",
    "analysis.topics.fit_topics": "fit_topics(weights, n_topics=8, seed=0) is how every lesson and report writes it",
}

#: Calls with an option that may be given by position.
OPTION_BY_POSITION = {
    "analysis.cli.main": "the entry point of the shell is called with nothing, a test with words",
    "analysis.topics.fit_topics": "fit_topics(weights, 8) reads as it is said",
}

#: Calls that take a table, but something else first.
TABLE_NOT_FIRST = {
    "analysis.tables.make_table": "the name of the contract comes first, as in a declaration",
    "analysis.tables.check_table": "the name of the contract comes first, as in a declaration",
}

each_function = pytest.mark.parametrize("name", sorted(FUNCTIONS))


def test_there_are_public_functions() -> None:
    assert len(FUNCTIONS) > 10


@each_function
def test_docstring_is_complete(name: str) -> None:
    function = inspect.unwrap(FUNCTIONS[name])
    found = {code: text for code, text in validate(_import_name(function))["errors"] if code in HELD}
    if _returns(function) is type(None):
        found.pop("RT01", None)
    assert not found, f"{name}: {found}"


@each_function
def test_a_table_that_comes_back_is_described(name: str) -> None:
    function = inspect.unwrap(FUNCTIONS[name])
    if _returns(function) is pd.DataFrame:
        returned = FunctionDoc(function)["Returns"]
        assert any("".join(part.desc).strip() for part in returned), f"{name}: say which columns the table has"


@each_function
def test_at_most_two_positional_parameters(name: str) -> None:
    if name not in MORE_THAN_TWO_POSITIONAL:
        assert len(_positional(FUNCTIONS[name])) <= 2


@each_function
def test_options_are_given_by_name(name: str) -> None:
    if name not in OPTION_BY_POSITION:
        assert [p.name for p in _positional(FUNCTIONS[name]) if p.default is not p.empty] == []


@each_function
def test_chance_has_a_seed(name: str) -> None:
    parameters = inspect.signature(FUNCTIONS[name]).parameters
    assert not {"random_state", "rng"} & set(parameters), f"{name}: chance is set by seed=0"
    if "seed" in parameters:
        assert parameters["seed"].default == 0


@each_function
def test_no_option_changes_a_table_in_place(name: str) -> None:
    assert not {"inplace", "copy"} & set(inspect.signature(FUNCTIONS[name]).parameters)


@each_function
def test_the_table_comes_first(name: str) -> None:
    function = inspect.unwrap(FUNCTIONS[name])
    hints = typing.get_type_hints(function)
    tables = [p.name for p in _positional(function) if hints.get(p.name) is pd.DataFrame]
    if tables and name not in TABLE_NOT_FIRST:
        assert _positional(function)[0].name in tables


@pytest.mark.parametrize("name", sorted(name for name in FUNCTIONS if name.startswith("analysis.plots.")))
def test_a_plot_takes_a_table_and_an_axes(name: str) -> None:
    parameters = list(inspect.signature(FUNCTIONS[name]).parameters.values())
    assert name.rpartition(".")[2].startswith("plot_")
    assert len(parameters) <= 6
    assert parameters[0].kind is inspect.Parameter.POSITIONAL_OR_KEYWORD


@pytest.mark.parametrize("name", sorted(name for name, found in public_objects() if inspect.isclass(found)))
def test_a_class_says_what_it_is(name: str) -> None:
    found = dict(public_objects())[name]
    summary = (inspect.getdoc(found) or "").strip().splitlines()
    assert summary, f"{name} has no docstring"
    assert summary[0].endswith((".", ":")), f"{name}: {summary[0]!r}"


@pytest.mark.parametrize("exceptions", [MORE_THAN_TWO_POSITIONAL, OPTION_BY_POSITION, TABLE_NOT_FIRST])
def test_no_exception_is_left_over(exceptions: dict[str, str]) -> None:
    """An exception for a call that is gone, or keeps the rule by now, is to be struck out."""
    built = {name for name in exceptions if find_spec(name.rpartition(".")[0])}
    assert built <= set(FUNCTIONS)
    assert all(reason.strip() for reason in exceptions.values())


def _positional(function: Callable[..., object]) -> list[inspect.Parameter]:
    return [p for p in inspect.signature(function).parameters.values() if p.kind is p.POSITIONAL_OR_KEYWORD]


def _returns(function: Callable[..., object]) -> object:
    return typing.get_type_hints(function).get("return")


def _import_name(function: Callable[..., object]) -> str:
    return f"{function.__module__}.{function.__qualname__}"
