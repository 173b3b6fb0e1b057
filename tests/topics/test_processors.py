"""Topics are the same tables on one thread and on two, and on processors that sum in another order."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse
from sklearn.decomposition import NMF

from analysis.topics.factors import _find_singular, factorise

ROOT = Path(__file__).resolve().parents[2]
MACHINES = [
    {"OPENBLAS_CORETYPE": "Haswell", "OPENBLAS_NUM_THREADS": "1"},
    {"OPENBLAS_CORETYPE": "Haswell", "OPENBLAS_NUM_THREADS": "2"},
    {"OPENBLAS_CORETYPE": "Prescott", "OPENBLAS_NUM_THREADS": "2"},
    {"OPENBLAS_CORETYPE": "Nehalem", "OPENBLAS_NUM_THREADS": "1"},
]


def fingerprint(name, k, machine):
    command = [sys.executable, "-m", "tests.topics.processors", name, str(k)]
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": path, **machine}, capture_output=True, text=True, check=True
    )
    return done.stdout.split()


@pytest.mark.parametrize(
    ("name", "k"), [("copies", 4), pytest.param("real", 10, marks=pytest.mark.slow)], ids=["copies", "real"]
)
def test_every_machine_gives_the_same_tables(name, k):
    first, *others = (fingerprint(name, k, machine) for machine in MACHINES)
    assert len(first) == 8
    assert others == [first] * len(others)


def test_other_machines_do_sum_in_another_order():
    """Without this the test above could pass because the environment variable does nothing."""
    code = (
        "import numpy as np; a = np.random.default_rng(0).random((99, 999)); print((a @ a.T).tobytes().hex()[:20000])"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, **machine}, capture_output=True, text=True, check=True
        ).stdout
        for machine in MACHINES
    }
    assert len(found) > 1


@pytest.mark.parametrize(("shape", "k"), [((80, 50), 3), ((60, 90), 6), ((40, 30), 12)])
def test_the_error_is_that_of_scikit_learn(shape, k):
    generator = np.random.default_rng(k)
    rows = sparse.csr_matrix(np.where(generator.random(shape) < 0.2, generator.random(shape), 0.0))
    theirs = NMF(k, init="nndsvda", tol=1e-6, max_iter=5000, random_state=0)
    theirs.fit(rows)
    error = theirs.reconstruction_err_ / np.sqrt((rows.data**2).sum())
    assert factorise(rows, k).error == pytest.approx(error, abs=0.004)


def test_the_start_finds_the_singular_values():
    rows = sparse.csr_matrix(np.random.default_rng(1).random((40, 25)))
    values, left, right = _find_singular(rows, 6, 0)
    expected = np.linalg.svd(rows.toarray(), compute_uv=False)[:6]
    assert values == pytest.approx(expected, rel=0.02)
    assert np.allclose((left**2).sum(axis=1), 1)
    assert np.allclose((right**2).sum(axis=1), 1)


def test_a_given_start_is_kept_to_and_left_alone():
    rows = sparse.csr_matrix(np.kron(np.eye(2), np.ones((4, 3))))
    start = (np.ones((2, 8)), np.array([[1.0, 1, 1, 0.1, 0.1, 0.1], [0.1, 0.1, 0.1, 1, 1, 1]]))
    before = [part.copy() for part in start]
    found = factorise(rows, 2, start=start)
    assert found.error == pytest.approx(0, abs=1e-3)
    assert all(np.array_equal(one, other) for one, other in zip(before, start, strict=True))
