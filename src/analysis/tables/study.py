"""The table of what could not be said."""

from analysis.tables.contract import Column, Table

WITHHELD = Table(
    "withheld",
    "One row a table that the corpus is too small or too silent to support.",
    ("table",),
    (Column("table", "str", "the table that was not made"), Column("reason", "str", "why, in a sentence")),
)

TABLES = (WITHHELD,)
