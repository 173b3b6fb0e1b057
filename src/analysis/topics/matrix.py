"""The matrix that a topic model reads: units by terms, without what cannot carry a topic."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

from analysis.errors import WithheldError

__all__ = ["TermMatrix", "build_matrix", "count_profiles", "count_room", "require_topics"]


#: A term of so few units is never too common, whatever its share.
_NEVER_TOO_MANY = 10


class TermMatrix(NamedTuple):
    """Weights of units by terms.

    Attributes
    ----------
    units
        Ids of the rows, sorted.
    terms
        Terms of the columns, sorted.
    weights
        TF-IDF weights, one row a unit.
    counts
        Occurrences, the same shape.
    unit
        What a unit is: clause, document ...
    """

    units: Sequence[str]
    terms: Sequence[str]
    weights: sparse.csr_matrix
    counts: sparse.csr_matrix
    unit: str


def build_matrix(
    weights: pd.DataFrame, *, min_units: int = 2, max_share: float = 0.3, min_terms: int = 3
) -> TermMatrix:
    """Return the matrix of a ``weights`` table.

    Parameters
    ----------
    weights
        The ``weights`` table of one kind of unit.
    min_units
        Units a term must stand in. 2 by default: a term of one unit co-occurs with nothing elsewhere and can only
        describe that unit.
    max_share
        Largest part of the units a term may stand in, 0-1, once that is more than ten units: a term of every third clause
        (人工智能 in plans on artificial intelligence) describes none of them, and fills the head of every topic.
    min_terms
        Distinct terms, after that, a unit must have. 3 by default: bare headings are no evidence of a mixture of topics.

    Returns
    -------
    TermMatrix

    Raises
    ------
    ValueError
        If the table mixes kinds of units.
    WithheldError
        If no unit or no term is left.
    """
    kinds = sorted(weights["unit"].unique())
    if len(kinds) > 1:
        raise ValueError(f"weights of one kind of unit are needed, the table has {kinds}")
    n_units = weights.groupby("term")["unit_id"].transform("size")
    most = max(max_share * weights["unit_id"].nunique(), _NEVER_TOO_MANY)
    kept = weights[(n_units >= min_units) & (n_units <= most)]
    kept = kept[kept.groupby("unit_id")["term"].transform("size") >= min_terms]
    if kept.empty:
        raise WithheldError(
            f"the vocabulary is empty: of {weights['term'].nunique()} terms in {weights['unit_id'].nunique()} units none"
            f" stands in {min_units} to {most:.0f} units that have {min_terms} such terms; add texts, use fewer stop"
            " lists, or lower min_units and min_terms"
        )
    unit_codes, units = pd.factorize(kept["unit_id"], sort=True)
    term_codes, terms = pd.factorize(kept["term"], sort=True)
    shape = (len(units), len(terms))
    values = kept["tf_idf"].to_numpy("float64")
    return TermMatrix(
        [str(unit) for unit in units],
        [str(term) for term in terms],
        sparse.csr_matrix((values, (unit_codes, term_codes)), shape=shape),
        sparse.csr_matrix((kept["n"].to_numpy("float64"), (unit_codes, term_codes)), shape=shape),
        kinds[0],
    )


def count_profiles(matrix: TermMatrix) -> int:
    """Return how many different units a matrix has: more topics than that cannot be told apart.

    Parameters
    ----------
    matrix
        The matrix.

    Returns
    -------
    int
    """
    rounded = matrix.weights.copy()
    rounded.data = rounded.data.round(9)
    profiles = {
        (rounded.indices[start:end].tobytes(), rounded.data[start:end].tobytes())
        for start, end in pairwise(rounded.indptr)
    }
    return len(profiles)


def count_room(weights: pd.DataFrame, *, min_units: int = 2, max_share: float = 0.3, min_terms: int = 3) -> int:
    """Count the topics that a corpus can hold at most.

    Answers: may this many topics be asked for at all?

    Parameters
    ----------
    weights
        The ``weights`` table of one kind of unit.
    min_units, max_share, min_terms
        As in ``fit_topics``.

    Returns
    -------
    int
        The number of different units, or of terms if that is smaller; 0 where no vocabulary is left, or all units are alike.

    Examples
    --------
    >>> rows = [(u, t) for u in "abc" for t in ("算力", "数据", "芯片", "模型") if (u, t) != ("a", "算力")]
    >>> weights = pd.DataFrame(rows, columns=["unit_id", "term"]).assign(unit="clause", n=1, tf_idf=0.5)
    >>> count_room(weights)
    2
    """
    try:
        matrix = build_matrix(weights, min_units=min_units, max_share=max_share, min_terms=min_terms)
    except WithheldError:
        return 0
    room = min(count_profiles(matrix), len(matrix.terms))
    return room if room > 1 else 0


def require_topics(matrix: TermMatrix, n_topics: int) -> None:
    """Raise unless the matrix can hold so many topics.

    Parameters
    ----------
    matrix
        The matrix.
    n_topics
        Topics asked for.

    Raises
    ------
    ValueError
        If ``n_topics`` is no whole number above 0.
    WithheldError
        If there are fewer different units, or fewer terms, than topics.
    """
    if isinstance(n_topics, bool) or not isinstance(n_topics, int | np.integer) or n_topics < 1:
        raise ValueError(f"n_topics must be a whole number of at least 1, got {n_topics!r}")
    n_units, n_profiles = len(matrix.units), count_profiles(matrix)
    alike = "" if n_profiles == n_units else f", of which {n_profiles} differ,"
    if min(n_profiles, len(matrix.terms)) < max(n_topics, 2):
        plural = "s" if n_units > 1 else ""
        raise WithheldError(
            f"{n_topics} topic{'s' if n_topics > 1 else ''} cannot be told from {n_units} {matrix.unit}{plural}{alike} with"
            f" {len(matrix.terms)} terms; ask for fewer topics, or use smaller units (clauses) or more texts"
        )
