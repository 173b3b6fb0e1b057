"""Networks of agencies that share responsibility: ties, leads, measures, communities - each with the clauses behind it."""

from analysis.networks.backbone import estimate_clauses, find_backbone
from analysis.networks.communities import find_communities
from analysis.networks.comparison import compare_leads, compare_networks, list_tie_changes
from analysis.networks.core import find_core
from analysis.networks.export import export_network, list_evidence
from analysis.networks.kinds import list_kinds
from analysis.networks.links import link_agencies, link_leads
from analysis.networks.roles import score_leads, score_two_modes
from analysis.networks.scores import score_agencies, score_participation
from analysis.networks.sizes import measure_networks
from analysis.networks.structure import compare_to_null, find_group_ties, trace_mixing
from analysis.networks.twomode import EVIDENCE, list_incidences

__all__ = [
    "EVIDENCE",
    "compare_leads",
    "compare_networks",
    "compare_to_null",
    "estimate_clauses",
    "export_network",
    "find_backbone",
    "find_communities",
    "find_core",
    "find_group_ties",
    "link_agencies",
    "link_leads",
    "list_evidence",
    "list_incidences",
    "list_kinds",
    "list_tie_changes",
    "measure_networks",
    "score_agencies",
    "score_leads",
    "score_participation",
    "score_two_modes",
    "trace_mixing",
]
