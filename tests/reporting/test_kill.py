"""A batch killed at any moment is completed by the next call, and nobody can tell that it was killed."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.reporting.conftest import write_notebook
from tests.reporting.test_runs import OPEN, SHOW, files_of

from analysis.reporting.kernel import SETTINGS

KILLS = 50
RUNS = 4
MATRIX = '[[batch]]\nreports = ["first", "second"]\nlang = ["zh", "en"]\n'

#: Reads a line "OUT SECONDS", makes the call in a forked process, kills that process after so many seconds, tells how it ended.
HARNESS = """
import os, signal, sys, threading, time
from pathlib import Path
from analysis.reporting import batch, warm, workers
workers.METHOD = "fork"
for line in sys.stdin:
    out, seconds = line.split()
    pid = os.fork()
    if not pid:
        os.setpgid(0, 0)
        code = 1
        try:
            batch.run_batch(Path("batch.toml"), data=Path("data"), out=Path(out), workers=2)
            code = 0
        finally:
            os._exit(code)
    timer = threading.Timer(min(float(seconds), 3600), os.kill, (pid, signal.SIGKILL))
    timer.start()
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    timer.cancel()
    timer.join()
    try:
        while True:  # forked from the call itself, its runs hold its lock until they have seen it end
            os.killpg(pid, 0)
            time.sleep(0.01)
    except ProcessLookupError:
        print(code, flush=True)
"""
CATALOGUE = """
[[document]]
id = "{id}"
path = "raw/{id}.txt"
source = "made for this test"
province = "{province}"
"""
TEXT = "{province}省行动计划\n一、目标\n（一）建成平台{n}个。（责任单位：省教育厅、省科技厅）\n（二）建成中心。\n"


@pytest.fixture
def small_project(tmp_path: Path) -> Path:
    """Return a project of two small documents and two small reports."""
    (tmp_path / "data" / "raw").mkdir(parents=True)
    (tmp_path / "notebooks" / "reports").mkdir(parents=True)
    catalogue = ""
    for number, (doc_id, province) in enumerate((("a-plan", "浙江"), ("b-plan", "江苏")), start=3):
        text = TEXT.format(province=province, n=number)
        (tmp_path / "data" / "raw" / f"{doc_id}.txt").write_text(text, encoding="utf-8")
        catalogue += CATALOGUE.format(id=doc_id, province=province)
    (tmp_path / "data" / "corpus.toml").write_text(catalogue, encoding="utf-8")
    for name in ("01_first", "02_second"):
        write_notebook(tmp_path, name, OPEN, SHOW)
    (tmp_path / "batch.toml").write_text(MATRIX, encoding="utf-8")
    return tmp_path


@pytest.fixture
def calls(small_project: Path) -> Iterator["Calls"]:
    """Make calls in processes forked from a warm one: the imports of a command would be most of the test."""
    environment = {**os.environ, **SETTINGS}
    words = [sys.executable, "-c", HARNESS]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(words, cwd=small_project, env=environment, text=True, **pipes) as harness:
        yield Calls(harness)
        harness.stdin.close()


class Calls:
    """Calls of a batch, one after another."""

    def __init__(self, harness: subprocess.Popen[str]) -> None:
        self._harness = harness

    def make(self, out: str, *, seconds: float = 1e6) -> int:
        """Call the batch, kill it after so many seconds, and return its exit code; -9 where it was killed."""
        self._harness.stdin.write(f"{out} {seconds}\n")
        self._harness.stdin.flush()
        return int(self._harness.stdout.readline())


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="forks")
def test_a_killed_batch_is_completed_by_the_next_call(small_project: Path, calls: Calls) -> None:
    assert calls.make("warm") == 0
    began = time.monotonic()
    assert calls.make("undisturbed") == 0
    length = time.monotonic() - began
    undisturbed = files_of(small_project / "undisturbed")
    assert sum(name.endswith("run.json") for name in undisturbed) == RUNS
    moments = random.Random(0)
    outcomes = []
    for number in range(KILLS):
        out = f"killed-{number}"
        outcomes.append(calls.make(out, seconds=moments.uniform(0, length)))
        assert calls.make(out) == 0, f"the call after kill {number} failed"
        assert files_of(small_project / out) == undisturbed, f"kill {number} can be told"
    assert set(outcomes) <= {0, -signal.SIGKILL}
    assert outcomes.count(-signal.SIGKILL) >= KILLS * 0.6, "most calls were killed before they ended"


@pytest.mark.slow
def test_a_killed_command_is_completed_by_the_next(small_project: Path) -> None:
    words = [sys.executable, "-m", "analysis.cli", "batch", "batch.toml", "--workers", "2", "--out"]
    subprocess.run([*words, "undisturbed"], cwd=small_project, check=True, capture_output=True)
    with subprocess.Popen([*words, "killed"], cwd=small_project, stderr=subprocess.DEVNULL) as call:
        while not list((small_project / "killed").glob(".0*")):
            assert call.poll() is None
            time.sleep(0.02)
        call.kill()
    assert files_of(small_project / "killed") != files_of(small_project / "undisturbed")
    subprocess.run([*words, "killed"], cwd=small_project, check=True, capture_output=True)
    assert files_of(small_project / "killed") == files_of(small_project / "undisturbed")
