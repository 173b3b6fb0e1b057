"""Static twins: what a view shows, as plain HTML that an untrusted notebook and a page show alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from analysis.explore.selection import Selection
from analysis.lexis import concordance
from analysis.messages import say

__all__ = ["write_kwic", "write_text"]

#: Rows that a twin shows; the view itself has all.
_ROWS = 40

#: Keeps MathJax from reading a document's dollar signs as formulas.
_CLASS = "zc-twin tex2jax_ignore mathjax_ignore"


def write_text(selection: Selection) -> str:
    """Return the reader as HTML: clauses with their repairs and agencies marked.

    Parameters
    ----------
    selection
        What is chosen.

    Returns
    -------
    str
    """
    clauses = selection.find_clauses()
    marks = _Marks(selection)
    rows = [[escape(clause_id), marks.write(clause_id)] for clause_id in clauses["clause_id"].head(_ROWS)]
    return _write(selection, "text", ["column_clause_id", "column_text"], rows, n=len(clauses))


def write_kwic(selection: Selection) -> str:
    """Return the words in context as HTML.

    Parameters
    ----------
    selection
        What is chosen.

    Returns
    -------
    str
    """
    if not selection.term:
        return _write(selection, "kwic", ["column_text"], [], n=0)
    lines = concordance(selection.find_clauses(), selection.term)
    rows = [
        [escape(line["clause_id"]), f"{_flat(line['left'])}<mark>{escape(line['match'])}</mark>{_flat(line['right'])}"]
        for line in lines.head(_ROWS).to_dict("records")
    ]
    return _write(selection, "kwic", ["column_clause_id", "column_text"], rows, n=len(lines))


def _write(selection: Selection, kind: str, heads: Sequence[str], rows: Iterable[Sequence[str]], *, n: int) -> str:
    """Return a table of cells that are HTML already, with the view's name and what is chosen above it."""
    lang = selection.lang
    rows = list(rows)
    head = "".join(f'<th scope="col">{escape(_word(name, lang))}</th>' for name in heads)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    caption = f"{say(f'explore.view_{kind}', lang=lang)} · {tell_chosen(selection)}"
    more = f"<p>{escape(say('explore.twin_rows', lang=lang, shown=len(rows), n=n))}</p>" if n > len(rows) else ""
    none = f"<p>{escape(say('explore.nothing', lang=lang))}</p>" if not rows else ""
    return (
        f'<div class="{_CLASS}"><table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table>{more}{none}</div>"
    )


def tell_chosen(selection: Selection) -> str:
    """Return what is chosen, in words.

    Parameters
    ----------
    selection
        What is chosen.

    Returns
    -------
    str
    """
    names = [name for name in ("document", "term", "agency", "topic", "clause") if getattr(selection, name)]
    told = [f"{say(f'explore.{name}', lang=selection.lang)}: {getattr(selection, name)}" for name in names]
    return " · ".join(told) or say("explore.nothing_chosen", lang=selection.lang)


def _word(name: str, lang: str) -> str:
    return say(f"explore.{name}", lang=lang)


def _flat(text: str) -> str:
    return escape(text.replace("\n", "¶"))


class _Marks:
    """Clauses as HTML with repairs and agencies marked."""

    def __init__(self, selection: Selection) -> None:
        data = selection.data
        self._data = data
        self._place = {clause_id: row for row, clause_id in enumerate(data["clauses"]["id"])}
        self._spans: dict[int, list[tuple[int, int, str, str]]] = {}
        for tag, table, title in (("ins", "edits", "before"), ("u", "duties", "role")):
            rows = data[table]
            for row, start, end, words in zip(rows["clause"], rows["start"], rows["end"], rows[title], strict=True):
                self._spans.setdefault(row, []).append((start, end, tag, words))

    def write(self, clause_id: str) -> str:
        row = self._place[clause_id]
        text = self._data["clauses"]["text"][row].encode("utf-16-le", "surrogatepass")
        parts: list[str] = []
        at = 0
        for start, end, tag, words in sorted(self._spans.get(row, [])):
            if start < at:
                continue
            parts += [_cut(text, at, start), f'<{tag} title="{escape(words)}">{_cut(text, start, end)}</{tag}>']
            at = end
        return "".join([*parts, _cut(text, at, len(text) // 2)]).replace("\n", "<br>")


def _cut(text: bytes, start: int, end: int) -> str:
    """Return part of a text by positions of JavaScript, which counts in pairs of bytes."""
    return escape(text[2 * start : 2 * end].decode("utf-16-le", "replace"))
