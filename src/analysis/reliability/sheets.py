"""Coding sheets: handed to a coder as CSV or a spreadsheet, and read back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from analysis.errors import DataError, Problem, suggest_name
from analysis.files import whole_file
from analysis.reliability.codings import stack_codings
from analysis.tables import neutralise_table, write_csv

__all__ = ["read_coding_sheet", "write_coding_sheet"]

_KEPT = ("unit_id", "text")
_SUFFIXES = (".csv", ".xlsx")


def write_coding_sheet(clauses: pd.DataFrame, path: Path, *, codes: Sequence[str]) -> Path:
    """Write a sheet in which one coder marks codes, and return the path.

    Parameters
    ----------
    clauses
        What is to be coded: clause_id and text; a row a unit, in this order.
    path
        A file ending in ``.csv`` or ``.xlsx``; its folder must exist.
    codes
        Codes, each an empty column for 0 and 1.

    Returns
    -------
    pathlib.Path
        The path.

    Raises
    ------
    ValueError
        If the file ends otherwise, or a code is named ``unit_id`` or ``text``, or twice.

    Examples
    --------
    >>> import tempfile
    >>> clauses = pd.DataFrame({"clause_id": ["d/1"], "text": ["建设平台。"]})
    >>> write_coding_sheet(clauses, Path(tempfile.mkdtemp()) / "sheet.csv", codes=["S-rd"]).name
    'sheet.csv'
    """
    _check_suffix(path)
    wrong = sorted({code for code in codes if code in _KEPT or list(codes).count(code) > 1})
    if wrong:
        raise ValueError(f"codes {wrong!r} are given twice or are names of the sheet's own columns {list(_KEPT)}")
    sheet = pd.DataFrame({"unit_id": clauses["clause_id"], "text": clauses["text"]})
    for code in codes:
        sheet[code] = pd.Series([None] * len(sheet), dtype="str", index=sheet.index)
    if path.suffix == ".csv":
        return write_csv(sheet, path)
    with whole_file(path) as part, part.open("wb") as file:
        neutralise_table(sheet).to_excel(file, index=False, engine="openpyxl", freeze_panes=(1, 1))
    return path


def read_coding_sheet(
    path: Path, *, coder: str, codes: Sequence[str] | None = None, values: Sequence[str] = ("0", "1")
) -> pd.DataFrame:
    r"""Return a filled coding sheet as codings.

    Parameters
    ----------
    path
        The sheet, ``.csv`` (UTF-8) or ``.xlsx``.
    coder
        Who filled it in.
    codes
        Codes that must be there; all columns but unit_id and text where None.
    values
        What a cell may hold. An empty cell means that this coder left the unit out, not 0.

    Returns
    -------
    pandas.DataFrame
        The table ``codings``: unit_id, code, coder, value.

    Raises
    ------
    DataError
        With every problem: a file that is missing or not readable, columns missing, units named twice, cells that
        hold something else.
    ValueError
        If the file ends otherwise.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "sheet.csv"
    >>> _ = path.write_text("unit_id,text,S-rd\nd/1,建设平台。,1\n", encoding="utf-8")
    >>> read_coding_sheet(path, coder="a")["value"].tolist()
    ['1']
    """
    _check_suffix(path)
    sheet = _read(path)
    wanted = list(codes) if codes is not None else [column for column in sheet.columns if column not in _KEPT]
    missing = [column for column in ("unit_id", *wanted) if column not in sheet.columns]
    if missing:
        remedy = f"the sheet has {', '.join(sheet.columns)}"
        raise DataError([Problem(str(path), f"column {column!r} is missing", remedy) for column in missing])
    problems = [
        Problem(str(path), f"unit {unit!r} is there more than once", "give each unit one row")
        for unit in sorted(set(sheet.loc[sheet["unit_id"].duplicated(), "unit_id"]))
    ]
    for code in wanted:
        for row, cell in enumerate(sheet[code]):
            if cell and cell not in values:
                where = f"{path}, row {row + 2}, column {code}"
                problems.append(Problem(where, f"found {cell!r}", f"allowed: {', '.join(values)}, or empty"))
    if problems:
        raise DataError(problems)
    return stack_codings({coder: sheet[["unit_id", *wanted]]}, unit="unit_id")


def _check_suffix(path: Path) -> None:
    if path.suffix not in _SUFFIXES:
        raise ValueError(f"a coding sheet cannot end in {path.suffix!r}; {suggest_name(path.suffix, _SUFFIXES)}")


def _read(path: Path) -> pd.DataFrame:
    try:
        if path.suffix == ".csv":
            sheet = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
        else:
            sheet = pd.read_excel(path, dtype="str", keep_default_na=False, engine="openpyxl")
    except (OSError, ValueError, KeyError) as error:
        raise DataError(Problem(str(path), f"cannot be read ({error})", "give a UTF-8 CSV or an xlsx file")) from error
    cleaned: pd.DataFrame = sheet.apply(lambda column: column.fillna("").str.strip().str.removesuffix(".0"))
    return cleaned
