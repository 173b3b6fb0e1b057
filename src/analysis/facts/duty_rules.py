"""Rules stated once for many lists: which place or mark makes a lead, and who is responsible by default."""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["Default", "Statement", "blank_statements", "find_defaults", "find_statements"]

_LEAD = r"(?:总)?(?:牵头|主办|主要责任|第一责任|主责)(?:责任)?(?:单位|部门|地区|者|方)?"
#: Every statement holds one of these.
_LEAD_WORD = re.compile("牵头|主办|主要责任|第一责任|主责")
_FIRST = re.compile(
    r"(?:以|其中|上述|责任单位中|各项任务|有关部门)?(?:排名|排序|排列|署名|位置|名单|位列|列在|"
    r"排在|位于|居于|列于|排|列|居)?(?:在|为)?(?:最前|最前面|(?:第\s*[一1]|首)(?:位|个|名)?)"
    r"(?:的|者|位)?(?:责任)?(?:单位|部门|地区)?(?:的)?(?:均)?(?:为|是|系|即|作为|担任)"
    + _LEAD
    + r"|"
    + _LEAD
    + r"(?:排|列|位列|排列|列在|排在)(?:在)?(?:第\s*[一1]|首)(?:位|个|名)"
    r"|第\s*[一1](?:个|位)?(?:责任)?(?:单位|部门)(?:为|是|系)?牵头(?:单位|部门)?"
)
_MARK = re.compile(
    r"(?:标记?|带|加|注明?|打|画|划|[前后]?有){0,4}[“\"'「]?(?P<mark>[☆★▲△●◆※*＊#])[”\"'」]?(?:号|符号|标记|标识){0,3}"
    r"(?:的|者|为|表示|标注的?|标记的?){0,4}(?:责任)?(?:单位|部门)?(?:的)?(?:均)?(?:为|是|系|表示|即)?" + _LEAD
)
_ONWARD = re.compile(r"^[^。；）]{0,6}?(?:，|、|；|。|（)?(?:以)?下(?:均|皆)?同")

_EXCEPT = (
    r"(?P<except>(?:除(?:特别|已|另有|另)?(?:注明|标明|明确|说明|规定)(?:的|者)?(?:以?外|之外)|"
    r"未(?:特别|另行|单独)?(?:注明|标明|列明|明确)(?:责任单位|牵头单位)?的?)，?)?"
)
_SCOPE_WORD = (
    r"(?P<scope>以下|下列|上述|以上|本章|本部分|本节|具体(?=任务|工作)|"
    r"本(?:行动)?(?:方案|意见|计划|清单|规划|措施|办法)(?=各项|所有|任务|内容|中)|各项|所有)"
)
_SUBJECT = r"(?:各项|所有|有关|重点|相关|全部|的){0,6}(?:任务|工作|举措|条款|措施|内容|事项|条目|政策){0,6}(?:中)?，?"
_DEFAULT = re.compile(
    rf"(?:{_EXCEPT}{_SCOPE_WORD}|(?P<open>未(?:特别|另行|单独)?(?:注明|标明|列明|明确)(?:责任|牵头)单位的))"
    + _SUBJECT
    + r"(?:均|都|还|一并|全部|皆|也)*(?:需要|需|须|由|要|涉及|包括|请)+"
    + r"(?P<names>(?:[^。；！？\n：（）]|（[^（）]*）){2,160})"
)
_GIVES = re.compile(r"牵头|负责|落实|配合|参与|实施|支持|承担|推进|列出|列明|注明|分工")
#: What stands in each of them, without what may be said before it: begins with letters that few texts hold.
_SCOPED = re.compile(
    rf"(?:{_SCOPE_WORD}|未(?:特别|另行|单独)?(?:注明|标明|列明|明确)(?:责任|牵头)单位的)".replace("?P<scope>", "?:")
    + _SUBJECT
    + r"(?:均|都|还|一并|全部|皆|也)*(?:需|须|由|要|涉及|包括|请)"
)
_SCOPE = re.compile("以下|下列|上述|以上|本章|本部分|本节|具体|本(?:行|方|意|计|清|规|措|办)|各项|所有|未")
#: Words that speak of all tasks only if the statement also says that the bodies are not listed again.
_LOOSE_SCOPES = ("各项", "所有", "具体")
_UNLISTED = re.compile(
    r"(?:以下|下)?(?:均|都|同)?(?:不再|不)(?:逐一|一一|逐项|另行|单独|重复|分别)*(?:列出|列明|注明|标注|列|做分工|作分工|分工)"
)


_NOT_AGAIN = re.compile("不(?:再|逐|一|另|单|重|分|列|注|标|做|作)")


class Statement(NamedTuple):
    """A lead rule: where it stands, the mark it names (empty for the first place) and whether it holds from here on."""

    start: int
    end: int
    mark: str
    onward: bool


class Default(NamedTuple):
    """A default: where it and its names stand, its scope word, whether it holds only where nothing else does."""

    start: int
    end: int
    names_start: int
    names_end: int
    scope: str
    otherwise: bool


def find_statements(text: str) -> list[Statement]:
    """Return the lead rules of a text in full width.

    Parameters
    ----------
    text
        A clause, or the inside of a bracket.

    Returns
    -------
    list of Statement

    Examples
    --------
    >>> [(rule.mark, rule.onward) for rule in find_statements("省科技厅、省教育厅，排名第一的为牵头单位，下同")]
    [('', True)]
    >>> [(rule.mark, rule.onward) for rule in find_statements("注：标☆的为牵头单位")]
    [('☆', False)]
    """
    if not _LEAD_WORD.search(text):
        return []
    found = []
    for match in (*_FIRST.finditer(text), *_MARK.finditer(text)):
        onward = _ONWARD.search(text[match.end() :])
        end = match.end() + onward.end() if onward else match.end()
        mark = match.groupdict().get("mark") or ""
        found.append(Statement(match.start(), end, mark, bool(onward)))
    return sorted(found)


def find_defaults(text: str) -> list[Default]:
    """Return the statements that make bodies responsible for many clauses at once.

    Parameters
    ----------
    text
        A clause, or the inside of a bracket, in full width.

    Returns
    -------
    list of Default
        Sorted by place.

    Examples
    --------
    >>> text = "以下各项任务均需各市人民政府落实，不再列出"
    >>> [(text[found.names_start:found.names_end], found.scope) for found in find_defaults(text)]
    [('各市人民政府落实，不再列出', '以下')]
    """
    found = [
        Default(
            match.start(),
            match.end(),
            *match.span("names"),
            match["scope"] or "以下",
            bool(match["except"] or match["open"]),
        )
        for match in (_DEFAULT.finditer(text) if _is_scoped(text) else ())
        if _GIVES.search(match["names"]) and (match["scope"] not in _LOOSE_SCOPES or _UNLISTED.search(match[0]))
    ]
    for match in _UNLISTED.finditer(text) if _NOT_AGAIN.search(text) else ():
        if not any(default.start <= match.start() < default.end for default in found):
            # 省科技厅，各市人民政府，以下不再列出: the default is the name just before.
            names_end = len(text[: match.start()].rstrip("，；、（"))
            names_start = max(text.rfind(sign, 0, names_end) for sign in "，；：（") + 1
            found.append(Default(match.start(), match.end(), names_start, names_end, "以下", otherwise=False))
    return sorted(found)


def _is_scoped(text: str) -> bool:
    scope = _SCOPE.search(text)
    return scope is not None and _SCOPED.search(text, scope.start()) is not None


def blank_statements(text: str) -> str:
    """Return the text with rules, defaults and 不再列出 overwritten by separators, its length kept.

    Parameters
    ----------
    text
        The inside of a bracket, full width.

    Returns
    -------
    str

    Examples
    --------
    >>> blank_statements("省科技厅，列第一位的为牵头单位")
    '省科技厅，，，，，，，，，，，'
    """
    spans = [(rule.start, rule.end) for rule in find_statements(text)]
    spans += [(default.start, default.end) for default in find_defaults(text)]
    for start, end in spans:
        text = text[:start] + "，" * (end - start) + text[end:]
    return text
