"""Corpora beyond memory: the chain run over blocks of documents by several processes or a cluster, resumable, byte for byte.

:func:`build_corpus` is what ``zhengce build --workers N`` and ``--engine dask`` call.
"""

from analysis.scale.build import build_corpus

__all__ = ["build_corpus"]
