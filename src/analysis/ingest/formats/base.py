"""What every format gives, and how a file that cannot be read is told."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

__all__ = ["TRACKED_CHANGES", "Extracted", "UnreadableError", "table_row"]


#: How tracked changes may be read; the first is what a reader of the file sees at first.
TRACKED_CHANGES = ("accepted", "refused")


class Extracted(NamedTuple):
    """Text of a file, and how it was got.

    Attributes
    ----------
    text
        The characters.
    encoding
        The encoding of a text file, the name of any other format.
    tracked_changes
        How the tracked changes of a Word file were read, ``accepted`` or ``refused``; None where it holds none.
    """

    text: str
    encoding: str
    tracked_changes: str | None = None


class UnreadableError(ValueError):
    """A file that holds no text that can be read; ``remedy`` says what to do."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.remedy = remedy


def table_row(cells: Iterable[object]) -> str:
    r"""Return the cells of a table's row as one line between bars.

    Parameters
    ----------
    cells
        The cells.

    Returns
    -------
    str
        Line ends inside a cell become blanks, bars full-width ones.

    Examples
    --------
    >>> table_row(["任务", "牵头\n单位", None])
    '| 任务 | 牵头 单位 |  |'
    """
    plain = ("" if cell is None else re.sub(r"\s+", " ", str(cell)).strip().replace("|", "｜") for cell in cells)
    return "| " + " | ".join(plain) + " |"
