"""How large each network is, and how large it would be in as many clauses as the smallest: sizes that can be compared."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from analysis.networks.backbone import find_ties
from analysis.networks.twomode import EVIDENCE, Scope, list_incidences, split_networks
from analysis.tables import make_table

__all__ = ["measure_networks"]


def measure_networks(
    duties: pd.DataFrame,
    *,
    scope: Scope = "jurisdiction",
    evidence: Iterable[str] = EVIDENCE,
    n_clauses: int | None = None,
) -> pd.DataFrame:
    r"""Return the size of every network, and what is left of it at an equal number of clauses.

    Answers: does this province bring more bodies together than that one, or has it only written more clauses?

    Parameters
    ----------
    duties
        Table ``duties``.
    scope, evidence
        As in :func:`link_agencies`.
    n_clauses
        The number of clauses at which networks are compared; that of the smallest network where None.

    Returns
    -------
    pandas.DataFrame
        Table ``network_sizes``: documents, clauses, agencies, ties, bodies in a clause on average, the share of clauses that
        state a lead (missing where none does), density; ``agencies_at`` and ``ties_at``, what ``clauses_at`` clauses drawn at
        random would hold (missing where a network has fewer).

    Raises
    ------
    ValueError
        If ``n_clauses`` is below 1.

    Notes
    -----
    Of N clauses, k name a body; m clauses drawn without replacement name it with probability :math:`1 - \binom{N-k}{m} /
    \binom{N}{m}`, and the sum of these over all bodies, or over all ties, is the number expected. *Reading it*: 45 agencies in
    all and 20 at 20 clauses, beside 24 of 24 in a shorter plan, say that the shorter one names more bodies for its length.
    *Misreading*: density falls as a network grows; compare it between networks of like size only.

    References
    ----------
    S. H. Hurlbert, "The nonconcept of species diversity", Ecology 52 (1971), pp. 577-586,
    for the expected number in a smaller sample.

    Examples
    --------
    >>> duty = {"doc_id": "d", "jurisdiction": "s", "role": "responsible", "evidence": "bracket", "collective": False}
    >>> named = [("d/1", "甲"), ("d/1", "乙"), ("d/2", "甲"), ("d/2", "丙")]
    >>> duties = pd.DataFrame([duty | {"clause_id": clause, "agency": agency} for clause, agency in named])
    >>> measure_networks(duties, n_clauses=1)[["n_agencies", "agencies_at", "ties_at"]].values.tolist()
    [[3.0, 2.0, 1.0]]
    """
    if n_clauses is not None and n_clauses < 1:
        raise ValueError(f"n_clauses is {n_clauses}; it must be at least 1")
    incidences = list_incidences(duties, scope=scope, evidence=evidence)
    documents = incidences.groupby(["scope", "jurisdiction"])["doc_id"].nunique()
    networks = list(split_networks(incidences))
    at = n_clauses or min((len(network.clauses) for network in networks), default=1)
    rows = []
    for network in networks:
        n, named = len(network.clauses), np.asarray(network.incidence.sum(axis=0)).ravel()
        shared = find_ties(network).weight
        possible = len(named) * (len(named) - 1) / 2
        n_led = int((np.asarray(network.leads.sum(axis=1)).ravel() > 0).sum())
        rows.append(
            {
                "scope": network.scope, "jurisdiction": network.jurisdiction,
                "n_documents": int(documents[network.scope, network.jurisdiction]), "n_clauses": n,
                "n_agencies": len(named), "n_ties": len(shared), "list_length": named.sum() / n,
                "lead_share": n_led / n if n_led else None, "density": len(shared) / possible if possible else None,
                "clauses_at": at, "agencies_at": _expect(named, n, at), "ties_at": _expect(shared, n, at),
            }
        )  # fmt: skip
    return make_table("network_sizes", rows)


def _expect(counts: NDArray[np.int64], n: int, m: int) -> float | None:
    """Return how many things, each in so many of n clauses, are expected in m of them."""
    if m > n:
        return None
    others = n - counts.astype(float)
    left = np.maximum(others - m, 0)
    ways = special.gammaln(others + 1) - special.gammaln(left + 1)
    missed = np.exp(ways - special.gammaln(n + 1) + special.gammaln(n - m + 1))
    return float((1 - np.where(others >= m, missed, 0.0)).sum())
