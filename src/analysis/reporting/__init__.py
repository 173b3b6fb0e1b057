"""Reports: notebooks that answer one question each, run into pages that repeat to the byte.

In a notebook, :class:`Report` says what the catalogue words it in the reader's language, shows figures with their tables,
and withholds what the corpus cannot support. :mod:`analysis.reporting.runs` runs the notebooks into ``outputs``.
"""

from analysis.reporting.report import Report
from analysis.reporting.source import find_codebook
from analysis.reporting.traces import find_clauses

__all__ = ["Report", "find_clauses", "find_codebook"]
