"""Which body each written name was read as, and what decided so: the table for checking merges and unknown bodies."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.facts.agency_names import Reading, Setting, read_name
from analysis.facts.agency_registry import UNITS, Registry, read_registry
from analysis.facts.duties import read_settings
from analysis.tables import make_table

__all__ = ["name_agencies"]


def name_agencies(
    duties: pd.DataFrame, *, documents: pd.DataFrame | None = None, reference: Path | None = None
) -> pd.DataFrame:
    """Return which body each written name was read as, and which alias or reform decided it.

    Answers: why do 省大数据局 and 省数据局 make one node, and which names did nobody know?

    Parameters
    ----------
    duties
        The ``duties`` table.
    documents
        The ``documents`` table, whose dates decide whether a name was in use.
    reference
        The project's ``data/reference`` folder; a file ``agencies.csv`` there adds bodies or replaces rows.

    Returns
    -------
    pandas.DataFrame
        The table ``agency_names``, one row a document and written name. ``basis`` is ``name`` (the canonical name itself),
        ``alias`` (the same body in other words, ``alias`` says which), ``rename`` or ``merger`` (a reform), ``collective``,
        ``grammar`` (unknown, its kind told by its ending), ``as written`` (unknown) or ``project`` (the scholar's word: a
        correction, or a layer of the registry that is not given here).
        ``review`` is set where the registry does not know the name, or where it was not in use at the document's date.

    Notes
    -----
    *Reading it*: ``in_force`` false means that the document uses a name from before or after its time: an old name in a new
    text, or a date that is wrong. Windows are wide, since provinces carried out the reforms in different months. A name with
    ``basis`` ``grammar`` may be a real body; it only is not in the registry.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis.facts import find_duties
    >>> text = "推进共享。（责任单位：省大数据局、紫云实验室）"
    >>> clause = dict(clause_id="d/一", doc_id="d", position=0, level=1, kind="clause", text=text, start=0, end=len(text))
    >>> names = name_agencies(find_duties(pd.DataFrame([clause])))
    >>> names[["surface", "agency", "basis", "review"]].values.tolist()
    [['省大数据局', '省数据局', 'rename', False], ['紫云实验室', '紫云实验室', 'grammar', True]]
    """
    registry = read_registry(reference)
    settings = read_settings(documents)
    counts = duties.groupby(["doc_id", "surface", "agency"], as_index=False).agg(n=("start", "size"))
    rows = []
    for doc_id, surface, agency, n in zip(*(counts[name].tolist() for name in counts.columns), strict=True):
        setting = settings.get(doc_id, Setting())
        setting = setting._replace(date=registry.same_month(setting.date))
        reading = _read_again(registry, surface, agency, setting)
        rows.append(
            {
                "doc_id": doc_id,
                "surface": surface,
                "agency": agency,
                "kind": reading.kind or None,
                "level": reading.level or None,
                "system": reading.system or None,
                "basis": reading.basis or "as written",
                "alias": reading.alias or None,
                "in_force": reading.in_force,
                "review": reading.basis in ("grammar", "as written", "") or reading.in_force is False,
                "n": n,
                "source": reading.source or None,
            }
        )
    return make_table("agency_names", rows)


def _read_again(registry: Registry, surface: str, agency: str, setting: Setting) -> Reading:
    """Read a name as it was read in its list, whose place it may have taken over from an earlier name."""
    for mergers in (False, True):
        assumed = setting if setting.mergers == mergers else setting._replace(mergers=mergers)
        for prefix in ("", *(unit for unit in UNITS if agency.startswith(unit)), "国家"):
            reading = read_name(registry, surface, setting=assumed, prefix=prefix)
            if reading.agency == agency:
                return reading
    if agency.endswith("政府") and not surface.endswith("政府"):
        # 岳阳市、常德市人民政府: the first name took its ending from the last one.
        shared = read_name(registry, agency, setting=setting)
        return shared._replace(agency=agency, basis="alias", alias="政府")
    return Reading(agency, basis="project")
