"""The table of simplified characters against OpenCC: the same characters, whatever the text."""

import random

import numpy as np
import pytest
from opencc import OpenCC

from analysis.reference import read_reference, script
from analysis.reference.script import simplify_codes, simplify_text, simplify_texts

SIMPLE = OpenCC("t2s")


@pytest.fixture(autouse=True)
def by_table(monkeypatch):
    monkeypatch.setattr(script, "_TABLES_FROM", 0)
    assert script._read_tables() is not None, "OpenCC has new phrases: renew script_phrases.csv and its hash"


@pytest.fixture(scope="module")
def reference():
    return OpenCC("t2s")


def test_every_character_is_converted_as_opencc_does(reference):
    every = "\n".join(chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000)
    assert simplify_text(every) == reference.convert(every)


@pytest.mark.parametrize("seed", range(40))
def test_phrases_in_disorder_are_converted_as_opencc_does(reference, seed):
    drawn = random.Random(seed)
    phrases = read_reference("script_phrases")["phrase"].tolist()
    parts = sorted(set("".join(phrases)))
    texts = []
    for _ in range(50):
        pieces = [
            drawn.choice(
                [
                    drawn.choice(phrases),
                    drawn.choice(phrases)[:-1],
                    drawn.choice(parts),
                    drawn.choice("\n\n，a 二回"),
                    chr(drawn.randrange(0x3400, 0xA000)),
                    chr(drawn.randrange(0xF900, 0xFB00)),
                    chr(drawn.randrange(0xFE00, 0xFE10)),
                    chr(drawn.randrange(0x20000, 0x2A000)),
                ]
            )
            for _ in range(drawn.randrange(60))
        ]
        texts.append("".join(pieces))
    expected = [reference.convert(text) for text in texts]
    assert simplify_texts(texts) == expected
    codes = np.array([ord(character) for character in "\n".join(texts)], dtype=np.uint32)
    assert "".join(map(chr, simplify_codes(codes))) == "\n".join(expected)


@pytest.mark.parametrize("least", [0, 1_000_000])
def test_a_line_that_would_have_another_length_is_converted_by_characters(least, monkeypatch):
    def convert(text):
        return SIMPLE.convert(text).replace("钱锺书", "钱先生锺书")

    monkeypatch.setattr(script, "_convert", convert)
    monkeypatch.setattr(script, "_TABLES_FROM", script._Seen.characters + least)
    codes = np.array([ord(character) for character in "體係\n錢鍾書\n與機製"], dtype=np.uint32)
    assert "".join(map(chr, simplify_codes(codes))) == "体系\n钱钟书\n与机制"


def test_with_other_phrases_opencc_converts_everything(monkeypatch):
    monkeypatch.setattr(script, "_PHRASES", "another list")
    script._read_tables.cache_clear()
    assert script._read_tables() is None
    assert simplify_text("體係，錢鍾書") == "体系，钱锺书"
    script._read_tables.cache_clear()


def test_half_a_character_is_refused_as_opencc_refuses_it(reference):
    with pytest.raises(UnicodeEncodeError):
        reference.convert("體\ud800")
    with pytest.raises(UnicodeEncodeError):
        simplify_text("體\ud800")
