"""Tables of a report on declared parents: passages by relation, likeness in parts, and the words of each part."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from analysis.similarity import find_common_parent, list_ancestors

__all__ = ["leave_out_versions", "list_part_terms", "list_parts", "list_relations"]

_PARTS = ("vertical", "mixed", "horizontal")


def leave_out_versions(table: pd.DataFrame, versions: Collection[tuple[str, str]]) -> pd.DataFrame:
    """Return a table of pairs without those that are two versions of one text: a draft does not share with its final.

    Parameters
    ----------
    table
        A table with columns unit_a and unit_b, or doc_a and doc_b.
    versions
        Pairs of documents, in either order.

    Returns
    -------
    pandas.DataFrame

    Examples
    --------
    >>> leave_out_versions(pd.DataFrame({"unit_a": ["a", "a"], "unit_b": ["b", "c"]}), [("b", "a")])["unit_b"].tolist()
    ['c']
    """
    first, second = ("doc_a", "doc_b") if "doc_a" in table else ("unit_a", "unit_b")
    known = {frozenset(pair) for pair in versions}
    pairs = table[[first, second]].itertuples(index=False, name=None)
    kept = np.array(
        [frozenset(pair) not in known for pair in pairs], dtype=bool
    )  # of no rows a list would choose columns
    return table[kept].reset_index(drop=True)


def list_relations(passages: pd.DataFrame, parents: Mapping[str, str]) -> pd.DataFrame:
    """Return the passages of substance between relatives, by whether a declared parent explains them.

    Parameters
    ----------
    passages
        The ``passages`` table.
    parents
        From document to its declared parent.

    Returns
    -------
    pandas.DataFrame
        Columns doc_a, doc_b, relation, n and n_chars; only pairs of which one carries the other out, or both a third.

    Examples
    --------
    >>> row = {"doc_a": "a", "doc_b": "p", "label": "substance", "relation": "inherited", "n_chars": 30}
    >>> list_relations(pd.DataFrame([row]), {"a": "p"}).values.tolist()
    [['a', 'p', 'inherited', 1, 30]]
    """
    own = passages[passages["label"] == "substance"]
    pairs = list(own[["doc_a", "doc_b"]].itertuples(index=False, name=None))
    table = own[np.array([_are_related(a, b, parents) for a, b in pairs], dtype=bool)]
    counts = table.groupby(["doc_a", "doc_b", "relation"])["n_chars"].agg(["size", "sum"]).reset_index()
    return counts.set_axis(["doc_a", "doc_b", "relation", "n", "n_chars"], axis=1)


def _are_related(doc_a: str, doc_b: str, parents: Mapping[str, str]) -> bool:
    if doc_a in list_ancestors(doc_b, parents) or doc_b in list_ancestors(doc_a, parents):
        return True
    return find_common_parent(doc_a, doc_b, parents=parents) is not None


def list_parts(by_wording: pd.DataFrame, by_words: pd.DataFrame) -> pd.DataFrame:
    """Return the parts of each cosine by both ways of counting, one under the other.

    Parameters
    ----------
    by_wording, by_words
        Two ``pair_parts`` tables.

    Returns
    -------
    pandas.DataFrame
        Columns unit_a, unit_b, parent, value, method, vertical, mixed, horizontal, chance.

    Examples
    --------
    >>> row = {"unit_a": "a", "unit_b": "b", "parent": "p", "value": 0.5, "vertical": 0.2, "mixed": 0.1, "horizontal": 0.2}
    >>> parts = [pd.DataFrame([row | {"method": method, "chance": None}]) for method in ("wording", "words")]
    >>> list_parts(*parts)["method"].tolist()
    ['wording', 'words']
    """
    columns = ["unit_a", "unit_b", "parent", "value", "method", *_PARTS, "chance"]
    table = pd.concat(
        [by_wording[columns].astype({"chance": "float64"}), by_words[columns].astype({"chance": "float64"})]
    )
    ordered = table.assign(rounded=table["value"].round(6))
    ordered = ordered.sort_values(["rounded", "unit_a", "unit_b", "method"], ascending=[False, True, True, True])
    return ordered[columns].reset_index(drop=True)


def list_part_terms(terms: pd.DataFrame, *, n_terms: int = 6) -> pd.DataFrame:
    """Return the words of the vertical and of the horizontal part of each pair, in one row a pair.

    Parameters
    ----------
    terms
        The ``pair_term_parts`` table of one method.
    n_terms
        Words told of each part, the largest first.

    Returns
    -------
    pandas.DataFrame
        Columns unit_a, unit_b, words_vertical, words_horizontal: each word with its contribution.

    Examples
    --------
    >>> rows = [("a", "b", "p", "wording", "算力", 0.2, 0.0, 0.1), ("a", "b", "p", "wording", "海洋", 0.0, 0.0, 0.3)]
    >>> columns = ["unit_a", "unit_b", "parent", "method", "term", "vertical", "mixed", "horizontal"]
    >>> list_part_terms(pd.DataFrame(rows, columns=columns))[["words_vertical", "words_horizontal"]].values.tolist()
    [['算力 0.200', '海洋 0.300、算力 0.100']]
    """
    rows = []
    for (unit_a, unit_b), own in terms.groupby(["unit_a", "unit_b"]):
        words = {f"words_{part}": _tell_largest(own, part, n_terms) for part in ("vertical", "horizontal")}
        rows.append({"unit_a": unit_a, "unit_b": unit_b, **words})
    return pd.DataFrame(rows, columns=["unit_a", "unit_b", "words_vertical", "words_horizontal"])


def _tell_largest(terms: pd.DataFrame, part: str, n_terms: int) -> str:
    rounded = terms.assign(size=terms[part].round(6))
    top = rounded[rounded["size"] > 0].sort_values(["size", "term"], ascending=[False, True]).head(n_terms)
    return "、".join(f"{term} {size:.3f}" for term, size in top[["term", "size"]].itertuples(index=False, name=None))
