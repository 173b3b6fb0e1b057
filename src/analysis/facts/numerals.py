"""Chinese numerals below ten thousand, and Arabic numbers with their separators."""

from __future__ import annotations

import re

__all__ = ["CHINESE_DIGITS", "read_numeral", "to_ascii_digits"]

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "○": 0}
_PLACES = {"十": 10, "百": 100, "千": 1000}

#: Characters of a Chinese numeral below ten thousand.
CHINESE_DIGITS = "".join((*_DIGITS, *_PLACES))

_FULL_WIDTH = dict(zip("０１２３４５６７８９．％／", "0123456789.%/", strict=True))
_WIDE = re.compile(f"[{''.join(_FULL_WIDTH)}]")


def to_ascii_digits(text: str) -> str:
    """Return a text of the same length with full-width digits, point, percent sign and slash as ASCII.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    str

    Examples
    --------
    >>> to_ascii_digits("增长１２．５％")
    '增长12.5%'
    """
    return _WIDE.sub(lambda match: _FULL_WIDTH[match[0]], text)


def read_numeral(text: str) -> float:
    """Return the number that an Arabic or Chinese numeral stands for.

    Parameters
    ----------
    text
        Digits with an optional point and thousands separators, or a Chinese numeral below ten thousand, with places
        (三千五百) or digit by digit (二〇二五). Multipliers such as 万 and 亿 belong to the unit.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If the text is no such numeral.

    Notes
    -----
    Written here because the packages that read Chinese numerals guess at texts that are none, and none is kept well
    enough to depend on for forty lines; the tests write every number below ten thousand and read it back.

    Examples
    --------
    >>> [read_numeral(text) for text in ("1,200.5", "两千三", "十二", "二〇二七", "一百零五")]
    [1200.5, 2300.0, 12.0, 2027.0, 105.0]
    """
    if text and text[0].isdecimal():
        return float(text.replace(",", "").replace("，", ""))
    if not text or any(character not in CHINESE_DIGITS for character in text):
        raise ValueError(f"{text!r} is not a numeral")
    if not any(character in _PLACES for character in text):
        return float("".join(str(_DIGITS[character]) for character in text))
    total, digit, unit = 0, None, 1
    for position, character in enumerate(text):
        if character in _PLACES:
            place = _PLACES[character]
            total += (1 if digit is None else digit) * place
            digit, unit = None, place // 10
        elif _DIGITS[character] == 0:
            unit = 1
        else:
            digit = _DIGITS[character]
            if position == len(text) - 1:
                # 两千三 is 2,300: a last digit counts the next lower place; after a zero, as in 一百零五, it counts ones.
                total += digit * max(unit, 1)
    return float(total)
