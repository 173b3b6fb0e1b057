"""Tables of topics."""

from analysis.tables.contract import Column, Table
from analysis.tables.parts import INTERVAL, UNIT, UNIT_ID

_MODEL = (
    Column("model", "str", "the topic model", vocabulary=("nmf", "lda")),
    Column("k", "int64", "number of topics", low=1),
)
_TOPIC = Column("topic_id", "int64", "topic, from 1", low=1)

TOPIC_TERMS = Table(
    "topic_terms",
    "One row a term of a topic, unabridged.",
    ("model", "k", "topic_id", "term"),
    (
        *_MODEL,
        _TOPIC,
        Column("term", "str", "the term"),
        Column("weight", "float64", "its weight in the topic; the weights of a topic sum to 1", low=0),
        Column("rank", "int64", "1 for the heaviest; ties by term", low=1),
        Column(
            "exclusivity", "float64", "share of the term's weight over all topics that this topic holds", low=0, high=1
        ),
    ),
    order=("model", "k", "topic_id", "rank"),
)

TOPIC_SHARES = Table(
    "topic_shares",
    "One row a unit and topic: the share of the unit that the topic explains.",
    ("model", "k", "unit_id", "topic_id"),
    (
        *_MODEL,
        UNIT_ID,
        _TOPIC,
        UNIT,
        Column("share", "float64", "0-1; sums to 1 per unit", low=0, high=1),
    ),
)

TOPIC_QUALITY = Table(
    "topic_quality",
    "One row a topic: how far it may be trusted.",
    ("model", "k", "topic_id"),
    (
        *_MODEL,
        _TOPIC,
        Column("npmi", "float64", "coherence NPMI of its top terms over units, -1 to 1", nullable=True, low=-1, high=1),
        Column(
            "chance",
            "float64",
            "npmi that chance hardly reaches: corpora dealt out at random; npmi must be above",
            True,
            low=-1,
            high=1,
        ),
        Column("exclusivity", "float64", "mean exclusivity of its top terms", low=0, high=1),
        Column(
            "stability", "float64", "mean match of its top terms under resampling of units, 0-1", True, low=0, high=1
        ),
        Column(
            "nearest",
            "float64",
            "cosine with the topic of the same model most like it; missing for k = 1",
            True,
            low=0,
            high=1,
        ),
        Column("n_units", "int64", "units of which it holds half or more", low=0),
        Column("kept", "bool", "whether claims may rest on it: it passes the gate on all of these"),
    ),
)

TOPIC_CHOICE = Table(
    "topic_choice",
    "One row a number of topics: what it buys and what it costs.",
    ("model", "k"),
    (
        *_MODEL,
        Column("npmi", "float64", "mean coherence of its topics", nullable=True, low=-1, high=1),
        Column("exclusivity", "float64", "mean exclusivity of its topics", low=0, high=1),
        Column("stability", "float64", "mean stability of its topics", nullable=True, low=0, high=1),
        Column("error", "float64", "relative error of the reconstruction; always falls with k", low=0),
        Column("n_kept", "int64", "topics that pass the gate", low=0),
        Column("recommended", "bool", "whether n_kept times the part kept is largest; at most one row, perhaps none"),
    ),
)

TOPIC_LABELS = Table(
    "topic_labels",
    "One row a topic: its label and the words that describe it.",
    ("model", "k", "topic_id"),
    (
        *_MODEL,
        _TOPIC,
        Column("label", "str", "terms heavy in this topic and light in the others"),
        Column("probable", "str", "its heaviest terms"),
        Column("exclusive", "str", "terms it shares least with other topics, among those above its mean weight"),
    ),
)

TOPIC_MATCHES = Table(
    "topic_matches",
    "One row a topic of one model: its partner in another.",
    ("model", "k", "topic_id", "other_model", "other_k"),
    (
        *_MODEL,
        _TOPIC,
        Column("other_model", "str", "the other model"),
        Column("other_k", "int64", "its number of topics", low=1),
        Column("other_topic", "Int64", "the partner; missing where the other has fewer topics", nullable=True, low=1),
        Column("cosine", "float64", "cosine of their term weights", True, low=0, high=1),
        Column("jaccard", "float64", "part of their ten heaviest terms that both have", True, low=0, high=1),
    ),
)

PREVALENCE = Table(
    "prevalence",
    "One row a topic and group: how much of the group's words the topic holds, and how sure that is.",
    ("model", "k", "topic_id", "group"),
    (
        *_MODEL,
        _TOPIC,
        Column("group", "str", "province, year, status ..."),
        Column("share", "float64", "share of the group's words, 0-1", low=0, high=1),
        *INTERVAL,
        Column("n_documents", "int64", "documents of the group", low=1),
        Column("n_permutations", "int64", "ways to divide the documents into groups of these sizes", low=1),
        Column(
            "p",
            "float64",
            "two-sided, over divisions of documents; missing where they are too few",
            True,
            low=0,
            high=1,
        ),
        Column("q", "float64", "p after Benjamini-Hochberg", nullable=True, low=0, high=1),
        Column("withheld", "str", "why an interval or a p is missing", nullable=True),
    ),
)

TABLES = (TOPIC_TERMS, TOPIC_SHARES, TOPIC_QUALITY, TOPIC_LABELS, TOPIC_CHOICE, TOPIC_MATCHES, PREVALENCE)
