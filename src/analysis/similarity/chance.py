"""How sure a likeness is, and whether it is more than the genre: clauses drawn again, and clauses exchanged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
import scipy
from numpy.typing import NDArray
from scipy import sparse

from analysis.similarity.units import compare_units
from analysis.tables import empty_table, make_table

__all__ = ["expect_passages", "resample_pairs"]

#: A unit of fewer clauses has no interval: drawing three clauses again tells nothing.
_MIN_CLAUSES = 5

#: Units of like kind below which exchanging clauses tells nothing: with two there is no third to be more alike than.
_MIN_UNITS = 3

#: Decimals compared; below them lie the bits in which two machines differ.
_DECIMALS = 9


def resample_pairs(
    weights: pd.DataFrame,
    terms: pd.DataFrame,
    *,
    groups: Mapping[str, str] | None = None,
    kinds: Mapping[str, str] | None = None,
    n_draws: int = 999,
    level: float = 0.95,
    seed: int = 0,
) -> pd.DataFrame:
    """Return the cosine of every pair with its interval and its place among exchanged clauses.

    Answers: would other clauses of the same texts have said the same? Are these two more alike than parcels of their genre?

    Parameters
    ----------
    weights
        The ``weights`` table of documents or groups with raw counts as term part, as by default.
    terms
        The ``terms`` table that the weights were made from.
    groups
        From doc_id to unit where the units are groups; documents mapped to None are left out.
    kinds
        From unit to its kind; clauses are exchanged between units of one kind only. All units are of one kind where None.
    n_draws
        Draws of either kind; 999 makes the smallest p one in a thousand.
    level
        Level of the interval, in 0-1.
    seed
        Seed of the draws.

    Returns
    -------
    pandas.DataFrame
        The ``pairs`` table with ``ci_low``, ``ci_high``, ``null_mean``, ``p``, ``q``. The interval is missing where a unit has
        fewer than 5 clauses, the null where fewer than 3 units are of the pair's kind or the two are of different kinds.

    Raises
    ------
    ValueError
        If the weights were not made from these terms with raw counts, or an option is out of range.

    Notes
    -----
    Interval: clauses are drawn with replacement within each unit, idf held; the value plus and minus the normal quantile
    times the spread of the draws. It covers the value that texts of the same length from the same source would have on
    average; the draws' own mean is not used, because drawing again makes sparse vectors less alike than they are.
    Null: the clauses of all units of
    a kind are dealt out anew, each unit keeping its number; *p* is the share of deals at least as alike, the observed one
    counted; *q* is Benjamini and Hochberg's.

    *Reading it*: p = 0.01 says that these two share their words more than two parcels of the same heap do. p near 1 is
    common and no error: documents divide their subjects, parcels do not.

    *A misreading*: a small p does not say that one was copied from the other, and q over ten pairs of five documents decides
    little.

    References
    ----------
    Davison and Hinkley (1997), *Bootstrap Methods and their Application*, sections 2.2 and 4.3. Benjamini and Hochberg
    (1995), *Journal of the Royal Statistical Society* B 57, 289-300.

    Examples
    --------
    >>> rows = [(f"{doc}/{i}", doc, f"t{(i * k) % 7}") for k, doc in enumerate("abc", start=1) for i in range(6)]
    >>> terms = pd.DataFrame(rows, columns=["clause_id", "doc_id", "term"]).assign(n=1)
    >>> units = terms.groupby(["doc_id", "term"], as_index=False)["n"].sum().rename(columns={"doc_id": "unit_id"})
    >>> weights = units.assign(unit="document", tf=units["n"], idf=1.0, tf_idf=units["n"])
    >>> resample_pairs(weights, terms, n_draws=99)[["unit_a", "unit_b", "value"]].round(2).values.tolist()
    [['a', 'b', 0.83], ['a', 'c', 0.83], ['b', 'c', 0.83]]
    """
    if n_draws < 2 or not 0 < level < 1:  # noqa: PLR2004 - a spread needs two
        raise ValueError(f"n_draws must be at least 2 and level between 0 and 1, not {n_draws} and {level}")
    pairs = compare_units(weights)
    if pairs.empty:
        return pairs
    heap = _gather_clauses(weights, terms, groups)
    first, second = np.searchsorted(heap.units, pairs["unit_a"]), np.searchsorted(heap.units, pairs["unit_b"])
    rebuilt = _cosines(_add_up(heap, np.arange(heap.rows.shape[0])))[first, second]
    if not np.allclose(rebuilt, pairs["value"], atol=1e-6):
        raise ValueError(
            "weights do not follow from terms; make them with weigh_terms, raw counts, from the same table"
        )
    rng = np.random.default_rng(seed)
    low, high = _draw_intervals(heap, n_draws, level, rng, pairs, first, second)
    mean, p = _deal_clauses(heap, kinds, n_draws, rng, pairs, first, second)
    q = np.full(len(p), np.nan)
    tested = ~np.isnan(p)
    if tested.any():
        q[tested] = scipy.stats.false_discovery_control(p[tested])
    return make_table("pairs", pairs.assign(ci_low=low, ci_high=high, null_mean=mean, p=p, q=q))


def expect_passages(passages: pd.DataFrame, clauses: pd.DataFrame, *, label: str | None = "substance") -> pd.DataFrame:
    """Return how many passages each two documents share, beside how many chance would give them.

    Answers: do these two share more wording than their length and the habit of the collection explain?

    Parameters
    ----------
    passages
        The ``passages`` table.
    clauses
        The ``clauses`` table it was found in.
    label
        The label that counts; every passage where None.

    Returns
    -------
    pandas.DataFrame
        The ``passage_counts`` table: one row a pair of documents with ``n``, ``n_chars``, ``expected``, ``p``, ``q``; the last
        three are missing where fewer than 3 documents are compared or none of them shares a passage.

    Notes
    -----
    Null: each matching pair of clauses is any pair of clauses of two documents with equal chance. Expected is the total times
    the pair's share of all such pairs; *p* is the upper tail of the hypergeometric distribution.

    *Reading it*: 3 beside an expected 0.4 with p = 0.01 says that shared wording gathers in this pair.

    *A misreading*: it does not say whether a third text is behind it; see ``relation``.

    References
    ----------
    Benjamini and Hochberg (1995), *Journal of the Royal Statistical Society* B 57, 289-300.

    Examples
    --------
    >>> from analysis.similarity.passages import find_passages
    >>> row = {"kind": "clause", "start": 0, "position": 0}
    >>> texts = {"a": "搭建易用共享的模型平台引导开源", "b": "搭建易用共享的模型平台引导开源", "c": "发展智慧农业"}
    >>> clauses = pd.DataFrame([row | {"doc_id": d, "clause_id": f"{d}/1", "text": t} for d, t in texts.items()])
    >>> expect_passages(find_passages(clauses), clauses)[["doc_a", "doc_b", "n", "p"]].round(2).values.tolist()
    [['a', 'b', 1, 0.33], ['a', 'c', 0, 1.0], ['b', 'c', 0, 1.0]]
    """
    counted = passages if label is None else passages.loc[passages["label"] == label]
    sizes = clauses.groupby("doc_id").size().sort_index()
    doc_ids = sizes.index.to_numpy()
    first, second = np.triu_indices(len(doc_ids), k=1)
    if not len(first):
        return empty_table("passage_counts")
    n = np.zeros((len(doc_ids), len(doc_ids)), dtype=np.int64)
    n_chars = n.copy()
    places = (np.searchsorted(doc_ids, counted["doc_a"]), np.searchsorted(doc_ids, counted["doc_b"]))
    np.add.at(n, places, 1)
    np.add.at(n_chars, places, counted["n_chars"].to_numpy())
    chances = (sizes.to_numpy()[:, None] * sizes.to_numpy())[first, second]
    total, heap = len(counted), int(chances.sum())
    table = pd.DataFrame(
        {"doc_a": doc_ids[first], "doc_b": doc_ids[second], "label": label or "any"}
        | {"n": n[first, second], "n_chars": n_chars[first, second]}
    )
    if total and len(doc_ids) >= _MIN_UNITS:
        p = scipy.stats.hypergeom.sf(table["n"] - 1, max(heap, total), min(total, heap), chances)
        p = np.clip(p.round(_DECIMALS), 0, 1)
        table = table.assign(expected=total * chances / heap, p=p, q=scipy.stats.false_discovery_control(p))
    return make_table("passage_counts", table)


class _Heap(NamedTuple):
    """Clauses in rows, terms in columns, counts times idf; ``owner`` is the unit of each clause."""

    units: NDArray[np.object_]
    owner: NDArray[np.int64]
    rows: sparse.csr_array


def _gather_clauses(weights: pd.DataFrame, terms: pd.DataFrame, groups: Mapping[str, str] | None) -> _Heap:
    units = np.unique(weights["unit_id"].to_numpy(dtype=object))
    owner_of = terms["doc_id"] if groups is None else terms["doc_id"].map(groups)
    idf = weights.drop_duplicates("term").set_index("term")["idf"]
    value = terms["n"] * terms["term"].map(idf)
    known = (owner_of.isin(units) & value.notna()).to_numpy()
    clause_ids, clause = np.unique(terms["clause_id"].to_numpy(dtype=object)[known], return_inverse=True)
    _, term = np.unique(terms["term"].to_numpy(dtype=object)[known], return_inverse=True)
    owner = np.zeros(len(clause_ids), dtype=np.int64)
    owner[clause] = np.searchsorted(units, owner_of.to_numpy(dtype=object)[known])
    shape = (len(clause_ids), int(term.max(initial=-1)) + 1)
    rows = sparse.csr_array((value.to_numpy(dtype=np.float64)[known], (clause, term)), shape=shape)
    return _Heap(units, owner, rows)


def _add_up(heap: _Heap, order: NDArray[np.int64]) -> sparse.csr_array:
    """Return the vector of each unit when clause ``order[i]`` takes the place of clause ``i``."""
    size = (len(heap.units), len(heap.owner))
    dealt = sparse.csr_array((np.ones(len(order)), (heap.owner, order)), shape=size)
    return sparse.csr_array(dealt @ heap.rows)


def _cosines(vectors: sparse.csr_array) -> NDArray[np.float64]:
    products: NDArray[np.float64] = (vectors @ vectors.T).toarray()
    lengths = np.sqrt(np.diag(products))
    scale = np.divide(1.0, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    return (products * scale * scale[:, None]).round(_DECIMALS)


def _draw_intervals(
    heap: _Heap,
    n_draws: int,
    level: float,
    rng: np.random.Generator,
    pairs: pd.DataFrame,
    first: NDArray[np.int64],
    second: NDArray[np.int64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    members = [np.flatnonzero(heap.owner == unit) for unit in range(len(heap.units))]
    draws = [rng.multinomial(len(rows), np.full(len(rows), 1 / len(rows)), size=n_draws) for rows in members]
    squares = [((draw @ _gram(heap, rows, rows)) * draw).sum(axis=1) for draw, rows in zip(draws, members, strict=True)]
    low, high = np.full(len(pairs), np.nan), np.full(len(pairs), np.nan)
    reach = scipy.stats.norm.ppf((1 + level) / 2)
    for at, (a, b, value) in enumerate(zip(first, second, pairs["value"], strict=True)):
        if min(len(members[a]), len(members[b])) < _MIN_CLAUSES:
            continue
        products = ((draws[a] @ _gram(heap, members[a], members[b])) * draws[b]).sum(axis=1)
        lengths = np.sqrt(squares[a] * squares[b])
        again = np.divide(products, lengths, out=np.zeros(n_draws), where=lengths > 0)
        half = reach * again.std(ddof=1)
        low[at], high[at] = np.clip([value - half, value + half], 0, 1).round(_DECIMALS)
    return low, high


def _gram(heap: _Heap, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> NDArray[np.float64]:
    gram: NDArray[np.float64] = (heap.rows[rows] @ heap.rows[columns].T).toarray()
    return gram


def _deal_clauses(
    heap: _Heap,
    kinds: Mapping[str, str] | None,
    n_draws: int,
    rng: np.random.Generator,
    pairs: pd.DataFrame,
    first: NDArray[np.int64],
    second: NDArray[np.int64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    kind = np.array([kinds.get(unit) or "" if kinds is not None else "all" for unit in heap.units], dtype=object)
    names, counts = np.unique(kind[kind != ""], return_counts=True)
    large = names[counts >= _MIN_UNITS]
    heaps = [np.flatnonzero(kind[heap.owner] == name) for name in large]
    total, above = np.zeros(len(pairs)), np.zeros(len(pairs))
    observed = pairs["value"].to_numpy().round(_DECIMALS)
    for _ in range(n_draws if len(large) else 0):
        order = np.arange(len(heap.owner))
        for rows in heaps:
            order[rows] = rng.permutation(rows)
        dealt = _cosines(_add_up(heap, order))[first, second]
        total += dealt
        above += dealt >= observed
    tested = (kind[first] == kind[second]) & np.isin(kind[first], large)
    return np.where(tested, total / n_draws, np.nan), np.where(tested, (1 + above) / (1 + n_draws), np.nan)
