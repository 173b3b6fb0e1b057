"""The record of a run, ``run.json``: all that it was made from, what it held back, and the hash of everything it wrote."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import nbformat

from analysis.facts import list_codebooks, read_codebook
from analysis.reporting.fingerprint import hash_code, hash_file, hash_reference, list_versions
from analysis.reporting.page import find_title, list_marks
from analysis.reporting.plans import PlannedRun
from analysis.study import OWN_CODEBOOK

__all__ = ["record_run"]

#: Parameters from which chance begins.
_SEEDS = ("seed",)


def record_run(
    plan: PlannedRun, notebook: nbformat.NotebookNode, *, warnings: Iterable[str], folder: Path, tables: Path
) -> dict[str, object]:
    """Return what ``run.json`` says of a finished run.

    Parameters
    ----------
    plan
        The run.
    notebook
        The executed notebook.
    warnings
        What its cells warned of.
    folder
        The folder of the run, with everything but the record in it.
    tables
        The folder of saved tables that it read.

    Returns
    -------
    dict
        report, title, lang, parameters, seeds; documents, by id; inputs (their files, their entries in the catalogue, the
        project's own layer of reference data) and the packaged reference data, with hashes; codebooks with versions;
        corrections that speak of its documents; code, versions; warnings, withheld (claims that were not made, and why),
        not_stated; outputs with hashes.
    """
    marks = list_marks(notebook)
    opening: Mapping[str, Any] = next((mark for mark in marks if mark["kind"] == "opening"), {})
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        "report": plan.notebook.name,
        "title": find_title(marks) or plan.notebook.name,
        "lang": plan.lang,
        "parameters": plan.parameters,
        "seeds": {name: plan.parameters[name] for name in _SEEDS if name in plan.parameters},
        "documents": opening.get("documents", []),
        "inputs": plan.inputs,
        "reference": hash_reference(),
        "codebooks": _list_codebooks(tables),
        "corrections": opening.get("corrections", []),
        "code": hash_code(),
        "versions": list_versions(),
        "warnings": list(warnings),
        "withheld": [mark["text"] for mark in marks if mark["kind"] == "withheld"],
        "not_stated": list(dict.fromkeys(mark["text"] for mark in marks if mark["kind"] == "coverage")),
        "outputs": {path.relative_to(folder).as_posix(): hash_file(path) for path in files},
    }


def _list_codebooks(tables: Path) -> dict[str, str]:
    """Return name and version of every codebook that a report can use; the project's own stands for the packaged one."""
    own = tables / OWN_CODEBOOK
    paths: dict[str, str | Path] = {name: name for name in list_codebooks()}
    if own.is_file():
        paths[own.stem] = own
    return {name: read_codebook(book).label for name, book in sorted(paths.items())}
