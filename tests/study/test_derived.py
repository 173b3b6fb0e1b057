"""The derived tables: whole on the real corpus, withheld aloud where a corpus cannot support them."""

import pandas as pd
import pytest

from analysis.reference import read_reference
from analysis.study import build_study, derive_tables, load_study, save_study
from analysis.synth import write_policy_text
from analysis.tables import check_table


@pytest.fixture(scope="module")
def derived(study):
    return derive_tables(study)


def test_every_derived_table_keeps_its_contract(derived):
    assert derived["withheld"].empty
    for name, table in derived.items():
        check_table(name, table)


def test_provinces_are_compared_beside_documents(study, derived):
    pairs = derived["pairs"]
    documents, provinces = len(study.documents), study.documents["province"].nunique()
    assert (pairs["unit"] == "document").sum() == documents * (documents - 1) // 2
    assert (pairs["unit"] == "group").sum() == provinces * (provinces - 1) // 2


def test_contributions_sum_to_the_cosine(derived):
    sums = derived["pair_terms"].groupby(["unit_a", "unit_b"])["contribution"].sum()
    values = derived["pairs"].set_index(["unit_a", "unit_b"])["value"]
    pd.testing.assert_series_equal(sums, values, check_names=False, atol=1e-6, rtol=0)


def test_no_agency_is_a_term(study, derived):
    assert not set(study.duties["surface"]) & set(derived["terms"]["term"])


def test_two_derivations_write_the_same_bytes(study, derived, tmp_path):
    one = save_study(study, tmp_path / "one", derived=derived)
    two = save_study(study, tmp_path / "two", derived=derive_tables(study))
    for path in one.iterdir():
        assert path.read_bytes() == (two / path.name).read_bytes(), path.name


def test_names_are_told_by_the_registry_that_read_them(tmp_path):
    text = "某市海洋行动计划\n一、目标\n建成牧场。（责任单位：市海洋牧场建设办公室、市科技局）\n"
    (tmp_path / "one.txt").write_text(text, encoding="utf-8")
    (tmp_path / "corpus.toml").write_text(
        '[[document]]\nid = "one"\npath = "one.txt"\nsource = "made"\n', encoding="utf-8"
    )
    layer = tmp_path / "reference"
    layer.mkdir()
    row = dict.fromkeys(read_reference("agencies").columns, "") | {
        "name": "海洋牧场办",
        "level": "local",
        "source": "own",
    }
    pd.DataFrame([row | {"aliases": "海洋牧场建设办公室"}]).to_csv(layer / "agencies.csv", index=False)
    study = build_study(tmp_path)
    names = derive_tables(study, reference=layer)["agency_names"].set_index("surface")
    assert names.loc["市海洋牧场建设办公室", ["agency", "basis", "source"]].tolist() == ["市海洋牧场办", "alias", "own"]
    packaged = derive_tables(study)["agency_names"].set_index("surface")
    assert packaged.loc["市海洋牧场建设办公室", "basis"] == "project"


def test_what_one_short_document_cannot_support_is_withheld_aloud(tmp_path):
    (tmp_path / "one.txt").write_text(
        "某市数字经济行动计划\n一、目标\n建成平台。\n二、保障\n加强领导。\n", encoding="utf-8"
    )
    (tmp_path / "corpus.toml").write_text(
        '[[document]]\nid = "one"\npath = "one.txt"\nsource = "made"\n', encoding="utf-8"
    )
    derived = derive_tables(build_study(tmp_path))
    withheld = derived["withheld"].set_index("table")["reason"]
    assert "pairs" in withheld.index
    assert "links" in withheld.index
    assert "topic_terms" in withheld.index
    assert not set(withheld.index) & set(derived)
    assert withheld.str.len().min() > 20


def test_a_central_document_belongs_to_no_province_and_stops_nothing(tmp_path):
    titles = {
        "central": "国务院关于发展海洋经济的意见",
        "hunan": "湖南省发展海洋经济方案",
        "shandong": "山东省发展海洋经济方案",
    }
    for number, (name, title) in enumerate(titles.items()):
        body = write_policy_text(seed=number).split("\n", 8)[8].rsplit("\n", 3)[0]  # without head and signature
        (tmp_path / f"{name}.txt").write_text(f"{title}\n{body}", encoding="utf-8")
    places = {"central": 'level = "central"', "hunan": 'province = "湖南"', "shandong": 'province = "山东"'}
    (tmp_path / "corpus.toml").write_text(
        "".join(f'[[document]]\nid = "{id_}"\npath = "{id_}.txt"\nsource = "made"\n{places[id_]}\n' for id_ in places),
        encoding="utf-8",
    )
    mixed = build_study(tmp_path)
    assert mixed.documents.set_index("doc_id")["province"].isna().to_dict() == {
        "central": True,
        "hunan": False,
        "shandong": False,
    }
    pairs = derive_tables(mixed)["pairs"]
    assert (pairs["unit"] == "document").sum() == 3
    assert (pairs["unit"] == "group").sum() == 1


def test_the_calls_that_begin_and_end_a_session_stand_at_the_top():
    import analysis

    assert (analysis.load_study, analysis.save_study) == (load_study, save_study)
    with pytest.raises(AttributeError, match="load_studies"):
        _ = analysis.load_studies
