"""How often each null finds planted groups of agencies, and how often it finds what was never planted.

Run it from the project's folder::

    python benchmarks/backbone_recovery.py

Recovery: share of tied pairs of one block that are kept. False: share of tied pairs across blocks that are kept. Under
strength 0 nothing is planted, so every pair kept is false; ``any`` is the share of corpora where one is kept.
"""

from __future__ import annotations

import argparse

import pandas as pd

from analysis.networks import find_backbone, find_communities, link_agencies
from analysis.synth import plant_agencies

METHODS = ("sdsm", "sdsm_normal", "fdsm", "hypergeometric", "disparity")


def main() -> None:
    """Print one row a strength, number of clauses and method."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=int, default=10, help="planted corpora in each setting")
    corpora = parser.parse_args().corpora
    rows = []
    for strength in (0.0, 0.6, 0.9):
        for n_clauses in (50, 100):
            for seed in range(corpora):
                planted = plant_agencies(n_provinces=1, n_clauses=n_clauses, strength=strength, seed=seed)
                block = planted.blocks.set_index("agency")["block"]
                for method in METHODS:
                    found = find_backbone(planted.duties, method=method, seed=seed)
                    same = found["agency_a"].map(block) == found["agency_b"].map(block)
                    kept = found["kept"]
                    setting = {"strength": strength, "clauses": n_clauses, "method": method}
                    shares = {"recovery": kept[same].mean(), "false": kept[~same].mean(), "any": float(kept.any())}
                    rows.append(setting | shares)
    table = pd.DataFrame(rows).groupby(["strength", "clauses", "method"]).mean().round(3)
    table.loc[0.0, "recovery"] = float("nan")
    print(table.to_string(na_rep=""))
    print(_score_communities(corpora).to_string())


def _score_communities(corpora: int) -> pd.DataFrame:
    """Return how well communities match the blocks: the adjusted Rand index, 1 is a perfect match, 0 chance."""
    from sklearn.metrics import adjusted_rand_score  # noqa: PLC0415

    rows = []
    for strength in (0.0, 0.6, 0.9):
        for seed in range(corpora):
            planted = plant_agencies(n_provinces=1, n_clauses=100, strength=strength, seed=seed)
            found = find_communities(link_agencies(planted.duties), n_runs=20)
            truth = found["agency"].map(planted.blocks.set_index("agency")["block"])
            rows.append({"strength": strength, "adjusted Rand index": adjusted_rand_score(truth, found["community"])})
    return pd.DataFrame(rows).groupby("strength").mean().round(3)


if __name__ == "__main__":
    main()
