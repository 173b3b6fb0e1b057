"""The catalogue of words: whole in both languages, and never asked for what it lacks."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from analysis.messages import LANGUAGES, list_messages

#: A key written out in a call of ``say``, in the package or in a notebook.
CALL = re.compile(r"\bsay\(\s*\\?[\"']([a-z_0-9]+\.[a-z_0-9.]+)\\?[\"']")


@pytest.mark.parametrize("key", sorted(list_messages()))
def test_a_message_speaks_every_language(key: str) -> None:
    texts = list_messages()[key]
    assert set(texts) == set(LANGUAGES)
    assert all(text.strip() for text in texts.values())
    assert len({_placeholders(text) for text in texts.values()}) == 1, f"{key}: the languages take different values"


@pytest.mark.parametrize("key", sorted(list_messages()))
def test_english_has_no_chinese_punctuation(key: str) -> None:
    assert not re.search("[，。；：、？！（）]", list_messages()[key]["en"])


def test_every_message_asked_for_exists(root: Path) -> None:
    files = [*(root / "src").rglob("*.py"), *(root / "notebooks").rglob("*.ipynb")]
    asked = {(file.name, key) for file in files for key in CALL.findall(file.read_text(encoding="utf-8"))}
    assert asked
    assert sorted((file, key) for file, key in asked if key not in list_messages()) == []


def _placeholders(text: str) -> frozenset[str]:
    return frozenset(name.split(".")[0].split("[")[0] for _, name, _, _ in Formatter().parse(text) if name is not None)
