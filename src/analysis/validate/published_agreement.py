"""Published examples of agreement between coders."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from analysis.reliability import cohen_kappa, fleiss_kappa, gwet_ac1, krippendorff_alpha

__all__ = ["abstractors", "ac1", "alpha", "fleiss", "patients"]

#: Four observers, twelve units, values missing: Krippendorff (2011), section C.
_OBSERVERS = pd.DataFrame(
    {
        "A": [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
        "B": [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
        "C": [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
        "D": [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
    }
)
#: Ten subjects, fourteen raters: how many gave each of five categories.
_RATERS = (
    (0, 0, 0, 0, 14),
    (0, 2, 6, 4, 2),
    (0, 0, 3, 5, 6),
    (0, 3, 9, 2, 0),
    (2, 2, 8, 1, 1),
    (7, 7, 0, 0, 0),
    (3, 2, 6, 3, 0),
    (2, 5, 3, 2, 2),
    (6, 5, 2, 1, 0),
    (0, 2, 2, 3, 7),
)
#: Fifteen patients, six psychiatrists: how many gave each of five diagnoses.
_PATIENTS = (
    (0, 0, 0, 6, 0),
    (0, 3, 0, 0, 3),
    (0, 1, 4, 0, 1),
    (0, 0, 0, 0, 6),
    (0, 3, 0, 3, 0),
    (2, 0, 4, 0, 0),
    (0, 0, 4, 0, 2),
    (2, 0, 3, 1, 0),
    (2, 0, 0, 4, 0),
    (0, 0, 0, 0, 6),
    (1, 0, 0, 5, 0),
    (1, 1, 0, 4, 0),
    (0, 3, 3, 0, 0),
    (1, 0, 0, 5, 0),
    (0, 2, 0, 3, 1),
)
#: One hundred records, two abstractors: the first's codes by row, the second's by column.
_ABSTRACTORS = ((13, 0, 0), (0, 20, 7), (0, 4, 56))
_MEASURES: dict[str, Callable[..., pd.DataFrame]] = {
    "ac1": gwet_ac1,
    "alpha": krippendorff_alpha,
    "kappa": fleiss_kappa,
}


def alpha(level: str) -> float:
    """Return Krippendorff's alpha of his four observers."""
    return float(krippendorff_alpha(_OBSERVERS, level=level, n_bootstrap=0)["alpha"].iloc[0])


def ac1() -> float:
    """Return Gwet's AC1 of the same four observers."""
    return float(gwet_ac1(_OBSERVERS, n_bootstrap=0)["ac1"].iloc[0])


def fleiss() -> float:
    """Return Fleiss' kappa of the fourteen raters."""
    return float(fleiss_kappa(_spread(_RATERS), n_bootstrap=0)["kappa"].iloc[0])


def patients(measure: str) -> float:
    """Return AC1, alpha or Fleiss' kappa of the six psychiatrists."""
    return float(_MEASURES[measure](_spread(_PATIENTS), n_bootstrap=0)[measure].iloc[0])


def abstractors(measure: str) -> float:
    """Return AC1, alpha or Cohen's kappa of the two abstractors."""
    pairs = [(a, b) for a, row in enumerate(_ABSTRACTORS) for b, n in enumerate(row) for _ in range(n)]
    compute = cohen_kappa if measure == "kappa" else _MEASURES[measure]
    return float(compute(pd.DataFrame(pairs, columns=["a", "b"]), n_bootstrap=0)[measure].iloc[0])


def _spread(units: tuple[tuple[int, ...], ...]) -> pd.DataFrame:
    """Return counts of values as codings: a row a unit, a column a rater, whoever it was."""
    return pd.DataFrame([np.repeat(np.arange(len(counts)), counts) for counts in units])
