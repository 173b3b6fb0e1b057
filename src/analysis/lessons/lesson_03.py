"""Exercises of lesson 03: words and dictionaries."""

from __future__ import annotations

import pandas as pd

from analysis.lessons.answers import Choice, Names, Number, Text
from analysis.lessons.exercise import Exercise, make_case_exercise
from analysis.lessons.lesson import Lesson
from analysis.lexis import cut_tokens, list_stop_words

__all__ = ["EXERCISES"]

#: The terms and words that the exercises ask about.
_TERM = "算力"
_PART = "模型"
_WORDS = ("推进", "加快", "平台", "算力", "支持", "数据")


def _cut(lesson: Lesson) -> pd.DataFrame:
    study = lesson.study
    tokens: pd.DataFrame = lesson.remember("tokens", lambda _: cut_tokens(study.clauses, masks=study.masks))
    return tokens


def _cut_all(lesson: Lesson) -> pd.DataFrame:
    """Return the tokens that no stop list took out."""
    study = lesson.study
    tokens: pd.DataFrame = lesson.remember("all", lambda _: cut_tokens(study.clauses, masks=study.masks, stop=()))
    return tokens


def _cut_unmasked(lesson: Lesson) -> pd.DataFrame:
    tokens: pd.DataFrame = lesson.remember("unmasked", lambda _: cut_tokens(lesson.study.clauses))
    return tokens


def _uses(tokens: pd.DataFrame) -> int:
    return int((tokens["term"] == _TERM).sum())


def _rate(lesson: Lesson) -> float:
    tokens = _cut(lesson)
    return 1000 * _uses(tokens) / len(tokens)


def _list_words(lesson: Lesson, *, stopped: bool) -> list[str]:
    del lesson
    stop = list_stop_words()
    return [word for word in _WORDS if (word in stop) == stopped]


EXERCISES = (
    Exercise(
        "3.1",
        Number(),
        lambda lesson: _cut(lesson)["term"].nunique(),
        points=1,
        misreadings={
            "tokens": lambda lesson: len(_cut(lesson)),
            "stopped": lambda lesson: _cut_all(lesson)["term"].nunique(),
            "unmasked": lambda lesson: _cut_unmasked(lesson)["term"].nunique(),
        },
    ),
    Exercise(
        "3.2",
        Number(tolerance=0.05),
        _rate,
        points=2,
        misreadings={
            "count": lambda lesson: _uses(_cut(lesson)),
            "percent": lambda lesson: _rate(lesson) / 10,
            "types": lambda lesson: 1000 * _uses(_cut(lesson)) / _cut(lesson)["term"].nunique(),
            "stopped": lambda lesson: 1000 * _uses(_cut_all(lesson)) / len(_cut_all(lesson)),
        },
    ),
    Exercise(
        "3.3",
        Number(),
        lambda lesson: (_cut(lesson)["term"].str.contains(_PART) & (_cut(lesson)["term"] != _PART)).sum(),
        points=2,
        misreadings={
            "alone": lambda lesson: (_cut(lesson)["term"] == _PART).sum(),
            "every": lambda lesson: _cut(lesson)["term"].str.contains(_PART).sum(),
            "kinds": lambda lesson: (
                _cut(lesson).loc[lambda table: table["term"].str.contains(_PART) & (table["term"] != _PART), "term"]
            ).nunique(),
        },
    ),
    Exercise(
        "3.4",
        Names(),
        lambda lesson: _list_words(lesson, stopped=True),
        points=1,
        misreadings={"kept": lambda lesson: _list_words(lesson, stopped=False)},
    ),
    Exercise(
        "3.5",
        Choice(letters="ABCD"),
        lambda _: "D",
        points=1,
        misreadings={"not_mentioned": lambda _: "A", "less": lambda _: "B", "stop_word": lambda _: "C"},
    ),
    make_case_exercise("3.6", Text()),
)
