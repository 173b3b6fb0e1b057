"""How much of a group's texts is about each topic, and how sure so few documents can make us."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.tables import make_table

__all__ = ["measure_prevalence"]

_Numbers = NDArray[np.float64]

#: Documents a group must have before their spread says anything of an interval.
_FEWEST_DOCUMENTS = 5
_N_DRAWS = 2000

#: All divisions of the documents are tried up to this number, and so many at random above it.
_MOST_EXACT = 20_000
_N_RANDOM = 9_999

#: A p that could not fall below this, whatever the texts say, is not shown.
_LEVEL = 0.05


def measure_prevalence(
    shares: pd.DataFrame,
    *,
    documents: Mapping[str, str],
    groups: Mapping[str, str],
    sizes: Mapping[str, float],
    seed: int = 0,
) -> pd.DataFrame:
    """Measure the share of each topic in each group of documents, with intervals and p where documents allow.

    Answers: does this province, year or status give a topic more room, or do these few documents only happen to?

    Parameters
    ----------
    shares
        The ``topic_shares`` table of clauses.
    documents
        From unit_id to its doc_id.
    groups
        From doc_id to its group; a document mapped to None is left out.
    sizes
        From unit_id to its number of words.
    seed
        Seed of the draws.

    Returns
    -------
    pandas.DataFrame
        The ``prevalence`` table: share, ci_low, ci_high, n_documents, n_permutations, p, q, withheld (why an interval or a p is
        missing).

    Raises
    ------
    ValueError
        If a unit has no document or size, or a document no group.

    Notes
    -----
    The share of a group is the share of its words. A document, not a clause, is what chance draws: clauses of one document
    share author and purpose. The interval (95 %) draws whole documents of the group with putting back, and takes percentiles;
    it is missing below five documents. p compares the group's share minus that of the others with all ways to divide the same
    documents into groups of these sizes (at random, 9,999 of them, where there are more than 20,000), two-sided; it is missing
    where so few divisions exist that p could not reach 0.05. q is p after Benjamini and Hochberg over the whole table.

    *Reading it*: with one document against four there are five divisions, so the smallest p is 0.2: whatever the shares, such a
    corpus cannot show a difference between provinces. A *misreading*: a narrow interval about a group that was picked because
    its documents were at hand.

    References
    ----------
    Efron & Tibshirani (1993), An Introduction to the Bootstrap, chapters 13 and 15; Benjamini & Hochberg (1995), J. R. Statist.
    Soc. B 57, 289-300.

    Examples
    --------
    >>> rows = [("a/1", 1.0), ("b/1", 0.5), ("c/1", 0.0)]
    >>> shares = pd.DataFrame(rows, columns=["unit_id", "share"]).assign(model="nmf", k=1, topic_id=1, unit="clause")
    >>> units = shares["unit_id"].tolist()
    >>> found = measure_prevalence(
    ...     shares, documents={u: u[0] for u in units}, groups={"a": "甲", "b": "乙", "c": "乙"}, sizes=dict.fromkeys(units, 10)
    ... )
    >>> found[["group", "share", "n_permutations"]].values.tolist()
    [['乙', 0.25, 3], ['甲', 1.0, 3]]
    """
    rows = _by_document(shares, documents, groups, sizes)
    tables = [
        _measure_model(table, groups, np.random.default_rng(seed))
        for _, table in rows.groupby(["model", "k"], sort=True)
    ]
    found = pd.concat(tables, ignore_index=True)
    found["q"] = _correct(found["p"].to_numpy("float64"))
    return make_table("prevalence", found)


def _by_document(
    shares: pd.DataFrame, documents: Mapping[str, str], groups: Mapping[str, str], sizes: Mapping[str, float]
) -> pd.DataFrame:
    units = sorted(set(shares["unit_id"]))
    for name, mapping in (("documents", documents), ("sizes", sizes)):
        missing = [unit for unit in units if unit not in mapping]
        if missing:
            raise ValueError(f"{name} say nothing of {len(missing)} units, the first {missing[:3]}")
    without = sorted({documents[unit] for unit in units} - set(groups))
    if without:
        raise ValueError(f"groups name no group for the documents {without}; map them to None to leave them out")
    rows = shares.assign(doc_id=shares["unit_id"].map(dict(documents)), words=shares["unit_id"].map(dict(sizes)))
    rows["about"] = rows["words"] * rows["share"]
    rows = rows[rows["doc_id"].map(dict(groups)).notna()]
    return rows.groupby(["model", "k", "doc_id", "topic_id"], as_index=False)[["words", "about"]].sum()


def _measure_model(rows: pd.DataFrame, groups: Mapping[str, str], generator: np.random.Generator) -> pd.DataFrame:
    about = rows.pivot_table(index="doc_id", columns="topic_id", values="about").sort_index()
    words = rows.pivot_table(index="doc_id", columns="topic_id", values="words").sort_index().iloc[:, 0].to_numpy()
    owner = np.array([groups[doc_id] for doc_id in about.index])
    found = []
    for group in sorted(set(owner)):
        inside = owner == group
        share = _share(about.to_numpy(), words, inside)
        low, high = _draw_interval(about.to_numpy()[inside], words[inside], generator)
        n_permutations, p = _permute(about.to_numpy(), words, inside, generator)
        reasons = []
        if inside.sum() < _FEWEST_DOCUMENTS:
            reasons.append(f"no interval: {inside.sum()} of at least {_FEWEST_DOCUMENTS} documents")
        if np.isnan(p).all():
            reasons.append(f"no p: {n_permutations} divisions of {len(owner)} documents give no p below {_LEVEL}")
        found.append(
            pd.DataFrame(
                {
                    "model": rows["model"].iloc[0],
                    "k": rows["k"].iloc[0],
                    "topic_id": about.columns,
                    "group": group,
                    "share": share.round(6),
                    "ci_low": low,
                    "ci_high": high,
                    "n_documents": int(inside.sum()),
                    "n_permutations": n_permutations,
                    "p": p,
                    "withheld": "; ".join(reasons) or None,
                }
            )
        )
    return pd.concat(found, ignore_index=True)


def _share(about: _Numbers, words: _Numbers, inside: NDArray[np.bool_]) -> _Numbers:
    share: _Numbers = about[inside].sum(axis=0) / max(float(words[inside].sum()), 1e-12)
    return share


def _draw_interval(about: _Numbers, words: _Numbers, generator: np.random.Generator) -> tuple[_Numbers, _Numbers]:
    """Return the 2.5 and 97.5 percentiles over draws of whole documents; missing with too few."""
    if len(words) < _FEWEST_DOCUMENTS:
        nothing = np.full(about.shape[1], np.nan)
        return nothing, nothing
    drawn = generator.integers(len(words), size=(_N_DRAWS, len(words)))
    share = about[drawn].sum(axis=1) / words[drawn].sum(axis=1)[:, None]
    low, high = np.percentile(share, [2.5, 97.5], axis=0).round(6)
    return low, high


def _permute(
    about: _Numbers, words: _Numbers, inside: NDArray[np.bool_], generator: np.random.Generator
) -> tuple[int, _Numbers]:
    """Return how many divisions of the documents there are, and p for each topic, missing where p could never be small."""
    n_all, n_inside = len(inside), int(inside.sum())
    n_divisions = math.comb(n_all, n_inside)
    if n_divisions * _LEVEL < 1:
        return n_divisions, np.full(about.shape[1], np.nan)

    def gap(chosen: NDArray[np.bool_]) -> _Numbers:
        return np.abs(_share(about, words, chosen) - _share(about, words, ~chosen)).round(9)

    observed = gap(inside)
    n_tried, n_as_large = 0, np.zeros(about.shape[1])
    for chosen in _divide(n_all, n_inside, n_divisions, generator):
        n_tried += 1
        n_as_large += gap(chosen) >= observed
    if n_divisions > _MOST_EXACT:  # the division at hand counts as one of them
        n_tried, n_as_large = n_tried + 1, n_as_large + 1
    return n_divisions, (n_as_large / n_tried).round(6)


def _divide(n_all: int, n_inside: int, n_divisions: int, generator: np.random.Generator) -> Iterator[NDArray[np.bool_]]:
    if n_divisions <= _MOST_EXACT:
        for chosen in combinations(range(n_all), n_inside):
            division = np.zeros(n_all, dtype=bool)
            division[list(chosen)] = True
            yield division
        return
    for _ in range(_N_RANDOM):
        division = np.zeros(n_all, dtype=bool)
        division[generator.permutation(n_all)[:n_inside]] = True
        yield division


def _correct(p: _Numbers) -> _Numbers:
    """Return q after Benjamini and Hochberg; a missing p has none and counts for none."""
    q = np.full(len(p), np.nan)
    known = np.flatnonzero(~np.isnan(p))
    ordered = known[np.argsort(p[known], kind="stable")]
    scaled = p[ordered] * len(ordered) / np.arange(1, len(ordered) + 1)
    q[ordered] = np.minimum.accumulate(scaled[::-1])[::-1].clip(max=1.0).round(6)
    return q
