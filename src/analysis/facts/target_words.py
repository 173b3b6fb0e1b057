"""The words of the target grammar as patterns, and the parts of a clause that it reads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from analysis.facts.quantities import Quantity, either, find_quantities, read_words
from analysis.facts.years import YearMark
from analysis.spans import Zones

__all__ = ["Grammar", "Span", "quantities_outside", "read_grammar", "split_pieces", "unread_zones"]

Span = tuple[int, int]

#: After one of these a verb is the beginning of a noun: 保障性租赁住房, 服务业增加值, 治理面积.
_NOUN_TAILS = (
    "性|业|区|站|型|率|量|面积|用地|强度|水平|能力|规模|里程|人次|人数|额|值|度|者|商|券|线|周期|时间|时限|数|点|费"
)
#: These verbs are more often the first half of such a noun: 服务机构, 保护基地.
_NOUN_VERBS = "服务|保护|培训|治理|供应|保障|开放|共享|孵化|生产|应用|推广|转化|投资|救助|种植|采购|上市"
_NOUNS = "机构|平台|中心|基地|基金|企业|公司|体系|人口|事项|产品|贷款|成本|效率|程度|示范|设施|网络|联盟|人员"
_SECOND_VERBS = "改造提升|改造|改建|扩建|新建|培育|建设|开工|引进|提升|建成|设立|打造|认定|投产|投运|推广|应用"
_FREE_VERBS = "完成|实现|新增|建成|新建|增加|减少|突破|拓展|培育|引进|新改建"
_PLACES = (
    "全省|全市|全区|全县|全州|全国|全域|全球|我省|我市|我区|我县|本省|本市"
    "|省内|市内|区内|县内|省级|各地|各市州|各市|各县|各区|各设区市"
)
_LEADS = (
    "力争|争取|努力|确保|预计|预期|并且|并|同时|其中|此外|另外|再|总共|共计|共|累计|每年|各年|年均(?!增|提|下|降|减|递)|"
    r"[一二三四五六七八九十\d]{1,12}年(?:内|(?=新增|培育|建成|建设|引进|累计|完成|实现|投入|力争))|(?:今后|未来)[^，。]{0,6}年(?:内)?|年(?=开展|培训|组织|举办|新增|培育|引进|实施|接待|服务|吸引)|"
    "全面|基本|初步|率先|进一步|加快|大力|积极|着力|持续|稳步|有序|重点|要|将|实现(?=年)"
)
_TAILS = (
    r"分别|均|各|就|将|要|可|至少|最少|力争|争取|确保"
    r"|平均|再|总计|累计|合计|每[日年天月]|到|至|为|达|有|共|不得|必须|应|达成"
)
_ZONE = re.compile(
    r"“[^”\n]{0,60}”|‘[^’\n]{0,60}’|「[^」\n]{0,60}」|《[^》\n]{0,120}》|[（(](?!其中)[^（）()\n]{0,80}[）)]|〔[^〕\n]{0,12}〕"
)
_CUT = re.compile(r"[，,：:]")
_FIELDS = "领域|方面|环节|地区|区域|范围内|范围|行业|产业|等"


@dataclass(frozen=True)
class Grammar:
    """The words of the grammar as patterns, and the folder of the project's own layer."""

    layer: Path | None
    words: dict[str, dict[str, str]]
    lead: re.Pattern[str]
    place: re.Pattern[str]
    field: re.Pattern[str]
    verb: re.Pattern[str]
    second_verb: re.Pattern[str]
    verb_end: re.Pattern[str]
    level_end: re.Pattern[str]
    change_end: re.Pattern[str]
    changed: re.Pattern[str]
    loose_end: re.Pattern[str]
    tail: re.Pattern[str]
    free_verb_end: re.Pattern[str]
    support: re.Pattern[str]
    condition: re.Pattern[str]
    describe_end: re.Pattern[str]
    past_segment: re.Pattern[str]
    past_sentence: re.Pattern[str]
    hardness: re.Pattern[str]


@lru_cache(maxsize=8)
def read_grammar(layer: Path | None = None) -> Grammar:
    """Return the grammar made of the packaged words and the project's own layer over them.

    Parameters
    ----------
    layer
        The project's ``data/reference`` folder; only the packaged words where None.

    Returns
    -------
    Grammar

    Examples
    --------
    >>> bool(read_grammar().verb.match("培育企业"))
    True
    """
    words = read_words(layer)
    verbs, levels = either(words["goal verb"]), either(words["level verb"])
    least = either([word for word, value in words["comparator before"].items() if value == ">="])
    return Grammar(
        layer=layer,
        words=words,
        lead=re.compile(rf"[\s、，,]{{0,80}}(?:{_LEADS})"),
        place=re.compile(
            rf"(?:{_PLACES})(?:范围内|上下|共)?|每(?:个|家|一个)?[^，。、]{{1,14}}?(?=(?:{least})?(?:{verbs}))"
        ),
        field=re.compile(
            rf"(?:在|围绕|聚焦|面向|针对|依托|通过)(?:[^，。；]{{0,60}}(?:{_FIELDS})|社会|全国|海内外|国内外|全球)(?=(?:{verbs}))"
        ),
        verb=re.compile(rf"(?!(?:{_NOUN_VERBS})(?:{_NOUNS}))(?:{verbs})(?!{_NOUN_TAILS})(?:一批)?"),
        second_verb=re.compile(rf"[、和及并]?(?:{_SECOND_VERBS})(?!{_NOUN_TAILS})"),
        verb_end=re.compile(rf"(?:{verbs})(?:了|出|好|约)?(?:{least})?\s*$"),
        level_end=re.compile(rf"(?P<word>{levels})(?:了)?(?:每[日年天月])?\s*$"),
        change_end=re.compile(rf"(?:{either(words['change verb'])})(?:了|约)?\s*$"),
        changed=re.compile(rf"(?:{'|'.join(words['change verb'])})$"),
        loose_end=re.compile(rf"(?:{least})(?:{verbs})\s*$"),
        tail=re.compile(rf"(?:{_TAILS}|{levels})$"),
        free_verb_end=re.compile(rf"(?:{_FREE_VERBS})$"),
        support=re.compile(either(words["support"])),
        condition=re.compile(rf"^(?:对(?!外|口|接|标)|{either(words['condition'])})"),
        describe_end=re.compile(rf"(?:{either(words['describe'])})[^，。；]{{0,2}}$"),
        past_segment=re.compile(either(words["past segment"])),
        past_sentence=re.compile(either(words["past sentence"])),
        hardness=re.compile(either(words["hardness"])),
    )


def unread_zones(text: str) -> list[Span]:
    """Return the spans whose numbers are never targets: quotes, titles, parentheses (but not 其中).

    Parameters
    ----------
    text
        A clause.

    Returns
    -------
    list of (start, end)

    Examples
    --------
    >>> unread_zones("实施“415X”工程（每秒百次）")
    [(2, 8), (10, 16)]
    """
    return [match.span() for match in _ZONE.finditer(text)]


def split_pieces(text: str, start: int, end: int, zones: list[Span]) -> list[Span]:
    """Return the pieces of a sentence: what stands between commas and colons, outside quotes and parentheses.

    Parameters
    ----------
    text
        A clause.
    start, end
        The sentence.
    zones
        Spans that are not cut.

    Returns
    -------
    list of (start, end)

    Examples
    --------
    >>> split_pieces("达到1,200亿元，增长5%", 0, 14, [])
    [(0, 9), (10, 14)]
    """
    closed = Zones(zones)
    cuts = [start - 1]
    for match in _CUT.finditer(text, start, end):
        at = match.start()
        within_number = text[at - 1 : at].isdecimal() and re.match(r"\d{3}(?!\d)", text[at + 1 : at + 5]) is not None
        if not within_number and not closed.holds(at):
            cuts.append(at)
    cuts.append(end)
    return [(low + 1, high) for low, high in pairwise(cuts) if low + 1 < high]


def quantities_outside(text: str, zones: list[Span], marks: Sequence[YearMark], grammar: Grammar) -> list[Quantity]:
    """Return the quantities of a clause that are not in a name, a title, a parenthesis or a year.

    Parameters
    ----------
    text
        The clause.
    zones
        Spans of names, titles and parentheses.
    marks
        Years of the clause.
    grammar
        The words and the layer.

    Returns
    -------
    list of Quantity
    """
    closed = Zones([*zones, *((mark.start, mark.end) for mark in marks)])
    return [
        quantity
        for quantity in find_quantities(text, layer=grammar.layer, led=grammar.level_end)
        if not closed.holds(quantity.start + len(quantity.before_word)) and not _is_word(quantity)
    ]


def _is_word(quantity: Quantity) -> bool:
    """Say whether the numeral is part of a word: 统一, 一批, 一次."""
    one = quantity.chinese and quantity.low == quantity.high == 1
    return (
        one
        and quantity.unit in {"批", "次", "站", "面", "条", "件"}
        and not (quantity.after or quantity.before in {">=", "<="})
    )
