"""A case for each lesson: tables as a colleague hands them over, and the claim made from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.errors import suggest_name
from analysis.lessons import flaws_texts, flaws_ties
from analysis.lessons.planting import Planted
from analysis.messages import say
from analysis.study import Study

__all__ = ["Case", "CaseNotes", "explain_case", "list_cases", "load_case"]


class Case(NamedTuple):
    """What :func:`load_case` returns.

    Attributes
    ----------
    lesson
        Two digits.
    claim
        What a colleague concluded from the tables.
    task
        What to look for, and in which form to say what was found.
    tables
        The colleague's tables, by name.
    """

    lesson: str
    claim: str
    task: str
    tables: Mapping[str, pd.DataFrame]


class CaseNotes(NamedTuple):
    """What :func:`explain_case` returns: for the instructor.

    Attributes
    ----------
    flaw
        What is wrong with the case.
    answer
        What the student has to find.
    sign
        How it shows.
    remedy
        What to do about it, and what may be claimed then.
    """

    flaw: str
    answer: object
    sign: str
    remedy: str


def list_cases() -> list[str]:
    """Return the lessons that have a case.

    Returns
    -------
    list of str

    Examples
    --------
    >>> list_cases()[0], list_cases()[-1]
    ('01', 'lab')
    """
    return sorted(_PLANTERS)


def load_case(lesson: str, study: Study, *, seed: int = 0, lang: str = "zh") -> Case:
    """Return the case of one lesson: tables, a claim made from them, and what to find.

    Parameters
    ----------
    lesson
        As in the name of the notebook: "01" to "10", or "lab".
    study
        The corpus in which the case plays.
    seed
        Another number gives another case of the same kind, so that no two students need have the same.
    lang
        Language of claim and task, ``"zh"`` or ``"en"``.

    Returns
    -------
    Case

    Raises
    ------
    ValueError
        If no lesson has this number.
    WithheldError
        If the corpus is too small for a case of this kind.

    Examples
    --------
    >>> from analysis.study import load_study
    >>> case = load_case("10", load_study("data"), lang="en")
    >>> list(case.tables)
    ['results']
    """
    planted = _plant(lesson, study, seed)
    return Case(
        lesson,
        say(f"cases.claim_{lesson}", lang=lang, **planted.words),
        say(f"cases.task_{lesson}", lang=lang, **planted.words),
        dict(planted.tables),
    )


def explain_case(lesson: str, study: Study, *, seed: int = 0, lang: str = "zh") -> CaseNotes:
    """Return what is wrong with a case, for whoever grades it.

    Parameters
    ----------
    lesson, study, seed, lang
        As in :func:`load_case`.

    Returns
    -------
    CaseNotes

    Raises
    ------
    ValueError
        If no lesson has this number.

    Examples
    --------
    >>> from analysis.study import load_study
    >>> explain_case("10", load_study("data"), lang="en").flaw
    'one printed number does not come out of the study'
    """
    planted = _plant(lesson, study, seed)
    flaw, sign, remedy = (say(f"cases.{part}_{lesson}", lang=lang) for part in ("flaw", "sign", "remedy"))
    return CaseNotes(flaw, planted.answer, sign, remedy)


def _plant(lesson: str, study: Study, seed: int) -> Planted:
    if lesson not in _PLANTERS:
        raise ValueError(f"no lesson is called {lesson!r}; {suggest_name(lesson, _PLANTERS)}")
    return _PLANTERS[lesson](study, np.random.default_rng([seed, sorted(_PLANTERS).index(lesson) + 1]))


_PLANTERS: dict[str, Callable[[Study, np.random.Generator], Planted]] = {
    "01": flaws_texts.eat_digit,
    "02": flaws_texts.swallow_clause,
    "03": flaws_texts.cut_term,
    "04": flaws_texts.flip_ranking,
    "05": flaws_texts.mix_scripts,
    "06": flaws_ties.inflate_pair,
    "07": flaws_ties.paste_formula,
    "08": flaws_ties.invent_agency,
    "09": flaws_ties.copy_coder,
    "10": flaws_ties.misprint_number,
    "lab": flaws_ties.misquote_number,
}
