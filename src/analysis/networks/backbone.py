"""Which ties are more than chance: several nulls side by side, exact where they can be, corrected for the number of pairs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd
import scipy
from numpy.typing import NDArray

from analysis.errors import suggest_name
from analysis.networks.draws import draw_shared
from analysis.networks.nulls import find_upper_tail, fit_probabilities
from analysis.networks.twomode import EVIDENCE, Scope, TwoMode, list_incidences, split_networks
from analysis.tables import make_table

__all__ = ["CORRECTIONS", "METHODS", "Ties", "correct_p", "estimate_clauses", "find_backbone", "find_ties"]

_Floats = NDArray[np.float64]
#: Fewest and most random tables where the caller leaves their number open.
_DRAWS = (1000, 10_000)


class Ties(NamedTuple):
    """The tied pairs of one network: positions of the two agencies, and the clauses they share."""

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    weight: NDArray[np.int64]


class _Chance(NamedTuple):
    """What a null says of each tied pair: the weight it expects (NaN where it expects none) and the upper-tail p."""

    expected: _Floats
    p: _Floats


def find_backbone(
    duties: pd.DataFrame,
    *,
    method: str = "sdsm",
    alpha: float = 0.05,
    correction: str = "fdr_bh",
    scope: Scope = "jurisdiction",
    evidence: Iterable[str] = EVIDENCE,
    n_draws: int | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    r"""Return every tied pair, and whether it shares more clauses than chance would give.

    Answers: is this pair tied, or are both bodies merely named nearly everywhere?

    Parameters
    ----------
    duties
        Table ``duties``.
    method
        The null. ``"sdsm"``: the stochastic degree sequence model; in expectation every agency is in as many clauses, and every
        clause has as many agencies, as observed; exact. ``"sdsm_normal"``: the same with the refined normal
        approximation that published software uses, for comparison with the literature. ``"fdsm"``: both margins held
        exactly, by ``n_draws`` random tables. ``"hypergeometric"``: only the margins of the agencies. ``"disparity"``:
        no two-mode null; each agency spreads its strength evenly at random over its ties. The default is ``"sdsm"`` because it
        heeds both margins without sampling error.
    alpha
        A pair is kept where ``q`` is at most this, in (0, 1).
    correction
        ``"fdr_bh"`` (Benjamini-Hochberg), ``"fdr_by"`` (the same under any dependence), ``"holm"`` or ``"none"``.
    scope, evidence
        As in :func:`link_agencies`.
    n_draws, seed
        Random tables and their seed; only ``"fdsm"`` reads them. Its smallest p is 1/(n_draws + 1), so too few draws can
        keep nothing; where None, there are enough to keep one pair alone, though at least 1,000 and at most 10,000. A pair kept
        at that limit may be the luck of the draws: repeat it with ten times as many.

    Returns
    -------
    pandas.DataFrame
        Table ``backbone``: every tied pair with ``weight`` (clauses shared), ``expected`` under the null, ``ratio`` of the two,
        upper-tail ``p``, ``q`` corrected over the tied pairs of its network, and ``kept``. Collective names are left out.

    Raises
    ------
    ValueError
        If a name is unknown or ``alpha`` or ``n_draws`` out of range.

    Notes
    -----
    Under ``"sdsm"`` clause c names agency i with probability :math:`p_{ci}` (see ``fit_probabilities``), and the weight of a
    pair is a Poisson-binomial sum of :math:`p_{ci} p_{cj}`, whose upper tail :math:`P(W \ge w)` is computed exactly.

    *Reading it*: q = .03 with ratio 2.5 says that the two share two and a half times the clauses that their margins give, and
    that among pairs with so small a q about three in a hundred are chance. *Misreading*: a pair that is not kept is not
    shown to be unrelated. In a small corpus nothing is kept even where much is real: read ``ratio``, and
    :func:`estimate_clauses`.

    References
    ----------
    Z. Neal, R. Domagalski, B. Sagan, Scientific Reports 11, 23929 (2021), for the nulls; Z. Neal, "backbone: An R package to
    extract network backbones", PLOS ONE 17, e0269137 (2022); M. Tumminello et al., PLOS ONE 6, e17994 (2011), for the
    hypergeometric; M. A. Serrano, M. Boguna, A. Vespignani, PNAS 106 (2009), eq. 2, for the disparity filter; Y. Benjamini and
    Y. Hochberg, J. R. Statist. Soc. B 57 (1995).

    Examples
    --------
    >>> duty = {"doc_id": "d", "jurisdiction": "浙江", "role": "responsible", "evidence": "bracket", "collective": False}
    >>> named = [("d/1", "甲"), ("d/1", "乙"), ("d/2", "甲"), ("d/2", "乙"), ("d/3", "丙"), ("d/3", "丁")]
    >>> duties = pd.DataFrame([duty | {"clause_id": clause, "agency": agency} for clause, agency in named])
    >>> find_backbone(duties)[["agency_a", "agency_b", "weight", "kept"]].values.tolist()
    [['丁', '丙', 1, False], ['乙', '甲', 2, False]]
    """
    for kind, name, known in (("method", method, METHODS), ("correction", correction, CORRECTIONS)):
        if name not in known:
            raise ValueError(f"no {kind} is called {name!r}; {suggest_name(name, known)}")
    if not 0 < alpha < 1:
        raise ValueError(f"alpha is {alpha}; it must lie between 0 and 1")
    if n_draws is not None and n_draws < 1:
        raise ValueError(f"n_draws is {n_draws}; at least one draw is needed")
    found = []
    for network in split_networks(list_incidences(duties, scope=scope, evidence=evidence)):
        ties = find_ties(network)
        draws = n_draws or int(np.clip(np.ceil(len(ties.weight) / alpha), *_DRAWS))
        chance = METHODS[method](network, ties, draws, seed)
        q = correct_p(chance.p, correction)
        names = np.array(network.agencies, dtype=object)
        rows = pd.DataFrame({"agency_a": names[ties.first], "agency_b": names[ties.second], "weight": ties.weight})
        found.append(
            rows.assign(
                scope=network.scope, jurisdiction=network.jurisdiction, method=method, correction=correction, alpha=alpha,
                expected=chance.expected, ratio=ties.weight / chance.expected, p=chance.p, q=q, kept=q <= alpha,
            )
        )  # fmt: skip
    return make_table("backbone", pd.concat(found) if found else [])


def estimate_clauses(
    duties: pd.DataFrame,
    *,
    alpha: float = 0.05,
    most: int = 20,
    scope: Scope = "jurisdiction",
    evidence: Iterable[str] = EVIDENCE,
) -> pd.DataFrame:
    """Return how many clauses it would take to establish each tie, if further texts were like these.

    Answers: the backbone is empty - how much more text would settle it?

    Parameters
    ----------
    duties
        Table ``duties``.
    alpha
        Level of the whole set of pairs, in (0, 1).
    most
        How many times the present corpus is tried at most.
    scope, evidence
        As in :func:`link_agencies`.

    Returns
    -------
    pandas.DataFrame
        Table ``needed_clauses``: every tied pair with ``weight``, ``expected``, ``n_clauses`` now, and ``needed``: clauses of a
        corpus m times as large, all else in proportion, in which the pair's exact SDSM p is at most ``alpha`` divided by the
        number of tied pairs. ``needed`` is missing where ``most`` times the corpus does not do, as for every pair below
        expectation.

    Raises
    ------
    ValueError
        If ``alpha`` or ``most`` is out of range.

    Notes
    -----
    *Reading it*: 96 with 48 now says that twice as much text of this kind would establish the tie. The correction is
    Bonferroni's, so the number errs on the high side. *Misreading*: it is no promise; it takes the observed ratio for the true
    one, and the heaviest of many ratios is partly luck.

    Examples
    --------
    >>> duty = {"doc_id": "d", "jurisdiction": "浙江", "role": "responsible", "evidence": "bracket", "collective": False}
    >>> named = [("d/1", "甲"), ("d/1", "乙"), ("d/2", "甲"), ("d/2", "乙"), ("d/3", "丙"), ("d/3", "丁")]
    >>> duties = pd.DataFrame([duty | {"clause_id": clause, "agency": agency} for clause, agency in named])
    >>> estimate_clauses(duties)[["agency_a", "agency_b", "n_clauses", "needed"]].values.tolist()
    [['丁', '丙', 3, 15], ['乙', '甲', 3, 24]]
    """
    if not 0 < alpha < 1:
        raise ValueError(f"alpha is {alpha}; it must lie between 0 and 1")
    if most < 1:
        raise ValueError(f"most is {most}; it must be at least 1")
    found = []
    for network in split_networks(list_incidences(duties, scope=scope, evidence=evidence)):
        ties = find_ties(network)
        model = _ClassModel(network)
        names = np.array(network.agencies, dtype=object)
        level = alpha / max(1, len(ties.weight))
        n_clauses = len(network.clauses)
        rows = pd.DataFrame({"agency_a": names[ties.first], "agency_b": names[ties.second], "weight": ties.weight})
        times = [model.find_times(*pair, level=level, most=most) for pair in zip(*ties, strict=True)]
        found.append(
            rows.assign(
                scope=network.scope, jurisdiction=network.jurisdiction, expected=model.expect(ties), n_clauses=n_clauses,
                needed=pd.array([None if time is None else time * n_clauses for time in times], dtype="Int64"),
            )
        )  # fmt: skip
    return make_table("needed_clauses", pd.concat(found) if found else [])


def find_ties(network: TwoMode) -> Ties:
    """Return the pairs of agencies that share a clause.

    Parameters
    ----------
    network
        Agencies and clauses of one scope.

    Returns
    -------
    Ties
        Sorted by the first, then the second agency.

    Examples
    --------
    >>> from scipy import sparse
    >>> ones = sparse.csr_array([[1.0, 1.0]])
    >>> find_ties(TwoMode("浙江", "浙江", ("甲", "乙"), ("d/1",), ones, 0 * ones)).weight.tolist()
    [1]
    """
    first, second = np.nonzero(np.triu((network.incidence.T @ network.incidence).toarray(), k=1))
    weight = np.asarray((network.incidence.T @ network.incidence).toarray()[first, second], dtype=np.int64)
    return Ties(first, second, weight)


def correct_p(p: _Floats, correction: str) -> _Floats:
    """Return p-values corrected for their number.

    Parameters
    ----------
    p
        The p-values.
    correction
        A name in ``CORRECTIONS``.

    Returns
    -------
    numpy.ndarray

    Examples
    --------
    >>> correct_p(np.array([0.01, 0.02, 0.9]), "fdr_bh").round(3).tolist()
    [0.03, 0.03, 0.9]
    """
    return CORRECTIONS[correction](p) if len(p) else p


class _ClassModel:
    """The stochastic degree sequence model of one network, with agencies and clauses of equal margins taken together."""

    def __init__(self, network: TwoMode) -> None:
        sizes = np.asarray(network.incidence.sum(axis=1), dtype=np.int64).ravel()
        degrees = np.asarray(network.incidence.sum(axis=0), dtype=np.int64).ravel()
        chances = fit_probabilities(sizes, degrees)
        _, clause_at, self.counts = np.unique(sizes, return_index=True, return_counts=True)
        _, agency_at, self.of_agency = np.unique(degrees, return_index=True, return_inverse=True)
        self.chances = chances[np.ix_(clause_at, agency_at)]
        self._known: dict[tuple[int, int, int, int], float] = {}

    def pair(self, i: int, j: int) -> _Floats:
        """Return the probability that a clause of each size class names both."""
        return self.chances[:, self.of_agency[i]] * self.chances[:, self.of_agency[j]]

    def expect(self, ties: Ties) -> _Floats:
        return np.array([self.counts @ self.pair(i, j) for i, j in zip(ties.first, ties.second, strict=True)])

    def find_tail(self, i: int, j: int, weight: int, times: int = 1) -> float:
        a, b = sorted((int(self.of_agency[i]), int(self.of_agency[j])))
        key = (a, b, int(weight), times)
        if key not in self._known:
            self._known[key] = find_upper_tail(self.counts * times, self.pair(i, j), int(weight) * times)
        return self._known[key]

    def find_times(self, i: int, j: int, weight: int, *, level: float, most: int) -> int | None:
        if weight <= self.counts @ self.pair(i, j):
            return None
        return next((times for times in range(1, most + 1) if self.find_tail(i, j, weight, times) <= level), None)


def _test_sdsm(network: TwoMode, ties: Ties, _draws: int, _seed: int) -> _Chance:
    model = _ClassModel(network)
    tails = [model.find_tail(i, j, weight) for i, j, weight in zip(*ties, strict=True)]
    return _Chance(model.expect(ties), np.array(tails))


def _test_sdsm_normal(network: TwoMode, ties: Ties, _draws: int, _seed: int) -> _Chance:
    model = _ClassModel(network)
    pairs = [model.pair(i, j) for i, j in zip(ties.first, ties.second, strict=True)]
    chances = np.array(pairs).reshape(len(ties.weight), len(model.counts))
    return _Chance(chances @ model.counts, approximate_tail(model.counts, chances, ties.weight))


def approximate_tail(counts: NDArray[np.int64], chances: _Floats, weight: NDArray[np.int64]) -> _Floats:
    r"""Return upper tails of Poisson-binomial sums by the refined normal approximation.

    Parameters
    ----------
    counts, chances
        Trials of each class, and for each sum (rows) the probability in each class.
    weight
        The value reached by each sum.

    Returns
    -------
    numpy.ndarray

    Notes
    -----
    :math:`1 - G(x)` with :math:`G(x) = \Phi(x) + \gamma (1 - x^2) \phi(x) / 6` at
    :math:`x = (w - 1/2 - \mu) / \sigma`.

    References
    ----------
    Y. Hong, Computational Statistics & Data Analysis 59 (2013), eq. 14; a normal approximation with a correction for skewness.

    Examples
    --------
    >>> approximate_tail(np.array([100]), np.array([[0.5]]), np.array([50])).round(3).tolist()
    [0.54]
    """
    mean = chances @ counts
    variance = (chances * (1 - chances)) @ counts
    # A pair that chance allows in no clause, or in every one, is certain.
    certain = np.where(weight <= mean + 0.5, 1.0, 0.0)
    spread = np.sqrt(np.where(variance > 0, variance, 1.0))
    skewness = (chances * (1 - chances) * (1 - 2 * chances)) @ counts / spread**3
    x = (weight - 0.5 - mean) / spread
    below = scipy.stats.norm.cdf(x) + skewness * (1 - x**2) * scipy.stats.norm.pdf(x) / 6
    return np.where(variance > 0, 1 - np.clip(below, 0, 1), certain)


def _test_fdsm(network: TwoMode, ties: Ties, n_draws: int, seed: int) -> _Chance:
    reached = np.zeros(len(ties.weight))
    total = np.zeros(len(ties.weight))
    for shared in draw_shared(network.incidence, n_draws=n_draws, seed=seed):
        weight = shared[ties.first, ties.second]
        reached += weight >= ties.weight
        total += weight
    return _Chance(total / n_draws, (reached + 1) / (n_draws + 1))


def _test_hypergeometric(network: TwoMode, ties: Ties, _draws: int, _seed: int) -> _Chance:
    n = len(network.clauses)
    degrees = np.asarray(network.incidence.sum(axis=0), dtype=np.int64).ravel()
    first, second = degrees[ties.first], degrees[ties.second]
    return _Chance(first * second / n, scipy.stats.hypergeom.sf(ties.weight - 1, n, first, second))


def _test_disparity(network: TwoMode, ties: Ties, _draws: int, _seed: int) -> _Chance:
    return _Chance(np.full(len(ties.weight), np.nan), filter_disparity(ties, len(network.agencies)))


def filter_disparity(ties: Ties, n_agencies: int) -> _Floats:
    r"""Return the p-value of each tie under the disparity filter.

    Parameters
    ----------
    ties
        Pairs and their weights.
    n_agencies
        How many agencies there are.

    Returns
    -------
    numpy.ndarray

    Notes
    -----
    :math:`(1 - w_{ij} / s_i)^{k_i - 1}` from the end where it is smaller; an agency with one tie says nothing about it.

    References
    ----------
    M. A. Serrano, M. Boguna, A. Vespignani, PNAS 106 (2009), p. 6484, eq. 2.

    Examples
    --------
    >>> filter_disparity(Ties(np.array([0, 0]), np.array([1, 2]), np.array([9, 1])), 3).round(3).tolist()
    [0.1, 0.9]
    """
    both = np.concatenate([ties.first, ties.second])
    strength = np.bincount(both, weights=np.tile(ties.weight, 2).astype(float), minlength=n_agencies)
    degree = np.bincount(both, minlength=n_agencies)
    ends = [(1 - ties.weight / strength[end]) ** (degree[end] - 1) for end in (ties.first, ties.second)]
    return np.where(degree[ties.first] + degree[ties.second] > 0, np.minimum(*ends), 1.0)


def _correct_holm(p: _Floats) -> _Floats:
    order = np.argsort(p, kind="stable")
    stepped = np.maximum.accumulate((len(p) - np.arange(len(p))) * p[order])
    corrected = np.empty(len(p))
    corrected[order] = np.minimum(stepped, 1.0)
    return corrected


#: The nulls by name: a function from a network, its ties, a number of draws and a seed to what chance would give.
METHODS: dict[str, Callable[[TwoMode, Ties, int, int], _Chance]] = {
    "disparity": _test_disparity,
    "fdsm": _test_fdsm,
    "hypergeometric": _test_hypergeometric,
    "sdsm": _test_sdsm,
    "sdsm_normal": _test_sdsm_normal,
}

#: Corrections for the number of pairs.
CORRECTIONS: dict[str, Callable[[_Floats], _Floats]] = {
    "fdr_bh": lambda p: scipy.stats.false_discovery_control(p, method="bh"),
    "fdr_by": lambda p: scipy.stats.false_discovery_control(p, method="by"),
    "holm": _correct_holm,
    "none": lambda p: p,
}
