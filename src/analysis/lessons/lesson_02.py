"""Exercises of lesson 02: what a clause is."""

from __future__ import annotations

import pandas as pd

from analysis.lessons.answers import Choice, Number, Text
from analysis.lessons.exercise import Exercise, make_case_exercise
from analysis.lessons.lesson import Lesson

__all__ = ["EXERCISES"]

#: Two subjects that the exercises look for in one clause.
_PAIR = ("算力", "数据")


def _clauses(lesson: Lesson, kind: str = "clause") -> pd.DataFrame:
    table = lesson.study.clauses
    return table[table["kind"] == kind]


def _lengths(lesson: Lesson) -> pd.Series:
    return _clauses(lesson)["text"].str.len()


def _count_children(lesson: Lesson, *, below: bool) -> str:
    """Return the clause with the most children, or with the most clauses anywhere below it."""
    table = lesson.study.clauses.dropna(subset=["parent_id"])
    if not below:
        return str(table["parent_id"].value_counts().sort_index().idxmax())
    parents = table.set_index("clause_id")["parent_id"].to_dict()
    counts: dict[str, int] = {}
    for clause_id in parents:
        above = parents.get(clause_id)
        while above is not None:
            counts[above] = counts.get(above, 0) + 1
            above = parents.get(above)
    return max(sorted(counts), key=lambda clause_id: counts[clause_id])


def _find_longest(lesson: Lesson) -> str:
    table = lesson.study.clauses
    return str(table.set_index("clause_id")["text"].str.len().idxmax())


def _hold_pair(texts: pd.Series) -> pd.Series:
    return texts.str.contains(_PAIR[0]) & texts.str.contains(_PAIR[1])


def _count_together(lesson: Lesson) -> int:
    return int(_hold_pair(_clauses(lesson)["text"]).sum())


def _count_either(lesson: Lesson) -> int:
    return int(_clauses(lesson)["text"].str.contains("|".join(_PAIR)).sum())


def _count_documents(lesson: Lesson) -> int:
    return int(_hold_pair(lesson.study.documents["clean_text"]).sum())


EXERCISES = (
    Exercise(
        "2.1",
        Number(),
        lambda lesson: len(_clauses(lesson)),
        points=1,
        misreadings={
            "rows": lambda lesson: len(lesson.study.clauses),
            "numbered": lambda lesson: lesson.study.clauses["number"].notna().sum(),
        },
    ),
    Exercise(
        "2.2",
        Number(tolerance=0.5),
        lambda lesson: float(_lengths(lesson).median()),
        points=1,
        misreadings={
            "mean": lambda lesson: float(_lengths(lesson).mean()),
            "rows": lambda lesson: float(lesson.study.clauses["text"].str.len().median()),
        },
    ),
    Exercise(
        "2.3",
        Text(),
        lambda lesson: _count_children(lesson, below=False),
        points=2,
        misreadings={"below": lambda lesson: _count_children(lesson, below=True), "longest": _find_longest},
    ),
    Exercise(
        "2.4",
        Number(),
        _count_together,
        points=2,
        misreadings={
            "documents": _count_documents,
            "either": _count_either,
            "rows": lambda lesson: _hold_pair(lesson.study.clauses["text"]).sum(),
        },
    ),
    Exercise(
        "2.5",
        Choice(letters="ABCD"),
        lambda _: "B",
        points=1,
        misreadings={"in_chapter": lambda _: "A", "in_document": lambda _: "C", "sentence": lambda _: "D"},
    ),
    make_case_exercise("2.6", Text()),
)
