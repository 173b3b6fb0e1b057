"""Topic models and their tables: one start, one answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from threadpoolctl import threadpool_limits

from analysis.errors import suggest_name
from analysis.tables import make_table
from analysis.topics.factors import DECIMALS, JUDGING_PASSES, Factors, factorise, order_topics, share_out
from analysis.topics.matrix import TermMatrix, build_matrix, require_topics
from analysis.topics.quality import judge_topics

__all__ = ["Topics", "allocate", "fit_topics", "tabulate_topics"]

_Numbers = NDArray[np.float64]


class Topics(NamedTuple):
    """The tables of one topic model.

    Attributes
    ----------
    terms
        ``topic_terms``: every term of every topic, with weight, rank and exclusivity.
    shares
        ``topic_shares``: how much of each unit each topic explains.
    quality
        ``topic_quality``: how far each topic may be trusted.
    """

    terms: pd.DataFrame
    shares: pd.DataFrame
    quality: pd.DataFrame


def fit_topics(
    weights: pd.DataFrame,
    n_topics: int = 8,
    *,
    model: str = "nmf",
    seed: int = 0,
    min_units: int = 2,
    max_share: float = 0.3,
    min_terms: int = 3,
    n_resamples: int = 10,
) -> Topics:
    """Find the topics of a corpus, by default by non-negative matrix factorisation of its TF-IDF weights.

    Answers: what does the corpus talk about, which unit talks about what, and which of the topics may be trusted?

    Parameters
    ----------
    weights
        The ``weights`` table of one kind of unit; clauses are the units that carry one subject each.
    n_topics
        Number of topics k, from 1 to the number of different units. There is no true k: ``choose_k`` shows what each buys.
    model
        ``nmf``, or ``lda`` (latent Dirichlet allocation on raw counts) as a cross-check: LDA of few texts depends much on its
        seed.
    seed
        Seed of the start, and of the resampling.
    min_units
        Units a term must stand in to be used.
    max_share
        Largest part of the units a term may stand in, once that is more than ten units: a term of every third clause describes
        none of them.
    min_terms
        Distinct terms a unit must have to be used; a unit with fewer has no row in ``shares``.
    n_resamples
        How often the model is fitted again to four fifths of the units, drawn at random, to measure stability. With 0,
        stability is missing and no topic is kept. As many corpora are dealt out at random to see what coherence chance gives.

    Returns
    -------
    Topics
        ``terms`` (weights of a topic sum to 1; rank by weight, then term), ``shares`` (sum to 1 per unit) and ``quality`` (NPMI
        coherence, chance, exclusivity, stability, nearest, n_units, kept). Topics are numbered from 1 by falling total share.

    Raises
    ------
    WithheldError
        If no vocabulary is left, or there are not as many different units and terms as topics.
    ValueError
        If ``n_topics`` is no whole number above 0, the model is unknown, or the weights mix kinds of units.

    Notes
    -----
    The weights X (units by terms) are approximated by W H, both non-negative, with the least squared error; the start is
    NNDSVDa, so a seed changes next to nothing. A topic is a row of H, scaled to sum to 1 with the scale moved into W; the
    share of topic t in unit u is W[u, t] / Σ W[u, ·]. All sums are made in one order whatever the processor, and values are
    rounded to six decimals before they are ranked, so machines agree.

    *Reading it*: a topic is a group of words that stand in the same clauses. A share of 0.8 says that four fifths of what the
    model explains of a clause is explained by this topic. A *misreading*: that a topic must mean something. Look at ``kept``,
    the exclusive words and the exemplar clauses before giving it a name.

    References
    ----------
    Lee & Seung (1999), Nature 401, 788-791; Cichocki & Phan (2009), IEICE Transactions E92-A(3), 708-721; Boutsidis &
    Gallopoulos (2008), Pattern Recognition 41(4), 1350-1362 (NNDSVD); Greene, O'Callaghan & Cunningham (2014), ECML PKDD, "How
    many topics?" (stability of NMF topics).

    Examples
    --------
    >>> rows = [(f"d/{i}", t) for i in range(4) for t in ("算力", "芯片", "模型")]
    >>> rows += [(f"e/{i}", t) for i in range(4) for t in ("农业", "育种", "粮食")]
    >>> weights = pd.DataFrame([dict(unit_id=u, term=t, unit="clause", n=1, tf=1.0, idf=1.0, tf_idf=0.577) for u, t in rows])
    >>> weights.loc[0, "tf_idf"] = 0.6
    >>> weights.loc[12, "tf_idf"] = 0.6
    >>> topics = fit_topics(weights, 2)
    >>> topics.shares.loc[topics.shares["unit_id"] == "e/0", "share"].tolist()
    [1.0, 0.0]
    """
    if model not in _MODELS:
        raise ValueError(f"no topic model is called {model!r}; {suggest_name(model, _MODELS)}")
    matrix = build_matrix(weights, min_units=min_units, max_share=max_share, min_terms=min_terms)
    require_topics(matrix, n_topics)
    fit = _MODELS[model]
    matrix = matrix if model == "nmf" else matrix._replace(weights=matrix.counts)
    terms, shares = tabulate_topics(matrix, fit(matrix.weights, n_topics, seed=seed), model=model)
    quality = judge_topics(
        matrix,
        terms,
        shares,
        lambda rows, k: fit(rows, k, seed=seed, passes=JUDGING_PASSES).of_terms,
        seed=seed,
        n_resamples=n_resamples,
    )
    return Topics(terms, shares, quality)


def allocate(rows: sparse.csr_matrix, n_topics: int, *, seed: int = 0, passes: int = JUDGING_PASSES) -> Factors:
    """Fit latent Dirichlet allocation to counts of units by terms.

    Parameters
    ----------
    rows
        Counts, one row a unit.
    n_topics
        Number of topics.
    seed
        Seed of the start.
    passes
        Passes over the units; on clauses of policy texts nothing moves after some fifty.

    Returns
    -------
    Factors
        As of :func:`factorise`.
    """
    from sklearn.decomposition import LatentDirichletAllocation  # noqa: PLC0415 - half a second that NMF does without

    model = LatentDirichletAllocation(
        n_topics, learning_method="batch", max_iter=passes, random_state=seed, n_jobs=1, evaluate_every=0
    )
    with threadpool_limits(limits=1):
        of_units = model.fit_transform(rows)
    return order_topics(of_units, model.components_, rows)


def tabulate_topics(matrix: TermMatrix, factors: Factors, *, model: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the tables ``topic_terms`` and ``topic_shares`` of a fitted model.

    Parameters
    ----------
    matrix
        What it was fitted to.
    factors
        The model.
    model
        Its name: nmf, lda.

    Returns
    -------
    tuple of pandas.DataFrame
    """
    k = len(factors.of_terms)
    weight = factors.of_terms.round(DECIMALS)
    over_topics = weight.sum(axis=0)
    topics, columns = np.nonzero(weight)
    terms = pd.DataFrame(
        {
            "model": model,
            "k": k,
            "topic_id": topics + 1,
            "term": np.array(matrix.terms, dtype=object)[columns],
            "weight": weight[topics, columns],
            "exclusivity": weight[topics, columns] / over_topics[columns],
        }
    ).sort_values(["topic_id", "weight", "term"], ascending=[True, False, True])
    terms["rank"] = terms.groupby("topic_id").cumcount() + 1

    explained = factors.of_units.sum(axis=1) > 0
    share = _round_to_one(share_out(factors.of_units[explained]))
    units = np.array(matrix.units, dtype=object)[explained]
    shares = pd.DataFrame(
        {
            "model": model,
            "k": k,
            "unit_id": np.repeat(units, k),
            "topic_id": np.tile(np.arange(1, k + 1), len(units)),
            "unit": matrix.unit,
            "share": share.ravel(),
        }
    )
    return make_table("topic_terms", terms), make_table("topic_shares", shares)


def _round_to_one(share: _Numbers) -> _Numbers:
    """Round to millionths so that each row still sums to 1: what is missing goes to the largest share, the first of equals."""
    millionths: _Numbers = np.round(share * 10**DECIMALS)
    largest = millionths.argmax(axis=1)
    millionths[np.arange(len(share)), largest] += 10**DECIMALS - millionths.sum(axis=1)
    rounded: _Numbers = millionths / 10**DECIMALS
    return rounded


#: How each model is fitted, by name.
_MODELS: dict[str, Callable[..., Factors]] = {"nmf": factorise, "lda": allocate}
