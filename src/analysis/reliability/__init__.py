"""Agreement between coders, and scores against an annotation.

How far do two readers code the same text the same way, beyond what chance would give? Everything here takes a table of
codings - a row a unit, a column a coder - and returns a table; nothing reads a file except the coding sheets.
"""

from analysis.reliability.alpha import krippendorff_alpha
from analysis.reliability.boundaries import compare_spans
from analysis.reliability.codings import list_disagreements, measure_agreement, stack_codings
from analysis.reliability.kappa import cohen_kappa, fleiss_kappa, gwet_ac1
from analysis.reliability.scores import score_codes
from analysis.reliability.sheets import read_coding_sheet, write_coding_sheet

__all__ = [
    "cohen_kappa",
    "compare_spans",
    "fleiss_kappa",
    "gwet_ac1",
    "krippendorff_alpha",
    "list_disagreements",
    "measure_agreement",
    "read_coding_sheet",
    "score_codes",
    "stack_codings",
    "write_coding_sheet",
]
