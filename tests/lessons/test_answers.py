"""Answers as students write them: the same in many spellings, wrong for a reason, or strange - never an error."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.lessons.conftest import NAMES
from tests.lessons.test_notebooks import exercises_of, number_of

from analysis.errors import WithheldError
from analysis.lessons import Exercise, Lesson, Verdict, open_lesson
from analysis.lessons.answers import Choice, Names, Number, Numbers, OddAnswerError, Text, Truth
from analysis.lessons.lesson import list_rooms
from analysis.messages import list_messages
from analysis.study import Study

NUMBER = Number(tolerance=0.005)


@pytest.fixture(scope="session")
def lessons(study: Study) -> dict[str, Lesson]:
    """Return every lesson, opened on the study of the project."""
    return {name: Lesson(f"lesson_{number_of(name)}", study) for name in NAMES}


def every_exercise() -> list[tuple[str, Exercise]]:
    return [(name, exercise) for name in NAMES for exercise in exercises_of(name).values()]


EXERCISES = every_exercise()
each_exercise = pytest.mark.parametrize(
    ("name", "exercise"), EXERCISES, ids=[exercise.key for _, exercise in EXERCISES]
)

SAME_NUMBER = [
    0.25,
    np.float64(0.25),
    np.float32(0.25),
    Fraction(1, 4),
    Decimal("0.25"),
    "0.25",
    " ０．２５ ",
    "25%",
    "２５％",
    [0.25],
    (0.25,),
    np.array([0.25]),
    np.array(0.25),
    pd.Series([0.25]),
    pd.Series({"算力": 0.25}),
    pd.Index([0.25]),
    pd.DataFrame({"x": [0.25]}),
    0.2549,
]


@pytest.mark.parametrize("answer", SAME_NUMBER, ids=repr)
def test_a_number_in_many_spellings(answer: object) -> None:
    assert NUMBER.measure(NUMBER.read(answer), 0.25) == 1


@pytest.mark.parametrize("answer", [1234, np.int64(1234), 1234.0, "1,234", "１２３４", "1，234", [1234]], ids=repr)
def test_a_count_in_many_spellings(answer: object) -> None:
    assert Number().measure(Number().read(answer), 1234) == 1


@pytest.mark.parametrize("answer", [1233, 1234.4, "12.34", -1234])
def test_another_count_is_another(answer: object) -> None:
    assert Number().measure(Number().read(answer), 1234) == 0


@pytest.mark.parametrize(
    "answer", ["算力", " 算力 ", "“算力”", "《算力》", ["算力"], pd.Series(["算力"]), np.str_("算力")]
)
def test_a_word_in_many_spellings(answer: object) -> None:
    assert Text().measure(Text().read(answer), "算力") == 1


def test_a_word_may_be_one_of_several() -> None:
    assert Text().measure(Text().read("ＡＩ"), ["人工智能", "ai"]) == 1


@pytest.mark.parametrize("answer", ["B", "b", "Ｂ", "B.", "b) because", "B、理由", " B ", ["B"]])
def test_a_letter_in_many_spellings(answer: object) -> None:
    assert Choice(letters="ABC").measure(Choice(letters="ABC").read(answer), "B") == 1


@pytest.mark.parametrize("answer", ["E", "AB", "", 2, "Because"])
def test_no_letter_is_told_the_letters(answer: object) -> None:
    with pytest.raises(OddAnswerError):
        Choice(letters="ABC").read(answer)


@pytest.mark.parametrize("answer", [True, np.True_, 1, "是", "True", "对", "yes"])
def test_yes_in_many_spellings(answer: object) -> None:
    assert Truth().measure(Truth().read(answer), expected=True) == 1
    assert Truth().measure(Truth().read(answer), expected=False) == 0


SAME_NAMES = [
    ["算力", "数据"],
    ("数据", "算力"),
    {"算力", "数据"},
    frozenset(["算力", "数据"]),
    {"算力": 1, "数据": 2},
    {"算力": 1, "数据": 2}.keys(),
    pd.Series(["算力", "数据"]),
    pd.Series(["算力", "数据"]).unique(),
    pd.Index(["数据", "算力"]),
    np.array(["算力", "数据"]),
    pd.DataFrame({"term": ["算力", "数据"]}),
    pd.DataFrame({"unit_a": ["算力"], "unit_b": ["数据"]}),
    "算力、数据",
    "数据, 算力",
    "算力，数据",
    ["算力 ", "“数据”", "算力"],
    (word for word in ("算力", "数据")),
]


@pytest.mark.parametrize("answer", SAME_NAMES, ids=lambda answer: type(answer).__name__)
def test_names_in_many_spellings(answer: object) -> None:
    assert Names().measure(Names().read(answer), ["算力", "数据"]) == 1


def test_names_earn_in_part_and_guessing_does_not_pay() -> None:
    names = Names()
    assert names.measure(names.read(["a", "b"]), ["a", "b", "c", "d"]) == 0.5
    assert names.measure(names.read(["a", "b", "x"]), ["a", "b", "c", "d"]) == 0.25
    assert names.measure(names.read(list("abcdwxyz")), ["a", "b", "c", "d"]) == 0
    ordered = Names(ordered=True)
    assert ordered.measure(ordered.read(["b", "a"]), ["a", "b"]) == 0
    assert ordered.find_slip(ordered.read(["b", "a"]), ["a", "b"]) == ("slip_order", {})


@pytest.mark.parametrize(
    "answer",
    [
        {"a": 1.0, "b": 2},
        pd.Series({"b": 2.001, "a": 1}),
        pd.DataFrame({"term": ["a", "b"], "n": [1, 2]}),
        pd.DataFrame({"n": [1, 2]}, index=["a", "b"]),
        {"Ａ": "1", "b": np.int64(2)},
    ],
    ids=lambda answer: type(answer).__name__,
)
def test_numbers_by_name_in_many_spellings(answer: object) -> None:
    kind = Numbers(tolerance=0.005)
    assert kind.measure(kind.read(answer), {"a": 1, "b": 2}) == 1
    assert kind.measure(kind.read({"a": 1, "b": 3}), {"a": 1, "b": 2}) == 0.5


class Spiteful:
    """Raises at everything that is done with it."""

    def __getattribute__(self, name: str) -> Any:
        raise RuntimeError(name)


STRANGE: list[object] = [
    "some words",
    "",
    b"bytes",
    True,
    float("nan"),
    float("inf"),
    pd.NA,
    pd.NaT,
    10**400,
    3 + 4j,
    [],
    {},
    set(),
    [[1, 2], [3]],
    [None, ...],
    object(),
    Spiteful(),
    len,
    int,
    range(10**9),
    pd.DataFrame(),
    pd.DataFrame({"a": [1, 2], "b": [3, 4], "c": [5, 6]}),
    pd.Series([], dtype="float64"),
    pd.Series([1, 2, 3]),
    np.zeros((2, 3, 4)),
    {"a": object()},
    {"a": [1, 2]},
    "x" * 100_000,
    "1" * 5000,
]


@each_exercise
def test_a_strange_answer_gets_words_not_an_error(name: str, exercise: Exercise, lessons: dict[str, Lesson]) -> None:
    for answer in STRANGE:
        verdict = lessons[name].check(exercise.key, answer)
        assert isinstance(verdict, Verdict)
        assert not verdict
        assert len(verdict.zh) > 8
        assert len(verdict.en) > 8
        assert len(repr(verdict)) < 1500


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.binary(max_size=4)
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize("kind", [Number(), NUMBER, Text(), Choice(), Truth(), Names(), Names(ordered=True), Numbers()])
@given(answer=anything)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_read_can_be_measured(kind: Any, answer: object) -> None:
    """A verdict on anything at all has a share between 0 and 1."""
    expected: Any = {"a": 1.0} if isinstance(kind, Numbers) else ["a"] if isinstance(kind, Names) else 1.0
    expected = "a" if isinstance(kind, Text) else expected
    exercise = Exercise("0.1", kind, lambda _: expected)
    room = Lesson("lesson_04", None)  # type: ignore[arg-type]
    verdict = exercise.judge(answer, room)
    assert 0 <= verdict.share <= 1
    assert bool(verdict) == (verdict.share == 1)


@each_exercise
def test_a_known_misreading_gets_its_own_words(name: str, exercise: Exercise, lessons: dict[str, Lesson]) -> None:
    """And no misreading is by chance the right answer, or another misreading, so that its words can be seen at all."""
    lesson = lessons[name]
    if not exercise.misreadings:
        assert "." in exercise.key
        return
    expected = exercise.solve(lesson)
    for wrong, compute in exercise.misreadings.items():
        answer = compute(lesson)
        assert exercise.answer.measure(exercise.answer.read(answer), expected) < 1, wrong
        verdict = lesson.check(exercise.key, answer)
        assert not verdict
        own = list_messages()[f"{lesson.room}.q{exercise.key.rpartition('.')[2]}_{wrong}"]
        assert (verdict.zh, verdict.en) == (own["zh"], own["en"]), wrong


@each_exercise
def test_no_verdict_gives_the_answer_away(name: str, exercise: Exercise, lessons: dict[str, Lesson]) -> None:
    lesson = lessons[name]
    expected = exercise.solve(lesson)
    wrong: list[Any] = [compute(lesson) for compute in exercise.misreadings.values()]
    wrong += [-987654, "zzz", ["zzz"], {"zzz": 1.5}, "A", "D", True, ...]
    parts = [expected] if isinstance(expected, str | float | int | np.number) else list(expected)
    for answer in wrong:
        verdict = lesson.check(exercise.key, answer)
        if verdict:
            continue
        for part in parts:
            said = f"{verdict.zh} {verdict.en}"
            if isinstance(part, str) and len(part) > 1:
                assert part not in said, (part, said)
            if isinstance(part, float | int | np.number) and verdict.state == "wrong" and abs(float(part)) > 1:
                assert not re.search(rf"(?<![\d.]){float(part):g}(?![\d.])", said), (part, said)


@each_exercise
def test_a_verdict_shows_in_every_form(name: str, exercise: Exercise, lessons: dict[str, Lesson]) -> None:
    verdict = lessons[name].check(exercise.key, "<script>alert(1)</script>")
    shown = verdict._repr_mimebundle_()
    assert "<script>" not in shown["text/html"]
    assert shown["text/plain"] == "0"
    assert exercise.key in shown["text/markdown"]
    assert exercise.key in repr(verdict)
    right = lessons[name].check(exercise.key, exercise.solve(lessons[name]))
    assert right
    assert float(right._repr_mimebundle_()["text/plain"]) == exercise.points


@pytest.mark.parametrize(
    ("kind", "answer", "expected", "word"),
    [
        (NUMBER, 45.0, 0.45, "百分数"),
        (NUMBER, -0.45, 0.45, "正负号"),
        (NUMBER, 0.46, 0.45, "四舍五入"),
        (Number(), 4.5, 12, "整数"),
        (Names(), ["a", "x"], ["a", "b"], "还缺"),
        (Names(ordered=True), ["b", "a"], ["a", "b"], "次序"),
        (Numbers(), {"a": 1, "b": 5}, {"a": 1, "b": 2}, "对了 1 个"),
        (Number(), pd.DataFrame({"a": [1], "b": [2]}), 1, "DataFrame"),
        (Names(), pd.DataFrame({"a": [1], "b": [2]}), ["a"], "a, b"),
    ],
)
def test_a_slip_is_recognised(kind: Any, answer: object, expected: Any, word: str) -> None:
    verdict = Exercise("4.1", kind, lambda _: expected).judge(answer, Lesson("lesson_04", None))  # type: ignore[arg-type]
    assert not verdict
    assert word in verdict.zh


def test_data_that_cannot_tell_are_named_so() -> None:
    def refuse(_: Lesson) -> int:
        raise WithheldError("two documents are too few")

    verdict = Exercise("4.1", Number(), refuse).judge(1, Lesson("lesson_04", None))  # type: ignore[arg-type]
    assert verdict.state == "withheld"
    assert "two documents are too few" in verdict.en


def test_an_unknown_lesson_or_exercise_is_named(study: Study) -> None:
    with pytest.raises(ValueError, match="no exercise is called"):
        Lesson("lesson_04", study).check("4.99", 1)
    with pytest.raises(ValueError, match="no lesson is called '77'"):
        open_lesson(77)


@pytest.mark.parametrize("room", list_rooms())
def test_exercises_hold_for_somebody_elses_documents(room: str, small: Study) -> None:
    """On two small documents every exercise still has an answer, or says that these data cannot tell."""
    lesson = Lesson(room, small)
    for key, exercise in lesson.exercises.items():
        verdict = lesson.check(key, 1)
        assert verdict.state in {"right", "partly", "wrong", "odd", "withheld"}
        if verdict.state not in {"withheld", "odd"}:
            assert lesson.check(key, exercise.solve(lesson))
