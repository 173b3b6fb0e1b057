"""Clauses that two coders coded by hand, for the student to code as a third."""

from __future__ import annotations

from importlib.resources import files

import pandas as pd

from analysis.errors import WithheldError
from analysis.study import Study

__all__ = ["load_codings"]

_FILE = "codings.csv"


def load_codings(study: Study) -> pd.DataFrame:
    """Return clauses with their text, and what two coders coded each of them.

    Parameters
    ----------
    study
        The study that holds the clauses.

    Returns
    -------
    pandas.DataFrame
        A row a clause: ``unit`` (a letter), ``clause_id``, ``code``, ``coder_1`` and ``coder_2`` (1 or 0), ``source``,
        ``text``.

    Raises
    ------
    WithheldError
        If the study lacks one of the clauses: the codings are of the workbench's own documents.

    Examples
    --------
    >>> from analysis.study import load_study
    >>> load_codings(load_study("data"))["unit"].str.cat()
    'ABCDEFGHIJ'
    """
    with (files(__package__) / _FILE).open(encoding="utf-8") as file:
        codings = pd.read_csv(file)
    joined = codings.merge(study.clauses[["clause_id", "text"]], on="clause_id", how="left")
    missing = joined.loc[joined["text"].isna(), "clause_id"].tolist()
    if missing:
        raise WithheldError(
            f"clauses that the two coders coded are not in these documents ({missing[0]}, ...): "
            "open the lesson on the packaged data"
        )
    return joined
