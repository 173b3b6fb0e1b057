"""One document alone: reports say what they cannot tell of it, and a comparison is refused."""

import pytest

from analysis.errors import CallError
from analysis.reporting.batch import plan_batch, run_batch


def test_a_province_of_one_document_without_agencies_gets_its_reports(tmp_path, data):
    matrix = tmp_path / "one.toml"
    matrix.write_text('[[batch]]\nreports = ["similarity", "agency_network"]\nprovinces = ["广东"]\n', encoding="utf-8")
    folders = run_batch(matrix, data=data, out=tmp_path / "out", workers=2)
    assert [folder.name.rpartition("-")[0] for folder in folders] == ["03_similarity", "04_agency_network"]


def test_a_comparison_of_one_document_is_refused(study, data):
    with pytest.raises(CallError, match="compares two sides, and the choice leaves one document"):
        plan_batch([{"reports": ["compare"], "provinces": ["江苏"]}], study=study, data=data)


def test_of_every_province_those_with_one_document_are_left_out_aloud(study, data):
    told = []
    plans = plan_batch([{"reports": ["compare"], "provinces": ["*", ""]}], study=study, data=data, explain=told.append)
    assert [plan.parameters["provinces"] for plan in plans] == [[]]
    assert [line.partition(": left out")[1] for line in told] == [": left out"] * 2
