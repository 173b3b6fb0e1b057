"""Files and folders are written whole or not at all, by one call at a time."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from analysis.errors import CallError, DataError
from analysis.files import hold_folder, whole_file, whole_folder, write_whole

HOLD = """
import pathlib, sys
from analysis.errors import CallError
from analysis.files import hold_folder
try:
    with hold_folder(pathlib.Path(sys.argv[1])):
        print("held")
except CallError as error:
    print(error)
"""


def names(folder: Path) -> list[str]:
    """Return what is in a folder."""
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_whole_or_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "甲.txt"
    write_whole(path, "old")
    with suppress(KeyError), whole_file(path) as part:
        part.write_text("half", encoding="utf-8")
        raise KeyError
    assert (path.read_text(encoding="utf-8"), names(tmp_path)) == ("old", ["甲.txt"])


@pytest.mark.skipif(sys.platform == "win32", reason="rights of POSIX")
def test_a_file_keeps_its_rights_and_a_new_one_gets_the_usual(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        path = write_whole(tmp_path / "a", "1", durable=True)
        assert path.stat().st_mode & 0o777 == 0o644
        path.chmod(0o600)
        assert write_whole(path, "2").stat().st_mode & 0o777 == 0o600
    finally:
        os.umask(before)


def test_a_folder_is_whole_or_not_there(tmp_path: Path) -> None:
    target = tmp_path / "run"
    with whole_folder(target) as part:
        (part / "run.json").write_text("1", encoding="utf-8")
    with suppress(KeyError), whole_folder(target) as part:
        (part / "two").write_text("2", encoding="utf-8")
        raise KeyError
    assert names(target) == ["run.json"]
    with whole_folder(target) as part:
        (part / "three").write_text("3", encoding="utf-8")
    assert (names(target), names(tmp_path)) == (["three"], ["run"])


def test_a_folder_of_others_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work", encoding="utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "mine")
    (tmp_path / "file").write_text("", encoding="utf-8")
    for name in ("mine", "link", "file"):
        with pytest.raises(CallError), whole_folder(tmp_path / name):
            pytest.fail("it must be refused before anything is made")
    assert names(tmp_path / "mine") == ["thesis.txt"]


def test_a_folder_half_replaced_comes_back(tmp_path: Path) -> None:
    (tmp_path / ".run.old.zhengce-part").mkdir()
    (tmp_path / ".run.old.zhengce-part" / "run.json").write_text("old", encoding="utf-8")
    (tmp_path / ".run.x.zhengce-part").mkdir()
    (tmp_path / ".of-somebody.part").write_text("", encoding="utf-8")
    with hold_folder(tmp_path):
        assert names(tmp_path) == [".of-somebody.part", "run"]
    assert names(tmp_path / "run") == ["run.json"]


def test_one_call_at_a_time_whatever_its_home(tmp_path: Path) -> None:
    environment = {**os.environ, "HOME": str(tmp_path), "TMPDIR": str(tmp_path)}
    words = [sys.executable, "-c", HOLD, str(tmp_path / "out")]
    with hold_folder(tmp_path / "out"):
        held = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)
    assert "another call is writing" in held.stdout
    assert not (tmp_path / "out").exists(), "nothing was written, so no folder is left"
    free = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)
    assert free.stdout == "held\n"


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(DataError, match="cannot be written"), hold_folder(tmp_path / "file" / "out"):
        pytest.fail("there is no such folder to hold")
