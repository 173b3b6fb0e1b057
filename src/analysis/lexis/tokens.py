"""From clauses to tokens, and from tokens to counts of terms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import WithheldError
from analysis.lexis.bulk import cut_parts
from analysis.lexis.stops import STOP_LISTS, TermFilter
from analysis.lexis.tokenizer import Segmenter, find_own_layer, load_segmenter
from analysis.tables import make_table

__all__ = ["POLICY_KINDS", "count_terms", "cut_tokens"]

#: Kinds of clauses that state policy; titles, notices, metadata, sidebars, noise and signatures do not.
POLICY_KINDS = ("chapter", "group", "clause", "bullet", "preamble", "row", "annex")


def cut_tokens(
    clauses: pd.DataFrame,
    *,
    masks: pd.DataFrame | None = None,
    stop: Sequence[str] = STOP_LISTS,
    kinds: Sequence[str] = POLICY_KINDS,
    hmm: bool = True,
    reference: Path | None = None,
) -> pd.DataFrame:
    """Cut clauses into the words that are counted.

    Answers: which words does the policy text consist of, and where does each stand?

    Parameters
    ----------
    clauses
        The ``clauses`` table.
    masks
        The ``masks`` table: no token overlaps a masked span, and none reaches across it. Nothing is masked where None.
    stop
        Stop lists to use, by name: ``function`` (closed-class words), ``domain`` (general verbs and nouns of policy writing),
        ``formula`` (ideological and procedural formulas), ``name`` (names of departments, provinces and
        regions). All by default, because each makes a
        topic of its own where it is left in.
    kinds
        Kinds of clauses to cut; those that state policy by default.
    hmm
        Whether the segmenter may propose words that no dictionary lists.
    reference
        The project's ``data/reference`` folder, laid over the packaged dictionary; only that where None. A document's own
        ``policy_terms.csv`` in ``documents/<doc_id>`` of that folder lies over both, for this document alone.

    Returns
    -------
    pandas.DataFrame
        The ``tokens`` table: clause_id, doc_id, start, end, term. Spans are in the clean text of the document; the term is its
        normal form (plain width, Latin letters in capitals). Single characters and bare quantities are left out.

    Raises
    ------
    ValueError
        If no stop list has one of the names.

    Notes
    -----
    Forced terms of the dictionary (人工智能+, 揭榜挂帅) are cut out as wholes first, the longest that fits; jieba cuts the
    rest.
    *Reading it*: a token is what the segmenter took for a word. A term that never appears may still be in the text, cut
    otherwise: search the text with ``concordance`` before claiming that something is not mentioned.

    Examples
    --------
    >>> text = "一、建设可信数据空间（责任单位：省数据局）"
    >>> clause = dict(clause_id="d/一", doc_id="d", position=0, level=1, kind="chapter", text=text, start=0, end=len(text))
    >>> clauses = make_table("clauses", [clause])
    >>> masks = make_table("masks", [dict(doc_id="d", start=10, end=len(text), kind="duties")])
    >>> cut_tokens(clauses, masks=masks)["term"].tolist()
    ['可信数据空间']
    """
    found = [
        pd.DataFrame(
            {
                "clause_id": ruled["clause_id"].array[cut.row],
                "doc_id": ruled["doc_id"].array[cut.row],
                "start": cut.starts,
                "end": cut.ends,
                "term": pd.array(cut.terms, dtype="str")[cut.term],
            }
        )
        for ruled, cut in _cut_layers(clauses, masks, stop, kinds, reference=reference, hmm=hmm)
    ]
    return make_table("tokens", pd.concat(found, ignore_index=True) if found else [])


def count_terms(
    clauses: pd.DataFrame,
    *,
    masks: pd.DataFrame | None = None,
    stop: Sequence[str] = STOP_LISTS,
    kinds: Sequence[str] = POLICY_KINDS,
    hmm: bool = True,
    reference: Path | None = None,
) -> pd.DataFrame:
    """Count the terms of every clause.

    Answers: how often does each clause use each word?

    Parameters
    ----------
    clauses, masks, stop, kinds, hmm, reference
        As in :func:`cut_tokens`.

    Returns
    -------
    pandas.DataFrame
        The ``terms`` table: clause_id, term, doc_id, n. A clause without countable words has no row.

    Raises
    ------
    WithheldError
        If nothing is left to count: no clause of the kinds asked for, or every word masked or on a stop list.

    Notes
    -----
    *Reading it*: n is a count of tokens, so a longer clause has larger counts; compare clauses by weights or shares, not by n.

    Examples
    --------
    >>> text = "（一）数据标注。建设数据标注基地，发展数据标注产业。"
    >>> clause = dict(clause_id="d/一", doc_id="d", position=0, level=1, kind="clause", text=text, start=0, end=len(text))
    >>> count_terms(make_table("clauses", [clause]))[["term", "n"]].values.tolist()
    [['数据标注', 2], ['数据标注产业', 1]]
    """
    found = []
    for ruled, cut in _cut_layers(clauses, masks, stop, kinds, reference=reference, hmm=hmm):
        n_terms = max(len(cut.terms), 1)
        pairs, n = np.unique(cut.row * n_terms + cut.term, return_counts=True)
        row, term = np.divmod(pairs, n_terms)
        found.append(
            pd.DataFrame(
                {
                    "clause_id": ruled["clause_id"].array[row],
                    "term": pd.array(cut.terms, dtype="str")[term],
                    "doc_id": ruled["doc_id"].array[row],
                    "n": n,
                }
            )
        )
    if not sum(map(len, found)):
        raise WithheldError(_tell_nothing_left(clauses, masks, stop, kinds))
    return make_table("terms", pd.concat(found, ignore_index=True))


class _Cut(NamedTuple):
    """The counted tokens of clauses: the row of the clause, the span in the document, and which of the terms each is."""

    row: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    term: NDArray[np.int64]
    terms: list[str]


def _cut_layers(
    clauses: pd.DataFrame,
    masks: pd.DataFrame | None,
    stop: Sequence[str],
    kinds: Sequence[str],
    *,
    reference: Path | None,
    hmm: bool,
) -> Iterator[tuple[pd.DataFrame, _Cut]]:
    """Give, for each dictionary, the clauses that it rules and their tokens."""
    wanted = clauses[clauses["kind"].isin(kinds)]
    layers = {doc_id: find_own_layer(doc_id, reference) for doc_id in wanted["doc_id"].unique()}
    masked = _spans_by_document(masks)
    for layer in dict.fromkeys(layers.values()):
        segmenter = load_segmenter(reference=reference, document=layer, hmm=hmm)
        counted = TermFilter(tuple(stop), segmenter.forced | segmenter.weighted, reference=reference)
        ruled = wanted[wanted["doc_id"].map(lambda doc_id, layer=layer: layers[doc_id] == layer).astype(bool)]
        yield ruled, _cut_clauses(ruled, masked, segmenter, counted)


def _cut_clauses(
    clauses: pd.DataFrame, masked: dict[str, list[tuple[int, int]]], segmenter: Segmenter, counted: TermFilter
) -> _Cut:
    """Return the tokens of clauses that one segmenter cuts."""
    parts = [
        (row, start + offset, piece)
        for row, (doc_id, start, text) in enumerate(clauses[["doc_id", "start", "text"]].itertuples(index=False))
        for offset, piece in _split_at_masks(text, start, masked.get(doc_id, []))
    ]
    cuts = cut_parts(segmenter, [piece for _, _, piece in parts])
    kept = np.array([counted(term) for term in cuts.terms], bool)[cuts.term]
    part = cuts.part[kept]
    rows = np.array([row for row, _, _ in parts], np.int64)[part]
    offsets = np.array([at for _, at, _ in parts], np.int64)[part]
    return _Cut(rows, offsets + cuts.starts[kept], offsets + cuts.ends[kept], cuts.term[kept], cuts.terms)


def _spans_by_document(masks: pd.DataFrame | None) -> dict[str, list[tuple[int, int]]]:
    if masks is None:
        return {}
    spans: dict[str, list[tuple[int, int]]] = {}
    for doc_id, start, end in masks[["doc_id", "start", "end"]].itertuples(index=False):
        spans.setdefault(doc_id, []).append((start, end))
    return {doc_id: sorted(found) for doc_id, found in spans.items()}


def _split_at_masks(text: str, start: int, masked: list[tuple[int, int]]) -> Iterator[tuple[int, str]]:
    """Yield offset and text of the parts of a clause that no mask covers."""
    at, end = start, start + len(text)
    for low, high in masked:
        if high <= at:
            continue
        if low >= end:
            break
        if low > at:
            yield at - start, text[at - start : low - start]
        at = max(at, high)
    if at < end:
        yield at - start, text[at - start :]


def _tell_nothing_left(
    clauses: pd.DataFrame, masks: pd.DataFrame | None, stop: Sequence[str], kinds: Sequence[str]
) -> str:
    n_wanted = int(clauses["kind"].isin(kinds).sum())
    if not n_wanted:
        found = ", ".join(sorted(set(clauses["kind"]))) or "none"
        return f"there is no clause of the kinds {list(kinds)}; kinds found: {found}"
    n_masks = 0 if masks is None else len(masks)
    return (
        f"no word is left in {n_wanted} clauses after {n_masks} masks and the stop lists {list(stop)}; use fewer stop lists, or"
        " look at the masks"
    )
