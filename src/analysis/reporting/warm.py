"""What every run needs, imported once in the process that runs are forked from."""

from __future__ import annotations

import matplotlib.pyplot as plt
import nbconvert
import papermill
import seaborn as sns

import analysis.networks
import analysis.plots
import analysis.reporting
import analysis.similarity
import analysis.topics
from analysis.reporting import assets, kernel, page, shell
from analysis.reporting.fingerprint import hash_code, hash_reference, list_versions

__all__: list[str] = []

_MODULES = (plt, nbconvert, papermill, sns, analysis, assets, kernel, page, shell)

# Remembered before the fork: every run writes them into its record.
hash_code()
hash_reference()
list_versions()
