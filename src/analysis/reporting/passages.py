"""Two wordings side by side as plain HTML, what differs underlined: passages, clauses that match, clauses that changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from html import escape
from typing import NamedTuple

import pandas as pd

__all__ = ["make_matches_html", "make_passages_html", "make_versions_html", "mark_differences"]

#: Styles stand on the elements, so that the marks also show in an untrusted notebook.
_OTHER = "text-decoration:underline;text-decoration-thickness:2px;background:#fde9d9"
_SHORTEST = 2

#: A role behind an agency, as the table of versions writes it.
_ROLE = re.compile("（(lead|support|responsible)）")
_CARD = "border-left:3px solid #0072b2;margin:1em 0;padding:.2em 0 .2em .9em"
_SIDES = "display:flex;flex-wrap:wrap;gap:1.2em"
_SIDE = "flex:1 1 18em;margin:0"
_SMALL = "font-size:.85em;color:var(--quiet,#555);margin:.2em 0"


def mark_differences(text_a: str, text_b: str) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
    """Return two wordings in pieces, each with whether it stands in the other.

    Parameters
    ----------
    text_a, text_b
        Wordings as printed.

    Returns
    -------
    pieces_a, pieces_b
        Pieces in order; together they are the wording. Punctuation and blanks never differ.

    Examples
    --------
    >>> mark_differences("模型，数据", "大模型、数据")
    ([('模型，数据', True)], [('大', False), ('模型、数据', True)])
    """
    matcher = SequenceMatcher(None, text_a, text_b, autojunk=False)
    same_a, same_b = ([not character.isalnum() for character in text] for text in (text_a, text_b))
    for block in matcher.get_matching_blocks():
        if block.size < _SHORTEST and len(text_a) > _SHORTEST:
            continue  # one character in common by chance breaks up what is read as one difference
        for offset in range(block.size):
            same_a[block.a + offset] = same_b[block.b + offset] = True
    return _join_pieces(text_a, same_a), _join_pieces(text_b, same_b)


def _join_pieces(text: str, same: list[bool]) -> list[tuple[str, bool]]:
    pieces: list[tuple[str, bool]] = []
    for character, alike in zip(text, same, strict=True):
        if pieces and pieces[-1][1] == alike:
            pieces[-1] = (pieces[-1][0] + character, alike)
        else:
            pieces.append((character, alike))
    return pieces


def make_passages_html(
    passages: pd.DataFrame, *, word: Callable[[str], str], link: Callable[[str], str | None] = lambda _value: None
) -> str:
    """Return passages as HTML, one card each: label, length, both clauses, both wordings.

    Parameters
    ----------
    passages
        The ``passages`` table.
    word
        Gives the words of a key of the report's catalogue: ``label_NAME``, ``kind_NAME``, ``relation_NAME``, ``characters``.
    link
        Gives the address of a clause, if it has one.

    Returns
    -------
    str

    Examples
    --------
    >>> row = {"label": "substance", "kind": "near", "relation": "shared", "n_chars": 15, "clause_a": "a/1", "clause_b": "b/2"}
    >>> html = make_passages_html(pd.DataFrame([row | {"text_a": "模型", "text_b": "模块", "earlier": None}]), word=str)
    >>> html.count("<mark"), "a/1" in html
    (2, True)
    """
    cards = []
    for row in passages.itertuples():
        facts = [word(f"label_{row.label}"), word(f"kind_{row.kind}"), f"{row.n_chars} {word('characters')}"]
        if row.relation != "shared":
            facts.append(word(f"relation_{row.relation}"))
        sides = [
            _Side(str(clause), str(text), word("earlier") if row.earlier == side else "")
            for side, clause, text in zip("ab", (row.clause_a, row.clause_b), (row.text_a, row.text_b), strict=True)
        ]
        cards.append(_write_card(facts, sides, link))
    return "".join(cards)


def make_matches_html(
    matches: pd.DataFrame, *, word: Callable[[str], str], link: Callable[[str], str | None] = lambda _value: None
) -> str:
    """Return clauses that are alike as HTML, one card a pair: likeness, both clauses, both wordings, the same of them marked.

    Parameters
    ----------
    matches
        Columns value, clause_a, clause_b, text_a, text_b.
    word
        Gives the words of a key of the report's catalogue: ``column_value``.
    link
        Gives the address of a clause, if it has one.

    Returns
    -------
    str

    Examples
    --------
    >>> row = {"value": 0.5, "clause_a": "a/1", "clause_b": "b/2", "text_a": "模型", "text_b": "模块"}
    >>> "column_value 0.50" in make_matches_html(pd.DataFrame([row]), word=str)
    True
    """
    return "".join(
        _write_card(
            [f"{word('column_value')} {row.value:.2f}"],
            [_Side(str(row.clause_a), str(row.text_a)), _Side(str(row.clause_b), str(row.text_b))],
            link,
            common=True,
        )
        for row in matches.itertuples()
    )


def make_versions_html(
    versions: pd.DataFrame, *, word: Callable[[str], str], link: Callable[[str], str | None] = lambda _value: None
) -> str:
    """Return changed clauses as HTML, one card each: what became of it, numbers and agencies, both wordings.

    Parameters
    ----------
    versions
        The ``versions`` table; a side that has no clause says so.
    word
        Gives the words of a key of the report's catalogue: ``change_NAME``, ``column_NAME``, ``no_counterpart``, and of
        ``common.role_NAME``.
    link
        Gives the address of a clause, if it has one.

    Returns
    -------
    str

    Examples
    --------
    >>> row = dict.fromkeys(["clause_new", "text_new", "numbers_out", "numbers_in", "agencies_out", "agencies_in"])
    >>> versions = pd.DataFrame([row | {"change": "dropped", "clause_old": "d/1", "text_old": "模型"}])
    >>> html = make_versions_html(versions, word=str)
    >>> "change_dropped" in html, "no_counterpart" in html
    (True, True)
    """
    cards = []
    for row in versions.to_dict("records"):
        facts = [word(f"change_{row['change']}")]
        for name in ("numbers", "agencies"):
            for way in ("out", "in"):
                told = row[f"{name}_{way}"]
                if not pd.isna(told):
                    named = _ROLE.sub(lambda found: f"（{word(f'common.role_{found[1]}')}）", str(told))
                    facts.append(f"{word(f'column_{name}_{way}')} {named}")
        sides = [
            _Side("" if pd.isna(row[f"clause_{age}"]) else row[f"clause_{age}"], row[f"text_{age}"])
            if not pd.isna(row[f"clause_{age}"])
            else _Side(word("no_counterpart"), "")
            for age in ("old", "new")
        ]
        cards.append(_write_card(facts, sides, link, marked=row["change"] not in {"dropped", "added"}))
    return "".join(cards)


class _Side(NamedTuple):
    """One side of a card: the clause, its wording, and a word behind its name."""

    clause: str
    text: str
    remark: str = ""


def _write_card(
    facts: Sequence[str],
    sides: Sequence[_Side],
    link: Callable[[str], str | None],
    *,
    marked: bool = True,
    common: bool = False,
) -> str:
    pieces = mark_differences(*(side.text for side in sides)) if marked else [[(side.text, True)] for side in sides]
    if common:  # of two clauses on one subject little is the same: that little is marked
        pieces = [[(text, not same or not any(map(str.isalnum, text))) for text, same in own] for own in pieces]
    figures = []
    for side, own in zip(sides, pieces, strict=True):
        target = link(side.clause)
        name = escape(side.clause)
        name = f'<a href="{escape(target)}">{name}</a>' if target else name
        remark = f"　{escape(side.remark)}" if side.remark else ""
        figures.append(
            f'<figure style="{_SIDE}"><figcaption style="{_SMALL}">{name}{remark}</figcaption>'
            f'<blockquote style="margin:0">{_write_pieces(own)}</blockquote></figure>'
        )
    head = " · ".join(escape(fact) for fact in facts)
    return (
        f'<section class="tex2jax_ignore mathjax_ignore" style="{_CARD}"><p style="{_SMALL}"><strong>{head}</strong></p>'
        f'<div style="{_SIDES}">{"".join(figures)}</div></section>'
    )


def _write_pieces(pieces: list[tuple[str, bool]]) -> str:
    return "".join(
        escape(text).replace("\n", "<br>") if same else f'<mark style="{_OTHER}">{escape(text)}</mark>'
        for text, same in pieces
    )
