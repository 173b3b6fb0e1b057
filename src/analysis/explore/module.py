"""The one ES module and style sheet of all views, joined from the files in ``assets``; there is no build step."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

__all__ = ["read_module", "read_style"]

#: In the order in which one file uses what another has made.
_FILES = ("core.js", "text.js", "topics.js", "network.js", "overview.js", "main.js")


@cache
def read_module() -> str:
    """Return the ES module that JupyterLab and the exported page run.

    Returns
    -------
    str

    Examples
    --------
    >>> "export default" in read_module()
    True
    """
    folder = files("analysis.explore") / "assets"
    return "\n".join((folder / name).read_text(encoding="utf-8") for name in _FILES)


@cache
def read_style() -> str:
    """Return the style sheet of all views.

    Returns
    -------
    str

    Examples
    --------
    >>> ".zc" in read_style()
    True
    """
    return (files("analysis.explore") / "assets" / "view.css").read_text(encoding="utf-8")
