"""Tables on disk: Parquet for the scholar's own work, CSV for what is handed on."""

from __future__ import annotations

import csv
import os
import tempfile
from pathlib import Path

import pandas as pd

from analysis.errors import Problem, TableError
from analysis.tables.contract import check_table, round_table

__all__ = ["read_table", "write_csv", "write_table"]

#: A cell that begins with one of these would be run as a formula by a spreadsheet (OWASP, "CSV Injection").
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_table(frame: pd.DataFrame, path: Path) -> Path:
    """Write a table as Parquet, whole or not at all, and return the path.

    Parameters
    ----------
    frame
        Any table.
    path
        A file name ending in ``.parquet``; its folder must exist.

    Returns
    -------
    pathlib.Path
        The path.

    Examples
    --------
    >>> import tempfile, pandas as pd
    >>> folder = Path(tempfile.mkdtemp())
    >>> write_table(pd.DataFrame({"x": [1]}), folder / "x.parquet").name
    'x.parquet'
    """
    with _whole_file(path) as temporary:
        frame.to_parquet(temporary, index=False)
    return path


def read_table(name: str, path: Path) -> pd.DataFrame:
    """Return a table read from Parquet, checked against its contract.

    Parameters
    ----------
    name
        The table's name.
    path
        The file.

    Returns
    -------
    pandas.DataFrame
        The columns of its contract, see docs/tables.md.

    Raises
    ------
    TableError
        If the file is not Parquet, or breaks the contract.

    Examples
    --------
    >>> import tempfile
    >>> from analysis.tables import empty_table
    >>> path = write_table(empty_table("terms"), Path(tempfile.mkdtemp()) / "terms.parquet")
    >>> read_table("terms", path).shape
    (0, 4)
    """
    try:
        frame = pd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise TableError(
            Problem(str(path), f"cannot be read as Parquet ({error})", "run 'zhengce build' again")
        ) from error
    return check_table(name, frame)


def write_csv(frame: pd.DataFrame, path: Path) -> Path:
    """Write a table as CSV for people and spreadsheets, whole or not at all, and return the path.

    UTF-8 with a byte-order mark, so that spreadsheets show Chinese; floats rounded to six decimals; a text cell that a
    spreadsheet would run as a formula is preceded by an apostrophe.

    Parameters
    ----------
    frame
        Any table.
    path
        A file name ending in ``.csv``; its folder must exist.

    Returns
    -------
    pathlib.Path
        The path.

    Examples
    --------
    >>> import tempfile, pandas as pd
    >>> path = write_csv(pd.DataFrame({"x": ["=1+1", "甲"]}), Path(tempfile.mkdtemp()) / "x.csv")
    >>> path.read_text(encoding="utf-8-sig").splitlines()
    ['x', "'=1+1", '甲']
    """
    neutral = round_table(frame)
    for column in neutral.select_dtypes(["str", "object"]).columns:
        neutral[column] = neutral[column].map(_neutralise, na_action="ignore")
    with _whole_file(path) as temporary:
        neutral.to_csv(temporary, index=False, encoding="utf-8-sig", lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    return path


def _neutralise(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell


class _whole_file:  # noqa: N801 - used as a verb in a with statement
    """Give a temporary name beside the path; rename it onto the path when the block ends well, remove it when not."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> Path:
        handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=f".{self.path.name}.", suffix=".part")
        os.close(handle)
        self.temporary = Path(name)
        return self.temporary

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if kind is None:
            self.temporary.replace(self.path)
        else:
            self.temporary.unlink(missing_ok=True)
