"""Agreement of coders on where a span begins and ends."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations, pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from analysis.reliability.alpha import krippendorff_alpha
from analysis.tables import make_table

__all__ = ["compare_spans"]

_NO_LENGTHS = "alpha withheld: the lengths of the texts are not given"
_NO_SPANS = "withheld: neither coder marked a span"


def compare_spans(spans: pd.DataFrame, *, lengths: Mapping[str, int] | None = None) -> pd.DataFrame:
    """Return how far coders agree on the spans they marked in the same texts.

    Answers: do two readers mark the same passages, and with the same ends?

    Parameters
    ----------
    spans
        A row a span: coder, doc_id, start, end. Spans of one coder may not overlap within a text.
    lengths
        Characters of each text, for alpha; a text on which nobody marked anything counts too. Without them alpha is
        withheld, because what lies outside all spans is unknown.

    Returns
    -------
    pandas.DataFrame
        The table ``span_agreement``, a row a pair of coders: exact, overlap, characters, distance, alpha, note.

    Raises
    ------
    ValueError
        If a coder's spans overlap, or reach beyond the text.

    Notes
    -----
    Spans are matched one to one within a text so that the characters shared are as many as possible. ``alpha`` is
    Krippendorff's nominal alpha with every character a unit, in or out of a span: the discretised form of his alpha for
    unitising, binary case.

    *Reading it*: overlap high and exact low - the readers see the same things and cut them differently. *A misreading*:
    overlap alone says nothing of ends; one span over the whole text overlaps everything.

    References
    ----------
    Krippendorff, K., Mathet, Y., Bouvry, S. & Widlöcher, A. (2016). On the reliability of unitizing textual continua.
    Quality & Quantity 50, 2347-2364, section 4.1.

    Examples
    --------
    >>> spans = pd.DataFrame({"coder": ["a", "b"], "doc_id": "d", "start": [0, 1], "end": [4, 4]})
    >>> row = compare_spans(spans, lengths={"d": 10}).iloc[0]
    >>> row["exact"].item(), row["overlap"].item(), row["distance"].item()
    (0.0, 1.0, 0.5)
    """
    coders = sorted(spans["coder"].unique())
    marked = {coder: _marked(spans, coder) for coder in coders}
    if lengths is not None:
        for coder, doc_id, end in spans[["coder", "doc_id", "end"]].itertuples(index=False, name=None):
            if end > lengths.get(doc_id, 0):
                raise ValueError(f"a span of coder {coder!r} ends at {end}, beyond text {doc_id!r}")
    rows = [_compare_two(a, b, marked[a], marked[b], lengths) for a, b in combinations(coders, 2)]
    return make_table("span_agreement", rows)


def _marked(spans: pd.DataFrame, coder: str) -> dict[str, list[tuple[int, int]]]:
    """Return one coder's spans by text, sorted, and refuse overlaps."""
    result: dict[str, list[tuple[int, int]]] = {}
    for doc_id, part in spans[spans["coder"] == coder].groupby("doc_id", sort=True):
        ordered = sorted(zip(part["start"].astype(int), part["end"].astype(int), strict=True))
        for (_, end), (start, _) in pairwise(ordered):
            if start < end:
                raise ValueError(f"spans of coder {coder!r} overlap in text {doc_id!r} at {start}")
        result[str(doc_id)] = ordered
    return result


def _compare_two(
    coder_a: str,
    coder_b: str,
    spans_a: dict[str, list[tuple[int, int]]],
    spans_b: dict[str, list[tuple[int, int]]],
    lengths: Mapping[str, int] | None,
) -> dict[str, object]:
    n_a = sum(map(len, spans_a.values()))
    n_b = sum(map(len, spans_b.values()))
    row: dict[str, object] = {"coder_a": coder_a, "coder_b": coder_b, "n_a": n_a, "n_b": n_b}
    if not n_a + n_b:
        return {**row, "note": _NO_SPANS}
    exact = matched = shared = 0
    distance = 0.0
    for doc_id in sorted(set(spans_a) | set(spans_b)):
        left, right = spans_a.get(doc_id, []), spans_b.get(doc_id, [])
        exact += len(set(left) & set(right))
        common = _shared_characters(left, right)
        shared += int(common.sum())
        for i, j in zip(*linear_sum_assignment(-common), strict=True):
            if common[i, j] > 0:
                matched += 1
                distance += (abs(left[i][0] - right[j][0]) + abs(left[i][1] - right[j][1])) / 2
    covered = sum(end - start for spans in (spans_a, spans_b) for doc in spans.values() for start, end in doc)
    row |= {
        "exact": 2 * exact / (n_a + n_b),
        "overlap": 2 * matched / (n_a + n_b),
        "characters": 2 * shared / covered if covered else float("nan"),
        "distance": distance / matched if matched else float("nan"),
    }
    if lengths is None:
        return {**row, "note": _NO_LENGTHS}
    characters = pd.DataFrame({"a": _inside(spans_a, lengths), "b": _inside(spans_b, lengths)})
    alpha = krippendorff_alpha(characters, n_bootstrap=0).iloc[0]
    return {**row, "alpha": alpha["alpha"], "note": alpha["note"]}


def _shared_characters(left: list[tuple[int, int]], right: list[tuple[int, int]]) -> NDArray[np.int64]:
    if not left or not right:
        return np.zeros((len(left), len(right)), dtype=np.int64)
    a, b = np.array(left), np.array(right)
    low = np.maximum(a[:, None, 0], b[None, :, 0])
    high = np.minimum(a[:, None, 1], b[None, :, 1])
    return np.asarray(np.maximum(high - low, 0), dtype=np.int64)


def _inside(spans: dict[str, list[tuple[int, int]]], lengths: Mapping[str, int]) -> NDArray[np.int64]:
    """Return 1 for every character inside a span and 0 outside, all texts in turn."""
    parts = []
    for doc_id in sorted(lengths):
        line = np.zeros(lengths[doc_id], dtype=np.int64)
        for start, end in spans.get(doc_id, []):
            line[start:end] = 1
        parts.append(line)
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)
