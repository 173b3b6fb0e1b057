"""What ``zhengce lessons`` does."""

from __future__ import annotations

from pathlib import Path

from analysis.lessons.notebooks import LessonNotebook, copy_lessons, make_course

__all__ = ["list_lines", "write_lessons"]


def list_lines(lessons: list[LessonNotebook]) -> list[str]:
    """Return a line a lesson: its name, its title, how long it takes, its points.

    Parameters
    ----------
    lessons
        The lessons.

    Returns
    -------
    list of str
    """
    width = max((len(lesson.name) for lesson in lessons), default=0)
    return [
        f"{lesson.name:<{width}}  {lesson.title}  ({lesson.minutes} min, {lesson.points:g} points)"
        for lesson in lessons
    ]


def write_lessons(lessons: list[LessonNotebook], folder: Path, *, kind: str, data: Path) -> list[str]:
    """Write lessons into a folder and return a line a file.

    Parameters
    ----------
    lessons
        The lessons.
    folder
        Where to.
    kind
        ``copy`` for a student, ``instructor``, or ``nbgrader`` for a course.
    data
        The data folder.

    Returns
    -------
    list of str
    """
    if kind == "nbgrader":
        outcomes = make_course(lessons, folder, data=data)
    else:
        outcomes = copy_lessons(lessons, folder, data=data, instructor=kind == "instructor")
    return [f"{outcome}: {folder / name}" for name, outcome in outcomes.items()]
