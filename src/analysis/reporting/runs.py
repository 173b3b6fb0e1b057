"""Reports run on the tables of a data folder, which are built where they are not up to date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from analysis.errors import DataError, Problem, RunError
from analysis.files import hold_folder
from analysis.reporting.built import TABLES, build_tables
from analysis.reporting.index import write_index
from analysis.reporting.notebooks import ReportNotebook, pick_notebooks
from analysis.reporting.parameters import check_parameters
from analysis.reporting.plans import PlannedRun, plan_run
from analysis.reporting.workers import make_runs, warm_up
from analysis.study import Study

__all__ = ["run_reports"]


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
    with hold_folder(out):
        warm_up()
        folder = out / TABLES

        def plan_runs(study: Study) -> list[PlannedRun]:
            calls = zip(notebooks, shared, strict=True)
            return [plan_run(notebook, given, study=study, data=data) for notebook, given in calls]

        study = build_tables(data, folder, progress=progress, check=plan_runs)
        plans = plan_runs(study)
        failed = make_runs(plans, tables=folder, out=out, progress=progress)
        write_index(out)
    if failed:
        raise RunError("\n".join(failed))
    return [out / plan.name for plan in plans]


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
