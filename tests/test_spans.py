"""Edits are the trace: they must round-trip, compose and map for any text."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.spans import Edit, add_source_spans, apply_edits, check_edits, compose_edits, map_to_source, undo_edits


@st.composite
def edited_texts(draw: st.DrawFn, text: str | None = None) -> tuple[str, list[Edit]]:
    source = draw(st.text(alphabet="abc，,文", max_size=30)) if text is None else text
    cuts = sorted(draw(st.lists(st.integers(0, len(source)), max_size=8)))
    edits: list[Edit] = []
    for start, end in zip(cuts[::2], cuts[1::2], strict=False):
        after = draw(st.text(alphabet="xyz政府", max_size=4))
        if after == source[start:end] or (edits and (start, end) <= (edits[-1].start, edits[-1].end)):
            continue
        edits.append(Edit(start, end, source[start:end], after, draw(st.sampled_from("pq")), 1.0))
    return source, edits


@given(edited_texts())
def test_edits_round_trip(case):
    source, edits = case
    clean = apply_edits(source, edits)
    assert undo_edits(clean, edits) == source


@given(st.data(), edited_texts())
def test_composed_edits_do_both_steps(data, case):
    source, first = case
    middle = apply_edits(source, first)
    _, second = data.draw(edited_texts(middle))
    composed = compose_edits(first, second)
    check_edits(composed, text=source)
    assert apply_edits(source, composed) == apply_edits(middle, second)


def test_an_insertion_in_front_of_an_insertion_is_one_edit():
    """Found by chance: the second step ends in an insertion just before what the first inserted."""
    first = [Edit(1, 1, "", "x", "p")]
    second = [Edit(0, 1, "a", "", "p"), Edit(1, 1, "", "y", "q", 0.5)]
    composed = compose_edits(first, second)
    assert composed == [Edit(0, 1, "a", "", "p"), Edit(1, 1, "", "yx", "q+p", 0.5)]
    assert apply_edits("a", composed) == apply_edits(apply_edits("a", first), second)


@given(edited_texts())
def test_source_span_repairs_to_the_clean_span(case):
    source, edits = case
    clean = apply_edits(source, edits)
    spans = [(start, end) for start in range(len(clean) + 1) for end in range(start, len(clean) + 1)]
    starts, ends = map_to_source(edits, [span[0] for span in spans], [span[1] for span in spans])
    untouched = [edit for edit in edits if len(edit.before) != len(edit.after)]
    for (start, end), low, high in zip(spans, starts, ends, strict=True):
        assert 0 <= low <= high <= len(source)
        crossing = any(edit.start <= high and edit.end >= low for edit in untouched)
        if start < end and not crossing:
            assert high - low == end - start


def test_positions_of_equal_length_edits_map_one_to_one():
    starts, ends = map_to_source([Edit(0, 3, "係麵製", "系面制", "script")], [1], [2])
    assert (starts[0], ends[0]) == (1, 2)


def test_span_beside_a_deletion_leaves_it_out():
    edits = [Edit(2, 4, "**", "", "markdown")]
    starts, ends = map_to_source(edits, [0, 2, 0], [2, 4, 4])
    assert list(zip(starts.tolist(), ends.tolist(), strict=True)) == [(0, 2), (4, 6), (0, 6)]


@pytest.mark.parametrize(
    ("edits", "message"),
    [
        ([Edit(0, 1, "x", "y", "r")], "expects 'x' but the text has 'a'"),
        ([Edit(0, 1, "a", "a", "r")], "changes nothing"),
        ([Edit(0, 2, "a", "b", "r")], "does not span its text"),
        ([Edit(1, 2, "b", "x", "r"), Edit(0, 1, "a", "x", "r")], "starts inside the one before"),
    ],
)
def test_bad_edits_are_refused(edits, message):
    with pytest.raises(ValueError, match=message):
        apply_edits("abc", edits)


def test_add_source_spans_leaves_its_argument_alone():
    edits = pd.DataFrame(
        [
            {
                "doc_id": "d",
                "source_start": 0,
                "source_end": 3,
                "before": "abc",
                "after": "x",
                "rule": "r",
                "confidence": 1,
            }
        ]
    )
    spans = pd.DataFrame({"doc_id": ["e", "d"], "start": [0, 0], "end": [1, 1]})
    before = spans.copy()
    result = add_source_spans(spans, edits)
    assert result[["source_start", "source_end"]].to_numpy().tolist() == [[0, 1], [0, 3]]
    pd.testing.assert_frame_equal(spans, before)
