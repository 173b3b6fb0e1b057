"""Fixtures that many tests share."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the project's own folder."""
    return ROOT


@pytest.fixture(scope="session")
def data(root: Path) -> Path:
    """Return the data folder of the real corpus."""
    return root / "data"
