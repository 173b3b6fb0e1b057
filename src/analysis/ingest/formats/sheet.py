"""Task ledgers: spreadsheets (.xlsx) and delimited files (.csv, .tsv), a line between bars a row."""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from datetime import datetime

from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from analysis.bounds import read_bound
from analysis.ingest.formats.base import Extracted, UnreadableError, table_row

__all__ = ["read_delimited", "read_workbook"]

#: What openpyxl raises where a file is not as it must be; a broken part is a SyntaxError.
_BROKEN = (
    *(InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError, EOFError),
    *(
        TypeError,
        AttributeError,
        IndexError,
        SyntaxError,
        OverflowError,
        zlib.error,
        NotImplementedError,
        ArithmeticError,
    ),
)


def read_workbook(data: bytes) -> Extracted:
    """Return the sheets of a workbook one after another, as lines between bars.

    Parameters
    ----------
    data
        The bytes of the file.

    Returns
    -------
    Extracted
        The value of a merged cell stands in every row that it spans.

    Raises
    ------
    UnreadableError
        If the file is broken or holds nothing.
    """
    _check_merged(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and extensions that do not concern the text
            workbook = load_workbook(io.BytesIO(data), data_only=True)
    except _BROKEN as error:
        raise UnreadableError("a workbook that is broken", "save it again as .xlsx") from error
    rows: list[Sequence[object]] = []
    bound = read_bound("cells")
    for sheet in workbook.worksheets:
        # A sheet may say that it goes to its last corner, and hold one cell.
        size = sheet.max_row * sheet.max_column
        if size > bound:
            raise UnreadableError(
                f"a workbook with a sheet of {size:,} cells (the bound is {bound:,})",
                "delete its empty rows and columns, or set ZHENGCE_MAX_CELLS",
            )
        merged = {
            (row, column): sheet.cell(area.min_row, area.min_col).value
            for area in sheet.merged_cells.ranges
            if area.min_row != area.max_row
            for row in range(area.min_row, area.max_row + 1)
            for column in range(area.min_col, area.max_col + 1)
        }
        rows += [[merged.get((cell.row, cell.column), cell.value) for cell in cells] for cells in sheet.iter_rows()]
    return Extracted(_render(rows), "xlsx")


def read_delimited(text: str, *, encoding: str) -> Extracted:
    r"""Return a delimited file as lines between bars.

    Parameters
    ----------
    text
        The file.
    encoding
        The encoding it was decoded with.

    Returns
    -------
    Extracted

    Raises
    ------
    UnreadableError
        If it holds nothing.

    Examples
    --------
    >>> read_delimited("任务,牵头单位\n建设平台,省科技厅\n", encoding="utf-8").text
    '| 任务 | 牵头单位 |\n| 建设平台 | 省科技厅 |'
    """
    first = text.lstrip("\ufeff\n").split("\n", 1)[0]
    mark = max(",\t;，", key=lambda candidate: (first.count(candidate), candidate == ","))
    try:
        rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=mark, strict=False))
    except csv.Error as error:
        raise UnreadableError(f"a delimited file that is broken ({error})", "save it again as .csv") from error
    return Extracted(_render(rows), encoding)


def _check_merged(data: bytes) -> None:
    """Refuse a workbook that merges more cells than can be held: openpyxl makes every one of them while it loads."""
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        for name in container.namelist():
            if not name.startswith("xl/worksheets/"):
                continue
            try:
                part = container.read(name).replace(b"\0", b"")
            except _BROKEN as error:
                raise UnreadableError("a workbook that is broken", "save it again as .xlsx") from error
            cells = 0
            for ref in re.findall(rb"mergeCell[^>]*?ref\s*=\s*[\"']\s*([A-Za-z]+\d+:[A-Za-z]+\d+)", part):
                left, top, right, bottom = (int(bound or 0) for bound in range_boundaries(ref.decode()))
                cells += (right - left + 1) * (bottom - top + 1)
            if cells > read_bound("cells"):
                raise UnreadableError(
                    f"a workbook that merges {cells:,} cells (the bound is {read_bound('cells'):,})",
                    "undo the merge and save it again",
                )


def _render(rows: Iterable[Sequence[object]]) -> str:
    lines: list[str] = []
    for row in rows:
        cells = ["" if cell is None else _plain(cell) for cell in row]
        filled = [cell for cell in cells if cell.strip()]
        if not filled:
            continue
        while cells and not cells[-1].strip():
            cells.pop()
        lines.append(filled[0].strip() if len(filled) == 1 and not lines else table_row(cells))
    if not lines:
        raise UnreadableError("a table without a single filled cell", "fetch it again")
    widest = max(line.count("|") for line in lines)
    return "\n".join(line + " |" * (widest - line.count("|")) if line.startswith("|") else line for line in lines)


def _plain(cell: object) -> str:
    if isinstance(cell, datetime):
        return f"{cell.year}年{cell.month}月{cell.day}日"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
