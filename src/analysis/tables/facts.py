"""Tables of facts: duties, targets, instruments and coverage."""

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
        Column("evidence", "str", "what says so", vocabulary=("bracket", "rule", "ledger", "sentence")),
        Column("notation", "str", "notation of the list, e.g. 责任单位, bare, 牵头单位"),
        Column("collective", "bool", "a name for many bodies at once: counted as a mention, never a node"),
        Column("rule_start", "Int64", "where the rule that decides role or agency stands, if one does", True, low=0),
        Column("rule_end", "Int64", "one past its last character", True, low=0),
        *LATER_SOURCE_SPAN,
    ),
    order=("doc_id", "start", "agency"),
)

TARGETS = Table(
    "targets",
    "One row a quantitative target: a number to be reached, with its object, comparator, unit and year.",
    ("target_id",),
    (
        Column("target_id", "str", "clause_id and the target's place in the clause: doc/一#t1"),
        DOC,
        CLAUSE,
        Column("text", "str", "the words of the target in the clean text"),
        Column("object", "str", "what is counted or measured"),
        Column("scope", "str", "where, for which fields or how often, as written; missing where not stated", True),
        Column(
            "change",
            "str",
            "whether the number is a rise or a fall (增长8%, 下降16%); missing where it is a level",
            True,
            ("rise", "fall"),
        ),
        Column("value_low", "float64", "the number as written; missing where the comparator leaves it open", True),
        Column("value_high", "float64", "the upper number as written; missing where it is open", True),
        Column(
            "comparator",
            "str",
            "how the value is to be compared",
            vocabulary=(">=", ">", "=", "~", "<=", "<", "range"),
        ),
        Column("unit", "str", "multiplier and unit as written, e.g. 万亿元; missing for a plain number", True),
        Column("base_low", "float64", "value_low in base units", nullable=True),
        Column("base_high", "float64", "value_high in base units", nullable=True),
        Column("base_unit", "str", "base unit, e.g. CNY, m, ratio, item", nullable=True),
        Column(
            "year", "Int64", "year by which it is to be reached; missing where not stated", True, low=1900, high=2200
        ),
        Column(
            "base_year", "Int64", "year with which it is compared (较2020年); missing where not stated", True, low=1900
        ),
        Column("year_inherited", "boolean", "whether the year stands in a clause above, not in this one", True),
        Column(
            "hardness",
            "str",
            "binding, expected or striven for; missing where not stated",
            True,
            ("约束", "预期", "力争"),
        ),
        *SPAN,
        *LATER_SOURCE_SPAN,
    ),
    order=("doc_id", "start", "target_id"),
)

INSTRUMENTS = Table(
    "instruments",
    "One row a trigger: words that suggest a code of a codebook for a clause.",
    ("clause_id", "code", "start"),
    (
        DOC,
        CLAUSE,
        Column("code", "str", "code of the codebook"),
        Column("trigger", "str", "the words that suggest it"),
        Column("rule", "str", "the rule of the codebook that matched"),
        Column("codebook", "str", "name and version of the codebook"),
        *SPAN,
        *LATER_SOURCE_SPAN,
    ),
    order=("doc_id", "start", "code", "clause_id"),
)

AGENCY_NAMES = Table(
    "agency_names",
    "One row a written name of a document: which body it was read as, what decided so, and whether it needs review.",
    ("doc_id", "surface", "agency"),
    (
        DOC,
        Column("surface", "str", "the name as written"),
        Column("agency", "str", "the body it was read as"),
        Column("kind", "str", "what kind of body; missing where neither registry nor ending says so", nullable=True),
        Column("level", "str", "central, local, or field: a local office of a central body", nullable=True),
        Column("system", "str", "central body whose vertical line (条) it belongs to", nullable=True),
        Column(
            "basis",
            "str",
            "what decided: the canonical name itself, an alias, a reform, the grammar of names, nothing, or the scholar",
            vocabulary=("name", "alias", "rename", "merger", "collective", "grammar", "as written", "project"),
        ),
        Column("alias", "str", "the registry's form that decided", nullable=True),
        Column("in_force", "boolean", "whether the name was in use at the date of the document", nullable=True),
        Column("review", "bool", "unknown to the registry, or out of use at the date: to be looked at"),
        Column("n", "int64", "mentions", low=1),
        Column("source", "str", "source of the registry's row", nullable=True),
    ),
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

TABLES = (DUTIES, AGENCY_NAMES, TARGETS, INSTRUMENTS, COVERAGE)
