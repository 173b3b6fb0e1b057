"""The two tables of validation as lines for a terminal."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

__all__ = ["show_checks", "show_scores"]

_PROVISIONAL = "The annotation is provisional, and the rules were made by people who had read these texts."


def show_checks(checks: pd.DataFrame) -> str:
    """Return the published numbers as lines, with a last line that counts them.

    Parameters
    ----------
    checks
        The table ``checks``.

    Returns
    -------
    str

    Examples
    --------
    >>> from analysis.tables import empty_table
    >>> print(show_checks(empty_table("checks")), end="")
    published numbers: 0 of 0 hold
    """
    lines = []
    for row in checks.to_dict("records"):
        digits = int(row["digits"])
        computed = "withheld" if pd.isna(row["computed"]) else f"{row['computed']:.{digits}f}"
        mark = "ok  " if row["passed"] else "FAIL"
        note = f"  ({row['note']})" if isinstance(row["note"], str) else ""
        name = f"{row['area']}: {row['name']}"
        lines.append(f"{mark} {name:<44} {row['expected']:>10.{digits}f} {computed:>10}  {row['source']}{note}")
    lines.append(f"published numbers: {int(checks['passed'].sum())} of {len(checks)} hold")
    return "\n".join(lines) + "\n"


def show_scores(scores: pd.DataFrame, *, folder: Path) -> str:
    """Return the scores as lines.

    Parameters
    ----------
    scores
        The table ``scores``.
    folder
        Where the annotation was looked for.

    Returns
    -------
    str

    Examples
    --------
    >>> from analysis.tables import empty_table
    >>> print(show_scores(empty_table("scores"), folder=Path("data/gold")), end="")
    no annotation of these documents in data/gold: nothing is scored
    """
    if scores.empty:
        return f"no annotation of these documents in {folder.as_posix()}: nothing is scored\n"
    lines = ["", f"{'scored against the annotation':<46} precision recall     F1  interval       right/found/annotated"]
    for row in scores.to_dict("records"):
        cells = [f"{row[key]:.3f}" if pd.notna(row[key]) else "-" for key in ("precision", "recall", "f1")]
        interval = f"{row['ci_low']:.3f}-{row['ci_high']:.3f}" if pd.notna(row["ci_low"]) else ""
        counts = f"{row['n_right']}/{row['n_found']}/{row['n_gold']}"
        note = f"  ({row['note']})" if isinstance(row["note"], str) else ""
        name = f"{row['subject']}: {row['item']}"
        lines.append(f"{name:<46} {cells[0]:>9} {cells[1]:>6} {cells[2]:>6}  {interval:<13}  {counts}{note}")
    return "\n".join([*lines, _PROVISIONAL]) + "\n"
