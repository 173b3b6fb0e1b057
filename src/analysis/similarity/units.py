"""How alike units of text are by their weighted words, and which words make them so."""

from __future__ import annotations

from collections.abc import Iterator
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

#: Pairs whose shared terms are found at once, some hundred of them each.
_PAIRS_AT_ONCE = 2_000

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
    units = pd.array(matrix.units.tolist(), dtype="str")
    pairs = {
        "unit_a": units[first],
        "unit_b": units[second],
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
    pieces = []
    for first, second in _list_rows(len(matrix.units)) if pairs is None else _list_wanted(pairs, matrix):
        products = matrix.rows[first].multiply(matrix.rows[second]).tocoo()
        pieces.append((first[products.row], second[products.row], products.col, products.data.round(_DECIMALS)))
    if not pieces:
        return empty_table("pair_terms")
    row_a, row_b, column, contribution = map(np.concatenate, zip(*pieces, strict=True))
    units, terms = pd.array(matrix.units.tolist(), dtype="str"), pd.array(matrix.terms.tolist(), dtype="str")
    columns = {"unit_a": units[row_a], "unit_b": units[row_b], "term": terms[column], "contribution": contribution}
    return make_table("pair_terms", pd.DataFrame(columns))


def _list_rows(n_units: int) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Give the two rows of every pair, those of one unit at a time."""
    for row in range(n_units - 1):
        yield np.full(n_units - 1 - row, row), np.arange(row + 1, n_units)


def _list_wanted(pairs: pd.DataFrame, matrix: UnitMatrix) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Give the two rows of each pair that is to be explained, each once; units without weights share no term."""
    names = pd.Index(matrix.units, dtype="str")
    found = [names.get_indexer(pd.Index(pairs[name], dtype="str")) for name in ("unit_a", "unit_b")]
    known = (found[0] >= 0) & (found[1] >= 0)
    lower, upper = np.minimum(*found)[known], np.maximum(*found)[known]
    first, second = np.divmod(np.unique(lower * len(names) + upper), len(names))
    for start in range(0, len(first), _PAIRS_AT_ONCE):
        some = slice(start, start + _PAIRS_AT_ONCE)
        yield first[some], second[some]


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
    unit_codes, units = pd.factorize(weights["unit_id"], sort=True)
    term_codes, terms = pd.factorize(weights["term"], sort=True)
    values = weights["tf_idf"].to_numpy(dtype=np.float64)
    order = np.lexsort((term_codes, unit_codes))
    rows = sparse.csr_array(
        (values[order], (unit_codes[order], term_codes[order])), shape=(len(units), len(terms)), dtype=np.float64
    )
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    scale = np.divide(1.0, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    return UnitMatrix(
        np.asarray(units, dtype=object),
        np.asarray(terms, dtype=object),
        sparse.csr_array(sparse.diags_array(scale) @ rows),
        kinds[0] if kinds else "document",
    )
