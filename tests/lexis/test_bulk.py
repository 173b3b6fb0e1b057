"""Many parts of text cut at once: the same tokens on either way, each in its part."""

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.lexis import bulk, tokenizer
from analysis.lexis.bulk import cut_parts
from analysis.lexis.tokenizer import load_plain_segmenter, load_segmenter

PARTS = ["推动人工智能＋教育，", "", "打造可信数据空间", "教育部门与省发展改革委\n協同", "AI大模型(2025)赋能ai"]


def told(pieces):
    return [
        (int(part), int(start), int(end), pieces.terms[term])
        for part, start, end, term in zip(*pieces[:4], strict=True)
    ]


def expected(parts):
    segmenter = load_segmenter()
    return [(number, *token) for number, text in enumerate(parts) for token in segmenter.cut(text)]


@given(st.lists(st.text(st.sampled_from("推动人工智能＋教育部门AIai9。，\n體"), max_size=12), max_size=5))
@settings(max_examples=50, deadline=None)
def test_parts_are_cut_like_each_alone(parts):
    assert told(cut_parts(load_segmenter(), parts)) == expected(parts)


def test_compiled_or_not_the_tokens_are_the_same(tmp_path, monkeypatch):
    pytest.importorskip("numba", reason="the compiled segmentation needs the extra 'fast' (numba)")
    monkeypatch.setattr("platformdirs.user_cache_path", lambda *_, **__: tmp_path)
    bulk._build_cutter.cache_clear()  # an earlier test may have come to use it
    compiled = cut_parts(load_segmenter(), PARTS, compiled_from=0)
    assert told(compiled) == expected(PARTS) == told(cut_parts(load_segmenter(), PARTS, compiled_from=sys.maxsize))
    assert len(list(tmp_path.iterdir())) == 1
    assert compiled.terms == sorted(set(compiled.terms))


def test_without_the_compiler_jieba_cuts(monkeypatch):
    monkeypatch.setattr("analysis.lexis.bulk.has_compiler", lambda: False)
    assert told(cut_parts(load_segmenter(), PARTS, compiled_from=0)) == expected(PARTS)


def test_tables_that_are_kept_do_without_jieba(tmp_path, monkeypatch):
    pytest.importorskip("numba", reason="the compiled segmentation needs the extra 'fast' (numba)")
    monkeypatch.setattr("platformdirs.user_cache_path", lambda *_, **__: tmp_path)
    for loads in (True, False):
        bulk._build_cutter.cache_clear()
        tokenizer._build_segmenter.cache_clear()
        segmenter = load_segmenter()
        assert told(cut_parts(segmenter, PARTS, compiled_from=0))
        assert ("tokenizer" in vars(segmenter)) is loads


def test_another_dictionary_has_other_tables(monkeypatch):
    plain, hmm = load_segmenter(), load_segmenter(hmm=False)
    assert list(bulk._describe(plain)) == list(bulk._describe(hmm)) != list(bulk._describe(load_plain_segmenter()))
    before = list(bulk._describe(plain))
    monkeypatch.setattr("jieba.finalseg.Force_Split_Words", {"数据"})
    assert list(bulk._describe(plain)) != before
