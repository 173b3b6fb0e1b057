"""Exercises of lesson 07: who copied whom."""

from __future__ import annotations

import pandas as pd

from analysis.lessons.answers import Choice, Names, Number
from analysis.lessons.exercise import Exercise, make_case_exercise
from analysis.lessons.lesson import Lesson
from analysis.similarity import find_passages

__all__ = ["EXERCISES"]

_LONG = 30


def _find(lesson: Lesson, *, min_chars: int = 15) -> pd.DataFrame:
    study = lesson.study
    found: pd.DataFrame = lesson.remember(
        f"passages {min_chars}", lambda _: find_passages(study.clauses, masks=study.masks, min_chars=min_chars)
    )
    return found


def _keep_substance(lesson: Lesson) -> pd.DataFrame:
    passages = _find(lesson)
    return passages[passages["label"] == "substance"]


def _share(lesson: Lesson, column: str | None) -> float:
    own, every = _keep_substance(lesson), _find(lesson)
    if column is None:
        return len(own) / max(len(every), 1)
    return float(own[column].sum() / max(every[column].sum(), 1))


def _name_clauses(lesson: Lesson, *, lowest: bool) -> list[str]:
    own = _keep_substance(lesson)
    if own.empty:
        return []
    row = own.sort_values(["identity", "passage_id"]).iloc[0 if lowest else -1]
    return [str(row[name]) for name in ("clause_a", "clause_b")]


EXERCISES = (
    Exercise(
        "7.1",
        Number(),
        lambda lesson: len(_keep_substance(lesson)),
        misreadings={
            "all": lambda lesson: len(_find(lesson)),
            "chars": lambda lesson: int(_keep_substance(lesson)["n_chars"].sum()),
        },
    ),
    Exercise(
        "7.2",
        Number(),
        lambda lesson: len(_find(lesson, min_chars=_LONG)),
        points=2,
    ),
    Exercise(
        "7.3",
        Number(tolerance=0.01),
        lambda lesson: _share(lesson, "n_chars"),
        points=2,
        misreadings={"passages": lambda lesson: _share(lesson, None)},
    ),
    Exercise(
        "7.4",
        Names(),
        lambda lesson: _name_clauses(lesson, lowest=True),
        points=2,
        misreadings={"highest": lambda lesson: _name_clauses(lesson, lowest=False)},
    ),
    Exercise(
        "7.5",
        Choice(letters="ABCD"),
        lambda _: "C",
        misreadings={"longer": lambda _: "A", "number": lambda _: "B", "joint": lambda _: "D"},
    ),
    make_case_exercise("7.6", Number()),
)
