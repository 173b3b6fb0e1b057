"""One notebook executed by papermill in this process, nothing in the result that the clock or the machine decides."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat

from analysis.errors import RunError

__all__ = ["PARTIAL", "SETTINGS", "Progress", "clean_environment", "execute_notebook", "strip_notebook"]

#: The notebook while it is being executed, in the folder of its run.
PARTIAL = ".executed.ipynb"

#: Told before each cell: its number, and how many there are.
Progress = Callable[[int, int], object]

#: What a run must not see of the machine, and what it must.
_UNSET = ("JUPYTER_PATH", "JUPYTER_CONFIG_DIR", "PYTHONSTARTUP")
SETTINGS = {
    "PYTHONHASHSEED": "0",
    "MPLBACKEND": "agg",
    "OMP_NUM_THREADS": "1",  # the bits of a matrix product depend on the number of threads
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "SOURCE_DATE_EPOCH": "0",
}
_ENGINE = "zhengce"
_WARNING = re.compile(r"^\S.*?:\d+: (\w+: .*)$", re.MULTILINE)
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def execute_notebook(
    path: Path,
    parameters: Mapping[str, object],
    *,
    folder: Path,
    environment: Mapping[str, str],
    progress: Progress | None = None,
) -> tuple[nbformat.NotebookNode, list[str]]:
    """Run a notebook and return it executed, with the warnings it gave.

    The process can run no second one: it keeps the names of the first. :mod:`analysis.reporting.workers` gives every run a
    process of its own.

    Parameters
    ----------
    path
        The notebook.
    parameters
        Values for its parameters cell, already checked.
    folder
        The working folder of its cells.
    environment
        Variables for its cells.
    progress
        Told before each cell.

    Returns
    -------
    notebook, warnings
        The notebook is free of times, of paths and of random ids.

    Raises
    ------
    RunError
        If a cell fails; its attribute ``notebook`` is what had been executed.
    """
    import papermill  # noqa: PLC0415 - a second of import that only a run needs
    from papermill.engines import papermill_engines  # noqa: PLC0415
    from papermill.exceptions import PapermillExecutionError  # noqa: PLC0415

    logging.getLogger("papermill").setLevel(logging.ERROR)
    papermill_engines.register(_ENGINE, _make_engine(folder, progress))
    partial = folder / PARTIAL
    with clean_environment(environment):
        try:
            executed = papermill.execute_notebook(
                path,
                partial,
                parameters=dict(parameters),
                engine_name=_ENGINE,
                kernel_name="python3",
                language="python",
                cwd=folder,
                progress_bar=False,
                autosave_cell_every=0,
            )
        except PapermillExecutionError as error:
            failed = nbformat.read(partial, as_version=4)
            detail = _COLOUR.sub("", f"{error.ename}: {error.evalue}").strip()
            raise _tell_failure(path, f"in cell {error.cell_index + 1}: {detail}", failed) from error
        except Exception as error:
            failed = nbformat.read(partial, as_version=4) if partial.exists() else None
            raise _tell_failure(path, f"({type(error).__name__}: {str(error).splitlines()[0]})", failed) from error
        finally:
            partial.unlink(missing_ok=True)
    return strip_notebook(executed)


@contextmanager
def clean_environment(extra: Mapping[str, str]) -> Iterator[None]:
    """Set the variables of a run, and have the old ones back at the end of the block.

    Parameters
    ----------
    extra
        Variables beside :data:`SETTINGS`.
    """
    before = dict(os.environ)
    os.environ.update({**SETTINGS, **extra})
    for name in _UNSET:
        os.environ.pop(name, None)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def strip_notebook(notebook: nbformat.NotebookNode) -> tuple[nbformat.NotebookNode, list[str]]:
    """Remove times, paths and random ids from an executed notebook, in place, and return it with the warnings it gave.

    Parameters
    ----------
    notebook
        The executed notebook.

    Returns
    -------
    notebook, warnings
    """
    notebook.metadata.pop("papermill", None)
    warnings: list[str] = []
    for number, cell in enumerate(notebook.cells, start=1):
        cell.id = f"cell-{number}"
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        if cell.cell_type == "code":
            warnings += _take_warnings(cell)
    return notebook, sorted(set(warnings))


def _make_engine(folder: Path, progress: Progress | None) -> type:
    """Return an engine for papermill that runs cells in this process."""
    from papermill.engines import Engine  # noqa: PLC0415

    from analysis.reporting.shell import CellShell  # noqa: PLC0415

    class CellEngine(Engine):  # type: ignore[misc]
        @classmethod
        def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **_options: object) -> None:  # noqa: ARG003
            shell = CellShell(folder)
            cells = nb_man.nb.cells
            for index, cell in enumerate(cells):
                if progress is not None:
                    progress(index + 1, len(cells))
                nb_man.cell_start(cell, index)
                if cell.cell_type == "code" and cell.source.strip():
                    cell.execution_count, cell.outputs = shell.run_cell(cell.source)
                if any(output.output_type == "error" for output in cell.get("outputs", [])):
                    nb_man.cell_exception(cell, index)
                    return
                nb_man.cell_complete(cell, index)

    return CellEngine


def _tell_failure(path: Path, what: str, notebook: nbformat.NotebookNode | None) -> RunError:
    error = RunError(f"report {path.stem!r} failed {what}")
    error.notebook = strip_notebook(notebook)[0] if notebook is not None else None  # type: ignore[attr-defined]
    return error


def _take_warnings(cell: Any) -> list[str]:
    """Remove what a cell wrote to standard error, which names files of this machine, and return its warnings."""
    told = [output.text for output in cell.outputs if output.output_type == "stream" and output.name == "stderr"]
    cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
    return [match.strip() for text in told for match in _WARNING.findall(text)]
