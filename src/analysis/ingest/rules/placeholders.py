"""Rules for placeholders that stand for a name: resolved only by evidence in the document or its catalogue entry."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from analysis.ingest.rules.base import Clue, Flag
from analysis.reference import read_reference
from analysis.spans import Edit

__all__ = ["find_placeholders", "read_number_provinces", "resolve_placeholders"]

_PLACEHOLDER = re.compile(r"[\[【{<]?(?:关键词|关键字|地区词|地名|keyword)[ _]?\d{1,2}[\]】}>]?", re.IGNORECASE)
#: Each has one of these: a letter k of any form stands for keyword.
_PLACEHOLDER_SIGN = re.compile(r"[关地kK\u212a](?:(?<=关)键[词字][ _]?\d|(?<=地)(?:区词|名)[ _]?\d|(?<=[kK\u212a]))")
_UNIT_WORD = re.compile(r"^(省|市|自治区|特别行政区)")
_YEAR_BRACKET = r"[〔\[（(【﹝［]?\s*(?:19|20)\d{2}\s*[〕\])）】﹞］]?\s*(?:第)?\s*\d{1,4}\s*号"


def resolve_placeholders(text: str, clue: Clue) -> list[Edit]:
    """Write the province's name for a placeholder such as 关键词1 that stands for it.

    A placeholder is taken for the province if the word for its unit follows it at least once (关键词1省), and if the
    document number (赣府发〔2024〕8号) or the catalogue says which province it is. Where the two disagree, nothing is
    changed.

    Parameters
    ----------
    text
        The text.
    clue
        What is known besides it.

    Returns
    -------
    list of Edit

    Examples
    --------
    >>> [edit.after for edit in resolve_placeholders("湘政发〔2024〕3号 关键词1省人民政府 平安关键词1", Clue())]
    ['湖南', '湖南']
    >>> resolve_placeholders("关键词1省人民政府", Clue())
    []
    """
    matches = _match_placeholders(text)
    if not matches:
        return []
    known = set(read_number_provinces(text, reference=clue.reference))
    basis = 0.95
    if clue.province:
        known.add(clue.province)
        basis = 0.9 if len(known) == 1 else basis
    if len(known) != 1:
        return []
    (province,) = known
    unit = _unit_of(province, clue.reference)
    proven = {
        _name(match)
        for match in matches
        if (word := _UNIT_WORD.match(text[match.end() :])) and unit.startswith(word.group(1))
    }
    return [
        Edit(match.start(), match.end(), match.group(), province, "placeholder", basis)
        for match in matches
        if _name(match) in proven
    ]


def find_placeholders(text: str, clue: Clue) -> list[Flag]:  # noqa: ARG001 - every rule takes the clue
    """Return the placeholders that are left, for which the document holds no evidence.

    Parameters
    ----------
    text
        The text.
    clue
        What is known besides it.

    Returns
    -------
    list of Flag

    Examples
    --------
    >>> [flag.start for flag in find_placeholders("平安关键词2建设", Clue())]
    [2]
    """
    return [Flag(match.start(), match.end(), "placeholder", None, 0.9) for match in _match_placeholders(text)]


def _match_placeholders(text: str) -> list[re.Match[str]]:
    return list(_PLACEHOLDER.finditer(text)) if _PLACEHOLDER_SIGN.search(text) else []


def read_number_provinces(text: str, *, reference: Path | None = None) -> list[str]:
    """Return the provinces whose abbreviation begins a document number of the province's own government.

    Parameters
    ----------
    text
        Any text.
    reference
        Folder of the project's own reference data.

    Returns
    -------
    list of str
        Short names, in the order of the text, each once.

    Examples
    --------
    >>> read_number_provinces("（赣府发〔2024〕8号）、粤府办﹝2024﹞6号、国发〔2017〕35号")
    ['江西', '广东']
    """
    found = [_abbreviations(reference)[match.group(1)] for match in _number_pattern(reference).finditer(text)]
    return list(dict.fromkeys(found))


@cache
def _abbreviations(reference: Path | None) -> dict[str, str]:
    provinces = read_reference("provinces", layer=reference)
    return {
        short: name
        for name, abbreviations in zip(provinces["name"], provinces["abbreviation"], strict=True)
        for short in abbreviations.split()
    }


@cache
def _number_pattern(reference: Path | None) -> re.Pattern[str]:
    shorts = "|".join(sorted(_abbreviations(reference), key=len, reverse=True))
    return re.compile(
        rf"(?<![\u4e00-\u9fff])({shorts})(?:政|府|委|办|发|人社|教|科|工信|经信|财)[\u4e00-\u9fff]{{0,8}}{_YEAR_BRACKET}"
    )


@cache
def _unit_of(province: str, reference: Path | None) -> str:
    provinces = read_reference("provinces", layer=reference)
    return str(provinces.loc[provinces["name"] == province, "kind"].iloc[0]).replace("直辖", "")


def _name(match: re.Match[str]) -> str:
    return re.sub(r"[^\w]|_", "", match.group()).lower()
