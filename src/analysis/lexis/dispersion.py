"""Dispersion: whether a word is used throughout a text, or in one place only."""

from __future__ import annotations

import pandas as pd

from analysis.errors import WithheldError, suggest_name
from analysis.tables import make_table

__all__ = ["measure_dispersion"]

_UNITS = ("clause", "document")


def measure_dispersion(terms: pd.DataFrame, *, unit: str = "clause") -> pd.DataFrame:
    """Measure how evenly each term is spread over clauses or documents.

    Answers: is this a word of the whole text, or of one paragraph?

    Parameters
    ----------
    terms
        The ``terms`` table.
    unit
        ``clause`` or ``document``.

    Returns
    -------
    pandas.DataFrame
        The ``dispersion`` table, a row a term: n, n_units, dp, dp_norm.

    Raises
    ------
    ValueError
        If the unit has no such name.
    WithheldError
        If there is no term.

    Notes
    -----
    DP = ½ Σ |v(u) - s(u)| over all units u, with s(u) the part of all words that stand in u and v(u) the part of the term's
    occurrences that do. dp_norm divides by the largest value there can be, 1 - min s.

    *Reading it*: 0 where the term is spread exactly as the units are long; near 1 where it stands in one short unit. With few
    occurrences DP is high by necessity: a term that occurs once has DP = 1 - s(u). Compare terms of like counts.

    References
    ----------
    Gries (2008), Int. J. of Corpus Linguistics 13(4), 403-437, section 3.1; Lijffijt & Gries (2012), same journal 17(1),
    147-149 (the normalisation).

    Examples
    --------
    >>> sizes, counts = (9, 10, 10, 10, 11), (1, 2, 3, 4, 5)
    >>> rows = [(f"d/{unit}", "甲", n) for unit, n in enumerate(counts)]
    >>> rows += [(f"d/{unit}", "乙", size - n) for unit, (size, n) in enumerate(zip(sizes, counts))]
    >>> terms = pd.DataFrame(rows, columns=["clause_id", "term", "n"]).assign(doc_id="d")
    >>> measure_dispersion(terms).set_index("term").loc["甲", ["dp", "dp_norm"]].round(3).tolist()
    [0.18, 0.22]
    """
    if unit not in _UNITS:
        raise ValueError(f"no unit of dispersion is called {unit!r}; {suggest_name(unit, _UNITS)}")
    if terms.empty:
        raise WithheldError("the table terms has no row: there is nothing to measure")
    owner = "clause_id" if unit == "clause" else "doc_id"
    counts = terms.groupby([owner, "term"], as_index=False)["n"].sum()
    part = counts.groupby(owner)["n"].sum() / counts["n"].sum()
    counts["expected"] = counts[owner].map(part)
    counts["share"] = counts["n"] / counts.groupby("term")["n"].transform("sum")
    counts["gap"] = (counts["share"] - counts["expected"]).abs()
    by_term = counts.groupby("term").agg(
        n=("n", "sum"), n_units=(owner, "nunique"), gap=("gap", "sum"), seen=("expected", "sum")
    )
    # Units without the term differ by their whole part.
    dp = ((by_term["gap"] + (1 - by_term["seen"]).clip(lower=0)) / 2).round(9).clip(0, 1)
    most = 1 - float(part.min())
    found = by_term[["n", "n_units"]].assign(dp=dp, dp_norm=(dp / most if most > 0 else dp).clip(0, 1))
    return make_table("dispersion", found.reset_index())
