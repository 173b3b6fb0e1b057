"""Published numbers hold; a broken one fails aloud; scores against the annotation; the command."""

import shutil

import pandas as pd
import pytest

from analysis.cli import main
from analysis.errors import DataError
from analysis.validate import CHECKS, Check, run_checks, score_gold
from analysis.validate.annotation import read_annotation
from analysis.validate.show import show_checks, show_scores


def test_every_published_number_holds():
    table = run_checks()
    assert len(table) == len(CHECKS) >= 25
    assert table["passed"].all(), table.loc[~table["passed"], ["name", "expected", "computed", "note"]].to_string()
    assert set(table["area"]) >= {"reliability", "networks", "lexis", "similarity", "topics"}


def test_a_wrong_number_and_a_broken_measure_fail():
    broken = [
        Check("off", "x", "nowhere", 0.743, 3, lambda: 0.7441),
        Check("near", "x", "nowhere", 0.743, 3, lambda: 0.74349),
        Check("missing", "x", "nowhere", 1, 0, lambda: float("nan")),
        Check("raises", "x", "nowhere", 1, 0, lambda: 1 / 0),
    ]
    table = run_checks(checks=broken).set_index("name")
    assert table["passed"].to_dict() == {"off": False, "near": True, "missing": False, "raises": False}
    assert table.loc["raises", "note"] == "ZeroDivisionError: division by zero"
    told = show_checks(table.reset_index())
    assert "FAIL x: raises" in told
    assert "1 of 4 hold" in told


def test_an_area_without_checks_is_quoted():
    with pytest.raises(ValueError, match="no check belongs to 'network'; did you mean 'networks'"):
        run_checks(areas=["network"])


def test_scores_of_the_annotation(study, data):
    scores = score_gold(study, data / "gold", n_bootstrap=100).set_index(["subject", "item"])
    assert scores.loc[("agencies", "name"), "f1"] == 1
    assert scores.loc[("agencies", "name and role"), "f1"] == 1
    for item in ("span", "exact span", "value", "unit", "comparator", "year"):
        assert scores.loc[("targets", item), "f1"] >= 0.95
    assert scores.loc[("instruments, coder a", "macro"), "f1"] >= 0.85
    own = scores.loc[("instruments, coder b as found", "macro")]
    assert own["f1"] > scores.loc[("instruments, coder a", "macro"), "f1"]
    assert own["note"].startswith("alpha of the two coders 0.966")
    told = show_scores(scores.reset_index(), folder=data)
    assert "provisional" in told
    assert "agencies: name and role" in told


def test_only_annotated_documents_are_scored(study, data):
    one = study.select(["jiangsu-ai-plus-2025"])
    scores = score_gold(one, data / "gold", n_bootstrap=0).set_index(["subject", "item"])
    assert scores.loc[("targets", "span"), ["n_gold", "n_found", "n_right"]].tolist() == [3, 3, 3]
    assert scores.loc[("agencies", "name"), "n_gold"] == 0
    assert pd.isna(scores.loc[("agencies", "name"), "f1"])


def test_no_annotation_is_said(study, tmp_path):
    scores = score_gold(study, tmp_path)
    assert scores.empty
    assert "nothing is scored" in show_scores(scores, folder=tmp_path)


def test_the_command_ends_with_one_if_a_number_does_not_hold(data, capsys, monkeypatch):
    wrong = [Check("off", "x", "s", 1, 0, lambda: 2)]
    monkeypatch.setattr("analysis.validate.run_checks", lambda: run_checks(checks=wrong))
    monkeypatch.setattr("analysis.validate.score_gold", lambda *_: pd.DataFrame())
    monkeypatch.setattr("analysis.validate.show.show_scores", lambda *_, **__: "")
    assert main(["validate", "--data", str(data)]) == 1
    assert "0 of 1 hold" in capsys.readouterr().out


@pytest.fixture
def gold(data, tmp_path):
    return shutil.copytree(data / "gold", tmp_path / "gold")


@pytest.mark.parametrize(
    ("file", "damage", "told"),
    [
        ("agencies.csv", lambda text: text.replace("raw_start", "start", 1), "agencies.csv: column 'raw_start' is missing"),
        ("agencies.csv", lambda text: text.replace(",893,", ",八九三,", 1), "row 2, column raw_start: found '八九三'; give"),
        ("agencies.csv", lambda text: text.replace(",responsible,", ",chief,", 1), "found 'chief'; give lead, support, resp"),
        ("targets.csv", lambda text: text + "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p\n", "targets.csv: cannot be read as a table"),
        ("targets.csv", lambda text: text.replace(",4.0,", ",nan,", 1), "column base_value: found 'nan'; give a number"),
        ("targets.csv", lambda text: text.replace(",2027,0", ",27,0", 1), "column year: found '27'; give a year in four"),
        ("targets.csv", lambda text: text + '"', "targets.csv: cannot be read as a table"),
        ("sections.csv", lambda _: "", "sections.csv: cannot be read as a table (No columns to parse from file)"),
        ("sections.csv", lambda text: text + "x\n", "column raw_start: found ''; give a whole number from 0 on"),
        ("instruments_coder_a.csv", lambda text: text.replace(",0", ",2", 1), "column S-rd: found '2'; give 0 or 1"),
        ("instruments_coder_b.csv", lambda text: text.replace("D-intl", "D-int", 1), "coder_b.csv: column 'D-intl' is missing"),
        ("instruments_coder_b.csv", lambda text: text + text.split("\n")[1], "is there more than once; give it one row"),
        ("instruments_coder_b.csv", lambda text: text.rsplit("\n", 2)[0], "coder_b.csv: section"),
    ],
)  # fmt: skip
def test_a_broken_annotation_is_told_in_words(gold, file, damage, told):
    path = gold / file
    path.write_text(damage(path.read_text(encoding="utf-8-sig")), encoding="utf-8")
    with pytest.raises(DataError) as raised:
        read_annotation(gold)
    assert told in str(raised.value)
    assert str(path) in str(raised.value)


def test_every_problem_of_an_annotation_is_told_at_once(gold):
    for file in ("agencies.csv", "targets.csv"):
        (gold / file).write_bytes(b"\xff\xfe\x00doc,raw")
    (gold / "sections.csv").write_text("doc,section\n", encoding="utf-8")
    with pytest.raises(DataError) as raised:
        read_annotation(gold)
    assert [problem.where.rsplit("/")[-1] for problem in raised.value.problems] == [
        "agencies.csv",
        "targets.csv",
        "sections.csv",
    ]


def test_the_command_tells_a_broken_annotation(data, tmp_path, monkeypatch, capsys):
    project = shutil.copytree(data, tmp_path / "data")
    (project / "gold" / "agencies.csv").write_text("doc\nx\n", encoding="utf-8")
    monkeypatch.setattr("analysis.validate.run_checks", lambda: pd.DataFrame({"passed": [True]}))
    monkeypatch.setattr("analysis.validate.show.show_checks", lambda _: "")
    assert main(["validate", "--data", str(project)]) == 2
    assert "agencies.csv: column 'raw_start' is missing" in capsys.readouterr().err
