"""A rule for glued lines: a numbered heading that stands behind other text on its line gets a line of its own."""

from __future__ import annotations

import re

from analysis.ingest.markers import read_number
from analysis.ingest.rules.base import Clue
from analysis.spans import Edit

__all__ = ["split_glued"]

_HAN = "一二三四五六七八九十百"
#: A number of an outer style, with the few words of its heading behind it.
_NUMBER = re.compile(rf"(?P<han>[{_HAN}]{{1,3}})、(?=[^{_HAN}、])|（(?P<bracket>[{_HAN}]{{1,3}})）")
_CLOSED = "。！？）】〕”"
_HEADING = re.compile(r"[^，。；：、（）]{2,24}$")


def split_glued(text: str, clue: Clue) -> list[Edit]:  # noqa: ARG001 - every rule takes the clue
    r"""Set a line end before a chapter or clause number that was glued to the text before it.

    Done only where the number continues the sequence of its style, or begins one, and where what stands before it is
    finished: a sentence, a bracket, a title followed by a blank, or a numbered heading.

    Parameters
    ----------
    text
        The text.
    clue
        What is known besides it.

    Returns
    -------
    list of Edit

    Examples
    --------
    >>> from analysis.spans import apply_edits
    >>> text = "一、总体要求（一）指导思想。坚持创新。（二）目标。达到一流。二、任务"
    >>> apply_edits(text, split_glued(text, Clue())).split("\n")
    ['一、总体要求', '（一）指导思想。坚持创新。', '（二）目标。达到一流。', '二、任务']
    >>> split_glued("包括：（一）规划；（二）建设；获一、二等奖。", Clue())
    []
    """
    edits: list[Edit] = []
    last = {"han": 0, "bracket": 0}
    for line in re.finditer(r"[^\n]+", text):
        begun = line.start()  # where the piece of the line begins that has not been split yet
        for match in _NUMBER.finditer(text, line.start(), line.end()):
            style = "han" if match.group("han") else "bracket"
            value = read_number(match.group(style)) or 0
            before = text[begun : match.start()]
            first_on_line = not before.strip()
            follows = value == last[style] + 1 or (style == "bracket" and value == 1)
            if first_on_line:
                if value:
                    last[style] = value
            elif follows and _is_finished(before, style, value):
                blank = len(before) - len(before.rstrip(" \t\u3000"))
                edits.append(
                    Edit(
                        match.start() - blank,
                        match.start(),
                        text[match.start() - blank : match.start()],
                        "\n",
                        "glue",
                        0.8,
                    )
                )
                last[style] = value
                begun = match.start()
            else:
                continue
            if style == "han":
                last["bracket"] = 0
    return edits


def _is_finished(before: str, style: str, value: int) -> bool:
    """Say whether the text before a number is complete, so that the number may begin a line."""
    core = before.rstrip(" \t\u3000")
    if style == "bracket" and value == 1:
        heading = re.match(rf"\s*[{_HAN}]{{1,3}}、", core)
        if heading and _HEADING.fullmatch(core[heading.end() :].lstrip()):
            return True
    if core[-1] in _CLOSED:
        return core[-1] == "。" or style == "han" or _ends_with_duty(core)
    return style == "han" and value == 1 and core != before and len(core) <= 60  # noqa: PLR2004 - a title


def _ends_with_duty(core: str) -> bool:
    return re.search(r"。[（〔【][^（）〔〕【】]*[）〕】]$", core) is not None
