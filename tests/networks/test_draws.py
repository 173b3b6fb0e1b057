"""Random tables: every table equally often, margins kept, trades as the literature has them."""

from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse, stats

from analysis.networks.draws import Trader, draw_matrices, draw_shared


def list_tables(table):
    """Return every table with the margins of this one."""
    rows, columns = table.sum(axis=1).astype(int), table.sum(axis=0)
    choices = [list(combinations(range(table.shape[1]), k)) for k in rows]
    found = []
    for choice in product(*choices):
        other = np.zeros(table.shape)
        for i, ones in enumerate(choice):
            other[i, list(ones)] = 1
        if (other.sum(axis=0) == columns).all():
            found.append(other)
    return found


@pytest.mark.parametrize("shape", [(3, 5), (4, 4), (5, 3)])
def test_every_table_comes_equally_often(shape):
    """Chi-square over all tables with the same margins; draws are thinned so that they are as good as independent."""
    table = (np.random.default_rng(6).random(shape) < 0.45).astype(float)
    every = list_tables(table)
    assert 5 < len(every) < 60
    n = 60 * len(every)
    draws = draw_matrices(sparse.csr_array(table), n_draws=n, trades_per_row=8)
    counts = pd.Series([drawn.toarray().tobytes() for drawn in draws]).value_counts()
    assert set(counts.index) == {other.tobytes() for other in every}
    assert stats.chisquare(counts).pvalue > 0.001


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 8), st.integers(1, 30), st.integers(0, 10_000))
def test_trades_keep_the_margins(n_rows, n_columns, seed):
    table = (np.random.default_rng(seed).random((n_rows, n_columns)) < 0.4).astype(float)
    trader = Trader(sparse.csr_array(table), seed=seed)
    trader.trade(3)
    drawn = trader.to_table().toarray()
    assert drawn.sum(axis=1).tolist() == table.sum(axis=1).tolist()
    assert drawn.sum(axis=0).tolist() == table.sum(axis=0).tolist()
    assert set(np.unique(drawn)) <= {0, 1}
    assert trader.find_moved() == pytest.approx(((table > 0) & (drawn == 0)).sum() / max(1, table.sum()))


def test_same_seed_same_tables():
    table = sparse.csr_array((np.random.default_rng(0).random((20, 40)) < 0.2).astype(float))
    first, again, other = (
        [drawn.toarray() for drawn in draw_matrices(table, n_draws=3, seed=seed)] for seed in (1, 1, 2)
    )
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_draws_forget_the_one_before():
    """Neighbouring draws share hardly more entries than draws far apart; draws two apart no more at all."""
    table = sparse.csr_array((np.random.default_rng(0).random((45, 60)) < 0.15).astype(float))
    draws = [drawn.toarray() for drawn in draw_matrices(table, n_draws=300)]
    shared = {
        lag: np.mean([(a * b).sum() for a, b in zip(draws, draws[lag:], strict=False)]) / table.nnz
        for lag in (1, 2, 40)
    }
    assert shared[1] - shared[40] < 0.05
    assert shared[2] == pytest.approx(shared[40], abs=0.01)


def test_too_large_a_table_is_refused(monkeypatch):
    monkeypatch.setattr("analysis.networks.draws._BITS", 18)
    with pytest.raises(ValueError, match="with 4 entries is too large for random draws"):
        Trader(sparse.csr_array(np.eye(4)))


@pytest.mark.parametrize("most_pairs", [None, 0])
@pytest.mark.parametrize("shape", [(1, 5), (5, 1), (12, 30), (30, 12), (9, 9)])
def test_shared_rows_are_those_of_the_tables(monkeypatch, shape, most_pairs):
    """On both ways of counting: by the pairs of entries in a row, and by the table's product with itself."""
    if most_pairs is not None:
        monkeypatch.setattr("analysis.networks.draws._MOST_PAIRS", most_pairs)
    table = sparse.csr_array((np.random.default_rng(2).random(shape) < 0.3).astype(float))
    tables = [drawn.toarray() for drawn in draw_matrices(table, n_draws=4, seed=7)]
    shared = list(draw_shared(table, n_draws=4, seed=7))
    assert [counts.tolist() for counts in shared] == [(drawn.T @ drawn).tolist() for drawn in tables]
    if min(shape) > 1:
        assert not np.array_equal(shared[0], shared[-1])
