"""Random tables that keep both margins of the observed one: who is named how often, and how many each clause names."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

__all__ = ["Trader", "draw_matrices", "draw_shared"]

_Ints = NDArray[np.int64]

#: Rounds before the first draw, as a multiple of those between two draws.
_WARM_UP = 10
#: A round sorts keys of this many bits; what names and places leave of them is random.
_BITS = 64
_FEWEST_RANDOM_BITS = 16
#: The most pairs of entries in one row that are kept as two lists of places; beyond, the table is multiplied with itself.
_MOST_PAIRS = 5_000_000


def draw_matrices(
    incidence: sparse.csr_array, *, n_draws: int, seed: int = 0, trades_per_row: int = 5
) -> Iterator[sparse.csr_array]:
    """Give random tables with exactly the margins of the observed one, by the curveball algorithm.

    Parameters
    ----------
    incidence
        The observed table of 0 and 1.
    n_draws
        How many tables.
    seed
        Seed of the draws.
    trades_per_row
        Trades of each line of the shorter side between two draws. After five, neighbouring draws share hardly more entries
        than draws far apart; :func:`trace_mixing` shows it. The first draw comes after ten times as many.

    Yields
    ------
    scipy.sparse.csr_array
        With the shape of ``incidence``.

    Notes
    -----
    A trade takes two lines of the shorter side, pools the entries that only one of them has, and deals them out again at
    random, each line getting back as many as it gave. All tables with these margins are reached, and equally often. Here all
    lines are paired at random and every pair trades at once (a global trade), which has the same limit.

    References
    ----------
    G. Strona et al., "A fast and unbiased procedure to randomize ecological binary matrices with fixed row and column totals",
    Nature Communications 5, 4114 (2014); C. J. Carstens, "Proof of uniform sampling of binary matrices with fixed row sums
    and column sums for the fast Curveball algorithm", Physical Review E 91, 042812 (2015); C. J. Carstens et al., "Parallel and
    I/O-efficient randomisation of massive networks using global curveball trades", ESA 2018, LIPIcs 112, 11:1-11:15.

    Examples
    --------
    >>> table = sparse.csr_array(np.array([[1.0, 0, 1, 1], [0, 1, 0, 0], [1, 0, 0, 1]]))
    >>> [drawn.sum(axis=1).tolist() for drawn in draw_matrices(table, n_draws=2)]
    [[3.0, 1.0, 2.0], [3.0, 1.0, 2.0]]
    """
    for trader in _draw(incidence, n_draws, seed, trades_per_row):
        yield trader.to_table()


def draw_shared(
    incidence: sparse.csr_array, *, n_draws: int, seed: int = 0, trades_per_row: int = 5
) -> Iterator[_Ints]:
    """Give how many rows each two columns share in the tables of :func:`draw_matrices`, without making the tables.

    Parameters
    ----------
    incidence, n_draws, seed, trades_per_row
        As in :func:`draw_matrices`.

    Yields
    ------
    numpy.ndarray
        Columns x columns, symmetric; on its diagonal the rows that have the column.

    Examples
    --------
    >>> table = sparse.csr_array(np.array([[1.0, 0, 1, 1], [0, 1, 0, 0], [1, 0, 0, 1]]))
    >>> tables = draw_matrices(table, n_draws=9)
    >>> all((a.T @ a == b).all() for a, b in zip(tables, draw_shared(table, n_draws=9), strict=True))
    True
    """
    for trader in _draw(incidence, n_draws, seed, trades_per_row):
        yield trader.count_shared()


def _draw(incidence: sparse.csr_array, n_draws: int, seed: int, trades_per_row: int) -> Iterator[Trader]:
    trader = Trader(incidence, seed=seed)
    for draw in range(n_draws):
        trader.trade(trades_per_row * (_WARM_UP if draw == 0 else 1))
        yield trader


class Trader:
    """A table whose lines trade entries: one line per entry, names of lines and places in arrays.

    Parameters
    ----------
    incidence
        The observed table of 0 and 1.
    seed
        Seed of the trades.

    Examples
    --------
    >>> trader = Trader(sparse.csr_array(np.eye(3)))
    >>> trader.trade(2)
    >>> trader.to_table().sum(axis=0).tolist()
    [1.0, 1.0, 1.0]
    """

    def __init__(self, incidence: sparse.csr_array, *, seed: int = 0) -> None:
        self._shape = incidence.shape
        self._turned = incidence.shape[0] > incidence.shape[1]
        table = sparse.csr_array(incidence.T if self._turned else incidence)
        table.sort_indices()
        self._n_lines, self._n_places = table.shape
        self._place = table.indices.astype(np.int64)
        self._line = np.repeat(np.arange(self._n_lines), np.diff(table.indptr))
        self._first_line = self._line.copy()
        self._generator = np.random.default_rng(seed)
        self._entry_bits = len(self._line).bit_length()
        self._place_bits = self._n_places.bit_length()
        self._pair_bits = ((self._n_lines + 1) // 2).bit_length()
        if self._pair_bits + self._entry_bits + max(self._place_bits, _FEWEST_RANDOM_BITS) > _BITS:
            raise ValueError(f"a table of {self._shape} with {len(self._line)} entries is too large for random draws")
        # No trade changes how many entries a row has: where each row begins, and which entries share one, stays.
        sizes = np.bincount(self._place if self._turned else self._line, minlength=self._shape[0])
        self._row_ends = np.concatenate([[0], np.cumsum(sizes)])
        self._row_codes = np.repeat(np.arange(self._shape[0]), sizes) * self._shape[1]
        self._pairs = _pair_entries(sizes) if (sizes**2).sum() <= _MOST_PAIRS else None

    def trade(self, n_rounds: int) -> None:
        """Pair all lines at random and let every pair trade, so many times over; an odd line sits a round out."""
        if self._n_lines < 2:  # noqa: PLR2004 - a trade takes two
            return
        n_pairs = (self._n_lines + 1) // 2
        entries = np.arange(len(self._line), dtype=np.uint64)
        entry_of = np.uint64((1 << self._entry_bits) - 1)
        place_shift, pair_shift = np.uint64(self._entry_bits), np.uint64(self._entry_bits + self._place_bits)
        random_shift, top = np.uint64(self._pair_bits), np.uint64(_BITS - self._pair_bits)
        place_and_entry = (self._place.view(np.uint64) << place_shift) | entries
        pair = np.empty(self._n_lines, dtype=np.uint64)
        numbers = (np.arange(self._n_lines, dtype=np.uint64) % np.uint64(n_pairs)) << pair_shift
        changes = np.ones(len(entries) + 1, dtype=bool)
        for _ in range(n_rounds):
            pair[self._generator.permutation(self._n_lines)] = numbers
            # Sorted by pair, then place: where both lines of a pair have an entry in one place, the two stand side by side.
            key = pair[self._line] | place_and_entry
            key.sort()
            where = key >> place_shift
            np.not_equal(where[1:], where[:-1], out=changes[1:-1])
            pool = key[changes[1:] & changes[:-1]]
            # The same entries by pair, then at random: each pair's lines dealt out over its pool.
            dealt = self._generator.bit_generator.random_raw(len(pool))
            dealt >>= random_shift
            dealt &= ~entry_of
            dealt |= entries[: len(pool)]
            dealt |= (pool >> pair_shift) << top
            dealt.sort()
            owner = (pool & entry_of).view(np.int64)
            self._line[owner] = self._line[owner][(dealt & entry_of).view(np.int64)]

    def to_table(self) -> sparse.csr_array:
        """Return the table as it stands, in the shape of the observed one."""
        cells = (np.ones(len(self._line)), self._list_columns(), self._row_ends)
        return sparse.csr_array(cells, shape=self._shape)

    def count_shared(self) -> _Ints:
        """Return how many rows each two columns share in the table as it stands."""
        n = self._shape[1]
        if self._pairs is None:
            table = self.to_table()
            return np.asarray((table.T @ table).toarray(), dtype=np.int64)
        columns = self._list_columns()
        first, second = self._pairs
        counts = np.bincount((columns * n)[first] + columns[second], minlength=n * n)
        return np.asarray(counts, dtype=np.int64).reshape(n, n)

    def find_moved(self) -> float:
        """Return the share of entries that no longer stand where they stood in the observed table."""
        first, now = (line * self._n_places + self._place for line in (self._first_line, self._line))
        return float(1 - np.isin(now, first).mean()) if len(now) else 0.0

    def _list_columns(self) -> _Ints:
        """Return the columns of each row in rising order, row after row."""
        rows, columns = (self._place, self._line) if self._turned else (self._line, self._place)
        codes: _Ints = rows * self._shape[1] + columns
        codes.sort()
        codes -= self._row_codes
        return codes


def _pair_entries(sizes: _Ints) -> tuple[_Ints, _Ints]:
    """Return the places of every two entries that stand in one row, each with itself too, given the sizes of the rows."""
    squares: _Ints = sizes**2
    row = np.repeat(np.arange(len(sizes)), squares)
    begin = np.cumsum(sizes) - sizes
    first, second = np.divmod(np.arange(len(row)) - (np.cumsum(squares) - squares)[row], sizes[row])
    return begin[row] + first, begin[row] + second
