"""Published numbers hold; a broken one fails aloud; scores against the annotation; the command."""

import pandas as pd
import pytest

from analysis.cli import main
from analysis.validate import CHECKS, Check, run_checks, score_gold
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
