"""The methods paragraph of a run: what its cells really called, in words ready to quote, with references and BibTeX."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import nbformat

from analysis.messages import list_messages, say
from analysis.reporting.fingerprint import list_versions

__all__ = ["MethodsText", "describe_methods", "list_calls"]

_CITATION = re.compile(r"\s*((?:\[[a-z]+\d{4}\]\s*)+)")
_KEY = re.compile(r"[a-z]+\d{4}")
_FRAME = ("texts", "software")


@dataclass(frozen=True)
class MethodsText:
    """A methods paragraph.

    Attributes
    ----------
    text
        The paragraph, with citations by author and year.
    references
        The works it cites, one formatted entry each, by author.
    bibtex
        The same as BibTeX.
    """

    text: str
    references: tuple[str, ...]
    bibtex: str


def describe_methods(notebook: nbformat.NotebookNode, counts: Mapping[str, int], *, lang: str) -> MethodsText:
    """Return the methods paragraph of an executed report.

    Parameters
    ----------
    notebook
        The executed notebook; only cells that were executed are read.
    counts
        ``n_documents``, ``n_clauses``, ``n_edits`` of the study it read.
    lang
        ``"zh"`` or ``"en"``.

    Returns
    -------
    MethodsText
    """
    versions = list_versions()
    values = {**counts, "version": versions.get("zhengce-workbench", "0"), "python": versions["python"]}
    called = list_calls(notebook)
    names = [key.partition(".")[2] for key in list_messages() if key.startswith("methods.")]
    said = [name for name in names if name in called or name == _FRAME[0]] + [_FRAME[1]]
    sentences = [say(f"methods.{name}", lang=lang, **values) for name in said]
    raw = ("" if lang == "zh" else " ").join(sentences)
    keys = sorted(set(_KEY.findall(" ".join(_CITATION.findall(raw)))))
    text = _CITATION.sub(lambda match: _cite(_KEY.findall(match.group(1)), lang), raw)
    return MethodsText(text, tuple(_format_entry(key) for key in keys), "\n".join(_make_bibtex(key) for key in keys))


def list_calls(notebook: nbformat.NotebookNode) -> set[str]:
    """Return the names that the executed cells call, and ``study_NAME`` for each table of the study that they read.

    Parameters
    ----------
    notebook
        An executed notebook.

    Returns
    -------
    set of str
    """
    found: set[str] = set()
    for cell in notebook.cells:
        if cell.cell_type == "code" and cell.get("execution_count"):
            for node in ast.walk(ast.parse(cell.source)):
                if isinstance(node, ast.Call):
                    found.add(node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", ""))
                elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
                    owner = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
                    found |= {f"study_{node.attr}"} if owner == "study" else set()
    return found


@cache
def _references() -> dict[str, dict[str, object]]:
    return tomllib.loads((Path(__file__).parent / "references.toml").read_text(encoding="utf-8"))


def _cite(keys: Sequence[str], lang: str) -> str:
    cited = [f"{_short_author(key)} {_references()[key]['year']}" for key in keys]
    return f"（{'；'.join(cited)}）" if lang == "zh" else f" ({'; '.join(cited)})"


def _short_author(key: str) -> str:
    names = [name.split(",")[0] for name in str(_references()[key]["author"]).split(" and ")]
    if len(names) == 1:
        return names[0]
    return f"{names[0]} & {names[1]}" if len(names) == 2 and names[1] != "others" else f"{names[0]} et al."  # noqa: PLR2004


def _format_entry(key: str) -> str:
    entry = _references()[key]
    authors = str(entry["author"]).replace(" and others", " et al.").replace(" and ", "; ")
    place = entry.get("journal") or entry.get("booktitle") or entry.get("publisher") or ""
    where = ", ".join(str(part) for part in (place, entry.get("volume"), entry.get("pages")) if part)
    return f"{authors} ({entry['year']}). {entry['title']}.{f' {where}.' if where else ''}"


def _make_bibtex(key: str) -> str:
    entry = _references()[key]
    fields = {name: str(value) for name, value in entry.items() if name != "type"}
    if "pages" in fields:
        fields["pages"] = fields["pages"].replace("-", "--")
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@{entry['type']}{{{key},\n{lines}\n}}\n"
