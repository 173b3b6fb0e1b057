"""Build corpora of growing size as a stream and tell what a document costs, and how much memory the processes hold.

::

    python benchmarks/scale.py                                 # 1,000 and 10,000 documents
    python benchmarks/scale.py --documents 100000 --kill       # the large one, killed once in its middle and finished
    python benchmarks/scale.py --stages                        # which step of the chain takes which share
    python benchmarks/scale.py --documents 1000 --engines processes dask
    python benchmarks/scale.py --documents 100000 --folder F   # go on with a call that was stopped: F keeps the blocks

Every corpus is treated as too large to be held (``whole=0``), so that all sizes go the same way. Memory is summed over the
command and its workers, twice a second: ``PSS`` counts a page that processes share once, ``RSS`` once for each. Beside the peak
stands who held it: the command and each worker, in every stage of the build.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import Any

import psutil
from watching import count_seconds, list_children, weigh_family

from analysis.scale import blocks, build
from analysis.scale.blocks import Layer, Task
from analysis.scale.corpus import cut_blocks, open_corpus
from analysis.study import chain
from analysis.synth import write_corpus
from analysis.tables import empty_table

_EVERY = 0.5
#: The stages of a build, by the function whose call begins each; a stage lasts until the next begins.
_BEGINNINGS = {
    "open_corpus": "open",
    "_make_blocks": "chain",
    "_write_tables": "write",
    "find_spread": "sum: frequencies",
    "weigh_parts": "sum: weights",
    "weigh_provinces": "sum: provinces",
    "explain_provinces": "sum: shared terms",
    "add_ties": "sum: ties",
    "measure_networks": "sum: networks",
}
#: A corpus of so many documents is built in the first round only.
_ONCE_FROM = 100_000
_PARTS = ("open", "chain", "write", "sum")
#: The steps of a block, by the module that calls them.
_STEPS: dict[ModuleType, tuple[str, ...]] = {
    chain: (
        *("clean_documents", "split_clauses", "find_duties", "find_duty_masks", "find_masks", "find_targets"),
        *("code_instruments", "add_source_spans", "state_coverage", "_stack"),
    ),
    blocks: ("read_received", "chain_block", "count_terms", "name_agencies", "list_bodies", "_encode"),
}


def main(words: list[str] | None = None) -> int:
    """Measure and print what each corpus costs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=1, help="times each corpus is built, below 100,000 documents")
    parser.add_argument("--kill", action="store_true", help="kill -9 each build once in its middle, and finish it")
    parser.add_argument("--folder", type=Path, help="where corpora and tables lie (default: a temporary folder)")
    parser.add_argument("--engines", nargs="+", default=["processes"], choices=["processes", "dask"])
    parser.add_argument("--stages", action="store_true", help="only tell which step of the chain takes which share")
    parser.add_argument("--rows", type=Path, help="file that gets the figures, as JSON")
    parser.add_argument("--child", nargs=4, help=argparse.SUPPRESS)
    arguments = parser.parse_args(words)
    if arguments.child:
        return _build(*arguments.child)
    if arguments.stages:
        return _share_stages()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        rows: list[dict[str, Any]] = []
        print(f"workers: {arguments.workers}")
        for number, engine, n_documents in product(range(arguments.rounds), arguments.engines, arguments.documents):
            if number and n_documents >= _ONCE_FROM:
                continue
            print(f"\nengine {engine}: {n_documents:,} documents, round {number + 1}", flush=True)
            row = _measure(n_documents, folder, engine=engine, workers=arguments.workers, kill=arguments.kill)
            rows.append(row | {"engine": engine, "round": number})
            _show(row, rows[0])
            if arguments.rows:
                arguments.rows.write_text(json.dumps(rows), encoding="utf-8")
    return 0


def _measure(n_documents: int, folder: Path, *, engine: str, workers: int, kill: bool) -> dict[str, Any]:
    corpus = folder / f"corpus-{n_documents}.jsonl"
    if not corpus.exists():
        write_corpus(corpus, n_documents)
    out = folder / f"built-{n_documents}-{engine}" / "tables"
    if kill:
        shutil.rmtree(out.parent, ignore_errors=True)
    row: dict[str, Any] = {"documents": n_documents, "text_mb": corpus.stat().st_size / 1e6, "kept": -1}
    peaks: dict[str, list[int]] = {}
    killed = {"cpu": 0.0, "wall": 0.0}
    if kill:
        middle = n_documents // 256 // 2
        killed = _watch(corpus, out, engine, workers, peaks, until=lambda: _count_blocks(out) > middle)
        row["kept"] = killed["kept"]
    told = _watch(corpus, out, engine, workers, peaks)
    shutil.rmtree(out.parent.with_name(f"{out.parent.name}-last"), ignore_errors=True)
    row["tables_mb"] = _size(out) / 1e6
    out.parent.rename(out.parent.with_name(f"{out.parent.name}-last"))
    for kind in ("cpu", "wall"):
        told["chain"][kind] += killed[kind]
    return row | {"stages": told, "peaks": {stage: [size / 1e6 for size in sizes] for stage, sizes in peaks.items()}}


def _watch(
    corpus: Path,
    out: Path,
    engine: str,
    workers: int,
    peaks: dict[str, list[int]],
    *,
    until: Callable[[], bool] | None = None,
) -> Any:
    """Run a build and note who held how much memory in which stage; kill it where ``until`` says so, and tell what it left."""
    command = [sys.executable, __file__, "--child", str(corpus), str(out), engine, str(workers)]
    began = time.monotonic()
    _mark(out).unlink(missing_ok=True)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:  # noqa: S603 - this very file
        watched = psutil.Process(child.pid)
        while child.poll() is None:
            stage = _mark(out).read_text(encoding="utf-8") if _mark(out).exists() else "open"
            peaks[stage] = max(peaks.get(stage, []), weigh_family(watched), key=sum)
            if until is not None and until():
                time.sleep(random.Random(0).random())
                workers_left, seconds = list_children(watched), count_seconds(watched)
                child.kill()
                psutil.wait_procs(workers_left, timeout=60)
                return {"kept": _count_blocks(out), "cpu": seconds, "wall": time.monotonic() - began}
            time.sleep(_EVERY)
        told = child.communicate()[0]
    if child.returncode:
        raise SystemExit(child.returncode)
    return json.loads(told.splitlines()[-1])


def _build(corpus: str, out: str, engine: str, workers: str) -> int:
    """Build in this process, and print what each stage cost."""
    costs: dict[str, dict[str, float]] = {}
    now, since = "open", _clock()

    def end() -> None:
        nonlocal since
        cost = costs.setdefault(now, {"cpu": 0.0, "wall": 0.0})
        until = _clock()
        cost["cpu"], cost["wall"] = cost["cpu"] + until[0] - since[0], cost["wall"] + until[1] - since[1]
        since = until

    def beginning(stage: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **options: Any) -> Any:
            nonlocal now
            end()
            now = stage
            _mark(Path(out)).write_text(stage, encoding="utf-8")
            return work(*args, **options)

        return run

    _mark(Path(out)).parent.mkdir(parents=True, exist_ok=True)
    for name, stage in _BEGINNINGS.items():
        setattr(build, name, beginning(stage, getattr(build, name)))
    build.build_corpus(corpus, out, workers=int(workers), engine=engine, whole=0)
    end()
    print(json.dumps(costs))
    return 0


def _mark(out: Path) -> Path:
    """Return the file in which a build says at which stage it is."""
    return out.with_name("stage.txt")


def _share_stages() -> int:
    """Print which share of a block's processor time each step takes."""
    spent: dict[str, float] = {}
    depth: list[float] = []

    def timed(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **options: Any) -> Any:
            depth.append(0.0)
            start = time.process_time()
            result = work(*args, **options)
            took = time.process_time() - start
            spent[name] = spent.get(name, 0.0) + took - depth.pop()
            if depth:
                depth[-1] += took
            return result

        return run

    for module, names in _STEPS.items():
        for name in names:
            setattr(module, name, timed(name.removeprefix("_"), getattr(module, name)))
    with tempfile.TemporaryDirectory() as temporary:
        corpus = open_corpus(write_corpus(Path(temporary) / "c.jsonl", 9 * 256), spool=Path(temporary))
        for number, received in enumerate(cut_blocks(corpus.stream())):
            if number == 8:  # noqa: PLR2004 - by then dictionaries are loaded and the compiled segmentation is in use
                spent.clear()
            blocks.work_task(Task(number, received, empty_table("corrections"), Layer(None), words=True))
    total = sum(spent.values())
    print(f"256 documents, {1000 * total / 256:.1f} ms of CPU each")
    for name, seconds in sorted(spent.items(), key=lambda item: -item[1]):
        print(f"  {name:20} {seconds / total:.0%}")
    return 0


def _clock() -> tuple[float, float]:
    """Return processor time of this process and of all that it waited for, and the time on the wall."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system, time.perf_counter()


def _count_blocks(out: Path) -> int:
    return sum(path.name.isdigit() for path in out.with_name("tables-blocks").glob("*"))


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def count_cpu(row: dict[str, Any]) -> float:
    """Return the seconds of processor time that a document of a measured corpus took."""
    return float(sum(stage["cpu"] for stage in row["stages"].values()) / row["documents"])


def find_peak(row: dict[str, Any], *, part: str = "") -> float:
    """Return the most megabytes that all processes held together in a part of a measured build, or in all of it."""
    return max(sum(sizes) for stage, sizes in row["peaks"].items() if stage.startswith(part))


def _show(row: dict[str, Any], first: dict[str, Any]) -> None:
    print(f"  {row['text_mb']:.0f} MB of text as UTF-8, tables {row['tables_mb']:.0f} MB")
    if row["kept"] >= 0:
        print(f"  killed with {row['kept']:.0f} blocks done; the next call finished it (the costs are those of both)")
    cpu = {stage: cost["cpu"] for stage, cost in row["stages"].items()}
    shares = {part: sum(cpu[stage] for stage in cpu if stage.startswith(part)) / sum(cpu.values()) for part in _PARTS}
    print("  CPU: " + ", ".join(f"{part} {share:.0%}" for part, share in shares.items()))
    print(f"  CPU a document: {1000 * count_cpu(row):.1f} ms, {count_cpu(row) / count_cpu(first):.2f} of the first row")
    print(f"  peak memory: {find_peak(row):.0f} MB, {find_peak(row) / find_peak(first):.2f} of the first row")
    for stage, sizes in row["peaks"].items():
        workers = f", workers {' + '.join(f'{size:.0f}' for size in sizes[1:])}" if sizes[1:] else ""
        print(f"    {stage}: {sum(sizes):.0f} MB (command {sizes[0]:.0f}{workers}), {cpu.get(stage, 0):.0f} s of CPU")
    print(f"  wall: {sum(cost['wall'] for cost in row['stages'].values()):.0f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main())
