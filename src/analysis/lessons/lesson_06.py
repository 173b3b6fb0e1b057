"""Exercises of lesson 06: similarity and its null."""

from __future__ import annotations

import math

import pandas as pd

from analysis.lessons.answers import Choice, Names, Number
from analysis.lessons.exercise import Exercise, make_case_exercise
from analysis.lessons.lesson import Lesson
from analysis.lexis import count_terms, weigh_terms
from analysis.similarity import compare_units, explain_pairs, resample_pairs

__all__ = ["EXERCISES"]

_LEVEL = 0.05
#: Draws of the null, as in the notebook.
_N_DRAWS = 499
_TOP = 3


def _count(lesson: Lesson) -> pd.DataFrame:
    study = lesson.study
    found: pd.DataFrame = lesson.remember("terms", lambda _: count_terms(study.clauses, masks=study.masks))
    return found


def _weigh(lesson: Lesson) -> pd.DataFrame:
    found: pd.DataFrame = lesson.remember("weights", lambda _: weigh_terms(_count(lesson), unit="document"))
    return found


def _compare(lesson: Lesson) -> pd.DataFrame:
    """Return the pairs of documents, the most alike first."""
    pairs: pd.DataFrame = lesson.remember("pairs", lambda _: compare_units(_weigh(lesson)))
    return pairs.sort_values("value", ascending=False, ignore_index=True)


def _test(lesson: Lesson) -> pd.DataFrame:
    found: pd.DataFrame = lesson.remember(
        "tested", lambda _: resample_pairs(_weigh(lesson), _count(lesson), n_draws=_N_DRAWS)
    )
    return found


def _name_pair(lesson: Lesson, place: int) -> list[str]:
    return [str(name) for name in _compare(lesson).iloc[place][["unit_a", "unit_b"]]]


def _measure_counts(lesson: Lesson, *, power: int = 1) -> float:
    """Return the cosine of the most alike pair by raw counts, or by counts no matter how many."""
    weights = _weigh(lesson)
    a, b = (weights[weights["unit_id"] == name].set_index("term")["n"] ** power for name in _name_pair(lesson, 0))
    return float((a * b).sum() / math.sqrt((a**2).sum() * (b**2).sum()))


def _explain(lesson: Lesson, place: int) -> list[str]:
    parts = explain_pairs(_weigh(lesson), pairs=_compare(lesson).iloc[[place]])
    ranked = parts.round(6).sort_values(["contribution", "term"], ascending=[False, True])
    return ranked["term"].head(_TOP).tolist()


EXERCISES = (
    Exercise(
        "6.1",
        Names(),
        lambda lesson: _name_pair(lesson, -1),
        misreadings={"highest": lambda lesson: _name_pair(lesson, 0)},
    ),
    Exercise(
        "6.2",
        Number(tolerance=0.001),
        _measure_counts,
        points=2,
        misreadings={
            "weighted": lambda lesson: _compare(lesson)["value"].iloc[0],
            "presence": lambda lesson: _measure_counts(lesson, power=0),
        },
    ),
    Exercise(
        "6.3",
        Names(),
        lambda lesson: _explain(lesson, -1),
        points=2,
        misreadings={"highest": lambda lesson: _explain(lesson, 0)},
    ),
    Exercise(
        "6.4",
        Number(),
        lambda lesson: int((_test(lesson)["q"] <= _LEVEL).sum()),
        points=2,
        misreadings={
            "below": lambda lesson: int((_test(lesson)["value"] < _test(lesson)["null_mean"]).sum()),
            "above": lambda lesson: int((_test(lesson)["value"] > _test(lesson)["null_mean"]).sum()),
        },
    ),
    Exercise(
        "6.5",
        Choice(letters="ABCD"),
        lambda _: "B",
        misreadings={"copied": lambda _: "A", "error": lambda _: "C", "opposed": lambda _: "D"},
    ),
    make_case_exercise("6.6", Names()),
)
