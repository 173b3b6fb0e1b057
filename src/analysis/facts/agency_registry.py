"""The registry of agencies as an index: which written form leads to which entry."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from analysis.errors import DataError, Problem, suggest_name
from analysis.reference import read_reference

__all__ = [
    "CHANGING",
    "COUNTY_ENDS",
    "UNITS",
    "Entry",
    "Match",
    "Place",
    "Registry",
    "fill_template",
    "loosen",
    "read_registry",
]

#: Words that stand for a place in front of a body: 省科技厅, 自治区科技厅, 县科技局.
UNITS = (
    "自治区",
    "自治州",
    "自治县",
    "自治旗",
    "兵团",
    "地区",
    "新区",
    "省",
    "市",
    "州",
    "盟",
    "区",
    "县",
    "旗",
    "镇",
    "乡",
)
#: The last characters of the word for a county or city in front of a body.
COUNTY_ENDS = "州盟市区县旗"
_LEVELS = ("central", "local", "field")
_CHANGES = ("", "rename", "merger")
#: Endings that may stand for each other, since the same body bears them by level.
CHANGING = ("厅", "局", "委")
#: Endings that are shortened before a name is looked up, and those of collective names.
_LOOSE_ENDS = ("委员会", "办公室", "政府", "成员单位", "管委会")
#: Characters in which the end of a name is looked for; a name that a sentence states has no more.
_WINDOW = 26
#: Beginnings that are left out, or written otherwise, before a name is looked up.
_STARTS = (*UNITS, "中共", "共青", "中国共产主义青年", "团", "党委", "政府", "人民政府", "新疆生产建设兵团")
#: Where a county or city before a name ends, and what is written otherwise, in its first ten characters.
_STATED = re.compile(rf"[{COUNTY_ENDS}\s(),〔〕]")
#: What a second character may be that is left out before a name is looked up: 和, 与, 有限.
_LEFT_OUT = ("和", "与", "有")
#: What is written otherwise before a name is looked up.
_REWRITTEN = re.compile(r"[\s(),〔〕（）]|有限|团")


@dataclass(frozen=True)
class Entry:
    """One row of the registry.

    Attributes
    ----------
    name
        Canonical short name: whole for central bodies, without its place for local ones (``科技厅``), with ``{place}`` or
        ``{full}`` where the place is part of the name (``{place}证监局``).
    aliases
        Other written forms, in the same manner; ``{capital}`` is the seat of the province's government.
    usage
        Province to the form in use there, which then is the name shown: ``浙江=建设厅`` among the aliases.
    kind, level, system
        What it is; central, local or field (a local office of a central body, named by its place); the vertical line (条)
        it belongs to.
    valid_from, valid_to
        First and last month in which a body of this name can have existed (``YYYY-MM``), empty where not limited.
    change, successor
        What became of it: a ``rename`` is the same body under a new name, a ``merger`` went into another body.
    source
        Where the row is taken from.
    """

    name: str
    aliases: tuple[str, ...]
    usage: Mapping[str, str] = field(hash=False)
    kind: str
    level: str
    system: str
    valid_from: str
    valid_to: str
    change: str
    successor: str
    source: str

    def holds(self, date: str) -> bool:
        """Say whether the name was in use at a date (``YYYY``, ``YYYY-MM`` or longer)."""
        month = date[:7]
        return (not self.valid_from or self.valid_from[: len(month)] <= month) and (
            not self.valid_to or month <= self.valid_to[: len(month)]
        )


class Place(NamedTuple):
    """A province-level or prefecture-level place: short name, full name, the word for it (省, 市, 自治区 ...), province."""

    name: str
    full: str
    unit: str
    province: str
    capital: str
    capital_full: str

    @property
    def jurisdiction(self) -> str:
        """The place as the ``documents`` table names it: a province by its short name, a city by its full one."""
        return self.name if self.capital else self.full


class Match(NamedTuple):
    """A written form that the registry knows: the entry, the place that the form states, and the form in the registry."""

    entry: Entry
    place: Place | None
    alias: str


class Registry:
    """Everything that reading names needs, indexed once.

    Attributes
    ----------
    whole
        Complete written forms (central bodies; offices with their place filled in).
    cores
        Forms of local bodies without their place.
    places
        Places by full and by short name; a province wins over a city of the same short name.
    suffixes
        Endings that make a name a body, longest first, with the kind of body.
    last_characters
        Characters with which a known name can end.
    """

    def __init__(self, entries: list[Entry], places: list[Place], suffixes: dict[str, str]) -> None:
        self.entries = entries
        self.suffixes = dict(sorted(suffixes.items(), key=lambda item: (-len(item[0]), item[0])))
        self.places: dict[str, Place] = {}
        for place in places:
            self.places.setdefault(place.full, place)
            self.places.setdefault(place.name, place)
        self._longest_place = max((len(place.full) for place in places), default=0)
        self._place_starts = {place.full[:2] for place in places}
        self._suffix_sizes = sorted({len(suffix) for suffix in suffixes}, reverse=True)
        self._turns = sorted({month[:7] for entry in entries for month in (entry.valid_from, entry.valid_to) if month})
        self._months: dict[int, str] = {}
        self.whole: dict[str, list[Match]] = {}
        self.cores: dict[str, list[Match]] = {}
        self.by_name: dict[tuple[str, str], Entry] = {(entry.name, entry.level): entry for entry in entries}
        for entry in entries:
            for form in (entry.name, *entry.aliases):
                self._index(entry, form, places)
        self.last_characters = frozenset(form[-1] for form in (*self.whole, *self.cores)) | set("会室司")
        self._any_last = re.compile(f"[{re.escape(''.join(sorted(self.last_characters)))}]")
        cores = {_strip_and(form) for form in self.cores}
        cores |= {form[1:] for form in cores if form.startswith("委")}
        cores |= {form[:-1] + end for form in cores if form.endswith(CHANGING) for end in CHANGING}
        forms = {*self.whole, *self.cores, *self.places}
        self._starts = {form[:2] for form in forms}
        self._ends = {form[-3:] for form in cores} | {_strip_and(form[-_WINDOW:])[-3:] for form in self.whole}

    def find_ends(self, text: str, low: int, high: int) -> list[tuple[int, bool]]:
        """Return the places of a stretch of text where a name can end, and whether one of the registry can.

        Whatever stands before a name (a place, 中共, the 委 of a list), it ends with a form of the registry; so a look at three
        characters keeps most runs of text from being read at all.
        """
        ends = [match.end() for match in self._any_last.finditer(text, low, high)]
        if not ends:
            return []
        rewritten = _REWRITTEN.search(text, low, high) is not None
        return [(end, rewritten or self._may_end(text, max(low, end - _WINDOW), end)) for end in ends]

    def _may_end(self, text: str, low: int, end: int) -> bool:
        core = text[max(low, end - 3) : end]
        if "和" in core or "与" in core:
            core = _strip_and(text[low:end])[-3:]
        ends = self._ends
        return core in ends or core[-2:] in ends or core[-1:] in ends or text.endswith(_LOOSE_ENDS, low, end)

    def may_begin(self, name: str) -> bool:
        """Say whether a run of text begins as a name of the registry can; most do not, and need not be read.

        A name is looked up with the place before it or without any: it begins with a form of the registry, with a place, or
        with what is left out when it is looked up. A name that takes over its place from another may begin otherwise.
        """
        return (
            name[:2] in self._starts
            or name[:1] in self._starts
            or name[1:2] in _LEFT_OUT
            or name.startswith(_STARTS)
            or _STATED.search(name, 0, 11) is not None
        )

    def suffix_of(self, name: str) -> str:
        """Return the longest ending that makes a name a body, or nothing."""
        ends = (name[-size:] for size in self._suffix_sizes if size < len(name))
        return next((end for end in ends if end in self.suffixes), "")

    def same_month(self, date: str) -> str:
        """Return a month at which the very same names are in use, one for all the dates between two changes."""
        month = date[:7]
        at = bisect_left(self._turns, month)
        if len(month) < 7 or month in self._turns[at : at + 1]:  # noqa: PLR2004 - a year alone
            return month
        return self._months.setdefault(at, month)

    def place_at_start(self, name: str) -> Place | None:
        """Return the place whose full name begins a name, the longest where two do."""
        if name[:2] not in self._place_starts:
            return None
        for length in range(min(len(name) - 1, self._longest_place), 1, -1):
            place = self.places.get(name[:length])
            if place is not None and place.full == name[:length]:
                return place
        return None

    def successor(self, entry: Entry, name: str) -> Entry | None:
        """Return the entry of that name, of the same level where there is one."""
        levels = (entry.level, *(level for level in _LEVELS if level != entry.level))
        return next((self.by_name[name, level] for level in levels if (name, level) in self.by_name), None)

    def _index(self, entry: Entry, form: str, places: list[Place]) -> None:
        if "{" in form:
            for place in places:
                if "{capital" in form and not place.capital:
                    continue
                self._add(self.whole, fill_template(form, place), Match(entry, place, form))
        elif entry.level == "central":
            self._add(self.whole, form, Match(entry, None, form))
        else:
            self._add(self.cores, form, Match(entry, None, form))

    @staticmethod
    def _add(index: dict[str, list[Match]], form: str, match: Match) -> None:
        key = loosen.__wrapped__(form)  # tens of thousands, each once: none is worth remembering
        known = index.get(key)
        if known is None:
            index[key] = [match]
        elif all(other.entry is not match.entry or other.place != match.place for other in known):
            known.append(match)


@lru_cache(maxsize=16384)
def loosen(name: str) -> str:
    """Return the form in which names are compared: 和 and 与 inside left out, long endings shortened.

    Parameters
    ----------
    name
        A name as written.

    Returns
    -------
    str

    Examples
    --------
    >>> loosen("发展和改革委员会") == loosen("发展改革委")
    True
    """
    short = name
    if "有限" in short:
        for long in ("股份有限公司", "有限责任公司", "有限公司"):
            short = short.replace(long, "公司")
    if short.endswith("委员会"):
        short = short.removesuffix("员会")
    if short.endswith("办公室"):
        short = short.removesuffix("公室")
    return short[:1] + short[1:-1].replace("和", "").replace("与", "") + short[-1:] if len(short) > 1 else short


def _strip_and(name: str) -> str:
    """Return a name without any 和 and 与, as :func:`loosen` leaves them out inside."""
    return name.replace("和", "").replace("与", "")


def fill_template(form: str, place: Place) -> str:
    """Return a form of the registry with a place filled in.

    Parameters
    ----------
    form
        A form with ``{place}``, ``{full}``, ``{capital}`` or ``{capital_full}``.
    place
        The place.

    Returns
    -------
    str

    Examples
    --------
    >>> fill_template("人行{full}分行", Place("浙江", "浙江省", "省", "浙江", "杭州", "杭州市"))
    '人行浙江省分行'
    """
    return form.format(place=place.name, full=place.full, capital=place.capital, capital_full=place.capital_full)


@lru_cache(maxsize=8)
def read_registry(reference: Path | None = None) -> Registry:
    """Return the packaged registry with the project's layer over it.

    Parameters
    ----------
    reference
        The project's ``data/reference`` folder; only the packaged registry where None.

    Returns
    -------
    Registry

    Raises
    ------
    DataError
        With every row that has an unknown level or change, or a successor that is not there.

    Examples
    --------
    >>> len(read_registry().entries) > 300
    True
    """
    table = read_reference("agencies", layer=reference)
    names = [name for name in Entry.__dataclass_fields__ if name not in ("aliases", "usage")]
    entries = [
        Entry(
            aliases=tuple(form.rpartition("=")[2] for form in row["aliases"].split()),
            usage=dict(form.split("=", 1) for form in row["aliases"].split() if "=" in form),
            **{name: row[name] for name in names},
        )
        for row in table.to_dict("records")
    ]
    _check_entries(entries)
    suffixes = read_reference("agency_suffixes", layer=reference)
    return Registry(
        entries, list(_read_places(reference)), dict(zip(suffixes["suffix"], suffixes["kind"], strict=True))
    )


def _check_entries(entries: list[Entry]) -> None:
    names = {entry.name for entry in entries}
    problems = []
    for entry in entries:
        where = f"agencies.csv, name {entry.name!r}"
        if entry.level not in _LEVELS:
            problems.append(Problem(where, f"level {entry.level!r}", suggest_name(entry.level, _LEVELS)))
        if entry.change not in _CHANGES:
            problems.append(Problem(where, f"change {entry.change!r}", suggest_name(entry.change, _CHANGES)))
        problems += [
            Problem(where, f"successor {part!r} is no name of the registry", "add a row for it")
            for part in entry.successor.split()
            if part.rpartition("=")[2] not in names
        ]
    if problems:
        raise DataError(problems)


def _read_places(reference: Path | None) -> Iterator[Place]:
    cities = read_reference("cities", layer=reference).to_dict("records")
    seats = {row["province"]: row for row in cities if row["capital"]}
    for row in read_reference("provinces", layer=reference).to_dict("records"):
        unit = "市" if row["kind"] == "直辖市" else row["kind"]
        seat = seats.get(row["name"], {"name": row["name"], "full_name": row["full_name"]})
        yield Place(row["name"], row["full_name"], unit, row["name"], seat["name"], seat["full_name"])
    for row in cities:
        unit = {"自治州": "州", "盟": "盟", "地区": "地区"}.get(row["kind"], "市")
        yield Place(row["name"], row["full_name"], unit, row["province"], "", "")
