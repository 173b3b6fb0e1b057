"""Keyness: which words one part of a corpus uses more than another."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import hypergeom

from analysis.tables import make_table

__all__ = ["find_keyness", "measure_contingency"]

_Numbers = NDArray[np.float64]


def find_keyness(
    terms: pd.DataFrame, target: str, *, groups: Mapping[str, str], against: str | None = None
) -> pd.DataFrame:
    """Find the words that one group of documents uses more, or less, than the others.

    Answers: what does this province say that the others do not?

    Parameters
    ----------
    terms
        The ``terms`` table.
    target
        The group in question.
    groups
        From doc_id to the name of its group; a document mapped to None is left out.
    against
        The group to compare with; all other groups together where None.

    Returns
    -------
    pandas.DataFrame
        The ``keyness`` table, a row a term: target, against, term, n_target, n_against, docs_target, docs_against, g2, chi2,
        chi2_yates, fisher_p, log_ratio.

    Raises
    ------
    ValueError
        If groups do not name the target, the group to compare with, or every document; or if one side has no words.

    Notes
    -----
    For counts a, b of the term and c, d of all other words in target and reference, with expected counts E:
    G² = 2 Σ O ln(O / E); χ² = Σ (O - E)² / E, with Yates' correction (|O - E| - ½)²; the sign of ``g2``, ``chi2`` and
    ``chi2_yates`` is that of the difference: negative where the target uses the term less. Log Ratio is the binary
    logarithm of the ratio of relative frequencies, half an occurrence added where a count is 0.

    *Reading it*: a log ratio of 1 says that the target uses the word twice as often. G² says how surprising that is if words
    were drawn one by one. They are not: a document repeats its words, so a word of one document looks surprising whatever
    the province. Look at ``docs_target`` first; with one document a side there is no evidence about provinces.

    References
    ----------
    Dunning (1993), Computational Linguistics 19(1), 61-74 (G²); Hardie (2014), "Log Ratio", CASS blog.

    Examples
    --------
    >>> rows = [("d1", "数据", 3), ("d1", "算力", 7), ("d2", "数据", 7), ("d2", "算力", 2)]
    >>> terms = pd.DataFrame([dict(clause_id=doc, term=term, doc_id=doc, n=n) for doc, term, n in rows])
    >>> found = find_keyness(make_table("terms", terms), "甲", groups={"d1": "甲", "d2": "乙"})
    >>> found.loc[found["term"] == "算力", ["chi2", "chi2_yates", "g2", "fisher_p"]].round(4).values.tolist()
    [[4.3372, 2.6324, 4.5349, 0.0698]]
    """
    side = _name_sides(terms, target, groups, against)
    counts = terms.assign(side=side).dropna(subset=["side"])
    n = counts.pivot_table(index="term", columns="side", values="n", aggfunc="sum", fill_value=0)
    docs = counts.pivot_table(index="term", columns="side", values="doc_id", aggfunc="nunique", fill_value=0)
    for name in ("target", "against"):
        if name not in n.columns:
            raise ValueError(f"no words on the side of the {name}: target {target!r}, against {against!r}")
    a, b = n["target"].to_numpy("float64"), n["against"].to_numpy("float64")
    found = measure_contingency(a, b, a.sum() - a, b.sum() - b)
    found.insert(0, "term", n.index.astype("str"))
    return make_table(
        "keyness",
        found.assign(
            target=target,
            against=against or "rest",
            n_target=n["target"].to_numpy("int64"),
            n_against=n["against"].to_numpy("int64"),
            docs_target=docs["target"].to_numpy("int64"),
            docs_against=docs["against"].to_numpy("int64"),
        ),
    )


def measure_contingency(a: _Numbers, b: _Numbers, c: _Numbers, d: _Numbers) -> pd.DataFrame:
    """Measure association in 2 x 2 tables [a b; c d], all at once.

    Parameters
    ----------
    a, b
        Counts of the term in the target and in the reference.
    c, d
        Counts of all other words in the target and in the reference.

    Returns
    -------
    pandas.DataFrame
        Columns g2, chi2, chi2_yates (signed: negative where the target has less), fisher_p (two-sided), log_ratio.

    Examples
    --------
    >>> import numpy as np
    >>> measure_contingency(*(np.array([x]) for x in (3.0, 7.0, 7.0, 2.0))).round(4).iloc[0].tolist()
    [-4.5349, -4.3372, -2.6324, 0.0698, -1.3744]
    """
    observed = np.array([a, b, c, d], dtype="float64")
    a, b, c, d = observed
    total = observed.sum(axis=0)
    margins = [((a + b), (a + c)), ((a + b), (b + d)), ((c + d), (a + c)), ((c + d), (b + d))]
    expected = np.array([row * column / total for row, column in margins])
    sign = np.where(a >= expected[0], 1.0, -1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        g2 = 2 * np.where(observed > 0, observed * np.log(observed / expected), 0.0).sum(axis=0)
        gap = np.abs(observed - expected)
        chi2 = np.nan_to_num(gap**2 / expected).sum(axis=0)
        yates = np.nan_to_num(np.maximum(gap - 0.5, 0) ** 2 / expected).sum(axis=0)
    filled_a, filled_b = np.where(a > 0, a, 0.5), np.where(b > 0, b, 0.5)
    return pd.DataFrame(
        {
            "g2": sign * np.maximum(g2, 0),
            "chi2": sign * chi2,
            "chi2_yates": sign * yates,
            "fisher_p": [_fisher(*map(int, cells)) for cells in zip(a, b, c, d, strict=True)],
            "log_ratio": np.log2((filled_a / (a + c)) / (filled_b / (b + d))),
        }
    )


def _fisher(a: int, b: int, c: int, d: int) -> float:
    """Return the two-sided p: all tables with the same margins that are no likelier than the one seen."""
    total, row, column = a + b + c + d, a + b, a + c
    low, high = max(0, row + column - total), min(row, column)
    likelihood = hypergeom.pmf(np.arange(low, high + 1), total, row, column)
    return float(min(1.0, likelihood[likelihood <= likelihood[a - low] * (1 + 1e-7)].sum()))


def _name_sides(terms: pd.DataFrame, target: str, groups: Mapping[str, str], against: str | None) -> pd.Series:
    unknown = sorted(set(terms["doc_id"]) - set(groups))
    if unknown:
        raise ValueError(f"groups name no group for the documents {unknown}; map them to None to leave them out")
    names = {name for name in groups.values() if name is not None}
    for name in (target, against):
        if name is not None and name not in names:
            raise ValueError(f"no group is called {name!r}; groups: {', '.join(sorted(names))}")

    def side(doc_id: str) -> str | None:
        group = groups[doc_id]
        if group == target:
            return "target"
        return "against" if group is not None and against in (None, group) else None

    return terms["doc_id"].map({doc_id: side(doc_id) for doc_id in sorted(set(terms["doc_id"]))})
