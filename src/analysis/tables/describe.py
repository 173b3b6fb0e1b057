"""What each table is, how many rows it has, and what is not stated in it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis.tables.contract import get_table

__all__ = ["describe_tables"]


def describe_tables(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return one row a table: what it holds and what it lacks.

    Parameters
    ----------
    tables
        Tables by the name of their contract.

    Returns
    -------
    pandas.DataFrame
        ``table``, ``row`` (what one row is), ``rows``, and ``not_stated``: the columns in which values are missing, each with
        their number. A missing value is not stated or does not apply; it is never zero.

    Examples
    --------
    >>> from analysis.tables import make_table
    >>> rows = [dict(doc_id="d", table="targets", status="not stated", n=None, note="")]
    >>> described = describe_tables({"coverage": make_table("coverage", rows)})
    >>> described[["table", "rows", "not_stated"]].values.tolist()
    [['coverage', 1, 'n: 1']]
    """
    rows = []
    for name, table in tables.items():
        missing = {column: int(n) for column, n in table.isna().sum().items() if n}
        told = ", ".join(f"{column}: {n}" for column, n in missing.items())
        rows.append({"table": name, "row": get_table(name).about, "rows": len(table), "not_stated": told or "—"})
    return pd.DataFrame(rows, columns=["table", "row", "rows", "not_stated"])
