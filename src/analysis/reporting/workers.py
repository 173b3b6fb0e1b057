"""Runs side by side, each in a process of its own that is forked from one where everything is imported already."""

from __future__ import annotations

import os
import shutil
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import connection, forkserver, get_context, parent_process
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

import nbformat
from tqdm import tqdm

from analysis.errors import AnalysisError, RunError
from analysis.reporting.kernel import PARTIAL, clean_environment, strip_notebook
from analysis.reporting.plans import PlannedRun
from analysis.reporting.writing import write_failure, write_run

__all__ = ["make_runs", "warm_up"]

#: A cell that takes longer has failed.
CELL_SECONDS = 1800.0

#: How a run's process is started. Elsewhere a forked process may not use the system's libraries: each imports everything again.
METHOD: Literal["forkserver", "spawn", "fork"] = "forkserver" if sys.platform == "linux" else "spawn"
_LOOK_SECONDS = 1.0


def warm_up() -> None:
    """Begin to import what runs need, in a process of its own, while this one does something else."""
    if METHOD == "forkserver":
        get_context("forkserver").set_forkserver_preload(["analysis.reporting.warm"])
        with _start_environment():
            forkserver.ensure_running()


def make_runs(
    plans: Sequence[PlannedRun], *, tables: Path, out: Path, workers: int = 1, progress: bool = False
) -> list[str]:
    """Make runs and return what failed, a line each; the others are whole.

    Parameters
    ----------
    plans
        The runs.
    tables
        The folder of saved tables.
    out
        The folder for outputs.
    workers
        Runs made side by side.
    progress
        Whether to show a bar over runs and the cell that each is at.

    Returns
    -------
    list of str
        Sorted.
    """
    warm_up()
    waiting = deque(plans)
    running: dict[Connection, _Running] = {}
    failed: list[str] = []
    with tqdm(total=len(plans), desc="runs", unit="run", disable=not progress, leave=False) as bar:
        try:
            while waiting or running:
                while waiting and len(running) < workers:
                    run = _start_run(waiting.popleft(), tables, out)
                    running[run.receiver] = run
                ready = connection.wait(list(running), timeout=_LOOK_SECONDS)
                for receiver, run in list(running.items()):
                    if receiver in ready:
                        _listen(run)
                    if _is_over(run):
                        del running[receiver]
                        failed += _end_run(run, out)
                        bar.update()
                bar.set_postfix_str("; ".join(run.place for run in running.values()), refresh=True)
        finally:
            for run in running.values():
                run.process.kill()
    return sorted(failed)


@dataclass
class _Running:
    plan: PlannedRun
    process: BaseProcess
    receiver: Connection
    since: float
    place: str = ""
    cell: int = 0
    closed: bool = False
    outcome: str | None = None
    """What failed; empty where all went well, None where nothing was heard."""


def _start_run(plan: PlannedRun, tables: Path, out: Path) -> _Running:
    context: Any = get_context(METHOD)
    receiver, sender = context.Pipe(duplex=False)
    with _start_environment(), _without_script():
        process = context.Process(target=_write_one, args=(plan, tables, out, sender), daemon=True)
        process.start()
    sender.close()
    return _Running(plan, process, receiver, time.monotonic(), plan.notebook.name)


def _listen(run: _Running) -> None:
    try:
        message = run.receiver.recv()
    except (EOFError, OSError):
        run.closed = True
        return
    if isinstance(message, str):
        run.outcome = message
    else:
        run.cell, cells = message
        run.since, run.place = time.monotonic(), f"{run.plan.notebook.name} {run.cell}/{cells}"


def _is_over(run: _Running) -> bool:
    return run.closed or time.monotonic() - run.since > CELL_SECONDS


def _end_run(run: _Running, out: Path) -> list[str]:
    """Wait for the process and return what failed; a process that was stopped cannot tell, so it is told here."""
    if not run.closed:
        run.process.kill()
    run.process.join()
    run.receiver.close()
    if run.outcome is not None:
        return [run.outcome] if run.outcome else []
    why = "was stopped from outside" if run.closed else f"takes longer than {CELL_SECONDS:g} seconds"
    code = f" (exit code {run.process.exitcode})" if run.closed else ""
    error = RunError(f"report {run.plan.notebook.name!r} failed in cell {run.cell}: it {why}{code}")
    parts = sorted(out.glob(f".{run.plan.name}.*"))
    for part in parts:
        if (part / PARTIAL).is_file():
            error.notebook = strip_notebook(nbformat.read(part / PARTIAL, as_version=4))[0]  # type: ignore[attr-defined]
    write_failure(error, run.plan, out=out, reached=parts[0] if parts else None)
    for part in parts:
        shutil.rmtree(part, ignore_errors=True)
    return [str(error)]


def _write_one(plan: PlannedRun, tables: Path, out: Path, sender: Connection) -> None:
    """Make one run in the process that was started for it, and tell how it goes."""
    _end_with_parent()
    os.dup2(2, 1)  # what a library writes past Python is no output of the command
    outcome = ""
    try:
        write_run(plan, tables=tables, out=out, progress=lambda number, cells: sender.send((number, cells)))
    except AnalysisError as error:
        outcome = str(error)
    sender.send(outcome)


def _end_with_parent() -> None:
    """End this process when the one that asked for it ends, however that ends."""
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_wait_and_exit, args=(parent.sentinel,), daemon=True).start()


def _wait_and_exit(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)


@contextmanager
def _start_environment() -> Iterator[None]:
    """Give a process that is being started what must be there before Python is: the hash seed, one thread, the path."""
    with clean_environment({"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}):
        yield


@contextmanager
def _without_script() -> Iterator[None]:
    """Hide the caller's script, which a new process would run again."""
    script = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = script
