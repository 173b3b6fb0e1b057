"""Keyness: which words one part of a corpus uses more than another, or than a list of general language."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import scipy
from numpy.typing import NDArray

from analysis.errors import WithheldError
from analysis.lexis.dispersion import measure_dispersion
from analysis.lexis.divisions import permute_documents
from analysis.tables import make_table

__all__ = ["find_keyness", "find_list_keyness", "measure_contingency", "measure_z"]

_Numbers = NDArray[np.float64]

#: Occurrences that the prior counts for, over all words: about one page of text.
PRIOR_WORDS = 500.0


def find_keyness(
    terms: pd.DataFrame,
    target: str,
    *,
    groups: Mapping[str, str],
    against: str | None = None,
    prior_words: float = PRIOR_WORDS,
    seed: int = 0,
) -> pd.DataFrame:
    """Find the words that one group of documents uses more, or less, than the others.

    Answers: what does this province say that the others do not, or the final version that the draft did not?

    Parameters
    ----------
    terms
        The ``terms`` table.
    target
        The group in question.
    groups
        From doc_id to the name of its group (province, status, the document itself); a document mapped to None is left out.
    against
        The group to compare with; all other groups together where None.
    prior_words
        Occurrences that the prior of ``z`` counts for, above 0. 500 is about a page: a word must be seen some times before it
        moves.
    seed
        Seed of the divisions, where there are too many to try all.

    Returns
    -------
    pandas.DataFrame
        The ``keyness`` table, a row a term: target, against, term, n_target, n_against, docs_target, docs_against, g2, chi2,
        chi2_yates, fisher_p, log_ratio, z, dp, n_permutations, p, q.

    Raises
    ------
    ValueError
        If groups do not name the target, the group to compare with, or every document; if one side has no words; or the prior
        is not above 0.

    Notes
    -----
    For counts a, b of the term and c, d of all other words in target and reference, with expected counts E:
    G² = 2 Σ O ln(O / E); χ² = Σ (O - E)² / E, with Yates' correction (|O - E| - ½)²; the sign of ``g2``, ``chi2`` and
    ``chi2_yates`` is that of the difference: negative where the target uses the term less. Log Ratio is the binary
    logarithm of the ratio of relative frequencies, half an occurrence added where a count is 0. z is the difference of log odds
    over its standard error under a Dirichlet prior in the proportions of both sides together (:func:`measure_z`). p is
    the part of all ways to divide the same documents into sides of these sizes that make the relative frequencies differ as
    much (9,999 at random where there are more than 20,000); q corrects it over all terms of the table.

    *Reading it*: a log ratio of 1 says that the target uses the word twice as often. G² says how surprising that is if words
    were drawn one by one. They are not: a document repeats its words, so a word of one document looks surprising whatever
    the province. Look at ``docs_target`` and ``dp`` first (near 1: the word stands in one clause only), then at p: it divides
    whole documents, and is missing where these are so few that it could not reach 0.05. A *misreading*: a large z with a
    missing p as evidence about a province.

    References
    ----------
    Dunning (1993), Computational Linguistics 19(1), 61-74 (G²); Hardie (2014), "Log Ratio", CASS blog; Monroe, Colaresi &
    Quinn (2008), Political Analysis 16(4), 372-403, "Fightin' Words", section 3.4 (z); Gries (2008), Int. J. of Corpus
    Linguistics 13(4), 403-437 (DP).

    Examples
    --------
    >>> rows = [("d1", "数据", 3), ("d1", "算力", 7), ("d2", "数据", 7), ("d2", "算力", 2)]
    >>> terms = pd.DataFrame([dict(clause_id=doc, term=term, doc_id=doc, n=n) for doc, term, n in rows])
    >>> found = find_keyness(make_table("terms", terms), "甲", groups={"d1": "甲", "d2": "乙"})
    >>> found.loc[found["term"] == "算力", ["chi2", "chi2_yates", "g2", "fisher_p"]].round(4).values.tolist()
    [[4.3372, 2.6324, 4.5349, 0.0698]]
    >>> found["n_permutations"].tolist(), found["p"].isna().all().item()
    ([2, 2], True)
    """
    if not prior_words > 0:
        raise ValueError(f"prior_words must be above 0, got {prior_words}")
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
    by_document = counts.pivot_table(index="doc_id", columns="term", values="n", aggfunc="sum", fill_value=0)
    inside = np.array([groups[doc_id] == target for doc_id in by_document.index])
    n_divisions, p, q = permute_documents(by_document[n.index].to_numpy("float64"), inside, seed=seed)
    return make_table(
        "keyness",
        found.assign(
            target=target,
            against=against or "rest",
            n_target=n["target"].to_numpy("int64"),
            n_against=n["against"].to_numpy("int64"),
            docs_target=docs["target"].to_numpy("int64"),
            docs_against=docs["against"].to_numpy("int64"),
            z=measure_z(a, b, prior_words=prior_words),
            dp=_spread_inside(counts[counts["side"] == "target"], n.index),
            n_permutations=n_divisions,
            p=p,
            q=q,
        ),
    )


def find_list_keyness(
    terms: pd.DataFrame, frequencies: Mapping[str, int], *, name: str = "list", prior_words: float = PRIOR_WORDS
) -> pd.DataFrame:
    """Find the words that documents use more, or less, than general language does.

    Answers: what is special about this document, beside ordinary Chinese rather than beside other policies?

    Parameters
    ----------
    terms
        The ``terms`` table of the documents in question, all taken together.
    frequencies
        From word to its count in general language, for instance :func:`analysis.lexis.read_frequencies`.
    name
        What the list is called in the column ``against``.
    prior_words
        As in :func:`find_keyness`.

    Returns
    -------
    pandas.DataFrame
        The ``keyness`` table. Words that the list lacks are left out: a list without 新质生产力 says nothing of how rare it is.
        There are no documents to permute, so ``p`` is missing, and so is ``docs_against``.

    Raises
    ------
    WithheldError
        If the list has none of the words.
    ValueError
        If the prior is not above 0.

    Notes
    -----
    As :func:`find_keyness`; the totals are those of the words that both have, so that what only one side could count does not
    shift the proportions.

    *Reading it*: general lists count news and fiction. What comes out on top is the language of administration, then the
    subject; compare with other policies to tell the two apart.

    References
    ----------
    Rayson & Garside (2000), "Comparing corpora using frequency profiling", ACL workshop on comparing corpora.

    Examples
    --------
    >>> rows = [("算力", 5), ("农业", 1), ("新质生产力", 3)]
    >>> terms = pd.DataFrame([dict(clause_id="d", term=term, doc_id="d", n=n) for term, n in rows])
    >>> find_list_keyness(make_table("terms", terms), {"算力": 10, "农业": 900})["term"].tolist()
    ['农业', '算力']
    """
    if not prior_words > 0:
        raise ValueError(f"prior_words must be above 0, got {prior_words}")
    listed = terms[terms["term"].map(lambda term: frequencies.get(term, 0)) > 0]
    if listed.empty:
        raise WithheldError(
            f"the list {name!r} of {len(frequencies)} words has none of the {terms['term'].nunique()} terms"
        )
    n = listed.groupby("term")["n"].sum().sort_index()
    a = n.to_numpy("float64")
    b = np.array([frequencies[term] for term in n.index], dtype="float64")
    found = measure_contingency(a, b, a.sum() - a, b.sum() - b)
    found.insert(0, "term", n.index.astype("str"))
    return make_table(
        "keyness",
        found.assign(
            target="all",
            against=name,
            n_target=a.astype("int64"),
            n_against=b.astype("int64"),
            docs_target=listed.groupby("term")["doc_id"].nunique().reindex(n.index).to_numpy("int64"),
            docs_against=pd.array([None] * len(n), dtype="Int64"),
            z=measure_z(a, b, prior_words=prior_words),
            dp=_spread_inside(listed, n.index),
            n_permutations=0,
            p=np.nan,
            q=np.nan,
        ),
    )


def measure_z(a: _Numbers, b: _Numbers, *, prior_words: float = PRIOR_WORDS) -> _Numbers:
    """Measure how far the odds of each word differ between two sides, in standard errors, with an informative prior.

    Parameters
    ----------
    a, b
        Counts of every word in the target and in the reference; together they are all words.
    prior_words
        Occurrences that the prior counts for, on either side.

    Returns
    -------
    numpy.ndarray
        One z a word: positive where the target has more.

    Notes
    -----
    With the prior α(w) = prior_words · (a(w) + b(w)) / Σ (a + b) and its sum α₀: δ(w) = ln[(a + α) / (n_a + α₀ - a - α)] -
    ln[(b + α) / (n_b + α₀ - b - α)]; z = δ / √(1 / (a + α) + 1 / (b + α)).

    *Reading it*: beyond 1.96 a word would count as different, were words independent. They are not; so z ranks words, it does
    not test provinces. A *misreading*: a rare word with a huge log ratio and a small z as a finding; the prior is there to
    hold it back.

    References
    ----------
    Monroe, Colaresi & Quinn (2008), Political Analysis 16(4), 372-403, equations 16 and 20-22.

    Examples
    --------
    >>> import numpy as np
    >>> measure_z(np.array([3.0, 7.0]), np.array([7.0, 2.0]), prior_words=1).round(4).tolist()
    [-2.8882, 2.5409]
    """
    both = a + b
    prior = prior_words * both / both.sum()
    mine, theirs = a + prior, b + prior
    odds = np.log(mine / np.maximum(mine.sum() - mine, 1e-12)) - np.log(
        theirs / np.maximum(theirs.sum() - theirs, 1e-12)
    )
    return np.asarray(odds / np.sqrt(1 / mine + 1 / theirs))


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
    likelihood = scipy.stats.hypergeom.pmf(np.arange(low, high + 1), total, row, column)
    return float(min(1.0, likelihood[likelihood <= likelihood[a - low] * (1 + 1e-7)].sum()))


def _spread_inside(counts: pd.DataFrame, terms: pd.Index) -> _Numbers:
    """Return DP of each term over the clauses of one side; missing for a term that it does not have."""
    dispersion = measure_dispersion(counts[["clause_id", "term", "doc_id", "n"]])
    found = dispersion.set_index("term")["dp"].reindex(terms)
    return np.asarray(found.to_numpy("float64"))


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
