"""Kappa of Cohen and of Fleiss, and Gwet's AC1."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.reliability.ratings import count_ratings, summarise

__all__ = ["cohen_kappa", "fleiss_kappa", "gwet_ac1"]

#: Less room above chance than this is rounding: all values of the sample are the same.
_NO_ROOM = 1e-12


def cohen_kappa(
    codings: pd.DataFrame, *, n_bootstrap: int = 1000, confidence: float = 0.95, seed: int = 0
) -> pd.DataFrame:
    r"""Return Cohen's kappa of two coders.

    Answers: do these two coders agree beyond what their own habits would give by chance?

    Parameters
    ----------
    codings
        A row a unit, exactly two columns; units with a missing cell are left out.
    n_bootstrap, confidence, seed
        As in :func:`analysis.reliability.krippendorff_alpha`.

    Returns
    -------
    pandas.DataFrame
        One row: kappa, ci_low, ci_high, n_units, n_coders, n_values, note.

    Raises
    ------
    ValueError
        If there are not exactly two coders.

    Notes
    -----
    :math:`\kappa = (p_o - p_e) / (1 - p_e)` with :math:`p_e = \sum_c p_{1c} p_{2c}` from each coder's own shares.

    *Reading it*: 1 is perfect, 0 chance. *A misreading*: kappa of two corpora cannot be compared where a code is common
    in one and rare in the other: :math:`p_e` moves with the shares.

    References
    ----------
    Cohen, J. (1960). A coefficient of agreement for nominal scales. Educational and Psychological Measurement 20(1),
    37-46, eq. 1.

    Examples
    --------
    >>> codings = pd.DataFrame({"a": [1, 1, 0, 0], "b": [1, 0, 0, 0]})
    >>> cohen_kappa(codings, n_bootstrap=0)["kappa"].item()
    0.5
    """
    if codings.shape[1] != 2:  # noqa: PLR2004
        raise ValueError(f"Cohen's kappa takes two coders; columns given: {list(codings.columns)}")
    both = codings.dropna()
    ratings = count_ratings(both)
    hits = [_indicator(both.iloc[:, side], ratings.scale) for side in (0, 1)]

    def statistic(weights: NDArray[np.float64]) -> float:
        n = weights.sum()
        observed = float(weights @ (hits[0] * hits[1]).sum(axis=1)) / n
        expected = float((weights @ hits[0]) @ (weights @ hits[1])) / n**2
        return _beyond_chance(observed, expected)

    return summarise("kappa", ratings, statistic, n_bootstrap=n_bootstrap, confidence=confidence, seed=seed)


def fleiss_kappa(
    codings: pd.DataFrame, *, n_bootstrap: int = 1000, confidence: float = 0.95, seed: int = 0
) -> pd.DataFrame:
    r"""Return Fleiss' kappa of any number of coders.

    Answers: do coders, taken as a random sample of coders, agree beyond chance?

    Parameters
    ----------
    codings
        A row a unit, a column a coder. Who coded what does not matter, but every unit must have the same number of
        values.
    n_bootstrap, confidence, seed
        As in :func:`analysis.reliability.krippendorff_alpha`.

    Returns
    -------
    pandas.DataFrame
        One row: kappa, ci_low, ci_high, n_units, n_coders, n_values, note.

    Raises
    ------
    ValueError
        If units differ in their number of values; alpha takes such codings.

    Notes
    -----
    :math:`\bar P` is the mean share of agreeing pairs per unit, :math:`\bar P_e = \sum_c p_c^2` with the shares of all
    values together, :math:`\kappa = (\bar P - \bar P_e) / (1 - \bar P_e)`.

    *Reading it*: 1 is perfect, 0 chance. *A misreading*: it is not the mean of the coders' Cohen kappas.

    References
    ----------
    Fleiss, J. L. (1971). Measuring nominal scale agreement among many raters. Psychological Bulletin 76(5), 378-382,
    eq. 7.

    Examples
    --------
    >>> codings = pd.DataFrame({"a": [1, 0], "b": [1, 0], "c": [1, 0]})
    >>> fleiss_kappa(codings, n_bootstrap=0)["kappa"].item()
    1.0
    """
    ratings = count_ratings(codings)
    sizes = ratings.counts.sum(axis=1)
    if len(set(sizes)) > 1:
        raise ValueError(f"Fleiss' kappa needs as many values in every unit; found {sorted({int(s) for s in sizes})}")
    agreeing = _pair_agreement(ratings.counts)

    def statistic(weights: NDArray[np.float64]) -> float:
        shares = weights @ ratings.counts
        shares = shares / shares.sum()
        return _beyond_chance(float(weights @ agreeing) / weights.sum(), float(shares @ shares))

    return summarise("kappa", ratings, statistic, n_bootstrap=n_bootstrap, confidence=confidence, seed=seed)


def gwet_ac1(
    codings: pd.DataFrame,
    *,
    categories: Sequence[Hashable] | None = None,
    clusters: Sequence[Hashable] | None = None,
    n_bootstrap: int = 1000,
    confidence: float = 0.95,
    seed: int = 0,
) -> pd.DataFrame:
    r"""Return Gwet's AC1: agreement beyond chance that holds its ground where a code is rare.

    Answers: do coders agree, when nearly all units have the same value and kappa or alpha collapse?

    Parameters
    ----------
    codings
        A row a unit, a column a coder; missing cells allowed.
    categories
        All values of the scale. Give them where some value may not occur at all; the values found where None.
    clusters
        A label a row; rows of one label are resampled together.
    n_bootstrap, confidence, seed
        As in :func:`analysis.reliability.krippendorff_alpha`.

    Returns
    -------
    pandas.DataFrame
        One row: ac1, ci_low, ci_high, n_units, n_coders, n_values, note.

    Raises
    ------
    ValueError
        If a value is not among the categories.

    Notes
    -----
    :math:`AC_1 = (p_a - p_e) / (1 - p_e)` with :math:`p_e = \frac{1}{K - 1} \sum_k \pi_k (1 - \pi_k)`, :math:`\pi_k` the
    mean share of category *k* per unit, *K* the number of categories. A unit that only one coder coded counts in
    :math:`\pi_k`, not in :math:`p_a`, as in Gwet's own program.

    *Reading it*: 1 is perfect, 0 chance in Gwet's sense (coders guess only where they are unsure). *A misreading*: it
    is higher than alpha for rare codes because it takes less for chance, not because the coders got better; report both.

    References
    ----------
    Gwet, K. L. (2008). Computing inter-rater reliability and its variance in the presence of high agreement. British
    Journal of Mathematical and Statistical Psychology 61(1), 29-48.

    Examples
    --------
    >>> codings = pd.DataFrame({"a": [1] * 120 + [0] * 5, "b": [1] * 118 + [0] * 2 + [1] * 5})
    >>> round(gwet_ac1(codings, n_bootstrap=0)["ac1"].item(), 3)
    0.941
    """
    ratings = count_ratings(codings, categories=categories, clusters=clusters, least=1)
    sizes = ratings.counts.sum(axis=1)
    paired = (sizes >= 2).astype(np.float64)  # noqa: PLR2004 - two values make a pair
    agreeing = np.where(paired > 0, _pair_agreement(np.where(paired[:, None] > 0, ratings.counts, 2.0)), 0.0)
    shares = ratings.counts / sizes[:, None]
    n_categories = len(ratings.scale)

    def statistic(weights: NDArray[np.float64]) -> float:
        mean = weights @ shares / weights.sum()
        expected = float(mean @ (1 - mean)) / (n_categories - 1)
        n_paired = float(weights @ paired)
        return _beyond_chance(float(weights @ agreeing) / n_paired, expected) if n_paired else float("nan")

    return summarise("ac1", ratings, statistic, n_bootstrap=n_bootstrap, confidence=confidence, seed=seed)


def _indicator(column: pd.Series, values: tuple[Hashable, ...]) -> NDArray[np.float64]:
    return np.array([[float(cell == value) for value in values] for cell in column]).reshape(len(column), len(values))


def _pair_agreement(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the share of agreeing pairs of coders in each unit."""
    sizes = counts.sum(axis=1)
    return np.asarray((counts * (counts - 1)).sum(axis=1) / (sizes * (sizes - 1)))


def _beyond_chance(observed: float, expected: float) -> float:
    return (observed - expected) / (1 - expected) if 1 - expected > _NO_ROOM else float("nan")
