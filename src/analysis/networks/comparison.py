"""Networks side by side on the common registry: shared and lost ties, correlation, change of lead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.networks.twomode import EVIDENCE, list_incidences
from analysis.reference import general_agency_name
from analysis.tables import make_table

__all__ = ["compare_leads", "compare_networks", "list_tie_changes"]

#: With fewer common agencies there are too few permutations for a p below .05 (4! = 24).
_FEWEST_COMMON = 5


def compare_networks(links: pd.DataFrame, *, n_permutations: int = 1000, seed: int = 0) -> pd.DataFrame:
    r"""Return how alike every two networks are, over the agencies that both name.

    Answers: do two provinces, documents or years bring the same bodies together?

    Parameters
    ----------
    links
        Table ``links`` with two networks or more: several jurisdictions, or ``scope="document"``. Networks of different
        weighting are not compared.
    n_permutations, seed
        Relabellings for the p-value of the correlation, and their seed.

    Returns
    -------
    pandas.DataFrame
        Table ``network_pairs``: agencies of each and in common; over the common ones the ties that are ``shared``, only in the
        first, only in the second, their ``jaccard``; ``qap_r``, the correlation of weights over all pairs of common
        agencies, and its one-sided ``qap_p``. The correlation is missing, with a ``note``, below five common agencies or
        where a network is constant over them.

    Notes
    -----
    Only bodies named by both are compared: that a network does not name a body is "not stated", not a tie of weight 0.
    Bodies are matched by short name, so the 省科技厅 of two provinces lie side by side and are never merged; where a province
    has a short name of its own (省建设厅 for 省住房城乡建设厅) they are matched by the general one. Renames must be one name
    already, as :func:`analysis.facts.find_duties` makes them. The p-value permutes the agencies of one
    network and keeps its structure (quadratic assignment), since ties of one agency are not independent.

    *Reading it*: qap_r .6 with p .01 says that pairs heavy in one are heavy in the other, beyond what any assignment of its
    names would give. Correlation and Jaccard do not grow with the number of clauses. *Misreading*: two plans of one parent
    text agree for that reason; likeness is not influence.

    References
    ----------
    L. Hubert and J. Schultz, "Quadratic assignment as a general data analysis strategy", British Journal of Mathematical and
    Statistical Psychology 29 (1976); D. Krackhardt, "QAP partialling as a test of spuriousness", Social Networks 9 (1987),
    pp. 171-186.

    Examples
    --------
    >>> links = pd.DataFrame([(doc, "s", "甲", other, "count", 1.0, 1) for doc in "xy" for other in "乙丙"], columns=[
    ...     "scope", "jurisdiction", "agency_a", "agency_b", "weighting", "weight", "n_clauses"])
    >>> compare_networks(links)[["scope_a", "scope_b", "shared", "jaccard"]].values.tolist()
    [['x', 'y', 2, 1.0]]
    """
    rows = []
    for weighting, same in links.groupby("weighting", sort=True):
        networks = {name: _generalise(_to_weights(ties)) for name, ties in _name_networks(same).items()}
        for a, b in combinations(networks, 2):
            place = {"scope_a": a, "scope_b": b, "weighting": weighting}
            rows.append(place | _compare_pair(networks[a], networks[b], n_permutations, seed))
    return make_table("network_pairs", rows)


def list_tie_changes(links: pd.DataFrame, *, earlier: str, later: str) -> pd.DataFrame:
    """Return what became of every tie from one network to another.

    Answers: which ties were kept, lost and gained, and which cannot be judged?

    Parameters
    ----------
    links
        Table ``links`` of one weighting.
    earlier, later
        The two networks, by ``scope`` (``scope·jurisdiction`` where a scope, such as a year, has several).

    Returns
    -------
    pandas.DataFrame
        Table ``tie_changes``: ``change`` is kept, lost, gained, or ``not stated`` where the other network does not name
        one of the two bodies at all; weights are missing where there is no tie.

    Raises
    ------
    ValueError
        If a network is not in the table, or the table has several weightings.

    Notes
    -----
    *Reading it*: ``lost`` says that both bodies are still named but share no clause any more. *Misreading*: ``not stated`` is
    no loss; the other text may be shorter, or on another field.

    Examples
    --------
    >>> ties = [("x", "甲", "乙"), ("x", "甲", "丙"), ("y", "甲", "乙")]
    >>> links = pd.DataFrame([(doc, "s", a, b, "count", 1.0, 1) for doc, a, b in ties], columns=[
    ...     "scope", "jurisdiction", "agency_a", "agency_b", "weighting", "weight", "n_clauses"])
    >>> list_tie_changes(links, earlier="x", later="y")["change"].tolist()
    ['not stated', 'kept']
    """
    if len(set(links["weighting"])) > 1:
        raise ValueError(f"ties of one weighting can be compared, the table has {sorted(links['weighting'].unique())}")
    known = _name_networks(links)
    for scope in (earlier, later):
        if scope not in known:
            raise ValueError(f"no network is called {scope!r}; known: {', '.join(known)}")
    before, after = (_to_weights(known[scope]) for scope in (earlier, later))
    agencies = [{agency for pair in ties for agency in pair} for ties in (before, after)]
    rows = []
    for a, b in sorted(before.keys() | after.keys()):
        was, now = before.get((a, b)), after.get((a, b))
        other = agencies[1] if now is None else agencies[0]
        if was is not None and now is not None:
            change = "kept"
        elif not {a, b} <= other:
            change = "not stated"
        else:
            change = "lost" if now is None else "gained"
        rows.append(
            {
                "earlier": earlier,
                "later": later,
                "agency_a": a,
                "agency_b": b,
                "weight_earlier": was,
                "weight_later": now,
                "change": change,
            }
        )
    return make_table("tie_changes", rows)


def compare_leads(duties: pd.DataFrame, *, evidence: Iterable[str] = EVIDENCE) -> pd.DataFrame:
    """Return the role of each agency in every document, side by side.

    Answers: has the lead passed from one body to another?

    Parameters
    ----------
    duties
        Table ``duties``.
    evidence
        As in :func:`link_agencies`.

    Returns
    -------
    pandas.DataFrame
        Table ``lead_changes``: for each agency and document ``n_clauses``, ``n_lead``, and ``lead_share`` of the clauses
        that state a lead; ``n_lead`` and ``lead_share`` are missing where the document states no lead anywhere.

    Notes
    -----
    *Reading it*: .4 and .1 in two years says that the body led two in five and then one in ten of the clauses that state
    a lead. *Misreading*: missing is "not stated": a text without leads takes the lead from nobody.

    Examples
    --------
    >>> duty = {"doc_id": "d", "clause_id": "d/1", "jurisdiction": "浙江", "evidence": "bracket", "collective": False}
    >>> duties = pd.DataFrame([duty | {"agency": "省科技厅", "role": "lead"}, duty | {"agency": "省教育厅", "role": "support"}])
    >>> compare_leads(duties)[["agency", "n_lead", "lead_share"]].values.tolist()
    [['省教育厅', 0, 0.0], ['省科技厅', 1, 1.0]]
    """
    incidences = list_incidences(duties, scope="document", evidence=evidence)
    leads = incidences["role"] == "lead"
    led_clauses = incidences[leads].groupby("doc_id")["clause_id"].nunique()
    key = ["jurisdiction", "agency", "doc_id"]
    counts = incidences.assign(lead=leads.astype("int64")).groupby(key, as_index=False)
    table = counts.agg(n_clauses=("clause_id", "nunique"), n_lead=("lead", "sum"))
    stated = table["doc_id"].map(led_clauses).astype("float64")  # of no documents pandas would make text
    table["n_lead"] = table["n_lead"].astype("Int64").where(stated.notna())
    table["lead_share"] = table["n_lead"].astype("float64") / stated
    return make_table("lead_changes", table)


_Pairs = dict[tuple[str, str], float]


def _name_networks(links: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the ties of each network by its scope - with its jurisdiction behind it where a scope has several."""
    networks = dict(iter(links.groupby(["scope", "jurisdiction"], sort=True)))
    counts = Counter(scope for scope, _ in networks)
    return {
        f"{scope}·{jurisdiction}" if counts[scope] > 1 else str(scope): ties
        for (scope, jurisdiction), ties in networks.items()
    }


def _to_weights(ties: pd.DataFrame) -> _Pairs:
    return dict(zip(zip(ties["agency_a"], ties["agency_b"], strict=True), ties["weight"], strict=True))


def _generalise(ties: _Pairs) -> _Pairs:
    """Name bodies as they are named in most provinces, the two of a pair in order."""
    named: _Pairs = {}
    for pair, weight in ties.items():
        a, b = sorted(map(general_agency_name, pair))
        if a != b:  # two bodies of one network may share a general name
            named[a, b] = named.get((a, b), 0.0) + weight
    return named


def _compare_pair(first: _Pairs, second: _Pairs, n_permutations: int, seed: int) -> dict[str, object]:
    members = [{agency for pair in ties for agency in pair} for ties in (first, second)]
    common = sorted(members[0] & members[1])
    inner = [{pair for pair in ties if set(pair) <= set(common)} for ties in (first, second)]
    shared, either = len(inner[0] & inner[1]), len(inner[0] | inner[1])
    r, p, note = _correlate([_to_square(ties, common) for ties in (first, second)], n_permutations, seed)
    return {
        "n_a": len(members[0]),
        "n_b": len(members[1]),
        "n_common": len(common),
        "shared": shared,
        "only_a": len(inner[0]) - shared,
        "only_b": len(inner[1]) - shared,
        "jaccard": shared / either if either else None,
        "qap_r": r,
        "qap_p": p,
        "note": note,
    }


def _to_square(ties: _Pairs, agencies: list[str]) -> NDArray[np.float64]:
    place = {agency: i for i, agency in enumerate(agencies)}
    square = np.zeros((len(agencies), len(agencies)))
    for (a, b), weight in ties.items():
        if a in place and b in place:
            square[place[a], place[b]] = square[place[b], place[a]] = weight
    return square


def _correlate(
    squares: list[NDArray[np.float64]], n_permutations: int, seed: int
) -> tuple[float | None, float | None, str | None]:
    n = len(squares[0])
    if n < _FEWEST_COMMON:
        return None, None, f"only {n} common agencies; a correlation needs {_FEWEST_COMMON}"
    upper = np.triu_indices(n, k=1)
    if any(square[upper].std() == 0 for square in squares):
        return None, None, "one network has the same weight for every pair of common agencies"
    observed = float(np.corrcoef(squares[0][upper], squares[1][upper])[0, 1])
    generator = np.random.default_rng(seed)
    reached = 0
    for _ in range(n_permutations):
        order = generator.permutation(n)
        drawn = np.corrcoef(squares[0][upper], squares[1][np.ix_(order, order)][upper])[0, 1]
        reached += bool(drawn >= observed - 1e-12)
    return observed, (reached + 1) / (n_permutations + 1), None
