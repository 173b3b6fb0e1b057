"""The data dictionary: what a column means in this table of this report, in its language, or nothing - never a guess."""

import pandas as pd
import pytest

from analysis.reporting.dictionary import describe_columns


def describe(table: pd.DataFrame, *, name: str = "kinds", room: str = "corpus", lang: str = "en") -> dict[str, object]:
    told = describe_columns({name: table}, room=room, lang=lang, word=str)
    return told.set_index("column")["meaning"].to_dict()


def test_one_name_in_two_reports_means_two_things():
    table = pd.DataFrame({"n": [1]})
    assert describe(table)["n"] == "units"
    assert describe(table, room="similarity")["n"] == "pairs of documents"
    assert describe(table, room="similarity", lang="zh")["n"] == "文本对数"
    assert describe(table, name="anything", room="anything")["n"] == "occurrences"


def test_columns_named_after_documents_share_a_meaning():
    told = describe(pd.DataFrame({"agency": ["省教育厅"], "a-plan": [0.5]}), name="lead_shares", room="networks")
    assert "the share that it leads" in told["a-plan"]


def test_what_nobody_declared_is_not_guessed():
    told = describe(pd.DataFrame({"doc_id": ["d"], "my_own_count": [1]}), name="mine")
    assert told["doc_id"] == "id of the document in the catalogue, ASCII"
    assert pd.isna(told["my_own_count"])


@pytest.mark.parametrize(("value", "values"), [("draft", "draft | final | excerpt"), ("so-called", None)])
def test_listed_values_are_told_where_they_hold(value, values):
    table = pd.DataFrame({"doc_id": ["d"], "status": [value]})
    told = describe_columns({"papers": table}, room="corpus", lang="en", word=str).set_index("column")["values"]
    assert (None if pd.isna(told["status"]) else told["status"]) == values
