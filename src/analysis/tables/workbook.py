"""Several tables as one XLSX file that is the same each time it is written."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from analysis.files import write_whole
from analysis.tables.contract import round_table
from analysis.tables.storage import neutralise_table

__all__ = ["write_workbook"]

_NAME_CHARACTERS = 31
_UNFIT = re.compile(r"[\[\]:*?/\\]")
_DATE = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_NO_DATE = rb"\g<1>1980-01-01T00:00:00Z"
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def write_workbook(tables: Mapping[str, pd.DataFrame], path: Path) -> Path:
    """Write tables as one XLSX file, a sheet each, whole or not at all, and return the path.

    Parameters
    ----------
    tables
        Any tables by name; a name longer than 31 characters is cut, as spreadsheets cut it.
    path
        A file name ending in ``.xlsx``; its folder must exist.

    Returns
    -------
    pathlib.Path
        The path. Floats are rounded and formulas made harmless as in CSV; no date is in the file.

    Examples
    --------
    >>> import tempfile
    >>> path = write_workbook({"sizes": pd.DataFrame({"x": ["=1+1", "甲"]})}, Path(tempfile.mkdtemp()) / "x.xlsx")
    >>> pd.read_excel(path, sheet_name="sizes")["x"].tolist()
    ["'=1+1", '甲']
    """
    buffer = io.BytesIO()
    with pd.ExcelWriter(buffer, engine="openpyxl") as writer:
        for name, table in _name_sheets(tables).items():
            neutralise_table(round_table(table)).to_excel(writer, sheet_name=name, index=False, freeze_panes=(1, 0))
    return write_whole(path, _settle(buffer.getvalue()))


def _name_sheets(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    sheets: dict[str, pd.DataFrame] = {}
    for name, table in tables.items():
        plain = _UNFIT.sub("_", name)[:_NAME_CHARACTERS]
        number = 2
        while plain.lower() in {known.lower() for known in sheets}:
            plain = f"{name[: _NAME_CHARACTERS - 3]}~{number}"
            number += 1
        sheets[plain] = table
    return sheets


def _settle(written: bytes) -> bytes:
    """Return the same archive without the time at which it was written."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(written)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = _DATE.sub(_NO_DATE, content)
            new.writestr(zipfile.ZipInfo(name, _ZIP_DATE), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
