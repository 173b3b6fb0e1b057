"""An executed notebook as one HTML file that asks the network for nothing."""

from __future__ import annotations

import base64
import io
import re
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from fontTools import subset
from fontTools.ttLib import TTFont

from analysis.messages import say
from analysis.reporting.methods import describe_methods
from analysis.reporting.report import MARK
from analysis.theme import font_path

__all__ = ["embed_fonts", "list_marks", "make_page", "read_style"]

TEMPLATES = Path(__file__).resolve().parent / "templates"
_CARRIED = re.compile(r"data:[\w/+.-]+;[\w=;-]*base64,[A-Za-z0-9+/=]+")
_NO_COUNTS = {"n_documents": 0, "n_clauses": 0, "n_edits": 0}
_UNOPENED: dict[str, Any] = {"title": "", "question": "", "parameters": [], "counts": _NO_COUNTS}
_WORDS = ("contents", "parameters", "skip", "code", "methods", "methods_lead", "references", "download_bibtex")
_LANGUAGE_TAGS = {"zh": "zh-CN", "en": "en"}


def make_page(notebook: nbformat.NotebookNode, *, lang: str) -> str:
    """Return the page of an executed report.

    Parameters
    ----------
    notebook
        An executed notebook whose first output opened a :class:`analysis.reporting.Report`.
    lang
        ``"zh"`` or ``"en"``: the words around the report.

    Returns
    -------
    str
        HTML with styles, figures, tables and the needed part of the font inside.
    """
    from nbconvert import HTMLExporter  # noqa: PLC0415 - half a second of import that only a page needs

    marks = list_marks(notebook)
    opening = next((mark for mark in marks if mark["kind"] == "opening"), _UNOPENED)
    exporter = HTMLExporter(template_name="zhengce", extra_template_basedirs=[str(TEMPLATES)])
    methods = describe_methods(notebook, opening["counts"], lang=lang)
    resources = {
        "methods": methods,
        "bibtex": base64.b64encode(methods.bibtex.encode("utf-8")).decode("ascii"),
        "title": opening["title"],
        "question": opening["question"],
        "parameters": opening["parameters"],
        "heads": [mark for mark in marks if mark["kind"] == "head"],
        "language": _LANGUAGE_TAGS[lang],
        "style": read_style(),
        "words": {key: say(f"reporting.{key}", lang=lang) for key in _WORDS},
    }
    body, _ = exporter.from_notebook_node(notebook, resources={"page": resources})
    return embed_fonts(body)


def list_marks(notebook: nbformat.NotebookNode) -> list[dict[str, Any]]:
    """Return what the outputs of an executed report say of themselves, in order.

    Parameters
    ----------
    notebook
        The executed notebook.

    Returns
    -------
    list of dict
        Each with ``kind``: opening, head, say, figure, table, withheld, coverage.
    """
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    return [output.metadata[MARK] for output in outputs if MARK in output.get("metadata", {})]


def read_style() -> str:
    """Return the style sheet of every page.

    Returns
    -------
    str
    """
    return (TEMPLATES / "zhengce" / "page.css").read_text(encoding="utf-8")


def embed_fonts(html: str) -> str:
    """Return a page with the characters it uses carried inside, regular and bold.

    Parameters
    ----------
    html
        A page with the comment ``/* fonts */`` in its style.

    Returns
    -------
    str
    """
    characters = "".join(sorted(set(_CARRIED.sub("", html))))
    faces = []
    for weight, bold in ((400, False), (700, True)):
        font = base64.b64encode(_cut_font(characters, bold=bold)).decode("ascii")
        source = f"url(data:font/woff;base64,{font}) format('woff')"
        faces.append(f"@font-face{{font-family:'Zhengce Page';font-weight:{weight};src:{source}}}")
    return html.replace("/* fonts */", "".join(faces))


@cache
def _cut_font(characters: str, *, bold: bool) -> bytes:
    options = subset.Options()
    options.recalc_timestamp = False
    options.layout_features = []
    options.hinting = False
    options.desubroutinize = False
    options.flavor = "woff"
    buffer = io.BytesIO()
    with TTFont(font_path(bold=bold), recalcTimestamp=False, lazy=True) as font:
        subsetter = subset.Subsetter(options)
        subsetter.populate(text=characters)
        subsetter.subset(font)
        font.flavor = "woff"
        font.save(buffer)
    return buffer.getvalue()
