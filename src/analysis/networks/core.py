"""Core and periphery of the two-mode network: the bodies and clauses in the thick of it, and how well that picture fits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import suggest_name
from analysis.networks.draws import draw_matrices
from analysis.networks.twomode import EVIDENCE, Scope, TwoMode, list_incidences, split_networks
from analysis.tables import make_table

__all__ = ["MIXED", "Core", "Partition", "find_core", "fit_core"]

_Floats = NDArray[np.float64]
_Marks = NDArray[np.bool_]
#: Ones and cells of a table, where mixed cells count.
_Whole = tuple[float, int] | None
#: What the ideal says of mixed cells.
MIXED = ("empty", "open")
#: A change counts as better from here on: below it, sums in another order differ.
_GAIN = 1e-12


class Core(NamedTuple):
    """What :func:`find_core` returns.

    Attributes
    ----------
    members
        Table ``core_members``: every agency and clause, in the core or not.
    fits
        Table ``core_fits``: one row a network: how well core and periphery describe it, beside chance.
    """

    members: pd.DataFrame
    fits: pd.DataFrame


class Partition(NamedTuple):
    """A division into core (True) and periphery, and the correlation of the table with that ideal; NaN where there is none."""

    rows: _Marks
    columns: _Marks
    fit: float


def find_core(
    duties: pd.DataFrame,
    *,
    scope: Scope = "jurisdiction",
    evidence: Iterable[str] = EVIDENCE,
    mixed: str = "empty",
    n_starts: int = 5,
    n_draws: int = 100,
    seed: int = 0,
) -> Core:
    r"""Return which agencies and clauses form a core, how well that fits, and what chance would give.

    Answers: is there a set of bodies that nearly every important clause names, with the others standing at its edge?

    Parameters
    ----------
    duties
        Table ``duties``.
    scope, evidence
        As in :func:`link_agencies`.
    mixed
        What the ideal says of a core body in a clause of the periphery, and the reverse: ``"empty"``, no tie, or ``"open"``,
        nothing: such cells are left out. The default is ``"empty"``, because left open they let a core take in nearly
        every clause.
    n_starts
        Divisions that the search begins from: the best cut of bodies and clauses by their numbers, and random ones. The search
        climbs by single changes, so one start may end on a lower hill.
    n_draws
        Random tables with the same margins, each searched in the same way; 0 for no comparison.
    seed
        Seed of the starts and of the draws.

    Returns
    -------
    Core
        ``members``: ``mode``, ``node``, ``core``, and ``share``, the part of the core of the other mode that it is tied to.
        ``fits``: sizes and densities of the four blocks, ``fit``, and ``null_mean``, ``null_low``, ``null_high``, ``p``
        (missing without draws). A network in which no division separates anything has no core, and its fit is missing.

    Raises
    ------
    ValueError
        If ``mixed`` is unknown, ``n_starts`` below 1 or ``n_draws`` negative.

    Notes
    -----
    The ideal has a tie between every core agency and core clause and none between periphery and periphery. The fit is the
    Pearson correlation of the table with this ideal.

    *Reading it*: fit 1 is the ideal; .5 a core twice seen through haze. The fit is worth as much as it exceeds its
    null: unequal margins alone give a core, of the bodies named often. *Misreading*: the periphery is at the edge of
    these texts, which is not the edge of government; and in a network of several dense groups the densest comes out as core.

    References
    ----------
    S. P. Borgatti and M. G. Everett, "Models of core/periphery structures", Social Networks 21 (2000), pp. 378-383; the same,
    "Network analysis of 2-mode data", Social Networks 19 (1997), pp. 243-269, for two modes.

    Examples
    --------
    >>> duty = {"doc_id": "d", "jurisdiction": "s", "role": "responsible", "evidence": "bracket", "collective": False}
    >>> named = [("d/1", "甲"), ("d/1", "乙"), ("d/2", "甲"), ("d/2", "乙"), ("d/3", "甲"), ("d/1", "丙")]
    >>> duties = pd.DataFrame([duty | {"clause_id": clause, "agency": agency} for clause, agency in named])
    >>> core = find_core(duties, n_draws=0)
    >>> core.members.query("core and mode == 'agency'")["node"].tolist(), core.fits["fit"].round(3).tolist()
    (['乙', '甲'], [0.632])
    """
    if mixed not in MIXED:
        raise ValueError(f"mixed cells cannot be {mixed!r}; {suggest_name(mixed, MIXED)}")
    if n_starts < 1:
        raise ValueError(f"n_starts is {n_starts}; at least one start is needed")
    if n_draws < 0:
        raise ValueError(f"n_draws is {n_draws}; it must be 0 or more")
    members, fits = [], []
    for network in split_networks(list_incidences(duties, scope=scope, evidence=evidence)):
        table = network.incidence.toarray()
        found = fit_core(table, mixed=mixed, n_starts=n_starts, seed=seed)
        drawn = [
            fit_core(other.toarray(), mixed=mixed, n_starts=n_starts, seed=seed).fit
            for other in draw_matrices(network.incidence, n_draws=n_draws, seed=seed)
        ]
        place = {"scope": network.scope, "jurisdiction": network.jurisdiction}
        members.append(_list_members(network, table, found).assign(**place))
        fits.append(place | _describe(table, found) | _compare(found.fit, np.array(drawn)))
    return Core(make_table("core_members", pd.concat(members) if members else []), make_table("core_fits", fits))


def fit_core(
    table: _Floats, *, mixed: str = "empty", square: bool = False, n_starts: int = 5, seed: int = 0
) -> Partition:
    """Return the division of a table into core and periphery that it correlates with best.

    Parameters
    ----------
    table
        Rows x columns, 1 for a tie, 0 for none.
    mixed
        As in :func:`find_core`.
    square
        Whether rows and columns are the same bodies: then they are divided alike and the diagonal is left out.
    n_starts, seed
        Divisions that the search begins from, and their seed.

    Returns
    -------
    Partition

    Examples
    --------
    >>> found = fit_core(np.array([[1.0, 1, 0, 0], [1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 0, 0]]))
    >>> found.columns.tolist(), found.fit
    ([True, True, False, False], 1.0)
    """
    if square:
        table = table - np.diag(np.diag(table))
    whole = None
    if mixed == "empty":
        whole = (float(table.sum()), table.size - (len(table) if square else 0))
    generator = np.random.default_rng(seed)
    best = Partition(np.zeros(table.shape[0], dtype=bool), np.zeros(table.shape[1], dtype=bool), np.nan)
    for start in range(n_starts):
        rows, columns = _cut_by_margins(table, whole, square=square)
        if start:
            rows, columns = (generator.integers(2, size=size).astype(bool) for size in table.shape)
        found = _climb_square(table, rows, whole) if square else _climb(table, rows, columns, whole)
        if not np.isnan(found.fit) and not found.fit <= best.fit + _GAIN:
            best = found
    return best


def _cut_by_margins(table: _Floats, whole: _Whole, *, square: bool) -> tuple[_Marks, _Marks]:
    """Return the best of all divisions that take the fullest rows and the fullest columns for the core."""
    orders = [np.argsort(-table.sum(axis=axis), kind="stable") for axis in (1, 0)]
    if square:
        orders = [np.argsort(-(table.sum(axis=1) + table.sum(axis=0)), kind="stable")] * 2
    sums = table[np.ix_(*orders)].cumsum(axis=0).cumsum(axis=1)
    n_rows, n_columns = table.shape
    k, m = np.arange(1, n_rows)[:, None], np.arange(1, n_columns)[None, :]
    inside = sums[:-1, :-1]
    outside = sums[-1, -1] - sums[:-1, -1:] - sums[-1:, :-1] + inside
    n_inside, n_outside = k * m, (n_rows - k) * (n_columns - m)
    if square:
        n_inside, n_outside = n_inside - k, n_outside - (n_rows - k)
    fits = _correlate(inside, outside, n_inside, n_outside, whole)
    if square:
        fits = np.where(k == m, fits, -np.inf)
    row, column = divmod(int(np.argmax(fits.round(9))), fits.shape[1]) if fits.size else (0, 0)
    rows, columns = (
        np.isin(np.arange(len(order)), order[: cut + 1]) for order, cut in zip(orders, (row, column), strict=True)
    )
    return rows, columns


def _climb(table: _Floats, rows: _Marks, columns: _Marks, whole: _Whole) -> Partition:
    """Move one row, or one column, as long as the fit grows."""
    rows, columns = rows.copy(), columns.copy()
    fit = -np.inf
    while True:
        before = fit
        _move_lines(table, rows, columns, whole)
        fit = _move_lines(table.T, columns, rows, whole)
        if fit <= before + _GAIN:
            return Partition(rows, columns, float(fit) if np.isfinite(fit) else np.nan)


def _move_lines(table: _Floats, lines: _Marks, across: _Marks, whole: _Whole) -> float:
    """Move lines between core and periphery, in place, the best first, while the other side stands still."""
    in_core, in_edge = table @ across, table @ ~across
    width, rest = int(across.sum()), int((~across).sum())
    while True:
        inside, outside, n_core = in_core[lines].sum(), in_edge[~lines].sum(), int(lines.sum())
        n_edge = len(lines) - n_core
        now = float(_correlate(inside, outside, n_core * width, n_edge * rest, whole))
        sign = np.where(lines, -1, 1)
        moved = _correlate(
            inside + sign * in_core, outside - sign * in_edge, (n_core + sign) * width, (n_edge - sign) * rest, whole
        )
        best = int(np.argmax(moved.round(9)))
        if not moved[best] > now + _GAIN:
            return now
        lines[best] = not lines[best]


def _climb_square(table: _Floats, marks: _Marks, whole: _Whole) -> Partition:
    """Move one body at a time; rows and columns are the same bodies, and none is tied to itself."""
    marks, both = marks.copy(), table + table.T
    while True:
        n_core = int(marks.sum())
        n_edge = len(marks) - n_core
        inside, outside = table[np.ix_(marks, marks)].sum(), table[np.ix_(~marks, ~marks)].sum()
        now = float(_correlate(inside, outside, n_core * (n_core - 1), n_edge * (n_edge - 1), whole))
        sign = np.where(marks, -1, 1)
        core, edge = n_core + sign, n_edge - sign
        moved = _correlate(
            inside + sign * (both @ marks),
            outside - sign * (both @ ~marks),
            core * (core - 1),
            edge * (edge - 1),
            whole,
        )
        best = int(np.argmax(moved.round(9)))
        if not moved[best] > now + _GAIN:
            return Partition(marks, marks, now if np.isfinite(now) else np.nan)
        marks[best] = not marks[best]


def _correlate(inside: Any, outside: Any, n_inside: Any, n_outside: Any, whole: _Whole) -> Any:
    """Return the correlation of 0 and 1 with the ideal, from the ones and the cells of both blocks; -inf where undefined.

    With ``whole``, the ones and cells of the table, every cell outside the core counts as periphery.
    """
    if whole is not None:
        outside, n_outside = whole[0] - inside, whole[1] - n_inside
    n, ones = n_inside + n_outside, inside + outside
    spread = np.asarray(n_inside * n_outside * ones * (n - ones), dtype=float)
    undefined = (spread <= 0) | (np.asarray(n_inside) <= 0) | (np.asarray(n_outside) <= 0)
    value = (inside * n - n_inside * ones) / np.sqrt(np.where(undefined, 1.0, spread))
    return np.where(undefined, -np.inf, value)


def _list_members(network: TwoMode, table: _Floats, found: Partition) -> pd.DataFrame:
    parts = []
    for mode, names, core, across, ties in (
        ("agency", network.agencies, found.columns, found.rows, table.T),
        ("clause", network.clauses, found.rows, found.columns, table),
    ):
        share = ties[:, across].mean(axis=1) if across.any() else np.full(len(names), np.nan)
        parts.append(pd.DataFrame({"mode": mode, "node": list(names), "core": core, "share": share}))
    return pd.concat(parts)


def _describe(table: _Floats, found: Partition) -> dict[str, object]:
    rows, columns = found.rows, found.columns
    blocks = {
        "core_density": (rows, columns),
        "agency_density": (~rows, columns),
        "clause_density": (rows, ~columns),
        "edge_density": (~rows, ~columns),
    }
    sizes = {"n_agencies": int(columns.sum()), "n_clauses": int(rows.sum())}
    cells = {name: table[np.ix_(*marks)] for name, marks in blocks.items()}
    return sizes | {name: float(block.mean()) if block.size else None for name, block in cells.items()}


def _compare(fit: float, drawn: _Floats) -> dict[str, object]:
    known = drawn[~np.isnan(drawn)]
    if np.isnan(fit) or not len(known):
        return {"fit": None if np.isnan(fit) else fit, "n_draws": len(known)}
    low, high = np.quantile(known, [0.025, 0.975])
    reached = int((known >= fit - 1e-9).sum())
    return {
        "fit": fit,
        "null_mean": known.mean(),
        "null_low": low,
        "null_high": high,
        "p": (reached + 1) / (len(known) + 1),
        "n_draws": len(known),
    }
