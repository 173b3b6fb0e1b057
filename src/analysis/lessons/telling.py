"""Numbers put into words, and figures into the page, of a lesson."""

from __future__ import annotations

import re
import tempfile
from numbers import Integral, Real
from pathlib import Path
from string import Formatter
from typing import Any

import numpy as np
from IPython.display import Markdown, display

from analysis.theme import save_figure

__all__ = ["fill_text", "show_figure", "tell"]

#: What Markdown, HTML and formulas would take for a mark.
_MARKS = re.compile(r"([\\`*_{}\[\]<>()#+!|$~&-])")


def tell(text: str, /, **values: object) -> None:
    """Show a paragraph of Markdown in which computed values stand.

    Prose that states a measured number is told by the cell that measured it, so the two cannot part.

    Parameters
    ----------
    text
        Markdown with ``{placeholders}``.
    **values
        What they stand for. Numbers are shown with three decimals where nothing else is asked for (``{x:.1f}``); texts of
        documents stay text, whatever signs they hold.

    Examples
    --------
    >>> tell("The corpus has **{n}** clauses.", n=142)  # doctest: +SKIP
    """
    display(Markdown(fill_text(text, **values)))


def fill_text(text: str, /, **values: object) -> str:
    r"""Return the text of :func:`tell` with its values filled in.

    Parameters
    ----------
    text
        Markdown with ``{placeholders}``.
    **values
        What they stand for.

    Returns
    -------
    str

    Examples
    --------
    >>> fill_text("{n} of {word}: {share}", n=12345, word="a*b", share=1 / 3)
    '12,345 of a\\*b: 0.333'
    """
    return _Filler().vformat(text, (), values)


def show_figure(axes: Any, text: str, /, **values: object) -> None:
    """Show a figure with a sentence that tells it to somebody who cannot see it.

    Parameters
    ----------
    axes
        What a plot function returned: Axes or a Figure.
    text
        The text alternative, with ``{placeholders}``.
    **values
        What they stand for.

    Examples
    --------
    >>> show_figure(plot_k(table), "Quality is best at {k} topics.", k=9)  # doctest: +SKIP
    """
    import matplotlib.pyplot as plt  # noqa: PLC0415 - a second of import that only a figure needs

    figure = axes if hasattr(axes, "savefig") else axes.get_figure()
    alternative = _Filler(escape=False).vformat(text, (), values)
    with tempfile.TemporaryDirectory() as folder:
        picture = save_figure(figure, Path(folder) / "figure.png").read_bytes()
    plt.close(figure)
    data = {"image/png": picture, "text/plain": alternative}
    display(data, raw=True, metadata={"image/png": {"alt": alternative}})


class _Filler(Formatter):
    """Formats numbers as one reads them and takes every sign of a text as itself."""

    def __init__(self, *, escape: bool = True) -> None:
        super().__init__()
        self._escape = escape

    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec:
            return format(value, format_spec)
        if isinstance(value, bool | np.bool_):
            return "是" if value else "否"
        if isinstance(value, Integral):
            return f"{int(value):,}"
        if isinstance(value, Real):
            return f"{float(value):.3f}"
        text = str(value)
        return _MARKS.sub(r"\\\1", text) if self._escape else text
