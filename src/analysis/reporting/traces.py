"""Trace pages of a run: behind every number of a table that counts clauses, the clauses, each leading to its source."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.messages import say
from analysis.reporting.assets import TEMPLATES, embed_fonts, read_style

__all__ = ["TracePage", "find_clauses"]

#: Folder of the pages, in that of the run.
FOLDER = "traces"
#: Characters of a clause that are shown; the whole of it stands in its source.
_SHOWN = 160
#: Texts of a row that say what it is about.
_SUBJECT = 2


def find_clauses(rows: pd.DataFrame, evidence: pd.DataFrame, *, on: str | Sequence[str]) -> list[list[str]]:
    """Return for each row the clauses that stand behind it.

    Parameters
    ----------
    rows
        The rows of a table that is shown.
    evidence
        What was counted, a row a finding, with ``clause_id``.
    on
        The columns in which both agree.

    Returns
    -------
    list of list of str
        Ids of clauses, sorted, each once; empty for a row that nothing stands behind.

    Examples
    --------
    >>> rows = pd.DataFrame({"agency": ["省教育厅", "省科技厅"]})
    >>> duties = pd.DataFrame({"agency": ["省科技厅", "省科技厅"], "clause_id": ["d/2", "d/1"]})
    >>> find_clauses(rows, duties, on="agency")
    [[], ['d/1', 'd/2']]
    """
    names = [on] if isinstance(on, str) else list(on)
    held: dict[tuple[object, ...], set[str]] = {}
    for *key, clause_id in evidence[[*names, "clause_id"]].itertuples(index=False, name=None):
        held.setdefault(tuple(key), set()).add(str(clause_id))
    return [sorted(held.get(key, ())) for key in rows[names].itertuples(index=False, name=None)]


@dataclass(frozen=True)
class TracePage:
    """The page behind one table.

    Attributes
    ----------
    name
        Name of the table.
    table
        The rows that are shown.
    behind
        For columns whose numbers count clauses: the ids of these clauses, row by row.
    """

    name: str
    table: pd.DataFrame
    behind: Mapping[str, Sequence[Collection[str]]]

    def find_address(self, row: int, column: str) -> str | None:
        """Return the address of what stands behind a cell, seen from the report; None where nothing does.

        Parameters
        ----------
        row
            Its place from the top, from 0.
        column
            Its column.

        Returns
        -------
        str or None
        """
        if column not in self.behind or not self.behind[column][row]:
            return None
        return f"{FOLDER}/{self.name}.html#{self._anchor(row, column)}"

    def write(
        self,
        folder: Path,
        *,
        clauses: pd.DataFrame,
        caption: str,
        word: Callable[[str], str],
        value_word: Callable[[str, str], str],
        link: Callable[[str], str | None],
        lang: str,
    ) -> Path:
        """Write the page and return its path.

        Parameters
        ----------
        folder
            The folder of the run.
        clauses
            The ``clauses`` table.
        caption
            What the table shows.
        word, value_word
            Give the words of a column's name, and of a coded text in a column.
        link
            Gives the address of a clause's source, seen from the report.
        lang
            ``"zh"`` or ``"en"``.

        Returns
        -------
        pathlib.Path
        """
        from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - only where a page is written

        texts = dict(clauses[["clause_id", "text"]].itertuples(index=False, name=None))
        order = {clause_id: place for place, clause_id in enumerate(texts)}
        numbers = []
        for row, record in enumerate(self.table.to_dict("records")):
            subject = [value_word(str(name), value) for name, value in record.items() if isinstance(value, str)]
            for column in self.behind:
                held = sorted(set(self.behind[column][row]), key=lambda one: (order.get(one, len(order)), one))
                label = say("reporting.trace_label", lang=lang, column=word(column), n=len(held))
                shown = [
                    {"id": one, "text": _begin(texts.get(one, "")), "address": _step_up(link(one))} for one in held
                ]
                label = " · ".join([*subject[:_SUBJECT], label])
                numbers += [{"anchor": self._anchor(row, column), "label": label, "clauses": shown}] if held else []
        environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
        html = environment.get_template("trace.html.j2").render(
            language="zh-CN" if lang == "zh" else lang,
            style=read_style(),
            title=say("reporting.trace_title", lang=lang),
            lead=f"{caption} {say('reporting.trace_lead', lang=lang)}",
            back=say("reporting.source_back", lang=lang),
            skip=say("reporting.skip", lang=lang),
            numbers=numbers,
        )
        path = folder / FOLDER / f"{self.name}.html"
        path.parent.mkdir(exist_ok=True)
        path.write_text(embed_fonts(html), encoding="utf-8", newline="\n")
        return path

    def _anchor(self, row: int, column: str) -> str:
        return f"r{row + 1}c{list(self.behind).index(column) + 1}"


def _begin(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _step_up(address: str | None) -> str:
    return f"../{address}" if address else ""
