"""A batch killed at any moment is completed by the next call, and nobody can tell that it was killed."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.reporting.conftest import write_notebook
from tests.reporting.test_runs import OPEN, SHOW, files_of

KILLS = 50
MATRIX = '[[batch]]\nreports = ["first", "second"]\nlang = ["zh", "en"]\nn = [1, 2]\n'
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


@pytest.mark.slow
def test_a_killed_batch_is_completed_by_the_next_call(small_project: Path) -> None:
    began = time.monotonic()
    assert _start(small_project, "undisturbed").wait() == 0
    length = time.monotonic() - began
    undisturbed = files_of(small_project / "undisturbed")
    assert sum(name.endswith("run.json") for name in undisturbed) == 8
    moments = random.Random(0)  # noqa: S311 - no secret
    cut_short = 0
    for number in range(KILLS):
        call = _start(small_project, f"killed-{number}")
        try:
            call.wait(moments.uniform(0, length))
        except subprocess.TimeoutExpired:
            cut_short += 1
            call.kill()
            call.wait()
        again = _start(small_project, f"killed-{number}")
        assert again.wait() == 0, f"the call after kill {number} failed"
        assert files_of(small_project / f"killed-{number}") == undisturbed, f"kill {number} can be told"
    assert cut_short >= KILLS * 0.8


def _start(project: Path, out: str) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "analysis.cli", "batch", "batch.toml", "--out", out, "--workers", "2"]
    return subprocess.Popen(words, cwd=project, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
