"""Corpora whose truth is known, because it was planted."""

from analysis.synth.agencies import PlantedAgencies, plant_agencies, write_plans
from analysis.synth.corpus import list_documents, write_corpus
from analysis.synth.damage import DAMAGES, Damaged, plant_damage
from analysis.synth.policy import write_policy_text
from analysis.synth.reuse import PlantedFamily, PlantedReuse, plant_family, plant_reuse
from analysis.synth.topics import PlantedTopics, plant_topics

__all__ = [
    "DAMAGES",
    "Damaged",
    "PlantedAgencies",
    "PlantedFamily",
    "PlantedReuse",
    "PlantedTopics",
    "list_documents",
    "plant_agencies",
    "plant_damage",
    "plant_family",
    "plant_reuse",
    "plant_topics",
    "write_corpus",
    "write_plans",
    "write_policy_text",
]
