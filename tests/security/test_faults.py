"""Calls that are stopped, starved or crossed leave everything whole, and the next call works."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="processes are forked")]


def test_no_fault_does_harm() -> None:
    from tests.security.faults import FAULTS, run

    rows = run(1, 0)
    assert len(rows) >= 100
    assert {row.fault for row in rows} == set(FAULTS)
    assert [row for row in rows if row.wrong] == []
    assert sum(row.code != 0 for row in rows) >= 60, "most faults must befall the call, or the suite proves nothing"


def test_a_call_that_writes_in_place_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.security import faults

    from analysis.ingest import add

    def write_in_place(path: Path, content: str | bytes, **_: object) -> Path:
        with path.open("wb") as file:
            data = content if isinstance(content, bytes) else content.encode()
            for at in range(0, len(data), 100):
                file.write(data[at : at + 100])
                file.flush()
                os.open(path, os.O_WRONLY)  # counted as a write, so that the fault may come between two
        return path

    monkeypatch.setattr(add, "write_whole", write_in_place)
    monkeypatch.setattr(faults, "FAULTS", {"killed": 30})
    assert any(row.wrong for row in faults.run(1, 0) if row.call == "add")
