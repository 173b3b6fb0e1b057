"""What a document says about itself: title, issuer, number, date, status, period, province."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from analysis.ingest.matter import DOC_NUMBER, find_genre, is_date, split_metadata
from analysis.ingest.outline import Unit, build_outline
from analysis.ingest.places import Place, read_place
from analysis.ingest.rules.placeholders import read_number_provinces
from analysis.reference import read_reference

__all__ = ["find_metadata", "read_date", "read_period"]

Found = dict[str, tuple[object, str]]

_HAN_DIGITS = str.maketrans("〇○零一二三四五六七八九O", "000123456789" + "0")
_DATE = re.compile(r"((?:19|20)\d{2})[ ]*[年./-][ ]*(\d{1,2})[ ]*[月./-][ ]*(\d{1,2})[ ]*日?")
_HAN_DATE = re.compile(
    r"([二一][〇○零O一二三四五六七八九]{3})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_PERIOD = re.compile(r"((?:19|20)\d{2})[ ]*年?[ ]*[—–－\-~～至到―]{1,2}[ ]*((?:19|20)\d{2})[ ]*年")
_FIVE_YEARS = {"十三五": (2016, 2020), "十四五": (2021, 2025), "十五五": (2026, 2030)}
_DRAFT = re.compile(r"征求意见稿|送审稿|审议稿|讨论稿|草案|公开征求.{0,40}意见|草稿")
_FINAL = re.compile(r"此件.{0,4}公开|主动公开|依申请公开|现印发给你们|已经.{0,30}同意|自.{0,24}起(?:施行|实施|执行)")
_OFFICE = re.compile(
    r"^[\u4e00-\u9fff（）()、 \u3000]{2,60}?(?:人民政府|委员会|办公厅|办公室|厅|局|省委|市委|部|院|会|署|中心|领导小组)$"
)
_EARLY = 400


def find_metadata(text: str, *, reference: Path | None = None) -> Found:
    r"""Return what a clean text states about itself, and what follows from it.

    Parameters
    ----------
    text
        Clean text of one document.
    reference
        Folder of the project's own reference data.

    Returns
    -------
    dict
        From the name of a metadatum to its value and its basis: ``stated`` where the text prints it, ``inferred`` where it
        follows from something printed. What is not known is left out.

    Examples
    --------
    >>> found = find_metadata("浙江省“人工智能+”行动计划（2024—2027年）（征求意见稿）\n一、总体目标\n二、重点领域")
    >>> found["status"], found["period_end"], found["province"], found["genre"]
    (('draft', 'stated'), (2027, 'stated'), ('浙江', 'inferred'), ('行动计划', 'stated'))
    """
    return dict(_find_all(text, reference))


@lru_cache(maxsize=2)
def _find_all(text: str, reference: Path | None) -> Found:
    """Find the metadata of a text once, for its row of the table and for what contradicts it."""
    units = build_outline(text, reference=reference)
    table = _read_table(text, units, reference)
    found: Found = {}
    titles = [unit.heading for unit in units if unit.kind == "title" and unit.heading]
    title = titles[0] if titles else table.get("title")
    if title:
        found["title"] = (title, "stated")
        genre = find_genre(title, reference=reference)
        if genre in ("通知", None) and len(titles) > 1:
            genre = find_genre(titles[-1], reference=reference) or genre
        if genre:
            found["genre"] = (genre, "stated")
    _find_number(text, units, table, found)
    _find_issuer(text, units, table, title, found)
    _find_date(text, units, table, found)
    _find_status(text, titles or ([title] if title else []), found)
    _find_period(titles or ([title] if title else []), found)
    _find_place(titles, found, reference)
    return found


def read_date(text: str) -> str | None:
    """Return the first date in a text as YYYY-MM-DD.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    str or None
        None where there is no full date, or where it is no day of the calendar.

    Examples
    --------
    >>> read_date("2025年12月29日"), read_date("二〇二四年十月八日"), read_date("2025年3月"), read_date("2025-2-30")
    ('2025-12-29', '2024-10-08', None, None)
    """
    match = _DATE.search(text)
    if match:
        year, month, day = (int(part) for part in match.groups())
    else:
        match = _HAN_DATE.search(text)
        if not match:
            return None
        year = int(match.group(1).translate(_HAN_DIGITS))
        month, day = (_small_number(part) for part in match.groups()[1:])
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def read_period(title: str) -> tuple[int, int] | None:
    """Return first and last year of the planning period that a title names.

    Parameters
    ----------
    title
        A title.

    Returns
    -------
    tuple or None

    Examples
    --------
    >>> read_period("行动计划（2025-2027年）"), read_period("“十四五”数字经济发展规划"), read_period("指导意见")
    ((2025, 2027), (2021, 2025), None)
    """
    match = _PERIOD.search(title)
    if match and int(match.group(1)) <= int(match.group(2)):
        return int(match.group(1)), int(match.group(2))
    named = [years for name, years in _FIVE_YEARS.items() if name in title]
    return named[0] if len(named) == 1 else None


def _small_number(han: str) -> int:
    digits = {character: value for value, character in enumerate("〇一二三四五六七八九")}
    tens, _, ones = han.rpartition("十") if "十" in han else ("", "", han)
    return (digits.get(tens, 1) * 10 if "十" in han else 0) + digits.get(ones, 0)


def _read_table(text: str, units: Sequence[Unit], reference: Path | None) -> dict[str, str]:
    table: dict[str, str] = {}
    for unit in units:
        if unit.kind == "metadata":
            for line in text[unit.start : unit.end].split("\n"):
                for name, value in split_metadata(line.strip(), reference=reference):
                    if value.strip(" 无-—/"):
                        table.setdefault(name, value.strip())
    return table


def _find_number(text: str, units: Sequence[Unit], table: dict[str, str], found: Found) -> None:
    value = table.get("doc_number", "")
    match = DOC_NUMBER.search(value)
    if match:
        found["doc_number"] = (match.group(), "stated")
        return
    for unit in units:
        if unit.kind in ("notice", "signature", "title"):
            for line in text[unit.start : unit.end].split("\n"):
                core = line.strip(" 　（()）")
                match = DOC_NUMBER.fullmatch(core)
                if match:
                    found["doc_number"] = (match.group(), "stated")
                    return


def _find_issuer(text: str, units: Sequence[Unit], table: dict[str, str], title: str | None, found: Found) -> None:
    if table.get("issuer"):
        found["issuer"] = (table["issuer"], "stated")
        return
    for unit in reversed(units):
        if unit.kind in ("notice", "signature"):
            lines = [line.strip() for line in text[unit.start : unit.end].split("\n") if line.strip()]
            for line, following in zip(lines, [*lines[1:], ""], strict=True):
                if _OFFICE.match(line) and is_date(following):
                    found["issuer"] = (line, "stated")
                    return
    match = re.match(r"(.{2,40}?(?:人民政府|委员会|办公厅|办公室|厅|局|省委|市委))(?:关于|印发|转发)", title or "")
    if match:
        found["issuer"] = (match.group(1), "stated")


def _find_date(text: str, units: Sequence[Unit], table: dict[str, str], found: Found) -> None:
    value = read_date(table.get("issued_on", ""))
    if value:
        found["issued_on"] = (value, "stated")
        return
    for unit in reversed(units):
        if unit.kind in ("notice", "signature"):
            for line in reversed(text[unit.start : unit.end].split("\n")):
                value = (
                    read_date(line.strip().translate(_HAN_DIGITS) if "月" not in line else line)
                    if is_date(line.strip())
                    else None
                )
                if value:
                    found["issued_on"] = (value, "stated")
                    return


def _find_status(text: str, titles: Sequence[str], found: Found) -> None:
    if any(_DRAFT.search(title) for title in titles) or re.search(r"[（(]征求意见稿[）)]", text[:_EARLY]):
        found["status"] = ("draft", "stated")
    elif _FINAL.search(text) or "doc_number" in found:
        found["status"] = ("final", "stated" if _FINAL.search(text) else "inferred")
    elif titles:
        found["status"] = ("final", "inferred")


def _find_period(titles: Sequence[str], found: Found) -> None:
    for title in titles:
        years = read_period(title)
        if years:
            found["period_start"], found["period_end"] = (years[0], "stated"), (years[1], "stated")
            return


def _find_place(titles: Sequence[str], found: Found, reference: Path | None) -> None:
    issuer = str(found.get("issuer", ("", ""))[0])
    places = [place for name in (issuer, *titles) if (place := read_place(name, reference=reference))]
    named = [place for place in places if place.jurisdiction]
    if named:
        # 叙州区人民政府 signs what the title calls that of 宜宾市叙州区
        fuller = (place for place in named if str(place.jurisdiction).endswith(str(named[0].jurisdiction)))
        _set_place(found, max(fuller, key=lambda place: (len(place.jurisdiction or ""), place.province is not None)))
        return
    inside = {short for full, short in _full_names(reference) for title in titles if full in title}
    number = str(found.get("doc_number", ("", ""))[0])
    for provinces in (inside, set(read_number_provinces(number, reference=reference))):
        if len(provinces) == 1:
            (province,) = provinces
            _set_place(found, Place(province, province, "province"))
            return
    if places:
        found["level"] = (places[0].level, "inferred")
    elif re.match(r"中共中央|国务院|国家|全国|中央", issuer or (titles[0] if titles else "")):
        _set_place(found, Place(None, "中央", "central"))


def _set_place(found: Found, place: Place) -> None:
    for name, value in zip(("province", "jurisdiction", "level"), place, strict=True):
        if value is not None:
            found[name] = (value, "inferred")


@cache
def _full_names(reference: Path | None) -> tuple[tuple[str, str], ...]:
    """Return the full names of provinces that are longer than the short ones."""
    provinces = read_reference("provinces", layer=reference)
    pairs = zip(provinces["full_name"], provinces["name"], strict=True)
    return tuple(sorted((full, short) for full, short in pairs if full != short))
