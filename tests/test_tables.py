"""A table keeps its contract or says everything that is wrong with it."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import TableError
from analysis.tables import check_table, empty_table, list_tables, make_table, read_table, write_csv, write_table

GOOD = {"clause_id": "d/1", "doc_id": "d", "start": 0, "end": 2, "term": "数据"}


def test_every_table_has_its_key_among_its_columns():
    for table in list_tables():
        assert set(table.key) <= set(table.names), table.name
        assert set(table.order) <= set(table.names), table.name
        assert len(set(table.names)) == len(table.names), table.name
        assert empty_table(table.name).columns.tolist() == table.names


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([GOOD | {"start": -1}], "column start, row 0: found -1"),
        ([GOOD | {"start": 3}], "start <= end"),
        ([GOOD, GOOD], r"the key \('clause_id', 'start'\) is there twice"),
        ([GOOD | {"term": None}], "a value is missing"),
        ([GOOD | {"colour": "red"}], "unknown column 'colour'"),
        ([{"clause_id": "d/1"}], "column 'term' is missing"),
        ([GOOD | {"start": "x"}], "not of type int64"),
    ],
)
def test_each_breach_is_told(rows, message):
    with pytest.raises(TableError, match=message):
        make_table("tokens", rows)


def test_all_problems_are_told_at_once():
    rows = pd.DataFrame([GOOD | {"start": -1, "term": None}]).astype({"term": "str"})
    with pytest.raises(TableError) as caught:
        check_table("tokens", rows)
    assert len(caught.value.problems) == 2


def test_vocabulary_is_held():
    row = {"doc_id": "d", "table": "duties", "status": "none"}
    with pytest.raises(TableError, match="found 'none'"):
        make_table("coverage", [row])


def test_make_table_sorts_and_leaves_its_argument_alone():
    rows = pd.DataFrame([GOOD | {"start": 2, "end": 3}, GOOD])
    before = rows.copy()
    assert make_table("tokens", rows)["start"].tolist() == [0, 2]
    pd.testing.assert_frame_equal(rows, before)


def test_parquet_round_trip_keeps_types_and_missing_values(tmp_path):
    row = {"doc_id": "d", "table": "duties", "status": "not stated"}
    table = make_table("coverage", [row, row | {"doc_id": "e", "status": "stated", "n": 3}])
    again = read_table("coverage", write_table(table, tmp_path / "coverage.parquet"))
    pd.testing.assert_frame_equal(again, table)
    assert again["n"].isna().tolist() == [True, False]


def test_a_failed_write_leaves_nothing_and_keeps_the_old_file(tmp_path):
    path = write_csv(pd.DataFrame({"x": [1]}), tmp_path / "x.csv")
    old = path.read_bytes()
    with pytest.raises(AttributeError):
        write_csv("not a table", path)
    assert path.read_bytes() == old
    assert [item.name for item in tmp_path.iterdir()] == ["x.csv"]


def test_read_table_names_a_file_that_is_not_parquet(tmp_path):
    path = tmp_path / "terms.parquet"
    path.write_text("no")
    with pytest.raises(TableError, match=r"terms\.parquet: cannot be read as Parquet"):
        read_table("terms", path)


@settings(max_examples=100, deadline=None)
@given(rows=st.lists(st.tuples(st.sampled_from(["a", "b", "省"]), st.integers(0, 3)), max_size=8))
def test_rows_are_sorted_and_doubled_keys_told_however_they_come(rows):
    keys = [{"clause_id": clause, "start": start} for clause, start in rows]
    if len(set(rows)) < len(rows):
        with pytest.raises(TableError, match="the key"):
            make_table("tokens", [GOOD | key | {"end": 9} for key in keys])
    else:
        made = make_table("tokens", [GOOD | key | {"end": 9} for key in keys])
        assert [*zip(made["clause_id"], made["start"], strict=True)] == sorted(rows)
