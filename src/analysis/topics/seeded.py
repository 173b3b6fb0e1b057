"""Topics that begin with words a scholar named: a codebook's themes, held against the corpus."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linear_sum_assignment

from analysis.errors import DataError, Problem, WithheldError
from analysis.tables import make_table
from analysis.topics.factors import JUDGING_PASSES, PASSES, Factors, factorise, find_start, order_topics
from analysis.topics.matrix import build_matrix, require_topics
from analysis.topics.model import tabulate_topics
from analysis.topics.quality import judge_topics

__all__ = ["SeededTopics", "fit_seeded_topics", "read_seeds"]

_Numbers = NDArray[np.float64]
_SEPARATOR = "、"
#: What a topic begins with on words that are not its own.
_ELSEWHERE = 1e-3


class SeededTopics(NamedTuple):
    """The tables of a seeded topic model.

    Attributes
    ----------
    terms, shares, quality
        As of :class:`analysis.topics.Topics`; the model is called ``seeded``.
    seeds
        ``topic_seeds``: which topic each theme began, and what became of its words.
    """

    terms: pd.DataFrame
    shares: pd.DataFrame
    quality: pd.DataFrame
    seeds: pd.DataFrame


def read_seeds(*, path: str | Path | None = None) -> dict[str, list[str]]:
    """Return themes with their seed words from a codebook.

    Parameters
    ----------
    path
        A TOML file with one table ``[themes]``: a name in quotes and a list of words a line. The packaged codebook of policy
        themes where None.

    Returns
    -------
    dict of str to list of str

    Raises
    ------
    DataError
        If the file cannot be read or has another form.

    Examples
    --------
    >>> "算力" in read_seeds()["数字基础设施"]
    True
    """
    where = files("analysis.reference") / "themes.toml" if path is None else Path(path)
    remedy = 'write a table [themes] with lines like "人才" = ["高校", "课程"]'
    try:
        found = tomllib.loads(where.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(Problem(str(path), f"cannot be read ({error})", remedy)) from error
    themes = found.get("themes")
    if not isinstance(themes, dict) or not all(
        isinstance(words, list) and words and all(isinstance(word, str) for word in words) for words in themes.values()
    ):
        raise DataError(Problem(str(path), "is no codebook of themes", remedy))
    return {name: list(words) for name, words in themes.items()}


def fit_seeded_topics(
    weights: pd.DataFrame,
    seeds: Mapping[str, Sequence[str]],
    *,
    n_free: int = 0,
    strength: float = 0.25,
    seed: int = 0,
    min_units: int = 2,
    max_share: float = 0.3,
    n_resamples: int = 10,
) -> SeededTopics:
    """Fit topics that begin with the seed words of a codebook's themes.

    Answers: how much of each text is about the themes I came with, and which of them does the corpus not bear out?

    Parameters
    ----------
    weights
        The ``weights`` table of one kind of unit.
    seeds
        From the name of a theme to its words, see :func:`read_seeds`. A theme none of whose words is usable is refused.
    n_free
        Further topics without seeds, for what the codebook does not foresee.
    strength
        How much the seed words count beside the corpus, 0 or more: as a part of the topic's even share of the units. A quarter
        by default, which leaves planted topics what they are; from 1 upwards the seeds make the topic. With 0 they are only
        where the search begins.
    seed, min_units, max_share, n_resamples
        As in ``fit_topics``.

    Returns
    -------
    SeededTopics
        ``terms``, ``shares``, ``quality`` and ``seeds`` (code, topic_id, found and missing words, mass).

    Raises
    ------
    ValueError
        If there is no theme, or a number is below 0.
    WithheldError
        If the corpus has no word of a theme, or cannot hold so many topics.

    Notes
    -----
    Guided factorisation: beside the units X stands one row a theme, with its seed words, and W H approximates both at once; so
    seeds pull, they do not decide. Each theme is matched to the topic that holds most weight on its words (the Hungarian
    method).

    *Reading it*: a theme whose topic keeps a ``mass`` of 0.5 lives in these texts by its own words; one near 0 was carried off
    by other words, and its name no longer fits. Look at ``kept`` as for any topic. A *misreading*: that a share shows the theme
    *exists*; every theme given gets a topic.

    References
    ----------
    Vendrow, Haddock, Rebrova & Needell (2021), "On a guided nonnegative matrix factorization", ICASSP (the extra rows).

    Examples
    --------
    >>> rows = [(f"d/{i}", t) for i in range(4) for t in ("算力", "芯片", "模型")]
    >>> rows += [(f"e/{i}", t) for i in range(4) for t in ("农业", "育种", "粮食")]
    >>> weights = pd.DataFrame([dict(unit_id=u, term=t, unit="clause", n=1, tf=1.0, idf=1.0, tf_idf=0.577) for u, t in rows])
    >>> weights.loc[[0, 12], "tf_idf"] = 0.6
    >>> topics = fit_seeded_topics(weights, {"农": ["育种"], "算": ["芯片", "存力"]})
    >>> topics.seeds[["code", "found", "missing"]].values.tolist()
    [['农', '育种', nan], ['算', '芯片', '存力']]
    """
    if not seeds or n_free < 0 or strength < 0:
        raise ValueError(f"themes are needed, n_free and strength 0 or more; got {len(seeds)}, {n_free}, {strength}")
    matrix = build_matrix(weights, min_units=min_units, max_share=max_share)
    place = {term: column for column, term in enumerate(matrix.terms)}
    codes = sorted(seeds)
    usable = {code: [word for word in dict.fromkeys(seeds[code]) if word in place] for code in codes}
    without = [code for code in codes if not usable[code]]
    if without:
        raise WithheldError(
            f"no word of the themes {without} stands in {min_units} units or more: leave these themes out"
        )
    k = len(codes) + n_free
    require_topics(matrix, k)
    guide = np.zeros((len(codes), len(place)))
    for row, code in enumerate(codes):
        guide[row, [place[word] for word in usable[code]]] = 1 / np.sqrt(len(usable[code]))
    guided = _Guided(guide, k, strength, seed)
    factors = guided.fit(matrix.weights, passes=PASSES)
    terms, shares = tabulate_topics(matrix, factors, model="seeded")
    quality = judge_topics(
        matrix,
        terms,
        shares,
        lambda rows, _k: guided.fit(rows, passes=JUDGING_PASSES).of_terms,
        seed=seed,
        n_resamples=n_resamples,
    )
    return SeededTopics(terms, shares, quality, _tell_seeds(factors.of_terms, guide, codes, usable, seeds, place))


class _Guided(NamedTuple):
    """A factorisation with rows of seed words beside the units."""

    guide: _Numbers
    k: int
    strength: float
    seed: int

    def fit(self, rows: sparse.csr_matrix, *, passes: int) -> Factors:
        """Factorise units and seed rows at once; return the part of the units."""
        n_units, n_codes = rows.shape[0], len(self.guide)
        beside = self.guide * self.strength * np.sqrt(n_units / self.k)
        whole = sparse.csr_matrix(sparse.vstack([rows, sparse.csr_matrix(beside)]))
        of_units, of_terms = find_start(rows, self.k, self.seed)
        of_terms[:n_codes] = self.guide + _ELSEWHERE
        of_terms[n_codes:] = self._choose_free(of_terms, rows)
        of_units = np.hstack([np.full((self.k, n_units), float(of_units.mean())), np.eye(self.k, n_codes)])
        found = factorise(whole, self.k, start=(of_units, of_terms), passes=passes)
        return order_topics(found.of_units[:n_units], found.of_terms, rows)

    def _choose_free(self, of_terms: _Numbers, rows: sparse.csr_matrix) -> _Numbers:
        """Return starts of the topics without seeds: directions of the units that have least of the seed words."""
        n_free = self.k - len(self.guide)
        if not n_free:
            return of_terms[len(self.guide) :]
        seeded = np.asarray(rows @ self.guide.max(axis=0)[:, None]).ravel().round(6)
        apart = np.argsort(seeded, kind="stable")[: max(n_free, rows.shape[0] // 2)]
        return find_start(rows[np.sort(apart)], n_free, self.seed)[1]


def _tell_seeds(
    of_terms: _Numbers,
    guide: _Numbers,
    codes: Sequence[str],
    usable: Mapping[str, Sequence[str]],
    given: Mapping[str, Sequence[str]],
    place: Mapping[str, int],
) -> pd.DataFrame:
    mass = np.einsum("cn,tn->ct", (guide > 0).astype("float64"), of_terms.round(6)).round(6)
    code_rows, topics = linear_sum_assignment(-mass)
    rows = []
    for row, topic in zip(code_rows.tolist(), topics.tolist(), strict=True):
        code = codes[row]
        heavy = sorted(usable[code], key=lambda word: (-of_terms[topic, place[word]].round(6), word))
        missing = [word for word in dict.fromkeys(given[code]) if word not in place]
        rows.append(
            {
                "model": "seeded",
                "k": len(of_terms),
                "code": code,
                "topic_id": topic + 1,
                "n_given": len(set(given[code])),
                "found": _SEPARATOR.join(heavy),
                "missing": _SEPARATOR.join(missing) or None,
                "mass": min(1.0, mass[row, topic]),
            }
        )
    return make_table("topic_seeds", rows)
