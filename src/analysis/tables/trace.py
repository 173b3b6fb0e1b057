"""Tables of the way back: from an id to the source characters, and what was changed there."""

from analysis.tables.contract import Column, Table
from analysis.tables.parts import CLAUSE, DOC, SOURCE_SPAN, SPAN

TRACES = Table(
    "traces",
    "One row a span that stands behind an id.",
    ("id", "doc_id", "start", "end"),
    (
        Column("id", "str", "what was traced: a clause, a span, a link, a topic ..."),
        DOC,
        Column("clause_id", "str", CLAUSE.about, nullable=True),
        *SPAN,
        *SOURCE_SPAN,
        Column("clean", "str", "the characters in the clean text"),
        Column("original", "str", "the characters in the source text, personal contact details masked"),
    ),
)

CHANGES = Table(
    "changes",
    "One row a stretch of a span: kept as it was, or changed by a rule.",
    ("doc_id", "source_start", "source_end"),
    (
        DOC,
        *SOURCE_SPAN,
        Column("before", "str", "the characters in the source, personal contact details masked"),
        Column("after", "str", "the characters in the clean text"),
        Column("rule", "str", "the rule that changed it; missing where it was kept", nullable=True),
        Column("confidence", "float64", "confidence of the change", nullable=True, low=0, high=1),
    ),
)

TABLES = (TRACES, CHANGES)
