"""From clauses to ties: one-mode projections, each with its weighting, and the direction from lead to support."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from analysis.errors import suggest_name
from analysis.networks.twomode import EVIDENCE, Scope, TwoMode, list_incidences, split_networks
from analysis.tables import make_table

__all__ = ["WEIGHTINGS", "link_agencies", "link_leads", "project_network"]


def link_agencies(
    duties: pd.DataFrame,
    *,
    weighting: str = "count",
    scope: Scope = "jurisdiction",
    evidence: Iterable[str] = EVIDENCE,
    bodies: pd.DataFrame | None = None,
) -> pd.DataFrame:
    r"""Return the ties between agencies that are responsible for the same clauses.

    Answers: which bodies does this government make responsible together, and how closely?

    Parameters
    ----------
    duties
        Table ``duties``.
    weighting
        ``"count"``: clauses shared. ``"newman"``: each clause shared counts 1/(n - 1), where n bodies share it, so that a
        list of nine says less about any two of them than a list of two. ``"jaccard"``: clauses shared over clauses that name
        either, which frees the weight from how often the two are named. ``"lead"``: clauses shared that one of the two
        leads, plus half of the others. The default is the plain count, because a reader can check it by hand.
    scope
        ``"jurisdiction"``: one network a jurisdiction, over all of its documents; ``"document"``: one a document; or a mapping
        from doc_id to the name of its network, such as its year.
    evidence
        What counts as stated responsibility; ``"sentence"`` may be added.
    bodies
        Where ``duties`` are those of a part of a corpus: the bodies of all of it; see ``list_incidences``.

    Returns
    -------
    pandas.DataFrame
        Table ``links``: one row a pair, the two names in order, with ``weight`` and ``n_clauses``. No agency is tied to
        itself; a pair counts once per clause; collective names are left out. A document that states no responsible agencies
        has no row here: that is "not stated" (table ``coverage``), not a network of weight 0.

    Raises
    ------
    ValueError
        If the weighting, the scope or a kind of evidence is unknown.
    TableError
        If the table lacks a column.

    Notes
    -----
    With :math:`B` the incidence of clauses :math:`c` and agencies and :math:`n_c` the bodies of a clause, the count is
    :math:`(B^T B)_{ij}` and Newman's weight :math:`\sum_c B_{ci} B_{cj} / (n_c - 1)` over the clauses with :math:`n_c >
    1`. Jaccard's is the count over :math:`d_i + d_j - (B^T B)_{ij}`, with :math:`d_i` the clauses of an agency.

    *Reading it*: count 30 means that thirty clauses name both. A Newman weight of 9.6 means that, if every body divided
    each clause evenly among its partners, the two would give each other 9.6 clauses. *Misreading*: a heavy tie between two
    bodies that are named almost everywhere is what chance would give too; see :func:`find_backbone`.

    References
    ----------
    M. E. J. Newman, "Scientific collaboration networks. II", Physical Review E 64, 016132 (2001), eq. 3 and fig. 6.

    Examples
    --------
    >>> duty = {"doc_id": "d", "jurisdiction": "浙江", "role": "responsible", "evidence": "bracket", "collective": False}
    >>> named = [("d/1", "省科技厅"), ("d/1", "省教育厅"), ("d/2", "省科技厅"), ("d/2", "省教育厅"), ("d/2", "省数据局")]
    >>> duties = pd.DataFrame([duty | {"clause_id": clause, "agency": agency} for clause, agency in named])
    >>> link_agencies(duties, weighting="newman")[["agency_a", "agency_b", "weight"]].values.tolist()
    [['省教育厅', '省数据局', 0.5], ['省教育厅', '省科技厅', 1.5], ['省数据局', '省科技厅', 0.5]]
    """
    if weighting not in WEIGHTINGS:
        raise ValueError(f"no weighting is called {weighting!r}; {suggest_name(weighting, WEIGHTINGS)}")
    incidences = list_incidences(duties, scope=scope, evidence=evidence, bodies=bodies)
    projected = [project_network(network, weighting=weighting) for network in split_networks(incidences)]
    return make_table("links", pd.concat(projected) if projected else [])


def link_leads(
    duties: pd.DataFrame,
    *,
    scope: Scope = "jurisdiction",
    evidence: Iterable[str] = EVIDENCE,
    bodies: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return who leads whom: one row a pair of a leading and a supporting agency.

    Answers: which body leads, and which bodies stand behind it, where the text says so?

    Parameters
    ----------
    duties
        Table ``duties``.
    scope
        ``"jurisdiction"`` or ``"document"``, as in :func:`link_agencies`.
    evidence
        What counts as stated responsibility, as in :func:`link_agencies`.
    bodies
        As in :func:`link_agencies`.

    Returns
    -------
    pandas.DataFrame
        Table ``lead_links``. A clause that states no lead gives no row: all of its bodies are simply responsible. A body
        listed as ``responsible`` beside a lead gives none either, because the text does not call it a support.

    Raises
    ------
    ValueError
        If the scope or a kind of evidence is unknown.
    TableError
        If the table lacks a column.

    Notes
    -----
    *Reading it*: a row (省科技厅, 省教育厅, 3) says that in three clauses the first leads and the second supports.
    *Misreading*: a body without rows as lead is not one that never leads; its clauses may state no lead at all.

    Examples
    --------
    >>> duty = {"doc_id": "d", "clause_id": "d/1", "jurisdiction": "浙江", "evidence": "bracket", "collective": False}
    >>> duties = pd.DataFrame([duty | {"agency": "省科技厅", "role": "lead"}, duty | {"agency": "省教育厅", "role": "support"}])
    >>> link_leads(duties)[["lead", "support", "n_clauses"]].values.tolist()
    [['省科技厅', '省教育厅', 1]]
    """
    incidences = list_incidences(duties, scope=scope, evidence=evidence, bodies=bodies)
    place = ["scope", "jurisdiction", "clause_id"]
    leads = incidences.loc[incidences["role"] == "lead", [*place, "agency"]]
    supports = incidences.loc[incidences["role"] == "support", [*place, "agency"]]
    pairs = leads.merge(supports, on=place, suffixes=("_lead", "_support"))
    pairs = pairs.rename(columns={"agency_lead": "lead", "agency_support": "support"})
    key = ["scope", "jurisdiction", "lead", "support"]
    counted = pairs.groupby(key, sort=True).size().rename("n_clauses").reset_index()
    return make_table("lead_links", counted)


def project_network(network: TwoMode, *, weighting: str) -> pd.DataFrame:
    """Return the ties of one two-mode network, as rows of table ``links``.

    Parameters
    ----------
    network
        Agencies and clauses of one scope.
    weighting
        A name in ``WEIGHTINGS``.

    Returns
    -------
    pandas.DataFrame

    Examples
    --------
    >>> ones = sparse.csr_array([[1.0, 1.0]])
    >>> network = TwoMode("浙江", "浙江", ("省教育厅", "省科技厅"), ("d/1",), ones, 0 * ones)
    >>> project_network(network, weighting="count")["weight"].tolist()
    [1.0]
    """
    shared = _count_upper(network, np.ones(len(network.clauses)))
    names = np.array(network.agencies, dtype=object)
    return pd.DataFrame(
        {
            "scope": network.scope,
            "jurisdiction": network.jurisdiction,
            "agency_a": names[shared.row],
            "agency_b": names[shared.col],
            "weighting": weighting,
            "weight": WEIGHTINGS[weighting](network, shared),
            "n_clauses": shared.data.astype(np.int64),
        }
    )


def _count_upper(network: TwoMode, clause_weights: NDArray[np.float64]) -> sparse.coo_array:
    """Return the weighted number of clauses that two agencies share, above the diagonal, rows and columns sorted."""
    weighted = sparse.csr_array(sparse.diags_array(clause_weights) @ network.incidence)
    upper = sparse.csr_array(sparse.triu(network.incidence.T @ weighted, k=1))
    upper.sort_indices()
    return upper.tocoo()


def _count_clauses(_: TwoMode, shared: sparse.coo_array) -> NDArray[np.float64]:
    return np.asarray(shared.data, dtype=np.float64)


def _divide_clauses(network: TwoMode, _: sparse.coo_array) -> NDArray[np.float64]:
    others = np.asarray(network.incidence.sum(axis=1)).ravel() - 1
    # A clause of one body makes no pair: its weight, 1, never counts.
    return np.asarray(_count_upper(network, 1 / np.maximum(others, 1)).data, dtype=np.float64)


def _compare_clauses(network: TwoMode, shared: sparse.coo_array) -> NDArray[np.float64]:
    named = np.asarray(network.incidence.sum(axis=0)).ravel()
    return np.asarray(shared.data / (named[shared.row] + named[shared.col] - shared.data), dtype=np.float64)


def _favour_leads(network: TwoMode, shared: sparse.coo_array) -> NDArray[np.float64]:
    led = (network.leads.T @ network.incidence).tocsr()
    by_either = (led + led.T - network.leads.T @ network.leads).todok()  # clauses that both lead count once
    found = [by_either.get((i, j), 0.0) for i, j in zip(shared.row.tolist(), shared.col.tolist(), strict=True)]
    return (np.asarray(shared.data) + np.array(found, dtype=np.float64)) / 2


#: How ties are weighted: the name, and the function from a network and its shared clauses to a weight for each pair.
WEIGHTINGS: dict[str, Callable[[TwoMode, sparse.coo_array], NDArray[np.float64]]] = {
    "count": _count_clauses,
    "jaccard": _compare_clauses,
    "lead": _favour_leads,
    "newman": _divide_clauses,
}
