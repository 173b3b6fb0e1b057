"""Lessons: exercises that check themselves, and the notebooks made from one source for students and for instructors.

In a notebook, :func:`open_lesson` gives the study and :meth:`Lesson.check`, which says at once why an answer is right or not;
:func:`tell` and :func:`show_figure` put numbers into words and figures into the page. What is expected is computed from the
data at hand, never stored.
"""

from analysis.lessons.cases import load_case
from analysis.lessons.coders import load_codings
from analysis.lessons.exercise import Exercise
from analysis.lessons.lesson import Lesson, open_lesson
from analysis.lessons.telling import show_figure, tell
from analysis.lessons.verdict import Verdict

__all__ = ["Exercise", "Lesson", "Verdict", "load_case", "load_codings", "open_lesson", "show_figure", "tell"]
