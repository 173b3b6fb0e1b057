"""Half words in Latin letters: repaired where lexicon, sound and neighbours decide, flagged where they do not."""

import pytest
from pypinyin import lazy_pinyin

from analysis.ingest.repair import repair_text
from analysis.reference import read_reference


def test_every_part_of_every_masked_word_is_repaired() -> None:
    sentences = [
        (frame.format(word), frame.format(word[:start] + "".join(lazy_pinyin(word[start:end])) + word[end:]))
        for word in read_reference("masked_words")["word"]
        for frame in ("坚持{}，推动发展。", "支持各地{}工作，完善机制。")
        for start in range(len(word))
        for end in range(start + 1, len(word) + 1)
        if end - start < len(word)
    ]
    assert len(sentences) > 400
    repaired = repair_text("\n".join(damaged for _, damaged in sentences))
    wrong = [
        (line, sound) for line, (sound, _) in zip(repaired.text.split("\n"), sentences, strict=True) if line != sound
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        ("水安全保障neng力", "水安全保障能力"),
        ("推动高zhi量发展", "推动高质量发展"),
        ("鼓励chuang新", "鼓励创新"),
        ("重点xiang目", "重点项目"),
        ("an全生产", "安全生产"),
    ],
)
def test_half_a_common_word_is_repaired(text: str, repaired: str) -> None:
    assert repair_text(text).text == repaired


@pytest.mark.parametrize("text", ["坚持ling的原则", "推动关键zhi的研究"])
def test_a_syllable_without_evidence_is_flagged(text: str) -> None:
    found = repair_text(text)
    assert found.text == text
    assert [flag.rule for flag in found.flags] == ["pinyin"]


@pytest.mark.parametrize("text", ["推动ai产业", "提供data服务", "与an相连的接口", "推广app和web应用"])
def test_latin_words_stay(text: str) -> None:
    assert repair_text(text).text == text
