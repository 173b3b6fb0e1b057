"""Kinds of answers: what counts as one, which spellings are the same, and how much of it is right.

An answer comes as a student left it: a NumPy number, a list where a set was meant, full-width digits, a table of one cell.
Each kind reads what it can into one form (``read``), says what it cannot take (:class:`OddAnswerError`), and compares
(``measure``).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from numbers import Real
from typing import Any, Protocol, TypeGuard

import numpy as np
import pandas as pd

__all__ = [
    "Answer",
    "Choice",
    "Names",
    "Number",
    "Numbers",
    "OddAnswerError",
    "Text",
    "Truth",
    "is_blank",
]

_QUOTES = "\"'“”‘’「」『』《》〈〉`"
_BLANKS = frozenset({"", "...", "…", "……"})
_SEPARATORS = re.compile(r"[、，,;；|\n]+")
_TRUE = frozenset({"true", "yes", "t", "y", "1", "是", "对", "真", "成立"})
_FALSE = frozenset({"false", "no", "f", "n", "0", "否", "错", "假", "不是", "不对", "不成立"})
#: Answers read into memory at most: a mistaken call may hand over a table of a million rows.
_MOST = 10_000


class OddAnswerError(Exception):
    """The answer is not of the kind asked for.

    Attributes
    ----------
    key
        What is said: a key of the catalogue's file ``lessons``.
    values
        What its placeholders stand for.
    """

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


class Answer(Protocol):
    """A kind of answer."""

    def read(self, given: object) -> Any:
        """Return an answer in its one form, or raise OddAnswerError."""

    def measure(self, value: Any, expected: Any) -> float:
        """Return how much of the answer is right, 0-1."""

    def find_slip(self, value: Any, expected: Any) -> tuple[str, dict[str, object]] | None:
        """Return what a wrong answer of this kind commonly suffers from: a key of ``lessons`` and its values."""


def is_blank(given: object) -> bool:
    """Return whether an exercise has not been answered yet.

    Parameters
    ----------
    given
        What stands in the student's variable.

    Returns
    -------
    bool

    Examples
    --------
    >>> [is_blank(answer) for answer in (..., None, "", " … ", 0, [])]
    [True, True, True, True, False, False]
    """
    if given is None or given is ... or given is pd.NA:
        return True
    return isinstance(given, str) and given.strip() in _BLANKS


@dataclass(frozen=True)
class Number:
    """A number within a tolerance.

    Attributes
    ----------
    tolerance
        How far it may be off, in its own unit: half of the last decimal asked for. 0 for counts.
    """

    tolerance: float = 0.0

    def read(self, given: object) -> float:
        """Return the number; single values may stand in lists and tables, digits may be full-width, ``45%`` is 0.45."""
        given = _unpack(given)
        if isinstance(given, bool | np.bool_):
            raise OddAnswerError("want_number", got=_name_type(given))
        if isinstance(given, str):
            number = _read_digits(given)
        elif isinstance(given, Real | Decimal):
            number = float(given)
        else:
            raise OddAnswerError("want_number", got=_name_type(given))
        if not math.isfinite(number):
            raise OddAnswerError("want_finite")
        return number

    def measure(self, value: float, expected: float) -> float:
        """Return 1 within the tolerance, else 0."""
        return float(abs(value - expected) <= self.tolerance + 1e-9 * max(1.0, abs(expected)))

    def find_slip(self, value: float, expected: float) -> tuple[str, dict[str, object]] | None:
        """Recognise percents for shares, the wrong sign, a number rounded too far, a fraction where things are counted."""
        if expected and self.measure(value / 100, expected):
            return "slip_percent", {}
        if expected and self.measure(-value, expected):
            return "slip_sign", {}
        if not self.tolerance and value != round(value):
            return "slip_whole", {}
        if self.tolerance > 0 and abs(value - expected) <= 10 * self.tolerance:
            return "slip_rounding", {"tolerance": f"{self.tolerance:g}"}
        return None


@dataclass(frozen=True)
class Text:
    """A short text; width, case, blanks and quotation marks do not matter. The expected value may be several texts."""

    def read(self, given: object) -> str:
        """Return the text in its plain form."""
        given = _unpack(given)
        if not isinstance(given, str):
            raise OddAnswerError("want_text", got=_name_type(given))
        return _plain(given)

    def measure(self, value: str, expected: str | Iterable[str]) -> float:
        """Return 1 where the texts are the same, else 0."""
        accepted = [expected] if isinstance(expected, str) else list(expected)
        return float(value in {_plain(text) for text in accepted})

    def find_slip(self, value: str, expected: str | Iterable[str]) -> None:
        """Recognise nothing: of two texts one is as wrong as the other."""
        del value, expected


@dataclass(frozen=True)
class Choice(Text):
    """One letter of several.

    Attributes
    ----------
    letters
        The letters, e.g. ``"ABCD"``.
    """

    letters: str = "ABCD"

    def read(self, given: object) -> str:
        """Return the letter; what follows it (``B. because``) does not matter."""
        plain = super().read(given)
        match = re.fullmatch(r"[(]?([a-z])(?:[).:、\s].*)?", plain, re.DOTALL)
        if match is None or match[1].upper() not in self.letters:
            raise OddAnswerError("want_letter", letters=", ".join(self.letters))
        return match[1]


@dataclass(frozen=True)
class Truth:
    """Yes or no."""

    def read(self, given: object) -> bool:
        """Return the truth value; 是, 对, yes and 1 are true."""
        given = _unpack(given)
        if isinstance(given, bool | np.bool_):
            return bool(given)
        plain = _plain(f"{given:g}" if isinstance(given, Real) else given) if isinstance(given, str | Real) else ""
        if plain in _TRUE or plain in _FALSE:
            return plain in _TRUE
        raise OddAnswerError("want_truth", got=_name_type(given))

    def measure(self, value: bool, expected: bool) -> float:  # noqa: FBT001 - the answer itself
        """Return 1 where both are the same, else 0."""
        return float(value == bool(expected))

    def find_slip(self, value: bool, expected: bool) -> None:  # noqa: FBT001
        """Recognise nothing."""
        del value, expected


@dataclass(frozen=True)
class Names:
    """Several names: words, ids, agencies.

    Attributes
    ----------
    ordered
        Whether their order is part of the answer.
    """

    ordered: bool = False

    def read(self, given: object) -> tuple[str, ...]:
        """Return the names; a text is split at its commas, an index or a column is a list."""
        if isinstance(given, str):
            items: list[object] = [part for part in _SEPARATORS.split(given) if part.strip()]
        else:
            items = _list_items(given, "want_names")
        if not all(isinstance(item, str | Real) and not isinstance(item, bool | np.bool_) for item in items):
            raise OddAnswerError("want_names", got=_name_type(given))
        names = [_plain(item if isinstance(item, str) else f"{item:g}") for item in items]
        return tuple(dict.fromkeys(names)) if not self.ordered else tuple(names)

    def measure(self, value: tuple[str, ...], expected: Iterable[str]) -> float:
        """Return the right ones less the wrong ones, as a share of the expected; in order: those in their place."""
        wanted = tuple(_plain(str(name)) for name in expected)
        if self.ordered:
            placed = sum(a == b for a, b in zip(value, wanted, strict=False))
            return placed / max(len(wanted), len(value), 1) if value != wanted else 1.0
        right = len(set(value) & set(wanted))
        wrong = len(set(value) - set(wanted))
        if set(value) == set(wanted):
            return 1.0
        return max(0.0, (right - wrong) / max(len(set(wanted)), 1))

    def find_slip(self, value: tuple[str, ...], expected: Iterable[str]) -> tuple[str, dict[str, object]] | None:
        """Recognise right names in another order; tell how many are right, too many and missing."""
        wanted = {_plain(str(name)) for name in expected}
        right = len(set(value) & wanted)
        if self.ordered and set(value) == wanted:
            return "slip_order", {}
        if right:
            return "slip_names", {"right": right, "wrong": len(set(value) - wanted), "missing": len(wanted) - right}
        return None


@dataclass(frozen=True)
class Numbers:
    """A number for each of several names: a mapping, a Series with names as its index, a table of two columns.

    Attributes
    ----------
    tolerance
        How far each may be off.
    """

    tolerance: float = 0.0

    def read(self, given: object) -> dict[str, float]:
        """Return name to number."""
        if isinstance(given, pd.DataFrame):
            given = _read_two_columns(given)
        if isinstance(given, pd.Series):
            given = given.head(_MOST).to_dict()
        if not isinstance(given, Mapping):
            raise OddAnswerError("want_numbers", got=_name_type(given))
        one = Number(self.tolerance)
        return {_plain(str(name)): one.read(value) for name, value in given.items()}

    def measure(self, value: dict[str, float], expected: Mapping[str, float]) -> float:
        """Return the share of the expected names whose number is right; names too many count against it."""
        one = Number(self.tolerance)
        wanted = {_plain(str(name)): number for name, number in expected.items()}
        right = sum(name in value and one.measure(value[name], number) for name, number in wanted.items())
        return max(0.0, (right - len(set(value) - set(wanted))) / max(len(wanted), 1))

    def find_slip(self, value: dict[str, float], expected: Mapping[str, float]) -> tuple[str, dict[str, object]] | None:
        """Recognise other names; tell how many numbers are right."""
        wanted = {_plain(str(name)): number for name, number in expected.items()}
        one = Number(self.tolerance)
        right = sum(name in value and one.measure(value[name], number) for name, number in wanted.items())
        if set(value) == set(wanted) and not right:
            slips = {one.find_slip(value[name], number) for name, number in wanted.items() if not value[name]} - {None}
            return slips.pop() if len(slips) == 1 else None
        wrong = len(value) - int(right)
        return "slip_names", {"right": int(right), "wrong": wrong, "missing": len(set(wanted) - set(value))}


def _unpack(given: object) -> object:
    """Return the one value in a list, an array or a table; anything else as it is."""
    if isinstance(given, pd.DataFrame):
        return given.iloc[0, 0] if given.shape == (1, 1) else given
    if isinstance(given, np.ndarray):
        given = given.ravel().tolist()
    if _is_list(given):
        items = list(islice(given, 2))
        return items[0] if len(items) == 1 else items
    return given


def _is_list(given: object) -> TypeGuard[Iterable[Any]]:
    """Return whether a value is a list of some kind: a column, an index, an array, a set, the keys of a mapping."""
    return isinstance(given, Iterable) and not isinstance(given, str | bytes | Mapping | pd.DataFrame)


def _list_items(given: object, key: str) -> list[object]:
    if isinstance(given, pd.DataFrame):
        if len(given) == 1 and all(isinstance(value, str) for value in given.iloc[0]):
            return list(given.iloc[0])  # a pair in one row
        if given.shape[1] != 1:
            raise OddAnswerError("want_column", columns=", ".join(str(name)[:40] for name in given.columns[:8]))
        given = given.iloc[:, 0]
    if isinstance(given, np.ndarray):
        given = given.ravel().tolist()
    if isinstance(given, Mapping):
        given = given.keys()
    if not _is_list(given):
        raise OddAnswerError(key, got=_name_type(given))
    items = list(islice(given, _MOST))
    return sorted(items, key=str) if isinstance(given, AbstractSet) else items


def _read_two_columns(table: pd.DataFrame) -> dict[object, object]:
    if table.shape[1] == 1:
        return dict(table.iloc[:_MOST, 0].to_dict())
    if table.shape[1] != 2:  # noqa: PLR2004 - a name and its number
        raise OddAnswerError("want_two_columns", columns=", ".join(str(name)[:40] for name in table.columns[:8]))
    names, numbers = (list(table.iloc[:_MOST, column]) for column in (0, 1))
    return dict(zip(names, numbers, strict=True))


def _read_digits(text: str) -> float:
    plain = re.sub(r"(?<=\d),(?=\d{3}\b)", "", _plain(text)).replace("−", "-")
    share = plain.endswith("%")
    try:
        number = float(plain.removesuffix("%"))
    except ValueError:
        raise OddAnswerError("want_number", got=_name_type(text)) from None
    return number / 100 if share else number


def _plain(text: str) -> str:
    """Return a text without what does not matter: width, case, blanks and quotation marks around it."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"\s+", " ", plain).strip().strip(_QUOTES).strip()


def _name_type(given: object) -> str:
    return type(given).__name__
