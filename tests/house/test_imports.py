"""Who may import whom."""

from __future__ import annotations

import os
import pkgutil
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import analysis

BREACHES = {
    "a stage imports a stage": ("similarity/__init__.py", "import analysis.reliability\n"),
    "the base imports a stage": ("spans.py", "import analysis.similarity\n"),
    "a page imports a stage": ("messages/__init__.py", "import analysis.plots\n"),
}


def test_the_contracts_hold(root: Path) -> None:
    done = _lint(root, root / "src")
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("breach", sorted(BREACHES))
def test_a_breach_is_found(root: Path, tmp_path: Path, breach: str) -> None:
    file, line = BREACHES[breach]
    shutil.copytree(root / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    target = tmp_path / "src" / "analysis" / file
    target.write_text(target.read_text(encoding="utf-8") + line, encoding="utf-8")
    shutil.copy(root / "pyproject.toml", tmp_path)
    done = _lint(tmp_path, tmp_path / "src")
    assert done.returncode == 1, done.stdout
    assert "BROKEN" in done.stdout


def test_every_room_has_its_floor(root: Path) -> None:
    """A new module must be placed in the layers, or the contract would not see it."""
    contracts = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    placed = {
        name.strip(" ()").removeprefix("analysis.") for layer in layers for name in layer.replace("|", ":").split(":")
    }
    rooms = {item.name for item in pkgutil.iter_modules(analysis.__path__)}
    assert rooms - placed == set()


def _lint(folder: Path, source: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(source)}
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run(
        [sys.executable, "-c", code, "--no-cache"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
