"""Exercises of the replication lab: published numbers. What is expected is what the sources print."""

from __future__ import annotations

from functools import cache

from analysis.lessons.answers import Number, Text
from analysis.lessons.exercise import Exercise, make_case_exercise
from analysis.validate import CHECKS

__all__ = ["EXERCISES"]


@cache
def _read(name: str) -> float:
    """Return a registered number as its source prints it."""
    return next(check.expected for check in CHECKS if check.name == name)


EXERCISES = (
    Exercise(
        "lab.1",
        Number(tolerance=0.005),
        lambda _: _read("cosine, novels PaP-WH"),
        misreadings={
            "other": lambda _: _read("cosine, novels SaS-WH"),
            "shown": lambda _: _read("cosine, novels SaS-PaP"),
        },
    ),
    Exercise(
        "lab.2",
        Number(tolerance=0.001),
        lambda _: _read("keyness, chi2 with Yates"),
        points=2,
        misreadings={"plain": lambda _: _read("keyness, chi2"), "likelihood": lambda _: _read("keyness, G2")},
    ),
    Exercise(
        "lab.3",
        Number(),
        lambda _: _read("Newman strength of A: papers shared"),
        misreadings={"one_tie": lambda _: 11 / 6, "partners": lambda _: 4},
    ),
    Exercise(
        "lab.4",
        Number(tolerance=0.001),
        lambda _: _read("alpha, ordinal"),
        points=2,
        misreadings={"nominal": lambda _: _read("alpha, nominal"), "interval": lambda _: _read("alpha, interval")},
    ),
    Exercise(
        "lab.5",
        Number(tolerance=0.001),
        lambda _: _read("FDSM, lower tail of 1-2"),
        points=2,
        misreadings={"upper": lambda _: 1.0, "other": lambda _: _read("FDSM, upper tail of 1-3")},
    ),
    make_case_exercise("lab.6", Text()),
)
