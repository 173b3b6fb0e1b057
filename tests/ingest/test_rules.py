"""Each repair rule on its own: what it changes, and what it must leave alone."""

import pytest

from analysis.ingest.repair import RULES, list_rules, repair_text
from analysis.ingest.rules.base import Clue


@pytest.mark.parametrize(
    ("damaged", "clean"),
    [
        # script
        ("全麵推進體係建設，抢占製高點", "全面推进体系建设，抢占制高点"),
        ("一刻鍾便民生活圈", "一刻钟便民生活圈"),
        ("關於發展產業的意見\n（徵求意見稿）", "关于发展产业的意见（征求意见稿）"),
        ("古籍中的徵字与乾坤，见后記", "古籍中的徵字与乾坤，见后记"),
        ("著名专家著作显著", "著名专家著作显著"),
        # a figure cut behind its point, and a number that begins a line
        (
            "化学需氧量下降，数字化率提高到84.\n1%，能耗下降17.1%。",
            "化学需氧量下降，数字化率提高到84.1%，能耗下降17.1%。",
        ),
        # masked words, half words, two words in a run
        ("坚持zhengfu引导", "坚持政府引导"),
        ("gaoji别人才", "高级别人才"),
        ("通过guanfangwangzhan公布", "通过官方网站公布"),
        ("达到guojiaji标准", "达到国家级标准"),
        ("打造yiliu企业", "打造一流企业"),
        # names, units, products stay
        ("推广GeoGPT和app，算力20eflops，带宽100mbps", "推广GeoGPT和app，算力20eflops，带宽100mbps"),
        ("基于linux和data的open平台", "基于linux和data的open平台"),
        ("一人公司（OPC）与PUE值", "一人公司（OPC）与PUE值"),
        # annotations
        ("省(sheng)(sheng)级机关（jīguān）", "省级机关"),
        ("重（zhòng）点", "重点"),
        ("機關(jī guān) 工作", "机关工作"),
        ("政(zheng) 府(fu) 部门", "政府部门"),
        ("标识（CSTR）与大模型（model）、人工智能（AI）", "标识（CSTR）与大模型（model）、人工智能（AI）"),
        # width
        ("到2027年,达到1,000家(含AI企业);", "到2027年，达到1,000家（含AI企业）；"),
        ("时间10:30,网址http://www.a.cn/b?c=1,完", "时间10:30，网址http://www.a.cn/b?c=1，完"),
        ("２０２５年１０％", "2025年10%"),
        # markdown, entities, invisible characters, look-alikes
        ("强化**统筹**协同", "强化统筹协同"),
        ("&ldquo;人工智能+&rdquo;&nbsp;行动", "“人工智能+” 行动"),
        ("政\u200b府\ufeff引导", "政府引导"),
        ("⼈⼯智能", "人工智能"),
    ],
)
def test_repairs(damaged: str, clean: str) -> None:
    assert repair_text(damaged).text == clean


@pytest.mark.parametrize(
    ("number", "province"),
    [("苏政发", "江苏"), ("粤府办", "广东"), ("川办发", "四川"), ("内政办发", None), ("桂政办发", "广西")],
)
def test_a_placeholder_needs_evidence(number: str, province: str | None) -> None:
    text = f"{number}〔2024〕3号\n关键词1省人民政府关于美丽关键词1建设的意见"
    unit = "自治区" if province == "广西" else "省"
    repaired = repair_text(text.replace("关键词1省", f"关键词1{unit}"))
    if province is None:
        assert "关键词1" in repaired.text
        assert [flag.rule for flag in repaired.flags] == ["placeholder"] * 2
    else:
        assert f"{province}{unit}人民政府关于美丽{province}建设" in repaired.text


def test_a_placeholder_is_left_where_catalogue_and_number_disagree() -> None:
    repaired = repair_text("苏政发〔2024〕3号 关键词1省人民政府", clue=Clue(province="浙江"))
    assert "关键词1" in repaired.text


def test_the_catalogue_resolves_a_placeholder() -> None:
    assert repair_text("关键词1省人民政府", clue=Clue(province="湖北")).text == "湖北省人民政府"


@pytest.mark.parametrize(
    "text",
    [
        "一、总体要求\n（一）指导思想\n坚持创新。",
        "保障措施\n强化统筹协同。加强领导，压实责任。",
        "浙江省人民政府\n2024年5月1日",
        "江苏省人民政府\n江苏省行动方案\n一、目标",
        "| 文号： | 苏政发〔2025〕1号 |\n| 标题： | 通知 |",
        "支持建设平台。\n支持企业发展。",
    ],
)
def test_lines_that_stay_apart(text: str) -> None:
    assert repair_text(text).text == text


@pytest.mark.parametrize(
    ("damaged", "clean"),
    [
        ("加快发展。构建信息中心\n\n和数据基础设施，完善体系。", "加快发展。构建信息中心和数据基础设施，完善体系。"),
        ("支持企业、\n高校、院所联合攻关。", "支持企业、高校、院所联合攻关。"),
        ("某省人民政府关于印发\n某省行动计划的\n通知\n各市：", "某省人民政府关于印发某省行动计划的通知\n各市："),
        ("某省发展规划\n（2025—2030年）\n一、形势", "某省发展规划（2025—2030年）\n一、形势"),
    ],
)
def test_lines_that_are_joined(damaged: str, clean: str) -> None:
    assert repair_text(damaged).text == clean


@pytest.mark.parametrize(
    ("damaged", "clean"),
    [
        ("联系人：王小明，电话：0571-87654321", "联系人：＊＊＊，电话：＊＊＊＊＊＊＊＊＊＊＊＊＊"),
        ("联系人:张三、李四光;手机:13812345678", "联系人：＊＊、＊＊＊；手机：＊＊＊＊＊＊＊＊＊＊＊"),
        ("邮箱：zfb_1@js.gov.cn。", "邮箱：＊＊＊＊＊＊＊＊＊＊＊＊＊＊＊。"),
        ("传真：87654321", "传真：＊＊＊＊＊＊＊＊"),
        ("咨询１３８００００１２３４", "咨询＊＊＊＊＊＊＊＊＊＊＊"),
        ("咨询（0571）87654321", "咨询＊＊＊＊＊＊＊＊＊＊＊＊＊＊"),
        ("其身份证号为33010219900307451X。", "其身份证号为＊＊＊＊＊＊＊＊＊＊＊＊＊＊＊＊＊＊。"),
        ("身份证号码：330102900307451。", "身份证号码：＊＊＊＊＊＊＊＊＊＊＊＊＊＊＊。"),
        ("项目代码3301021234567890123", "项目代码3301021234567890123"),
        ("索引号014000319/2025-00326", "索引号014000319/2025-00326"),
        ("投资13812345678元，占地12345平方米", "投资13812345678元，占地12345平方米"),
        ("各有关联系人制度，设立联系人：省发展改革委创新处", "各有关联系人制度，设立联系人：省发展改革委创新处"),
    ],
)
def test_contact_details_are_masked_at_equal_length(damaged: str, clean: str) -> None:
    repaired = repair_text(damaged)
    assert repaired.text == clean
    assert len(repaired.text) == len(damaged)


def test_rules_have_distinct_names() -> None:
    assert len(set(list_rules())) == len(RULES)
