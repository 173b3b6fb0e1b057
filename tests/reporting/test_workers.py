"""Runs in processes of their own: one that hangs or is stopped has failed, and says so; nothing is left running."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.reporting.conftest import write_notebook

from analysis.errors import RunError
from analysis.reporting import workers as module
from analysis.reporting.runs import run_reports


def run(project: Path, *names: str) -> list[Path]:
    return run_reports(names, {}, data=project / "data", out=project / "outputs")


def read_failure(project: Path) -> tuple[dict[str, str], str]:
    folder = next((project / "outputs").glob("*.failed"))
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    return record, (folder / "report.html").read_text(encoding="utf-8")


def test_a_cell_that_takes_too_long_has_failed(project, monkeypatch):
    monkeypatch.setattr(module, "CELL_SECONDS", 3.0)
    monkeypatch.setattr(module, "_LOOK_SECONDS", 0.1)
    write_notebook(project, "01_slow", "print('reached')", "import time\ntime.sleep(600)", "print('never')")
    write_notebook(project, "02_good", "n")
    with pytest.raises(RunError, match=r"'01_slow' failed in cell 5: it takes longer than 3 seconds"):
        run(project, "slow", "good")
    record, page = read_failure(project)
    assert "takes longer" in record["failed"]
    assert "takes longer" in page
    assert "reached" in page
    assert "未完成" in page
    folders = sorted(path.name for path in (project / "outputs").iterdir() if path.is_dir())
    assert [name.partition("-")[0] for name in folders] == ["01_slow", "02_good", "tables"]


def test_a_process_stopped_from_outside_has_failed(project):
    write_notebook(project, "01_dies", "import os, signal\nos.kill(os.getpid(), signal.SIGTERM)")
    with pytest.raises(RunError, match=r"'01_dies' failed in cell 4: it was stopped from outside \(exit code -15\)"):
        run(project, "dies")
    record, page = read_failure(project)
    assert "stopped from outside" in record["failed"]
    assert "stopped from outside" in page
    assert [path.name for path in (project / "outputs").iterdir() if path.name.startswith(".")] == []


def test_runs_see_nothing_of_each_other(project):
    write_notebook(project, "01_first", "kept = 1\nimport os\nos.environ['KEPT'] = '1'")
    write_notebook(project, "02_second", "import os\nassert 'kept' not in globals()\nassert 'KEPT' not in os.environ")
    assert len(run(project, "first", "second")) == 2


def test_a_cell_shows_what_a_kernel_would(project):
    cells = (
        "print('one')\nprint('two')",
        "from IPython.display import display\ndisplay({'image/png': b'\\x89PNG'}, raw=True)\n'last'",
        "1;",
        "import subprocess\nprint('three')",
    )
    write_notebook(project, "01_shows", *cells)
    folder = run(project, "shows")[0]
    notebook = json.loads((folder / "report.ipynb").read_text(encoding="utf-8"))
    outputs = [cell["outputs"] for cell in notebook["cells"] if cell["cell_type"] == "code"][2:]
    kinds = [[output["output_type"] for output in found] for found in outputs]
    assert kinds == [["stream"], ["display_data", "execute_result"], [], ["stream"]]
    assert "".join(outputs[0][0]["text"]) == "one\ntwo\n"
    assert outputs[1][0]["data"]["image/png"] == "iVBORw=="


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_killed_call_leaves_nothing_running(project):
    write_notebook(project, "01_slow", "import time\ntime.sleep(600)")
    code = (
        "import sys\nfrom pathlib import Path\nfrom analysis.reporting import runs\n"
        "from analysis.reporting.plans import PlannedRun\nfrom analysis.reporting.notebooks import ReportNotebook\n"
        "from analysis.reporting.workers import make_runs\n"
        "root = Path(sys.argv[1])\n"
        "notebook = ReportNotebook(root / 'notebooks' / 'reports' / '01_slow.ipynb')\n"
        "make_runs([PlannedRun(notebook, {}, {})], tables=root / 'tables', out=root / 'outputs')\n"
    )
    call = subprocess.Popen([sys.executable, "-c", code, project])
    while not list((project / "outputs").glob(".01_slow*/.executed.ipynb")):
        assert call.poll() is None
        time.sleep(0.1)
    started = _descendants(call.pid)
    assert len(started) >= 2
    call.kill()
    call.wait()
    for _ in range(200):
        alive = [pid for pid in started if _is_alive(pid)]
        if not alive:
            break
        time.sleep(0.1)
    assert alive == []


def _descendants(pid: int) -> list[int]:
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    found = [child for child, parent in parents.items() if parent == pid]
    return found + [deeper for child in found for deeper in _descendants(child)]


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return "Z" not in (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
