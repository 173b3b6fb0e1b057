"""Spans that words, topics and similarity skip: what is no policy, whom to contact, and names of places."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pandas as pd

from analysis.ingest.rules.contacts import MASK
from analysis.ingest.rules.words import WordList
from analysis.reference import read_reference
from analysis.tables import make_table

__all__ = ["find_masks"]

_FRONT = ("title", "notice", "metadata", "signature")
_NOISE = ("noise", "sidebar")
_SPANS = ("doc_id", "start", "end", "kind")
_CONTACT = re.compile(f"{MASK}+(?:[、，]?{MASK}+)*")


def find_masks(documents: pd.DataFrame, clauses: pd.DataFrame, *, reference: Path | None = None) -> pd.DataFrame:
    """Return the spans that are no words of the policy: front matter, noise, contact details, names of places.

    Parameters
    ----------
    documents
        Documents with clean text.
    clauses
        Their outline.
    reference
        Folder of the project's own reference data; only the packaged data where None.

    Returns
    -------
    pandas.DataFrame
        Table ``masks`` (doc_id, start, end, kind); spans of a document never overlap.

    Notes
    -----
    Names of places are masked because they tell provinces apart without saying anything about their policy. A name that is
    also a common word is masked only with its unit (长治市).

    Examples
    --------
    >>> from analysis.tables import empty_table
    >>> find_masks(empty_table("documents"), empty_table("clauses")).empty
    True
    """
    rows: list[dict[str, object]] = []
    places = _list_places(reference)
    matter: dict[str, list[tuple[int, int, str]]] = {}
    for doc_id, start, end, kind in zip(*(clauses[name].tolist() for name in _SPANS), strict=True):
        if kind in (*_FRONT, *_NOISE) and start < end:
            matter.setdefault(doc_id, []).append((start, end, "front matter" if kind in _FRONT else "noise"))
    for doc_id, text in zip(documents["doc_id"].tolist(), documents["clean_text"].tolist(), strict=True):
        spans = matter.get(doc_id, [])
        spans += [(*match.span(), "contact") for match in _CONTACT.finditer(text)]
        spans += [(start, end, "place") for start, end in places.find(text)]
        reached = 0
        # What is wider stands first; a span inside a masked one adds nothing.
        for start, end, kind in sorted(spans, key=lambda span: (span[0], -span[1], span[2])):
            if start >= reached:
                rows.append({"doc_id": doc_id, "start": start, "end": end, "kind": kind})
                reached = end
    return make_table("masks", rows)


@cache
def _list_places(reference: Path | None) -> WordList:
    provinces = read_reference("provinces", layer=reference)
    cities = read_reference("cities", layer=reference)
    names = {*provinces["name"], *provinces["full_name"], *cities["full_name"]}
    names |= set(cities["name"]) - set(read_reference("common_names", layer=reference)["name"])
    return WordList(names)
