"""The tables of a data folder, built where they are not up to date, and reports run on them."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from analysis.errors import DataError, Problem, RunError
from analysis.files import hold_folder, whole_folder
from analysis.reference import find_layer
from analysis.reporting.fingerprint import hash_code, hash_data, list_versions
from analysis.reporting.index import write_index
from analysis.reporting.notebooks import ReportNotebook, pick_notebooks
from analysis.reporting.parameters import check_parameters
from analysis.reporting.plans import PlannedRun, plan_run
from analysis.reporting.state import read_json, write_json
from analysis.reporting.workers import make_runs, warm_up
from analysis.study import OWN_CODEBOOK, Study, build_study, derive_tables, load_study, save_study

__all__ = ["STAMP", "TABLES", "build_tables", "keep_layer", "run_reports"]

#: Folder of the saved tables, among the outputs.
TABLES = "tables"
#: What the tables in a folder were made from.
STAMP = "built.json"


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
    if read_json(folder / STAMP) == stamp:
        _tell(f"the tables of {data} are up to date", show=progress)
        return load_study(folder)
    _tell(f"building the tables of {data}", show=progress)
    study = build_study(data, progress=progress)
    if check is not None:
        check(study)
    layer = find_layer(data)
    with whole_folder(folder) as part:
        save_study(study, part, derived=derive_tables(study, reference=layer))
        keep_layer(data, part)
        write_json(part / STAMP, stamp)
    return study


def keep_layer(data: Path, folder: Path) -> None:
    """Keep the project's reference data beside its tables, for reports that are run on these.

    Parameters
    ----------
    data
        The data folder.
    folder
        The folder of tables.

    Raises
    ------
    DataError
        If the layer holds a link that leaves the data folder.
    """
    layer = find_layer(data)
    if layer is None:
        return
    if (layer / OWN_CODEBOOK).is_file():
        shutil.copyfile(layer / OWN_CODEBOOK, folder / OWN_CODEBOOK)
    shutil.copytree(layer, folder / "reference")


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


def _tell(text: str, *, show: bool) -> None:
    if show:
        sys.stderr.write(f"zhengce: {text}\n")
