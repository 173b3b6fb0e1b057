"""Calls that are stopped, starved or crossed at a place chosen by chance, and what is left behind.

::

    python -m tests.security.faults                 all of them, with a table
    python -m tests.security.faults --seed 7 --times 300

Each fault befalls one call of the command in a process of its own, on a project of its own: the disk is full, a file may not
grow, the folder is read-only or somebody else's, the process is killed or interrupted, the clock jumps, another call writes at
the same time. Afterwards every file must be whole - as it was before the call, or as a call without a fault leaves it -, no
document and no entry of the catalogue may be lost, the error must be told in words, and the next call must end as if nothing
had happened, with nothing left over and no hand lent to it.
"""

from __future__ import annotations

import argparse
import copy
import errno
import hashlib
import json
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple
from unittest import mock

import nbformat
from tests.security.hostile import BODY

from analysis.cli import main as zhengce
from analysis.ingest import read_documents
from analysis.reporting import runs, writing
from analysis.reporting.plans import PlannedRun
from analysis.study import build_study, derive_tables

Snapshot = dict[str, str]
CALLS: dict[str, list[str]] = {
    "add": ["add", "inbox", "--data", "data", "--source", "an inbox"],
    "build": ["build", "--data", "data"],
    "report": ["report", "01_corpus", "--data", "data"],
}
#: What may happen at a place in a call, and how often it is tried.
FAULTS: dict[str, int] = {
    "disk full": 24,
    "file may not grow": 16,
    "read-only": 12,
    "input error": 8,
    "killed": 30,
    "killed later": 10,
    "interrupted": 16,
    "two calls at once": 10,
    "somebody else's folder": 6,
    "unreadable document": 4,
    "clock jumps": 8,
}
ERRORS = {"disk full": errno.ENOSPC, "read-only": errno.EROFS, "input error": errno.EIO}
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
CHANGES = ("os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.chmod", "os.truncate")
NOBODY = 65534
TRACEBACK = 99


class Row(NamedTuple):
    """How one fault ended: what it befell, the exit code, and what was wrong, if anything."""

    fault: str
    call: str
    place: int
    code: int
    wrong: str


def make_project(folder: Path) -> Path:
    """Lay out a project of two documents, with three files to be added."""
    (folder / "data" / "raw").mkdir(parents=True)
    (folder / "inbox").mkdir()
    entries = []
    for number in range(2):
        (folder / "data" / "raw" / f"d{number}.txt").write_text(text(number), encoding="utf-8")
        entries.append(f'[[document]]\nid = "d{number}"\npath = "raw/d{number}.txt"\nsource = "x"\nprovince = "浙江"\n')
    (folder / "data" / "corpus.toml").write_text("# mine\n" + "\n".join(entries), encoding="utf-8")
    for number in range(2, 5):
        (folder / "inbox" / f"d{number}.txt").write_text(text(number), encoding="utf-8")
    return folder


def text(number: int) -> str:
    """Return a text of its own."""
    goal = f"到202{5 + number}年，培育企业{number + 1}00家以上。" + "".join(
        chr(0x4E00 + (number * 97 + at * 7) % 900) for at in range(400)
    )
    return BODY.replace("某省", "浙江省").replace("{}", goal)


def snapshot(folder: Path) -> Snapshot:
    """Return every file of a project that a user sees, with its hash."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".") and not any(part.endswith("-part") for part in path.parts)
    }


def leftovers(folder: Path) -> list[str]:
    """Return the files and folders that no finished call leaves."""
    return [path.name for path in folder.rglob("*") if path.name.endswith("-part") or path.name.endswith(".lock")]


def call(project: Path, words: list[str], before: Callable[[], object] = lambda: None) -> int:
    """Start a call in a process of its own and return its number."""
    child = os.fork()
    if child:
        return child
    code = TRACEBACK
    try:
        os.chdir(project)
        quiet = os.open(os.devnull, os.O_RDWR)
        told = os.open(project.parent / f"{project.name}.err", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(quiet, 1)
        os.dup2(told, 2)
        sys.stdout, sys.stderr = open(1, "w", closefd=False), open(2, "w", closefd=False)  # noqa: SIM115
        before()
        code = zhengce(words)
        sys.stderr.flush()
    finally:
        os._exit(code)


def wait(child: int) -> int:
    """Return the exit code of a call, negative where a signal ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def strike(fault: str, place: int, project: Path) -> None:
    """Let a fault befall this process at the given write, counted from here."""
    if fault == "file may not grow":
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (place * 97, resource.RLIM_INFINITY))
        return
    left = place

    def hook(event: str, given: tuple[object, ...]) -> None:
        nonlocal left
        if writes(event, given, str(project)):
            left -= 1
            if left <= 0:
                end(fault, event, given, first=left == 0)

    sys.addaudithook(hook)


def writes(event: str, given: tuple[object, ...], inside: str) -> bool:
    """Say whether something is written, made, moved or removed in the project."""
    if event != "open" and event not in CHANGES:
        return False
    name, flags = given[0], given[2] if event == "open" else WRITES
    if not isinstance(name, str | os.PathLike) or not isinstance(flags, int) or not flags & WRITES:
        return False
    return os.fspath(name).startswith((inside, "data", "outputs"))


def end(fault: str, event: str, given: tuple[object, ...], *, first: bool) -> None:
    """Let the fault happen: a full disk still renames and removes, one failing read or a key pressed does not come again."""
    if fault == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if fault == "interrupted" and first:
        raise KeyboardInterrupt
    lasting = fault == "read-only" or (fault == "disk full" and event in ("open", "os.mkdir"))
    if lasting or (fault == "input error" and first):
        raise OSError(ERRORS[fault], os.strerror(ERRORS[fault]), str(given[0]))


def befall(fault: str, name: str, chance: random.Random, project: Path) -> tuple[int, int]:
    """Let a call meet a fault, and return the place and the exit code."""
    words = CALLS[name]
    place = chance.randint(1, {"add": 16, "build": 12, "report": 40}[name])
    if fault == "two calls at once":
        other = CALLS[chance.choice(["add", "report"])] if name == "build" else words
        first = call(project, words)
        time.sleep(chance.random() * 0.1)
        second = call(project, other)
        codes = wait(first), wait(second)
        return 0, max(codes, key=lambda code: (code == TRACEBACK, code))
    if fault == "killed later":
        child = call(project, words)
        place = chance.randint(1, 400)
        time.sleep(place / 1000)
        os.kill(child, signal.SIGKILL)
        return place, wait(child)
    if fault == "clock jumps":
        years = chance.choice([-30, -1, 1, 60])
        moved = time.time() + years * 31_000_000
        for path in project.rglob("*"):
            os.utime(path, (moved, moved))
        clock = mock.patch("time.time", return_value=moved)
        return years, wait(call(project, words, clock.start))
    if fault in ("somebody else's folder", "unreadable document"):
        return 0, take_away(fault, words, project)
    return place, wait(call(project, words, partial(strike, fault, place, project)))


def take_away(fault: str, words: list[str], project: Path) -> int:
    """Let a call run without the rights that it needs, and give them back."""
    paths = (
        [project, *project.rglob("*")] if fault == "somebody else's folder" else [project / "data" / "raw" / "d0.txt"]
    )
    modes = {path: path.stat().st_mode for path in paths}
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444 if fault == "somebody else's folder" else 0)
    root = os.geteuid() == 0
    code = wait(call(project, words, (lambda: os.setuid(NOBODY)) if root else lambda: None))
    for path, mode in modes.items():
        path.chmod(mode)
    return code


def judge(project: Path, before: Snapshot, whole: Snapshot, code: int) -> str:
    """Return what a fault has broken, or nothing."""
    now = snapshot(project)
    halves = [
        name
        for name, found in now.items()
        if name != "data/corpus.toml" and found not in (before.get(name), whole.get(name))
    ]
    if halves:
        return f"half a file: {halves[0]}"
    lost = [name for name in before if name.startswith(("data/", "inbox/")) and name not in now]
    if lost:
        return f"lost: {lost[0]}"
    ids = set(read_documents(project / "data")["doc_id"])
    if not {"d0", "d1"} <= ids:
        return f"lost from the catalogue: {sorted({'d0', 'd1'} - ids)}"
    told = (project.parent / f"{project.name}.err").read_text(encoding="utf-8", errors="replace")
    if code == TRACEBACK or "Traceback" in told:
        return f"not told in words: {told.splitlines()[-1] if told else 'nothing'}"
    if code in (1, 2) and not told.strip():
        return "failed without a word"
    return ""


def try_fault(fault: str, name: str, number: int, seed: int, folder: Path, wholes: dict[str, Snapshot]) -> Row:
    """Try one fault on a project of its own, then call again, and say how both ended."""
    chance = random.Random(f"{seed}/{fault}/{name}/{number}")
    project = folder / f"{name}-{number}-{fault.replace(' ', '-')}".replace("'", "")
    shutil.copytree(folder / ("sound" if chance.random() < 0.5 or name == "add" else f"whole-{name}"), project)
    before, whole = snapshot(project), wholes[name]
    place, code = befall(fault, name, chance, project)
    both = {**wholes["report"], **wholes["add"]} if fault == "two calls at once" else whole
    wrong = judge(project, before, both, code)
    if not wrong:
        for words in [CALLS[name]] if fault != "two calls at once" or name != "build" else [CALLS["build"]]:
            again = wait(call(project, words))
            if again:
                wrong = (
                    f"the next call ended with {again}: "
                    + (project.parent / f"{project.name}.err").read_text(encoding="utf-8")[-200:]
                )
    if not wrong:
        now = snapshot(project)
        differ = (
            sorted(name for name in whole if now.get(name) != whole[name])
            if fault != "two calls at once" or name != "build"
            else []
        )
        wrong = f"the next call left another {differ[0]}" if differ else ""
        wrong = wrong or (f"left over: {leftovers(project)[0]}" if leftovers(project) else "")
    shutil.rmtree(project)
    (folder / f"{project.name}.err").unlink(missing_ok=True)
    return Row(fault, name, place, code, wrong)


def remember(folder: Path) -> None:
    """Make everything that takes time once, so that each call only writes: the study, its tables, the executed notebook."""
    study = build_study(folder / "sound" / "data")
    tables = derive_tables(study)
    mock.patch.multiple(runs, build_study=lambda *_, **__: study, derive_tables=lambda *_, **__: tables).start()
    made = runs.run_reports(["01_corpus"], {}, data=folder / "sound" / "data", out=folder / "warm")[0]
    notebook = nbformat.read(made / writing.NOTEBOOK, as_version=4)
    warnings = json.loads((made / "run.json").read_text(encoding="utf-8"))["warnings"]
    files = {one.relative_to(made): one.read_bytes() for one in made.glob("*/*") if one.is_file()}

    def execute(*_: object, folder: Path, **__: object) -> tuple[nbformat.NotebookNode, list[str]]:
        for name, content in files.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(content)
        return copy.deepcopy(notebook), warnings

    def make_in_turn(plans: Sequence[PlannedRun], *, tables: Path, out: Path, **_: object) -> list[str]:
        for plan in plans:
            writing.write_run(plan, tables=tables, out=out)
        return []

    mock.patch.object(writing, "execute_notebook", execute).start()
    # In the process that the fault befalls, not in one of its own.
    mock.patch.multiple(runs, make_runs=make_in_turn, warm_up=lambda: None).start()


def run(times: float, seed: int) -> list[Row]:
    """Try every fault and return how each ended."""
    rows = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        folder.chmod(0o755)
        make_project(folder / "sound")
        remember(folder)
        wholes = {}
        for name, words in CALLS.items():
            shutil.copytree(folder / "sound", folder / f"whole-{name}")
            code = wait(call(folder / f"whole-{name}", words))
            assert code == 0, (name, (folder / f"whole-{name}.err").read_text(encoding="utf-8"))
            wholes[name] = snapshot(folder / f"whole-{name}")
        for fault, count in FAULTS.items():
            for number in range(max(1, round(count * times))):
                name = list(CALLS)[number % 3]
                if fault == "unreadable document" and name == "add":
                    name = "build"
                rows.append(try_fault(fault, name, number, seed, folder, wholes))
    return rows


def main(words: list[str]) -> int:
    """Try every fault, print a table and return 1 if one did harm."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seed", type=int, default=0, help="where chance begins (default: 0)")
    options.add_argument("--times", type=float, default=1, help="how many times as many faults (default: 1)")
    given = options.parse_args(words)
    rows = run(given.times, given.seed)
    for fault in FAULTS:
        mine = [row for row in rows if row.fault == fault]
        codes = ", ".join(f"{code}: {n}" for code, n in sorted(Counter(row.code for row in mine).items()))
        bad = [row for row in mine if row.wrong]
        print(f"{fault:24} {len(mine):>4} tried  {len(bad):>3} did harm  exit codes {codes}")
        for row in bad:
            print(f"   {row.call} at {row.place}: {row.wrong}")
    bad = sum(bool(row.wrong) for row in rows)
    print(f"{len(rows)} faults, {bad} did harm (seed {given.seed})")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
