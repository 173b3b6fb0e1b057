"""A rule for tables pasted into a text: the rows of a task ledger whose cells are parted by tabs or wide blanks."""

from __future__ import annotations

import re

from analysis.ingest.ledgers import is_ledger_heading
from analysis.ingest.rules.base import Clue
from analysis.spans import Edit

__all__ = ["bar_tables"]

#: How cells may be parted; a tab alone may stand for an empty cell, a run of blanks is one gap.
_GAPS = (re.compile(r"[ \u3000\u00a0]*\t[ \u3000\u00a0]*"), re.compile(r"[ \u3000\u00a0]{2,}|\u3000"))
#: What each gap has.
_WIDE_GAP = re.compile("[\t\u3000]|[ \u00a0]{2}")
_MAX_GROUP = 40


def bar_tables(text: str, clue: Clue) -> list[Edit]:  # noqa: ARG001 - every rule takes the clue
    r"""Set bars between the cells of a task ledger that was pasted with tabs or wide blanks between them.

    Evidence is a line of headings, one of which names who is responsible (牵头单位, 责任单位 ...), and lines behind it that are
    parted in the same way into no more cells. A short line between two rows is the heading of a group of rows.

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
    >>> text = "任务\t牵头单位\n建设平台\t省科技厅\n三、保障措施\t\n加强领导。"
    >>> apply_edits(text, bar_tables(text, Clue())).split("\n")
    ['| 任务 | 牵头单位 |', '| 建设平台 | 省科技厅 |', '三、保障措施\t', '加强领导。']
    """
    if not _WIDE_GAP.search(text):
        return []
    lines = [match for match in re.finditer(r"[^\n]+", text) if match.group().strip(" \u3000\u00a0")]
    edits: list[Edit] = []
    at = 0
    while at < len(lines):
        gap = next((gap for gap in _GAPS if is_ledger_heading(_cells(lines[at].group(), gap))), None)
        if gap is None or lines[at].group().startswith("|"):
            at += 1
            continue
        rows = _rows(lines, at, gap)
        if len(rows) > 1:
            for line in rows:
                edits += _bar(line, gap)
        at += max(1, len(rows))
    return edits


def _rows(lines: list[re.Match[str]], at: int, gap: re.Pattern[str]) -> list[re.Match[str]]:
    """Return the heading at ``at`` and the rows that follow it."""
    width = len(_cells(lines[at].group(), gap))

    def is_row(place: int) -> bool:
        if place >= len(lines) or lines[place].group().startswith("|"):
            return False
        cells = _cells(lines[place].group(), gap)
        return 1 < len(cells) <= width and sum(map(bool, cells)) > 1

    rows = [lines[at]]
    for place in range(at + 1, len(lines)):
        content = lines[place].group().strip()
        group = len(content) <= _MAX_GROUP and "。" not in content and not content.startswith("|") and is_row(place + 1)
        if not is_row(place) and not group:
            break
        rows.append(lines[place])
    return rows


def _cells(line: str, gap: re.Pattern[str]) -> list[str]:
    content = line.strip(" \u3000\u00a0")
    return [cell.strip() for cell in gap.split(content)] if _WIDE_GAP.search(content) else [content.strip()]


def _bar(line: re.Match[str], gap: re.Pattern[str]) -> list[Edit]:
    """Return the edits that set bars around the cells of a line; edits that touch are one."""
    content = line.group()
    lead = len(content) - len(content.lstrip(" \u3000\u00a0"))
    end = len(content.rstrip(" \u3000\u00a0"))
    changes = [(0, lead, "| ")]
    changes += [(match.start(), match.end(), " | ") for match in gap.finditer(content, lead, end)]
    changes.append((end, len(content), " |"))
    merged: list[tuple[int, int, str]] = []
    for start, stop, after in changes:
        if merged and merged[-1][1] == start:
            before = merged.pop()
            merged.append(
                (before[0], stop, before[2] + after.lstrip() if before[2].endswith(" ") else before[2] + after)
            )
        else:
            merged.append((start, stop, after))
    return [
        Edit(line.start() + start, line.start() + stop, content[start:stop], after, "table", 0.9)
        for start, stop, after in merged
    ]
