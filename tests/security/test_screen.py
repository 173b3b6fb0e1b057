"""What a hostile document says reaches the terminal as text."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from analysis.cli import main

#: Colours, a new title of the window, a bell, a line overwritten, direction turned.
HOSTILE = "\x1b[31m\x1b]0;planted\x07发\r展\u202e建设\u2066平台\x9b1m"


@pytest.mark.parametrize("words", [["trace", "a:0-30"], ["trace", "a"], ["check"], ["trace", f"a/{HOSTILE}"]])
def test_a_terminal_obeys_no_document(words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "raw").mkdir()
    text = f"某省意见\n一、总体要求\n推进{HOSTILE}。（责任单位：省科技厅、省教育厅）\n"
    (tmp_path / "raw" / "a.txt").write_text(text, encoding="utf-8", newline="")
    entry = '[[document]]\nid = "a"\npath = "raw/a.txt"\nsource = "x\\u001b]0;planted\\u0007"\nprovince = "浙江"\n'
    (tmp_path / "corpus.toml").write_text(entry, encoding="utf-8")
    main([*words, "--data", str(tmp_path)])
    told = "".join(capsys.readouterr())
    assert told
    assert [character for character in told if character in set(HOSTILE) - set("发展建设平台[]0;planted31m")] == []


def test_the_guard_ends_with_the_call(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.StringIO()
    monkeypatch.setattr("sys.stdout", screen)
    main(["report", "--help"])
    print("\x1b", end="")  # noqa: T201 - what the guard would spell out
    assert screen.getvalue().endswith("\x1b")
