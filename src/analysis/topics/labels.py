"""Names and specimens of topics: probable words, exclusive words, exemplar clauses."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis.tables import make_table

__all__ = ["find_exemplars", "label_topics"]

_SEPARATOR = "、"
_HALF = 0.5


def label_topics(terms: pd.DataFrame, *, n_terms: int = 3, n_words: int = 8) -> pd.DataFrame:
    """Give every topic a label made of its own words.

    Answers: what shall the topic be called until a person names it?

    Parameters
    ----------
    terms
        The ``topic_terms`` table.
    n_terms
        Terms in the label, at least 1; three fit into a legend.
    n_words
        Terms in the lists of probable and of exclusive words.

    Returns
    -------
    pandas.DataFrame
        The ``topic_labels`` table: label, probable (heaviest terms), exclusive (terms that the topic shares least, among
        those above the mean weight).

    Raises
    ------
    ValueError
        If a number is below 1.

    Notes
    -----
    The label takes the terms with the largest product of weight and exclusivity: heavy in this topic and light in the others.

    *Reading it*: a label is a handle, not an interpretation. Read the exemplar clauses before writing a name of your own.

    References
    ----------
    Bischof & Airoldi (2012), ICML, "Summarizing topical content with word frequency and exclusivity" (the idea).

    Examples
    --------
    >>> rows = [("算力", 0.6, 1, 1.0), ("数据", 0.4, 2, 0.2)]
    >>> terms = pd.DataFrame(rows, columns=["term", "weight", "rank", "exclusivity"]).assign(model="nmf", k=1, topic_id=1)
    >>> label_topics(terms)["label"].item()
    '算力、数据'
    """
    for name, number in (("n_terms", n_terms), ("n_words", n_words)):
        if number < 1:
            raise ValueError(f"{name} must be at least 1, got {number}")
    rows = []
    for (model, k, topic_id), topic in terms.groupby(["model", "k", "topic_id"], sort=True):
        scored = topic.assign(score=(topic["weight"] * topic["exclusivity"]).round(9))
        heavy = topic[topic["weight"] >= topic["weight"].mean()]
        rows.append(
            {
                "model": model,
                "k": k,
                "topic_id": topic_id,
                "label": _join(scored.sort_values(["score", "term"], ascending=[False, True]), n_terms),
                "probable": _join(topic.sort_values("rank"), n_words),
                "exclusive": _join(heavy.sort_values(["exclusivity", "rank"], ascending=[False, True]), n_words),
            }
        )
    return make_table("topic_labels", rows)


def find_exemplars(shares: pd.DataFrame, *, sizes: Mapping[str, float], n_units: int = 3) -> pd.DataFrame:
    """Find the units that show best what a topic is about.

    Answers: which clauses should be read to understand, and to doubt, a topic?

    Parameters
    ----------
    shares
        The ``topic_shares`` table.
    sizes
        Size of each unit, for instance its number of words.
    n_units
        Units a topic, at least 1.

    Returns
    -------
    pandas.DataFrame
        Rows of ``topic_shares`` with ``rank``: the units that give most words to the topic (share times size), those first
        that belong to it by half or more.

    Examples
    --------
    >>> rows = [("d/1", 0.9), ("d/2", 0.6), ("d/3", 0.4)]
    >>> shares = pd.DataFrame(rows, columns=["unit_id", "share"]).assign(model="nmf", k=1, topic_id=1, unit="clause")
    >>> find_exemplars(shares, sizes={"d/1": 10, "d/2": 50, "d/3": 500}, n_units=2)["unit_id"].tolist()
    ['d/2', 'd/1']
    """
    if n_units < 1:
        raise ValueError(f"n_units must be at least 1, got {n_units}")
    scored = shares.assign(
        whole=shares["share"] >= _HALF, words=(shares["share"] * shares["unit_id"].map(dict(sizes))).round(6)
    )
    scored = scored.sort_values(
        ["model", "k", "topic_id", "whole", "words", "unit_id"], ascending=[True, True, True, False, False, True]
    )
    scored["rank"] = scored.groupby(["model", "k", "topic_id"]).cumcount() + 1
    return scored.loc[scored["rank"] <= n_units, [*shares.columns, "rank"]].reset_index(drop=True)


def _join(topic: pd.DataFrame, number: int) -> str:
    return _SEPARATOR.join(topic["term"].head(number))
