"""One notebook executed by papermill: a kernel of its own, nothing in the result that the clock or the machine decides."""

from __future__ import annotations

import logging
import os
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat

from analysis.errors import RunError

__all__ = ["execute_notebook"]

#: A cell that takes longer has failed.
CELL_SECONDS = 1800

#: What a kernel must not see of the machine, and what it must.
_UNSET = ("JUPYTER_PATH", "JUPYTER_CONFIG_DIR", "PYTHONSTARTUP")
_SET = {
    "PYTHONHASHSEED": "0",
    "MPLBACKEND": "agg",
    "OMP_NUM_THREADS": "1",  # the bits of a matrix product depend on the number of threads
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "SOURCE_DATE_EPOCH": "0",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
_WARNING = re.compile(r"^\S.*?:\d+: (\w+: .*)$", re.MULTILINE)
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def execute_notebook(
    path: Path,
    parameters: Mapping[str, object],
    *,
    folder: Path,
    environment: Mapping[str, str],
    progress: str = "",
) -> tuple[nbformat.NotebookNode, list[str]]:
    """Run a notebook and return it executed, with the warnings it gave.

    Parameters
    ----------
    path
        The notebook.
    parameters
        Values for its parameters cell, already checked.
    folder
        The kernel's working folder.
    environment
        Variables for the kernel.
    progress
        Name beside the progress bar over cells; no bar where empty.

    Returns
    -------
    notebook, warnings
        The notebook is free of times, of paths and of random ids.

    Raises
    ------
    RunError
        If a cell fails or takes too long; its attribute ``notebook`` is what had been executed.
    """
    import papermill  # noqa: PLC0415 - a second of import that only a run needs
    from papermill.exceptions import PapermillExecutionError  # noqa: PLC0415
    from traitlets.config import Config  # noqa: PLC0415

    logging.getLogger("papermill").setLevel(logging.ERROR)
    partial = folder / ".executed.ipynb"
    with tempfile.TemporaryDirectory(prefix="zk") as scratch, _environment(environment, Path(scratch)):
        try:
            executed = papermill.execute_notebook(
                path,
                partial,
                parameters=dict(parameters),
                kernel_name="python3",
                language="python",
                cwd=folder,
                progress_bar={"desc": progress, "leave": False} if progress else False,
                execution_timeout=CELL_SECONDS,
                config=Config(KernelManager=_kernel_transport(Path(scratch))),
                record_timing=False,
                coalesce_streams=True,
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
    return _strip_notebook(executed)


def _kernel_transport(scratch: Path) -> dict[str, str]:
    """Return a transport that no other run shares: sockets in an own folder where the system has them."""
    if sys.platform == "win32":
        return {"transport": "tcp"}
    return {"transport": "ipc", "ip": str(scratch / "k")}


@contextmanager
def _environment(extra: Mapping[str, str], scratch: Path) -> Iterator[None]:
    own = {"IPYTHONDIR": str(scratch / "ipython"), "JUPYTER_DATA_DIR": str(scratch / "jupyter")}
    before = dict(os.environ)
    os.environ.update({**_SET, **own, **extra})
    for name in _UNSET:
        os.environ.pop(name, None)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _tell_failure(path: Path, what: str, notebook: nbformat.NotebookNode | None) -> RunError:
    error = RunError(f"report {path.stem!r} failed {what}")
    error.notebook = _strip_notebook(notebook)[0] if notebook is not None else None  # type: ignore[attr-defined]
    return error


def _strip_notebook(notebook: nbformat.NotebookNode) -> tuple[nbformat.NotebookNode, list[str]]:
    notebook.metadata.pop("papermill", None)
    warnings: list[str] = []
    for number, cell in enumerate(notebook.cells, start=1):
        cell.id = f"cell-{number}"
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        if cell.cell_type == "code":
            warnings += _take_warnings(cell)
    return notebook, sorted(set(warnings))


def _take_warnings(cell: Any) -> list[str]:
    """Remove what a cell wrote to standard error, which names files of this machine, and return its warnings."""
    told = [output.text for output in cell.outputs if output.output_type == "stream" and output.name == "stderr"]
    cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
    return [match.strip() for text in told for match in _WARNING.findall(text)]
