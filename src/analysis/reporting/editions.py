"""Two versions of one text in a report: how many clauses were kept, moved, reworded, split, merged, added, dropped."""

from __future__ import annotations

import pandas as pd

__all__ = ["count_changes"]

_CHANGES = ("kept", "moved", "reworded", "split", "merged", "added", "dropped")


def count_changes(versions: pd.DataFrame) -> pd.DataFrame:
    """Return how many clauses were kept, moved, reworded and so on, and in how many numbers or agencies changed.

    Parameters
    ----------
    versions
        The ``versions`` table.

    Returns
    -------
    pandas.DataFrame
        Columns doc_old, doc_new, change and n; besides the kinds of change, ``numbers`` and ``agencies``.

    Examples
    --------
    >>> row = {"doc_old": "d", "doc_new": "f", "change": "kept", "clause_new": "f/1", "clause_old": "d/1"}
    >>> blank = dict.fromkeys(["numbers_out", "numbers_in", "agencies_out", "agencies_in"])
    >>> counts = count_changes(pd.DataFrame([row | blank]))
    >>> counts[counts["n"] > 0].values.tolist()
    [['d', 'f', 'kept', 1]]
    """
    rows = []
    for (old, new), told in versions.groupby(["doc_old", "doc_new"]):
        counts = {change: _count_clauses(told[told["change"] == change], change) for change in _CHANGES}
        for name in ("numbers", "agencies"):
            counts[name] = int((told[f"{name}_out"].notna() | told[f"{name}_in"].notna()).sum())
        rows += [{"doc_old": old, "doc_new": new, "change": change, "n": n} for change, n in counts.items()]
    return pd.DataFrame(rows, columns=["doc_old", "doc_new", "change", "n"])


def _count_clauses(rows: pd.DataFrame, change: str) -> int:
    """Count a clause that was split, or that others were merged into, once."""
    return int(rows["clause_old" if change in {"split", "dropped"} else "clause_new"].nunique())
