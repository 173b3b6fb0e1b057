"""The table of what could not be said."""

from analysis.tables.contract import Column, Table

WITHHELD = Table(
    "withheld",
    "One row a table that the corpus is too small, too silent or too large to support in full.",
    ("table",),
    (
        Column("table", "str", "the table that was not made, or not in full"),
        Column("reason", "str", "why, in a sentence"),
    ),
)

TABLES = (WITHHELD,)
