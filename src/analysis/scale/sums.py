"""Derived tables of a corpus too large to be held: those that are exact from sums over blocks, and word on the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from pandas.api.types import union_categoricals

from analysis.errors import WithheldError
from analysis.lexis import weigh_terms
from analysis.lexis.weights import Spread
from analysis.networks import find_communities, link_agencies, link_leads, score_agencies
from analysis.similarity import explain_pairs
from analysis.tables import empty_table, make_table

__all__ = [
    "Ties",
    "add_parts",
    "add_ties",
    "explain_provinces",
    "find_spread",
    "measure_networks",
    "tell_withheld",
    "weigh_parts",
    "weigh_provinces",
]

#: Parts that are read before they are added up: their sum is all that stays.
_PARTS_AT_A_TIME = 16

#: Rows of duties whose ties are made together: a network costs something however few rows it has.
_ROWS_AT_A_TIME = 50_000
_TIE = ["scope", "jurisdiction", "agency_a", "agency_b", "weighting"]
_LEAD = ["scope", "jurisdiction", "lead", "support"]
_OF_DUTIES = ["doc_id", "clause_id", "agency", "jurisdiction", "role", "evidence", "collective"]

#: Pairs of provinces whose shared terms, some fifteen thousand a pair, are held together.
_PAIRS_AT_A_TIME = 48

_WITHHELD = {
    "topic_terms": "topics are fitted to all clauses at once",
    "topic_shares": "topics are fitted to all clauses at once",
    "topic_quality": "topics are fitted to all clauses at once",
    "passages": "shared passages are looked for between all documents at once",
    "pair_parts": "the parts of a likeness need the passages",
}


def add_parts(parts: Iterable[pd.DataFrame], *, key: list[str]) -> pd.DataFrame:
    """Return the sums of numbers over parts, one row a key; memory is that of the sum.

    Parameters
    ----------
    parts
        Frames with the key and columns of numbers.
    key
        Columns that name a row.

    Returns
    -------
    pandas.DataFrame
        Sorted by the key.

    Examples
    --------
    >>> part = pd.DataFrame({"term": ["甲", "乙"], "n": [1, 2]})
    >>> add_parts([part, part], key=["term"]).values.tolist()
    [['乙', 4], ['甲', 2]]
    """
    held: list[pd.DataFrame] = []
    for part in parts:
        held.append(part)
        if len(held) > _PARTS_AT_A_TIME:
            held = [_add(held, key)]
    return _add(held, key)


def find_spread(counts: Iterable[Path], terms: Iterable[Path]) -> Spread:
    """Return over how many clauses each term is spread, and how many clauses have terms.

    Parameters
    ----------
    counts
        Counts of clauses by term, of each block.
    terms
        Tables ``terms`` of the blocks.

    Returns
    -------
    Spread
    """
    summed = add_parts(map(pd.read_parquet, counts), key=["term"])
    units = sum(pd.read_parquet(path, columns=["clause_id"])["clause_id"].nunique() for path in terms)
    return Spread(summed.set_index("term")["n_clauses"], units)


def weigh_parts(parts: Iterable[Path], *, spread: Spread) -> Iterator[pd.DataFrame]:
    """Give the weights of the clauses of each block, by the spread of the terms over the whole corpus.

    Parameters
    ----------
    parts
        Tables ``terms`` of the blocks.
    spread
        From :func:`find_spread`.

    Yields
    ------
    pandas.DataFrame
        Rows of table ``weights``.
    """
    for part in parts:
        terms = pd.read_parquet(part)
        if len(terms):
            yield weigh_terms(terms, spread=spread)


def weigh_provinces(parts: Iterable[Path]) -> pd.DataFrame:
    """Return the weights of the terms of provinces, from their sums.

    Parameters
    ----------
    parts
        Counts of terms by province, of each block.

    Returns
    -------
    pandas.DataFrame
        Table ``weights`` whose units are provinces.

    Raises
    ------
    WithheldError
        If fewer than two provinces are known.
    """
    sums = add_parts(map(pd.read_parquet, parts), key=["province", "term"])
    provinces = sorted(set(sums["province"]))
    if len(provinces) < 2:  # noqa: PLR2004 - a pair
        raise WithheldError(f"{len(provinces)} province is known; a comparison takes two")
    terms = pd.DataFrame(
        {"clause_id": sums["province"], "term": sums["term"], "doc_id": sums["province"], "n": sums["n"]}
    )
    return weigh_terms(terms, unit="group", groups={province: province for province in provinces})


def explain_provinces(weights: pd.DataFrame, *, pairs: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Give the shared terms of provinces, some pairs at a time: all of them together are millions.

    Parameters
    ----------
    weights
        From :func:`weigh_provinces`.
    pairs
        Table ``pairs`` of the provinces.

    Yields
    ------
    pandas.DataFrame
        Rows of table ``pair_terms``, sorted among each other too.
    """
    ordered = pairs.sort_values(["unit_a", "unit_b"])
    for low in range(0, len(ordered), _PAIRS_AT_A_TIME):
        yield explain_pairs(weights, pairs=ordered.iloc[low : low + _PAIRS_AT_A_TIME])


class Ties(NamedTuple):
    """The ties between agencies, added up over blocks.

    Attributes
    ----------
    links
        Rows of table ``links`` without its form; names as categories, since a nation has millions of rows.
    lead_links
        Table ``lead_links``.
    """

    links: pd.DataFrame
    lead_links: pd.DataFrame

    def list_networks(self) -> Iterator[pd.DataFrame]:
        """Give table ``links`` of one network after another, sorted among each other too."""
        for _, rows in self.links.groupby("scope", observed=True, sort=True):
            yield make_table("links", rows.astype(dict.fromkeys(_TIE, "str")))


def add_ties(duties: Iterable[Path], bodies: Iterable[Path]) -> Ties:
    """Return the ties between agencies, added up over blocks.

    Parameters
    ----------
    duties
        Tables ``duties`` of the blocks.
    bodies
        Which bodies stand in which network, of each block.

    Returns
    -------
    Ties

    Raises
    ------
    WithheldError
        If no clause lists two agencies.
    """
    known = add_parts(map(pd.read_parquet, bodies), key=["home", "agency", "own"])
    links, leads = _compact(empty_table("links")), empty_table("lead_links")
    for own in _gather(duties, columns=_OF_DUTIES):
        for name in ("count", "newman"):
            links = _add_compact(links, _compact(link_agencies(own, weighting=name, bodies=known)))
        leads = _add([leads, link_leads(own, bodies=known)], _LEAD)
    if links.empty:
        raise WithheldError("no clause lists two responsible agencies, so there is no tie; see the table coverage")
    return Ties(links, make_table("lead_links", leads))


def measure_networks(ties: Ties, *, seed: int = 0) -> dict[str, pd.DataFrame]:
    """Return the measures of the agencies that need nothing but ties, one network after another.

    Parameters
    ----------
    ties
        From :func:`add_ties`.
    seed
        Seed of the communities.

    Returns
    -------
    dict of str to pandas.DataFrame
        Tables ``agency_scores`` and ``communities``.
    """
    counts = (links[links["weighting"] == "count"].reset_index(drop=True) for links in ties.list_networks())
    found = [(score_agencies(count), find_communities(count, seed=seed)) for count in counts if len(count)]
    names = ("agency_scores", "communities")
    tables = zip(names, zip(*found, strict=True), strict=True)
    return {name: make_table(name, pd.concat(parts, ignore_index=True)) for name, parts in tables}


def tell_withheld(n_documents: int, *, whole: int) -> dict[str, str]:
    """Return the derived tables that a large corpus does not get, or not in full, each with the reason.

    Parameters
    ----------
    n_documents
        Documents of the corpus.
    whole
        Documents up to which every derived table is made.

    Returns
    -------
    dict of str to str

    Examples
    --------
    >>> tell_withheld(100_000, whole=2_000)["agency_scores"]
    'beyond 2000 documents (there are 100000) values have no interval, and agencies responsible alone are left out'
    """
    size = f"beyond {whole} documents (there are {n_documents})"
    then = "load some documents with load_study(folder, ids=[...]) and derive their tables"
    told = {name: f"{size} this is left out, for {reason}; {then}" for name, reason in _WITHHELD.items()}
    told |= dict.fromkeys(
        ("pairs", "pair_terms"), f"{size} only provinces are compared, not every two documents; {then}"
    )
    told["agency_scores"] = f"{size} values have no interval, and agencies responsible alone are left out"
    return told


def _gather(parts: Iterable[Path], *, columns: list[str]) -> Iterator[pd.DataFrame]:
    """Give the rows of some parts at a time."""
    held: list[pd.DataFrame] = []
    for part in parts:
        own = pd.read_parquet(part, columns=columns)
        held += [own] if len(own) else []
        if sum(map(len, held)) >= _ROWS_AT_A_TIME:
            yield pd.concat(held, ignore_index=True)
            held = []
    if held:
        yield pd.concat(held, ignore_index=True)


def _compact(links: pd.DataFrame) -> pd.DataFrame:
    """Return ties with each name held once."""
    return links.astype(dict.fromkeys(_TIE, "category"))


def _add_compact(sums: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    """Return the sums with more of their kind added, names still held once."""
    numbers = [name for name in sums.columns if name not in _TIE]
    every = pd.concat([sums[numbers], more[numbers]], ignore_index=True)
    for name in _TIE:
        every[name] = union_categoricals([sums[name], more[name]], sort_categories=True)
    return every.groupby(_TIE, as_index=False, observed=True)[numbers].sum()


def _add(parts: list[pd.DataFrame], key: list[str]) -> pd.DataFrame:
    filled = [part for part in parts if len(part)]
    if not filled:
        return parts[0] if parts else pd.DataFrame(columns=key)
    numbers = [name for name in filled[0].columns if name not in key]
    every = pd.concat(filled, ignore_index=True)
    if not numbers:
        return every.drop_duplicates().sort_values(key, ignore_index=True)
    return every.groupby(key, as_index=False)[numbers].sum()
