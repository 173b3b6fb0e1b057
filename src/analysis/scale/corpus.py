"""A corpus as a stream: its documents in the order of their ids, never more than a block of them in memory."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from analysis.errors import CallError, CatalogueError, DataError, Problem, ReadError
from analysis.files import whole_file
from analysis.ingest.catalogue import CATALOGUE, Entry, read_catalogue, read_record
from analysis.ingest.formats.base import UnreadableError
from analysis.ingest.read import read_bytes

__all__ = ["BLOCK_DOCUMENTS", "CORPUS_FILES", "Corpus", "Received", "cut_blocks", "open_corpus"]

#: Endings of a file that holds a whole corpus.
CORPUS_FILES = (".jsonl", ".ndjson", ".parquet")

#: Documents of a block: so few that little is lost by a kill, so many that the tables' checks cost little.
BLOCK_DOCUMENTS = 256
#: Bytes of files that end a block earlier.
_BLOCK_BYTES = 16_000_000
_BATCH = 1_000
_MOST_TOLD = 50


class Received(NamedTuple):
    """A document as received: its entry and the bytes of its file, or of its text."""

    entry: Entry
    data: bytes


@dataclass(frozen=True)
class Corpus:
    """What is to be built.

    Attributes
    ----------
    folder
        Where ``corrections.toml`` and ``reference`` lie, if there are any.
    doc_ids
        The ids of all documents, sorted.
    stream
        Gives the documents, in the order of their ids.
    """

    folder: Path
    doc_ids: Sequence[str]
    stream: Callable[[], Iterator[Received]]


def open_corpus(data: Path, *, spool: Path) -> Corpus:
    """Return the corpus of a data folder, or of a file whose rows are documents.

    Parameters
    ----------
    data
        A data folder with ``corpus.toml``; or a file of JSON lines or a Parquet file, with ``id`` and ``text`` in every row and
        what else is known of :data:`analysis.ingest.catalogue.RECORD_KEYS`.
    spool
        A folder for what must be laid out anew: the rows of a Parquet file that is not sorted by id.

    Returns
    -------
    Corpus

    Raises
    ------
    CallError
        If it is neither.
    CatalogueError
        With what is wrong in the catalogue or the rows, before anything is built.
    """
    if data.is_dir():
        return _open_folder(data)
    if not data.exists():
        raise DataError(Problem(str(data), "no such folder or file", "name the data with --data"))
    if data.suffix.lower() not in CORPUS_FILES:
        raise CallError(f"{str(data)!r} is no data folder, nor a file ending in {', '.join(CORPUS_FILES)}")
    if data.suffix.lower() == ".parquet":
        return _open_parquet(data, spool)
    return _open_lines(data, name=data.name, folder=data.parent)


def cut_blocks(received: Iterator[Received], *, size: int = BLOCK_DOCUMENTS) -> Iterator[list[Received]]:
    """Give a stream of documents in blocks.

    Parameters
    ----------
    received
        The documents.
    size
        Documents of a block; fewer where their files are large.

    Yields
    ------
    list of Received

    Examples
    --------
    >>> one = Received(Entry("a", "a.txt"), b"")
    >>> [len(block) for block in cut_blocks(iter([one] * 5), size=2)]
    [2, 2, 1]
    """
    block: list[Received] = []
    n_bytes = 0
    for one in received:
        if block and (len(block) == size or n_bytes + len(one.data) > _BLOCK_BYTES):
            yield block
            block, n_bytes = [], 0
        block.append(one)
        n_bytes += len(one.data)
    if block:
        yield block


def _open_folder(data: Path) -> Corpus:
    entries, problems = read_catalogue(data)
    if problems:
        raise CatalogueError(_shorten(problems, CATALOGUE))
    entries.sort(key=lambda entry: entry.doc_id)

    def stream() -> Iterator[Received]:
        for entry in entries:
            try:
                yield Received(entry, read_bytes(data / entry.path))
            except UnreadableError as error:
                raise ReadError(Problem(entry.path, str(error), error.remedy)) from error

    return Corpus(data, [entry.doc_id for entry in entries], stream)


def _open_lines(file: Path, *, name: str, folder: Path) -> Corpus:
    """Open JSON lines: one pass notes the id and the place of every line and checks it, then lines are read where they lie."""
    ids: list[str] = []
    places = array("q")
    problems: list[Problem] = []
    at = 0
    with file.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip(b"\xef\xbb\xbf \t\r\n"):
                entry, found = _read_line(line, name=name, where=f"{name}, line {number}")
                problems += found
                if entry is not None:
                    ids.append(entry[0].doc_id)
                    places.append(at)
            at += len(line)
    order = _sort_ids(ids, problems, name)

    def stream() -> Iterator[Received]:
        with file.open("rb") as lines:
            for number in order:
                lines.seek(places[number])
                found, _ = _read_line(lines.readline(), name=name, where=ids[number])
                if found is None:
                    raise DataError(
                        Problem(name, f"the row {ids[number]!r} has changed while it was read", "call again")
                    )
                yield Received(found[0], found[1].encode("utf-8", "surrogatepass"))

    return Corpus(folder, [ids[number] for number in order], stream)


def _open_parquet(file: Path, spool: Path) -> Corpus:
    """Open Parquet: rows sorted by id are streamed as they lie, others are laid out as JSON lines first."""
    ids: list[str] = []
    problems: list[Problem] = []
    for number, raw in enumerate(_read_rows(file), start=1):
        entry, found = read_record(raw, file=file.name, where=f"{file.name}, row {number}")
        problems += found[: _MOST_TOLD + 1 - min(len(problems), _MOST_TOLD)]
        if entry is not None:
            ids.append(entry.doc_id)
    _sort_ids(ids, problems, file.name)
    if ids != sorted(ids):
        spool.mkdir(parents=True, exist_ok=True)
        lines = spool / f"{file.stem}.jsonl"
        with whole_file(lines) as part, part.open("w", encoding="utf-8", newline="\n") as out:
            for raw in _read_rows(file):
                out.write(json.dumps(raw, ensure_ascii=False, default=str) + "\n")
        return _open_lines(lines, name=file.name, folder=file.parent)

    def stream() -> Iterator[Received]:
        for raw in _read_rows(file):
            entry, found = read_record(raw, file=file.name, where=str(raw.get("id")))
            if entry is None:
                raise CatalogueError(found)
            yield Received(entry, str(raw["text"]).encode("utf-8", "surrogatepass"))

    return Corpus(file.parent, ids, stream)


def _read_rows(file: Path) -> Iterator[dict[str, Any]]:
    import pyarrow as pa  # noqa: PLC0415 - only for such a file
    from pyarrow import parquet  # noqa: PLC0415

    try:
        with parquet.ParquetFile(file) as opened:
            for batch in opened.iter_batches(batch_size=_BATCH, use_threads=False):
                yield from (
                    {key: value for key, value in row.items() if value is not None} for row in batch.to_pylist()
                )
    except (pa.ArrowException, OSError) as error:
        raise DataError(Problem(str(file), f"cannot be read as Parquet ({error})", "write it again")) from error


def _read_line(line: bytes, *, name: str, where: str) -> tuple[tuple[Entry, str] | None, list[Problem]]:
    try:
        raw = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        return None, [Problem(where, f"is no JSON ({error})", "write one object a line, in UTF-8")]
    if not isinstance(raw, Mapping):
        return None, [Problem(where, f"is {type(raw).__name__}, no object", 'write {"id": ..., "text": ...}')]
    entry, problems = read_record(raw, file=name, where=where)
    return ((entry, str(raw["text"])) if entry is not None else None), problems


def _sort_ids(ids: list[str], problems: list[Problem], name: str) -> list[int]:
    """Return the order of the ids; refuse those that stand twice, and whatever was found before."""
    seen: dict[str, int] = {}
    for doc_id in ids:
        seen[doc_id.lower()] = seen.get(doc_id.lower(), 0) + 1
    if len(seen) < len(ids):
        doubled = [doc_id for doc_id, n in seen.items() if n > 1]
        problems += [Problem(name, f"the id {doc_id!r} is there twice", "ids are unique") for doc_id in doubled]
    if not ids and not problems:
        problems.append(Problem(name, "holds no document", "write one a row"))
    if problems:
        raise CatalogueError(_shorten(problems, name))
    return sorted(range(len(ids)), key=ids.__getitem__)


def _shorten(problems: list[Problem], name: str) -> list[Problem]:
    """Return problems as they are told: of a hundred thousand of one kind, fifty will do."""
    if len(problems) <= _MOST_TOLD:
        return problems
    return [*problems[:_MOST_TOLD], Problem(name, f"and {len(problems) - _MOST_TOLD} more problems")]
