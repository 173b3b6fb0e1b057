"""The bounds on what one document may take - size, characters, cells, seconds - and how a scholar sets others."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from analysis.errors import CallError

__all__ = ["BOUNDS", "Bound", "OverTimeError", "hold_memory", "hold_time", "read_bound"]


class Bound(NamedTuple):
    """A bound.

    Attributes
    ----------
    variable
        The variable of the environment that sets another.
    default
        The bound where none is set; 0 for none.
    about
        What is bounded, with its unit.
    """

    variable: str
    default: int
    about: str


#: Far above any policy text: the longest plan for five years has 80,000 characters.
BOUNDS: dict[str, Bound] = {
    "megabytes": Bound("ZHENGCE_MAX_MB", 100, "megabytes of a file"),
    "unpacked": Bound("ZHENGCE_MAX_UNPACKED_MB", 300, "megabytes that an Office file may unpack to"),
    "characters": Bound("ZHENGCE_MAX_CHARACTERS", 500_000, "characters of a document's text"),
    "cells": Bound("ZHENGCE_MAX_CELLS", 2_000_000, "cells of a table"),
    "pages": Bound("ZHENGCE_MAX_PAGES", 5_000, "pages of a PDF file"),
    "seconds": Bound("ZHENGCE_MAX_SECONDS", 60, "seconds of processor time that one step may take for one document"),
    "memory": Bound("ZHENGCE_MAX_MEMORY_MB", 0, "megabytes of memory of a call (0: no bound but the machine's)"),
}


class OverTimeError(Exception):
    """A step took longer than its bound."""


def read_bound(name: str) -> int:
    """Return a bound: the one set in the environment, else the default.

    Parameters
    ----------
    name
        A key of :data:`BOUNDS`.

    Returns
    -------
    int

    Raises
    ------
    CallError
        If what is set is no whole number.

    Examples
    --------
    >>> read_bound("characters")
    500000
    """
    bound = BOUNDS[name]
    given = os.environ.get(bound.variable, "")
    if not given:
        return bound.default
    if not (given.isascii() and given.isdigit() and len(given) < 12):  # noqa: PLR2004 - int() takes its time with millions
        raise CallError(f"{bound.variable} is {given!r}; it must be a whole number of {bound.about}")
    return int(given)


@contextmanager
def hold_time(*, documents: int = 1) -> Iterator[None]:
    """Stop a block that takes more processor time than the bound.

    Only the main thread of a POSIX system is stopped; elsewhere the block takes the time that it takes.

    Parameters
    ----------
    documents
        How many documents the block works on; the bound counts for each.

    Raises
    ------
    OverTimeError
        When the time is up.

    Examples
    --------
    >>> with hold_time():
    ...     sum(range(10))
    45
    """
    seconds = read_bound("seconds") * documents
    if not seconds or sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, 1)  # again and again, should a library swallow the first
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def hold_memory() -> None:
    """Bound the memory of this process and of those that it starts, where the environment says so and the system can.

    Examples
    --------
    >>> hold_memory()  # no bound is set, so nothing is changed
    """
    megabytes = read_bound("memory")
    if megabytes and sys.platform != "win32":
        import resource  # noqa: PLC0415 - not on Windows

        resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1_000_000, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _stop(_number: int, _frame: object) -> None:
    raise OverTimeError
