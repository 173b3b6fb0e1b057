"""From a report's name and parameters to a run that may begin: its call checked, its inputs known, its folder named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis.messages import LANGUAGES
from analysis.reporting.filters import check_filters, select_documents
from analysis.reporting.fingerprint import hash_file, hash_value, list_inputs
from analysis.reporting.notebooks import ReportNotebook
from analysis.reporting.parameters import check_parameters
from analysis.study import Study

__all__ = ["PlannedRun", "plan_run"]

_HASH_LENGTH = 10


@dataclass(frozen=True)
class PlannedRun:
    """One run whose call was found good: a report, its parameters, and what it reads.

    Attributes
    ----------
    notebook
        The report.
    parameters
        The value of every parameter.
    inputs
        What it reads, with hashes.
    """

    notebook: ReportNotebook
    parameters: dict[str, object]
    inputs: dict[str, str]

    @property
    def name(self) -> str:
        """Name of its folder: the report, and a hash of inputs and parameters; never the clock."""
        digest = hash_value({"inputs": self.inputs, "parameters": self.parameters})
        return f"{self.notebook.name}-{digest[:_HASH_LENGTH]}"

    @property
    def lang(self) -> str:
        """Language of its page."""
        return str(self.parameters.get("lang", LANGUAGES[0]))


def plan_run(notebook: ReportNotebook, given: Mapping[str, object], *, study: Study, data: Path) -> PlannedRun:
    """Return a run that may begin: its parameters checked, its inputs known.

    Parameters
    ----------
    notebook
        The report.
    given
        Parameters by name, as text or as values.
    study
        The whole study.
    data
        The data folder.

    Returns
    -------
    PlannedRun

    Raises
    ------
    CallError
        If a parameter is unknown or cannot have its value.
    """
    checked = check_parameters(notebook.parameters, given)
    parameters = {name: value for name, value in checked.items() if value not in ([], "") or name in notebook.declared}
    check_filters(study, parameters)
    inputs = list_inputs(select_documents(study, parameters), data)
    return PlannedRun(notebook, parameters, {f"notebook {notebook.name}": hash_file(notebook.path), **inputs})
