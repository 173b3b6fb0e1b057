"""What kind of body each agency is: party organ, department, central field office, enterprise, institute."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

import pandas as pd

from analysis.networks.twomode import EVIDENCE, list_incidences
from analysis.reference import read_reference
from analysis.tables import make_table

__all__ = ["list_kinds"]

#: What a name that neither the registry nor its ending tells is called.
OTHER = "other"


class _Form(NamedTuple):
    pattern: re.Pattern[str]
    n_literal: int
    kind: str


def list_kinds(duties: pd.DataFrame, *, evidence: Iterable[str] = EVIDENCE) -> pd.DataFrame:
    """Return the kind of every agency, for tests and measures of groups.

    Answers: is this body a department, a party organ, a local office of a central body, or none of government's own?

    Parameters
    ----------
    duties
        Table ``duties``.
    evidence
        As in :func:`link_agencies`.

    Returns
    -------
    pandas.DataFrame
        Table ``agency_kinds``: ``kind`` as in the registry of agencies, else by the ending of the name, else ``other``.

    Notes
    -----
    *Reading it*: the kind follows from the name alone. *Misreading*: ``other`` is "not told by the name", no kind of its own.

    Examples
    --------
    >>> duty = {"doc_id": "d", "clause_id": "d/1", "jurisdiction": "浙江", "role": "responsible", "evidence": "bracket"}
    >>> names = ["省发展改革委", "省委网信办", "浙江海事局", "之江实验室"]
    >>> list_kinds(pd.DataFrame([duty | {"agency": name, "collective": False} for name in names]))["kind"].tolist()
    ['research institute', 'centrally managed', 'government department', 'party organ']
    """
    incidences = list_incidences(duties, scope="jurisdiction", evidence=evidence)
    bodies = incidences[["jurisdiction", "agency"]].drop_duplicates()
    return make_table("agency_kinds", bodies.assign(kind=bodies["agency"].map(_read_kind)))


@cache
def _read_kind(agency: str) -> str:
    matches = [form for form in _list_forms() if form.pattern.fullmatch(agency)]
    return max(matches, key=lambda form: form.n_literal).kind if matches else OTHER


@cache
def _list_forms() -> tuple[_Form, ...]:
    """Return the names of the registry as patterns: a place or rank may stand before, or inside where the registry says so."""
    forms = []
    for name, kind, level in read_reference("agencies")[["name", "kind", "level"]].itertuples(index=False):
        literal = "".join(re.split(r"\{\w+\}", name))
        body = ".{1,6}?".join(re.escape(part) for part in re.split(r"\{\w+\}", name))
        forms.append(_Form(re.compile(body if level == "central" else ".{0,8}" + body), len(literal), kind))
    # A bare ending weighs less than any name of the registry.
    for suffix, kind in read_reference("agency_suffixes")[["suffix", "kind"]].itertuples(index=False):
        forms.append(_Form(re.compile(".+" + re.escape(suffix)), -100 + len(suffix), kind))
    return tuple(forms)
