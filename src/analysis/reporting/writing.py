"""The folder of one run: executed notebook, page, figures, tables and record, written whole or not at all."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import nbformat

from analysis.errors import RunError
from analysis.files import whole_folder
from analysis.reporting.discretion import make_discreet, make_notebook_discreet
from analysis.reporting.filters import FILTER_CHOICES
from analysis.reporting.kernel import Progress, execute_notebook
from analysis.reporting.page import make_page
from analysis.reporting.plans import PlannedRun
from analysis.reporting.record import record_run
from analysis.reporting.source import RUN_FOLDER, STUDY_FOLDER
from analysis.reporting.state import RECORD, write_json

__all__ = ["NOTEBOOK", "PAGE", "write_failure", "write_run"]

#: Files of every run, beside the record.
NOTEBOOK, PAGE = "report.ipynb", "report.html"
#: Folders that a page leads to.
_LED_TO = ("sources", "traces", "tables")


def write_run(plan: PlannedRun, *, tables: Path, out: Path, progress: Progress | None = None) -> Path:
    """Run one report in this process, which can run no second one, and return its folder.

    Parameters
    ----------
    plan
        The run.
    tables
        The folder of saved tables.
    out
        The folder for outputs.
    progress
        Told before each cell.

    Returns
    -------
    pathlib.Path
        A folder with the executed notebook, the page, figures, tables and ``run.json``.

    Raises
    ------
    RunError
        If the notebook failed. The folder ``NAME.failed`` then has what there was, and a page that says so.
    """
    target = out / plan.name
    with whole_folder(target) as part:
        declared = {name: value for name, value in plan.parameters.items() if name in plan.notebook.declared}
        others = {name: value for name, value in plan.parameters.items() if name not in declared}
        environment = {STUDY_FOLDER: str(tables.resolve()), RUN_FOLDER: str(part.resolve())}
        environment |= {FILTER_CHOICES: json.dumps(others)} if others else {}
        try:
            notebook, warnings = execute_notebook(
                plan.notebook.path,
                declared,
                folder=part,
                environment=environment,
                progress=progress,
            )
        except RunError as error:
            write_failure(error, plan, out=out, reached=part)
            raise
        nbformat.write(notebook, part / NOTEBOOK)
        (part / PAGE).write_text(make_page(notebook, lang=plan.lang), encoding="utf-8", newline="\n")
        record = record_run(plan, notebook, warnings=warnings, folder=part, tables=tables)
        write_json(part / RECORD, record)
    shutil.rmtree(_broken_folder(plan, out), ignore_errors=True)
    return target


def write_failure(error: RunError, plan: PlannedRun, *, out: Path, reached: Path | None = None) -> Path:
    """Write the folder of a run that failed: what had been executed, and a page that says so.

    Parameters
    ----------
    error
        What happened; its attribute ``notebook``, where it has one, is what had been executed.
    plan
        The run.
    out
        The folder for outputs.
    reached
        The folder in which the run was being made: what its page leads to is kept with it.

    Returns
    -------
    pathlib.Path
        ``NAME.failed``.
    """
    folder = _broken_folder(plan, out)
    notebook = getattr(error, "notebook", None)
    said = make_discreet(str(error))
    with whole_folder(folder) as part:
        for name in _LED_TO:
            if reached is not None and (reached / name).is_dir():
                shutil.copytree(reached / name, part / name)
        if notebook is not None:
            nbformat.write(make_notebook_discreet(notebook), part / NOTEBOOK)
        page = make_page(notebook or nbformat.v4.new_notebook(), lang=plan.lang, failed=said)
        (part / PAGE).write_text(page, encoding="utf-8", newline="\n")
        write_json(part / RECORD, {"report": plan.notebook.name, "parameters": plan.parameters, "failed": said})
    return folder


def _broken_folder(plan: PlannedRun, out: Path) -> Path:
    return out / f"{plan.name}.failed"
