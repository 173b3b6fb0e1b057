"""Contradictions that the outline and the metadata of one document show: reported, never settled."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from analysis.ingest.markers import parse_marker, read_number
from analysis.ingest.matter import DOC_NUMBER
from analysis.ingest.metadata import find_metadata, read_date
from analysis.ingest.outline import Unit, build_outline
from analysis.ingest.rules.base import Flag

__all__ = ["find_contradictions", "find_numbering_faults"]

_NO_SEQUENCE = ("bullet", "matter", "heading", "lead", "paragraph", "row", "annex", "box")


def find_numbering_faults(text: str, *, reference: Path | None = None) -> list[Flag]:
    r"""Return printed numbers that repeat or leave out one of their sequence.

    Parameters
    ----------
    text
        Clean text.
    reference
        Folder of the project's own reference data.

    Returns
    -------
    list of Flag
        On the number; reading: what was expected. A number that begins again at one, or runs on from an earlier chapter,
        is no fault.

    Examples
    --------
    >>> text = "一、目标\n二、任务\n（一）建设。\n（一）运营。\n（三）服务。\n四、保障"
    >>> [(flag.rule, flag.reading) for flag in find_numbering_faults(text)]
    [('number repeated', '2'), ('number missing', '2'), ('number missing', '3')]
    """
    flags: list[Flag] = []
    last: dict[tuple[int, str], int] = {}
    running: dict[str, int] = {}
    for unit in build_outline(text, reference=reference):
        value = read_number(unit.number or "") if unit.style not in _NO_SEQUENCE else None
        if value is None or parse_marker(text[unit.start : unit.end]) is None:
            continue
        place = (id(unit.parent), unit.style)
        before = last.get(place)
        end = unit.start + len(unit.number or "") + 1
        if before is None:
            expected = {1, running.get(unit.style, 0) + 1}
            if value not in expected:
                flags.append(Flag(unit.start, end, "number missing", str(min(expected)), 0.6))
        elif value == before:
            flags.append(Flag(unit.start, end, "number repeated", str(before + 1), 0.9))
        elif value != before + 1:
            flags.append(Flag(unit.start, end, "number missing", str(before + 1), 0.7))
        last[place] = running[unit.style] = value
    return flags


def find_contradictions(text: str, *, reference: Path | None = None) -> list[Flag]:
    r"""Return the places where a document states another number or date of its own than the one that was taken.

    Parameters
    ----------
    text
        Clean text.
    reference
        Folder of the project's own reference data.

    Returns
    -------
    list of Flag
        Reading: what the table of metadata, or the first place, says.

    Examples
    --------
    >>> text = "文号：湘政发〔2024〕3号\n发文日期：2024-05-06\n某省意见\n湘政发〔2024〕8号\n一、总则\n二、附则"
    >>> [(flag.rule, flag.reading) for flag in find_contradictions(text)]
    [('doc_number contradicted', '湘政发〔2024〕3号')]
    """
    units = build_outline(text, reference=reference)
    found = find_metadata(text, reference=reference)
    flags: list[Flag] = []
    number, issued = (str(found[name][0]) if name in found else "" for name in ("doc_number", "issued_on"))
    for unit, start, line in _front_lines(text, units):
        core = line.strip(" 　（()）")
        match = DOC_NUMBER.fullmatch(core)
        if match and number and _squeeze(match.group()) != _squeeze(number):
            flags.append(Flag(start, start + len(line), "doc_number contradicted", number, 0.8))
        day = (
            read_date(core) if unit.kind in ("signature", "notice") and re.fullmatch(r"[^，。：]{6,14}", core) else None
        )
        if day and issued and day != issued:
            flags.append(Flag(start, start + len(line), "issued_on contradicted", issued, 0.6))
    return flags


def _front_lines(text: str, units: Sequence[Unit]) -> list[tuple[Unit, int, str]]:
    return [
        (unit, unit.start + match.start(), match.group())
        for unit in units
        if unit.kind in ("notice", "signature", "metadata")
        for match in re.finditer(r"[^\n]+", text[unit.start : unit.end])
    ]


def _squeeze(text: str) -> str:
    return re.sub(r"\s", "", text).translate(str.maketrans("[]【】()（）﹝﹞", "〔〕〔〕〔〕〔〕〔〕"))
