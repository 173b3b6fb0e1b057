"""Fixtures that many tests share."""

from pathlib import Path

import pytest

from analysis.study import load_study

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the project's own folder."""
    return ROOT


@pytest.fixture(scope="session")
def data(root: Path) -> Path:
    """Return the data folder of the real corpus."""
    return root / "data"


@pytest.fixture(scope="session")
def study(data: Path):
    """Return the study of the real corpus, built once."""
    return load_study(data)
