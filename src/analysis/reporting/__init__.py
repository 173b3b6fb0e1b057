"""Reports: notebooks that answer one question each, run into pages that repeat to the byte.

In a notebook, :class:`Report` says what the catalogue words it in the reader's language, shows figures with their tables,
and withholds what the corpus cannot support. :mod:`analysis.reporting.runs` runs the notebooks into ``outputs``.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.reporting.report import Report
    from analysis.reporting.source import find_codebook
    from analysis.reporting.traces import find_clauses

__all__ = ["Report", "find_clauses", "find_codebook"]


#: The module that each of them stands in.
_PLACES = {"Report": "report", "find_clauses": "traces", "find_codebook": "source"}


def __getattr__(name: str) -> Any:
    """Load figures and pages only where a notebook asks for them: tables are built without them."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
