"""A jieba dictionary as arrays: the prefix tree with its weights, the classes of characters, the hidden Markov model."""

from __future__ import annotations

import hashlib
import math
import os
import tempfile
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.lexis.kernel.classes import CODES, FIRST_HAN, LAST_HAN, NODE_BITS, PAIR_BITS, SCATTER, class_of

__all__ = ["WordTables", "build_tables", "hash_dictionary", "load_tables"]

_STATES = "BEMS"
_LEAST = -3.14e100  # jieba's stand-in for the logarithm of zero

#: Raised whenever the arrays change their meaning, so that those on disk from before are not read.
_FORMAT = 2


@dataclass(frozen=True, eq=False)
class WordTables:
    """The arrays of one dictionary.

    Attributes
    ----------
    words
        The string of each node in UTF-8, in the order of their numbers, parted by line ends.
    first
        The node of each character that begins a word, or -1.
    slots
        A hash table from a node and a character to the next node, both in one number.
    pairs
        A filter: one bit for each pair of characters that may begin a word.
    leads
        One bit for each node: whether a longer string begins with it.
    weights
        The logarithm of each word's share; not a number where a node only leads on.
    floor
        One number: the weight of a character that no word begins with.
    classes
        The class of each character.
    emit, begin, trans
        Logarithms of the hidden Markov model, states in the order B, E, M, S.
    splits
        For each node whether the hidden Markov model may not make a word of it; empty where jieba forbids none.
    """

    words: NDArray[np.uint8]
    first: NDArray[np.int32]
    slots: NDArray[np.int64]
    pairs: NDArray[np.uint8]
    leads: NDArray[np.uint8]
    weights: NDArray[np.float64]
    floor: NDArray[np.float64]
    classes: NDArray[np.uint8]
    emit: NDArray[np.float64]
    begin: NDArray[np.float64]
    trans: NDArray[np.float64]
    splits: NDArray[np.uint8]


def build_tables(tokenizer: Any) -> WordTables:
    """Return the tables of a jieba tokenizer, the words added to it among them.

    Parameters
    ----------
    tokenizer
        A ``jieba.Tokenizer`` whose dictionary is loaded.
    """
    split = _read_splits()
    begun = {word[:length] for word in split for length in range(1, len(word) + 1)}
    words = sorted(word for word in {*tokenizer.FREQ, *begun} if word and all(map(class_of, word)))
    number = {word: place for place, word in enumerate(words)}
    first = np.full(CODES, -1, np.int32)
    keys = np.full(len(words), -1, np.int64)
    log_total = math.log(tokenizer.total)
    weights = np.full(len(words), np.nan)
    for place, word in enumerate(words):
        frequency = tokenizer.FREQ.get(word)
        if frequency:
            weights[place] = math.log(frequency) - log_total
        if len(word) == 1:
            first[ord(word)] = place
        else:
            keys[place] = (number[word[:-1]] << 16) | ord(word[-1])
    pairs = np.array([(ord(word[0]) << 16) | ord(word[1]) for word in words if len(word) == 2], np.int64)  # noqa: PLR2004
    emit, begin, trans = _read_model()
    return WordTables(
        words=np.frombuffer("\n".join(words).encode(), np.uint8),
        first=first,
        slots=hash_keys(keys),
        pairs=_filter_pairs(pairs),
        leads=np.packbits(np.bincount(keys[keys >= 0] >> 16, minlength=len(words)) > 0, bitorder="little"),
        weights=weights,
        floor=np.array([-log_total]),
        classes=np.array([class_of(chr(code)) for code in range(CODES)], np.uint8),
        emit=emit,
        begin=begin,
        trans=trans,
        splits=np.array([word in split for word in words] if split else [], np.uint8),
    )


def hash_keys(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return an open hash table from each key that is not negative to its place, both in one number.

    Parameters
    ----------
    keys
        Keys of at most 40 bits, each at most once; a negative one is left out.
    """
    size = 1 << max(
        4, (4 * keys.size - 1).bit_length()
    )  # three in four are empty: hardly a key stands behind another's
    slots = np.full(size, -1, np.int64)
    places = np.flatnonzero(keys >= 0)
    at = ((_scatter(keys[places]) >> np.uint64(32)) & np.uint64(size - 1)).astype(np.int64)
    while places.size:
        # Of several that want one slot the first gets it; the others, and those before a taken slot, go on to the next.
        _, leaders = np.unique(at, return_index=True)
        wins = np.zeros(at.size, bool)
        wins[leaders] = True
        wins &= slots[at] < 0
        slots[at[wins]] = (keys[places[wins]] << NODE_BITS) | places[wins]
        places, at = places[~wins], (at[~wins] + 1) & (size - 1)
    return slots


def load_tables(key: str, folder: Path | None, *, tokenizer: Any) -> WordTables:
    """Return the tables of a dictionary from a folder, memory-mapped, or build them and keep them there.

    Parameters
    ----------
    key
        What :func:`hash_dictionary` says of the dictionary.
    folder
        Where tables are kept; None to keep none. A folder that cannot be written is no error: the tables are built again.
    tokenizer
        Called without arguments for the ``jieba.Tokenizer`` where the tables have to be built.
    """
    home = None if folder is None else folder / f"words-{key}"
    if home is not None and home.is_dir():
        try:
            return WordTables(
                **{field.name: np.load(home / f"{field.name}.npy", mmap_mode="r") for field in fields(WordTables)}
            )
        except (OSError, ValueError):
            pass  # half a folder, or one of another version: built anew
    tables = build_tables(tokenizer())
    if home is not None:
        _keep(tables, home)
    return tables


def hash_dictionary(*parts: bytes) -> str:
    """Return the key under which the tables of a dictionary are kept.

    Parameters
    ----------
    parts
        Everything the tables depend on: jieba's version and dictionary, and the words added, in their order.
    """
    found = hashlib.sha256(str(_FORMAT).encode())
    for part in parts:
        found.update(hashlib.sha256(part).digest())
    return found.hexdigest()[:24]


def _keep(tables: WordTables, home: Path) -> None:
    try:
        home.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=home.parent) as whole:
            for field in fields(tables):
                np.save(Path(whole) / f"{field.name}.npy", getattr(tables, field.name), allow_pickle=False)
            inside = Path(whole) / "done"
            inside.mkdir()
            for file in sorted(Path(whole).glob("*.npy")):
                file.rename(inside / file.name)
            os.replace(inside, home)  # noqa: PTH105 - whole or not at all; another process may have been faster
    except OSError:
        return


def _filter_pairs(keys: NDArray[np.int64]) -> NDArray[np.uint8]:
    bits = np.zeros(1 << PAIR_BITS, np.uint8)
    bits[_scatter(keys) >> np.uint64(64 - PAIR_BITS)] = 1
    return np.packbits(bits, bitorder="little")


def _scatter(keys: NDArray[np.int64]) -> NDArray[np.uint64]:
    return keys.astype(np.uint64) * np.uint64(SCATTER)


def _read_model() -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    from jieba import finalseg  # noqa: PLC0415 - its tables are large and only needed here

    codes = range(FIRST_HAN, LAST_HAN + 1)
    emit = np.array([[finalseg.emit_P[state].get(chr(code), _LEAST) for state in _STATES] for code in codes])
    begin = np.array([finalseg.start_P[state] for state in _STATES])
    trans = np.array([[finalseg.trans_P[old].get(new, _LEAST) for new in _STATES] for old in _STATES])
    return emit, begin, trans


def _read_splits() -> frozenset[str]:
    from jieba import finalseg  # noqa: PLC0415 - see above

    return frozenset(finalseg.Force_Split_Words)
