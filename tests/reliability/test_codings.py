"""Many codes by several coders, disagreements, coding sheets, spans, scores."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import DataError
from analysis.reliability import (
    compare_spans,
    krippendorff_alpha,
    list_disagreements,
    measure_agreement,
    read_coding_sheet,
    score_codes,
    stack_codings,
    write_coding_sheet,
)

A = pd.DataFrame({"section": list("stuvw"), "x": [1, 1, 0, 0, 1], "y": [0, 0, 0, 0, 0]})
B = pd.DataFrame({"section": list("stuvw"), "x": [1, 0, 0, 0, 1], "y": [0, 0, 0, 0, 0]})


def test_agreement_per_code_and_over_all():
    table = measure_agreement(stack_codings({"a": A, "b": B}), n_bootstrap=50).set_index(["code", "measure"])
    assert table.loc[("x", "agreement"), "value"] == 0.8
    direct = krippendorff_alpha(pd.DataFrame({"a": A["x"], "b": B["x"]}), n_bootstrap=0)["alpha"].item()
    assert table.loc[("x", "alpha"), "value"] == pytest.approx(direct)
    assert np.isnan(table.loc[("y", "alpha"), "value"])
    assert "withheld" in table.loc[("y", "alpha"), "note"]
    assert table.loc[("all", "agreement"), "value"] == 0.9
    assert table.loc[("all", "alpha"), "n_units"] == 10


def test_published_agreement_of_the_two_coders(data):
    sheets = {coder: pd.read_csv(data / "gold" / f"instruments_coder_{coder}.csv") for coder in ("a", "b")}
    table = measure_agreement(stack_codings(sheets), n_bootstrap=0).set_index(["code", "measure"])["value"]
    assert round(table["all", "alpha"], 3) == 0.966
    assert round(table["all", "agreement"] * 1545) == 1530
    assert [round(table[code, "alpha"], 2) for code in ("E-res", "D-proc")] == [0.74, 0.80]


def test_disagreements_carry_their_text():
    texts = pd.DataFrame({"clause_id": ["t"], "text": ["建设平台。"]})
    table = list_disagreements(stack_codings({"a": A, "b": B}), texts=texts)
    assert table[["unit_id", "code", "values", "text"]].to_numpy().tolist() == [["t", "x", "a=1; b=0", "建设平台。"]]
    assert table[["decision", "reason"]].isna().all(axis=None)


def test_a_unit_left_out_is_not_a_zero():
    blank = B.astype({"x": "object"})
    blank.loc[1, "x"] = None
    table = measure_agreement(stack_codings({"a": A, "b": blank}), n_bootstrap=0).set_index(["code", "measure"])
    assert table.loc[("x", "alpha"), "n_units"] == 4
    assert table.loc[("x", "alpha"), "value"] == 1
    assert list_disagreements(stack_codings({"a": A, "b": blank})).empty


@pytest.mark.parametrize("name", ["sheet.csv", "sheet.xlsx"])
def test_sheets_come_back(tmp_path, name):
    clauses = pd.DataFrame({"clause_id": ["d/一", "d/二"], "text": ["=1+1", "建设平台。"]})
    path = write_coding_sheet(clauses, tmp_path / name, codes=["S-rd", "E-fin"])
    read = pd.read_csv if name.endswith("csv") else pd.read_excel
    filled = read(path).astype({"S-rd": "object", "E-fin": "object"})
    assert filled["text"].iloc[0] == "'=1+1"
    filled["S-rd"] = [1, 0]
    filled.loc[0, "E-fin"] = 1
    if name.endswith("csv"):
        filled.to_csv(path, index=False)
    else:
        filled.to_excel(path, index=False)
    codings = read_coding_sheet(path, coder="a")
    values = codings.set_index(["unit_id", "code"])["value"]
    assert [values["d/一", "S-rd"], values["d/二", "S-rd"], values["d/一", "E-fin"]] == ["1", "0", "1"]
    assert pd.isna(values["d/二", "E-fin"])


def test_a_broken_sheet_tells_every_problem(tmp_path):
    path = tmp_path / "sheet.csv"
    path.write_text("unit_id,text,x\nd/1,a,2\nd/1,b,yes\n", encoding="utf-8")
    with pytest.raises(DataError) as error:
        read_coding_sheet(path, coder="a")
    assert len(error.value.problems) == 3
    assert "found 'yes'; allowed: 0, 1, or empty" in str(error.value)
    with pytest.raises(DataError, match="column 'y' is missing"):
        read_coding_sheet(path, coder="a", codes=["y"])
    with pytest.raises(DataError, match="cannot be read"):
        read_coding_sheet(tmp_path / "none.csv", coder="a")
    with pytest.raises(ValueError, match=r"cannot end in '.txt'"):
        write_coding_sheet(pd.DataFrame(), tmp_path / "sheet.txt", codes=["x"])


def test_spans_closed_form():
    spans = pd.DataFrame(
        {
            "coder": ["a", "a", "b", "b"],
            "doc_id": ["d", "e", "d", "e"],
            "start": [0, 5, 0, 7],
            "end": [4, 9, 4, 12],
        }
    )
    row = compare_spans(spans, lengths={"d": 10, "e": 20}).iloc[0]
    assert row["exact"] == 0.5
    assert row["overlap"] == 1
    assert row["characters"] == pytest.approx(2 * 6 / 17)
    assert row["distance"] == pytest.approx((0 + 2.5) / 2)
    assert 0 < row["alpha"] < 1
    without = compare_spans(spans).iloc[0]
    assert np.isnan(without["alpha"])
    assert "lengths" in without["note"]


def test_spans_refuse_what_cannot_be():
    overlapping = pd.DataFrame({"coder": "a", "doc_id": "d", "start": [0, 2], "end": [3, 5]})
    with pytest.raises(ValueError, match="overlap in text 'd' at 2"):
        compare_spans(overlapping)
    with pytest.raises(ValueError, match="beyond text 'd'"):
        compare_spans(pd.DataFrame({"coder": ["a"], "doc_id": ["d"], "start": [0], "end": [3]}), lengths={"d": 2})


def test_scores_closed_form():
    gold = pd.DataFrame({"unit": list("stuv"), "x": [1, 1, 1, 0], "y": [0, 0, 0, 0], "z": [1, 0, 0, 0]})
    found = pd.DataFrame({"clause_id": ["s", "s", "t", "v"], "code": ["x", "x", "x", "x"]})
    table = score_codes(found, gold, n_bootstrap=100).set_index("item")
    assert table.loc["x", ["precision", "recall"]].round(4).tolist() == [0.6667, 0.6667]
    assert table.loc["z", "f1"] == 0
    assert np.isnan(table.loc["y", "f1"])
    assert table.loc["macro", "f1"] == pytest.approx((2 / 3 + 0) / 2)
    assert table.loc["micro", "f1"] == pytest.approx(2 * 2 / (3 + 4))
    assert table.loc["macro", "ci_low"] <= table.loc["macro", "f1"] <= table.loc["macro", "ci_high"]
