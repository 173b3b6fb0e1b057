"""Figures of networks: ties on an ellipse with level labels, and the ordered matrix of the same ties."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from analysis.messages import say
from analysis.plots.single import require_one

__all__ = ["plot_network", "plot_network_matrix"]

#: Shapes say the same as colours; after the last of them both begin again.
_SHAPES = "osD^vPX"
_INK = "#333333"
_WIDEST_LINE = 6.0
_LARGEST_NODE = 260.0
_LABEL_GAP = 0.07
_LABEL_ROOM = 1.9
_SHADES = LinearSegmentedColormap.from_list("ties", ["#c3d7e8", "#08306b"])
#: Columns of the matrix are written downwards, as Chinese may be; Latin letters are turned.
_LABEL_SIZE = 9
#: Chinese characters below this many points cannot be read on a page.
_SMALLEST_LABEL = 7


def plot_network(
    links: pd.DataFrame,
    *,
    communities: pd.DataFrame | None = None,
    order: Sequence[str] | None = None,
    lang: str = "zh",
    ax: Axes | None = None,
) -> Axes:
    """Draw one network: agencies around an ellipse, ties as lines.

    Parameters
    ----------
    links
        Ties of one network, at least one row.
    communities
        Table ``communities`` of the same network: gives each group its colour and shape and puts its members together.
    order
        Agencies clockwise from the top, for the same places in several panels; agencies that have no tie in this network may
        stand in it and are drawn without one. By community and strength where None.
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
        If the table is empty or holds several networks, or if ``order`` leaves out an agency.

    Notes
    -----
    Agencies stand at equal heights on both sides and labels are level, so that labels never overlap: 50 agencies need an
    axes of about 7 inches height. A tie is the wider and darker the heavier it is, a mark the larger the stronger its agency.
    Places on the ellipse carry no measure: near is not close.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> links = pd.DataFrame([("s", "s", "A", "B", "count", 2.0, 2)], columns=[
    ...     "scope", "jurisdiction", "agency_a", "agency_b", "weighting", "weight", "n_clauses"])
    >>> ax = plot_network(links, lang="en", ax=Figure().subplots())
    >>> sorted(text.get_text() for text in ax.texts)
    ['A', 'B']
    """
    require_one(links, ["scope", "jurisdiction", "weighting"], "a figure of a network draws one network")
    ties = links
    group = _read_groups(communities, ties)
    agencies = _order_agencies(ties, group, order)
    axes = plt.gca() if ax is None else ax
    place = dict(zip(agencies, _place_on_ellipse(len(agencies)), strict=True))
    strength = _sum_strength(ties)
    heaviest = ties["weight"].max()
    sorted_ties = ties.sort_values(["weight", "agency_a", "agency_b"])
    for a, b, weight in sorted_ties[["agency_a", "agency_b", "weight"]].itertuples(index=False):
        ends = np.array([place[a], place[b]])
        share = weight / heaviest
        axes.plot(
            *ends.T, color=_SHADES(share), lw=max(0.4, _WIDEST_LINE * share), zorder=1 + share, solid_capstyle="round"
        )
    colors = sns.color_palette("colorblind")
    for agency, (x, y) in place.items():
        number = group.get(agency, 1)
        size = 20 + _LARGEST_NODE * strength.get(agency, 0.0) / max(strength.values())
        axes.scatter(
            x, y, s=size, color=colors[(number - 1) % len(colors)], marker=_SHAPES[(number - 1) % len(_SHAPES)],
            edgecolor="white", linewidth=0.8, zorder=3,
        )  # fmt: skip
        side = 1 if x >= 0 else -1
        axes.text(
            x + side * (_LABEL_GAP + np.sqrt(size) / 400), y, agency,
            ha="left" if side > 0 else "right", va="center_baseline", fontsize=_LABEL_SIZE, color=_INK, zorder=4,
        )  # fmt: skip
    axes.set(xlim=(-_LABEL_ROOM, _LABEL_ROOM), ylim=(-1.06, 1.06))
    axes.set_axis_off()
    _add_legends(axes, ties, group if communities is not None else {}, lang)
    return axes


def plot_network_matrix(
    links: pd.DataFrame,
    *,
    communities: pd.DataFrame | None = None,
    order: Sequence[str] | None = None,
    lang: str = "zh",
    ax: Axes | None = None,
) -> Axes:
    """Draw one network as an ordered matrix: the darker a cell, the heavier the tie; no tie, no cell.

    Parameters
    ----------
    links
        Ties of one network, at least one row.
    communities
        Table ``communities`` of the same network: its groups become blocks along the diagonal, framed.
    order
        Agencies from top to bottom; by community and strength where None.
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
        If the table is empty or holds several networks, or if ``order`` leaves out an agency.

    Notes
    -----
    A matrix shows what a drawing of lines hides in a dense network: who is tied to nearly everyone, and which blocks there
    are. The diagonal is empty because no agency is tied to itself. Where columns are too narrow for names, rows are
    numbered and columns carry the numbers; 50 agencies need an axes of about 8 inches height.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> links = pd.DataFrame([("s", "s", "A", "B", "count", 2.0, 2)], columns=[
    ...     "scope", "jurisdiction", "agency_a", "agency_b", "weighting", "weight", "n_clauses"])
    >>> ax = plot_network_matrix(links, lang="en", ax=Figure().subplots())
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['A', 'B']
    """
    require_one(links, ["scope", "jurisdiction", "weighting"], "a figure of a network draws one network")
    ties = links
    group = _read_groups(communities, ties)
    agencies = _order_agencies(ties, group, order)
    axes = plt.gca() if ax is None else ax
    both = pd.concat([ties, ties.rename(columns={"agency_a": "agency_b", "agency_b": "agency_a"})])
    square = both.pivot_table(index="agency_a", columns="agency_b", values="weight").reindex(
        index=agencies, columns=agencies
    )
    image = axes.pcolormesh(
        np.ma.masked_invalid(square.to_numpy(dtype=float)), cmap=_SHADES, edgecolor="white", linewidth=0.5
    )
    figure = axes.get_figure()
    if figure is not None:
        bar = figure.colorbar(
            image,
            ax=axes,
            location="bottom",
            shrink=0.4,
            aspect=30,
            pad=0.02,
            anchor=(1, 1),
            ticks=MaxNLocator(5, integer=True),
        )
        bar.set_label(_name_weight(ties, lang), fontsize=_LABEL_SIZE)
        bar.outline.set_visible(False)
    _label_matrix(axes, agencies)
    axes.set(xlim=(0, len(agencies)), ylim=(len(agencies), 0))
    axes.spines[:].set_visible(False)
    if communities is not None:
        _frame_blocks(axes, [group[agency] for agency in agencies])
    return axes


def _label_matrix(axes: Axes, agencies: list[str]) -> None:
    """Write names beside rows and above columns, as large as both leave room; above narrow columns, numbers."""
    # What a row and a column leave for a label, in points; the bar has already taken its room.
    column, row = (0.8 * 72 * side / axes.figure.dpi / len(agencies) for side in (axes.bbox.width, axes.bbox.height))
    centres = np.arange(len(agencies)) + 0.5
    if min(column, row) < _SMALLEST_LABEL:
        rows = [f"{name}  {number}" for number, name in enumerate(agencies, start=1)]
        columns = [str(number) for number in range(1, len(agencies) + 1)]
        column *= 0.85  # two digits stay apart from their neighbours
    else:
        rows, columns = agencies, [_write_downwards(name) for name in agencies]
        axes.set_aspect("equal")
        column = row = min(row, column)
    axes.set_yticks(centres, labels=rows, fontsize=min(_LABEL_SIZE, row))
    axes.set_xticks(centres, labels=columns, fontsize=min(_LABEL_SIZE, column), linespacing=0.95)
    axes.xaxis.tick_top()
    axes.tick_params(length=0, pad=2)


def _read_groups(communities: pd.DataFrame | None, ties: pd.DataFrame) -> dict[str, int]:
    agencies = {*ties["agency_a"], *ties["agency_b"]}
    if communities is None:
        return dict.fromkeys(agencies, 1)
    where = ["scope", "jurisdiction", "weighting"]
    rows = communities.merge(ties[where].drop_duplicates(), on=where)
    group = dict(zip(rows["agency"], rows["community"].astype(int), strict=True))
    without = sorted(agencies - set(group))
    if without:
        raise ValueError(f"communities leaves out {without}; give the communities of this network")
    return group


def _sum_strength(ties: pd.DataFrame) -> dict[str, float]:
    ends = [ties[[end, "weight"]].set_axis(["agency", "weight"], axis=1) for end in ("agency_a", "agency_b")]
    return {str(name): float(total) for name, total in pd.concat(ends).groupby("agency")["weight"].sum().items()}


def _order_agencies(ties: pd.DataFrame, group: dict[str, int], order: Iterable[str] | None) -> list[str]:
    strength = _sum_strength(ties)
    if order is None:
        return sorted(strength, key=lambda name: (group[name], -round(strength[name], 6), name))
    agencies = list(dict.fromkeys(order))
    without = sorted(set(strength) - set(agencies))
    if without:
        raise ValueError(f"order leaves out {without}; it must name every agency that has a tie")
    return agencies


def _place_on_ellipse(n: int) -> NDArray[np.float64]:
    """Return n places clockwise from the top, at equal heights on either side."""
    right = (n + 1) // 2
    heights = [1 - (2 * k + 1) / right for k in range(right)]
    left = n - right
    heights += [-1 + (2 * k + 1) / left for k in range(left)]
    sides = np.repeat([1.0, -1.0], [right, left])
    return np.column_stack([sides * np.sqrt(1 - np.square(heights)), heights])


def _name_weight(ties: pd.DataFrame, lang: str) -> str:
    weighting = str(ties["weighting"].iloc[0])
    return say(f"networks.weight_{weighting}", lang=lang)


def _add_legends(axes: Axes, ties: pd.DataFrame, group: dict[str, int], lang: str) -> None:
    heaviest, lightest = ties["weight"].max(), ties["weight"].min()
    shown = sorted(
        {lightest, heaviest, (round if ties["weight"].mod(1).eq(0).all() else float)((lightest + heaviest) / 2)}
    )
    lines = [
        Line2D(
            [],
            [],
            color=_SHADES(weight / heaviest),
            lw=max(0.4, _WIDEST_LINE * weight / heaviest),
            label=f"{weight:.4g}",
        )
        for weight in shown
    ]
    first = axes.legend(
        handles=lines, title=_name_weight(ties, lang), loc="upper right", bbox_to_anchor=(1, 0), ncols=3, frameon=False
    )
    if group:
        colors = sns.color_palette("colorblind")
        marks = [
            Line2D([], [], ls="", marker=_SHAPES[(number - 1) % len(_SHAPES)], color=colors[(number - 1) % len(colors)],
                   label=str(number))
            for number in sorted(set(group.values()))
        ]  # fmt: skip
        axes.add_artist(first)
        axes.legend(
            handles=marks, title=say("networks.community", lang=lang), loc="upper left", bbox_to_anchor=(0, 0), ncols=7,
            frameon=False, handletextpad=0.1, columnspacing=1,
        )  # fmt: skip


def _write_downwards(name: str) -> str:
    """Break a Chinese name into one character a line; leave Latin letters together."""
    return "\n".join(name) if not name.isascii() else name


def _frame_blocks(axes: Axes, groups: Sequence[int]) -> None:
    start = 0
    for at in range(1, len(groups) + 1):
        if at == len(groups) or groups[at] != groups[start]:
            side = at - start
            axes.add_patch(
                Rectangle((start, start), side, side, fill=False, edgecolor=_INK, linewidth=1.2, clip_on=False)
            )
            start = at
