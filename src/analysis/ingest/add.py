"""Taking documents in: files into ``raw``, entries into the catalogue, with what was found in the texts."""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT

from analysis.bounds import OverTimeError, hold_time, read_bound
from analysis.errors import CatalogueError, Problem, suggest_name
from analysis.files import hold_folder, write_whole
from analysis.ingest.catalogue import CATALOGUE, read_catalogue
from analysis.ingest.extract import extract_text
from analysis.ingest.formats.base import TRACKED_CHANGES, UnreadableError
from analysis.ingest.metadata import find_metadata
from analysis.ingest.near import NearIndex
from analysis.ingest.read import make_id, read_bytes
from analysis.ingest.repair import repair_text

__all__ = ["add_documents"]

_ENDING = re.compile(r"[^a-z0-9.]")
_SHOWN = ("title", "issuer", "doc_number", "issued_on", "status", "province", "level", "period_start", "period_end")


class _Known(NamedTuple):
    """What the data folder holds: ids in lower case, ids by the hash of the bytes, and the texts."""

    ids: set[str]
    by_hash: dict[str, str]
    near: NearIndex


def add_documents(
    files: Iterable[str | Path],
    *,
    data: str | Path,
    source: str | None = None,
    tracked_changes: str = TRACKED_CHANGES[0],
) -> pd.DataFrame:
    r"""Take files, or whole folders of them, into a data folder; return what became of each.

    Parameters
    ----------
    files
        Files of any format that can be read; of a folder, every file in it and below.
    data
        The data folder; its catalogue is made where there is none.
    source
        Where the files come from, for the catalogue; the name of each file where None.
    tracked_changes
        How the tracked changes of Word files are read: ``accepted``, as a reader sees them at first, or ``refused``. Written
        into the catalogue entry of every file that holds any.

    Returns
    -------
    pandas.DataFrame
        A row a file: ``file``, ``doc_id``, ``outcome`` (``added``, ``duplicate``: its very bytes are there already,
        ``refused``: it cannot be read), ``note`` (which document it repeats or comes near to, or why it was refused).

    Raises
    ------
    CatalogueError
        If the folder's catalogue is wrong, or a file is not there.
    ValueError
        If ``tracked_changes`` is neither ``accepted`` nor ``refused``.

    Notes
    -----
    A file is copied unchanged; nothing is taken out of it, not even contact details, which only the clean text masks. What
    the text states about itself is written beside the entry as a comment: made a key, it would win over the text.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "行动方案.txt").write_text("某省行动方案\n一、目标\n二、任务", encoding="utf-8")
    >>> add_documents([folder / "行动方案.txt"], data=folder / "data")[["doc_id", "outcome"]].values.tolist()
    [['xingdongfangan', 'added']]
    >>> read_catalogue(folder / "data")[0][0].path
    'raw/xingdongfangan.txt'
    """
    if tracked_changes not in TRACKED_CHANGES:
        raise ValueError(f"tracked_changes is {tracked_changes!r}; {suggest_name(tracked_changes, TRACKED_CHANGES)}")
    data = Path(data)
    named = list(files)
    paths = _list_files(named)
    with hold_folder(data):
        rows = _add_files(paths, {Path(name) for name in named}, data, source, tracked_changes)
    columns = ["file", "doc_id", "outcome", "note"]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns, "str"))


def _add_files(
    paths: list[Path], files: set[Path], data: Path, source: str | None, tracked_changes: str
) -> list[dict[str, object]]:
    """Take files in one after another; each is in the folder before the catalogue names it, and named before the next."""
    catalogue = _open_catalogue(data)
    known = _read_known(data)
    rows: list[dict[str, object]] = []
    known.ids.update(_list_ids(catalogue))
    for path in paths:
        try:
            content = _read_own(path, files)
        except UnreadableError as error:
            rows.append(_refuse(path, error))
            continue
        digest = hashlib.sha256(content).hexdigest()
        same = known.by_hash.get(digest)
        if same is not None:
            rows.append(_row(path, same, "duplicate", f"its bytes are those of {same!r}"))
            continue
        try:
            extracted = extract_text(content, path.name, tracked_changes=tracked_changes)
            text = _repair(extracted.text)
        except UnreadableError as error:
            rows.append(_refuse(path, error))
            continue
        doc_id, place = _find_place(path, content, data, known.ids)
        near = known.near.find(extracted.text)
        notes = [f"near {near.doc_id!r} (share {near.share:.2f})"] if near else []
        notes += [f"tracked changes read as if {extracted.tracked_changes}"] if extracted.tracked_changes else []
        (data / "raw").mkdir(parents=True, exist_ok=True)
        if not (data / place).exists():
            write_whole(data / place, content, durable=True)
        entry = {"id": doc_id, "path": place, "source": _printable(source or f"file {path.name}")}
        if extracted.tracked_changes:
            entry["tracked_changes"] = extracted.tracked_changes
        _append_entry(catalogue, entry, text)
        write_whole(data / CATALOGUE, tomlkit.dumps(catalogue), durable=True)
        _remember(known, doc_id, digest, extracted.text)
        rows.append(_row(path, doc_id, "added", "; ".join(notes)))
    return rows


def _read_own(path: Path, named: set[Path]) -> bytes:
    """Return the bytes of a file that was named, or that lies in a folder that was: a link in it may lead anywhere."""
    if path not in named and path.is_symlink():
        raise UnreadableError("a symbolic link", "name the file that it leads to")
    return read_bytes(path)


def _list_files(files: Iterable[str | Path]) -> list[Path]:
    paths: list[Path] = []
    problems = []
    for name in files:
        path = Path(name)
        if path.is_dir():
            paths += [item for item in sorted(path.rglob("*")) if item.is_file() and not item.name.startswith(".")]
        elif path.is_file():
            paths.append(path)
        else:
            problems.append(Problem(str(name), "no such file or folder", "check the name"))
    if problems:
        raise CatalogueError(problems)
    return paths


def _open_catalogue(data: Path) -> tomlkit.TOMLDocument:
    path = data / CATALOGUE
    if not path.is_file():
        data.mkdir(parents=True, exist_ok=True)
        document = tomlkit.document()
        document.add(tomlkit.comment("The catalogue: one entry a document. What is given here wins over the text."))
        return document
    try:
        document = tomlkit.parse(path.read_text(encoding="utf-8-sig"))
    except (TOMLKitError, UnicodeDecodeError, RecursionError) as error:
        raise CatalogueError(Problem(CATALOGUE, f"is not TOML ({error})", "correct the line")) from error
    if "document" in document and not isinstance(document["document"], AoT):
        raise CatalogueError(Problem(CATALOGUE, "'document' is no table of its own", "write one [[document]] an entry"))
    return document


def _list_ids(catalogue: tomlkit.TOMLDocument) -> set[str]:
    """Return every id of the catalogue, those of entries that cannot be read included."""
    return {str(entry["id"]).lower() for entry in catalogue.get("document", []) if "id" in entry}


def _read_known(data: Path) -> _Known:
    known = _Known(set(), {}, NearIndex())
    for entry in read_catalogue(data)[0] if (data / CATALOGUE).is_file() else []:
        try:
            content = read_bytes(data / entry.path)
        except UnreadableError:
            continue
        try:
            text = extract_text(
                content, entry.path, encoding=entry.encoding, tracked_changes=entry.tracked_changes
            ).text
        except UnreadableError:
            text = ""
        _remember(known, entry.doc_id, hashlib.sha256(content).hexdigest(), text)
    return known


def _repair(text: str) -> str:
    try:
        with hold_time():
            return repair_text(text).text
    except OverTimeError as error:
        told = f"a text that takes more than {read_bound('seconds')} seconds to be repaired"
        raise UnreadableError(told, "split it, or set ZHENGCE_MAX_SECONDS") from error
    except RuntimeError as error:
        raise UnreadableError(f"a text whose {error}", "look for endless repetition in it") from error


def _remember(known: _Known, doc_id: str, digest: str, text: str) -> None:
    known.ids.add(doc_id.lower())
    known.by_hash.setdefault(digest, doc_id)
    known.near.add(doc_id, text)


def _append_entry(catalogue: tomlkit.TOMLDocument, keys: Mapping[str, str], text: str) -> None:
    entry = tomlkit.table()
    for key, given in keys.items():
        entry[key] = given
    found = find_metadata(text)
    for name in _SHOWN:
        if name in found:
            value, basis = found[name]
            entry.add(tomlkit.comment(f"{basis} by the text: {name} = {tomlkit.item(value).as_string()}"))
    entry.add(tomlkit.nl())
    if "document" not in catalogue:
        catalogue["document"] = tomlkit.aot()
    catalogue["document"].append(entry)


def _find_place(path: Path, content: bytes, data: Path, taken: set[str]) -> tuple[str, str]:
    """Return a free id and the file for it; a file that is there already is only taken where it holds these very bytes.

    Such a file was left by a call that was stopped before the catalogue named it, or the scholar put it there.
    """
    wanted = make_id(path.stem)
    ending = _ENDING.sub("", path.suffix.lower())
    for number in itertools.count(1):
        doc_id = wanted if number == 1 else f"{wanted}-{number}"
        place = f"raw/{doc_id}{ending}"
        if doc_id.lower() in taken:
            continue
        file = data / place
        if not file.exists() and not file.is_symlink():
            return doc_id, place
        if file.is_file() and not file.is_symlink() and file.read_bytes() == content:
            return doc_id, place
    raise AssertionError  # pragma: no cover - numbers do not end


def _printable(text: str) -> str:
    """Return a text that can be written: a name that is no UTF-8 reaches Python with halves of characters in it."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _row(path: Path, doc_id: str | None, outcome: str, note: str) -> dict[str, object]:
    return {"file": _printable(path.as_posix()), "doc_id": doc_id, "outcome": outcome, "note": note}


def _refuse(path: Path, error: UnreadableError) -> dict[str, object]:
    return _row(path, None, "refused", f"{error}; {error.remedy}")
