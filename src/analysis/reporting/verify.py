"""Runs made again and compared with what it left, byte by byte."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

from analysis.errors import CallError
from analysis.reporting.built import TABLES, build_tables
from analysis.reporting.fingerprint import hash_code, list_versions
from analysis.reporting.notebooks import pick_notebooks
from analysis.reporting.plans import plan_run
from analysis.reporting.state import RECORD, compare_inputs, read_record
from analysis.reporting.workers import make_runs, warm_up

__all__ = ["find_runs", "verify_runs"]

_TEXTS = {".csv", ".html", ".ipynb", ".json", ".svg", ".bib", ".md"}
#: Printed from the page by a browser that is no part of the run.
PRINTED = "report.pdf"
_SHOWN = 90


def verify_runs(
    folders: Sequence[Path], *, data: Path, workers: int = 1, progress: bool = False
) -> dict[Path, list[str]]:
    """Make runs again elsewhere, from the documents on, and return what differs from what is in their folders, and why.

    Parameters
    ----------
    folders
        The folders of runs.
    data
        The data folder.
    workers
        Runs made side by side.
    progress
        Whether to show bars.

    Returns
    -------
    dict of pathlib.Path to list of str
        For each folder a line a difference: first the causes - documents, parameters, code, versions - then the files.
        Empty where every byte is the same.

    Raises
    ------
    CallError
        If a folder is no run, or its report or parameters are no longer known.
    """
    records = {folder: _read_run(folder) for folder in folders}
    notebooks = {folder: pick_notebooks([str(record["report"])], data)[0] for folder, record in records.items()}
    warm_up()
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch)
        study = build_tables(data, out / TABLES, progress=progress)
        plans, differences = {}, {}
        for folder, record in records.items():
            differences[folder] = _compare_records(record)
            try:
                plans[folder] = plan_run(notebooks[folder], record["parameters"], study=study, data=data)
            except CallError as error:
                differences[folder].append(str(error))
        unique = list({plan.name: plan for plan in plans.values()}.values())
        make_runs(unique, tables=out / TABLES, out=out, workers=workers, progress=progress)
        for folder, plan in plans.items():
            differences[folder] = compare_inputs(records[folder]["inputs"], plan.inputs) + differences[folder]
            if (out / plan.name).is_dir():
                differences[folder] += _compare_folders(folder, out / plan.name)
            else:
                differences[folder].append(str(read_record(out / f"{plan.name}.failed").get("failed", "it failed")))
    return differences


def find_runs(folder: Path) -> list[Path]:
    """Return the folder itself where it is a run, else the finished runs in it.

    Parameters
    ----------
    folder
        The folder of a run, or a folder of outputs.

    Returns
    -------
    list of pathlib.Path

    Raises
    ------
    CallError
        If it is neither.
    """
    if (folder / RECORD).is_file():
        return [folder]
    found = [path.parent for path in sorted(folder.glob(f"*/{RECORD}")) if "outputs" in read_record(path.parent)]
    if not found:
        raise CallError(f"{str(folder)!r} is not the folder of a finished run, and there is none in it")
    return found


def _read_run(folder: Path) -> dict[str, Any]:
    record = read_record(folder)
    if "outputs" not in record:
        raise CallError(f"{str(folder)!r} is not the folder of a finished run: it has no whole {RECORD}")
    return record


def _compare_records(record: Mapping[str, Any]) -> list[str]:
    told = ["the workbench itself changed"] if record["code"] != hash_code() else []
    return told + [f"version of {what}" for what in compare_inputs(record["versions"], list_versions())]


def _compare_folders(old: Path, new: Path) -> list[str]:
    names = {
        path.relative_to(folder).as_posix() for folder in (old, new) for path in folder.rglob("*") if path.is_file()
    } - {PRINTED}
    told = []
    for name in sorted(names):
        one, two = old / name, new / name
        if not one.exists() or not two.exists():
            told.append(f"{name}: {'only in the new run' if two.exists() else 'not in the new run'}")
        elif one.read_bytes() != two.read_bytes():
            told.append(f"{name}: {_first_difference(one, two)}")
    return told


def _first_difference(one: Path, two: Path) -> str:
    if one.suffix not in _TEXTS:
        return "other bytes"
    lines = zip_longest(one.read_text(encoding="utf-8").splitlines(), two.read_text(encoding="utf-8").splitlines())
    for number, (old, new) in enumerate(lines, start=1):
        if old != new:
            at = next((at for at, (a, b) in enumerate(zip(old or "", new or "", strict=False)) if a != b), 0)
            start = max(0, at - _SHOWN // 3)
            return f"line {number}: {_cut(old, start)} became {_cut(new, start)}"
    return "other line ends"


def _cut(line: str | None, start: int) -> str:
    return "nothing" if line is None else repr(line[start : start + _SHOWN])
