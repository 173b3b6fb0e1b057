"""Tables as lines: the bytes that pandas writes, whatever stands in a cell."""

import codecs
import csv

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.tables import neutralise_table, round_table, write_csv
from analysis.tables.lines import join_lines

TEXTS = (
    st.none()
    | st.text("省=＝@-+'\",\r\n\t \ufeff\u2028a1", max_size=4)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
)
SPECIAL = [1e-5, 1e-7, 0.1, 123456.5, 1e16, 1e22, -0.0, 5e-324, float("inf"), float("-inf"), float("nan")]
NUMBERS = st.none() | st.floats(-1e12, 1e12) | st.integers(-3, 3).map(float) | st.sampled_from(SPECIAL)
COLUMNS = {
    "str": TEXTS,
    "float64": NUMBERS,
    "int64": st.integers(-(2**63), 2**63 - 1),
    "Int64": st.none() | st.integers(-(2**63), 2**63 - 1),
    "bool": st.booleans(),
    "boolean": st.none() | st.booleans(),
}


@st.composite
def draw_tables(draw, *, least=2):
    """Draw a table of some columns of the types that tables have, under any names."""
    kinds = draw(st.lists(st.sampled_from(sorted(COLUMNS)), min_size=least, max_size=5))
    names = draw(st.lists(st.text('a=,"\n省', max_size=3), min_size=len(kinds), max_size=len(kinds), unique=True))
    n_rows = draw(st.integers(0, 6))
    columns = {}
    for name, kind in zip(names, kinds, strict=True):
        cells = draw(st.lists(COLUMNS[kind], min_size=n_rows, max_size=n_rows))
        columns[name] = pd.Series(cells, dtype=kind)
    return pd.DataFrame(columns)


def write_with_pandas(frame):
    return frame.to_csv(index=False, lineterminator="\n", quoting=csv.QUOTE_MINIMAL).encode()


@settings(max_examples=200, deadline=None)
@given(table=draw_tables())
def test_lines_are_those_of_pandas(table):
    assert b"".join(join_lines(table)) == write_with_pandas(table)


@settings(max_examples=200, deadline=None)
@given(table=draw_tables(least=1))
def test_a_file_is_the_one_that_pandas_writes_of_cells_looked_at_one_by_one(table, tmp_path_factory):
    path = write_csv(table, tmp_path_factory.mktemp("tables") / "x.csv")
    assert path.read_bytes() == codecs.BOM_UTF8 + write_with_pandas(neutralise_table(round_table(table).astype(object)))


def test_a_long_table_is_told_in_pieces_that_join(monkeypatch):
    table = pd.DataFrame({"x": ["甲", None, "a,b"] * 100, "y": np.arange(300) / 7})
    monkeypatch.setattr("analysis.tables.lines._ROWS", 7)
    pieces = list(join_lines(table))
    assert len(pieces) == 1 + -(-300 // 7)
    assert b"".join(pieces) == write_with_pandas(table)


@pytest.mark.parametrize(
    "table",
    [
        pd.DataFrame({"x": ["a", None]}),  # a cell alone in its row
        pd.DataFrame({"x": [1, 2], 5: [1, 2]}),
        pd.DataFrame({"x": ["a", 3], "y": [1, 2]}),
        pd.DataFrame({"x": pd.to_datetime(["2025-01-01"]), "y": [1]}),
        pd.DataFrame(),
    ],
)
def test_other_tables_are_left_to_pandas(table, tmp_path):
    assert join_lines(table) is None
    assert write_csv(table, tmp_path / "x.csv").read_bytes() == codecs.BOM_UTF8 + write_with_pandas(table)
