"""Corpora whose truth is known, because it was planted."""

from analysis.synth.reuse import PlantedReuse, plant_reuse
from analysis.synth.topics import PlantedTopics, plant_topics

__all__ = ["PlantedReuse", "PlantedTopics", "plant_reuse", "plant_topics"]
