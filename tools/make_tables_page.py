"""Write docs/tables.md, the reference of every table, from the declarations in analysis.tables.

::

    .venv/bin/python tools/make_tables_page.py
"""

from __future__ import annotations

from pathlib import Path

from analysis.tables import Column, Table, list_tables

ROOT = Path(__file__).resolve().parents[1]

HEADER = """\
# Tables

Made by `tools/make_tables_page.py` from the declarations in `src/analysis/tables`; a test holds that it is current.

A missing value always means *not stated* or *not applicable*, never zero. Spans are half-open, counted in characters from 0.
Rows are sorted by the key unless another order is named. Types are those of pandas: `str`, `int64`, `float64`, `bool`, and
`Int64` and `boolean` where whole numbers or yes/no may be missing.
"""


def main() -> int:
    """Write the page."""
    (ROOT / "docs" / "tables.md").write_text(make_page(), encoding="utf-8", newline="\n")
    return 0


def make_page() -> str:
    """Return the text of the page."""
    return HEADER + "".join(_tell_table(table) for table in list_tables())


def _tell_table(table: Table) -> str:
    lines = [f"\n## {table.name}\n", table.about, "", f"Key: {_name_all(table.key)}."]
    if table.order and table.order != table.key:
        lines[-1] += f" Order: {_name_all(table.order)}."
    lines[-1] += f" Version {table.version}."
    lines += ["", "| column | type | meaning |", "|---|---|---|"]
    lines += [f"| {column.name} | {_tell_type(column)} | {_tell_meaning(column)} |" for column in table.columns]
    return "\n".join(lines) + "\n"


def _name_all(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _tell_type(column: Column) -> str:
    return column.dtype + (", may be missing" if column.nullable else "")


def _tell_meaning(column: Column) -> str:
    parts = [column.about.replace("|", r"\|")]
    if column.vocabulary:
        parts.append("one of " + _name_all(column.vocabulary))
    if column.low is not None or column.high is not None:
        low = "" if column.low is None else f"{column.low:g} ≤ "
        high = "" if column.high is None else f" ≤ {column.high:g}"
        parts.append(f"{low}value{high}")
    return "; ".join(parts)


if __name__ == "__main__":
    raise SystemExit(main())
