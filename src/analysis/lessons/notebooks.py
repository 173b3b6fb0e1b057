"""The notebooks of the lessons: from one source the student's version, the instructor's, and a course for nbgrader."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import nbformat

from analysis.errors import CallError, DataError, Problem, suggest_name
from analysis.files import write_whole

__all__ = [
    "CODE_STUB",
    "TEXT_STUB",
    "LessonNotebook",
    "copy_lessons",
    "find_lessons",
    "make_course",
    "make_instructor",
    "make_student",
    "pick_lessons",
    "write_notebook",
]

#: What stands in place of a solution; nbgrader is told the same.
CODE_STUB = "# 在此作答 · YOUR CODE HERE"
TEXT_STUB = "（在此作答 · YOUR ANSWER HERE）"

_SOLUTION = re.compile(r"^[ \t]*### BEGIN SOLUTION[^\n]*\n.*?^[ \t]*### END SOLUTION[^\n]*$", re.DOTALL | re.MULTILINE)
_MARK = re.compile(r"^[ \t]*### (?:BEGIN|END) SOLUTION[^\n]*\n?", re.MULTILINE)
_MINUTES = re.compile(r"(\d+)\s*分钟")
_NUMBER = re.compile(r"^\d+_")


@dataclass(frozen=True)
class LessonNotebook:
    """The source of one lesson.

    Attributes
    ----------
    path
        Its file.
    """

    path: Path

    @property
    def name(self) -> str:
        """Its name, e.g. ``04_tf_idf_by_hand``."""
        return self.path.stem

    @cached_property
    def content(self) -> nbformat.NotebookNode:
        """The notebook as it is stored, with solutions."""
        try:
            notebook: nbformat.NotebookNode = nbformat.read(self.path, as_version=4)
        except (OSError, ValueError, nbformat.reader.NotJSONError) as error:
            raise DataError(Problem(str(self.path), f"cannot be read as a notebook ({error})")) from error
        return notebook

    @property
    def title(self) -> str:
        """Its title, in both languages."""
        first = self.content.cells[0].source.strip().splitlines()[0]
        return str(first.lstrip("# ").strip())

    @property
    def minutes(self) -> int:
        """How long it takes, as its first cell says."""
        found = _MINUTES.search(self.content.cells[0].source)
        return int(found[1]) if found else 0

    @property
    def points(self) -> float:
        """The points of all its graded cells."""
        return float(sum(cell.metadata.get("nbgrader", {}).get("points", 0) for cell in self.content.cells))


def find_lessons(data: Path) -> list[LessonNotebook]:
    """Return the source of every lesson, in the order of their numbers.

    Parameters
    ----------
    data
        The data folder; ``notebooks/lessons/source`` beside it holds the project's own lessons, which win over the
        workbench's of the same name.

    Returns
    -------
    list of LessonNotebook
    """
    roots = [Path(__file__).resolve().parents[3], data.resolve().parent]
    files = [path for root in roots for path in sorted((root / "notebooks" / "lessons" / "source").glob("*.ipynb"))]
    found = {path.stem: path for path in files}
    return [LessonNotebook(found[name]) for name in sorted(found)]


def pick_lessons(names: list[str], data: Path) -> list[LessonNotebook]:
    """Return the named lessons; all of them where no name is given.

    Parameters
    ----------
    names
        Numbers or names, e.g. ``4``, ``04``, ``tf_idf_by_hand``.
    data
        The data folder.

    Returns
    -------
    list of LessonNotebook

    Raises
    ------
    CallError
        If a name is unknown, or there is no lesson at all.
    """
    lessons = find_lessons(data)
    if not lessons:
        raise CallError("no lesson is here: the folder 'notebooks/lessons/source' is missing or empty")
    known = {key: lesson for lesson in lessons for key in (_NUMBER.sub("", lesson.name), lesson.name)}
    known |= {lesson.name[:2]: lesson for lesson in lessons if _NUMBER.match(lesson.name)}
    picked = []
    for name in names:
        key = name.zfill(2) if name.isdigit() else name
        if key not in known:
            raise CallError(f"no lesson is called {name!r}; {suggest_name(key, known)}")
        picked.append(known[key])
    return picked or lessons


def make_student(source: nbformat.NotebookNode) -> nbformat.NotebookNode:
    r"""Return the student's version: a blank in place of every solution.

    Parameters
    ----------
    source
        A lesson's source.

    Returns
    -------
    nbformat.NotebookNode
        The same cells; what nbgrader makes of the source, cell by cell.

    Examples
    --------
    >>> cell = nbformat.v4.new_code_cell("x = ...\n### BEGIN SOLUTION\nx = 1\n### END SOLUTION")
    >>> print(make_student(nbformat.v4.new_notebook(cells=[cell])).cells[0].source)
    x = ...
    # 在此作答 · YOUR CODE HERE
    """
    notebook = copy.deepcopy(source)
    for cell in notebook.cells:
        cell.source = _SOLUTION.sub(CODE_STUB if cell.cell_type == "code" else TEXT_STUB, cell.source)
    return notebook


def make_instructor(source: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return the instructor's version: solutions and rubrics in sight, and the points of every graded cell.

    Parameters
    ----------
    source
        A lesson's source.

    Returns
    -------
    nbformat.NotebookNode
    """
    notebook = copy.deepcopy(source)
    cells = []
    for cell in notebook.cells:
        points = cell.metadata.get("nbgrader", {}).get("points")
        cell.source = _MARK.sub("", cell.source).rstrip()
        if points is not None:
            name = cell.metadata["nbgrader"]["grade_id"]
            label = nbformat.v4.new_markdown_cell(f"**{name}：{points:g} 分 · {points:g} points**")
            label.id = f"points-{cell.id}"[:64]
            cells.append(label)
        cells.append(cell)
    notebook.cells = cells
    notebook.cells[0].source += "\n\n> **教师版 · Instructor's version**：含参考答案与评分标准，请勿发给学生。"
    return notebook


def copy_lessons(
    lessons: list[LessonNotebook], folder: Path, *, data: Path, instructor: bool = False
) -> dict[str, str]:
    """Write lessons into a folder of one's own; what is there already is never overwritten.

    Parameters
    ----------
    lessons
        The lessons.
    folder
        Where to; made where it is missing.
    data
        The data folder; a copy that stands outside its project is told where it is.
    instructor
        Whether to write the instructor's version.

    Returns
    -------
    dict of str to str
        File name to ``written`` or ``kept``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    outcomes = {}
    for lesson in lessons:
        file = folder / f"{lesson.name}.ipynb"
        if file.exists():
            outcomes[file.name] = "kept"
            continue
        notebook = make_instructor(lesson.content) if instructor else make_student(lesson.content)
        write_notebook(_point_to(notebook, folder, data), file)
        outcomes[file.name] = "written"
    return outcomes


def make_course(lessons: list[LessonNotebook], folder: Path, *, data: Path) -> dict[str, str]:
    """Write a course for nbgrader: an assignment a lesson, and the configuration that makes the blanks the same.

    Parameters
    ----------
    lessons
        The lessons.
    folder
        The folder of the course; made where it is missing. What is there already is never overwritten.
    data
        The data folder that every copy is told of.

    Returns
    -------
    dict of str to str
        File to ``written`` or ``kept``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "nbgrader_config.py"
    outcomes = {config.name: "kept" if config.exists() else "written"}
    if not config.exists():
        write_whole(config, _CONFIG.format(code=CODE_STUB, text=TEXT_STUB))
    for lesson in lessons:
        file = folder / "source" / lesson.name / f"{lesson.name}.ipynb"
        name = file.relative_to(folder).as_posix()
        outcomes[name] = "kept" if file.exists() else "written"
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            write_notebook(_point_to(copy.deepcopy(lesson.content), file.parent, data), file)
    return outcomes


def write_notebook(notebook: nbformat.NotebookNode, file: Path) -> None:
    """Write a notebook as the project stores them: without results, one blank an indent, a newline at the end.

    Parameters
    ----------
    notebook
        The notebook.
    file
        Where to.
    """
    nbformat.validate(notebook)
    write_whole(file, nbformat.writes(notebook, version=4, indent=1, ensure_ascii=False).rstrip("\n") + "\n")


def _point_to(notebook: nbformat.NotebookNode, folder: Path, data: Path) -> nbformat.NotebookNode:
    """Tell a copy that stands outside its project where the data are."""
    data = data.resolve()
    if not folder.resolve().is_relative_to(data.parent):
        for cell in notebook.cells:
            if "parameters" in cell.metadata.get("tags", []):
                cell.source = cell.source.replace('data: str = ""', f"data: str = {data.as_posix()!r}", 1)
    return notebook


#: nbgrader's own blank raises an error, which Run All would stop at.
_CONFIG = """\
# Made by `zhengce lessons --nbgrader`; read by every nbgrader command that is called in this folder.
c = get_config()
c.CourseDirectory.course_id = "zhengce"
c.ClearSolutions.code_stub = {{"python": {code!r}}}
c.ClearSolutions.text_stub = {text!r}
c.ExecutePreprocessor.timeout = 600
"""
