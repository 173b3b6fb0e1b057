"""The damage bench: planted damage is undone or flagged, sound text is left alone, no figure changes silently."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from analysis.ingest import repair_text
from analysis.spans import undo_edits
from analysis.synth import DAMAGES, plant_damage, write_policy_text


@pytest.fixture(scope="module")
def bench(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("damage_bench", root / "benchmarks" / "damage.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["damage_bench"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("kind", DAMAGES)
def test_damage_is_undone_or_flagged(bench: ModuleType, kind: str) -> None:
    score = bench.score_kind(kind, n_texts=4)
    assert score.planted
    assert score.recall >= 0.98
    assert not score.met or score.precision >= 0.995
    assert score.digits == 0


@pytest.mark.parametrize("seed", range(6))
def test_sound_text_passes_unchanged(seed: int) -> None:
    repaired = repair_text(write_policy_text(seed=seed, n_chapters=1 + seed))
    assert repaired.edits == []
    assert repaired.flags == []


@pytest.mark.parametrize("kind", DAMAGES)
def test_the_truth_of_planted_damage_is_kept(kind: str) -> None:
    text = write_policy_text(seed=1)
    damaged = plant_damage(text, kind, seed=2, rate=1.0)
    assert damaged.text != text
    assert undo_edits(damaged.text, damaged.edits) == text
    assert plant_damage(text, kind, seed=2, rate=1.0) == damaged


def test_the_bench_notices_a_rule_that_does_nothing(bench: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "repair_text", lambda text: repair_text(text, rules=()))
    assert bench.score_kind("half width", n_texts=1).recall == 0


@pytest.mark.parametrize(
    ("kind", "rate", "told"),
    [("typos", 0.5, "no damage is called 'typos'"), ("bold", 0.0, "rate"), ("bold", 2.0, "rate")],
)
def test_wrong_arguments_are_quoted(kind: str, rate: float, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        plant_damage("文", kind, rate=rate)
