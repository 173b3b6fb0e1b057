"""Topics: what a corpus talks about, how much of each unit, and how far each topic may be trusted."""

from analysis.topics.agreement import match_models
from analysis.topics.choice import choose_k
from analysis.topics.labels import find_exemplars, label_topics
from analysis.topics.matrix import count_room
from analysis.topics.model import Topics, fit_topics
from analysis.topics.prevalence import measure_prevalence
from analysis.topics.quality import measure_npmi
from analysis.topics.sums import sum_shares

__all__ = [
    "Topics",
    "choose_k",
    "count_room",
    "find_exemplars",
    "fit_topics",
    "label_topics",
    "match_models",
    "measure_npmi",
    "measure_prevalence",
    "sum_shares",
]
