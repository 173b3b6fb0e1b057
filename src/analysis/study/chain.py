"""The chain of stages, one document after another: files to clauses to facts, with source spans added."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd
from tqdm import tqdm

from analysis.facts import find_duties, find_duty_masks, find_targets, state_coverage
from analysis.ingest import clean_documents, find_masks, read_documents, split_clauses
from analysis.spans import add_source_spans
from analysis.study.bundle import Study, table_names
from analysis.tables import empty_table, make_table

__all__ = ["build_study", "chain_documents", "merge_masks"]

#: Every stage checks the tables it makes; a few dozen documents at a time make that cost vanish and keep the bar moving.
_DOCUMENTS_AT_A_TIME = 32


def build_study(data: str | Path, *, ids: Iterable[str] | None = None, progress: bool = False) -> Study:
    """Return the study of a data folder: every document read, cleaned, split and searched for facts.

    Parameters
    ----------
    data
        A data folder with ``corpus.toml``.
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
        If the catalogue is wrong or a document cannot be read; every problem is told.

    Examples
    --------
    >>> build_study("data")  # doctest: +SKIP
    Study(5 documents, ...)
    """
    folder = Path(data)
    layer = folder / "reference"
    documents = read_documents(folder, ids=ids)
    parts: dict[str, list[pd.DataFrame]] = {name: [] for name in table_names()}
    with tqdm(total=len(documents), desc="documents", unit="doc", disable=not progress, leave=False) as bar:
        for first in range(0, len(documents), _DOCUMENTS_AT_A_TIME):
            some = documents.iloc[first : first + _DOCUMENTS_AT_A_TIME].reset_index(drop=True)
            part = chain_documents(some, reference=layer if layer.is_dir() else None)
            for name, table in part.tables().items():
                parts[name].append(table)
            bar.update(len(some))
    return Study(**{name: _stack(name, tables) for name, tables in parts.items()})


def chain_documents(documents: pd.DataFrame, *, reference: Path | None = None) -> Study:
    r"""Return the study of documents that were read.

    Parameters
    ----------
    documents
        A ``documents`` table of any number of rows, as :func:`analysis.ingest.read_documents` gives it.
    reference
        The project's layer of reference data.

    Returns
    -------
    Study

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
    documents, edits, flags = clean_documents(documents, reference=reference)
    clauses = split_clauses(documents, reference=reference)
    duties = find_duties(clauses, documents=documents, reference=reference)
    targets = find_targets(clauses, documents=documents)
    masks = merge_masks(
        find_masks(documents, clauses, reference=reference), find_duty_masks(clauses, reference=reference)
    )
    return Study(
        documents=documents,
        edits=edits,
        flags=flags,
        clauses=make_table("clauses", add_source_spans(clauses, edits)),
        masks=masks,
        duties=make_table("duties", add_source_spans(duties, edits)),
        targets=make_table("targets", add_source_spans(targets, edits)),
        coverage=state_coverage(documents, duties, others={"targets": targets}),
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


def _stack(name: str, tables: list[pd.DataFrame]) -> pd.DataFrame:
    filled = [table for table in tables if len(table)]
    return make_table(name, pd.concat(filled, ignore_index=True)) if filled else empty_table(name)
