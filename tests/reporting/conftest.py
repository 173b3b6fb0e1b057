"""A study of two documents, made by hand, and a project around it."""

from pathlib import Path
from textwrap import dedent

import nbformat
import pytest

from analysis.study import Study
from analysis.tables import empty_table, make_table

TEXT = "甲省行动计划\n一、目标\n建成平台。\n"


def make_document(doc_id: str, province: str) -> dict[str, object]:
    """Return one row of ``documents``."""
    known = {"province": province, "province_basis": "catalogue", "title": "行动计划", "title_basis": "stated"}
    file = {"path": f"raw/{doc_id}.txt", "encoding": "utf-8", "sha256": doc_id * 8, "n_chars": len(TEXT)}
    texts = {"script": "simplified", "source": None, "source_text": TEXT, "clean_text": TEXT}
    return {"doc_id": doc_id, **known, **file, **texts}


@pytest.fixture
def study() -> Study:
    """Return two documents of two provinces; one states no responsible agencies."""
    pair = (("a-plan", "浙江"), ("b-plan", "江苏"))
    clauses = [
        {"clause_id": f"{doc}/{number}", "doc_id": doc, "position": number, "level": 0, "kind": kind, "text": text}
        | {"start": 0, "end": len(text)}
        for doc, _ in pair
        for number, (kind, text) in enumerate([("title", "行动计划"), ("clause", "建成平台。")])
    ]
    coverage = [
        {"doc_id": "a-plan", "table": "duties", "status": "stated", "n": 2},
        {"doc_id": "b-plan", "table": "duties", "status": "not stated"},
    ]
    made = {
        "documents": make_table("documents", [make_document(doc, province) for doc, province in pair]),
        "clauses": make_table("clauses", clauses),
        "coverage": make_table("coverage", coverage),
    }
    names = Study.__dataclass_fields__
    return Study(**{name: made.get(name, empty_table(name)) for name in names})


@pytest.fixture
def project(tmp_path: Path, study: Study, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project's folder whose data folder gives the study."""
    (tmp_path / "data" / "raw").mkdir(parents=True)
    (tmp_path / "data" / "corpus.toml").write_text("", encoding="utf-8")
    for doc_id in study.documents["doc_id"]:
        (tmp_path / "data" / "raw" / f"{doc_id}.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "notebooks" / "reports").mkdir(parents=True)
    monkeypatch.setattr("analysis.reporting.built.build_study", lambda data, progress=False: study)  # noqa: ARG005
    monkeypatch.setattr("analysis.study.derived.derive_tables", lambda study, reference=None: {})  # noqa: ARG005
    return tmp_path


PARAMETERS = """\
    provinces: list[str] = []  # provinces to read; all where empty
    n: int = 3  # how many [1..9]
    lang: str = "zh"  # language of words [zh | en]
"""


def write_notebook(project: Path, name: str, *cells: str) -> Path:
    """Write a report notebook with a parameters cell and the given code cells."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# A report")])
    notebook.cells.append(nbformat.v4.new_code_cell(dedent(PARAMETERS), metadata={"tags": ["parameters"]}))
    notebook.cells += [nbformat.v4.new_code_cell(dedent(cell).strip()) for cell in cells]
    path = project / "notebooks" / "reports" / f"{name}.ipynb"
    nbformat.write(notebook, path)
    return path
