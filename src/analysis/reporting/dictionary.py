"""What every column of a run's tables means, from the contracts of the tables and the words of the report."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from analysis.tables import Column, list_tables

__all__ = ["describe_columns"]


def describe_columns(shown: Mapping[str, pd.DataFrame], *, word: Callable[[str], str]) -> pd.DataFrame:
    """Return the data dictionary of a run: one row a column of each table that it hands on.

    Parameters
    ----------
    shown
        The tables by the name of their file.
    word
        Gives the heading of a column in the reader's language.

    Returns
    -------
    pandas.DataFrame
        table, column, heading, type, meaning, values (the listed values it may take), n_rows, n_missing. The meaning comes from
        the declared table that shares most columns with this one; it is missing where no declared table has the column.

    Examples
    --------
    >>> table = pd.DataFrame({"doc_id": ["d"], "province": pd.Series([None], dtype="str")})
    >>> told = describe_columns({"papers": table}, word=str.upper)
    >>> told[["table", "column", "heading", "n_missing"]].values.tolist()
    [['papers', 'doc_id', 'DOC_ID', 0], ['papers', 'province', 'PROVINCE', 1]]
    """
    rows = []
    for name, table in shown.items():
        declared = _find_columns([str(column) for column in table.columns])
        for column in map(str, table.columns):
            known = declared.get(column)
            rows.append(
                {
                    "table": name,
                    "column": column,
                    "heading": word(column),
                    "type": known.dtype if known else str(table[column].dtype),
                    "meaning": known.about if known else None,
                    "values": " | ".join(known.vocabulary) if known and known.vocabulary else None,
                    "n_rows": len(table),
                    "n_missing": int(table[column].isna().sum()),
                }
            )
    columns = ["table", "column", "heading", "type", "meaning", "values", "n_rows", "n_missing"]
    text = dict.fromkeys(("table", "column", "heading", "type", "meaning", "values"), "str")
    return pd.DataFrame(rows, columns=columns).astype({**text, "n_rows": "int64", "n_missing": "int64"})


def _find_columns(names: list[str]) -> dict[str, Column]:
    """Return the declarations of columns: those of the nearest table first."""
    near = sorted(list_tables(), key=lambda table: -len(set(table.names) & set(names)))
    found: dict[str, Column] = {}
    for table in near:
        for column in table.columns:
            if column.name in names:
                found.setdefault(column.name, column)
    return found
