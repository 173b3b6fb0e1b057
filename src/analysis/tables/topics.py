"""Tables of topics."""

from analysis.tables.contract import Column, Table
from analysis.tables.parts import INTERVAL, SPAN, UNIT, UNIT_ID

_MODEL = (
    Column("model", "str", "the topic model", vocabulary=("nmf", "lda", "seeded")),
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

TOPIC_SEEDS = Table(
    "topic_seeds",
    "One row a theme of a codebook: the topic that its seed words began, and what became of them.",
    ("model", "k", "code"),
    (
        *_MODEL,
        Column("code", "str", "the theme's name in the codebook"),
        _TOPIC,
        Column("n_given", "int64", "seed words given", low=1),
        Column("found", "str", "seed words that the corpus has, the heaviest in the topic first"),
        Column("missing", "str", "seed words that it lacks, or that stand in too few or too many units", nullable=True),
        Column("mass", "float64", "part of the topic's weight that lies on its seed words", low=0, high=1),
    ),
)

TOPIC_MAP = Table(
    "topic_map",
    "One row a topic: its place on a plane where topics of like words lie near each other.",
    ("model", "k", "topic_id"),
    (
        *_MODEL,
        _TOPIC,
        Column("x", "float64", "first coordinate; only distances mean something"),
        Column("y", "float64", "second coordinate"),
        Column("share", "float64", "mean share of the topic over units", low=0, high=1),
        Column("explained", "float64", "part of all distances that the plane shows", low=0, high=1),
    ),
)

WORD_TOPICS = Table(
    "word_topics",
    "One row a token: the topic it speaks for in its place.",
    ("clause_id", "start"),
    (
        Column("clause_id", "str", "clause"),
        Column("doc_id", "str", "document"),
        *SPAN,
        Column("term", "str", "the token"),
        *_MODEL,
        _TOPIC,
        Column("probability", "float64", "how surely, given the unit's shares and the topics' words", low=0, high=1),
    ),
)

INTRUSION_ITEMS = Table(
    "intrusion_items",
    "One row an option of an item that a person answers: which of these does not belong?",
    ("item_id", "position"),
    (
        Column("item_id", "str", "the item"),
        Column("task", "str", "word: which word; topic: which topic", vocabulary=("word", "topic")),
        *_MODEL,
        _TOPIC,
        Column("text", "str", "what the item is about: missing for words, the clause for topics", nullable=True),
        Column("position", "int64", "place of the option, from 1", low=1),
        Column("option", "str", "what is shown"),
        Column("intruder", "bool", "whether it is the one that does not belong; kept from those who answer"),
    ),
)

INTRUSION_SCORES = Table(
    "intrusion_scores",
    "One row a topic and task: how often people found the intruder.",
    ("task", "model", "k", "topic_id"),
    (
        Column("task", "str", "word or topic", vocabulary=("word", "topic")),
        *_MODEL,
        _TOPIC,
        Column("n_answers", "int64", "answers given", low=1),
        Column("n_coders", "int64", "people who gave them", low=1),
        Column("precision", "float64", "part of the answers that are right", low=0, high=1),
        *INTERVAL,
        Column("chance", "float64", "precision of guessing", low=0, high=1),
        Column("above_chance", "bool", "whether the interval lies above guessing"),
    ),
)

TABLES = (
    TOPIC_TERMS,
    TOPIC_SHARES,
    TOPIC_QUALITY,
    TOPIC_LABELS,
    TOPIC_CHOICE,
    TOPIC_MATCHES,
    TOPIC_SEEDS,
    TOPIC_MAP,
    WORD_TOPICS,
    INTRUSION_ITEMS,
    INTRUSION_SCORES,
    PREVALENCE,
)
