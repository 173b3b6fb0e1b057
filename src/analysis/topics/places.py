"""Where topics stand: on a map of their words, and word by word in the text."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.tables import make_table
from analysis.topics.factors import diagonalise

__all__ = ["assign_words", "place_topics"]

_Numbers = NDArray[np.float64]
_FEWEST = 3


def place_topics(terms: pd.DataFrame, shares: pd.DataFrame) -> pd.DataFrame:
    """Place the topics of a model on a plane, so that topics of like words lie near each other.

    Answers: which topics are neighbours, and which stand alone?

    Parameters
    ----------
    terms
        The ``topic_terms`` table of one model.
    shares
        Its ``topic_shares`` table.

    Returns
    -------
    pandas.DataFrame
        The ``topic_map`` table: x, y, share (mean over units), explained. With one topic, it stands at the origin.

    Raises
    ------
    ValueError
        If the table holds no or several models.

    Notes
    -----
    The distance of two topics is the root of the Jensen-Shannon divergence (base 2) of their words, 0 to 1; classical
    scaling finds the plane. Directions are fixed by making the coordinate farthest from 0 positive.

    *Reading it*: only nearness means something; the axes have no names. ``explained`` says how much of the distances the
    plane shows: below 0.5, two topics may look near and not be. A *misreading*: a cluster of dots as a finding; look at
    ``nearest`` in ``topic_quality`` for the cosine itself.

    References
    ----------
    Sievert & Shirley (2014), ACL workshop on interactive language learning, "LDAvis", section 3 (divergence and scaling);
    Torgerson (1952), Psychometrika 17, 401-419 (classical scaling).

    Examples
    --------
    >>> rows = [(1, "算力", 1.0), (2, "育种", 1.0), (3, "育种", 0.5), (3, "粮食", 0.5)]
    >>> terms = pd.DataFrame(rows, columns=["topic_id", "term", "weight"]).assign(model="nmf", k=3)
    >>> shares = pd.DataFrame({"model": "nmf", "k": 3, "topic_id": [1, 2, 3], "unit_id": "d/1", "share": [0.2, 0.3, 0.5]})
    >>> found = place_topics(terms, shares).set_index("topic_id")
    >>> near, far = (abs(found.loc[2, "x"] - found.loc[topic, "x"]) for topic in (3, 1))
    >>> bool(near < far)
    True
    """
    models = terms[["model", "k"]].drop_duplicates()
    if len(models) != 1:
        raise ValueError(f"place_topics takes one model, the table has {models.to_numpy().tolist() or 'no rows'}")
    words = terms.pivot_table(index="topic_id", columns="term", values="weight", fill_value=0.0)
    rows = words.to_numpy("float64")
    places, explained = _scale(_diverge(rows / rows.sum(axis=1, keepdims=True)))
    mean = shares.groupby("topic_id")["share"].mean().reindex(words.index).fillna(0.0)
    model, k = models.iloc[0]
    found = pd.DataFrame({"model": model, "k": k, "topic_id": words.index, "x": places[:, 0], "y": places[:, 1]})
    return make_table("topic_map", found.assign(share=mean.to_numpy().round(6), explained=explained))


def assign_words(tokens: pd.DataFrame, *, terms: pd.DataFrame, shares: pd.DataFrame) -> pd.DataFrame:
    """Say of every word in the text which topic it speaks for in its place.

    Answers: where in this clause does the topic show, and on which words does its share rest?

    Parameters
    ----------
    tokens
        The ``tokens`` table of the clauses.
    terms
        The ``topic_terms`` table of one model of clauses.
    shares
        Its ``topic_shares`` table.

    Returns
    -------
    pandas.DataFrame
        The ``word_topics`` table: clause_id, doc_id, start, end, term, model, k, topic_id, probability. Words outside the
        model's vocabulary, and clauses that it left out, have no row.

    Raises
    ------
    ValueError
        If the terms hold no or several models, or the shares are not of clauses.

    Notes
    -----
    P(t | word, clause) = share(t, clause) · weight(word, t) / Σ over all topics of the same; the topic with the largest is
    taken, the lower number of equals.

    *Reading it*: the same word may speak for different topics in different clauses. A probability near 1 / k says that it
    speaks for none.

    References
    ----------
    Steyvers & Griffiths (2007), "Probabilistic topic models", in Handbook of Latent Semantic Analysis, section 3 (topics of
    words in their place).

    Examples
    --------
    >>> tokens = pd.DataFrame({"clause_id": ["d/1"], "doc_id": "d", "start": [0], "end": [2], "term": ["算力"]})
    >>> model = {"model": "nmf", "k": 2, "topic_id": [1, 2]}
    >>> terms = pd.DataFrame(model | {"term": "算力", "weight": [0.1, 0.3]})
    >>> shares = pd.DataFrame(model | {"unit_id": "d/1", "unit": "clause", "share": [0.5, 0.5]})
    >>> assign_words(tokens, terms=terms, shares=shares)[["topic_id", "probability"]].values.tolist()
    [[2.0, 0.75]]
    """
    models = terms[["model", "k"]].drop_duplicates()
    if len(models) != 1 or not set(shares["unit"]) <= {"clause", "sentence"}:
        raise ValueError(
            f"assign_words takes one model of clauses, got {models.to_numpy().tolist()} of {set(shares['unit'])}"
        )
    joined = tokens.merge(terms[["model", "k", "topic_id", "term", "weight"]], on="term")
    units = shares.rename(columns={"unit_id": "clause_id"})[["clause_id", "topic_id", "share"]]
    joined = joined.merge(units, on=["clause_id", "topic_id"])
    joined["evidence"] = joined["weight"] * joined["share"]
    total = joined.groupby(["clause_id", "start"])["evidence"].transform("sum")
    joined = joined[total > 0].assign(probability=(joined["evidence"] / total.where(total > 0, 1.0)).round(6))
    joined = joined.sort_values(["clause_id", "start", "probability", "topic_id"], ascending=[True, True, False, True])
    columns = ["clause_id", "doc_id", "start", "end", "term", "model", "k", "topic_id", "probability"]
    return make_table("word_topics", joined.drop_duplicates(["clause_id", "start"])[columns])


def _diverge(rows: _Numbers) -> _Numbers:
    """Return the Jensen-Shannon divergence of every two rows, in bits."""
    found = np.zeros((len(rows), len(rows)))
    for one in range(len(rows)):
        for other in range(one):
            middle = (rows[one] + rows[other]) / 2
            parts = [
                float((row[row > 0] * np.log2(row[row > 0] / middle[row > 0])).sum())
                for row in (rows[one], rows[other])
            ]
            found[one, other] = found[other, one] = round(min(1.0, max(0.0, sum(parts) / 2)), 9)
    return found


def _scale(squares: _Numbers) -> tuple[_Numbers, float]:
    """Return places on a plane whose squared distances come nearest to those given, and the part of them shown."""
    size = len(squares)
    centre = np.eye(size) - 1 / size
    inner = -0.5 * np.einsum("ij,jk,kl->il", centre, squares, centre)
    values, vectors = diagonalise(inner)
    order = np.argsort(-values.round(9), kind="stable")[:2]
    places = np.zeros((size, 2))
    for axis, number in enumerate(order.tolist()):
        column = vectors[:, number] * np.sqrt(max(values[number], 0.0))
        farthest = column[int(np.argmax(np.abs(column).round(6)))]
        places[:, axis] = (column * (-1 if farthest < 0 else 1)).round(6)
    total = float(np.abs(values).sum())
    shown = float(values[order].clip(min=0.0).sum())
    return places + 0.0, 1.0 if size < _FEWEST else round(shown / total, 6) if total > 0 else 0.0
