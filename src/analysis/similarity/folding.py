"""What is left of a text when script, case, width and punctuation no longer count, and where each character stood."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.reference.script import simplify_text, simplify_texts

__all__ = ["POLICY_KINDS", "Folded", "FoldedClauses", "fold_clauses", "fold_text"]

#: Kinds of clause that carry policy; titles, notices, metadata, sidebars, signatures and noise do not.
POLICY_KINDS = ("preamble", "chapter", "group", "clause", "bullet", "annex", "row")

#: Stands between two clauses and in place of what is masked; equal to no character, not even to itself.
BREAK = 0

#: In the table of folded characters: not asked for yet; becomes several characters.
_UNSEEN, _SEVERAL = np.uint32(0xFFFFFFFF), np.uint32(0xFFFFFFFE)


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
    folded, _, places = _fold_many([text])
    return Folded(folded[0], places)


def _fold_many(texts: Sequence[str]) -> tuple[list[str], NDArray[np.int64], NDArray[np.int64]]:
    """Return texts folded, how many characters of each are left, and where these stood, all texts one after another."""
    sizes = np.array([len(text) for text in texts], dtype=np.int64)
    found = _fold_codes(np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32))
    ends = np.cumsum(sizes)
    places = np.arange(len(found)) - np.repeat(ends - sizes, sizes)
    if (found == _SEVERAL).any():
        parts = [_fold_character(character) for text in texts for character in text]
        repeats = np.array([len(part) for part in parts], dtype=np.int64)
        places, joined = np.repeat(places, repeats), "".join(parts)
    else:
        repeats = found != BREAK
        places, joined = places[repeats], found[repeats].tobytes().decode("utf-32-le")
    left = np.concatenate([[0], np.cumsum(repeats)])
    counts = left[ends] - left[ends - sizes]
    cuts = np.cumsum(counts).tolist()
    plain = [joined[low:high] for low, high in zip([0, *cuts], cuts, strict=False)]
    # A phrase of another length is converted one by one, so that places hold.
    simple = [
        one if len(one) == len(other) else "".join(map(_simplify_character, other))
        for one, other in zip(simplify_texts(plain), plain, strict=True)
    ]
    return simple, counts, places


def _fold_codes(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Return what single characters become: 0 what does not count, ``_SEVERAL`` what becomes more than one."""
    table = _folded_codes()
    found = table.take(codes)
    unseen = found == _UNSEEN
    if unseen.any():
        for code in np.unique(codes[unseen]).tolist():
            folded = _fold_character(chr(code))
            table[code] = BREAK if not folded else ord(folded) if len(folded) == 1 else _SEVERAL
        found = table.take(codes)
    return found


@dataclass(frozen=True)
class FoldedClauses:
    """The folded text of many clauses in one array of code points, clauses held apart by ``BREAK``.

    Attributes
    ----------
    codes
        Code points; ``BREAK`` between clauses and where something is masked.
    rows
        The row of ``clauses`` that each position belongs to; -1 at a break.
    places
        The position in the clean text of its document; -1 at a break.
    docs
        Number of the document, by the sorted ids; -1 at a break.
    clauses
        The clauses that were folded, in their order.
    doc_ids
        The documents' ids, sorted.
    """

    codes: NDArray[np.int64]
    rows: NDArray[np.int64]
    places: NDArray[np.int64]
    docs: NDArray[np.int64]
    clauses: pd.DataFrame
    doc_ids: tuple[str, ...]

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
    doc_ids = tuple(sorted(taken["doc_id"].unique()))
    number = {doc_id: index for index, doc_id in enumerate(doc_ids)}
    hidden = _hidden_spans(masks, set(skip))
    owners = taken["doc_id"].tolist()
    folded, counts, within = _fold_many(taken["text"].tolist())
    points = np.frombuffer("".join(folded).encode("utf-32-le"), dtype="<u4").astype(np.int64)
    row = np.repeat(np.arange(len(taken)), counts)
    standing = within + taken["start"].to_numpy(dtype=np.int64)[row]
    bounds = np.concatenate([[0], np.cumsum(counts)])
    for at, doc_id in enumerate(owners):
        own = slice(bounds[at], bounds[at + 1])
        for low, high in hidden.get(doc_id, ()):
            points[own][(standing[own] >= low) & (standing[own] < high)] = BREAK
    # One break in front, and one behind each clause.
    size = len(points) + len(taken) + 1
    codes = np.full(size, BREAK, dtype=np.int64)
    rows, places, docs = (np.full(size, -1, dtype=np.int64) for _ in range(3))
    shown = np.flatnonzero(points != BREAK)
    if len(shown) < len(points):
        points, row, standing = points[shown], row[shown], standing[shown]
    at_place = shown + row + 1
    codes[at_place], rows[at_place], places[at_place] = points, row, standing
    docs[at_place] = np.array([number[doc_id] for doc_id in owners], dtype=np.int64)[row]
    return FoldedClauses(codes, rows, places, docs, taken, doc_ids)


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


@cache
def _simplify_character(character: str) -> str:
    simple = simplify_text(character)
    return simple if len(simple) == 1 else character
