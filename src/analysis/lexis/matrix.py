"""TF-IDF of whole texts as one sparse matrix: from clean text straight to numbers, without a table of tokens between."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from analysis.lexis.bulk import COMPILED_FROM, find_cutter
from analysis.lexis.kernel.cutter import Cutter
from analysis.lexis.tokenizer import Segmenter, load_plain_segmenter

__all__ = ["TextMatrix", "weigh_texts"]

#: Characters that are cut before they are counted.
_PART_CHARACTERS = 1_000_000

#: Gives the words of columns.
_Name = Callable[[NDArray[np.int64]], list[str]]


class TextMatrix(NamedTuple):
    """A matrix of weights: a row a text, a column a term.

    Attributes
    ----------
    matrix
        TF-IDF, each row of length 1.
    terms
        The terms of the columns, sorted.
    """

    matrix: sparse.csr_array
    terms: list[str]


def weigh_texts(
    texts: Sequence[str], *, segmenter: Segmenter | None = None, compiled_from: int = COMPILED_FROM
) -> TextMatrix:
    """Return the TF-IDF matrix of whole texts, every token of jieba a term.

    Answers: what does a corpus look like to a method that takes a matrix and no table?

    Parameters
    ----------
    texts
        Clean texts.
    segmenter
        Its dictionary cuts the texts; jieba's own where None. No stop list and no mask is applied, and punctuation counts:
        for words that mean something use :func:`count_terms` and :func:`weigh_terms`.
    compiled_from
        The number of characters from which on the compiled loops are used, if numba is installed. The matrix is the same on
        either way.

    Returns
    -------
    TextMatrix
        The matrix that scikit-learn's ``TfidfVectorizer(tokenizer=jieba.lcut, token_pattern=None, lowercase=False)`` makes:
        raw count times ln((1 + N) / (1 + df)) + 1, rows of length 1.

    Notes
    -----
    *Reading it*: the product of the matrix with its transpose is the cosine of every two texts. A misreading: without stop
    lists the commonest columns are 的, 和 and the comma.

    References
    ----------
    Pedregosa, F. et al. (2011). Scikit-learn: Machine learning in Python. JMLR 12, 2825-2830; user guide, "Tf-idf".

    Examples
    --------
    >>> found = weigh_texts(["数据，数据", "海洋"])
    >>> found.terms, found.matrix.toarray().round(3).tolist()
    (['数据', '海洋', '，'], [[0.894, 0.0, 0.447], [0.0, 1.0, 0.0]])
    """
    segmenter = segmenter or load_plain_segmenter()
    cutter = find_cutter(segmenter) if sum(map(len, texts)) >= compiled_from else None
    counts, name = _count_each(segmenter, texts) if cutter is None else _count_compiled(cutter, segmenter, texts)
    used = np.flatnonzero(np.bincount(counts.indices, minlength=counts.shape[1]))
    names = name(used)
    order = sorted(range(used.size), key=names.__getitem__)
    column = np.zeros(counts.shape[1], np.int32)
    column[used[order]] = np.arange(used.size, dtype=np.int32)
    columns = column[counts.indices]
    n_with_term = np.bincount(columns, minlength=used.size)
    idf = np.log((1 + len(texts)) / (1 + n_with_term)) + 1
    values = counts.data * idf[columns]
    rows = np.repeat(np.arange(len(texts)), np.diff(counts.indptr))
    length = np.sqrt(np.bincount(rows, values * values, minlength=len(texts)))
    values /= length[rows]
    matrix = sparse.csr_array((values, columns, counts.indptr), shape=(len(texts), used.size))
    matrix.sort_indices()
    return TextMatrix(matrix, [names[at] for at in order])


def _count_compiled(cutter: Cutter, segmenter: Segmenter, texts: Sequence[str]) -> tuple[sparse.csr_array, _Name]:
    counts = [cutter.count(cutter.cut_texts(part, hmm=segmenter.hmm)) for part in _split(texts)]
    for part in counts:
        part.resize(part.shape[0], counts[-1].shape[1])  # a later part may have met words that no dictionary has
    stacked: sparse.csr_array = sparse.vstack(counts, format="csr")
    return stacked, cutter.words


def _split(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """Give some texts at a time, so that what is cut stays near the processor; one part at least."""
    low = length = 0
    for high, text in enumerate(texts):
        length += len(text)
        if length >= _PART_CHARACTERS:
            yield texts[low : high + 1]
            low, length = high + 1, 0
    if low < len(texts) or not low:
        yield texts[low:]


def _count_each(segmenter: Segmenter, texts: Sequence[str]) -> tuple[sparse.csr_array, _Name]:
    numbers: dict[str, int] = {}
    ids: list[int] = []
    ends: list[int] = []
    for text in texts:
        ids += [numbers.setdefault(word, len(numbers)) for word in segmenter.tokenizer.cut(text, HMM=segmenter.hmm)]
        ends.append(len(ids))
    ones = np.ones(len(ids))
    indptr: NDArray[np.int64] = np.array([0, *ends], np.int64)
    counts = sparse.csr_array((ones, np.array(ids, np.int32), indptr), shape=(len(texts), max(len(numbers), 1)))
    counts.sum_duplicates()
    names = list(numbers)
    return counts, lambda used: [names[number] for number in used]
