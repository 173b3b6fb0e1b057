"""A planted corpus of four provinces: identity across provinces, recovery, and silence that stays silence."""

import pytest
from sklearn.metrics import adjusted_rand_score

from analysis.networks import compare_networks, find_backbone, find_communities, link_agencies, score_leads
from analysis.study import load_study
from analysis.synth import plant_agencies


@pytest.fixture(scope="module")
def planted():
    return plant_agencies(n_silent=1)


def test_texts_say_what_the_truth_says(planted, tmp_path):
    """The plans, read from files as any document is, give the planted duties and no others."""
    lines = []
    for doc_id, province, text in planted.texts.itertuples(index=False):
        (tmp_path / f"{doc_id}.txt").write_text(text, encoding="utf-8")
        lines.append(
            f'[[document]]\nid = "{doc_id}"\npath = "{doc_id}.txt"\nsource = "planted"\nprovince = "{province}"\n'
        )
    (tmp_path / "corpus.toml").write_text("\n".join(lines), encoding="utf-8")
    study = load_study(tmp_path)
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


def test_bad_numbers():
    with pytest.raises(ValueError, match="strength is 2"):
        plant_agencies(strength=2)
    with pytest.raises(ValueError, match="n_clauses is 101"):
        plant_agencies(n_clauses=101)
