"""Ties: what makes one, what does not, and the numbers of the literature and of the hand annotation."""

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import TableError
from analysis.networks import link_agencies, link_leads, list_incidences

NEWMAN = {"1": "ABCD", "2": "AB", "3": "ABE"}


def weights(links):
    return {(row.agency_a, row.agency_b): row.weight for row in links.itertuples()}


def strengths(links):
    ends = pd.concat([links.rename(columns={end: "agency"})[["agency", "weight"]] for end in ("agency_a", "agency_b")])
    return ends.groupby("agency")["weight"].sum()


def test_newman_example(duties_of):
    """Newman (2001), fig. 6: three papers of A and B with four, two and three authors."""
    found = weights(link_agencies(duties_of(NEWMAN), weighting="newman"))
    assert found["A", "B"] == pytest.approx(11 / 6)
    assert found["A", "E"] == pytest.approx(1 / 2)
    assert found["A", "C"] == pytest.approx(1 / 3)
    assert found["C", "D"] == pytest.approx(1 / 3)
    assert ("C", "E") not in found


def test_davis_southern_women(duties_of):
    """The projection of 18 women over 14 events; the same graph by networkx."""
    davis = nx.davis_southern_women_graph()
    women = davis.graph["top"]
    links = link_agencies(duties_of({event: sorted(davis[event]) for event in davis.graph["bottom"]}))
    assert len(links) == 139
    assert links["weight"].sum() == 322
    reference = nx.bipartite.weighted_projected_graph(davis, women)
    assert weights(links) == {tuple(sorted(pair)): weight for *pair, weight in reference.edges(data="weight")}


def test_newman_agrees_with_networkx(duties_of):
    davis = nx.davis_southern_women_graph()
    links = link_agencies(
        duties_of({event: sorted(davis[event]) for event in davis.graph["bottom"]}), weighting="newman"
    )
    reference = nx.bipartite.collaboration_weighted_projected_graph(davis, davis.graph["top"])
    assert weights(links) == pytest.approx(
        {tuple(sorted(pair)): weight for *pair, weight in reference.edges(data="weight")}
    )


def test_gold_network(gold_duties):
    """The reference figures of the hand annotation."""
    links = link_agencies(gold_duties)
    assert len(links) == 249
    assert links["weight"].sum() == 549
    assert (links["weight"] == links["n_clauses"]).all()
    heaviest = links.sort_values(["weight", "agency_a"], ascending=[False, True]).head(5)
    assert {frozenset((row.agency_a, row.agency_b)): row.weight for row in heaviest.itertuples()} == {
        frozenset(("省发展改革委", "省科技厅")): 30,
        frozenset(("省发展改革委", "省经信厅")): 26,
        frozenset(("省科技厅", "省经信厅")): 26,
        frozenset(("之江实验室", "省科技厅")): 10,
        frozenset(("省交通运输厅", "省发展改革委")): 9,
    }
    newman = weights(link_agencies(gold_duties, weighting="newman"))
    assert round(newman["省发展改革委", "省科技厅"], 4) == 9.6052
    assert round(newman["省科技厅", "省经信厅"], 4) == 8.2123
    assert round(newman["省发展改革委", "省经信厅"], 4) == 6.8651


def test_gold_leads(gold_duties):
    leads = link_leads(gold_duties)
    clauses = list_incidences(gold_duties).query("role == 'lead'").groupby("agency").size()
    assert clauses.sort_values(ascending=False).head(3).to_dict() == {"省经信厅": 8, "省科技厅": 5, "省发展改革委": 2}
    assert clauses.sum() == 19
    assert leads["n_clauses"].sum() == 85
    assert (leads["lead"] != leads["support"]).all()


def test_documents_apart(gold_duties):
    links = link_agencies(gold_duties, scope="document")
    assert links["scope"].nunique() == 3
    assert links["weight"].sum() == 549


def test_pair_once_a_clause_and_no_self_pair(duties_of):
    duties = duties_of({"1": ["甲", "乙", "甲"]})
    assert weights(link_agencies(duties)) == {("乙", "甲"): 1}
    assert weights(link_agencies(duties, weighting="newman")) == {("乙", "甲"): 1}


def test_strongest_role_holds(duties_of):
    duties = duties_of({"1": ["甲", "乙", "甲"]}, leads={"1": "甲"})
    duties.loc[2, "role"] = "support"
    assert list_incidences(duties).set_index("agency")["role"].to_dict() == {"甲": "lead", "乙": "support"}
    assert link_leads(duties)[["lead", "support"]].to_numpy().tolist() == [["甲", "乙"]]


def test_provinces_stay_apart(duties_of):
    """The same short name in two provinces is two bodies."""
    both = pd.concat(
        [
            duties_of({"1": ["省科技厅", "省教育厅"]}, jurisdiction="浙江", doc_id="z"),
            duties_of({"1": ["省科技厅", "省教育厅"]}, jurisdiction="广东", doc_id="g"),
        ],
        ignore_index=True,
    )
    links = link_agencies(both)
    assert links["scope"].tolist() == ["广东", "浙江"]
    assert links["weight"].tolist() == [1, 1]


def test_other_levels_belong_to_the_network_but_not_other_provinces(duties_of):
    duties = duties_of({"1": ["省科技厅", "省财政厅", "科技部", "杭州市政府", "江苏省科技厅", "某院"]})
    duties["jurisdiction"] = ["浙江", "浙江", "中央", "杭州", "江苏", None]
    links = link_agencies(duties)
    assert set(links["scope"]) == {"浙江"}
    assert set(links["agency_a"]) | set(links["agency_b"]) == {"省科技厅", "省财政厅", "科技部", "杭州市政府", "某院"}
    assert len(links) == 10


def test_one_name_of_two_places_is_two_bodies(duties_of):
    duties = duties_of({"1": ["科技局", "科技局", "省科技厅"], "2": ["省科技厅", "省财政厅"]})
    duties["jurisdiction"] = ["杭州", "宁波", "浙江", "浙江", "浙江"]
    assert set(weights(link_agencies(duties))) >= {("宁波·科技局", "杭州·科技局"), ("杭州·科技局", "省科技厅")}


def test_unstated_jurisdiction_stands_for_itself(duties_of):
    both = pd.concat(
        [duties_of({"1": ["甲", "乙"]}, jurisdiction=None, doc_id=doc) for doc in ("x", "y")], ignore_index=True
    )
    assert link_agencies(both)["scope"].tolist() == ["x", "y"]


def test_evidence(duties_of):
    duties = duties_of({"1": ["甲", "乙"], "2": ["甲", "丙"], "3": ["甲", "丁"]})
    duties.loc[2:3, "evidence"] = "sentence"
    duties.loc[4:5, "evidence"] = "ledger"
    assert set(weights(link_agencies(duties, evidence=("bracket",)))) == {("乙", "甲")}
    assert set(weights(link_agencies(duties))) == {("乙", "甲"), ("丁", "甲")}
    assert set(weights(link_agencies(duties, evidence=("bracket", "sentence")))) == {("乙", "甲"), ("丙", "甲")}
    with pytest.raises(ValueError, match="evidence 'hearsay' makes no tie"):
        link_agencies(duties, evidence=("bracket", "hearsay"))


def test_collectives_are_no_nodes(duties_of):
    duties = duties_of({"1": ["甲", "乙", "各成员单位"]})
    duties.loc[2, "collective"] = True
    assert weights(link_agencies(duties, weighting="newman")) == {("乙", "甲"): 1}


def test_nothing_stated_gives_no_row(duties_of):
    empty = duties_of({})
    assert link_agencies(empty).empty
    assert link_leads(empty).empty


def test_bad_calls(duties_of):
    duties = duties_of({"1": ["甲", "乙"]})
    with pytest.raises(ValueError, match="no weighting is called 'newmann'; did you mean 'newman'"):
        link_agencies(duties, weighting="newmann")
    with pytest.raises(ValueError, match="no scope is called 'province'"):
        link_leads(duties, scope="province")
    with pytest.raises(TableError, match="columns are missing"):
        link_agencies(duties.drop(columns="role"))


memberships = st.dictionaries(
    st.sampled_from([f"{i}" for i in range(8)]), st.sets(st.sampled_from("甲乙丙丁戊己庚"), min_size=1), min_size=1
)


@settings(max_examples=40, deadline=None)
@given(memberships)
def test_newman_identity(duties_of, clauses):
    """The Newman strength of an agency is the number of clauses it shares with anyone."""
    found = strengths(link_agencies(duties_of(clauses), weighting="newman"))
    shared = {
        agency: sum(agency in members and len(members) > 1 for members in clauses.values())
        for agency in set().union(*clauses.values())
    }
    assert found.to_dict() == pytest.approx({agency: n for agency, n in shared.items() if n})


@settings(max_examples=40, deadline=None)
@given(memberships, st.randoms(use_true_random=False))
def test_order_and_names_do_not_matter(duties_of, clauses, random):
    duties = duties_of(clauses)
    expected = link_agencies(duties, weighting="newman")
    shuffled = duties.sample(frac=1, random_state=random.randrange(1000))
    pd.testing.assert_frame_equal(link_agencies(shuffled, weighting="newman"), expected)
    renamed = dict(zip("甲乙丙丁戊己庚", random.sample("子丑寅卯辰巳午", 7), strict=True))
    relabelled = link_agencies(duties.assign(agency=duties["agency"].map(renamed)), weighting="newman")
    assert {frozenset(pair): weight for pair, weight in weights(relabelled).items()} == pytest.approx(
        {frozenset(renamed[name] for name in pair): weight for pair, weight in weights(expected).items()}
    )
