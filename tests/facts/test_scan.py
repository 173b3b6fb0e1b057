"""What is passed over for speed holds nothing: places where no pattern begins, rules whose words do not stand there."""

import re

from hypothesis import given
from hypothesis import strategies as st

from analysis.facts import quantities, years
from analysis.facts.codebooks import list_codebooks, read_codebook
from analysis.facts.rule_words import find_needs
from analysis.facts.scan import find_from

PIECES = (
    *'到至比较截自从以在与同年月底末前起版代五十二〇三一百千万亿半翻番分之余多级个家%元约近超 \n“”"—至,，.：:0123456789',
    *(
        "2027",
        "1999",
        "年底前",
        "十四五",
        "二〇二七年",
        "相比",
        "以来",
        "不低于",
        "节约",
        "百分之",
        "万元",
        "以上",
        "时限：",
    ),
)
TEXTS = st.lists(st.sampled_from(PIECES), max_size=24).map("".join)


@given(TEXTS)
def test_every_year_is_found(text: str) -> None:
    expected = [match.span() for match in years._MARK.finditer(text)]
    assert [match.span() for match in find_from(years._FIRST, years._MARK, text)] == expected
    assert not expected or "年" in text or "五" in text


@given(TEXTS)
def test_every_quantity_is_found(text: str) -> None:
    grammar = quantities._grammar(None)
    expected = [match.span() for match in grammar.quantity.finditer(text)]
    assert [match.span() for match in find_from(grammar.first, grammar.quantity, text)] == expected


@given(TEXTS.filter(bool), st.integers(0, 30))
def test_a_label_is_found_wherever_the_whole_text_shows_it(text: str, start: int) -> None:
    text = f"完成时限{text}"
    expected = years._LABEL.search(text, 0, min(start, len(text))) is not None
    assert years._is_labelled(text, min(start, len(text))) == expected


ALPHABET = "药芯片算法研发攻克平台建设，一\\[](){}.*+?^$|:!=<0"
RULES = [
    (rule.pattern, rule.needs) for name in list_codebooks() for code in read_codebook(name).codes for rule in code.rules
]
WORDS = sorted({key for _, needs in RULES for need in needs for key in need})
CUT = "的以上对于基金平台模型应用中心人才制度示范场景服务数据（）“”20267"


def test_most_rules_tell_what_they_need() -> None:
    assert sum(bool(needs) for _, needs in RULES) > 0.9 * len(RULES)


@given(st.lists(st.sampled_from([*WORDS, *CUT]), max_size=16).map("".join))
def test_what_a_rule_matches_meets_its_needs(text: str) -> None:
    for pattern, needs in RULES:
        for match in pattern.finditer(text):
            assert all(any(key in match[0] for key in need) for need in needs)


@given(st.lists(st.text(ALPHABET, min_size=1, max_size=12), min_size=1, max_size=3), st.text(ALPHABET, max_size=30))
def test_needs_hold_for_any_pattern_that_compiles(parts: list[str], text: str) -> None:
    try:
        pattern = re.compile("|".join(f"(?:{part})" for part in parts))
    except (re.error, OverflowError, FutureWarning):
        return
    for need in find_needs(parts, [], []):
        for match in pattern.finditer(f"{text}研发芯片平台{''.join(parts)}"):
            assert any(key in match[0] for key in need)
