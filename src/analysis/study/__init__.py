"""The chain: from a data folder to one frozen bundle of tables, saved, loaded, and the derived tables at default settings.

This is the only package that puts stages one after another and adds the source spans.
"""

from analysis.study.bundle import Study
from analysis.study.chain import OWN_CODEBOOK, build_study
from analysis.study.derived import derive_tables
from analysis.study.storage import load_study, save_study

__all__ = ["OWN_CODEBOOK", "Study", "build_study", "derive_tables", "load_study", "save_study"]
