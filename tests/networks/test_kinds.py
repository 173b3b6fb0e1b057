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


def test_every_kind_has_its_words():
    kinds = {*read_reference("agencies")["kind"], *read_reference("agency_suffixes")["kind"], "other"}
    assert sorted(kind for kind in kinds if f"networks.kind_{kind.replace(' ', '_')}" not in list_messages()) == []
