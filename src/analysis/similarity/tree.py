"""Which units stand together: pairs joined step by step, the most alike first."""

from __future__ import annotations

import pandas as pd

from analysis.tables import empty_table, make_table

__all__ = ["cluster_units"]

#: Decimals compared, so that the last bits of two machines cannot change the order of joining.
_DECIMALS = 9


def cluster_units(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the steps in which units join into groups, the most alike first.

    Answers: which documents or provinces stand together, and at what likeness?

    Parameters
    ----------
    pairs
        The ``pairs`` table of one method, every pair of its units in it.

    Returns
    -------
    pandas.DataFrame
        The ``merges`` table: one row a step, ``node_a`` and ``node_b`` (a unit, or ``#n`` for what step *n* made), ``value``,
        the mean similarity between the two, and ``n_units`` joined. One row fewer than there are units.

    Raises
    ------
    ValueError
        If the table has several methods, lacks a pair, or a value is missing.

    Notes
    -----
    Average linkage: the similarity of two groups is the mean over all pairs of their units. Ties go to the names that sort
    first.

    *Reading it*: two units that join at 0.6 while all others join below 0.4 stand apart as a pair.

    *A misreading*: every table gives a tree, also one of noise; with five documents one pair more can redraw it.

    References
    ----------
    Sokal and Michener (1958), "A statistical method for evaluating systematic relationships", *University of Kansas Science
    Bulletin* 38.

    Examples
    --------
    >>> rows = [("a", "b", 0.8), ("a", "c", 0.2), ("b", "c", 0.4)]
    >>> pairs = pd.DataFrame(rows, columns=["unit_a", "unit_b", "value"]).assign(method="cosine")
    >>> cluster_units(pairs)[["node_a", "node_b", "value"]].round(2).values.tolist()
    [['a', 'b', 0.8], ['#1', 'c', 0.3]]
    """
    if pairs.empty:
        return empty_table("merges")
    units = sorted({*pairs["unit_a"], *pairs["unit_b"]})
    methods = sorted(pairs["method"].unique())
    if len(methods) > 1:
        raise ValueError(f"a tree is of one method, the table has {methods}")
    if len(pairs) != len(units) * (len(units) - 1) // 2 or pairs["value"].isna().any():
        raise ValueError(
            f"a tree needs a value for every pair of its {len(units)} units, there are {pairs['value'].count()}"
        )
    alike = {
        frozenset((a, b)): float(value) for a, b, value in pairs[["unit_a", "unit_b", "value"]].itertuples(index=False)
    }
    sizes = dict.fromkeys(units, 1)
    ranks = {unit: rank for rank, unit in enumerate(units)}
    steps: list[dict[str, object]] = []
    while len(sizes) > 1:
        nodes = sorted(sizes, key=ranks.__getitem__)
        candidates = ((a, b) for at, a in enumerate(nodes) for b in nodes[at + 1 :])
        a, b = max(
            candidates, key=lambda two: (round(alike[frozenset(two)], _DECIMALS), -ranks[two[0]], -ranks[two[1]])
        )
        node = f"#{len(steps) + 1}"
        joined = sizes[a] + sizes[b]
        value = alike[frozenset((a, b))]
        steps.append({"step": len(steps) + 1, "node_a": a, "node_b": b, "value": round(value, 12), "n_units": joined})
        for other in nodes:
            if other not in (a, b):
                mean = (sizes[a] * alike[frozenset((a, other))] + sizes[b] * alike[frozenset((b, other))]) / joined
                alike[frozenset((node, other))] = mean
        ranks[node] = ranks[a]  # a group stands where its first unit stood
        del sizes[a], sizes[b]
        sizes[node] = joined
    return make_table("merges", steps)
