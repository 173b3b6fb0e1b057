"""A run made again and compared with what it left, byte by byte."""

from __future__ import annotations

import tempfile
from itertools import zip_longest
from pathlib import Path

from analysis.errors import CallError
from analysis.reporting.fingerprint import hash_code, list_versions
from analysis.reporting.notebooks import pick_notebooks
from analysis.reporting.runs import RECORD, TABLES, build_tables, plan_run, write_run
from analysis.reporting.state import compare_inputs, read_record

__all__ = ["verify_run"]

_TEXTS = {".csv", ".html", ".ipynb", ".json", ".svg", ".bib", ".md"}
_SHOWN = 90


def verify_run(folder: Path, *, data: Path, progress: bool = False) -> list[str]:
    """Make a run again and return what differs from what is in its folder, and why.

    Parameters
    ----------
    folder
        The folder of a run.
    data
        The data folder.
    progress
        Whether to show bars.

    Returns
    -------
    list of str
        A line a difference: first the causes - documents, parameters, code, versions - then the files. Empty where every
        byte is the same.

    Raises
    ------
    CallError
        If the folder is no run, or its report or parameters are no longer known.
    RunError
        If the report fails now.
    """
    record = read_record(folder)
    if not record or "outputs" not in record:
        raise CallError(f"{str(folder)!r} is not the folder of a finished run: it has no whole {RECORD}")
    notebook = pick_notebooks([str(record["report"])], data)[0]
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch)
        study = build_tables(data, out / TABLES, progress=progress)
        plan = plan_run(notebook, record["parameters"], study=study, data=data)
        differences = compare_inputs(record["inputs"], plan.inputs)
        if record["code"] != hash_code():
            differences.append("the workbench itself changed")
        differences += [f"version of {what}" for what in compare_inputs(record["versions"], list_versions())]
        again = write_run(plan, tables=out / TABLES, out=out, progress=progress)
        return differences + _compare_folders(folder, again)


def _compare_folders(old: Path, new: Path) -> list[str]:
    names = {
        path.relative_to(folder).as_posix() for folder in (old, new) for path in folder.rglob("*") if path.is_file()
    }
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
