"""Taking documents in: files into ``raw``, entries into the catalogue, with what was found in the texts."""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import tomlkit
from tomlkit.exceptions import TOMLKitError

from analysis.errors import CatalogueError, Problem
from analysis.ingest.catalogue import CATALOGUE, read_catalogue
from analysis.ingest.extract import extract_text
from analysis.ingest.formats.base import UnreadableError
from analysis.ingest.metadata import find_metadata
from analysis.ingest.read import make_id, read_bytes
from analysis.ingest.repair import repair_text

__all__ = ["add_documents", "compare_texts"]

_SHINGLE = 5
#: Share of five-character pieces in common from which two texts are called near: a draft and its final text reach it.
_NEAR = 0.8
_SHOWN = ("title", "issuer", "doc_number", "issued_on", "status", "province", "level", "period_start", "period_end")


class _Known(NamedTuple):
    doc_id: str
    sha256: str
    pieces: frozenset[int]


def add_documents(files: Iterable[str | Path], *, data: str | Path, source: str | None = None) -> pd.DataFrame:
    r"""Take files, or whole folders of them, into a data folder; return what became of each.

    Parameters
    ----------
    files
        Files of any format that can be read; of a folder, every file in it and below.
    data
        The data folder; its catalogue is made where there is none.
    source
        Where the files come from, for the catalogue; the name of each file where None.

    Returns
    -------
    pandas.DataFrame
        A row a file: ``file``, ``doc_id``, ``outcome`` (``added``, ``duplicate``: its very bytes are there already,
        ``refused``: it cannot be read), ``note`` (which document it repeats or comes near to, or why it was refused).

    Raises
    ------
    CatalogueError
        If the folder's catalogue is wrong, or a file is not there.

    Notes
    -----
    A file is copied unchanged; nothing is taken out of it, not even contact details, which only the clean text masks. What
    the text states about itself is written beside the entry as a comment: made a key, it would win over the text.

    Examples
    --------
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "行动方案.txt").write_text("某省行动方案\n一、目标\n二、任务", encoding="utf-8")
    >>> add_documents([folder / "行动方案.txt"], data=folder / "data")[["doc_id", "outcome"]].values.tolist()
    [['xingdongfangan', 'added']]
    >>> read_catalogue(folder / "data")[0][0].path
    'raw/xingdongfangan.txt'
    """
    data = Path(data)
    paths = _list_files(files)
    catalogue = _open_catalogue(data)
    known = _read_known(data)
    rows: list[dict[str, object]] = []
    taken = {item.doc_id.lower() for item in known}
    for path in paths:
        try:
            content = read_bytes(path)
        except UnreadableError as error:
            rows.append(_refuse(path, error))
            continue
        digest = hashlib.sha256(content).hexdigest()
        same = next((item for item in known if item.sha256 == digest), None)
        if same is not None:
            rows.append(_row(path, same.doc_id, "duplicate", f"its bytes are those of {same.doc_id!r}"))
            continue
        try:
            extracted = extract_text(content, path.name)
            text = repair_text(extracted.text).text
        except UnreadableError as error:
            rows.append(_refuse(path, error))
            continue
        doc_id = _free_id(make_id(path.stem), taken)
        pieces = _pieces(text)
        near = min(((-_share(pieces, item.pieces), item.doc_id) for item in known if item.pieces), default=(0.0, ""))
        notes = [f"near {near[1]!r} (share {-near[0]:.2f})"] if -near[0] >= _NEAR else []
        notes += [extracted.encoding] if "tracked changes" in extracted.encoding else []
        place = f"raw/{doc_id}{path.suffix.lower()}"
        (data / "raw").mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, data / place)
        _append_entry(catalogue, doc_id, place, source or f"file {path.name}", text)
        known.append(_Known(doc_id, digest, pieces))
        taken.add(doc_id.lower())
        rows.append(_row(path, doc_id, "added", "; ".join(notes)))
    if any(row["outcome"] == "added" for row in rows):
        _write_whole(data / CATALOGUE, tomlkit.dumps(catalogue))
    columns = ["file", "doc_id", "outcome", "note"]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns, "str"))


def compare_texts(first: str, second: str) -> float:
    """Return the share of five-character pieces that two clean texts have in common (Jaccard).

    Parameters
    ----------
    first, second
        Clean texts.

    Returns
    -------
    float
        From 0 to 1; 1 for equal texts, and for two without pieces.

    Examples
    --------
    >>> compare_texts("坚持创新驱动发展", "坚持创新驱动发展")
    1.0
    """
    return _share(_pieces(first), _pieces(second))


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
        return tomlkit.parse(path.read_text(encoding="utf-8-sig"))
    except (TOMLKitError, UnicodeDecodeError) as error:
        raise CatalogueError(Problem(CATALOGUE, f"is not TOML ({error})", "correct the line")) from error


def _read_known(data: Path) -> list[_Known]:
    if not (data / CATALOGUE).is_file():
        return []
    known = []
    for entry in read_catalogue(data)[0]:
        content = (data / entry.path).read_bytes()
        try:
            pieces = _pieces(repair_text(extract_text(content, entry.path, encoding=entry.encoding).text).text)
        except UnreadableError:
            pieces = frozenset()
        known.append(_Known(entry.doc_id, hashlib.sha256(content).hexdigest(), pieces))
    return known


def _append_entry(catalogue: tomlkit.TOMLDocument, doc_id: str, place: str, source: str, text: str) -> None:
    entry = tomlkit.table()
    entry["id"], entry["path"], entry["source"] = doc_id, place, source
    found = find_metadata(text)
    for name in _SHOWN:
        if name in found:
            value, basis = found[name]
            entry.add(tomlkit.comment(f"{basis} by the text: {name} = {tomlkit.item(value).as_string()}"))
    entry.add(tomlkit.nl())
    if "document" not in catalogue:
        catalogue["document"] = tomlkit.aot()
    catalogue["document"].append(entry)


def _free_id(wanted: str, taken: set[str]) -> str:
    number = 1
    name = wanted
    while name.lower() in taken:
        number += 1
        name = f"{wanted}-{number}"
    return name


def _pieces(text: str) -> frozenset[int]:
    plain = re.sub(r"[^\w]", "", text)
    return frozenset(
        int.from_bytes(hashlib.blake2b(plain[at : at + _SHINGLE].encode(), digest_size=6).digest())
        for at in range(max(0, len(plain) - _SHINGLE + 1))
    )


def _share(first: frozenset[int], second: frozenset[int]) -> float:
    union = len(first | second)
    return len(first & second) / union if union else 1.0


def _row(path: Path, doc_id: str | None, outcome: str, note: str) -> dict[str, object]:
    return {"file": path.as_posix(), "doc_id": doc_id, "outcome": outcome, "note": note}


def _refuse(path: Path, error: UnreadableError) -> dict[str, object]:
    return _row(path, None, "refused", f"{error}; {error.remedy}")


def _write_whole(path: Path, content: str) -> None:
    """Write a file whole or not at all."""
    with tempfile.NamedTemporaryFile(
        "w", dir=path.parent, prefix=f".{path.name}.", suffix=".part", delete=False, encoding="utf-8", newline="\n"
    ) as file:
        file.write(content)
    Path(file.name).replace(path)
