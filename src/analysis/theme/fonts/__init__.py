"""The packaged font, and what it can write."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

from fontTools.ttLib import TTFont

__all__ = ["FAMILY", "font_path", "list_missing"]

#: Name of the packaged family: a renamed subset of Noto Sans CJK SC, licence beside it.
FAMILY = "Zhengce Sans"


def font_path(*, bold: bool = False) -> Path:
    """Return the file of the packaged font.

    Parameters
    ----------
    bold
        The bold weight in place of the regular one.

    Returns
    -------
    pathlib.Path

    Examples
    --------
    >>> font_path().name
    'ZhengceSans-Regular.otf'
    """
    return Path(str(files(__name__) / f"ZhengceSans-{'Bold' if bold else 'Regular'}.otf"))


def list_missing(text: str) -> list[str]:
    """Return the characters of a text that the packaged font cannot write.

    Parameters
    ----------
    text
        Any text; line breaks and tabs are not counted.

    Returns
    -------
    list of str
        Each once, sorted.

    Examples
    --------
    >>> list_missing("责任单位：省科技厅")
    []
    >>> list_missing("𠀀𠀁𠀀")
    ['𠀀', '𠀁']
    """
    return sorted(character for character in set(text) if character not in "\n\r\t" and ord(character) not in _codes())


@cache
def _codes() -> frozenset[int]:
    with TTFont(font_path(), lazy=True) as font:
        return frozenset(font.getBestCmap())
