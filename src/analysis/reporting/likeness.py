"""Tables of a report on likeness: names that fit a figure, the words and clauses behind a pair, versions to compare."""

from __future__ import annotations

import re
from itertools import pairwise

import pandas as pd

from analysis.errors import WithheldError
from analysis.lexis import find_keyness
from analysis.similarity import compare_versions
from analysis.tables import empty_table

__all__ = [
    "compare_all_versions",
    "compare_kinds",
    "list_likeness",
    "list_pair_keyness",
    "list_shared_terms",
    "list_version_pairs",
    "match_clauses",
    "name_documents",
    "name_sides",
    "tell_extremes",
    "tell_values",
]

#: Characters of a line under a figure.
_LINE = 13

#: Characters of a clause told in a table.
_SHOWN = 150

_DRAFT = re.compile("[（(〔]?(?:征求意见稿|公开征求意见稿|送审稿|草案|讨论稿)[）)〕]?")

#: The notice that issues or publishes a text, and the text in it.
_NOTICE = re.compile(
    "(?:印发|发布|公布|征求|转发)(?:.{0,4}?)[《〈](?P<text>[^》〉]+)[》〉]|印发(?P<bare>[^《]{1,200})的通知"
)
_AROUND = re.compile("(?:的)?(?:公开)?征求意见(?:的)?(?:公告|通知|函)$")

#: Years that a text is for: （2024—2027年）, 2024年度.
_YEARS = re.compile("[（(]?(?:19|20)[0-9]{2}(?:[-—–－至~]+(?:19|20)?[0-9]{2})?年?度?[）)]?")

_NEEDED_FOR_MEAN = 2

#: Different words below which a clause is like others by accident: a heading, a lead-in.
_LEAST_TERMS = 8

_KINDS = ("province", "genre", "scope")


def name_documents(documents: pd.DataFrame) -> dict[str, str]:
    r"""Return a name for each document that fits under a figure: its province and its id, in short lines.

    Parameters
    ----------
    documents
        The ``documents`` table.

    Returns
    -------
    dict of str to str

    Examples
    --------
    >>> name_documents(pd.DataFrame({"doc_id": ["x-plan-2024"], "province": ["浙江"]}))
    {'x-plan-2024': '浙江\nx-plan-2024'}
    """
    names = {}
    for doc_id, province in documents[["doc_id", "province"]].itertuples(index=False):
        lines = _break_lines(doc_id)
        names[doc_id] = "\n".join([province, *lines] if pd.notna(province) else lines)
    return names


def _break_lines(name: str) -> list[str]:
    """Break a name behind its hyphens into lines as even as they come."""
    lines = [""]
    for part in re.findall("[^-]*-?", name):
        if lines[-1] and len(lines[-1] + part) > _LINE:
            lines.append("")
        lines[-1] += part
    return lines


def list_shared_terms(pairs: pd.DataFrame, pair_terms: pd.DataFrame, *, n_terms: int = 6) -> pd.DataFrame:
    """Return the terms that make each pair alike, in one row a pair.

    Parameters
    ----------
    pairs
        The ``pairs`` table of one method.
    pair_terms
        The ``pair_terms`` table of the same units.
    n_terms
        Terms told of each pair, the largest first.

    Returns
    -------
    pandas.DataFrame
        Columns unit_a, unit_b, value, terms (each with its contribution) and told: the share of the value that they make.

    Examples
    --------
    >>> pairs = pd.DataFrame({"unit_a": ["a"], "unit_b": ["b"], "value": [0.5]})
    >>> terms = pd.DataFrame({"unit_a": ["a"] * 2, "unit_b": ["b"] * 2, "term": ["x", "y"], "contribution": [0.4, 0.1]})
    >>> list_shared_terms(pairs, terms, n_terms=1)[["terms", "told"]].values.tolist()
    [['x 0.400', 0.8]]
    """
    ordered = pair_terms.assign(rounded=pair_terms["contribution"].round(6)).sort_values(
        ["unit_a", "unit_b", "rounded", "term"], ascending=[True, True, False, True], kind="stable"
    )
    top = ordered.groupby(["unit_a", "unit_b"]).head(n_terms)
    told = {
        pair: (
            "、".join(f"{row.term} {row.rounded:.3f}" for row in rows.itertuples()),
            float(rows["contribution"].sum()),
        )
        for pair, rows in top.groupby(["unit_a", "unit_b"])
    }
    rows = []
    for unit_a, unit_b, value in pairs[["unit_a", "unit_b", "value"]].itertuples(index=False):
        words, part = told.get((unit_a, unit_b), ("", 0.0))
        share = round(part / value, 6) if value else None
        rows.append({"unit_a": unit_a, "unit_b": unit_b, "value": value, "terms": words, "told": share})
    table = pd.DataFrame(rows, columns=["unit_a", "unit_b", "value", "terms", "told"])
    return table.sort_values(["value", "unit_a", "unit_b"], ascending=[False, True, True], ignore_index=True)


def list_pair_keyness(pairs: pd.DataFrame, terms: pd.DataFrame, *, n_words: int = 6, n_pairs: int = 10) -> pd.DataFrame:
    """Return the words most typical of either side of a pair of documents, by G².

    Parameters
    ----------
    pairs
        The ``pairs`` table of documents.
    terms
        The ``terms`` table.
    n_words
        Words told of each side.
    n_pairs
        Pairs told, the most alike first.

    Returns
    -------
    pandas.DataFrame
        Columns unit_a, unit_b, words_a, words_b: each word with its G².

    Examples
    --------
    >>> pairs = pd.DataFrame({"unit_a": ["a"], "unit_b": ["b"], "value": [0.5]})
    >>> rows = [("a", "x", 9), ("a", "y", 1), ("b", "x", 1), ("b", "y", 9)]
    >>> terms = pd.DataFrame(rows, columns=["doc_id", "term", "n"]).assign(clause_id=lambda table: table["doc_id"] + "/1")
    >>> list_pair_keyness(pairs, terms)[["words_a", "words_b"]].values.tolist()
    [['x 14.7', 'y 14.7']]
    """
    ordered = pairs.assign(rounded=pairs["value"].round(6)).sort_values(
        ["rounded", "unit_a", "unit_b"], ascending=[False, True, True]
    )
    rows = []
    for unit_a, unit_b in ordered[["unit_a", "unit_b"]].head(n_pairs).itertuples(index=False, name=None):
        both = terms[terms["doc_id"].isin([unit_a, unit_b])]
        if both["doc_id"].nunique() < _NEEDED_FOR_MEAN:
            continue
        found = find_keyness(both, unit_a, groups={unit_a: unit_a, unit_b: unit_b}, against=unit_b)
        words = {"words_a": _tell_typical(found, 1, n_words), "words_b": _tell_typical(found, -1, n_words)}
        rows.append({"unit_a": unit_a, "unit_b": unit_b, **words})
    return pd.DataFrame(rows, columns=["unit_a", "unit_b", "words_a", "words_b"])


def _tell_typical(keyness: pd.DataFrame, sign: int, n_words: int) -> str:
    own = keyness.assign(g=(sign * keyness["g2"]).round(6))
    own = own[own["g"] > 0].sort_values(["g", "term"], ascending=[False, True]).head(n_words)
    return "、".join(f"{term} {g:.1f}" for term, g in own[["term", "g"]].itertuples(index=False, name=None))


def list_likeness(pairs: pd.DataFrame, *, to: str) -> pd.DataFrame:
    """Return how like one unit the others are, the most alike first.

    Parameters
    ----------
    pairs
        The ``pairs`` table of one method.
    to
        The unit that the others are compared with.

    Returns
    -------
    pandas.DataFrame
        Columns unit and value; a unit without a pair has no row.

    Examples
    --------
    >>> pairs = pd.DataFrame({"unit_a": ["a", "b"], "unit_b": ["b", "c"], "value": [0.2, 0.5]})
    >>> list_likeness(pairs, to="b").values.tolist()
    [['c', 0.5], ['a', 0.2]]
    """
    own = pairs.loc[(pairs["unit_a"] == to) | (pairs["unit_b"] == to)]
    others = own["unit_a"].where(own["unit_a"] != to, own["unit_b"])
    table = pd.DataFrame({"unit": others, "value": own["value"]})
    ordered = table.assign(rounded=table["value"].round(6)).sort_values(["rounded", "unit"], ascending=[False, True])
    return ordered.drop(columns="rounded").reset_index(drop=True)


def tell_values(likeness: pd.DataFrame) -> str:
    """Return the likeness of units as words: each unit and its value, a dash where it is withheld.

    Parameters
    ----------
    likeness
        Columns unit and value.

    Returns
    -------
    str

    Examples
    --------
    >>> tell_values(pd.DataFrame({"unit": ["广东", "江苏"], "value": [0.5, None]}))
    '广东 0.50、江苏 —'
    """
    rows = likeness[["unit", "value"]].itertuples(index=False, name=None)
    return "、".join(f"{unit} {'—' if pd.isna(value) else format(value, '.2f')}" for unit, value in rows)


def tell_extremes(pairs: pd.DataFrame, merges: pd.DataFrame) -> dict[str, object]:
    """Return what the text alternative of a heat map with a tree says.

    Parameters
    ----------
    pairs
        The ``pairs`` table of one method, at least one row.
    merges
        The ``merges`` table of the same units.

    Returns
    -------
    dict
        ``n`` pairs, the most alike ``a`` and ``b`` with ``top``, ``least``, and the value ``last`` at which all are joined.

    Examples
    --------
    >>> pairs = pd.DataFrame({"unit_a": ["a"], "unit_b": ["b"], "value": [0.5]})
    >>> tell_extremes(pairs, pd.DataFrame({"value": [0.5]}))
    {'n': 1, 'a': 'a', 'b': 'b', 'top': 0.5, 'least': 0.5, 'last': 0.5}
    """
    best = pairs.iloc[int(pairs["value"].round(6).argmax())]
    told = {"n": len(pairs), "a": best["unit_a"], "b": best["unit_b"], "top": float(best["value"])}
    return told | {"least": float(pairs["value"].min()), "last": float(merges["value"].iloc[-1])}


def compare_kinds(pairs: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """Return the likeness within and across provinces, kinds of text and scopes.

    Parameters
    ----------
    pairs
        The ``pairs`` table of documents.
    documents
        The ``documents`` table.

    Returns
    -------
    pandas.DataFrame
        Columns province, genre and scope (same / other / not known), n pairs, mean, least and greatest value; the mean is
        missing where there are fewer than 2 pairs.

    Examples
    --------
    >>> rows = [("a", "浙江", "规划", "甲"), ("b", "浙江", None, "乙")]
    >>> documents = pd.DataFrame(rows, columns=["doc_id", "province", "genre", "scope"])
    >>> pairs = pd.DataFrame({"unit_a": ["a"], "unit_b": ["b"], "value": [0.5]})
    >>> compare_kinds(pairs, documents)[["province", "genre", "scope", "n", "least"]].values.tolist()
    [['same', 'not known', 'other', 1, 0.5]]
    """
    told = pairs[["unit_a", "unit_b", "value"]].copy()
    for field in _KINDS:
        known = documents.set_index("doc_id")[field]
        first, second = told["unit_a"].map(known), told["unit_b"].map(known)
        told[field] = "other"
        told.loc[first == second, field] = "same"
        told.loc[first.isna() | second.isna(), field] = "not known"
    table = told.groupby(list(_KINDS))["value"].agg(["size", "mean", "min", "max"]).reset_index()
    table.columns = pd.Index([*_KINDS, "n", "mean", "least", "greatest"])
    table["mean"] = table["mean"].where(table["n"] >= _NEEDED_FOR_MEAN)
    order = dict(zip(("same", "other", "not known"), range(3), strict=True))
    return table.sort_values(list(_KINDS), key=lambda column: column.map(order), ignore_index=True)


def match_clauses(
    pairs: pd.DataFrame,
    clauses: pd.DataFrame,
    *,
    n_matches: int = 1,
    least: float = 0.1,
    terms: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the clauses of every two documents that are most alike, side by side.

    Parameters
    ----------
    pairs
        The ``pairs`` table of clauses.
    clauses
        The ``clauses`` table.
    n_matches
        Matches told of each two documents.
    least
        Smallest value told.
    terms
        The ``terms`` table: clauses of fewer than 8 different words are not told, for a heading of two words is like any
        other with these words. Every clause where None.

    Returns
    -------
    pandas.DataFrame
        Columns value, clause_a, clause_b, text_a, text_b (their first 150 characters); most alike first.

    Examples
    --------
    >>> clauses = pd.DataFrame({"clause_id": ["a/1", "b/1"], "doc_id": ["a", "b"], "text": ["x", "y"]})
    >>> pairs = pd.DataFrame({"unit_a": ["a/1"], "unit_b": ["b/1"], "value": [0.5]})
    >>> match_clauses(pairs, clauses)["text_b"].tolist()
    ['y']
    """
    known = clauses.set_index("clause_id")
    rows = pairs.loc[pairs["value"] >= least, ["value", "unit_a", "unit_b"]]
    rows.columns = pd.Index(["value", "clause_a", "clause_b"])
    for side in ("a", "b"):
        rows[f"doc_{side}"] = rows[f"clause_{side}"].map(known["doc_id"])
        text = rows[f"clause_{side}"].map(known["text"])
        rows[f"text_{side}"] = text.where(text.str.len() <= _SHOWN, text.str.slice(0, _SHOWN) + "…")
    rows = rows.loc[rows["doc_a"] != rows["doc_b"]]
    if terms is not None:
        sizes = terms.groupby("clause_id")["term"].nunique()
        rows = rows.loc[rows[["clause_a", "clause_b"]].isin(sizes.index[sizes >= _LEAST_TERMS]).all(axis=1)]
    order = rows.assign(value=rows["value"].round(6)).sort_values(
        ["value", "clause_a", "clause_b"], ascending=[False, True, True]
    )
    table: pd.DataFrame = order.groupby(["doc_a", "doc_b"]).head(n_matches)
    return table[["value", "clause_a", "clause_b", "text_a", "text_b"]].reset_index(drop=True)


def name_sides(documents: pd.DataFrame, sides: list[str]) -> dict[str, str]:
    """Return which side each document stands on.

    Parameters
    ----------
    documents
        The ``documents`` table.
    sides
        Two ids of documents or names of provinces; where empty, the two provinces with most documents, else the first two
        documents.

    Returns
    -------
    dict of str to str
        From doc_id to the name of its side, the first side first; documents of neither side are left out.

    Raises
    ------
    WithheldError
        If there are fewer than two documents.

    Examples
    --------
    >>> documents = pd.DataFrame({"doc_id": ["a", "b", "c"], "province": ["浙江", "江苏", "浙江"]})
    >>> name_sides(documents, [])
    {'a': '浙江', 'c': '浙江', 'b': '江苏'}
    >>> name_sides(documents, ["b", "c"])
    {'b': 'b', 'c': 'c'}
    """
    chosen = sides
    if not chosen:
        counts = documents["province"].value_counts()
        ranked = sorted(counts.index, key=lambda name: (-counts[name], name))
        chosen = ranked if len(ranked) > 1 else sorted(documents["doc_id"])
    if len(chosen) < _NEEDED_FOR_MEAN:
        raise WithheldError(f"two sides are needed, there is {len(documents)} document")
    rows = documents[["doc_id", "province"]].itertuples(index=False)
    held = [(chosen.index(name), doc_id, name) for pair in rows for name, doc_id in _own_names(pair, chosen[:2])]
    return {doc_id: name for _, doc_id, name in sorted(held)}


def _own_names(pair: tuple[str, str | None], chosen: list[str]) -> list[tuple[str, str]]:
    doc_id, province = pair
    return [(name, doc_id) for name in chosen if name in (doc_id, province)]


def list_version_pairs(documents: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the documents that are versions of one text: the same title but for the mark of a draft, its notice and its year.

    Parameters
    ----------
    documents
        The ``documents`` table.

    Returns
    -------
    list of (str, str)
        Earlier and later document: by the year in the title, the draft before the final text, then by date of issue.

    Notes
    -----
    A notice that issues a text or asks for opinions on it (关于印发《…》的通知) is read as that text; what stands in front of
    关于 is who speaks. Texts of two provinces are never versions.

    Examples
    --------
    >>> rows = [("f", "某省政府关于印发《某省计划》的通知", "浙江", None), ("d", "某省计划（征求意见稿）", "浙江", None)]
    >>> list_version_pairs(pd.DataFrame(rows, columns=["doc_id", "title", "province", "issued_on"]))
    [('d', 'f')]
    """
    titled = documents.dropna(subset="title")
    versions: dict[tuple[object, str], list[tuple[str, bool, str, str]]] = {}
    for doc_id, title, province, date in titled[["doc_id", "title", "province", "issued_on"]].itertuples(index=False):
        year = _YEARS.search(title)
        is_final = _DRAFT.search(title) is None
        place = None if pd.isna(province) else province
        rank = (year.group() if year else "", is_final, "" if pd.isna(date) else date, doc_id)
        versions.setdefault((place, _read_subject(title, place)), []).append(rank)
    found = [sorted(group) for (_, plain), group in versions.items() if plain and len(group) > 1]
    return sorted((a[-1], b[-1]) for group in found for a, b in pairwise(group))


def _read_subject(title: str, province: object) -> str:
    """Return what a title names, without who speaks, the notice around it, the mark of a draft and the year."""
    plain = _DRAFT.sub("", title)
    plain = _AROUND.sub("", plain)
    inner = _NOTICE.search(plain)
    plain = (inner.group("text") or inner.group("bare")) if inner else plain
    plain = re.sub("^.*?关于(?=.)", "", plain)
    plain = re.sub(r"[\W_]", "", _YEARS.sub("", plain))
    return plain.removeprefix(str(province)).lstrip("省市") if province else plain


def compare_all_versions(
    clauses: pd.DataFrame, *, documents: pd.DataFrame, duties: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return what became of each clause between all versions that the corpus holds.

    Parameters
    ----------
    clauses
        The ``clauses`` table.
    documents
        The ``documents`` table, by which versions are known.
    duties
        The ``duties`` table; agencies are not looked at where None.

    Returns
    -------
    pandas.DataFrame
        The ``versions`` table; without rows where no document has another version.

    Examples
    --------
    >>> nothing = pd.DataFrame(columns=["doc_id", "title", "province", "issued_on"])
    >>> compare_all_versions(empty_table("clauses"), documents=nothing).empty
    True
    """
    told = [compare_versions(clauses, old=old, new=new, duties=duties) for old, new in list_version_pairs(documents)]
    return pd.concat(told, ignore_index=True) if told else empty_table("versions")
