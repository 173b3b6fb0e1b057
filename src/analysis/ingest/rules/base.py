"""What every repair rule is given, and small helpers that rules share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

__all__ = ["HAN", "Clue", "Flag", "is_han"]

#: A Chinese character, inside a regular-expression class.
HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af〇"
_HAN = re.compile(f"[{HAN}]")


@dataclass(frozen=True)
class Clue:
    """What is known about a document besides its text.

    Attributes
    ----------
    province
        Short name of the province as the catalogue states it.
    reference
        Folder of the project's own reference data.
    printed
        Whether the lines of the source are those of printed pages, as in a PDF, and so end where the page does.
    """

    province: str | None = None
    reference: Path | None = None
    printed: bool = False


@dataclass(frozen=True, order=True)
class Flag:
    """A suspected place, in the coordinates of the text a rule was given; nothing is changed."""

    start: int
    end: int
    rule: str
    reading: str | None = None
    confidence: float = 0.5


@lru_cache(maxsize=65536)
def is_han(character: str) -> bool:
    """Say whether a string is one Chinese character.

    Parameters
    ----------
    character
        One character, or an empty string.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_han("省"), is_han("，"), is_han("")
    (True, False, False)
    """
    return bool(character) and _HAN.fullmatch(character) is not None
