"""Words of a list are found as one large pattern would find them."""

import re

from hypothesis import given
from hypothesis import strategies as st

from analysis.ingest.rules.words import WordList

_TEXTS = st.text("甲乙丙丁-]^", max_size=30)


@given(st.sets(st.text("甲乙丙-]^", min_size=1, max_size=4), max_size=8), _TEXTS)
def test_equals_the_alternation_of_all_words(words: set[str], text: str) -> None:
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    spans = [match.span() for match in re.finditer("|".join(map(re.escape, longest_first)) or r"(?!)", text)]
    assert list(WordList(words).find(text)) == spans
