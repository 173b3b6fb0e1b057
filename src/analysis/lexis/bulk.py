"""Cutting many pieces of text with one segmenter: by jieba where they are few, compiled where they are many."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import platformdirs
from numpy.typing import NDArray

from analysis.lexis.kernel.cutter import Cutter, build_forced, has_compiler
from analysis.lexis.kernel.words import hash_dictionary, load_tables
from analysis.lexis.tokenizer import FALSE_ENDS, HALF_WIDTH, PIECE, Segmenter, normalise_term
from analysis.reference.everyday import find_jieba

__all__ = ["COMPILED_FROM", "Pieces", "cut_parts", "find_cutter"]

#: Characters from which on the compiled loops are used: they load in less time than jieba's dictionary, but once after an
#: installation they have to be compiled, for which no one with a few documents should wait. Characters are counted over the
#: life of a process, so that one that is given a large corpus in small blocks comes to use them too.
COMPILED_FROM = 100_000

_seen = 0


class Pieces(NamedTuple):
    """The tokens of many parts of text.

    Attributes
    ----------
    part
        Which part each token stands in.
    starts, ends
        Where it stands in that part.
    term
        Which of the terms it is.
    terms
        The terms, in their normal form, each once; sorted.
    """

    part: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    term: NDArray[np.int64]
    terms: list[str]


def cut_parts(segmenter: Segmenter, parts: Sequence[str], *, compiled_from: int = COMPILED_FROM) -> Pieces:
    """Cut parts of text, each on its own, into the tokens that :meth:`Segmenter.cut` gives.

    Parameters
    ----------
    segmenter
        The segmenter.
    parts
        Parts of text: no token reaches from one into the next.
    compiled_from
        The number of characters from which on the compiled loops are used, if numba is installed. The tokens are the same
        on either way.

    Returns
    -------
    Pieces
    """
    global _seen  # noqa: PLW0603 - which way is taken changes no token
    _seen += sum(map(len, parts))
    cutter = find_cutter(segmenter) if _seen >= compiled_from else None
    if cutter is None:
        return _cut_each(segmenter, parts)
    bounds = np.cumsum([0, *map(len, parts)])
    pairs = np.stack([bounds[:-1], bounds[1:]], axis=1)
    cuts = cutter.cut_pieces("".join(parts), pairs, half_width=HALF_WIDTH, hmm=segmenter.hmm)
    part = np.repeat(np.arange(len(parts)), cuts.counts)
    ids, place = np.unique(cuts.ids, return_inverse=True)
    terms, term = _sort_terms([normalise_term(word) for word in cutter.words(ids)], place)
    return Pieces(part, cuts.starts - bounds[part], cuts.ends - bounds[part], term, terms)


def _cut_each(segmenter: Segmenter, parts: Sequence[str]) -> Pieces:
    numbers: dict[str, int] = {}
    rows = [
        (number, start, end, numbers.setdefault(term, len(numbers)))
        for number, text in enumerate(parts)
        for start, end, term in segmenter.cut(text)
    ]
    part, starts, ends, place = np.array(rows, np.int64).reshape(-1, 4).T
    terms, term = _sort_terms(list(numbers), place)
    return Pieces(part, starts, ends, term, terms)


def _sort_terms(names: list[str], place: NDArray[np.int64]) -> tuple[list[str], NDArray[np.int64]]:
    """Return the names sorted, each once, and the numbers they have there."""
    terms = sorted(set(names))
    number = {term: at for at, term in enumerate(terms)}
    return terms, np.array([number[name] for name in names], np.int64)[place]


def find_cutter(segmenter: Segmenter) -> Cutter | None:
    """Return the compiled cutter of a segmenter, or None without numba, or where a forced term cannot be compiled.

    Parameters
    ----------
    segmenter
        The segmenter.
    """
    return _build_cutter(segmenter) if has_compiler() else None


@lru_cache(maxsize=4)
def _build_cutter(segmenter: Segmenter) -> Cutter | None:
    forced = build_forced(segmenter.forced, false_ends=FALSE_ENDS, half_width=HALF_WIDTH)
    if forced is None:
        return None
    folder = platformdirs.user_cache_path("zhengce-workbench", appauthor=False)
    tables = load_tables(hash_dictionary(*_describe(segmenter)), folder, tokenizer=lambda: segmenter.tokenizer)
    return Cutter(tables, forced=forced, piece=PIECE)


def _describe(segmenter: Segmenter) -> Iterator[bytes]:
    """Give all that the tables of a segmenter depend on: jieba, the terms added to it, and the words never proposed."""
    jieba = find_jieba()
    for file in (jieba / "dict.txt", jieba / "__init__.py", *sorted((jieba / "finalseg").glob("*.py"))):
        yield file.read_bytes()
    finalseg = sys.modules.get("jieba.finalseg")
    splits = sorted(finalseg.Force_Split_Words) if finalseg else []
    for words in (segmenter.added, splits):
        yield "\n".join(words).encode("utf-8", "surrogatepass")
    yield sys.byteorder.encode()
