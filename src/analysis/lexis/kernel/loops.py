"""The loops of jieba's segmentation, compiled by numba: the same comparisons and sums in the same order.

Everything here works on arrays: characters as code points, words as nodes of a prefix tree (see :mod:`.words`). A token is
written as the places where it starts and ends and the node of its word, or -1 where the tree has no such word.

The tree is far larger than a processor's nearest memory. Followed character by character, each step waits for the one
before; so all characters of a stretch take their first step, then those that may go on their second, and so forth, and many
places of the tree are fetched at once. Arrays that belong together go as tuples to what is called once a stretch, and one by
one to what is called every few characters: taking a tuple apart costs as much as cutting a word.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from analysis.lexis.kernel.classes import ALNUM, FIRST_HAN, HAN, NODE_BITS, PAIR_BITS, SCATTER, SIGN

__all__ = ["DEPTH", "STRETCH", "cut_pieces", "cut_texts"]

#: Characters that are looked up together, so few that what is found about them stays near.
STRETCH = 512

#: Steps that are kept for each character; longer words are rare and followed one by one.
DEPTH = 8

_NODE = (1 << NODE_BITS) - 1
_B, _E, _M, _S = 0, 1, 2, 3  # in the order of their letters, which settles ties
_CR, _LF, _DOT, _PERCENT = 13, 10, 46, 37

#: What a character is: no part of a token, part of a block in which words are looked for, or the first of a token as it is.
_GAP, _BLOCK, _WHOLE = 0, 1, 2


@njit(cache=True, nogil=True)
def _place(key: Any, mask: Any) -> Any:
    return ((np.uint64(key) * np.uint64(SCATTER)) >> np.uint64(32)) & np.uint64(mask)


@njit(cache=True, nogil=True)
def _step(node: Any, code: Any, slots: Any) -> Any:
    """Return the node that a character leads to, or -1."""
    key = (np.int64(node) << 16) | np.int64(code)
    mask = slots.size - 1
    at = _place(key, mask)
    while slots[at] >> NODE_BITS != key:
        if slots[at] < 0:
            return -1
        at = (at + np.uint64(1)) & np.uint64(mask)
    return slots[at] & _NODE


@njit(cache=True, nogil=True)
def _find_node(codes: Any, start: Any, end: Any, first: Any, slots: Any) -> Any:
    """Return the node of a string, or -1 where the tree does not have it."""
    if codes[start] >= first.size:
        return -1
    node = np.int64(first[codes[start]])
    at = start + 1
    while at < end and node >= 0:
        if codes[at] >= first.size:
            return -1
        node = _step(node, codes[at], slots)
        at += 1
    return node


@njit(cache=True, nogil=True)
def _may_begin(left: Any, right: Any, pairs: Any) -> Any:
    """Say whether two characters may begin a word; never no where they do."""
    key = (np.uint64(left) << np.uint64(16)) | np.uint64(right)
    at = (key * np.uint64(SCATTER)) >> np.uint64(64 - PAIR_BITS)
    return pairs[at >> np.uint64(3)] >> (at & np.uint64(7)) & 1


@njit(cache=True, nogil=True)
def _find_begun(codes: Any, start: Any, stop: Any, tree: Any, begun: Any) -> Any:
    """Write, for each character of a stretch, the nodes of the strings that begin there, their weights and how many they are.

    A string that is no word weighs minus infinity. Strings may reach beyond the stretch; more than ``DEPTH`` of them, and of
    one that goes on, is written as ``DEPTH + 1``.
    """
    first, slots, pairs, leads, weights, singles, _ = tree
    nodes, shares, depths, alive, keys, met = begun
    size, mask = first.size, slots.size - 1
    n = 0
    for i in range(stop - start):
        at = start + i
        node = first[codes[at]] if codes[at] < size else np.int32(-1)
        nodes[i, 0] = node
        shares[i, 0] = singles[codes[at]] if codes[at] < size else -np.inf
        depths[i] = 1
        if at + 1 < codes.size:
            alive[n] = i
            n += (node >= 0) & (codes[at + 1] < size) & (_may_begin(codes[at], codes[at + 1], pairs) == 1)
    for depth in range(1, DEPTH):
        if n == 0:
            return
        for j in range(n):  # nothing here waits for anything else
            i = alive[j]
            key = (np.int64(nodes[i, depth - 1]) << 16) | np.int64(codes[start + i + depth])
            keys[j] = key
            met[j] = slots[_place(key, mask)]
        n_found = 0
        for j in range(n):
            i, slot = alive[j], met[j]
            if slot >= 0 and slot >> NODE_BITS != keys[j]:  # another's slot: its own stands behind it, if anywhere
                slot = _step(keys[j] >> 16, keys[j] & 0xFFFF, slots)
            nodes[i, depth] = slot & _NODE if slot >= 0 else -1
            alive[n_found] = i
            n_found += slot >= 0
        n = 0
        for j in range(n_found):
            i = alive[j]
            node = nodes[i, depth]
            weight = weights[node]
            shares[i, depth] = weight if weight == weight else -np.inf
            depths[i] = depth + 1
            after = start + i + depth + 1
            alive[n] = i
            if after < codes.size:
                n += (leads[node >> 3] >> (node & 7) & 1) & (codes[after] < size)
    for j in range(n):
        depths[alive[j]] = DEPTH + 1


@njit(cache=True, nogil=True)
def _cut_hidden(
    codes: Any,
    start: Any,
    end: Any,
    first: Any,
    slots: Any,
    emit: Any,
    begin: Any,
    trans: Any,
    splits: Any,
    back: Any,
    ends: Any,
    n: Any,
) -> Any:
    """Cut a run of Chinese characters by the hidden Markov model; write the ends and return their number."""
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
            node = _find_node(codes, begin_at, stop, first, slots)
            split = node >= 0 and splits[node] == 1
        for at in range(begin_at + 1 if split else stop, stop + 1):
            ends[n] = at
            n += 1
        begin_at = stop
    return n


@njit(cache=True, nogil=True)
def _cut_unknown(
    codes: Any,
    start: Any,
    end: Any,
    classes: Any,
    first: Any,
    slots: Any,
    emit: Any,
    begin: Any,
    trans: Any,
    splits: Any,
    back: Any,
    ends: Any,
    n: Any,
) -> Any:
    """Cut a run of single characters as jieba's ``finalseg`` does; write the ends and return their number."""
    at = start
    while at < end:
        stop = at
        if classes[codes[at]] == HAN:
            while stop < end and classes[codes[stop]] == HAN:
                stop += 1
            n = _cut_hidden(codes, at, stop, first, slots, emit, begin, trans, splits, back, ends, n)
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
def _cut_marked(
    codes: Any,
    start: Any,
    end: Any,
    hmm: Any,
    classes: Any,
    tree: Any,
    model: Any,
    room: Any,
    starts: Any,
    ends: Any,
    ids: Any,
    n: Any,
) -> Any:
    """Cut a text whose characters are marked, a stretch at a time; return the number of tokens."""
    kinds = room[0]
    low = start
    while start < end:
        stop = min(start + STRETCH, end)
        while stop < end and kinds[stop - low] == _BLOCK and kinds[stop - 1 - low] == _BLOCK:
            stop += 1
        _find_begun(codes, start, stop, tree, room[4])
        _find_routes(codes, start, stop, low, tree, room)
        start, n = _write_tokens(codes, start, stop, low, hmm, classes, tree, model, room, starts, ends, ids, n)
    return n


@njit(cache=True, nogil=True)
def _find_routes(codes: Any, start: Any, stop: Any, low: Any, tree: Any, room: Any) -> Any:
    """Write where the word ends that begins at each character of the likeliest way through its block."""
    kinds, jumps, scores, _, begun = room
    shares, depths = begun[1], begun[2]
    floor = tree[6]
    end = stop  # of the block
    scores[stop - start] = 0.0
    for at in range(stop - 1, start - 1, -1):
        here = at - start
        if kinds[at - low] != _BLOCK:
            scores[here] = 0.0
            end = at
            continue
        best = shares[here, 0] + scores[here + 1]
        jump = at + 1
        depth = depths[here]
        for more in range(1, min(depth, end - at, DEPTH)):
            score = shares[here, more] + scores[here + more + 1]
            if score >= best:
                best, jump = score, at + more + 1
        if depth > DEPTH and end - at > DEPTH:
            best, jump = _follow(codes, at, end, here, tree, begun, scores, best, jump)
        if best == -np.inf:  # no word begins here
            best, jump = floor + scores[here + 1], at + 1
        scores[here] = best
        jumps[at - low] = jump


@njit(cache=True, nogil=True)
def _follow(codes: Any, at: Any, end: Any, here: Any, tree: Any, begun: Any, scores: Any, best: Any, jump: Any) -> Any:
    """Follow the words that are longer than what is looked up; return the best score and where its word ends."""
    slots, weights = tree[1], tree[4]
    node = np.int64(begun[0][here, DEPTH - 1])
    stop = at + DEPTH
    while stop < end:
        node = _step(node, codes[stop], slots)
        if node < 0:
            break
        stop += 1
        score = weights[node] + scores[here + stop - at]
        if score >= best:  # never where the node is no word: its weight is not a number
            best, jump = score, stop
    return best, jump


@njit(cache=True, nogil=True)
def _write_tokens(
    codes: Any,
    start: Any,
    stop: Any,
    low: Any,
    hmm: Any,
    classes: Any,
    tree: Any,
    model: Any,
    room: Any,
    starts: Any,
    ends: Any,
    ids: Any,
    n: Any,
) -> Any:
    """Write the tokens along the routes; return where they end and how many there are."""
    kinds, jumps, _, back, begun = room
    nodes = begun[0]
    first, slots, _, _, weights, _, _ = tree
    emit, begin, trans, splits = model
    at = start
    single = start  # where the run of single characters began
    while True:
        kind = kinds[at - low] if at < stop else _GAP
        if kind == _BLOCK and jumps[at - low] == at + 1 and (hmm or classes[codes[at]] == ALNUM):
            at += 1
            continue
        if at - single == 1:
            starts[n], ends[n], ids[n] = single, at, nodes[single - start, 0]
            n += 1
        elif at > single:
            whole = _find_node(codes, single, at, first, slots)
            if not hmm:
                starts[n], ends[n], ids[n] = single, at, whole
                n += 1
            elif whole >= 0 and weights[whole] == weights[whole]:
                for each in range(single, at):
                    starts[n], ends[n], ids[n] = each, each + 1, nodes[each - start, 0]
                    n += 1
            else:
                stop_n = _cut_unknown(
                    codes, single, at, classes, first, slots, emit, begin, trans, splits, back, ends, n
                )
                for token in range(n, stop_n):
                    starts[token] = single
                    ids[token] = _find_node(codes, single, ends[token], first, slots)
                    single = ends[token]
                n = stop_n
        if at >= stop:
            return at, n
        if kind == _GAP:
            at += 1
        else:
            jump = jumps[at - low]
            starts[n], ends[n] = at, jump
            inside = jump - at <= DEPTH and kind == _BLOCK
            ids[n] = nodes[at - start, jump - at - 1] if inside else _find_node(codes, at, jump, first, slots)
            n += 1
            at = jump
        single = at


@njit(cache=True, nogil=True)
def cut_texts(
    codes: Any,
    bounds: Any,
    hmm: Any,
    classes: Any,
    tree: Any,
    model: Any,
    room: Any,
    starts: Any,
    ends: Any,
    ids: Any,
    counts: Any,
) -> Any:
    """Cut texts laid end to end as ``jieba.cut`` does; write tokens and tokens per text, return the number of tokens."""
    kinds, jumps = room[0], room[1]
    n = 0
    for text in range(bounds.size - 1):
        low, high = bounds[text], bounds[text + 1]
        before = n
        for at in range(low, high):
            code = codes[at]
            known = code < classes.size and classes[code] > 0
            kinds[at - low] = _BLOCK if known else _WHOLE
            if not known:
                pair = code == _CR and at + 1 < high and codes[at + 1] == _LF
                jumps[at - low] = at + 2 if pair else at + 1
        n = _cut_marked(codes, low, high, hmm, classes, tree, model, room, starts, ends, ids, n)
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
    folded, first, slots, term_kinds, refused = forced
    kinds, jumps = room[0], room[1]
    n = 0
    for text in range(bounds.shape[0]):
        low, high = bounds[text, 0], bounds[text, 1]
        before = n
        at = low
        while at < high:
            code = codes[at]
            node = np.int64(first[code]) if code < first.size else -1
            begins = node >= 0
            if (
                begins and not term_kinds[node] & 1
            ):  # no term by itself, and with the next character seldom the begin of one
                begins = at + 1 < high and codes[at + 1] < folded.size
                begins = begins and _step(node, folded[codes[at + 1]], slots) >= 0
            end = _end_forced(codes, low, at, high, node, folded, slots, term_kinds, refused) if begins else -1
            if end > 0:
                kinds[at - low], jumps[at - low] = _WHOLE, end
                for inside in range(at + 1, end):
                    kinds[inside - low] = _GAP
                at = end
                continue
            if code >= pieces.size or not pieces[code]:
                kinds[at - low] = _GAP
            elif classes[code] > 0:
                kinds[at - low] = _BLOCK
            else:
                kinds[at - low], jumps[at - low] = _WHOLE, at + 1
            at += 1
        n = _cut_marked(codes, low, high, hmm, classes, tree, model, room, starts, ends, ids, n)
        counts[text] = n - before
    return n


@njit(cache=True, nogil=True)
def _end_forced(
    codes: Any, low: Any, at: Any, high: Any, node: Any, folded: Any, slots: Any, kinds: Any, refused: Any
) -> Any:
    """Return where the longest forced term that begins here, by the node of its first character, ends, or -1."""
    size = folded.size
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
        node = _step(node, folded[codes[end]], slots)
        end += 1
    return best


@njit(cache=True, nogil=True)
def _is_latin(code: Any) -> Any:
    return 48 <= code <= 57 or 97 <= code <= 122
