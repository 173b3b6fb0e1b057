"""Figures of likeness: the heat map of every pair, and the tree in which units join."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any
from unicodedata import east_asian_width

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties

from analysis.messages import say

__all__ = ["plot_similarity", "plot_similarity_tree"]

#: Light to dark for readers of any colour vision, and still ordered when printed in grey.
_COLOURS = "crest"

_BRANCH = "#0072b2"

_WITHHELD = "—"

#: Columns of Latin letters above which names are slanted in any case, and small; a Chinese character takes two.
_LEVEL_WIDTH, _SMALL_WIDTH = 14, 10

#: Width of a Latin letter in parts of the font size, on the wide side.
_LETTER = 0.58


def plot_similarity(
    pairs: pd.DataFrame,
    *,
    order: Sequence[str] | None = None,
    labels: Mapping[str, str] | None = None,
    lang: str = "zh",
    ax: Axes | None = None,
) -> Axes:
    """Draw the likeness of every two units as a triangle of values.

    Parameters
    ----------
    pairs
        The ``pairs`` table of one method, at least one row.
    order
        Units from top left to bottom right; by name where None.
    labels
        Names to show instead of unit ids; a line break is kept.
    lang
        ``"zh"`` or ``"en"``, for the title of the scale.
    ax
        Where to draw; the current axes of pyplot where None.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        If the table is empty, holds several methods, or ``order`` leaves out a unit.

    Notes
    -----
    Each pair is drawn once, below the diagonal; a unit's likeness to itself is always 1, says nothing, and is left out. The
    colours run from 0 to the next tenth above the largest value, so read the numbers when two figures are compared. A dash is
    a value that the corpus cannot support.

    Examples
    --------
    >>> from analysis.tables import make_table
    >>> row = {"method": "cosine", "unit": "group"}
    >>> pairs = [row | {"unit_a": "广东", "unit_b": "浙江", "value": 0.71}]
    >>> from matplotlib.figure import Figure
    >>> ax = plot_similarity(make_table("pairs", pairs), lang="en", ax=Figure().subplots())
    >>> [text.get_text() for text in ax.texts]
    ['0.71']
    """
    methods = sorted(pairs["method"].unique())
    if len(methods) != 1:
        raise ValueError(f"plot_similarity draws one method, the table has {methods or 'no rows'}")
    units = sorted({*pairs["unit_a"], *pairs["unit_b"]})
    if order is not None:
        if sorted(order) != units:
            raise ValueError(f"order must name every unit once; it has {list(order)}, the table {units}")
        units = list(order)
    square = pd.DataFrame(math.nan, index=units, columns=units)
    for unit_a, unit_b, value in pairs[["unit_a", "unit_b", "value"]].itertuples(index=False):
        square.loc[unit_a, unit_b] = square.loc[unit_b, unit_a] = value
    triangle = square.iloc[1:, :-1]
    upper = np.triu(np.ones(triangle.shape, dtype=bool), k=1)
    top = pairs["value"].max()
    axes = plt.gca() if ax is None else ax
    sns.heatmap(
        triangle,
        mask=upper,
        annot=True,
        fmt=".2f",
        vmin=0,
        vmax=1.0 if math.isnan(top) else max(0.1, math.ceil(top * 10) / 10),
        cmap=_COLOURS,
        square=True,
        linewidths=1,
        xticklabels=False,
        yticklabels=False,
        cbar_kws={"shrink": 0.7},
        ax=axes,
    )
    for row, column in zip(*np.nonzero(triangle.isna().to_numpy() & ~upper), strict=True):
        axes.text(column + 0.5, row + 0.5, _WITHHELD, ha="center", va="center")
    scale = axes.collections[0].colorbar
    if scale is not None:
        scale.ax.set_title(say("similarity.value", lang=lang), fontsize="medium")
    names = labels or {}
    _name_cells(
        axes, [names.get(unit, unit) for unit in triangle.columns], [names.get(unit, unit) for unit in triangle.index]
    )
    axes.set(xlabel="", ylabel="")
    return axes


def plot_similarity_tree(
    merges: pd.DataFrame, *, labels: Mapping[str, str] | None = None, lang: str = "zh", ax: Axes | None = None
) -> Axes:
    """Draw the tree in which units join, the most alike first.

    Parameters
    ----------
    merges
        The ``merges`` table, at least one step.
    labels
        Names to show instead of unit ids.
    lang
        ``"zh"`` or ``"en"``, for the title of the axis.
    ax
        Where to draw; the current axes of pyplot where None.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        If the table has no step.

    Notes
    -----
    A bracket stands at the mean similarity at which its two branches join: the further right, the more alike.

    Examples
    --------
    >>> from analysis.tables import make_table
    >>> step = {"step": 1, "node_a": "广东", "node_b": "浙江", "value": 0.7, "n_units": 2}
    >>> from matplotlib.figure import Figure
    >>> ax = plot_similarity_tree(make_table("merges", [step]), lang="en", ax=Figure().subplots())
    >>> len(ax.lines)
    1
    """
    if merges.empty:
        raise ValueError("plot_similarity_tree needs at least one step, the table has none")
    axes = plt.gca() if ax is None else ax
    rows = merges[["step", "node_a", "node_b", "value"]].itertuples(index=False, name=None)
    parts = {f"#{step}": (str(node_a), str(node_b), float(value)) for step, node_a, node_b, value in rows}
    leaves = _list_leaves(f"#{len(parts)}", parts)
    right = max(1e-9, *(value for _, _, value in parts.values())) * 1.15
    places = {leaf: (right, float(rank)) for rank, leaf in enumerate(leaves)}
    for node, (node_a, node_b, value) in parts.items():
        (end_a, rank_a), (end_b, rank_b) = places[node_a], places[node_b]
        axes.plot([end_a, value, value, end_b], [rank_a, rank_a, rank_b, rank_b], color=_BRANCH, linewidth=1.5)
        axes.annotate(f"{value:.2f}", (value, (rank_a + rank_b) / 2), (4, 0), textcoords="offset points", va="center")
        places[node] = (value, (rank_a + rank_b) / 2)
    names = labels or {}
    axes.set_yticks(range(len(leaves)), labels=[_join_lines(names.get(leaf, leaf)) for leaf in leaves])
    axes.yaxis.tick_right()
    axes.tick_params(axis="y", length=0)
    axes.spines[["left", "right", "top"]].set_visible(False)
    axes.set_xlim(min(0.0, *(value for _, _, value in parts.values())), right)
    axes.invert_yaxis()
    axes.set_xlabel(say("similarity.value", lang=lang))
    return axes


def _list_leaves(node: str, parts: Mapping[str, tuple[str, str, float]]) -> list[str]:
    if node not in parts:
        return [node]
    return [leaf for branch in parts[node][:2] for leaf in _list_leaves(branch, parts)]


def _name_cells(axes: Axes, across: Sequence[str], down: Sequence[str]) -> None:
    """Name columns and rows; seaborn turns long names of rows on their side, where Chinese cannot be read."""
    longest = max(_width(line) for name in across for line in name.splitlines() or [""])
    small = "small" if longest > _SMALL_WIDTH else "medium"
    if longest > min(_LEVEL_WIDTH, _count_columns(axes, len(across), size=small)):
        across = [_join_lines(name) for name in across]
        turned: dict[str, Any] = {"rotation": 30, "ha": "right", "rotation_mode": "anchor"}
    else:
        turned = {"rotation": 0}
    axes.set_xticks(np.arange(len(across)) + 0.5, labels=across, fontsize=small, **turned)
    axes.set_yticks(np.arange(len(down)) + 0.5, labels=down, rotation=0, fontsize=small)
    axes.tick_params(length=0)


def _count_columns(axes: Axes, n_cells: int, *, size: str) -> float:
    """Return the Latin letters that fit under one cell with a gap to the next, as the axes now stand."""
    axes.apply_aspect()
    inches = axes.get_window_extent().width / axes.figure.dpi / n_cells
    points = FontProperties(size=size).get_size_in_points()
    return inches * 72 / (points * _LETTER) - 1


def _join_lines(name: str) -> str:
    """Write a name in one line; a line that ends with a hyphen goes on without a blank."""
    return name.replace("-\n", "-").replace("\n", " ")


def _width(line: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in line)
