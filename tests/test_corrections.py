"""The scholar's corrections: applied by value, kept with author and reason, never silently lost."""

import pandas as pd
import pytest

from analysis.errors import CatalogueError, TableError
from analysis.facts import find_duties
from analysis.tables import apply_corrections, read_corrections

TEXT = "（一）推进试点。（责任单位：省科技厅、省教育厅）"
GOOD = """
[[correction]]
table = "duties"
where = { clause_id = "d/一", agency = "省科技厅" }
set = { role = "lead" }
author = "A"
reason = "said in the annex"

[[correction]]
table = "duties"
where = { surface = "省教育厅" }
reject = true
author = "A"
reason = "a slip of the draft"
"""


@pytest.fixture
def duties():
    clause = {"clause_id": "d/一", "doc_id": "d", "position": 0, "level": 1, "kind": "clause"}
    return find_duties(pd.DataFrame([clause | {"text": TEXT, "start": 0, "end": len(TEXT)}]))


def write(folder, text):
    path = folder / "corrections.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_rows_are_set_and_rejected_and_the_rest_stays(tmp_path, duties):
    before = duties.copy()
    corrections = read_corrections(write(tmp_path, GOOD))
    corrected = apply_corrections(duties, corrections, table="duties")
    assert corrected[["agency", "role"]].to_numpy().tolist() == [["省科技厅", "lead"]]
    pd.testing.assert_frame_equal(duties, before)
    assert corrections[["author", "reason"]].to_numpy().tolist() == [
        ["A", "said in the annex"],
        ["A", "a slip of the draft"],
    ]


def test_no_file_and_other_tables_change_nothing(tmp_path, duties):
    none = read_corrections(tmp_path / "corrections.toml")
    pd.testing.assert_frame_equal(apply_corrections(duties, none, table="duties"), duties)
    other = read_corrections(
        write(
            tmp_path,
            GOOD.replace('"duties"', '"targets"')
            .replace("agency =", "object =")
            .replace("surface", "object")
            .replace("role", "object"),
        )
    )
    pd.testing.assert_frame_equal(apply_corrections(duties, other, table="duties"), duties)


def test_an_entry_that_meets_nothing_is_told(tmp_path, duties):
    corrections = read_corrections(write(tmp_path, GOOD.replace("省教育厅", "省民政厅")))
    with pytest.raises(CatalogueError, match=r"entry 2: no row of duties has .*省民政厅"):
        apply_corrections(duties, corrections, table="duties")


def test_a_value_outside_the_vocabulary_is_told(tmp_path, duties):
    corrections = read_corrections(write(tmp_path, GOOD.replace('role = "lead"', 'role = "boss"')))
    with pytest.raises(TableError, match="found 'boss'"):
        apply_corrections(duties, corrections, table="duties")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (GOOD.replace('table = "duties"', 'table = "duty"'), "did you mean 'duties'"),
        (GOOD.replace("agency =", "agncy ="), "'where' names no column 'agncy'; did you mean 'agency'"),
        (GOOD.replace('author = "A"\n', ""), "'author' is missing"),
        (GOOD.replace("reject = true\n", ""), "must either reject the rows or set values"),
        (GOOD.replace("set = {", "sett = {"), "unknown field 'sett'; did you mean 'set'"),
        ("[[correction]\n", "cannot be read as TOML"),
        ("x = 1\n", "unknown key 'x'"),
        ("correction = 1\n", "is no list of entries"),
        ("correction = [1]\n", "entry 1: is 1"),
        (
            '[[correction]]\ntable = "duties"\nwhere = "a"\nreject = true\nauthor = "A"\nreason = "r"\n',
            "'where' is 'a'",
        ),
    ],
)
def test_every_mistake_in_the_file_is_told(tmp_path, text, message):
    with pytest.raises(CatalogueError, match=message):
        read_corrections(write(tmp_path, text))


def test_all_mistakes_are_told_at_once(tmp_path):
    with pytest.raises(CatalogueError) as caught:
        read_corrections(write(tmp_path, GOOD.replace('author = "A"\n', "")))
    assert len(caught.value.problems) == 2
