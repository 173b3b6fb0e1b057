"""Where blocks are worked on: in this process, in several, or on a Dask cluster; what comes back is the same."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import connection, get_context, parent_process
from threading import Thread

from analysis.errors import AnalysisError, CallError
from analysis.scale.blocks import Made, Task, work_task

__all__ = ["ENGINES", "run_tasks", "start_dask", "start_processes", "tell_broken"]

ENGINES = ("processes", "dask")

#: Blocks that wait for each worker: one more than it works on, so that none is idle and few are in memory.
_WAITING = 2
#: How long a scheduler may take to answer.
CONNECT_SECONDS = 10.0
#: One thread of linear algebra and of Arrow in each worker: the workers are the parallelism.
_ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "ARROW_NUM_THREADS"), "1"
)


def run_tasks(
    tasks: Iterator[Task], *, executor: Executor | None, workers: int, work: Callable[[Task], Made] = work_task
) -> Iterator[tuple[Task, Made]]:
    """Give each block with what became of it, as they are done; no more are held than the workers need.

    Parameters
    ----------
    tasks
        The blocks.
    executor
        Who works on them; this process where None.
    workers
        How many can be worked on at a time.
    work
        What is done.

    Yields
    ------
    task, made
    """
    if executor is None:
        for task in tasks:
            yield task, work(task)
        return
    waiting: dict[Future[Made], Task] = {}
    try:
        with tell_broken():
            for task in tasks:
                waiting[executor.submit(work, task)] = task
                if len(waiting) >= _WAITING * workers:
                    yield from _take_done(waiting)
            while waiting:
                yield from _take_done(waiting)
    finally:
        for future in waiting:
            future.cancel()


@contextmanager
def tell_broken() -> Iterator[None]:
    """Say what to do where a worker process is ended from outside.

    Raises
    ------
    AnalysisError
        In place of what the pool of processes raises.
    """
    try:
        yield
    except BrokenProcessPool as error:
        raise AnalysisError(
            "a worker process was ended from outside, perhaps because the memory is used up; the finished blocks are kept: "
            "call it again, with fewer --workers"
        ) from error


@contextmanager
def start_processes(workers: int) -> Iterator[Executor | None]:
    """Start worker processes of this machine.

    Parameters
    ----------
    workers
        How many; with one the work is done in this process.

    Yields
    ------
    concurrent.futures.Executor or None
    """
    if workers == 1:
        yield None
        return
    before = {name: os.environ.get(name) for name in _ONE_THREAD}
    os.environ.update(_ONE_THREAD)
    executor = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_follow_parent)
    try:
        yield executor
    finally:
        executor.shutdown(cancel_futures=True)
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def start_dask(workers: int, *, scheduler: str | None = None) -> Iterator[tuple[Executor, int]]:
    """Connect to a Dask cluster, or start one on this machine.

    Parameters
    ----------
    workers
        Workers of a cluster that is started here.
    scheduler
        The address of one that runs already, such as ``tcp://10.0.0.1:8786``.

    Yields
    ------
    executor
    workers
        How many the cluster has.

    Raises
    ------
    CallError
        If Dask is not installed, or nothing answers at the address.
    """
    try:
        from distributed import Client, LocalCluster  # noqa: PLC0415 - an optional extra
    except ImportError as error:
        raise CallError("the engine 'dask' takes the extra: pip install -e '.[dask]'") from error
    if scheduler is None:
        with (
            LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as cluster,
            Client(cluster) as client,
        ):
            yield client.get_executor(pure=False), workers
        return
    try:
        client = Client(scheduler, timeout=CONNECT_SECONDS)
    except (OSError, ValueError, TimeoutError) as error:
        raise CallError(
            f"no Dask scheduler answers at {scheduler!r} ({error}); start one with 'dask scheduler'"
        ) from error
    with client:
        client.wait_for_workers(1, timeout=60)
        yield client.get_executor(pure=False), max(len(client.nthreads()), 1)


def _take_done(waiting: dict[Future[Made], Task]) -> Iterator[tuple[Task, Made]]:
    done, _ = wait(waiting, return_when=FIRST_COMPLETED)
    for future in sorted(done, key=lambda future: waiting[future].number):
        yield waiting.pop(future), future.result()


def _follow_parent() -> None:
    """End this process when its parent ends, however it ends: no worker is left behind."""
    parent = parent_process()
    if parent is not None:
        Thread(target=_wait_and_end, args=(parent.sentinel,), daemon=True).start()


def _wait_and_end(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)
