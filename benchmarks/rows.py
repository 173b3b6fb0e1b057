"""A row of ``benchmarks/performance.py``: ratios of two sides that take turns, and profiles of where a missed mark went."""

from __future__ import annotations

import cProfile
import os
import pstats
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

Way = Callable[[], Any]
_SHOWN = 12
_SHOWN_STEPS = 24
_LEAST_SHARE = 0.02


def make_line(
    what: str, ratios: tuple[list[float], list[float]], bar: float | None = None, by: str = "CPU"
) -> dict[str, Any]:
    """Return a line of ratios by processor time and by the clock, one a round, and whether their median reaches the mark."""
    cpu, wall = ratios
    judged = wall if by == "wall" else cpu
    reached = bar is None or median(judged) >= bar
    return {"what": what, "cpu": cpu, "wall": wall, "bar": bar, "by": by, "reached": reached}


def make_figure(what: str, values: list[float], bar: float, by: str, *, at_most: bool = False) -> dict[str, Any]:
    """Return a line that is neither CPU nor wall: of memory, or of growth, which must not be above its bar."""
    reached = median(values) <= bar if at_most else median(values) >= bar
    return {
        "what": what,
        "cpu": [],
        "wall": [],
        "other": values,
        "bar": bar,
        "by": by,
        "at_most": at_most,
        "reached": reached,
    }


def compare(peer: Way, ours: Way, rounds: int, *, work: float = 1.0) -> tuple[list[float], list[float]]:
    """Run peer and workbench in turn and return the ratios of each round, by CPU and by the clock.

    ``work`` says how many times as much the workbench does in a round.
    """
    cpu, wall = [], []
    for _ in range(rounds):
        theirs, own = clock(peer), clock(ours)
        cpu.append(work * theirs[0] / own[0])
        wall.append(work * theirs[1] / own[1])
    return cpu, wall


def clock(work: Way) -> tuple[float, float]:
    """Return the seconds of processor time and on the wall that a piece of work took."""
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - cpu, time.perf_counter() - wall


def profile(work: Way) -> pstats.Stats:
    """Return where the time of a piece of work goes."""
    profiler = cProfile.Profile()
    profiler.runcall(work)
    return pstats.Stats(profiler)


def tell_own(stats: pstats.Stats) -> list[str]:
    """Return the functions in which most time is spent, without what they call."""
    entries = [(row[2], f"{_name_module(file)}:{name}") for (file, _, name), row in _list_functions(stats)]
    total = sum(own for own, _ in entries)
    top = sorted(entries, key=lambda entry: (-entry[0], entry[1]))[:_SHOWN]
    return [f"{own / total:5.1%}  {name}" for own, name in top]


def tell_steps(stats: pstats.Stats) -> list[str]:
    """Return the workbench's functions that take most time together with what they call; a caller stands above its steps."""
    functions = _list_functions(stats)
    total = sum(row[2] for _, row in functions)
    steps = [
        (row[3], f"{_name_module(file)}:{name}")
        for (file, _, name), row in functions
        if "/src/analysis/" in file.replace(os.sep, "/") and not name.startswith("<") and row[3] >= _LEAST_SHARE * total
    ]
    return [f"{share / total:5.1%}  {name}" for share, name in sorted(steps, key=lambda step: -step[0])[:_SHOWN_STEPS]]


def _list_functions(stats: pstats.Stats) -> list[tuple[tuple[str, int, str], Any]]:
    return list(stats.stats.items())  # type: ignore[attr-defined]


def _name_module(file: str) -> str:
    for root in ("/src/", "/site-packages/"):
        if root in file.replace(os.sep, "/"):
            return file.replace(os.sep, "/").split(root)[-1].removesuffix(".py")
    return "built-in" if file == "~" else Path(file).stem


def settle(lines: list[dict[str, Any]], notes: list[str], work: Way | None = None) -> dict[str, Any]:
    """Return the row; where a line misses its mark, with a profile of the work."""
    missed = work is not None and not all(line["reached"] for line in lines)
    profiles = {"Share of the workbench's own time, by function": tell_own(profile(work))} if missed and work else {}
    return {"lines": lines, "notes": notes, "profiles": profiles}
