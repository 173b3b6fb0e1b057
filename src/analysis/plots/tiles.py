"""The tile grid of provinces: one equal tile a province-level unit, and no boundary anywhere."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.patches import Patch, Rectangle

from analysis.messages import say
from analysis.reference import read_reference

__all__ = ["plot_similarity_tiles"]

#: The same scale as the heat map: light to dark for any colour vision.
_COLOURS = "crest"

#: White, broken rim and hatch: looks like no value of the scale, in colour and in grey.
_ABSENT: dict[str, Any] = {
    "facecolor": "white",
    "edgecolor": "#9a9a9a",
    "hatch": "....",
    "linestyle": (0, (3, 2)),
    "linewidth": 0.8,
}
_WITHHELD: dict[str, Any] = {"facecolor": "#e8e8e8", "edgecolor": "#555555", "linewidth": 0.8}
_CHOSEN: dict[str, Any] = {"facecolor": "#e69f00", "edgecolor": "black", "linewidth": 2.0}

_SIDE = 0.9
_DARK = 0.5
_DASH = "—"


def plot_similarity_tiles(
    pairs: pd.DataFrame,
    *,
    to: str,
    lang: str = "zh",
    ax: Axes | None = None,
) -> Axes:
    r"""Draw how like one province the others are, one equal tile a province-level unit.

    Parameters
    ----------
    pairs
        The ``pairs`` table of one method whose units are provinces, at least one row.
    to
        The province that the others are compared with.
    lang
        ``"zh"`` or ``"en"``, for the scale and its key; provinces keep their Chinese names.
    ax
        Where to draw; new axes of fitting size where None.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        If the table is empty, holds several methods, names a unit that has no tile, or does not hold ``to``.

    Notes
    -----
    Tiles stand roughly where the provinces lie towards one another (reference table ``province_tiles``); they are equal in
    size and draw no boundary. A province without a pair is hatched and has no number: nothing is known of it, which is not a
    similarity of 0. A dash is a value that the corpus cannot support. The colours run from 0 to the next tenth above the
    largest value shown.

    *Reading it*: a patch of like colour among neighbours invites a story of diffusion; the tiles do not support one without
    dates, and provinces with more documents share more words with any other.

    Examples
    --------
    >>> from analysis.tables import make_table
    >>> row = {"method": "cosine", "unit": "group"}
    >>> pairs = [row | {"unit_a": "广东", "unit_b": "浙江", "value": 0.71}]
    >>> from matplotlib.figure import Figure
    >>> ax = plot_similarity_tiles(make_table("pairs", pairs), to="浙江", lang="en", ax=Figure().subplots())
    >>> [text.get_text() for text in ax.texts if "广东" in text.get_text()]
    ['广东\n0.71']
    """
    tiles = read_reference("province_tiles")
    known = list(tiles["name"])
    _check(pairs, to, known)
    values = _read_values(pairs, to)
    shown = [value for value in values.values() if not math.isnan(value)]
    scale = Normalize(0, max(0.1, math.ceil(round(max(shown), 6) * 10) / 10) if shown else 1.0)
    colours = mpl.colormaps[_COLOURS]
    axes = plt.subplots(figsize=(8.4, 7.6))[1] if ax is None else ax
    look: dict[str, Any]
    for name, row, column in tiles[["name", "row", "column"]].itertuples(index=False, name=None):
        x, y = float(column), float(row)
        value = values.get(name)
        if name == to:
            look, words, ink = _CHOSEN, name, "black"
        elif value is None:
            look, words, ink = _ABSENT, name, "#555555"
        elif math.isnan(value):
            look, words, ink = _WITHHELD, f"{name}\n{_DASH}", "black"
        else:
            look = {"facecolor": colours(scale(value)), "edgecolor": "white"}
            words, ink = f"{name}\n{value:.2f}", "white" if scale(value) > _DARK else "black"
        axes.add_patch(Rectangle((x - _SIDE / 2, y - _SIDE / 2), _SIDE, _SIDE, label=name, **look))
        ground = {"facecolor": "white", "edgecolor": "none", "pad": 1.0} if look is _ABSENT else None
        axes.text(x, y, words, ha="center", va="center", color=ink, fontsize="medium", linespacing=1.25, bbox=ground)
    _frame(axes, tiles, to=to, drawn=values, lang=lang)
    if shown:
        bar = axes.figure.colorbar(ScalarMappable(scale, colours), ax=axes, shrink=0.5, pad=0.02)
        bar.ax.set_title(say("similarity.value", lang=lang), fontsize="medium")
    return axes


def _check(pairs: pd.DataFrame, to: str, known: Collection[str]) -> None:
    methods = sorted(pairs["method"].unique())
    if len(methods) != 1:
        raise ValueError(f"plot_similarity_tiles draws one method, the table has {methods or 'no rows'}")
    units = {*pairs["unit_a"], *pairs["unit_b"]}
    strange = sorted(units.difference(known))
    if strange:
        raise ValueError(f"no tile for {strange}; units must be province-level units as in the table provinces")
    if to not in units:
        raise ValueError(f"to must be a province of the table, one of {sorted(units)}; it is {to!r}")


def _read_values(pairs: pd.DataFrame, to: str) -> dict[str, float]:
    rows = pairs[["unit_a", "unit_b", "value"]].itertuples(index=False, name=None)
    return {b if a == to else a: float(value) for a, b, value in rows if to in (a, b)}


def _frame(axes: Axes, tiles: pd.DataFrame, *, to: str, drawn: dict[str, float], lang: str) -> None:
    rows, columns = tiles["row"].astype(int), tiles["column"].astype(int)
    axes.set_xlim(columns.min() - 0.55, columns.max() + 0.55)
    axes.set_ylim(rows.max() + 0.55, rows.min() - 0.55)
    axes.set_aspect("equal")
    axes.set_axis_off()
    key = [
        Patch(label=say("similarity.tile_chosen", lang=lang, name=to), **_CHOSEN),
        Patch(label=say("similarity.tile_absent", lang=lang), **_ABSENT),
    ]
    if any(math.isnan(value) for value in drawn.values()):
        key.append(Patch(label=say("similarity.tile_withheld", lang=lang), **_WITHHELD))
    axes.legend(handles=key, loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=len(key), frameon=False)
