"""A study on disk: saved whole, loaded whole and checked, or built anew from a data folder."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from analysis.errors import DataError, Problem
from analysis.files import write_whole
from analysis.study.bundle import Study, table_names
from analysis.study.chain import build_study
from analysis.tables import get_table, read_table, round_table, write_csv, write_table

__all__ = ["load_study", "save_study", "write_manifest"]

_MANIFEST = "study.json"
#: Derived numbers are kept to this many decimals: beyond them two machines' linear algebra may differ.
_KEPT_DECIMALS = 10
_MASK_CHARACTER = "＊"


def save_study(study: Study, folder: str | Path, *, derived: dict[str, pd.DataFrame] | None = None) -> Path:
    """Write a study's tables as Parquet and CSV into one folder and return the folder.

    The Parquet files are the scholar's private working data and hold the source text. The CSV files are made to be handed
    on: they leave the source text out and mask the personal contact details that cleaning masked.

    Parameters
    ----------
    study
        The bundle.
    folder
        Where to write; made where it does not exist.
    derived
        Further tables, as :func:`analysis.study.derive_tables` gives them, written beside; their numbers to ten decimals,
        so that machines agree on the bytes.

    Returns
    -------
    pathlib.Path
        The folder.

    Raises
    ------
    DataError
        If the folder cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from analysis.tables import empty_table
    >>> study = Study(**{name: empty_table(name) for name in table_names()})
    >>> folder = save_study(study, tempfile.mkdtemp())
    >>> load_study(folder)
    Study(0 documents, 0 edits, 0 flags, 0 clauses, 0 masks, 0 duties, 0 targets, 0 instruments, 0 coverage, 0 corrections)
    """
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        rounded = {name: round_table(table, decimals=_KEPT_DECIMALS) for name, table in (derived or {}).items()}
        tables = study.tables() | rounded
        # Without its manifest a folder is no study: a call that is stopped leaves no mixture of old tables and new.
        (folder / _MANIFEST).unlink(missing_ok=True)
        for name, table in tables.items():
            write_table(table, folder / f"{name}.parquet")
            write_csv(_hide_private(name, table), folder / f"{name}.csv")
        write_manifest(folder, tables)
    except OSError as error:
        problem = Problem(str(folder), f"cannot be written ({error.strerror})", "choose another folder")
        raise DataError(problem) from error
    return folder


def write_manifest(folder: Path, names: Iterable[str]) -> Path:
    """Write which tables a folder holds, and in which version; only with it is the folder a study.

    Parameters
    ----------
    folder
        The folder of tables.
    names
        Their names.

    Returns
    -------
    pathlib.Path
        The file.
    """
    manifest = {"tables": {name: get_table(name).version for name in sorted(names)}}
    return write_whole(folder / _MANIFEST, json.dumps(manifest, indent=2) + "\n")


def load_study(path: str | Path, *, ids: Iterable[str] | None = None) -> Study:
    """Return the study of a data folder, or of a folder of saved tables.

    Parameters
    ----------
    path
        A data folder (it holds ``corpus.toml``) is read, cleaned and split anew; a folder that :func:`save_study` wrote is
        loaded as it is.
    ids
        The documents to take; all where None. Of saved tables only their rows are read: a few documents of a corpus
        larger than the memory.

    Returns
    -------
    Study

    Raises
    ------
    ValueError
        If no document has one of the ids.
    DataError
        If the folder is neither, if a document cannot be read, or if a table breaks its contract; every problem is told.

    Examples
    --------
    >>> load_study("no-such-folder")
    Traceback (most recent call last):
        ...
    analysis.errors.DataError: no-such-folder: no such folder; give a data folder (with corpus.toml) or a folder of tables
    """
    path = Path(path)
    remedy = "give a data folder (with corpus.toml) or a folder of tables"
    if not path.is_dir():
        raise DataError(Problem(str(path), "no such folder", remedy))
    if (path / _MANIFEST).exists():
        return _read_saved(path, None if ids is None else sorted(set(ids)))
    if (path / "corpus.toml").exists():
        return build_study(path, ids=ids)
    raise DataError(Problem(str(path), "neither corpus.toml nor study.json is in it", remedy))


def _read_saved(folder: Path, ids: list[str] | None) -> Study:
    remedy = "run 'zhengce build' again"
    try:
        versions = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))["tables"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(Problem(str(folder / _MANIFEST), f"cannot be read ({error})", remedy)) from error
    problems = []
    for name in table_names():
        if name not in versions:
            problems.append(Problem(str(folder), f"table {name!r} is missing", remedy))
        elif versions[name] != get_table(name).version:
            found = f"table {name!r} has version {versions[name]}, this program reads {get_table(name).version}"
            problems.append(Problem(str(folder), found, remedy))
    if problems:
        raise DataError(problems)
    study = Study(**{name: read_table(name, folder / f"{name}.parquet", ids=ids) for name in table_names()})
    return study if ids is None else study.select(ids)


def _hide_private(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """Return what may be handed on: no source text, and no contact detail that cleaning masked."""
    if name == "documents":
        return table.drop(columns="source_text")
    if name == "edits":
        private = table["rule"].str.split("+").map(lambda rules: "contact" in rules)
        masked = table["before"].str.replace(r"\S", _MASK_CHARACTER, regex=True)
        return table.assign(before=table["before"].mask(private, masked))
    return table
