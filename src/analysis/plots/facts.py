"""Figures of facts: targets by year, instruments by document."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analysis.messages import say

__all__ = ["plot_instruments", "plot_targets"]

#: Colour and hatch of a year, in their order; hatch alone would do. Targets without a year are grey and dotted.
_LOOKS = (("#0b3c5d", ""), ("#0072b2", "//"), ("#56b4e9", ""), ("#009e73", "\\\\"), ("#e69f00", ""), ("#cc79a7", "xx"))
_NO_YEAR = ("#d9d9d9", "..")
_INCHES_A_ROW = 0.46
_DARK = 0.55


def plot_targets(years: pd.DataFrame, *, lang: str = "zh", ax: Axes | None = None) -> Axes:
    """Draw how many quantitative targets each document sets for each year.

    Parameters
    ----------
    years
        Columns doc_id, year (missing where not stated), n. Documents without targets have no row and are not drawn.
    lang
        ``"zh"`` or ``"en"``.
    ax
        Where to draw; new axes of fitting size where None.

    Returns
    -------
    matplotlib.axes.Axes
        One bar a document, a part for each year with its count.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"doc_id": ["d"], "year": pd.array([2027], "Int64"), "n": [4]})
    >>> plot_targets(table, lang="en").get_xlabel()
    'Quantitative targets'
    """
    documents = list(dict.fromkeys(years["doc_id"]))
    axes = ax if ax is not None else _make_axes(len(documents), extra=1.4)
    left = dict.fromkeys(documents, 0)
    known = sorted(years["year"].dropna().unique())
    looks = {int(year): _LOOKS[place % len(_LOOKS)] for place, year in enumerate(known)}
    for year in (*known, None):
        rows = years[years["year"].isna() if year is None else years["year"] == year]
        if rows.empty:
            continue
        color, hatch = _NO_YEAR if year is None else looks[int(year)]
        label = say("targets.no_year", lang=lang) if year is None else str(int(year))
        starts = [left[doc_id] for doc_id in rows["doc_id"]]
        bars = axes.barh(
            rows["doc_id"], rows["n"], left=starts, height=0.66, color=color, edgecolor="white", label=label
        )
        for bar, n in zip(bars, rows["n"], strict=True):
            bar.set(hatch=hatch, linewidth=0.6)
            middle = (bar.get_x() + bar.get_width() / 2, bar.get_y() + bar.get_height() / 2)
            box = {"facecolor": "white", "edgecolor": "none", "pad": 1.2}
            axes.annotate(str(int(n)), middle, ha="center", va="center", fontsize=8, bbox=box)
        for doc_id, n in zip(rows["doc_id"], rows["n"], strict=True):
            left[doc_id] += int(n)
    axes.set_yticks(range(len(documents)), documents)
    axes.set_ylim(len(documents) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlabel(say("targets.axis", lang=lang))
    axes.legend(loc="upper center", bbox_to_anchor=(0.4, -0.2 - 0.4 / max(len(documents), 1)), ncols=6)
    return axes


def plot_instruments(counts: pd.DataFrame, *, lang: str = "zh", ax: Axes | None = None) -> Axes:
    """Draw in which share of its clauses each unit has each code.

    Parameters
    ----------
    counts
        Columns unit_id, code, label, n_clauses, n_units, share.
    lang
        ``"zh"`` or ``"en"``.
    ax
        Where to draw; new axes of fitting size where None.

    Returns
    -------
    matplotlib.axes.Axes
        Codes downwards, units across; each cell has its count, the darker the larger the share.

    Examples
    --------
    >>> import pandas as pd
    >>> row = {"unit_id": "d", "code": "S-rd", "label": "research", "n_clauses": 2, "n_units": 4, "share": 0.5}
    >>> len(plot_instruments(pd.DataFrame([row]), lang="en").get_yticklabels())
    1
    """
    codes = list(dict.fromkeys(counts["code"]))
    units = list(dict.fromkeys(counts["unit_id"]))
    names = dict(counts[["code", "label"]].itertuples(index=False, name=None))
    sizes = dict(counts[["unit_id", "n_units"]].itertuples(index=False, name=None))
    axes = ax if ax is not None else plt.subplots(figsize=(2.6 + 1.05 * len(units), 1.7 + 0.3 * len(codes)))[1]
    wide = counts.pivot_table(index="code", columns="unit_id", values="share").reindex(index=codes, columns=units)
    shares = wide.to_numpy()
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    for unit_id, code, n in counts[["unit_id", "code", "n_clauses"]].itertuples(index=False, name=None):
        across, down = units.index(unit_id), codes.index(code)
        color = "white" if shares[down, across] > _DARK else "#1a1a1a"
        axes.text(across, down, str(n), ha="center", va="center", fontsize=8, color=color)
    axes.set_yticks(range(len(codes)), [f"{names[code]}  {code}" for code in codes])
    note = say("instruments.clauses_in_all", lang=lang, n="{n}")
    axes.set_xticks(range(len(units)), [f"{_fold(unit)}\n{note.replace('{n}', str(sizes[unit]))}" for unit in units])
    axes.xaxis.tick_top()
    axes.tick_params(length=0, labelsize=8)
    axes.spines[:].set_visible(False)
    axes.grid(visible=False)
    return axes


def _make_axes(rows: int, *, extra: float) -> Axes:
    return plt.subplots(figsize=(7.2, extra + _INCHES_A_ROW * rows))[1]


def _fold(name: str, width: int = 14) -> str:
    """Break a name behind its hyphens into lines that fit a column."""
    lines = [""]
    for part in name.replace("-", "-\0").split("\0"):
        if lines[-1] and len(lines[-1]) + len(part) > width:
            lines.append("")
        lines[-1] += part
    return "\n".join(lines)
