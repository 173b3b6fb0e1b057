"""Tables of the report on topics: heavy words, topics with their checks, exemplar clauses, partners in another model."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.topics import find_exemplars, label_topics, match_models

__all__ = ["list_exemplars", "list_matches", "list_topics", "list_words", "mark_kept"]

#: Characters of a clause told in a table.
_SHOWN = 90
_WORDS = 8
_SEPARATOR = "、"


def list_words(weights: pd.DataFrame, *, n_words: int = 15) -> pd.DataFrame:
    """Return the heaviest words of every unit, a row a unit.

    Parameters
    ----------
    weights
        The ``weights`` table.
    n_words
        Words a unit.

    Returns
    -------
    pandas.DataFrame
        Columns doc_id, n (words of the unit, counted), words.

    Examples
    --------
    >>> rows = [("a", "算力", 3, 0.9), ("a", "数据", 1, 0.2)]
    >>> list_words(pd.DataFrame(rows, columns=["unit_id", "term", "n", "tf_idf"])).values.tolist()
    [['a', 4, '算力、数据']]
    """
    heavy = weights.assign(weight=weights["tf_idf"].round(9)).sort_values(
        ["unit_id", "weight", "term"], ascending=[True, False, True]
    )
    words = heavy.groupby("unit_id").head(n_words).groupby("unit_id")["term"].agg(_SEPARATOR.join)
    table = pd.DataFrame({"n": weights.groupby("unit_id")["n"].sum(), "words": words})
    return table.rename_axis("doc_id").reset_index()


def list_topics(terms: pd.DataFrame, quality: pd.DataFrame) -> pd.DataFrame:
    """Return topics with label, words and checks, a row a topic.

    Parameters
    ----------
    terms, quality
        Tables of one model.

    Returns
    -------
    pandas.DataFrame
        Columns topic_id, label, probable, exclusive, npmi, exclusivity, stability, nearest, kept.

    Examples
    --------
    >>> list_topics(topics.terms, topics.quality)  # doctest: +SKIP
    """
    table = label_topics(terms, n_words=_WORDS).merge(quality, on=["model", "k", "topic_id"])
    return table.drop(columns=["model", "k"])


def mark_kept(topics: pd.DataFrame, *, kept: bool) -> list[str]:
    """Return the labels of the topics that pass, or of those that do not.

    Parameters
    ----------
    topics
        What :func:`list_topics` returns.
    kept
        Which.

    Returns
    -------
    list of str

    Examples
    --------
    >>> mark_kept(pd.DataFrame({"label": ["甲", "乙"], "kept": [True, False]}), kept=False)
    ['乙']
    """
    return topics.loc[topics["kept"] == kept, "label"].tolist()


def list_exemplars(
    shares: pd.DataFrame, terms: pd.DataFrame, clauses: pd.DataFrame, *, n_units: int = 2
) -> pd.DataFrame:
    """Return the clauses that show best what each topic is about.

    Parameters
    ----------
    shares
        The ``topic_shares`` table of clauses.
    terms
        The ``terms`` table, for the number of words of each clause.
    clauses
        The ``clauses`` table.
    n_units
        Clauses a topic.

    Returns
    -------
    pandas.DataFrame
        Columns topic_id, rank, clause_id, share, text (its beginning).

    Examples
    --------
    >>> list_exemplars(topics.shares, terms, study.clauses)  # doctest: +SKIP
    """
    words = terms.groupby("clause_id", as_index=False)["n"].sum()
    sizes = {str(clause_id): float(n) for clause_id, n in zip(words["clause_id"], words["n"], strict=True)}
    found = find_exemplars(shares, sizes=sizes, n_units=n_units).rename(columns={"unit_id": "clause_id"})
    texts = clauses.set_index("clause_id")["text"]
    found["text"] = [_begin(texts[clause_id]) for clause_id in found["clause_id"]]
    return found[["topic_id", "rank", "clause_id", "share", "text"]]


def list_matches(terms: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """Return the topics of one model with their partners in another, both in words.

    Parameters
    ----------
    terms, others
        ``topic_terms`` of the two models.

    Returns
    -------
    pandas.DataFrame
        Columns topic_id, label, other_topic, other_words, cosine, jaccard.

    Examples
    --------
    >>> list_matches(nmf.terms, lda.terms)  # doctest: +SKIP
    """
    table = match_models(terms, others).merge(label_topics(terms)[["topic_id", "label"]], on="topic_id")
    words = dict(_columns(label_topics(others, n_words=_WORDS), ["topic_id", "probable"]))
    table["other_words"] = table["other_topic"].map(words)
    return table[["topic_id", "label", "other_topic", "other_words", "cosine", "jaccard"]]


def _columns(table: pd.DataFrame, names: Sequence[str]) -> list[tuple[int, str]]:
    return list(table[list(names)].itertuples(index=False, name=None))


def _begin(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
