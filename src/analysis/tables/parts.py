"""Columns that many tables share."""

from analysis.tables.contract import Column

DOC = Column("doc_id", "str", "document")
CLAUSE = Column("clause_id", "str", "clause")
SPAN = (
    Column("start", "int64", "first character in the clean text of the document, from 0", low=0),
    Column("end", "int64", "one past the last character", low=0),
)
SOURCE_SPAN = (
    Column("source_start", "int64", "first character in the source text of the document, from 0", low=0),
    Column("source_end", "int64", "one past the last character", low=0),
)
#: The same in a table that a stage makes: missing until ``study`` has set them from the edits.
LATER_SOURCE_SPAN = tuple(Column(column.name, "Int64", column.about, nullable=True, low=0) for column in SOURCE_SPAN)
EDIT_CONFIDENCE = Column("confidence", "float64", "0-1; 1 where the text itself proves it", low=0, high=1)
UNIT = Column("unit", "str", "what a unit is", vocabulary=("document", "clause", "sentence", "group"))
UNIT_ID = Column("unit_id", "str", "clause_id, doc_id, sentence id or the name of a group")
INTERVAL = (
    Column("ci_low", "float64", "lower end of the interval; missing where none is supported", nullable=True),
    Column("ci_high", "float64", "upper end of the interval", nullable=True),
)
