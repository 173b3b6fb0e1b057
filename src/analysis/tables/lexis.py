"""Tables of words."""

from analysis.tables.contract import Column, Table
from analysis.tables.parts import CLAUSE, DOC, LATER_SOURCE_SPAN, SPAN, UNIT, UNIT_ID

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
    order=("doc_id", "clause_id", "term"),
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

KEYNESS = Table(
    "keyness",
    "One row a term: how much more, or less, one group of documents uses it than another.",
    ("target", "against", "term"),
    (
        Column("target", "str", "the group in question"),
        Column("against", "str", "the group it is compared with; rest for all others together"),
        Column("term", "str", "the term"),
        Column("n_target", "int64", "occurrences in the target", low=0),
        Column("n_against", "int64", "occurrences in the other", low=0),
        Column("docs_target", "int64", "documents of the target that use it", low=0),
        Column("docs_against", "Int64", "documents of the other that use it; missing for a list", True, low=0),
        Column("g2", "float64", "log-likelihood ratio; negative where the target uses the term less"),
        Column("chi2", "float64", "chi-squared with the same sign"),
        Column("chi2_yates", "float64", "chi-squared with Yates' correction, with the same sign"),
        Column("fisher_p", "float64", "two-sided p of Fisher's exact test over words", low=0, high=1),
        Column("log_ratio", "float64", "binary logarithm of the ratio of relative frequencies"),
        Column("z", "float64", "log odds ratio over its standard error, with an informative prior; same sign"),
        Column(
            "dp", "float64", "unevenness (DP) over the clauses of the target; missing where absent", True, low=0, high=1
        ),
        Column(
            "n_permutations", "int64", "ways to divide the documents into sides of these sizes; 0 for a list", low=0
        ),
        Column("p", "float64", "two-sided, over divisions of documents; missing where too few", True, low=0, high=1),
        Column("q", "float64", "p after Benjamini-Hochberg over the terms", nullable=True, low=0, high=1),
    ),
    version=2,
)

KWIC = Table(
    "kwic",
    "One row a place where a pattern stands, with its context.",
    ("doc_id", "start"),
    (
        CLAUSE,
        DOC,
        *SPAN,
        *LATER_SOURCE_SPAN,
        Column("line", "int64", "place in the order asked for, from 1", low=1),
        Column("left", "str", "what precedes, within the clause"),
        Column("match", "str", "the characters found"),
        Column("right", "str", "what follows, within the clause"),
    ),
    order=("line",),
)

DICTIONARY_AUDIT = Table(
    "dictionary_audit",
    "One row an entry of the dictionary: what became of it in the texts.",
    ("term",),
    (
        Column("term", "str", "the entry"),
        Column("binding", "str", "forced: cut as a whole at sight; weighted: wins against its own parts"),
        Column("n_text", "int64", "places where its characters stand", low=0),
        Column("n_cut", "int64", "places where it was cut as a word", low=0),
        Column(
            "status",
            "str",
            "matched always, partly, never (overridden), or absent",
            False,
            ("matched", "partly", "overridden", "absent"),
        ),
        Column("n_changed", "int64", "places where it cut through a word that jieba alone would have found", low=0),
        Column("changed", "str", "the words it cut through, the commonest first", nullable=True),
    ),
    version=2,
)

DISPERSION = Table(
    "dispersion",
    "One row a term: how evenly it is spread over units.",
    ("term",),
    (
        Column("term", "str", "the term"),
        Column("n", "int64", "occurrences", low=1),
        Column("n_units", "int64", "units that have it", low=1),
        Column(
            "dp",
            "float64",
            "deviation of proportions: 0 as even as the units are long, near 1 in one unit",
            low=0,
            high=1,
        ),
        Column("dp_norm", "float64", "dp over its largest possible value", low=0, high=1),
    ),
)

NEW_TERMS = Table(
    "new_terms",
    "One row a string that behaves like a term and that no dictionary lists.",
    ("term",),
    (
        Column("term", "str", "the candidate"),
        Column("n", "int64", "occurrences", low=2),
        Column("n_documents", "int64", "documents that have it", low=1),
        Column("n_headings", "int64", "occurrences in headings", low=0),
        Column("cohesion", "float64", "least pointwise mutual information over all ways to cut it in two, bits"),
        Column("entropy", "float64", "smaller entropy of the neighbours on either side, bits", low=0),
        Column("c_value", "float64", "C-value: length times count, less what longer candidates explain"),
    ),
)

TABLES = (TOKENS, TERMS, WEIGHTS, KEYNESS, DISPERSION, KWIC, DICTIONARY_AUDIT, NEW_TERMS)
