"""HTML of what a report shows: paragraphs, notes, tables. Every text is escaped here and nowhere else."""

from __future__ import annotations

import base64
import math
from collections.abc import Callable
from html import escape

import pandas as pd
from pandas.api.types import is_bool_dtype, is_float_dtype, is_numeric_dtype

__all__ = [
    "MARK",
    "format_cell",
    "make_download",
    "make_heading",
    "make_note",
    "make_paragraph",
    "make_table_html",
    "make_title",
]

#: Key under which an output tells the page what it is.
MARK = "zhengce"

#: A file larger than this is linked, not carried in the page.
_CARRIED_BYTES = 300_000

#: Texts up to this length stay on one line: numbers with a unit, codes, spans.
_SHORT_CHARACTERS = 12
#: Texts longer than this want a wide column.
_LONG_CHARACTERS = 16


def make_paragraph(text: str, *, kind: str = "") -> str:
    """Return paragraphs of a text; an empty line parts them.

    Parameters
    ----------
    text
        Plain text.
    kind
        Class of the paragraphs, for the style sheet.

    Returns
    -------
    str

    Examples
    --------
    >>> make_paragraph("1 < 2")
    '<p>1 &lt; 2</p>'
    """
    mark = f' class="{kind}"' if kind else ""
    return "".join(f"<p{mark}>{escape(part.strip())}</p>" for part in text.split("\n\n") if part.strip())


def make_title(text: str) -> str:
    """Return the heading of the first level.

    Parameters
    ----------
    text
        Plain text.

    Returns
    -------
    str

    Examples
    --------
    >>> make_title("A & B")
    '<h1>A &amp; B</h1>'
    """
    return f"<h1>{escape(text)}</h1>"


def make_heading(text: str, *, anchor: str) -> str:
    """Return a heading of the second level that can be linked to.

    Parameters
    ----------
    text
        Plain text.
    anchor
        Its id in the page.

    Returns
    -------
    str

    Examples
    --------
    >>> make_heading("Edits", anchor="edits")
    '<h2 id="edits">Edits</h2>'
    """
    return f'<h2 id="{escape(anchor)}">{escape(text)}</h2>'


def make_note(label: str, text: str, *, kind: str) -> str:
    """Return a note set apart from the text.

    Parameters
    ----------
    label
        What kind of note it is, in words.
    text
        Plain text.
    kind
        Class of the note, for the style sheet.

    Returns
    -------
    str

    Examples
    --------
    >>> make_note("Withheld: ", "too few.", kind="withheld")
    '<p class="note withheld" role="note"><strong>Withheld: </strong>too few.</p>'
    """
    strong = f"<strong>{escape(label)}</strong>" if label else ""
    return f'<p class="note {escape(kind)}" role="note">{strong}{escape(text)}</p>'


def make_download(text: str, name: str, content: bytes) -> str:
    """Return a link to a CSV file, carried in the page where it is small.

    Parameters
    ----------
    text
        Words of the link.
    name
        Path of the file beside the page.
    content
        The file.

    Returns
    -------
    str

    Examples
    --------
    >>> make_download("CSV", "tables/a.csv", b"x")
    '<a class="download" download="a.csv" href="data:text/csv;charset=utf-8;base64,eA==">CSV</a>'
    """
    base = name.rsplit("/", 1)[-1]
    carried = f"data:text/csv;charset=utf-8;base64,{base64.b64encode(content).decode('ascii')}"
    target = carried if len(content) <= _CARRIED_BYTES else name
    return f'<a class="download" download="{escape(base)}" href="{escape(target)}">{escape(text)}</a>'


def make_table_html(
    table: pd.DataFrame,
    *,
    caption: str,
    word: Callable[[str], str],
    value_word: Callable[[str, str], str] = lambda _column, value: value,
    link: Callable[[str], str | None] = lambda _value: None,
    missing: str = "—",
    rows: int | None = None,
    behind: Callable[[int, str], str | None] = lambda _row, _column: None,
) -> str:
    """Return a table as HTML with a caption and headings in the reader's language.

    Parameters
    ----------
    table
        Any table; the index is not shown.
    caption
        What the table shows.
    word
        Gives the words of a column's name.
    value_word
        Gives the words of a coded text in a column; the text itself where there are none.
    link
        Gives the address that a text stands for, if it stands for one.
    missing
        What stands for a missing value.
    rows
        Rows shown from the top; all where None.
    behind
        Gives the address of what stands behind a cell, by its row from 0 and its column, if anything does.

    Returns
    -------
    str

    Examples
    --------
    >>> import pandas as pd
    >>> html = make_table_html(pd.DataFrame({"n": [1200]}), caption="Sizes", word=str.upper)
    >>> html[html.index("<tbody>"):]
    '<tbody><tr><td class="number">1,200</td></tr></tbody></table></div>'
    """
    numeric = {str(name): is_numeric_dtype(table[name]) and not is_bool_dtype(table[name]) for name in table.columns}
    marks = {name: _mark_column(table[name], number=numeric[name]) for name in numeric}
    head = "".join(f'<th scope="col"{marks[name]}>{escape(word(name))}</th>' for name in numeric)
    shown = table if rows is None else table.head(rows)
    formats = {name: _column_format(table[name]) for name in numeric}
    lines = []
    for row, record in enumerate(shown.itertuples(index=False, name=None)):
        cells = []
        for name, value in zip(numeric, record, strict=True):
            known = value_word(name, value) if isinstance(value, str) else value
            text = escape(format_cell(known, missing=missing, decimals=formats[name]))
            target = behind(row, name) or (link(value) if isinstance(value, str) else None)
            linked = f'<a href="{escape(target)}">{text}</a>' if target else text
            cells.append(f"<td{marks[name]}>{linked}</td>")
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return (
        f'<div class="table tex2jax_ignore mathjax_ignore" tabindex="0" role="region" aria-label="{escape(caption)}"><table>'
        f"<caption><span>{escape(caption)}</span></caption><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table></div>"
    )


def format_cell(value: object, *, missing: str = "—", decimals: int = 3) -> str:
    """Return one cell as a reader wants it.

    Parameters
    ----------
    value
        A cell of a table.
    missing
        What stands for a missing value.
    decimals
        Digits after the point of a float.

    Returns
    -------
    str

    Examples
    --------
    >>> format_cell(12345), format_cell(0.5), format_cell(None), format_cell(["a", "b"])
    ('12,345', '0.500', '—', 'a, b')
    """
    if isinstance(value, list | tuple | set):
        return ", ".join(format_cell(item, missing=missing, decimals=decimals) for item in value)
    if pd.isna(value):  # type: ignore[call-overload]
        return missing
    if isinstance(value, bool):
        return "✓" if value else "–"
    if isinstance(value, float):
        return f"{value:,.{decimals}f}" if math.isfinite(value) else missing
    return f"{value:,}" if isinstance(value, int) else str(value)


def _mark_column(column: pd.Series, *, number: bool) -> str:
    """Return the class of a column: numbers stand right, long texts want room, short ones are not broken."""
    if number:
        return ' class="number"'
    longest = column.dropna().astype("str").str.len().max()
    if pd.isna(longest) or longest <= _SHORT_CHARACTERS:
        return ' class="short"'
    return ' class="long"' if longest > _LONG_CHARACTERS else ""


def _column_format(column: pd.Series) -> int:
    """Return the digits after the point that a column of floats needs: none where all are whole."""
    if not is_float_dtype(column):
        return 3
    known = column.dropna()
    return 0 if len(known) and bool((known == known.round()).all()) else 3
