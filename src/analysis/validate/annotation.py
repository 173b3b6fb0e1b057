"""The files of a hand annotation, read with every problem told: which file, which row, what is there and what is allowed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analysis.errors import DataError, Problem

__all__ = ["Annotation", "read_annotation"]

_CODERS = ("a", "b")
_ROLES = ("lead", "support", "responsible")
#: What a column holds: words, a place in a text, a number, a number that may be missing, yes or no, a role.
_AGENCIES = {"doc": "text", "raw_start": "count", "agency": "text", "role": "role"}
_TARGETS = {"doc": "text", "raw_start": "count", "raw_text": "text", "base_value": "number", "base_unit": "any"}
_TARGETS |= {"unit": "any", "comparator": "any", "year": "year", "year_inherited": "flag"}
_SECTIONS = {"doc": "text", "section": "text", "raw_start": "count"}
_ALLOWED = {
    "text": "a word or more",
    "count": "a whole number from 0 on",
    "number": "a number",
    "year": "a year in four digits, or nothing",
    "flag": "0 or 1",
    "role": ", ".join(_ROLES),
}
_REMEDY = "give a CSV file in UTF-8 with its names in the first row"


class Annotation(NamedTuple):
    """A hand annotation; what its folder does not hold is None.

    Attributes
    ----------
    agencies, targets, sections
        As their files.
    sheets
        The coding of each coder: a row a section, a column a code.
    """

    agencies: pd.DataFrame | None
    targets: pd.DataFrame | None
    sections: pd.DataFrame | None
    sheets: dict[str, pd.DataFrame] | None


def read_annotation(folder: Path) -> Annotation:
    """Return the annotation in a folder.

    Parameters
    ----------
    folder
        Usually ``data/gold``; see its README for the files.

    Returns
    -------
    Annotation

    Raises
    ------
    DataError
        With every problem of every file: no table, a column missing, a cell that is not what its column holds.

    Examples
    --------
    >>> read_annotation(Path("no-such-folder")).agencies is None
    True
    """
    problems: list[Problem] = []
    agencies = _read(folder / "agencies.csv", _AGENCIES, problems)
    targets = _read(folder / "targets.csv", _TARGETS, problems)
    sections = _read(folder / "sections.csv", _SECTIONS, problems)
    paths = {coder: folder / f"instruments_coder_{coder}.csv" for coder in _CODERS}
    found = {coder: _read_coding(path, problems) for coder, path in paths.items()}
    sheets = {coder: sheet for coder, sheet in found.items() if sheet is not None}
    complete = len(sheets) == len(_CODERS)
    if complete:
        problems += _compare(sheets, paths)
    if problems:
        raise DataError(problems)
    return Annotation(agencies, targets, sections, sheets if complete else None)


def _read(path: Path, columns: Mapping[str, str], problems: list[Problem]) -> pd.DataFrame | None:
    """Return a file with its known columns in their types, or None where there is none; add what is wrong with it."""
    table = _read_text(path, problems)
    if table is None:
        return None
    missing = [name for name in columns if name not in table]
    if missing:
        problems += [
            Problem(str(path), f"column {name!r} is missing", f"give {', '.join(columns)}") for name in missing
        ]
        return None
    return _convert(table, columns, path, problems)


def _read_coding(path: Path, problems: list[Problem]) -> pd.DataFrame | None:
    table = _read_text(path, problems)
    if table is None:
        return None
    if "section" not in table or len(table.columns) == 1:
        problems.append(Problem(str(path), "a column is missing", "give 'section' and one column for each code"))
        return None
    twice = sorted(set(table.loc[table["section"].duplicated(), "section"]))
    problems += [Problem(str(path), f"section {name!r} is there more than once", "give it one row") for name in twice]
    kinds = {name: "text" if name == "section" else "flag" for name in table.columns}
    return _convert(table[["section", *(name for name in table.columns if name != "section")]], kinds, path, problems)


def _read_text(path: Path, problems: list[Problem]) -> pd.DataFrame | None:
    """Return a file as words, as they stand there."""
    if not path.exists():
        return None
    try:
        return pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    except (OSError, ValueError) as error:  # ValueError: no UTF-8, or rows of unequal length
        problems.append(
            Problem(str(path), f"cannot be read as a table ({str(error).strip().splitlines()[0]})", _REMEDY)
        )
        return None


def _convert(table: pd.DataFrame, columns: Mapping[str, str], path: Path, problems: list[Problem]) -> pd.DataFrame:
    converted = table.copy()
    for name, kind in columns.items():
        if kind == "any":
            continue
        values = []
        for row, cell in enumerate(table[name], 2):
            value = _take(str(cell).strip(), kind) if isinstance(cell, str) else None
            if value is None:
                problems.append(
                    Problem(f"{path}, row {row}, column {name}", f"found {cell!r}", f"give {_ALLOWED[kind]}")
                )
            values.append(value)
        converted[name] = pd.Series(values, index=table.index, dtype=_DTYPES.get(kind, "str"))
    return converted


_DTYPES = {"count": "Int64", "number": "float64", "year": "float64", "flag": "Int64"}


def _take(cell: str, kind: str) -> str | float | int | None:
    """Return what a cell says, or None where it says nothing of its kind."""
    if kind == "role":
        return cell if cell in _ROLES else None
    if kind == "text":
        return cell or None
    if kind == "year" and not cell:
        return math.nan
    try:
        number = float(cell)
    except ValueError:
        return None
    whole = number.is_integer() if math.isfinite(number) else False
    if kind == "number":
        return number if math.isfinite(number) else None
    allowed = {"flag": range(2), "year": range(1900, 2200), "count": range(100_000_000)}[kind]
    return int(number) if whole and int(number) in allowed else None


def _compare(sheets: Mapping[str, pd.DataFrame], paths: Mapping[str, Path]) -> list[Problem]:
    """Return in what two codings of the same sections differ in form."""
    one, other = (sheets[coder] for coder in _CODERS)
    first, second = (paths[coder] for coder in _CODERS)
    problems = []
    for mine, theirs, what in (
        (set(one["section"].dropna()), set(other["section"].dropna()), "section"),
        (set(one.columns), set(other.columns), "column"),
    ):
        problems += [
            Problem(str(path), f"{what} {name!r} is missing", "code it too, or take it out of the other sheet")
            for path, names in ((first, theirs - mine), (second, mine - theirs))
            for name in sorted(names)
        ]
    return problems
