"""Topic shares of clauses, added up to documents, provinces or any other groups."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis.errors import suggest_name
from analysis.tables import make_table

__all__ = ["sum_shares"]

_UNITS = ("document", "group")


def sum_shares(
    shares: pd.DataFrame,
    *,
    groups: Mapping[str, str],
    sizes: Mapping[str, float] | None = None,
    unit: str = "group",
) -> pd.DataFrame:
    """Add topic shares of units up to larger units.

    Answers: how much of this document, or of this province's texts, is about each topic?

    Parameters
    ----------
    shares
        The ``topic_shares`` table of one unit.
    groups
        From unit_id to the larger unit: its doc_id, its province. A unit mapped to None is left out.
    sizes
        Size of each unit, for instance its number of words, so that a long clause counts for more than a short one; all alike
        where None.
    unit
        What the larger unit is: ``document`` or ``group``.

    Returns
    -------
    pandas.DataFrame
        A ``topic_shares`` table of the larger units; shares sum to 1 per unit.

    Raises
    ------
    ValueError
        If a unit has no group or no size.

    Notes
    -----
    share(t, g) = Σ size(u) · share(t, u) / Σ size(u) over the units u of g.

    *Reading it*: a share of 0.3 says that three tenths of the words of the group, as far as the model explains them, stand
    under this topic. It is not a measure of priority: a short sentence may carry the whole budget.

    Examples
    --------
    >>> rows = [("d/1", 1, 1.0), ("d/1", 2, 0.0), ("d/2", 1, 0.5), ("d/2", 2, 0.5)]
    >>> shares = pd.DataFrame(rows, columns=["unit_id", "topic_id", "share"]).assign(model="nmf", k=2, unit="clause")
    >>> sum_shares(shares, groups={"d/1": "d", "d/2": "d"}, sizes={"d/1": 1, "d/2": 3})["share"].tolist()
    [0.625, 0.375]
    """
    if unit not in _UNITS:
        raise ValueError(f"no larger unit is called {unit!r}; {suggest_name(unit, _UNITS)}")
    ids = set(shares["unit_id"])
    for name, mapping in (("groups", groups), ("sizes", sizes)):
        missing = sorted(ids - set(mapping)) if mapping is not None else []
        if missing:
            raise ValueError(f"{name} say nothing of {len(missing)} units, the first {missing[:3]}")
    size = shares["unit_id"].map(dict(sizes)) if sizes is not None else 1.0
    rows = shares.assign(larger=shares["unit_id"].map(dict(groups)), size=size).dropna(subset=["larger"])
    rows["share"] = rows["share"] * rows["size"]
    sums = rows.groupby(["model", "k", "larger", "topic_id"], as_index=False)[["share", "size"]].sum()
    sums["share"] = (sums["share"] / sums["size"].where(sums["size"] > 0, 1.0)).clip(0.0, 1.0)
    sums = sums.rename(columns={"larger": "unit_id"}).assign(unit=unit)
    return make_table("topic_shares", sums[["model", "k", "unit_id", "topic_id", "unit", "share"]])
