"""Clauses with each word marked by the topic it speaks for: by colour, and by the form of its underline."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from html import escape

import pandas as pd

from analysis.theme import PALETTE

__all__ = ["make_topic_text_html"]

#: Forms of underline, so that colour is not the only channel; with nine colours they repeat after 45 topics.
_FORMS = ("solid", "double", "dotted", "dashed", "wavy")
_GREY = "#8a8a8a"
#: Below, a word speaks for no topic in particular, and is not marked.
_SURE = 0.5


def make_topic_text_html(
    words: pd.DataFrame,
    clauses: pd.DataFrame,
    *,
    labels: Mapping[int, str],
    kept: Collection[int],
    link: Callable[[str], str | None] = lambda _value: None,
) -> str:
    """Return clauses as HTML, every word underlined in the colour and form of its topic, with a legend above.

    Parameters
    ----------
    words
        The ``word_topics`` table.
    clauses
        Rows of the ``clauses`` table, in the order they are to be read.
    labels
        From topic_id to what it is called.
    kept
        Topics that passed the checks; the others are grey.
    link
        Gives the address of a clause, if it has one.

    Returns
    -------
    str

    Examples
    --------
    >>> words = pd.DataFrame([("d/1", 2, 4, 1, 0.9)], columns=["clause_id", "start", "end", "topic_id", "probability"])
    >>> clauses = pd.DataFrame([("d/1", "建设算力", 0)], columns=["clause_id", "text", "start"])
    >>> html = make_topic_text_html(words, clauses, labels={1: "算力、芯片"}, kept={1})
    >>> html.count("underline solid #0072b2"), "建设<span" in html
    (2, True)
    """
    style = {topic: _style(topic, topic in kept) for topic in labels}
    legend = "".join(
        f'<li><span style="{style[topic]}">{escape(name)}</span></li>' for topic, name in sorted(labels.items())
    )
    marked = words[words["probability"] >= _SURE]
    paragraphs = []
    for clause_id, text, start in clauses[["clause_id", "text", "start"]].itertuples(index=False):
        own = marked[marked["clause_id"] == clause_id].sort_values("start")
        spans = list(own[["start", "end", "topic_id"]].itertuples(index=False, name=None))
        address = link(clause_id)
        name = f'<a href="{escape(address)}">{escape(clause_id)}</a>' if address else escape(clause_id)
        paragraphs.append(f"<p><small>{name}</small><br>{_mark(text, start, spans, style, labels)}</p>")
    return f'<ul class="topic-legend">{legend}</ul>' + "".join(paragraphs)


def _mark(
    text: str,
    start: int,
    spans: list[tuple[int, int, int]],
    style: Mapping[int, str],
    labels: Mapping[int, str],
) -> str:
    parts, at = [], 0
    for low, high, topic in spans:
        word = escape(text[low - start : high - start])
        parts.append(escape(text[at : low - start]))
        parts.append(f'<span style="{style[topic]}" title="{escape(labels[topic])}">{word}</span>')
        at = high - start
    return "".join(parts) + escape(text[at:])


def _style(topic: int, kept: bool) -> str:  # noqa: FBT001 - the one thing the style hangs on
    if not kept:
        return f"text-decoration:underline dotted {_GREY} 1px;text-underline-offset:3px;color:var(--quiet,#555)"
    colour = PALETTE[(topic - 1) % len(PALETTE)]
    form = _FORMS[(topic - 1) % len(_FORMS)]
    return f"text-decoration:underline {form} {colour} 2px;text-underline-offset:3px"
