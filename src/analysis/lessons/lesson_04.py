"""Exercises of lesson 04: TF-IDF by hand and by library."""

from __future__ import annotations

import math
from collections.abc import Callable

import pandas as pd

from analysis.lessons.answers import Choice, Names, Number, Text
from analysis.lessons.exercise import Exercise, make_case_exercise
from analysis.lessons.lesson import Lesson
from analysis.lexis import count_terms, weigh_terms

__all__ = ["EXERCISES"]

#: The term that the exercises ask about, and how many leading terms they ask for.
_TERM = "算力"
_TOP = 3


def _count(lesson: Lesson) -> pd.DataFrame:
    study = lesson.study
    terms: pd.DataFrame = lesson.remember("terms", lambda _: count_terms(study.clauses, masks=study.masks))
    return terms


def _count_units(lesson: Lesson) -> int:
    return int(_count(lesson)["clause_id"].nunique())


def _count_units_with_term(lesson: Lesson) -> int:
    return int((_count(lesson)["term"] == _TERM).sum())


def _count_uses(lesson: Lesson) -> int:
    terms = _count(lesson)
    return int(terms.loc[terms["term"] == _TERM, "n"].sum())


def _count_documents_with_term(lesson: Lesson) -> int:
    terms = _count(lesson)
    return int(terms.loc[terms["term"] == _TERM, "doc_id"].nunique())


def _idf(formula: Callable[[int, int], float]) -> Callable[[Lesson], float]:
    return lambda lesson: formula(_count_units(lesson), _count_units_with_term(lesson))


def _find_clause(lesson: Lesson) -> str:
    """Return the clause with the second most words; the lesson itself works the first."""
    sizes = _count(lesson).groupby("clause_id")["n"].sum()
    return str(sizes.sort_values(ascending=False, kind="stable").index[1])


def _rank(lesson: Lesson, column: str) -> list[str]:
    """Return the terms that lead the clause with the second most words; ties by name."""
    weights = weigh_terms(_count(lesson))
    own = weights[weights["unit_id"] == _find_clause(lesson)]
    return own.round(6).sort_values([column, "term"], ascending=[False, True])["term"].head(_TOP).tolist()


def _find_everywhere(lesson: Lesson, unit: str) -> list[str]:
    """Return the terms that every unit uses."""
    weights = weigh_terms(_count(lesson), unit=unit)
    by_term = weights.groupby("term")["unit_id"].size()
    return sorted(str(term) for term in by_term.index[by_term == weights["unit_id"].nunique()])


EXERCISES = (
    Exercise(
        "4.1",
        Number(),
        _count_units_with_term,
        points=1,
        misreadings={"uses": _count_uses, "documents": _count_documents_with_term, "all": _count_units},
    ),
    Exercise(
        "4.2",
        Number(tolerance=0.001),
        _idf(lambda n, df: math.log((1 + n) / (1 + df)) + 1),
        points=2,
        misreadings={
            "without_one": _idf(lambda n, df: math.log((1 + n) / (1 + df))),
            "textbook": _idf(lambda n, df: math.log(n / df)),
            "plus_one": _idf(lambda n, df: math.log(n / df) + 1),
            "log10": _idf(lambda n, df: math.log10((1 + n) / (1 + df)) + 1),
            "uses": lambda lesson: math.log((1 + _count_units(lesson)) / (1 + _count_uses(lesson))) + 1,
            "all_clauses": lambda lesson: (
                math.log((1 + len(lesson.study.clauses)) / (1 + _count_units_with_term(lesson))) + 1
            ),
        },
    ),
    Exercise(
        "4.3",
        Names(),
        lambda lesson: _rank(lesson, "tf_idf"),
        points=2,
        misreadings={"by_count": lambda lesson: _rank(lesson, "n"), "by_idf": lambda lesson: _rank(lesson, "idf")},
    ),
    Exercise(
        "4.4",
        Number(),
        lambda lesson: len(_find_everywhere(lesson, "document")),
        points=2,
        misreadings={
            "by_clause": lambda lesson: len(_find_everywhere(lesson, "clause")),
            "all_terms": lambda lesson: _count(lesson)["term"].nunique(),
        },
    ),
    Exercise(
        "4.5",
        Choice(letters="ABCD"),
        lambda _: "C",
        points=1,
        misreadings={"important": lambda _: "A", "two_corpora": lambda _: "B", "zero": lambda _: "D"},
    ),
    make_case_exercise("4.6", Text()),
)
