"""Where a notebook finds its study and leaves its files, so that no notebook holds a path."""

from __future__ import annotations

import os
from pathlib import Path

from analysis.errors import CallError
from analysis.study import OWN_CODEBOOK, Study, load_study

__all__ = [
    "RUN_FOLDER",
    "STUDY_FOLDER",
    "find_codebook",
    "find_data",
    "find_reference",
    "find_run_folder",
    "open_study",
]

#: Set by the runner: the folder of saved tables, and the folder that takes the run's figures and tables.
STUDY_FOLDER = "ZHENGCE_STUDY"
RUN_FOLDER = "ZHENGCE_RUN"


def open_study() -> Study:
    """Return the study of this run; in JupyterLab, that of the project the notebook stands in.

    Returns
    -------
    Study

    Raises
    ------
    CallError
        If there is neither a run nor a ``data`` folder with ``corpus.toml`` in this folder or above it.
    """
    given = os.environ.get(STUDY_FOLDER)
    return load_study(given or find_data())


def find_run_folder() -> Path | None:
    """Return the folder that takes this run's files; None in JupyterLab, where nothing is written.

    Returns
    -------
    pathlib.Path or None
    """
    given = os.environ.get(RUN_FOLDER)
    return Path(given) if given else None


def find_data(start: Path | None = None) -> Path:
    """Return the nearest data folder: ``data`` here or above.

    Parameters
    ----------
    start
        Where to begin; the working folder where None.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    CallError
        If there is none.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "data" / "corpus.toml").is_file():
            return folder / "data"
    raise CallError(f"no folder 'data' with corpus.toml in {str(here)!r} or above it; name one with --data")


def find_reference() -> Path | None:
    """Return the project's own layer of reference data: its dictionary, stop words and codebooks.

    Returns
    -------
    pathlib.Path or None
        The folder; None where the project has none, or no project is near.
    """
    given = os.environ.get(STUDY_FOLDER)
    try:
        folder = Path(given or find_data()) / "reference"
    except CallError:
        return None
    return folder if folder.is_dir() else None


def find_codebook(name: str) -> str | Path:
    """Return the codebook that a report is to use: the project's own in place of the packaged one of the same name.

    Parameters
    ----------
    name
        The name of a packaged codebook.

    Returns
    -------
    str or pathlib.Path
        The path of the project's file where it has one of this name; else the name.

    Examples
    --------
    >>> find_codebook("strength")
    'strength'
    """
    given = os.environ.get(STUDY_FOLDER)
    own = (Path(given) if given else find_data() / "reference") / OWN_CODEBOOK
    return own if f"{name}.toml" == OWN_CODEBOOK and own.is_file() else name
