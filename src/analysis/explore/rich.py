"""Tables as JupyterLab shows them: what a row is, how many there are, what is not stated."""

from __future__ import annotations

from functools import cache
from html import escape
from typing import Any

import pandas as pd
from pandas.api.types import is_bool_dtype, is_numeric_dtype

from analysis.errors import DataError
from analysis.messages import default_language, say
from analysis.tables import check_table, describe_tables, list_tables

__all__ = ["use_rich_tables", "write_rich_table"]


#: Rows that a notebook shows of a table: half of them its first, half its last.
_ROWS = 10

#: Characters that a cell shows.
_WIDTH = 40


def use_rich_tables(*, lang: str | None = None, shell: Any = None) -> None:
    """Have a study and every table of the workbench say, where a notebook shows it, what it is and what is not stated in it.

    Other DataFrames look as always. Outside IPython nothing happens. ``zhengce lab`` calls it for every notebook.

    Parameters
    ----------
    lang
        ``"zh"`` or ``"en"``; that of ``zhengce lab`` where None.
    shell
        The session of IPython; the running one where None.

    Examples
    --------
    >>> use_rich_tables(lang="en")
    """
    from IPython import get_ipython  # noqa: PLC0415 - half a second of import that only a notebook needs

    shell = shell or get_ipython()
    lang = lang or default_language()
    if shell is not None:
        formatter = shell.display_formatter.formatters["text/html"]
        formatter.for_type(pd.DataFrame, lambda table: write_rich_table(table, lang=lang))
        formatter.for_type_by_name("analysis.study.bundle", "Study", lambda study: _write_study(study, lang))


def write_rich_table(table: pd.DataFrame, *, lang: str = "zh") -> str:
    """Return a table as HTML; one that keeps a contract with its name, meaning and missing values above it.

    Parameters
    ----------
    table
        Any table.
    lang
        ``"zh"`` or ``"en"``.

    Returns
    -------
    str
        Texts are escaped, and MathJax is told to leave them alone. A missing value is a dash.

    Examples
    --------
    >>> from analysis.tables import empty_table
    >>> "One row a document" in write_rich_table(empty_table("documents"), lang="en")
    True
    """
    name = _find_name(table)
    if name is None:
        with pd.option_context("display.html.use_mathjax", False):
            return str(table._repr_html_())  # type: ignore[operator]
    missing = describe_tables({name: table}).iloc[0]["not_stated"]
    words = [
        say(f"tables.{name}", lang=lang),
        say("explore.table_rows", lang=lang, n=f"{len(table):,}"),
        say("explore.table_missing", lang=lang, columns=missing)
        if missing != "—"
        else say("explore.table_whole", lang=lang),
    ]
    more = say("explore.table_shown", lang=lang, n=_ROWS) if len(table) > _ROWS else ""
    return (
        '<div class="tex2jax_ignore mathjax_ignore">'
        f"<p><strong>{escape(name)}</strong> · {escape(' '.join([*words, more]).strip())}</p>{_write_rows(table)}</div>"
    )


def _write_rows(table: pd.DataFrame) -> str:
    shown = table if len(table) <= _ROWS else pd.concat([table.head(_ROWS // 2), table.tail(_ROWS // 2)])
    sides = [
        "right" if is_numeric_dtype(kind) and not is_bool_dtype(kind) else "left" for kind in table.dtypes.tolist()
    ]
    heads = "".join(
        f'<th style="text-align:{side}">{escape(str(column))}</th>'
        for column, side in zip(table.columns, sides, strict=True)
    )
    rows = "".join(_write_row(row, sides) for row in shown.itertuples(index=False, name=None))
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _write_row(row: tuple[object, ...], sides: list[str]) -> str:
    cells = (
        f'<td style="text-align:{side};white-space:nowrap">{_write_cell(value)}</td>'
        for value, side in zip(row, sides, strict=True)
    )
    return f"<tr>{''.join(cells)}</tr>"


def _write_cell(value: object) -> str:
    if value is None or value is pd.NA or value != value:  # noqa: PLR0124 - only a missing number differs from itself
        return "—"
    text = f"{value:.6g}" if isinstance(value, float) else " ".join(str(value).split())
    return escape(text if len(text) <= _WIDTH else f"{text[:_WIDTH]}…")


def _write_study(study: Any, lang: str) -> str:
    from analysis.study.show import write_study  # noqa: PLC0415 - whoever has a study has imported it

    return write_study(study, lang=lang)


def _find_name(table: pd.DataFrame) -> str | None:
    """Return the contract that a table keeps; where two have the same columns, the first whose rules it keeps."""
    names = _names().get(tuple(table.columns), [])
    if len(names) <= 1:
        return next(iter(names), None)
    return next((name for name in names if _keeps(name, table)), names[0])


def _keeps(name: str, table: pd.DataFrame) -> bool:
    try:
        check_table(name, table)
    except DataError:
        return False
    return True


@cache
def _names() -> dict[tuple[str, ...], list[str]]:
    names: dict[tuple[str, ...], list[str]] = {}
    for table in list_tables():
        names.setdefault(tuple(column.name for column in table.columns), []).append(table.name)
    return names
