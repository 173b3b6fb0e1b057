"""Published examples of term weights, similarity, keyness and coherence."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.lexis import weigh_terms
from analysis.lexis.keyness import measure_contingency
from analysis.similarity import compare_units
from analysis.tables import make_table
from analysis.topics import measure_npmi

__all__ = ["guide", "keyness", "novels", "npmi"]

#: scikit-learn's user guide: six documents, three terms.
_GUIDE = ((3, 0, 1), (2, 0, 0), (3, 0, 0), (4, 0, 0), (3, 2, 0), (3, 0, 2))
#: Counts of affection, jealous, gossip, wuthering in three novels.
_NOVELS = {"SaS": (115, 10, 2, 0), "PaP": (58, 7, 0, 0), "WH": (20, 11, 6, 38)}


def guide(document: str, term: int) -> float:
    """Return the weight of a term in the first document of the guide."""
    weights = weigh_terms(_terms({str(row): counts for row, counts in enumerate(_GUIDE)}), document=document)
    return float(weights.set_index(["unit_id", "term"]).loc[("0", f"t{term}"), "tf_idf"])  # type: ignore[arg-type]


def novels(first: str, second: str) -> float:
    """Return the cosine of two novels by their log counts."""
    weights = weigh_terms(_terms(_NOVELS), term="log10", document="none")
    pairs = compare_units(weights).set_index(["unit_a", "unit_b"])
    return float(pairs.loc[(first, second), "value"])  # type: ignore[arg-type]


def keyness(measure: str) -> float:
    """Return a measure of the table [3 7; 7 2], without its sign."""
    cells = [np.array([value]) for value in (3.0, 7.0, 7.0, 2.0)]
    return abs(float(measure_contingency(*cells).iloc[0][measure]))


def npmi() -> float:
    """Return the NPMI of two terms that share one of five units."""
    return float(measure_npmi(1, n_a=3, n_b=2, n_units=5))


def _terms(counts: Mapping[str, tuple[int, ...]]) -> pd.DataFrame:
    return make_table(
        "terms",
        [
            {"clause_id": unit, "doc_id": "d", "term": f"t{place}", "n": n}
            for unit, values in counts.items()
            for place, n in enumerate(values)
            if n
        ],
    )
