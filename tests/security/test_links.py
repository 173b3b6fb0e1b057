"""Symbolic links in a data folder lead to nothing outside of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from analysis.cli import main
from analysis.errors import DataError
from analysis.reference import find_layer


@pytest.fixture
def project(data: Path, tmp_path: Path) -> Path:
    """Return a copy of the project's data with a layer of its own, and a secret beside it."""
    folder = Path(shutil.copytree(data, tmp_path / "data"))
    (folder / "reference").mkdir(exist_ok=True)
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "key.txt").write_text("planted secret", encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", ["folder", "key.txt", "documents/d/policy_terms.csv"])
def test_a_link_in_the_layer_that_leaves_the_data_folder_is_refused(project: Path, name: str) -> None:
    link = project / "reference" / name
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(project.parent / "secret" / ("" if name == "folder" else "key.txt"))
    with pytest.raises(DataError, match="is a link that leaves the data folder; put the file itself there"):
        find_layer(project)


def test_nothing_is_written_where_a_link_leaves(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "reference" / "key.txt").symlink_to(project.parent / "secret" / "key.txt")
    out = project.parent / "outputs"
    for command in (["build"], ["report", "01_corpus"]):
        assert main([*command, "--data", str(project), "--out", str(out)]) == 2
        assert "is a link that leaves the data folder" in capsys.readouterr().err
    assert not list(out.rglob("*.txt"))


def test_a_layer_that_is_itself_a_link_is_refused(project: Path) -> None:
    shutil.rmtree(project / "reference")
    (project / "reference").symlink_to(project.parent / "secret")
    with pytest.raises(DataError, match="leaves the data folder"):
        find_layer(project)


def test_a_link_inside_the_data_folder_is_read(project: Path) -> None:
    (project / "raw" / "terms.csv").write_text("x", encoding="utf-8")
    (project / "reference" / "own.txt").symlink_to(project / "raw" / "terms.csv")
    assert find_layer(project) == project / "reference"
