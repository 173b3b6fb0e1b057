"""One exercise: how its answer is computed, what is asked for, and which wrong answers are known by their reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from analysis.errors import WithheldError
from analysis.lessons.answers import Answer, OddAnswerError, is_blank
from analysis.lessons.verdict import State, Verdict
from analysis.messages import LANGUAGES, say

if TYPE_CHECKING:
    from analysis.lessons.lesson import Lesson

__all__ = ["Exercise", "make_case_exercise"]


@dataclass(frozen=True)
class Exercise:
    """An exercise that checks itself.

    Its words are in the catalogue's file of the lesson, e.g. ``lesson_04``: ``q1_right`` why the right answer is right,
    ``q1_wrong`` where to look again, ``q1_NAME`` for each misreading what it is.

    Attributes
    ----------
    key
        Its number, e.g. ``"4.1"``.
    answer
        The kind of answer.
    solve
        Computes what is expected from the lesson's data.
    points
        What a right answer earns.
    misreadings
        Wrong answers that are known: name to how one comes by it. Each has words of its own.

    Examples
    --------
    >>> from analysis.lessons.answers import Number
    >>> Exercise("4.1", Number(), lambda lesson: len(lesson.study.clauses), points=2).points
    2
    """

    key: str
    answer: Answer
    solve: Callable[[Lesson], Any]
    points: int = 1
    misreadings: Mapping[str, Callable[[Lesson], Any]] = field(default_factory=dict)

    def judge(self, given: object, lesson: Lesson) -> Verdict:
        """Return the verdict on an answer; whatever the answer is, nothing is raised for it.

        Parameters
        ----------
        given
            What the student's variable holds.
        lesson
            The lesson with its data.

        Returns
        -------
        Verdict
        """
        try:
            if is_blank(given):
                return self._say("blank", "lessons.blank")
            value = self.answer.read(given)
        except OddAnswerError as odd:
            return self._say("odd", f"lessons.{odd.key}", values=odd.values)
        except Exception:  # noqa: BLE001 - a strange object may raise anything when it is looked at
            return self._say("odd", "lessons.want_other", values={"got": type(given).__name__})
        try:
            expected = lesson.remember(self.key, self.solve)
        except (WithheldError, LookupError, ValueError, ArithmeticError) as error:
            return self._say("withheld", "lessons.withheld", values={"why": error})
        share = self.answer.measure(value, expected)
        if share == 1:
            return self._say("right", f"{lesson.room}.{self._short}_right", share=1.0)
        state: State = "partly" if share > 0 else "wrong"
        return self._explain(state, value, expected, share=share, lesson=lesson)

    def _explain(self, state: State, value: Any, expected: Any, *, share: float, lesson: Lesson) -> Verdict:
        for name, compute in self.misreadings.items():
            try:
                mistaken = lesson.remember(f"{self.key} {name}", compute)
            except (WithheldError, LookupError, ValueError, ArithmeticError):
                continue  # nobody can have come by it
            if self.answer.measure(value, mistaken) == 1:
                return self._say(state, f"{lesson.room}.{self._short}_{name}", share=share)
        slip = self.answer.find_slip(value, expected)
        if slip is not None:
            return self._say(
                state, f"lessons.{slip[0]}", also=f"{lesson.room}.{self._short}_wrong", share=share, values=slip[1]
            )
        return self._say(state, f"{lesson.room}.{self._short}_wrong", share=share)

    @property
    def _short(self) -> str:
        return f"q{self.key.rpartition('.')[2]}"

    def _say(
        self, state: State, key: str, *, also: str = "", share: float = 0.0, values: Mapping[str, object] | None = None
    ) -> Verdict:
        keys = [key, *filter(None, [also])]
        zh, en = (" ".join(say(each, lang=lang, **(values or {})) for each in keys) for lang in LANGUAGES)
        return Verdict(self.key, state, zh, en, share=share, points=self.points)


def make_case_exercise(key: str, answer: Answer, *, points: int = 2) -> Exercise:
    """Return the exercise that asks for what is wrong with the lesson's case.

    Parameters
    ----------
    key
        Its number, e.g. ``"4.6"``.
    answer
        The kind of answer that the case's task asks for.
    points
        What a right answer earns.

    Returns
    -------
    Exercise

    Examples
    --------
    >>> from analysis.lessons.answers import Text
    >>> make_case_exercise("4.6", Text()).key
    '4.6'
    """
    return Exercise(key, answer, lambda lesson: lesson.case_answer, points=points)
