"""One block of documents through the chain: a pure function of what it is given, the same in any process on any machine."""

from __future__ import annotations

import hashlib
import io
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pyarrow as pa

from analysis.errors import Problem, WithheldError
from analysis.facts import name_agencies
from analysis.ingest.read import read_received
from analysis.lexis import count_terms
from analysis.networks.twomode import list_bodies
from analysis.scale.corpus import Received
from analysis.study.chain import chain_block
from analysis.tables import empty_table

__all__ = ["Layer", "Made", "Task", "hash_task", "pack_layer", "work_task"]

#: One block at a time in a process: a worker with several threads shares dictionaries that are filled while they are used.
_ONE = threading.Lock()


class Layer(NamedTuple):
    """The project's ``data/reference``: its folder, or where no folder is shared, the files by their names."""

    folder: Path | None
    files: tuple[tuple[str, bytes], ...] = ()


class Task(NamedTuple):
    """A block and all that decides what becomes of it.

    Attributes
    ----------
    number
        Rank of the block.
    received
        Its documents.
    corrections
        The scholar's word on the whole corpus.
    layer
        The project's reference data.
    words
        Whether the tables of the whole corpus that are added up from blocks are asked for too.
    code
        Hash of the code that must do the work; empty where it is this very installation.
    """

    number: int
    received: Sequence[Received]
    corrections: pd.DataFrame
    layer: Layer
    words: bool
    code: str = ""


class Made(NamedTuple):
    """What became of a block.

    Attributes
    ----------
    parts
        Its rows of each table, as the bytes of a Parquet file.
    met
        Numbers of the corrections that met rows.
    problems
        Of documents that cannot be read; then there are no parts.
    """

    parts: dict[str, bytes]
    met: tuple[int, ...]
    problems: tuple[Problem, ...]


def hash_task(task: Task, *, stamp: str) -> str:
    """Return the hash of everything that a block's tables depend on.

    Parameters
    ----------
    task
        The block.
    stamp
        Hash of what all blocks depend on: code, versions, corrections, reference data.

    Returns
    -------
    str
    """
    digest = hashlib.sha256(f"{stamp} {task.words}".encode())
    for entry, data in task.received:
        digest.update(repr(sorted(asdict(entry).items())).encode("utf-8", "backslashreplace"))
        digest.update(hashlib.sha256(data).digest())
    return digest.hexdigest()


def pack_layer(folder: Path | None) -> Layer:
    """Return a layer that can be sent to a machine that does not see the folder.

    Parameters
    ----------
    folder
        The project's ``data/reference``; None where it has none.

    Returns
    -------
    Layer
    """
    if folder is None:
        return Layer(None)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return Layer(None, tuple((path.relative_to(folder).as_posix(), path.read_bytes()) for path in files))


def work_task(task: Task) -> Made:
    """Return what the chain makes of a block.

    Parameters
    ----------
    task
        The block.

    Returns
    -------
    Made
    """
    if task.code and task.code != describe_code():
        what = "a worker runs another version of the workbench, of Python or of a package, and might give other results"
        return Made({}, (), (Problem(f"block {task.number}", what, "install the same on every machine"),))
    with _ONE:
        documents, problems = read_received(task.received)
        if problems:
            return Made({}, (), tuple(problems))
        reference = _unpack_layer(task.layer)
        study, met = chain_block(documents, reference=reference, corrections=task.corrections)
        tables = {name: table for name, table in study.tables().items() if name != "corrections"}
        if task.words:
            tables |= _derive(tables, reference)
        parts = {name: _encode(table) for name, table in tables.items()}
    pa.default_memory_pool().release_unused()  # or a process keeps what its largest block took
    return Made(parts, tuple(sorted(met)), ())


@cache
def describe_code() -> str:
    """Return the hash of this installation: the package and the versions of everything that can change a result.

    Returns
    -------
    str
    """
    from analysis.reporting.fingerprint import hash_code, hash_value, list_versions  # noqa: PLC0415 - it loads much

    return hash_value([hash_code(), list_versions()])


def _derive(tables: Mapping[str, pd.DataFrame], reference: Path | None) -> dict[str, pd.DataFrame]:
    """Return what belongs to single documents among the derived tables, and the sums that others are made from."""
    try:
        terms = count_terms(tables["clauses"], masks=tables["masks"], reference=reference)
    except WithheldError:
        terms = empty_table("terms")
    documents = tables["documents"]
    provinces = documents.dropna(subset="province").set_index("doc_id")["province"]
    placed = terms.assign(province=terms["doc_id"].map(provinces)).dropna(subset="province")
    return {
        "agency_names": name_agencies(tables["duties"], documents=documents, reference=reference),
        "terms": terms,
        "sum_spread": terms.groupby("term").agg(n_clauses=("clause_id", "size")).reset_index(),
        "sum_places": placed.groupby(["province", "term"])["n"].sum().reset_index(),
        "sum_bodies": list_bodies(tables["duties"]),
    }


def _encode(table: pd.DataFrame) -> bytes:
    out = io.BytesIO()
    table.to_parquet(out, index=False)
    return out.getvalue()


def _unpack_layer(layer: Layer) -> Path | None:
    return _write_layer(layer.files) if layer.files else layer.folder


@cache
def _write_layer(files: tuple[tuple[str, bytes], ...]) -> Path:
    """Lay the files out in a folder that lasts as long as this process."""
    folder = Path(_keep_folder().name) / hashlib.sha256(repr(files).encode()).hexdigest()[:16]
    for name, data in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


@cache
def _keep_folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="zhengce-reference-")
