"""Every lesson runs: with its solutions every exercise is right, as the student gets it every exercise is open."""

from __future__ import annotations

import ast
import re

import nbformat
import pytest
from tests.lessons.conftest import LESSONS, NAMES, Executed, each_lesson, read

from analysis.lessons import Exercise, open_lesson
from analysis.lessons.notebooks import make_student
from analysis.messages import list_messages

#: Sections of a lesson, in their order: a word of each heading.
SECTIONS = ("练习", "故意出错", "误读", "延伸阅读", "辩护或驳回", "下一步")

#: Where digits may stand in Markdown: what is measured is told by the cell that measured it. Allowed are the first cell
#: (number of the lesson, minutes), headings, formulas, code, numbers of exercises, years, and the section with references.
#: Solutions are free: what is looked at is the student's version.
ALLOWED = re.compile(
    r"^#.*$|\$\$.+?\$\$|\$[^$\n]+\$|`[^`\n]+`|(?:练习|Exercise)\s*(?:\d+|lab)\.\d+|(?<!\d)(?:19|20)\d\d(?!\d)",
    re.DOTALL | re.MULTILINE,
)
HEADING = re.compile(r"^#.*$", re.MULTILINE)


def number_of(name: str) -> str:
    """Return what a lesson is opened by: its number, or "lab"."""
    return name[:2] if name[:2].isdigit() else "lab"


def exercises_of(name: str) -> dict[str, Exercise]:
    """Return the exercises of a lesson without opening it."""
    from importlib import import_module

    return {
        exercise.key: exercise for exercise in import_module(f"analysis.lessons.lesson_{number_of(name)}").EXERCISES
    }


def outputs_of(notebook: nbformat.NotebookNode, kind: str) -> list[nbformat.NotebookNode]:
    return [output for cell in notebook.cells for output in cell.get("outputs", []) if output.output_type == kind]


def verdicts_of(notebook: nbformat.NotebookNode) -> dict[str, list[nbformat.NotebookNode]]:
    """Return exercise to the data of its verdicts, in their order."""
    found: dict[str, list[nbformat.NotebookNode]] = {}
    for cell in notebook.cells:
        match = re.match(r'lesson\.check\("([\w.]+)"', cell.source) if cell.cell_type == "code" else None
        if match:
            found.setdefault(match[1], []).append(cell.outputs[-1].data)
    return found


def check_open(verdicts: dict[str, nbformat.NotebookNode]) -> None:
    """Hold that every verdict says how to answer, and earns nothing."""
    assert [key for key, data in verdicts.items() if "verdict blank" not in data["text/html"]] == []
    assert {data["text/plain"] for data in verdicts.values()} == {"0"}
    assert all("换成你的答案" in data["text/html"] and "your answer" in data["text/html"] for data in verdicts.values())


def test_there_are_lessons() -> None:
    assert NAMES


@each_lesson
def test_the_students_version_is_current(name: str) -> None:
    wanted = nbformat.writes(make_student(read(name)), indent=1, ensure_ascii=False).rstrip("\n") + "\n"
    assert (LESSONS / f"{name}.ipynb").read_text(encoding="utf-8") == wanted, "run tools/make_lessons.py"


@each_lesson
def test_no_lesson_is_left_over(name: str) -> None:
    assert {path.stem for path in LESSONS.glob("*.ipynb")} == set(NAMES)
    assert open_lesson.__name__
    assert exercises_of(name)


@each_lesson
def test_blanks_are_open_and_solutions_right(name: str, executed: Executed) -> None:
    """Run by papermill: no cell crashes or warns; each exercise is checked twice, before it is answered and after."""
    notebook, warned = executed[name]
    assert outputs_of(notebook, "error") == []
    assert warned == []
    verdicts = verdicts_of(notebook)
    assert set(verdicts) == set(exercises_of(name))
    check_open({key: before for key, (before, _) in verdicts.items()})
    wrong = {
        key: data["text/markdown"] for key, (_, data) in verdicts.items() if "verdict right" not in data["text/html"]
    }
    assert wrong == {}
    assert {key: float(data["text/plain"]) for key, (_, data) in verdicts.items()} == {
        key: exercise.points for key, exercise in exercises_of(name).items()
    }


@each_lesson
def test_nothing_rests_on_an_answer(name: str) -> None:
    """What a solution names is used by its check and by later solutions only, or its type is asked for first."""
    named: set[str] = set()
    for cell in read(name).cells:
        if cell.cell_type != "code":
            continue
        names = [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Name)]
        if "### BEGIN SOLUTION" in cell.source:
            named |= {node.id for node in names if isinstance(node.ctx, ast.Store)}
        else:
            used = {node.id for node in names if isinstance(node.ctx, ast.Load)} & named
            assert all(word.startswith("answer_") for word in used), used
            asked = all(f"isinstance({word}, " in cell.source for word in used)
            assert asked or cell.source.startswith("lesson.check("), used
            named -= {node.id for node in names if isinstance(node.ctx, ast.Store)}


@pytest.mark.slow
@each_lesson
def test_as_handed_out_a_lesson_runs_whole(name: str, handed_out: Executed) -> None:
    notebook, warned = handed_out[name]
    assert outputs_of(notebook, "error") == []
    assert warned == []
    verdicts = verdicts_of(notebook)
    assert set(verdicts) == set(exercises_of(name))
    check_open({key: only for key, (only,) in verdicts.items()})


@each_lesson
def test_figures_have_a_text_alternative(name: str, executed: Executed) -> None:
    notebook, _ = executed[name]
    pictures = [output for output in outputs_of(notebook, "display_data") if "image/png" in output.data]
    assert all(len(output.metadata["image/png"]["alt"]) > 20 for output in pictures)
    assert not [output for output in outputs_of(notebook, "execute_result") if "image/png" in output.data]
    assert "<Axes" not in str(notebook)


@each_lesson
def test_numbers_of_the_prose_come_from_the_code_beside_it(name: str) -> None:
    """Markdown holds no digits but those that :data:`ALLOWED` names."""
    cells = [cell.source for cell in read(name, source=False).cells if cell.cell_type == "markdown"]
    prose = [cell for cell in cells[1:] if "延伸阅读" not in cell.splitlines()[0]]
    found = [line for cell in prose for line in ALLOWED.sub("", cell).splitlines() if re.search(r"\d", line)]
    assert found == []


def test_the_rule_of_digits_finds_what_it_forbids() -> None:
    kept = "# 2 heading\n练习 4.1 asks for $x_1$ in 2025, see `f(3)`."
    assert not re.search(r"\d", ALLOWED.sub("", kept))
    assert re.search(r"\d", ALLOWED.sub("", "共有 142 条"))
    assert re.search(r"\d", ALLOWED.sub("", "共 20255 字"))


@each_lesson
def test_it_has_every_section_in_order(name: str) -> None:
    headings = [
        heading for cell in read(name).cells if cell.cell_type == "markdown" for heading in HEADING.findall(cell.source)
    ]
    places = [next((i for i, heading in enumerate(headings) if word in heading), -1) for word in SECTIONS]
    assert places == sorted(places), dict(zip(SECTIONS, places, strict=True))
    assert -1 not in places, dict(zip(SECTIONS, places, strict=True))
    first = read(name).cells[0].source
    assert all(word in first for word in ("**问题**", "**数据**", "**用时**", "**学完能说**", "English summary"))
    assert 30 <= int(re.search(r"约 (\d+) 分钟", first)[1]) <= 50
    assert 4 <= len(exercises_of(name)) <= 7


@each_lesson
def test_marks_are_what_nbgrader_understands(name: str) -> None:
    cells = read(name).cells
    marks = [cell.metadata["nbgrader"] for cell in cells if "nbgrader" in cell.metadata]
    assert len({mark["grade_id"] for mark in marks}) == len(marks)
    assert {mark["schema_version"] for mark in marks} == {3}
    solved = [cell for cell in cells if "### BEGIN SOLUTION" in cell.source]
    assert all(cell.metadata["nbgrader"]["solution"] for cell in solved)
    assert all(cell.source.count("### END SOLUTION") == 1 for cell in solved)
    assert sum(mark["solution"] for mark in marks) == len(solved)
    points = {}
    for cell in cells:
        match = re.fullmatch(r'lesson\.check\("([\w.]+)", answer_(\w+)\)', cell.source)
        if match:
            mark = cell.metadata["nbgrader"]
            assert mark["grade"]
            assert mark["locked"]
            assert match[1].replace(".", "_") == match[2]
            points[match[1]] = mark["points"]
    assert points == {key: exercise.points for key, exercise in exercises_of(name).items()}
    claims = [cell for cell in cells if cell.cell_type == "markdown" and cell.metadata.get("nbgrader", {}).get("grade")]
    assert len(claims) == 1, "one claim is graded by hand"
    assert "Rubric" in claims[0].source.partition("### BEGIN SOLUTION")[2]


@each_lesson
def test_the_student_gets_no_solution(name: str) -> None:
    text = (LESSONS / f"{name}.ipynb").read_text(encoding="utf-8")
    assert "SOLUTION" not in text
    assert "Rubric" not in text
    for cell in read(name, source=False).cells:
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("solution"):
            assert re.search(r"^answer_\w+ = \.\.\.", cell.source, re.MULTILINE), cell.source


@each_lesson
def test_every_verdict_has_words_and_no_words_are_left_over(name: str) -> None:
    room = f"lesson_{number_of(name)}"
    wanted = {
        f"{room}.q{key.rpartition('.')[2]}_{end}"
        for key, exercise in exercises_of(name).items()
        for end in ("right", "wrong", *exercise.misreadings)
    }
    assert wanted == {key for key in list_messages() if key.partition(".")[0] == room}
