"""Loops over tokens, compiled by numba: numbers for strings that no dictionary has, and counts of words."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

__all__ = ["count_words", "intern_words"]


@njit(cache=True, nogil=True)
def intern_words(
    codes: Any,
    starts: Any,
    ends: Any,
    ids: Any,
    at: Any,
    offset: Any,
    slots: Any,
    singles: Any,
    pool: Any,
    spans: Any,
    n: Any,
    used: Any,
) -> Any:
    """Give the tokens without a node, from ``at`` on, a number by their characters, until there is no room for one more.

    Return up to where that is, how many strings there are, and how much of the pool they use. ``slots`` maps a hash to a
    number, ``singles`` a character to that of the string that is it alone, ``spans`` a number to its place in ``pool``.
    """
    mask = np.uint64(slots.size - 1)
    for token in range(at, ids.size):
        if ids[token] >= 0:
            continue
        start, end = starts[token], ends[token]
        alone = end - start == 1 and codes[start] < singles.size
        if alone and singles[codes[start]] >= 0:
            ids[token] = offset + singles[codes[start]]
            continue
        if n >= spans.shape[0] or 2 * n >= slots.size or used + end - start > pool.size:
            return token, n, used
        key = np.uint64(1469598103934665603)
        for place in range(start, end):
            key = (key ^ np.uint64(codes[place])) * np.uint64(1099511628211)
        slot = (key ^ (key >> np.uint64(29))) & mask
        number = slots[slot]
        while number >= 0:
            same = spans[number, 1] - spans[number, 0] == end - start
            place = 0
            while same and place < end - start:
                same = pool[spans[number, 0] + place] == codes[start + place]
                place += 1
            if same:
                break
            slot = (slot + np.uint64(1)) & mask
            number = slots[slot]
        if number < 0:
            for place in range(end - start):
                pool[used + place] = codes[start + place]
            spans[n, 0], spans[n, 1] = used, used + end - start
            used += end - start
            slots[slot] = number = n
            n += 1
        if alone:
            singles[codes[start]] = number
        ids[token] = offset + number
    return ids.size, n, used


@njit(cache=True, nogil=True)
def count_words(ids: Any, counts: Any, last: Any, place: Any, columns: Any, numbers: Any, ends: Any) -> Any:
    """Count the words of each text; write columns, numbers and where each text's end, return how many cells there are.

    ``last`` holds -1 and ``place`` anything for each word; ``columns`` and ``numbers`` have room for every token.
    """
    n = 0
    at = 0
    for text in range(counts.size):
        for token in range(at, at + counts[text]):
            word = ids[token]
            if last[word] == text:
                numbers[place[word]] += 1
            else:
                last[word] = text
                place[word] = n
                columns[n] = word
                numbers[n] = 1
                n += 1
        at += counts[text]
        ends[text] = n
    return n
