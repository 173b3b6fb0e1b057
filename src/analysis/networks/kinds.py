"""What each agency is: party organ, department, central field office, enterprise, institute; and of which level."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analysis.networks.twomode import EVIDENCE, list_incidences
from analysis.reference import read_reference
from analysis.tables import make_table

__all__ = ["list_kinds"]

_CENTRE = "中央"
#: What a name that neither the registry nor its ending tells is called.
OTHER = "other"


class _Form(NamedTuple):
    pattern: re.Pattern[str]
    n_literal: int
    kind: str


def list_kinds(
    duties: pd.DataFrame, *, evidence: Iterable[str] = EVIDENCE, reference: Path | None = None
) -> pd.DataFrame:
    """Return the kind and the level of every agency, for tests and measures of groups.

    Answers: is this body a department, a party organ, a local office of a central body, or none of government's own - and
    does it belong to the centre, the province or a city?

    Parameters
    ----------
    duties
        Table ``duties``.
    evidence
        As in :func:`link_agencies`.
    reference
        The project's ``data/reference`` folder, whose registry of agencies is laid over the packaged one.

    Returns
    -------
    pandas.DataFrame
        Table ``agency_kinds``: ``kind`` as in the registry of agencies, else by the ending of the name, else ``other``;
        ``level`` from the place that the body belongs to: central, province or city, else ``other`` (counties among them).

    Notes
    -----
    *Reading it*: the kind follows from the name alone, the level from its jurisdiction in the duties. *Misreading*: ``other``
    is "not told", no kind and no level of its own; a local office of a central body counts with its place.

    Examples
    --------
    >>> duty = {"doc_id": "d", "clause_id": "d/1", "jurisdiction": "浙江", "role": "responsible", "evidence": "bracket"}
    >>> names = ["省发展改革委", "省委网信办", "浙江海事局", "之江实验室"]
    >>> list_kinds(pd.DataFrame([duty | {"agency": name, "collective": False} for name in names]))["kind"].tolist()
    ['research institute', 'centrally managed', 'government department', 'party organ']
    """
    incidences = list_incidences(duties, scope="jurisdiction", evidence=evidence)
    bodies = incidences[["jurisdiction", "agency"]].drop_duplicates()
    own = _find_places(duties)
    # Where one network has two bodies of one name, their places stand before the names.
    names = bodies["agency"].str.rpartition("·")
    places = names[0].where(names[1] != "", names[2].map(own))
    kinds = [_read_kind(name, reference) for name in names[2]]
    return make_table("agency_kinds", bodies.assign(kind=kinds, level=[_read_level(place) for place in places]))


def _find_places(duties: pd.DataFrame) -> dict[str, str]:
    """Return the jurisdiction that each name is most often given."""
    counts = duties.groupby(["agency", "jurisdiction"]).size().rename("n").reset_index()
    counts = counts.sort_values(["agency", "n", "jurisdiction"], ascending=[True, False, True]).drop_duplicates(
        "agency"
    )
    return dict(zip(counts["agency"], counts["jurisdiction"], strict=True))


def _read_level(place: object) -> str:
    if place == _CENTRE:
        return "central"
    if place in set(read_reference("provinces")["name"]):
        return "province"
    return "city" if place in set(read_reference("cities")["name"]) else OTHER


@cache
def _read_kind(agency: str, reference: Path | None) -> str:
    matches = [form for form in _list_forms(reference) if form.pattern.fullmatch(agency)]
    return max(matches, key=lambda form: form.n_literal).kind if matches else OTHER


@cache
def _list_forms(reference: Path | None) -> tuple[_Form, ...]:
    """Return the names of the registry as patterns: a place or rank may stand before, or inside where the registry says so."""
    forms = []
    for name, kind, level in read_reference("agencies", layer=reference)[["name", "kind", "level"]].itertuples(
        index=False
    ):
        literal = "".join(re.split(r"\{\w+\}", name))
        body = ".{1,6}?".join(re.escape(part) for part in re.split(r"\{\w+\}", name))
        forms.append(_Form(re.compile(body if level == "central" else ".{0,8}" + body), len(literal), kind))
    # A bare ending weighs less than any name of the registry.
    for suffix, kind in read_reference("agency_suffixes", layer=reference)[["suffix", "kind"]].itertuples(index=False):
        forms.append(_Form(re.compile(".+" + re.escape(suffix)), -100 + len(suffix), kind))
    return tuple(forms)
