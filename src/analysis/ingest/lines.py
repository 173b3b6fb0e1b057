"""A line of a text with what is known about it before its neighbours are read."""

from __future__ import annotations

import re
from typing import NamedTuple

from analysis.ingest.markers import Marker

__all__ = ["Line", "split_lines"]


class Line(NamedTuple):
    """A line that is not blank, without the blanks at its edges.

    Attributes
    ----------
    start, end
        Its span in the text.
    text
        Its characters.
    label
        What it is by itself: ``marker``, ``title``, ``date``, ``number``, ``note``, ``addressee``, ``metadata``,
        ``annex list``, a kind of ``matter.csv``, or ``text``.
    marker
        The printed number it begins with.
    """

    start: int
    end: int
    text: str
    label: str = "text"
    marker: Marker | None = None


def split_lines(text: str) -> list[Line]:
    r"""Return the lines of a text that are not blank.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    list of Line

    Examples
    --------
    >>> [(line.start, line.text) for line in split_lines("甲\n\n 乙 ")]
    [(0, '甲'), (4, '乙')]
    """
    lines = []
    for match in re.finditer(r"[^\n]+", text):
        stripped = match.group().strip()
        if stripped:
            start = match.start() + match.group().index(stripped[0])
            lines.append(Line(start, start + len(stripped), stripped))
    return lines
