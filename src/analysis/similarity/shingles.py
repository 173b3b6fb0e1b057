"""How much wording units share, whatever the words: overlap of short runs of characters."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy import sparse

from analysis.errors import suggest_name
from analysis.similarity.folding import fold_clauses
from analysis.similarity.runs import hash_windows
from analysis.tables import empty_table, make_table

__all__ = ["compare_shingles"]

_UNITS = ("document", "clause", "group")

#: Words, topics and similarity skip every kind of mask.
_SKIPPED = ("duties", "place", "contact", "front matter", "noise")


def compare_shingles(
    clauses: pd.DataFrame,
    *,
    masks: pd.DataFrame | None = None,
    unit: str = "document",
    groups: Mapping[str, str] | None = None,
    width: int = 4,
) -> pd.DataFrame:
    r"""Return the share of short runs of characters that every two units have in common.

    Answers: how much do two texts share in wording, without any choice of words, dictionary or weights?

    Parameters
    ----------
    clauses
        The ``clauses`` table; policy text is compared, not titles, notices and signatures.
    masks
        The ``masks`` table; every masked span is skipped.
    unit
        ``"document"``, ``"clause"`` or ``"group"``.
    groups
        For ``"group"`` only: from doc_id to its group; documents mapped to None are left out.
    width
        Characters of a shingle. 4 is about two words: shorter ones are shared by any two texts, longer ones vanish with
        every edit.

    Returns
    -------
    pandas.DataFrame
        The ``pairs`` table with method ``jaccard``, values in 0-1.

    Raises
    ------
    ValueError
        If the unit is unknown, or groups are missing or not asked for.

    Notes
    -----
    .. math:: J(a, b) = |S_a \cap S_b| / |S_a \cup S_b|

    with *S* the set of shingles; script, case, width and punctuation do not count.

    *Reading it*: 0.05 is usual for two plans of one field; 0.3 means that long stretches are the same.

    *A misreading*: a short text inside a long one has a small value, though all of it is shared; see ``find_passages``.

    References
    ----------
    Broder (1997), "On the resemblance and containment of documents", *Compression and Complexity of Sequences*.

    Examples
    --------
    >>> row = {"position": 0, "kind": "clause", "start": 0}
    >>> texts = {"a": "发展智慧农业", "b": "發展智慧，農業機械"}
    >>> clauses = pd.DataFrame([row | {"doc_id": d, "clause_id": f"{d}/1", "text": t} for d, t in texts.items()])
    >>> compare_shingles(clauses)["value"].tolist()
    [0.6]
    """
    if unit not in _UNITS:
        raise ValueError(f"no unit is called {unit!r}; {suggest_name(unit, _UNITS)}")
    if (unit == "group") != (groups is not None):
        raise ValueError(f"groups are given for unit='group' and for no other, not for unit={unit!r}")
    folded = fold_clauses(clauses, masks=masks, skip=_SKIPPED)
    keys, starts = hash_windows(folded.codes, width)
    owner = folded.clauses["clause_id" if unit == "clause" else "doc_id"]
    named = owner if groups is None else owner.map(groups)
    owners = named.to_numpy(dtype=object)[folded.rows[starts]]
    known = ~pd.isna(owners)
    units, rows = np.unique(owners[known], return_inverse=True)
    if len(units) < 2:  # noqa: PLR2004 - a pair
        return empty_table("pairs")
    _, columns = np.unique(keys[known], return_inverse=True)
    cells = np.unique(np.column_stack([rows, columns]), axis=0)
    shape = (len(units), int(columns.max()) + 1)
    sets = sparse.csr_array((np.ones(len(cells)), (cells[:, 0], cells[:, 1])), shape=shape)
    common = (sets @ sets.T).toarray()
    sizes = np.diag(common)
    first, second = np.triu_indices(len(units), k=1)
    both = common[first, second]
    value = both / (sizes[first] + sizes[second] - both)
    pairs = {
        "unit_a": units[first],
        "unit_b": units[second],
        "method": "jaccard",
        "unit": unit,
        "value": value.round(12),
    }
    return make_table("pairs", pd.DataFrame(pairs))
