"""The loops of jieba's segmentation, compiled by numba: the same comparisons and sums in the same order.

Everything here works on arrays: characters as code points, words as nodes of a prefix tree (see :mod:`.words`). A token is
written as the place where it ends and the node of its word, or -1 where the tree has no such word; tokens of a text follow
each other without a gap, so the start of one is the end of the one before.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from analysis.lexis.kernel.classes import ALNUM, FIRST_HAN, HAN, NODE_BITS, PAIR_BITS, SCATTER, SIGN

__all__ = ["count_words", "cut_pieces", "cut_texts", "intern_words"]

_B, _E, _M, _S = 0, 1, 2, 3  # in the order of their letters, which settles ties
_CR, _LF, _DOT, _PERCENT = 13, 10, 46, 37


@njit(cache=True, nogil=True)
def _step(node: Any, code: Any, slots: Any, mask: Any) -> Any:
    """Return the node that a character leads to, or -1."""
    key = (np.int64(node) << 16) | np.int64(code)
    at = ((np.uint64(key) * np.uint64(SCATTER)) >> np.uint64(32)) & np.uint64(mask)
    while slots[at] >> NODE_BITS != key:
        if slots[at] < 0:
            return -1
        at = (at + np.uint64(1)) & np.uint64(mask)
    return slots[at] & ((1 << NODE_BITS) - 1)


@njit(cache=True, nogil=True)
def _may_begin(left: Any, right: Any, pairs: Any) -> Any:
    """Say whether two characters may begin a word; never no where they do."""
    key = (np.uint64(left) << np.uint64(16)) | np.uint64(right)
    at = (key * np.uint64(SCATTER)) >> np.uint64(64 - PAIR_BITS)
    return pairs[at >> np.uint64(3)] >> (at & np.uint64(7)) & 1


@njit(cache=True, nogil=True)
def _find(codes: Any, start: Any, end: Any, first: Any, slots: Any) -> Any:
    """Return the node of a string, or -1 where the tree does not have it."""
    if codes[start] >= first.size:
        return -1
    node = np.int64(first[codes[start]])
    mask = slots.size - 1
    at = start + 1
    while at < end and node >= 0:
        if codes[at] >= first.size:
            return -1
        node = _step(node, codes[at], slots, mask)
        at += 1
    return node


@njit(cache=True, nogil=True)
def _cut_hidden(codes: Any, start: Any, end: Any, tree: Any, model: Any, back: Any, ends: Any, n: Any) -> Any:
    """Cut a run of Chinese characters by the hidden Markov model; write the ends and return their number."""
    emit, begin, trans, splits = model
    length = end - start
    row = codes[start] - FIRST_HAN
    b, e = begin[_B] + emit[row, _B], begin[_E] + emit[row, _E]
    m, s = begin[_M] + emit[row, _M], begin[_S] + emit[row, _S]
    for t in range(1, length):
        row = codes[start + t] - FIRST_HAN
        # Two states can stand before each state; of equals the later letter wins, as in jieba's max over pairs.
        from_e, from_s = e + trans[_E, _B] + emit[row, _B], s + trans[_S, _B] + emit[row, _B]
        end_e, end_s = e + trans[_E, _S] + emit[row, _S], s + trans[_S, _S] + emit[row, _S]
        mid_b, mid_m = b + trans[_B, _M] + emit[row, _M], m + trans[_M, _M] + emit[row, _M]
        out_b, out_m = b + trans[_B, _E] + emit[row, _E], m + trans[_M, _E] + emit[row, _E]
        b, back[t, _B] = (from_s, _S) if from_s >= from_e else (from_e, _E)
        s, back[t, _S] = (end_s, _S) if end_s >= end_e else (end_e, _E)
        m, back[t, _M] = (mid_m, _M) if mid_m >= mid_b else (mid_b, _B)
        e, back[t, _E] = (out_m, _M) if out_m >= out_b else (out_b, _B)
    state = _S if s >= e else _E
    for t in range(length - 1, -1, -1):
        here = state
        if t > 0:
            state = back[t, here]
        back[t, 0] = here  # the path overwrites the pointers it has used
    begin_at = start
    for t in range(length):
        if back[t, 0] != _E and back[t, 0] != _S:
            continue
        stop = start + t + 1
        split = False
        if splits.size:
            node = _find(codes, begin_at, stop, tree[0], tree[1])
            split = node >= 0 and splits[node] == 1
        for at in range(begin_at + 1 if split else stop, stop + 1):
            ends[n] = at
            n += 1
        begin_at = stop
    return n


@njit(cache=True, nogil=True)
def _cut_unknown(
    codes: Any, start: Any, end: Any, classes: Any, tree: Any, model: Any, back: Any, ends: Any, n: Any
) -> Any:
    """Cut a run of single characters as jieba's ``finalseg`` does; write the ends and return their number."""
    at = start
    while at < end:
        stop = at
        if classes[codes[at]] == HAN:
            while stop < end and classes[codes[stop]] == HAN:
                stop += 1
            n = _cut_hidden(codes, at, stop, tree, model, back, ends, n)
        elif classes[codes[at]] == ALNUM:
            while stop < end and classes[codes[stop]] == ALNUM:
                stop += 1
            if stop + 1 < end and codes[stop] == _DOT and 48 <= codes[stop + 1] <= 57:
                stop += 1
                while stop < end and 48 <= codes[stop] <= 57:
                    stop += 1
            if stop < end and codes[stop] == _PERCENT:
                stop += 1
            ends[n] = stop
            n += 1
        else:
            while stop < end and classes[codes[stop]] == SIGN:
                stop += 1
            ends[n] = stop
            n += 1
        at = stop
    return n


@njit(cache=True, nogil=True)
def _cut_block(
    codes: Any,
    start: Any,
    end: Any,
    hmm: Any,
    classes: Any,
    tree: Any,
    model: Any,
    room: Any,
    ends: Any,
    ids: Any,
    n: Any,
) -> Any:
    """Cut a block of characters that jieba's dictionary may know; return the number of tokens."""
    first, slots, pairs, weights, floor = tree
    scores, jumps, found, back = room
    mask = slots.size - 1
    scores[end - start] = 0.0
    for at in range(end - 1, start - 1, -1):
        node = np.int64(first[codes[at]])
        best = floor + scores[at + 1 - start]
        jump = at + 1
        kept = node
        known = False
        stop = at
        while node >= 0:
            weight = weights[node]
            if weight == weight:  # a word; the nodes that only lead on have no number
                score = weight + scores[stop + 1 - start]
                if not known or score >= best:
                    best, jump, kept, known = score, stop + 1, node, True
            stop += 1
            if stop >= end or (stop == at + 1 and not _may_begin(codes[at], codes[stop], pairs)):
                break
            node = _step(node, codes[stop], slots, mask)
        scores[at - start] = best
        jumps[at - start] = jump
        found[at - start] = kept
    at = start
    single = start  # where the run of single characters began
    while at <= end:
        jump = jumps[at - start] if at < end else at + 2
        joins = jump - at == 1 and (hmm or classes[codes[at]] == ALNUM)
        if joins:
            at = jump
            continue
        if at - single == 1:
            ends[n] = at
            ids[n] = first[codes[single]]
            n += 1
        elif at > single:
            whole = _find(codes, single, at, first, slots)
            if not hmm:
                ends[n] = at
                ids[n] = whole
                n += 1
            elif whole >= 0 and weights[whole] == weights[whole]:
                for each in range(single, at):
                    ends[n] = each + 1
                    ids[n] = first[codes[each]]
                    n += 1
            else:
                last = single
                stop_n = _cut_unknown(codes, single, at, classes, tree, model, back, ends, n)
                for each in range(n, stop_n):
                    ids[each] = _find(codes, last, ends[each], first, slots)
                    last = ends[each]
                n = stop_n
        if at >= end:
            break
        ends[n] = jump
        ids[n] = found[at - start]
        n += 1
        at = jump
        single = at
    return n


@njit(cache=True, nogil=True)
def _cut_text(
    codes: Any,
    start: Any,
    end: Any,
    hmm: Any,
    classes: Any,
    tree: Any,
    model: Any,
    room: Any,
    ends: Any,
    ids: Any,
    n: Any,
) -> Any:
    """Cut one text as ``jieba.cut`` does; return the number of tokens."""
    size = classes.size
    first = tree[0]
    at = start
    while at < end:
        code = codes[at]
        if code < size and 1 <= classes[code] <= 3:
            stop = at + 1
            while stop < end and codes[stop] < size and 1 <= classes[codes[stop]] <= 3:
                stop += 1
            n = _cut_block(codes, at, stop, hmm, classes, tree, model, room, ends, ids, n)
            at = stop
            continue
        if code == _CR and at + 1 < end and codes[at + 1] == _LF:
            at += 1
            ids[n] = -1
        else:
            ids[n] = first[code] if code < size else -1
        at += 1
        ends[n] = at
        n += 1
    return n


@njit(cache=True, nogil=True)
def cut_texts(
    codes: Any, bounds: Any, hmm: Any, classes: Any, tree: Any, model: Any, room: Any, ends: Any, ids: Any, counts: Any
) -> Any:
    """Cut texts laid end to end; write ends, nodes and tokens per text, return the number of tokens."""
    n = 0
    for text in range(bounds.size - 1):
        before = n
        n = _cut_text(codes, bounds[text], bounds[text + 1], hmm, classes, tree, model, room, ends, ids, n)
        counts[text] = n - before
    return n


@njit(cache=True, nogil=True)
def cut_pieces(
    codes: Any,
    bounds: Any,
    hmm: Any,
    classes: Any,
    tree: Any,
    model: Any,
    forced: Any,
    pieces: Any,
    room: Any,
    starts: Any,
    ends: Any,
    ids: Any,
    counts: Any,
) -> Any:
    """Cut texts after forced terms, and the pieces of text between them; write the tokens, return their number.

    ``bounds`` has a start and an end for each text; what is outside them is seen by no rule. Characters that belong to no
    piece are no tokens. The terms of ``forced`` are found from the left, the longest that its neighbours allow.
    """
    folded, first = forced[0], forced[1]
    n = 0
    for text in range(bounds.shape[0]):
        low, high = bounds[text, 0], bounds[text, 1]
        before = n
        at = low
        open_at = low  # where the text without forced terms began
        while at <= high:
            end = at + 1
            if at < high:
                code = codes[at]
                begins = code < folded.size and first[folded[code]] >= 0
                end = _end_forced(codes, low, at, high, forced) if begins else -1
            if end < 0:
                at += 1
                continue
            n = _cut_open(codes, open_at, at, hmm, classes, tree, model, pieces, room, starts, ends, ids, n)
            if at < high:
                starts[n], ends[n] = at, end
                ids[n] = _find(codes, at, end, tree[0], tree[1])
                n += 1
            at = end
            open_at = end
        counts[text] = n - before
    return n


@njit(cache=True, nogil=True)
def _end_forced(codes: Any, low: Any, at: Any, high: Any, forced: Any) -> Any:
    """Return where the longest forced term that begins here ends, or -1."""
    folded, first, slots, kinds, refused = forced
    size = folded.size
    if codes[at] >= size:
        return -1
    node = np.int64(first[folded[codes[at]]])
    if node < 0:
        return -1
    latin_before = at > low and codes[at - 1] < size and _is_latin(folded[codes[at - 1]])
    best = -1
    end = at + 1
    while node >= 0:
        kind = kinds[node]  # bits: 1 a term, 2 no Latin before it, 4 none after it; above them its list of refused ends
        if kind & 1 and not (kind & 2 and latin_before):
            fits = True
            if end < high and codes[end] < size:
                after = folded[codes[end]]
                fits = not (kind & 4 and _is_latin(after))
                for place in range(refused.shape[1]):
                    fits = fits and refused[kind >> 3, place] != after
            if fits:
                best = end
        if end >= high or codes[end] >= size:
            break
        node = _step(node, folded[codes[end]], slots, slots.size - 1)
        end += 1
    return best


@njit(cache=True, nogil=True)
def _is_latin(code: Any) -> Any:
    return 48 <= code <= 57 or 97 <= code <= 122


@njit(cache=True, nogil=True)
def _cut_open(
    codes: Any,
    start: Any,
    end: Any,
    hmm: Any,
    classes: Any,
    tree: Any,
    model: Any,
    pieces: Any,
    room: Any,
    starts: Any,
    ends: Any,
    ids: Any,
    n: Any,
) -> Any:
    """Cut the pieces of text between two forced terms; return the number of tokens."""
    at = start
    while at < end:
        stop = at
        while stop < end and codes[stop] < pieces.size and pieces[codes[stop]]:
            stop += 1
        if stop == at:
            at += 1
            continue
        before = n
        n = _cut_text(codes, at, stop, hmm, classes, tree, model, room, ends, ids, n)
        for token in range(before, n):
            starts[token] = at
            at = ends[token]
    return n


@njit(cache=True, nogil=True)
def intern_words(
    codes: Any, starts: Any, ends: Any, ids: Any, offset: Any, slots: Any, pool: Any, spans: Any, n: Any, used: Any
) -> Any:
    """Give the tokens without a node a number by their characters; return how many strings there are and the pool they use.

    ``slots`` maps a hash to a number, ``spans`` a number to its place in ``pool``; all three must have room for every token.
    """
    mask = np.uint64(slots.size - 1)
    for token in range(ids.size):
        if ids[token] >= 0:
            continue
        start, end = starts[token], ends[token]
        key = np.uint64(1469598103934665603)
        for at in range(start, end):
            key = (key ^ np.uint64(codes[at])) * np.uint64(1099511628211)
        place = (key ^ (key >> np.uint64(29))) & mask
        while True:
            number = slots[place]
            if number < 0:
                for at in range(end - start):
                    pool[used + at] = codes[start + at]
                spans[n, 0] = used
                spans[n, 1] = used + end - start
                used += end - start
                slots[place] = n
                number = n
                n += 1
                break
            same = spans[number, 1] - spans[number, 0] == end - start
            at = 0
            while same and at < end - start:
                same = pool[spans[number, 0] + at] == codes[start + at]
                at += 1
            if same:
                break
            place = (place + np.uint64(1)) & mask
        ids[token] = offset + number
    return n, used


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
