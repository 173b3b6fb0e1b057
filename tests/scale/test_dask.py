"""The same blocks on a Dask cluster: the bytes of one process, on this machine's cluster and on one that runs already."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.scale.test_stream import read_bytes

from analysis.cli import main
from analysis.errors import CallError, DataError
from analysis.scale import blocks, build_corpus
from analysis.scale.blocks import Layer, Task, pack_layer, work_task
from analysis.tables import empty_table

pytest.importorskip("distributed", reason="the extra 'dask' is not installed: pip install 'zhengce-workbench[dask]'")


def test_a_local_cluster_of_two_changes_no_byte(corpus, built, tmp_path):
    other = build_corpus(corpus, tmp_path / "tables", block_size=4, whole=0, engine="dask", workers=2)
    assert read_bytes(other) == read_bytes(built)


@pytest.mark.slow
def test_a_cluster_that_runs_already_changes_no_byte(corpus, built, tmp_path):
    """As docs/scale.md shows it: a scheduler and two workers started by Dask's own commands, found by their address."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    scheduler_file = tmp_path / "scheduler.json"
    # The commands 'dask scheduler' and 'dask worker' are these modules.
    scheduler = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0"]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", "--nthreads", "1", "--nworkers", "1"]
    found = ["--scheduler-file", str(scheduler_file), "--no-dashboard"]
    started = [subprocess.Popen([*scheduler, *found], env=environment, cwd=tmp_path)]
    try:
        started += [subprocess.Popen([*worker, *found], env=environment, cwd=tmp_path) for _ in range(2)]
        address = _wait_for_address(scheduler_file)
        words = ["build", "--data", str(corpus), "--out", str(tmp_path / "command"), "--engine", "dask"]
        assert main([*words, "--scheduler", address]) == 0
        other = build_corpus(corpus, tmp_path / "tables", block_size=4, whole=0, engine="dask", scheduler=address)
        assert read_bytes(other) == read_bytes(built)
    finally:
        for process in started[::-1]:
            process.terminate()
            process.wait(timeout=60)


def test_where_no_scheduler_answers_the_call_says_so(corpus, tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.scale.engines.CONNECT_SECONDS", 0.5)
    with pytest.raises(CallError, match=r"no Dask scheduler answers at 'tcp://127\.0\.0\.1:9'"):
        build_corpus(corpus, tmp_path / "tables", engine="dask", scheduler="tcp://127.0.0.1:9")


def test_a_machine_with_other_code_is_refused():
    made = work_task(Task(0, [], empty_table("corrections"), Layer(None), words=False, code="another"))
    assert not made.parts
    assert "another version" in str(made.problems[0])


def test_reference_data_travels_with_the_block(tmp_path: Path):
    (tmp_path / "documents" / "d").mkdir(parents=True)
    (tmp_path / "policy_terms.csv").write_text("term\n", encoding="utf-8")
    (tmp_path / "documents" / "d" / "policy_terms.csv").write_text("own\n", encoding="utf-8")
    there = blocks._unpack_layer(pack_layer(tmp_path))
    assert there is not None
    assert there != tmp_path
    assert {path.relative_to(there).as_posix(): path.read_text() for path in there.rglob("*.csv")} == {
        "policy_terms.csv": "term\n",
        "documents/d/policy_terms.csv": "own\n",
    }


def test_a_wrong_engine_is_refused(corpus, tmp_path):
    with pytest.raises(CallError, match="no engine is called 'spark'; known: processes, dask"):
        build_corpus(corpus, tmp_path / "tables", engine="spark")
    with pytest.raises(CallError, match="--scheduler is for --engine dask"):
        build_corpus(corpus, tmp_path / "tables", scheduler="tcp://x:1")
    with pytest.raises(DataError):
        build_corpus(tmp_path / "gone", tmp_path / "tables", engine="dask")


def _wait_for_address(file: Path) -> str:
    import json

    for _ in range(600):
        if file.exists():
            return str(json.loads(file.read_text())["address"])
        time.sleep(0.1)
    raise AssertionError("the scheduler did not start")
