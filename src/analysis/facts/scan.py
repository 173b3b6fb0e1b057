"""Looking for a costly pattern only where a match of it can begin."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["find_before_colon", "find_from"]


def find_from(first: re.Pattern[str], pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Yield what ``pattern.finditer(text)`` yields, in a fraction of its time.

    Parameters
    ----------
    first
        One character with which every match of the pattern begins. A pattern that opens with optional words is otherwise
        tried at every character of the text.
    pattern
        What to look for; it never matches nothing.
    text
        Any text.

    Yields
    ------
    re.Match

    Examples
    --------
    >>> [match[0] for match in find_from(re.compile("[约0-9]"), re.compile("约?[0-9]+家"), "培育约20家企业")]
    ['约20家']
    """
    reached = 0
    for candidate in first.finditer(text):
        start = candidate.start()
        if start >= reached and (match := pattern.match(text, start)):
            reached = match.end()
            yield match


def find_before_colon(pattern: re.Pattern[str], text: str, *, longest: int) -> Iterator[re.Match[str]]:
    """Yield what ``pattern.finditer(text)`` yields, looking only at the few characters before each colon.

    Parameters
    ----------
    pattern
        What to look for: words without a colon, then blanks or none, then a full-width colon. It looks at nothing outside
        its match.
    text
        Any text.
    longest
        Characters that its words can have at most.

    Yields
    ------
    re.Match

    Examples
    --------
    >>> label = re.compile("(?:牵头|责任)单位：")
    >>> [match.start() for match in find_before_colon(label, "牵头单位：甲、乙；责任单位：丙", longest=4)]
    [0, 9]
    """
    reached = 0
    colon = text.find("：")
    while colon >= 0:
        words_end = len(text[reached:colon].rstrip()) + reached
        match = pattern.search(text, max(reached, words_end - longest), colon + 1)
        if match:
            yield match
        reached = colon + 1
        colon = text.find("：", reached)
