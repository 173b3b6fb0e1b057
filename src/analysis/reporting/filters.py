"""Choices of documents that mean the same in every report."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.errors import CallError, suggest_name
from analysis.messages import say
from analysis.study import Study

__all__ = ["FILTERS", "check_filters", "describe_choice", "select_documents"]

#: Parameter to the column of ``documents`` it selects by.
FILTERS = {"provinces": "province"}


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
    for name, column in FILTERS.items():
        known = {str(value) for value in study.documents[column].dropna()}
        for value in _as_list(choices.get(name)):
            if value not in known:
                raise CallError(
                    f"parameter {name!r}: no document has the {column} {value!r}; {suggest_name(value, known)}"
                )


def select_documents(study: Study, choices: Mapping[str, object]) -> Study:
    """Return the study with the chosen documents only.

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
    documents = study.documents
    for name, column in FILTERS.items():
        values = _as_list(choices.get(name))
        if values:
            documents = documents[documents[column].isin(values)]
    return study if len(documents) == len(study.documents) else study.select(documents["doc_id"].tolist())


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
    if value in ([], "", None):
        return say("reporting.all_values", lang=lang)
    return say("reporting.list_separator", lang=lang).join(_as_list(value))


def _as_list(value: object) -> list[str]:
    if value is None:
        return []
    return [str(item) for item in value] if isinstance(value, list | tuple) else [str(value)]
