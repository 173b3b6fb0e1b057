"""The scholar's word: rows of any table rejected or overridden, with author and reason, from ``data/corrections.toml``."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import CatalogueError, Problem, suggest_name
from analysis.tables.contract import Column, Table, empty_table, get_table, list_tables, make_table

__all__ = ["TABLES", "apply_corrections", "find_met", "read_corrections", "tell_unmet"]

CORRECTIONS = Table(
    "corrections",
    "One row an entry of data/corrections.toml: rows of a table that a scholar rejects or overrides.",
    ("entry",),
    (
        Column("entry", "int64", "rank in the file, from 1", low=1),
        Column("table", "str", "the table it corrects"),
        Column("where", "str", "the rows it speaks of: columns and their values, as JSON"),
        Column(
            "set", "str", "columns and their new values, as JSON; missing where the rows are rejected", nullable=True
        ),
        Column("author", "str", "who says so"),
        Column("reason", "str", "why"),
    ),
)

TABLES = (CORRECTIONS,)

_FIELDS = {"table", "where", "set", "reject", "author", "reason"}


def read_corrections(path: Path) -> pd.DataFrame:
    """Return the corrections of a project.

    Answers: which rows that the program found does the scholar reject or override, who says so, and why?

    Parameters
    ----------
    path
        ``data/corrections.toml``; a file that is not there holds no corrections.

    Returns
    -------
    pandas.DataFrame
        The table ``corrections``, in the order of the file.

    Raises
    ------
    CatalogueError
        With every entry that lacks a field, names an unknown table or column, or neither rejects nor sets.

    Notes
    -----
    An entry::

        [[correction]]
        table = "duties"
        where = { clause_id = "plan/二/一", agency = "省科技厅" }
        set = { role = "lead" }          # or: reject = true
        author = "Li Hua"
        reason = "The annex names it as the lead."

    *Reading it*: a correction speaks of rows by their values, so it survives a rebuild. It changes what is derived from the
    row, never the text.

    Examples
    --------
    >>> read_corrections(Path("no/such/corrections.toml")).empty
    True
    """
    if not path.exists():
        return empty_table("corrections")
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise CatalogueError(
            Problem(path.name, f"cannot be read as TOML ({error})", "correct the line it names")
        ) from error
    entries = content.get("correction", [])
    unknown = sorted(set(content) - {"correction"})
    problems = [Problem(path.name, f"unknown key {key!r}", "write [[correction]] entries") for key in unknown]
    if not isinstance(entries, list):
        problems.append(
            Problem(path.name, "'correction' is no list of entries", "write [[correction]], in double brackets")
        )
        entries = []
    for at, entry in enumerate(entries, 1):
        problems += _check_entry(entry, f"{path.name}, entry {at}")
    if problems:
        raise CatalogueError(problems)
    return make_table(
        "corrections",
        [
            {
                "entry": at,
                "table": entry["table"],
                "where": json.dumps(entry["where"], ensure_ascii=False, sort_keys=True, default=str),
                "set": json.dumps(entry["set"], ensure_ascii=False, sort_keys=True, default=str)
                if "set" in entry
                else None,
                "author": entry["author"],
                "reason": entry["reason"],
            }
            for at, entry in enumerate(entries, 1)
        ],
    )


def apply_corrections(frame: pd.DataFrame, corrections: pd.DataFrame, *, table: str) -> pd.DataFrame:
    """Return a table with the scholar's corrections made.

    Answers: what do we go on with, once what the scholar rejected or overrode is taken into account?

    Parameters
    ----------
    frame
        A table as a stage made it, for all documents at once.
    corrections
        The ``corrections`` table; entries of other tables are passed over.
    table
        The name of the table that ``frame`` is.

    Returns
    -------
    pandas.DataFrame
        A new table of the same contract; the same rows where nothing applies.

    Raises
    ------
    CatalogueError
        With every entry that meets no row: what it corrected has changed or was mistyped, so it must be looked at.
    TableError
        If the table no longer keeps its contract, e.g. a value outside its vocabulary.

    Notes
    -----
    Entries are made in their order; each sees the rows as found, not as an earlier entry left them.

    *Reading it*: rows that were set keep their evidence and place; the manifest of a run lists the corrections. A corrected
    table is no test of the program that made it.

    Examples
    --------
    >>> import pandas as pd
    >>> terms = pd.DataFrame({"clause_id": ["d/1"], "term": ["数据"], "doc_id": ["d"], "n": [2]})
    >>> entry = {"entry": 1, "table": "terms", "where": '{"term": "数据"}', "set": '{"n": 3}', "author": "A", "reason": "r"}
    >>> apply_corrections(terms, pd.DataFrame([entry]), table="terms")["n"].tolist()
    [3]
    """
    result = frame.copy()
    dropped = pd.Series(data=False, index=frame.index)
    problems = []
    for row in corrections[corrections["table"] == table].sort_values("entry").to_dict("records"):
        met = _find_met(frame, row["where"])
        if not met.any():
            problems.append(tell_unmet(row))
        if pd.isna(row["set"]):
            dropped |= met
        else:
            for column, value in json.loads(row["set"]).items():
                result.loc[met, column] = value
    if problems:
        raise CatalogueError(problems)
    return make_table(table, result[~dropped])


def find_met(frame: pd.DataFrame, corrections: pd.DataFrame, *, table: str) -> list[int]:
    """Return the entries that meet a row.

    Parameters
    ----------
    frame
        A table as a stage made it, perhaps for some documents only.
    corrections
        The ``corrections`` table; entries of other tables are passed over.
    table
        The name of the table that ``frame`` is.

    Returns
    -------
    list of int
        Their numbers, in order.

    Examples
    --------
    >>> frame = pd.DataFrame({"term": ["数据"]})
    >>> entries = pd.DataFrame({"entry": [1, 2], "table": "terms", "where": ['{"term": "数据"}', '{"term": "算力"}']})
    >>> find_met(frame, entries, table="terms")
    [1]
    """
    own = corrections[corrections["table"] == table]
    return [
        int(entry) for entry, where in zip(own["entry"], own["where"], strict=True) if _find_met(frame, where).any()
    ]


def tell_unmet(row: Mapping[Hashable, Any]) -> Problem:
    """Return the problem of a correction that meets no row.

    Parameters
    ----------
    row
        Its row of the ``corrections`` table.

    Returns
    -------
    Problem
    """
    what = f"no row of {row['table']} has {row['where']}"
    return Problem(f"corrections.toml, entry {row['entry']}", what, "correct 'where', or take the entry out")


def _find_met(frame: pd.DataFrame, where: str) -> pd.Series:
    met = pd.Series(data=True, index=frame.index)
    for column, value in json.loads(where).items():
        met &= (frame[column] == value).fillna(value=False).astype(bool)
    return met


def _check_entry(entry: object, where: str) -> list[Problem]:
    if not isinstance(entry, dict):
        return [Problem(where, f"is {entry!r}", "write table, where, set or reject, author and reason")]
    problems = [
        Problem(where, f"unknown field {name!r}", suggest_name(str(name), _FIELDS))
        for name in sorted(set(entry) - _FIELDS)
    ]
    problems += [
        Problem(where, f"{name!r} is missing or empty", "every correction says what, who and why")
        for name in ("table", "where", "author", "reason")
        if not entry.get(name)
    ]
    if ("set" in entry) == (entry.get("reject") is True) or entry.get("reject", True) is not True:
        problems.append(
            Problem(where, "must either reject the rows or set values", "give reject = true, or set = { ... }")
        )
    known = [table.name for table in list_tables()]
    name = entry.get("table")
    if name and name not in known:
        problems.append(Problem(where, f"no table is called {name!r}", suggest_name(str(name), known)))
    elif name:
        problems += _check_columns(entry, str(name), where)
    return problems


def _check_columns(entry: dict[str, Any], table: str, where: str) -> list[Problem]:
    names = get_table(table).names
    problems = []
    for field in ("where", "set"):
        values = entry.get(field, {})
        if not isinstance(values, dict):
            problems.append(Problem(where, f"{field!r} is {values!r}", 'give columns and values: { agency = "..." }'))
            continue
        problems += [
            Problem(where, f"{field!r} names no column {column!r}", suggest_name(column, names))
            for column in values
            if column not in names
        ]
    return problems
