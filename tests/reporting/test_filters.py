"""Filters mean the same everywhere; a choice that nothing answers to is refused."""

from dataclasses import replace

import pytest
from tests.reporting.conftest import write_notebook

from analysis.errors import CallError
from analysis.reporting.filters import check_filters, select_documents
from analysis.reporting.notebooks import ReportNotebook
from analysis.reporting.parameters import check_parameters
from analysis.reporting.plans import plan_run
from analysis.tables import make_table


@pytest.fixture
def rich(study):
    """Return the study with a date, a status and chapters."""
    documents = study.documents.assign(issued_on=["2024-05-01", None], status=["draft", "final"], level="province")
    rows = [
        ("a-plan/一", None, "chapter", "总体要求"),
        ("a-plan/一/1", "a-plan/一", "clause", "算力"),
        ("a-plan/二", None, "chapter", "保障措施"),
    ]
    clauses = [
        {"clause_id": clause_id, "doc_id": "a-plan", "parent_id": parent, "position": place, "level": 1, "kind": kind}
        | {"heading": heading, "text": heading, "start": 0, "end": 4}
        for place, (clause_id, parent, kind, heading) in enumerate(rows)
    ]
    return replace(study, documents=documents, clauses=make_table("clauses", clauses))


@pytest.mark.parametrize(
    ("choices", "kept"),
    [
        ({}, ["a-plan", "b-plan"]),
        ({"years": [2024]}, ["a-plan"]),
        ({"statuses": ["final"]}, ["b-plan"]),
        ({"documents": ["b-plan"]}, ["b-plan"]),
        ({"levels": ["province"], "provinces": ["浙江"]}, ["a-plan"]),
    ],
)
def test_documents_are_chosen(rich, choices, kept):
    assert select_documents(rich, choices).documents["doc_id"].tolist() == kept


def test_a_chapter_brings_its_clauses(rich):
    chosen = select_documents(rich, {"chapters": ["要求"]})
    assert chosen.clauses["clause_id"].tolist() == ["a-plan/一", "a-plan/一/1"]
    assert len(rich.clauses) == 3, "nothing is changed in place"


def test_a_term_leaves_the_clauses_that_hold_it(rich):
    assert select_documents(rich, {"term": "算力"}).clauses["clause_id"].tolist() == ["a-plan/一/1"]


@pytest.mark.parametrize(
    ("choices", "word"),
    [
        ({"term": "量子"}, "'量子'"),
        ({"documents": ["b-plam"]}, "did you mean 'b-plan'"),
        ({"years": [2025]}, "'2025'"),
        ({"statuses": ["finl"]}, "did you mean 'final'"),
        ({"chapters": ["财政"]}, "'财政'"),
        ({"provinces": ["浙江"], "statuses": ["final"]}, "together"),
    ],
)
def test_a_choice_that_nothing_answers_to_is_refused(rich, choices, word):
    with pytest.raises(CallError, match=word):
        check_filters(rich, choices)


def test_every_report_takes_every_filter(project, study):
    notebook = ReportNotebook(write_notebook(project, "01_small", "n"))
    assert check_parameters(notebook.parameters, {"years": "2024,2025"})["years"] == [2024, 2025]
    plan = plan_run(notebook, {"provinces": "浙江"}, study=study, data=project / "data")
    assert plan.parameters == {"provinces": ["浙江"], "n": 3, "lang": "zh"}, "a filter that is not used is not named"
