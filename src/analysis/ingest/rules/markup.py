"""Rules for traces of other formats: line ends, blanks at their edges, markdown, HTML entities."""

from __future__ import annotations

import html
import re

from analysis.ingest.rules.base import Clue
from analysis.spans import Edit

__all__ = ["drop_markdown", "resolve_entities", "trim_blanks", "unify_newlines"]

_NEWLINE = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_BLANKS = " \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_BLANK_RUN = re.compile(f"[{_BLANKS}]+")
_BOLD = re.compile(r"(?<!\*)\*\*(?=[^*\s])([^*\n]*[^*\s])\*\*(?!\*)")
_ATX = re.compile(r"(?m)^[ \t]{0,3}#{1,6}[ \t]+(?=\S)")
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{2,6}|#x[0-9A-Fa-f]{2,5});")


def unify_newlines(text: str, clue: Clue) -> list[Edit]:  # noqa: ARG001 - every rule takes the clue
    r"""Write every kind of line end as one line feed.

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
    >>> [edit.before for edit in unify_newlines("甲\r\n乙\n丙", Clue())]
    ['\r\n']
    """
    return [Edit(match.start(), match.end(), match.group(), "\n", "newline") for match in _NEWLINE.finditer(text)]


def trim_blanks(text: str, clue: Clue) -> list[Edit]:  # noqa: ARG001
    r"""Take out blanks at the edges of lines, the indentation of paragraphs among them.

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
    >>> [edit.start for edit in trim_blanks("\u3000\u3000总体要求 \n", Clue())]
    [0, 6]
    """
    return [
        Edit(match.start(), match.end(), match.group(), "", "blank")
        for match in _BLANK_RUN.finditer(text)
        if text[match.start() - 1 : match.start()] in ("", "\n") or text[match.end() : match.end() + 1] in ("", "\n")
    ]


def drop_markdown(text: str, clue: Clue) -> list[Edit]:  # noqa: ARG001
    """Take out markdown marks of bold type and headings; lone or tripled asterisks stay, they may hide a word.

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
    >>> apply_edits("强化**统筹**和***", drop_markdown("强化**统筹**和***", Clue()))
    '强化统筹和***'
    """
    edits = []
    for match in _BOLD.finditer(text):
        edits.append(Edit(match.start(), match.start() + 2, "**", "", "markdown"))
        edits.append(Edit(match.end() - 2, match.end(), "**", "", "markdown"))
    edits += [Edit(match.start(), match.end(), match.group(), "", "markdown") for match in _ATX.finditer(text)]
    return sorted(edits)


def resolve_entities(text: str, clue: Clue) -> list[Edit]:  # noqa: ARG001
    """Write HTML entities that survived extraction as their characters.

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
    >>> [edit.after for edit in resolve_entities("&ldquo;人工智能+&rdquo;", Clue())]
    ['“', '”']
    """
    edits = []
    for match in _ENTITY.finditer(text):
        plain = html.unescape(match.group())
        if plain != match.group() and len(plain) == 1 and plain.isprintable():
            edits.append(Edit(match.start(), match.end(), match.group(), plain, "entity"))
        elif plain == "\u00a0":
            edits.append(Edit(match.start(), match.end(), match.group(), " ", "entity"))
    return edits
