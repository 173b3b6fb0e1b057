"""Krippendorff's alpha, from nominal to ratio, with missing values."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import suggest_name
from analysis.reliability.ratings import Ratings, count_ratings, summarise

__all__ = ["LEVELS", "krippendorff_alpha"]

#: Levels of measurement, from names without order to quantities with a true zero.
LEVELS = ("nominal", "ordinal", "interval", "ratio")


def krippendorff_alpha(
    codings: pd.DataFrame,
    *,
    level: str = "nominal",
    clusters: Sequence[Hashable] | None = None,
    n_bootstrap: int = 1000,
    confidence: float = 0.95,
    seed: int = 0,
) -> pd.DataFrame:
    r"""Return Krippendorff's alpha: agreement of any number of coders beyond chance.

    Answers: may I rest a claim on this coding, or would other coders have coded otherwise?

    Parameters
    ----------
    codings
        A row a unit, a column a coder. A missing cell is a unit that this coder left out; units with a single value
        cannot be paired and are left out.
    level
        How far two values differ: ``"nominal"`` (equal or not), ``"ordinal"`` (by ranks between them), ``"interval"``
        (squared difference), ``"ratio"`` (squared difference relative to the sum).
    clusters
        A label a row; rows of one label are resampled together, as the codes of one clause should be.
    n_bootstrap
        Resamples of the units behind the interval; 0 for none. A thousand settle the second decimal.
    confidence
        Share of resamples inside the interval.
    seed
        Start of the resampling.

    Returns
    -------
    pandas.DataFrame
        One row: alpha, ci_low, ci_high, level, n_units, n_coders, n_values, note (why a number is withheld).

    Raises
    ------
    ValueError
        If the level is unknown, there are fewer than two coders, a value is no number where the level needs one, or a
        ratio value is negative.

    Notes
    -----
    With :math:`n_{uc}` the number of coders that gave value *c* to unit *u*, :math:`m_u` the values of the unit and
    :math:`n_c`, :math:`n` the totals,

    .. math:: \alpha = 1 - \frac{\sum_u \frac{1}{m_u - 1} \sum_{c,k} n_{uc} n_{uk} \delta^2_{ck}}
              {\frac{1}{n - 1} \sum_{c,k} n_c n_k \delta^2_{ck}}

    The interval resamples units and computes observed and expected disagreement anew in each resample.

    *Reading it*: 1 is perfect agreement, 0 what chance alone would give, below 0 systematic disagreement. Krippendorff
    asks for .800, and allows tentative conclusions from .667. *A misreading*: .9 is not "90 % of the codings agree";
    with a rare code 95 % of the cells may agree while alpha is near 0.

    The coefficient is computed here because the packages that offer it are under the GPL.

    References
    ----------
    Krippendorff, K. (2011). Computing Krippendorff's Alpha-Reliability. University of Pennsylvania, section C and E.
    Krippendorff, K. (2013). Content Analysis, 3rd ed., Sage, pp. 277-294; thresholds p. 325.

    Examples
    --------
    >>> codings = pd.DataFrame({"a": [1, 2, 3, 3, 2], "b": [1, 2, 3, 3, 2]})
    >>> krippendorff_alpha(codings, n_bootstrap=0)["alpha"].item()
    1.0
    """
    if level not in LEVELS:
        raise ValueError(f"no level is called {level!r}; {suggest_name(level, LEVELS)}")
    ratings = count_ratings(codings, numeric=level != "nominal", clusters=clusters)
    lowest = min((float(str(value)) for value in ratings.scale), default=0.0) if level == "ratio" else 0.0
    if lowest < 0:
        raise ValueError(f"ratio values start at a true zero; found {lowest!r}")

    def statistic(weights: NDArray[np.float64]) -> float:
        return _alpha(ratings, weights, level)

    return summarise(
        "alpha",
        ratings,
        statistic,
        n_bootstrap=n_bootstrap,
        confidence=confidence,
        seed=seed,
        extra={"level": level},
    )


def _alpha(ratings: Ratings, weights: NDArray[np.float64], level: str) -> float:
    counts = ratings.counts
    totals = weights @ counts
    n = totals.sum()
    delta = _squared_differences(ratings.scale, totals, level)
    sizes = counts.sum(axis=1)
    per_unit = np.einsum("uc,ck,uk->u", counts, delta, counts) / (sizes - 1)
    observed = float(weights @ per_unit)
    expected = float(totals @ delta @ totals) / (n - 1)
    return 1 - observed / expected if expected > 0 else float("nan")


def _squared_differences(values: tuple[Hashable, ...], totals: NDArray[np.float64], level: str) -> NDArray[np.float64]:
    """Return the squared difference of every two values at a level of measurement."""
    size = len(values)
    if level == "nominal":
        return np.ones((size, size)) - np.eye(size)
    if level == "ordinal":
        # Values between two ranks, the two themselves counted by half: only counts matter, not the numbers.
        above = np.cumsum(totals) - totals / 2
        return np.asarray((above[:, None] - above[None, :]) ** 2)
    number = np.array([float(str(value)) for value in values])
    difference = number[:, None] - number[None, :]
    if level == "interval":
        return np.asarray(difference**2)
    total = number[:, None] + number[None, :]
    return np.asarray(np.divide(difference, total, out=np.zeros((size, size)), where=total > 0) ** 2)
