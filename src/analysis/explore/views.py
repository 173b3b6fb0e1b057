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

__all__ = [
    "View",
    "view_corpus",
    "view_kwic",
    "view_network",
    "view_passages",
    "view_selection",
    "view_targets",
    "view_text",
    "view_topics",
]


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


def view_selection(selection: Selection) -> View:
    """Show what is chosen, and the command that makes a report of it.

    Answers: what am I looking at, and how do I get it again?

    Parameters
    ----------
    selection
        What is chosen, shared by the views.

    Returns
    -------
    View

    Notes
    -----
    *Reading it*: each choice is a button that lets go of it. What the report has no parameter for stands behind
    ``#``.

    Examples
    --------
    >>> from analysis.study import load_study
    >>> view_selection(Selection(load_study("data"), lang="en")).kind
    'selection'
    """
    return View(selection, "selection")


def view_corpus(selection: Selection) -> View:
    """Show the documents, how much of each the selection leaves, and what each states.

    Answers: what is here, and what do these texts not say?

    Parameters
    ----------
    selection
        What is chosen, shared by the views.

    Returns
    -------
    View

    Notes
    -----
    *Reading it*: "not stated" is no zero: nothing in the text says it. The bar is the part of the clauses that answer
    to the rest of the selection.

    Examples
    --------
    >>> from analysis.study import load_study
    >>> view_corpus(Selection(load_study("data"), lang="en")).kind
    'corpus'
    """
    return View(selection, "corpus")


def view_topics(selection: Selection) -> View:
    """Show topics with their terms and shares, for each number of topics that the selection has models of.

    Answers: what do the clauses that are left talk about?

    Parameters
    ----------
    selection
        What is chosen, shared by the views.

    Returns
    -------
    View

    Notes
    -----
    *Reading it*: a share is the mean over the clauses that are left. *Misreading*: a topic marked "not firm" fails
    the gate of :func:`analysis.topics.fit_topics`; it is a list of words and no finding.

    Examples
    --------
    >>> from analysis.study import load_study
    >>> view_topics(Selection(load_study("data"), lang="en")).kind
    'topics'
    """
    return View(selection, "topics")


def view_network(selection: Selection) -> View:
    """Show which agencies share responsibility for the clauses that are left: lines, and the same as a matrix.

    Answers: who is made responsible together with whom, and in which clauses?

    Parameters
    ----------
    selection
        What is chosen, shared by the views.

    Returns
    -------
    View

    Notes
    -----
    *Reading it*: a line is the wider, a cell the darker, the more clauses two agencies share. Places on the ring are
    fixed and carry no measure. At most fifty agencies are drawn, those named most. *Misreading*: shared clauses are
    shared lines on paper, and a heavy tie may be what chance gives; see :func:`analysis.networks.find_backbone`.

    Examples
    --------
    >>> from analysis.study import load_study
    >>> view_network(Selection(load_study("data"), lang="en")).kind
    'network'
    """
    return View(selection, "network")


def view_passages(selection: Selection) -> View:
    """Show the passages that documents share, side by side, what differs underlined.

    Answers: where do two texts say the same, and in which words?

    Parameters
    ----------
    selection
        What is chosen, shared by the views.

    Returns
    -------
    View

    Notes
    -----
    *Reading it*: a passage is listed where either of its clauses is left by the selection. Only passages labelled
    substance carry policy; the others are formulas, procedure, names and lists of agencies.

    Examples
    --------
    >>> from analysis.study import load_study
    >>> view_passages(Selection(load_study("data"), lang="en")).kind
    'passages'
    """
    return View(selection, "passages")


def view_targets(selection: Selection) -> View:
    """Show quantitative targets by the year they are due.

    Answers: what is promised by when?

    Parameters
    ----------
    selection
        What is chosen, shared by the views.

    Returns
    -------
    View

    Notes
    -----
    *Reading it*: a year from above was stated once for several targets. A target without a mark on the line states no
    year.

    Examples
    --------
    >>> from analysis.study import load_study
    >>> view_targets(Selection(load_study("data"), lang="en")).kind
    'targets'
    """
    return View(selection, "targets")


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
    *Reading it*: dotted lines are repairs, shaded names responsible agencies (bold where they lead), double lines
    targets, the number and colour at the margin the topic with the largest share. The foot shows the characters as
    they were received.

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


_TWINS: dict[str, Callable[[Selection], str]] = {
    "corpus": twins.write_corpus,
    "kwic": twins.write_kwic,
    "network": twins.write_network,
    "passages": twins.write_passages,
    "selection": twins.write_selection,
    "targets": twins.write_targets,
    "text": twins.write_text,
    "topics": twins.write_topics,
}
