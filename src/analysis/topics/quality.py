"""How far a topic may be trusted: coherence, exclusivity, stability, and the gate built on them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linear_sum_assignment

from analysis.errors import WithheldError
from analysis.tables import make_table
from analysis.topics.matrix import TermMatrix

__all__ = [
    "LEAST_STABILITY",
    "LEAST_UNITS",
    "MOST_ALIKE",
    "N_TOP",
    "judge_topics",
    "match_topics",
    "measure_chance",
    "measure_npmi",
    "measure_stability",
]

_Numbers = NDArray[np.float64]
#: A fit of a matrix with k topics, giving topics by terms.
_Fit = Callable[[sparse.csr_matrix, int], _Numbers]

#: Terms at the head of a topic that coherence and exclusivity look at; ten is the convention of the field.
N_TOP = 10

#: A unit belongs to a topic that holds this part of it.
_HALF = 0.5

#: Part of the units that each resample draws, without putting back.
_PART = 0.8

#: The gate: a topic that fails one of these is shown grey and kept out of claims. Set on planted corpora, see docs/topics.md.
#: Chance gives stable topics too, but their words keep no more company than words dealt out at random; a topic cut in two
#: gives two that look alike; a topic that leads hardly any unit is a unit, not a topic.
LEAST_STABILITY = 0.7
MOST_ALIKE = 0.3
LEAST_UNITS = 3

#: Standard deviations above the mean of chance that coherence must reach.
_BAR = 3


def measure_npmi(n_both: int, *, n_a: int, n_b: int, n_units: int) -> float:
    """Measure how much two terms keep company: normalised pointwise mutual information.

    Parameters
    ----------
    n_both
        Units with both terms.
    n_a, n_b
        Units with the one term and with the other, at least 1.
    n_units
        All units.

    Returns
    -------
    float
        -1 where the two never meet, 0 where they meet as often as by chance, 1 where neither stands without the other.

    Raises
    ------
    ValueError
        If the counts contradict each other.

    Notes
    -----
    NPMI = ln(p(a, b) / (p(a) p(b))) / -ln p(a, b), with p the share of units. Two terms that stand in every unit have NPMI 1.

    References
    ----------
    Bouma (2009), GSCL, "Normalized (pointwise) mutual information", equation 7. The example is that of gensim's tests.

    Examples
    --------
    >>> round(measure_npmi(1, n_a=3, n_b=2, n_units=5), 6)
    -0.113283
    """
    if not 0 <= n_both <= min(n_a, n_b) <= max(n_a, n_b) <= n_units or min(n_a, n_b) < 1:
        raise ValueError(f"counts contradict each other: {n_a}, {n_b}, both {n_both}, of {n_units}")
    if n_both == 0:
        return -1.0
    if n_both == n_units:
        return 1.0
    ratio = math.log(n_both * n_units / (n_a * n_b))
    return ratio / -math.log(n_both / n_units)


def judge_topics(
    matrix: TermMatrix, terms: pd.DataFrame, shares: pd.DataFrame, fit: _Fit, *, seed: int = 0, n_resamples: int = 10
) -> pd.DataFrame:
    """Judge every topic of a model.

    Parameters
    ----------
    matrix
        What the model was fitted to.
    terms, shares
        Its ``topic_terms`` and ``topic_shares``.
    fit
        How to fit the same model to other rows.
    seed
        Seed of the resampling.
    n_resamples
        Number of resamples, and of corpora dealt out at random; with 0, stability and chance are missing and no topic is kept.

    Returns
    -------
    pandas.DataFrame
        The ``topic_quality`` table.
    """
    place = {term: column for column, term in enumerate(matrix.terms)}
    of_terms = np.zeros((int(terms["k"].iloc[0]), len(place)))
    of_terms[terms["topic_id"].to_numpy() - 1, terms["term"].map(place).to_numpy()] = terms["weight"].to_numpy()
    present = (matrix.counts > 0).astype("float64").tocsc()
    heads = [group["term"].map(place).tolist() for _, group in terms[terms["rank"] <= N_TOP].groupby("topic_id")]
    stability = measure_stability(matrix.weights, of_terms, fit, seed=seed, n_resamples=n_resamples)
    head_terms = terms[terms["rank"] <= N_TOP]
    quality = pd.DataFrame(
        {
            "model": terms["model"].iloc[0],
            "k": terms["k"].iloc[0],
            "topic_id": range(1, len(heads) + 1),
            "npmi": [_mean_npmi(present, head) for head in heads],
            "chance": measure_chance(matrix, len(heads), fit, seed=seed, n_draws=n_resamples),
            "exclusivity": head_terms.groupby("topic_id")["exclusivity"].mean().to_numpy().round(6),
            "stability": stability.round(6),
            "nearest": _nearest(of_terms),
            "n_units": (shares["share"] >= _HALF).groupby(shares["topic_id"]).sum().to_numpy(),
        }
    )
    quality["kept"] = (
        (quality["stability"] >= LEAST_STABILITY)
        & (quality["npmi"] > quality["chance"])
        & (quality["npmi"] > 0)
        & ~(quality["nearest"] > MOST_ALIKE)
        & (quality["n_units"] >= LEAST_UNITS)
    )
    return make_table("topic_quality", quality)


def measure_stability(
    rows: sparse.csr_matrix, of_terms: _Numbers, fit: _Fit, *, seed: int = 0, n_resamples: int = 10
) -> _Numbers:
    """Measure how surely each topic comes back when the model is fitted to other draws of the units.

    Parameters
    ----------
    rows
        Weights, one row a unit.
    of_terms
        The topics in question, one row a topic.
    fit
        How to fit the model.
    seed
        Seed of the draws.
    n_resamples
        Number of draws of four fifths of the units, without putting back.

    Returns
    -------
    numpy.ndarray
        For each topic the mean cosine with its partner over the draws, 0-1; missing without draws.

    Notes
    -----
    Partners are found by the assignment that makes the sum of cosines largest (the Hungarian method), so two topics never
    share one. A draw that cannot hold so many topics counts as 0 for all.
    """
    k = len(of_terms)
    if n_resamples == 0:
        return np.full(k, np.nan)
    generator = np.random.default_rng(seed)
    n_units = rows.shape[0]
    size = max(k, math.ceil(_PART * n_units))
    found = np.zeros((n_resamples, k))
    for draw in range(n_resamples):
        drawn = np.sort(generator.choice(n_units, size=size, replace=False))
        try:
            found[draw] = match_topics(of_terms, fit(rows[drawn], k)).round(6)
        except WithheldError:
            continue
    mean: _Numbers = found.mean(axis=0)
    return mean


def measure_chance(matrix: TermMatrix, n_topics: int, fit: _Fit, *, seed: int = 0, n_draws: int = 10) -> float:
    """Measure how coherent topics come out where there is nothing to find.

    Parameters
    ----------
    matrix
        What the model was fitted to.
    n_topics
        Number of topics.
    fit
        How to fit the model.
    seed
        Seed of the draws.
    n_draws
        Corpora to deal out.

    Returns
    -------
    float
        The NPMI that a topic must pass; missing with fewer than two draws.

    Notes
    -----
    Each draw deals all words of the corpus out anew: units keep their lengths and terms their totals, so all that is lost is
    which words stand together. A model picks words that happen to meet and then calls them coherent; how far that goes depends
    on the size of the corpus and on k, so no fixed threshold will do. The bar is the mean over draws of the highest NPMI of a
    topic, plus three standard deviations.
    """
    if n_draws < 2:  # noqa: PLR2004 - a spread needs two
        return math.nan
    generator = np.random.default_rng([seed, n_topics])
    highest = []
    for _ in range(n_draws):
        counts = _deal_out(matrix.counts, generator)
        rows = counts if matrix.weights is matrix.counts else _weigh(counts)
        present = (counts > 0).astype("float64").tocsc()
        try:
            of_terms = fit(rows, n_topics).round(6)
        except WithheldError:
            continue
        heads = [[int(term) for term in np.argsort(-row, kind="stable")[:N_TOP] if row[term] > 0] for row in of_terms]
        highest.append(
            max(found for found in (-1.0, *(_mean_npmi(present, head) for head in heads)) if not math.isnan(found))
        )
    if len(highest) < 2:  # noqa: PLR2004 - a spread needs two
        return math.nan
    return round(min(1.0, float(np.mean(highest) + _BAR * np.std(highest, ddof=1))), 6)


def _deal_out(counts: sparse.csr_matrix, generator: np.random.Generator) -> sparse.csr_matrix:
    n = counts.data.astype("int64")
    units = np.repeat(np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr)), n)
    terms = generator.permutation(np.repeat(counts.indices, n))
    return sparse.csr_matrix((np.ones(len(units)), (units, terms)), shape=counts.shape)


def _weigh(counts: sparse.csr_matrix) -> sparse.csr_matrix:
    """Weigh counts by the default scheme: count, smooth, l2."""
    df = np.diff(counts.tocsc().indptr)
    weighed = counts.multiply(np.log((1 + counts.shape[0]) / (1 + df)) + 1).tocsr()
    length = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
    return sparse.csr_matrix(sparse.diags(1 / np.where(length > 0, length, 1.0)) @ weighed)


def match_topics(of_terms: _Numbers, others: _Numbers) -> _Numbers:
    """Return the cosine of each topic with its partner in another model.

    Parameters
    ----------
    of_terms, others
        Topics by the same terms; a topic without a partner (others are fewer) has 0.

    Returns
    -------
    numpy.ndarray
        One cosine a topic of the first model, 0-1.

    Examples
    --------
    >>> import numpy as np
    >>> match_topics(np.eye(2), np.eye(2)[::-1]).tolist()
    [1.0, 1.0]
    """
    cosine = np.einsum("in,jn->ij", _unit_length(of_terms), _unit_length(others))
    mine, partner = linear_sum_assignment(-cosine.round(6))  # finer digits differ by processor and would decide ties
    matched = np.zeros(len(of_terms))
    matched[mine] = np.clip(cosine[mine, partner], 0.0, 1.0)
    return matched


def _nearest(of_terms: _Numbers) -> _Numbers:
    """Return the cosine of each topic with the one most like it in the same model; missing for a single topic."""
    if len(of_terms) == 1:
        return np.array([np.nan])
    scaled = _unit_length(of_terms)
    cosine = np.einsum("in,jn->ij", scaled, scaled)
    np.fill_diagonal(cosine, 0.0)
    nearest: _Numbers = np.clip(cosine.max(axis=1), 0.0, 1.0).round(6)
    return nearest


def _unit_length(rows: _Numbers) -> _Numbers:
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: _Numbers = rows / np.where(length > 0, length, 1.0)
    return scaled


def _mean_npmi(present: sparse.csc_matrix, head: Sequence[int]) -> float:
    """Return the mean over all pairs of the head; missing for a topic of a single term."""
    if len(head) < 2:  # noqa: PLR2004 - a pair
        return math.nan
    n_units = present.shape[0]
    both = (present[:, head].T @ present[:, head]).toarray()
    pairs = [
        measure_npmi(int(both[a, b]), n_a=int(both[a, a]), n_b=int(both[b, b]), n_units=n_units)
        for a in range(len(head))
        for b in range(a + 1, len(head))
    ]
    return round(sum(pairs) / len(pairs), 6)
