"""The workbench in JupyterLab: views of a study that share one selection, each with a static twin.

:class:`Selection` holds what is chosen; the ``view_...`` functions show it and set it; :func:`write_page` keeps views as a
page that works without JupyterLab.
"""

from analysis.explore.page import write_page
from analysis.explore.rich import use_rich_tables
from analysis.explore.selection import Selection
from analysis.explore.views import (
    View,
    view_corpus,
    view_kwic,
    view_network,
    view_passages,
    view_selection,
    view_targets,
    view_text,
    view_topics,
)

__all__ = [
    "Selection",
    "View",
    "use_rich_tables",
    "view_corpus",
    "view_kwic",
    "view_network",
    "view_passages",
    "view_selection",
    "view_targets",
    "view_text",
    "view_topics",
    "write_page",
]
