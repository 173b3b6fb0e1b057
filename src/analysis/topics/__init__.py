"""Topics: what a corpus talks about, how much of each unit, and how far each topic may be trusted."""

from analysis.topics.agreement import match_models
from analysis.topics.choice import choose_k
from analysis.topics.intrusion import (
    draw_topic_intrusions,
    draw_word_intrusions,
    read_intrusion_answers,
    score_intrusions,
    write_intrusion_sheet,
)
from analysis.topics.labels import find_exemplars, label_topics
from analysis.topics.matrix import count_room
from analysis.topics.model import Topics, fit_topics
from analysis.topics.places import assign_words, place_topics
from analysis.topics.prevalence import measure_prevalence
from analysis.topics.quality import measure_npmi
from analysis.topics.seeded import SeededTopics, fit_seeded_topics, read_seeds
from analysis.topics.sums import sum_shares

__all__ = [
    "SeededTopics",
    "Topics",
    "assign_words",
    "choose_k",
    "count_room",
    "draw_topic_intrusions",
    "draw_word_intrusions",
    "find_exemplars",
    "fit_seeded_topics",
    "fit_topics",
    "label_topics",
    "match_models",
    "measure_npmi",
    "measure_prevalence",
    "place_topics",
    "read_intrusion_answers",
    "read_seeds",
    "score_intrusions",
    "sum_shares",
    "write_intrusion_sheet",
]
