"""A planted corpus of four provinces: identity across provinces, recovery, and silence that stays silence."""

import pytest
from sklearn.metrics import adjusted_rand_score

from analysis.networks import (
    compare_leads,
    compare_networks,
    find_backbone,
    find_communities,
    link_agencies,
    list_tie_changes,
    score_agencies,
    score_leads,
)
from analysis.study import load_study
from analysis.synth import plant_agencies, write_plans


@pytest.fixture(scope="module")
def planted():
    return plant_agencies(n_silent=1)


def test_texts_say_what_the_truth_says(planted, tmp_path):
    """The plans, read from files as any document is, give the planted duties and no others."""
    study = load_study(write_plans(planted, tmp_path))
    key = ["doc_id", "clause_id", "agency", "role", "order", "jurisdiction"]
    found = study.duties[study.duties["evidence"] == "bracket"]
    assert sorted(map(tuple, found[key].to_numpy())) == sorted(map(tuple, planted.duties[key].to_numpy()))
    coverage = study.coverage[study.coverage["table"] == "duties"].set_index("doc_id")["status"].to_dict()
    assert coverage == {"planted-1": "stated", "planted-2": "stated", "planted-3": "stated", "planted-4": "not stated"}


def test_provinces_lie_side_by_side(planted):
    links = link_agencies(planted.duties)
    assert links["scope"].nunique() == 3  # the fourth states nothing: no network, not an empty one
    names = links.groupby("scope")["agency_a"].agg(set)
    assert set.intersection(*names)  # the same short names, in networks of their own
    pairs = compare_networks(links)
    assert len(pairs) == 3
    assert (pairs["n_common"] > 15).all()
    assert (pairs["qap_r"] > 0.2).all()
    assert (pairs["qap_p"] < 0.05).all()


def test_leads_only_where_stated(planted):
    stated = planted.duties.loc[planted.duties["role"] == "lead", "jurisdiction"].unique().tolist()
    assert score_leads(planted.duties)["scope"].unique().tolist() == stated
    assert len(stated) == 1


def test_blocks_are_recovered():
    planted = plant_agencies(n_provinces=1, n_clauses=100, strength=0.9)
    block = planted.blocks.set_index("agency")["block"]
    found = find_communities(link_agencies(planted.duties), n_runs=20)
    assert adjusted_rand_score(found["agency"].map(block), found["community"]) > 0.8
    ties = find_backbone(planted.duties)
    same = ties["agency_a"].map(block) == ties["agency_b"].map(block)
    assert ties.loc[same, "kept"].mean() > 0.15
    assert ties.loc[~same, "kept"].mean() == 0


@pytest.mark.parametrize("seed", range(4))
def test_nothing_planted_nothing_found(seed):
    planted = plant_agencies(n_provinces=1, n_clauses=100, strength=0, seed=seed)
    assert not find_backbone(planted.duties)["kept"].any()


def test_years_lie_side_by_side():
    """Two plans a year apart in every province: years are networks, provinces stay apart, the lead passes on."""
    planted = plant_agencies(n_provinces=2, n_plans=2)
    year = {
        doc_id: issued_on[:4] for doc_id, issued_on in planted.texts[["doc_id", "issued_on"]].itertuples(index=False)
    }
    links = link_agencies(planted.duties, scope=year)
    assert sorted(set(map(tuple, links[["scope", "jurisdiction"]].to_numpy()))) == [
        ("2023", "山西"), ("2023", "河北"), ("2024", "山西"), ("2024", "河北")
    ]  # fmt: skip
    pairs = compare_networks(links)
    assert len(pairs) == 6
    assert set(pairs["scope_a"]) == {"2023·山西", "2023·河北", "2024·山西"}
    assert (pairs["qap_p"] < 0.05).all()
    both = links[links["jurisdiction"] == "山西"]
    changes = list_tie_changes(both, earlier="2023", later="2024")
    assert changes["change"].value_counts()["kept"] > 20
    scores = score_agencies(both, duties=planted.duties, scope=year, measures=["strength"], n_resamples=5)
    assert scores["ci_low"].notna().all()
    leads = compare_leads(planted.duties)
    stated = leads[leads["jurisdiction"] == "山西"].pivot_table(index="agency", columns="doc_id", values="n_lead")
    assert stated.sum().tolist() == [60, 60]
    assert (stated.iloc[:, 0] != stated.iloc[:, 1]).any()
    assert leads.loc[leads["jurisdiction"] == "河北", "n_lead"].isna().all()


def test_renames_make_no_change(tmp_path):
    """The commission of 2017 and the department of 2024 are one body: its ties are kept, and its lead has not passed on."""
    clauses = (
        "（一）完善工作机制。（牵头单位：{0}；配合单位：省科技厅、省财政厅）\n"
        "（二）加强数据共享。（牵头单位：{0}；配合单位：省教育厅）\n"
    )
    for year, name in (("2017", "省经济和信息化委员会"), ("2024", "省经济和信息化厅")):
        text = f"浙江省推动人工智能发展行动计划\n一、重点任务\n{clauses.format(name)}"
        (tmp_path / f"plan-{year}.txt").write_text(text, encoding="utf-8")
    entry = '[[document]]\nid = "plan-{0}"\npath = "plan-{0}.txt"\nsource = "t"\nprovince = "浙江"\nissued_on = "{0}-05-01"\n'
    (tmp_path / "corpus.toml").write_text("".join(entry.format(year) for year in ("2017", "2024")), encoding="utf-8")
    duties = load_study(tmp_path).duties
    assert duties["surface"].nunique() > duties["agency"].nunique()
    changes = list_tie_changes(link_agencies(duties, scope="document"), earlier="plan-2017", later="plan-2024")
    assert set(changes["change"]) == {"kept"}
    assert len(changes) == 4
    leads = compare_leads(duties)
    assert leads.loc[leads["n_lead"] > 0, ["agency", "lead_share"]].to_numpy().tolist() == [["省经信厅", 1.0]] * 2


def test_bad_numbers():
    with pytest.raises(ValueError, match="strength is 2"):
        plant_agencies(strength=2)
    with pytest.raises(ValueError, match="n_clauses is 101"):
        plant_agencies(n_clauses=101)
