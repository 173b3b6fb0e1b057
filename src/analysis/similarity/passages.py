"""Who says it word for word: shared runs, and passages that stay one passage through edits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.reference import read_reference
from analysis.similarity.align import MATCH, SEED, Alignment, align_rows, list_candidates
from analysis.similarity.folding import FoldedClauses, fold_clauses, fold_texts
from analysis.similarity.labels import Reading, label_wording, read_phrases
from analysis.similarity.parents import find_common_parent, find_parents, list_ancestors
from analysis.similarity.runs import find_shared_runs, find_wording, index_windows
from analysis.tables import make_table

__all__ = ["find_passages", "find_runs"]

#: Masked spans that are no part of the text; brackets of agencies and names of places stay in, and are labelled.
_SKIPPED = ("contact", "front matter", "noise")

#: Wording found in at least this many documents, and this share of all, is a set phrase, whatever the lists say.
_COMMON_DOCS, _COMMON_SHARE = 10, 0.2

#: Share of a passage that must stand in the parent for it to come from there, and in a told passage to be told already.
_MOSTLY = 0.5


def find_runs(
    clauses: pd.DataFrame,
    *,
    masks: pd.DataFrame | None = None,
    min_chars: int = 15,
    reference: Path | None = None,
) -> pd.DataFrame:
    """Return every maximal run of characters that two documents share.

    Answers: which strings stand in both, counted exactly?

    Parameters
    ----------
    clauses
        The ``clauses`` table.
    masks
        The ``masks`` table; contact details, front matter and noise are skipped, brackets of agencies are labelled.
    min_chars
        Length of the shortest run in letters, digits and Chinese characters. 15 is about the length from which a run in
        policy prose is seldom chance; below it most are set phrases.
    reference
        The project's layer of reference data, whose ``reuse_phrases.csv`` adds phrases of its own.

    Returns
    -------
    pandas.DataFrame
        The ``passages`` table, all rows ``verbatim``. A string that stands twice in a document gives a row a place.

    Notes
    -----
    Script, case, width and punctuation do not count. A run is maximal at its two places; it never leaves its clause.

    *Reading it*: one run of 49 characters says more than five of 10.

    *A misreading*: most runs are formulas, procedure, names and agency lists; read the label before counting.

    Examples
    --------
    >>> row = {"position": 0, "kind": "clause", "start": 0}
    >>> clauses = pd.DataFrame([
    ...     row | {"doc_id": "a", "clause_id": "a/1", "text": "建设开源社区，搭建易用共享的模型平台。"},
    ...     row | {"doc_id": "b", "clause_id": "b/1", "text": "支持搭建易用、共享的模型平台"},
    ... ])
    >>> find_runs(clauses, min_chars=10)[["text_a", "text_b", "n_chars"]].values.tolist()
    [['搭建易用共享的模型平台', '搭建易用、共享的模型平台', 11]]
    """
    folded = fold_clauses(clauses, masks=masks, skip=_SKIPPED)
    runs = find_shared_runs(folded, min_chars)
    spans = [
        _Span(int(a), int(a + length), int(b), int(b + length), int(length), 1.0, int(a), int(length))
        for a, b, length in zip(*runs, strict=True)
    ]
    return _describe(folded, spans, masks=masks, documents=None, reference=reference)


def find_passages(
    clauses: pd.DataFrame,
    *,
    masks: pd.DataFrame | None = None,
    documents: pd.DataFrame | None = None,
    min_chars: int = 15,
    min_identity: float = 0.75,
    max_docs: int | None = None,
    reference: Path | None = None,
) -> pd.DataFrame:
    """Return the passages that two documents share word for word or nearly so, each reported once.

    Answers: what was taken over, where from, and is it more than a formula?

    Parameters
    ----------
    clauses
        The ``clauses`` table.
    masks
        The ``masks`` table; contact details, front matter and noise are skipped, brackets of agencies are labelled.
    documents
        The ``documents`` table, for dates and declared parents; both stay missing where None.
    min_chars
        The least a passage must be worth: as much as a run of so many equal characters, an edit costing one.
    min_identity
        Least share of equal characters. 0.75 keeps a passage with a fifth of its characters edited.
    max_docs
        Wording found in more documents than this does not start a passage, but between a document and its declared parent;
        for large collections, where set phrases alone would make millions of pairs. Never where None.
    reference
        The project's layer of reference data, whose ``reuse_phrases.csv`` adds phrases of its own.

    Returns
    -------
    pandas.DataFrame
        The ``passages`` table: both traces, ``kind`` (verbatim / near), ``label`` (substance / formula / procedure / name /
        agency list), ``identity``, ``n_docs``, ``earlier`` and ``relation``.

    Notes
    -----
    Pairs of clauses that share runs of at least 5 characters are aligned locally (equal +2, edit -2). Where a passage has
    several counterparts in the other document, it is reported with the best.

    *Reading it*: ``near`` with identity 0.9 is a sentence with one character in ten changed. ``earlier`` names the older
    document only where both dates are known.

    *A misreading*: a shared passage does not say who wrote it first; both may follow a third text that is not in the
    collection. An older date is an order in time, not proof of copying.

    References
    ----------
    Smith and Waterman (1981), *Journal of Molecular Biology* 147. Wilkerson, Smith and Stramp (2015), "Tracing the Flow of
    Policy Ideas in Legislatures: A Text Reuse Approach", *American Journal of Political Science* 59(4).

    Examples
    --------
    >>> row = {"position": 0, "kind": "clause", "start": 0}
    >>> clauses = pd.DataFrame([
    ...     row | {"doc_id": "a", "clause_id": "a/1", "text": "引导开源模型和工具入驻社区，提供模型、数据、算力等服务。"},
    ...     row | {"doc_id": "b", "clause_id": "b/1", "text": "要引导开源模型和工具入驻开源社区，提供模型、算力等服务。"},
    ... ])
    >>> find_passages(clauses)[["kind", "label", "identity"]].round(2).values.tolist()
    [['near', 'substance', 0.85]]
    """
    folded = fold_clauses(clauses, masks=masks, skip=_SKIPPED)
    families = {} if documents is None else _list_families(documents)
    candidates = list_candidates(folded, min_chars=min_chars, max_docs=max_docs, families=families)
    spans = _align_candidates(folded, candidates, min_score=MATCH * min_chars, min_identity=min_identity)
    return _describe(folded, _keep_best(folded, spans), masks=masks, documents=documents, reference=reference)


def _list_families(documents: pd.DataFrame) -> dict[str, list[str]]:
    """Return the documents that carry each parent out, directly or through another."""
    parents = find_parents(documents)
    families: dict[str, list[str]] = {}
    for doc_id in parents:
        for ancestor in list_ancestors(doc_id, parents):
            families.setdefault(ancestor, []).append(doc_id)
    return families


def _align_candidates(
    folded: FoldedClauses, candidates: pd.DataFrame, *, min_score: int, min_identity: float
) -> list[_Span]:
    """Align pairs of clauses, those of the same two wordings once."""
    rows = candidates[["row_a", "row_b"]].to_numpy(dtype=np.int64)
    bounds = _clause_bounds(folded)
    wording = _number_wordings(folded, bounds)
    codes = wording[rows[:, 0]] * len(wording) + wording[rows[:, 1]]
    _, once, which = np.unique(codes, return_index=True, return_inverse=True)
    found = align_rows(folded.codes, bounds, rows[once], min_score=min_score, min_identity=min_identity)
    # Each alignment stands for every pair of clauses with these wordings.
    firsts = np.searchsorted(found[:, 0], np.arange(len(once) + 1))
    counts = np.diff(firsts)[which]
    pair = np.repeat(np.arange(len(rows)), counts)
    step = np.arange(len(pair)) - np.repeat(np.cumsum(counts) - counts, counts)
    told = found[firsts[which[pair]] + step]
    base_a, base_b = bounds[rows[pair, 0], 0], bounds[rows[pair, 1], 0]
    return [
        _place_alignment(Alignment(*map(int, row[1:])), int(a), int(b))
        for row, a, b in zip(told, base_a, base_b, strict=True)
    ]


def _number_wordings(folded: FoldedClauses, bounds: NDArray[np.int64]) -> NDArray[np.int64]:
    numbers: dict[bytes, int] = {}
    return np.array(
        [numbers.setdefault(folded.codes[low:high].tobytes(), len(numbers)) for low, high in bounds], dtype=np.int64
    )


class _Span(NamedTuple):
    """A passage as positions in the folded text."""

    start_a: int
    end_a: int
    start_b: int
    end_b: int
    n_equal: int
    identity: float
    block_a: int
    block: int


def _place_alignment(found: Alignment, base_a: int, base_b: int) -> _Span:
    return _Span(
        base_a + found.start_a,
        base_a + found.end_a,
        base_b + found.start_b,
        base_b + found.end_b,
        found.n_equal,
        found.n_equal / found.n_columns,
        base_a + found.block_a,
        found.block,
    )


def _clause_bounds(folded: FoldedClauses) -> NDArray[np.int64]:
    """Return where each clause begins and ends, from its first to its last kept character; a mask inside it is a break."""
    kept = np.flatnonzero(folded.rows >= 0)
    numbers = np.arange(len(folded.clauses))
    firsts, lasts = (np.searchsorted(folded.rows[kept], numbers, side=side) for side in ("left", "right"))
    bounds = np.zeros((len(numbers), 2), dtype=np.int64)
    some = firsts < lasts
    bounds[some] = np.column_stack([kept[firsts[some]], kept[lasts[some] - 1] + 1])
    return bounds


def _keep_best(folded: FoldedClauses, spans: list[_Span]) -> list[_Span]:
    """Keep a passage unless its place in either document is already told for these two documents."""
    told: dict[tuple[int, int], tuple[NDArray[np.bool_], NDArray[np.bool_]]] = {}
    starts = folded.bound_docs()
    kept = []
    for span in sorted(spans, key=lambda one: (-one.n_equal, -one.identity, one.start_a, one.start_b)):
        doc_a, doc_b = int(folded.find_docs(span.start_a)), int(folded.find_docs(span.start_b))
        base_a, base_b = int(starts[doc_a]), int(starts[doc_b])
        if (doc_a, doc_b) not in told:
            sizes = (int(starts[doc_a + 1]) - base_a, int(starts[doc_b + 1]) - base_b)
            told[doc_a, doc_b] = (np.zeros(sizes[0], dtype=bool), np.zeros(sizes[1], dtype=bool))
        in_a = told[doc_a, doc_b][0][span.start_a - base_a : span.end_a - base_a]
        in_b = told[doc_a, doc_b][1][span.start_b - base_b : span.end_b - base_b]
        if in_a.mean() > _MOSTLY or in_b.mean() > _MOSTLY:
            continue
        in_a[:] = True
        in_b[:] = True
        kept.append(span)
    return kept


def _describe(
    folded: FoldedClauses,
    spans: list[_Span],
    *,
    masks: pd.DataFrame | None,
    documents: pd.DataFrame | None,
    reference: Path | None,
) -> pd.DataFrame:
    texts = _Texts(folded, spans)
    sides = [(texts.locate(span.start_a, span.end_a), texts.locate(span.start_b, span.end_b)) for span in spans]
    wordings = list(dict.fromkeys(text for both in sides for *_, text in both))
    folds = dict(zip(wordings, fold_texts(wordings), strict=True))
    duties = _duty_spans(masks)
    dates = _read_dates(documents)
    kinship = _Kinship(folded, spans, {} if documents is None else find_parents(documents))
    phrases = read_phrases(read_reference("reuse_phrases", layer=reference))
    known: dict[tuple[str, bytes], Reading] = {}

    def read(text: str, in_duties: NDArray[np.bool_]) -> Reading:
        wording = (text, in_duties.tobytes())
        if wording not in known:
            known[wording] = label_wording(text, phrases=phrases, in_duties=in_duties, folded=folds[text])
        return known[wording]

    rows = []
    for span, both in zip(spans, sides, strict=True):
        (doc_a, clause_a, start_a, end_a, text_a), (doc_b, clause_b, start_b, end_b, text_b) = both
        readings = [read(text, _marks(duties.get(doc, ()), start, end)) for doc, _, start, end, text in both]
        n_docs = texts.count_holders(span)
        label = min(readings, key=lambda reading: reading.known).label
        if n_docs >= max(_COMMON_DOCS, _COMMON_SHARE * len(folded.doc_ids)) and label == "substance":
            label = "formula"
        rows.append(
            {
                "passage_id": f"{doc_a}:{start_a}-{end_a}|{doc_b}:{start_b}-{end_b}",
                "doc_a": doc_a,
                "clause_a": clause_a,
                "start_a": start_a,
                "end_a": end_a,
                "doc_b": doc_b,
                "clause_b": clause_b,
                "start_b": start_b,
                "end_b": end_b,
                "n_chars": span.n_equal,
                "longest": span.block,
                "identity": round(span.identity, 6),
                "kind": "verbatim" if span.identity == 1 else "near",
                "label": label,
                "known": round(sum(reading.known for reading in readings) / 2, 6),
                "n_docs": n_docs,
                "earlier": _name_earlier(dates.get(doc_a), dates.get(doc_b)),
                "relation": kinship.name_relation(span),
                "text_a": text_a,
                "text_b": text_b,
            }
        )
    return make_table("passages", rows)


class _Texts:
    """The clauses behind the folded text: from positions there to spans of documents, and who else says it."""

    def __init__(self, folded: FoldedClauses, spans: Sequence[_Span]) -> None:
        self._folded = folded
        places = np.array([place for span in spans for place in (span.start_a, span.start_b)], dtype=np.int64)
        rows = np.unique(folded.rows[places])
        columns = folded.clauses[["doc_id", "clause_id", "start", "text"]].iloc[rows]
        self._clauses = dict(zip(rows.tolist(), columns.itertuples(index=False, name=None), strict=True))
        self._n_holders: dict[bytes, int] = {}
        self._places, self._standing = self._index_blocks(spans)

    def _index_blocks(self, spans: Sequence[_Span]) -> tuple[NDArray[np.signedinteger], dict[int, slice]]:
        """Return where the first characters of the spans' equal blocks stand, and which of these places are whose."""
        long = [span for span in spans if span.block >= SEED]
        begins = np.unique(np.array([span.block_a for span in long], dtype=np.int64))
        width = min((span.block for span in long), default=SEED)
        places, alike = index_windows(self._folded.codes, begins, width)
        return places, dict(zip(begins.tolist(), alike, strict=True))

    def locate(self, start: int, end: int) -> tuple[str, str, int, int, str]:
        """Return document, clause, span in the clean text, and the printed text of a folded span."""
        doc_id, clause_id, offset, text = self._clauses[int(self._folded.rows[start])]
        low, high = int(self._folded.places[start]), int(self._folded.places[end - 1]) + 1
        return doc_id, clause_id, low, high, text[low - offset : high - offset]

    def count_holders(self, span: _Span) -> int:
        """Return how many documents hold the longest wording that both sides of a span have."""
        codes = self._folded.codes
        wording = codes[span.block_a : span.block_a + span.block]
        known = self._n_holders.get(wording.tobytes())
        if known is None:
            begun = (
                self._places[self._standing[span.block_a]]
                if span.block >= SEED
                else np.flatnonzero(codes == wording[0])
            )
            known = len(np.unique(self._folded.find_docs(find_wording(codes, wording, begun))))
            self._n_holders[wording.tobytes()] = known
        return known


def _duty_spans(masks: pd.DataFrame | None) -> dict[str, list[tuple[int, int]]]:
    spans: dict[str, list[tuple[int, int]]] = {}
    if masks is not None:
        rows = masks.loc[masks["kind"] == "duties", ["doc_id", "start", "end"]]
        for doc_id, start, end in rows.itertuples(index=False):
            spans.setdefault(doc_id, []).append((int(start), int(end)))
    return spans


def _marks(spans: Sequence[tuple[int, int]], start: int, end: int) -> NDArray[np.bool_]:
    marks = np.zeros(end - start, dtype=bool)
    for low, high in spans:
        marks[max(low - start, 0) : max(high - start, 0)] = True
    return marks


def _read_dates(documents: pd.DataFrame | None) -> Mapping[str, str]:
    if documents is None:
        return {}
    stated = documents.loc[documents["issued_on"].notna()]
    return dict(zip(stated["doc_id"], stated["issued_on"], strict=True))


def _name_earlier(date_a: str | None, date_b: str | None) -> str | None:
    if date_a is None or date_b is None or date_a == date_b:
        return None
    return "a" if date_a < date_b else "b"


class _Kinship:
    """Which passages stand between parent and child, and which of two children stand in their parent as well."""

    def __init__(self, folded: FoldedClauses, spans: list[_Span], parents: Mapping[str, str]) -> None:
        self._folded = folded
        self._parents = parents
        self._inherited: dict[tuple[str, str], list[tuple[int, int]]] = {}
        for span in spans if parents else []:
            doc_a, doc_b = self._documents_of(span)
            if doc_b in list_ancestors(doc_a, parents):
                self._inherited.setdefault((doc_a, doc_b), []).append((span.start_a, span.end_a))
            elif doc_a in list_ancestors(doc_b, parents):
                self._inherited.setdefault((doc_b, doc_a), []).append((span.start_b, span.end_b))

    def name_relation(self, span: _Span) -> str:
        """Return how a passage relates to declared parents."""
        doc_a, doc_b = self._documents_of(span)
        if doc_b in list_ancestors(doc_a, self._parents) or doc_a in list_ancestors(doc_b, self._parents):
            return "inherited"
        parent = find_common_parent(doc_a, doc_b, parents=self._parents)
        if parent is None:
            return "shared"
        shares = (
            self._share_inherited(doc_a, parent, span.start_a, span.end_a),
            self._share_inherited(doc_b, parent, span.start_b, span.end_b),
        )
        return "common parent" if max(shares) >= _MOSTLY else "shared"

    def _documents_of(self, span: _Span) -> tuple[str, str]:
        find_docs, doc_ids = self._folded.find_docs, self._folded.doc_ids
        return doc_ids[int(find_docs(span.start_a))], doc_ids[int(find_docs(span.start_b))]

    def _share_inherited(self, child: str, parent: str, start: int, end: int) -> float:
        marks = np.zeros(end - start, dtype=bool)
        for low, high in self._inherited.get((child, parent), ()):
            marks[max(low - start, 0) : max(high - start, 0)] = True
        return float(marks.mean())
