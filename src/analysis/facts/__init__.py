"""Facts that clauses state: who is responsible, in which role, and on what evidence."""

from analysis.facts.coverage import state_coverage
from analysis.facts.duties import find_duties, find_duty_masks

__all__ = ["find_duties", "find_duty_masks", "state_coverage"]
