"""Figures of topics: the choice of k, the words of each topic, and the shares of documents or provinces."""

from __future__ import annotations

import math
from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analysis.messages import say
from analysis.theme import PALETTE

__all__ = ["plot_k", "plot_topic_map", "plot_topic_shares", "plot_topics"]

_GREY = "#a6a6a6"
_INK = "#222222"


def plot_topics(
    terms: pd.DataFrame,
    *,
    quality: pd.DataFrame | None = None,
    n_terms: int = 8,
    columns: int = 4,
    lang: str = "zh",
    ax: Axes | None = None,
) -> Axes:
    """Draw the heaviest words of every topic as bars, one panel a topic.

    Parameters
    ----------
    terms
        The ``topic_terms`` table of one model.
    quality
        Its ``topic_quality`` table; topics that are not kept are drawn grey, and said to be so. All in colour where None.
    n_terms
        Words a topic.
    columns
        Panels a row.
    lang
        ``"zh"`` or ``"en"``.
    ax
        Where to draw; the current axes of pyplot where None. The panels stand inside it.

    Returns
    -------
    matplotlib.axes.Axes
        The axes given, with one inset axes a topic in ``child_axes``.

    Raises
    ------
    ValueError
        If the table is empty or holds several models.

    Notes
    -----
    Bars of different panels share one scale: a topic with long bars is concentrated on a few words, one with short bars is
    spread over many.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> from analysis.theme import use_theme
    >>> rows = [("算力", 0.6, 1, 1.0), ("数据", 0.4, 2, 0.2)]
    >>> terms = pd.DataFrame(rows, columns=["term", "weight", "rank", "exclusivity"]).assign(model="nmf", k=1, topic_id=1)
    >>> with use_theme():
    ...     axes = plot_topics(terms, lang="en", ax=Figure().subplots())
    >>> [label.get_text() for label in axes.child_axes[0].get_yticklabels()]
    ['算力', '数据']
    """
    models = terms[["model", "k"]].drop_duplicates()
    if len(models) != 1:
        raise ValueError(f"plot_topics draws one model, the table has {models.to_numpy().tolist() or 'no rows'}")
    axes = plt.gca() if ax is None else ax
    axes.set_axis_off()
    kept = set(terms["topic_id"]) if quality is None else set(quality.loc[quality["kept"], "topic_id"])
    shown = terms[terms["rank"] <= n_terms]
    topics = sorted(shown["topic_id"].unique())
    across = min(columns, len(topics))
    down = math.ceil(len(topics) / across)
    longest = float(shown["weight"].max())
    for place, topic_id in enumerate(topics):
        row, column = divmod(place, across)
        width, height = 1 / across, 1 / down
        panel = axes.inset_axes(
            (column * width + 0.42 * width, 1 - (row + 1) * height + 0.08 * height, 0.52 * width, 0.72 * height)
        )
        words = shown[shown["topic_id"] == topic_id].sort_values("rank")
        stable = topic_id in kept
        panel.barh(
            range(len(words)), words["weight"], color=PALETTE[place % len(PALETTE)] if stable else _GREY, height=0.7
        )
        panel.set_yticks(range(len(words)), labels=list(words["term"]), fontsize="small")
        panel.invert_yaxis()
        panel.set_xlim(0, longest * 1.05)
        panel.tick_params(length=0, labelbottom=False)
        panel.spines[["bottom", "left"]].set_visible(False)
        key = "topics.topic" if stable else "topics.topic_unstable"
        panel.set_title(
            say(key, lang=lang, number=topic_id), fontsize="small", color=_INK if stable else "#6b6b6b", x=-0.72
        )
    return axes


def plot_topic_shares(
    shares: pd.DataFrame,
    *,
    labels: Mapping[int, str] | None = None,
    names: Mapping[str, str] | None = None,
    lang: str = "zh",
    ax: Axes | None = None,
) -> Axes:
    """Draw the topic shares of documents or groups as a grid of numbers.

    Parameters
    ----------
    shares
        A ``topic_shares`` table of one model and one kind of unit, from ``sum_shares``.
    labels
        From topic_id to what its row is called; its number where None.
    names
        From unit_id to what its column is called; the id where None.
    lang
        ``"zh"`` or ``"en"``.
    ax
        Where to draw; the current axes of pyplot where None.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        If the table is empty or holds several models.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> from analysis.theme import use_theme
    >>> shares = pd.DataFrame({"unit_id": ["浙江", "浙江"], "topic_id": [1, 2], "share": [0.25, 0.75]})
    >>> with use_theme():
    ...     axes = plot_topic_shares(shares.assign(model="nmf", k=2, unit="group"), lang="en", ax=Figure().subplots())
    >>> [text.get_text() for text in axes.texts]
    ['25%', '75%']
    """
    models = shares[["model", "k", "unit"]].drop_duplicates()
    if len(models) != 1:
        raise ValueError(f"plot_topic_shares draws one model, the table has {models.to_numpy().tolist() or 'no rows'}")
    grid = shares.pivot_table(index="topic_id", columns="unit_id", values="share")
    axes = plt.gca() if ax is None else ax
    sns.heatmap(grid, annot=True, fmt=".0%", vmin=0, cmap="crest", linewidths=1, cbar=False, ax=axes)
    rows = [say("topics.topic", lang=lang, number=topic) if labels is None else labels[topic] for topic in grid.index]
    columns = [unit if names is None else names.get(unit, unit) for unit in grid.columns]
    axes.set_yticks(np.arange(len(rows)) + 0.5, labels=rows, rotation=0)
    axes.set_xticks(np.arange(len(columns)) + 0.5, labels=columns, rotation=0)
    axes.tick_params(length=0)
    axes.set(xlabel="", ylabel="")
    return axes


def plot_k(choice: pd.DataFrame, *, chosen: int | None = None, lang: str = "zh", ax: Axes | None = None) -> Axes:
    """Draw what each number of topics buys and costs: four small panels over k.

    Parameters
    ----------
    choice
        The ``topic_choice`` table of one model.
    chosen
        The number taken, marked by a line; none where None.
    lang
        ``"zh"`` or ``"en"``.
    ax
        Where to draw; the current axes of pyplot where None. The panels stand inside it.

    Returns
    -------
    matplotlib.axes.Axes
        The axes given, with four inset axes in ``child_axes``: topics kept, coherence, stability, error.

    Raises
    ------
    ValueError
        If the table is empty.

    Notes
    -----
    The ring marks the recommended number. The error always falls: it is there to be read with the others.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> from analysis.theme import use_theme
    >>> choice = pd.DataFrame({"k": [2, 3], "npmi": [0.2, 0.3], "stability": [0.9, 0.8], "error": [0.9, 0.8]})
    >>> with use_theme():
    ...     axes = plot_k(choice.assign(n_kept=[2, 2], recommended=[True, False]), lang="en", ax=Figure().subplots())
    >>> len(axes.child_axes)
    4
    """
    if choice.empty:
        raise ValueError("plot_k needs at least one row")
    axes = plt.gca() if ax is None else ax
    axes.set_axis_off()
    best = choice[choice["recommended"]]
    for place, name in enumerate(("n_kept", "npmi", "stability", "error")):
        panel = axes.inset_axes((place * 0.26, 0.12, 0.2, 0.72))
        if name == "n_kept":
            panel.bar(choice["k"], choice["k"], color="#e6e6e6", width=0.8)
            panel.bar(choice["k"], choice[name], color=PALETTE[0], width=0.8)
        else:
            panel.plot(choice["k"], choice[name], marker="o", markersize=4, color=PALETTE[0], linewidth=1.2)
        panel.plot(best["k"], best[name], "o", markersize=11, fillstyle="none", color=PALETTE[1])
        if chosen is not None:
            panel.axvline(chosen, color=_INK, linewidth=0.8, linestyle=":")
        panel.set_title(say(f"topics.panel_{name}", lang=lang), fontsize="medium")
        panel.xaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
        if name == "n_kept":
            panel.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
        panel.tick_params(labelsize="small")
        panel.set_xlabel(say("topics.panel_k", lang=lang), fontsize="small")
    return axes


def plot_topic_map(
    places: pd.DataFrame,
    *,
    labels: Mapping[int, str] | None = None,
    quality: pd.DataFrame | None = None,
    lang: str = "zh",
    ax: Axes | None = None,
) -> Axes:
    """Draw the topics of a model as discs on a plane: near each other where their words are alike, as large as their share.

    Parameters
    ----------
    places
        The ``topic_map`` table of one model.
    labels
        From topic_id to what stands below its disc; its number where None.
    quality
        The ``topic_quality`` table; topics that are not kept are grey rings with a number and no name. All filled where
        None.
    lang
        ``"zh"`` or ``"en"``.
    ax
        Where to draw; the current axes of pyplot where None.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        If the table is empty or holds several models.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> from analysis.theme import use_theme
    >>> places = pd.DataFrame({"topic_id": [1, 2], "x": [-0.5, 0.5], "y": 0.0, "share": [0.7, 0.3], "explained": 1.0})
    >>> with use_theme():
    ...     axes = plot_topic_map(places.assign(model="nmf", k=2), lang="en", ax=Figure().subplots())
    >>> [text.get_text() for text in axes.texts]
    ['1', 'topic 1', '2', 'topic 2']
    """
    models = places[["model", "k"]].drop_duplicates()
    if len(models) != 1:
        raise ValueError(f"plot_topic_map draws one model, the table has {models.to_numpy().tolist() or 'no rows'}")
    axes = plt.gca() if ax is None else ax
    kept = set(places["topic_id"]) if quality is None else set(quality.loc[quality["kept"], "topic_id"])
    rows = places[["topic_id", "x", "y", "share"]].sort_values("topic_id").itertuples(index=False, name=None)
    for number, (topic, x, y, share) in enumerate(rows):
        colour = PALETTE[number % len(PALETTE)] if topic in kept else _GREY
        face = colour if topic in kept else "none"
        axes.scatter([x], [y], s=60 + 2400 * share, facecolor=face, edgecolor=colour, alpha=0.75, linewidth=1.5)
        axes.text(x, y, str(topic), ha="center", va="center", fontsize="small", fontweight="bold", color=_INK)
        if topic in kept:
            name = say("topics.topic", lang=lang, number=topic) if labels is None else labels[topic]
            below = (0.0, -(6 + 25 * share**0.5))
            axes.annotate(
                name, (x, y), below, textcoords="offset points", ha="center", va="top", fontsize="small", color=_INK
            )
    axes.spines[["bottom", "left"]].set_visible(False)
    axes.margins(0.25)
    axes.set(xticks=[], yticks=[], xlabel="", ylabel="")
    axes.set_aspect("equal", adjustable="datalim")
    return axes
