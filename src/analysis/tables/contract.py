"""How a table is declared, made and checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, cast

import pandas as pd
from pandas.api.extensions import ExtensionArray
from pandas.api.types import pandas_dtype
from pyarrow import Table as ArrowTable
from pyarrow import compute

from analysis.errors import Problem, TableError, suggest_name

if TYPE_CHECKING:
    from pandera.pandas import Check, DataFrameSchema

__all__ = ["Column", "Table", "check_table", "empty_table", "get_table", "list_tables", "make_table", "round_table"]

#: Modules that declare tables, in the order of the house; each has a tuple ``TABLES``.
_DECLARATIONS = (
    "ingest",
    "facts",
    "lexis",
    "topics",
    "similarity",
    "networks",
    "reliability",
    "corrections",
    "study",
    "trace",
)

_SHOWN_PROBLEMS = 20

#: Types of columns that have no missing values.
_NEVER_MISSING = ("int64", "bool")


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    name, dtype, about
        Name, pandas dtype (``str``, ``int64``, ``Int64``, ``float64``, ``bool``, ``boolean``) and one line of meaning.
    nullable
        Whether a value may be missing; missing always means "not stated" or "not applicable", never zero.
    vocabulary
        The values it may take, where they are listed.
    low, high
        The smallest and largest value, where there are such.
    """

    name: str
    dtype: str
    about: str
    nullable: bool = False
    vocabulary: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Table:
    """A declared table.

    Attributes
    ----------
    name, about
        Name, and the sentence that says what one row is.
    key
        The columns that identify a row.
    columns
        All columns, in their order.
    order
        The columns by which rows are sorted; the key where empty.
    version
        Raised when the meaning of a column changes.
    """

    name: str
    about: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    order: tuple[str, ...] = ()
    version: int = 1
    ordered_pairs: tuple[tuple[str, str], ...] = field(default=())

    @property
    def names(self) -> list[str]:
        """The names of all columns, in their order."""
        return [column.name for column in self.columns]


@cache
def _all_tables() -> dict[str, Table]:
    tables: dict[str, Table] = {}
    for name in _DECLARATIONS:
        for table in import_module(f"analysis.tables.{name}").TABLES:
            tables[table.name] = table
    return tables


def list_tables() -> list[Table]:
    """Return every declared table, in the order of the house.

    Returns
    -------
    list of Table

    Examples
    --------
    >>> [table.name for table in list_tables()][:2]
    ['documents', 'edits']
    """
    return list(_all_tables().values())


def get_table(name: str) -> Table:
    """Return the declaration of a table.

    Parameters
    ----------
    name
        Its name, as in docs/tables.md.

    Returns
    -------
    Table

    Raises
    ------
    ValueError
        If no table has this name.

    Examples
    --------
    >>> get_table("duties").key
    ('doc_id', 'start', 'agency')
    """
    tables = _all_tables()
    if name not in tables:
        raise ValueError(f"no table is called {name!r}; {suggest_name(name, tables)}")
    return tables[name]


def empty_table(name: str) -> pd.DataFrame:
    """Return a table without rows, with the declared columns and types.

    Parameters
    ----------
    name
        Its name.

    Returns
    -------
    pandas.DataFrame
        Every declared column, no row.

    Examples
    --------
    >>> empty_table("terms").dtypes.astype(str).to_dict()
    {'clause_id': 'str', 'term': 'str', 'doc_id': 'str', 'n': 'int64'}
    """
    return pd.DataFrame({column.name: pd.Series(dtype=column.dtype) for column in get_table(name).columns})


def make_table(name: str, rows: pd.DataFrame | Iterable[Mapping[str, object]]) -> pd.DataFrame:
    """Return rows as a declared table: columns in order, types set, sorted, checked.

    Parameters
    ----------
    name
        The table's name.
    rows
        A data frame or mappings; nullable columns may be left out, columns unknown to
        the contract are refused.

    Returns
    -------
    pandas.DataFrame
        A new frame with a fresh index, sorted by the table's order.

    Raises
    ------
    TableError
        With every breach of the contract.

    Examples
    --------
    >>> make_table("terms", [{"clause_id": "d/1", "term": "数据", "doc_id": "d", "n": 2}])["n"].tolist()
    [2]
    """
    table = get_table(name)
    frame = pd.DataFrame(rows) if isinstance(rows, pd.DataFrame) else pd.DataFrame(list(rows))
    if frame.empty and not len(frame.columns):
        return empty_table(name)
    unknown = [str(column) for column in frame.columns if column not in table.names]
    missing = [column.name for column in table.columns if column.name not in frame.columns and not column.nullable]
    problems = [
        Problem(f"table {name}", f"unknown column {column!r}", suggest_name(column, table.names)) for column in unknown
    ]
    problems += [Problem(f"table {name}", f"column {column!r} is missing") for column in missing]
    if problems:
        raise TableError(problems)
    columns = {}
    for column in table.columns:
        try:
            columns[column.name] = _give_column(frame, column)
        except (TypeError, ValueError) as error:
            problems.append(Problem(f"table {name}, column {column.name}", f"not of type {column.dtype} ({error})"))
    if problems:
        raise TableError(problems)
    made = pd.DataFrame(columns)
    made.columns = _column_index(name).view()
    return check_table(name, _sort_rows(made, table.order or table.key))


@cache
def _column_index(name: str) -> pd.Index:
    """Return a table's columns, which know their places: looked up anew for each frame that costs more than all checks."""
    index = empty_table(name).columns
    index.get_loc(index[0])
    return index


def _give_column(frame: pd.DataFrame, column: Column) -> ExtensionArray:
    """Return a column of a frame with its declared type; all missing where the frame has no such column."""
    if column.name not in frame.columns:
        values = pd.Series(None, index=range(len(frame)), dtype=column.dtype)
    else:
        values = frame[column.name]
        values = values if values.dtype == pandas_dtype(column.dtype) else values.astype(column.dtype)  # type: ignore[call-overload]
    return cast("ExtensionArray", values.array)


def _sort_rows(frame: pd.DataFrame, order: Sequence[str]) -> pd.DataFrame:
    """Return a frame in the order of some columns, missing values last; rows that are alike there keep their order."""
    if _is_rising(frame, order):
        return frame
    keys = ArrowTable.from_pydict({column: frame[column].array for column in order})
    places = compute.sort_indices(keys, sort_keys=[(column, "ascending") for column in order]).to_numpy()
    in_order = bool((places[1:] > places[:-1]).all())
    return frame if in_order else frame.take(places).reset_index(drop=True)


def _is_rising(frame: pd.DataFrame, order: Sequence[str]) -> bool:
    """Say whether each row comes after the one before it and none is like it, which is sooner told than sorting takes."""
    keys = ArrowTable.from_pydict({column: frame[column].array for column in order})
    before, after = keys.slice(0, max(len(frame) - 1, 0)), keys.slice(1)
    rising = False
    for column in reversed(order):
        less, equal = (compare(before[column], after[column]) for compare in (compute.less, compute.equal))
        rising = compute.or_(less, compute.and_(equal, rising))
    return bool(compute.all(rising, skip_nulls=False).as_py())


def check_table(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame unchanged if it keeps its contract.

    Parameters
    ----------
    name
        The table's name.
    frame
        What is to be checked.

    Returns
    -------
    pandas.DataFrame
        The same object.

    Raises
    ------
    TableError
        With every breach: missing or unknown columns, types, missing values, vocabulary, range, doubled keys, spans
        that end before they start.

    Examples
    --------
    >>> check_table("terms", empty_table("terms")).empty
    True
    """
    if _is_sound(get_table(name), frame):
        return frame
    from pandera.errors import SchemaErrors  # noqa: PLC0415 - see _schema

    try:
        _schema(name).validate(frame, lazy=True)
    except SchemaErrors as error:
        raise TableError(_tell_failures(name, error.failure_cases, frame)) from None
    return frame


def _is_sound(table: Table, frame: pd.DataFrame) -> bool:
    """Say whether a frame keeps its contract beyond doubt; where not, the schema tells what is wrong with it.

    The schema's own checks take milliseconds a column, most of them for what it would say if one failed.
    """
    if set(frame.columns) != set(table.names) or len(frame.columns) != len(table.columns):
        return False
    for column in table.columns:
        values = frame[column.name]
        may_lack = not column.nullable and column.dtype not in _NEVER_MISSING
        if str(values.dtype) != column.dtype or (may_lack and values.hasnans):
            return False
        if column.vocabulary and not set(values.dropna().unique()) <= set(column.vocabulary):
            return False
        if not _is_within(values, column.low, column.high):
            return False
    crossed = any((frame[low] > frame[high]).any() for low, high in _span_pairs(table))
    return not crossed and (_is_rising(frame, table.key) or not frame.duplicated(list(table.key)).any())


def _is_within(values: pd.Series, low: float | None, high: float | None) -> bool:
    """Say whether no value that is there lies below or above a bound."""
    lowest, highest = None if low is None else values.min(), None if high is None else values.max()
    return (pd.isna(lowest) or lowest >= low) and (pd.isna(highest) or highest <= high)


def round_table(frame: pd.DataFrame, *, decimals: int = 6) -> pd.DataFrame:
    """Return a copy with floats rounded, so that the bits of one machine's linear algebra do not reach a file.

    Parameters
    ----------
    frame
        Any table.
    decimals
        Digits kept. Six is far below any difference that matters and far above what differs between BLAS kernels.

    Returns
    -------
    pandas.DataFrame
        The rounded copy; a negative zero becomes zero.

    Examples
    --------
    >>> import pandas as pd
    >>> round_table(pd.DataFrame({"x": [0.12345678, -0.0000000001]}))["x"].tolist()
    [0.123457, 0.0]
    """
    result = frame.copy()
    for column in result.select_dtypes("float").columns:
        result[column] = result[column].round(decimals) + 0.0
    return result


@cache
def _schema(name: str) -> DataFrameSchema:
    import pandera.pandas as pa  # noqa: PLC0415 - slow to load, and only asked where a table is wrong

    table = get_table(name)
    columns = {}
    for column in table.columns:
        checks = []
        if column.vocabulary:
            checks.append(pa.Check.isin(column.vocabulary))
        if column.low is not None:
            checks.append(pa.Check.ge(column.low))
        if column.high is not None:
            checks.append(pa.Check.le(column.high))
        columns[column.name] = pa.Column(column.dtype, checks, nullable=column.nullable)
    return pa.DataFrameSchema(
        columns,
        checks=[_in_order(*pair) for pair in _span_pairs(table)],
        unique=list(table.key),
        strict=True,
    )


def _span_pairs(table: Table) -> list[tuple[str, str]]:
    """Return the pairs of columns of which the first is never larger than the second."""
    pairs = list(table.ordered_pairs)
    pairs += [
        (f"{prefix}start{suffix}", f"{prefix}end{suffix}") for prefix in ("", "source_") for suffix in ("", "_a", "_b")
    ]
    return [pair for pair in pairs if set(pair) <= set(table.names)]


def _in_order(low: str, high: str) -> Check:
    from pandera.pandas import Check  # noqa: PLC0415 - see _schema

    return Check(
        lambda frame: (frame[low] <= frame[high]).fillna(value=True).astype(bool),
        name=f"{low} <= {high}",
        error=f"{low} <= {high}",
    )


def _tell_failures(name: str, failures: pd.DataFrame, frame: pd.DataFrame) -> list[Problem]:
    table = get_table(name)
    problems: dict[Problem, None] = {}
    for failure in failures.to_dict("records"):
        found, check = failure["failure_case"], str(failure["check"])
        at = None if pd.isna(failure["index"]) else int(failure["index"])
        row = "" if at is None else f", row {at}"
        column = f", column {failure['column']}" if failure["schema_context"] == "Column" else ""
        place = f"table {name}{column}{row}"
        if check == "column_in_dataframe":
            problem = Problem(f"table {name}", f"column {found!r} is missing")
        elif check == "column_in_schema":
            problem = Problem(f"table {name}", f"unknown column {found!r}", suggest_name(str(found), table.names))
        elif "unique" in check:
            value = found if at is None else tuple(frame.loc[at, list(table.key)])
            problem = Problem(place, f"the key {table.key} is there twice: {value!r}")
        elif check == "not_nullable":
            problem = Problem(place, "a value is missing", "it must be given in every row")
        else:
            problem = Problem(place, f"found {found!r}", f"it must satisfy {check}")
        problems[problem] = None
    told = list(problems)
    if len(told) > _SHOWN_PROBLEMS:
        rest = len(told) - _SHOWN_PROBLEMS
        told = [*told[:_SHOWN_PROBLEMS], Problem(f"table {name}", f"and {rest} more problems of the same kinds")]
    return told
