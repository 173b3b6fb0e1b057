"""How alike units of text are by their weighted words, and which words make them so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from analysis.errors import WithheldError, suggest_name
from analysis.tables import empty_table, make_table

__all__ = ["UnitMatrix", "compare_units", "explain_pairs", "make_unit_matrix"]

#: Decimals kept in a table: the parts of a pair still sum to its cosine within 1e-9, and no machine's last bits survive.
_DECIMALS = 12

#: Fewer where eigenvectors are at work, whose last digits differ between machines.
_LATENT_DECIMALS = 6

_TINY = 1e-9

_METHODS = ("cosine", "lsi")

#: Units that latent dimensions are learned from; with fewer they repeat the units themselves.
_LSI_UNITS = 30


def compare_units(weights: pd.DataFrame, *, method: str = "cosine", n_dims: int = 50) -> pd.DataFrame:
    r"""Return how alike every two units are.

    Answers: which documents, clauses or provinces speak of the same things in the same words?

    Parameters
    ----------
    weights
        The ``weights`` table of one kind of unit: documents, clauses, or groups such as provinces.
    method
        ``"cosine"``: the cosine of the TF-IDF vectors. ``"lsi"``: their cosine in the space of the largest singular
        vectors, where words that keep the same company count as alike.
    n_dims
        Dimensions of that space, at most one fewer than there are units. Unused by ``"cosine"``.

    Returns
    -------
    pandas.DataFrame
        The ``pairs`` table: ``unit_a`` sorts before ``unit_b``, ``value`` lies in 0-1 (``"lsi"``: -1 to 1); interval and null
        are missing until they are estimated. Without rows where there are fewer than two units.

    Raises
    ------
    ValueError
        If the method is unknown, or if the weights mix kinds of unit (a document beside a province).
    WithheldError
        If latent dimensions are asked of fewer than 30 units.

    Notes
    -----
    .. math:: \cos(a, b) = \frac{\sum_t w_{at} w_{bt}}{\sqrt{\sum_t w_{at}^2} \sqrt{\sum_t w_{bt}^2}}

    *Reading it*: 0 means no word in common, 1 the same words in the same proportions. 0.8 between two plans of one field is
    much, 0.8 between two printings of one plan is little: a value is read against other pairs of like kind and length.

    *A misreading*: likeness is not copying. Two provinces that carry out one central opinion are alike without having read
    each other; see ``find_passages`` for the wording itself.

    References
    ----------
    Manning, Raghavan, Schütze (2008), *Introduction to Information Retrieval*, section 6.3.1, equation 6.10.
    Deerwester et al. (1990), "Indexing by latent semantic analysis", *Journal of the American Society for Information
    Science* 41(6).

    Examples
    --------
    >>> rows = [("a", "算力", 3.0), ("a", "数据", 4.0), ("b", "算力", 1.0), ("c", "农业", 2.0)]
    >>> weights = pd.DataFrame(rows, columns=["unit_id", "term", "tf_idf"]).assign(unit="document")
    >>> compare_units(weights)[["unit_a", "unit_b", "value"]].values.tolist()
    [['a', 'b', 0.6], ['a', 'c', 0.0], ['b', 'c', 0.0]]
    """
    if method not in _METHODS:
        raise ValueError(f"no method is called {method!r}; {suggest_name(method, _METHODS)}")
    matrix = make_unit_matrix(weights)
    if len(matrix.units) < 2:  # noqa: PLR2004 - a pair
        return empty_table("pairs")
    values = (matrix.rows @ matrix.rows.T).toarray() if method == "cosine" else _latent_cosines(matrix, n_dims)
    first, second = np.triu_indices(len(matrix.units), k=1)
    pairs = {
        "unit_a": matrix.units[first],
        "unit_b": matrix.units[second],
        "method": method,
        "unit": matrix.unit,
        "value": np.clip(values[first, second].round(_DECIMALS), 0.0 if method == "cosine" else -1.0, 1.0),
    }
    return make_table("pairs", pd.DataFrame(pairs))


def explain_pairs(weights: pd.DataFrame, *, pairs: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return which shared terms make every two units alike, and by how much each.

    Answers: what do these two have in common?

    Parameters
    ----------
    weights
        The ``weights`` table of one kind of unit, the same that ``compare_units`` was given.
    pairs
        The pairs to explain, by their columns ``unit_a`` and ``unit_b``; every pair where None. A thousand documents have
        half a million pairs with hundreds of shared terms each: name those you will read.

    Returns
    -------
    pandas.DataFrame
        The ``pair_terms`` table: one row a shared term; the ``contribution`` of all rows of a pair sum to its cosine. A pair
        that shares no term has no row.

    Raises
    ------
    ValueError
        If the weights mix kinds of unit.

    Notes
    -----
    The contribution of term *t* is its summand in the cosine, :math:`w_{at} w_{bt} / (|a| |b|)`.

    *Reading it*: 0.2 of a cosine of 0.5 means that two fifths of the likeness hang on this one word.

    *A misreading*: a large contribution does not say that the two mean the same by the word; look it up with ``concordance``.

    References
    ----------
    Manning, Raghavan, Schütze (2008), *Introduction to Information Retrieval*, equation 6.10, term by term.

    Examples
    --------
    >>> rows = [("a", "算力", 3.0), ("a", "数据", 4.0), ("b", "算力", 1.0), ("b", "数据", 1.0)]
    >>> weights = pd.DataFrame(rows, columns=["unit_id", "term", "tf_idf"]).assign(unit="document")
    >>> explain_pairs(weights)[["term", "contribution"]].round(4).values.tolist()
    [['数据', 0.5657], ['算力', 0.4243]]
    """
    matrix = make_unit_matrix(weights)
    wanted = None if pairs is None else _list_partners(pairs, matrix)
    pieces = []
    for index in range(len(matrix.units) - 1):
        partners = np.arange(index + 1, len(matrix.units)) if wanted is None else wanted.get(index)
        if partners is None:
            continue
        products = matrix.rows[partners].multiply(matrix.rows[index]).tocoo()
        pieces.append(
            pd.DataFrame(
                {
                    "unit_a": matrix.units[index],
                    "unit_b": matrix.units[partners][products.row],
                    "term": matrix.terms[products.col],
                    "contribution": products.data.round(_DECIMALS),
                }
            )
        )
    if not pieces:
        return empty_table("pair_terms")
    return make_table("pair_terms", pd.concat(pieces, ignore_index=True))


def _list_partners(pairs: pd.DataFrame, matrix: UnitMatrix) -> dict[int, NDArray[np.int64]]:
    """Return the rows that each row is to be explained with; units without weights share no term."""
    place = {unit: row for row, unit in enumerate(matrix.units)}
    partners: dict[int, set[int]] = {}
    for unit_a, unit_b in pairs[["unit_a", "unit_b"]].itertuples(index=False, name=None):
        if unit_a in place and unit_b in place:
            first, second = sorted((place[unit_a], place[unit_b]))
            partners.setdefault(first, set()).add(second)
    return {first: np.array(sorted(rows), dtype=np.int64) for first, rows in partners.items()}


def _latent_cosines(matrix: UnitMatrix, n_dims: int) -> NDArray[np.float64]:
    size = len(matrix.units)
    if size < _LSI_UNITS:
        raise WithheldError(
            f"latent dimensions need at least {_LSI_UNITS} units, there are {size}; use method='cosine'"
        )
    # Left singular vectors and values of the weights are those of the products of units with units.
    values, vectors = np.linalg.eigh((matrix.rows @ matrix.rows.T).toarray())
    kept = min(n_dims, size - 1, len(matrix.terms))
    places = vectors[:, -kept:] * np.sqrt(np.clip(values[-kept:], 0, None))
    lengths = np.linalg.norm(places, axis=1, keepdims=True)
    places = np.divide(places, lengths, out=np.zeros_like(places), where=lengths > _TINY)
    cosines: NDArray[np.float64] = (places @ places.T).round(_LATENT_DECIMALS)
    return cosines


@dataclass(frozen=True)
class UnitMatrix:
    """Units in rows, terms in columns, rows of length one; both sorted, so that the order of the table never matters.

    Attributes
    ----------
    units, terms
        Names of rows and columns.
    rows
        The weights.
    unit
        What the units are.
    """

    units: NDArray[Any]
    terms: NDArray[Any]
    rows: sparse.csr_array
    unit: str


def make_unit_matrix(weights: pd.DataFrame) -> UnitMatrix:
    """Return the weights of one kind of unit as a matrix whose rows have length one.

    Parameters
    ----------
    weights
        The ``weights`` table of one kind of unit.

    Returns
    -------
    UnitMatrix

    Raises
    ------
    ValueError
        If the weights mix kinds of unit.

    Examples
    --------
    >>> rows = [("a", "算力", 3.0), ("a", "数据", 4.0)]
    >>> weights = pd.DataFrame(rows, columns=["unit_id", "term", "tf_idf"]).assign(unit="document")
    >>> make_unit_matrix(weights).rows.toarray().round(9).tolist()
    [[0.8, 0.6]]
    """
    kinds = sorted(weights["unit"].unique())
    if len(kinds) > 1:
        raise ValueError(f"weights mix units {kinds}; compare one kind at a time")
    units, unit_codes = np.unique(weights["unit_id"].to_numpy(dtype=object), return_inverse=True)
    terms, term_codes = np.unique(weights["term"].to_numpy(dtype=object), return_inverse=True)
    values = weights["tf_idf"].to_numpy(dtype=np.float64)
    order = np.lexsort((term_codes, unit_codes))
    rows = sparse.csr_array(
        (values[order], (unit_codes[order], term_codes[order])), shape=(len(units), len(terms)), dtype=np.float64
    )
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    scale = np.divide(1.0, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    return UnitMatrix(
        units, terms, sparse.csr_array(sparse.diags_array(scale) @ rows), kinds[0] if kinds else "document"
    )
