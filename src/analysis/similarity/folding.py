"""What is left of a text when script, case, width and punctuation no longer count, and where each character stood."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.reference.script import simplify_codes

__all__ = ["POLICY_KINDS", "Folded", "FoldedClauses", "fold_clauses", "fold_text", "fold_texts"]

#: Kinds of clause that carry policy; titles, notices, metadata, sidebars, signatures and noise do not.
POLICY_KINDS = ("preamble", "chapter", "group", "clause", "bullet", "annex", "row")

#: Stands between two clauses and in place of what is masked; equal to no character, not even to itself.
BREAK = 0

#: In the table of folded characters: not asked for yet; becomes several characters.
_UNSEEN, _SEVERAL = np.uint32(0xFFFFFFFF), np.uint32(0xFFFFFFFE)

_LINE_FEED = np.uint32(ord("\n"))

#: Characters that are folded at once: enough to make the cost of a call vanish, few enough to stay near the processor.
_BLOCK = 50_000

#: The largest place that is kept in 32 bits.
_MOST = np.iinfo(np.int32).max


@dataclass(frozen=True)
class Folded:
    """A folded text.

    Attributes
    ----------
    text
        Letters, digits and Chinese characters only: simplified, lower case, half width.
    places
        Where each of them stands in the text it was made from.
    """

    text: str
    places: NDArray[np.int64]


def fold_text(text: str) -> Folded:
    """Return the characters of a text that count when wordings are compared.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    Folded

    Notes
    -----
    Each character is put into compatibility form (Ａ to A, ㎡ to m2), lower case and simplified script; what then is neither
    letter nor digit is left out. Two printings that differ only in punctuation, width, script or line breaks fold alike.

    Examples
    --------
    >>> folded = fold_text("數據，算力 ＡＩ")
    >>> folded.text, folded.places.tolist()
    ('数据算力ai', [0, 1, 3, 4, 6, 7])
    """
    return fold_texts([text])[0]


def fold_texts(texts: Sequence[str]) -> list[Folded]:
    """Return texts folded, each as :func:`fold_text` gives it; many at once take less time.

    Parameters
    ----------
    texts
        Texts in any number.

    Returns
    -------
    list of Folded

    Examples
    --------
    >>> [folded.text for folded in fold_texts(["數據，", "", "算力"])]
    ['数据', '', '算力']
    """
    folded = []
    for block in _list_blocks(texts):
        some = texts[block]
        codes, places, ends = _fold_lines(some, np.zeros(len(some), dtype=np.int64))
        lines = codes.tobytes().decode("utf-32-le").split(chr(BREAK))
        lows = [0, *(ends + 1).tolist()]
        folded += [Folded(lines[at], places[low : low + len(lines[at])]) for at, low in enumerate(lows[:-1])]
    return folded


def _fold_lines(
    texts: Sequence[str], starts: NDArray[np.int64]
) -> tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.int64]]:
    """Return texts folded, a ``BREAK`` behind each; where each character stood, texts beginning there; the breaks."""
    sizes = np.array([len(text) + 1 for text in texts], dtype=np.int64)
    feeds = np.cumsum(sizes) - 1
    codes = np.frombuffer("\n".join([*texts, ""]).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    found = _fold_codes(codes)
    found[feeds] = _LINE_FEED  # the only ones left: a line feed inside a text counts no more than a comma
    several = np.flatnonzero(found == _SEVERAL)
    if several.size:
        parts = [_fold_character(chr(code)) for code in codes[several].tolist()]
        repeats = (found != BREAK).astype(np.int64)
        repeats[several] = [len(part) for part in parts]
        stood = np.repeat(np.arange(len(found)), repeats)
        left = found[stood]
        left[left == _SEVERAL] = [ord(character) for part in parts for character in part]
    else:
        stood = np.flatnonzero(found)
        left = found[stood]
    simple = simplify_codes(left)
    ends = np.searchsorted(stood, feeds)
    simple[ends] = BREAK
    places = stood - np.repeat(feeds + 1 - sizes - starts, np.diff(ends, prepend=-1))
    places[ends] = -1
    return simple, places, ends


def _fold_codes(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Return what single characters become: 0 what does not count, ``_SEVERAL`` what becomes more than one."""
    table = _folded_codes()
    found = table.take(codes, mode="clip")
    unseen = found == _UNSEEN
    if unseen.any():
        for code in np.unique(codes[unseen]).tolist():
            folded = _fold_character(chr(code))
            table[code] = BREAK if not folded else ord(folded) if len(folded) == 1 else _SEVERAL
        found = table.take(codes, mode="clip")
    return found


@dataclass(frozen=True)
class FoldedClauses:
    """The folded text of many clauses in one array of code points, clauses held apart by ``BREAK``.

    Attributes
    ----------
    codes
        Code points; ``BREAK`` between clauses and where something is masked.
    rows
        The row of ``clauses`` that each position belongs to; -1 at a break. In 32 bits where these suffice, as ``places``.
    places
        The position in the clean text of its document; -1 at a break.
    ends
        Where the break behind each clause stands.
    owners
        Number of the document of each clause, by the sorted ids.
    clauses
        The clauses that were folded, in their order.
    doc_ids
        The documents' ids, sorted.
    """

    codes: NDArray[np.int32]
    rows: NDArray[np.signedinteger]
    places: NDArray[np.signedinteger]
    ends: NDArray[np.int64]
    owners: NDArray[np.int64]
    clauses: pd.DataFrame
    doc_ids: tuple[str, ...]

    def find_docs(self, positions: Any) -> Any:
        """Return the number of the document of a position, or of each of many; not for breaks."""
        return self.owners[self.rows[positions]]

    def bound_docs(self) -> NDArray[np.int64]:
        """Return where the text of each document begins, and where the last ends."""
        rows = np.searchsorted(self.owners, np.arange(len(self.doc_ids) + 1))
        return np.append(0, self.ends)[rows] + 1

    def text(self, start: int, end: int) -> str:
        """Return the folded characters of a span."""
        return "".join(chr(code) for code in self.codes[start:end] if code != BREAK)


def fold_clauses(
    clauses: pd.DataFrame,
    *,
    masks: pd.DataFrame | None = None,
    skip: Iterable[str] = (),
    kinds: Sequence[str] = POLICY_KINDS,
) -> FoldedClauses:
    """Return the folded text of clauses, apart from what is masked.

    Parameters
    ----------
    clauses
        The ``clauses`` table.
    masks
        The ``masks`` table; nothing is masked where None.
    skip
        The kinds of mask to leave out.
    kinds
        The kinds of clause to take.

    Returns
    -------
    FoldedClauses

    Examples
    --------
    >>> row = {"clause_id": "d/1", "doc_id": "d", "position": 0, "kind": "clause", "text": "甲，乙。", "start": 7}
    >>> fold_clauses(pd.DataFrame([row])).places.tolist()
    [-1, 7, 9, -1]
    """
    taken = clauses.loc[clauses["kind"].isin(kinds)].sort_values(["doc_id", "position"], ignore_index=True)
    owners, doc_ids = pd.factorize(taken["doc_id"], sort=True)
    texts, starts = taken["text"].tolist(), taken["start"].to_numpy(dtype=np.int64)
    last = max((start + len(text) for start, text in zip(starts.tolist(), texts, strict=True)), default=0)
    dtype = np.int32 if max(last, len(taken)) <= _MOST else np.int64
    # One break in front, and one behind each clause.
    codes, ends = [np.array([BREAK], dtype=np.int32)], [np.empty(0, dtype=np.int64)]
    places = [np.array([-1], dtype=dtype)]
    size = 1
    for block in _list_blocks(texts):
        simple, stood, feeds = _fold_lines(texts[block], starts[block])
        codes.append(simple.view(np.int32))
        places.append(stood.astype(dtype))
        ends.append(size + feeds)
        size += len(simple)
    folded = FoldedClauses(
        np.concatenate(codes),
        np.repeat(np.arange(-1, len(taken), dtype=dtype), np.diff(np.concatenate([[-1, 0], *ends]))),
        np.concatenate(places),
        np.concatenate(ends),
        owners.astype(np.int64, copy=False),
        taken,
        tuple(doc_ids),
    )
    folded.rows[folded.ends] = -1
    _hide(folded, _hidden_spans(masks, set(skip)))
    return folded


def _list_blocks(texts: Sequence[str]) -> Iterator[slice]:
    """Yield texts a few at a time."""
    low = size = 0
    for high, text in enumerate(texts, start=1):
        size += len(text)
        if size >= _BLOCK:
            yield slice(low, high)
            low, size = high, 0
    if low < len(texts):
        yield slice(low, len(texts))


def _hide(folded: FoldedClauses, hidden: Mapping[str, Sequence[tuple[int, int]]]) -> None:
    """Put a break in place of every character of some spans."""
    spots = []
    for row in np.flatnonzero(np.isin(folded.owners, [at for at, name in enumerate(folded.doc_ids) if name in hidden])):
        begin, end = (folded.ends[row - 1] if row else 0) + 1, folded.ends[row]
        stood = folded.places[begin:end]
        for span in hidden[folded.doc_ids[folded.owners[row]]]:
            low, high = np.searchsorted(stood, span) + begin
            if low < high:
                spots.append(np.arange(low, high))
    if spots:
        at = np.concatenate(spots)
        folded.codes[at], folded.rows[at], folded.places[at] = BREAK, -1, -1


def _hidden_spans(masks: pd.DataFrame | None, skip: set[str]) -> dict[str, list[tuple[int, int]]]:
    hidden: dict[str, list[tuple[int, int]]] = {}
    if masks is not None:
        kept = masks.loc[masks["kind"].isin(skip)]
        for doc_id, start, end in kept[["doc_id", "start", "end"]].itertuples(index=False):
            hidden.setdefault(doc_id, []).append((int(start), int(end)))
    return hidden


@cache
def _fold_character(character: str) -> str:
    return "".join(part for part in unicodedata.normalize("NFKC", character).lower() if part.isalnum())


@cache
def _folded_codes() -> NDArray[np.uint32]:
    return np.full(0x110000, _UNSEEN, dtype=np.uint32)
