"""What a shared wording is: substance, or a formula, procedure, a name, a list of agencies."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.reference import read_reference
from analysis.similarity.folding import Folded, fold_text

__all__ = ["LABELS", "Phrases", "Reading", "label_wording", "read_phrases"]

#: Labels in the order in which they win a tie.
LABELS = ("agency list", "name", "procedure", "formula")

SUBSTANCE = "substance"

#: A wording is boilerplate when at least this share of it is known, and no stretch of _OWN_WORDS characters is not.
_KNOWN_SHARE = 0.6
_OWN_WORDS = 12

#: One item of a list of agencies: a level of government in front, the ending of a body's name behind.
_AGENCY = re.compile(
    "(?:省|市|区|县|州|盟|自治区|国家|中央|国务院|各市|各县)[\u4e00-\u9fff]{1,14}?"
    "(?:厅|局|委|办|部|署|院|委员会|办公室|实验室|公司|支行|分行|总社|联合会|法院|检察院|人民政府)"
    "(?=$|[、，,；;：:（(）)。\\s])"
)


class Phrases(NamedTuple):
    """Compiled reference phrases: those matched on folded text, and those matched on the text as printed."""

    folded: tuple[tuple[str, re.Pattern[str]], ...]
    printed: tuple[tuple[str, re.Pattern[str]], ...]


class Reading(NamedTuple):
    """The label of a wording, and the share of its characters that reference phrases explain."""

    label: str
    known: float


def read_phrases(reference: pd.DataFrame | None = None) -> Phrases:
    """Return the reference phrases, ready to match.

    Parameters
    ----------
    reference
        A table like the packaged ``reuse_phrases``; that one where None.

    Returns
    -------
    Phrases
        Names need their punctuation and are matched on the text as printed; all others on folded text.

    Examples
    --------
    >>> len(read_phrases().folded) > 50
    True
    """
    rows = read_reference("reuse_phrases") if reference is None else reference
    compiled = [
        (str(label), re.compile(str(pattern))) for pattern, label in zip(rows["pattern"], rows["label"], strict=True)
    ]
    return Phrases(
        tuple(row for row in compiled if row[0] != "name"),
        (*(row for row in compiled if row[0] == "name"), ("agency list", _AGENCY)),
    )


def label_wording(
    text: str,
    *,
    phrases: Phrases | None = None,
    in_duties: NDArray[np.bool_] | None = None,
    folded: Folded | None = None,
) -> Reading:
    """Return what kind of wording a text is.

    Parameters
    ----------
    text
        The wording as printed.
    phrases
        Reference phrases; the packaged ones where None.
    in_duties
        For each character of ``text`` whether it stands in a bracket of responsible agencies.
    folded
        The text folded, where it is already.

    Returns
    -------
    Reading
        Substance unless at least 0.6 of the characters are known and no stretch of 12 is unknown; else the label that
        explains most of them.

    Examples
    --------
    >>> label_wording("以习近平新时代中国特色社会主义思想为指导，全面贯彻落实").label
    'formula'
    >>> label_wording("搭建易用共享的模型平台。引导开源模型和工具入驻开源社区").label
    'substance'
    >>> label_wording("（责任单位：省科技厅、省教育厅、省农业农村厅）").label
    'agency list'
    """
    folded = fold_text(text) if folded is None else folded
    if not folded.text:
        return Reading(SUBSTANCE, 0.0)
    marks = {label: np.zeros(len(folded.text), dtype=bool) for label in LABELS}
    known = _packaged() if phrases is None else phrases
    for label, pattern in known.folded:
        if pattern.search(folded.text):  # seldom, and asked in half the time that it takes to look for all
            for found in pattern.finditer(folded.text):
                marks[label][found.start() : found.end()] = True
    for label, pattern in known.printed:
        places = [(found.start(), found.end()) for found in pattern.finditer(text)]
        if label == "agency list" and len(places) == 1:
            label = "name"  # noqa: PLW2901 - one body is a name, a list has two
        for start, end in places:
            marks[label][_inside(folded, start, end)] = True
    if in_duties is not None:
        marks["agency list"] |= in_duties[folded.places]
    together = np.logical_or.reduce(list(marks.values()))
    share = float(together.mean())
    if share < _KNOWN_SHARE or _longest_gap(together) >= _OWN_WORDS:
        return Reading(SUBSTANCE, round(share, 6))
    return Reading(max(LABELS, key=lambda label: marks[label].sum()), round(share, 6))


@lru_cache(maxsize=1)
def _packaged() -> Phrases:
    return read_phrases()


def _inside(folded: Folded, start: int, end: int) -> NDArray[np.bool_]:
    return (folded.places >= start) & (folded.places < end)


def _longest_gap(marks: NDArray[np.bool_]) -> int:
    edges = np.flatnonzero(np.concatenate([[True], marks, [True]]))
    return int(np.diff(edges).max()) - 1
