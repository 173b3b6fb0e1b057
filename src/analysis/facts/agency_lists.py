"""The grammar of a list of responsible agencies: items, labels, predicates, marks, shared prefixes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from analysis.facts.agency_names import Reading, Setting, is_collective, read_name
from analysis.facts.agency_registry import Registry
from analysis.facts.duty_words import Words

__all__ = ["AgencyList", "Item", "find_labels", "parse_list", "unify_width"]

_WIDTHS = str.maketrans("(),;:|[]［］【】〔〕〈〉", "（），；：｜（）（）（）（）（）")
_NARROW = re.compile(r"[(),;:|\[\]［］【】〔〕〈〉]")
_SEPARATORS = "、，；。｜／/\n\r\t 　\xa0·"
_SIGN = re.compile(f"[（）{re.escape(_SEPARATORS)}]")
_MARKS = "☆★▲△●◆※*＊"
_FORMULA = re.compile(
    r"(?:以下|下)(?:均?同|简称.*)|同上|等|无|待定|略|暂无|详见.*|见附件.*|另行.*"
    r"|(?:其他|省|市|区|县|自治区|中央|国家|省级|市级|区级|县级|省直|市直|区直|县直|中直|中省直|部属|省属|市属|全省|全市|"
    r"驻[省市区县]|各地|各级|本级|省市|在[省市])?"
    r"(?:各|有关|相关|其他|等|各级|各地|和|及|、|省直|省级|市级|市直|驻[省市区县]){0,6}"
    r"(?:有关|相关|各|职能|成员|责任|业务|主管|行业|监管|省直|省级|市直|市级|涉企|执法|地方|地区|级){0,8}"
    r"(?:部门|单位|机构|地区|地方|企业|高校|方面|科研机构|科研院所|行业协会|协会|委办局|厅局|机关|"
    r"各地|市县|各市县|厅局委办|委局办|金融机构|运营商|企事业单位|地)"
    r"|各地(?:各部门|各单位)?|社会力量|各方"
)
_WHEN = re.compile(
    r"(?:到|至|自|从|在)?(?:\d{4}|[一二〇○零两]{2,4})年.*|(?:长期|持续|常年|每年|全年|按季度|逐年|"
    r"即时|立即)[一-龥]{0,8}|\d{1,2}月(?:底|份|前|中旬).*"
)
# What may follow a name: the end, a separator, a parenthesis, or the beginning of a predicate.
_AFTER = re.compile(
    r"$|[、，；。｜／/\s（）等和及与]|(?:按|依|根据|负责|牵头|配合|落实|分别|共同|具体|各自|参与|参加|协同|协助|实施|推进|组织|"
    r"抓好|承担|支持|指导|做好|加强|统筹|主办|协办|会同|均|要)"
)
_OPENING = re.compile(r"(?:其中|并|以及|及|和|与|暨|请|原则上|主要|分别|另|由)+(?=[一-龥])")
_JOINT = re.compile(r"牵头会同|会同|商(?=[省市区县国])|联合|协同")
_RULE_SPLIT = re.compile(
    r"(?=(?:由)?(?:会同|(?:(?<!招)(?<!客)(?<!台)(?<!侨)(?<!电)商|联合|协同)(?=[省市区县州国各])))"
    r"|(?<=[门位区业校])(?=(?:以及|及|和|与)(?:各|有关|相关|省|市|区|县|自治|地方|国家))"
)
_MAY_JOIN = re.compile("[会商联协及和与]")
# A name without any known ending (中国电子) is kept as written where the list around it leaves no doubt.
_AS_WRITTEN = re.compile(
    r"(?![^（]{0,60}[的了将把被应须需请是为在对从以并或要可能])[一-龥A-Za-z][一-龥A-Za-z0-9“”—\-（）]{1,15}"
)
#: Marks, quotes, signs of roles and 会同 at the beginning say something about the name that they stand at.
_MORE_THAN_NAME = re.compile(f"^(?:牵头)?会同|）$|[{re.escape(_MARKS)} “”\"'《》]")
#: What decided a reading that may be another: nothing, or the ending alone.
_UNSURE = ("", "grammar")
_ROLE_SIGN = re.compile(r"（(牵头|主办|牵头单位|牵头部门|主要责任单位|配合|配合单位|责任单位|协办|参与)）$")
_AND = re.compile("以及|[和与及暨]")
_GOVERNMENT = re.compile(r"(?P<unit>自治州|自治县|自治旗|[市县区州盟旗])(?P<ending>(?:人民)?政府)$")
_PLACE = re.compile(r"[^各、（]{1,8}(?:自治州|自治县|自治旗|林区|[市县区州盟旗])")
_SUSPENDED = re.compile(
    r"各自(?:负责|落实|牵头|承担|推进|实施|按)|分别(?:负责|落实|牵头|实施|承担|推进)|各负其责|各司其职|各按(?:职责|职能|分工)"
)


class Item(NamedTuple):
    """One agency of a list.

    Attributes
    ----------
    start, end
        Place of the name in the text that was parsed.
    surface
        The name as written, without marks.
    reading
        What it was read as.
    role
        Role that the list itself gives; empty where it leaves it open to a rule stated elsewhere.
    notation
        Label or predicate that gives the role; ``bare`` where there is none.
    marked
        The mark that stands at the name (☆), or empty.
    """

    start: int
    end: int
    surface: str
    reading: Reading
    role: str = ""
    notation: str = "bare"
    marked: str = ""


class AgencyList(NamedTuple):
    """A parsed list.

    Attributes
    ----------
    items
        Agencies in their order.
    suspended
        Whether the list says 各自负责 or the like: a lead rule stated elsewhere does not hold for it.
    unread
        Pieces that are neither agencies nor known words, with their places.
    labelled, predicated, formulas
        Whether a label (责任单位：), a predicate (…负责) or a formula (各有关单位) was met.
    """

    items: tuple[Item, ...]
    suspended: bool = False
    unread: tuple[tuple[int, int], ...] = ()
    labelled: bool = False
    predicated: bool = False
    formulas: bool = False


@dataclass
class _State:
    items: list[Item] = field(default_factory=list)
    pending: list[Item] = field(default_factory=list)
    unread: list[tuple[int, int]] = field(default_factory=list)
    prefix: str = ""
    label: str = ""
    label_role: str = ""
    joined: bool = False
    predicated: bool = False
    formulas: bool = False
    skip: bool = False


def unify_width(text: str) -> str:
    """Return a text of the same length with full-width punctuation and one kind of bracket, so that one grammar reads all.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    str

    Examples
    --------
    >>> unify_width("(责任单位:省科技厅)")
    '（责任单位：省科技厅）'
    """
    return text.translate(_WIDTHS) if _NARROW.search(text) else text


def find_labels(text: str, words: Words) -> list[re.Match[str]]:
    """Return the long labels (责任单位：, 牵头部门：) of a text in full width.

    Parameters
    ----------
    text
        Text, see :func:`unify_width`.
    words
        The words of the grammar.

    Returns
    -------
    list of re.Match
    """
    return list(words.find_long_labels(text))


def parse_list(
    text: str,
    *,
    registry: Registry,
    words: Words,
    setting: Setting | None = None,
    role: str = "",
    notation: str = "",
    briefly: bool = False,
) -> AgencyList:
    """Return the agencies of a list with the roles that the list itself gives.

    Parameters
    ----------
    text
        What stands between the brackets, after a label or in a cell; full width, see :func:`unify_width`.
    registry, words
        The registry of names and the words of the grammar.
    setting
        What is known of the document.
    role, notation
        Role and name of a column, where the list is a cell of a ledger.
    briefly
        Whether to read no further than to the first body or formula of a list with a label: enough to say that it is one.

    Returns
    -------
    AgencyList

    Examples
    --------
    >>> from analysis.facts.agency_registry import read_registry
    >>> from analysis.facts.duty_words import read_words
    >>> found = parse_list("省科技厅牵头，省教育厅、财政厅配合", registry=read_registry(), words=read_words())
    >>> [(item.reading.agency, item.role) for item in found.items]
    [('省科技厅', 'lead'), ('省教育厅', 'support'), ('省财政厅', 'support')]
    """
    state = _State(label=notation, label_role=role)
    known = (registry, words, setting or Setting())
    at, labelled = 0, bool(role)
    for match in words.find_labels(text):
        if match["whole"] and not match["noun"] and not _starts_piece(text, match.start()):
            continue
        _read_segment(text, at, match.start(), state, *known, briefly=briefly and labelled)
        labelled = labelled or bool(match["whole"])
        state.skip = not match["whole"]
        state.label = match["whole"] or ""
        state.label_role = words.labels[match["stem"]] if match["stem"] else ""
        at = match.end()
    _read_segment(text, at, len(text), state, *known, briefly=briefly and labelled)
    return AgencyList(
        tuple(_settle(_share_ending(text, state.items, *known))),
        _is_suspended(text),
        tuple(state.unread),
        labelled,
        state.predicated,
        state.formulas,
    )


def _is_suspended(text: str) -> bool:
    return ("各" in text or "分别" in text) and _SUSPENDED.search(text) is not None


@lru_cache(maxsize=16384)
def _is_formula(piece: str) -> bool:
    return _FORMULA.fullmatch(piece) is not None


def _starts_piece(text: str, at: int) -> bool:
    return at == 0 or text[at - 1] in _SEPARATORS + "（"


def _share_ending(text: str, items: list[Item], registry: Registry, _words: Words, setting: Setting) -> list[Item]:
    """Read places before a government as governments too: 岳阳市、常德市、益阳市人民政府 are three."""
    shared = list(items)
    for at in range(len(shared) - 1, 0, -1):
        item, before = shared[at], shared[at - 1]
        if item.reading.kind != "government" or before.reading.basis != "as written":
            continue
        ending = _GOVERNMENT.search(item.surface) or _GOVERNMENT.search(item.reading.agency)
        if not ending or text[before.end : item.start] not in ("、", "和", "及", "以及", "与"):
            continue
        if _PLACE.fullmatch(before.surface):
            name = before.surface + "人民政府"
        elif before.surface in registry.places:
            name = before.surface + ending["unit"] + "人民政府"
        else:
            continue
        shared[at - 1] = before._replace(reading=read_name(registry, name, setting=setting))
    return shared


def _settle(items: list[Item]) -> list[Item]:
    """Give the rest of a list its role once its leads are known; a name that comes twice keeps its stronger role."""
    rank = {"lead": 0, "support": 2, "responsible": 1, "": 1}
    led = any(item.role == "lead" for item in items)
    kept: dict[tuple[str, str], Item] = {}
    for item in items:
        if led and not item.role and item.notation == "bare":
            item = item._replace(role="support")  # noqa: PLW2901 - the item as settled
        key = (item.reading.agency, item.reading.place)
        other = kept.get(key)
        if other is None or rank[item.role] < rank[other.role]:
            kept[key] = item._replace(start=other.start, end=other.end, surface=other.surface) if other else item
    return sorted(kept.values(), key=lambda item: item.start)


def _read_segment(
    text: str,
    start: int,
    end: int,
    state: _State,
    registry: Registry,
    words: Words,
    setting: Setting,
    *,
    briefly: bool = False,
) -> None:
    """Read what stands under one label (or none), piece by piece."""
    state.joined = False
    already = len(state.items)
    if not state.skip:
        for low, high in _split_pieces(text, start, end):
            _read_piece(text, low, high, state, registry, words, setting)
            if briefly and (state.pending or state.items or state.formulas):
                break
    # 责任单位：甲（牵头）、乙: who is listed beside a lead under one label supports it.
    led = state.label_role == "responsible" and any(
        item.role == "lead" for item in (*state.items[already:], *state.pending)
    )
    _release(state, "support" if led else state.label_role, state.label or "bare")
    state.joined = False


def _split_pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield pieces between separators outside parentheses; a collective name keeps the separators inside it."""
    depth, low = 0, start
    at = _collective_end(text, low, end) if low < end else 0
    while sign := _SIGN.search(text, max(at, low), end):
        at = sign.end()
        if sign[0] == "（":
            depth += 1
        elif sign[0] == "）":
            depth = max(depth - 1, 0)
        elif depth == 0:
            yield from _split_joint(text, low, sign.start())
            low = at
            at = _collective_end(text, low, end) if low < end else 0
    yield from _split_joint(text, low, end)


def _collective_end(text: str, low: int, end: int) -> int:
    """Return where a collective name that begins here and holds a separator ends, or 0."""
    if text[low] not in "各有相所全沿其区中主":
        return 0
    best = 0
    for high in range(min(end, low + 40), low + 2, -1):
        piece = text[low:high]
        if ("、" in piece or "（" in piece or "/" in piece) and is_collective(piece) and _AFTER.match(text, high, end):
            best = high
            break
    return best


def _split_joint(text: str, low: int, high: int) -> Iterator[tuple[int, int]]:
    """Yield the parts of a piece, split before 会同 and at 和 between two names."""
    piece = text[low:high]
    may_join = _MAY_JOIN.search(piece) is not None
    cuts = [match.start() for match in _RULE_SPLIT.finditer(piece) if match.start() > 0] if may_join else []
    bounds = [0, *cuts, len(piece)]
    for first, last in pairwise(bounds):
        part = piece[first:last]
        stripped = part.strip(_SEPARATORS)
        if stripped:
            begin = low + first + part.index(stripped)
            yield begin, begin + len(stripped)


def _read_piece(
    text: str, low: int, high: int, state: _State, registry: Registry, words: Words, setting: Setting
) -> None:
    plain = _read_plain(registry, text[low:high], setting, state.prefix)
    if plain is not None:
        state.prefix = plain.prefix or state.prefix
        role, notation = ("support", "会同") if state.joined else ("", "bare")
        state.pending.append(Item(low, high, text[low:high], plain, role, notation))
        return
    low = _skip_opening(text, low, high, state, registry, setting)
    piece = text[low:high]
    if _is_formula(piece):
        state.formulas = True
        return
    tail = _find_tail(piece, words, registry, state, setting)
    name_end = tail.start() if tail else len(piece)
    name = piece[:name_end]
    if not tail:
        others = words.others.search(name) if words.other_end.search(name) else None
        if others and others.start() > 0 and not _knows(registry, name, state, setting):
            state.formulas = True
            name = name[: others.start()]
    if name and (_is_formula(name) or _WHEN.fullmatch(name)):
        state.formulas = True
        name = ""
    if name:
        _read_names(name, low, state, registry, setting)
    if tail:
        state.predicated = True
        verbs = [verb for verb in words.predicates if verb in tail[0]]
        role = _pick_role([words.predicates[verb] for verb in verbs])
        verb = next(verb for verb in verbs if words.predicates[verb] == role)
        _release(state, role, verb)


@lru_cache(maxsize=16384)
def _read_plain(registry: Registry, piece: str, setting: Setting, prefix: str) -> Reading | None:
    """Return the reading of a piece that is one known name and nothing else: nothing more of the grammar bears on it."""
    if _MORE_THAN_NAME.search(piece) or _is_formula(piece) or _WHEN.fullmatch(piece):
        return None
    reading = read_name(registry, piece, setting=setting, prefix=prefix)
    return None if reading.basis in _UNSURE else reading


def _skip_opening(text: str, low: int, high: int, state: _State, registry: Registry, setting: Setting) -> int:
    """Return where the name of a piece begins, after 由, 和 or 会同; what stood before 会同 then leads."""
    opening = _OPENING.match(text, low, high)
    if opening and not _knows(registry, text[low:high], state, setting):
        low = opening.end()
    joint = _JOINT.match(text, low, high)
    if joint and (joint[0].endswith("会同") or not _knows(registry, text[low:high], state, setting)):
        if state.pending and not any(item.role for item in state.pending):
            _release(state, "lead", "会同")
        state.joined = True
        low = joint.end()
    return low


def _pick_role(roles: list[str]) -> str:
    return next(role for role in ("lead", "support", "responsible") if role in roles)


def _knows(registry: Registry, name: str, state: _State, setting: Setting) -> bool:
    reading = read_name(registry, name, setting=setting, prefix=state.prefix)
    return reading.basis not in _UNSURE


def _find_tail(piece: str, words: Words, registry: Registry, state: _State, setting: Setting) -> re.Match[str] | None:
    """Return the predicate at the end of a piece (…按职责分工负责), unless the whole piece is a known name."""
    match = words.tail.search(piece) if words.verb.search(piece) else None
    if match is None or _knows(registry, piece, state, setting):
        return None
    return match


def _read_names(name: str, low: int, state: _State, registry: Registry, setting: Setting) -> None:
    """Read one piece as a name, or as several joined by 和."""
    for first, last in _split_and(name, state, registry, setting):
        part = name[first:last]
        marked = "".join(character for character in part if character in _MARKS)[:1]
        bare = part.strip(_MARKS + " “”\"'《》")
        begin = low + first + (part.index(bare) if bare else 0)
        role = ""
        sign = _ROLE_SIGN.search(bare) if bare.endswith("）") else None
        if sign:
            bare = bare[: sign.start()]
            role = (
                "lead"
                if sign[1][:2] in ("牵头", "主办", "主要")
                else "responsible"
                if sign[1][:2] == "责任"
                else "support"
            )
        reading = read_name(registry, bare, setting=setting, prefix=state.prefix)
        if not reading.basis and _AS_WRITTEN.fullmatch(bare):
            reading = reading._replace(basis="as written")
        if not reading.basis:
            if bare:
                state.unread.append((begin, begin + len(bare)))
            continue
        if reading.prefix:
            state.prefix = reading.prefix
        item = Item(begin, begin + len(bare), bare, reading, role or ("support" if state.joined else ""), marked=marked)
        state.pending.append(item._replace(notation="会同") if state.joined and not role else item)


def _split_and(name: str, state: _State, registry: Registry, setting: Setting) -> list[tuple[int, int]]:
    """Return the parts of a name joined by 和, 与, 及 or 暨, where both sides are bodies."""
    if _knows(registry, name, state, setting):
        return [(0, len(name))]
    for match in _AND.finditer(name):
        left, right = name[: match.start()], name[match.end() :]
        first = read_name(registry, left, setting=setting, prefix=state.prefix)
        second = read_name(registry, right, setting=setting, prefix=first.prefix or state.prefix)
        places = second.kind == "government" and _PLACE.fullmatch(left) is not None
        if (first.basis or places) and second.basis and (first.basis != "grammar" or len(left) > 3):  # noqa: PLR2004
            rest = _split_and(right, state, registry, setting)
            return [(0, match.start()), *((match.end() + low, match.end() + high) for low, high in rest)]
        if first.basis and _is_formula(right):
            return [(0, match.start())]
    return [(0, len(name))]


def _release(state: _State, role: str, notation: str) -> None:
    """Give the names read since the last predicate their role."""
    for item in state.pending:
        if item.role:
            state.items.append(item if item.notation != "bare" else item._replace(notation=notation))
        else:
            given = "" if role == "responsible" else role
            state.items.append(Item(*item[:4], given, notation, item.marked))
    state.pending.clear()
