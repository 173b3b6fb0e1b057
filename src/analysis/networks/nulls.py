"""What chance alone would give each pair: probabilities from the margins, and exact sums of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import special

__all__ = ["find_upper_tail", "fit_probabilities", "sum_binomials"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]

#: Largest difference between a margin and its expectation at which the fit has converged.
_TOLERANCE = 1e-9
_MOST_STEPS = 500
#: Minus the logarithm of the mass that may be dropped from the far end of a binomial, 1e-25: far below any p that matters.
_DROPPED = 25 * np.log(10)


def fit_probabilities(row_sums: _Ints, column_sums: _Ints) -> _Floats:
    r"""Return, for each cell of a binary table, the probability of a 1 given only the expected margins.

    Parameters
    ----------
    row_sums, column_sums
        The margins of the observed table; their totals agree.

    Returns
    -------
    numpy.ndarray
        Rows x columns, from 0 to 1; its margins equal those given.

    Raises
    ------
    ValueError
        If the totals differ or no table has these margins.

    Notes
    -----
    The bipartite configuration model: :math:`p_{ij} = x_i y_j / (1 + x_i y_j)`, the distribution of greatest entropy with these
    expected margins, found by Newton's method on its likelihood. Rows with equal sums have equal probabilities and are
    solved as one.

    References
    ----------
    F. Saracco, R. Di Clemente, A. Gabrielli, T. Squartini, "Randomizing bipartite networks: the case of the World Trade Web",
    Scientific Reports 5, 10595 (2015), eq. 9; Z. Neal, R. Domagalski, B. Sagan, "Comparing alternatives to the fixed
    degree sequence model for extracting the backbone of bipartite projections", Scientific Reports 11, 23929 (2021).

    Examples
    --------
    >>> fit_probabilities(np.array([1, 1, 2]), np.array([1, 1, 2])).round(3)[[0, 0, 2], [0, 2, 2]].tolist()
    [0.216, 0.568, 0.863]
    """
    rows, columns = np.asarray(row_sums, dtype=np.int64), np.asarray(column_sums, dtype=np.int64)
    if rows.sum() != columns.sum():
        raise ValueError(f"the row sums give {rows.sum()}, the column sums {columns.sum()}; they must agree")
    if (
        int(rows.max(initial=0)) > len(columns)
        or int(columns.max(initial=0)) > len(rows)
        or int(rows.min(initial=0)) < 0
    ):
        raise ValueError("a margin is negative or exceeds the number of cells in its row or column")
    row_values, row_class, row_counts = np.unique(rows, return_inverse=True, return_counts=True)
    column_values, column_class, column_counts = np.unique(columns, return_inverse=True, return_counts=True)
    small = _solve_classes(row_values, row_counts, column_values, column_counts)
    return np.asarray(small[np.ix_(row_class, column_class)], dtype=np.float64)


def _solve_classes(row_values: _Ints, row_counts: _Ints, column_values: _Ints, column_counts: _Ints) -> _Floats:
    """Solve the model for classes of equal margins; margins that are empty or full are certain and leave the equations."""
    n_rows, n_columns = int(row_counts.sum()), int(column_counts.sum())
    result = np.zeros((len(row_values), len(column_values)))
    rows = np.ones(len(row_values), dtype=bool)
    columns = np.ones(len(column_values), dtype=bool)
    left_rows, left_columns = row_values.astype(float), column_values.astype(float)
    changed = True
    while changed:  # a full row takes one from every column, which may empty or fill these in turn
        changed = False
        for own, other, own_left, other_left, counts, axis in (
            (rows, columns, left_rows, left_columns, row_counts, 0),
            (columns, rows, left_columns, left_rows, column_counts, 1),
        ):
            for i in np.flatnonzero(own):
                width = n_columns if axis == 0 else n_rows
                if own_left[i] == 0 or own_left[i] == width:
                    full = own_left[i] == width
                    if full:
                        (result if axis == 0 else result.T)[i, other] = 1
                        other_left[other] -= counts[i]
                    own[i] = False
                    if axis == 0:
                        n_rows -= int(counts[i])
                    else:
                        n_columns -= int(counts[i])
                    changed = True
    if rows.any() and columns.any():
        inner = _maximise_likelihood(
            left_rows[rows], row_counts[rows].astype(float), left_columns[columns], column_counts[columns].astype(float)
        )
        result[np.ix_(rows, columns)] = inner
    return result


def _maximise_likelihood(rows: _Floats, row_counts: _Floats, columns: _Floats, column_counts: _Floats) -> _Floats:
    n = row_counts @ rows
    a = np.log(rows / np.sqrt(n))
    b = np.log(columns / np.sqrt(n))
    loss = np.inf
    damping = 1e-9
    for _ in range(_MOST_STEPS):
        p: _Floats = 1 / (1 + np.exp(-np.clip(a[:, None] + b[None, :], -700, 700)))
        row_error, column_error = p @ column_counts - rows, row_counts @ p - columns
        loss = max(np.abs(row_error).max(), np.abs(column_error).max())
        if loss < _TOLERANCE:
            return p
        spread = p * (1 - p) * row_counts[:, None] * column_counts[None, :]
        hessian = np.block([[np.diag(spread.sum(axis=1)), spread], [spread.T, np.diag(spread.sum(axis=0))]])
        gradient = np.concatenate([row_counts * row_error, column_counts * column_error])
        # One direction is free (a + t, b - t); the small ridge fixes it.
        ridge = damping * max(1e-12, np.trace(hessian) / len(hessian)) * np.eye(len(hessian))
        step = np.linalg.solve(hessian + ridge, -gradient)
        step *= min(1.0, 2.0 / max(np.abs(step).max(), 1e-300))
        a, b = a + step[: len(a)], b + step[len(a) :]
    raise ValueError(f"no probabilities fit these margins: they are still {loss:.2g} off after {_MOST_STEPS} steps")


def sum_binomials(sizes: _Ints, chances: _Floats) -> _Floats:
    r"""Return the distribution of a sum of independent binomials: entry k is the probability of exactly k.

    Parameters
    ----------
    sizes, chances
        Number of trials and probability of each binomial; trials of equal probability stand together, which is all that
        makes a Poisson-binomial sum of ten thousand trials quick.

    Returns
    -------
    numpy.ndarray
        Ends where the mass left out is below 1e-25 for each binomial.

    Notes
    -----
    Only sums of products of positive numbers, so small probabilities keep their digits, unlike with Fourier transforms.

    References
    ----------
    Y. Hong, "On computing the distribution function for the Poisson binomial distribution", Computational Statistics & Data
    Analysis 59 (2013), sec. 2.

    Examples
    --------
    >>> sum_binomials(np.array([1, 1]), np.array([0.5, 0.2])).round(3).tolist()
    [0.4, 0.5, 0.1]
    """
    total = np.ones(1)
    for size, chance in zip(sizes.tolist(), chances.tolist(), strict=True):
        # Bernstein's bound: beyond `reach` above the mean lies less than the mass that may be dropped.
        reach = _DROPPED / 3 + np.sqrt(_DROPPED**2 / 9 + 2 * _DROPPED * size * chance * (1 - chance))
        k = np.arange(min(size, int(size * chance + reach) + 1) + 1)
        logs = special.gammaln(size + 1) - special.gammaln(k + 1) - special.gammaln(size - k + 1)
        total = np.convolve(total, np.exp(logs + special.xlogy(k, chance) + special.xlog1py(size - k, -chance)))
    return total


def find_upper_tail(sizes: _Ints, chances: _Floats, value: int) -> float:
    """Return the exact probability that a sum of independent binomials reaches a value.

    Parameters
    ----------
    sizes, chances
        As in :func:`sum_binomials`.
    value
        The value that is reached or exceeded.

    Returns
    -------
    float

    Examples
    --------
    >>> round(find_upper_tail(np.array([1, 1]), np.array([0.5, 0.2]), 1), 3)
    0.6
    """
    if value <= 0:
        return 1.0
    return float(min(1.0, sum_binomials(sizes, chances)[value:][::-1].sum()))
