"""Words in context: every place where a pattern stands in the text, with what stands before and after it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pandas as pd

from analysis.errors import suggest_name
from analysis.tables import make_table

__all__ = ["concordance"]

#: How lines may be sorted: by place, by what follows, or by what precedes read backwards from the match.
_SORTS = ("place", "left", "right", "match")


def concordance(
    clauses: pd.DataFrame,
    pattern: str,
    *,
    width: int = 20,
    regex: bool = False,
    kinds: Sequence[str] | None = None,
    sort: str = "place",
) -> pd.DataFrame:
    """List every place where words stand, with their context (KWIC: key word in context).

    Answers: how is this word used, and does the text use it at all?

    Parameters
    ----------
    clauses
        The ``clauses`` table. The raw characters are searched, agency brackets and stop words among them.
    pattern
        What to look for: characters, or a regular expression with ``regex``.
    width
        Characters of context on either side, at least 0; 20 is about a line of print. The context stays within the clause.
    regex
        Whether ``pattern`` is a regular expression.
    kinds
        Kinds of clauses to search; all where None, because a reader wants to see every place.
    sort
        ``place`` (reading order), ``left`` (by what precedes, read backwards from the match), ``right`` (by what follows) or
        ``match``.

    Returns
    -------
    pandas.DataFrame
        The ``kwic`` table: clause_id, doc_id, start, end (clean text), line (the order asked for), left, match, right.

    Raises
    ------
    ValueError
        If the pattern is empty or no regular expression, the width negative, or the order unknown.

    Notes
    -----
    *Reading it*: sorted by ``right``, equal continuations stand below each other, and a fixed phrase shows as a block. No
    line is proof of absence only for these very characters: 智算中心 does not find 智能计算中心.

    Examples
    --------
    >>> text = "一、发展数据标注产业，建设数据标注基地"
    >>> clause = dict(clause_id="d/一", doc_id="d", position=0, level=1, kind="chapter", text=text, start=0, end=len(text))
    >>> lines = concordance(make_table("clauses", [clause]), "数据标注", width=2)
    >>> lines[["left", "match", "right"]].values.tolist()
    [['发展', '数据标注', '产业'], ['建设', '数据标注', '基地']]
    """
    if not pattern:
        raise ValueError("the pattern is empty: ''")
    if width < 0:
        raise ValueError(f"width must be at least 0, got {width}")
    if sort not in _SORTS:
        raise ValueError(f"no order is called {sort!r}; {suggest_name(sort, _SORTS)}")
    try:
        compiled = re.compile(pattern if regex else re.escape(pattern))
    except re.error as error:
        raise ValueError(f"{pattern!r} is no regular expression ({error})") from None
    searched = clauses if kinds is None else clauses[clauses["kind"].isin(kinds)]
    lines = list(_find_lines(searched, compiled, width))
    keys = {
        "place": lambda _line: "",
        "left": lambda line: line["left"][::-1],
        "right": lambda line: line["right"],
        "match": lambda line: line["match"],
    }
    lines.sort(key=keys[sort])
    return make_table("kwic", [line | {"line": number} for number, line in enumerate(lines, 1)])


def _find_lines(clauses: pd.DataFrame, pattern: re.Pattern[str], width: int) -> Iterator[dict[str, object]]:
    """Yield the lines in reading order; an empty match, which a regular expression may give, is no line."""
    ordered = clauses.sort_values(["doc_id", "position"], kind="stable")
    for clause_id, doc_id, start, text in ordered[["clause_id", "doc_id", "start", "text"]].itertuples(index=False):
        for found in pattern.finditer(text):
            if found.end() == found.start():
                continue
            yield {
                "clause_id": clause_id,
                "doc_id": doc_id,
                "start": start + found.start(),
                "end": start + found.end(),
                "left": text[max(0, found.start() - width) : found.start()],
                "match": found.group(),
                "right": text[found.end() : found.end() + width],
            }
