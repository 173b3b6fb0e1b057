"""A matrix of runs: side by side, each only where it is not up to date, taken up again where it was stopped."""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from analysis.errors import CallError, DataError, Problem, RunError
from analysis.files import hold_folder
from analysis.reporting.built import TABLES, build_tables
from analysis.reporting.filters import lacks_sides
from analysis.reporting.index import write_index
from analysis.reporting.notebooks import ReportNotebook, pick_notebooks
from analysis.reporting.parameters import check_parameters
from analysis.reporting.plans import PlannedRun, plan_run
from analysis.reporting.state import explain_run
from analysis.reporting.workers import make_runs, warm_up
from analysis.study import Study

__all__ = ["plan_batch", "run_batch"]

#: In a matrix: every value that the documents have, one run each.
EACH = "*"

_COLUMNS = {"provinces": "province", "levels": "level", "genres": "genre", "statuses": "status"}


def run_batch(
    file: Path,
    *,
    data: Path,
    out: Path,
    workers: int = 2,
    progress: bool = False,
    explain: Callable[[str], object] | None = None,
) -> list[Path]:
    """Make every run of a matrix that is not up to date, and return the folders of all.

    Parameters
    ----------
    file
        The matrix, see :func:`plan_batch`.
    data
        The data folder.
    out
        The folder for outputs.
    workers
        Runs made side by side; each takes a processor and some 300 MB.
    progress
        Whether to show a bar over runs.
    explain
        Told for each run, in one line, why it is made or that it is up to date.

    Returns
    -------
    list of pathlib.Path
        The folders, in the order of the matrix.

    Raises
    ------
    CallError, DataError
        If the matrix, a parameter or the data folder is wrong; before anything is run.
    RunError
        If runs failed; all others were made.
    """
    matrix = read_matrix(file)
    if not data.is_dir():
        raise DataError(Problem(str(data), "no such folder", "name the data folder with --data"))
    check_matrix(matrix, data)
    with hold_folder(out):
        warm_up()
        study = build_tables(data, out / TABLES, progress=progress)
        plans = plan_batch(matrix, study=study, data=data, explain=explain)
        reasons = {
            plan.name: explain_run(out / plan.name, inputs=plan.inputs, parameters=plan.parameters) for plan in plans
        }
        for plan in plans:
            if explain is not None:
                explain(f"{plan.name}: {'; '.join(reasons[plan.name]) or 'up to date'}")
        due = [plan for plan in plans if reasons[plan.name]]
        failed = make_runs(due, tables=out / TABLES, out=out, workers=workers, progress=progress)
        write_index(out)
    if failed:
        raise RunError("\n".join(failed))
    return [out / plan.name for plan in plans]


def read_matrix(file: Path) -> list[dict[str, object]]:
    """Return the tables ``[[batch]]`` of a file.

    Parameters
    ----------
    file
        A TOML file.

    Returns
    -------
    list of dict

    Raises
    ------
    CallError
        If there is no such file, it is not TOML, or it has no such table.
    """
    try:
        matrix = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise CallError(f"the batch file {str(file)!r} cannot be read ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise CallError(f"the batch file {str(file)!r} is not TOML ({error})") from error
    entries = matrix.get("batch")
    if not isinstance(entries, list) or not entries or not all(isinstance(entry, dict) for entry in entries):
        raise CallError(f"the batch file {str(file)!r} has no table [[batch]]")
    return entries


def check_matrix(matrix: Sequence[Mapping[str, object]], data: Path) -> None:
    """Refuse what can be seen to be wrong without reading a document: reports, names, types, ranges.

    Parameters
    ----------
    matrix
        As :func:`read_matrix` gives it.
    data
        The data folder, for its reports.

    Raises
    ------
    CallError
        Quoting the value.
    """
    for entry in matrix:
        notebooks, axes = _read_entry(entry, data)
        for notebook in notebooks:
            for name, values in axes.items():
                for value in values:
                    if name in notebook.parameters and value != EACH:
                        check_parameters(notebook.parameters, {name: value})


def plan_batch(
    matrix: Sequence[Mapping[str, object]],
    *,
    study: Study,
    data: Path,
    explain: Callable[[str], object] | None = None,
) -> list[PlannedRun]:
    """Return the runs of a matrix, each once.

    Parameters
    ----------
    matrix
        Tables with ``reports`` (a list of names; all where left out) and, for any parameter, a list of values: every
        combination is a run. ``"*"`` stands for every value that the documents have, one run each; an empty text for all
        together. A comparison of two sides is left out where such a value has one document only.
    study
        The whole study.
    data
        The data folder.
    explain
        Told for each run that is left out, in one line, why.

    Returns
    -------
    list of PlannedRun

    Raises
    ------
    CallError
        If a report, a parameter or a value is unknown.
    """
    plans: dict[str, PlannedRun] = {}
    for entry in matrix:
        notebooks, axes = _read_entry(entry, data)
        for notebook in notebooks:
            own = {name: _spread(name, values, study) for name, values in axes.items() if name in notebook.parameters}
            spread = any(EACH in axes[name] for name in own)
            for values in itertools.product(*own.values()):
                given = dict(zip(own, values, strict=True))
                if spread and lacks_sides(study, check_parameters(notebook.parameters, given)):
                    if explain is not None:
                        explain(f"{notebook.name} {given}: left out, it compares two sides and this is one document")
                    continue
                plan = plan_run(notebook, given, study=study, data=data)
                plans.setdefault(plan.name, plan)
    return list(plans.values())


def _read_entry(entry: Mapping[str, object], data: Path) -> tuple[list[ReportNotebook], dict[str, list[object]]]:
    reports = entry.get("reports", [])
    if not isinstance(reports, list):
        raise CallError(f"'reports' of a [[batch]] cannot be {reports!r}; it must be a list of names")
    notebooks = pick_notebooks([str(name) for name in reports], data)
    axes = {
        name: values if isinstance(values, list) else [values] for name, values in entry.items() if name != "reports"
    }
    known = {name: parameter for notebook in notebooks for name, parameter in notebook.parameters.items()}
    for name in axes:
        if name not in known:
            check_parameters(known, {name: None})
    return notebooks, axes


def _spread(name: str, values: Sequence[object], study: Study) -> list[object]:
    spread: list[object] = []
    for value in values:
        if value != EACH:
            spread.append(value)
        elif name in _COLUMNS:
            spread += sorted(study.documents[_COLUMNS[name]].dropna().unique())
        else:
            raise CallError(f"parameter {name!r} cannot be {EACH!r}; that stands for {', '.join(_COLUMNS)} only")
    return spread
