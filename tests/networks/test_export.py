"""Exported networks, opened again by other software."""

import networkx as nx
import pandas as pd
import pytest

from analysis.networks import export_network, find_communities, link_agencies, list_evidence, score_agencies

igraph = pytest.importorskip("igraph")

AGENCIES = {"省科技厅", "省教育厅", "省数据局", "省体育局"}


@pytest.fixture
def parts(duties_of):
    duties = duties_of({"1": ["省科技厅", "省教育厅"], "2": ["省科技厅", "省教育厅", "省数据局"], "3": ["省体育局"]})
    links = link_agencies(duties)
    return {
        "links": links,
        "duties": duties,
        "scores": score_agencies(links, duties=duties),
        "communities": find_communities(links, n_runs=5),
    }


def write(parts, path):
    return export_network(
        parts["links"], path, duties=parts["duties"], scores=parts["scores"], communities=parts["communities"]
    )


@pytest.mark.parametrize(("ending", "read"), [(".gexf", nx.read_gexf), (".graphml", nx.read_graphml)])
def test_networkx_opens_it(parts, tmp_path, ending, read):
    graph = read(write(parts, tmp_path / f"网络{ending}"))
    assert set(graph) == AGENCIES
    edge = graph["省教育厅"]["省科技厅"]
    assert edge["weight"] == 2.0
    assert edge["n_clauses"] == 2
    assert isinstance(edge["n_clauses"], int)
    assert edge["clauses"] == "d/1 d/2"
    assert graph.nodes["省科技厅"]["strength"] == 3.0
    assert isinstance(graph.nodes["省科技厅"]["community"], int)
    assert graph.nodes["省体育局"]["label"] == "省体育局"


def test_igraph_opens_graphml_and_pajek(parts, tmp_path):
    graph = igraph.Graph.Read_GraphML(str(write(parts, tmp_path / "n.graphml")))
    assert set(graph.vs["label"]) == AGENCIES
    assert sorted(graph.es["weight"]) == [1.0, 1.0, 2.0]
    assert "d/1 d/2" in graph.es["clauses"]
    graph = igraph.Graph.Read_Pajek(str(write(parts, tmp_path / "n.net")))
    names = graph.vs["name"] if "name" in graph.vs.attributes() else graph.vs["id"]
    assert set(names) == AGENCIES
    assert sorted(graph.es["weight"]) == [1.0, 1.0, 2.0]


def test_networkx_opens_pajek(parts, tmp_path):
    graph = nx.Graph(nx.read_pajek(write(parts, tmp_path / "n.net")))
    assert graph["省教育厅"]["省科技厅"]["weight"] == 2.0
    assert "省体育局" in graph


def test_a_quotation_mark_or_line_break_in_a_name_adds_no_line_to_pajek(duties_of, tmp_path):
    names = ['省"科技"厅', '省教育厅"\n9 "省公安厅', "省数据局\t"]
    duties = duties_of({"1": names})
    path = export_network(link_agencies(duties), tmp_path / "n.net", duties=duties)
    graph = nx.Graph(nx.read_pajek(path))
    assert set(graph) == {"省＂科技＂厅", "省教育厅＂ 9 ＂省公安厅", "省数据局"}
    assert graph.number_of_edges() == 3
    assert path.read_text(encoding="utf-8").startswith("*Vertices 3\n")


def test_csv_has_the_evidence(parts, tmp_path):
    table = pd.read_csv(write(parts, tmp_path / "n.csv"), encoding="utf-8-sig")
    assert table["clauses"].tolist() == list_evidence(parts["links"], duties=parts["duties"])["clauses"].tolist()
    assert table["n_clauses"].tolist() == [len(clauses.split()) for clauses in table["clauses"]]


def test_csv_opens_as_a_network_in_both(parts, tmp_path):
    table = pd.read_csv(write(parts, tmp_path / "n.csv"), encoding="utf-8-sig")
    graph = nx.from_pandas_edgelist(table, "agency_a", "agency_b", edge_attr=["weight", "n_clauses", "clauses"])
    other = igraph.Graph.DataFrame(table[["agency_a", "agency_b", "weight", "clauses"]], directed=False, use_vids=False)
    assert graph["省教育厅"]["省科技厅"] == {"weight": 2.0, "n_clauses": 2, "clauses": "d/1 d/2"}
    assert set(other.vs["name"]) == set(graph) == AGENCIES - {"省体育局"}
    assert sorted(other.es["weight"]) == [1.0, 1.0, 2.0]


@pytest.mark.parametrize("ending", [".gexf", ".graphml", ".net", ".csv"])
def test_same_network_same_bytes_and_no_date(parts, tmp_path, ending):
    first = write(parts, tmp_path / f"a{ending}").read_bytes()
    assert first == write(parts, tmp_path / f"b{ending}").read_bytes()
    assert b"20" + b"26" not in first


def test_bad_calls(parts, tmp_path):
    with pytest.raises(ValueError, match=r"no network is written as '\.gml'"):
        write(parts, tmp_path / "n.gml")
    with pytest.raises(ValueError, match="no rows"):
        export_network(parts["links"].iloc[:0], tmp_path / "n.csv")
