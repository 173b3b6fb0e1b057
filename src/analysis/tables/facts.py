"""Tables of facts: duties and coverage."""

from analysis.tables.contract import Column, Table
from analysis.tables.parts import CLAUSE, DOC, LATER_SOURCE_SPAN, SPAN

DUTIES = Table(
    "duties",
    "One row a mention of an agency that is made responsible for a clause.",
    ("doc_id", "start", "agency"),
    (
        DOC,
        CLAUSE,
        *SPAN,
        Column("agency", "str", "canonical short name from the registry, or as written where the registry has none"),
        Column("surface", "str", "the name as it stands in the clean text"),
        Column(
            "jurisdiction", "str", "whose body it is: the same short name in two provinces is two bodies", nullable=True
        ),
        Column("role", "str", "role in the clause", vocabulary=("lead", "support", "responsible")),
        Column("order", "int64", "place in its list, from 1", low=1),
        Column("evidence", "str", "what says so", vocabulary=("bracket", "rule", "ledger", "sentence", "mention")),
        Column("notation", "str", "notation of the list, e.g. 责任单位, bare, 牵头单位"),
        Column("collective", "bool", "a name for many bodies at once: counted as a mention, never a node"),
        Column("rule_start", "Int64", "where the rule that decides role or agency stands, if one does", True, low=0),
        Column("rule_end", "Int64", "one past its last character", True, low=0),
        *LATER_SOURCE_SPAN,
    ),
    order=("doc_id", "start", "agency"),
)

COVERAGE = Table(
    "coverage",
    "One row a document and table: whether the text states such facts at all.",
    ("doc_id", "table"),
    (
        DOC,
        Column("table", "str", "the table it speaks of"),
        Column("status", "str", "what can be said", vocabulary=("stated", "not stated", "unreadable")),
        Column("n", "Int64", "rows found; missing, never 0, where nothing is stated", nullable=True, low=1),
        Column("note", "str", "a sentence on what was or was not found", nullable=True),
    ),
)

TABLES = (DUTIES, COVERAGE)
