"""The workbench in JupyterLab: views of a study that share one selection, each with a static twin.

:class:`Selection` holds what is chosen; the ``view_...`` functions show it and set it; :func:`write_page` keeps views as a
page that works without JupyterLab.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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

_HOMES = {"Selection": "selection", "use_rich_tables": "rich", "write_page": "page"}


def __getattr__(name: str) -> Any:
    """Import a call when it is first asked for: a kernel begins with this package, and most of it takes seconds."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"analysis.explore.{_HOMES.get(name, 'views')}"), name)
