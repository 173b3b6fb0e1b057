"""What a run costs beyond its own computation, against papermill alone on the same notebooks, in one run.

::

    .venv/bin/python benchmarks/report_overhead.py             # 24 runs of a small report, three times in turn
    .venv/bin/python benchmarks/report_overhead.py --runs 6 --rounds 1

In turn, on the same small report with one table and one figure: papermill's command in a loop, papermill's Python call with a
kernel a run, and a batch of this workbench. The first two only execute the notebook; the batch also writes page, figures in
three forms, tables, workbook and record. What the notebook itself computes is timed apart, in a process where
everything is imported, and taken off: the rest is overhead.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

PARAMETERS = """\
n: int = 1  # number of the run [0..]
provinces: list[str] = []  # provinces to read; all where empty
seed: int = 0  # where chance begins [0..]
lang: str = "zh"  # language of words and figures [zh | en]"""
WORDS = "n=1, longest='', most=1, shortest='', least=1"
CELLS = (
    f"report.show_table('kinds', kinds, {WORDS})",
    f"report.show_figure('kinds', plot_outline(kinds, lang=lang), table=kinds, {WORDS})",
    "report.close()",
)
OPENING = """\
from analysis.plots import plot_outline
from analysis.reporting import Report
from analysis.reporting.overview import count_kinds

report = Report("corpus", n=n, provinces=provinces, seed=seed, lang=lang)
kinds = count_kinds(report.study.clauses)"""
CATALOGUE = (
    '[[document]]\nid = "a-plan"\npath = "raw/a-plan.txt"\nsource = "made for this benchmark"\nprovince = "浙江"\n'
)
TEXT = "浙江省行动计划\n一、目标\n（一）建成平台3个。（责任单位：省教育厅、省科技厅）\n（二）建成中心。\n"


def main() -> int:
    """Run the benchmark and print a table."""
    parser = argparse.ArgumentParser(description="What a run costs beyond its own computation.")
    parser.add_argument("--runs", type=int, default=24, help="runs of the report (default: 24)")
    parser.add_argument("--rounds", type=int, default=3, help="times each way is taken, in turn (default: 3)")
    arguments = parser.parse_args()
    _adopt_orphans()
    with tempfile.TemporaryDirectory() as scratch:
        project = Path(scratch)
        make_project(project, arguments.runs)
        ways: dict[str, Callable[[int], object]] = {
            "papermill, its command in a loop": lambda _: _run_commands(project, arguments.runs),
            "papermill, its call in a loop": lambda _: _run(["-c", _CALLS, str(arguments.runs)], project),
            "zhengce batch, one worker": lambda number: _run_batch(project, f"one-{number}", 1),
            "zhengce batch, two workers": lambda number: _run_batch(project, f"two-{number}", 2),
        }
        times: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
        for number in range(arguments.rounds):
            for name, way in ways.items():
                times[name].append(_time(way, number))
        same, compared = _compare_outputs(project, arguments.runs)
        own = (
            _time(lambda _: _run(["-c", _OWN, "0"], project), 0),
            _time(lambda _: _run(["-c", _OWN, str(arguments.runs)], project), 0),
        )
    computation = tuple((many - none) / arguments.runs for none, many in zip(*own, strict=True))
    print(
        f"{arguments.runs} runs of a small report, {arguments.rounds} rounds in turn; seconds a run, median (least - most)"
    )
    print(f"own computation: wall {computation[0]:.2f}, CPU {computation[1]:.2f}")
    for name, taken in times.items():
        wall, cpu = ([seconds[at] / arguments.runs for seconds in taken] for at in (0, 1))
        print(
            f"{name:34} wall {_tell(wall)}  CPU {_tell(cpu)}  over own CPU {statistics.median(cpu) - computation[1]:.2f}"
        )
    print(
        f"equal: outputs of {same} of {compared} notebooks that both sides ran: the same pictures, the same cells of tables"
    )
    base = statistics.median(wall for wall, _ in times["papermill, its command in a loop"])
    for name, taken in times.items():
        print(
            f"{name:34} {base / statistics.median(wall for wall, _ in taken):.1f} times the speed of papermill's command"
        )
    return 0


def make_project(project: Path, runs: int) -> None:
    """Write a project of one small document, one small report and a matrix; its tables are built."""
    (project / "data" / "raw").mkdir(parents=True)
    (project / "notebooks" / "reports").mkdir(parents=True)
    (project / "data" / "raw" / "a-plan.txt").write_text(TEXT, encoding="utf-8")
    (project / "data" / "corpus.toml").write_text(CATALOGUE, encoding="utf-8")
    cells = [new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}), *map(new_code_cell, (OPENING, *CELLS))]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(notebook, project / "notebooks" / "reports" / "50_small.ipynb")
    matrix = f'[[batch]]\nreports = ["small"]\nn = {list(range(1, runs + 1))}\n'
    (project / "batch.toml").write_text(matrix, encoding="utf-8")
    _run(["-m", "analysis.cli", "build", "--out", "tables"], project)


_CALLS = """
import sys
import papermill
for n in range(int(sys.argv[1])):
    papermill.execute_notebook("notebooks/reports/50_small.ipynb", f"by-call-{n}.ipynb", parameters={"n": n},
                               kernel_name="python3", progress_bar=False)
"""
_OWN = f"""
import sys
from analysis.reporting import warm
cells = {(OPENING, *CELLS)!r}
n, provinces, seed, lang = 1, [], 0, "zh"
for _ in range(int(sys.argv[1])):
    for cell in cells:
        exec(cell)
"""


def _run_commands(project: Path, runs: int) -> None:
    for number in range(runs):
        words = ["notebooks/reports/50_small.ipynb", f"by-command-{number}.ipynb", "-p", "n", str(number)]
        _run(["-m", "papermill", *words, "-k", "python3", "--no-progress-bar"], project)


def _run_batch(project: Path, out: str, workers: int) -> None:
    words = ["batch", "batch.toml", "--out", out, "--workers", str(workers)]
    _run(["-m", "analysis.cli", *words], project)


def _compare_outputs(project: Path, runs: int) -> tuple[int, int]:
    """Return how many notebooks show the same by papermill's command and by the batch, and how many both have run."""
    batch = {}
    for path in sorted((project / "one-0").glob("*/report.ipynb")):
        number, shown = _read_outputs(path)
        batch[number] = shown
    alone = dict(_read_outputs(project / f"by-command-{number}.ipynb") for number in range(runs))
    both = sorted(set(batch) & set(alone))
    return sum(batch[number] == alone[number] != [] for number in both), len(both)


def _read_outputs(path: Path) -> tuple[str, list[str]]:
    """Return the number of a run, and its pictures and the cells of its tables."""
    code = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]  # type: ignore[attr-defined]
    number = next(
        re.search(r"^n = (\d+)$", cell.source, flags=re.MULTILINE) for cell in code if "# Parameters" in cell.source
    )
    data = [output.get("data", {}) for cell in code for output in cell.outputs]
    html = "".join(one.get("text/html", "") for one in data)
    cells = [
        re.sub("<[^>]*>", "", cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", html)
    ]  # the batch links sources
    return (number[1] if number else ""), [*(one["image/png"] for one in data if "image/png" in one), *cells]


def _run(words: list[str], project: Path) -> None:
    single = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}
    environment = {**os.environ, **single, "ZHENGCE_STUDY": str(project / "tables"), "MPLBACKEND": "agg"}
    subprocess.run(  # noqa: S603 - this Python
        [sys.executable, *words], cwd=project, env=environment, check=True, capture_output=True
    )


def _time(way: Callable[[int], object], number: int) -> tuple[float, float]:
    before, began = _cpu(), time.monotonic()
    way(number)
    wall = time.monotonic() - began
    with contextlib.suppress(ChildProcessError):  # runs that were forked, and end by themselves
        while True:
            os.waitpid(-1, 0)
    return wall, _cpu() - before


def _adopt_orphans() -> None:
    """Become the parent of every process whose own parent ends first (Linux), so that its processor time is counted."""
    set_child_subreaper = 36  # prctl(2)
    if sys.platform != "linux" or ctypes.CDLL(None).prctl(set_child_subreaper, 1, 0, 0, 0):
        print("the processor time of forked runs is not counted on this system")


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _tell(seconds: list[float]) -> str:
    return f"{statistics.median(seconds):.2f} ({min(seconds):.2f} - {max(seconds):.2f})"


if __name__ == "__main__":
    sys.exit(main())
