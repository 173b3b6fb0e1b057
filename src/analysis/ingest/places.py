"""Which place a document speaks for: province, city or county, read from the name of an office or from a title."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypeVar

from analysis.ingest.rules.syllables import is_word
from analysis.reference import read_reference

__all__ = ["Place", "read_place"]

_Names = TypeVar("_Names", bound="tuple[str, ...]")
_HAN = r"[\u4e00-\u9fff]"
#: What follows the name of a place in the name of an office, or in a title that begins with one.
_OFFICE = (
    rf"(?={_HAN}{{0,18}}?(?:人民政府|委员会|党工委|管委会|办公室|人大常委会|局|委|办|院)(?:办公室|办公厅)?"
    r"(?:$|[ 、\u3000]|关于|印发|转发))|(?=关于|印发|转发)"
)
_COUNTY = re.compile(rf"({_HAN}{{1,10}}?(?:自治县|自治旗|县|旗|林区|特区|区|市))(?:{_OFFICE})")
_COUNTY_OF_TITLE = re.compile(rf"({_HAN}{{1,3}}?(?:县|旗|区|市)|{_HAN}{{2,9}}?自治[县旗])(?!域|城|乡|际|场|民)")
_ZONE = re.compile(
    rf"({_HAN}{{0,12}}?(?:新区|合作区|(?:高新|经开|开发|工业园|综合保税|保税|综合试验|试验|旅游度假|度假|风景名胜|管理|先行|示范|先导)区))"
    rf"(?:{_OFFICE})"
)
_ALONE = re.compile(
    rf"({_HAN}{{2,10}}?(?:自治县|自治旗|县|旗|市|区))(?=人民政府|人民代表大会|委员会办公室|人大常委会|委办公室|委$)"
)
#: A county that begins a title by itself; the dictionary must know the name.
_ALONE_IN_TITLE = re.compile(rf"({_HAN}{{2,3}}(?:县|市)|{_HAN}{{2,9}}?自治[县旗])(?!域|级|城|场|民|区|属|长|委|容|政)")
_BARE = re.compile(r"(省|自治区|市|州|盟|县|区|旗)(?:人民政府|委办公[室厅]|政府办公[室厅]|人大常委会)")
_BARE_LEVEL = {"省": "province", "自治区": "province", "市": "city", "州": "city", "盟": "city"}
#: Words that end like a name of a place and are none.
_COMMON = re.compile(
    r"(?:革命|贫困|民族|少数民族|边境|边疆|偏远|重点|中心|老旧|国家级?|省级|自由|自由贸易|深度|沿海|沿边|水源|特色|主要|各类){0,6}"
    r"(?:老|山|库|牧|灾|社|园|景|城|郊|湾|试验|示范|先行|地|小|校|矿|垦|湖|军|辖|市辖|街|片|都市|功能|保护|集聚|聚集|自贸|开发|高新|经开"
    r"|工业园|合作|新|农|林|产业|主城|核心)区|(?:重点|中心|大中|中小)?(?:城|都|超|股|集|门|县|地|上|全|各|本|我)市"
    r"|(?:全|各|本|我|强|百强|贫困|脱贫|大|重点)县|(?:红|国|军|锦|升|挂)旗"
)

#: What no name of a place holds: the next office begins behind it.
_BODY = re.compile("委|厅|局|政府|办公|部门|关于")


class Place(NamedTuple):
    """A place that a text speaks for; a part that is not stated is None.

    Attributes
    ----------
    province
        Short name of the province.
    jurisdiction
        The place itself: short name of a province, full name of a city, and of a county with its city where that is stated.
    level
        ``province``, ``city`` or ``county``.
    """

    province: str | None
    jurisdiction: str | None
    level: str


def read_place(name: str, *, reference: Path | None = None) -> Place | None:
    """Return the place that the name of an office, or a title, begins with.

    Cities of the reference table are of level city; below one, every county, banner, district and zone is of level county, as
    is a city that the table of prefectures does not hold. A new area directly under a province is of level city.

    Parameters
    ----------
    name
        Name of an office, or title.
    reference
        Folder of the project's own reference data.

    Returns
    -------
    Place or None

    Examples
    --------
    >>> read_place("四川省宜宾市叙州区人民政府")
    Place(province='四川', jurisdiction='宜宾市叙州区', level='county')
    >>> read_place("昆山市人民政府办公室").level, read_place("延边朝鲜族自治州人民政府").level
    ('county', 'city')
    >>> read_place("江西省革命老区振兴发展规划")
    Place(province='江西', jurisdiction='江西', level='province')
    """
    name = re.sub(r"^(?:中共|中国共产党)", "", re.sub(r"[ \u3000]", "", name))
    found, rest = _strip(name, _provinces(reference))
    province = found[1] if found else None
    city, below = _strip(rest, _cities(reference, province))
    if city is None and found is not None and found[0] == province:
        city, below = _strip(name, _cities(reference, None))  # 吉林市 and 海南藏族自治州 begin like provinces
    if city is not None:
        county = _county(below)
        return Place(city[2], city[1] + (county or ""), "county" if county else "city")
    town, below = _strip(rest, _cities(reference, province, short=True))
    if town is not None and (zone := _zone(below)):  # 南京江北新区管理委员会
        return Place(town[2], town[0] + zone, "county")
    if province is None:
        return _read_alone(name)
    zone, county = _zone(rest), _county(rest)
    if zone and province not in _municipalities(reference):
        return Place(province, zone, "city")
    if zone or county:
        return Place(province, zone or county, "county")
    return Place(province, province, "province")


def _read_alone(name: str) -> Place | None:
    """Return the place of a name that states neither province nor prefecture."""
    bare = _BARE.match(name)
    if bare:
        return Place(None, None, _BARE_LEVEL.get(bare.group(1), "county"))
    alone = _ALONE.match(name)
    if alone and not _COMMON.fullmatch(alone.group(1)):
        return Place(None, alone.group(1), "county")
    titled = _ALONE_IN_TITLE.match(name)
    if titled and not _COMMON.fullmatch(titled.group(1)) and any(map(is_word, (titled.group(1), titled.group(1)[:-1]))):
        return Place(None, titled.group(1), "county")
    return None


def _county(rest: str) -> str | None:
    match = _COUNTY.match(rest) or _COUNTY_OF_TITLE.match(rest)
    if match is None or _COMMON.fullmatch(match.group(1)) or _BODY.search(match.group(1)):
        return None
    return match.group(1)


def _zone(rest: str) -> str | None:
    match = _ZONE.match(rest)
    return match.group(1) if match and (len(match.group(1)) > 2 or match.group(1) != "新区") else None  # noqa: PLR2004


def _strip(name: str, known: Sequence[_Names]) -> tuple[_Names | None, str]:
    """Take a known name off the front; the longest first."""
    for names in known:
        if name.startswith(names[0]):
            return names, name[len(names[0]) :]
    return None, name


@cache
def _provinces(reference: Path | None) -> tuple[tuple[str, str], ...]:
    table = read_reference("provinces", layer=reference)
    pairs = [
        (full, short) for name in ("full_name", "name") for full, short in zip(table[name], table["name"], strict=True)
    ]
    return _longest_first(pairs)


@cache
def _municipalities(reference: Path | None) -> frozenset[str]:
    table = read_reference("provinces", layer=reference)
    return frozenset(table.loc[table["kind"].isin(["直辖市", "特别行政区"]), "name"])


@cache
def _cities(reference: Path | None, province: str | None, *, short: bool = False) -> tuple[tuple[str, str, str], ...]:
    """Return names of cities as printed, their full names, and their provinces."""
    rows = [row for row in _city_rows(reference) if province in (None, row[2])]
    if short:
        return _longest_first((name, full, of) for name, full, of, _ in rows)
    printed = [(full, full, of) for _, full, of, _ in rows]
    printed += [(f"{name}州", full, of) for name, full, of, kind in rows if kind == "自治州"]
    return _longest_first(printed)


@cache
def _city_rows(reference: Path | None) -> list[tuple[str, str, str, str]]:
    table = read_reference("cities", layer=reference)[["name", "full_name", "province", "kind"]]
    return list(table.itertuples(index=False, name=None))


def _longest_first(names: Iterable[_Names]) -> tuple[_Names, ...]:
    return tuple(sorted(set(names), key=lambda names: (-len(names[0]), names)))
