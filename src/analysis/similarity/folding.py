"""What is left of a text when script, case, width and punctuation no longer count, and where each character stood."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from opencc import OpenCC

__all__ = ["POLICY_KINDS", "Folded", "FoldedClauses", "fold_clauses", "fold_text"]

#: Kinds of clause that carry policy; titles, notices, metadata, sidebars, signatures and noise do not.
POLICY_KINDS = ("preamble", "chapter", "group", "clause", "bullet", "annex", "row")

#: Stands between two clauses and in place of what is masked; equal to no character, not even to itself.
BREAK = 0


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
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for part in _fold_character(character):
            characters.append(part)
            places.append(place)
    joined = "".join(characters)
    simple = _simplifier().convert(joined)
    if len(simple) != len(joined):  # a phrase of another length: convert one by one, so that places hold
        simple = "".join(_simplify_character(character) for character in joined)
    return Folded(simple, np.array(places, dtype=np.int64))


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
    gap = np.array([-1], dtype=np.int64)
    codes, rows, places, docs = [np.array([BREAK])], [gap], [gap], [gap]
    columns = zip(taken["doc_id"], taken["text"], taken["start"], strict=True)
    for row, (doc_id, text, start) in enumerate(columns):
        folded = fold_text(text)
        standing = folded.places + int(start)
        points = np.frombuffer(folded.text.encode("utf-32-le"), dtype="<u4").astype(np.int64)
        for low, high in hidden.get(doc_id, ()):
            points[(standing >= low) & (standing < high)] = BREAK
        codes += [points, np.array([BREAK])]
        rows += [np.full(len(points), row), gap]
        places += [standing, gap]
        docs += [np.full(len(points), number[doc_id]), gap]
    joined = np.concatenate(codes)
    open_ = joined == BREAK
    parts = [np.where(open_, -1, np.concatenate(pieces)) for pieces in (rows, places, docs)]
    return FoldedClauses(joined, parts[0], parts[1], parts[2], taken, doc_ids)


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
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


@cache
def _simplify_character(character: str) -> str:
    simple = str(_simplifier().convert(character))
    return simple if len(simple) == 1 else character
