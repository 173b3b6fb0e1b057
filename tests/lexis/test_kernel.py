"""The compiled segmentation against jieba itself: the same tokens, whatever the text and the dictionary."""

import random
import unicodedata
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.lexis.kernel.classes import CODES
from analysis.lexis.kernel.words import WordTables, build_tables, hash_dictionary, hash_keys, load_tables
from analysis.lexis.tokenizer import FALSE_ENDS, HALF_WIDTH, PIECE, load_segmenter, new_jieba, normalise_term

pytest.importorskip("numba", reason="the compiled segmentation needs the extra 'fast' (numba)")

from analysis.lexis.kernel.cutter import Cutter, build_forced
from analysis.lexis.kernel.loops import STRETCH

ADDED = {"量子海洋站": 500, "可信数据空间": None, "AI+": 3, "省发展改革委": 100, "数据": 0, "C919大飞机": 9}
ADDED |= {"人工智能创新应用先": 20, "人工智能创新应用先导区": 30}  # longer than the steps that are kept

#: Characters of every class that jieba's rules part, and some that only look like them.
STRANGE = "ABz09+#&._%-％Ａ９×·㐀䶿一龥鿕鿖鿿\u3007\r\n \u3000\t，。（）ſKİı\U00020000\ud800\ue000"


@pytest.fixture(scope="module")
def added():
    tokenizer = new_jieba()
    for word, frequency in ADDED.items():
        tokenizer.add_word(word, frequency)
    yield tokenizer
    from jieba import finalseg

    finalseg.Force_Split_Words.clear()  # jieba keeps words of frequency zero for the whole process


@pytest.fixture(scope="module")
def plain():
    return new_jieba()


@pytest.fixture(scope="module")
def cutters(plain, added):
    return {"plain": (plain, Cutter(build_tables(plain))), "added": (added, Cutter(build_tables(added)))}


@pytest.fixture(scope="module")
def texts(data):
    return [path.read_text(encoding="utf-8") for path in sorted((data / "raw").iterdir())]


def cut(cutter, text, *, hmm):
    cuts = cutter.cut_texts([text], hmm=hmm)
    assert [text[start:end] for start, end in zip(cuts.starts, cuts.ends, strict=True)] == cutter.words(cuts.ids)
    return cutter.words(cuts.ids)


@pytest.mark.parametrize("hmm", [True, False])
@pytest.mark.parametrize("dictionary", ["plain", "added"])
def test_the_tokens_of_the_corpus_are_those_of_jieba(cutters, texts, dictionary, hmm):
    tokenizer, cutter = cutters[dictionary]
    for text in texts:
        assert cut(cutter, text, hmm=hmm) == tokenizer.lcut(text, HMM=hmm)


@pytest.mark.parametrize("hmm", [True, False])
def test_many_texts_are_cut_like_each_alone(cutters, texts, hmm):
    tokenizer, cutter = cutters["plain"]
    several = ["", texts[0], "", texts[1][:100], ""]
    cuts = cutter.cut_texts(several, hmm=hmm)
    assert cuts.counts.tolist() == [len(tokenizer.lcut(text, HMM=hmm)) for text in several]
    assert cutter.words(cuts.ids) == [word for text in several for word in tokenizer.lcut(text, HMM=hmm)]


@pytest.mark.parametrize("hmm", [True, False])
@pytest.mark.parametrize("dictionary", ["plain", "added"])
def test_a_block_that_is_longer_than_a_stretch_is_cut_whole(cutters, texts, dictionary, hmm):
    tokenizer, cutter = cutters[dictionary]
    han = "".join(character for character in "".join(texts) if "\u4e00" <= character <= "\u9fa5")
    for text in (
        han[: 5 * STRETCH],
        "人工智能创新应用先导区" * 100,
        "7" * (STRETCH + 1) + han[: STRETCH - 1] + "，数据",
    ):
        assert cut(cutter, text, hmm=hmm) == tokenizer.lcut(text, HMM=hmm)


#: Any text at all, and text of the characters where the rules part.
ANY_TEXT = st.text(st.characters(), max_size=60) | st.text(st.sampled_from(STRANGE), max_size=60)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=ANY_TEXT, hmm=st.booleans(), dictionary=st.sampled_from(["plain", "added"]))
def test_any_text_is_cut_as_jieba_cuts_it(cutters, text, hmm, dictionary):
    tokenizer, cutter = cutters[dictionary]
    assert cut(cutter, text, hmm=hmm) == tokenizer.lcut(text, HMM=hmm)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(seed=st.integers(0, 2**32), hmm=st.booleans(), dictionary=st.sampled_from(["plain", "added"]))
def test_shuffled_policy_text_is_cut_as_jieba_cuts_it(cutters, texts, seed, hmm, dictionary):
    tokenizer, cutter = cutters[dictionary]
    text = shuffle_text(texts, random.Random(seed), n_pieces=30)
    assert cut(cutter, text, hmm=hmm) == tokenizer.lcut(text, HMM=hmm)


@pytest.mark.slow
@pytest.mark.parametrize("hmm", [True, False])
def test_fifty_megabytes_are_cut_as_jieba_cuts_them(cutters, texts, hmm):
    tokenizer, cutter = cutters["added"]
    drawn, size = random.Random(0), 0
    while size < 25e6:  # with and without new words: fifty together
        text = shuffle_text(texts, drawn, n_pieces=5000)
        size += len(text.encode("utf-8", "surrogatepass"))
        assert cut(cutter, text, hmm=hmm) == tokenizer.lcut(text, HMM=hmm)


def shuffle_text(texts, drawn, *, n_pieces):
    """Return pieces of the texts, of dictionary words, of rare and of strange characters, in disorder."""
    pieces = []
    for _ in range(n_pieces):
        text = drawn.choice(texts)
        start = drawn.randrange(len(text))
        pieces.append(
            drawn.choice(
                [
                    text[start : start + drawn.randrange(12)],
                    drawn.choice([*ADDED]),
                    chr(drawn.randrange(0x4E00, 0x9FFF)) * drawn.randrange(1, 4),
                    drawn.choice(STRANGE),
                    f"{drawn.random() * 10 ** drawn.randrange(6):.{drawn.randrange(4)}f}%",
                ]
            )
        )
    return "".join(pieces)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(seed=st.integers(0, 2**32))
def test_forced_terms_are_cut_as_the_segmenter_cuts_them(forcing, texts, seed):
    segmenter, cutter, terms = forcing
    drawn = random.Random(seed)
    pieces = []
    for _ in range(drawn.randrange(1, 20)):
        term = drawn.choice(terms)
        pieces += [
            drawn.choice([term, term.lower(), term.upper(), term[:-1], unicodedata.normalize("NFD", term)]),
            drawn.choice(["", "", "门", "署", "议", "A", "9", "ſ", "K", "＋", "，", *STRANGE]),
        ]
    text = "".join(pieces) + shuffle_text(texts, drawn, n_pieces=3)
    middle = drawn.randrange(len(text) + 1)
    bounds = np.array([[0, middle], [middle, len(text)]])
    cuts = cutter.cut_pieces(text, bounds, half_width=HALF_WIDTH)
    found = [
        (start, end, normalise_term(word))
        for start, end, word in zip(cuts.starts, cuts.ends, cutter.words(cuts.ids), strict=True)
    ]
    second = [(start + middle, end + middle, term) for start, end, term in segmenter.cut(text[middle:])]
    assert found == [*segmenter.cut(text[:middle]), *second]


@pytest.fixture(scope="module")
def forcing():
    segmenter = load_segmenter()
    forced = build_forced(segmenter.forced, false_ends=FALSE_ENDS, half_width=HALF_WIDTH)
    cutter = Cutter(build_tables(segmenter.tokenizer), forced=forced, piece=PIECE)
    return segmenter, cutter, sorted(segmenter.forced)


def test_a_word_that_is_in_no_dictionary_has_one_number(cutters):
    _, cutter = cutters["plain"]
    first = cutter.cut_texts(["齉龘靐", "🙂🙂"])
    for _ in range(3):  # the table of such words grows in between
        cutter.cut_texts([chr(code) + "🙂" for code in range(0x20000, 0x20400)])
    again = cutter.cut_texts(["🙂", "齉龘靐"])
    assert cutter.words(again.ids) == ["🙂", *cutter.words(first.ids)[: first.counts[0]]]
    assert again.ids[0] == first.ids[-1] == first.ids[-2]


def test_tables_come_back_from_the_disk_as_they_were(tmp_path, small):
    calls = []
    key = hash_dictionary(b"dictionary", b"words")
    built = load_tables(key, tmp_path, tokenizer=lambda: calls.append(1) or small)
    read = load_tables(key, tmp_path, tokenizer=lambda: calls.append(1) or small)
    assert len(calls) == 1
    for name in WordTables.__dataclass_fields__:
        assert isinstance(getattr(read, name), np.memmap)
        assert np.array_equal(getattr(read, name), getattr(built, name), equal_nan=name == "weights")
    assert [path.name for path in tmp_path.iterdir()] == [f"words-{key}"]


def test_half_a_folder_of_tables_is_built_anew(tmp_path, small):
    key = hash_dictionary(b"dictionary")
    load_tables(key, tmp_path, tokenizer=lambda: small)
    (tmp_path / f"words-{key}" / "slots.npy").unlink()
    again = load_tables(key, tmp_path, tokenizer=lambda: small)
    assert again.words.tobytes().decode().split("\n") == ["数", "数据", "海", "海洋"]


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path, small):
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert load_tables("key", tmp_path / "file" / "cache", tokenizer=lambda: small).weights.size == 4


@pytest.fixture
def small():
    return SimpleNamespace(FREQ={"数": 0, "数据": 3, "海": 1, "海洋": 2}, total=6)


def test_a_hash_table_finds_every_key():
    keys = np.random.default_rng(0).choice(2**38, 5000, replace=False)
    keys[::7] = -1
    slots = hash_keys(keys)
    stored = {int(slot) >> 23: int(slot) & (2**23 - 1) for slot in slots if slot >= 0}
    assert stored == {int(key): place for place, key in enumerate(keys) if key >= 0}


def test_terms_outside_the_basic_plane_are_not_compiled():
    assert build_forced(["𠀀字"], false_ends={}, half_width={}) is None
    assert build_forced(["字"], false_ends={}, half_width={}).first.size == CODES
