"""Published examples of agreement between coders."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.reliability import fleiss_kappa, gwet_ac1, krippendorff_alpha

__all__ = ["ac1", "alpha", "fleiss"]

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


def alpha(level: str) -> float:
    """Return Krippendorff's alpha of his four observers."""
    return float(krippendorff_alpha(_OBSERVERS, level=level, n_bootstrap=0)["alpha"].iloc[0])


def ac1() -> float:
    """Return Gwet's AC1 of the same four observers."""
    return float(gwet_ac1(_OBSERVERS, n_bootstrap=0)["ac1"].iloc[0])


def fleiss() -> float:
    """Return Fleiss' kappa of the fourteen raters."""
    ratings = pd.DataFrame([np.repeat(np.arange(len(counts)), counts) for counts in _RATERS])
    return float(fleiss_kappa(ratings, n_bootstrap=0)["kappa"].iloc[0])
