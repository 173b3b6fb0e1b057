"""What likeness owes to province, genre and scope: pairs that agree in a field against pairs that do not."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.tables import make_table

__all__ = ["estimate_effects"]

#: Documents and pairs of either kind below which an effect is not told: seven documents have 21 pairs, hardly two a cell.
_MIN_DOCUMENTS, _MIN_PAIRS = 8, 5

_NEEDED_FOR_MEAN = 2

#: Decimals compared; below them lie the bits in which two machines differ.
_DECIMALS = 9

_TINY = 1e-9


def estimate_effects(
    pairs: pd.DataFrame,
    documents: pd.DataFrame,
    *,
    fields: Sequence[str] = ("province", "genre", "scope"),
    n_draws: int = 999,
    seed: int = 0,
) -> pd.DataFrame:
    """Return how much more alike documents are that agree in province, genre or scope.

    Answers: is it the province, or do texts of one kind and one subject read alike wherever they were written?

    Parameters
    ----------
    pairs
        The ``pairs`` table of documents, of one method.
    documents
        The ``documents`` table.
    fields
        Columns of ``documents`` to look at together.
    n_draws
        Permutations; 999 makes the smallest p one in a thousand.
    seed
        Seed of the permutations.

    Returns
    -------
    pandas.DataFrame
        The ``pair_effects`` table: one row a field. Means are missing below two pairs; effect and p where fewer than 8
        documents, or fewer than 5 pairs that agree or 5 that do not, are known, and where two fields say the same.

    Raises
    ------
    ValueError
        If the table has several methods, a field is no column, or ``n_draws`` is below 1.

    Notes
    -----
    Least squares of the values on one indicator a field (1 where the two agree). *p* by double semi-partialing: the part of
    the indicator that the other fields do not explain is permuted by documents, rows and columns together, and its t value
    compared with those of the permutations; pairs of one document hang together, so pairs are never permuted alone.

    *Reading it*: an effect of 0.12 for scope and 0.01 for province: what they write about makes them alike, not where.

    *A misreading*: an effect without p is no finding, and none of them says why; a common parent has one scope too.

    References
    ----------
    Krackhardt (1988), "Predicting with networks: Nonparametric multiple regression analysis of dyadic data", *Social
    Networks* 10(4). Dekker, Krackhardt and Snijders (2007), "Sensitivity of MRQAP tests to collinearity and autocorrelation
    conditions", *Psychometrika* 72(4).

    Examples
    --------
    >>> documents = pd.DataFrame({"doc_id": list("abcd"), "province": ["浙江", "浙江", "江苏", "江苏"]})
    >>> from itertools import combinations
    >>> rows = [(a, b, "cosine", 0.6 if a + b in {"ab", "cd"} else 0.2) for a, b in combinations("abcd", 2)]
    >>> pairs = pd.DataFrame(rows, columns=["unit_a", "unit_b", "method", "value"])
    >>> estimate_effects(pairs, documents, fields=["province"])[["n_same", "mean_same", "mean_other", "effect"]].values.tolist()
    [[2.0, 0.6, 0.2, nan]]
    """
    _check(pairs, documents, fields, n_draws)
    doc_ids = sorted({*pairs["unit_a"], *pairs["unit_b"]})
    place = {doc_id: row for row, doc_id in enumerate(doc_ids)}
    values = np.full((len(doc_ids), len(doc_ids)), np.nan)
    first, second = ([place[name] for name in pairs[side]] for side in ("unit_a", "unit_b"))
    values[first, second] = values[second, first] = pairs["value"].to_numpy()
    known = documents.set_index("doc_id")
    same = {field: _compare(known[field].reindex(doc_ids).to_numpy(dtype=object)) for field in fields}
    told = _choose_fields(same, values)
    effects = _regress(told, values, n_draws, np.random.default_rng(seed)) if told else {}
    return make_table("pair_effects", [_describe(field, same[field], values, effects.get(field)) for field in fields])


def _check(pairs: pd.DataFrame, documents: pd.DataFrame, fields: Sequence[str], n_draws: int) -> None:
    methods = sorted(pairs["method"].unique())
    if len(methods) > 1:
        raise ValueError(f"effects are of one method, the table has {methods}")
    strange = [field for field in fields if field not in documents]
    if strange:
        raise ValueError(f"no column {strange} in documents; it has {sorted(documents.columns)}")
    if n_draws < 1:
        raise ValueError(f"n_draws must be at least 1, not {n_draws}")


def _compare(labels: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return 1 where two documents agree, 0 where they do not, and nothing where either is not known."""
    missing = pd.isna(labels)
    agree: NDArray[np.float64] = (labels[:, None] == labels).astype(np.float64)
    agree[missing] = np.nan
    agree[:, missing] = np.nan
    return agree


def _pairs_of(square: NDArray[np.float64], rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the upper triangle of some rows and columns as one vector."""
    upper = np.triu_indices(len(rows), k=1)
    cells: NDArray[np.float64] = square[np.ix_(rows, rows)][upper]
    return cells


def _choose_fields(same: dict[str, NDArray[np.float64]], values: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    """Return the fields that the documents can tell apart, on the documents of which all of them are known."""
    told = dict(same)
    while told:
        missing = {field: np.isnan(np.diag(square)) for field, square in told.items()}
        rows = np.flatnonzero(~np.logical_or.reduce(list(missing.values())))
        whole = not np.isnan(_pairs_of(values, rows)).any()
        if len(rows) >= _MIN_DOCUMENTS and whole:
            counts = {field: _pairs_of(square, rows) for field, square in told.items()}
            poor = [name for name, cells in counts.items() if min(cells.sum(), (1 - cells).sum()) < _MIN_PAIRS]
            if not poor:
                return told
            told = {field: square for field, square in told.items() if field not in poor}
        else:  # give up the field that is known of the fewest documents; of equals, the last
            worst = max(told, key=lambda field: (missing[field].sum(), list(told).index(field)))
            told = {field: square for field, square in told.items() if field != worst}
    return {}


def _regress(
    told: dict[str, NDArray[np.float64]], values: NDArray[np.float64], n_draws: int, rng: np.random.Generator
) -> dict[str, tuple[float, float]]:
    """Return effect and p of each field; fields that say the same as others are left out."""
    rows = np.flatnonzero(~np.logical_or.reduce([np.isnan(np.diag(square)) for square in told.values()]))
    y = _pairs_of(values, rows)
    orders = [rng.permutation(rows) for _ in range(n_draws)]
    effects = {}
    for field, square in told.items():
        others = [_pairs_of(other, rows) for name, other in told.items() if name != field]
        design = np.column_stack([np.ones(len(y)), *others])
        own = _pairs_of(square, rows)
        rest = own - design @ np.linalg.lstsq(design, own)[0]
        if rest @ rest < _TINY:
            continue
        residual = np.zeros_like(values)
        upper = np.triu_indices(len(rows), k=1)
        residual[rows[upper[0]], rows[upper[1]]] = residual[rows[upper[1]], rows[upper[0]]] = rest
        slope, t = _fit(design, rest, y)
        drawn = [abs(_fit(design, _pairs_of(residual, order), y)[1]) for order in orders]
        above = sum(round(one, _DECIMALS) >= round(abs(t), _DECIMALS) for one in drawn)
        effects[field] = (slope, (1 + above) / (1 + n_draws))
    return effects


def _fit(design: NDArray[np.float64], column: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[float, float]:
    """Return slope and t value of one column beside a design."""
    clear = column - design @ np.linalg.lstsq(design, column)[0]
    rest = y - design @ np.linalg.lstsq(design, y)[0]
    length = float(clear @ clear)
    if length < _TINY:
        return 0.0, 0.0
    slope = float(clear @ rest) / length
    left = rest - slope * clear
    spread = max(float(left @ left) / max(len(y) - design.shape[1] - 1, 1), _TINY**2)
    return slope, slope / float(np.sqrt(spread / length))


def _describe(
    field: str, same: NDArray[np.float64], values: NDArray[np.float64], effect: tuple[float, float] | None
) -> dict[str, object]:
    rows = np.arange(len(values))
    agree, value = _pairs_of(same, rows), _pairs_of(values, rows)
    groups = value[agree == 1], value[agree == 0]
    means = [float(group.mean()) if len(group) >= _NEEDED_FOR_MEAN else None for group in groups]
    slope, p = (None, None) if effect is None else effect
    return {
        "field": field,
        "n_same": len(groups[0]),
        "n_other": len(groups[1]),
        "n_not_known": int(np.isnan(agree).sum()),
        "mean_same": None if means[0] is None else round(means[0], _DECIMALS),
        "mean_other": None if means[1] is None else round(means[1], _DECIMALS),
        "effect": None if slope is None else round(slope, _DECIMALS),
        "p": p,
    }
