"""Many clauses folded at once against one character after the other; windows, and who holds a wording, against plain text."""

import unicodedata

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from analysis.reference import script
from analysis.similarity import find_passages, find_runs, folding, runs
from analysis.similarity.align import list_candidates
from analysis.similarity.folding import BREAK, fold_clauses, fold_text, fold_texts
from analysis.similarity.runs import find_shared_runs, hash_windows, index_windows
from analysis.synth import plant_reuse

#: Simplified and traditional, phrases that read a character otherwise, what becomes several, what does not count.
PARTS = (*"數据，Ａａ1 \n\0", "錢鍾書", "乾隆", "乾", "㎡", "ﬁ", "㍿", "\U0002a6d6", "İ", "豈")
SIMPLE = OpenCC("t2s")


def fold_plainly(text):
    """Return the folded characters of a text and their places, one after the other."""
    left = [
        (part, place)
        for place, character in enumerate(text)
        for part in unicodedata.normalize("NFKC", character).lower()
        if part.isalnum()
    ]
    return SIMPLE.convert("".join(part for part, _ in left)), [place for _, place in left]


def make_clauses(texts):
    """Make a clauses table of documents of one clause or more."""
    rows = []
    for doc_id, parts in texts.items():
        start = 3
        for position, text in enumerate(parts):
            clause = {"clause_id": f"{doc_id}/{position}", "doc_id": doc_id, "position": position, "kind": "clause"}
            rows.append(clause | {"text": text, "start": start})
            start += len(text) + 1
    return pd.DataFrame(rows, columns=["clause_id", "doc_id", "position", "kind", "text", "start"])


wordings = st.lists(st.sampled_from(PARTS), max_size=12).map("".join)


@pytest.fixture(params=["by OpenCC", "by table"])
def way(request, monkeypatch):
    monkeypatch.setattr(script, "_TABLES_FROM", 0 if request.param == "by table" else float("inf"))


@pytest.mark.usefixtures("way")
@given(
    texts=st.lists(st.lists(wordings, min_size=1, max_size=3), min_size=1, max_size=4),
    spans=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 20), st.integers(0, 9)), max_size=3),
    block=st.sampled_from([1, 7, 50_000]),
    most=st.sampled_from([-1, 2**31 - 1]),
)
@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_clauses_are_folded_as_one_character_after_the_other(texts, spans, block, most):
    clauses = make_clauses({f"d{at}": parts for at, parts in enumerate(texts)})
    masks = pd.DataFrame(
        [(f"d{at}", low, low + size, "noise") for at, low, size in spans], columns=["doc_id", "start", "end", "kind"]
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(folding, "_BLOCK", block)
        patch.setattr(folding, "_MOST", most)
        folded = fold_clauses(clauses, masks=masks, skip=["noise"])
    expected = [(BREAK, -1, -1)]
    for row, clause in enumerate(clauses.itertuples()):
        hidden = [(low, low + size) for at, low, size in spans if f"d{at}" == clause.doc_id]
        for character, place in zip(*fold_plainly(clause.text), strict=True):
            at = place + clause.start
            masked = any(low <= at < high for low, high in hidden)
            expected.append((BREAK, -1, -1) if masked else (ord(character), row, at))
        expected.append((BREAK, -1, -1))
    assert [*zip(folded.codes.tolist(), folded.rows.tolist(), folded.places.tolist(), strict=True)] == expected
    assert folded.places.dtype == folded.rows.dtype == (np.int32 if most > 0 else np.int64)
    kept = np.flatnonzero(folded.codes)
    assert [folded.doc_ids[doc] for doc in folded.find_docs(kept)] == clauses["doc_id"][folded.rows[kept]].tolist()
    bounds = folded.bound_docs()
    assert all(bounds[doc] <= at < bounds[doc + 1] for at, doc in zip(kept, folded.find_docs(kept), strict=True))


@pytest.mark.usefixtures("way")
@given(text=st.lists(st.sampled_from([*PARTS, "\ud800"]), max_size=12).map("".join))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_text_is_folded_as_one_character_after_the_other(text):
    folded = fold_text(text)
    assert (folded.text, folded.places.tolist()) == fold_plainly(text)
    for one, expected in zip(fold_texts([text, "", text[::-1]]), (text, "", text[::-1]), strict=True):
        assert (one.text, one.places.tolist()) == fold_plainly(expected)


def test_no_clauses_fold_to_one_break():
    folded = fold_clauses(make_clauses({}))
    assert (folded.codes.tolist(), folded.rows.tolist(), folded.bound_docs().tolist()) == ([BREAK], [-1], [1])
    assert find_runs(make_clauses({})).empty
    assert find_passages(make_clauses({})).empty


@given(
    codes=st.lists(st.sampled_from([BREAK, 5, 6, 0x2A6D6]), max_size=40),
    width=st.integers(1, 12),
    block=st.sampled_from([1, 5, 32_768]),
)
@settings(deadline=None)
def test_a_hash_is_that_of_the_characters_of_its_window(codes, width, block):
    codes = [BREAK, *codes]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runs, "_BLOCK", block)
        keys, starts = hash_windows(np.array(codes), width)
    whole = [at for at in range(len(codes) - width + 1) if BREAK not in codes[at : at + width]]
    assert starts.tolist() == whole
    powers = [pow(runs._BASE, width - 1 - at, 2**64) for at in range(width)]
    expected = [sum((codes[at + step] + 1) * power for step, power in enumerate(powers)) % 2**64 for at in whole]
    assert keys.tolist() == expected


@given(
    text=st.text("甲乙丙\n", max_size=60),
    width=st.integers(1, 5),
    block=st.sampled_from([3, 32_768]),
    bits=st.integers(1, 20),
)
@settings(deadline=None)
def test_windows_are_found_wherever_they_stand(text, width, block, bits):
    codes = np.array([BREAK, *(BREAK if character == "\n" else ord(character) for character in text)])
    whole = [at for at in range(1, len(codes) - width + 1) if BREAK not in codes[at : at + width]]
    begins = np.array(whole[::3], dtype=np.int64)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runs, "_BLOCK", block)
        patch.setattr(runs, "_FEWEST_BITS", bits)
        patch.setattr(runs, "_MOST_BITS", bits)
        places, alike = index_windows(codes, begins, width)
    for begin, some in zip(begins, alike, strict=True):
        assert places[some].tolist() == [at for at in whole if (codes[at:][:width] == codes[begin:][:width]).all()]


@pytest.mark.parametrize("block", [3, 32_768])
def test_what_stands_twice_is_never_lost(block, monkeypatch):
    monkeypatch.setattr(runs, "_BLOCK", block)
    keys = np.random.default_rng(4).integers(0, 2**64, 3_000, dtype=np.uint64)
    keys[[7, 70, 2_999]] = keys[[5, 5, 6]]
    found = runs._find_repeated(keys)
    assert {5, 6, 7, 70, 2_999} <= set(found.tolist())
    assert found.tolist() == sorted(set(found.tolist()))
    assert len(found) < 100


@pytest.mark.parametrize("min_chars", [2, 12])
def test_runs_do_not_hang_on_which_windows_are_looked_at(min_chars, monkeypatch):
    folded = fold_clauses(plant_reuse(n_pairs=6, n_filler=(0, 1), seed=8).clauses)
    expected = find_shared_runs(folded, min_chars)
    monkeypatch.setattr(runs, "_find_repeated", lambda keys: np.arange(len(keys)))
    for one, other in zip(expected, find_shared_runs(folded, min_chars), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize(
    ("search", "min_chars"), [(find_runs, 4), (find_runs, 12), (find_passages, 4), (find_passages, 12)]
)
def test_holders_are_the_documents_whose_text_has_the_wording(search, min_chars):
    clauses = plant_reuse(n_pairs=6, edit_share=0, n_filler=(0, 1), seed=6).clauses
    texts = clauses.groupby("doc_id")["text"].agg(lambda parts: "\n".join(fold_text(part).text for part in parts))
    passages = search(clauses, min_chars=min_chars)
    alike = passages[passages["kind"] == "verbatim"].drop_duplicates("text_a")
    assert len(alike) > 5
    for text, n_docs in zip(alike["text_a"], alike["n_docs"], strict=True):
        wording = fold_text(text).text
        assert n_docs == sum(wording in held for held in texts)


def test_candidates_are_told_apart_among_more_clauses_than_the_root_of_32_bits():
    texts = {"a": ["甲"] * 50_000 + ["支持龙头企业牵头组建创新联合体"], "b": ["支持龙头企业牵头组建创新联合体"]}
    assert list_candidates(fold_clauses(make_clauses(texts))).to_numpy().tolist() == [[50_000, 50_001, 15]]
