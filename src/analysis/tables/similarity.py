"""Tables of similarity."""

from analysis.tables.contract import Column, Table
from analysis.tables.parts import INTERVAL, UNIT

PAIRS = Table(
    "pairs",
    "One row a pair of units and method.",
    ("unit_a", "unit_b", "method"),
    (
        Column("unit_a", "str", "the unit whose id sorts first"),
        Column("unit_b", "str", "the other unit"),
        Column("method", "str", "measure of similarity"),
        UNIT,
        Column("value", "float64", "similarity", low=-1, high=1),
        *INTERVAL,
        Column("null_mean", "float64", "mean under the null", nullable=True),
        Column("p", "float64", "upper-tail p under the null", nullable=True, low=0, high=1),
        Column("q", "float64", "p after Benjamini-Hochberg", nullable=True, low=0, high=1),
    ),
    ordered_pairs=(("unit_a", "unit_b"),),
)

PAIR_TERMS = Table(
    "pair_terms",
    "One row a term that two units share, with its part in their cosine.",
    ("unit_a", "unit_b", "term"),
    (
        Column("unit_a", "str", "the unit whose id sorts first"),
        Column("unit_b", "str", "the other unit"),
        Column("term", "str", "the shared term"),
        Column(
            "contribution", "float64", "product of the two weights; the rows of a pair sum to its TF-IDF cosine", low=0
        ),
    ),
    ordered_pairs=(("unit_a", "unit_b"),),
)

TABLES = (PAIRS, PAIR_TERMS)
