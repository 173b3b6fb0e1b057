"""What several figures ask of their table: that it holds one thing to draw."""

from __future__ import annotations

import pandas as pd

__all__ = ["require_one"]


def require_one(table: pd.DataFrame, columns: list[str], message: str) -> None:
    """Refuse a table that is empty or holds several of what a figure draws one of.

    Parameters
    ----------
    table
        The table.
    columns
        The columns that tell one from another.
    message
        What the figure draws, in words: what was found is added.

    Raises
    ------
    ValueError
        If the rows do not agree in these columns, or there are none.

    Examples
    --------
    >>> require_one(pd.DataFrame({"scope": ["s", "s"]}), ["scope"], "a figure draws one network")
    """
    kinds = table[columns].drop_duplicates()
    if len(kinds) != 1:
        found = [tuple(row) for row in kinds.to_numpy()] or "no rows"
        raise ValueError(f"{message}, the table has {found}")
