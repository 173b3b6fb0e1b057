"""Check files before they are committed: line ends, blanks at line ends, size, results stored in notebooks.

::

    .venv/bin/python tools/check_files.py [--fix] [FILE ...]

Without files, every file that git knows is checked. With ``--fix`` what can be put right is put right; the exit code is 1 if
anything was wrong, as a hook needs it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

LARGEST = 5 * 1024 * 1024
TEXT = {
    ".py",
    ".md",
    ".toml",
    ".yml",
    ".yaml",
    ".csv",
    ".txt",
    ".lock",
    ".ipynb",
    ".css",
    ".js",
    ".html",
    ".j2",
    ".cff",
    "",
}


def main(words: list[str]) -> int:
    """Check the files named, or all, and tell what is wrong."""
    names = [word for word in words if word != "--fix"]
    files = [Path(name) for name in names] or list_files()
    problems = [problem for file in files if file.is_file() for problem in check_file(file, fix="--fix" in words)]
    for problem in problems:
        print(problem)
    return 1 if problems else 0


def list_files() -> list[Path]:
    """Return every file that git knows, but the evidence, whose bytes are not ours to change."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)  # noqa: S607
    names = [name for name in done.stdout.decode("utf-8").split("\0") if name]
    return [ROOT / name for name in names if not name.startswith(("data/raw/", "data/gold/"))]


def check_file(file: Path, *, fix: bool = False) -> list[str]:
    """Return what is wrong with one file; put it right where that can be done."""
    size = file.stat().st_size
    problems = (
        [f"{file}: {size / 1e6:.1f} MB; files above {LARGEST / 1e6:.0f} MB do not belong in git"]
        if size > LARGEST
        else []
    )
    if file.suffix not in TEXT or file.name == "LICENSE":
        return problems
    try:
        text = file.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return [*problems, f"{file}: not UTF-8"] if file.suffix else problems
    better = clean_notebook(text) if file.suffix == ".ipynb" else text
    if better != text:
        problems.append(f"{file}: holds results of a run")
    tidy = "\n".join(line.rstrip() for line in better.replace("\r\n", "\n").split("\n")).rstrip("\n") + "\n"
    if tidy not in (better, "\n"):
        problems.append(f"{file}: line ends, blanks at the end of a line, or no single line end at the end of the file")
        better = tidy
    if fix and better != text:
        file.write_bytes(better.encode("utf-8"))
    return problems


def clean_notebook(text: str) -> str:
    """Return a notebook without outputs, counts and other traces of a run."""
    notebook = json.loads(text)
    before = json.dumps(notebook)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = []
            cell["execution_count"] = None
        for name in ("execution", "papermill", "collapsed", "scrolled"):
            cell.get("metadata", {}).pop(name, None)
    for name in ("papermill", "widgets"):
        notebook["metadata"].pop(name, None)
    if json.dumps(notebook) == before:
        return text
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
