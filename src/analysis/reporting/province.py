"""What is known of one province, in tables short enough for two pages."""

from __future__ import annotations

import pandas as pd

from analysis.errors import CallError, suggest_name

__all__ = ["count_roles", "list_words", "pick_province", "pick_targets"]

#: The words of a keyness table that its documents use at least this often; rarer ones come from one sentence.
_LEAST_USES = 5


def pick_province(documents: pd.DataFrame, province: str = "") -> str:
    """Return the province that a profile is about: the named one, else the one with most documents, ties by name.

    Parameters
    ----------
    documents
        The table ``documents`` of a study.
    province
        A short name, e.g. 浙江; empty for the default.

    Returns
    -------
    str
        Empty where no document states a province.

    Raises
    ------
    CallError
        If no document is of the named province.

    Examples
    --------
    >>> pick_province(pd.DataFrame({"province": ["浙江", "江苏", "江苏"]}))
    '江苏'
    """
    known = documents["province"].dropna()
    if province and province not in set(known):
        raise CallError(f"parameter 'province': no document is of {province!r}; {suggest_name(province, set(known))}")
    sizes = known.value_counts()
    largest = sorted(sizes.index[sizes == sizes.max()]) if len(sizes) else [""]
    return province or str(largest[0])


def pick_targets(targets: pd.DataFrame, *, n: int = 8) -> pd.DataFrame:
    """Return the targets that a short page shows: those that bind first, then those with a year, the nearest year first.

    Parameters
    ----------
    targets
        The table ``targets`` of a study.
    n
        How many.

    Returns
    -------
    pandas.DataFrame
        Rows of ``targets``. The choice says nothing of importance: nearly all targets of most documents are of one kind.
    """
    firm = targets["hardness"].map({"约束": 0, "预期": 1, "力争": 2}).fillna(3)
    ranked = targets.assign(firm=firm, late=targets["year"].astype("Float64").fillna(9999.0))
    return ranked.sort_values(["firm", "late", "target_id"]).head(n).drop(columns=["firm", "late"])


def count_roles(incidences: pd.DataFrame, *, n: int = 10) -> pd.DataFrame:
    """Return the bodies that are made responsible most often, with the clauses in each role.

    Parameters
    ----------
    incidences
        From :func:`analysis.networks.list_incidences`.
    n
        How many bodies.

    Returns
    -------
    pandas.DataFrame
        agency, n_clauses, n_lead, n_support, n_responsible; ties by name.
    """
    counts = pd.crosstab(incidences["agency"], incidences["role"])
    counts = counts.reindex(columns=["lead", "support", "responsible"], fill_value=0).add_prefix("n_")
    counts.insert(0, "n_clauses", counts.sum(axis=1))
    counts = counts.rename_axis(columns=None).reset_index()
    return counts.sort_values(["n_clauses", "agency"], ascending=[False, True]).head(n).reset_index(drop=True)


def list_words(keyness: pd.DataFrame, *, n: int = 15) -> pd.DataFrame:
    """Return the words that a province uses most beyond the others.

    Parameters
    ----------
    keyness
        From :func:`analysis.lexis.find_keyness`.
    n
        How many.

    Returns
    -------
    pandas.DataFrame
        term, n_target, n_against, g2, log_ratio; only words used at least five times.
    """
    used = keyness[(keyness["n_target"] >= _LEAST_USES) & (keyness["g2"] > 0)]
    ranked = used.assign(score=used["g2"].round(6)).sort_values(["score", "term"], ascending=[False, True])
    return ranked[["term", "n_target", "n_against", "g2", "log_ratio"]].head(n).reset_index(drop=True)
