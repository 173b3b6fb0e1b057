"""An executed notebook as one HTML file that asks the network for nothing."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

import nbformat

from analysis.messages import say
from analysis.reporting.assets import TEMPLATES, embed_fonts, read_style
from analysis.reporting.markup import MARK
from analysis.reporting.methods import describe_methods

__all__ = ["find_title", "list_marks", "make_page"]

_NO_COUNTS = {"n_documents": 0, "n_clauses": 0, "n_edits": 0}
_UNOPENED: dict[str, Any] = {"title": "", "question": "", "parameters": [], "counts": _NO_COUNTS}
_WORDS = (
    "contents",
    "parameters",
    "skip",
    "code",
    "methods",
    "methods_lead",
    "references",
    "download_bibtex",
    "failed",
    "failed_lead",
)
_LANGUAGE_TAGS = {"zh": "zh-CN", "en": "en"}


def make_page(notebook: nbformat.NotebookNode, *, lang: str, failed: str = "") -> str:
    """Return the page of an executed report.

    Parameters
    ----------
    notebook
        An executed notebook whose first output opened a :class:`analysis.reporting.Report`.
    lang
        ``"zh"`` or ``"en"``: the words around the report.
    failed
        What happened, where the report is not whole: the page then begins with it.

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
        "failed": failed,
        "short": opening.get("short", False),
        "title": find_title(marks) or say("reporting.failed", lang=lang),
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
        Each with ``kind``: opening, title, head, say, figure, table, withheld, coverage.
    """
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    return [output.metadata[MARK] for output in outputs if MARK in output.get("metadata", {})]


def find_title(marks: Sequence[Mapping[str, Any]]) -> str:
    """Return the title of a report: the last that it gave itself, else that of its opening; empty where it did not open.

    Parameters
    ----------
    marks
        From :func:`list_marks`.

    Returns
    -------
    str

    Examples
    --------
    >>> find_title([{"kind": "opening", "title": "Profile"}, {"kind": "title", "text": "Profile of Zhejiang"}])
    'Profile of Zhejiang'
    """
    given = [mark["text"] for mark in marks if mark["kind"] == "title"]
    return str(given[-1] if given else next((mark["title"] for mark in marks if mark["kind"] == "opening"), ""))
