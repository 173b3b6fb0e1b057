"""Choices of documents and chapters that mean the same in every report, whether its notebook names them or not."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import replace

import pandas as pd

from analysis.errors import CallError, suggest_name
from analysis.messages import say
from analysis.reporting.parameters import Parameter
from analysis.study import Study

__all__ = ["FILTERS", "FILTER_CHOICES", "check_filters", "describe_choice", "given_filters", "select_documents"]

#: The filters, as parameters that every report has.
FILTERS = {
    parameter.name: parameter
    for parameter in (
        Parameter("documents", "list[str]", [], "documents to read, by id; all where empty"),
        Parameter("provinces", "list[str]", [], "provinces to read, by short name; all where empty"),
        Parameter("levels", "list[str]", [], "levels of government: central, province, city, county; all where empty"),
        Parameter("genres", "list[str]", [], "kinds of text, e.g. 行动计划; all where empty"),
        Parameter("years", "list[int]", [], "years of issue; all where empty, and documents without a date"),
        Parameter("statuses", "list[str]", [], "draft, final, excerpt; all where empty"),
        Parameter("chapters", "list[str]", [], "words in the heading of a chapter; all chapters where empty"),
        Parameter("term", "str", "", "characters that a clause must hold to be read; all clauses where empty"),
    )
}

#: Variable that hands a report the filters its notebook does not name.
FILTER_CHOICES = "ZHENGCE_FILTERS"

_COLUMNS = {
    "documents": "doc_id",
    "provinces": "province",
    "levels": "level",
    "genres": "genre",
    "years": "issued_on",
    "statuses": "status",
}
_YEAR_CHARACTERS = 4

#: A report that compares two sides, each a document or a province, takes them as ``sides``.
_SIDES = ("left", "right")


def check_filters(study: Study, choices: Mapping[str, object]) -> None:
    """Refuse a choice that no document answers to.

    Parameters
    ----------
    study
        The whole study.
    choices
        Parameters of a report.

    Raises
    ------
    CallError
        Quoting the value, with the values that the documents have.
    """
    for name, column in _COLUMNS.items():
        known = set(_values(study.documents, name).dropna())
        for value in _as_list(choices.get(name)):
            if value not in known:
                raise CallError(
                    f"parameter {name!r}: no document has the {column} {value!r}; {suggest_name(value, known)}"
                )
    _check_sides(study, _as_list(choices.get("sides")))
    if lacks_sides(study, choices):
        raise CallError(
            "this report compares two sides, and the choice leaves one document; choose more, or name 'sides'"
        )
    headings = _chapter_headings(study.clauses)
    for word in _as_list(choices.get("chapters")):
        if not headings.str.contains(word, regex=False).any():
            raise CallError(f"parameter 'chapters': no chapter has {word!r} in its heading")
    term = str(choices.get("term") or "")
    chosen = _choose(study, choices)
    held = study.clauses[study.clauses["doc_id"].isin(chosen["doc_id"])]
    if term and len(chosen) and not held["text"].str.contains(term, regex=False).any():
        raise CallError(f"parameter 'term': no clause of the chosen documents holds {term!r}")
    if chosen.empty:
        given = {name: value for name, value in choices.items() if name in FILTERS and _as_list(value)}
        raise CallError(f"no document is left by the choices {given!r} together")


def lacks_sides(study: Study, choices: Mapping[str, object]) -> bool:
    """Say whether a report is to compare two sides of a choice that leaves one document only.

    Parameters
    ----------
    study
        The whole study.
    choices
        Parameters of a report.

    Returns
    -------
    bool
        False for a report that compares no sides.
    """
    return "sides" in choices and not _as_list(choices["sides"]) and len(_choose(study, choices)) == 1


def select_documents(study: Study, choices: Mapping[str, object]) -> Study:
    """Return the study with the chosen documents, and of these the chosen chapters and the clauses with a term, only.

    Parameters
    ----------
    study
        The whole study.
    choices
        Parameters of a report; an empty list chooses all.

    Returns
    -------
    Study
    """
    check_filters(study, choices)
    documents = _choose(study, choices)
    if len(documents) < len(study.documents):
        study = study.select(documents["doc_id"].tolist())
    words = _as_list(choices.get("chapters"))
    if words:
        study = _select_chapters(study, words)
    term = str(choices.get("term") or "")
    return _select_clauses(study, study.clauses["text"].str.contains(term, regex=False)) if term else study


def given_filters() -> dict[str, object]:
    """Return the filters that this run was called with and that its notebook does not name.

    Returns
    -------
    dict of str to object
        Empty in JupyterLab.
    """
    given = os.environ.get(FILTER_CHOICES)
    return dict(json.loads(given)) if given else {}


def describe_choice(value: object, *, lang: str) -> str:
    """Return a parameter's value in words.

    Parameters
    ----------
    value
        Any value; an empty list or text means all.
    lang
        ``"zh"`` or ``"en"``.

    Returns
    -------
    str

    Examples
    --------
    >>> describe_choice([], lang="en"), describe_choice(["浙江", "江苏"], lang="zh")
    ('all', '浙江、江苏')
    """
    if isinstance(value, bool):
        return say("reporting.yes" if value else "reporting.no", lang=lang)
    if value in ([], "", None):
        return say("reporting.all_values", lang=lang)
    return say("reporting.list_separator", lang=lang).join(_as_list(value))


def _choose(study: Study, choices: Mapping[str, object]) -> pd.DataFrame:
    documents = study.documents
    for name in _COLUMNS:
        chosen = _as_list(choices.get(name))
        if chosen:
            documents = documents[_values(documents, name).isin(chosen)]
    sides = _as_list(choices.get("sides"))
    return documents[documents["doc_id"].isin(sides) | documents["province"].isin(sides)] if sides else documents


def _values(documents: pd.DataFrame, name: str) -> pd.Series:
    column = documents[_COLUMNS[name]]
    return column.str[:_YEAR_CHARACTERS] if name == "years" else column


def _select_chapters(study: Study, words: Iterable[str]) -> Study:
    headings = _chapter_headings(study.clauses)
    kept = pd.Series(data=False, index=headings.index)
    for word in words:
        kept |= headings.str.contains(word, regex=False)
    return _select_clauses(study, kept)


def _select_clauses(study: Study, kept: pd.Series) -> Study:
    """Return the study with some of its clauses, and of every other table the rows that stand in them."""
    ids = set(study.clauses.loc[kept, "clause_id"])
    tables = {
        name: table[table["clause_id"].isin(ids)].reset_index(drop=True)
        for name, table in study.tables().items()
        if "clause_id" in table.columns
    }
    return replace(study, **tables)


def _chapter_headings(clauses: pd.DataFrame) -> pd.Series:
    """Return for each clause the headings of itself and of everything it stands in, in one text."""
    rows = clauses[["clause_id", "parent_id", "heading"]].itertuples(index=False, name=None)
    known = {clause_id: (parent, heading if isinstance(heading, str) else "") for clause_id, parent, heading in rows}
    texts = []
    for clause_id in clauses["clause_id"]:
        parts: list[str] = []
        at = clause_id
        while at in known and len(parts) <= len(known):
            at, heading = known[at]
            parts.append(heading)
        texts.append("\n".join(parts))
    return pd.Series(texts, index=clauses.index, dtype="str")


def _check_sides(study: Study, sides: list[str]) -> None:
    if not sides:
        return
    if len(sides) != len(_SIDES) or len(set(sides)) != len(sides):
        raise CallError(f"parameter 'sides': give two different documents or provinces, not {sides}")
    held = [
        set(study.documents.loc[(study.documents["doc_id"] == side) | (study.documents["province"] == side), "doc_id"])
        for side in sides
    ]
    known = {*study.documents["doc_id"], *study.documents["province"].dropna()}
    for side, documents in zip(sides, held, strict=True):
        if not documents:
            raise CallError(f"parameter 'sides': no document or province is {side!r}; {suggest_name(side, known)}")
    if held[0] & held[1]:
        both = sorted(held[0] & held[1])
        raise CallError(f"parameter 'sides': {both} would stand on both sides of {sides}")


def _as_list(value: object) -> list[str]:
    if value is None:
        return []
    return [str(item) for item in value] if isinstance(value, list | tuple) else [str(value)]
