"""Every id leads back to characters of the untouched file."""

import pytest

from analysis.study import derive_tables
from analysis.trace import mark_changes, trace_id


def test_a_clause_traces_to_its_source(study):
    for clause in study.clauses.itertuples():
        if clause.start == clause.end:
            continue
        row = trace_id(study, clause.clause_id).iloc[0]
        source = study.documents.set_index("doc_id")["source_text"][clause.doc_id]
        assert row["clean"] == clause.text
        assert row["original"] == source[row["source_start"] : row["source_end"]]
        assert row["clause_id"] == clause.clause_id


def test_changes_read_as_both_texts(study):
    for document in study.documents.itertuples():
        changes = mark_changes(study, document.doc_id, start=0, end=len(document.clean_text))
        assert "".join(changes["before"]) == document.source_text
        assert "".join(changes["after"]) == document.clean_text
        assert changes["rule"].notna().sum() == (study.edits["doc_id"] == document.doc_id).sum()


def test_a_link_traces_to_the_clauses_that_name_both(study):
    pair = ("省科技厅", "省发展改革委")
    traced = trace_id(study, "link:" + "|".join(pair))
    assert len(traced) >= 30
    for text in traced["clean"]:
        assert "科技厅" in text
        assert "发展改革委" in text


def test_terms_and_topics_trace_through_the_derived_tables(study):
    tables = derive_tables(study)
    term = tables["terms"]["term"].iloc[0]
    assert len(trace_id(study, f"term:{term}", tables=tables)) == (tables["terms"]["term"] == term).sum()
    assert len(trace_id(study, "topic:1", tables=tables)) > 0


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("nowhere", "nothing has the id 'nowhere'"),
        ("nowhere:1-2", "no document is called 'nowhere'"),
        ("zhejiang-ai-science-2025:9-9", "span 9-9 is empty"),
        ("zhejiang-ai-science-2025:0-999999", "leaves the text"),
        ("link:省科技厅", "a link is written link:A|B"),
        ("link:省科技厅|省魔法厅", "no agency is called '省魔法厅'"),
        ("topic:1", "which was not given"),
    ],
)
def test_a_wrong_id_is_named(study, wrong, message):
    with pytest.raises(ValueError, match=message.replace("|", r"\|")):
        trace_id(study, wrong)
