"""Break one measure after another and run the test that should notice; print what pytest answered, as JSON.

Run by test_sabotage.py in a process of its own, with the measures as JSON on standard input: pytest is called many times in
it, and the package it tests is changed under its feet.
"""

from __future__ import annotations

import contextlib
import functools
import io
import json
import pkgutil
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

import analysis

#: The package under test is imported before pytest starts, on purpose.
ALREADY_IMPORTED = ("-W", "ignore::pytest.PytestAssertRewriteWarning")

TESTS = Path(__file__).resolve().parents[1]


def main() -> int:
    """Run every test as it is, then with its measure broken in each way."""
    measures = json.load(sys.stdin)
    for item in pkgutil.walk_packages(analysis.__path__, "analysis."):
        if not item.name.endswith("__main__"):
            import_module(item.name)
    answers = []
    for measure in measures:
        answer = {"as it is": run_test(measure["test"])}
        for way in measure["ways"]:
            with broken(measure, way):
                answer[way] = run_test(measure["test"])
        answers.append(answer)
    print(json.dumps(answers))  # noqa: T201 - this is how the answer travels
    return 0


def run_test(test: str) -> int:
    """Run one test from a fresh import of its files and return pytest's exit code."""
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if file and name != "__main__" and Path(file).is_relative_to(TESTS):
            del sys.modules[name]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return int(pytest.main(["-q", "-x", "-p", "no:cacheprovider", *ALREADY_IMPORTED, test]))


@contextlib.contextmanager
def broken(measure: dict[str, Any], way: str) -> Iterator[None]:
    """Put a spoiled measure in place of the real one, wherever the package holds it."""
    package, _, name = measure["function"].rpartition(".")
    original = getattr(import_module(f"analysis.{package}"), name)

    @functools.wraps(original)
    def spoiled(*args: object, **options: object) -> object:
        return spoil(original(*args, **options), measure, way)

    replaced = list(replace_everywhere(original, spoiled))
    try:
        yield
    finally:
        for holder, key in replaced:
            holder[key] = original


def replace_everywhere(old: Callable[..., object], new: Callable[..., object]) -> Iterator[tuple[dict[str, Any], str]]:
    """Replace a function in every module of the package and in every registry these hold."""
    modules = [module for name, module in list(sys.modules.items()) if name.split(".")[0] == "analysis"]
    for module in modules:
        holders = [vars(module), *(value for value in list(vars(module).values()) if isinstance(value, dict))]
        for holder in holders:
            for key, value in list(holder.items()):
                if value is old:
                    holder[key] = new
                    yield holder, key


def spoil(result: Any, measure: dict[str, Any], way: str) -> Any:
    """Return the result with its numbers made constant or negative."""
    if isinstance(result, tuple) and hasattr(result, "_replace"):
        fields = [measure["table"]] if "table" in measure else result._fields
        return result._replace(**{field: spoil(getattr(result, field), measure, way) for field in fields})
    if isinstance(result, pd.DataFrame):
        return spoil_table(result, measure, way)
    if isinstance(result, pd.Series | np.ndarray | sparse.csr_array):
        constant = result.sign() if sparse.issparse(result) else result * 0 + 1
        return -result if way == "negative" else constant
    if isinstance(result, dict):
        return {key: spoil(value, measure, way) for key, value in result.items()}
    if isinstance(result, int | float):
        return -result if way == "negative" else type(result)(1)
    return result


def spoil_table(table: pd.DataFrame, measure: dict[str, Any], way: str) -> pd.DataFrame:
    """Return a copy of a table with a column of numbers made constant or negative, in all or some of its rows."""
    table = table.copy()
    columns = [measure["column"]] if "column" in measure else list(table.select_dtypes("number").columns)
    chosen = pd.Series(data=True, index=table.index)
    for column, value in measure.get("rows", {}).items():
        chosen &= table[column] == value
    for column in columns:
        wrong = -table[column] if way == "negative" else table[column] * 0 + 1
        table[column] = table[column].where(~chosen, wrong)
    return table


if __name__ == "__main__":
    sys.exit(main())
