"""Do two models tell the same story? Topics of one held against topics of the other."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from analysis.tables import make_table
from analysis.topics.quality import N_TOP

__all__ = ["match_models"]


def match_models(terms: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """Pair the topics of two models by their words.

    Answers: which topics does another model, or another number of topics, find as well?

    Parameters
    ----------
    terms
        The ``topic_terms`` table of one model.
    others
        That of another.

    Returns
    -------
    pandas.DataFrame
        The ``topic_matches`` table, a row a topic of the first: the partner in the other, cosine of their weights, and part of
        their ten heaviest terms that both have (Jaccard). The partner is missing where the other has fewer topics.

    Raises
    ------
    ValueError
        If a table holds no or several models.

    Notes
    -----
    Partners are found by the assignment that makes the sum of cosines largest (the Hungarian method), so each has one.

    *Reading it*: a topic that NMF and LDA both find, with a cosine above 0.7, does not depend on the model. A topic found by
    one alone may be a matter of its arithmetic: NMF reads TF-IDF weights, LDA raw counts.

    References
    ----------
    Greene, O'Callaghan & Cunningham (2014), ECML PKDD, section 3.2 (term ranking agreement by assignment).

    Examples
    --------
    >>> rows = [(1, "算力", 1.0, 1), (2, "育种", 1.0, 1)]
    >>> terms = pd.DataFrame(rows, columns=["topic_id", "term", "weight", "rank"]).assign(model="nmf", k=2)
    >>> others = terms.assign(model="lda", topic_id=[2, 1])
    >>> match_models(terms, others)["other_topic"].tolist()
    [2, 1]
    """
    for table in (terms, others):
        models = table[["model", "k"]].drop_duplicates()
        if len(models) != 1:
            raise ValueError(f"match_models pairs one model with one other, a table has {models.to_numpy().tolist()}")
    columns = sorted({*terms["term"], *others["term"]})
    mine, theirs = (
        table.pivot_table(index="topic_id", columns="term", values="weight", fill_value=0.0).reindex(
            columns=columns, fill_value=0.0
        )
        for table in (terms, others)
    )
    cosine = np.einsum("in,jn->ij", _unit_rows(mine), _unit_rows(theirs))
    row, column = linear_sum_assignment(-cosine.round(6))  # finer digits differ by processor and would decide ties
    names: list[int] = theirs.index.tolist()
    partner = dict(zip(row.tolist(), column.tolist(), strict=True))
    heads, other_heads = (
        table[table["rank"] <= N_TOP].groupby("topic_id")["term"].agg(set).to_dict() for table in (terms, others)
    )
    rows = []
    for place, topic in enumerate(mine.index):
        matched = place in partner
        other = names[partner[place]] if matched else -1
        both = heads[topic] | other_heads[other] if matched else set()
        rows.append(
            {
                "model": terms["model"].iloc[0],
                "k": terms["k"].iloc[0],
                "topic_id": topic,
                "other_model": others["model"].iloc[0],
                "other_k": others["k"].iloc[0],
                "other_topic": other if matched else None,
                "cosine": round(float(min(1.0, cosine[place, partner[place]])), 6) if matched else None,
                "jaccard": round(len(heads[topic] & other_heads[other]) / len(both), 6) if matched else None,
            }
        )
    return make_table("topic_matches", rows)


def _unit_rows(table: pd.DataFrame) -> np.ndarray:
    rows = table.to_numpy("float64")
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(length > 0, length, 1.0))
