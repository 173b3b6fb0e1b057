"""Files to documents: every file of a catalogue, or files named one by one, decoded and hashed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from analysis.bounds import read_bound
from analysis.errors import CatalogueError, Problem, ReadError, suggest_name
from analysis.ingest.catalogue import CATALOGUE, Entry, read_catalogue
from analysis.ingest.extract import extract_text
from analysis.ingest.formats.base import UnreadableError
from analysis.ingest.rules.characters import name_script
from analysis.tables import make_table
from analysis.tables.ingest import METADATA

__all__ = ["find_problems", "make_id", "read_bytes", "read_documents", "read_received"]

Source = str | Path | Sequence[str | Path]


def read_documents(data: Source, *, ids: Iterable[str] | None = None) -> pd.DataFrame:
    """Return the documents of a data folder, or of files, as they were received.

    Parameters
    ----------
    data
        A data folder with ``corpus.toml``; or a text file, or several.
    ids
        The documents wanted; all where None. Files get their name as id, in pinyin where it is Chinese.

    Returns
    -------
    pandas.DataFrame
        Table ``documents``: text as decoded (``clean_text`` equals ``source_text`` until :func:`clean_documents`), encoding,
        hash, script, and the metadata that the catalogue states, with basis ``catalogue``.

    Raises
    ------
    CatalogueError
        If the catalogue or a file it names is wrong; lists everything that is.
    ReadError
        If a file is missing, empty or cannot be decoded; lists all of them.
    ValueError
        If an id is not in the catalogue.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "行动方案.txt"
    >>> _ = file.write_text("某省行动方案", encoding="gbk")
    >>> read_documents(file)[["doc_id", "encoding", "n_chars"]].values.tolist()
    [['xingdongfangan', 'gb18030', 6]]
    """
    entries, folder, problems = _list_entries(data)
    wanted = None if ids is None else list(ids)
    if wanted is not None:
        known = [entry.doc_id for entry in entries]
        for name in wanted:
            if name not in known:
                raise ValueError(f"no document has the id {name!r}; {suggest_name(name, known)}")
        entries = [entry for entry in entries if entry.doc_id in wanted]
        problems = []
    rows: list[dict[str, object]] = []
    unreadable: list[Problem] = []
    for entry in entries:
        try:
            rows.append(_read_entry(entry, folder))
        except ReadError as error:
            unreadable += error.problems
    if problems:
        raise CatalogueError([*problems, *unreadable])
    if unreadable:
        raise ReadError(unreadable)
    return make_table("documents", rows)


def find_problems(data: str | Path) -> list[tuple[str | None, Problem]]:
    """Return every problem of a data folder, each with the id of the document it keeps from being read.

    Parameters
    ----------
    data
        A data folder.

    Returns
    -------
    list of tuple
        Id, or None where the problem is not that of one document's file; and the problem.

    Examples
    --------
    >>> import tempfile
    >>> find_problems(tempfile.mkdtemp())[0][1].what
    'holds no corpus.toml'
    """
    try:
        entries, problems = read_catalogue(Path(data))
    except CatalogueError as error:
        return [(None, problem) for problem in error.problems]
    found: list[tuple[str | None, Problem]] = [(None, problem) for problem in problems]
    for entry in entries:
        try:
            _read_entry(entry, Path(data))
        except ReadError as error:
            found += [(entry.doc_id, problem) for problem in error.problems]
    return found


def _list_entries(data: Source) -> tuple[list[Entry], Path, list[Problem]]:
    if isinstance(data, str | Path) and (Path(data).is_dir() or not Path(data).suffix):
        entries, problems = read_catalogue(Path(data))
        return entries, Path(data), problems
    files = [Path(data)] if isinstance(data, str | Path) else [Path(file) for file in data]
    taken: dict[str, int] = {}
    entries = []
    for file in files:
        if file.name == CATALOGUE:
            return _list_entries(file.parent)
        name = make_id(file.stem)
        taken[name] = taken.get(name, 0) + 1
        entries.append(Entry(name if taken[name] == 1 else f"{name}-{taken[name]}", file.as_posix()))
    return entries, Path(), []


def make_id(stem: str) -> str:
    """Return an ASCII id for a file of this name; Chinese is written in pinyin.

    Parameters
    ----------
    stem
        The name without its ending.

    Returns
    -------
    str

    Examples
    --------
    >>> make_id("海洋经济 行动方案(2024)")
    'haiyangjingji-xingdongfangan-2024'
    """
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - only names of files need it

    name = re.sub(r"[^A-Za-z0-9._-]+", "-", "".join(lazy_pinyin(stem))).strip("-._")
    return name.lower()[:80] or "document"


def read_received(received: Iterable[tuple[Entry, bytes]]) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the documents that bytes hold, and what is wrong with the others.

    Parameters
    ----------
    received
        Entries with the bytes of their files.

    Returns
    -------
    documents
        Table ``documents``, as :func:`read_documents` gives it.
    problems
        One for each document that cannot be read.

    Examples
    --------
    >>> documents, problems = read_received([(Entry("a", "a.txt"), "某省行动方案".encode()), (Entry("b", "b.txt"), b"")])
    >>> documents["doc_id"].tolist(), [str(problem) for problem in problems]
    (['a'], ['b.txt: the file is empty; fetch it again'])
    """
    rows: list[dict[str, object]] = []
    problems: list[Problem] = []
    for entry, data in received:
        try:
            rows.append(_make_row(entry, data))
        except ReadError as error:
            problems += error.problems
    return make_table("documents", rows), problems


def _read_entry(entry: Entry, folder: Path) -> dict[str, object]:
    try:
        data = read_bytes(folder / entry.path)
    except UnreadableError as error:
        raise ReadError(Problem(entry.path, str(error), error.remedy)) from error
    return _make_row(entry, data)


def _make_row(entry: Entry, data: bytes) -> dict[str, object]:
    name = "text.txt" if entry.as_text else entry.path
    try:
        text, encoding, changes = extract_text(
            data, name, encoding=entry.encoding, tracked_changes=entry.tracked_changes
        )
    except UnreadableError as error:
        raise ReadError(Problem(entry.path, str(error), error.remedy)) from error
    row: dict[str, object] = {
        "doc_id": entry.doc_id,
        "script": name_script(text),
        "source": entry.source,
        "path": entry.path,
        "encoding": encoding,
        "tracked_changes": changes,
        "sha256": hashlib.sha256(data).hexdigest(),
        "n_chars": len(text),
        "source_text": text,
        "clean_text": text,
    }
    for name, _ in METADATA:
        row[name] = entry.metadata.get(name)
        row[f"{name}_basis"] = "catalogue" if name in entry.metadata else None
    return row


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a file, refused where it is larger than any policy text.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    bytes

    Raises
    ------
    UnreadableError
        If it cannot be opened, or is above the bound that ``ZHENGCE_MAX_MB`` sets.

    Examples
    --------
    >>> read_bytes(Path("gone.txt"))
    Traceback (most recent call last):
        ...
    analysis.ingest.formats.base.UnreadableError: cannot be opened (No such file or directory)
    """
    megabytes = read_bound("megabytes")
    try:
        size = path.stat().st_size
        if size > megabytes * 1_000_000 or not path.is_file():
            large = f"the file is {size / 1_000_000:.0f} MB, the bound is {megabytes} MB"
            raise UnreadableError(large if path.is_file() else "is no file", "take its text out, or set ZHENGCE_MAX_MB")
        with path.open("rb") as file:
            data = file.read(megabytes * 1_000_000 + 1)  # a file may grow, and may lie about its size
    except OSError as error:
        raise UnreadableError(
            f"cannot be opened ({error.strerror or error})", "check the name and the rights"
        ) from error
    if len(data) > megabytes * 1_000_000:
        raise UnreadableError(f"the file is above the bound of {megabytes} MB", "set ZHENGCE_MAX_MB")
    return data
