"""The words of everyday Chinese: the very counts that jieba reads, without its mapping."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.reference import everyday
from analysis.reference.everyday import count_all_words, count_word, find_jieba, list_everyday_words


@pytest.fixture(scope="module")
def counts():
    lines = (find_jieba() / "dict.txt").read_text(encoding="utf-8").splitlines()
    return {word: int(count) for word, count, _ in map(str.split, lines)}


def test_every_word_has_its_count(counts):
    words = sorted(counts)
    assert {word: count_word(word) for word in words[::7]} == {word: counts[word] for word in words[::7]}
    assert count_all_words() == sum(counts.values())


@given(st.text(st.sampled_from("经济发展AT&B超c#一 \n\r\ud800𠀀1n"), max_size=4))
def test_what_is_no_word_is_counted_zero(counts, text):
    assert count_word(text) == counts.get(text, 0)


def test_everyday_words_are_frequent_and_short(counts):
    expected = {word for word, count in counts.items() if count >= 30 and len(word) <= 4}
    assert set(list_everyday_words(least=30, longest=4)) == expected


def test_of_a_word_listed_twice_the_last_line_counts(tmp_path, monkeypatch):
    (tmp_path / "dict.txt").write_text("经济 5 n\n省 7 n\n经济 9 n\n经济学 2 n\n", encoding="utf-8")
    monkeypatch.setattr(everyday, "find_jieba", lambda: tmp_path)
    everyday._part_list.cache_clear()
    try:
        assert [count_word.__wrapped__(word) for word in ("经济", "经济学", "省", "经")] == [9, 2, 7, 0]
        assert count_all_words.__wrapped__() == 18
    finally:
        everyday._part_list.cache_clear()
