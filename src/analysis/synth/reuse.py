"""Unrelated texts into which passages were copied, word for word or edited: what ``find_passages`` has to find."""

from __future__ import annotations

from functools import cache
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pandas as pd
from opencc import OpenCC

from analysis.tables import make_table

__all__ = ["PlantedFamily", "PlantedReuse", "plant_family", "plant_reuse"]

#: Common characters, from which words without meaning are made.
_CHARACTERS = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
    "十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形"
    "相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展"
    "五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战"
    "先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白"
)

#: Characters of a clause that is there for its length only.
_FILLER = 200

#: Kinds of edit, equally frequent.
_EDITS = ("replace", "delete", "insert")

#: Mandelbrot's constant: the commonest word is 3 in 100 words, about as 人工智能 is in a plan on it.
_FLATTENING = 6


class PlantedReuse(NamedTuple):
    """What :func:`plant_reuse` returns.

    Attributes
    ----------
    clauses
        A ``clauses`` table of the planted documents.
    truth
        One row a planted passage: ``doc_a``, ``start_a``, ``end_a``, ``doc_b``, ``start_b``, ``end_b``, ``kind`` (verbatim /
        near), ``n_chars`` of the original and ``n_edits``.
    """

    clauses: pd.DataFrame
    truth: pd.DataFrame


def plant_reuse(
    *,
    n_pairs: int = 40,
    n_chars: tuple[int, int] = (40, 120),
    edit_share: float = 0.0,
    disguise: bool = False,
    planted: bool = True,
    n_filler: tuple[int, int] = (1, 1),
    seed: int = 0,
) -> PlantedReuse:
    """Return pairs of unrelated documents, each pair with one passage in common.

    Parameters
    ----------
    n_pairs
        Pairs of documents; document ``a000`` shares a passage with ``b000`` and with no other.
    n_chars
        Shortest and longest passage, in characters of text without punctuation.
    edit_share
        Share of a passage's characters that are replaced, left out or put in, 0-1; 0 plants word for word.
    disguise
        Whether the copy is in Traditional script and without punctuation.
    planted
        Whether anything is copied at all; without, all documents are unrelated.
    n_filler
        Least and most clauses of 200 characters that follow, unrelated to anything.
    seed
        Seed of the generator.

    Returns
    -------
    PlantedReuse

    Notes
    -----
    Words of two to four characters are drawn with the frequencies of Zipf and Mandelbrot from a vocabulary without meaning
    that all documents share: unrelated documents have words in common, as real ones do, but no wording.

    Examples
    --------
    >>> reuse = plant_reuse(n_pairs=2, n_chars=(20, 20))
    >>> reuse.truth[["doc_a", "doc_b", "kind", "n_chars"]].values.tolist()
    [['a000', 'b000', 'verbatim', 20], ['a001', 'b001', 'verbatim', 20]]
    """
    rng = np.random.default_rng(seed)
    words = _make_words(rng)
    rows: list[dict[str, object]] = []
    truth: list[dict[str, object]] = []
    for number in range(n_pairs):
        doc_a, doc_b = f"a{number:03d}", f"b{number:03d}"
        length = int(rng.integers(n_chars[0], n_chars[1] + 1))
        passage = _write(rng, words, length)
        copy, n_edits = _edit(rng, passage, edit_share)
        if disguise:
            copy = str(_to_traditional().convert(copy.replace("，", "")))
        places = []
        for doc_id, wording in ((doc_a, passage), (doc_b, copy)):
            before = _write(rng, words, int(rng.integers(40, 160)))
            after = _write(rng, words, int(rng.integers(40, 160)))
            middle = wording if planted else _write(rng, words, length)
            places.append((len(before), len(before) + len(middle)))
            filler = [_write(rng, words, _FILLER) for _ in range(int(rng.integers(n_filler[0], n_filler[1] + 1)))]
            rows += _split(doc_id, [before + middle + after, *filler])
        if planted:
            truth.append(
                {
                    "doc_a": doc_a,
                    "start_a": places[0][0],
                    "end_a": places[0][1],
                    "doc_b": doc_b,
                    "start_b": places[1][0],
                    "end_b": places[1][1],
                    "kind": "near" if n_edits else "verbatim",
                    "n_chars": length,
                    "n_edits": n_edits,
                }
            )
    return PlantedReuse(make_table("clauses", rows), pd.DataFrame(truth))


class PlantedFamily(NamedTuple):
    """What :func:`plant_family` returns.

    Attributes
    ----------
    documents
        ``doc_id``, ``title``, ``issued_on`` and ``parent`` of a parent and its children.
    clauses
        Their ``clauses`` table.
    truth
        One row a passage that two children share: ``doc_a``, ``start_a``, ``end_a``, ``doc_b``, ``start_b``, ``end_b`` and
        ``relation``: common parent where it was taken from the parent, else shared.
    """

    documents: pd.DataFrame
    clauses: pd.DataFrame
    truth: pd.DataFrame


def plant_family(
    *,
    n_children: int = 2,
    n_inherited: int = 4,
    n_shared: int = 2,
    n_own: int = 6,
    n_chars: int = 80,
    edit_share: float = 0.0,
    seed: int = 0,
) -> PlantedFamily:
    """Return a parent and children that took some of its clauses, and some that the children share beyond it.

    Parameters
    ----------
    n_children
        Children; each names ``parent`` as its parent.
    n_inherited
        Clauses that every child took from the parent.
    n_shared
        Clauses that the children share and the parent does not hold.
    n_own
        Clauses of every document that no other holds.
    n_chars
        Characters of a clause.
    edit_share
        Share of the characters of each taken clause that are edited in each child, 0-1.
    seed
        Seed of the generator.

    Returns
    -------
    PlantedFamily

    Notes
    -----
    The texts are made like those of :func:`plant_reuse`: words without meaning, which all documents share, and no wording in
    common but what was planted.

    Examples
    --------
    >>> family = plant_family(n_children=2, n_inherited=3, n_shared=1)
    >>> family.truth["relation"].value_counts().to_dict()
    {'common parent': 3, 'shared': 1}
    """
    rng = np.random.default_rng(seed)
    words = _make_words(rng)
    inherited, shared = (_write_many(rng, words, n, n_chars) for n in (n_inherited, n_shared))
    children = [f"child{number:02d}" for number in range(n_children)]
    rows = _split("parent", [*inherited, *_write_many(rng, words, n_own, n_chars)])
    places: dict[str, list[tuple[int, int]]] = {}
    for child in children:
        taken = [_edit(rng, text, edit_share)[0] for text in (*inherited, *shared)]
        added = _split(child, [*taken, *_write_many(rng, words, n_own, n_chars)])
        places[child] = [(int(str(row["start"])), int(str(row["end"]))) for row in added[: len(taken)]]
        rows += added
    truth = [
        {
            "doc_a": doc_a,
            "start_a": places[doc_a][at][0],
            "end_a": places[doc_a][at][1],
            "doc_b": doc_b,
            "start_b": places[doc_b][at][0],
            "end_b": places[doc_b][at][1],
            "relation": "common parent" if at < n_inherited else "shared",
        }
        for doc_a, doc_b in combinations(children, 2)
        for at in range(n_inherited + n_shared)
    ]
    documents = pd.DataFrame(
        {"doc_id": ["parent", *children], "title": None, "issued_on": None, "parent": [None, *["parent"] * n_children]}
    )
    return PlantedFamily(documents, make_table("clauses", rows), pd.DataFrame(truth))


def _make_words(rng: np.random.Generator, size: int = 3000) -> list[str]:
    characters = np.array(list(_CHARACTERS))
    return ["".join(rng.choice(characters, int(rng.integers(2, 5)))) for _ in range(size)]


def _write(rng: np.random.Generator, words: list[str], n_chars: int) -> str:
    """Write words up to a number of characters, a comma after every few words."""
    shares = 1 / (np.arange(len(words)) + _FLATTENING)
    drawn = rng.choice(len(words), size=n_chars, p=shares / shares.sum())
    pieces: list[str] = []
    left = n_chars
    for count, word in enumerate(drawn, start=1):
        piece = words[word][:left]
        left -= len(piece)
        pieces.append(piece + ("，" if count % 4 == 0 and left else ""))
        if not left:
            break
    return "".join(pieces)


def _write_many(rng: np.random.Generator, words: list[str], n: int, n_chars: int) -> list[str]:
    return [_write(rng, words, n_chars) for _ in range(n)]


def _edit(rng: np.random.Generator, passage: str, share: float) -> tuple[str, int]:
    """Edit a share of the letters, each in a place of its own."""
    letters = [place for place, character in enumerate(passage) if character != "，"]
    n_edits = int(round(share * len(letters)))  # noqa: RUF046 - numpy floats round to floats
    places = set(rng.choice(letters[1:-1], size=n_edits, replace=False).tolist()) if n_edits else set()
    pieces: list[str] = []
    for place, character in enumerate(passage):
        if place not in places:
            pieces.append(character)
            continue
        edit = _EDITS[int(rng.integers(len(_EDITS)))]
        other = _CHARACTERS[int(rng.integers(len(_CHARACTERS)))]
        pieces.append({"replace": other, "delete": "", "insert": other + character}[edit])
    return "".join(pieces), n_edits


def _split(doc_id: str, paragraphs: list[str]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    start = 0
    for position, text in enumerate(paragraphs):
        rows.append(
            {
                "clause_id": f"{doc_id}/{position + 1}",
                "doc_id": doc_id,
                "position": position,
                "level": 1,
                "kind": "clause",
                "text": text,
                "start": start,
                "end": start + len(text),
            }
        )
        start += len(text) + 1
    return rows


@cache
def _to_traditional() -> OpenCC:
    return OpenCC("s2t")
