"""The exceptions of the workbench, and how a problem is told to its reader.

::

    AnalysisError                 anything this package raises on purpose
    ├── DataError                 the scholar's files or tables are wrong; every problem is told
    │   ├── CatalogueError        data/corpus.toml or data/corrections.toml
    │   ├── ReadError             a document cannot be read or decoded
    │   └── TableError            a table breaks its contract
    ├── CallError                 a command or a report was called with a value it cannot take
    ├── WithheldError             the corpus is too small or too silent to support what was asked
    └── RunError                  a report notebook failed while it ran

One rule decides which to raise: blame the **data** with ``DataError``, the **call of a command** with ``CallError``, the
**size of the corpus** with ``WithheldError``. A wrong argument of a Python function is a plain ``ValueError`` or
``TypeError``, as everywhere in Python.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

__all__ = [
    "AnalysisError",
    "CallError",
    "CatalogueError",
    "DataError",
    "Problem",
    "ReadError",
    "RunError",
    "TableError",
    "WithheldError",
    "suggest_name",
]

_SHORT_NAME = 3


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong: where, what was found, and what to do about it.

    Attributes
    ----------
    where
        The place: a file, with a line, a row, an entry or a span.
    what
        What was found there, with the offending value quoted.
    remedy
        What is allowed, or what to do next; may be empty.

    Examples
    --------
    >>> print(Problem("corpus.toml, entry 2", "no file 'raw/a.txt'", "put the file there or correct 'path'"))
    corpus.toml, entry 2: no file 'raw/a.txt'; put the file there or correct 'path'
    """

    where: str
    what: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.what}" + (f"; {self.remedy}" if self.remedy else "")


class AnalysisError(Exception):
    """Anything that this package raises on purpose."""


class DataError(AnalysisError):
    """The data is wrong; ``problems`` lists everything that was found, not only the first thing."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class CatalogueError(DataError):
    """The catalogue or the corrections file is wrong."""


class ReadError(DataError):
    """A document cannot be read or decoded."""


class TableError(DataError):
    """A table breaks its contract."""


class CallError(AnalysisError):
    """A command or a report was called with a value it cannot take."""


class WithheldError(AnalysisError):
    """The corpus is too small or too silent to support what was asked."""


class RunError(AnalysisError):
    """A report notebook failed while it ran."""


def suggest_name(name: str, known: Iterable[str]) -> str:
    """Return the end of an error message: the nearest known name, and all of them.

    Parameters
    ----------
    name
        The name that was not found.
    known
        The names that exist.

    Returns
    -------
    str
        ``"did you mean 'x'? known: x, y"``, without the question where nothing is near.

    Examples
    --------
    >>> suggest_name("n_topic", ["n_topics", "seed"])
    "did you mean 'n_topics'? known: n_topics, seed"
    """
    names = sorted(known)
    # Of two Chinese characters one may be wrong.
    near = get_close_matches(name, names, n=1, cutoff=0.6 if len(name) > _SHORT_NAME else 0.5)
    question = f"did you mean {near[0]!r}? " if near else ""
    return f"{question}known: {', '.join(names)}"
