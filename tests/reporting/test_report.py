"""A report being written: words from the catalogue, tables, what is not stated, what is withheld."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from analysis.errors import CallError
from analysis.reporting import Report
from analysis.reporting import report as module
from analysis.reporting.markup import format_cell, make_table_html
from analysis.reporting.overview import FIELDS, count_edits, count_kinds, describe_metadata
from analysis.theme import list_missing


@pytest.fixture
def shown(monkeypatch, study):
    """Collect what a report shows."""
    outputs = []
    monkeypatch.setattr(module, "display", lambda data, raw, metadata: outputs.append((data, metadata)))  # noqa: ARG005
    monkeypatch.setattr(module, "open_study", lambda: study)
    monkeypatch.delenv("ZHENGCE_RUN", raising=False)
    return outputs


def html_of(outputs) -> str:
    return "".join(data.get("text/html", "") for data, _ in outputs)


def test_it_opens_with_title_question_and_parameters(shown):
    Report("corpus", provinces=["浙江"], seed=0, lang="en")
    mark = shown[0][1]["zhengce"]
    assert mark["title"] == "The corpus at a glance"
    assert mark["parameters"] == [["Provinces", "浙江"], ["Random seed", "0"]]


@pytest.mark.usefixtures("shown")
def test_provinces_choose_documents():
    assert Report("corpus", provinces=["江苏"]).study.documents["doc_id"].tolist() == ["b-plan"]
    assert len(Report("corpus", provinces=[]).study.documents) == 2
    with pytest.raises(CallError, match="'苏'"):
        Report("corpus", provinces=["苏"])


@pytest.mark.usefixtures("shown")
def test_an_unknown_room_names_the_nearest():
    with pytest.raises(ValueError, match="did you mean 'corpus'"):
        Report("corpse")


def test_not_stated_is_said_and_not_counted(shown):
    report = Report("corpus", lang="en")
    report.show_coverage("duties")
    assert "b-plan" in html_of(shown)
    assert "a-plan" not in html_of(shown)
    assert "responsible agencies" in html_of(shown)


def test_a_withheld_claim_comes_back_in_the_limits(shown):
    report = Report("corpus", lang="en")
    report.withhold("repairs_lead", n=1, n_flags=0)
    report.close()
    kinds = [metadata["zhengce"]["kind"] for _, metadata in shown]
    assert kinds.count("withheld") == 1
    assert html_of(shown).count("1 runs were repaired") == 2


def test_texts_are_escaped(shown):
    table = pd.DataFrame({"text": ["<script>alert(1)</script>"]})
    Report("corpus", lang="en").show_table("metadata", table)
    assert "<script>" not in html_of(shown)
    assert "&lt;script&gt;" in html_of(shown)


def test_a_long_table_says_that_it_is_cut(shown):
    Report("corpus", lang="en").show_table("metadata", pd.DataFrame({"n": range(30)}), rows=5)
    assert "first 5 of 30 rows" in html_of(shown)
    assert html_of(shown).count("<tr>") == 6


def test_a_figure_has_alternative_caption_and_table(shown):
    report = Report("corpus", lang="en")
    figure, axes = plt.subplots()
    counts = {"n": 1, "stated": 1, "catalogue": 0, "inferred": 0, "missing": 0}
    report.show_figure("bases", axes, table=pd.DataFrame({"n": [1]}), **counts)
    data, metadata = shown[1]
    assert data["image/png"].startswith(b"\x89PNG")
    assert metadata["image/png"]["alt"].startswith("Dot matrix")
    assert "data:text/csv" in metadata["zhengce"]["link"]
    assert not plt.fignum_exists(figure.number)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "—"),
        (float("nan"), "—"),
        (float("inf"), "—"),
        (True, "✓"),
        (0, "0"),
        (0.0, "0.000"),
        (-1234.5, "-1,234.500"),
    ],
)
def test_cells(value, text):
    assert format_cell(value) == text


def test_a_missing_number_is_not_a_zero():
    html = make_table_html(pd.DataFrame({"n": pd.array([1, None], dtype="Int64")}), caption="", word=str)
    assert html.count("<td") == 2
    assert ">—<" in html
    assert ">0<" not in html


def test_overview_guesses_nothing(study):
    metadata = describe_metadata(study.documents)
    assert len(metadata) == 2 * len(FIELDS)
    assert metadata.loc[metadata["field"] == "issuer", ["value", "basis"]].isna().all(axis=None)


def test_overview_counts(study):
    assert count_kinds(study.clauses)["n"].sum() == len(study.clauses)
    assert count_edits(study.edits).empty
    private = pd.DataFrame(
        [{"doc_id": "d", "source_start": 0, "before": "张三", "after": "＊＊", "rule": "contact+width"}]
    )
    assert "张" not in count_edits(private).to_csv()


def test_marks_of_figures_can_be_written():
    assert list_missing("¶＊…—✓") == []
