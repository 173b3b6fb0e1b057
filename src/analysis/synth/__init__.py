"""Corpora whose truth is known, because it was planted."""

from analysis.synth.agencies import PlantedAgencies, plant_agencies
from analysis.synth.reuse import PlantedReuse, plant_reuse
from analysis.synth.topics import PlantedTopics, plant_topics

__all__ = ["PlantedAgencies", "PlantedReuse", "PlantedTopics", "plant_agencies", "plant_reuse", "plant_topics"]
