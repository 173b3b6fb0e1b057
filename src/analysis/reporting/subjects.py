"""Tables of the report on topics: heavy words, topics with their checks, exemplar clauses, partners in another model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.topics import find_exemplars, fit_seeded_topics, label_topics, match_models, sum_shares

__all__ = [
    "list_audit",
    "list_exemplars",
    "list_matches",
    "list_themes",
    "list_topics",
    "list_words",
    "mark_kept",
    "sum_chapters",
]

#: Characters of a clause told in a table.
_SHOWN = 90
_WORDS = 8
_SEPARATOR = "、"
#: What a theme's word must have to be used, as in ``fit_seeded_topics``.
_FEWEST_UNITS = 2
_LARGEST_SHARE = 0.3


def list_words(weights: pd.DataFrame, *, n_words: int = 15) -> pd.DataFrame:
    """Return the heaviest words of every unit, a row a unit.

    Parameters
    ----------
    weights
        The ``weights`` table.
    n_words
        Words a unit.

    Returns
    -------
    pandas.DataFrame
        Columns doc_id, n (words of the unit, counted), words.

    Examples
    --------
    >>> rows = [("a", "算力", 3, 0.9), ("a", "数据", 1, 0.2)]
    >>> list_words(pd.DataFrame(rows, columns=["unit_id", "term", "n", "tf_idf"])).values.tolist()
    [['a', 4, '算力、数据']]
    """
    heavy = weights.assign(weight=weights["tf_idf"].round(9)).sort_values(
        ["unit_id", "weight", "term"], ascending=[True, False, True]
    )
    words = heavy.groupby("unit_id").head(n_words).groupby("unit_id")["term"].agg(_SEPARATOR.join)
    table = pd.DataFrame({"n": weights.groupby("unit_id")["n"].sum(), "words": words})
    return table.rename_axis("doc_id").reset_index()


def list_topics(terms: pd.DataFrame, quality: pd.DataFrame) -> pd.DataFrame:
    """Return topics with label, words and checks, a row a topic.

    Parameters
    ----------
    terms, quality
        Tables of one model.

    Returns
    -------
    pandas.DataFrame
        Columns topic_id, label, probable, exclusive, npmi, exclusivity, stability, nearest, kept.

    Examples
    --------
    >>> list_topics(topics.terms, topics.quality)  # doctest: +SKIP
    """
    table = label_topics(terms, n_words=_WORDS).merge(quality, on=["model", "k", "topic_id"])
    return table.drop(columns=["model", "k"])


def mark_kept(topics: pd.DataFrame, *, kept: bool) -> list[str]:
    """Return the labels of the topics that pass, or of those that do not.

    Parameters
    ----------
    topics
        What :func:`list_topics` returns.
    kept
        Which.

    Returns
    -------
    list of str

    Examples
    --------
    >>> mark_kept(pd.DataFrame({"label": ["甲", "乙"], "kept": [True, False]}), kept=False)
    ['乙']
    """
    return topics.loc[topics["kept"] == kept, "label"].tolist()


def list_exemplars(
    shares: pd.DataFrame, terms: pd.DataFrame, clauses: pd.DataFrame, *, n_units: int = 2
) -> pd.DataFrame:
    """Return the clauses that show best what each topic is about.

    Parameters
    ----------
    shares
        The ``topic_shares`` table of clauses.
    terms
        The ``terms`` table, for the number of words of each clause.
    clauses
        The ``clauses`` table.
    n_units
        Clauses a topic.

    Returns
    -------
    pandas.DataFrame
        Columns topic_id, rank, clause_id, share, text (its beginning).

    Examples
    --------
    >>> list_exemplars(topics.shares, terms, study.clauses)  # doctest: +SKIP
    """
    words = terms.groupby("clause_id", as_index=False)["n"].sum()
    sizes = {str(clause_id): float(n) for clause_id, n in zip(words["clause_id"], words["n"], strict=True)}
    found = find_exemplars(shares, sizes=sizes, n_units=n_units).rename(columns={"unit_id": "clause_id"})
    texts = clauses.set_index("clause_id")["text"]
    found["text"] = [_begin(texts[clause_id]) for clause_id in found["clause_id"]]
    return found[["topic_id", "rank", "clause_id", "share", "text"]]


def list_matches(terms: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """Return the topics of one model with their partners in another, both in words.

    Parameters
    ----------
    terms, others
        ``topic_terms`` of the two models.

    Returns
    -------
    pandas.DataFrame
        Columns topic_id, label, other_topic, other_words, cosine, jaccard.

    Examples
    --------
    >>> list_matches(nmf.terms, lda.terms)  # doctest: +SKIP
    """
    table = match_models(terms, others).merge(label_topics(terms)[["topic_id", "label"]], on="topic_id")
    words = dict(_columns(label_topics(others, n_words=_WORDS), ["topic_id", "probable"]))
    table["other_words"] = table["other_topic"].map(words)
    return table[["topic_id", "label", "other_topic", "other_words", "cosine", "jaccard"]]


def list_audit(audit: pd.DataFrame) -> pd.DataFrame:
    """Return the entries of the dictionary that a reader should look at: overridden ones, and those that cut through words.

    Parameters
    ----------
    audit
        The ``dictionary_audit`` table.

    Returns
    -------
    pandas.DataFrame
        Columns term, n_text, n_cut, changed; what cut through most words first.

    Examples
    --------
    >>> audit = pd.DataFrame([("和平", 2, 2, "matched", 2, "平台"), ("算力", 3, 3, "matched", 0, None)])
    >>> audit.columns = ["term", "n_text", "n_cut", "status", "n_changed", "changed"]
    >>> list_audit(audit)["term"].tolist()
    ['和平']
    """
    odd = audit[(audit["n_changed"] > 0) | (audit["status"] == "overridden")]
    ordered = odd.sort_values(["n_changed", "n_text", "term"], ascending=[False, False, True], ignore_index=True)
    return ordered[["term", "n_text", "n_cut", "changed"]]


def list_themes(weights: pd.DataFrame, seeds: Mapping[str, Sequence[str]], *, seed: int = 0) -> pd.DataFrame:
    """Fit the themes of a codebook that the corpus has words of, and return them with their checks.

    Parameters
    ----------
    weights
        The ``weights`` table of clauses.
    seeds
        From theme to seed words.
    seed
        Seed of the resamples.

    Returns
    -------
    pandas.DataFrame
        Columns code, found, missing, mass, probable, n_units, kept; a theme without a single usable word has only its
        missing words. Empty where the corpus cannot hold the themes.

    Examples
    --------
    >>> list_themes(weights, read_seeds())  # doctest: +SKIP
    """
    n_units = weights.groupby("term")["unit_id"].nunique()
    usable = n_units[(n_units >= _FEWEST_UNITS) & (n_units <= _LARGEST_SHARE * weights["unit_id"].nunique())].index
    there = {code: words for code, words in seeds.items() if set(words) & set(usable)}
    absent = [{"code": code, "missing": _SEPARATOR.join(words)} for code, words in seeds.items() if code not in there]
    columns = ["code", "found", "missing", "mass", "probable", "n_units", "kept"]
    if not there:
        return pd.DataFrame(absent, columns=columns)
    found = fit_seeded_topics(weights, there, seed=seed)
    table = found.seeds.merge(label_topics(found.terms, n_words=_WORDS), on=["model", "k", "topic_id"])
    table = table.merge(found.quality, on=["model", "k", "topic_id"])[columns]
    return pd.concat([table, pd.DataFrame(absent, columns=columns)]) if absent else table


def sum_chapters(
    shares: pd.DataFrame, clauses: pd.DataFrame, *, sizes: Mapping[str, float], names: Mapping[str, str]
) -> pd.DataFrame:
    """Add topic shares of clauses up to the chapters they stand in.

    Parameters
    ----------
    shares
        The ``topic_shares`` table of clauses.
    clauses
        The ``clauses`` table.
    sizes
        Number of words of each clause.
    names
        From doc_id to what a document is called.

    Returns
    -------
    pandas.DataFrame
        ``topic_shares`` of chapters with the columns document and chapter (its heading) beside, the largest share first.

    Examples
    --------
    >>> sum_chapters(topics.shares, study.clauses, sizes=sizes, names=names)  # doctest: +SKIP
    """
    parents = {str(c): p for c, p in clauses[["clause_id", "parent_id"]].itertuples(index=False)}
    owner: dict[str, str] = {}
    for unit in set(shares["unit_id"]):
        top = str(unit)
        while isinstance(parents.get(top), str):
            top = str(parents[top])
        owner[str(unit)] = top
    sums = sum_shares(shares, groups=owner, sizes=sizes)
    heads = clauses.set_index("clause_id")
    sums["document"] = [names[heads.loc[unit, "doc_id"]] for unit in sums["unit_id"]]
    sums["chapter"] = [heads.loc[unit, "heading"] for unit in sums["unit_id"]]
    sums["chapter"] = sums["chapter"].where(sums["chapter"].notna(), sums["unit_id"])
    return sums.sort_values(["share", "unit_id", "topic_id"], ascending=[False, True, True], ignore_index=True)


def _columns(table: pd.DataFrame, names: Sequence[str]) -> list[tuple[int, str]]:
    return list(table[list(names)].itertuples(index=False, name=None))


def _begin(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
