"""Who is responsible for which clause: the two-mode network that every other table of this package is made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from analysis.errors import Problem, TableError, suggest_name
from analysis.reference import read_reference

__all__ = [
    "EVIDENCE",
    "SCOPES",
    "Scope",
    "TwoMode",
    "find_networks",
    "list_bodies",
    "list_incidences",
    "split_networks",
]

#: What counts as stated responsibility unless more is asked for.
EVIDENCE = ("bracket", "rule", "ledger")
#: What may be asked for.
_ALLOWED_EVIDENCE = (*EVIDENCE, "sentence")
SCOPES = ("jurisdiction", "document")
#: A name in SCOPES, or a network for each document: a mapping from doc_id to its name.
Scope = str | Mapping[str, str]
_NEEDED = ("doc_id", "clause_id", "agency", "jurisdiction", "role", "evidence", "collective")
#: Where a clause names a body twice, the more specific role holds.
_ROLE_ORDER = {"lead": 0, "support": 1, "responsible": 2}


@dataclass(frozen=True)
class TwoMode:
    """One network: the agencies and clauses of one scope, and who is named where.

    Attributes
    ----------
    scope, jurisdiction
        The network, and whose bodies these are.
    agencies, clauses
        Names of the columns and of the rows, both sorted.
    incidence
        Clauses x agencies, 1 where the clause makes the agency responsible.
    leads
        The same shape, 1 where the agency leads the clause.
    """

    scope: str
    jurisdiction: str
    agencies: tuple[str, ...]
    clauses: tuple[str, ...]
    incidence: sparse.csr_array
    leads: sparse.csr_array


def list_incidences(
    duties: pd.DataFrame,
    *,
    scope: Scope = "jurisdiction",
    evidence: Iterable[str] = EVIDENCE,
    bodies: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return who is responsible for which clause: one row an agency and clause.

    Answers: which bodies does each clause name, and in which role?

    Parameters
    ----------
    duties
        Table ``duties``.
    scope
        ``"jurisdiction"``: one network a jurisdiction; ``"document"``: one a document; or a mapping from doc_id to the
        name of its network, such as its year: documents without a name are left out. Provinces stay apart in any case.
    evidence
        What counts as stated responsibility. ``"sentence"`` may be added.
    bodies
        Where ``duties`` are those of a part of a corpus: the bodies of all of it, as :func:`list_bodies` gives them for its
        parts, so that two bodies of one name are told apart here as they are there.

    Returns
    -------
    pandas.DataFrame
        ``scope, jurisdiction, doc_id, clause_id, agency, role``, sorted. An agency stands once per clause, with its most
        specific role (lead before support before responsible). Collective names ("all members of the leading group") are left
        out: they are mentions, not bodies. ``jurisdiction`` is the government whose network it is: the one that most bodies
        of the document belong to. Bodies of other levels that share its clauses (a ministry, a city) stand in it too; bodies of
        another province do not, they stand in their own. A document whose jurisdiction is not stated stands for itself,
        under its ``doc_id``: its bodies are never taken for those of another document.

    Raises
    ------
    ValueError
        If the scope or a kind of evidence is unknown.
    TableError
        If the table lacks a column.

    Examples
    --------
    >>> duty = {"doc_id": "d", "clause_id": "d/1", "jurisdiction": "浙江", "evidence": "bracket", "collective": False}
    >>> duties = pd.DataFrame([duty | {"agency": "省科技厅", "role": "lead"}, duty | {"agency": "省教育厅", "role": "support"}])
    >>> list_incidences(duties)[["scope", "agency", "role"]].values.tolist()
    [['浙江', '省教育厅', 'support'], ['浙江', '省科技厅', 'lead']]
    """
    kinds = _check_call(duties, scope, evidence)
    rows, home = _find_listed(duties, kinds)
    names = {"jurisdiction": home, "document": rows["doc_id"]}
    rows = rows.assign(
        agency=_tell_apart(rows, home, _list_bodies(rows, home) if bodies is None else bodies),
        jurisdiction=home,
        scope=names[scope] if isinstance(scope, str) else rows["doc_id"].map(scope),
        rank=rows["role"].map(_ROLE_ORDER),
    ).dropna(subset="scope")
    key = ["scope", "jurisdiction", "doc_id", "clause_id", "agency"]
    rows = rows.sort_values([*key, "rank"], kind="stable").drop_duplicates(key)
    return rows[[*key, "role"]].reset_index(drop=True)


def list_bodies(duties: pd.DataFrame, *, evidence: Iterable[str] = EVIDENCE) -> pd.DataFrame:
    """Return which bodies stand in which network, each once.

    Parameters
    ----------
    duties
        Table ``duties``, of whole documents.
    evidence
        As for :func:`list_incidences`.

    Returns
    -------
    pandas.DataFrame
        ``home``, the jurisdiction whose network it is, ``agency``, and ``own``, the jurisdiction that the agency belongs to.

    Examples
    --------
    >>> duty = {"doc_id": "d", "clause_id": "d/1", "jurisdiction": "浙江", "evidence": "bracket", "collective": False}
    >>> list_bodies(pd.DataFrame([duty | {"agency": "省科技厅", "role": "lead"}])).values.tolist()
    [['浙江', '省科技厅', '浙江']]
    """
    return _list_bodies(*_find_listed(duties, _check_call(duties, "jurisdiction", evidence)))


def split_networks(incidences: pd.DataFrame) -> Iterator[TwoMode]:
    """Give each network of :func:`list_incidences` as a sparse matrix, sorted by scope and jurisdiction.

    Parameters
    ----------
    incidences
        From :func:`list_incidences`.

    Yields
    ------
    TwoMode

    Examples
    --------
    >>> rows = [("浙江", "浙江", "d/1", "省科技厅", "lead"), ("浙江", "浙江", "d/1", "省教育厅", "support")]
    >>> columns = ["scope", "jurisdiction", "clause_id", "agency", "role"]
    >>> [network.agencies for network in split_networks(pd.DataFrame(rows, columns=columns))]
    [('省教育厅', '省科技厅')]
    """
    for (scope, jurisdiction), rows in incidences.groupby(["scope", "jurisdiction"], sort=True):
        agency, agencies = pd.factorize(rows["agency"], sort=True)
        clause, clauses = pd.factorize(rows["clause_id"], sort=True)
        shape = (len(clauses), len(agencies))
        leads = (rows["role"] == "lead").to_numpy(dtype=np.float64)
        led = sparse.csr_array((leads, (clause, agency)), shape=shape)
        led.eliminate_zeros()
        yield TwoMode(
            str(scope),
            str(jurisdiction),
            tuple(agencies),
            tuple(clauses),
            sparse.csr_array((np.ones(len(rows)), (clause, agency)), shape=shape),
            led,
        )


def find_networks(
    duties: pd.DataFrame, links: pd.DataFrame, *, scope: Scope | None, evidence: Iterable[str]
) -> pd.DataFrame:
    """Return the incidences of the networks that ties were made of.

    Parameters
    ----------
    duties
        The duties that the ties were made from.
    links
        Ties, or anything else with ``scope`` and ``jurisdiction``.
    scope
        What the ties were made with; any name in ``SCOPES`` where None.
    evidence
        What counted as responsibility.

    Returns
    -------
    pandas.DataFrame
        As :func:`list_incidences` gives it, for these networks only.

    Examples
    --------
    >>> duty = {"doc_id": "d", "clause_id": "d/1", "jurisdiction": "浙江", "evidence": "bracket", "collective": False}
    >>> duties = pd.DataFrame([duty | {"agency": "省科技厅", "role": "lead"}])
    >>> ties = pd.DataFrame({"scope": ["d"], "jurisdiction": ["浙江"]})
    >>> find_networks(duties, ties, scope=None, evidence=EVIDENCE)["scope"].tolist()
    ['d']
    """
    kinds = list(evidence)
    scopes = SCOPES if scope is None else [scope]
    every = pd.concat([list_incidences(duties, scope=name, evidence=kinds) for name in scopes])
    place = ["scope", "jurisdiction"]
    # A document named as a jurisdiction is called stands in both scopes; it is one network all the same.
    return every.drop_duplicates([*place, "clause_id", "agency"]).merge(links[place].drop_duplicates(), on=place)


def _find_homes_of_documents(duties: pd.DataFrame) -> dict[str, str]:
    """Return the jurisdiction that most bodies of each document belong to; the document's own id where none is stated."""
    counts = duties.groupby(["doc_id", "jurisdiction"]).size().rename("n").reset_index()
    counts = counts.sort_values(["doc_id", "n", "jurisdiction"], ascending=[True, False, True])
    known = counts.drop_duplicates("doc_id").set_index("doc_id")["jurisdiction"].to_dict()
    return {doc_id: known.get(doc_id, doc_id) for doc_id in duties["doc_id"].unique()}


def _find_homes(rows: pd.DataFrame, home: pd.Series) -> pd.Series:
    """Return the network each body stands in: its document's, or its own province's where the document is another's."""
    provinces = read_reference("provinces")["name"]
    foreign = home.isin(provinces) & rows["jurisdiction"].isin(provinces) & (rows["jurisdiction"] != home)
    return home.where(~foreign, rows["jurisdiction"])


def _find_listed(duties: pd.DataFrame, kinds: list[str]) -> tuple[pd.DataFrame, pd.Series]:
    """Return the duties that count, and the network each stands in."""
    rows = duties.loc[duties["evidence"].isin(kinds) & ~duties["collective"].astype(bool), list(_NEEDED)]
    return rows, _find_homes(rows, rows["doc_id"].map(_find_homes_of_documents(duties)))


def _list_bodies(rows: pd.DataFrame, home: pd.Series) -> pd.DataFrame:
    bodies = pd.DataFrame({"home": home, "agency": rows["agency"], "own": rows["jurisdiction"].fillna(home)})
    return bodies.drop_duplicates().sort_values(["home", "agency", "own"], ignore_index=True)


def _tell_apart(rows: pd.DataFrame, home: pd.Series, bodies: pd.DataFrame) -> pd.Series:
    """Return names of agencies, with the jurisdiction before them where one network has two bodies of one name."""
    own = rows["jurisdiction"].fillna(home)
    doubled = bodies[bodies.duplicated(["home", "agency"], keep=False)]
    namesakes = set(zip(doubled["home"], doubled["agency"], strict=True))
    several = pd.Series([pair in namesakes for pair in zip(home, rows["agency"], strict=True)], rows.index, dtype=bool)
    return rows["agency"].where(~several | (own == home), own + "·" + rows["agency"])


def _check_call(duties: pd.DataFrame, scope: Scope, evidence: Iterable[str]) -> list[str]:
    if isinstance(scope, str) and scope not in SCOPES:
        raise ValueError(f"no scope is called {scope!r}; {suggest_name(scope, SCOPES)}")
    kinds = [evidence] if isinstance(evidence, str) else list(evidence)
    for kind in kinds:
        if kind not in _ALLOWED_EVIDENCE:
            raise ValueError(f"evidence {kind!r} makes no tie; {suggest_name(kind, _ALLOWED_EVIDENCE)}")
    missing = [name for name in _NEEDED if name not in duties.columns]
    if missing:
        raise TableError(Problem("table duties", f"columns are missing: {missing}", "give a table of find_duties"))
    return kinds
