"""TF-IDF: how characteristic a term is of a unit, by a named scheme."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import WithheldError, suggest_name
from analysis.tables import make_table

__all__ = ["DOCUMENT_PARTS", "NORMS", "TERM_PARTS", "Spread", "weigh_terms"]

_Numbers = NDArray[np.float64]

#: Term part by name: from the counts, and the total count of the unit each stands in.
TERM_PARTS: dict[str, Callable[[_Numbers, _Numbers], _Numbers]] = {
    "count": lambda n, _total: n,
    "share": lambda n, total: n / total,
    "log": lambda n, _total: 1 + np.log(n),
    "log10": lambda n, _total: 1 + np.log10(n),
    "binary": lambda n, _total: np.ones_like(n),
}

#: Document part by name: from the number of units a term stands in, and the number of all units.
DOCUMENT_PARTS: dict[str, Callable[[_Numbers, int], _Numbers]] = {
    "smooth": lambda df, n_units: np.log((1 + n_units) / (1 + df)) + 1,
    "plus_one": lambda df, n_units: np.log(n_units / df) + 1,
    "textbook": lambda df, n_units: np.log(n_units / df),
    "none": lambda df, _n_units: np.ones_like(df),
}

#: Normalisation by name: the length of a unit's row, by which it is divided.
NORMS: dict[str, Callable[[pd.Series, pd.Series], pd.Series]] = {
    "l2": lambda value, unit: (value**2).groupby(unit).transform("sum") ** 0.5,
    "l1": lambda value, unit: value.groupby(unit).transform("sum"),
    "none": lambda value, _unit: value * 0 + 1,
}

_UNITS = ("clause", "document", "group", "sentence")


class Spread(NamedTuple):
    """Over how many units of a whole corpus its terms are spread, where only a part of it is weighed.

    Attributes
    ----------
    n_with_term
        Units with the term, by term.
    n_units
        All units.
    """

    n_with_term: pd.Series
    n_units: int


def weigh_terms(
    terms: pd.DataFrame,
    *,
    unit: str = "clause",
    groups: Mapping[str, str] | None = None,
    term: str = "count",
    document: str = "smooth",
    norm: str = "l2",
    spread: Spread | None = None,
) -> pd.DataFrame:
    """Weigh the terms of units by TF-IDF.

    Answers: which words set this clause, document or province apart from the others?

    Parameters
    ----------
    terms
        The ``terms`` table.
    unit
        What a unit is: ``clause``, ``sentence`` (where the terms were counted by sentence), ``document`` or ``group``.
    groups
        For ``group`` only: from doc_id to the name of its group (province, year ...). A document mapped to None is left out.
    term
        Term part: ``count`` n, ``share`` n / sum of n, ``log`` 1 + ln n, ``log10`` 1 + log10 n, ``binary`` 1. The raw
        count is the default: clauses are short, so counts are small already.
    document
        Document part, N units, df of them with the term: ``smooth`` ln((1 + N) / (1 + df)) + 1, ``plus_one`` ln(N / df) + 1,
        ``textbook`` ln(N / df), ``none`` 1. Smooth is the default: with few units no term is weighted down to nothing.
    norm
        ``l2`` (the weights of a unit have length 1, so a product of two rows is their cosine), ``l1`` (they sum to 1),
        ``none``.
    spread
        Where ``terms`` are a part of a corpus: the spread of terms over the whole of it. Counted in ``terms`` where None.

    Returns
    -------
    pandas.DataFrame
        The ``weights`` table: unit_id, term, unit, n, tf, idf, tf_idf.

    Raises
    ------
    ValueError
        If a unit, part or norm has no such name, if groups are missing or given for another unit, or name no group for a
        document.
    WithheldError
        If there is no term to weigh.

    Notes
    -----
    w(t, u) = tf(t, u) · idf(t) / ‖tf · idf‖ over the terms of u.

    *Reading it*: 0.5 says that the term makes up a quarter of the unit's squared length: a word of this unit, rare in others.
    A high weight does not mean "important": a name that only one clause uses weighs much there. idf depends on the units: the
    same word has other weights by clause and by document.

    References
    ----------
    Manning, Raghavan & Schütze (2008), Introduction to Information Retrieval, section 6.4.3, fig. 6.15 (variants);
    scikit-learn user guide, "Tf-idf term weighting" (``smooth`` and ``plus_one``).

    Examples
    --------
    >>> rows = [("a", "x", 3), ("a", "z", 1), ("b", "x", 2), ("c", "x", 3), ("d", "x", 4), ("e", "x", 3), ("e", "y", 2)]
    >>> rows += [("f", "x", 3), ("f", "z", 2)]
    >>> terms = pd.DataFrame([dict(clause_id=unit, term=term, doc_id="d", n=n) for unit, term, n in rows])
    >>> weights = weigh_terms(make_table("terms", terms), document="plus_one")
    >>> weights.loc[weights["unit_id"] == "a", "tf_idf"].round(4).tolist()
    [0.8194, 0.5732]
    """
    for name, known in ((unit, _UNITS), (term, TERM_PARTS), (document, DOCUMENT_PARTS), (norm, NORMS)):
        if name not in known:
            raise ValueError(f"no unit, part or norm is called {name!r}; {suggest_name(name, known)}")
    if terms.empty:
        raise WithheldError(
            "the table terms has no row: there is nothing to weigh; count terms with fewer stop lists or masks"
        )
    counts = _count_units(terms, unit, groups)
    n = counts["n"].to_numpy(dtype="float64")
    by_unit = counts.groupby("unit_id")["n"]
    counts["unit"] = unit
    counts["tf"] = TERM_PARTS[term](n, by_unit.transform("sum").to_numpy(dtype="float64"))
    if spread is None:
        n_with_term, n_units = counts.groupby("term")["unit_id"].transform("size"), counts["unit_id"].nunique()
    else:
        n_with_term, n_units = counts["term"].map(spread.n_with_term), spread.n_units
    counts["idf"] = DOCUMENT_PARTS[document](n_with_term.to_numpy(dtype="float64"), n_units)
    value = counts["tf"] * counts["idf"]
    length = NORMS[norm](value, counts["unit_id"])
    counts["tf_idf"] = (value / length.where(length > 0, 1.0)).astype("float64")
    return make_table("weights", counts)


def _count_units(terms: pd.DataFrame, unit: str, groups: Mapping[str, str] | None) -> pd.DataFrame:
    """Return unit_id, term and n, added up over the clauses of each unit."""
    if (unit == "group") != (groups is not None):
        raise ValueError(f"groups are for unit='group' and needed there; got unit={unit!r}, groups={groups!r}")
    if unit in ("clause", "sentence"):
        return terms.rename(columns={"clause_id": "unit_id"})[["unit_id", "term", "n"]]
    owner = terms["doc_id"]
    if groups is not None:
        unknown = sorted(set(owner.unique()) - set(groups))
        if unknown:
            raise ValueError(f"groups name no group for the documents {unknown}; map them to None to leave them out")
        owner = owner.map(dict(groups))
    counts = terms.assign(unit_id=owner).dropna(subset=["unit_id"])
    return counts.groupby(["unit_id", "term"])["n"].sum().reset_index()
