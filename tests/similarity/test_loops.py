"""The compiled alignment against the one in NumPy: the same alignments, in the same places, in the same order."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.similarity.align import align_rows
from analysis.similarity.folding import BREAK, fold_clauses
from analysis.synth import plant_reuse

pytest.importorskip("numba", reason="the compiled alignment needs the extra 'fast' (numba)")

COMPILED, PLAIN = 0, 10**9


def lay_out(clauses):
    """Return the code points of clauses with a break around each, and where each begins and ends."""
    sizes = np.array([len(clause) for clause in clauses], dtype=np.int64)
    ends = np.cumsum(sizes + 1)
    codes = np.concatenate([[BREAK], *([*clause, BREAK] for clause in clauses)]).astype(np.int64)
    return codes, np.column_stack([ends - sizes, ends])


def align_both(clauses, rows, **options):
    codes, bounds = lay_out(clauses)
    ways = (COMPILED, PLAIN)
    return [align_rows(codes, bounds, np.array(rows), compiled_from=way, **options).tolist() for way in ways]


#: A break, three common characters, and one that needs more than sixteen bits, whose last sixteen are a common one's.
ALPHABET = (BREAK, 5, 6, 7, 0x10005)


@settings(max_examples=200, deadline=None)
@given(
    clauses=st.lists(st.lists(st.sampled_from(ALPHABET), min_size=1, max_size=40), min_size=2, max_size=5),
    min_score=st.integers(0, 20),
    min_identity=st.sampled_from([0.0, 0.5, 0.75, 1.0]),
)
def test_few_characters_in_any_order(clauses, min_score, min_identity):
    rows = [(a, b) for a in range(len(clauses)) for b in range(len(clauses))]
    compiled, plain = align_both(clauses, rows, min_score=min_score, min_identity=min_identity)
    assert compiled == plain


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), min_identity=st.sampled_from([0.6, 0.75, 0.95]))
def test_long_clauses_with_edited_copies(seed, min_identity):
    drawn = random.Random(seed)
    characters = range(0x4E00, 0x4E00 + drawn.choice([10, 60, 3000]))
    first, second = (drawn.choices(characters, k=drawn.randrange(1, 150)) for _ in range(2))
    for _ in range(drawn.randrange(1, 4)):
        start = drawn.randrange(len(first))
        copy = first[start : start + drawn.randrange(60)]
        for _ in range(drawn.randrange(5)):
            copy.insert(drawn.randrange(len(copy) + 1), drawn.choice([*characters, BREAK]))
            del copy[drawn.randrange(len(copy))]
        at = drawn.randrange(len(second) + 1)
        second[at:at] = copy
    compiled, plain = align_both([first, second], [(0, 1), (1, 0)], min_score=20, min_identity=min_identity)
    assert compiled == plain


def test_planted_reuse():
    folded = fold_clauses(plant_reuse(n_pairs=10, edit_share=0.2, n_filler=(1, 2), seed=3).clauses)
    clauses = [folded.codes[folded.rows == row] for row in range(len(folded.clauses))]
    rows = [(a, b) for a in range(len(clauses)) for b in range(a)]
    compiled, plain = align_both(clauses, rows, min_score=20, min_identity=0.75)
    assert len(plain) >= 10
    assert compiled == plain
