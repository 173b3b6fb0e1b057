"""Facts that clauses state: who is responsible, how much is to be reached by when, each with its evidence."""

from analysis.facts.agency_readings import name_agencies
from analysis.facts.codebooks import Codebook, list_codebooks, read_codebook, tell_codebook
from analysis.facts.coverage import state_coverage
from analysis.facts.duties import find_duties, find_duty_masks
from analysis.facts.instruments import code_instruments, count_instruments, select_counted
from analysis.facts.targets import find_targets

__all__ = [
    "Codebook",
    "code_instruments",
    "count_instruments",
    "find_duties",
    "find_duty_masks",
    "find_targets",
    "list_codebooks",
    "name_agencies",
    "read_codebook",
    "select_counted",
    "state_coverage",
    "tell_codebook",
]
