"""Tables of words."""

from analysis.tables.contract import Column, Table
from analysis.tables.parts import CLAUSE, DOC, SPAN, UNIT, UNIT_ID

TOKENS = Table(
    "tokens",
    "One row a token that stays after masks and stop words.",
    ("clause_id", "start"),
    (CLAUSE, DOC, *SPAN, Column("term", "str", "the token")),
)

TERMS = Table(
    "terms",
    "One row a term of a clause, with its count.",
    ("clause_id", "term"),
    (CLAUSE, Column("term", "str", "the term"), DOC, Column("n", "int64", "occurrences in the clause", low=1)),
)

WEIGHTS = Table(
    "weights",
    "One row a term of a unit, with its TF-IDF weight.",
    ("unit_id", "term"),
    (
        UNIT_ID,
        Column("term", "str", "the term"),
        UNIT,
        Column("n", "int64", "occurrences in the unit", low=1),
        Column("tf", "float64", "term part of the weight", low=0),
        Column("idf", "float64", "document part of the weight", low=0),
        Column("tf_idf", "float64", "the weight after normalisation", low=0),
    ),
)

TABLES = (TOKENS, TERMS, WEIGHTS)
