"""Corpora whose truth is known, because it was planted."""

from analysis.synth.reuse import PlantedReuse, plant_reuse

__all__ = ["PlantedReuse", "plant_reuse"]
