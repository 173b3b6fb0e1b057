"""Tables as JupyterLab shows them: what a row is, how many there are, what is not stated."""

from __future__ import annotations

from functools import cache
from html import escape

import pandas as pd

from analysis.messages import say
from analysis.tables import describe_tables, list_tables

__all__ = ["use_rich_tables", "write_rich_table"]


def use_rich_tables(*, lang: str = "zh") -> None:
    """Have every table of the workbench say, where a notebook shows it, what it is and what is not stated in it.

    Other DataFrames look as always. Outside IPython nothing happens.

    Parameters
    ----------
    lang
        ``"zh"`` or ``"en"``.

    Examples
    --------
    >>> use_rich_tables(lang="en")
    """
    from IPython import get_ipython  # noqa: PLC0415 - half a second of import that only a notebook needs

    shell = get_ipython()
    if shell is not None:
        formatter = shell.display_formatter.formatters["text/html"]
        formatter.for_type(pd.DataFrame, lambda table: write_rich_table(table, lang=lang))


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
        Texts are escaped, and MathJax is told to leave them alone.

    Examples
    --------
    >>> from analysis.tables import empty_table
    >>> "One row a document" in write_rich_table(empty_table("documents"), lang="en")
    True
    """
    with pd.option_context("display.html.use_mathjax", False):
        html = str(table._repr_html_())  # type: ignore[operator]
    name = _names().get(tuple(table.columns))
    if name is None:
        return html
    facts = describe_tables({name: table}).iloc[0]
    size = say("explore.table_rows", lang=lang, n=f"{facts['rows']:,}")
    missing = say("explore.table_missing", lang=lang, columns=facts["not_stated"])
    words = f"{escape(facts['row'])} {escape(size)} {escape(missing)}"
    return f'<p class="tex2jax_ignore"><strong>{escape(name)}</strong> · {words}</p>{html}'


@cache
def _names() -> dict[tuple[str, ...], str]:
    return {tuple(column.name for column in table.columns): table.name for table in list_tables()}
