"""Codings as counts of values per unit, and the resampling of units that gives an interval."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["NO_VARIATION", "TOO_FEW", "Ratings", "count_ratings", "resample_interval", "summarise"]

#: Why a coefficient is withheld.
NO_VARIATION = "withheld: every coder gave the same value to every unit, so agreement cannot be told from chance"
TOO_FEW = "withheld: fewer than two units were coded by two coders"
_FEW_SAMPLES = "no interval: most resamples of the units show no variation"
_ONE_CLUSTER = "no interval: fewer than two units to resample"

Statistic = Callable[[NDArray[np.float64]], float]


@dataclass(frozen=True)
class Ratings:
    """How often each value was given to each unit.

    Attributes
    ----------
    counts
        A row a unit, a column a value; only units that two coders or more have coded.
    scale
        The values, in their order; numbers for the levels ordinal, interval and ratio.
    clusters
        For each row the number of the resampling unit that it belongs to.
    n_coders
        Coders, including those that left units out.
    """

    counts: NDArray[np.float64]
    scale: tuple[Hashable, ...]
    clusters: NDArray[np.int64]
    n_coders: int

    @property
    def n_values(self) -> int:
        """Pairable values, all units together."""
        return int(self.counts.sum())


def count_ratings(
    codings: pd.DataFrame,
    *,
    categories: Sequence[Hashable] | None = None,
    numeric: bool = False,
    clusters: Sequence[Hashable] | None = None,
    least: int = 2,
) -> Ratings:
    """Return codings as counts of values per unit.

    Parameters
    ----------
    codings
        A row a unit, a column a coder; a missing cell is a unit that this coder left out.
    categories
        All values of the scale, also those nobody used; the values found where None.
    numeric
        Whether values are numbers, sorted as such.
    clusters
        A label a row: rows of one label are resampled together. Every row by itself where None.
    least
        Values that a unit must have to be kept; two make a pair.

    Returns
    -------
    Ratings

    Raises
    ------
    TypeError
        If ``codings`` is not a data frame.
    ValueError
        If there are fewer than two coders, or a value is not a number where it must be, or not in ``categories``.

    Examples
    --------
    >>> codings = pd.DataFrame({"a": ["x", "y", "x"], "b": ["x", "x", None]})
    >>> count_ratings(codings).counts.tolist()
    [[2.0, 0.0], [1.0, 1.0]]
    """
    if not isinstance(codings, pd.DataFrame):
        raise TypeError(
            f"codings must be a data frame, a row a unit and a column a coder, not {type(codings).__name__}"
        )
    if codings.shape[1] < 2:  # noqa: PLR2004 - agreement needs two
        raise ValueError(f"agreement needs two coders or more; columns given: {list(codings.columns)}")
    frame = codings.apply(_to_number) if numeric else codings.astype("object").where(codings.notna(), None)
    cells = [cell for column in frame.columns for cell in frame[column] if not pd.isna(cell)]
    found = sorted(set(cells), key=lambda cell: cell if numeric else str(cell))
    values = tuple(found) if categories is None else tuple(categories)
    unknown = [value for value in found if value not in values]
    if unknown:
        raise ValueError(f"values {unknown!r} are not among the categories {list(values)!r}")
    place = {value: number for number, value in enumerate(values)}
    counts = np.zeros((len(frame), len(values)))
    for column in range(frame.shape[1]):
        for row, cell in enumerate(frame.iloc[:, column]):
            if not pd.isna(cell):
                counts[row, place[cell]] += 1
    kept = counts.sum(axis=1) >= least
    labels = np.arange(len(frame)) if clusters is None else pd.factorize(pd.Series(list(clusters)))[0]
    return Ratings(counts[kept], values, labels[kept].astype(np.int64), frame.shape[1])


def _to_number(column: pd.Series) -> pd.Series:
    numbers = pd.to_numeric(column, errors="coerce")
    wrong = column[numbers.isna() & column.notna()]
    if len(wrong):
        raise ValueError(f"value {wrong.iloc[0]!r} of coder {column.name!r} is not a number, which this level needs")
    return numbers


def resample_interval(
    statistic: Statistic, clusters: NDArray[np.int64], *, n_bootstrap: int, confidence: float, seed: int
) -> tuple[float, float, str | None]:
    """Return a percentile interval of a statistic under resampling of units with replacement.

    Parameters
    ----------
    statistic
        Takes one weight a row (how often the row was drawn) and returns a number, NaN where it is not defined.
    clusters
        For each row the unit that is drawn.
    n_bootstrap
        Draws; 0 for no interval.
    confidence
        Share of draws inside, 0-1.
    seed
        Start of the generator.

    Returns
    -------
    low, high, note
        NaN and a reason where no interval is supported.

    Examples
    --------
    >>> import numpy as np
    >>> low, high, note = resample_interval(
    ...     lambda weight: float(weight @ np.array([0.0, 1.0]) / weight.sum()),
    ...     np.array([0, 1]), n_bootstrap=200, confidence=0.9, seed=0)
    >>> (low, high, note)
    (0.0, 1.0, None)
    """
    if not 0 < confidence < 1:
        raise ValueError(f"confidence is a share between 0 and 1, not {confidence!r}")
    if n_bootstrap < 0:
        raise ValueError(f"n_bootstrap counts draws and cannot be {n_bootstrap!r}")
    if n_bootstrap == 0:
        return float("nan"), float("nan"), None
    names, place = np.unique(clusters, return_inverse=True)
    if len(names) < 2:  # noqa: PLR2004
        return float("nan"), float("nan"), _ONE_CLUSTER
    generator = np.random.default_rng(seed)
    draws = generator.multinomial(len(names), np.full(len(names), 1 / len(names)), size=n_bootstrap)
    sample = np.array([statistic(draw[place].astype(np.float64)) for draw in draws])
    defined = sample[~np.isnan(sample)]
    if len(defined) * 2 < len(sample):
        return float("nan"), float("nan"), _FEW_SAMPLES
    tail = (1 - confidence) / 2
    low, high = np.quantile(np.round(defined, 12), [tail, 1 - tail])
    return float(low), float(high), None


def summarise(
    name: str,
    ratings: Ratings,
    statistic: Statistic,
    *,
    n_bootstrap: int,
    confidence: float,
    seed: int,
    extra: dict[str, object] | None = None,
) -> pd.DataFrame:
    """Return a coefficient with its interval as a table of one row.

    Parameters
    ----------
    name
        The column that holds the coefficient.
    ratings
        The counts.
    statistic
        From weights of the rows to the coefficient.
    n_bootstrap, confidence, seed
        As in :func:`resample_interval`.
    extra
        Columns that say which variant it is.

    Returns
    -------
    pandas.DataFrame
        Columns: the coefficient, ci_low, ci_high, the extra ones, n_units, n_coders, n_values, note.
    """
    value = low = high = float("nan")
    note: str | None = None
    n_units = int(np.count_nonzero(ratings.counts.sum(axis=1) >= 2))  # noqa: PLR2004 - two values make a pair
    if n_units < 2:  # noqa: PLR2004
        note = TOO_FEW
    elif np.count_nonzero(ratings.counts.sum(axis=0)) < 2:  # noqa: PLR2004
        note = NO_VARIATION
    else:
        value = statistic(np.ones(len(ratings.counts)))
        low, high, note = resample_interval(
            statistic, ratings.clusters, n_bootstrap=n_bootstrap, confidence=confidence, seed=seed
        )
    row = {
        name: value,
        "ci_low": low,
        "ci_high": high,
        **(extra or {}),
        "n_units": n_units,
        "n_coders": ratings.n_coders,
        "n_values": ratings.n_values,
        "note": note,
    }
    return pd.DataFrame([row]).astype({"note": "str"})
