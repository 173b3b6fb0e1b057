"""An open lesson: the study it works on, and the check of its exercises."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import suggest_name
from analysis.lessons.cases import Case, explain_case, load_case
from analysis.lessons.exercise import Exercise
from analysis.lessons.verdict import Verdict
from analysis.reporting.source import open_study
from analysis.study import Study, load_study
from analysis.theme import use_theme

__all__ = ["Lesson", "list_rooms", "open_lesson"]


class Lesson:
    """A lesson that is open: its data and its exercises.

    Parameters
    ----------
    room
        The lesson's module and file of words, e.g. ``"lesson_04"``.
    study
        The study it works on.

    Attributes
    ----------
    room
        As given.
    study
        As given; hand its tables to the calls of the workbench.
    """

    def __init__(self, room: str, study: Study) -> None:
        self.room = room
        self.study = study
        self._memory: dict[str, Any] = {}

    @cached_property
    def exercises(self) -> dict[str, Exercise]:
        """The exercises by their numbers."""
        found = import_module(f"analysis.lessons.{self.room}").EXERCISES
        return {exercise.key: exercise for exercise in found}

    @cached_property
    def case(self) -> Case:
        """The lesson's case: a colleague's tables, the claim made from them, the task. Something in it is wrong."""
        return load_case(self.room.removeprefix("lesson_"), self.study)

    @cached_property
    def case_answer(self) -> object:
        """What is wrong with the case, in the form that its task asks for."""
        return explain_case(self.room.removeprefix("lesson_"), self.study).answer

    def check(self, exercise: str, answer: object) -> Verdict:
        """Return the verdict on an answer: whether it is right, and why.

        Parameters
        ----------
        exercise
            The exercise's number, e.g. ``"4.1"``.
        answer
            What you found; ``...`` or None where you have not answered yet.

        Returns
        -------
        Verdict

        Raises
        ------
        ValueError
            If the lesson has no such exercise.
        """
        if exercise not in self.exercises:
            raise ValueError(f"no exercise is called {exercise!r}; {suggest_name(str(exercise), self.exercises)}")
        return self.exercises[exercise].judge(answer, self)

    def remember(self, name: str, compute: Callable[[Lesson], Any]) -> Any:
        """Return a computed value, computed once.

        Parameters
        ----------
        name
            What it is remembered by.
        compute
            Computes it from this lesson.

        Returns
        -------
        object
        """
        if name not in self._memory:
            self._memory[name] = compute(self)
        return self._memory[name]

    def __repr__(self) -> str:
        return f"Lesson({self.room}: {len(self.study.documents)} documents, exercises {', '.join(self.exercises)})"


def open_lesson(number: int | str, *, data: str | Path = "") -> Lesson:
    """Open a lesson on the project's documents, or on your own.

    Parameters
    ----------
    number
        The lesson's number, or ``"lab"``.
    data
        A data folder with ``corpus.toml``, or a folder of saved tables; the project's own where empty. What the exercises
        expect is computed from it.

    Returns
    -------
    Lesson

    Raises
    ------
    ValueError
        If there is no such lesson.

    Examples
    --------
    >>> open_lesson(4)  # doctest: +SKIP
    Lesson(lesson_04: 5 documents, exercises 4.1, 4.2, 4.3, 4.4, 4.5)
    >>> open_lesson(99)
    Traceback (most recent call last):
        ...
    ValueError: no lesson is called '99'; did you mean '09'? known: ...
    """
    room = f"lesson_{str(number).zfill(2)}"
    if find_spec(f"analysis.lessons.{room}") is None:
        known = [name.removeprefix("lesson_") for name in list_rooms()]
        raise ValueError(f"no lesson is called {str(number)!r}; {suggest_name(str(number), known)}")
    use_theme()
    # Tables in a page that may hold `$` in any text; ids of clauses stand in them whole, to be copied.
    pd.set_option(
        "display.html.use_mathjax", False, "display.max_colwidth", 90, "display.max_rows", 20, "display.precision", 3
    )
    return Lesson(room, load_study(data) if data else open_study())


def list_rooms() -> list[str]:
    """Return the modules of the lessons, in their order.

    Returns
    -------
    list of str

    Examples
    --------
    >>> "lesson_04" in list_rooms()
    True
    """
    files = Path(__file__).parent.glob("lesson_*.py")
    return sorted(file.stem for file in files if re.fullmatch(r"lesson_(\d\d|lab)", file.stem))
