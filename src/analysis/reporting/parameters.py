"""The parameters of a report: declared in its notebook, checked before anything runs."""

from __future__ import annotations

import ast
import io
import math
import re
import tokenize
from collections.abc import Mapping
from dataclasses import dataclass

from analysis.errors import CallError, DataError, Problem, suggest_name

__all__ = ["Parameter", "check_parameters", "read_parameters"]

#: Types that a parameter may declare; lists are written with commas on the command line.
TYPES = ("str", "int", "float", "bool", "list[str]", "list[int]")

_TRUTHS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_COMMA = re.compile(r"[,，、;；]")
_ALLOWED = re.compile(r"\[([^\[\]]+)\]\s*$")


@dataclass(frozen=True)
class Parameter:
    """One declared parameter.

    Attributes
    ----------
    name, type
        Its name and one of :data:`TYPES`.
    default
        The value that holds where none is given.
    about
        What it does, from the comment on its line.
    low, high
        The smallest and largest number, where the comment ends in ``[2..50]``.
    choices
        The values it may take, where the comment ends in ``[zh | en]``.
    """

    name: str
    type: str
    default: object
    about: str
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()

    @property
    def allowed(self) -> str:
        """What it may be, in words."""
        if self.choices:
            return " or ".join(self.choices)
        if self.low is not None and self.high is not None:
            return f"{self.low:g} to {self.high:g}"
        if self.low is not None:
            return f"{self.low:g} or more"
        if self.high is not None:
            return f"{self.high:g} or less"
        return _SPOKEN_TYPES[self.type]


_SPOKEN_TYPES = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "list[str]": "names, separated by commas",
    "list[int]": "whole numbers, separated by commas",
}


def read_parameters(source: str, *, where: str = "parameters") -> dict[str, Parameter]:
    """Return the parameters that a cell declares.

    Parameters
    ----------
    source
        The cell: one ``name: type = default  # what it does [allowed]`` a line.
    where
        What the cell is called in a message.

    Returns
    -------
    dict of str to Parameter
        In the order of the cell.

    Raises
    ------
    DataError
        If a line is something else, has no comment, or its default breaks its own rule.

    Examples
    --------
    >>> found = read_parameters("seed: int = 0  # where chance begins [0..]")
    >>> found["seed"].default, found["seed"].low, found["seed"].allowed
    (0, 0.0, '0 or more')
    """
    try:
        comments, lines = _read_comments(source), ast.parse(source).body
    except (SyntaxError, tokenize.TokenError, ValueError, RecursionError, MemoryError) as error:
        raise DataError(
            Problem(where, f"is no Python ({error})", "write 'name: type = default  # what it does'")
        ) from error
    parameters: dict[str, Parameter] = {}
    problems = []
    for line in lines:
        try:
            parameter = _read_line(line, comments)
            _check_value(parameter, parameter.default)
            parameters[parameter.name] = parameter
        except (ValueError, CallError) as error:
            problems.append(Problem(f"{where}, line {line.lineno}", str(error)))
    if problems:
        raise DataError(problems)
    return parameters


def check_parameters(declared: Mapping[str, Parameter], given: Mapping[str, object]) -> dict[str, object]:
    """Return the value of every declared parameter: the given one if it may be, else the default.

    Parameters
    ----------
    declared
        The parameters of the report.
    given
        Values by name; text is read as the declared type, so ``"浙江,江苏"`` is a list and ``"8"`` a number.

    Returns
    -------
    dict of str to object
        In the order of the declaration.

    Raises
    ------
    CallError
        If a name is unknown, or a value is of the wrong type or out of range; the first such thing, in one sentence.

    Examples
    --------
    >>> declared = read_parameters("seed: int = 0  # where chance begins [0..]")
    >>> check_parameters(declared, {"seed": "7"})
    {'seed': 7}
    >>> check_parameters(declared, {"sede": 7})
    Traceback (most recent call last):
        ...
    analysis.errors.CallError: no parameter is called 'sede'; did you mean 'seed'? known: seed
    """
    for name in given:
        if name not in declared:
            raise CallError(f"no parameter is called {name!r}; {suggest_name(name, declared)}")
    return {
        name: _check_value(parameter, given[name]) if name in given else parameter.default
        for name, parameter in declared.items()
    }


def _read_comments(source: str) -> dict[int, str]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {token.start[0]: token.string.lstrip("# ") for token in tokens if token.type == tokenize.COMMENT}


def _read_line(line: ast.stmt, comments: Mapping[int, str]) -> Parameter:
    if not isinstance(line, ast.AnnAssign) or not isinstance(line.target, ast.Name) or line.value is None:
        raise ValueError("not of the form 'name: type = default  # what it does'")
    name, kind = line.target.id, ast.unparse(line.annotation)
    if kind not in TYPES:
        raise ValueError(f"parameter {name!r} has the type {kind!r}; known: {', '.join(TYPES)}")
    about = comments.get(line.lineno, "")
    if not about:
        raise ValueError(f"parameter {name!r} has no comment that says what it does")
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    rule = _ALLOWED.search(about)
    if rule:
        about = about[: rule.start()].rstrip()
        low, high, choices = _read_rule(rule.group(1), name)
    return Parameter(name, kind, ast.literal_eval(line.value), about, low, high, choices)


def _read_rule(rule: str, name: str) -> tuple[float | None, float | None, tuple[str, ...]]:
    if ".." not in rule:
        return None, None, tuple(choice.strip() for choice in rule.split("|"))
    low, _, high = rule.partition("..")
    try:
        return float(low) if low.strip() else None, float(high) if high.strip() else None, ()
    except ValueError:
        raise ValueError(f"parameter {name!r} has the range {rule!r}, which is not of the form 2..50") from None


def _check_value(parameter: Parameter, value: object) -> object:
    read = _read_value(parameter, value)
    for item in read if isinstance(read, list) else [read]:
        too_small = parameter.low is not None and isinstance(item, int | float) and item < parameter.low
        too_large = parameter.high is not None and isinstance(item, int | float) and item > parameter.high
        strange = parameter.choices and item not in parameter.choices
        if too_small or too_large or strange:
            raise _refuse(parameter, item)
    return read


def _read_value(parameter: Parameter, value: object) -> object:
    if parameter.type.startswith("list["):
        return _read_list(parameter, value)
    return _read_one(parameter, parameter.type, value)


def _read_list(parameter: Parameter, value: object) -> list[object]:
    if isinstance(value, str):
        value = [part.strip() for part in _COMMA.split(value) if part.strip()]
    if not isinstance(value, list | tuple):
        raise _refuse(parameter, value)
    return [_read_one(parameter, parameter.type[5:-1], item) for item in value]


def _read_one(parameter: Parameter, kind: str, value: object) -> object:
    read = _read_text(kind, value) if isinstance(value, str) else value
    if kind == "bool" and isinstance(read, bool):
        return read
    if kind == "str" and isinstance(read, str):
        return read
    if kind in {"int", "float"} and isinstance(read, int) and not isinstance(read, bool):
        return float(read) if kind == "float" else read
    if kind == "float" and isinstance(read, float) and math.isfinite(read):
        return read
    raise _refuse(parameter, value)


def _read_text(kind: str, text: str) -> object:
    try:
        if kind in {"int", "float"}:
            return int(text) if kind == "int" else float(text)
    except ValueError:
        return None
    return _TRUTHS.get(text.lower()) if kind == "bool" else text


def _refuse(parameter: Parameter, value: object) -> CallError:
    return CallError(f"parameter {parameter.name!r} cannot be {value!r}; it must be {parameter.allowed}")
