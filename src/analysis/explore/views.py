"""The views of a selection: widgets in JupyterLab, each with a static twin for pages and notebooks read without a kernel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from anywidget import AnyWidget
from ipywidgets import widget_serialization
from traitlets import Instance, Unicode

from analysis.explore import twins
from analysis.explore.module import read_module, read_style
from analysis.explore.selection import Selection

__all__ = ["View", "view_kwic", "view_text"]


class View(AnyWidget):
    """One view of a selection.

    Attributes
    ----------
    selection
        The selection that it shows and sets.
    kind
        What it shows.
    """

    _esm = read_module()
    _css = read_style()
    kind = Unicode(read_only=True).tag(sync=True)
    selection = Instance(Selection, read_only=True).tag(sync=True, **widget_serialization)

    def __init__(self, selection: Selection, kind: str) -> None:
        self.set_trait("kind", kind)
        self.set_trait("selection", selection)
        super().__init__()

    def __repr__(self) -> str:
        return f"View({self.kind!r}, {self.selection!r})"

    def make_twin(self) -> str:
        """Return what the view shows now as plain HTML, without scripts or styles, for pages and stored notebooks.

        Returns
        -------
        str
        """
        return _TWINS[self.kind](self.selection)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle or {}, {})
        return {**data, "text/html": self.make_twin(), "text/plain": repr(self)}, metadata


def view_text(selection: Selection) -> View:
    """Read the clauses that answer to a selection, with repairs, agencies, targets and topics marked.

    Answers: what does the text say, what was repaired in it, and what did it look like before?

    Parameters
    ----------
    selection
        What is chosen, shared by the views.

    Returns
    -------
    View

    Notes
    -----
    *Reading it*: dotted lines are repairs, shaded names responsible agencies (bold where they lead), double lines targets, the
    number and colour at the margin the topic with the largest share. The foot shows the characters as they were received.

    Examples
    --------
    >>> from analysis.study import load_study
    >>> view_text(Selection(load_study("data"), lang="en")).kind
    'text'
    """
    return View(selection, "text")


def view_kwic(selection: Selection, *, term: str = "") -> View:
    """Show every place where a term stands, with what stands before and after it.

    Answers: how is this word used?

    Parameters
    ----------
    selection
        What is chosen, shared by the views.
    term
        The term to choose; what is chosen stays where empty.

    Returns
    -------
    View

    Notes
    -----
    *Reading it*: sorted by what follows, a fixed phrase stands as a block. The lines are those of
    :func:`analysis.lexis.concordance`; 智算中心 does not find 智能计算中心.

    Examples
    --------
    >>> from analysis.study import load_study
    >>> view_kwic(Selection(load_study("data"), lang="en"), term="算力").selection.term
    '算力'
    """
    if term:
        selection.term = term
    return View(selection, "kwic")


_TWINS: dict[str, Callable[[Selection], str]] = {"text": twins.write_text, "kwic": twins.write_kwic}
