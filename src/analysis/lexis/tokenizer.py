"""The segmenter: jieba with the workbench's own dictionary layers, the same on every machine.

jieba keeps one tokenizer for a whole process and a dictionary cache in the machine's shared temporary folder, which it
never checks for age; either can change a result without a trace. Here every tokenizer is its own, is built from the
dictionary files in memory, and reads and writes no cache.
"""

from __future__ import annotations

import logging
import re
import unicodedata
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from analysis.reference import read_reference

__all__ = [
    "Segmenter",
    "find_own_layer",
    "load_plain_segmenter",
    "load_segmenter",
    "normalise_term",
    "read_frequencies",
]

#: Lists of stop words whose entries are cut out whole, so that their parts do not remain as words.
_WHOLE_LISTS = ("formula", "name")
_SHORTEST_WHOLE = 3

#: A forced term that ends with the character is not one if the next character makes another word of it: 教育部|门.
FALSE_ENDS = {
    "部": "门署分位件",
    "委": "员托",
    "办": "法理公事",
    "局": "面部势域限",
    "会": "议",
    "体": "系制",
    "人": "员才",
}

#: Punctuation ends a piece of text that is cut on its own; the signs kept stand inside terms.
PIECE = re.compile(r"[0-9A-Za-z+&#%×.\-\u3400-\u9fff]+")

#: Full-width forms of ASCII, changed one for one so that places in the text stay the same.
HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in "（），"}


@dataclass(frozen=True, eq=False)
class Segmenter:
    """A segmenter with its dictionary.

    Attributes
    ----------
    forced
        Terms that are cut as wholes wherever they stand, before anything else is cut.
    weighted
        Terms given to jieba with a frequency that lets them win against their own parts.
    hmm
        Whether jieba may propose words that no dictionary lists.
    added
        The terms added to jieba's dictionary, in their order: the frequency of each depends on those before it.
    """

    forced: frozenset[str]
    weighted: frozenset[str]
    hmm: bool
    added: tuple[str, ...]

    @cached_property
    def tokenizer(self) -> Any:
        """The tokenizer of jieba with the terms; loaded when it is first asked for, since the compiled tables do without it."""
        tokenizer = new_jieba()
        for term in self.added:
            tokenizer.add_word(term)
        return tokenizer

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return _compile_forced(sorted(self.forced, key=lambda term: (-len(term), term)))

    def cut(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield start, end and term of every piece of the text, stop words and single characters among them.

        Parameters
        ----------
        text
            Clean text of any length.

        Yields
        ------
        tuple
            Start and end in ``text``, and the term in its normal form (see :func:`normalise_term`).
        """
        plain = text.translate(HALF_WIDTH)
        at = 0
        for match in self._pattern.finditer(plain):
            yield from self._cut_free(plain, at, match.start())
            yield match.start(), match.end(), normalise_term(match.group())
            at = match.end()
        yield from self._cut_free(plain, at, len(plain))

    def knows(self, term: str) -> bool:
        """Say whether a dictionary lists the term: jieba's own, or one of the layers over it.

        Parameters
        ----------
        term
            A term as it stands in a text.

        Returns
        -------
        bool
        """
        return term in self.forced or term in self.weighted or bool(self.tokenizer.FREQ.get(term))

    def _cut_free(self, text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
        for piece in PIECE.finditer(text, start, end):
            offset = piece.start()
            for token in self.tokenizer.cut(piece.group(), HMM=self.hmm):
                yield offset, offset + len(token), normalise_term(token)
                offset += len(token)


def normalise_term(term: str) -> str:
    """Return the form under which a term is counted: full-width letters made plain, Latin letters in capitals.

    Parameters
    ----------
    term
        A term as it stands in a text or a dictionary.

    Returns
    -------
    str

    Examples
    --------
    >>> normalise_term("人工智能＋"), normalise_term("ai"), normalise_term("eVTOL")
    ('人工智能+', 'AI', 'EVTOL')
    """
    return unicodedata.normalize("NFKC", term).upper()


def load_segmenter(*, reference: Path | None = None, document: str | None = None, hmm: bool = True) -> Segmenter:
    """Return the segmenter for a dictionary: packaged policy terms, the project's over them, a document's over both.

    Parameters
    ----------
    reference
        The project's ``data/reference`` folder, whose ``policy_terms.csv`` and ``stop_words.csv`` replace packaged rows of
        the same term and add others; only the packaged terms where None.
    document
        A doc_id whose own ``policy_terms.csv``, in ``documents/<doc_id>`` of that folder, lies over both.
    hmm
        Whether jieba may propose words that no dictionary lists. True by default: policy texts coin words faster than
        dictionaries follow; what it proposes is listed by ``audit_dictionary`` and ``find_new_terms``.

    Returns
    -------
    Segmenter
        The same object for the same dictionary.

    Examples
    --------
    >>> [term for _, _, term in load_segmenter().cut("完善揭榜挂帅机制，发展新质生产力")]
    ['完善', '揭榜挂帅', '机制', '发展', '新质生产力']
    """
    terms = read_reference("policy_terms", layer=reference, document=document)
    stops = read_reference("stop_words", layer=reference)
    return _build_segmenter(_by_binding(terms, "forced"), _by_binding(terms, "weighted"), _whole_stops(stops), hmm)


def find_own_layer(doc_id: str, reference: Path | None) -> str | None:
    """Return the document if it has a dictionary of its own, else None.

    Parameters
    ----------
    doc_id
        The document.
    reference
        The project's ``data/reference`` folder.

    Returns
    -------
    str or None
    """
    own = None if reference is None else reference / "documents" / doc_id / "policy_terms.csv"
    return doc_id if own is not None and own.is_file() else None


def _by_binding(terms: pd.DataFrame, binding: str) -> tuple[str, ...]:
    return tuple(sorted(terms.loc[terms["binding"] == binding, "term"]))


def _whole_stops(stops: pd.DataFrame) -> tuple[str, ...]:
    whole = stops["list"].isin(_WHOLE_LISTS) & (stops["term"].str.len() >= _SHORTEST_WHOLE)
    return tuple(sorted(stops.loc[whole, "term"]))


@lru_cache(maxsize=4)
def _build_segmenter(
    forced: tuple[str, ...],
    weighted: tuple[str, ...],
    stops: tuple[str, ...],
    hmm: bool,  # noqa: FBT001 - a key of the cache
) -> Segmenter:
    # Frequencies depend on what is known already: a fixed order makes them the same every time.
    added = sorted({*forced, *weighted}, key=lambda term: (len(term), term))
    return Segmenter(frozenset({*forced, *stops}), frozenset(weighted), hmm, tuple(added))


@cache
def load_plain_segmenter() -> Segmenter:
    """Return jieba as it comes, without any of the workbench's dictionaries: what the audit compares with.

    Returns
    -------
    Segmenter
    """
    return Segmenter(frozenset(), frozenset(), True, ())


@cache
def read_frequencies() -> Mapping[str, int]:
    """Return how often general Chinese uses each word, by the list that comes with jieba.

    Answers: with what may a document be compared, where there is no second document?

    Returns
    -------
    mapping of str to int
        From word, in the form under which terms are counted, to its count: some 350,000 words, 60 million occurrences.

    Notes
    -----
    *Reading it*: the list was counted in news and fiction before 2012. It knows 算力 hardly and 大模型 not at all; a word that
    it lacks is left out of a comparison, not taken for rare.

    Examples
    --------
    >>> read_frequencies()["经济"] > read_frequencies()["芯片"]
    True
    """
    counts: dict[str, int] = {}
    tokenizer = new_jieba()
    for word, count in tokenizer.FREQ.items():
        if count:
            name = normalise_term(word)
            counts[name] = counts.get(name, 0) + int(count)
    return MappingProxyType(counts)


def new_jieba() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # invalid escapes in jieba's own source, and pkg_resources
        import jieba  # noqa: PLC0415 - imported here, where its warnings are held back
    jieba.setLogLevel(logging.ERROR)
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True  # so it neither looks for a cache nor writes one
    return tokenizer


def _compile_forced(terms: list[str]) -> re.Pattern[str]:
    """Compile an alternation of the terms, longest first; ends that belong to another word are refused."""
    parts = []
    for term in terms:
        plain = re.escape(term.translate(HALF_WIDTH))
        ends = FALSE_ENDS.get(term[-1], "")
        latin_before = r"(?<![0-9A-Za-z])" if term[0].isascii() and term[0].isalnum() else ""
        latin_after = r"(?![0-9A-Za-z])" if term[-1].isascii() and term[-1].isalnum() else ""
        parts.append(latin_before + plain + latin_after + (f"(?![{ends}])" if ends else ""))
    return re.compile("|".join(parts) if parts else r"(?!)", re.IGNORECASE)
