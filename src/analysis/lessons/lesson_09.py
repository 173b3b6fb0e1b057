"""Exercises of lesson 09: targets and instruments, a codebook and two coders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from analysis.lessons.answers import Choice, Names, Number, Numbers, OddAnswerError
from analysis.lessons.coders import load_codings
from analysis.lessons.exercise import Exercise, make_case_exercise
from analysis.lessons.lesson import Lesson
from analysis.reliability import krippendorff_alpha

__all__ = ["EXERCISES"]

#: Clear clauses that a student may code otherwise than both coders.
_SLIPS = 1


@dataclass(frozen=True)
class _Coding(Numbers):
    """A code for each unit; only the units on which the coders agree are held against it."""

    def read(self, given: object) -> dict[str, float]:
        """Return unit to 1 or 0; units that were left out are no answer."""
        if isinstance(given, Mapping):
            given = {name: value for name, value in given.items() if value is not None and value is not ...}
        values = super().read(given)
        if not values:
            raise OddAnswerError("want_numbers", got="None")
        return values

    def measure(self, value: dict[str, float], expected: Mapping[str, float]) -> float:
        """Return 1 where at most one clear unit is coded otherwise, else the share that is coded alike."""
        alike = sum(value.get(name.casefold(), value.get(name)) == code for name, code in expected.items())
        return 1.0 if alike >= len(expected) - _SLIPS else alike / len(expected)

    def find_slip(self, value: dict[str, float], expected: Mapping[str, float]) -> None:
        """Recognise nothing: where to read again is said in words."""
        del value, expected


def _read(lesson: Lesson) -> pd.DataFrame:
    found: pd.DataFrame = lesson.remember("codings", lambda _: load_codings(lesson.study))
    return found


def _clear(lesson: Lesson) -> dict[str, float]:
    codings = _read(lesson)
    agreed = codings[codings["coder_1"] == codings["coder_2"]]
    return {str(unit): float(code) for unit, code in zip(agreed["unit"], agreed["coder_1"], strict=True)}


def _measure_alpha(lesson: Lesson) -> float:
    return float(krippendorff_alpha(_read(lesson)[["coder_1", "coder_2"]], n_bootstrap=0)["alpha"].iloc[0])


def _measure_kappa(lesson: Lesson) -> float:
    """Return Cohen's kappa: the expected agreement of two coders of unlike habits."""
    codings = _read(lesson)
    agreed, first, second = _share_alike(lesson), codings["coder_1"].mean(), codings["coder_2"].mean()
    expected = first * second + (1 - first) * (1 - second)
    return float((agreed - expected) / (1 - expected))


def _share_alike(lesson: Lesson) -> float:
    codings = _read(lesson)
    return float((codings["coder_1"] == codings["coder_2"]).mean())


def _list_silent(lesson: Lesson, status: str) -> list[str]:
    coverage = lesson.study.coverage
    found = coverage[(coverage["table"] == "targets") & (coverage["status"] == status)]
    return found["doc_id"].tolist()


EXERCISES = (
    Exercise(
        "9.1",
        Number(),
        lambda lesson: int((lesson.study.targets["comparator"] == ">=").sum()),
        misreadings={
            "exceed": lambda lesson: int(lesson.study.targets["comparator"].isin([">=", ">"]).sum()),
            "all": lambda lesson: len(lesson.study.targets),
        },
    ),
    Exercise(
        "9.2",
        Names(),
        lambda lesson: _list_silent(lesson, "not stated"),
        misreadings={"stated": lambda lesson: _list_silent(lesson, "stated")},
    ),
    Exercise("9.3", _Coding(), _clear, points=3),
    Exercise(
        "9.4",
        Number(tolerance=0.001),
        _measure_alpha,
        points=2,
        misreadings={"agreement": _share_alike, "kappa": _measure_kappa},
    ),
    Exercise(
        "9.5",
        Choice(letters="ABCD"),
        lambda _: "B",
        misreadings={"error": lambda _: "A", "safe": lambda _: "C", "copied": lambda _: "D"},
    ),
    make_case_exercise("9.6", Names()),
)
