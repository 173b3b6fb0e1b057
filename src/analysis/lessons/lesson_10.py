"""Exercises of lesson 10: the whole study, reproducible."""

from __future__ import annotations

import pandas as pd

from analysis.lessons.answers import Choice, Number, Text
from analysis.lessons.exercise import Exercise, make_case_exercise
from analysis.lessons.lesson import Lesson
from analysis.trace import trace_id

__all__ = ["EXERCISES"]


def _count_edits(lesson: Lesson) -> pd.Series[int]:
    return lesson.study.edits["doc_id"].value_counts().sort_index()


def _name_rules(lesson: Lesson) -> list[str]:
    """Return the rules that made most edits of the document with most edits."""
    edits = lesson.study.edits
    own = edits[edits["doc_id"] == _count_edits(lesson).idxmax()]
    return own["rule"].mode().tolist()


def _sum_chars(lesson: Lesson, column: str) -> int:
    return int(lesson.study.documents[column].str.len().sum())


def _find_first(lesson: Lesson, column: str) -> int:
    spans = lesson.remember("first", lambda _: trace_id(lesson.study, str(lesson.study.clauses["clause_id"].iloc[0])))
    return int(spans[column].min())


EXERCISES = (
    Exercise("10.1", Text(), lambda lesson: str(_count_edits(lesson).idxmax())),
    Exercise(
        "10.2",
        Text(),
        _name_rules,
        points=2,
    ),
    Exercise(
        "10.3",
        Number(),
        lambda lesson: _sum_chars(lesson, "source_text") - _sum_chars(lesson, "clean_text"),
        points=2,
        misreadings={
            "edits": lambda lesson: len(lesson.study.edits),
            "turned": lambda lesson: _sum_chars(lesson, "clean_text") - _sum_chars(lesson, "source_text"),
        },
    ),
    Exercise(
        "10.4",
        Number(),
        lambda lesson: _find_first(lesson, "source_start"),
        points=2,
        misreadings={"end": lambda lesson: _find_first(lesson, "source_end")},
    ),
    Exercise(
        "10.5",
        Choice(letters="ABCD"),
        lambda _: "C",
        misreadings={"near": lambda _: "A", "by_hand": lambda _: "B", "chance": lambda _: "D"},
    ),
    make_case_exercise("10.6", Text()),
)
