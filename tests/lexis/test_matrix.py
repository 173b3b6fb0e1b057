"""The matrix of whole texts against scikit-learn over jieba, compiled and not."""

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from analysis.lexis import matrix, weigh_texts
from analysis.lexis.tokenizer import new_jieba

TEXTS = ["数据，数据\r\n要素", "海洋", "", "🙂龘龘靐齉 2025年 A股", "。"]


@pytest.fixture(scope="module")
def texts(data):
    return [path.read_text(encoding="utf-8") for path in sorted((data / "raw").iterdir())] + TEXTS


@pytest.mark.parametrize("compiled_from", [0, 10**9])
def test_the_matrix_is_that_of_scikit_learn_over_jieba(texts, compiled_from):
    reference = TfidfVectorizer(tokenizer=new_jieba().lcut, token_pattern=None, lowercase=False)
    expected = reference.fit_transform(texts)
    found = weigh_texts(texts, compiled_from=compiled_from)
    assert found.terms == reference.get_feature_names_out().tolist()
    assert found.matrix.shape == expected.shape
    assert np.abs(found.matrix - expected).max() < 1e-12
    assert found.matrix.has_sorted_indices


@pytest.mark.parametrize("compiled_from", [0, 10**9])
def test_texts_without_a_word_have_empty_rows(compiled_from):
    found = weigh_texts(["", ""], compiled_from=compiled_from)
    assert found.terms == []
    assert found.matrix.shape == (2, 0)


@pytest.mark.parametrize("size", [1, 7, 50])
def test_parts_of_any_size_give_the_same_matrix(monkeypatch, size):
    """Words that no dictionary has are met in later parts too, and texts may be empty, at the end as well."""
    texts = ["数据，数据", "", "海洋经济𠮷𠮷", "砼缞驿站数据", "", "海洋数据砼缞", ""]
    whole = weigh_texts(texts, compiled_from=0)
    monkeypatch.setattr(matrix, "_PART_CHARACTERS", size)
    parts = weigh_texts(texts, compiled_from=0)
    assert parts.terms == whole.terms
    assert np.array_equal(parts.matrix.toarray(), whole.matrix.toarray())
    assert parts.matrix.shape == (7, len(whole.terms))
