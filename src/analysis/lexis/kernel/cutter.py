"""Segmentation of many texts at once: the very tokens of jieba and of the segmenter over it, as numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from analysis.lexis.kernel.classes import CODES
from analysis.lexis.kernel.words import WordTables, hash_keys

__all__ = ["Cuts", "Cutter", "Forced", "build_forced", "has_compiler"]


class Cuts(NamedTuple):
    """Tokens of texts laid end to end.

    Attributes
    ----------
    starts, ends
        Where each token stands, counted in characters from the first character of the first text.
    ids
        The number of each token's string; see :meth:`Cutter.words`.
    counts
        How many tokens each text has.
    """

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    ids: NDArray[np.int32]
    counts: NDArray[np.int64]


class Forced(NamedTuple):
    """The terms that are cut as wholes, as arrays.

    Attributes
    ----------
    folded
        The character under which upper and lower case are the same, for each character.
    first
        The node of each character that begins a term, in upper or lower case, or -1.
    slots
        A hash table from a node and a character to the next node.
    kinds
        For each node: whether it ends a term, whether Latin letters may stand beside it, and which list of refused ends it has.
    refused
        Lists of the characters that may not follow.
    """

    folded: NDArray[np.uint32]
    first: NDArray[np.int32]
    slots: NDArray[np.int64]
    kinds: NDArray[np.int32]
    refused: NDArray[np.uint32]


@dataclass(eq=False)
class _Unknown:
    """The strings that are in no dictionary, numbered in the order they were met."""

    slots: NDArray[np.int32] = field(default_factory=lambda: np.full(16, -1, np.int32))
    singles: NDArray[np.int32] = field(default_factory=lambda: np.full(CODES, -1, np.int32))
    pool: NDArray[np.uint32] = field(default_factory=lambda: np.empty(0, np.uint32))
    spans: NDArray[np.int64] = field(default_factory=lambda: np.empty((0, 2), np.int64))
    n: int = 0
    used: int = 0


class Cutter:
    """A segmenter of many texts at once, compiled.

    Parameters
    ----------
    tables
        The dictionary.
    forced
        Terms cut as wholes, for :meth:`cut_pieces`.
    piece
        The characters that may stand in a token, for :meth:`cut_pieces`; all where None.

    Notes
    -----
    The numbers of strings that no dictionary has depend on which texts were cut before: compare strings, never numbers, of
    two cutters.
    """

    def __init__(
        self, tables: WordTables, *, forced: Forced | None = None, piece: re.Pattern[str] | None = None
    ) -> None:
        from analysis.lexis.kernel import interning, loops  # noqa: PLC0415 - import numba, which is optional and slow to load

        self._loops, self._interning = loops, interning
        singles = np.where(tables.first >= 0, tables.weights[np.maximum(tables.first, 0)], np.nan)
        self._tree = (
            *(tables.first, tables.slots, tables.pairs, tables.leads, tables.weights),
            *(np.where(np.isnan(singles), -np.inf, singles), float(tables.floor[0])),
        )
        self._model = (tables.emit, tables.begin, tables.trans, tables.splits)
        self._classes = tables.classes
        self._tables = tables
        self._forced = forced
        self._pieces = _mark_characters(piece)
        self._unknown = _Unknown()
        self._line_ends: NDArray[np.int32] | None = None
        self._strings: NDArray[np.object_] = np.empty(0, object)  # of the numbers that were asked for, else None

    def cut_texts(self, texts: Sequence[str], *, hmm: bool = True) -> Cuts:
        """Cut texts exactly as ``jieba.Tokenizer.cut`` does, every character in a token.

        Parameters
        ----------
        texts
            Texts of any kind and length.
        hmm
            Whether words may be proposed that the dictionary does not have.
        """
        codes = _read_codes("".join(texts))
        bounds = np.cumsum([0, *map(len, texts)])
        room = self._make_room(int(np.diff(bounds).max(initial=0)))
        edges, ids = np.empty(codes.size + 1, np.int64), np.empty(codes.size, np.int32)
        starts, ends = edges[:-1], edges[1:]  # without gaps, so that the end of a token is the start of the next
        counts = np.zeros(len(texts), np.int64)
        n = self._loops.cut_texts(
            codes, bounds, hmm, self._classes, self._tree, self._model, room, starts, ends, ids, counts
        )
        return self._number(codes, Cuts(starts[:n], ends[:n], ids[:n], counts))

    def cut_pieces(
        self, text: str, bounds: NDArray[np.int64], *, half_width: Mapping[int, int], hmm: bool = True
    ) -> Cuts:
        """Cut parts of a text: forced terms first, then what is between them; other characters are no tokens.

        Parameters
        ----------
        text
            The text.
        bounds
            A start and an end for each part, in order, without overlap; no rule looks beyond them.
        half_width
            Characters to be read as others, by code point.
        hmm
            Whether words may be proposed that the dictionary does not have.
        """
        if self._forced is None:
            raise ValueError("this cutter was made without forced terms; give forced to Cutter, or call cut_texts")
        codes = _change_codes(_read_codes(text), half_width)
        room = self._make_room(int((bounds[:, 1] - bounds[:, 0]).max(initial=0)))
        size = int((bounds[:, 1] - bounds[:, 0]).sum())
        starts, ends, ids = np.empty(size, np.int64), np.empty(size, np.int64), np.empty(size, np.int32)
        counts = np.zeros(len(bounds), np.int64)
        n = self._loops.cut_pieces(
            *(codes, bounds, hmm, self._classes, self._tree, self._model, tuple(self._forced), self._pieces, room),
            *(starts, ends, ids, counts),
        )
        return self._number(codes, Cuts(starts[:n], ends[:n], ids[:n], counts))

    def count(self, cuts: Cuts) -> sparse.csr_array:
        """Count the words of each text.

        Parameters
        ----------
        cuts
            What this cutter gave.

        Returns
        -------
        scipy.sparse.csr_array
            A row a text, a column a number of a word; columns of a row in the order of the text.
        """
        n_words = self._tables.weights.size + self._unknown.n
        columns, numbers = np.empty(cuts.ids.size, np.int32), np.empty(cuts.ids.size)
        ends = np.zeros(cuts.counts.size + 1, np.int64)
        last, place = np.full(n_words, -1, np.int32), np.empty(n_words, np.int64)
        n = self._interning.count_words(cuts.ids, cuts.counts, last, place, columns, numbers, ends[1:])
        cells = (numbers[:n], columns[:n], ends)
        return sparse.csr_array(cells, shape=(cuts.counts.size, n_words))

    def words(self, ids: Iterable[int]) -> list[str]:
        """Return the strings of token numbers.

        Parameters
        ----------
        ids
            Numbers from a :class:`Cuts` of this cutter.
        """
        numbers = np.array(ids if isinstance(ids, np.ndarray) else list(ids), np.int64)
        n_tree = self._tables.weights.size
        self._strings = _grow(self._strings, n_tree + self._unknown.n)
        asked = np.zeros(self._strings.size, np.bool_)
        asked[numbers] = True
        asked &= ~self._strings.astype(np.bool_)  # no word is empty
        new = np.flatnonzero(asked)
        known = int(np.searchsorted(new, n_tree))
        self._strings[new[:known]] = self._read_known(new[:known])
        self._strings[new[known:]] = [self._read_unknown(number) for number in new[known:] - n_tree]
        return cast(list[str], self._strings[numbers].tolist())

    def list_words(self) -> list[str]:
        """Return the strings of all numbers given so far."""
        known = self._tables.words.tobytes().decode().split("\n")
        return known + [self._read_unknown(number) for number in range(self._unknown.n)]

    def _read_known(self, numbers: NDArray[np.int64]) -> list[str]:
        """Return the strings of nodes, read where they lie: a list of all would take more memory than the tree."""
        words = self._tables.words
        if self._line_ends is None:
            self._line_ends = np.append(np.flatnonzero(words == ord("\n")), words.size).astype(np.int32)
        starts = np.where(numbers > 0, self._line_ends[numbers - 1] + 1, 0)
        sizes = self._line_ends[numbers] + 1 - starts
        behind = np.cumsum(sizes)
        lines = words.take(np.repeat(starts - (behind - sizes), sizes) + np.arange(sizes.sum()), mode="clip")
        lines[behind - 1] = ord("\n")  # the last of all has none
        return lines.tobytes().decode().split("\n")[:-1]

    def _read_unknown(self, number: int) -> str:
        start, end = self._unknown.spans[number]
        return self._unknown.pool[start:end].tobytes().decode("utf-32-le", "surrogatepass")

    def _make_room(self, length: int) -> tuple[Any, ...]:
        """Return the working arrays for texts of at most a length."""
        size = length + self._loops.STRETCH
        begun = (
            np.empty((size, self._loops.DEPTH), np.int32),
            np.empty((size, self._loops.DEPTH)),
            *(np.empty(size, kind) for kind in (np.int32, np.int32, np.int64, np.int64)),
        )
        kinds, jumps, scores = (np.empty(length + 1, kind) for kind in (np.uint8, np.int64, np.float64))
        return kinds, jumps, scores, np.empty((length + 1, 4), np.int8), begun

    def _number(self, codes: NDArray[np.uint32], cuts: Cuts) -> Cuts:
        """Give numbers to the tokens that are in no dictionary."""
        unknown = self._unknown
        at = 0
        while at < cuts.ids.size:
            at, unknown.n, unknown.used = self._interning.intern_words(
                *(codes, cuts.starts, cuts.ends, cuts.ids, at, self._tables.weights.size, unknown.slots),
                *(unknown.singles, unknown.pool, unknown.spans, unknown.n, unknown.used),
            )
            if at < cuts.ids.size:
                self._enlarge(int(cuts.ends[at] - cuts.starts[at]))
        return cuts

    def _enlarge(self, length: int) -> None:
        """Make room for twice as many unknown strings and one of a length, and put those numbered so far in again."""
        unknown = self._unknown
        unknown.spans = _grow(unknown.spans, unknown.n + 1)
        unknown.pool = _grow(unknown.pool, unknown.used + length)
        if unknown.slots.size > 2 * unknown.n:
            return
        unknown.slots = np.full(2 * unknown.slots.size, -1, np.int32)
        spans = unknown.spans[: unknown.n]
        self._interning.intern_words(
            *(unknown.pool[: unknown.used].copy(), spans[:, 0].copy(), spans[:, 1].copy()),
            *(np.full(unknown.n, -1, np.int32), 0, 0, unknown.slots, np.empty(0, np.int32)),
            *(unknown.pool, unknown.spans, 0, 0),
        )


def has_compiler() -> bool:
    """Say whether numba, which compiles the loops, can be imported."""
    try:
        import numba  # noqa: F401, PLC0415 - optional
    except ImportError:
        return False
    return True


def build_forced(
    terms: Iterable[str], *, false_ends: Mapping[str, str], half_width: Mapping[int, int]
) -> Forced | None:
    """Return the terms that are cut as wholes as arrays, or None where one has a character outside the basic plane.

    Parameters
    ----------
    terms
        Terms; upper and lower case are the same.
    false_ends
        By last character of a term: the characters that may not follow it.
    half_width
        Characters to be read as others, by code point.
    """
    read = [term.translate(half_width) for term in terms]
    if any(ord(character) >= CODES for term in read for character in term):
        return None
    folded = _fold_cases(sorted({character for term in read for character in term}))
    words = {"".join(chr(folded[ord(character)]) for character in term): term for term in read}
    nodes = sorted({word[:length] for word in words for length in range(1, len(word) + 1)})
    number = {word: place for place, word in enumerate(nodes)}
    first = np.full(CODES, -1, np.int32)
    keys = np.full(len(nodes), -1, np.int64)
    for place, word in enumerate(nodes):
        if len(word) == 1:
            first[ord(word)] = place
        else:
            keys[place] = (number[word[:-1]] << 16) | ord(word[-1])
    endings = sorted(false_ends)
    width = max([1, *(len(false_ends[ending]) for ending in endings)])
    refused = np.zeros((len(endings) + 1, width), np.uint32)  # row 0: nothing is refused
    for row, ending in enumerate(endings, start=1):
        refused[row, : len(false_ends[ending])] = [folded[ord(character)] for character in false_ends[ending]]
        refused[row, len(false_ends[ending]) :] = refused[row, 0]
    kinds = np.zeros(len(nodes), np.int32)
    for word, term in words.items():
        row = endings.index(term[-1]) + 1 if term[-1] in false_ends else 0
        kinds[number[word]] = 1 | 2 * _is_plain(term[0]) | 4 * _is_plain(term[-1]) | row << 3
    return Forced(folded, first[folded], hash_keys(keys), kinds, refused)


def _is_plain(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _fold_cases(characters: list[str]) -> NDArray[np.uint32]:
    """Return for each code the one it stands for, asking the regular expressions which are the same to them."""
    folded = np.arange(CODES, dtype=np.uint32)
    every = "".join(chr(code) for code in range(CODES))
    wanted = {*characters, *(chr(code) for code in range(ord("a"), ord("z") + 1))}
    for character in sorted({character.lower() for character in wanted if len(character.lower()) == 1}):
        if character.upper() == character.lower():
            continue
        for match in re.finditer(re.escape(character), every, re.IGNORECASE):
            folded[match.start()] = ord(character)
    return folded


def _mark_characters(piece: re.Pattern[str] | None) -> NDArray[np.bool_]:
    if piece is None:
        return np.ones(CODES, np.bool_)
    return np.array([piece.match(chr(code)) is not None for code in range(CODES)])


def _read_codes(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _change_codes(codes: NDArray[np.uint32], changes: Mapping[int, int]) -> NDArray[np.uint32]:
    table = np.arange(CODES, dtype=np.uint32)
    table[list(changes)] = list(changes.values())
    low = codes < CODES
    return np.where(low, table[np.where(low, codes, 0)], codes)


def _grow(array: NDArray[Any], size: int) -> NDArray[Any]:
    if len(array) >= size:
        return array
    larger = np.empty((2 * size, *array.shape[1:]), array.dtype)
    larger[: len(array)] = array
    return larger
