"""Reading one name of a body: its canonical short name, what kind of body it is, and what decided so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from analysis.facts.agency_registry import (
    CHANGING,
    COUNTY_ENDS,
    UNITS,
    Entry,
    Match,
    Place,
    Registry,
    fill_template,
    loosen,
)

__all__ = ["Reading", "Setting", "is_collective", "read_name", "read_registered"]

_COUNTY = re.compile(
    r"(?!会同|联合|协同|配合|[^和]{1,7}[市县区州盟旗]和(?!政县|田|平|龙|县|顺|静|硕|林格尔|布克))[^\W\da-zA-Z_由对将按为的及与在等各该请厅局委部办院]{1,8}?(?P<unit>自治州|自治县|自治旗|新区|地区|州|盟|市|区|县|旗)"
)
_LONGEST_PLACE = 11
_WIDTHS = str.maketrans("(),〔〕", "（），（）")
_BLANKS = re.compile(r"\s+")
_UNEVEN = re.compile(r"[\s(),〔〕]")
_SECOND_SIGN = re.compile(r"（[^（）]*）$")
_YOUTH_LEAGUE = re.compile(
    r"(?:共青|中国共产主义青年)?团(?P<place>[一-龥]{0,12}?)(?P<unit>省|市|州|盟|区|县|旗|自治区)委(?:员会)?"
)
_BRIEF_KINDS = ("government department", "party organ", "court", "procuratorate")

_AREA = (
    r"(?:地级以上|设区的?|省直管|省直辖|省辖|扩权|直管|自治|[县地]级|沿海|沿江|"
    r"市|州|盟|旗|县|区|乡|镇|苏木|街道|社区|城市|地区)"
)
_ZONE = r"(?:直属|功能区|产业园区|园区|开发区|高新区|经开区|新区|保税区|示范区)"
_OFFICE = r"(?:人民政府|政府|行署|行政公署|管委会|管理委员会|党工委|党委|办事处)"
_BODIES = (
    r"(?:高校|高等学校|高等院校|中小学校|学校|医院|金融机构|人民团体|民主党派|电信运营商|基础电信企业|通信运营商|运营商|"
    r"省属企业|市属企业|省属国有企业|市属国有企业|国有企业|银行|商业银行|银行业金融机构|科研院所|街镇|镇街|区镇)"
)
_COLLECTIVE = re.compile(
    rf"(?:全省|全市|区域|全区|全县|中心城区|主城区|沿海|沿江|有关|相关|其他|各有关|各相关|所辖|所在地?){{0,6}}各?(?:{_AREA}|地(?=（))"
    rf"(?:{_AREA}|{_ZONE}|、|和|及|与|或|/|（(?:{_AREA}|{_ZONE}|地|、|和)+）|（含[^）]*）|{_OFFICE}(?=、|和))*"
    rf"(?:{_OFFICE}(?:（(?:{_OFFICE}|、)+）)?)?(?:(?:、|和|及)?(?:各)?{_ZONE}管委会)?"
    r"|[一-龥]{0,24}(?:各|全体)成员单位"
    r"|(?:沿海|沿江|沿黄|沿边|有关|相关)?各(?:省|自治区|直辖市|省（(?:自治区|区|直辖市|市|、)+）|地方|省、自治区、直辖市|省级|级)+(?:人民政府|政府|党委)?"
    rf"|(?:各|有关|相关)(?:{_ZONE}|{_BODIES})(?:管委会|党工委)?"
    r"|(?:地方|全省|全市|全区|全县|省市县|市县)?各级(?:地方)?(?:人民)?政府"
)
_COLLECTIVE_SIGN = re.compile(r"各|主城|地方|有关|相关|所辖|所在|其他|成员单位|沿海|沿江|全省|全市|、|（")


class Setting(NamedTuple):
    """What is known of the text that a name stands in; everything may be empty.

    Attributes
    ----------
    level, province, jurisdiction, date
        As in the ``documents`` table.
    mergers
        Whether a body that went into another one is read as that other body. Renames always are.
    """

    level: str = ""
    province: str = ""
    jurisdiction: str = ""
    date: str = ""
    mergers: bool = False


_UNKNOWN = Setting()


class Reading(NamedTuple):
    """What a written name was read as.

    Attributes
    ----------
    agency
        Canonical short name; as written where the registry has none.
    kind, level, system, source
        From the registry; only ``kind``, from the grammar of names, where it has none.
    basis
        What decided: ``name``, ``alias``, ``rename``, ``merger``, ``grammar`` (unknown, typed by its ending),
        ``collective``, or empty where it does not look like a body.
    alias
        The form in the registry that decided.
    prefix
        The word for its place, to be carried to later names of a list without one.
    place
        The place that the name itself states.
    in_force
        Whether the name was in use at the date of the document; None where either is not known.
    """

    agency: str
    kind: str = ""
    level: str = ""
    system: str = ""
    source: str = ""
    basis: str = ""
    alias: str = ""
    prefix: str = ""
    place: str = ""
    collective: bool = False
    in_force: bool | None = None


def read_name(registry: Registry, name: str, *, setting: Setting | None = None, prefix: str = "") -> Reading:
    """Return what a written name stands for.

    Parameters
    ----------
    registry
        The registry, see :func:`read_registry`.
    name
        The name as written; a second name in parentheses is the same body's second sign and does not decide.
    setting
        What is known of the document: names are read at its date, places in its province.
    prefix
        The word for a place carried over from an earlier name of the same list (省科技厅、教育厅).

    Returns
    -------
    Reading

    Examples
    --------
    >>> from analysis.facts.agency_registry import read_registry
    >>> registry = read_registry()
    >>> [read_name(registry, name).agency for name in ("浙江省发展和改革委员会", "省大数据局", "人行杭州中心支行")]
    ['省发展改革委', '省数据局', '人行浙江省分行']
    >>> read_name(registry, "教育厅", prefix="省").agency
    '省教育厅'
    """
    return _read_name(registry, name, setting or _UNKNOWN, prefix)


@lru_cache(maxsize=16384)
def _read_name(registry: Registry, name: str, setting: Setting, prefix: str) -> Reading:
    """Read a name; the few hundred names of a document come again and again, while its lists are parted and judged."""
    plain = _unify(name)
    if is_collective(plain):
        return Reading(plain, kind="collective", basis="collective", collective=True, prefix=_leading_unit(plain))
    query = _Query(registry, _strip_signs(plain), setting, prefix)
    if not query.name:
        return Reading(name)
    if prefix and not _may_take_place(query):
        return _read_name(registry, name, setting, "")
    return _look_up(query) or _read_by_grammar(query)


def _may_take_place(query: _Query) -> bool:
    """Say whether the place of an earlier name of the list bears on a name; it seldom does, and is then left out."""
    if any(match.entry.level == "central" for match in query.registry.whole.get(loosen(query.name), ())):
        return True
    return bool(_find_core(query.registry, query.name) or _find_core(query.registry, "委" + query.name))


def read_registered(registry: Registry, name: str, *, setting: Setting, prefix: str = "") -> Reading | None:
    """Return what a name of the registry stands for, and None for any other run of text.

    Parameters
    ----------
    registry, name, setting, prefix
        As for :func:`read_name`, whose reading it is; runs of text, which seldom come again, are not remembered.

    Returns
    -------
    Reading or None

    Examples
    --------
    >>> from analysis.facts.agency_registry import read_registry
    >>> read_registered(read_registry(), "紫云实验室", setting=Setting()) is None
    True
    """
    plain = _unify(name)
    if is_collective(plain) or not (bare := _strip_signs(plain)):
        return None
    return _look_up(_Query(registry, bare, setting, prefix))


def _unify(name: str) -> str:
    return _BLANKS.sub("", name).translate(_WIDTHS) if _UNEVEN.search(name) else name


def _strip_signs(plain: str) -> str:
    """Return a name without its second sign and 中共, that of the Youth League in its brief form."""
    plain = _strip_second_sign(plain).removeprefix("中共")
    league = _YOUTH_LEAGUE.fullmatch(plain)
    if league:
        plain = f"{league['place']}{league['unit']}团委" if league["place"] else f"{league['unit']}团委"
    return plain


def _look_up(query: _Query) -> Reading | None:
    for attempt in (_read_central, _read_whole, _read_carried, _read_placed, _read_bare):
        reading = attempt(query)
        if reading is not None:
            return _turn_league(reading)
    return None


def _turn_league(reading: Reading) -> Reading:
    """Return the Youth League of a place by its usual name: 团省委."""
    place, is_league, _ = reading.agency.rpartition("团委")
    return reading._replace(agency=f"团{place}委") if is_league and place in UNITS else reading


def is_collective(name: str) -> bool:
    """Say whether a name stands for many bodies at once.

    Parameters
    ----------
    name
        A name as written, full-width punctuation.

    Returns
    -------
    bool

    Examples
    --------
    >>> [is_collective(name) for name in ("各市、县（市、区）人民政府", "省数字经济领导小组各成员单位", "省科技厅")]
    [True, True, False]
    >>> is_collective("各乡镇人民政府（街道办事处）")
    True
    """
    if not name or name[-1] in "、，和及与或/级":
        return False
    if not (_COLLECTIVE_SIGN.search(name[:6]) or name.endswith("成员单位")):
        return False
    return bool(_COLLECTIVE.fullmatch(name) or _COLLECTIVE.fullmatch(_strip_second_sign(name)))


def _strip_second_sign(name: str) -> str:
    # 省委金融办（省地方金融局） is one body; 烟草专卖局（公司） too. A parenthesis inside a name (省（区、市）) is kept.
    return (_SECOND_SIGN.sub("", name) or name) if name.endswith("）") else name


def _leading_unit(name: str) -> str:
    return next((unit for unit in UNITS if name.startswith(unit)), "") if name.startswith(UNITS) else ""


class _Query(NamedTuple):
    """One name to be read, with all that bears on it."""

    registry: Registry
    name: str
    setting: Setting
    prefix: str


def _read_central(query: _Query) -> Reading | None:
    """Read central bodies: with 国家, 中央 or their full form anywhere, brief (能源局) only among central bodies."""
    key = loosen(query.name)
    whole = query.registry.whole.get(key)
    if whole is None:
        return None
    found = [match for match in whole if match.entry.level == "central"]
    central_text = query.setting.level in ("", "central") and not query.prefix
    if not found or (key in query.registry.cores and query.prefix not in ("国家", "中央") and not central_text):
        return None
    return _conclude(query, found, unit="国家")


def _read_whole(query: _Query) -> Reading | None:
    """Read offices that the registry holds with their place filled in."""
    whole = query.registry.whole.get(loosen(query.name), ())
    found = [match for match in whole if match.entry.level != "central"]
    if not found:
        return None
    match = _choose(found, query.setting.date)
    return _conclude(query, [match], unit=match.place.unit if match.place else "", place=match.place)


def _read_carried(query: _Query) -> Reading | None:
    """Read a known name without place after a name with one: 省科技厅、教育厅."""
    if not query.prefix or query.prefix in ("国家", "中央"):
        return None
    found = _find_core(query.registry, query.name) or _find_core(query.registry, "委" + query.name)
    return _conclude(query, found, unit=query.prefix) if found else None


def _read_placed(query: _Query) -> Reading | None:
    """Read a known core after a place: 省科技厅, 浙江省科技厅, 杭州市科技局, 浙江经信厅, 德清县科技局."""
    for unit, place, stated, core in _split_place(query.registry, query.name):
        found = _find_core(query.registry, core)
        if place and query.name.startswith(place.name + core):
            # 浙江经信厅 is the province's; 吉林日报社 and 浙江旅游集团 are names of their own.
            found = [match for match in found if match.entry.kind in _BRIEF_KINDS]
        if found:
            return _conclude(query, found, unit=unit, place=place, stated=stated)
    return None


def _read_bare(query: _Query) -> Reading | None:
    """Read a known core with no place anywhere: the document's own level decides, where it is known."""
    found = _find_core(query.registry, query.name)
    return _conclude(query, found, unit=_own_unit(query.registry, query.setting)) if found else None


def _own_unit(registry: Registry, setting: Setting) -> str:
    if setting.level == "province":
        place = registry.places.get(setting.province)
        return place.unit if place else "省"
    if setting.level == "city":
        place = registry.places.get(setting.jurisdiction)
        return place.unit if place else "市"
    if setting.level == "county":
        return next((unit for unit in ("县", "区", "市", "旗") if setting.jurisdiction.endswith(unit)), "")
    return ""


def _split_place(registry: Registry, name: str) -> Iterator[tuple[str, Place | None, str, str]]:
    """Yield the ways to part a name into the word for its place, the place, the place as stated, and the core."""
    place = registry.place_at_start(name)
    if place is not None:
        yield place.unit, place, place.jurisdiction, name[len(place.full) :]
    if name.startswith("新疆生产建设兵团"):
        yield "兵团", None, "", name.removeprefix("新疆生产建设兵团")
    if name.startswith(UNITS):
        for unit in UNITS:
            if name.startswith(unit) and len(name) > len(unit):
                yield unit, None, "", name[len(unit) :]
    for length in (2, 3):
        short = registry.places.get(name[:length])
        if short is not None and short.name == name[:length] and not name.startswith(short.full):
            yield short.unit, short, short.jurisdiction, name[length:]
    for end in range(2, min(len(name), _LONGEST_PLACE)):
        county = _COUNTY.fullmatch(name, 0, end) if name[end - 1] in COUNTY_ENDS else None
        if county:
            yield county["unit"], None, county[0], name[end:]


def _find_core(registry: Registry, core: str) -> list[Match]:
    """Return the entries of a core; 厅, 局 and 委 may stand for each other, since the same body bears them by level."""
    if core.startswith("党委") and core != "党委":
        core = core.removeprefix("党")
    found = registry.cores.get(loosen(core), [])
    if not found and core.startswith(("政府", "人民政府")):
        # 省政府外办 is 省外办; 省政府办公厅 is a name of its own and was found above.
        found = registry.cores.get(loosen(core.removeprefix("人民").removeprefix("政府")), [])
    if found:
        return found
    short = loosen(core)
    if short.endswith(CHANGING):
        for suffix in CHANGING:
            found = registry.cores.get(short[:-1] + suffix, [])
            if found:
                return [match for match in found if match.entry.name.endswith(CHANGING)]
    return []


def _conclude(query: _Query, found: list[Match], *, unit: str, place: Place | None = None, stated: str = "") -> Reading:
    """Turn the entries found into a reading: renames followed, the ending kept as written, the place made short."""
    registry, name, setting = query.registry, query.name, query.setting
    match = _choose(found, setting.date)
    entry = match.entry
    place = place or match.place
    basis = "name" if loosen(match.alias) == loosen(entry.name) else "alias"
    core = _fit_suffix(entry.name, name) if entry.level == "local" else entry.name
    in_force = entry.holds(setting.date) if setting.date else None
    seen = {entry.name}
    while entry.change == "rename" or (setting.mergers and entry.change == "merger"):
        step = _next_name(entry.successor, unit, place, setting)
        successor = registry.successor(entry, step) if step else None
        if successor is None or successor.name in seen:
            break
        old_suffix = entry.name[-1]
        core = successor.name if core.endswith(old_suffix) else _fit_suffix(successor.name, core)
        basis, entry = entry.change, successor
        seen.add(entry.name)
    usage = _usual_form(registry, entry, match, place, setting)
    if usage:
        core = _fit_suffix(usage, core)
        if basis in ("name", "alias"):
            basis = "name" if loosen(match.alias) == loosen(usage) else "alias"
    if entry.level == "field":
        place = place or _own_place(registry, setting, unit)
        agency = fill_template(core, place) if place else name
    elif entry.level == "local":
        agency = _join(_shown_prefix(unit, place, stated, setting), core)
    else:
        agency = entry.name
    return Reading(
        agency,
        kind=entry.kind,
        level=entry.level,
        system=entry.system,
        source=entry.source,
        basis=basis,
        alias=match.alias,
        prefix=unit,
        place=stated or (place.jurisdiction if place else ""),
        in_force=in_force,
    )


def _usual_form(registry: Registry, entry: Entry, match: Match, place: Place | None, setting: Setting) -> str:
    """Return the form in use in the body's province, where it has its own; where no province is known, as written."""
    own = place or registry.places.get(setting.jurisdiction)
    province = own.province if own else setting.province
    if province:
        return entry.usage.get(province, "")
    return match.alias if match.entry is entry and match.alias in entry.usage.values() else ""


def _choose(found: list[Match], date: str) -> Match:
    """Return the entry that held at the date, or the latest one; 济南分行 of a bank is the branch of its province."""
    if len(found) == 1:
        return found[0]
    if date:
        held = [match for match in found if match.entry.holds(date)]
        found = held or found

    def rank(match: Match) -> tuple[bool, bool, str, str]:
        entry = match.entry
        return bool(match.place and match.place.capital), not entry.valid_to, entry.valid_to, entry.valid_from

    return max(found, key=rank)


def _own_place(registry: Registry, setting: Setting, unit: str) -> Place | None:
    """Return the document's own place, if the word for a place that was written fits it."""
    known = [registry.places.get(name) for name in (setting.jurisdiction, setting.province)]
    return next((place for place in known if place and (not unit or place.unit == unit)), None)


def _next_name(successor: str, unit: str, place: Place | None, setting: Setting) -> str:
    """Return the successor's name; ``省=甲 浙江=乙`` gives one by word for the place or by province."""
    choices = _part_choices(successor)
    if "" in choices:
        return choices[""]
    province = place.province if place else setting.province
    return choices.get(province, choices.get(unit, "")) if unit in choices else ""


@lru_cache(maxsize=4096)
def _part_choices(successor: str) -> dict[str, str]:
    """Return successors by word for the place or province; under nothing the one that holds everywhere."""
    parts = successor.split()
    return {"": parts[0]} if parts and "=" not in parts[0] else dict(part.split("=", 1) for part in parts)


def _fit_suffix(canonical: str, name: str) -> str:
    """Keep the ending that was written (科学技术局 is 科技局, not 科技厅)."""
    written = loosen(name)[-1]
    if canonical.endswith(CHANGING) and written in CHANGING and written != canonical[-1]:
        return canonical[:-1] + written
    return canonical


def _shown_prefix(unit: str, place: Place | None, stated: str, setting: Setting) -> str:
    """Return 省 for the document's own province, the place's full name for another one."""
    if place is None:
        return stated if stated and not setting.jurisdiction.endswith(stated) else unit
    own = place.name in (setting.province, setting.jurisdiction) or place.full == setting.jurisdiction
    unknown = not setting.province and place.name == place.province
    return unit if own or unknown else place.full


def _join(prefix: str, core: str) -> str:
    if core.startswith("委") and prefix.endswith(("自治区", "兵团")):
        return f"{prefix}党{core}"
    return f"{prefix}{core}"


def _read_by_grammar(query: _Query) -> Reading:
    """Type a body that the registry does not know by its ending."""
    registry, name, setting = query.registry, query.name, query.setting
    ending = registry.suffix_of(name)
    if not ending:
        return Reading(name)
    unit = _leading_unit(name)
    kind = registry.suffixes[ending]
    place = registry.place_at_start(name)
    reading = Reading(
        name.replace("管理委员会", "管委会"),
        kind=kind,
        basis="grammar",
        alias=ending,
        prefix=unit,
        place=place.name if place else "",
    )
    if place and place.name in (setting.province, setting.jurisdiction) and kind == "government department":
        return reading._replace(agency=place.unit + name.removeprefix(place.full), prefix=place.unit)
    return reading
