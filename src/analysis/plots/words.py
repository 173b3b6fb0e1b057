"""Figures of words: which are used most, which ones set a unit apart."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes

from analysis.messages import say
from analysis.plots.single import require_one
from analysis.theme import PALETTE

__all__ = ["plot_counts", "plot_weights"]

_INCHES_A_ROW = 0.34


def plot_counts(counts: pd.DataFrame, *, lang: str = "zh", ax: Axes | None = None) -> Axes:
    """Draw how often terms are used in a thousand words.

    Parameters
    ----------
    counts
        Columns term, n, per_thousand, in the order they are drawn.
    lang
        ``"zh"`` or ``"en"``.
    ax
        Where to draw; new axes of fitting size where None.

    Returns
    -------
    matplotlib.axes.Axes
        One bar a term, the first on top; beside it the count.

    Examples
    --------
    >>> table = pd.DataFrame({"term": ["算力"], "n": [30], "per_thousand": [8.8]})
    >>> plot_counts(table, lang="en").get_xlabel()
    'Uses in a thousand words'
    """
    axes = _draw_bars(counts["term"], counts["per_thousand"], [f"n = {n:,}" for n in counts["n"]], ax)
    axes.set_xlabel(say("words.per_thousand", lang=lang))
    axes.margins(x=0.12)
    return axes


def plot_weights(weights: pd.DataFrame, *, most: int = 10, lang: str = "zh", ax: Axes | None = None) -> Axes:
    """Draw the heaviest terms of one unit, each with its count and its idf.

    Parameters
    ----------
    weights
        The ``weights`` table of one unit.
    most
        Terms drawn from the top; ties by name.
    lang
        ``"zh"`` or ``"en"``.
    ax
        Where to draw; new axes of fitting size where None.

    Returns
    -------
    matplotlib.axes.Axes
        One bar a term, the heaviest on top; beside it n and idf, whose product the weight rests on.

    Raises
    ------
    ValueError
        If the table holds several units, or none.

    Examples
    --------
    >>> table = pd.DataFrame({"unit_id": "u", "term": ["算力", "数据"], "n": [2, 1], "idf": [1.5, 1.0], "tf_idf": [0.9, 0.3]})
    >>> [text.get_text() for text in plot_weights(table, lang="en").get_yticklabels()]
    ['算力', '数据']
    """
    require_one(weights, ["unit_id"], "a figure draws the weights of one unit")
    rows = (
        weights.assign(key=weights["tf_idf"].round(6)).sort_values(["key", "term"], ascending=[False, True]).head(most)
    )
    labels = [f"n = {row.n:g} · idf = {row.idf:.2f}" for row in rows.itertuples()]
    axes = _draw_bars(rows["term"], rows["tf_idf"], labels, ax)
    axes.set_xlabel(say("words.weight", lang=lang))
    axes.margins(x=0.22)
    return axes


def _draw_bars(terms: pd.Series, values: pd.Series, labels: list[str], ax: Axes | None) -> Axes:
    """Draw a bar a term downwards, with a label beside it."""
    axes = ax if ax is not None else plt.subplots(figsize=(7.2, 1.1 + _INCHES_A_ROW * len(terms)))[1]
    bars = axes.barh(range(len(terms)), values, height=0.66, color=PALETTE[0])
    axes.bar_label(bars, labels=labels, padding=4, fontsize="small")
    axes.set_yticks(range(len(terms)), labels=terms.tolist())
    axes.invert_yaxis()
    axes.tick_params(axis="y", length=0)
    return axes
