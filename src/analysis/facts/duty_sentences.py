"""Bodies that a sentence makes responsible: 由省科技厅统筹推进; 省发展改革委牵头，会同省财政厅制定."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

from analysis.facts.agency_lists import Item
from analysis.facts.agency_names import Setting, is_collective, read_name, read_registered
from analysis.facts.agency_registry import Registry, loosen
from analysis.facts.duty_words import Words

__all__ = ["find_sentence_duties"]

Ends = list[tuple[int, bool]]

_LONGEST = 26
#: Endings of a collective name that names bodies by itself.
_MANY = ("政府", "成员单位", "管委会")
#: Without a known name in it, a sentence may still name a collective, or a body unknown to the registry.
_MAY_NAME = re.compile("[各由]")
_JOINTS = re.compile(r"(?:、|，|和|与|及|以及|会同|、并)")
_NUMBER = re.compile(r"\s*(?:[（]?[一二三四五六七八九十\d]+[）]?[、.．﹒]?\s*)?(?:其中，|同时，|目前，)?")
_PLACE = re.compile("由|会同|，")
_SENTENCES = re.compile(r"[^。；！？\n\r]+")
_ADVERBS = (
    r"(?:等(?:[一-龥]{0,8}?(?:部门|单位|机构))?)?(?:要|应当|应|须|需|会|将|负责|共同|分别|联合|统一|具体|切实|进一步|定期|适时|及时|积极|充分|抓紧|依法|每年|原则上|，|"
    r"(?:按|按照|依据|根据|依)(?:各自|有关){0,3}(?:职责|职能|分工){1,4}(?:分工)?|总体){0,12}"
)
_LEADING = re.compile(rf"{_ADVERBS}(?:发挥(?:总)?)?(?:牵头|主办|会同|商(?=[省市区县国]))")
_SUPPORTING = re.compile(rf"{_ADVERBS}(?:配合|协助|协同|参与|支持)(?:[^）]|$)")
_ACTING = re.compile(
    rf"{_ADVERBS}(?:负责(?!人|同志)|统筹|推进|落实|加强|制定|组织|开展|建立|完善|指导|协调|做好|研究|实施|推动|督促|承担|抓好|加快|建设|编制|出台|细化|"
    r"各负其责|各司其职|健全|强化|提供|探索|加大|加以|优化|提升|实行|设立|成立|履行|监督|监测|汇总|跟踪|评估|考核|发挥|落实|安排|引导|鼓励|培育|打造|构建|"
    r"深化|扩大|促进|保障|对|把|将|为|给予|确定|公布|发布|审核|受理|办理|管理|执行|完成|开发|搭建|推广|遴选|认定|启动|聚焦|围绕|通过|依托|明确|制订|起草|牵头)"
)
# A body unknown to the registry is read only where the words around it leave no doubt: 由市医改办牵头.
_UNKNOWN = re.compile(r"[省市区县][一-龥]{2,12}?(?:厅|局|委|办|办公室|中心)(?=牵头|负责|统筹|会同|组织实施)")
_BY = re.compile(r"(?<![自缘理])由(?=[省市区县自各国中][一-龥]|[一-龥]{2,10}(?:厅|局|委|部|办|院|政府))")


def find_sentence_duties(
    text: str, *, registry: Registry, words: Words, setting: Setting | None = None
) -> Iterator[Item]:
    """Yield the bodies that sentences of a clause make responsible, with their role.

    Only three places in a sentence count, since a body named elsewhere is merely mentioned: its beginning, after 由, and
    after 会同 or a comma where a predicate (牵头, 配合, 负责 ...) follows. Only names that the registry knows are read.

    Parameters
    ----------
    text
        A clause in full width, its lists blanked.
    registry, words
        The registry of names and the words of the grammar.
    setting
        What is known of the document.

    Yields
    ------
    Item
        In their order; ``notation`` is the word that gives the role.

    Examples
    --------
    >>> from analysis.facts.agency_registry import read_registry
    >>> from analysis.facts.duty_words import read_words
    >>> found = find_sentence_duties("由省科技厅牵头，会同省财政厅制定办法。", registry=read_registry(), words=read_words())
    >>> [(item.reading.agency, item.role) for item in found]
    [('省科技厅', 'lead'), ('省财政厅', 'support')]
    """
    setting = setting or Setting()
    for sentence in _SENTENCES.finditer(text):
        yield from _read_sentence(text, sentence.start(), sentence.end(), registry, words, setting)


def _read_sentence(
    text: str, low: int, high: int, registry: Registry, words: Words, setting: Setting
) -> Iterator[Item]:
    ends = registry.find_ends(text, low, high)
    if not any(known for _, known in ends) and not _MAY_NAME.search(text, low, high):
        return
    at = low
    led = False
    opening = True
    while at < high:
        position = _next_place(text, at, high, opening=opening)
        if position < 0:
            return
        by = text[position - 1 : position] == "由" or text[max(low, position - 2) : position] == "会同"
        items, end = _scan_names(text, position, high, ends, registry, setting)
        rest = text[end:high]
        joined = text[max(low, position - 2) : position] == "会同"
        if items:
            role, word = _role_of(rest, words, opening=opening or by)
            if joined and led:
                role, word = "support", "会同"
            if role:
                led = led or role == "lead"
                yield from (item._replace(role=role, notation=word) for item in items)
        at = max(end, position + 1) if items else position + 1
        opening = False


def _next_place(text: str, at: int, high: int, *, opening: bool) -> int:
    """Return the next place where a responsible body may stand: the start of the sentence, after 由, 会同 or a comma."""
    if opening:
        number = _NUMBER.match(text, at, high)
        return number.end() if number and number.end() < high else -1
    for match in _PLACE.finditer(text, at - 1 if at else 0, high):
        if match.end() >= at and match.end() < high:
            return match.end()
    return -1


def _role_of(rest: str, words: Words, *, opening: bool) -> tuple[str, str]:
    if _LEADING.match(rest):
        return "lead", "会同" if _LEADING.match(rest)[0].endswith(("会同", "商")) else "牵头"  # type: ignore[index]
    if opening and re.match(r"[^。；，]{2,40}，(?:并)?(?:负责)?牵头", rest):
        return "lead", "牵头"
    if _SUPPORTING.match(rest):
        return "support", "配合"
    if (match := _ACTING.match(rest)) and rest[match.end() : match.end() + 1] != "的":
        verb = next((word for word in words.predicates if match[0].endswith(word)), match[0][-2:])
        return "responsible", verb
    return "", ""


def _scan_names(
    text: str, start: int, high: int, ends: Ends, registry: Registry, setting: Setting
) -> tuple[list[Item], int]:
    """Read names joined by 、 or 和 from a place on; return them and where they end."""
    items: list[Item] = []
    prefix = ""
    at = end = start
    while at < high:
        size = _longest_name(text, at, ends, registry, setting, prefix)
        if not size and not items and text[at - 1 : at] == "由":
            unknown = _UNKNOWN.match(text, at, high)
            size = len(unknown[0]) if unknown else 0
        if not size:
            break
        name = text[at : at + size]
        reading = read_name(registry, name, setting=setting, prefix=prefix)
        prefix = reading.prefix or prefix
        items.append(Item(at, at + size, name, reading))
        end = at + size
        joint = _JOINTS.match(text, end, high)
        if not joint or joint[0] in ("会同", "，"):
            break
        at = joint.end()
    return items, end


def _longest_name(text: str, at: int, ends: Ends, registry: Registry, setting: Setting, prefix: str) -> int:
    for place in range(bisect_right(ends, (at + _LONGEST, True)) - 1, -1, -1):
        end, known = ends[place]
        if end <= at + 1:
            break
        if (known or text[at] == "各") and _is_known(text[at:end], registry, setting, prefix):
            return end - at
    return 0


def _is_known(name: str, registry: Registry, setting: Setting, prefix: str) -> bool:
    """Say whether a run of text is a name for certain: it states its place, or follows a name that does."""
    if name[0] in "，、（：":
        return False
    if is_collective(name):
        return name.startswith("各") or name.endswith(_MANY)
    return bool(prefix or registry.may_begin(name)) and _known(registry, name, setting, prefix)


@lru_cache(maxsize=8192)
def _known(registry: Registry, name: str, setting: Setting, prefix: str) -> bool:
    reading = read_registered(registry, name, setting=setting, prefix=prefix)
    if reading is None or reading.kind == "party committee":
        return False
    if reading.kind == "government" and not reading.place:
        return False
    return bool(prefix) or loosen(name) not in registry.cores or len(name) > 4 and reading.level == "central"  # noqa: PLR2004, RUF021
