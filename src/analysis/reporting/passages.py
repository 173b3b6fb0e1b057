"""Aligned passages as plain HTML: two wordings side by side, what differs underlined, both traces above."""

from __future__ import annotations

from collections.abc import Callable
from difflib import SequenceMatcher
from html import escape

import pandas as pd

__all__ = ["make_passages_html", "mark_differences"]

#: Styles stand on the elements, so that the marks also show in an untrusted notebook.
_OTHER = "text-decoration:underline;text-decoration-thickness:2px;background:#fde9d9"
_SHORTEST = 2
_CARD = "border-left:3px solid #0072b2;margin:1em 0;padding:.2em 0 .2em .9em"
_SIDES = "display:flex;flex-wrap:wrap;gap:1.2em"
_SIDE = "flex:1 1 18em;margin:0"
_SMALL = "font-size:.85em;color:#555;margin:.2em 0"


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


def make_passages_html(passages: pd.DataFrame, *, word: Callable[[str], str]) -> str:
    """Return passages as HTML, one card each: label, length, both clauses, both wordings.

    Parameters
    ----------
    passages
        The ``passages`` table.
    word
        Gives the words of a key of the report's catalogue: ``label_NAME``, ``kind_NAME``, ``relation_NAME``, ``characters``.

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
        pieces = mark_differences(str(row.text_a), str(row.text_b))
        sides = [
            f'<figure style="{_SIDE}"><figcaption style="{_SMALL}">{escape(str(clause))}'
            f"{'　' + escape(word('earlier')) if row.earlier == side else ''}</figcaption>"
            f'<blockquote style="margin:0">{_write_pieces(marked)}</blockquote></figure>'
            for side, clause, marked in zip("ab", (row.clause_a, row.clause_b), pieces, strict=True)
        ]
        head = " · ".join(escape(fact) for fact in facts)
        cards.append(
            f'<section style="{_CARD}"><p style="{_SMALL}"><strong>{head}</strong></p>'
            f'<div style="{_SIDES}">{"".join(sides)}</div></section>'
        )
    return "".join(cards)


def _write_pieces(pieces: list[tuple[str, bool]]) -> str:
    return "".join(
        escape(text).replace("\n", "<br>") if same else f'<mark style="{_OTHER}">{escape(text)}</mark>'
        for text, same in pieces
    )
