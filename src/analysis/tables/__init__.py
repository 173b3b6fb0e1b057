"""The contract of every table: columns, types, keys, vocabularies, ranges - and the checks that hold them.

A stage makes its result with :func:`make_table`, which builds, orders and checks it; a loader checks what it read with
:func:`check_table`. Every problem is reported at once. docs/tables.md is made from the same declarations.
"""

from analysis.tables.contract import (
    Column,
    Table,
    check_table,
    empty_table,
    get_table,
    list_tables,
    make_table,
    round_table,
)
from analysis.tables.corrections import apply_corrections, read_corrections
from analysis.tables.describe import describe_tables
from analysis.tables.storage import neutralise_table, read_table, write_csv, write_table
from analysis.tables.workbook import write_workbook

__all__ = [
    "Column",
    "Table",
    "apply_corrections",
    "check_table",
    "describe_tables",
    "empty_table",
    "get_table",
    "list_tables",
    "make_table",
    "neutralise_table",
    "read_corrections",
    "read_table",
    "round_table",
    "write_csv",
    "write_table",
    "write_workbook",
]
