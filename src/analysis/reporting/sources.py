"""Source pages of a run: each document as it was received, every change marked, every clause with an address."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from urllib.parse import quote

import pandas as pd

from analysis.messages import list_messages, say
from analysis.reporting.assets import TEMPLATES, embed_fonts, read_style
from analysis.study import Study
from analysis.trace import mark_changes

__all__ = ["SourcePages"]

_FOLDER = "sources"
#: What a target's id has behind its clause's.
_TARGET = re.compile(r"#t\d+$")


class SourcePages:
    """The source pages of a run, written when something first links to them.

    Parameters
    ----------
    study
        The study of the run.
    folder
        The folder of the run; nothing is written or linked where None.
    lang
        ``"zh"`` or ``"en"``.
    """

    def __init__(self, study: Study, folder: Path | None, *, lang: str) -> None:
        self._study = study
        self._folder = folder
        self._lang = lang
        self._documents = dict(study.clauses[["clause_id", "doc_id"]].itertuples(index=False, name=None))
        self._known = set(study.documents["doc_id"])
        self._written: set[str] = set()

    def find_link(self, value: str) -> str | None:
        """Return the address of a clause, of the clause of a target, or of a document; None for anything else.

        Parameters
        ----------
        value
            A cell of a table.

        Returns
        -------
        str or None
        """
        value = _TARGET.sub("", value)
        doc_id = self._documents.get(value, value if value in self._known else None)
        if doc_id is None or self._folder is None:
            return None
        if doc_id not in self._written:
            self._write_page(doc_id, self._folder / _FOLDER)
            self._written.add(doc_id)
        page = f"{_FOLDER}/{quote(doc_id)}.html"
        return page if value == doc_id else f"{page}#{quote(value)}"

    def _write_page(self, doc_id: str, folder: Path) -> None:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - only where a page is written

        folder.mkdir(exist_ok=True)
        document = self._study.documents.set_index("doc_id").loc[doc_id]
        clauses = self._study.clauses[self._study.clauses["doc_id"] == doc_id]
        changes = mark_changes(self._study, doc_id, start=0, end=len(document["clean_text"]))
        environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
        html = environment.get_template("source.html.j2").render(
            language="zh-CN" if self._lang == "zh" else self._lang,
            style=read_style(),
            title=document["title"] if pd.notna(document["title"]) else doc_id,
            doc_id=doc_id,
            lead=say("reporting.source_lead", lang=self._lang),
            back=say("reporting.source_back", lang=self._lang),
            skip=say("reporting.skip", lang=self._lang),
            text=_mark_text(changes, _list_anchors(clauses), lang=self._lang),
        )
        (folder / f"{doc_id}.html").write_text(embed_fonts(html), encoding="utf-8", newline="\n")


def _list_anchors(clauses: pd.DataFrame) -> list[tuple[int, str]]:
    known = clauses.fillna({"source_start": 0}).sort_values(["source_start", "position"])
    return [
        (int(start), str(clause_id)) for start, clause_id in zip(known["source_start"], known["clause_id"], strict=True)
    ]


def _mark_text(changes: pd.DataFrame, anchors: list[tuple[int, str]], *, lang: str) -> str:
    """Return the source as HTML: changed runs as deletion and insertion, an anchor where each clause begins."""
    parts: list[str] = []
    waiting = list(anchors)
    columns = ["source_start", "before", "after", "rule"]
    for start, before, after, rule in changes[columns].itertuples(index=False, name=None):
        if isinstance(rule, str):
            while waiting and waiting[0][0] <= start:
                parts.append(_make_anchor(waiting.pop(0)[1]))
            parts.append(_mark_edit(before, after, rule, lang))
            continue
        at = int(start)
        while waiting and waiting[0][0] < int(start) + len(before):
            place, clause_id = waiting.pop(0)
            cut = max(place, at)
            parts += [escape(before[at - int(start) : cut - int(start)]), _make_anchor(clause_id)]
            at = cut
        parts.append(escape(before[at - int(start) :]))
    return "".join(parts) + "".join(_make_anchor(clause_id) for _, clause_id in waiting)


def _make_anchor(clause_id: str) -> str:
    name = escape(clause_id)
    number = escape(clause_id.partition("/")[2] or "0")
    return f'<a class="anchor" id="{name}" href="#{escape(quote(clause_id))}">{number}</a>'


def _mark_edit(before: str, after: str, rule: str, lang: str) -> str:
    words = "+".join(_word_rule(part, lang) for part in rule.split("+"))
    removed = f'<del title="{escape(words)}">{escape(before)}</del>' if before else ""
    added = f'<ins title="{escape(words)}">{escape(after)}</ins>' if after else ""
    return removed + added


def _word_rule(rule: str, lang: str) -> str:
    key = f"corpus.rule_{rule}"
    return say(key, lang=lang) if key in list_messages() else rule
