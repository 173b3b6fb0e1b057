"""The chain of stages, one document after another: files to clauses to facts, with source spans added."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from tqdm import tqdm

from analysis.bounds import OverTimeError, hold_time, read_bound
from analysis.errors import Problem, ReadError
from analysis.facts import code_instruments, find_duties, find_duty_masks, find_targets, state_coverage
from analysis.ingest import clean_documents, find_masks, read_documents, split_clauses
from analysis.reference import find_layer
from analysis.spans import add_source_spans, apply_edits, edits_from_table
from analysis.study.bundle import Study
from analysis.tables import apply_corrections, empty_table, make_table, read_corrections
from analysis.tables.corrections import find_met

__all__ = ["Block", "build_study", "chain_block", "chain_documents", "merge_masks"]

#: Every stage checks the tables it makes; many documents at a time make that cost vanish, and still let the bar move.
_DOCUMENTS_AT_A_TIME = 256

#: The project's own codebook of instruments, in `data/reference`.
OWN_CODEBOOK = "instruments.toml"

_FACTS = ("duties", "targets", "instruments")


def build_study(data: str | Path, *, ids: Iterable[str] | None = None, progress: bool = False) -> Study:
    """Return the study of a data folder: every document read, cleaned, split and searched for facts.

    Parameters
    ----------
    data
        A data folder with ``corpus.toml``, and ``corrections.toml`` where a scholar overruled something.
    ids
        The documents to take; all where None.
    progress
        Whether to show a bar; the result is the same.

    Returns
    -------
    Study

    Raises
    ------
    DataError
        If the catalogue or the corrections are wrong or a document cannot be read; every problem is told.

    Examples
    --------
    >>> build_study("data")  # doctest: +SKIP
    Study(5 documents, ...)
    """
    folder = Path(data)
    layer = find_layer(folder)
    corrections = read_corrections(folder / "corrections.toml")
    documents = read_documents(folder, ids=ids)
    return chain_documents(
        documents,
        reference=layer,
        corrections=corrections if ids is None else _of_documents(corrections, documents),
        progress=progress,
    )


def chain_documents(
    documents: pd.DataFrame,
    *,
    reference: Path | None = None,
    corrections: pd.DataFrame | None = None,
    progress: bool = False,
) -> Study:
    r"""Return the study of documents that were read.

    Each stage sees what the scholar left of the one before: a rejected repair changes the clean text that is split, a
    corrected clause the facts that are looked for in it.

    Parameters
    ----------
    documents
        A ``documents`` table of any number of rows, as :func:`analysis.ingest.read_documents` gives it.
    reference
        The project's layer of reference data.
    corrections
        The scholar's word, as :func:`analysis.tables.read_corrections` gives it; none where None.
    progress
        Whether to show a bar; the result is the same.

    Returns
    -------
    Study

    Raises
    ------
    CatalogueError
        If a correction meets no row.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> path = Path(tempfile.mkdtemp()) / "plan.txt"
    >>> _ = path.write_text("某省数字经济行动计划\n一、总体目标\n建成3个平台。\n二、保障措施\n加强领导。\n", encoding="utf-8")
    >>> study = chain_documents(read_documents(path))
    >>> study.clauses["kind"].tolist()
    ['title', 'chapter', 'chapter']
    """
    said = empty_table("corrections") if corrections is None else corrections
    return _chain(documents, reference, _Said(said), progress=progress)


class Block(NamedTuple):
    """The study of some of a corpus's documents, and the numbers of the corrections that met rows of theirs."""

    study: Study
    met: frozenset[int]


def chain_block(
    documents: pd.DataFrame, *, reference: Path | None = None, corrections: pd.DataFrame | None = None
) -> Block:
    """Return the study of a block of documents of a larger corpus.

    Parameters
    ----------
    documents, reference
        As for :func:`chain_documents`.
    corrections
        The scholar's word on the whole corpus; an entry that meets no row of these documents may meet rows of others.

    Returns
    -------
    Block

    Examples
    --------
    >>> chain_block(empty_table("documents")).met
    frozenset()
    """
    said = empty_table("corrections") if corrections is None else corrections
    teller = _Said(_of_documents(said, documents), met=set())
    study = _chain(documents, reference, teller, progress=False)
    return Block(replace(study, corrections=said), frozenset(teller.met or ()))


@dataclass(frozen=True)
class _Said:
    """The corrections; with a set, an entry that meets rows is noted there, and one that meets none is passed over."""

    entries: pd.DataFrame
    met: set[int] | None = None

    def apply(self, frame: pd.DataFrame, table: str) -> pd.DataFrame:
        if self.met is None:
            return apply_corrections(frame, self.entries, table=table)
        met = find_met(frame, self.entries, table=table)
        self.met.update(met)
        own = self.entries[self.entries["entry"].isin(met)]
        return apply_corrections(frame, own, table=table) if len(own) else frame


def _chain(documents: pd.DataFrame, reference: Path | None, said: _Said, *, progress: bool) -> Study:
    with tqdm(total=3 * len(documents), desc="documents", unit="step", disable=not progress, leave=False) as bar:
        cleaned = _in_parts(documents, lambda some: _clean(some, reference), bar)
        edits = said.apply(cleaned["edits"], "edits")
        if (said.entries["table"] == "edits").any():
            cleaned["documents"] = _redo_edits(cleaned["documents"], edits)
        ready = said.apply(cleaned["documents"], "documents")
        repairs = _ByDocument(edits)
        split = _in_parts(ready, lambda some: _split(some, repairs, reference), bar)
        clauses = said.apply(split["clauses"], "clauses")
        outlines = _ByDocument(clauses)
        found = _in_parts(ready, lambda some: _find(some, outlines, repairs, reference), bar)
    facts = {name: said.apply(found[name], name) for name in _FACTS}
    others = {name: facts[name] for name in _FACTS if name != "duties"}
    return Study(
        documents=ready,
        edits=edits,
        flags=cleaned["flags"],
        clauses=clauses,
        masks=found["masks"],
        coverage=state_coverage(ready, facts["duties"], others=others),
        corrections=said.entries,
        **facts,
    )


def merge_masks(*tables: pd.DataFrame) -> pd.DataFrame:
    """Return several ``masks`` tables as one in which no two spans overlap.

    Parameters
    ----------
    *tables
        Tables of masks; where spans overlap, the characters go to the span that begins first, then to the longer one.

    Returns
    -------
    pandas.DataFrame
        A ``masks`` table.

    Examples
    --------
    >>> import pandas as pd
    >>> one = pd.DataFrame([{"doc_id": "d", "start": 0, "end": 9, "kind": "duties"}])
    >>> two = pd.DataFrame([{"doc_id": "d", "start": 3, "end": 5, "kind": "place"}])
    >>> merge_masks(one, two)[["start", "end", "kind"]].values.tolist()
    [[0, 9, 'duties']]
    """
    every = pd.concat(tables, ignore_index=True)
    every = every.assign(length=every["start"] - every["end"]).sort_values(["doc_id", "start", "length", "kind"])
    rows: list[dict[str, object]] = []
    document, reached = None, 0
    for doc_id, start, end, kind in every[["doc_id", "start", "end", "kind"]].itertuples(index=False):
        if doc_id != document:
            document, reached = doc_id, 0
        if end <= max(start, reached):
            continue
        rows.append({"doc_id": doc_id, "start": max(start, reached), "end": end, "kind": kind})
        reached = end
    return make_table("masks", rows)


_Tables = dict[str, pd.DataFrame]


def _clean(documents: pd.DataFrame, reference: Path | None) -> _Tables:
    return clean_documents(documents, reference=reference)._asdict()


class _ByDocument:
    """A table whose rows of some documents are found without reading it all."""

    def __init__(self, table: pd.DataFrame) -> None:
        self._table = table
        self._places = table.groupby("doc_id", sort=False).indices

    def of(self, documents: pd.DataFrame) -> pd.DataFrame:
        places = [self._places[doc_id] for doc_id in documents["doc_id"] if doc_id in self._places]
        return self._table.iloc[np.sort(np.concatenate(places)) if places else []].reset_index(drop=True)


def _split(documents: pd.DataFrame, repairs: _ByDocument, reference: Path | None) -> _Tables:
    clauses = split_clauses(documents, reference=reference)
    return {"clauses": make_table("clauses", add_source_spans(clauses, repairs.of(documents)))}


def _find(documents: pd.DataFrame, outlines: _ByDocument, repairs: _ByDocument, reference: Path | None) -> _Tables:
    """Look for facts, and for what words are to skip, in the clauses of some documents."""
    read, edits = outlines.of(documents), repairs.of(documents)
    facts = {
        "duties": find_duties(read, documents=documents, reference=reference),
        "targets": find_targets(read, documents=documents, reference=reference),
        "instruments": code_instruments(read, codebook=_own_codebook(reference), reference=reference),
    }
    masks = merge_masks(find_masks(documents, read, reference=reference), find_duty_masks(read, reference=reference))
    spanned = {name: make_table(name, add_source_spans(table, edits)) for name, table in facts.items()}
    return {"masks": masks, **spanned}


def _own_codebook(reference: Path | None) -> Path | None:
    """Return the scholar's codebook where the project has one: it takes the place of the packaged one."""
    path = None if reference is None else reference / OWN_CODEBOOK
    return path if path is not None and path.is_file() else None


def _in_parts(documents: pd.DataFrame, work: Callable[[pd.DataFrame], _Tables], bar: tqdm[None]) -> _Tables:
    """Run one step on a few dozen documents at a time and stack the tables it gives."""
    parts: dict[str, list[pd.DataFrame]] = {}
    for first in range(0, max(len(documents), 1), _DOCUMENTS_AT_A_TIME):
        some = documents.iloc[first : first + _DOCUMENTS_AT_A_TIME].reset_index(drop=True)
        for name, table in _hold(work, some).items():
            parts.setdefault(name, []).append(table)
        bar.update(len(some))
    return {name: _stack(name, tables) for name, tables in parts.items()}


def _hold(work: Callable[[pd.DataFrame], _Tables], some: pd.DataFrame) -> _Tables:
    """Do one step for some documents; where it takes too long, name the documents that do."""
    try:
        with hold_time(documents=len(some)):
            return work(some)
    except OverTimeError:
        slow = [one for at in range(len(some)) if _is_slow(work, one := some.iloc[at : at + 1].reset_index(drop=True))]
    told = f"takes more than {read_bound('seconds')} seconds, the bound for one step"
    names = [str(one["path"].fillna(one["doc_id"]).iloc[0]) for one in slow] or ["these documents together"]
    remedy = "look for endless repetition in it, split it, or set ZHENGCE_MAX_SECONDS"
    raise ReadError(Problem(name, told, remedy) for name in names)


def _is_slow(work: Callable[[pd.DataFrame], _Tables], one: pd.DataFrame) -> bool:
    try:
        with hold_time():
            work(one)
    except OverTimeError:
        return True
    return False


def _redo_edits(documents: pd.DataFrame, edits: pd.DataFrame) -> pd.DataFrame:
    """Make the clean texts anew from the edits that the scholar left."""
    texts = [
        apply_edits(source, edits_from_table(edits, doc_id))
        for doc_id, source in zip(documents["doc_id"], documents["source_text"], strict=True)
    ]
    return documents.assign(clean_text=pd.Series(texts, dtype="str", index=documents.index))


def _of_documents(corrections: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """Return the corrections that speak of these documents, by the ids in their ``where``."""
    ids = set(documents["doc_id"])
    return corrections.loc[[_may_speak(where, ids) for where in corrections["where"]]].reset_index(drop=True)


def _may_speak(where: str, ids: set[str]) -> bool:
    """Return whether a correction may meet rows of some documents: it names one of them, or none at all."""
    named = json.loads(where)
    name = str(named.get("doc_id") or named.get("clause_id", "")).partition("/")[0]
    return not name or name in ids


def _stack(name: str, tables: list[pd.DataFrame]) -> pd.DataFrame:
    filled = [table for table in tables if len(table)]
    return make_table(name, pd.concat(filled, ignore_index=True)) if filled else empty_table(name)
