"""Codings of many codes by several coders: stacked, measured, and where they differ."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

import pandas as pd

from analysis.reliability.alpha import krippendorff_alpha
from analysis.reliability.kappa import gwet_ac1
from analysis.tables import make_table

__all__ = ["list_disagreements", "measure_agreement", "stack_codings"]

#: The row that speaks of every unit and code together.
ALL = "all"


def stack_codings(sheets: Mapping[str, pd.DataFrame], *, unit: str | None = None) -> pd.DataFrame:
    """Return the sheets of several coders as one long table of codings.

    Parameters
    ----------
    sheets
        Name of the coder to a sheet: a row a unit, a column a code.
    unit
        The column that names the unit; the first column where None.

    Returns
    -------
    pandas.DataFrame
        The table ``codings``: unit_id, code, coder, value.

    Raises
    ------
    ValueError
        If no sheet is given, or a sheet lacks the column ``unit``.

    Examples
    --------
    >>> sheet = pd.DataFrame({"section": ["d/1"], "S-rd": [1]})
    >>> stack_codings({"a": sheet, "b": sheet})["value"].tolist()
    ['1', '1']
    """
    if not sheets:
        raise ValueError("no coder's sheet is given")
    frames = []
    for coder, sheet in sheets.items():
        column = unit if unit is not None else str(sheet.columns[0])
        if column not in sheet.columns:
            raise ValueError(f"the sheet of coder {coder!r} has no column {column!r}; it has {list(sheet.columns)}")
        long = sheet.melt(id_vars=column, var_name="code", value_name="value")
        long = long.rename(columns={column: "unit_id"}).assign(coder=coder)
        long["value"] = [_as_text(value) for value in long["value"]]
        frames.append(long[["unit_id", "code", "coder", "value"]])
    return make_table("codings", pd.concat(frames, ignore_index=True))


def measure_agreement(
    codings: pd.DataFrame,
    *,
    level: str = "nominal",
    categories: Sequence[Hashable] | None = None,
    n_bootstrap: int = 1000,
    confidence: float = 0.95,
    seed: int = 0,
) -> pd.DataFrame:
    """Return the agreement of coders on each code, and on all codes together.

    Answers: which codes may be counted, and which must be read one by one?

    Parameters
    ----------
    codings
        The table ``codings``: unit_id, code, coder, value.
    level
        Level of measurement of the values, as in :func:`analysis.reliability.krippendorff_alpha`.
    categories
        All values of the scale, for AC1; those found in the whole table where None.
    n_bootstrap, confidence, seed
        As in :func:`analysis.reliability.krippendorff_alpha`. Under ``all`` the cells of one unit are drawn together.

    Returns
    -------
    pandas.DataFrame
        The table ``reliability``: code, measure (agreement, alpha, ac1), level, value, ci_low, ci_high, n_units,
        n_coders, note.

    Raises
    ------
    ValueError
        If the level is unknown or there are fewer than two coders.

    Notes
    -----
    ``agreement`` is the plain share of agreeing pairs of coders, without any correction for chance: shown beside the
    others, never instead of them.

    *Reading it*: a code with alpha below .667 is not to be counted without adjudication. *A misreading*: a high ``all``
    does not vouch for each code; the many cells that are plainly 0 carry it.

    Examples
    --------
    >>> sheets = {"a": pd.DataFrame({"u": list("stvw"), "x": [1, 1, 0, 0]}),
    ...           "b": pd.DataFrame({"u": list("stvw"), "x": [1, 0, 0, 0]})}
    >>> table = measure_agreement(stack_codings(sheets), n_bootstrap=0)
    >>> table.loc[(table["code"] == "x") & (table["measure"] == "agreement"), "value"].item()
    0.75
    """
    scale = tuple(categories) if categories is not None else tuple(sorted(codings["value"].dropna().unique()))
    rows: list[dict[str, object]] = []
    wide = codings.pivot_table(index=["unit_id", "code"], columns="coder", values="value", aggfunc="first")
    every = codings["coder"].unique()
    wide = wide.reindex(columns=sorted(every))
    groups = [(ALL, wide), *((str(code), part) for code, part in wide.groupby(level="code", sort=True))]
    for code, part in groups:
        clusters = list(part.index.get_level_values("unit_id"))
        options = {"clusters": clusters, "n_bootstrap": n_bootstrap, "confidence": confidence, "seed": seed}
        alpha = krippendorff_alpha(part, level=level, **options).iloc[0]  # type: ignore[arg-type]
        ac1 = gwet_ac1(part, categories=scale, **options).iloc[0]  # type: ignore[arg-type]
        shared = {"code": code, "level": level, "n_units": alpha["n_units"], "n_coders": alpha["n_coders"]}
        plain = _plain_agreement(part)
        rows.append({**shared, "measure": "agreement", "value": plain, "note": None})
        rows += [
            {
                **shared,
                "measure": measure,
                "value": found[measure],
                "ci_low": found["ci_low"],
                "ci_high": found["ci_high"],
                "note": found["note"],
            }
            for measure, found in (("alpha", alpha), ("ac1", ac1))
        ]
    return make_table("reliability", rows)


def list_disagreements(codings: pd.DataFrame, *, texts: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return every unit and code on which coders differ, with its text and room for the decision.

    Parameters
    ----------
    codings
        The table ``codings``.
    texts
        Where the text of a unit stands: a table with ``unit_id`` or ``clause_id``, and ``text``.

    Returns
    -------
    pandas.DataFrame
        The table ``disagreements``: unit_id, code, values, text, decision, reason; the last two to be filled in.

    Examples
    --------
    >>> sheets = {"a": pd.DataFrame({"u": ["s"], "x": [1]}), "b": pd.DataFrame({"u": ["s"], "x": [0]})}
    >>> list_disagreements(stack_codings(sheets))["values"].item()
    'a=1; b=0'
    """
    found = codings.dropna(subset=["value"]).sort_values(["unit_id", "code", "coder"])
    known: dict[str, str] = {}
    if texts is not None:
        column = "unit_id" if "unit_id" in texts.columns else "clause_id"
        known = dict(zip(texts[column], texts["text"], strict=True))
    rows: list[dict[str, object]] = []
    for (unit_id, code), part in found.groupby(["unit_id", "code"], sort=True):
        if len(set(part["value"])) > 1:
            values = "; ".join(f"{coder}={value}" for coder, value in zip(part["coder"], part["value"], strict=True))
            rows.append({"unit_id": unit_id, "code": code, "values": values, "text": known.get(str(unit_id))})
    return make_table("disagreements", rows)


def _as_text(value: object) -> str | None:
    """Return a cell as text; a whole number read as a float loses its point."""
    if pd.isna(value):  # type: ignore[call-overload]
        return None
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip() or None


def _plain_agreement(part: pd.DataFrame) -> float:
    """Return the share of agreeing pairs among all pairs of coders of all units."""
    pairs = agreeing = 0
    for left in range(part.shape[1]):
        for right in range(left):
            both = part.iloc[:, [left, right]].dropna()
            pairs += len(both)
            agreeing += int((both.iloc[:, 0] == both.iloc[:, 1]).sum())
    return agreeing / pairs if pairs else float("nan")
