"""Tables of the reports on targets and instruments: values as a reader writes them, goals that can be compared, shares."""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import combinations

import pandas as pd

from analysis.facts import Codebook, tell_codebook

__all__ = ["compare_targets", "count_years", "name_codes", "spread_counts", "tell_targets", "tell_value"]

_CHANGES = {"rise": "+", "fall": "−"}
_SIGNS = {">=": "≥ ", ">": "> ", "<=": "≤ ", "<": "< ", "~": "≈ ", "=": "", "range": ""}


def tell_value(
    comparator: str,
    low: float,
    high: float,
    unit: str | None,
    *,
    change: str | None = None,
    base_year: float | None = None,
) -> str:
    """Return a target's number as a reader writes it.

    Parameters
    ----------
    comparator, low, high, unit, change, base_year
        As in the table ``targets``. A rise has the sign +, a fall −; the year of comparison follows in parentheses.

    Returns
    -------
    str

    Examples
    --------
    >>> tell_value(">=", 20.0, float("nan"), "个"), tell_value("range", 2.0, 3.0, "家")
    ('≥ 20 个', '2–3 家')
    >>> tell_value("=", 16.0, 16.0, "%", change="fall", base_year=2020)
    '−16 % (2020)'
    """
    numbers = dict.fromkeys(f"{value:,.6g}" for value in (low, high) if not pd.isna(value))
    sign = _CHANGES[change] if isinstance(change, str) else ""
    told = f"{_SIGNS[comparator]}{sign}{'–'.join(numbers)} {unit if isinstance(unit, str) else ''}".strip()
    return told if base_year is None or pd.isna(base_year) else f"{told} ({int(base_year)})"


def tell_targets(targets: pd.DataFrame) -> pd.DataFrame:
    """Return targets as a reader wants them: object, value, year, hardness, the quote and the way back to the source.

    Parameters
    ----------
    targets
        The table ``targets`` of a study.

    Returns
    -------
    pandas.DataFrame
        target_id, year, object, goal, hardness, text, source (the span in the source text).

    Examples
    --------
    >>> from analysis.tables import empty_table
    >>> tell_targets(empty_table("targets")).shape
    (0, 7)
    """
    columns = ["comparator", "value_low", "value_high", "unit", "change", "base_year"]
    goals = [
        tell_value(*cells, change=change, base_year=base)
        for *cells, change, base in targets[columns].itertuples(index=False, name=None)
    ]
    spans = targets[["source_start", "source_end"]].itertuples(index=False, name=None)
    sources = [f"{start}–{end}" if pd.notna(start) else None for start, end in spans]
    told = targets.assign(
        goal=pd.Series(goals, index=targets.index, dtype="str"),
        source=pd.Series(sources, index=targets.index, dtype="str"),
    )
    return told[["target_id", "year", "object", "goal", "hardness", "text", "source"]]


def count_years(targets: pd.DataFrame) -> pd.DataFrame:
    """Return how many targets each document sets for each year.

    Parameters
    ----------
    targets
        The table ``targets``.

    Returns
    -------
    pandas.DataFrame
        doc_id, year (missing where not stated), n.

    Examples
    --------
    >>> from analysis.tables import empty_table
    >>> count_years(empty_table("targets")).columns.tolist()
    ['doc_id', 'year', 'n']
    """
    return targets.groupby(["doc_id", "year"], dropna=False, sort=True).size().rename("n").reset_index()


def compare_targets(targets: pd.DataFrame, *, min_shared: int = 4) -> pd.DataFrame:
    """Return targets of two documents in the same base unit whose objects share words, levels with levels, rises with rises.

    Answers: who promises how much of the same thing?

    Parameters
    ----------
    targets
        The table ``targets``.
    min_shared
        Characters in a row that the two objects share; four are a compound such as 应用场景.

    Returns
    -------
    pandas.DataFrame
        shared, doc_a, object_a, goal_a, year_a, doc_b, object_b, goal_b, year_b; the longest shared words first. They are
        candidates: whether both count the same thing is for the reader to say.

    Raises
    ------
    ValueError
        If ``min_shared`` is below 2: single characters are shared by chance.

    Examples
    --------
    >>> from analysis.tables import empty_table
    >>> compare_targets(empty_table("targets")).empty
    True
    """
    if min_shared < 2:  # noqa: PLR2004 - the rule itself
        raise ValueError(f"min_shared must be at least 2, not {min_shared!r}")
    told = tell_targets(targets).assign(
        doc_id=targets["doc_id"], base_unit=targets["base_unit"], change=targets["change"].fillna("level")
    )
    rows = []
    for a, b in combinations(told.to_dict("records"), 2):
        if a["doc_id"] == b["doc_id"] or pd.isna(a["base_unit"]):
            continue
        if (a["base_unit"], a["change"]) != (b["base_unit"], b["change"]):
            continue
        match = SequenceMatcher(None, a["object"], b["object"], autojunk=False).find_longest_match()
        shared = a["object"][match.a : match.a + match.size]
        if len(shared) >= min_shared:
            sides = {
                f"{key}_{side}": row[key] for side, row in (("a", a), ("b", b)) for key in ("object", "goal", "year")
            }
            rows.append({"shared": shared, "doc_a": a["doc_id"], "doc_b": b["doc_id"], **sides})
    columns = ["shared", "doc_a", "object_a", "goal_a", "year_a", "doc_b", "object_b", "goal_b", "year_b"]
    table = pd.DataFrame(rows, columns=columns)
    order = table["shared"].str.len().mul(-1) if rows else pd.Series(dtype="int64")
    table = table.assign(order=order).sort_values(["order", "shared", "doc_a", "doc_b", "object_a"], kind="stable")
    return table.drop(columns="order").reset_index(drop=True).astype({"year_a": "Int64", "year_b": "Int64"})


def spread_counts(counts: pd.DataFrame) -> pd.DataFrame:
    """Return counts of codes as a table for comparison: a row a code, a column a unit.

    Parameters
    ----------
    counts
        Columns unit_id, code, label, n_clauses, n_units, share.

    Returns
    -------
    pandas.DataFrame
        code, label, and for each unit, named with its clauses in all, the clauses with the code and their share: ``8 (67 %)``.

    Examples
    --------
    >>> row = {"unit_id": "甲", "code": "S-rd", "label": "research", "n_clauses": 2, "n_units": 3, "share": 2 / 3}
    >>> spread_counts(pd.DataFrame([row])).to_dict("records")
    [{'code': 'S-rd', 'label': 'research', '甲 (3)': '2 (67 %)'}]
    """
    told = [
        f"{n} ({share:.0%})".replace("%", " %") for n, share in zip(counts["n_clauses"], counts["share"], strict=True)
    ]
    heads = [f"{unit} ({n})" for unit, n in zip(counts["unit_id"], counts["n_units"], strict=True)]
    units, codes = list(dict.fromkeys(heads)), list(dict.fromkeys(counts["code"]))
    cells = counts.assign(told=told, unit_id=heads)
    wide = cells.pivot_table(
        index=["code", "label"], columns="unit_id", values="told", aggfunc="first", observed=True
    ).reset_index()
    wide.columns.name = None
    order = wide["code"].map(codes.index)
    return wide.assign(order=order).sort_values("order")[["code", "label", *units]].reset_index(drop=True)


def name_codes(table: pd.DataFrame, codebook: Codebook, *, lang: str) -> pd.DataFrame:
    """Return a table with the name of each code beside it.

    Parameters
    ----------
    table
        Any table with a column ``code``.
    codebook
        From :func:`analysis.facts.read_codebook`.
    lang
        ``"zh"`` or ``"en"``.

    Returns
    -------
    pandas.DataFrame
        The table with a column ``label`` after ``code``.

    Examples
    --------
    >>> from analysis.facts import read_codebook
    >>> name_codes(pd.DataFrame({"code": ["S-rd"]}), read_codebook("instruments"), lang="en")["label"].item()
    'research and development'
    """
    names = tell_codebook(codebook).set_index("code")[f"name_{lang}"]
    columns = list(table.columns)
    place = columns.index("code") + 1
    named = table.assign(label=table["code"].map(names))
    return named[[*columns[:place], "label", *columns[place:]]]
