"""From what is chosen on the screen to the command of a report."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis.errors import CallError
from analysis.messages import say
from analysis.reporting.notebooks import ReportNotebook, pick_notebooks
from analysis.reporting.source import find_data

__all__ = ["write_command"]

#: What a report is asked for by each kind of choice; a kind may have several names, of which a report has at most one.
_PARAMETERS = {"document": "documents", "term": "term", "agency": "agency", "k": "n_topics"}


def write_command(chosen: Mapping[str, Any], *, report: str | None = None, lang: str = "zh") -> str:
    """Return the command line that makes a report of what is chosen.

    Parameters
    ----------
    chosen
        ``document, term, agency, topic, k, clause``; empty values are not chosen.
    report
        Name of a report; the one that says most about what is chosen where None.
    lang
        ``"zh"`` or ``"en"``.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If no report has this name.

    Examples
    --------
    >>> write_command({"agency": "省科技厅", "term": "a b", "clause": "plan/1"})
    "zhengce report 08_agency_profile -p agency=省科技厅 -p 'term=a b' --lang zh  # 此报告不含: clause=plan/1"
    """
    notebook = _find_report(report or _pick_report(chosen))
    words = ["zhengce", "report", notebook.name]
    rest = []
    for name, value in chosen.items():
        if not value or (name == "k" and not report and not chosen.get("topic")):
            continue
        parameter = _PARAMETERS.get(name)
        if parameter in notebook.parameters:
            words += ["-p", f"{parameter}={value}"]
        elif name != "k":
            rest.append(f"{name}={value}")
    line = " ".join(shlex.quote(_flatten(word)) if _needs_quotes(word) else word for word in [*words, "--lang", lang])
    left_out = f"  # {say('explore.not_in_report', lang=lang)}: {_flatten(', '.join(rest))}" if rest else ""
    return line + left_out


def _pick_report(chosen: Mapping[str, Any]) -> str:
    if chosen.get("agency"):
        return "08_agency_profile"
    return "02_topics" if chosen.get("topic") else "01_corpus"


def _find_report(name: str) -> ReportNotebook:
    try:
        data = find_data()
    except CallError:
        data = Path("data")
    try:
        return pick_notebooks([name], data)[0]
    except CallError as error:
        raise ValueError(str(error)) from None


def _needs_quotes(word: str) -> bool:
    """Say whether a shell would read a word as anything but itself; Chinese characters need no quotes."""
    plain = "".join(character for character in word if character.isascii() or not character.isprintable())
    return shlex.quote(plain) != plain if plain else False


def _flatten(text: str) -> str:
    """Return a text on one line: a line break would end the command."""
    return " ".join(text.split())
