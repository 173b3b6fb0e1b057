"""A research workbench for Chinese provincial policy texts: damaged pages in, traceable numbers out.

The packages read as the method does: ``ingest`` makes clean clauses of damaged documents, ``facts`` and ``lexis`` make
facts and words of clauses, ``topics``, ``similarity`` and ``networks`` make findings of those, ``plots`` and ``reporting`` show
them. Stages never import each other: they meet through the tables that ``tables`` declares, and ``study`` chains them.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.study import load_study, save_study

__all__ = ["load_study", "save_study"]


def __getattr__(name: str) -> Any:
    """Import the two calls that most sessions begin and end with when they are first asked for; the rest costs nothing."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from analysis import study  # noqa: PLC0415 - pandas and all stages come with it

    return getattr(study, name)
