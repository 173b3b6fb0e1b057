"""From a report's name to a folder in ``outputs``: checked first, written whole or not at all, the same bytes every time."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat

from analysis.errors import DataError, Problem, RunError
from analysis.files import hold_folder, whole_folder
from analysis.messages import LANGUAGES
from analysis.reporting.filters import FILTER_CHOICES, check_filters, select_documents
from analysis.reporting.fingerprint import hash_code, hash_data, hash_file, hash_value, list_inputs, list_versions
from analysis.reporting.index import write_index
from analysis.reporting.kernel import execute_notebook
from analysis.reporting.notebooks import ReportNotebook, pick_notebooks
from analysis.reporting.page import list_marks, make_page
from analysis.reporting.parameters import check_parameters
from analysis.reporting.source import RUN_FOLDER, STUDY_FOLDER
from analysis.study import OWN_CODEBOOK, Study, build_study, derive_tables, load_study, save_study

__all__ = ["PlannedRun", "build_tables", "plan_run", "run_reports", "write_run"]

#: Files of every run.
NOTEBOOK, PAGE, RECORD = "report.ipynb", "report.html", "run.json"

#: Folder of the saved tables, among the outputs.
TABLES = "tables"
_STAMP = "built.json"
_HASH_LENGTH = 10


@dataclass(frozen=True)
class PlannedRun:
    """One run whose call was found good: a report, its parameters, and what it reads.

    Attributes
    ----------
    notebook
        The report.
    parameters
        The value of every parameter.
    inputs
        What it reads, with hashes.
    """

    notebook: ReportNotebook
    parameters: dict[str, object]
    inputs: dict[str, str]

    @property
    def name(self) -> str:
        """Name of its folder: the report, and a hash of inputs and parameters; never the clock."""
        digest = hash_value({"inputs": self.inputs, "parameters": self.parameters})
        return f"{self.notebook.name}-{digest[:_HASH_LENGTH]}"

    @property
    def lang(self) -> str:
        """Language of its page."""
        return str(self.parameters.get("lang", LANGUAGES[0]))


def run_reports(
    names: Sequence[str], parameters: Mapping[str, object], *, data: Path, out: Path, progress: bool = False
) -> list[Path]:
    """Run reports one after another and return their folders; the index page lists them with all earlier ones.

    Parameters
    ----------
    names
        Reports; all where empty.
    parameters
        Parameters by name. Where several reports are run, each takes those that it declares; one that none declares is
        refused.
    data
        The data folder.
    out
        The folder for outputs.
    progress
        Whether to show bars.

    Returns
    -------
    list of pathlib.Path
        The folders of the runs, in order.

    Raises
    ------
    CallError
        If a report, a parameter or a value is unknown; before anything is written.
    DataError
        If the data folder is wrong.
    RunError
        If a report failed; the others were run, and the failed one left a page that says so.
    """
    data, out = Path(data), Path(out)
    notebooks = pick_notebooks(list(names), data)
    shared = _share_parameters(notebooks, parameters)
    if not data.is_dir():
        raise DataError(Problem(str(data), "no such folder", "name the data folder with --data"))
    done, failed = [], []
    with hold_folder(out):
        folder = out / TABLES

        def plan_runs(study: Study) -> list[PlannedRun]:
            calls = zip(notebooks, shared, strict=True)
            return [plan_run(notebook, given, study=study, data=data) for notebook, given in calls]

        study = build_tables(data, folder, progress=progress, check=plan_runs)
        for plan in plan_runs(study):
            try:
                done.append(write_run(plan, tables=folder, out=out, progress=progress))
            except RunError as error:
                failed.append(str(error))
        write_index(out)
    if failed:
        raise RunError("\n".join(failed))
    return done


def plan_run(notebook: ReportNotebook, given: Mapping[str, object], *, study: Study, data: Path) -> PlannedRun:
    """Return a run that may begin: its parameters checked, its inputs known.

    Parameters
    ----------
    notebook
        The report.
    given
        Parameters by name, as text or as values.
    study
        The whole study.
    data
        The data folder.

    Returns
    -------
    PlannedRun

    Raises
    ------
    CallError
        If a parameter is unknown or cannot have its value.
    """
    checked = check_parameters(notebook.parameters, given)
    parameters = {name: value for name, value in checked.items() if value != [] or name in notebook.declared}
    check_filters(study, parameters)
    inputs = list_inputs(select_documents(study, parameters), data)
    return PlannedRun(notebook, parameters, {f"notebook {notebook.name}": hash_file(notebook.path), **inputs})


def build_tables(
    data: Path, folder: Path, *, progress: bool = False, check: Callable[[Study], object] | None = None
) -> Study:
    """Save the tables of a data folder and return its study; nothing is built where the tables are up to date.

    Parameters
    ----------
    data
        The data folder.
    folder
        Where the tables go.
    progress
        Whether to say what is being done.
    check
        Called with the study before anything is written: what it raises leaves the folder as it was.

    Returns
    -------
    Study

    Raises
    ------
    DataError
        With every problem of the data folder; then the folder of tables is left as it was.
    """
    if not data.is_dir():
        raise DataError(Problem(str(data), "no such folder", "name the data folder with --data"))
    stamp = {"data": hash_data(data), "code": hash_code(), "versions": list_versions()}
    if _read_json(folder / _STAMP) == stamp:
        _tell(f"the tables of {data} are up to date", show=progress)
        return load_study(folder)
    _tell(f"building the tables of {data}", show=progress)
    study = build_study(data, progress=progress)
    if check is not None:
        check(study)
    layer = data / "reference"
    with whole_folder(folder) as part:
        save_study(study, part, derived=derive_tables(study, reference=layer if layer.is_dir() else None))
        if (layer / OWN_CODEBOOK).is_file():
            shutil.copyfile(layer / OWN_CODEBOOK, part / OWN_CODEBOOK)
        _write_json(part / _STAMP, stamp)
    return study


def write_run(plan: PlannedRun, *, tables: Path, out: Path, progress: bool = False) -> Path:
    """Run one report and return its folder.

    Parameters
    ----------
    plan
        The run.
    tables
        The folder of saved tables.
    out
        The folder for outputs.
    progress
        Whether to show a bar over cells.

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
    broken = out / f"{plan.name}.failed"
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
                progress=plan.notebook.name if progress else "",
            )
        except RunError as error:
            _write_failure(error, plan, broken)
            raise
        nbformat.write(notebook, part / NOTEBOOK)
        (part / PAGE).write_text(make_page(notebook, lang=plan.lang), encoding="utf-8", newline="\n")
        _write_json(part / RECORD, _record_run(plan, notebook, warnings, part))
    shutil.rmtree(broken, ignore_errors=True)
    return target


def _share_parameters(notebooks: Sequence[ReportNotebook], given: Mapping[str, object]) -> list[dict[str, object]]:
    """Return for each report the parameters it declares; refuse a name that none declares and a value that one refuses."""
    declared = {name: parameter for notebook in notebooks for name, parameter in notebook.parameters.items()}
    for name in given:
        if name not in declared:
            check_parameters(declared, {name: given[name]})
    shared = [{name: given[name] for name in given if name in notebook.parameters} for notebook in notebooks]
    for notebook, own in zip(notebooks, shared, strict=True):
        check_parameters(notebook.parameters, own)
    return shared


def _record_run(
    plan: PlannedRun, notebook: nbformat.NotebookNode, warnings: list[str], folder: Path
) -> dict[str, object]:
    marks = list_marks(notebook)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    opening = next((mark for mark in marks if mark["kind"] == "opening"), {})
    return {
        "report": plan.notebook.name,
        "title": opening.get("title", plan.notebook.name),
        "lang": plan.lang,
        "parameters": plan.parameters,
        "inputs": plan.inputs,
        "code": hash_code(),
        "versions": list_versions(),
        "warnings": warnings,
        "withheld": [mark["text"] for mark in marks if mark["kind"] == "withheld"],
        "not_stated": list(dict.fromkeys(mark["text"] for mark in marks if mark["kind"] == "coverage")),
        "outputs": {path.relative_to(folder).as_posix(): hash_file(path) for path in files},
    }


def _write_failure(error: RunError, plan: PlannedRun, folder: Path) -> None:
    notebook = getattr(error, "notebook", None)
    with whole_folder(folder) as part:
        if notebook is not None:
            nbformat.write(notebook, part / NOTEBOOK)
            (part / PAGE).write_text(make_page(notebook, lang=plan.lang), encoding="utf-8", newline="\n")
        _write_json(part / RECORD, {"report": plan.notebook.name, "parameters": plan.parameters, "failed": str(error)})


def _write_json(path: Path, value: object) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=2, sort_keys=False)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def _read_json(path: Path) -> object:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _tell(text: str, *, show: bool) -> None:
    if show:
        sys.stderr.write(f"zhengce: {text}\n")
