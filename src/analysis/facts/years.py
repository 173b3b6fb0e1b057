"""Years in a text: by which something is to be reached, with which it is compared, which are past."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from analysis.facts.scan import find_from

__all__ = ["YearMark", "find_years"]

_CHINESE = {character: str(value) for value, character in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0"}
_YEAR = r"(?:(?:19|20)\d{2}|二[〇零○][〇零○一二三四五六七八九]{2})"
_PLANS = {"十二": 2015, "十三": 2020, "十四": 2025, "十五": 2030, "十六": 2035}
_LAST_PLAN = 2020
_MARK = re.compile(
    rf"(?P<lead>截至到?|截止到?|自从?|从|(?<!占)比|较|相比|以|在|与|同|对比|到|至)?(?:(?<!\s)\s+)?"
    rf"(?:(?P<first>{_YEAR})\s*+年?+\s*+(?:[—–\-－~～]+|至|到)\s*)?"
    rf"(?<!\d)(?P<year>{_YEAR})\s*年(?!版|代)"
    rf"(?P<tail>底前|年底|底|末前|末|前|以来|起|相比|为基数|基础上|水平|\d+月\d+日(?:之?前|以前)?|\d+月(?:底前|底|末前|末|前)?)?"
    rf"|(?P<planlead>到|比|较|截至)?[“\"]?(?P<plan>十[二三四五六])五[”\"]?"
    rf"(?P<phase>期间|时期末|时期|末期|期末|规划期|以来|末)"
)
#: What a year may begin with; every one holds 年 or 五.
_FIRST = re.compile(r"[截自从比较相以在与同对到至12二十“\"\s]")
#: What stands between a label of deadlines and the year: 完成时限：2025年底; 时间节点: 长期，2026年.
_LABEL_REACH = 8
_LABEL = re.compile(
    r"(?:(?:完成|建成|推进|实施|达标)?(?:时限|期限|时间)|时间节点|时间要求)(?:要求)?\s*[：:]\s*"
    rf"[^。；;：:（）()\n]{{0,{_LABEL_REACH}}}$"
)
_BASELINE = ("比", "较", "相比", "以", "与", "同", "对比")  # 在2020年基础上 is known by its tail
_BASELINE_TAIL = ("相比", "为基数", "基础上", "水平")


class YearMark(NamedTuple):
    """A year that a text names.

    Attributes
    ----------
    start, end
        Its span with the words that belong to it (到2027年底).
    year
        The year; the last one of a period.
    kind
        ``target``, ``baseline`` (compared with), ``past`` (截至, 以来) or ``start`` (自...起).
    explicit
        Whether 到, 底前 and the like say that it is to be reached by then.
    deadline
        Whether it stands behind a label (完成时限：2025年底): it then holds for the numbers before it.
    """

    start: int
    end: int
    year: int
    kind: str
    explicit: bool = False
    deadline: bool = False


def find_years(text: str, *, issued: int | None = None) -> list[YearMark]:
    """Return the years that a text names, in reading order.

    Parameters
    ----------
    text
        A clause, digits in ASCII.
    issued
        The year of the document: earlier years are past. Unknown where None.

    Returns
    -------
    list of YearMark

    Examples
    --------
    >>> [(mark.year, mark.kind) for mark in find_years("到2027年，能耗比2020年下降10%")]
    [(2027, 'target'), (2020, 'baseline')]
    """
    marks = _read_years(text)
    if issued is None:
        return list(marks)
    return [mark._replace(kind="past") if mark.kind == "target" and mark.year < issued else mark for mark in marks]


@lru_cache(maxsize=4096)
def _read_years(text: str) -> tuple[YearMark, ...]:
    """Read the years of a clause once for its targets and once more for its codes, which know of no year of issue."""
    marks: list[YearMark] = []
    if "年" not in text and "五" not in text:
        return ()
    for found in find_from(_FIRST, _MARK, text):
        lead = found["lead"] or found["planlead"] or ""
        tail = found["tail"] or found["phase"] or ""
        deadline = _is_labelled(text, found.start())
        if tail.endswith(("月", "日")) and not deadline:
            continue
        year = _PLANS[found["plan"]] if found["plan"] else _number(found["year"])
        kind = _kind(lead, tail, year, plan=bool(found["plan"]))
        explicit = lead in {"到", "至"} or tail.endswith("前") or found["first"] is not None
        marks.append(YearMark(*found.span(), year, kind, explicit or deadline, deadline))
    return tuple(marks)


def _is_labelled(text: str, start: int) -> bool:
    """Say whether a label of deadlines stands before a place; it ends with the last colon there, a few characters off."""
    colon = max(text.rfind("：", 0, start), text.rfind(":", 0, start))
    near = colon >= 0 and len(text[colon + 1 : start].lstrip()) <= _LABEL_REACH
    return near and _LABEL.search(text, 0, start) is not None


def _number(text: str) -> int:
    return int("".join(_CHINESE.get(character, character) for character in text))


def _kind(lead: str, tail: str, year: int, *, plan: bool) -> str:
    if lead in _BASELINE or tail in _BASELINE_TAIL:
        return "baseline"
    if lead.startswith("截") or tail == "以来" or (plan and year <= _LAST_PLAN):
        return "past"
    if lead in {"自", "从", "自从"} or tail == "起":
        return "start"
    return "target"
