"""The report on networks on planted plans of four provinces over two years: what the real corpus cannot show."""

import re

import pandas as pd
import pytest

from analysis.reporting.runs import run_reports
from analysis.synth import plant_agencies, write_plans


@pytest.mark.slow
def test_report_on_four_provinces(tmp_path):
    data = write_plans(plant_agencies(n_plans=2, n_clauses=30, n_silent=1), tmp_path / "data")
    run = run_reports(["agency_network"], {"lang": "en"}, data=data, out=tmp_path / "out")[0]
    tables = {path.stem: pd.read_csv(path, encoding="utf-8-sig") for path in (run / "tables").glob("*.csv")}
    assert sorted(tables["sizes"]["scope"]) == ["山西", "河北", "辽宁"]
    assert (tables["compared_provinces"][["shared", "n_common"]] > 0).all(axis=None)
    assert len(tables["compared_provinces"]) == 3
    assert set(tables["panels"]["scope"]) == {"山西", "河北", "辽宁"}
    assert {"kept", "not stated"} >= set(tables["changes"]["change"]) - {"lost", "gained"}
    assert (run / "figures" / "panels.png").stat().st_size > 10_000
    text = (run / "report.html").read_text(encoding="utf-8")
    assert "3 jurisdictions state responsible agencies" in text
    assert "Provinces are compared without 吉林" in text
    assert "No network across provinces" not in text


@pytest.mark.slow
def test_report_on_one_short_plan(tmp_path):
    """Below ten clauses there is no interval, and the caption says so."""
    planted = plant_agencies(n_provinces=2, n_clauses=6, n_agencies=8, n_silent=1)
    data = write_plans(planted, tmp_path / "data")
    run = run_reports(["agency_network"], {"lang": "en"}, data=data, out=tmp_path / "out")[0]
    text = (run / "report.html").read_text(encoding="utf-8")
    assert "Below ten clauses there are no intervals" in text
    assert "grey lines" not in text
    assert not re.search(r"[>( ]nan[<) ]", text)
    assert "No network across provinces is drawn" in text
