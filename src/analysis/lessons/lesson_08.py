"""Exercises of lesson 08: agencies and networks."""

from __future__ import annotations

import pandas as pd

from analysis.lessons.answers import Choice, Number, Text
from analysis.lessons.exercise import Exercise, make_case_exercise
from analysis.lessons.lesson import Lesson
from analysis.networks import find_backbone, link_agencies, list_incidences

__all__ = ["EXERCISES"]

_LEVEL = 0.05
_TWICE = 2


def _list(lesson: Lesson) -> pd.DataFrame:
    """Return who is named in which clause, in the jurisdiction with the most of them."""
    lists: pd.DataFrame = lesson.remember("lists", lambda _: list_incidences(lesson.study.duties))
    own: pd.DataFrame = lists[lists["jurisdiction"] == lists["jurisdiction"].mode().iloc[0]]
    return own


def _sizes(lesson: Lesson) -> pd.Series[int]:
    return _list(lesson).groupby("clause_id")["agency"].nunique()


def _find_strongest(lesson: Lesson) -> str:
    return str(_measure_strength(lesson, "count").round(6).sort_index().idxmax())


def _measure_strength(lesson: Lesson, weighting: str) -> pd.Series[float]:
    links: pd.DataFrame = lesson.remember(
        f"links {weighting}", lambda _: link_agencies(lesson.study.duties, weighting=weighting)
    )
    own = links[links["jurisdiction"] == _list(lesson)["jurisdiction"].iloc[0]]
    ends = [own.rename(columns={end: "agency"})[["agency", "weight"]] for end in ("agency_a", "agency_b")]
    strength: pd.Series[float] = pd.concat(ends).groupby("agency")["weight"].sum()
    return strength


def _test(lesson: Lesson, method: str) -> pd.DataFrame:
    found: pd.DataFrame = lesson.remember(
        f"backbone {method}", lambda _: find_backbone(lesson.study.duties, method=method)
    )
    return found


EXERCISES = (
    Exercise(
        "8.1",
        Number(),
        lambda lesson: int((_list(lesson).groupby("agency")["clause_id"].nunique() < _TWICE).sum()),
        misreadings={
            "all": lambda lesson: _list(lesson)["agency"].nunique(),
            "clauses": lambda lesson: int((_sizes(lesson) == 1).sum()),
        },
    ),
    Exercise(
        "8.2",
        Number(),
        lambda lesson: int(_sizes(lesson).max() * (_sizes(lesson).max() - 1) // 2),
        points=2,
        misreadings={
            "bodies": lambda lesson: int(_sizes(lesson).max()),
            "twice": lambda lesson: int(_sizes(lesson).max() * (_sizes(lesson).max() - 1)),
        },
    ),
    Exercise(
        "8.3",
        Number(tolerance=0.01),
        lambda lesson: float(_measure_strength(lesson, "newman")[_find_strongest(lesson)]),
        points=2,
        misreadings={"count": lambda lesson: float(_measure_strength(lesson, "count")[_find_strongest(lesson)])},
    ),
    Exercise(
        "8.4",
        Number(),
        lambda lesson: int(_test(lesson, "hypergeometric")["kept"].sum()),
        points=2,
        misreadings={
            "uncorrected": lambda lesson: int((_test(lesson, "hypergeometric")["p"] <= _LEVEL).sum()),
            "tested": lambda lesson: len(_test(lesson, "hypergeometric")),
        },
    ),
    Exercise(
        "8.5",
        Choice(letters="ABCD"),
        lambda _: "B",
        misreadings={"power": lambda _: "A", "leads": lambda _: "C", "cause": lambda _: "D"},
    ),
    make_case_exercise("8.6", Text()),
)
