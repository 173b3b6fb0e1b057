"""The methods paragraph says what was called, cites what exists, and nothing else."""

import re

import nbformat
import pytest
from tests.house.public import public_functions

from analysis.messages import LANGUAGES, list_messages
from analysis.reporting.methods import _references, describe_methods, list_calls

COUNTS = {"n_documents": 5, "n_clauses": 142, "n_edits": 9}
NAMES = sorted(key.partition(".")[2] for key in list_messages() if key.startswith("methods."))


def executed(*sources: str) -> nbformat.NotebookNode:
    cells = [nbformat.v4.new_code_cell(source, execution_count=1) for source in sources]
    cells.append(nbformat.v4.new_code_cell("find_backbone(duties)"))
    return nbformat.v4.new_notebook(cells=cells)


def test_only_what_was_executed_is_said():
    notebook = executed("topics = fit_topics(weights, 8)", "link_agencies(report.study.duties)")
    assert {"fit_topics", "link_agencies", "study_duties"} <= list_calls(notebook)
    methods = describe_methods(notebook, COUNTS, lang="en")
    assert "Newman 2001" in methods.text
    assert "Lee & Seung 1999" in methods.text
    assert "SDSM" not in methods.text, "that cell was not executed"
    assert "5 policy documents" in methods.text
    assert methods.bibtex.count("@") == len(methods.references)
    assert "@article{newman2001," in methods.bibtex
    assert "[" not in methods.text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sentence_cites_what_exists(lang):
    calls = "\n".join(f"study.{name[6:]}" if name.startswith("study_") else f"{name}()" for name in NAMES)
    methods = describe_methods(executed(calls), COUNTS, lang=lang)
    cited = set(re.findall(r"\[([a-z]+\d{4})\]", " ".join(list_messages()[f"methods.{name}"][lang] for name in NAMES)))
    assert cited == set(_references())
    assert len(methods.references) == len(cited)


def test_every_sentence_belongs_to_a_call():
    calls = {name.rpartition(".")[2] for name, _ in public_functions()}
    assert {name for name in NAMES if not name.startswith("study_")} - calls == {"texts", "software"}
