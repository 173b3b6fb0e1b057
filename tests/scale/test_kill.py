"""A build that is killed: what was finished is kept, the next call finishes the rest, no byte differs, no process stays."""

import os
import random
import signal
import subprocess
import sys
import time
from multiprocessing import get_context
from pathlib import Path

import psutil
import pytest
from tests.scale.test_stream import read_bytes

from analysis.scale import build, build_corpus
from analysis.scale.engines import run_tasks

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is POSIX")

BLOCK = 2


@pytest.fixture(scope="module")
def undisturbed(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return read_bytes(
        build_corpus(corpus, tmp_path_factory.mktemp("undisturbed") / "tables", block_size=BLOCK, whole=0)
    )


@pytest.mark.parametrize("seed", range(2))
def test_the_next_call_finishes_a_killed_one(seed, corpus, undisturbed, tmp_path, monkeypatch):
    draw = random.Random(seed)
    kept = draw.randint(1, 5)
    child = get_context("fork").Process(target=build_corpus, args=(corpus, tmp_path / "tables"), kwargs=_options())
    child.start()
    while _count_blocks(tmp_path) < kept and child.is_alive():
        time.sleep(0.002)
    time.sleep(draw.random() * 0.1)
    os.kill(child.pid, signal.SIGKILL)
    child.join()
    done = _count_blocks(tmp_path)
    assert kept <= done
    made = []

    def count(tasks, **options):
        for task, what in run_tasks(tasks, **options):
            made.append(task.number)
            yield task, what

    monkeypatch.setattr(build, "run_tasks", count)
    assert read_bytes(build_corpus(corpus, tmp_path / "tables", **_options())) == undisturbed
    assert len(made) == 6 - done
    assert sorted(path.name for path in tmp_path.iterdir()) == ["tables"]


def test_a_changed_document_is_the_only_one_made_again(corpus, tmp_path, monkeypatch):
    copy = tmp_path / corpus.name
    lines = corpus.read_text(encoding="utf-8").splitlines()

    def stop(*_args, **_options):
        raise KeyboardInterrupt

    copy.write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setattr(build, "_write_tables", stop)
    with pytest.raises(KeyboardInterrupt):
        build_corpus(copy, tmp_path / "out" / "tables", **_options())
    assert _count_blocks(tmp_path / "out") == 6
    copy.write_text("\n".join([*lines[:4], lines[4].replace("行动计划", "行动方案"), *lines[5:]]), encoding="utf-8")
    made = []
    monkeypatch.setattr(build, "run_tasks", lambda tasks, **_: iter([made.append(task.number) for task in tasks][:0]))
    with pytest.raises(KeyboardInterrupt):
        build_corpus(copy, tmp_path / "out" / "tables", **_options())
    assert made == [2]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_a_killed_command_of_two_processes_is_finished_and_leaves_none(seed, corpus, undisturbed, tmp_path):
    """Seeded kills of the real thing: processes started by the command, killed anywhere between its start and its end."""
    draw = random.Random(seed)
    out = tmp_path / "tables"
    code = (
        "from analysis.scale import build_corpus\n"
        f"if __name__ == '__main__': build_corpus({str(corpus)!r}, {str(out)!r}, block_size={BLOCK}, whole=0, workers=2)"
    )
    script = tmp_path / "build.py"
    script.write_text(code, encoding="utf-8")
    for _ in range(3):
        call = subprocess.Popen([sys.executable, str(script)])
        begun = time.monotonic()
        wanted = _count_blocks(tmp_path) + draw.randint(0, 2)
        while call.poll() is None and _count_blocks(tmp_path) < wanted and time.monotonic() - begun < 60:
            time.sleep(0.005)
        time.sleep(draw.random())
        children = psutil.Process(call.pid).children(recursive=True) if call.poll() is None else []
        call.kill()
        call.wait()
        _, alive = psutil.wait_procs(children, timeout=30)
        assert not alive
    assert subprocess.run([sys.executable, str(script)], check=False).returncode == 0
    assert read_bytes(out) == undisturbed


def _options() -> dict[str, int]:
    return {"block_size": BLOCK, "whole": 0}


def _count_blocks(folder: Path) -> int:
    return len([path for path in folder.glob("tables-blocks/*") if path.name.isdigit()])
