"""Figures of agencies: who is in which clause, who leads whom, how sure a measure is, what chance would give."""

from __future__ import annotations

from typing import Literal

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysis.messages import say
from analysis.plots.single import require_one

__all__ = ["plot_agency_scores", "plot_backbone", "plot_duty_matrix", "plot_leads"]

_INK = "#333333"
_PALE = "#bbbbbb"
_BLUE = "#0072b2"
_ORANGE = "#d55e00"
_LABEL_SIZE = 9
#: Shape and colour of each role say the same thing twice.
_ROLES = {"lead": ("D", _ORANGE), "support": ("o", _BLUE), "responsible": ("s", "#5b5b5b")}


def plot_duty_matrix(incidences: pd.DataFrame, *, lang: str = "zh", ax: Axes | None = None) -> Axes:
    """Draw the two-mode network as an ordered matrix: agencies down, clauses across, a mark for each role.

    Parameters
    ----------
    incidences
        From ``list_incidences``, one network, at least one row.
    lang
        ``"zh"`` or ``"en"``, for the legend.
    ax
        Where to draw; the current axes of pyplot where None.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        If the table is empty or holds several networks.

    Notes
    -----
    The most often named body stands on top, the clause with the longest list of each document on its left; thin lines part the
    documents, whose names stand below. 50 agencies need an axes of about 8 inches height.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> rows = [("s", "s", "d", "d/1", "A", "lead"), ("s", "s", "d", "d/1", "B", "support")]
    >>> table = pd.DataFrame(rows, columns=["scope", "jurisdiction", "doc_id", "clause_id", "agency", "role"])
    >>> ax = plot_duty_matrix(table, lang="en", ax=Figure().subplots())
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['A', 'B']
    """
    require_one(incidences, ["scope", "jurisdiction"], "a figure of duties draws one network")
    axes = plt.gca() if ax is None else ax
    named = incidences["agency"].value_counts()
    agencies = sorted(named.index, key=lambda name: (-named[name], name))
    lengths = incidences.groupby(["doc_id", "clause_id"]).size().rename("n").reset_index()
    clauses = lengths.sort_values(["doc_id", "n", "clause_id"], ascending=[True, False, True], ignore_index=True)
    row = {agency: i for i, agency in enumerate(agencies)}
    column = {clause: i for i, clause in enumerate(clauses["clause_id"])}
    for role, (marker, color) in _ROLES.items():
        marks = incidences[incidences["role"] == role]
        if len(marks):
            axes.scatter(
                marks["clause_id"].map(column), marks["agency"].map(row), marker=marker, color=color, s=22, linewidth=0,
                label=say(f"networks.role_{role}", lang=lang), zorder=2,
            )  # fmt: skip
    widths = clauses.groupby("doc_id").size()
    starts = widths.cumsum() - widths
    for start in starts.iloc[1:]:
        axes.axvline(start - 0.5, color=_INK, linewidth=0.8)
    axes.set_yticks(range(len(agencies)), labels=agencies, fontsize=_LABEL_SIZE)
    axes.set_xticks(
        starts + (widths - 1) / 2, labels=[_break_name(name) for name in starts.index], fontsize=_LABEL_SIZE
    )
    axes.set(xlim=(-0.7, len(clauses) - 0.3), ylim=(len(agencies) - 0.4, -0.6))
    _rule(axes, "y")
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, frameon=False, handletextpad=0.2)
    return axes


def plot_leads(lead_links: pd.DataFrame, *, lang: str = "zh", ax: Axes | None = None) -> Axes:
    """Draw who leads whom: leading agencies across, supporting agencies down, the number of clauses in each cell.

    Parameters
    ----------
    lead_links
        Table ``lead_links`` of one network, at least one row.
    lang
        ``"zh"`` or ``"en"``, for the axes.
    ax
        Where to draw; the current axes of pyplot where None.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        If the table is empty or holds several networks.

    Notes
    -----
    Both sides are ordered by their number of clauses. An empty cell is a pair that no clause joins in these roles.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> table = pd.DataFrame([("s", "s", "A", "B", 2)], columns=["scope", "jurisdiction", "lead", "support", "n_clauses"])
    >>> ax = plot_leads(table, lang="en", ax=Figure().subplots())
    >>> [text.get_text() for text in ax.texts]
    ['2']
    """
    require_one(lead_links, ["scope", "jurisdiction"], "a figure of leads draws one network")
    axes = plt.gca() if ax is None else ax
    sides = {}
    for side in ("lead", "support"):
        total = lead_links.groupby(side)["n_clauses"].sum()
        sides[side] = {name: i for i, name in enumerate(sorted(total.index, key=lambda name: (-total[name], name)))}
    most = lead_links["n_clauses"].max()
    for lead, support, n in lead_links[["lead", "support", "n_clauses"]].itertuples(index=False):
        x, y = sides["lead"][lead], sides["support"][support]
        axes.scatter(x, y, s=60 + 260 * n / most, color=_BLUE, alpha=0.25 + 0.75 * n / most, linewidth=0)
        axes.text(x, y, str(n), ha="center", va="center_baseline", fontsize=8, color="white" if n > most / 3 else _INK)
    labels = ["\n".join(name) for name in sides["lead"]]
    axes.set_xticks(range(len(labels)), labels=labels, fontsize=_LABEL_SIZE, linespacing=0.95)
    axes.set_yticks(range(len(sides["support"])), labels=list(sides["support"]), fontsize=_LABEL_SIZE)
    axes.xaxis.tick_top()
    axes.xaxis.set_label_position("top")
    axes.set(
        xlim=(-0.6, len(labels) - 0.4), ylim=(len(sides["support"]) - 0.4, -0.6),
        xlabel=say("networks.lead", lang=lang), ylabel=say("networks.support", lang=lang),
    )  # fmt: skip
    _rule(axes, "both")
    return axes


def plot_agency_scores(scores: pd.DataFrame, *, most: int = 20, lang: str = "zh", ax: Axes | None = None) -> Axes:
    """Draw one measure of the agencies that have most of it, with its intervals.

    Parameters
    ----------
    scores
        Table ``agency_scores`` of one network and one measure, at least one row with a value.
    most
        Agencies shown.
    lang
        ``"zh"`` or ``"en"``, for the axis.
    ax
        Where to draw; the current axes of pyplot where None.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        If the table is empty or holds several networks or measures.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> row = {"scope": "s", "jurisdiction": "s", "weighting": "count", "measure": "degree", "ci_low": 1.0, "ci_high": 3.0}
    >>> table = pd.DataFrame([row | {"agency": "A", "value": 2.0}])
    >>> plot_agency_scores(table, lang="en", ax=Figure().subplots()).get_xlabel()
    'partners (degree)'
    """
    require_one(
        scores, ["scope", "jurisdiction", "weighting", "measure"], "a figure of scores draws one measure of one network"
    )
    rows = scores.dropna(subset="value").sort_values(["value", "agency"], ascending=[False, True]).head(most)
    axes = plt.gca() if ax is None else ax
    heights = np.arange(len(rows))
    known = rows["ci_low"].notna().to_numpy()
    axes.hlines(heights[known], rows["ci_low"][known], rows["ci_high"][known], color=_PALE, linewidth=2.5, zorder=1)
    axes.scatter(rows["value"], heights, color=_BLUE, s=28, zorder=2)
    axes.set_yticks(heights, labels=rows["agency"], fontsize=_LABEL_SIZE)
    axes.set(ylim=(len(rows) - 0.4, -0.6), xlabel=say(f"networks.measure_{rows['measure'].iloc[0]}", lang=lang))
    axes.set_xlim(left=0)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    return axes


def plot_backbone(backbone: pd.DataFrame, *, most: int = 12, lang: str = "zh", ax: Axes | None = None) -> Axes:
    """Draw every tie against chance: clauses expected across, clauses shared up; kept ties stand out.

    Parameters
    ----------
    backbone
        Table ``backbone`` of one network and method that expects a weight, at least one row.
    most
        Ties named in the figure: those with the smallest p.
    lang
        ``"zh"`` or ``"en"``, for the axes.
    ax
        Where to draw; the current axes of pyplot where None.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        If the table is empty, or holds several networks or methods.

    Notes
    -----
    Both axes are logarithmic: a tie twice as heavy as chance gives lies equally far above the line everywhere. The
    numbers in the figure are those of the list beside it, in the order of p.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> row = {"scope": "s", "jurisdiction": "s", "method": "sdsm", "correction": "fdr_bh", "p": 0.2, "kept": False}
    >>> table = pd.DataFrame([row | {"agency_a": "A", "agency_b": "B", "weight": 2, "expected": 1.1}])
    >>> ax = plot_backbone(table, lang="en", ax=Figure().subplots())
    >>> [text.get_text() for text in ax.texts]
    ['1', '1  A - B']
    """
    require_one(
        backbone,
        ["scope", "jurisdiction", "method", "correction"],
        "a figure of a backbone draws one method of one network",
    )
    axes = plt.gca() if ax is None else ax
    top = float(backbone[["weight", "expected"]].max().max()) * 1.5
    low = float(backbone["expected"].min()) / 1.5
    axes.plot([low, top], [low, top], color=_INK, linewidth=0.8, linestyle="--", zorder=1)
    for kept, marker, color in ((False, "o", _BLUE), (True, "D", _ORANGE)):
        rows = backbone[backbone["kept"] == kept]
        axes.scatter(
            rows["expected"], rows["weight"], marker=marker, color=color, s=18, alpha=0.55, linewidth=0, zorder=2
        )
    first = backbone.assign(rank=backbone["p"].round(6)).sort_values(["rank", "agency_a", "agency_b"]).head(most)
    numbered = first.assign(number=[str(number) for number in range(1, len(first) + 1)])
    for (weight, rounded), same in numbered.groupby(["weight", numbered["expected"].round(6)]):
        numbers = ", ".join(same["number"])
        axes.annotate(numbers, (rounded, weight), xytext=(3, 4), textcoords="offset points", fontsize=7.5)
    listed = (numbered["number"] + "  " + numbered["agency_a"] + " - " + numbered["agency_b"]).tolist()
    axes.text(1.03, 1, "\n".join(listed), transform=axes.transAxes, va="top", fontsize=_LABEL_SIZE, linespacing=1.5)
    axes.set(
        xscale="log", yscale="log", xlim=(low, top), ylim=(0.8, top),
        xlabel=say("networks.expected", lang=lang), ylabel=say("networks.weight_count", lang=lang),
    )  # fmt: skip
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda value, _: f"{value:g}")
    axes.minorticks_off()
    handles = [Line2D([], [], color=_INK, linewidth=0.8, linestyle="--", label=say("networks.by_chance", lang=lang))]
    handles += [
        Line2D([], [], ls="", marker=marker, color=color, label=say(f"networks.{word}", lang=lang))
        for marker, color, word in (("o", _BLUE, "not_kept"), ("D", _ORANGE, "kept"))
    ]
    axes.legend(handles=handles, loc="lower right", frameon=False)
    return axes


def _rule(axes: Axes, lines: Literal["both", "x", "y"]) -> None:
    """Leave thin lines for the eye in place of a frame."""
    axes.tick_params(length=0)
    axes.set_axisbelow(True)
    axes.grid(axis=lines, color="#ececec", linewidth=0.6)
    axes.spines[:].set_visible(False)


def _break_name(name: str) -> str:
    """Break a document id where it has hyphens, so that ids stand side by side."""
    return name.replace("-", "-\n") if name.isascii() else name
