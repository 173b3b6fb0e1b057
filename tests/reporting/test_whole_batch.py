"""All reports, all provinces, both languages: every page in a browser, every byte again, and only what must be made again."""

import hashlib
import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from tests.reporting.pages import CHROMIUM, find_faults, open_browser

from analysis.reporting.batch import run_batch
from analysis.reporting.index import list_runs
from analysis.reporting.notebooks import find_notebooks
from analysis.reporting.verify import find_runs, verify_runs

pytestmark = pytest.mark.slow

EVERYTHING = '[[batch]]\nlang = ["zh", "en"]\nprovinces = ["", "*"]\n'
QUICK = '[[batch]]\nreports = ["corpus", "targets", "instruments"]\nprovinces = ["", "*"]\n'


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project with the documents of this repository, and every run of every report."""
    root = Path(__file__).parents[2]
    project = tmp_path_factory.mktemp("everything")
    shutil.copytree(root / "data", project / "data")
    (project / "all.toml").write_text(EVERYTHING, encoding="utf-8")
    run_batch(project / "all.toml", data=project / "data", out=project / "outputs", workers=2)
    return project


def test_the_batch_ends_with_every_run_whole(everything: Path) -> None:
    runs = list_runs(everything / "outputs")
    assert [run["report"] for run in runs if "failed" in run] == []
    reports = {notebook.name for notebook in find_notebooks(everything / "data")}
    provinces = {tuple(run["parameters"]["provinces"]) for run in runs}
    alone = 2  # Guangdong and Jiangsu have one document each: nothing to compare
    assert len(runs) == (len(reports) * len(provinces) - alone) * 2
    assert len(runs) >= 24
    assert len(provinces) >= 4


def test_every_column_of_every_table_has_a_meaning(everything: Path) -> None:
    files = sorted((everything / "outputs").glob("*/tables/data_dictionary.csv"))
    told = pd.concat([pd.read_csv(file).assign(run=file.parts[-3]) for file in files])
    silent = told[told["meaning"].isna()]
    assert silent[["run", "table", "column"]].to_numpy().tolist() == []


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_every_page_of_the_batch_is_whole_by_itself(everything: Path) -> None:
    pages = {hashlib.sha256(page.read_bytes()).digest(): page for page in (everything / "outputs").rglob("*.html")}
    assert len(pages) >= 24
    with open_browser() as browser:
        assert find_faults(browser, sorted(pages.values()), axe=True) == []


def test_every_byte_of_the_batch_is_the_same_again(everything: Path) -> None:
    folders = find_runs(everything / "outputs")
    found = verify_runs(folders, data=everything / "data", workers=2)
    assert {folder.name: differences for folder, differences in found.items() if differences} == {}


def test_a_changed_character_makes_exactly_its_runs_again(tmp_path: Path, root: Path) -> None:
    data, out = tmp_path / "data", tmp_path / "outputs"
    shutil.copytree(root / "data", data)
    (tmp_path / "quick.toml").write_text(QUICK, encoding="utf-8")
    before = run_batch(tmp_path / "quick.toml", data=data, out=out, workers=2)
    changed = next((data / "raw").glob("jiangsu-*.txt"))
    text = changed.read_text(encoding="utf-8")
    changed.write_text(text.replace("2025", "2026", 1), encoding="utf-8")

    told: list[str] = []
    after = run_batch(tmp_path / "quick.toml", data=data, out=out, workers=2, explain=told.append)
    depends = [_reads(folder, changed.name) for folder in before]
    assert [old != new for old, new in zip(before, after, strict=True)] == depends
    assert [not line.endswith("up to date") for line in told] == depends
    for line, differs in zip(told, depends, strict=True):
        assert not differs or f"raw/{changed.name} changed since" in line
    assert sum(depends) == 6, "three reports on all documents and three on this province"

    found = verify_runs(before, data=data, workers=2)
    assert [bool(differences) for differences in found.values()] == depends
    for folder, differs in zip(before, depends, strict=True):
        if differs:
            assert f"raw/{changed.name} changed" in found[folder]


def _reads(folder: Path, name: str) -> bool:
    return f"raw/{name}" in json.loads((folder / "run.json").read_text(encoding="utf-8"))["inputs"]
