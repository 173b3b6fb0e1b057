"""Lessons run by the project's runner, each in a process of its own that is forked from a warm one."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from multiprocessing import get_context
from pathlib import Path

import nbformat

from analysis.errors import RunError
from analysis.reporting.kernel import execute_notebook
from analysis.reporting.source import STUDY_FOLDER
from analysis.reporting.workers import METHOD, _start_environment, warm_up


def run_notebooks(paths: Iterable[Path], *, study: Path) -> dict[Path, tuple[nbformat.NotebookNode, list[str]]]:
    """Return every notebook executed, with what it warned of; where a cell fails, with its error in the outputs."""
    jobs = [(path, study) for path in paths]
    warm_up()
    with _start_environment(), get_context(METHOD).Pool(2, maxtasksperchild=1) as pool:
        return dict(zip((path for path, _ in jobs), pool.map(_run_one, jobs, chunksize=1), strict=True))


def _run_one(job: tuple[Path, Path]) -> tuple[nbformat.NotebookNode, list[str]]:
    path, study = job
    with tempfile.TemporaryDirectory() as folder:
        try:
            return execute_notebook(path, {}, folder=Path(folder), environment={STUDY_FOLDER: str(study)})
        except RunError as error:
            return error.notebook, [str(error)]  # type: ignore[attr-defined]
