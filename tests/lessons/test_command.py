"""``zhengce lessons``: what there is, a student's copies, the instructor's version, a course."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from tests.lessons.conftest import NAMES

from analysis.cli import main
from analysis.lessons.notebooks import find_lessons


def test_the_bare_command_lists_the_lessons(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lessons", "--data", str(data)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == NAMES
    assert all("min," in line and "points)" in line for line in lines)
    assert main(["lessons", "4", "--list", "--data", str(data)]) == 0
    assert capsys.readouterr().out.startswith("04_tf_idf_by_hand")


def test_a_copy_is_never_overwritten(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lessons", "4", "tf_idf_by_hand", "--copy", str(tmp_path / "mine"), "--data", str(data)]) == 0
    file = tmp_path / "mine" / "04_tf_idf_by_hand.ipynb"
    copied = nbformat.read(file, as_version=4)
    assert "SOLUTION" not in str(copied)
    assert data.resolve().as_posix() in copied.cells[1].source, "a copy outside the project is told where the data are"
    file.write_text("my work", encoding="utf-8")
    capsys.readouterr()
    assert main(["lessons", "4", "--copy", str(tmp_path / "mine"), "--data", str(data)]) == 0
    assert capsys.readouterr().out.startswith("kept")
    assert file.read_text(encoding="utf-8") == "my work"


def test_the_instructors_version_has_solutions_points_and_rubric(data: Path, tmp_path: Path) -> None:
    assert main(["lessons", "--instructor", str(tmp_path), "--data", str(data)]) == 0
    assert sorted(path.stem for path in tmp_path.glob("*.ipynb")) == NAMES
    for lesson in find_lessons(data):
        notebook = nbformat.read(tmp_path / f"{lesson.name}.ipynb", as_version=4)
        nbformat.validate(notebook)
        text = "\n".join(cell.source for cell in notebook.cells)
        assert "### BEGIN SOLUTION" not in text
        assert "评分标准" in text
        assert text.count("points**") == sum("points" in cell.metadata.get("nbgrader", {}) for cell in notebook.cells)
        assert "教师版" in notebook.cells[0].source


@pytest.mark.parametrize("words", [["11_nothing"], ["99"]])
def test_an_unknown_lesson_is_named(words: list[str], data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lessons", *words, "--data", str(data)]) == 2
    assert f"no lesson is called {words[0]!r}" in capsys.readouterr().err
