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
    tokens: pd.DataFrame | None = None,
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
    tokens
        The ``tokens`` table of these clauses: then whole words are matched - ``pattern`` is a term in its normal form, or a
        regular expression that a whole term fits - and the context is still that of the raw characters. Without it, any
        characters are found: 数据 also within 大数据.

    Returns
    -------
    pandas.DataFrame
        The ``kwic`` table: clause_id, doc_id, start, end (clean text), line (the order asked for), left, match, right. The
        source span stays missing; ``analysis.spans.add_source_spans(table, study.edits)`` sets it, and ``zhengce trace
        doc_id:start-end`` shows the characters of the source.

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
    if tokens is None:
        lines = list(_find_lines(searched, compiled, width))
    else:
        lines = list(_find_tokens(searched, compiled, width, tokens))
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
    for clause_id, doc_id, start, text in _read_in_order(clauses):
        for found in pattern.finditer(text):
            if found.end() > found.start():
                yield _write_line(clause_id, doc_id, start, text, found.span(), width)


def _find_tokens(
    clauses: pd.DataFrame, pattern: re.Pattern[str], width: int, tokens: pd.DataFrame
) -> Iterator[dict[str, object]]:
    """Yield the lines of whole terms that fit, in reading order."""
    fitting = tokens[tokens["term"].map(lambda term: pattern.fullmatch(term) is not None).astype("bool")]
    places: dict[str, list[tuple[int, int]]] = {}
    for clause_id, low, high in fitting[["clause_id", "start", "end"]].itertuples(index=False):
        places.setdefault(clause_id, []).append((low, high))
    for clause_id, doc_id, start, text in _read_in_order(clauses):
        for low, high in sorted(places.get(clause_id, [])):
            yield _write_line(clause_id, doc_id, start, text, (low - start, high - start), width)


def _read_in_order(clauses: pd.DataFrame) -> Iterator[tuple[str, str, int, str]]:
    ordered = clauses.sort_values(["doc_id", "position"], kind="stable")
    yield from ordered[["clause_id", "doc_id", "start", "text"]].itertuples(index=False, name=None)


def _write_line(
    clause_id: str, doc_id: str, start: int, text: str, span: tuple[int, int], width: int
) -> dict[str, object]:
    low, high = span
    return {
        "clause_id": clause_id,
        "doc_id": doc_id,
        "start": start + low,
        "end": start + high,
        "left": text[max(0, low - width) : low],
        "match": text[low:high],
        "right": text[high : high + width],
    }
