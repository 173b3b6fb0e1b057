"""Sentences of an invented corpus, from the words of a dictionary as often as the language has them, so that few are alike."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate

from analysis.reference import read_reference
from analysis.reference.everyday import find_jieba
from analysis.synth.policy import SENTENCES

__all__ = ["Wording", "list_offices"]


def _split(words: str, *, at: str | None = None) -> list[str]:
    return words.split(at)


#: What governments do, with the weight of a word; the commonest dozen make half of all.
_VERBS = _split(
    "推进 加快 完善 支持 加强 推动 建设 开展 鼓励 强化 优化 提升 打造 培育 健全 探索 建立 深化 实施 引导 拓展 构建 "
    "组织 落实 促进 发展 规范 制定 创新 扩大 统筹 保障 突破 搭建 引进 推广 整合 严格 编制 设立 改造 布局 发挥 聚焦 "
    "依托 加大 围绕 坚持 巩固 盘活 遴选 压实 畅通 化解"
)
#: Heads of noun phrases, which give a plan its tone.
_HEADS = _split(
    "建设 发展 体系 机制 能力 平台 水平 服务 应用 管理 产业 企业 项目 工程 技术 标准 资源 场景 基地 改革 创新 合作 "
    "监管 治理 政策 人才 培训 保护 融合 示范 试点 研发 转化 改造 布局 集群 环境 安全 监测 评估 供给 保障"
)
#: What plans do it with.
_MEANS = _split(
    "财政资金 专项资金 税收优惠 政府采购 人才引进 技术攻关 基础研究 数据共享 标准体系 应用场景 试点示范 公共服务平台 "
    "宣传推广 融资担保 知识产权保护 统筹协调 督促检查 组织领导 绩效评价 用地保障 安全监管 创新联合体 揭榜挂帅 "
    "产业基金 信贷支持 教育培训 成果转化 基础设施建设 开放合作 产教融合 政务服务 示范项目 审批绿色通道 风险防控 "
    "工作专班 统计监测 联合培养 首台套 信用监管 执法检查 地方标准 技能竞赛 行业协会 国际合作 创业孵化 贷款贴息 "
    "质量提升 数字化改造 社会资本 考核评估"
)
#: Whole steps.
_STEPS = _split(
    "安排专项资金 建立工作专班 加强知识产权保护 打造应用场景 开展试点示范 培养复合型人才 引进高层次团队 制定地方标准 "
    "加强宣传引导 发布典型案例 保障用地用能 列入重大项目库 设立产业基金 建设公共服务平台 推动公共数据开放共享 "
    "组织技术攻关 纳入绩效考核 给予资金补助 强化安全监管 支持企业出海 参与国际标准制定 推动企业上市 建立容错免责机制 "
    "举办创新大赛 实行揭榜挂帅 推进智慧政务 搭建供需对接平台 完善基础设施 开展联合攻关 加强统计监测 "
    "推进政务服务一网通办 开辟审批绿色通道 健全风险防控机制 加强组织领导 深化产教融合 落实税收优惠政策"
)
#: Phrases: V a verb of government, v any verb, n a noun, f a noun of the field, p a term of policy, m a means, s a step,
#: h a head.
_PHRASES = _split(
    "s/s/s/s/s，Vfh/s，Vfh/s，s/s和m/为fhs/以f为h，s/Vfh，s/Vm/Vm和m/Vm、m和m/Vfm/Vfh/Vfh/Vnh/Vp/Vph/Vfh与m/Vnfh/Vf、n等h/"
    "Vfm和h/Vfm，Vm/以m为h，Vfh/推动f与p深度v/对fh给予m/Vpm/在n、f等领域Vm/Vafh/Vm，Vfh/Vf向nv",
    at="/",
)
_FIGURES = (
    "到{year}年，{a}{b}达到{m}亿元",
    "{a}{b}突破{m}万人次",
    "建成{a}{b}{n}个",
    "年均增长{p}%以上",
    "培育{a}企业{n}家",
    "{a}{b}覆盖率提高到{h}%",
    "{a}{b}不少于{n}项",
)
#: Shares of sentences, by count in plans that are published: set phrases that plans have in common, and goals with a figure.
_FORMULAS, _GOALS = 0.03, 0.06
_FIELD_NOUNS, _COMMON_NOUNS, _GROWTH, _AT_ONCE = 600, 12_000, 0.9, 128
_KINDS = {"n": ("n", "vn"), "v": ("v", "vn"), "a": ("a", "b")}
_SET = tuple(sentence for sentence in SENTENCES if "{" not in sentence)
_CITY = 0.15


class Wording:
    """The words of one plan, drawn as they are needed.

    Parameters
    ----------
    draw
        Source of what is drawn.
    field
        The plan's field: a third of its nouns are drawn from the field's own.
    """

    def __init__(self, draw: random.Random, field: str) -> None:
        self._draw = draw
        words = {kind: _list_words(kind) for kind in _KINDS}
        words |= {
            "V": _rank(_VERBS),
            "h": _rank(_HEADS),
            "p": _rank(_list_terms()),
            "m": _rank(_MEANS),
            "s": _rank(_STEPS),
            "f": _list_nouns(field),
        }
        self._words = {kind: self._give(*some) for kind, some in words.items()}

    def write_sentence(self, year: int) -> str:
        """Return a sentence.

        Parameters
        ----------
        year
            From which a goal counts.

        Returns
        -------
        str
        """
        kind = self._draw.random()
        if kind < _FORMULAS:
            return self._draw.choice(_SET)
        phrases = [self._write_phrase() for _ in range(self._draw.randint(3, 6))]
        if kind > 1 - _GOALS:
            phrases += [self._write_figure(year) for _ in range(self._draw.randint(1, 2))]
        return "，".join(phrases) + "。"

    def write_heading(self) -> str:
        """Return the heading of a clause.

        Returns
        -------
        str
        """
        return next(self._words["V"]) + next(self._words["f"]) + next(self._words["h"])

    def _write_phrase(self) -> str:
        words = self._words
        return "".join(next(words[part]) if part in words else part for part in self._draw.choice(_PHRASES))

    def _write_figure(self, year: int) -> str:
        draw = self._draw
        numbers = {"n": draw.randint(2, 59), "m": draw.randint(1, 89) * 100, "p": draw.randint(3, 29)}
        numbers |= {"h": draw.randint(50, 97), "year": year + 2}
        return draw.choice(_FIGURES).format(a=next(self._words["f"]), b=next(self._words["h"]), **numbers)

    def _give(self, words: Sequence[str], totals: Sequence[float]) -> Iterator[str]:
        while True:
            yield from self._draw.choices(words, cum_weights=totals, k=_AT_ONCE)


@cache
def list_offices() -> tuple[list[str], list[float]]:
    """Return bodies that a province names in its plans, and the running totals of how often.

    Returns
    -------
    tuple of list of str and list of float

    Examples
    --------
    >>> offices, totals = list_offices()
    >>> len(offices) == len(totals) > 400
    True
    """
    agencies = read_reference("agencies")
    own = agencies.loc[agencies["level"].eq("local") & agencies["kind"].eq("government department"), "name"]
    cities = read_reference("cities")["full_name"] + "人民政府"
    departments, share = "省" + own, _CITY / (1 - _CITY)
    ranked = _weigh(len(departments))
    each = share * sum(ranked) / len(cities)
    return [*departments, *cities], list(accumulate([*ranked, *[each] * len(cities)]))


@cache
def _list_words(kind: str) -> tuple[list[str], list[float]]:
    """Return jieba's words of a kind, two to four Chinese characters long, and running totals of how often they are met."""
    found: dict[str, int] = {}
    for line in (find_jieba() / "dict.txt").read_text(encoding="utf-8").splitlines():
        word, count, tag = line.split()
        if tag in _KINDS[kind] and 2 <= len(word) <= 4 and min(word) >= "一":  # noqa: PLR2004
            found[word] = int(count)
    ordered = sorted(found, key=lambda word: (-found[word], word))
    return ordered, list(accumulate(found[word] for word in ordered))


@cache
def _list_nouns(field: str) -> tuple[list[str], list[float]]:
    nouns, _ = _list_words("n")
    return _rank(random.Random(field).sample(nouns[:_COMMON_NOUNS], _FIELD_NOUNS))  # noqa: S311 - no secret


@cache
def _list_terms() -> tuple[str, ...]:
    terms = sorted(read_reference("policy_terms")["term"])
    return tuple(random.Random(0).sample(terms, len(terms)))  # noqa: S311 - no secret


def _rank(words: Sequence[str]) -> tuple[list[str], list[float]]:
    return list(words), list(accumulate(_weigh(len(words))))


def _weigh(n_words: int) -> list[float]:
    """Return weights that fall with the rank, by Zipf and Mandelbrot."""
    return [(rank + 3) ** -_GROWTH for rank in range(n_words)]
