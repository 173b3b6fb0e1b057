"""Clauses that two coders coded, for the student to code as a third."""

from __future__ import annotations

import hashlib
from importlib.resources import files

import pandas as pd

from analysis.errors import WithheldError
from analysis.study import Study

__all__ = ["load_codings"]

#: A row a clause, known by the digest of its clean text: whose document it is, is of no interest to a coder.
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
        A row a clause: ``unit`` (a letter), ``code``, ``coder_1`` and ``coder_2`` (1 or 0), ``source``,
        ``clause_id``, ``text``.

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
    own = study.clauses[["clause_id", "text"]].assign(digest=[_digest(text) for text in study.clauses["text"]])
    joined = codings.merge(own.drop_duplicates("digest"), on="digest", how="left")
    if joined["text"].isna().any():
        raise WithheldError(
            f"{int(joined['text'].isna().sum())} of the clauses that the two coders coded are not in these documents: "
            "open the lesson on the packaged data"
        )
    return joined.drop(columns="digest")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]
