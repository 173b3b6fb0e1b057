"""Precision, recall and F1 of codes that were found against codes that people gave."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.reliability.ratings import resample_interval
from analysis.tables import make_table

__all__ = ["score_codes"]

_RARE = "too few annotated units for a claim"
_FEW = 5
_NO_GOLD = "nothing annotated and nothing found"


def score_codes(
    found: pd.DataFrame,
    gold: pd.DataFrame,
    *,
    subject: str = "codes",
    n_bootstrap: int = 1000,
    confidence: float = 0.95,
    seed: int = 0,
) -> pd.DataFrame:
    r"""Return how well found codes match annotated ones: per code, micro and macro.

    Answers: if I count these codes by machine, how far am I from counting them by hand?

    Parameters
    ----------
    found
        A row a code of a unit that was found: clause_id (or unit_id) and code; repeated rows count once.
    gold
        The annotation: a row a unit, a column a code, 0 or 1. The first column names the unit, or the index where all
        columns are codes. Units and codes that are not in it are not judged.
    subject
        What is scored, for the table.
    n_bootstrap, confidence, seed
        Resamples of the units behind the intervals of micro and macro F1, as in
        :func:`analysis.reliability.krippendorff_alpha`.

    Returns
    -------
    pandas.DataFrame
        The table ``scores``: subject, item, precision, recall, f1, ci_low, ci_high, n_gold, n_found, n_right, note.

    Notes
    -----
    :math:`F_1 = 2PR/(P+R)`. *Macro* is the mean F1 of the codes that occur in the annotation or were found; *micro* counts
    all cells together.

    *Reading it*: compare macro F1 with the F1 of one person against the other on the same units; more cannot be
    asked. *A misreading*: a score on texts from which the rules were made says how well they were made to fit.

    References
    ----------
    Manning, C. D., Raghavan, P. & Schütze, H. (2008). Introduction to Information Retrieval. Cambridge University
    Press, section 8.3 and 13.6.

    Examples
    --------
    >>> gold = pd.DataFrame({"unit": ["s", "t"], "x": [1, 0], "y": [1, 1]})
    >>> found = pd.DataFrame({"unit_id": ["s", "s", "t"], "code": ["x", "y", "x"]})
    >>> score_codes(found, gold, n_bootstrap=0).set_index("item")["f1"].round(3).to_dict()
    {'macro': 0.667, 'micro': 0.667, 'x': 0.667, 'y': 0.667}
    """
    truth = gold.set_index(gold.columns[0]) if gold.index.name is None else gold
    column = "unit_id" if "unit_id" in found.columns else "clause_id"
    cells = set(zip(found[column], found["code"], strict=True))
    guess = np.array([[(unit, code) in cells for code in truth.columns] for unit in truth.index], dtype=float)
    guess = guess.reshape(truth.shape)
    right = truth.to_numpy(dtype=float)
    hits = guess * right

    def rates(weights: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        return weights @ hits, weights @ guess, weights @ right

    def macro(weights: NDArray[np.float64]) -> float:
        tp, n_found, n_gold = rates(weights)
        used = n_found + n_gold > 0
        return float(np.mean(2 * tp[used] / (n_found + n_gold)[used])) if used.any() else float("nan")

    def micro(weights: NDArray[np.float64]) -> float:
        tp, n_found, n_gold = (part.sum() for part in rates(weights))
        return float(2 * tp / (n_found + n_gold)) if n_found + n_gold else float("nan")

    ones = np.ones(len(truth))
    tp, n_found, n_gold = rates(ones)
    rows = [
        _row(subject, str(code), tp[place], n_found[place], n_gold[place]) for place, code in enumerate(truth.columns)
    ]
    total = _row(subject, "micro", tp.sum(), n_found.sum(), n_gold.sum())
    for item, statistic in (("micro", micro), ("macro", macro)):
        low, high, note = resample_interval(
            statistic, np.arange(len(truth)), n_bootstrap=n_bootstrap, confidence=confidence, seed=seed
        )
        row = {**total, "item": item, "f1": statistic(ones), "ci_low": low, "ci_high": high, "note": note}
        if item == "macro":
            row |= {"precision": float("nan"), "recall": float("nan")}
        rows.append(row)
    return make_table("scores", rows)


def _row(subject: str, item: str, right: float, n_found: float, n_gold: float) -> dict[str, object]:
    note = _NO_GOLD if not n_found + n_gold else _RARE if n_gold < _FEW else None
    return {
        "subject": subject,
        "item": item,
        "precision": right / n_found if n_found else float("nan"),
        "recall": right / n_gold if n_gold else float("nan"),
        "f1": 2 * right / (n_found + n_gold) if n_found + n_gold else float("nan"),
        "ci_low": float("nan"),
        "ci_high": float("nan"),
        "n_gold": int(n_gold),
        "n_found": int(n_found),
        "n_right": int(right),
        "note": note,
    }
