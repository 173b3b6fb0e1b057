"""A table written to Parquet as a stream: its rows come block by block, its row groups are of one size whatever the blocks."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from analysis.tables import empty_table

__all__ = ["GROUP_ROWS", "write_stream"]

#: Rows of a row group: what is in memory at a time, and what a reader of a few documents must pass over.
GROUP_ROWS = 50_000
#: Rows with whole texts are larger.
_OWN_ROWS = {"documents": 1_000}


def write_stream(name: str, parts: Iterable[Path | pd.DataFrame], path: Path) -> int:
    """Write a table from its parts, in their order, and return the number of rows.

    Parameters
    ----------
    name
        The table.
    parts
        Files of Parquet, or frames; sorted in themselves and among each other.
    path
        The file to be.

    Returns
    -------
    int
    """
    schema = pa.Table.from_pandas(empty_table(name), preserve_index=False).schema
    size = _OWN_ROWS.get(name, GROUP_ROWS)
    held: list[pa.Table] = []
    n_held = n_rows = 0
    with parquet.ParquetWriter(path, schema) as writer:
        for part in parts:
            rows = _read_part(part, schema)
            n_rows += len(rows)
            while n_held + len(rows) >= size:
                _write_group(writer, [*held, rows.slice(0, size - n_held)])
                rows = rows.slice(size - n_held)
                held, n_held = [], 0
            if len(rows):
                held.append(rows)
                n_held += len(rows)
        if held:
            _write_group(writer, held)
    return n_rows


def _read_part(part: Path | pd.DataFrame, schema: pa.Schema) -> pa.Table:
    if isinstance(part, pd.DataFrame):
        table = pa.Table.from_pandas(part, preserve_index=False)
    else:
        table = parquet.read_table(part, use_threads=False)
    return table.select(schema.names).cast(schema)


def _write_group(writer: parquet.ParquetWriter, tables: list[pa.Table]) -> None:
    """Write one row group; its rows are laid side by side first, so that the bytes do not tell where the blocks ended."""
    writer.write_table(pa.concat_tables(tables).combine_chunks(), row_group_size=sum(map(len, tables)))
