"""A command and all its processes, watched from outside: processor time, time on the wall, and the memory that they hold."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import psutil

_EVERY = 0.2


class Watched(NamedTuple):
    """What a command took.

    Attributes
    ----------
    cpu
        Seconds of processor time of all its processes.
    wall
        Seconds.
    memory
        Bytes that each of its processes held when they held most together, the command first; what they share counts once
        where the system tells (``PSS``).
    """

    cpu: float
    wall: float
    memory: list[int]


def watch_python(words: list[str]) -> Watched:
    """Run a Python command to its end and return what it took."""
    before, began = os.times(), time.monotonic()
    peak: list[int] = []
    with tempfile.TemporaryFile() as told:
        with subprocess.Popen([sys.executable, *words], stdout=subprocess.DEVNULL, stderr=told) as child:  # noqa: S603
            watched = psutil.Process(child.pid)
            while child.poll() is None:
                peak = max(peak, weigh_family(watched), key=sum)
                time.sleep(_EVERY)
        wall, after = time.monotonic() - began, os.times()
        if child.returncode:
            told.seek(0)
            lines = told.read().decode("utf-8", "replace").strip().splitlines()
            raise RuntimeError(f"{Path(words[0]).name} {words[-1]} failed: {lines[-1:]}")
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Watched(cpu, wall, peak)


def weigh_family(process: psutil.Process) -> list[int]:
    """Return the bytes that a process and each of its children hold, the process first; shared pages count once (``PSS``)."""
    return [_weigh(one) for one in (process, *list_children(process))]


def count_seconds(process: psutil.Process) -> float:
    """Return the seconds of processor time that a process and those of its children that still run have taken."""
    seconds = 0.0
    for one in (process, *list_children(process)):
        with contextlib.suppress(psutil.Error):
            times = one.cpu_times()
            seconds += times.user + times.system
    return seconds


def list_children(process: psutil.Process) -> list[psutil.Process]:
    """Return the processes that a process started, and theirs; none where it has ended."""
    try:
        return list(process.children(recursive=True))
    except psutil.Error:
        return []


def _weigh(process: psutil.Process) -> int:
    try:
        memory = process.memory_full_info()
    except psutil.Error:
        return 0
    return int(getattr(memory, "pss", memory.uss))
