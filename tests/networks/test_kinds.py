"""Kinds of bodies from their names."""

import pytest

from analysis.messages import list_messages
from analysis.networks import list_kinds
from analysis.reference import read_reference

KNOWN = {
    "省发展改革委": "government department",
    "市教育局": "government department",
    "教育部": "government department",
    "省委宣传部": "party organ",
    "江苏海事局": "centrally managed",
    "人行四川省分行": "centrally managed",
    "省电力公司": "state enterprise",
    "省总工会": "mass organisation",
    "成都市政府": "government",
    "某某国家实验室": "research institute",
    "甲乙丙": "other",
}


@pytest.mark.parametrize(("agency", "kind"), KNOWN.items())
def test_known_kinds(duties_of, agency, kind):
    assert list_kinds(duties_of({"1": [agency]}))["kind"].tolist() == [kind]


def test_levels_follow_the_place(duties_of):
    duties = duties_of({"1": ["省科技厅", "科技部", "科技局", "科技局", "某院"]})
    duties["jurisdiction"] = ["浙江", "中央", "杭州", "宁波", None]
    found = list_kinds(duties).set_index("agency")
    assert found["level"].to_dict() == {
        "省科技厅": "province", "科技部": "central", "杭州·科技局": "city", "宁波·科技局": "city", "某院": "other"
    }  # fmt: skip
    assert found.loc["宁波·科技局", "kind"] == "government department"


def test_every_kind_has_its_words():
    kinds = {*read_reference("agencies")["kind"], *read_reference("agency_suffixes")["kind"], "other"}
    assert sorted(kind for kind in kinds if f"networks.kind_{kind.replace(' ', '_')}" not in list_messages()) == []
