"""Does it compute what the literature says, and find what people found: the answer in two tables.

Published numbers recomputed (:func:`run_checks`), and scores against a hand annotation where the data folder has
one (:func:`score_gold`). ``zhengce validate`` prints both.
"""

from analysis.validate.checks import CHECKS, Check, run_checks
from analysis.validate.gold import place_sections, score_gold

__all__ = ["CHECKS", "Check", "place_sections", "run_checks", "score_gold"]
