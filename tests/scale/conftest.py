"""A small invented corpus, and its tables as one process makes them without being disturbed."""

from pathlib import Path

import pytest

from analysis.scale import build_corpus
from analysis.synth import write_corpus

N_DOCUMENTS = 12


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file of twelve plans."""
    return write_corpus(tmp_path_factory.mktemp("corpus") / "plans.jsonl", N_DOCUMENTS, n_chars=300, near_share=0.3)


@pytest.fixture(scope="session")
def built(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return its folder of tables: one process, blocks of four, treated as too large for memory."""
    return build_corpus(corpus, tmp_path_factory.mktemp("built") / "tables", block_size=4, whole=0)
