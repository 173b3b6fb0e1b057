"""Exercises of lesson 01: from page to clean text."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.lessons.answers import Names, Number, Text
from analysis.lessons.exercise import Exercise, make_case_exercise
from analysis.lessons.lesson import Lesson
from analysis.spans import edits_from_table, map_to_source

__all__ = ["EXERCISES"]

#: The words that the exercises look for.
_WORD = "数据"
_TERM = "算力"
#: An edit of this confidence is proven by the text itself.
_PROVEN = 1.0
_LEXICAL = 0.95


def _find_most_edited(lesson: Lesson) -> str:
    return str(lesson.study.edits.groupby("doc_id").size().idxmax())


def _find_longest(lesson: Lesson) -> str:
    return str(lesson.study.documents.set_index("doc_id")["n_chars"].idxmax())


def _get_most_edited(lesson: Lesson) -> tuple[dict[Any, Any], pd.DataFrame]:
    doc_id = _find_most_edited(lesson)
    edits, documents = lesson.study.edits, lesson.study.documents
    return documents[documents["doc_id"] == doc_id].to_dict("records")[0], edits[edits["doc_id"] == doc_id]


def _share_changed(lesson: Lesson) -> float:
    document, edits = _get_most_edited(lesson)
    return float(edits["before"].str.len().sum() / len(document["source_text"]))


def _share_of_edits(lesson: Lesson) -> float:
    document, edits = _get_most_edited(lesson)
    return len(edits) / len(document["source_text"])


def _share_after(lesson: Lesson) -> float:
    document, edits = _get_most_edited(lesson)
    return float(edits["after"].str.len().sum() / len(document["source_text"]))


def _share_of_clean(lesson: Lesson) -> float:
    document, edits = _get_most_edited(lesson)
    return float(edits["before"].str.len().sum() / len(document["clean_text"]))


def _count_word(lesson: Lesson, column: str) -> int:
    return int(lesson.study.documents[column].str.count(_WORD).sum())


def _list_rules(lesson: Lesson, *, least: float, below: float) -> list[str]:
    edits = lesson.study.edits
    return sorted(edits.loc[(edits["confidence"] >= least) & (edits["confidence"] < below), "rule"].unique())


def _place_in_clean(lesson: Lesson) -> int:
    document, _ = _get_most_edited(lesson)
    return int(document["clean_text"].index(_TERM))


def _place_in_source(lesson: Lesson) -> int:
    edits = edits_from_table(lesson.study.edits, _find_most_edited(lesson))
    start = _place_in_clean(lesson)
    return int(map_to_source(edits, [start], [start + len(_TERM)])[0][0])


EXERCISES = (
    Exercise(
        "1.1",
        Text(),
        _find_most_edited,
        points=1,
        misreadings={"longest": _find_longest},
    ),
    Exercise(
        "1.2",
        Number(tolerance=0.001),
        _share_changed,
        points=2,
        misreadings={"edits": _share_of_edits, "after": _share_after, "clean": _share_of_clean},
    ),
    Exercise(
        "1.3",
        Number(),
        lambda lesson: _count_word(lesson, "clean_text") - _count_word(lesson, "source_text"),
        points=1,
        misreadings={
            "clean": lambda lesson: _count_word(lesson, "clean_text"),
            "source": lambda lesson: _count_word(lesson, "source_text"),
        },
    ),
    Exercise(
        "1.4",
        Names(),
        lambda lesson: _list_rules(lesson, least=0, below=_PROVEN),
        points=2,
        misreadings={
            "proven": lambda lesson: _list_rules(lesson, least=_PROVEN, below=2),
            "strict": lambda lesson: _list_rules(lesson, least=0, below=_LEXICAL),
        },
    ),
    Exercise(
        "1.5",
        Number(),
        _place_in_source,
        points=2,
        misreadings={"clean": _place_in_clean, "from_one": lambda lesson: _place_in_source(lesson) + 1},
    ),
    make_case_exercise("1.6", Text()),
)
