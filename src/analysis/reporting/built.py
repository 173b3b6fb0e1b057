"""The tables of a data folder: saved with a note of what they were made from, built where they are not up to date."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from analysis.errors import DataError, Problem
from analysis.files import whole_folder
from analysis.reference import find_layer
from analysis.reporting.fingerprint import hash_code, hash_data, list_versions
from analysis.reporting.state import read_json, write_json
from analysis.study import OWN_CODEBOOK, Study, build_study, load_study, save_study

__all__ = ["STAMP", "TABLES", "build_tables", "keep_layer"]

#: Folder of the saved tables, among the outputs.
TABLES = "tables"
#: What the tables in a folder were made from.
STAMP = "built.json"


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
    from analysis.study import derive_tables  # noqa: PLC0415 - all analyses come with it, for tables that are out of date

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


def _tell(text: str, *, show: bool) -> None:
    if show:
        sys.stderr.write(f"zhengce: {text}\n")
