"""Fixtures that many tests share."""

import os
from pathlib import Path

import pytest
from hypothesis import Phase, settings

from analysis.study import load_study

# Every day the same examples, so that a red test is the fault of the change; `bootstrap.py test --all` looks further by chance.
# No deadline: a busy machine is no error. Sabotage asks only whether a test fails, not for the smallest failing example.
settings.register_profile("everyday", derandomize=True, deadline=None)
settings.register_profile("thorough", deadline=None, max_examples=300)
settings.register_profile(
    "sabotage", derandomize=True, deadline=None, phases=[Phase.explicit, Phase.generate], database=None
)
settings.load_profile(os.environ.get("WORKBENCH_EXAMPLES", "everyday"))

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
