"""Task ledgers: tables whose heading names who is responsible; each of their rows is a clause."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["is_ledger_heading", "row_number", "row_task", "split_cells"]

_RESPONSIBLE = re.compile(
    r"(?:牵头|责任|配合|主管|主办|协办|承办|参与|落实|实施|支持)(?:责任|落实|配合)?(?:单位|部门|处室|主体|领导|机构|地区)(?:及.*|和.*|[（(].*)?"
    r"|责任分工|牵头"
)
_TASK = re.compile(
    r"(?:重点|主要|具体|工作|年度){0,4}(?:任务|事项|内容|举措|措施|工作|项目|目标|政策)(?:名称|内容|清单|分解|要求)?"
)
_NUMBER = re.compile(r"序号|编号|序")
_MAX_HEADING = 16
_MAX_TASK = 60


def split_cells(line: str) -> list[str]:
    """Return the cells of a line between bars.

    Parameters
    ----------
    line
        The line.

    Returns
    -------
    list of str

    Examples
    --------
    >>> split_cells("| 1 | 建设平台 | |")
    ['1', '建设平台', '']
    """
    return [cell.strip() for cell in re.sub(r"\|\s*$", "", line.strip().removeprefix("|")).split("|")]


def is_ledger_heading(cells: Sequence[str]) -> bool:
    """Say whether cells are the heading of a task ledger: short, and one names who is responsible.

    Parameters
    ----------
    cells
        The cells of a row.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_ledger_heading(["序号", "重点任务", "牵头单位", "完成时限"]), is_ledger_heading(["指标", "2025年"])
    (True, False)
    """
    if len(cells) < 2:  # noqa: PLR2004 - one cell is no row
        return False
    plain = [re.sub(r"\s", "", cell) for cell in cells]
    short = all(len(cell) <= _MAX_HEADING for cell in plain)
    return short and any(_RESPONSIBLE.fullmatch(cell) for cell in plain)


def row_number(cells: Sequence[str], heading: Sequence[str]) -> str | None:
    """Return the printed number of a row.

    Parameters
    ----------
    cells, heading
        The cells of the row and of its heading.

    Returns
    -------
    str or None

    Examples
    --------
    >>> row_number(["3", "建设平台"], ["序号", "任务"])
    '3'
    """
    for cell, name in zip(cells, heading, strict=False):
        if _NUMBER.fullmatch(re.sub(r"\s", "", name)):
            number = cell.strip("（()）.、． ")
            return number if re.fullmatch(r"[\w.-]{1,8}", number) else None
    return None


def row_task(cells: Sequence[str], heading: Sequence[str]) -> str | None:
    """Return what a row is about: its first cell under a heading for tasks.

    Parameters
    ----------
    cells, heading
        The cells of the row and of its heading.

    Returns
    -------
    str or None

    Examples
    --------
    >>> row_task(["3", "建设平台。省级平台5个。"], ["序号", "重点任务"])
    '建设平台'
    """
    for cell, name in zip(cells, heading, strict=False):
        if _TASK.fullmatch(re.sub(r"\s", "", name)) and cell:
            return re.split(r"[。；]", cell)[0][:_MAX_TASK] or None
    return None
