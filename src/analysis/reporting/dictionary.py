"""What every column of a run's tables means, in the language of the report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pandas as pd

from analysis.messages import list_messages, say
from analysis.tables import Column, list_tables

__all__ = ["describe_columns"]

#: Stands for the columns of a table that are named after documents or provinces.
_OTHER = "other"


def describe_columns(
    shown: Mapping[str, pd.DataFrame], *, room: str, lang: str, word: Callable[[str], str]
) -> pd.DataFrame:
    """Return the data dictionary of a run: one row a column of each table that it hands on.

    Parameters
    ----------
    shown
        The tables by the name of their file.
    room
        The report's file in the message catalogue: in two reports a table of one name may hold two things.
    lang
        ``"zh"`` or ``"en"``.
    word
        Gives the heading of a column in the reader's language.

    Returns
    -------
    pandas.DataFrame
        table, column, heading, type, meaning, values (the listed values it may take), n_rows, n_missing. The meaning is that
        of ``columns`` in the catalogue, else that of the declared table which has all columns of this one; it is missing
        where neither knows the column, never guessed.

    Examples
    --------
    >>> table = pd.DataFrame({"doc_id": ["d"], "province": pd.Series([None], dtype="str")})
    >>> told = describe_columns({"papers": table}, room="corpus", lang="en", word=str.upper)
    >>> told[["table", "column", "heading", "n_missing"]].values.tolist()
    [['papers', 'doc_id', 'DOC_ID', 0], ['papers', 'province', 'PROVINCE', 1]]
    >>> told["meaning"].iloc[0]
    'id of the document in the catalogue, ASCII'
    """
    rows = []
    for name, table in shown.items():
        declared = _find_declared(table)
        for column in map(str, table.columns):
            known = declared.get(column)
            rows.append(
                {
                    "table": name,
                    "column": column,
                    "heading": word(column),
                    "type": str(table[column].dtype),
                    "meaning": _find_meaning(room, name, column, lang) or (known.about if known else None),
                    "values": " | ".join(known.vocabulary) if known and known.vocabulary else None,
                    "n_rows": len(table),
                    "n_missing": int(table[column].isna().sum()),
                }
            )
    columns = ["table", "column", "heading", "type", "meaning", "values", "n_rows", "n_missing"]
    text = dict.fromkeys(("table", "column", "heading", "type", "meaning", "values"), "str")
    return pd.DataFrame(rows, columns=columns).astype({**text, "n_rows": "int64", "n_missing": "int64"})


def _find_meaning(room: str, table: str, column: str, lang: str) -> str | None:
    keys = (f"{room}__{table}__{column}", f"{table}__{column}", column, f"{table}__{_OTHER}")
    known = (f"columns.{key}" for key in keys if f"columns.{key}" in list_messages())
    return next((say(key, lang=lang) for key in known), None)


def _find_declared(table: pd.DataFrame) -> dict[str, Column]:
    """Return the columns of the declared table that has all of these and whose listed values hold here; the narrowest."""
    names = set(map(str, table.columns))
    fitting = [declared for declared in list_tables() if names <= set(declared.names)]
    for declared in sorted(fitting, key=lambda declared: (len(declared.names), declared.name)):
        columns = {column.name: column for column in declared.columns if column.name in names}
        if all(_allows(column, values) for column, values in _pair(columns, table)):
            return columns
    return {}


def _pair(columns: Mapping[str, Column], table: pd.DataFrame) -> Iterator[tuple[Column, pd.Series]]:
    return ((column, table[name]) for name, column in columns.items())


def _allows(column: Column, values: pd.Series) -> bool:
    return not column.vocabulary or bool(values.dropna().isin(column.vocabulary).all())
