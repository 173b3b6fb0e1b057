"""The catalogue of a data folder: which documents there are, and what is known about them besides their text."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from analysis.errors import CatalogueError, Problem, suggest_name
from analysis.ingest.formats.base import TRACKED_CHANGES
from analysis.reference import read_reference
from analysis.tables import get_table

__all__ = ["CATALOGUE", "RECORD_KEYS", "Entry", "read_catalogue", "read_record"]

#: Name of the catalogue in a data folder.
CATALOGUE = "corpus.toml"
_REQUIRED = ("id", "path", "source")
_METADATA = (
    "province",
    "jurisdiction",
    "level",
    "genre",
    "title",
    "issuer",
    "doc_number",
    "issued_on",
    "status",
    "parent",
    "scope",
)
_KEYS = (*_REQUIRED, *_METADATA, "period", "encoding", "tracked_changes", "note")
#: What a row of a corpus file may hold: id and text, and the metadata of a catalogue's entry.
RECORD_KEYS = ("id", "text", "source", *_METADATA, "period", "note")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_PERIOD = re.compile(r"((?:19|20)\d{2})(?:[-—–~]((?:19|20)\d{2}))?")


@dataclass(frozen=True)
class Entry:
    """One document of the catalogue.

    Attributes
    ----------
    doc_id, path, source
        Id, file under the data folder, and where it came from.
    metadata
        What the catalogue states, by the names of the documents table.
    encoding
        Encoding of a text file that the scholar vouches for; found by evidence where None.
    tracked_changes
        How the tracked changes of a Word file are read: ``accepted`` or ``refused``.
    as_text
        Whether the bytes are those of a text, whatever the path ends with: a row of a corpus file.
    """

    doc_id: str
    path: str
    source: str | None = None
    metadata: Mapping[str, object] = field(default_factory=dict)
    encoding: str | None = None
    tracked_changes: str = TRACKED_CHANGES[0]
    as_text: bool = False


def read_catalogue(data: Path) -> tuple[list[Entry], list[Problem]]:
    r"""Return the entries of a data folder's catalogue and every problem found in it.

    Parameters
    ----------
    data
        The data folder.

    Returns
    -------
    entries
        Those that can be read, in the order of the file.
    problems
        All others: unknown or missing keys, doubled ids, ids that are not ASCII, values outside their vocabulary, missing
        and empty files.

    Raises
    ------
    CatalogueError
        If there is no catalogue, or if it is not TOML.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "corpus.toml").write_text('[[document]]\nid = "a"\npath = "raw/a.txt"\nsource = "s"')
    >>> [str(problem) for problem in read_catalogue(folder)[1]]
    ["corpus.toml, entry 1 ('a'): no file 'raw/a.txt'; put the file there or correct 'path'"]
    """
    if not data.is_dir():
        raise CatalogueError(Problem(str(data), "no such folder", "name a folder that holds corpus.toml"))
    path = data / CATALOGUE
    if not path.is_file():
        raise CatalogueError(Problem(str(data), f"holds no {CATALOGUE}", "write one; CONTRIBUTING.md shows an entry"))
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise CatalogueError(Problem(CATALOGUE, f"is not TOML ({error})", "correct the line")) from error
    problems = [
        Problem(CATALOGUE, f"unknown table {name!r}", "only [[document]] is known")
        for name in content
        if name != "document"
    ]
    documents = content.get("document", [])
    if not isinstance(documents, list) or not documents:
        problems.append(Problem(CATALOGUE, "lists no document", "add one [[document]] an entry"))
        documents = []
    entries: list[Entry] = []
    seen: dict[str, int] = {}
    for number, raw in enumerate(documents, start=1):
        where = f"{CATALOGUE}, entry {number}" + (f" ({raw['id']!r})" if isinstance(raw, dict) and "id" in raw else "")
        found = _check_entry(raw, data, where)
        doc_id = raw.get("id") if isinstance(raw, dict) else None
        if isinstance(doc_id, str) and doc_id.lower() in seen:
            found.append(
                Problem(where, f"the id {doc_id!r} is there twice (entry {seen[doc_id.lower()]})", "ids are unique")
            )
        elif isinstance(doc_id, str):
            seen[doc_id.lower()] = number
        problems += found
        if not found:
            entries.append(_make_entry(raw))
    return entries, problems


def read_record(raw: Mapping[str, object], *, file: str, where: str) -> tuple[Entry | None, list[Problem]]:
    """Return the entry that a row of a corpus file makes, or what is wrong with the row.

    Parameters
    ----------
    raw
        ``id``, and what else of :data:`RECORD_KEYS` is known; missing values are left out or None.
    file
        The name of the corpus file; with the id behind it the path of the document, alone its source where none is given.
    where
        The row, as problems name it.

    Returns
    -------
    entry
        None where anything is wrong.
    problems

    Examples
    --------
    >>> entry, _ = read_record({"id": "a", "text": "...", "province": "浙江"}, file="c.jsonl", where="c.jsonl, line 1")
    >>> entry.doc_id, dict(entry.metadata)
    ('a', {'province': '浙江'})
    >>> str(read_record({"id": "a"}, file="c.jsonl", where="c.jsonl, line 1")[1][0])
    "c.jsonl, line 1: key 'text' is missing"
    """
    given = {key: value for key, value in raw.items() if value is not None}
    problems = _check_keys(given, where, required=("id", "text"), known=RECORD_KEYS) or _check_values(given, where)
    if problems:
        return None, problems
    row = {"source": file} | given | {"path": f"{file}#{given['id']}", "encoding": "utf-8"}
    return replace(_make_entry(row), as_text=True), []


def _check_entry(raw: object, data: Path, where: str) -> list[Problem]:
    if not isinstance(raw, dict):
        return [Problem(where, f"is no table: {raw!r}")]
    problems = _check_keys(raw, where, required=_REQUIRED, known=_KEYS)
    return problems or [*_check_values(raw, where), *_check_file(raw["path"], data, where)]


def _check_keys(
    raw: Mapping[str, object], where: str, *, required: tuple[str, ...], known: tuple[str, ...]
) -> list[Problem]:
    problems = [Problem(where, f"unknown key {key!r}", suggest_name(key, known)) for key in raw if key not in known]
    problems += [Problem(where, f"key {key!r} is missing") for key in required if key not in raw]
    for key, value in raw.items():
        if key in known and key not in ("issued_on", "period") and (not isinstance(value, str) or not value.strip()):
            problems.append(Problem(where, f"{key} is {value!r}", "give text, or leave the key out"))
    return problems


@cache
def _vocabularies() -> dict[str, tuple[str, ...]]:
    columns = {column.name: column.vocabulary for column in get_table("documents").columns}
    vocabularies = {name: columns[name] for name in ("level", "status")}
    return vocabularies | {"tracked_changes": TRACKED_CHANGES, "province": tuple(read_reference("provinces")["name"])}


def _check_values(raw: Mapping[str, object], where: str) -> list[Problem]:
    problems = []
    if not _ID.fullmatch(str(raw["id"])):
        problems.append(
            Problem(
                where, f"id {raw['id']!r} is not made of ASCII letters, digits, '.', '_', '-'", "e.g. 'gansu-ai-2025'"
            )
        )
    for key, allowed in _vocabularies().items():
        value = raw.get(key)
        if isinstance(value, str) and value not in allowed:
            problems.append(Problem(where, f"{key} {value!r} is not known", suggest_name(value, allowed)))
    if "issued_on" in raw and _date_text(raw["issued_on"]) is None:
        problems.append(Problem(where, f"issued_on {raw['issued_on']!r} is no date", "write YYYY-MM-DD"))
    if "period" in raw and _years(raw["period"]) is None:
        problems.append(Problem(where, f"period {raw['period']!r} is no period of years", "write 2025-2027"))
    return problems


def _check_file(path: str, data: Path, where: str) -> list[Problem]:
    file = data / path
    if Path(path).is_absolute() or ".." in Path(path).parts or "\\" in path:
        return [Problem(where, f"path {path!r} leaves the data folder", "name a file below it, with forward slashes")]
    if "\0" in path or not file.is_file():
        return [Problem(where, f"no file {path!r}", "put the file there or correct 'path'")]
    if not file.resolve().is_relative_to(data.resolve()):
        return [Problem(where, f"path {path!r} is a link that leaves the data folder", "put the file itself there")]
    if not file.stat().st_size:
        return [Problem(where, f"the file {path!r} is empty", "fetch it again or remove the entry")]
    return []


def _make_entry(raw: Mapping[str, Any]) -> Entry:
    metadata: dict[str, object] = {key: raw[key] for key in _METADATA if key in raw}
    if "issued_on" in raw:
        metadata["issued_on"] = _date_text(raw["issued_on"])
    years = _years(raw["period"]) if "period" in raw else None
    if years is not None:
        metadata["period_start"], metadata["period_end"] = years
    changes = raw.get("tracked_changes", TRACKED_CHANGES[0])
    return Entry(str(raw["id"]), str(raw["path"]), str(raw["source"]), metadata, raw.get("encoding"), changes)


def _date_text(value: object) -> str | None:
    if isinstance(value, date):
        return value.isoformat()[:10]
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        return None


def _years(value: object) -> tuple[int, int] | None:
    match = _PERIOD.fullmatch(str(value))
    if not match:
        return None
    first, last = int(match.group(1)), int(match.group(2) or match.group(1))
    return (first, last) if first <= last else None
