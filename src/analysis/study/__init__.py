"""The chain: from a data folder to one frozen bundle of tables, saved, loaded, and the derived tables at default settings.

This is the only package that puts stages one after another and adds the source spans.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analysis.study.bundle import Study
from analysis.study.chain import OWN_CODEBOOK, build_study
from analysis.study.storage import load_study, save_study

if TYPE_CHECKING:
    from analysis.study.derived import derive_tables

__all__ = ["OWN_CODEBOOK", "Study", "build_study", "derive_tables", "load_study", "save_study"]


def __getattr__(name: str) -> Any:
    """Load the analyses only where they are asked for: the chain does without them and starts sooner."""
    if name == "derive_tables":
        from analysis.study.derived import derive_tables  # noqa: PLC0415 - see above

        return derive_tables
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
