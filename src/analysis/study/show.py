"""What a notebook shows of a study: each table, what one row of it is, how many it has, what is not stated."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from analysis.messages import say
from analysis.tables import describe_tables

if TYPE_CHECKING:
    from analysis.study.bundle import Study

__all__ = ["write_study"]

#: How many documents, and how many silences of documents, are shown; coverage has all.
_NAMES_SHOWN = 12
_SILENT_SHOWN = 30

_HEADS = ("table", "row", "rows", "not_stated")


def write_study(study: Study, *, lang: str) -> str:
    """Return a study as HTML.

    Parameters
    ----------
    study
        The bundle.
    lang
        ``"zh"`` or ``"en"``.

    Returns
    -------
    str
        Without scripts or styles that an untrusted notebook would lose; MathJax leaves it alone.
    """
    names = ", ".join(study.documents["doc_id"].head(_NAMES_SHOWN))
    more = " ..." if len(study.documents) > _NAMES_SHOWN else ""
    described = describe_tables(study.tables())
    rows = [
        [row["table"], say(f"tables.{row['table']}", lang=lang), f"{row['rows']:,}", row["not_stated"]]
        for row in described.to_dict("records")
    ]
    heads = [say(f"study.{head}", lang=lang) for head in _HEADS]
    return (
        '<div class="tex2jax_ignore mathjax_ignore">'
        f"<p><strong>Study</strong>: {escape(names)}{more}</p>"
        f"<table><thead>{_write_row(heads, 'th')}</thead>"
        f"<tbody>{''.join(_write_row(row, 'td') for row in rows)}</tbody></table>"
        f"{_write_silences(study, lang)}</div>"
    )


def _write_row(cells: Iterable[str], tag: str) -> str:
    """Return a row set to the left, which JupyterLab's own style does not do."""
    return "<tr>" + "".join(f'<{tag} style="text-align:left">{escape(cell)}</{tag}>' for cell in cells) + "</tr>"


def _write_silences(study: Study, lang: str) -> str:
    silent = study.coverage[study.coverage["status"] != "stated"]
    if not len(silent):
        return ""
    told = "".join(
        f"<li>{escape(row['doc_id'])}: {escape(row['table'])} - {escape(_tell_status(row['status'], lang))}</li>"
        for row in silent.head(_SILENT_SHOWN).to_dict("records")
    )
    return f"<p>{escape(say('study.silent', lang=lang, n=len(silent)))}</p><ul>{told}</ul>"


def _tell_status(status: str, lang: str) -> str:
    return say(f"explore.{status.replace(' ', '_')}", lang=lang)
