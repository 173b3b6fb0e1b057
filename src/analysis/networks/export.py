"""Networks as files for Gephi, Pajek, igraph and spreadsheets, with the clauses behind every tie."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import networkx as nx
import pandas as pd

from analysis.errors import suggest_name
from analysis.files import write_whole
from analysis.networks.twomode import EVIDENCE, Scope, find_networks
from analysis.tables import write_csv

__all__ = ["FORMATS", "export_network", "list_evidence"]


def export_network(
    links: pd.DataFrame,
    path: Path | str,
    *,
    duties: pd.DataFrame | None = None,
    scores: pd.DataFrame | None = None,
    communities: pd.DataFrame | None = None,
    scope: Scope | None = None,
    evidence: Iterable[str] = EVIDENCE,
) -> Path:
    """Write one network to a file that other network software opens, and return the path.

    Parameters
    ----------
    links
        Ties of one network, at least one row.
    path
        A file name ending in ``.gexf`` (Gephi), ``.graphml`` (igraph, Gephi, Cytoscape), ``.net`` (Pajek) or ``.csv``
        (spreadsheets); its folder must exist.
    duties
        The duties that the ties were made from: with them every tie carries the ids of its clauses, and agencies without a
        tie are written as isolates (not in CSV, which lists ties).
    scores
        Table ``agency_scores`` of the same network: every measure becomes an attribute of its agency.
    communities
        Table ``communities`` of the same network, likewise.
    scope, evidence
        What the ties were made with; only read with ``duties``. A scope need only be given where it was a mapping.

    Returns
    -------
    pathlib.Path
        The path. Numbers are written as numbers, Chinese names as labels in UTF-8; the same tables give the same bytes.

    Raises
    ------
    ValueError
        If the ending is unknown, or the table is empty or holds several networks.

    Notes
    -----
    ``weight`` is the strength of a tie. Software that takes weights as distances must be told otherwise. Pajek keeps the
    weight only; its format has no further attributes that all programs read.

    Examples
    --------
    >>> import tempfile
    >>> links = pd.DataFrame([("浙江", "浙江", "省教育厅", "省科技厅", "count", 2.0, 2)], columns=[
    ...     "scope", "jurisdiction", "agency_a", "agency_b", "weighting", "weight", "n_clauses"])
    >>> path = export_network(links, Path(tempfile.mkdtemp()) / "network.graphml")
    >>> nx.read_graphml(path).edges(data="weight")
    EdgeDataView([('省教育厅', '省科技厅', 2.0)])
    """
    path = Path(path)
    if path.suffix not in FORMATS:
        raise ValueError(f"no network is written as {path.suffix!r}; {suggest_name(path.suffix, FORMATS)}")
    names = links[["scope", "jurisdiction", "weighting"]].drop_duplicates()
    if len(names) != 1:
        found = [tuple(row) for row in names.to_numpy()] or "no rows"
        raise ValueError(f"a file holds one network, the table has {found}")
    ties = links.sort_values(["agency_a", "agency_b"], ignore_index=True)
    isolates: list[str] = []
    if duties is not None:
        proof = list_evidence(ties, duties=duties, scope=scope, evidence=evidence)
        ties = ties.merge(proof, on=["agency_a", "agency_b"], how="left")
        isolates = sorted(find_networks(duties, ties, scope=scope, evidence=evidence)["agency"].unique())
    graph = _build_graph(ties, isolates)
    _add_attributes(graph, ties, scores, communities)
    FORMATS[path.suffix](graph, ties, path)
    return path


def list_evidence(
    links: pd.DataFrame, *, duties: pd.DataFrame, scope: Scope | None = None, evidence: Iterable[str] = EVIDENCE
) -> pd.DataFrame:
    """Return the clauses behind each tie of one network.

    Parameters
    ----------
    links
        Ties of one network.
    duties
        The duties that they were made from.
    scope, evidence
        What the ties were made with. A scope need only be given where it was a mapping.

    Returns
    -------
    pandas.DataFrame
        ``agency_a, agency_b, clauses``: the ids of the clauses, in order, parted by a blank.

    Examples
    --------
    >>> duty = {"doc_id": "d", "jurisdiction": "浙江", "role": "responsible", "evidence": "bracket", "collective": False}
    >>> duties = pd.DataFrame([duty | {"clause_id": f"d/{c}", "agency": agency} for c in "12" for agency in ("甲", "乙")])
    >>> from analysis.networks.links import link_agencies
    >>> list_evidence(link_agencies(duties), duties=duties)["clauses"].tolist()
    ['d/1 d/2']
    """
    named = find_networks(duties, links, scope=scope, evidence=evidence)[["clause_id", "agency"]]
    pairs = named.merge(named, on="clause_id", suffixes=("_a", "_b"))
    pairs = pairs[pairs["agency_a"] < pairs["agency_b"]].sort_values(["agency_a", "agency_b", "clause_id"])
    return pairs.groupby(["agency_a", "agency_b"])["clause_id"].agg(" ".join).rename("clauses").reset_index()


def _build_graph(ties: pd.DataFrame, isolates: list[str]) -> nx.Graph:
    graph = nx.Graph()
    graph.add_nodes_from(sorted({*ties["agency_a"], *ties["agency_b"], *isolates}))
    attributes = [name for name in ("weight", "n_clauses", "clauses") if name in ties.columns]
    for row in ties.to_dict("records"):
        values = {name: _to_native(row[name]) for name in attributes}
        graph.add_edge(row["agency_a"], row["agency_b"], **{k: v for k, v in values.items() if v is not None})
    return graph


def _add_attributes(
    graph: nx.Graph, ties: pd.DataFrame, scores: pd.DataFrame | None, communities: pd.DataFrame | None
) -> None:
    nx.set_node_attributes(graph, {agency: agency for agency in graph}, "label")
    where = ["scope", "jurisdiction", "weighting"]
    place = ties[where].drop_duplicates()
    if scores is not None:
        for row in scores.merge(place, on=where).to_dict("records"):
            if row["agency"] in graph and pd.notna(row["value"]):
                graph.nodes[row["agency"]][str(row["measure"])] = float(round(row["value"], 6))
    if communities is not None:
        for row in communities.merge(place, on=where).to_dict("records"):
            if row["agency"] in graph:
                graph.nodes[row["agency"]]["community"] = int(row["community"])


def _to_native(value: object) -> object:
    item = getattr(value, "item", None)
    native = item() if callable(item) else value
    if isinstance(native, float):
        native = round(native, 6)
    return None if native is None or native != native else native  # noqa: PLR0124 - NaN is not itself


def _write_gexf(graph: nx.Graph, _ties: pd.DataFrame, path: Path) -> None:
    # The writer stamps today's date; without it the file repeats.
    lines = [line for line in nx.generate_gexf(graph) if "<lastmodifieddate>" not in line]
    text = "\n".join(
        line.split(' lastmodifieddate="')[0] + ">" if "<meta lastmodified" in line else line for line in lines
    )
    write_whole(path, text + "\n")


def _write_graphml(graph: nx.Graph, _ties: pd.DataFrame, path: Path) -> None:
    write_whole(path, "\n".join(nx.generate_graphml(graph)) + "\n")


def _write_pajek(graph: nx.Graph, _ties: pd.DataFrame, path: Path) -> None:
    number = {agency: i for i, agency in enumerate(graph, start=1)}
    lines = [f"*Vertices {len(number)}", *(f'{i} "{_quote_pajek(agency)}"' for agency, i in number.items()), "*Edges"]
    lines += [f"{number[a]} {number[b]} {weight:g}" for a, b, weight in graph.edges(data="weight")]
    write_whole(path, "\n".join(lines) + "\n")


def _quote_pajek(name: str) -> str:
    """Return a name that stays one label: Pajek has no sign for a quotation mark inside one, and a line is a vertex."""
    return " ".join(name.replace('"', "＂").split())


def _write_csv(_graph: nx.Graph, ties: pd.DataFrame, path: Path) -> None:
    write_csv(ties, path)


#: File formats by their ending.
FORMATS: dict[str, Callable[[nx.Graph, pd.DataFrame, Path], None]] = {
    ".csv": _write_csv,
    ".gexf": _write_gexf,
    ".graphml": _write_graphml,
    ".net": _write_pajek,
}
