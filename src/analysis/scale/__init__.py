"""Corpora beyond memory: the chain run over blocks of documents by several processes or a cluster, resumable, byte for byte.

:func:`build_corpus` is what ``zhengce build --workers N`` and ``--engine dask`` call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.scale.build import build_corpus

__all__ = ["build_corpus"]


def __getattr__(name: str) -> Any:
    """Load the command's half only where it is asked for: a worker process does without it and stays smaller."""
    if name == "build_corpus":
        from analysis.scale.build import build_corpus  # noqa: PLC0415 - see above

        return build_corpus
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
