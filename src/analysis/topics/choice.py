"""How many topics: what each number buys and costs, side by side."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from analysis.tables import make_table
from analysis.topics.factors import JUDGING_PASSES, factorise
from analysis.topics.matrix import build_matrix, count_profiles, require_topics
from analysis.topics.model import tabulate_topics
from analysis.topics.quality import judge_topics

__all__ = ["choose_k"]

_LARGEST = 12


def choose_k(
    weights: pd.DataFrame,
    *,
    ks: Iterable[int] | None = None,
    seed: int = 0,
    min_units: int = 2,
    max_share: float = 0.3,
    min_terms: int = 3,
    n_resamples: int = 10,
) -> pd.DataFrame:
    """Compare numbers of topics, and recommend one without applying it.

    Answers: how many topics does this corpus support?

    Parameters
    ----------
    weights
        The ``weights`` table of one kind of unit.
    ks
        Numbers of topics to compare. Where None, 2 to 12, because a person can hold no more in view, or as far as the corpus
        goes.
    seed, min_units, max_share, min_terms, n_resamples
        As in ``fit_topics``.

    Returns
    -------
    pandas.DataFrame
        The ``topic_choice`` table, a row a number: npmi, exclusivity, stability (means over topics), error, n_kept,
        recommended. At most one row is recommended; none where no number gives a topic that passes the gate.

    Raises
    ------
    ValueError
        If ``ks`` is empty or holds anything but whole numbers above 0.
    WithheldError
        If a number is larger than the corpus can hold, or it cannot hold two.

    Notes
    -----
    Recommended is the k with the largest product of the number of its topics kept and the part of them kept (see
    ``topic_quality``), the smallest such k of equals. With too small a k, topics run together and still pass; with too
    large a k, one is cut in two that look alike, or comes out unstable, and is not kept. ``benchmarks/topics.py`` counts how
    often this finds the number of planted topics.

    *Reading it*: the error always falls, so it decides nothing alone; look for the k after which topics stop passing.
    A *misreading*: that the recommended k is the truth. Two readers may want five broad or twelve narrow topics of the same
    texts; say which was taken, and why.

    References
    ----------
    Greene, O'Callaghan & Cunningham (2014), ECML PKDD, "How many topics? Stability analysis for topic models"; Roberts, Stewart
    & Tingley (2019), Journal of Statistical Software 91(2), section 3.4 (coherence against exclusivity).

    Examples
    --------
    >>> from analysis.tables import make_table
    >>> words = {"算": "算力 芯片 集群 存力", "农": "育种 粮食 农机 农田"}
    >>> rows = [(f"d/{n}{theme}", w) for n in range(9) for theme, ws in words.items() for w in ws.split()[n % 2 :]]
    >>> weights = pd.DataFrame([dict(unit_id=u, term=t, unit="clause", n=1, tf=1.0, idf=1.0, tf_idf=0.5) for u, t in rows])
    >>> found = choose_k(make_table("weights", weights), ks=[2, 3])
    >>> found.loc[found["recommended"], "k"].tolist()
    [2]
    """
    matrix = build_matrix(weights, min_units=min_units, max_share=max_share, min_terms=min_terms)
    wanted = sorted(set(range(2, max(2, min(_LARGEST, count_profiles(matrix))) + 1) if ks is None else ks))
    if not wanted:
        raise ValueError("ks is empty: give the numbers of topics to compare")
    for k in (wanted[0], wanted[-1]):
        require_topics(matrix, k)
    rows = []
    for k in wanted:
        factors = factorise(matrix.weights, k, seed=seed)
        terms, shares = tabulate_topics(matrix, factors, model="nmf")
        quality = judge_topics(
            matrix,
            terms,
            shares,
            lambda rows, k: factorise(rows, k, seed=seed, passes=JUDGING_PASSES).of_terms,
            seed=seed,
            n_resamples=n_resamples,
        )
        means = quality[["npmi", "exclusivity", "stability"]].mean().round(6).to_dict()
        rows.append(
            {"model": "nmf", "k": k, **means, "error": round(factors.error, 6), "n_kept": int(quality["kept"].sum())}
        )
    table = pd.DataFrame(rows)
    best = max(range(len(wanted)), key=lambda row: (table["n_kept"][row] ** 2 / wanted[row], -wanted[row]))
    table["recommended"] = [row == best and table["n_kept"][row] > 0 for row in range(len(wanted))]
    return make_table("topic_choice", table)
