"""Tables of similarity."""

from analysis.tables.contract import Column, Table
from analysis.tables.parts import INTERVAL, SOURCE_SPAN, SPAN, UNIT

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


_PARTS = (
    Column("vertical", "float64", "part in which both took the words from the parent", low=0),
    Column("mixed", "float64", "part in which one of them did", low=0),
    Column("horizontal", "float64", "part in which neither did: their own", low=0),
)

_FAMILY = (
    Column("unit_a", "str", "the unit whose id sorts first"),
    Column("unit_b", "str", "the other unit"),
    Column("parent", "str", "the nearest unit that both carry out"),
    Column(
        "method",
        "str",
        "what counts as taken: words in passages shared with the parent, or any word that the parent has as often",
        vocabulary=("wording", "words"),
    ),
)

PAIR_PARTS = Table(
    "pair_parts",
    "One row a pair of units with a common parent: their cosine in three parts.",
    ("unit_a", "unit_b", "method"),
    (
        *_FAMILY,
        Column("value", "float64", "cosine similarity, the sum of the three parts", low=0, high=1),
        *_PARTS,
        Column(
            "chance", "float64", "vertical part that other documents would explain on average", nullable=True, low=0
        ),
    ),
    ordered_pairs=(("unit_a", "unit_b"),),
)

PAIR_TERM_PARTS = Table(
    "pair_term_parts",
    "One row a term that two units with a common parent share: its contribution in three parts.",
    ("unit_a", "unit_b", "method", "term"),
    (*_FAMILY, Column("term", "str", "the shared term"), *_PARTS),
    ordered_pairs=(("unit_a", "unit_b"),),
)

SHARED_TERMS = Table(
    "shared_terms",
    "One row a term of a document that stands in passages shared with another.",
    ("doc_id", "other", "term"),
    (
        Column("doc_id", "str", "the document"),
        Column("other", "str", "the document it shares the passages with"),
        Column("term", "str", "the term"),
        Column("n", "int64", "occurrences in those passages", low=1),
    ),
)

PAIR_EFFECTS = Table(
    "pair_effects",
    "One row a field of the documents: likeness where two agree in it, and where they do not.",
    ("field",),
    (
        Column("field", "str", "a metadatum, e.g. province, genre, scope"),
        Column("n_same", "int64", "pairs that agree in it", low=0),
        Column("n_other", "int64", "pairs that do not", low=0),
        Column("n_not_known", "int64", "pairs of which it is not known", low=0),
        Column("mean_same", "float64", "mean similarity of the first; missing below two pairs", nullable=True),
        Column("mean_other", "float64", "mean similarity of the second; missing below two pairs", nullable=True),
        Column("effect", "float64", "what agreeing adds, the other fields held; missing where withheld", nullable=True),
        Column("p", "float64", "two-sided p of the effect; missing where withheld", nullable=True, low=0, high=1),
    ),
)


def _side(name: str) -> tuple[Column, ...]:
    return (
        Column(f"doc_{name}", "str", f"document {name}"),
        Column(f"clause_{name}", "str", f"clause of document {name}"),
        *(Column(f"{column.name}_{name}", "int64", column.about, low=0) for column in SPAN),
        *(Column(f"{column.name}_{name}", "Int64", column.about, nullable=True, low=0) for column in SOURCE_SPAN),
    )


PASSAGES = Table(
    "passages",
    "One row a passage that two documents share word for word or nearly so.",
    ("passage_id",),
    (
        Column("passage_id", "str", "both spans: doc_a:start-end|doc_b:start-end"),
        *_side("a"),
        *_side("b"),
        Column("n_chars", "int64", "equal letters, digits and Chinese characters", low=1),
        Column("longest", "int64", "longest run of them without an edit", low=1),
        Column("identity", "float64", "share of equal columns in the alignment", low=0, high=1),
        Column("kind", "str", "whether anything was edited", vocabulary=("verbatim", "near")),
        Column(
            "label",
            "str",
            "what kind of wording it is",
            vocabulary=("substance", "formula", "procedure", "name", "agency list"),
        ),
        Column("known", "float64", "share of its characters that reference phrases explain", low=0, high=1),
        Column("n_docs", "int64", "documents that hold its longest run", low=1),
        Column("earlier", "str", "the document with the earlier date, where both dates are known", True, ("a", "b")),
        Column(
            "relation",
            "str",
            "inherited: one document is the declared parent of the other; common parent: the declared parent of both holds it",
            vocabulary=("shared", "inherited", "common parent"),
        ),
        Column("text_a", "str", "wording in document a, as in the clean text"),
        Column("text_b", "str", "wording in document b"),
    ),
    order=("doc_a", "doc_b", "start_a", "start_b"),
    ordered_pairs=(("doc_a", "doc_b"),),
)

PASSAGE_COUNTS = Table(
    "passage_counts",
    "One row a pair of documents: passages they share, and how many chance would give them.",
    ("doc_a", "doc_b", "label"),
    (
        Column("doc_a", "str", "the document whose id sorts first"),
        Column("doc_b", "str", "the other document"),
        Column("label", "str", "the label that was counted, or any"),
        Column("n", "int64", "shared passages", low=0),
        Column("n_chars", "int64", "equal characters in them", low=0),
        Column("expected", "float64", "passages if matching clauses were spread by chance", nullable=True, low=0),
        Column("p", "float64", "upper-tail p under that null", nullable=True, low=0, high=1),
        Column("q", "float64", "p after Benjamini-Hochberg", nullable=True, low=0, high=1),
    ),
    ordered_pairs=(("doc_a", "doc_b"),),
)

VERSIONS = Table(
    "versions",
    "One row a clause of either version, or a pair of clauses that match.",
    ("doc_old", "doc_new", "position"),
    (
        Column("doc_old", "str", "the earlier version"),
        Column("doc_new", "str", "the later version"),
        Column(
            "position", "int64", "rank in reading order of the later version, dropped clauses where they stood", low=0
        ),
        Column(
            "change",
            "str",
            "what became of the clause",
            vocabulary=("kept", "moved", "reworded", "split", "merged", "added", "dropped"),
        ),
        Column("clause_old", "str", "clause of the earlier version; missing where added", nullable=True),
        Column("clause_new", "str", "clause of the later version; missing where dropped", nullable=True),
        Column("moved", "boolean", "whether it changed its place among the matched", nullable=True),
        Column("similarity", "float64", "share of wording in common", nullable=True, low=0, high=1),
        Column("numbers_out", "str", "numbers with unit that are gone, by 、", nullable=True),
        Column("numbers_in", "str", "numbers with unit that are new, by 、", nullable=True),
        Column("agencies_out", "str", "agencies that are gone or have another role; missing where not looked at", True),
        Column("agencies_in", "str", "agencies that are new or have another role; missing where not looked at", True),
        Column("text_old", "str", "wording of the earlier version", nullable=True),
        Column("text_new", "str", "wording of the later version", nullable=True),
    ),
)

MERGES = Table(
    "merges",
    "One row a step of the tree of units: what joins what, and at what mean similarity.",
    ("step",),
    (
        Column("step", "int64", "rank of the step, from 1", low=1),
        Column("node_a", "str", "a unit, or #n for what step n made"),
        Column("node_b", "str", "what it joins"),
        Column("value", "float64", "mean similarity between the units of the two", low=-1, high=1),
        Column("n_units", "int64", "units joined", low=2),
    ),
)

TABLES = (
    PAIRS,
    PAIR_TERMS,
    PAIR_PARTS,
    PAIR_TERM_PARTS,
    SHARED_TERMS,
    PAIR_EFFECTS,
    PASSAGES,
    PASSAGE_COUNTS,
    VERSIONS,
    MERGES,
)
