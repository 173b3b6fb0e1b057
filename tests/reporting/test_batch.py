"""A batch: a matrix of runs, made where they are not up to date; a run made again is compared byte by byte."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from tests.reporting.conftest import write_notebook
from tests.reporting.test_runs import files_of

from analysis.errors import CallError
from analysis.files import hold_folder, whole_folder
from analysis.reporting import batch as module
from analysis.reporting import verify as verifying
from analysis.reporting.batch import plan_batch, read_matrix, run_batch
from analysis.reporting.state import explain_run


@pytest.fixture
def small(project, study, monkeypatch):
    """Return a project with one small report; building its tables gives the study."""
    for place in (module, verifying):
        monkeypatch.setattr(place, "build_tables", lambda data, folder, progress=False: study)  # noqa: ARG005
    write_notebook(project, "01_small", "print(provinces, n)")
    return project


def write_matrix(project: Path, text: str) -> Path:
    path = project / "batch.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_matrix_is_every_combination_once(small, study):
    text = '[[batch]]\nreports = ["small"]\nlang = ["zh", "en"]\nprovinces = ["", "*"]\n'
    twice = text + '[[batch]]\nreports = ["small"]\nlang = "en"\n'
    plans = plan_batch(read_matrix(write_matrix(small, twice)), study=study, data=small / "data")
    assert len(plans) == 2 * (1 + 2)
    assert len({plan.name for plan in plans}) == len(plans)
    assert [plan.parameters["provinces"] for plan in plans] == [[], ["江苏"], ["浙江"]] * 2


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "no table"),
        ("[[batch", "not TOML"),
        ("batch = 1", "no table"),
        ('[[batch]]\nreports = "small"', "'small'"),
        ('[[batch]]\nreports = ["smal"]', "did you mean 'small'"),
        ('[[batch]]\nreports = ["small"]\nm = [1]', "'m'"),
        ('[[batch]]\nreports = ["small"]\nn = [3, 99]', "99"),
        ('[[batch]]\nreports = ["small"]\nprovinces = ["淅江"]', "did you mean '浙江'"),
        ('[[batch]]\nreports = ["small"]\nn = ["*"]', r"'\*'"),
    ],
)
def test_a_bad_matrix_is_refused_before_anything_runs(small, text, word):
    with pytest.raises(CallError, match=word):
        run_batch(write_matrix(small, text), data=small / "data", out=small / "out")
    assert not (small / "out").exists()


def test_a_batch_is_taken_up_where_it_stopped_and_verified(small):
    matrix = write_matrix(small, '[[batch]]\nreports = ["small"]\nprovinces = ["*"]\n')
    told: list[str] = []

    def call() -> list[Path]:
        told.clear()
        return run_batch(matrix, data=small / "data", out=small / "out", workers=1, explain=told.append)

    folders = call()
    before = {folder: (folder / "run.json").stat().st_mtime_ns for folder in folders}
    assert ["no such run" in line for line in told] == [True, True]
    assert call() == folders
    assert all(line.endswith("up to date") for line in told)
    assert before == {folder: (folder / "run.json").stat().st_mtime_ns for folder in folders}
    assert verifying.verify_runs([folders[0]], data=small / "data")[folders[0]] == []
    page = folders[0] / "report.html"
    page.write_text(page.read_text(encoding="utf-8").replace("江苏", "江西"), encoding="utf-8")
    differences = verifying.verify_runs([folders[0]], data=small / "data")[folders[0]]
    assert len(differences) == 1
    assert differences[0].startswith("report.html: line ")
    assert "江西" in differences[0]
    call()
    assert sorted("not as it was written" in line for line in told) == [False, True]
    assert explain_run(folders[0]) == []


def test_a_changed_document_is_named_as_the_reason(small, study):
    matrix = write_matrix(small, '[[batch]]\nreports = ["small"]\nprovinces = ["*"]\n')
    before = run_batch(matrix, data=small / "data", out=small / "out", workers=1)
    changed = replace(study, documents=study.documents.assign(sha256=["changed", study.documents["sha256"][1]]))
    told: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "build_tables", lambda data, folder, progress=False: changed)  # noqa: ARG005
        after = run_batch(matrix, data=small / "data", out=small / "out", workers=1, explain=told.append)
    assert [old == new for old, new in zip(before, after, strict=True)] == [True, False]
    assert told[0].endswith("up to date")
    assert f"raw/a-plan.txt changed since {before[1].name}" in told[1]
    table = pd.read_csv(small / "out" / "runs.csv")
    assert sorted(table["folder"]) == sorted({folder.name for folder in (*before, *after)})
    assert table["failed"].isna().all()


def test_no_run_is_no_run(tmp_path):
    with pytest.raises(CallError, match="not the folder of a finished run"):
        verifying.verify_runs([tmp_path], data=tmp_path)


def test_one_call_at_a_time_and_leftovers_go(tmp_path):
    (tmp_path / ".run.x.zhengce-part").mkdir()
    (tmp_path / "run").mkdir()
    code = (
        "import sys, pathlib\nfrom analysis.errors import CallError\nfrom analysis.files import hold_folder\n"
        "try:\n    with hold_folder(pathlib.Path(sys.argv[1])):\n        print('held')\n"
        "except CallError as error:\n    print(error)"
    )
    with hold_folder(tmp_path):
        assert [path.name for path in tmp_path.iterdir()] == ["run"]
        done = subprocess.run([sys.executable, "-c", code, tmp_path], capture_output=True, text=True, check=True)
    assert "another call is writing" in done.stdout
    with hold_folder(tmp_path), whole_folder(tmp_path / "run") as part:
        assert part.is_dir()


@pytest.mark.slow
def test_side_by_side_and_in_turn_are_the_same(small):
    write_notebook(small, "01_small", "print(n, lang)")
    matrix = write_matrix(small, f'[[batch]]\nreports = ["small"]\nlang = ["zh", "en"]\nn = {list(range(1, 10))}\n')
    for name, workers in (("one", 1), ("four", 4)):
        assert len(run_batch(matrix, data=small / "data", out=small / name, workers=workers)) == 18
    assert files_of(small / "one") == files_of(small / "four")


@pytest.mark.slow
def test_thirty_six_runs_side_by_side_on_a_busy_machine(small):
    write_notebook(small, "01_small", "print(n, lang)")
    text = f'reports = ["small"]\nlang = ["zh", "en"]\nprovinces = ["", "浙江"]\nn = {list(range(1, 10))}\n'
    matrix = write_matrix(small, f"[[batch]]\n{text}")
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(2 * (os.cpu_count() or 1))]
    try:
        folders = run_batch(matrix, data=small / "data", out=small / "out", workers=6)
    finally:
        for process in busy:
            process.kill()
            process.wait()
    assert len({folder for folder in folders if (folder / "run.json").is_file()}) == 36
