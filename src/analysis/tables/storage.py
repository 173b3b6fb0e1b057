"""Tables on disk: Parquet for the scholar's own work, CSV for what is handed on."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Collection
from pathlib import Path

import pandas as pd

from analysis.errors import Problem, TableError
from analysis.files import whole_file
from analysis.tables.contract import check_table, get_table, round_table
from analysis.tables.lines import join_lines

__all__ = ["neutralise_table", "read_table", "write_csv", "write_table"]

#: A cell that begins so would be run as a formula by a spreadsheet (OWASP, "CSV Injection"): the signs, their full-width
#: forms, which some spreadsheets fold, and either behind blanks, which others strip.
_FORMULA = re.compile(r"[\t\r\n]|[\s\x00-\x1f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]*+[=+\-@＝＋－＠﹢﹣﹦﹫−]")
#: Control characters that neither XLSX nor XML can hold, and halves of a character that no encoding can.
_UNHELD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


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
    with whole_file(path) as temporary:
        frame.to_parquet(temporary, index=False)
    return path


def read_table(name: str, path: Path, *, ids: Collection[str] | None = None) -> pd.DataFrame:
    """Return a table read from Parquet, checked against its contract.

    Parameters
    ----------
    name
        The table's name.
    path
        The file.
    ids
        The documents whose rows are wanted; all rows where None, and of a table that is not about documents.

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
    some = ids is not None and "doc_id" in get_table(name).names
    try:
        frame = pd.read_parquet(path, filters=[("doc_id", "in", list(ids or ()))] if some else None)
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
    neutral = neutralise_table(round_table(frame))
    lines = join_lines(neutral)
    with whole_file(path) as temporary:
        if lines is None:
            neutral.to_csv(temporary, index=False, encoding="utf-8-sig", lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
        else:
            with temporary.open("wb") as file:
                file.write(codecs.BOM_UTF8)
                file.writelines(lines)
    return path


def neutralise_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose texts and headings no spreadsheet takes for a formula, and every spreadsheet can hold.

    Parameters
    ----------
    frame
        Any table.

    Returns
    -------
    pandas.DataFrame
        A text that begins like a formula has an apostrophe in front; control characters, which XLSX cannot hold, are gone.

    Examples
    --------
    >>> neutralise_table(pd.DataFrame({"x": ["=1+1", "＝1+1", " @x", "甲", None]}))["x"].fillna("").tolist()
    ["'=1+1", "'＝1+1", "' @x", '甲', '']
    """
    neutral = frame.copy()
    for name in neutral.select_dtypes(["str", "object"]).columns:
        column = neutral[name]
        texts = column.dtype == "str"
        neutral[name] = _neutralise_texts(column) if texts else column.map(_neutralise, na_action="ignore")
    neutral.columns = pd.Index([_neutralise(name) for name in neutral.columns])
    return neutral


def _neutralise_texts(column: pd.Series) -> pd.Series:
    """Return a column of texts neutralised, each different text looked at once: there are far fewer than rows."""
    codes, different = pd.factorize(column)
    texts = different.tolist()
    neutral = [str(_neutralise(text)) for text in texts]
    if neutral == texts:
        return column
    return pd.Series(pd.array(neutral, dtype="str").take(codes, allow_fill=True), column.index)


def _neutralise(cell: object) -> object:
    if not isinstance(cell, str):
        return cell
    held = _UNHELD.sub("", cell)
    return f"'{held}" if _FORMULA.match(held) else held
