"""Which place a document speaks for: units of every kind, from the names of offices and from titles."""

from pathlib import Path

import pytest

from analysis.ingest import read_documents
from analysis.ingest.metadata import find_metadata
from analysis.ingest.places import read_place
from analysis.study.chain import chain_documents


@pytest.mark.parametrize(
    ("name", "province", "jurisdiction", "level"),
    [
        # titles that begin with a county
        ("弥勒市2024年政府工作报告重点任务分解表", None, "弥勒市", "county"),
        ("和静县乡村振兴任务分工", None, "和静县", "county"),
        # provinces
        ("浙江省“人工智能+”行动计划", "浙江", "浙江", "province"),
        ("北京市经济和信息化局", "北京", "北京", "province"),
        ("江苏省城市管理局", "江苏", "江苏", "province"),
        ("江西省革命老区振兴发展规划", "江西", "江西", "province"),
        ("浙江省山区26县跨越式高质量发展实施方案", "浙江", "浙江", "province"),
        ("山东省县域经济发展意见", "山东", "山东", "province"),
        ("上海市开发区高质量发展办法", "上海", "上海", "province"),
        ("香港特别行政区政府", "香港", "香港", "province"),
        # prefectures: cities, autonomous prefectures, leagues, regions; those that begin like a province
        ("中共宜宾市委办公室", "四川", "宜宾市", "city"),
        ("吉林市人民政府", "吉林", "吉林市", "city"),
        ("海南藏族自治州人民政府", "青海", "海南藏族自治州", "city"),
        ("恩施州人民政府", "湖北", "恩施土家族苗族自治州", "city"),
        ("锡林郭勒盟行政公署", "内蒙古", "锡林郭勒盟", "city"),
        ("西藏自治区阿里地区行政公署", "西藏", "阿里地区", "city"),
        ("成都市城区河道管理办法", "四川", "成都市", "city"),
        ("中共杭州市委办公厅 杭州市人民政府办公厅关于印发", "浙江", "杭州市", "city"),
        ("中共浙江省委办公厅、浙江省人民政府办公厅", "浙江", "浙江", "province"),
        ("四川省发展和改革委员会四川省财政厅关于", "四川", "四川", "province"),
        # districts and counties, with their city where it is stated
        ("四川省宜宾市叙州区人民政府", "四川", "宜宾市叙州区", "county"),
        ("宜宾市叙州区人民政府办公室", "四川", "宜宾市叙州区", "county"),
        ("深圳市南山区工业和信息化局", "广东", "深圳市南山区", "county"),
        ("深圳市南山区促进低空经济高质量发展专项扶持措施", "广东", "深圳市南山区", "county"),
        ("北京市海淀区人民政府", "北京", "海淀区", "county"),
        ("浙江省安吉县人民政府", "浙江", "安吉县", "county"),
        ("安吉县人民政府办公室", None, "安吉县", "county"),
        ("中共叙州区委办公室", None, "叙州区", "county"),
        ("六盘水市六枝特区人民政府", "贵州", "六盘水市六枝特区", "county"),
        ("湖北省神农架林区人民政府", "湖北", "神农架林区", "county"),
        # cities at county level
        ("昆山市人民政府办公室", None, "昆山市", "county"),
        ("江苏省昆山市人民政府", "江苏", "昆山市", "county"),
        ("湖北省恩施土家族苗族自治州利川市人民政府", "湖北", "恩施土家族苗族自治州利川市", "county"),
        ("湖北省仙桃市人民政府", "湖北", "仙桃市", "county"),
        # autonomous counties and banners
        ("宜昌市长阳土家族自治县人民政府", "湖北", "宜昌市长阳土家族自治县", "county"),
        ("呼伦贝尔市鄂温克族自治旗人民政府", "内蒙古", "呼伦贝尔市鄂温克族自治旗", "county"),
        ("内蒙古自治区锡林郭勒盟苏尼特右旗人民政府", "内蒙古", "锡林郭勒盟苏尼特右旗", "county"),
        # new areas and development zones
        ("河北雄安新区管理委员会", "河北", "雄安新区", "city"),
        ("陕西省西咸新区开发建设管理委员会", "陕西", "西咸新区", "city"),
        ("上海市浦东新区人民政府", "上海", "浦东新区", "county"),
        ("重庆两江新区管理委员会", "重庆", "两江新区", "county"),
        ("南京江北新区管理委员会", "江苏", "南京江北新区", "county"),
        ("青岛西海岸新区管委会", "山东", "青岛西海岸新区", "county"),
        ("苏州工业园区管理委员会", "江苏", "苏州工业园区", "county"),
        ("合肥高新技术产业开发区管理委员会", "安徽", "合肥高新技术产业开发区", "county"),
        # a level alone
        ("县人民政府办公室关于印发", None, None, "county"),
        ("市人民政府关于印发", None, None, "city"),
    ],
)
def test_places_of_every_kind(name: str, province: str | None, jurisdiction: str | None, level: str) -> None:
    assert read_place(name) == (province, jurisdiction, level)


@pytest.mark.parametrize(
    "name", ["国务院办公厅", "工业和信息化部", "推进上市公司高质量发展", "促进县域经济发展意见", "大中城市规划", ""]
)
def test_names_of_no_place(name: str) -> None:
    assert read_place(name) is None


def test_signature_and_title_complete_each_other() -> None:
    text = "宜宾市叙州区低空经济发展实施方案\n一、目标\n建设基地。\n二、任务\n招商。\n叙州区人民政府\n2025年3月1日"
    found = {name: value for name, (value, _) in find_metadata(text).items()}
    assert (found["issuer"], found["province"]) == ("叙州区人民政府", "四川")
    assert (found["jurisdiction"], found["level"]) == ("宜宾市叙州区", "county")


def test_bodies_of_a_district_are_not_those_of_its_city(tmp_path: Path) -> None:
    file = tmp_path / "d.txt"
    file.write_text(
        "宜宾市叙州区低空经济发展实施方案\n一、目标\n建设基地。\n二、任务\n招商。（责任单位：叙州区财政局、区商务局、宜宾市科技局）",
        encoding="utf-8",
    )
    duties = chain_documents(read_documents(file)).duties
    assert duties[["agency", "jurisdiction"]].to_numpy().tolist() == [
        ["区财政局", "宜宾市叙州区"],
        ["区商务局", "宜宾市叙州区"],
        ["宜宾市科技局", "宜宾市"],
    ]
