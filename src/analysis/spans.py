"""Edits between a source text and its clean text, and the mapping of spans between the two.

A span is half-open, ``start <= position < end``, counted in Unicode code points from 0. *Source* is the text as
decoded, *clean* is the text that analyses read; a sequence of :class:`Edit` is the whole difference between them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "Edit",
    "Zones",
    "add_source_spans",
    "apply_edits",
    "check_edits",
    "compose_edits",
    "edits_from_table",
    "map_to_source",
    "undo_edits",
]


@dataclass(frozen=True, order=True)
class Edit:
    """One repaired run: ``source[start:end] == before`` becomes ``after``.

    Attributes
    ----------
    start, end
        The span in the text that is edited.
    before, after
        What stood there, and what stands there now; they always differ.
    rule
        The name of the rule that made the edit; ``a+b`` where two rules touched one run.
    confidence
        From 0 to 1: 1 where the text itself proves the repair.
    """

    start: int
    end: int
    before: str
    after: str
    rule: str
    confidence: float = 1.0


class Zones:
    """Spans of one text that are asked again and again whether a place lies in one of them.

    Parameters
    ----------
    spans
        Start and end of each, in any order; they may overlap.

    Examples
    --------
    >>> zones = Zones([(5, 7), (1, 3), (2, 4)])
    >>> [place for place in range(9) if zones.holds(place)]
    [1, 2, 3, 5, 6]
    """

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            elif start < end:
                self._starts.append(start)
                self._ends.append(end)

    def holds(self, place: int) -> bool:
        """Say whether a place lies in one of the spans.

        Parameters
        ----------
        place
            A position in the text.

        Returns
        -------
        bool
        """
        at = bisect_right(self._starts, place) - 1
        return at >= 0 and place < self._ends[at]


def check_edits(edits: Sequence[Edit], *, text: str | None = None) -> None:
    """Raise unless edits are sorted, apart from each other, and fit the text.

    Parameters
    ----------
    edits
        Edits in any number.
    text
        The text they are to be applied to; not compared where None.

    Raises
    ------
    ValueError
        If two edits overlap or are out of order, if a span does not hold its ``before``, or if an edit changes nothing.

    Examples
    --------
    >>> check_edits([Edit(0, 1, "a", "b", "r")], text="abc")
    >>> check_edits([Edit(0, 2, "ab", "b", "r"), Edit(1, 2, "b", "", "r")])
    Traceback (most recent call last):
        ...
    ValueError: edit at 1-2 starts inside the one before it (0-2)
    """
    previous: Edit | None = None
    for edit in edits:
        if edit.end - edit.start != len(edit.before) or edit.start < 0:
            raise ValueError(f"edit at {edit.start}-{edit.end} does not span its text {edit.before!r}")
        if edit.before == edit.after:
            raise ValueError(f"edit at {edit.start}-{edit.end} changes nothing: {edit.before!r}")
        if previous is not None and (
            edit.start < previous.end or (edit.start, edit.end) <= (previous.start, previous.end)
        ):
            raise ValueError(
                f"edit at {edit.start}-{edit.end} starts inside the one before it ({previous.start}-{previous.end})"
            )
        if text is not None and text[edit.start : edit.end] != edit.before:
            found = text[edit.start : edit.end]
            raise ValueError(f"edit at {edit.start}-{edit.end} expects {edit.before!r} but the text has {found!r}")
        previous = edit


def apply_edits(text: str, edits: Sequence[Edit]) -> str:
    """Return the clean text of a source text.

    Parameters
    ----------
    text
        The source text.
    edits
        Edits in its coordinates, sorted, apart from each other.

    Returns
    -------
    str
        The text with every edit made.

    Raises
    ------
    ValueError
        If the edits do not fit the text, see :func:`check_edits`.

    Examples
    --------
    >>> apply_edits("zhengfu引导", [Edit(0, 7, "zhengfu", "政府", "pinyin")])
    '政府引导'
    """
    check_edits(edits, text=text)
    pieces: list[str] = []
    at = 0
    for edit in edits:
        pieces += [text[at : edit.start], edit.after]
        at = edit.end
    pieces.append(text[at:])
    return "".join(pieces)


def undo_edits(text: str, edits: Sequence[Edit]) -> str:
    """Return the source text of a clean text: the inverse of :func:`apply_edits`.

    Parameters
    ----------
    text
        The clean text.
    edits
        The edits that made it, in coordinates of the source.

    Returns
    -------
    str
        The source text.

    Raises
    ------
    ValueError
        If the clean text does not hold what an edit wrote.

    Examples
    --------
    >>> edits = [Edit(0, 7, "zhengfu", "政府", "pinyin")]
    >>> undo_edits(apply_edits("zhengfu引导", edits), edits)
    'zhengfu引导'
    """
    pieces: list[str] = []
    at = 0
    shift = 0
    for edit in edits:
        start = edit.start + shift
        end = start + len(edit.after)
        if text[start:end] != edit.after:
            raise ValueError(f"clean text at {start}-{end} has {text[start:end]!r}, the edit wrote {edit.after!r}")
        pieces += [text[at:start], edit.before]
        at = end
        shift += len(edit.after) - len(edit.before)
    pieces.append(text[at:])
    return "".join(pieces)


def compose_edits(first: Sequence[Edit], second: Sequence[Edit]) -> list[Edit]:
    """Return the edits that do in one step what two sets do in turn.

    Parameters
    ----------
    first
        Edits in coordinates of the source.
    second
        Edits in coordinates of the text that ``first`` made.

    Returns
    -------
    list of Edit
        In coordinates of the source, sorted, apart from each other. Where an edit of ``second`` touches what ``first``
        wrote, the two become one: its rule is ``first+second``, its confidence the smaller. An edit whose parts undo each
        other disappears.

    Examples
    --------
    >>> first = [Edit(0, 1, "係", "系", "script")]
    >>> compose_edits(first, [Edit(0, 2, "系,", "系，", "width")])
    [Edit(start=0, end=2, before='係,', after='系，', rule='script+width', confidence=1.0)]
    """
    # Walk both lists in clean coordinates; edits that overlap, or meet inside an insertion, fall into one cluster.
    composed: list[Edit] = []
    shift = 0  # source position = clean position - shift, outside the edits of `first`
    i = j = 0
    while i < len(first) or j < len(second):
        taken_first: list[Edit] = []
        taken_second: list[Edit] = []
        base_shift = shift
        if j >= len(second) or (i < len(first) and first[i].start + shift <= second[j].start):
            low = first[i].start + shift
            high = low + len(first[i].after)
            taken_first.append(first[i])
            shift += len(first[i].after) - len(first[i].before)
            i += 1
        else:
            low, high = second[j].start, second[j].end
            taken_second.append(second[j])
            j += 1
        grown = True
        while grown:
            grown = False
            while i < len(first) and _meets(first[i].start + shift, len(first[i].after), low, high):
                high = max(high, first[i].start + shift + len(first[i].after))
                taken_first.append(first[i])
                shift += len(first[i].after) - len(first[i].before)
                i += 1
                grown = True
            while j < len(second) and _meets(second[j].start, second[j].end - second[j].start, low, high):
                high = max(high, second[j].end)
                taken_second.append(second[j])
                j += 1
                grown = True
        for edit in _merge_cluster(taken_first, taken_second, low, high, base_shift, shift):
            last = composed[-1] if composed else None
            if last is not None and last.start == last.end == edit.start:
                # What was put in stands before what was changed: one run, since no two edits begin at one place.
                composed.pop()
                joined = _join_insertion(last, edit)
                composed += [joined] if joined.before != joined.after else []
            else:
                composed.append(edit)
    return composed


def _meets(start: int, length: int, low: int, high: int) -> bool:
    """Say whether an edit belongs to the cluster low-high: it overlaps it, or is an empty one at or inside its bounds."""
    if length == 0 or low == high:
        return start <= high and start + length >= low
    return start < high and start + length > low


def _join_insertion(left: Edit, right: Edit) -> Edit:
    """Make one edit of an insertion and the edit that begins at its place."""
    rules = dict.fromkeys((*left.rule.split("+"), *right.rule.split("+")))
    confidence = min(left.confidence, right.confidence)
    return replace(right, after=left.after + right.after, rule="+".join(rules), confidence=confidence)


def _merge_cluster(
    first: list[Edit], second: list[Edit], low: int, high: int, shift_before: int, shift_after: int
) -> list[Edit]:
    if not second:
        return list(first)
    if not first:
        return [replace(edit, start=edit.start - shift_before, end=edit.end - shift_before) for edit in second]
    source_low, source_high = low - shift_before, high - shift_after
    # Rebuild the middle text of the cluster from what is known: the edits of either set name every character they touch.
    middle: dict[int, str] = {}
    shift = shift_before
    for edit in first:
        for offset, character in enumerate(edit.after):
            middle[edit.start + shift + offset] = character
        shift += len(edit.after) - len(edit.before)
    for edit in second:
        for offset, character in enumerate(edit.before):
            middle[edit.start + offset] = character
    text = "".join(middle[position] for position in range(low, high))
    moved_first = _shift_first(first, low, shift_before)
    before = undo_edits(text, moved_first)
    after = apply_edits(text, [replace(edit, start=edit.start - low, end=edit.end - low) for edit in second])
    if before == after:
        return []
    rules = dict.fromkeys(rule for edit in (*first, *second) for rule in edit.rule.split("+"))
    confidence = min(edit.confidence for edit in (*first, *second))
    return [Edit(source_low, source_high, before, after, "+".join(rules), confidence)]


def _shift_first(first: list[Edit], low: int, shift_before: int) -> list[Edit]:
    """Move edits of the source so that the cluster's source begins at 0."""
    origin = low - shift_before
    return [replace(edit, start=edit.start - origin, end=edit.end - origin) for edit in first]


def map_to_source(
    edits: Sequence[Edit], starts: ArrayLike, ends: ArrayLike
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the source spans of clean spans.

    A clean position inside an edit that kept its length maps one to one; inside any other edit the span grows to the whole
    run that was repaired, so that the source characters behind a clean character are never lost.

    Parameters
    ----------
    edits
        The edits of one document, in coordinates of the source.
    starts, ends
        Clean spans, ``start <= end``, in any order.

    Returns
    -------
    source_starts, source_ends
        Integer arrays of the same length. An empty span stays empty.

    Examples
    --------
    >>> edits = [Edit(2, 9, "zhengfu", "政府", "pinyin")]
    >>> map_to_source(edits, [0, 2, 3, 4], [2, 4, 4, 6])
    (array([0, 2, 2, 9]), array([ 2,  9,  9, 11]))
    """
    start = np.asarray(starts, dtype=np.int64)
    end = np.asarray(ends, dtype=np.int64)
    if not len(edits):
        return start.copy(), end.copy()
    source_start = np.array([edit.start for edit in edits], dtype=np.int64)
    source_end = np.array([edit.end for edit in edits], dtype=np.int64)
    after = np.array([len(edit.after) for edit in edits], dtype=np.int64)
    grown = np.cumsum(after - (source_end - source_start))
    shift_before = np.concatenate([[0], grown[:-1]])
    clean_start = source_start + shift_before
    clean_end = clean_start + after
    even = after == source_end - source_start

    # The last edit that begins at or before the position: a start exactly at a deletion falls behind it.
    at = np.searchsorted(clean_start, start, side="right") - 1
    known = np.maximum(at, 0)
    inside = (at >= 0) & (start < clean_end[known])
    mapped_start = np.where(at < 0, start, start - grown[known])
    mapped_start = np.where(
        inside, np.where(even[known], start - shift_before[known], source_start[known]), mapped_start
    )

    # The last edit that begins before the end: an end exactly at a deletion stays in front of it.
    at = np.searchsorted(clean_start, end, side="left") - 1
    known = np.maximum(at, 0)
    inside = (at >= 0) & (end <= clean_end[known])
    mapped_end = np.where(at < 0, end, end - grown[known])
    mapped_end = np.where(inside, np.where(even[known], end - shift_before[known], source_end[known]), mapped_end)
    return mapped_start, np.maximum(mapped_end, mapped_start)


def edits_from_table(edits: pd.DataFrame, doc_id: str) -> list[Edit]:
    """Return one document's edits out of the ``edits`` table.

    Parameters
    ----------
    edits
        The ``edits`` table.
    doc_id
        The document; one without rows gives an empty list.

    Returns
    -------
    list of Edit
        Sorted by place.

    Examples
    --------
    >>> import pandas as pd
    >>> row = dict(doc_id="d", source_start=0, source_end=1, before="a", after="b", rule="r", confidence=1.0)
    >>> edits_from_table(pd.DataFrame([row]), "d")
    [Edit(start=0, end=1, before='a', after='b', rule='r', confidence=1.0)]
    """
    return _group_edits(edits.loc[edits["doc_id"] == doc_id]).get(doc_id, [])


def _group_edits(edits: pd.DataFrame) -> dict[str, list[Edit]]:
    """Return the edits of every document that has any, sorted by place."""
    columns = ["doc_id", "source_start", "source_end", "before", "after", "rule", "confidence"]
    found: dict[str, list[Edit]] = {}
    for doc_id, *cells in zip(*(edits[column].tolist() for column in columns), strict=True):
        start, end, before, after, rule, confidence = cells
        found.setdefault(doc_id, []).append(Edit(int(start), int(end), before, after, rule, float(confidence)))
    return {doc_id: sorted(rows) for doc_id, rows in found.items()}


def add_source_spans(table: pd.DataFrame, edits: pd.DataFrame, *, names: Iterable[str] = ("",)) -> pd.DataFrame:
    """Return a copy of a table of clean spans with the source spans beside them.

    Parameters
    ----------
    table
        Any table with ``doc_id``, ``start`` and ``end``.
    edits
        The ``edits`` table of the same documents.
    names
        Suffixes of the span columns: ``("",)`` for ``start``/``end``, ``("_a", "_b")`` for ``doc_a``, ``start_a`` ...

    Returns
    -------
    pandas.DataFrame
        The table with ``source_start`` and ``source_end`` (with the suffix) set; rows and their order as given.

    Examples
    --------
    >>> import pandas as pd
    >>> row = dict(doc_id="d", source_start=0, source_end=3, before="abc", after="x", rule="r", confidence=1.0)
    >>> spans = pd.DataFrame({"doc_id": ["d", "d"], "start": [0, 1], "end": [1, 3]})
    >>> add_source_spans(spans, pd.DataFrame([row]))[["source_start", "source_end"]].values.tolist()
    [[0, 3], [3, 5]]
    """
    result = table.copy()
    documents = {doc_id for name in names for doc_id in table[f"doc{name}" if name else "doc_id"].unique()}
    known = _group_edits(edits[edits["doc_id"].isin(documents)])
    for name in names:
        doc_column = f"doc{name}" if name else "doc_id"
        starts = np.zeros(len(table), dtype=np.int64)
        ends = np.zeros(len(table), dtype=np.int64)
        clean_starts, clean_ends = (table[f"{side}{name}"].to_numpy(dtype=np.int64) for side in ("start", "end"))
        for doc_id, places in table.groupby(doc_column, sort=False).indices.items():
            clean = clean_starts[places], clean_ends[places]
            starts[places], ends[places] = map_to_source(known.get(str(doc_id), []), *clean)
        result[f"source_start{name}"] = starts
        result[f"source_end{name}"] = ends
    return result
