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

#: Units up to which a figure of usual size will do, and above which values are written small and without their nought.
_FEW, _MANY = 6, 12

#: Inches of a cell, and of the whole for each inch of the map: tree, names and scale take the rest.
_INCHES, _INCHES_MANY, _WIDER = 0.72, 0.34, 1.28

#: Size of a value where there are many: as large as its cell takes, for a page shows the figure at half its size.
_SMALL_VALUE = 11

#: Width of the tree in parts of the map.
_TREE_WIDTH = 0.28

#: Room left of the first branch, in parts of the span of all.
_MARGIN = 0.15

#: Length of a name that is written downwards, a Chinese character a line, where it is too wide for its column.
_DOWNWARDS = 4

#: Columns of Latin letters above which names are slanted in any case, and small; a Chinese character takes two.
_LEVEL_WIDTH, _SMALL_WIDTH = 14, 10

#: Width of a Latin letter in parts of the font size, on the wide side.
_LETTER = 0.58


def plot_similarity(
    pairs: pd.DataFrame,
    *,
    merges: pd.DataFrame | None = None,
    order: Sequence[str] | None = None,
    labels: Mapping[str, str] | None = None,
    lang: str = "zh",
    ax: Axes | None = None,
) -> Axes:
    """Draw the likeness of every two units as values, with the tree in which they join where one is given.

    Parameters
    ----------
    pairs
        The ``pairs`` table of one method, at least one row.
    merges
        The ``merges`` table of the same units: rows and columns follow its tree, which is drawn at the left, and the square
        is drawn in full, so that groups stand together as blocks. A triangle without a tree where None.
    order
        Units from top left to bottom right where there is no tree; by name where None.
    labels
        Names to show instead of unit ids; a line break is kept.
    lang
        ``"zh"`` or ``"en"``, for the title of the scale.
    ax
        Where to draw; where None, new axes large enough for every value to be read.

    Returns
    -------
    matplotlib.axes.Axes
        The axes of the map.

    Raises
    ------
    ValueError
        If the table is empty or holds several methods, if ``order`` or ``merges`` leaves out a unit, or if both are given.

    Notes
    -----
    A unit's likeness to itself is always 1, says nothing, and is left out. Without a tree each pair is drawn once, below the
    diagonal; with a tree twice, and the branches join at the mean similarity between their units: the further left, the less
    alike. Turn branches at any joint: which of two neighbours stands above says nothing. The
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
    units = _order_units(pairs, merges, order)
    square = pd.DataFrame(math.nan, index=units, columns=units)
    for unit_a, unit_b, value in pairs[["unit_a", "unit_b", "value"]].itertuples(index=False):
        square.loc[unit_a, unit_b] = square.loc[unit_b, unit_a] = value
    cells = square.iloc[1:, :-1] if merges is None else square
    hidden = np.triu(np.ones(cells.shape, dtype=bool), k=1) if merges is None else np.eye(len(units), dtype=bool)
    axes = _make_axes(len(cells), with_tree=merges is not None) if ax is None else ax
    many = len(cells) > _MANY
    top = pairs["value"].max()
    sns.heatmap(
        cells,
        mask=hidden,
        annot=cells.map(_write_short) if many else True,
        fmt="" if many else ".2f",
        annot_kws={"fontsize": _SMALL_VALUE} if many else None,
        vmin=0,
        vmax=1.0 if math.isnan(top) else max(0.1, math.ceil(top * 10) / 10),
        cmap=_COLOURS,
        square=True,
        linewidths=0.5 if many else 1,
        xticklabels=False,
        yticklabels=False,
        cbar_kws={"shrink": 0.5 if many else 0.7, "pad": _pad_scale(many=many, with_tree=merges is not None)},
        ax=axes,
    )
    for row, column in zip(*np.nonzero(cells.isna().to_numpy() & ~hidden), strict=True):
        axes.text(column + 0.5, row + 0.5, _WITHHELD, ha="center", va="center")
    scale = axes.collections[0].colorbar
    if scale is not None:
        scale.ax.set_title(say("similarity.value", lang=lang), fontsize="medium")
    names = labels or {}
    down, across = ([names.get(unit, unit) for unit in part] for part in (cells.index, cells.columns))
    _name_cells(axes, across, down)
    axes.set(xlabel="", ylabel="")
    if merges is not None:
        axes.yaxis.tick_right()
        axes.tick_params(axis="y", length=0, pad=4)
        axes.set_yticklabels([_join_lines(name) if many else name for name in down], rotation=0)
        _draw_tree_beside(axes, merges, units, lang=lang)
    return axes


def _order_units(pairs: pd.DataFrame, merges: pd.DataFrame | None, order: Sequence[str] | None) -> list[str]:
    units = sorted({*pairs["unit_a"], *pairs["unit_b"]})
    if merges is not None and order is not None:
        raise ValueError("give merges or order: with a tree the order is that of its leaves")
    chosen = list(order) if order is not None else units if merges is None else _list_leaves(merges)
    if sorted(chosen) != units:
        name = "merges" if merges is not None else "order"
        raise ValueError(f"{name} must name every unit once; it has {chosen}, the table {units}")
    return chosen


def _make_axes(n_cells: int, *, with_tree: bool) -> Axes:
    """Return new axes in which a cell is wide enough for its value."""
    if n_cells <= _FEW and not with_tree:
        return plt.gca()
    side = max(n_cells * (_INCHES_MANY if n_cells > _MANY else _INCHES), 2.4)
    axes: Axes = plt.subplots(figsize=(side * _WIDER + (2.2 if with_tree else 1.2), side + 1.2))[1]
    return axes


def _pad_scale(*, many: bool, with_tree: bool) -> float:
    """Return the distance of the scale from the map: with a tree at the left, the names of rows stand between."""
    if not with_tree:
        return 0.05
    return 0.1 if many else 0.22


def _write_short(value: float) -> str:
    """Write a value without what a reader of many cells does not need: .52."""
    return "" if math.isnan(value) else f"{value:.2f}".replace("0.", ".", 1)


def _draw_tree_beside(axes: Axes, merges: pd.DataFrame, units: Sequence[str], *, lang: str) -> None:
    """Draw the tree at the left of a map, each leaf at the middle of its row."""
    beside = axes.inset_axes((-_TREE_WIDTH, 0, _TREE_WIDTH - 0.01, 1))
    parts = _read_parts(merges)
    values = [value for _, _, value in parts.values()]
    right = max(1e-9, *values) * 1.02
    _draw_branches(beside, parts, {leaf: (right, rank + 0.5) for rank, leaf in enumerate(units)}, told=False)
    beside.set_xlim(max(min(values) - _MARGIN * max(right - min(values), 0.1), min(0.0, *values)), right)
    beside.set_ylim(len(units), 0)
    beside.set_yticks([])
    beside.xaxis.tick_top()
    beside.xaxis.set_label_position("top")
    beside.spines[["left", "right", "bottom"]].set_visible(False)
    beside.spines["top"].set_visible(True)
    beside.tick_params(axis="x", labelsize="small")
    beside.set_xlabel(say("similarity.joined_at", lang=lang), fontsize="small", loc="left")


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
    parts = _read_parts(merges)
    leaves = _list_leaves(merges)
    right = max(1e-9, *(value for _, _, value in parts.values())) * 1.15
    _draw_branches(axes, parts, {leaf: (right, float(rank)) for rank, leaf in enumerate(leaves)}, told=True)
    names = labels or {}
    axes.set_yticks(range(len(leaves)), labels=[_join_lines(names.get(leaf, leaf)) for leaf in leaves])
    axes.yaxis.tick_right()
    axes.tick_params(axis="y", length=0)
    axes.spines[["left", "right", "top"]].set_visible(False)
    axes.set_xlim(min(0.0, *(value for _, _, value in parts.values())), right)
    axes.invert_yaxis()
    axes.set_xlabel(say("similarity.value", lang=lang))
    return axes


_Parts = Mapping[str, tuple[str, str, float]]


def _read_parts(merges: pd.DataFrame) -> _Parts:
    rows = merges[["step", "node_a", "node_b", "value"]].itertuples(index=False, name=None)
    return {f"#{step}": (str(node_a), str(node_b), float(value)) for step, node_a, node_b, value in rows}


def _list_leaves(merges: pd.DataFrame) -> list[str]:
    """Return the units in the order in which the tree puts them."""
    parts = _read_parts(merges)
    leaves: list[str] = []
    waiting = [f"#{len(parts)}"] if parts else []
    while waiting:
        node = waiting.pop()
        if node in parts:
            waiting += [parts[node][1], parts[node][0]]
        else:
            leaves.append(node)
    return leaves


def _draw_branches(axes: Axes, parts: _Parts, places: dict[str, tuple[float, float]], *, told: bool) -> None:
    for node, (node_a, node_b, value) in parts.items():
        (end_a, rank_a), (end_b, rank_b) = places[node_a], places[node_b]
        axes.plot([end_a, value, value, end_b], [rank_a, rank_a, rank_b, rank_b], color=_BRANCH, linewidth=1.5)
        places[node] = (value, (rank_a + rank_b) / 2)
        if told:
            axes.annotate(f"{value:.2f}", places[node], (4, 0), textcoords="offset points", va="center")


def _name_cells(axes: Axes, across: Sequence[str], down: Sequence[str]) -> None:
    """Name columns and rows; seaborn turns long names of rows on their side, where Chinese cannot be read."""
    longest = max(_width(line) for name in across for line in name.splitlines() or [""])
    small = "small" if longest > _SMALL_WIDTH else "medium"
    fits = longest <= min(_LEVEL_WIDTH, _count_columns(axes, len(across), size=small))
    turned: dict[str, Any] = {"rotation": 0}
    if not fits and all(_reads_downwards(name) for name in across):
        across = ["\n".join(name) for name in across]
    elif not fits:
        across = [_join_lines(name) for name in across]
        turned = {"rotation": 30, "ha": "right", "rotation_mode": "anchor"}
    axes.set_xticks(np.arange(len(across)) + 0.5, labels=across, fontsize=small, **turned)
    axes.set_yticks(np.arange(len(down)) + 0.5, labels=down, rotation=0, fontsize=small)
    axes.tick_params(length=0)


def _reads_downwards(name: str) -> bool:
    return len(name) <= _DOWNWARDS and all(east_asian_width(character) in "WF" for character in name)


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
