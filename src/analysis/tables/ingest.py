"""Tables of the first stage: documents, edits, flags, clauses, masks."""

from analysis.tables.contract import Column, Table
from analysis.tables.parts import DOC, EDIT_CONFIDENCE, LATER_SOURCE_SPAN, SOURCE_SPAN, SPAN

_BASIS = ("stated", "catalogue", "inferred")

#: Metadata of a document that have a ``*_basis`` column beside them.
METADATA = (
    ("province", "short name of the province-level unit, e.g. 浙江"),
    (
        "jurisdiction",
        "the place whose bodies the text speaks of: 中央, a province, a city, a county (after its city if stated)",
    ),
    ("level", "level of government"),
    ("genre", "kind of text, e.g. 行动计划, 指导意见"),
    ("title", "title in clean text"),
    ("issuer", "issuing body in clean text"),
    ("doc_number", "document number (文号) in clean text"),
    ("issued_on", "date of issue, YYYY-MM-DD"),
    ("status", "draft for comment, final text, or an excerpt"),
    ("period_start", "first year of the planning period"),
    ("period_end", "last year of the planning period"),
    ("parent", "doc_id or title of the document it carries out"),
    ("scope", "what the text is about, in the scholar's words: texts of one scope are named alike"),
)
_VOCABULARY = {"level": ("central", "province", "city", "county"), "status": ("draft", "final", "excerpt")}
_TYPES = {"period_start": "Int64", "period_end": "Int64"}


def _metadata_columns() -> tuple[Column, ...]:
    columns: list[Column] = []
    for name, about in METADATA:
        columns.append(
            Column(name, _TYPES.get(name, "str"), about, nullable=True, vocabulary=_VOCABULARY.get(name, ()))
        )
        columns.append(Column(f"{name}_basis", "str", f"how {name} is known; missing where it is not", True, _BASIS))
    return tuple(columns)


DOCUMENTS = Table(
    "documents",
    "One row a document: its metadata, how each is known, and its text before and after repair.",
    ("doc_id",),
    (
        Column("doc_id", "str", "id in the catalogue, ASCII"),
        *_metadata_columns(),
        Column("script", "str", "script of the source text", vocabulary=("simplified", "traditional", "mixed", "none")),
        Column("source", "str", "where the file came from, as the catalogue says", nullable=True),
        Column("path", "str", "file under the data folder, with forward slashes"),
        Column("encoding", "str", "encoding a text file was decoded with; of any other, the format"),
        Column(
            "tracked_changes",
            "str",
            "how the tracked changes of a Word file were read; missing where it holds none",
            nullable=True,
            vocabulary=("accepted", "refused"),
        ),
        Column("sha256", "str", "hash of the file's bytes"),
        Column("n_chars", "int64", "characters of the source text", low=0),
        Column("source_text", "str", "the characters as decoded, untouched"),
        Column("clean_text", "str", "what analyses read"),
    ),
)

EDITS = Table(
    "edits",
    "One row a repaired run: undoing all rows of a document gives its source text back.",
    ("doc_id", "source_start"),
    (
        DOC,
        *SOURCE_SPAN,
        Column("before", "str", "the characters in the source"),
        Column("after", "str", "the characters in the clean text; empty where something was taken out"),
        Column("rule", "str", "name of the repair rule; a+b where two rules touched one run"),
        EDIT_CONFIDENCE,
    ),
)

FLAGS = Table(
    "flags",
    "One row a place that is only suspected to be damaged, and was not changed.",
    ("doc_id", "source_start", "rule"),
    (
        DOC,
        *SOURCE_SPAN,
        Column("rule", "str", "name of the rule that suspects it"),
        Column("reading", "str", "what it may have been, where there is a guess", nullable=True),
        EDIT_CONFIDENCE,
    ),
)

KINDS = (
    "title",
    "preamble",
    "chapter",
    "group",
    "clause",
    "bullet",
    "notice",
    "metadata",
    "sidebar",
    "noise",
    "annex",
    "signature",
    "row",
)

CLAUSES = Table(
    "clauses",
    "One row a unit of the outline, title to smallest numbered clause; text is its own, children excluded.",
    ("clause_id",),
    (
        Column("clause_id", "str", "document id and printed numbers without punctuation: doc/二/一/3"),
        DOC,
        Column("parent_id", "str", "clause_id of the unit it stands in", nullable=True),
        Column("position", "int64", "rank in reading order within the document, from 0", low=0),
        Column("level", "int64", "depth: 0 for a title, 1 for a chapter", low=0),
        Column("kind", "str", "what the unit is", vocabulary=KINDS),
        Column("number", "str", "number as printed, without punctuation", nullable=True),
        Column("heading", "str", "heading without number", nullable=True),
        Column("text", "str", "clean_text[start:end]: number, heading and own text, children excluded"),
        *SPAN,
        *LATER_SOURCE_SPAN,
        Column("page", "Int64", "page of a paginated source, from 1", nullable=True, low=1),
    ),
    order=("doc_id", "position"),
)

MASKS = Table(
    "masks",
    "One row a span that words, topics and similarity skip.",
    ("doc_id", "start"),
    (
        DOC,
        *SPAN,
        Column("kind", "str", "why it is skipped", vocabulary=("duties", "place", "contact", "front matter", "noise")),
    ),
)

TABLES = (DOCUMENTS, EDITS, FLAGS, CLAUSES, MASKS)
