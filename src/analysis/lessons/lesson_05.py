"""Exercises of lesson 05: topics, and how many."""

from __future__ import annotations

import pandas as pd

from analysis.lessons.answers import Choice, Names, Number
from analysis.lessons.exercise import Exercise, make_case_exercise
from analysis.lessons.lesson import Lesson
from analysis.lexis import count_terms, weigh_terms
from analysis.topics import Topics, choose_k, fit_topics

__all__ = ["EXERCISES"]

#: The number of topics that the lesson works with, and those it compares.
_K = 8
_KS = (4, 6, 8, 10, 12)
_TOP = 5
_HALF = 0.5


def _weigh(lesson: Lesson) -> pd.DataFrame:
    study = lesson.study
    weights: pd.DataFrame = lesson.remember(
        "weights", lambda _: weigh_terms(count_terms(study.clauses, masks=study.masks))
    )
    return weights


def _fit(lesson: Lesson) -> Topics:
    topics: Topics = lesson.remember("topics", lambda _: fit_topics(_weigh(lesson), _K))
    return topics


def _compare(lesson: Lesson) -> pd.DataFrame:
    choice: pd.DataFrame = lesson.remember("choice", lambda _: choose_k(_weigh(lesson), ks=_KS))
    return choice.set_index("k")


def _last_topic(lesson: Lesson) -> int:
    return int(_fit(lesson).terms["topic_id"].max())


def _list_terms(lesson: Lesson, column: str) -> list[str]:
    terms = _fit(lesson).terms
    own = terms[terms["topic_id"] == _last_topic(lesson)]
    rows = own.sort_values("rank") if column == "rank" else own.sort_values([column, "rank"], ascending=[False, True])
    return [str(term) for term in rows["term"].head(_TOP)]


def _share(lesson: Lesson, what: str) -> float:
    shares = _fit(lesson).shares
    first = shares.loc[shares["topic_id"] == 1, "share"]
    found: dict[str, float] = {
        "mean": first.mean(),
        "sum": first.sum(),
        "median": first.median(),
        "half": (first > _HALF).mean(),
    }
    return float(found[what])


EXERCISES = (
    Exercise(
        "5.1",
        Number(),
        lambda lesson: _fit(lesson).quality["kept"].sum(),
        points=1,
        misreadings={
            "all": lambda _: _K,
            "npmi": lambda lesson: (_fit(lesson).quality["npmi"] > 0).sum(),
            "dropped": lambda lesson: (~_fit(lesson).quality["kept"]).sum(),
        },
    ),
    Exercise(
        "5.2",
        Names(),
        lambda lesson: _list_terms(lesson, "rank"),
        points=2,
        misreadings={
            "exclusive": lambda lesson: _list_terms(lesson, "exclusivity"),
            "first_topic": lambda lesson: (
                _fit(lesson).terms.query("topic_id == 1").sort_values("rank")["term"].head(_TOP).tolist()
            ),
        },
    ),
    Exercise(
        "5.3",
        Number(tolerance=0.001),
        lambda lesson: _share(lesson, "mean"),
        points=2,
        misreadings={
            "sum": lambda lesson: _share(lesson, "sum"),
            "median": lambda lesson: _share(lesson, "median"),
            "half": lambda lesson: _share(lesson, "half"),
        },
    ),
    Exercise(
        "5.4",
        Number(),
        lambda lesson: int(_compare(lesson).index[_compare(lesson)["recommended"]][0]),
        points=2,
        misreadings={
            "error": lambda lesson: _compare(lesson)["error"].idxmin(),
            "stability": lambda lesson: _compare(lesson)["stability"].idxmax(),
            "npmi": lambda lesson: _compare(lesson)["npmi"].idxmax(),
        },
    ),
    Exercise(
        "5.5",
        Choice(letters="ABCD"),
        lambda _: "A",
        points=1,
        misreadings={"finding": lambda _: "B", "priority": lambda _: "C", "seed": lambda _: "D"},
    ),
    make_case_exercise("5.6", Number()),
)
