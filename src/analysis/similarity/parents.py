"""What likeness two texts owe to a declared parent, and what they share on their own: the cosine in three parts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from analysis.similarity.units import make_unit_matrix
from analysis.tables import empty_table, make_table

__all__ = ["count_shared", "explain_parts", "find_common_parent", "find_parents", "list_ancestors", "part_pairs"]

#: Decimals kept in a table: the parts still sum to the cosine within 1e-9.
_DECIMALS = 12

_PARTS = ("vertical", "mixed", "horizontal")

_MARKS = re.compile(r"[\W_]+")


def find_parents(documents: pd.DataFrame) -> dict[str, str]:
    """Return the declared parent of each document that is itself in the collection.

    Answers: which documents carry out another one that we hold?

    Parameters
    ----------
    documents
        The ``documents`` table; ``parent`` is a doc_id or a title.

    Returns
    -------
    dict of str to str
        From doc_id to the doc_id of its parent, sorted; a parent that is not in the collection gives no entry.

    Notes
    -----
    Titles are compared without punctuation. A title that several documents bear, a document that names itself, and
    documents that name each other in a ring give no entry: nothing says which is meant.

    *Reading it*: only what the catalogue or the text declares; that a plan carries out an opinion is never guessed.

    *A misreading*: no entry does not mean no parent; it may not be declared, or not be collected.

    Examples
    --------
    >>> rows = [("state", "某某意见", None), ("a", "甲计划", "《某某意见》"), ("b", "乙计划", "state"), ("c", None, "无")]
    >>> find_parents(pd.DataFrame(rows, columns=["doc_id", "title", "parent"]))
    {'a': 'state', 'b': 'state'}
    """
    bearers: dict[str, list[str]] = {}
    for doc_id, title in documents[["doc_id", "title"]].itertuples(index=False, name=None):
        if pd.notna(title):
            bearers.setdefault(_MARKS.sub("", title), []).append(doc_id)
    known = {title: holders[0] for title, holders in bearers.items() if len(holders) == 1}
    ids = set(documents["doc_id"])
    stated = documents.loc[documents["parent"].notna(), ["doc_id", "parent"]]
    found: dict[str, str] = {}
    for doc_id, parent in sorted(stated.itertuples(index=False, name=None)):
        held = parent if parent in ids else known.get(_MARKS.sub("", parent))
        if held is not None and held != doc_id:
            found[doc_id] = held
    rings = {doc_id for doc_id in found if doc_id in list_ancestors(doc_id, found)}
    return {doc_id: parent for doc_id, parent in found.items() if doc_id not in rings}


def list_ancestors(unit: str, parents: Mapping[str, str]) -> list[str]:
    """Return the parent of a unit, the parent's parent, and so on, the nearest first.

    Parameters
    ----------
    unit
        A unit, for example a doc_id.
    parents
        From unit to its parent.

    Returns
    -------
    list of str
        Ends where a unit has no parent or comes a second time.

    Examples
    --------
    >>> list_ancestors("city", {"city": "province", "province": "state"})
    ['province', 'state']
    """
    above: list[str] = []
    while (unit := parents.get(unit, "")) and unit not in above:
        above.append(unit)
    return above


def find_common_parent(unit_a: str, unit_b: str, *, parents: Mapping[str, str]) -> str | None:
    """Return the nearest unit that both carry out, directly or through another.

    Parameters
    ----------
    unit_a, unit_b
        Two units.
    parents
        From unit to its parent.

    Returns
    -------
    str or None
        None where there is none, and where one of the two is itself above the other.

    Examples
    --------
    >>> find_common_parent("a", "city", parents={"a": "state", "city": "b", "b": "state"})
    'state'
    """
    above_a, above_b = list_ancestors(unit_a, parents), list_ancestors(unit_b, parents)
    if unit_a in above_b or unit_b in above_a:
        return None
    return next((unit for unit in above_a if unit in above_b), None)


def count_shared(tokens: pd.DataFrame, passages: pd.DataFrame) -> pd.DataFrame:
    """Return how often each term of a document stands in wording that it shares with another.

    Answers: how much of what is counted stands in shared passages?

    Parameters
    ----------
    tokens
        The ``tokens`` table.
    passages
        The ``passages`` table of the same documents.

    Returns
    -------
    pandas.DataFrame
        The ``shared_terms`` table: one row a document, another that it shares passages with, and a term.

    Notes
    -----
    A token counts when it lies in a passage as a whole, and once where passages overlap.

    *Reading it*: ``n`` = 3 of a term that the document has 5 times: three of the five stand in shared passages.

    *A misreading*: it does not say who took it from whom.

    Examples
    --------
    >>> tokens = pd.DataFrame([("a", 0, 2, "算力"), ("a", 9, 11, "算力")], columns=["doc_id", "start", "end", "term"])
    >>> passage = {"doc_a": "a", "start_a": 0, "end_a": 5, "doc_b": "b", "start_b": 3, "end_b": 8}
    >>> count_shared(tokens, pd.DataFrame([passage])).values.tolist()
    [['a', 'b', '算力', 1]]
    """
    sides = [
        passages[[f"doc_{own}", f"doc_{other}", f"start_{own}", f"end_{own}"]].set_axis(
            ["doc_id", "other", "start", "end"], axis=1
        )
        for own, other in ("ab", "ba")
    ]
    spans = pd.concat(sides, ignore_index=True).sort_values(["doc_id", "other", "start", "end"])
    by_doc = {str(doc_id): rows for doc_id, rows in tokens.groupby("doc_id")}
    found = []
    for (doc_id, other), rows in spans.groupby(["doc_id", "other"]):
        own = by_doc.get(str(doc_id))
        if own is None:
            continue
        starts, ends = own["start"].to_numpy(), own["end"].to_numpy()
        inside = np.zeros(len(own), dtype=bool)
        for start, end in rows[["start", "end"]].itertuples(index=False, name=None):
            inside |= (starts >= start) & (ends <= end)
        counts = own.loc[inside, "term"].value_counts().sort_index()
        found.append(pd.DataFrame({"doc_id": doc_id, "other": other, "term": counts.index, "n": counts.to_numpy()}))
    return make_table("shared_terms", pd.concat(found, ignore_index=True)) if found else empty_table("shared_terms")


def part_pairs(
    weights: pd.DataFrame, *, parents: Mapping[str, str], shared: pd.DataFrame | None = None
) -> pd.DataFrame:
    r"""Return the cosine of every two units with a common parent, parted into what the parent explains and what is their own.

    Answers: are these two alike because they carry out the same text, or beyond it?

    Parameters
    ----------
    weights
        The ``weights`` table, parents among its units.
    parents
        From unit to its parent, as :func:`find_parents` gives it; units that are not in the weights are passed over.
    shared
        The ``shared_terms`` table. With it only words that stand in passages shared with the parent count as taken from it
        (method ``wording``); where None, as many of a unit's occurrences of a word as the parent has of it (``words``).

    Returns
    -------
    pandas.DataFrame
        The ``pair_parts`` table: ``vertical`` + ``mixed`` + ``horizontal`` = ``value``, the cosine; ``chance`` is the vertical
        part that documents which are not the parent would explain on average, missing where there are none. Without rows where
        no two units have a common parent.

    Notes
    -----
    Let :math:`s_{at}` be the share of the occurrences of term *t* in *a* that are taken from the parent, and
    :math:`c_t` the term's contribution to the cosine. Its parts are :math:`c_t s_{at} s_{bt}` (vertical: both took it),
    :math:`c_t (1 - s_{at})(1 - s_{bt})` (horizontal: neither did), and the rest (mixed: one of them did). They sum to the
    cosine, term by term. The two methods are bounds: what was taken in other words is missed by ``wording``, and ``words``
    counts every common word as taken.

    *Reading it*: vertical .40 of a cosine of .55 by wording: most of the likeness stands in sentences of the parent. By
    words, compare with ``chance``: what exceeds it is owed to this parent, the rest to its genre and length.

    *A misreading*: horizontal is not copying. Two provinces may have taken it from a text that is not in the collection.

    References
    ----------
    Manning, Raghavan, Schütze (2008), *Introduction to Information Retrieval*, equation 6.10, term by term. Shipan and Volden
    (2012), "Policy Diffusion: Seven Lessons for Scholars and Practitioners", *Public Administration Review* 72(6), on vertical
    and horizontal diffusion.

    Examples
    --------
    >>> rows = [("p", "算力", 2), ("a", "算力", 2), ("a", "海洋", 2), ("b", "算力", 4), ("b", "海洋", 4)]
    >>> weights = pd.DataFrame(rows, columns=["unit_id", "term", "n"]).assign(unit="document", tf_idf=lambda t: t["n"])
    >>> parts = part_pairs(weights, parents={"a": "p", "b": "p"})
    >>> parts[["value", "vertical", "mixed", "horizontal"]].round(2).values.tolist()
    [[1.0, 0.25, 0.25, 0.5]]
    """
    families, related = _list_families(weights, parents)
    if not families:
        return empty_table("pair_parts")
    counts = _Counts(weights, shared)
    frames = []
    for parent, family in families.items():
        strangers = [unit for unit in counts.place if parent not in (unit, *list_ancestors(unit, related))]
        parts = counts.part(parent, family)
        parts["value"] = np.clip(sum(parts[name].round(_DECIMALS) for name in _PARTS), 0, 1)
        by_chance = [counts.part(stranger, family)["vertical"] for stranger in strangers]
        parts["chance"] = np.mean(by_chance, axis=0) if by_chance else np.full(len(family), np.nan)
        rounded = {name: values.round(_DECIMALS) for name, values in parts.items()}
        frames.append(family.assign(parent=parent, method=counts.method, **rounded))
    return make_table("pair_parts", pd.concat(frames, ignore_index=True))


def explain_parts(
    weights: pd.DataFrame, *, parents: Mapping[str, str], shared: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return which terms make each part of the cosine of two units with a common parent.

    Answers: what did both take from the parent, and what do they share beyond it?

    Parameters
    ----------
    weights
        The ``weights`` table, parents among its units.
    parents
        From unit to its parent, as :func:`find_parents` gives it.
    shared
        The ``shared_terms`` table; see :func:`part_pairs`.

    Returns
    -------
    pandas.DataFrame
        The ``pair_term_parts`` table: one row a shared term; each column of parts sums to that of :func:`part_pairs`.

    Notes
    -----
    See :func:`part_pairs`.

    *Reading it*: a term with all of its contribution in ``horizontal`` is not in the parent, or beyond what it has of it.

    *A misreading*: a term in ``vertical`` by method ``words`` may have been written without a look at the parent.

    References
    ----------
    Manning, Raghavan, Schütze (2008), *Introduction to Information Retrieval*, equation 6.10, term by term.

    Examples
    --------
    >>> rows = [("p", "算力", 2), ("a", "算力", 2), ("a", "海洋", 2), ("b", "算力", 4), ("b", "海洋", 4)]
    >>> weights = pd.DataFrame(rows, columns=["unit_id", "term", "n"]).assign(unit="document", tf_idf=lambda t: t["n"])
    >>> explain_parts(weights, parents={"a": "p", "b": "p"})[["term", "vertical", "horizontal"]].round(2).values.tolist()
    [['海洋', 0.0, 0.5], ['算力', 0.25, 0.0]]
    """
    families, _ = _list_families(weights, parents)
    if not families:
        return empty_table("pair_term_parts")
    counts = _Counts(weights, shared)
    frames = []
    for parent, family in families.items():
        terms = counts.part_terms(parent, family)
        pairs = family.loc[terms.pop("row")].reset_index(drop=True)
        frames.append(pd.concat([pairs, terms], axis=1).assign(parent=parent, method=counts.method))
    return make_table("pair_term_parts", pd.concat(frames, ignore_index=True))


def _list_families(weights: pd.DataFrame, parents: Mapping[str, str]) -> tuple[dict[str, pd.DataFrame], dict[str, str]]:
    """Return the pairs of units that have each parent in common, and the parents that are units themselves."""
    units = sorted(weights["unit_id"].unique())
    known = set(units)
    related = {unit: parent for unit, parent in parents.items() if unit in known and parent in known}
    children = [unit for unit in units if unit in related]
    pairs: dict[str, list[tuple[str, str]]] = {}
    for unit_a, unit_b in combinations(children, 2):
        parent = find_common_parent(unit_a, unit_b, parents=related)
        if parent is not None:
            pairs.setdefault(parent, []).append((unit_a, unit_b))
    return {parent: pd.DataFrame(pairs[parent], columns=["unit_a", "unit_b"]) for parent in sorted(pairs)}, related


class _Counts:
    """Weights and counts of units in rows and terms in columns, and how they part when one unit is taken as the parent."""

    def __init__(self, weights: pd.DataFrame, shared: pd.DataFrame | None) -> None:
        matrix = make_unit_matrix(weights)
        self._terms = matrix.terms
        self._cosine_rows = matrix.rows
        self.place: dict[str, int] = {unit: row for row, unit in enumerate(matrix.units)}
        self._column = {term: column for column, term in enumerate(matrix.terms)}
        at = weights["unit_id"].map(self.place), weights["term"].map(self._column)
        self._n = sparse.csr_array((weights["n"].to_numpy(dtype=np.float64), at), shape=matrix.rows.shape)
        self._shared = None if shared is None else dict(iter(shared.groupby("other")))
        self.method = "words" if shared is None else "wording"

    def part(self, parent: str, family: pd.DataFrame) -> dict[str, NDArray[np.float64]]:
        """Return the parts of each pair when this unit is taken as the parent."""
        taken, own = self._split(parent)
        first, second = self._find_rows(family)
        products = ((taken @ taken.T), (taken @ own.T + own @ taken.T), (own @ own.T))
        return {
            name: np.clip(product.toarray()[first, second], 0, None)
            for name, product in zip(_PARTS, products, strict=True)
        }

    def part_terms(self, parent: str, family: pd.DataFrame) -> pd.DataFrame:
        """Return the parts of each pair and term; ``row`` is the row of the pair."""
        taken, own = self._split(parent)
        tables = []
        for row, (a, b) in enumerate(zip(*self._find_rows(family), strict=True)):
            sides = [matrix[[at]].toarray().ravel() for at in (a, b) for matrix in (taken, own)]
            taken_a, own_a, taken_b, own_b = sides
            parts = (taken_a * taken_b, taken_a * own_b + own_a * taken_b, own_a * own_b)
            common = np.flatnonzero((taken_a + own_a) * (taken_b + own_b))
            columns = {
                name: np.clip(part[common], 0, None).round(_DECIMALS) for name, part in zip(_PARTS, parts, strict=True)
            }
            tables.append(pd.DataFrame({"row": row, "term": self._terms[common], **columns}))
        return pd.concat(tables, ignore_index=True)

    def _find_rows(self, family: pd.DataFrame) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        first = np.array([self.place[unit] for unit in family["unit_a"]], dtype=np.int64)
        second = np.array([self.place[unit] for unit in family["unit_b"]], dtype=np.int64)
        return first, second

    def _split(self, parent: str) -> tuple[sparse.csr_array, sparse.csr_array]:
        """Return the weights of each unit in two: what is taken from the parent, and what is its own."""
        taken = sparse.csr_array(self._cosine_rows.multiply(self._share_taken(parent)))
        return taken, sparse.csr_array(self._cosine_rows - taken)

    def _share_taken(self, parent: str) -> sparse.csr_array:
        """Return the share of each count that is taken from the parent, by passages or by words."""
        if self._shared is None:
            bound = self._n[[self.place[parent]]].toarray().ravel()
            cells = self._n.tocoo()
            shares = np.minimum(cells.data, bound[cells.col]) / cells.data
            return sparse.csr_array((shares, (cells.row, cells.col)), shape=self._n.shape)
        rows = self._shared.get(parent)
        if rows is None:
            return sparse.csr_array(self._n.shape)
        known = rows[rows["doc_id"].isin(self.place) & rows["term"].isin(self._column)]
        at = known["doc_id"].map(self.place).to_numpy(), known["term"].map(self._column).to_numpy()
        whole = np.asarray(self._n[at[0], at[1]]).ravel()
        taken = np.divide(known["n"].to_numpy(dtype=np.float64), whole, out=np.zeros(len(whole)), where=whole > 0)
        return sparse.csr_array((np.minimum(taken, 1.0), at), shape=self._n.shape)
