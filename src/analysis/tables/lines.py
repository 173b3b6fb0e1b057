"""A table as the lines of a CSV file: the very bytes that pandas writes, each different cell made only once."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from math import isnan
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import compute

__all__ = ["join_lines"]

#: What a cell must hold for Python's writer to think of quotes; whether it then sets them differs between its versions.
_SPECIAL = re.compile(r'[",\r\n]')

#: Rows that are joined at a time, so that a long table is never in memory as text.
_ROWS = 50_000

_TEXT = pa.large_string()


def join_lines(frame: pd.DataFrame) -> Iterator[bytes] | None:
    """Return the lines of a table in pieces, the heading first, or None where a column is of no type that tables have.

    Parameters
    ----------
    frame
        A table.

    Returns
    -------
    iterator of bytes, or None

    Notes
    -----
    pandas makes an object of every cell, and Python's writer asks each whether it needs quotes. Tables name the same ids and
    words over and over, so here a column is its different cells, and which of them each row has.

    Examples
    --------
    >>> lines = join_lines(pd.DataFrame({"x": ["a,b", None], "y": [0.1, 1e-06]}))
    >>> b"".join(lines).decode().splitlines()
    ['x,y', '"a,b",0.1', ',1e-06']
    """
    if len(frame.columns) == 1 or not all(isinstance(name, str) for name in frame.columns):
        return None  # a cell that is alone in its row is quoted where it is empty
    columns = [_tell_cells(column) for _, column in frame.items()]
    told = [column for column in columns if column is not None]
    return _join(list(map(str, frame.columns)), told) if told and len(told) == len(columns) else None


def _join(names: list[str], columns: list[pa.Array]) -> Iterator[bytes]:
    yield ",".join(map(_quote, names)).encode() + b"\n"
    comma, end = pa.scalar(",", _TEXT), pa.scalar("\n", _TEXT)
    for batch in pa.table(columns, names=[str(place) for place in range(len(columns))]).to_batches(max_chunksize=_ROWS):
        cells = [column if column.type == _TEXT else column.dictionary_decode() for column in batch.columns]
        lines = compute.binary_join_element_wise(*cells, comma)
        whole = compute.binary_join(pa.LargeListArray.from_arrays([0, len(lines)], lines), end)
        yield whole[0].as_buffer().to_pybytes() + b"\n"


def _tell_cells(column: pd.Series) -> pa.Array | None:
    """Return the cells of a column as texts, empty where a value is missing, or None for another type."""
    kind = str(column.dtype)
    if kind == "str":
        codes, texts = pd.factorize(column)
        return _repeat([_quote(text) for text in texts.tolist()], codes)
    if kind == "float64":
        codes, bits = pd.factorize(column.to_numpy().view("int64"))  # by their bits: 0.0 equals -0.0
        return _repeat(["" if isnan(value) else repr(value) for value in bits.view("float64").tolist()], codes)
    if kind in {"int64", "Int64"}:
        return compute.fill_null(compute.cast(pa.array(column), _TEXT), "")
    if kind in {"bool", "boolean"}:
        return _repeat(["False", "True"], column.astype("Int8").fillna(-1).to_numpy(np.int64))
    return None


def _repeat(texts: list[str], codes: NDArray[np.integer[Any]]) -> pa.Array:
    """Return the text of each code; -1 is missing."""
    places = np.where(codes < 0, len(texts), codes)
    return pa.DictionaryArray.from_arrays(pa.array(places), pa.array([*texts, ""], _TEXT))


def _quote(cell: str) -> str:
    """Return a cell as Python's writer writes it between others."""
    if not _SPECIAL.search(cell):
        return cell
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow((cell, ""))
    return line.getvalue()[:-2]
