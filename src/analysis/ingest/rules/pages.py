"""Rules for pages: running heads, page numbers and the marks between pages are taken out."""

from __future__ import annotations

import re
from collections import Counter

from analysis.ingest.rules.base import Clue
from analysis.spans import Edit

__all__ = ["drop_page_numbers", "drop_running_heads"]

_EDGE_LINES = 2
_MIN_PAGES = 2
_MAX_HEAD = 60
_NUMBER = re.compile(r"[-—–－·.\s]{0,80}+(?:第\s*)?\d{1,4}\s*+(?:页)?(?:\s*[/／共]\s*\d{1,4}\s*页?)?[-—–－·.\s]*")
#: The page number of official documents (GB/T 9704-2012): between two dashes.
_DASHED = re.compile(r"(?m)^[ \t\u3000]*[-—–－]{1,2}[ ]?\d{1,3}[ ]?[-—–－]{1,2}[ \t\u3000]*$")


def drop_running_heads(text: str, clue: Clue) -> list[Edit]:  # noqa: ARG001 - every rule takes the clue
    r"""Take out lines that stand at the same edge of most pages, and page numbers there.

    Parameters
    ----------
    text
        The text; pages are separated by form feeds.
    clue
        What is known besides it.

    Returns
    -------
    list of Edit

    Examples
    --------
    >>> pages = [f"某省公报\n第{n}段文字。\n{n}" for n in (1, 2, 3)]
    >>> [edit.before for edit in drop_running_heads("\f".join(pages), Clue())][:2]
    ['某省公报', '1']
    """
    if "\f" not in text:
        return []
    edges = [edge for page in re.finditer(r"[^\f]+", text) for edge in _edge_lines(page.group(), page.start())]
    pages = text.count("\f") + 1
    shared = Counter(key for _, _, _, key in edges)
    return sorted(
        Edit(start, end, line, "", "page")
        for start, end, line, key in edges
        if (shared[key] >= _MIN_PAGES and shared[key] * 2 > pages and len(line) <= _MAX_HEAD and "。" not in line)
        or _NUMBER.fullmatch(line)
    )


def drop_page_numbers(text: str, clue: Clue) -> list[Edit]:  # noqa: ARG001
    r"""Take out page numbers between dashes on a line of their own.

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
    >>> [edit.before for edit in drop_page_numbers("甲\n— 3 —\n乙", Clue())]
    ['— 3 —']
    """
    return [Edit(match.start(), match.end(), match.group(), "", "page") for match in _DASHED.finditer(text)]


def _edge_lines(page: str, offset: int) -> list[tuple[int, int, str, str]]:
    """Return the first and last lines of a page: span, text, and what of it recurs on other pages."""
    lines = [match for match in re.finditer(r"[^\r\n]+", page) if match.group().strip()]
    at_top = lines[:_EDGE_LINES]
    at_end = [line for line in lines[-_EDGE_LINES:] if line not in at_top]
    return [
        (offset + line.start(), offset + line.end(), line.group(), side + re.sub(r"\d+", "#", line.group().strip()))
        for side, group in (("top ", at_top), ("end ", at_end))
        for line in group
    ]
