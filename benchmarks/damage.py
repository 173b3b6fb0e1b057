"""The damage bench: what of each kind of damage is undone or flagged, and what is changed that was sound.

Run it from the project's folder::

    python benchmarks/damage.py [--texts N]

Damage is planted in invented texts (``analysis.synth``), repaired by ``analysis.ingest``, and both steps are composed: an edit
that is left over where damage was planted is damage not undone; one that is left over elsewhere is a sound place changed.
"""

from __future__ import annotations

import argparse
import re
import sys
import unicodedata
from typing import NamedTuple

from analysis.ingest import repair_text
from analysis.ingest.repair import Repaired
from analysis.spans import Edit, compose_edits, map_to_source
from analysis.synth import DAMAGES, plant_damage, write_policy_text


class Score(NamedTuple):
    """Counts of one kind of damage over all texts."""

    planted: int
    met: int
    wrong: int
    wrong_characters: int
    digits: int

    @property
    def recall(self) -> float:
        """Share of the planted damage that was undone, or flagged where it cannot be."""
        return self.met / self.planted if self.planted else float("nan")

    @property
    def precision(self) -> float:
        """Share of the changes that undid damage; where it can only be flagged, of the flags that lie on damage."""
        return self.met / (self.met + self.wrong) if self.met + self.wrong else float("nan")


def score_kind(kind: str, *, n_texts: int = 20) -> Score:
    """Plant one kind of damage in texts, repair them, and count."""
    totals = [0, 0, 0, 0, 0]
    for seed in range(n_texts):
        text = write_policy_text(seed=seed)
        damaged = plant_damage(text, kind, seed=seed)
        repaired = repair_text(damaged.text)
        left = [edit for edit in compose_edits(damaged.edits, repaired.edits) if not _is_blank(edit)]
        spans = [(edit.start, max(edit.end, edit.start + 1)) for edit in damaged.edits]
        if DAMAGES[kind].undone:
            met = sum(
                not any(one.start < end and start < max(one.end, one.start + 1) for one in left) for start, end in spans
            )
            false = 0
        else:
            met, false = _count_flagged(damaged.edits, repaired)
        wrong = [
            edit
            for edit in left
            if edit.rule != "damage"
            and not any(edit.start < end and start < max(edit.end, edit.start + 1) for start, end in spans)
        ]
        counts = (len(spans), met, len(wrong) + false, sum(max(len(edit.before), len(edit.after)) for edit in wrong))
        digits = _digits(text if DAMAGES[kind].undone else damaged.text) != _digits(repaired.text)
        totals = [total + count for total, count in zip(totals, (*counts, int(digits)), strict=True)]
    return Score(*totals)


def _count_flagged(planted: list[Edit], repaired: Repaired) -> tuple[int, int]:
    """Count planted damage on which a flag lies, and flags that lie on none."""
    starts, ends = map_to_source(
        repaired.edits, [flag.start for flag in repaired.flags], [flag.end for flag in repaired.flags]
    )
    spans = []
    shift = 0
    for edit in planted:
        low = edit.start + shift
        spans.append((low, low + max(1, len(edit.after))))
        shift += len(edit.after) - len(edit.before)
    met = sum(any(start <= high and low <= end for start, end in zip(starts, ends, strict=True)) for low, high in spans)
    false = sum(
        not any(start <= high and low <= end for low, high in spans) for start, end in zip(starts, ends, strict=True)
    )
    return met, false


def _is_blank(edit: Edit) -> bool:
    """Say whether an edit only sets another number of line ends."""
    return "\n" in edit.before and "\n" in edit.after and not (edit.before + edit.after).strip()


def _digits(text: str) -> str:
    return "".join(re.findall(r"\d", unicodedata.normalize("NFKC", text)))


def main() -> int:
    """Print one line a kind."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--texts", type=int, default=20)
    n_texts = parser.parse_args().texts
    clean = sum(len(repair_text(write_policy_text(seed=seed)).edits) for seed in range(n_texts))
    flagged = sum(len(repair_text(write_policy_text(seed=seed)).flags) for seed in range(n_texts))
    print(f"{n_texts} undamaged texts: {clean} edits, {flagged} flags\n")
    print(f"{'kind':<24}{'outcome':<9}{'planted':>8}{'recall':>8}{'precision':>10}{'wrong chars':>12}{'digits':>7}")
    for kind, damage in DAMAGES.items():
        score = score_kind(kind, n_texts=n_texts)
        print(
            f"{kind:<24}{'undone' if damage.undone else 'flagged':<9}{score.planted:>8}{score.recall:>8.3f}"
            f"{score.precision:>10.3f}{score.wrong_characters:>12}{score.digits:>7}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
