"""The report notebooks: where they are, what they are called, what parameters they declare."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import nbformat

from analysis.errors import CallError, DataError, Problem, suggest_name
from analysis.reporting.filters import FILTERS
from analysis.reporting.parameters import Parameter, read_parameters

__all__ = ["ReportNotebook", "find_notebooks", "pick_notebooks"]

_TAG = "parameters"
_NUMBER = re.compile(r"^\d+_")


@dataclass(frozen=True)
class ReportNotebook:
    """One report: a notebook with a typed ``parameters`` cell.

    Attributes
    ----------
    path
        Its file.
    """

    path: Path

    @property
    def name(self) -> str:
        """Its name: the file's stem, e.g. ``01_corpus``."""
        return self.path.stem

    @cached_property
    def content(self) -> nbformat.NotebookNode:
        """The notebook as it is stored."""
        try:
            notebook: nbformat.NotebookNode = nbformat.read(self.path, as_version=4)
        except (OSError, ValueError, nbformat.reader.NotJSONError) as error:
            raise DataError(Problem(str(self.path), f"cannot be read as a notebook ({error})")) from error
        return notebook

    @cached_property
    def parameters(self) -> dict[str, Parameter]:
        """The parameters it takes: those of its ``parameters`` cell, and every filter."""
        return {**self.declared, **{name: filter_ for name, filter_ in FILTERS.items() if name not in self.declared}}

    @cached_property
    def declared(self) -> dict[str, Parameter]:
        """The parameters that its ``parameters`` cell declares."""
        cells = [cell for cell in self.content.cells if _TAG in cell.metadata.get("tags", [])]
        if len(cells) != 1:
            remedy = "give exactly one code cell the tag 'parameters'"
            raise DataError(Problem(self.path.name, f"{len(cells)} cells have the tag {_TAG!r}", remedy))
        return read_parameters(cells[0].source, where=f"{self.path.name}, parameters")


def find_notebooks(data: Path) -> list[ReportNotebook]:
    """Return every report, in the order of their numbers.

    Parameters
    ----------
    data
        The data folder; ``notebooks/reports`` beside it holds the project's own reports, which win over packaged ones of the
        same name.

    Returns
    -------
    list of ReportNotebook
    """
    package = Path(__file__).resolve().parent
    folders = [
        package / "notebooks",
        package.parents[2] / "notebooks" / "reports",
        data.parent / "notebooks" / "reports",
    ]
    found = {path.stem: path for folder in folders for path in sorted(folder.glob("*.ipynb"))}
    return [ReportNotebook(found[name]) for name in sorted(found)]


def pick_notebooks(names: list[str], data: Path) -> list[ReportNotebook]:
    """Return the named reports; all of them where no name is given.

    Parameters
    ----------
    names
        Names with or without their number, or paths of notebooks.
    data
        The data folder.

    Returns
    -------
    list of ReportNotebook
        In the order of the names.

    Raises
    ------
    CallError
        If a name is unknown, or there is no report at all.
    """
    notebooks = find_notebooks(data)
    if not notebooks:
        raise CallError(f"no report notebook in {str(data.parent / 'notebooks' / 'reports')!r}")
    known = {notebook.name: notebook for notebook in notebooks}
    short = {_NUMBER.sub("", name): notebook for name, notebook in known.items()}
    picked = []
    for name in names:
        if name.endswith(".ipynb") and Path(name).is_file():
            picked.append(ReportNotebook(Path(name)))
        elif name in known or name in short:
            picked.append(known.get(name) or short[name])
        else:
            raise CallError(f"no report is called {name!r}; {suggest_name(name, [*known, *short])}")
    return picked or notebooks
