"""The lessons of the project, and the study they work on."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from tests.lessons.running import run_notebooks

from analysis.study import Study, load_study, save_study

LESSONS = Path(__file__).resolve().parents[2] / "notebooks" / "lessons"
NAMES = sorted(path.stem for path in (LESSONS / "source").glob("*.ipynb"))

#: Lesson to what its run gave: the notebook with its outputs, and what it warned of.
Executed = dict[str, tuple[nbformat.NotebookNode, list[str]]]

each_lesson = pytest.mark.parametrize("name", NAMES)


def read(name: str, *, source: bool = True) -> nbformat.NotebookNode:
    """Return a lesson's source, or the student's version."""
    folder = LESSONS / "source" if source else LESSONS
    return nbformat.read(folder / f"{name}.ipynb", as_version=4)


@pytest.fixture(scope="session")
def saved(study: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the tables of the study, so that lessons need not read the documents again."""
    folder = tmp_path_factory.mktemp("lessons") / "study"
    save_study(study, folder)
    return folder


@pytest.fixture(scope="session")
def executed(saved: Path, tmp_path_factory: pytest.TempPathFactory) -> Executed:
    """Return every lesson executed once, each exercise first as the student gets it and then with its solution."""
    folder = tmp_path_factory.mktemp("both")
    for name in NAMES:
        nbformat.write(join_versions(name), folder / f"{name}.ipynb")
    found = run_notebooks([folder / f"{name}.ipynb" for name in NAMES], study=saved)
    return {path.stem: result for path, result in found.items()}


@pytest.fixture(scope="session")
def handed_out(saved: Path) -> Executed:
    """Return every lesson executed as the student gets it, all cells in order."""
    found = run_notebooks([LESSONS / f"{name}.ipynb" for name in NAMES], study=saved)
    return {path.stem: result for path, result in found.items()}


def join_versions(name: str) -> nbformat.NotebookNode:
    """Return a lesson with the blank and its check put before every solution, so that one run shows both."""
    notebook = read(name)
    blanks = read(name, source=False).cells
    cells = []
    for place, cell in enumerate(notebook.cells):
        if cell.cell_type == "code" and "### BEGIN SOLUTION" in cell.source:
            cells += [blanks[place], blanks[place + 1]]
        cells.append(cell)
    notebook.cells = []
    for number, cell in enumerate(cells):
        copied = nbformat.from_dict({**cell, "id": f"both-{number}"})
        notebook.cells.append(copied)
    return notebook


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Return a study of two short documents of somebody else's."""
    from tests.explore.conftest import ORDER, PLAN, write_data

    return load_study(write_data(tmp_path_factory.mktemp("small") / "data", plan=PLAN, order=ORDER))
