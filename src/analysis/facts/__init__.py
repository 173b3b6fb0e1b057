"""Facts that clauses state: who is responsible, how much is to be reached by when, each with its evidence."""

from analysis.facts.agency_readings import name_agencies
from analysis.facts.coverage import state_coverage
from analysis.facts.duties import find_duties, find_duty_masks
from analysis.facts.targets import find_targets

__all__ = ["find_duties", "find_duty_masks", "find_targets", "name_agencies", "state_coverage"]
