"""Invented policy texts of any province, clean to the last character: what damage is done to, and what must pass unchanged."""

from __future__ import annotations

import numpy as np

from analysis.reference import read_reference

__all__ = ["CHAPTERS", "FIELDS", "HAN", "HEADINGS", "OFFICES", "SENTENCES", "write_policy_text"]

FIELDS = (
    "低空经济",
    "海洋产业",
    "冰雪旅游",
    "人工智能",
    "中医药",
    "现代农业",
    "新型储能",
    "数字贸易",
    "养老服务",
    "绿色建材",
)
CHAPTERS = ("总体要求", "主要目标", "重点任务", "强化要素供给", "完善产业生态", "推进试点示范", "保障措施")
HEADINGS = (
    "夯实产业基础",
    "突破关键技术",
    "培育领军企业",
    "完善基础设施",
    "拓展应用场景",
    "加强人才培养",
    "优化营商环境",
    "推动开放合作",
    "健全标准体系",
    "强化金融支持",
    "提升公共服务",
    "加强组织领导",
)
SENTENCES = (
    "坚持政府引导、市场主导，推动{field}高质量发展，打造一流的产业集群。",
    "支持{n}家以上优秀企业建设研发中心，形成标杆应用，给予最高{m}万元补助。",
    "到2027年，全省{field}产值突破{m}亿元，年均增长{p}%以上，建成省级平台{n}个。",
    "鼓励高等院校、科研院所与企业联合攻关，突破关键核心技术，提升自主创新能力。",
    "建立健全工作机制，完善统计监测体系，定期发布权威数据，营造良好氛围。",
    "按照有关规定落实税收优惠政策，扩大政府采购规模，降低企业综合成本。",
    "统筹用好各级财政资金，引导金融机构加大信贷投放，支持符合条件的企业上市融资。",
    "实施高级别人才引进计划，对领军人才团队“一事一议”，完善住房、医疗、教育等服务。",
    "推进国际领先的示范基地建设，推广可复制的经验做法，支持申报国家级试点。",
    "加快制定地方标准{n}项，推动检验检测机构能力提升，强化质量安全监管。",
    "发挥行业协会作用，举办专业展会和供需对接活动，拓展国内外市场。",
    "优化空间布局，建设特色园区{n}个，完善水、电、气、路、网等配套设施。",
    "到2027年，研发经费投入强度达到{q}.{d}%左右，公共服务数字化率提高到{h}.{d}%，主要污染物排放总量下降{p}.{d}%。",
)
OFFICES = ("省发展改革委", "省科技厅", "省财政厅", "省教育厅", "省商务厅", "省市场监管局", "省农业农村厅")
HAN = "一二三四五六七八九十"


def write_policy_text(*, seed: int = 0, n_chapters: int = 4) -> str:
    r"""Return an invented plan of some province: title, number, notice, chapters, clauses, signature.

    Parameters
    ----------
    seed
        Decides everything that is drawn.
    n_chapters
        Chapters, one to seven.

    Returns
    -------
    str
        Clean text: simplified characters, full-width punctuation, one paragraph a line.

    Raises
    ------
    ValueError
        If the number of chapters is out of range.

    Examples
    --------
    >>> text = write_policy_text(seed=3)
    >>> text == write_policy_text(seed=3), text.split("\n")[-1][-1]
    (True, '日')
    """
    if not 1 <= n_chapters <= len(CHAPTERS):
        raise ValueError(f"n_chapters must lie between 1 and {len(CHAPTERS)}, not {n_chapters}")
    rng = np.random.default_rng(seed)
    provinces = read_reference("provinces")
    provinces = provinces[provinces["kind"] == "省"].reset_index(drop=True)
    row = provinces.iloc[int(rng.integers(len(provinces)))]
    field = FIELDS[int(rng.integers(len(FIELDS)))]
    plan = f"{row['full_name']}{field}高质量发展行动计划（2025—2027年）"
    lines = [
        f"{row['full_name']}人民政府办公厅关于印发{plan}的通知",
        f"{row['abbreviation'].split()[0]}政办发〔2025〕{int(rng.integers(1, 90))}号",
        "各市、县人民政府，省政府各部门、各直属机构：",
        f"《{plan}》已经省政府同意，现印发给你们，请认真贯彻执行。",
        f"{row['full_name']}人民政府办公厅",
        "2025年3月6日",
        plan,
        f"为加快推动{row['name']}{field}高质量发展，结合{row['full_name']}实际，制定本行动计划。",
    ]
    for chapter in range(n_chapters):
        lines.append(f"{HAN[chapter]}、{CHAPTERS[chapter]}")
        for clause, heading in enumerate(rng.choice(HEADINGS, size=3, replace=False)):
            body = "".join(_fill(rng, field) for _ in range(int(rng.integers(2, 5))))
            offices = "、".join(rng.choice(OFFICES, size=2, replace=False))
            lines.append(f"（{HAN[clause]}）{heading}。{body}（责任单位：{offices}）")
    lines += [f"{row['full_name']}发展和改革委员会", "2025年3月6日"]
    return "\n".join(lines)


def _fill(rng: np.random.Generator, field: str) -> str:
    sentence = SENTENCES[int(rng.integers(len(SENTENCES)))]
    return sentence.format(
        field=field,
        n=int(rng.integers(2, 60)),
        m=int(rng.integers(1, 90)) * 100,
        p=int(rng.integers(11, 30)),
        q=int(rng.integers(3, 7)),
        h=int(rng.integers(50, 98)),
        d=int(rng.integers(1, 10)),
    )
