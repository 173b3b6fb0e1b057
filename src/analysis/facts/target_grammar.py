"""The grammar of targets: which quantities of a clause are goals, of what, and how they compare."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from analysis.facts.quantities import Quantity
from analysis.facts.target_words import Grammar, Span
from analysis.facts.years import YearMark

__all__ = ["Found", "read_piece", "skip_leads"]

#: What joins the parts of a list; 普及, 和谐 and the like are no joints.
_JOINT = re.compile("、|以及|(?<![普涉波危触遍顾以])及(?!时|其|以)|(?<![共亲缓饱温])和(?![谐平睦])|(?<!参)与(?!会)|或")
_JOINTS = re.compile("[、并]")
_SIGNS_AHEAD = re.compile(r"[\s、，,“]{1,80}(?=\S)")
_DEADLINE = re.compile(r"[（(][^（）()]{0,60}(?:时限|期限|时间)[^（）()]{0,60}[）)]")
_AT_LEAST = re.compile("至少|最少|不少于")
_SUM_NOUNS = re.compile(r"规模|产值|收入|总值|增加值|投资|总额|额|总量|GDP|市值|营收|交易|贸易|集群|产业")
_ENUMERATION = 10
#: A fund of a stated size: 设立总规模100亿元的产业基金.
_SIZE = re.compile("(?:首期|总|各类|合计){0,4}规模(?:约|达到?|为)?$")
_FUND = re.compile("的(?P<name>[^，。；、的（]{0,20}(?:基金|母基金|资金池|专项资金|风险池))")
#: Nouns of change before a level: 投资增速达到10%.
_RATE_NOUN = re.compile("(?:增速|增幅|降幅)$")
_RISING_ADVERB = re.compile("(?:稳步|持续|逐年|每年|同步|累计|平均|实际|名义|再|可比口径){1,6}$")
#: A rate before a share is a goal by itself: 覆盖率100%. Rates of interest and tax are rules.
_RATE = re.compile("(?:(?<![利税费汇])率|比例|占比|比重|覆盖面)$")


class Found(NamedTuple):
    """A target within the text of a clause; spans count from the beginning of that text."""

    start: int
    end: int
    quantity: Quantity
    comparator: str
    object: str
    scope: str | None
    year: int | None = None
    change: str | None = None
    base_year: int | None = None


def read_piece(
    text: str,
    piece: Span,
    quantities: list[Quantity],
    marks: Sequence[YearMark],
    grammar: Grammar,
    *,
    goal: bool,
    subject: str = "",
) -> list[Found]:
    """Return the targets of one piece.

    Parameters
    ----------
    text
        The clause.
    piece
        The piece's span.
    quantities
        Quantities that begin in it.
    marks
        Years of the clause.
    grammar
        The words.
    goal
        Whether a year to reach or a target just before makes bare quantities goals.
    subject
        What the sentence spoke of just before, for a number that names nothing itself (…，年均增长15%).

    Returns
    -------
    list of Found
    """
    if grammar.condition.search(text[piece[0] : piece[1]].lstrip()):
        return []
    kept = _drop_attributes(text, piece, quantities, grammar)
    found: list[Found] = []
    left = piece[0]
    for place, quantity in enumerate(kept):
        following = kept[place + 1] if place + 1 < len(kept) else None
        until = following.start if following else piece[1]
        ahead = text[left : quantity.start]
        behind = _without_parenthesis(text[quantity.end : until])
        cut = _boundary(text, quantity, following)
        fund = _FUND.match(behind) if quantity.kind == "money" and _SIZE.search(ahead) else None
        if _is_condition(quantity, ahead, behind, grammar) and not fund:
            return []
        target = _read_target(text, (left, cut if following else piece[1]), quantity, marks, grammar)
        target = _inherit(target, found[-1].object if found else subject, ahead, grammar)
        funded = fund is not None and grammar.verb_end.search(_SIZE.sub("", ahead)) is not None
        if fund and funded:
            target = target._replace(object=fund["name"], end=quantity.end + fund.end())
        shared = bool(found) and "分别" in text[piece[0] : found[0].quantity.start]
        if shared or funded or _is_goal(target, ahead, text[piece[0] : piece[1]], grammar, goal=goal or bool(found)):
            found.append(target)
        left = cut
    return _distribute(text, piece, found, marks, grammar) if len(found) > 1 else found


def _drop_attributes(text: str, piece: Span, quantities: list[Quantity], grammar: Grammar) -> list[Quantity]:
    """Drop quantities that only describe the object of another: 年产值百亿元以上企业10家, 3个千亿级集群."""
    kept = [quantity for quantity in quantities if text[quantity.start - 1 : quantity.start] != "每"]
    place = 0
    while place + 1 < len(kept):
        first, second = kept[place], kept[place + 1]
        between = text[first.end : second.start]
        if _JOINT.search(_hide_parentheses(between)):
            place += 1
            continue
        ahead = text[piece[0] : first.start]
        opens = (
            ahead.strip()[-1:] in {"", "、"}
            or grammar.verb_end.search(ahead)
            or first.before
            or grammar.level_end.search(ahead)
        )
        if first.kind == "count" and opens and not ahead.endswith("在"):
            kept.pop(place + 1)
        else:
            kept.pop(place)
            place = max(place - 1, 0)
    return kept


def _boundary(text: str, quantity: Quantity, following: Quantity | None) -> int:
    """Return where the words of the next quantity begin."""
    if following is None:
        return quantity.end
    between = _hide_parentheses(text[quantity.end : following.start])
    opening = re.match(rf"\s*(?:{_JOINT.pattern})", between)
    if opening:
        return quantity.end + opening.end()
    joints = list(_JOINT.finditer(between))
    listed = [match for match in joints if match[0] == "、"]
    return quantity.end + (listed or joints)[-1].end() if joints else quantity.end


def _is_condition(quantity: Quantity, ahead: str, behind: str, grammar: Grammar) -> bool:
    """Say whether a quantity is a threshold that a thing must meet: 拥有发明专利3件以上的企业."""
    if not behind.startswith("的"):
        return False
    rest = ahead.strip()
    if quantity.kind == "ratio" and not grammar.place.sub("", grammar.lead.sub("", rest)).strip():
        return False
    if grammar.verb_end.search(rest) and quantity.kind == "count":
        return False
    return bool(quantity.after or quantity.before) or not grammar.verb.search(rest)


def _read_target(text: str, span: Span, quantity: Quantity, marks: Sequence[YearMark], grammar: Grammar) -> Found:
    """Return the target that a quantity would be: its side, object, scope and comparator."""
    low, high = span
    start, scope, opened = _strip_left(text, low, quantity.start, marks, grammar)
    ahead = _without_marks(text, start, quantity.start, marks)
    noun_before = quantity.before_word == "突破" and (
        bool(quantity.after) or opened in {"取得", "实现", "形成", "获得"}
    )
    if noun_before:
        ahead += "突破"
        quantity = quantity._replace(before="")
    behind = text[quantity.end : high].rstrip(" 　、，。；和及与")
    stray = (
        quantity.kind == "none" and not quantity.magnitude and behind and not re.match("[（(]|大关|[并且，]", behind)
    )
    prefix = _is_prefix(quantity, ahead, _without_parenthesis(behind), grammar)
    comparator = _compare(
        quantity, ahead, grammar, least=grammar.loose_end.search(text[low : quantity.start]) is not None
    )
    if prefix:
        name = _without_parenthesis(behind).removeprefix("的").strip()
        end = quantity.end + len(behind)
    else:
        name = _strip_right(ahead, grammar, opened=opened)
        end = quantity.end
    name = "" if stray else name
    verb = text[low:start]
    if opened:
        begin = start - len(verb) + len(verb.rstrip()) - len(opened) if verb.rstrip().endswith(opened) else start
    else:
        begin = start
    if quantity.magnitude:
        begin = skip_leads(text, low, quantity.start, marks, grammar)
    bases = [mark.year for mark in marks if mark.kind == "baseline" and low <= mark.start < quantity.start]
    change, name = _read_change(name, opened, ahead, grammar, prefix=prefix)
    if name.endswith("年均") or name == "年均":
        name, scope = name.removesuffix("年均"), "；".join(filter(None, (scope, "年均")))
    return Found(begin, end, quantity, comparator, name, scope, change=change, base_year=bases[-1] if bases else None)


def _read_change(name: str, opened: str, ahead: str, grammar: Grammar, *, prefix: bool) -> tuple[str | None, str]:
    """Return whether a number is a rise or a fall, and the object without the verb that says so (能耗下降 is 能耗)."""
    verbs = grammar.words["change verb"]
    last = None if prefix else grammar.change_end.search(ahead.rstrip()) or _RATE_NOUN.search(name)
    if last:
        verb = next((verb for verb in sorted(verbs, key=len, reverse=True) if last[0].startswith(verb)), "")
        at = name.rfind(verb) if verb else -1
        if at >= 0:
            pace = "年均" if verb.startswith("年均") else ""
            return verbs[verb], _RISING_ADVERB.sub("", name[:at]).rstrip("的 ") + pace
    if opened.startswith(("新增", "净增")):
        return "rise", name
    return next((value for verb, value in verbs.items() if verb == opened), None), name


def _inherit(target: Found, subject: str, ahead: str, grammar: Grammar) -> Found:
    """Name what a number speaks of where it names nothing: …，年均增长15%; …，占GDP比重超过50%; …，建成20个."""
    if not subject:
        return target
    if not target.object and (target.change or grammar.verb_end.search(ahead) or grammar.level_end.search(ahead)):
        return target._replace(object=subject)
    if target.object.startswith("占") and target.quantity.kind == "ratio":
        return target._replace(object=subject + target.object)
    return target


def _strip_left(
    text: str, low: int, high: int, marks: Sequence[YearMark], grammar: Grammar
) -> tuple[int, str | None, str]:
    """Return where the object may begin, the scope, and the goal verbs that were passed over."""
    at, scopes, opened = low, [], ""
    while at < high:
        after = skip_leads(text, at, high, marks, grammar)
        if after != at:
            scopes += ["每年"] if "每年" in text[at:after] else []
            at = after
            continue
        found = grammar.place.match(text, at, high) or grammar.field.match(text, at, high)
        if found is None:
            break
        scopes.append(found[0].removeprefix("在"))
        at = found.end()
    least = _AT_LEAST.match(text, at, high)
    at = least.end() if least else at
    verb = grammar.verb.match(text, at, high)
    if verb is None and (inner := _inner_verb(text, at, high, grammar)):
        scopes.append(text[at : inner.start()].rstrip("、和及 "))
        at, verb = inner.start(), inner
    if verb:
        opened, at = verb[0], verb.end()
        second = grammar.second_verb.match(text, at, high)
        while second and high - second.end() >= 3:  # noqa: PLR2004 - a noun must be left
            opened += second[0]
            at = second.end()
            second = grammar.second_verb.match(text, at, high)
    return at, "；".join(dict.fromkeys(scope for scope in scopes if scope)) or None, opened


def _inner_verb(text: str, low: int, high: int, grammar: Grammar) -> re.Match[str] | None:
    """Return the verb after the last joint (推动A、培育B10家), or the one that a clause of means leads to (支持A建设B)."""
    places = [match.end() for match in _JOINTS.finditer(text, low, high)]
    for at in reversed(places):
        verb = grammar.verb.match(text, at, high)
        if verb and text[low:at].count("（") == text[low:at].count("）"):
            return verb
    return None


def skip_leads(text: str, at: int, high: int, marks: Sequence[YearMark], grammar: Grammar) -> int:
    """Return the place after the years, adverbs, joints and deadlines at the beginning of a piece.

    Parameters
    ----------
    text
        The clause.
    at, high
        Where the piece begins and ends.
    marks
        Years of the clause.
    grammar
        The words.

    Returns
    -------
    int
    """
    moved = True
    while moved:
        moved = False
        for mark in marks:
            if mark.start <= at < mark.end and mark.end <= high:
                at, moved = mark.end, True
        found = grammar.lead.match(text, at, high) or _SIGNS_AHEAD.match(text, at, high)
        found = found or _DEADLINE.match(text, at, high)
        if found and found.end() > at and not (text[at] == "“" and "”" in text[at:high]):
            at, moved = found.end(), True
    return at


def _is_prefix(quantity: Quantity, ahead: str, behind: str, grammar: Grammar) -> bool:
    """Say whether the object follows the number (培育10家企业) or stands before it (企业达到10家)."""
    if not behind:
        return False
    if quantity.before or grammar.level_end.search(ahead) or grammar.change_end.search(ahead):
        # 不少于10家企业 is prefix when nothing stands before it.
        return not _strip_right(ahead, grammar, opened="")
    return quantity.kind in {"count", "measure", "none"} or quantity.magnitude or not ahead.strip() or behind[0] == "的"


def _compare(quantity: Quantity, ahead: str, grammar: Grammar, *, least: bool) -> str:
    if quantity.low != quantity.high:
        return "range"
    level = grammar.level_end.search(ahead)
    by_level = grammar.words["level verb"].get(level["word"], "") if level else ""
    if quantity.after == "~" or quantity.before == "~":
        return "~"
    loose = ">=" if least else ""
    rough = "~" if quantity.magnitude or (quantity.bare and quantity.kind == "count") else ""
    return quantity.after or quantity.before or by_level or loose or rough or "="


def _strip_right(ahead: str, grammar: Grammar, *, opened: str) -> str:
    """Return the object before a number, without what leads to the number."""
    name = re.sub(r"[由从]\d[\d.]*[^，、]{0,6}$", "", ahead.strip(" 　，、"))  # 由2.2提高到2.8: what it was before
    while True:
        shorter = grammar.tail.sub("", name).rstrip(" 　，、")
        if not opened:
            shorter = grammar.free_verb_end.sub("", shorter)
        if shorter == name:
            return name.removeprefix("使").strip("的 ")
        name = shorter


def _is_goal(target: Found, ahead: str, piece: str, grammar: Grammar, *, goal: bool) -> bool:
    """Say whether a quantity with its object is a goal, and not a name, an enumeration, a subsidy or a description."""
    quantity = target.quantity
    level = grammar.level_end.search(ahead) is not None
    direct = grammar.verb_end.search(ahead) is not None or grammar.loose_end.search(ahead) is not None
    verb = direct or grammar.verb.search(ahead) is not None
    verb = verb or (quantity.kind == "ratio" and grammar.verb.search(target.object) is not None)
    change = grammar.change_end.search(ahead) is not None or (quantity.kind == "ratio" and bool(_RATE.search(ahead)))
    compared = bool(quantity.before or quantity.after or level)
    doubled = quantity.unit == "倍" and bool(ahead)
    reasons_against = (
        not (compared or verb or change or goal or quantity.magnitude or doubled),
        quantity.kind != "count" and grammar.support.search(piece) is not None,
        grammar.describe_end.search(ahead) is not None and not verb,
        quantity.kind == "attribute" and not (level or quantity.before or change),
        not target.object or target.object.endswith(tuple(grammar.words["not counted"])),
        quantity.magnitude and not (quantity.base_unit == "CNY" and grammar.verb.search(ahead)),
        quantity.kind == "none" and not quantity.magnitude and not _is_plain_number(quantity, ahead, level=level),
        quantity.kind == "count" and not compared and _is_enumeration(quantity, ahead, direct=direct),
    )
    return not any(reasons_against)


def _is_enumeration(quantity: Quantity, ahead: str, *, direct: bool) -> bool:
    """Say whether a Chinese numeral only numbers or colours: 三项改革, 一所, 千家, unless a verb stands before it."""
    times = (quantity.unit or "")[:1] in {"万", "亿"}
    if quantity.bare:
        return times or not direct
    if not quantity.chinese or times or quantity.low >= _ENUMERATION:
        return False
    return not (direct and (quantity.low > 1 or "至少" in ahead))


def _is_plain_number(quantity: Quantity, ahead: str, *, level: bool) -> bool:
    """Say whether a number without a unit is a goal: an index that reaches a level, or a sum in 亿 without 元."""
    if (quantity.unit or "").endswith("亿"):
        return bool(_SUM_NOUNS.search(ahead)) and bool(level or quantity.before or quantity.after)
    whole = quantity.low == int(quantity.low)
    if quantity.chinese or (whole and 1900 <= quantity.low <= 2100):  # noqa: PLR2004 - a year
        return False
    return bool(level or quantity.before) and quantity.unit is None


def _distribute(text: str, piece: Span, found: list[Found], marks: Sequence[YearMark], grammar: Grammar) -> list[Found]:
    """Give each number of 分别 its own name or year, and the comparator of the first."""
    first = found[0]
    ahead = text[piece[0] : first.quantity.start]
    if "分别" not in ahead:
        return found
    years = [
        mark.year
        for mark in marks
        if mark.kind == "target" and mark.end <= first.quantity.start and mark.start >= piece[0] - 24
    ]
    lead = _without_marks(text, first.start, first.quantity.start, marks).split("分别")[0]
    names = [name for name in re.split(r"[、和与]|以及", _strip_right(lead, grammar, opened="")) if name]
    result = []
    for place, target in enumerate(found):
        own = target.quantity.after or target.quantity.before
        changed = target if own or target.comparator == "range" else target._replace(comparator=first.comparator)
        if len(years) == len(found):
            changed = changed._replace(year=years[place], object=_strip_right(lead, grammar, opened="") or first.object)
        elif len(names) == len(found):
            changed = changed._replace(object=names[place])
        elif not target.object or place:
            changed = changed._replace(object=first.object)
        changed = changed._replace(
            change=changed.change or first.change, base_year=changed.base_year or first.base_year
        )
        result.append(changed)
    return result


def _without_marks(text: str, low: int, high: int, marks: Sequence[YearMark]) -> str:
    """Return a stretch without the years in it: 能耗比2020年下降 becomes 能耗下降."""
    kept, at = [], low
    for mark in marks:
        if low <= mark.start and mark.end <= high:
            kept.append(text[at : mark.start])
            at = mark.end
    return "".join((*kept, text[at:high])).replace("、、", "、").strip("、")


def _without_parenthesis(text: str) -> str:
    """Return what follows a parenthesis that stands at the beginning."""
    return re.sub(r"^\s*[（(][^（）()]*[）)]", "", text).strip(" 　、，。；")


def _hide_parentheses(text: str) -> str:
    return re.sub(r"[（(“《][^（）()“”《》]*[）)”》]", lambda match: "〇" * len(match[0]), text)
