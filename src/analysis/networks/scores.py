"""The table of measures: every measure asked for, for every agency of every network."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from analysis.errors import suggest_name
from analysis.networks.graphs import NETWORK, build_graph
from analysis.networks.measures import MEASURES
from analysis.networks.twomode import EVIDENCE, SCOPES, list_incidences
from analysis.tables import make_table

__all__ = ["score_agencies"]


def score_agencies(
    links: pd.DataFrame,
    *,
    duties: pd.DataFrame | None = None,
    measures: Iterable[str] | None = None,
    evidence: Iterable[str] = EVIDENCE,
) -> pd.DataFrame:
    """Return how each agency stands in its network, one row an agency and measure.

    Answers: which bodies are tied to many, tied strongly, or stand between the others?

    Parameters
    ----------
    links
        Table ``links``; networks of several scopes and weightings are measured apart.
    duties
        The duties that the ties were made from. With them, agencies that are responsible alone appear as isolates; a
        network's size, and so its betweenness, then counts them.
    measures
        Names in ``MEASURES``; all where None.
    evidence
        What counted as responsibility when the ties were made; only read with ``duties``.

    Returns
    -------
    pandas.DataFrame
        Table ``agency_scores``: ``scope, jurisdiction, agency, weighting, measure, value, ci_low, ci_high``.

    Raises
    ------
    ValueError
        If a measure is unknown.

    Notes
    -----
    Measures that need ways through the network take 1/weight as distance: a heavy tie is a short way. *Reading it*: compare
    agencies within one network. *Misreading*: values of networks of different size or weighting are not comparable as
    they stand.

    Examples
    --------
    >>> links = pd.DataFrame([("浙江", "浙江", "甲", "乙", "count", 2.0, 2)], columns=[
    ...     "scope", "jurisdiction", "agency_a", "agency_b", "weighting", "weight", "n_clauses"])
    >>> score_agencies(links, measures=["strength"])[["agency", "value"]].values.tolist()
    [['乙', 2.0], ['甲', 2.0]]
    """
    chosen = list(MEASURES) if measures is None else list(measures)
    for name in chosen:
        if name not in MEASURES:
            raise ValueError(f"no measure is called {name!r}; {suggest_name(name, MEASURES)}")
    members = _list_members(duties, evidence)
    rows = []
    for (scope, jurisdiction, weighting), ties in links.groupby(NETWORK, sort=True):
        graph = build_graph(ties, agencies=members.get((str(scope), str(jurisdiction)), ()))
        for name in chosen:
            for agency, value in MEASURES[name](graph).items():
                place = {"scope": scope, "jurisdiction": jurisdiction, "weighting": weighting}
                rows.append(place | {"agency": agency, "measure": name, "value": value})
    return make_table("agency_scores", rows)


def _list_members(duties: pd.DataFrame | None, evidence: Iterable[str]) -> dict[tuple[str, str], list[str]]:
    """Return the agencies of each network, isolates included, for both scopes."""
    if duties is None:
        return {}
    kinds = list(evidence)
    members: dict[tuple[str, str], list[str]] = {}
    for scope in SCOPES:
        incidences = list_incidences(duties, scope=scope, evidence=kinds)
        for (network, jurisdiction), rows in incidences.groupby(["scope", "jurisdiction"]):
            members[str(network), str(jurisdiction)] = sorted(rows["agency"].unique())
    return members
