"""Figures of a corpus at a glance: what is known of each document, what was repaired, what its outline is made of."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysis.messages import list_messages, say

__all__ = ["plot_edits", "plot_metadata", "plot_outline"]

#: Shape and colour of each way of knowing; shape alone would do.
_BASES = {"stated": ("o", "#0072b2"), "catalogue": ("s", "#009e73"), "inferred": ("^", "#d55e00")}
_UNKNOWN = ("x", "#8a8a8a")

#: Kinds that hold policy first, then what stands around it; colour and hatch tell them apart.
_KINDS = {
    "chapter": ("#0b3c5d", ""),
    "group": ("#0072b2", ""),
    "clause": ("#56b4e9", ""),
    "bullet": ("#a9d8f2", ""),
    "preamble": ("#cfe8d8", ""),
    "row": ("#009e73", ""),
    "annex": ("#66b99a", ""),
    "title": ("#e69f00", "//"),
    "signature": ("#f0c86e", "//"),
    "metadata": ("#cc79a7", "//"),
    "notice": ("#d9d9d9", "//"),
    "sidebar": ("#b8b8b8", ".."),
    "noise": ("#8a8a8a", "xx"),
}
_INCHES_A_ROW = 0.42
#: Cells darker than this part of the darkest have white numbers.
_DARK = 0.6


def plot_metadata(metadata: pd.DataFrame, *, lang: str = "zh", ax: Axes | None = None) -> Axes:
    """Draw for each document which metadata are known, and how.

    Parameters
    ----------
    metadata
        Columns doc_id, field, basis, one row each; the basis is missing where nothing is known.
    lang
        ``"zh"`` or ``"en"``.
    ax
        Where to draw; new axes of fitting size where None.

    Returns
    -------
    matplotlib.axes.Axes
        Documents downwards, metadata across, a mark of its own for each way of knowing.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"doc_id": ["d"], "field": ["title"], "basis": ["stated"]})
    >>> len(plot_metadata(table, lang="en").get_yticklabels())
    1
    """
    documents = list(dict.fromkeys(metadata["doc_id"]))
    names = list(dict.fromkeys(metadata["field"]))
    axes = ax if ax is not None else _make_axes(len(documents), extra=1.3)
    basis = metadata["basis"].fillna("")
    for label in (*_BASES, ""):
        marker, color = _BASES.get(label, _UNKNOWN)
        rows = metadata[basis == label]
        across, down = rows["field"].map(names.index), rows["doc_id"].map(documents.index)
        axes.scatter(across, down, marker=marker, color=color, s=64, zorder=2)
    axes.set_xticks(range(len(names)), [_name(f"common.column_{name}", name, lang) for name in names])
    axes.set_yticks(range(len(documents)), documents)
    axes.set_ylim(len(documents) - 0.5, -0.5)
    axes.set_xlim(-0.5, len(names) - 0.5)
    axes.tick_params(length=0)
    axes.xaxis.tick_top()
    if lang == "en":
        plt.setp(axes.get_xticklabels(), rotation=30, ha="left", rotation_mode="anchor")
    axes.grid(visible=True, axis="y")
    axes.spines[:].set_visible(False)
    keys = [(say(f"common.basis_{name}", lang=lang), *_BASES[name]) for name in _BASES]
    keys.append((say("common.not_stated", lang=lang), *_UNKNOWN))
    handles = [Line2D([], [], linestyle="", marker=mark, color=color, label=text) for text, mark, color in keys]
    axes.legend(handles=handles, loc="upper center", bbox_to_anchor=(0.5, -0.02), ncols=len(handles))
    return axes


def plot_outline(kinds: pd.DataFrame, *, lang: str = "zh", ax: Axes | None = None) -> Axes:
    """Draw how many characters of each document belong to which kind of unit.

    Parameters
    ----------
    kinds
        Columns doc_id, kind, n_chars.
    lang
        ``"zh"`` or ``"en"``.
    ax
        Where to draw; new axes of fitting size where None.

    Returns
    -------
    matplotlib.axes.Axes
        One bar a document; hatched parts are kept but no analysis of policy reads them.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"doc_id": ["d"], "kind": ["clause"], "n_chars": [120]})
    >>> plot_outline(table, lang="en").get_xlabel()
    'Characters'
    """
    documents = list(dict.fromkeys(kinds["doc_id"]))
    axes = ax if ax is not None else _make_axes(len(documents), extra=1.5)
    wide = kinds.pivot_table(index="doc_id", columns="kind", values="n_chars", aggfunc="sum", fill_value=0)
    left = pd.Series(0, index=documents)
    for kind, (color, hatch) in _KINDS.items():
        if kind in wide.columns:
            width = wide[kind].reindex(documents)
            label = _name(f"corpus.kind_{kind}", kind, lang)
            bars = axes.barh(documents, width, left=left, label=label, height=0.66, color=color, edgecolor="white")
            for bar in bars:
                bar.set(hatch=hatch, linewidth=0.6)
            left = left + width
    axes.set_ylim(len(documents) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(say("common.column_n_chars", lang=lang))
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.legend(loc="upper center", bbox_to_anchor=(0.4, -0.16 - 0.5 / len(documents)), ncols=5)
    return axes


def plot_edits(counts: pd.DataFrame, *, lang: str = "zh", ax: Axes | None = None) -> Axes:
    """Draw how many repairs of which kind each document needed.

    Parameters
    ----------
    counts
        Columns doc_id, rule, n.
    lang
        ``"zh"`` or ``"en"``.
    ax
        Where to draw; new axes of fitting size where None.

    Returns
    -------
    matplotlib.axes.Axes
        Documents downwards, kinds of repair across; the number stands in its cell, a cell without a repair is empty.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"doc_id": ["d"], "rule": ["script"], "n": [998]})
    >>> [text.get_text() for text in plot_edits(table, lang="en").texts]
    ['998']
    """
    wide = counts.pivot_table(index="doc_id", columns="rule", values="n", aggfunc="sum")
    wide = wide[wide.sum().sort_values(ascending=False, kind="stable").index]
    axes = ax if ax is not None else _make_axes(len(wide), extra=1.3)
    depth = np.log1p(wide.to_numpy(dtype="float64"))
    axes.imshow(depth, cmap="Blues", vmin=0, aspect="auto")
    for (down, across), n in np.ndenumerate(wide.to_numpy(dtype="float64")):
        if n > 0:
            color = "white" if depth[down, across] > _DARK * np.nanmax(depth) else "black"
            axes.text(across, down, f"{n:,.0f}", ha="center", va="center", color=color)
    axes.set_xticks(range(wide.shape[1]), [_name(f"corpus.rule_{rule}", str(rule), lang) for rule in wide.columns])
    axes.set_yticks(range(len(wide)), wide.index.tolist())
    axes.tick_params(length=0)
    axes.xaxis.tick_top()
    plt.setp(axes.get_xticklabels(), rotation=30, ha="left", rotation_mode="anchor")
    axes.spines[:].set_visible(False)
    return axes


def _make_axes(rows: int, *, extra: float) -> Axes:
    return plt.subplots(figsize=(7.2, extra + _INCHES_A_ROW * rows))[1]


def _name(key: str, otherwise: str, lang: str) -> str:
    return say(key, lang=lang) if key in list_messages() else otherwise
