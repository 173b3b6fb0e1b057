"""Names of bodies: forms, places, reforms, unknown ones - by rules that hold for every province and level."""

import pandas as pd
import pytest

from analysis.errors import DataError
from analysis.facts import find_duties, name_agencies
from analysis.facts.agency_names import Setting, is_collective, read_name
from analysis.facts.agency_registry import read_registry
from analysis.reference import read_reference

REGISTRY = read_registry()


def agency(name, prefix="", **setting):
    return read_name(REGISTRY, name, setting=Setting(**setting), prefix=prefix).agency


@pytest.mark.parametrize(
    ("written", "short"),
    [
        ("国家发展和改革委员会", "国家发展改革委"),
        ("国家发改委", "国家发展改革委"),
        ("人社部", "人力资源社会保障部"),
        ("广东省人力资源和社会保障厅", "省人力资源社会保障厅"),
        ("陕西省委宣传部", "省委宣传部"),
        ("中共四川省委组织部", "省委组织部"),
        ("自治区党委统战部", "自治区党委统战部"),
        ("新疆生产建设兵团科学技术局", "兵团科技局"),
        ("市科学技术局", "市科技局"),
        ("县委机构编制委员会办公室", "县委编办"),
        ("省高级人民法院", "省法院"),
        ("省人民政府办公厅", "省政府办公厅"),
        ("共青团省委", "团省委"),
        ("共青团湖北省委", "团省委"),
        ("国家税务总局湖北省税务局", "省税务局"),
        ("中国证券监督管理委员会福建监管局", "福建证监局"),
        ("国家金融监督管理总局四川监管局", "金融监管总局四川监管局"),
        ("中国人民银行长沙中心支行", "人行湖南省分行"),
        ("人民银行宁波市中心支行", "人行宁波市分行"),
        ("国网江苏省电力有限公司", "省电力公司"),
        ("省烟草专卖局（公司）", "省烟草专卖局"),
        ("省委金融办(省地方金融管理局)", "省委金融办"),
    ],
)
def test_written_forms_lead_to_one_short_name(written, short):
    assert agency(written) == short


def test_a_body_bears_the_short_name_of_its_province():
    own = {"level": "province", "province": "浙江", "jurisdiction": "浙江"}
    for written in ("省建设厅", "省住房和城乡建设厅", "浙江省住建厅"):
        assert agency(written, **own) == "省建设厅"
    assert agency("市住建局", level="city", province="浙江", jurisdiction="绍兴") == "市建设局"
    assert agency("省人社厅", **own) == "省人力社保厅"
    for province in ("广东", "四川", "江苏"):
        other = {"level": "province", "province": province, "jurisdiction": province}
        assert agency("省住建厅", **other) == agency("省建设厅", **other) == "省住房城乡建设厅"
        assert agency("省人社厅", **other) == "省人力资源社会保障厅"
    assert agency("省建设厅") == "省建设厅"
    assert agency("省住建厅") == "省住房城乡建设厅"
    assert read_name(REGISTRY, "省建设厅", setting=Setting(**own)).basis == "name"
    assert read_name(REGISTRY, "省住建厅", setting=Setting(**own)).basis == "alias"


@pytest.mark.parametrize(
    ("listed", "governments"),
    [
        ("省林业局，岳阳市、常德市、益阳市人民政府", ["省林业局", "岳阳市政府", "常德市政府", "益阳市政府"]),
        ("成都、德阳、内江市政府", ["成都市政府", "德阳市政府", "内江市政府"]),
        ("歙县、黟县和祁门县人民政府", ["歙县政府", "黟县政府", "祁门县政府"]),
        ("恩施州、神农架林区人民政府", ["恩施州政府", "神农架林区政府"]),
        ("各区、县（市）人民政府", ["各区、县（市）人民政府"]),
        ("岳阳市人民政府，各区、县（市）人民政府", ["岳阳市政府", "各区、县（市）人民政府"]),
    ],
)
def test_governments_share_one_ending(listed, governments):
    text = f"推进共享。（责任单位：{listed}）"
    clause = {"clause_id": "d/一", "doc_id": "d", "position": 0, "level": 1, "kind": "clause", "text": text}
    duties = find_duties(pd.DataFrame([clause | {"start": 0, "end": len(text)}]))
    assert duties["agency"].tolist() == governments
    assert duties["collective"].tolist() == [name.startswith("各") for name in governments]
    assert not name_agencies(duties)["review"].any()


def test_renames_are_followed_and_mergers_only_on_request():
    assert agency("省大数据局") == "省数据局"
    assert agency("市环境保护局") == "市生态环境局"
    assert agency("省卫生和计划生育委员会") == "省卫生健康委"
    assert agency("省旅游局") == "省旅游局"
    assert agency("省旅游局", mergers=True) == "省文化和旅游厅"
    assert agency("山东保监局") == "山东保监局"
    assert agency("山东保监局", mergers=True) == "金融监管总局山东监管局"


def test_names_are_read_at_the_date_of_the_document():
    place = {"level": "province", "province": "福建", "jurisdiction": "福建"}
    assert agency("省金融监管局", date="2021-06-01", **place) == "省地方金融局"
    assert agency("省金融监管局", date="2024-06-01", **place) == "金融监管总局福建监管局"
    assert read_name(REGISTRY, "省数据局", setting=Setting(date="2019-01-01")).in_force is False
    assert read_name(REGISTRY, "省数据局", setting=Setting(date="2024-06-01")).in_force is True
    assert read_name(REGISTRY, "省数据局").in_force is None


def test_the_same_old_name_goes_where_its_province_took_it():
    assert agency("省经济和信息化委", level="province", province="浙江") == "省经信厅"
    assert agency("省经济和信息化委", level="province", province="辽宁") == "省工信厅"
    assert agency("市经济信息化委", level="province", province="上海") == "市经信委"


def test_brief_names_of_central_bodies_are_central_only_in_central_texts():
    assert agency("能源局", level="central") == "国家能源局"
    assert agency("能源局", prefix="省", level="province") == "省能源局"
    assert agency("能源局", level="province", province="江苏") == "省能源局"
    assert agency("能源局", level="province", province="宁夏") == "自治区能源局"


def test_a_name_that_begins_like_a_place_is_not_cut():
    assert agency("市场监管局", prefix="市") == "市市场监管局"
    assert agency("市场监管局", prefix="省") == "省市场监管局"
    assert agency("区域协调办", prefix="市") != "区域协调办市"


def test_bodies_of_other_places_keep_their_place():
    own = {"level": "province", "province": "江西", "jurisdiction": "江西"}
    assert agency("江西省科技厅", **own) == "省科技厅"
    assert agency("湖南省科技厅", **own) == "湖南省科技厅"
    assert agency("赣州市人民政府", **own) == "赣州市政府"
    assert agency("赣州市科技局", level="city", province="江西", jurisdiction="赣州") == "市科技局"


@pytest.mark.parametrize(
    "name",
    [
        "各市、县（市、区）人民政府",
        "各设区市人民政府",
        "各成员单位",
        "各盟行政公署、市人民政府",
        "各镇（街道）",
        "地方各级人民政府",
        "省数字化改革领导小组各成员单位",
    ],
)
def test_collective_names(name):
    assert is_collective(name)
    assert not is_collective(f"{name}、省科技厅")


@pytest.mark.parametrize("name", ["省科技厅", "各有关单位", "市场监管局", "县人民政府", "省地方金融局", ""])
def test_names_that_are_not_collective(name):
    assert not is_collective(name)


def test_unknown_bodies_are_kept_as_written_and_typed_by_their_ending():
    for name, kind in [
        ("青岩实验室", "research institute"),
        ("云帆科技集团", "state enterprise"),
        ("临江大学", "university"),
    ]:
        reading = read_name(REGISTRY, name)
        assert (reading.agency, reading.kind, reading.basis) == (name, kind, "grammar")
    assert read_name(REGISTRY, "推进试点").basis == ""


def test_every_row_of_the_registry_has_a_source_and_reads_as_itself():
    table = read_reference("agencies")
    assert (table["source"] != "").all()
    assert not table.duplicated(["name", "level"]).any()
    gone = set(table.loc[table["change"] != "", "name"])
    for name in table.loc[table["level"] == "central", "name"]:
        if name not in gone:
            assert agency(name) == name
    for name in table.loc[(table["level"] == "local") & ~table["name"].isin(gone), "name"]:
        assert agency("省" + name) == ("团省委" if name == "团委" else "省" + name)


def test_every_province_has_its_departments():
    for row in read_reference("provinces").to_dict("records"):
        unit = {"直辖市": "市", "特别行政区": "特别行政区"}.get(row["kind"], row["kind"])
        if unit != "特别行政区":
            assert agency(f"{row['full_name']}教育厅") == f"{unit}教育厅"
            assert agency(f"{row['name']}证监局") == f"{row['name']}证监局"


def test_a_layer_of_the_project_adds_bodies_and_is_checked(tmp_path):
    columns = list(read_reference("agencies").columns)
    row = dict.fromkeys(columns, "") | {
        "name": "海洋牧场办",
        "aliases": "海洋牧场建设办公室",
        "level": "local",
        "source": "own",
    }
    pd.DataFrame([row]).to_csv(tmp_path / "agencies.csv", index=False)
    assert read_name(read_registry(tmp_path), "市海洋牧场建设办公室").agency == "市海洋牧场办"
    wrong = tmp_path / "wrong"
    wrong.mkdir()
    pd.DataFrame([row | {"level": "town", "change": "split", "successor": "无此办"}]).to_csv(
        wrong / "agencies.csv", index=False
    )
    with pytest.raises(DataError) as caught:
        read_registry(wrong)
    assert len(caught.value.problems) == 3


def test_one_table_says_which_alias_decided_each_merge():
    text = "推进共享。（责任单位：省大数据局、省发改委、省教育厅、体育局、青岩实验室、各市人民政府）"
    clause = {"clause_id": "d/一", "doc_id": "d", "position": 0, "level": 1, "kind": "clause", "text": text}
    duties = find_duties(pd.DataFrame([clause | {"start": 0, "end": len(text)}]))
    names = name_agencies(duties).set_index("surface")
    assert names["basis"].to_dict() == {
        "体育局": "name",
        "各市人民政府": "collective",
        "省发改委": "alias",
        "省大数据局": "rename",
        "省教育厅": "name",
        "青岩实验室": "grammar",
    }
    assert names.loc["省发改委", ["agency", "alias"]].tolist() == ["省发展改革委", "发改委"]
    assert names.index[names["review"]].tolist() == ["青岩实验室"]
    assert names.loc["体育局", "agency"] == "省体育局"
    overridden = name_agencies(duties.assign(agency=duties["agency"].replace("省教育厅", "省教委")))
    assert overridden.set_index("surface").loc["省教育厅", "basis"] == "project"


def test_a_body_is_of_the_place_that_its_name_states_or_of_the_document():
    text = "推进共享。（责任单位：市科技局、苏州市教育局、省财政厅、南通市公安局、苏州海关、教育部、各区人民政府）"
    clause = {"clause_id": "d/一", "doc_id": "d", "position": 0, "level": 1, "kind": "clause", "text": text}
    clauses = pd.DataFrame([clause | {"start": 0, "end": len(text)}])
    document = {"doc_id": "d", "level": "city", "province": "江苏", "jurisdiction": "苏州市", "issued_on": None}
    duties = find_duties(clauses, documents=pd.DataFrame([document])).set_index("surface")
    assert duties["jurisdiction"].to_dict() == {
        "市科技局": "苏州市",
        "苏州市教育局": "苏州市",
        "省财政厅": "江苏",
        "南通市公安局": "南通市",
        "苏州海关": "苏州市",
        "教育部": "中央",
        "各区人民政府": "苏州市",
    }
    assert duties.loc["苏州市教育局", "agency"] == "市教育局"
    assert duties.loc["南通市公安局", "agency"] == "南通市公安局"
    assert pd.isna(find_duties(clauses).set_index("surface").loc["市科技局", "jurisdiction"])
