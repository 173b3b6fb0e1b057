"""The lessons of the project, and the study they work on."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from tests.lessons.running import run_notebooks

from analysis.study import Study, load_study, save_study

LESSONS = Path(__file__).resolve().parents[2] / "notebooks" / "lessons"
NAMES = sorted(path.stem for path in (LESSONS / "source").glob("*.ipynb"))

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
def executed(saved: Path) -> dict[Path, tuple[nbformat.NotebookNode, list[str]]]:
    """Return every lesson executed, as the student gets it and with its solutions."""
    paths = [LESSONS / room / f"{name}.ipynb" for name in NAMES for room in ("", "source")]
    return run_notebooks(paths, study=saved)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Return a study of two short documents of somebody else's."""
    from tests.explore.conftest import ORDER, PLAN, write_data

    return load_study(write_data(tmp_path_factory.mktemp("small") / "data", plan=PLAN, order=ORDER))
