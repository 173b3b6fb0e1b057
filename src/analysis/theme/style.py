"""Settings of matplotlib that make figures legible, alike and repeatable."""

from __future__ import annotations

import warnings
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Any

import matplotlib as mpl
from cycler import cycler
from matplotlib import font_manager
from matplotlib.figure import Figure

from analysis.theme.fonts import FAMILY, font_path
from analysis.theme.palette import PALETTE

__all__ = ["save_figure", "use_theme"]

_INK = "#222222"
_PALE = "#d9d9d9"

#: What the theme sets. networkx reads only ``font.sans-serif``; mathtext has no fallback, so ``$`` is a character here.
_SETTINGS: Any = {
    "font.family": [FAMILY, "DejaVu Sans"],  # the second comes with matplotlib: rare mathematical signs
    "font.sans-serif": [FAMILY, "DejaVu Sans"],
    "font.size": 10.5,
    "text.parse_math": False,
    "text.color": _INK,
    "axes.prop_cycle": cycler(color=PALETTE),
    "axes.edgecolor": "#777777",
    "axes.labelcolor": _INK,
    "axes.axisbelow": True,
    "axes.grid": False,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 12,
    "axes.titleweight": "bold",
    "axes.titlepad": 10,
    "axes.labelsize": 10.5,
    "grid.color": _PALE,
    "grid.linewidth": 0.7,
    "xtick.color": _INK,
    "ytick.color": _INK,
    "xtick.major.size": 3,
    "ytick.major.size": 3,
    "legend.frameon": False,
    "figure.figsize": (7.2, 4.2),
    "figure.dpi": 100,
    "figure.facecolor": "white",
    "savefig.dpi": 150,
    "savefig.facecolor": "white",
    "savefig.bbox": "tight",
    "savefig.pad_inches": 0.12,
    "image.cmap": "cividis",
    "svg.hashsalt": "zhengce-workbench",
    "svg.fonttype": "path",
    "pdf.fonttype": 3,
}


class _Theme(AbstractContextManager["_Theme"]):
    """The theme in force; as a context manager it ends with the block."""

    def __init__(self) -> None:
        _register_fonts()
        self._before = mpl.rcParams.copy()
        self._warnings = warnings.catch_warnings()
        self._warnings.__enter__()
        mpl.rcParams.update(_SETTINGS)
        warnings.filterwarnings("error", message=_MISSING_GLYPH)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        mpl.rcParams.update(self._before)
        self._warnings.__exit__(None, None, None)


def use_theme() -> _Theme:
    """Set fonts, colours and file settings for every figure drawn from now on.

    Call it once in a notebook, or use it in a ``with`` statement and have the old settings back at its end.

    Returns
    -------
    context manager

    Notes
    -----
    While the theme is in force, a character that the packaged font lacks is an error when the figure is drawn, not an empty
    box. ``seaborn.set_theme()`` resets the fonts: do not call it after.

    Examples
    --------
    >>> import matplotlib
    >>> with use_theme():
    ...     matplotlib.rcParams["font.sans-serif"]
    ['Zhengce Sans', 'DejaVu Sans']
    """
    return _Theme()


def save_figure(figure: Figure, path: Path) -> Path:
    """Write a figure as PNG, SVG or PDF with nothing in it that the clock or the machine decides.

    Parameters
    ----------
    figure
        A figure drawn under :func:`use_theme`.
    path
        A file name ending in ``.png``, ``.svg`` or ``.pdf``; its folder must exist.

    Returns
    -------
    pathlib.Path
        The path.

    Raises
    ------
    ValueError
        If the name ends otherwise, or if the figure has a character that the font lacks.

    Examples
    --------
    >>> import tempfile
    >>> from matplotlib.figure import Figure
    >>> with use_theme():
    ...     save_figure(Figure(), Path(tempfile.mkdtemp()) / "figure.png").name
    'figure.png'
    """
    dates = {".png": {"Software": None}, ".svg": {"Date": None, "Creator": None}, ".pdf": _NO_PDF_DATES}
    if path.suffix not in dates:
        raise ValueError(f"cannot write a figure as {path.suffix!r}; known: {', '.join(dates)}")
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message=_MISSING_GLYPH)
        try:
            figure.savefig(path, metadata=dates[path.suffix])
        except UserWarning as warning:
            path.unlink(missing_ok=True)
            raise ValueError(f"{path.name}: the figure has a character without a glyph: {warning}") from None
    return path


_MISSING_GLYPH = r"Glyph .* missing from"
_NO_PDF_DATES = {"CreationDate": None, "ModDate": None, "Creator": None, "Producer": None}


def _register_fonts() -> None:
    known = {entry.fname for entry in font_manager.fontManager.ttflist}
    for bold in (False, True):
        path = str(font_path(bold=bold))
        if path not in known:
            font_manager.fontManager.addfont(path)
