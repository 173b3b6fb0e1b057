"""One lesson from end to end with nbgrader: generated, released, fetched, submitted, collected, graded.

nbgrader is the extra ``teach`` and is not in the locked environment; without it these tests are skipped and say so.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from tests.lessons.conftest import read

from analysis.cli import main
from analysis.lessons.notebooks import CODE_STUB

pytestmark = pytest.mark.slow

NAME = "04_tf_idf_by_hand"
#: What a student writes who has understood one half: the second answer is a known misreading, the list is right in part.
HALF = {
    "answer_4_1": '(terms["term"] == "算力").sum()',
    "answer_4_2": "'算力'",
    "answer_4_3": 'weights[weights["unit_id"] == terms.groupby("clause_id")["n"].sum().nlargest(2).index[1]]'
    '.nlargest(2, "tf_idf")["term"].tolist()',
    "answer_4_5": '"A"',
}


class Course:
    """A course folder, its exchange, and a call of nbgrader in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "course"
        self.exchange = folder / "exchange"
        self.exchange.mkdir(mode=0o777)
        self.exchange.chmod(0o777)
        self.home = folder / "home"
        self.home.mkdir()

    def call(self, *words: str, cwd: Path | None = None) -> str:
        """Call nbgrader and return what it says; a call that fails fails the test."""
        source = Path(__file__).resolve().parents[2] / "src"
        environment = {**os.environ, "HOME": str(self.home), "JUPYTER_CONFIG_DIR": str(self.home / "config")}
        environment["JUPYTER_DATA_DIR"] = str(self.home / "data")
        # nbgrader calls alembic by name, which an environment that is not activated does not have on its path.
        environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, [str(source), os.environ.get("PYTHONPATH")]))
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", *words, f"--Exchange.root={self.exchange}"],
            cwd=cwd or self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def submit(self, student: str, answers: dict[str, str]) -> None:
        """Lay a student's notebook among the submitted ones."""
        notebook = nbformat.read(self.folder / "release" / NAME / f"{NAME}.ipynb", as_version=4)
        answer_cells(notebook, answers)
        folder = self.folder / "submitted" / student / NAME
        folder.mkdir(parents=True)
        nbformat.write(notebook, folder / f"{NAME}.ipynb")

    def scores(self) -> dict[str, float]:
        """Return the points of every student."""
        self.call("export", "--to", "grades.csv")
        with (self.folder / "grades.csv").open(encoding="utf-8", newline="") as file:
            return {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}


def answer_cells(notebook: nbformat.NotebookNode, answers: dict[str, str]) -> None:
    """Write answers where the blanks are."""
    for cell in notebook.cells:
        for name, answer in answers.items():
            if cell.cell_type == "code" and cell.source.startswith(f"{name} = ..."):
                cell.source = cell.source.replace("...", answer, 1)


def solutions() -> dict[str, str]:
    """Return the code of every solution, as an answer that runs it."""
    found = {}
    for cell in read(NAME).cells:
        if cell.cell_type == "code" and "### BEGIN SOLUTION" in cell.source:
            name = cell.source.split(" = ...")[0]
            code = cell.source.partition("### BEGIN SOLUTION\n")[2].partition("### END SOLUTION")[0]
            found[name] = f"...\n{code}"
    return found


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Course:
    pytest.importorskip("nbgrader", reason="nbgrader is not installed: pip install 'zhengce-workbench[teach]'")
    course = Course(tmp_path_factory.mktemp("nbgrader"))
    assert main(["lessons", "4", "--nbgrader", str(course.folder), "--data", str(root / "data")]) == 0
    course.call("generate_assignment", NAME)
    return course


def test_the_blanks_are_the_same_as_in_the_students_version(course: Course) -> None:
    released = nbformat.read(course.folder / "release" / NAME / f"{NAME}.ipynb", as_version=4)
    wanted = [cell.source for cell in read(NAME, source=False).cells]
    found = [cell.source for cell in released.cells]
    assert found[2:] == wanted[2:]
    assert "data: str = '" in found[1]
    assert CODE_STUB in "".join(found)


def test_a_lesson_is_released_submitted_collected_and_graded(course: Course, tmp_path: Path) -> None:
    """One student over the exchange, two laid in; right, blank and partly right earn what they should."""
    course.call("release_assignment", NAME)
    course.call("fetch_assignment", NAME, "--course=zhengce", cwd=tmp_path)
    mine = tmp_path / NAME / f"{NAME}.ipynb"
    notebook = nbformat.read(mine, as_version=4)
    answer_cells(notebook, solutions())
    nbformat.write(notebook, mine)
    course.call("submit", NAME, "--course=zhengce", cwd=tmp_path)
    course.call("collect", NAME)
    collected = [path.name for path in (course.folder / "submitted").iterdir()]
    assert len(collected) == 1
    course.submit("blank", {})
    course.submit("half", HALF)
    course.call("autograde", NAME)
    scores = course.scores()
    assert scores == {collected[0]: 10.0, "blank": 0.0, "half": pytest.approx(1 + 2 * 0.67, abs=0.01)}
    course.call("generate_feedback", NAME)
    feedback = course.folder / "feedback" / "half" / NAME / f"{NAME}.html"
    assert "还不对" in feedback.read_text(encoding="utf-8")
