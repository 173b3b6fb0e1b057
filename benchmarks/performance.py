"""Every promise of speed against its named peer, in one run: ratios with their spread, and whether the results are equal.

::

    .venv/bin/python benchmarks/performance.py                       # every row; writes docs/performance.md
    .venv/bin/python benchmarks/performance.py --quick               # small sizes, some minutes; the page says so
    .venv/bin/python benchmarks/performance.py --rows segmentation near

``pip install datasketch pydivsufsort`` adds the peers that the workbench itself does not need. Each row runs in a process of
its own with one thread of linear algebra; its rounds run the peer and the workbench in turn, so that what slows the machine
slows both. A ratio is the peer's time over the workbench's: 5 means five times as fast. A row that misses its mark is run
once more under the profiler, and says where its time goes.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

PAGE = Path("docs/performance.md")
_THREADS = ("OMP", "OPENBLAS", "MKL", "NUMBA")

#: Row: what it measures, in the order of the page.
ROWS = {
    "segmentation": "segmentation, beside jieba.lcut",
    "tf_idf": "clean text to TF-IDF matrix, beside jieba.lcut + TfidfVectorizer",
    "script": "Traditional to simplified script, beside the OpenCC wheel",
    "near": "near duplicates, every pair verified, beside datasketch MinHash + LSH",
    "passages": "all shared passages of 20 characters, beside a suffix array and difflib",
    "null": "a null model's draw with its co-occurrence, beside networkx",
    "whole": "the whole `zhengce build`, beside the script that an analyst writes today (`benchmarks/naive.py`)",
    "reports": "a batch of 24 small reports, beside papermill's command in a loop",
    "growth": "growth of the streamed build",
}

#: Why a row misses its mark, as far as its profile and a look at its processes tell; told only where it does.
WHY = {
    "segmentation": (
        "Nearly all the time is one compiled loop; where words of the whole dictionary are scattered in, it waits for memory "
        "(above), and the ratio lies at the mark, now above and now below it from one run to the next."
    ),
    "passages": (
        "From clauses to table most of the time goes into folding the text, which the suffix array is given, and into "
        "clauses, labels and holders, which it does not tell; the search itself is the first line."
    ),
    "whole": (
        "Segmentation and weights, which the compiled loops made quick, are a small part of the build's own work, as the "
        "profiles show: repairing texts and finding bodies, targets and instruments takes most of a corpus that streams, "
        "rule by rule in Python; up to 2,000 documents intervals by resampling, passages and topics take more. The script"
        " makes none of these. Memory: each worker holds the dictionaries, registries and caches of all stages, beside "
        "the packages."
    ),
    "growth": (
        "A document costs less in a large corpus, since starting and dictionaries are paid once. What grows in memory is told "
        "stage by stage below: in the command, the names of documents while blocks are made, afterwards the sums over them "
        "(ties of the networks, counts of terms by province)."
    ),
}


def main() -> int:
    """Run the rows and print them; write the page where every row ran at full size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", nargs="+", choices=list(ROWS), default=list(ROWS), help="rows to run (default: all)")
    parser.add_argument("--quick", action="store_true", help="small sizes, for a look")
    parser.add_argument("--rounds", type=int, default=5, help="times each side runs, in turn (default: 5)")
    parser.add_argument("--results", type=Path, help="folder that keeps what a row found; a row found there is not run")
    parser.add_argument("--page", type=Path, help="where to write the page (default: docs/performance.md, of all rows)")
    parser.add_argument("--one", choices=list(ROWS), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        from comparisons import run_row  # noqa: PLC0415 - after the threads were set by the parent

        row = run_row(options.one, quick=options.quick, rounds=options.rounds, folder=options.results)
        print(json.dumps(row, ensure_ascii=False))
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.results or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        found = {}
        for name in options.rows:
            found[name] = _run_apart(name, folder, options)
            print("\n".join(_tell(name, found[name])), flush=True)
    page = options.page or (PAGE if list(found) == list(ROWS) else None)
    if page is not None:
        page.write_text(_write_page(found, quick=options.quick), encoding="utf-8")
        print(f"\nwritten: {page}")
    return int(any(row.get("failed") for row in found.values()))


def _run_apart(name: str, folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Run one row in a process of its own, or take what an earlier call kept of it."""
    kept = folder / f"{name}.json"
    if not kept.exists():
        words = [sys.executable, __file__, "--one", name, "--rounds", str(options.rounds)]
        words += ["--results", str(folder / name)]
        environment = os.environ | {f"{library}_NUM_THREADS": "1" for library in _THREADS}
        done = subprocess.run(  # noqa: S603 - this very file
            [*words, *(["--quick"] if options.quick else [])],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            return {"lines": [], "failed": done.stderr.strip().splitlines()[-1:]}
        row = json.loads(done.stdout.splitlines()[-1]) | {"commit": _name_commit()}
        kept.write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    return dict(json.loads(kept.read_text(encoding="utf-8")))


def _name_commit() -> str:
    """Return the commit at which the project stands, with a plus where files differ from it; empty outside a clone."""
    words = ["git", "-C", str(Path(__file__).parent), "describe", "--always", "--exclude=*", "--dirty=+"]
    try:
        return subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return ""


def _tell(name: str, row: dict[str, Any]) -> list[str]:
    """Return a row as lines to be printed."""
    told = [f"\n{name}: {ROWS[name]}"]
    if row.get("failed"):
        told.append(f"  failed: {row['failed']}")
    for line in row["lines"]:
        mark = (
            ""
            if line["bar"] is None
            else f"; asked {_tell_bar(line)}: {'reached' if line['reached'] else 'NOT REACHED'}"
        )
        told.append(f"  {line['what']}: {_tell_ratio(line)}{mark}")
    told += [f"  {note}" for note in row.get("notes", [])]
    if name in WHY and not all(line["reached"] for line in row["lines"]):
        told.append(f"  why not reached: {WHY[name]}")
    for heading, entries in row.get("profiles", {}).items():
        told += [f"  {heading}:", *(f"  | {entry}" for entry in entries)]
    return told


def _tell_ratio(line: dict[str, Any]) -> str:
    parts = []
    for kind in ("cpu", "wall", "other"):
        values = line.get(kind)
        if values:
            spread = (
                f" ({min(values):.3g} - {max(values):.3g}, {len(values)} rounds)" if len(values) > 1 else " (one round)"
            )
            parts.append(
                f"{'CPU' if kind == 'cpu' else 'wall' if kind == 'wall' else line['by']} {median(values):.3g}{spread}"
            )
    return ", ".join(parts)


_OPENING = """# Performance

This page is written by `python benchmarks/performance.py`; no number in it is typed by hand. Each line is the peer's time over
the workbench's: 5 means five times as fast, 0.5 half as fast. A row is one run, in which both sides work in turn on the same
inputs with one thread of linear algebra. First the median of the rounds, in brackets the lowest and the highest. {origin}

*Reading it*: a ratio belongs to the inputs named, on one machine; take it for an order of magnitude. A misreading: the rows
are no sum - a corpus spends its time in the repair of texts and in the finding of facts, for which there is no peer.

{size}| work | CPU | wall | other | asked | |
|---|---|---|---|---|---|
"""

_SMALL = """**The sizes of this run are small** (`--quick`): what is paid once - loading tables, importing packages - weighs
more here than in a corpus. Below each heading stands how large its inputs were.

"""


def _write_page(found: dict[str, dict[str, Any]], *, quick: bool) -> str:
    rows, notes = [], []
    for name, row in found.items():
        for line in row["lines"]:
            cells = [_tell_cell(line[kind]) for kind in ("cpu", "wall")]
            cells.append(_tell_cell(line.get("other", [])))
            asked = "" if line["bar"] is None else f"{_tell_bar(line)} {line['by']}"
            mark = "" if line["bar"] is None else "reached" if line["reached"] else "not reached"
            rows.append(f"| {line['what']} | {' | '.join(cells)} | {asked} | {mark} |")
        notes += ["", f"## {name}", "", f"{ROWS[name][0].upper()}{ROWS[name][1:]}.", ""]
        notes += [f"- {note}" for note in row.get("notes", [])]
        if name in WHY and not all(line["reached"] for line in row["lines"]):
            notes.append(f"- *Why not reached*: {WHY[name]}")
        notes += ["- The row could not be run: " + " ".join(row["failed"])] if row.get("failed") else []
        for heading, entries in row.get("profiles", {}).items():
            notes += ["", f"{heading}:", "", "```", *entries, "```"]
    left_out = [f"- {name}: {ROWS[name]}" for name in ROWS if name not in found]
    if left_out:
        notes += ["", "## Not in this run", "", *left_out]
    return (
        _OPENING.format(origin=_tell_origin(found), size=_SMALL if quick else "")
        + "\n".join(rows)
        + "\n"
        + "\n".join(notes)
        + "\n"
    )


def _tell_origin(found: dict[str, dict[str, Any]]) -> str:
    """Return at which commit the rows were run."""
    commits: dict[str, list[str]] = {}
    for name, row in found.items():
        commits.setdefault(row.get("commit", ""), []).append(name)
    if list(commits) == [""]:
        return ""
    if len(commits) == 1:
        return f"All rows were run at commit `{next(iter(commits))}`."
    told = [f"{', '.join(names)} at `{commit}`" for commit, names in commits.items()]
    return f"Rows were run at several commits: {'; '.join(told)}."


def _tell_bar(line: dict[str, Any]) -> str:
    return f"{'at most ' if line.get('at_most') else ''}{line['bar']:g}"


def _tell_cell(values: list[float]) -> str:
    if not values:
        return ""
    return f"{median(values):.3g} ({min(values):.3g} – {max(values):.3g})" if len(values) > 1 else f"{values[0]:.3g}"


if __name__ == "__main__":
    raise SystemExit(main())
