"""Small tables that the tests of networks share."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pandas as pd
import pytest

from analysis.tables import make_table

MakeDuties = Callable[..., pd.DataFrame]


def build_duties(
    clauses: Mapping[str, Iterable[str]],
    *,
    leads: Mapping[str, str] | None = None,
    jurisdiction: str | None = "浙江",
    doc_id: str = "d",
) -> pd.DataFrame:
    """Return a duties table from clause -> agencies; where a clause has a lead, the others support it."""
    rows = []
    for clause, agencies in clauses.items():
        lead = (leads or {}).get(clause)
        for order, agency in enumerate(agencies, start=1):
            role = "responsible" if lead is None else "lead" if agency == lead else "support"
            rows.append(
                {
                    "doc_id": doc_id,
                    "clause_id": f"{doc_id}/{clause}",
                    "start": 100 * len(rows),
                    "end": 100 * len(rows) + len(agency),
                    "agency": agency,
                    "surface": agency,
                    "jurisdiction": jurisdiction,
                    "role": role,
                    "order": order,
                    "evidence": "bracket",
                    "notation": "责任单位",
                    "collective": False,
                }
            )
    return make_table("duties", rows)


@pytest.fixture(scope="session")
def duties_of() -> MakeDuties:
    return build_duties


@pytest.fixture(scope="session")
def gold_duties(data: Path) -> pd.DataFrame:
    """Return the hand annotation of the corpus as a duties table."""
    gold = pd.read_csv(data / "gold" / "agencies.csv", keep_default_na=False)
    return make_table(
        "duties",
        pd.DataFrame(
            {
                "doc_id": gold["doc"],
                "clause_id": gold["section"],
                "start": gold["raw_start"],
                "end": gold["raw_start"] + gold["surface"].str.len(),
                "agency": gold["agency"],
                "surface": gold["surface"],
                "jurisdiction": "浙江",
                "role": gold["role"],
                "order": gold["order"],
                "evidence": "bracket",
                "notation": gold["notation"],
                "collective": gold["collective"].astype(bool),
            }
        ),
    )
