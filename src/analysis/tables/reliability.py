"""Tables of agreement; declared with the measures that make them."""

from analysis.tables.contract import Table

TABLES: tuple[Table, ...] = ()
