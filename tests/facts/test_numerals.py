"""Chinese numerals: every number below ten thousand, written and read back; years; quantities."""

import pytest

from analysis.facts.numerals import read_numeral, to_ascii_digits
from analysis.facts.quantities import find_quantities
from analysis.facts.years import find_years


def write(number):
    """Write a number below ten thousand in the standard way, independently of the code under test."""
    digits = "零一二三四五六七八九"
    if number == 0:
        return "零"
    words, gap = "", False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            words += ("零" if gap and words else "") + digits[digit] + name
            gap = False
        else:
            gap = True
    return words.removeprefix("一") if words.startswith("一十") else words


def test_every_number_below_ten_thousand():
    for number in range(10000):
        assert read_numeral(write(number)) == number


@pytest.mark.parametrize(
    ("text", "value"),
    [("两千", 2000), ("两百五", 250), ("二〇三五", 2035), ("三千二", 3200), ("1,234.5", 1234.5), ("一百零五", 105)],
)
def test_ways_of_writing(text, value):
    assert read_numeral(text) == value


@pytest.mark.parametrize("text", ["", "甲", "万", "三x"])
def test_what_is_no_numeral_is_quoted(text):
    with pytest.raises(ValueError, match="is not a numeral"):
        read_numeral(text)


def test_full_width_keeps_length():
    assert to_ascii_digits("增长１２．５％") == "增长12.5%"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("到2027年底", [(2027, "target")]),
        ("较2020年下降", [(2020, "baseline")]),
        ("在2022年基础上", [(2022, "baseline")]),
        ("在2027年底前完成", [(2027, "target")]),
        ("截至2023年底", [(2023, "past")]),
        ("“十四五”期间", [(2025, "target")]),
        ("“十五五”末", [(2030, "target")]),
        ("“十三五”以来", [(2020, "past")]),
        ("自2024年起", [(2024, "start")]),
        ("2025—2027年", [(2027, "target")]),
        ("2024年至2026年", [(2026, "target")]),
        ("二〇三五年", [(2035, "target")]),
        ("2024年10月17日", []),
        ("于2025年6月底前", [(2025, "target")]),
        ("2024年3月", []),
    ],
)
def test_years(text, expected):
    assert [(mark.year, mark.kind) for mark in find_years(text)] == expected


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("三五个", 3, 5, "个"),
        ("8000万至1亿元", 0.8, 1, "亿元"),
        ("百分之十五到百分之二十", 15, 20, "%"),
        ("２—３个", 2, 3, "个"),
        ("四分之三", 0.75, 0.75, "比例"),
        ("翻两番", 4, 4, "倍"),
        ("千亿级", 1000, 1000, "亿（级）"),
    ],
)
def test_quantities(text, low, high, unit):
    quantity = find_quantities(to_ascii_digits(text))[0]
    assert (quantity.low, quantity.high, quantity.unit) == (low, high, unit)


@pytest.mark.parametrize("text", ["第三个", "4+1个", "7×24小时", "L4级", "三级医院", "〔2025〕"])
def test_no_quantity(text):
    assert not find_quantities(text)
