"""Hostile files end in the stated error or in harmless text."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.security.hostile import Case, lay_out, list_cases

from analysis.errors import DataError, Problem
from analysis.ingest import read_documents

CASES = list_cases()
#: Reading alone is quick, so the formats are tried every day; the whole chain over all of them takes minutes.
FORMATS = [case for case in CASES if case.kind in ("catalogue", "sheet", "word", "pdf", "bytes", "page")]


def test_there_are_enough_of_them() -> None:
    assert len(CASES) >= 120
    assert len({(case.kind, case.name) for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", FORMATS, ids=[f"{case.kind}-{case.name}" for case in FORMATS])
def test_a_file_is_read_or_refused_in_words(case: Case, tmp_path: Path) -> None:
    problems, texts = read(case, tmp_path)
    assert ("error" if problems else "text") in case.ends, problems
    assert all(problem.where and problem.what for problem in problems)
    assert not any(str(tmp_path) in str(problem) for problem in problems)
    assert "机密" not in "".join(texts)


def read(case: Case, folder: Path) -> tuple[tuple[Problem, ...], list[str]]:
    """Return the problems that reading a case tells, and the texts it gives."""
    try:
        return (), list(read_documents(lay_out(case, folder))["source_text"])
    except DataError as error:
        return error.problems, []


@pytest.mark.slow
def test_the_whole_chain_survives_all_of_them(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.security.hostile"], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, "\n".join(line for line in done.stdout.splitlines() if not line.startswith("ok"))
