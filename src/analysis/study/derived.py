"""The derived tables at default settings: words, topics, similarities and networks of a whole study."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from functools import partial
from pathlib import Path
from typing import TypeVar

import pandas as pd

from analysis.errors import WithheldError
from analysis.facts import name_agencies
from analysis.lexis import count_terms, cut_tokens, weigh_terms
from analysis.networks import find_communities, link_agencies, link_leads, score_agencies
from analysis.similarity import compare_units, count_shared, explain_pairs, find_parents, find_passages, part_pairs
from analysis.spans import add_source_spans
from analysis.study.bundle import Study
from analysis.tables import empty_table, make_table
from analysis.topics import fit_topics

__all__ = ["derive_tables"]

#: Topics that ``zhengce build`` fits where there are clauses enough; reports take their own number.
DEFAULT_TOPICS = 8

_LEAST_TO_COMPARE = 2

_Made = TypeVar("_Made")

#: Gives the tables of one group when they are asked for.
_Later = Callable[[], tuple[pd.DataFrame, ...]]

#: Resamples that judge topics, fewer of them above so many units.
_RESAMPLES, _FEW_RESAMPLES, _MANY_UNITS = 10, 4, 5_000

#: Pairs of documents, or of provinces, whose shared terms are told: each pair has hundreds.
_EXPLAINED = 20_000

#: Documents up to which every passage is looked for; beyond, wording of more documents than _COMMON starts none, for set
#: phrases alone would make millions of pairs.
_EVERY_PASSAGE, _COMMON = 300, 50


def derive_tables(
    study: Study,
    *,
    n_topics: int = DEFAULT_TOPICS,
    seed: int = 0,
    reference: Path | None = None,
    executor: Executor | None = None,
) -> dict[str, pd.DataFrame]:
    """Return every derived table of a study at default settings, and what had to be withheld.

    Parameters
    ----------
    study
        The bundle.
    n_topics
        Topics to fit.
    seed
        Seed of every random choice.
    reference
        The project's ``data/reference`` folder: the names of agencies are told by its registry, which read them, and its
        dictionary decides what a word is; its phrases say which shared wording is formula.
    executor
        Processes of this machine that find passages, topics and networks meanwhile; where None, one table is made after the
        other. The tables are the same.

    Returns
    -------
    dict of str to pandas.DataFrame
        Tables by name. A table that the corpus cannot support is left out, and the table ``withheld`` names it with the
        reason.

    Examples
    --------
    >>> derive_tables(load_study("data"))["withheld"]  # doctest: +SKIP
    """
    tables: dict[str, pd.DataFrame] = {}
    withheld: list[dict[str, object]] = []

    def attempt(names: tuple[str, ...], make: _Later) -> None:
        try:
            tables.update(zip(names, make(), strict=True))
        except WithheldError as reason:
            withheld.extend({"table": name, "reason": str(reason)} for name in names)

    reuse = _start(executor, _find_passages, study, reference)
    networks = _connect(study, seed, executor)
    attempt(("agency_names",), lambda: (name_agencies(study.duties, documents=study.documents, reference=reference),))
    attempt(("terms",), lambda: (count_terms(study.clauses, masks=study.masks, reference=reference),))
    if "terms" in tables:
        attempt(("weights",), lambda: (weigh_terms(tables["terms"]),))
    topics = _start(executor, _fit_topics, tables["weights"], n_topics, seed) if "weights" in tables else None
    if "terms" in tables:
        attempt(("pairs", "pair_terms"), lambda: _compare(study, tables["terms"]))
        if "pairs" in tables and len(tables["pairs"]) > _EXPLAINED:
            reason = f"the shared terms of the {_EXPLAINED} most alike pairs are told, there are {len(tables['pairs'])}"
            withheld.append({"table": "pair_terms", "reason": reason})
    if topics is not None:
        attempt(("topic_terms", "topic_shares", "topic_quality"), topics)
    attempt(("passages",), reuse)
    if len(study.documents) > _EVERY_PASSAGE:
        reason = f"wording of more than {_COMMON} documents starts no passage, but between a document and its parent"
        withheld.append({"table": "passages", "reason": reason})
    if "terms" in tables:
        attempt(("pair_parts",), lambda: (_part(study, tables["terms"], tables["passages"], reference),))
    attempt(("links", "lead_links", "agency_scores", "communities"), networks)
    tables["withheld"] = make_table("withheld", withheld)
    return tables


def _start(
    executor: Executor | None, work: Callable[..., _Made], *args: object, **options: object
) -> Callable[[], _Made]:
    """Return what gives the result of some work: already begun by another process, or done when it is asked for."""
    return partial(work, *args, **options) if executor is None else executor.submit(work, *args, **options).result


def _fit_topics(weights: pd.DataFrame, n_topics: int, seed: int) -> tuple[pd.DataFrame, ...]:
    return fit_topics(weights, n_topics=n_topics, seed=seed, n_resamples=_count_resamples(weights))


def _count_resamples(weights: pd.DataFrame) -> int:
    """Return how many resamples judge the topics: fewer of a large corpus, whose draws vary less and take longer."""
    return _RESAMPLES if weights["unit_id"].nunique() <= _MANY_UNITS else _FEW_RESAMPLES


def _compare(study: Study, terms: pd.DataFrame) -> tuple[pd.DataFrame, ...]:
    """Compare documents, and provinces where at least two are known."""
    if terms["doc_id"].nunique() < _LEAST_TO_COMPARE:
        raise WithheldError(f"only {terms['doc_id'].nunique()} document has words to compare; a comparison takes two")
    known = study.documents.dropna(subset="province")
    provinces = dict(zip(known["doc_id"], known["province"], strict=True))
    weights = [weigh_terms(terms, unit="document")]
    if len(set(provinces.values())) > 1:
        provincial = terms[terms["doc_id"].isin(provinces)]  # a central document belongs to no province
        weights.append(weigh_terms(provincial, unit="group", groups=provinces))
    pairs = [compare_units(table) for table in weights]
    told = [explain_pairs(table, pairs=_most_alike(some)) for table, some in zip(weights, pairs, strict=True)]
    return make_table("pairs", pd.concat(pairs)), make_table("pair_terms", pd.concat(told))


def _most_alike(pairs: pd.DataFrame) -> pd.DataFrame:
    if len(pairs) <= _EXPLAINED:
        return pairs
    return pairs.assign(value=pairs["value"].round(6)).nlargest(_EXPLAINED, "value")  # of equals the first by name


def _part(study: Study, terms: pd.DataFrame, passages: pd.DataFrame, reference: Path | None) -> pd.DataFrame:
    """Part the likeness of documents that carry out one parent, by wording and by words."""
    parents = find_parents(study.documents)
    if not parents:
        return empty_table("pair_parts")
    family = sorted({*parents, *parents.values()})
    own = study.clauses[study.clauses["doc_id"].isin(family)]
    shared = count_shared(cut_tokens(own, masks=study.masks, reference=reference), passages)
    weights = weigh_terms(terms, unit="document")
    parts = [part_pairs(weights, parents=parents, shared=some) for some in (shared, None)]
    return make_table("pair_parts", pd.concat(parts))


def _find_passages(study: Study, reference: Path | None) -> tuple[pd.DataFrame]:
    common = _COMMON if len(study.documents) > _EVERY_PASSAGE else None
    passages = find_passages(
        study.clauses, masks=study.masks, documents=study.documents, max_docs=common, reference=reference
    )
    return (make_table("passages", add_source_spans(passages, study.edits, names=("_a", "_b"))),)


def _connect(study: Study, seed: int, executor: Executor | None) -> _Later:
    """Begin with all that is made of ties: measures take longest, half of the networks by one process."""
    duties = study.duties
    count, newman = (link_agencies(duties, weighting=weighting) for weighting in ("count", "newman"))
    scopes = count["scope"].unique()
    parts = [count] if executor is None else [count[count["scope"].isin(scopes[part::2])] for part in range(2)]
    measured = [_start(executor, score_agencies, part, duties=duties) for part in parts]
    grouped = _start(executor, find_communities, count, seed=seed)

    def gather() -> tuple[pd.DataFrame, ...]:
        if count.empty:
            raise WithheldError("no clause lists two responsible agencies, so there is no tie; see the table coverage")
        links = make_table("links", pd.concat([count, newman]))
        scores = make_table("agency_scores", pd.concat([scores() for scores in measured]))
        return links, link_leads(duties), scores, grouped()

    return gather
