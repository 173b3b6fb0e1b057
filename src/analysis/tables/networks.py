"""Tables of networks."""

from analysis.tables.contract import Column, Table
from analysis.tables.parts import INTERVAL

_SCOPE = Column("scope", "str", "the network: a jurisdiction, or a document")
_JURISDICTION = Column("jurisdiction", "str", "the government whose network it is; the document where none is stated")
_AGENCY = Column("agency", "str", "canonical short name")
_WEIGHTING = Column("weighting", "str", "how the weight of a tie is made")
_PAIR = (
    Column("agency_a", "str", "the agency whose name sorts first"),
    Column("agency_b", "str", "the other agency"),
)

LINKS = Table(
    "links",
    "One row a tie between two agencies that are responsible for one clause together.",
    ("scope", "jurisdiction", "agency_a", "agency_b", "weighting"),
    (
        _SCOPE,
        _JURISDICTION,
        *_PAIR,
        _WEIGHTING,
        Column("weight", "float64", "weight of the tie", low=0),
        Column("n_clauses", "int64", "clauses that the two share", low=1),
    ),
    ordered_pairs=(("agency_a", "agency_b"),),
)

LEAD_LINKS = Table(
    "lead_links",
    "One row a pair of a leading and a supporting agency.",
    ("scope", "jurisdiction", "lead", "support"),
    (
        _SCOPE,
        _JURISDICTION,
        Column("lead", "str", "the agency that leads"),
        Column("support", "str", "the agency that supports it"),
        Column("n_clauses", "int64", "clauses in which it does so", low=1),
    ),
)

AGENCY_SCORES = Table(
    "agency_scores",
    "One row an agency and measure.",
    ("scope", "jurisdiction", "agency", "weighting", "measure"),
    (
        _SCOPE,
        _JURISDICTION,
        _AGENCY,
        _WEIGHTING,
        Column("measure", "str", "name of the measure"),
        Column("value", "float64", "its value; missing where the measure is not defined", nullable=True),
        *INTERVAL,
    ),
)

COMMUNITIES = Table(
    "communities",
    "One row an agency: the community it falls into.",
    ("scope", "jurisdiction", "agency", "weighting"),
    (
        _SCOPE,
        _JURISDICTION,
        _AGENCY,
        _WEIGHTING,
        Column("community", "int64", "community, from 1, largest first", low=1),
        Column(
            "stability",
            "float64",
            "share of runs in which it falls with the others of its community, on average; missing where it is alone",
            nullable=True,
            low=0,
            high=1,
        ),
    ),
)

_SHARED = Column("weight", "int64", "clauses that the two share", low=1)
_EXPECTED = Column(
    "expected", "float64", "clauses that the two would share by chance; missing where the null says none", True, low=0
)

BACKBONE = Table(
    "backbone",
    "One row a tied pair, method and correction: whether the two share more clauses than chance would give.",
    ("scope", "jurisdiction", "agency_a", "agency_b", "method", "correction"),
    (
        _SCOPE,
        _JURISDICTION,
        *_PAIR,
        Column("method", "str", "the null it is held against"),
        Column("correction", "str", "correction for the number of pairs"),
        Column("alpha", "float64", "level at which a tie is kept", low=0, high=1),
        _SHARED,
        _EXPECTED,
        Column("ratio", "float64", "weight over expected", nullable=True, low=0),
        Column("p", "float64", "probability of at least this weight by chance", low=0, high=1),
        Column("q", "float64", "p corrected over the tied pairs of the network", low=0, high=1),
        Column("kept", "bool", "whether q is at most alpha"),
    ),
    ordered_pairs=(("agency_a", "agency_b"),),
)

NEEDED_CLAUSES = Table(
    "needed_clauses",
    "One row a tied pair: how many clauses like these would establish the tie.",
    ("scope", "jurisdiction", "agency_a", "agency_b"),
    (
        _SCOPE,
        _JURISDICTION,
        *_PAIR,
        _SHARED,
        _EXPECTED,
        Column("n_clauses", "int64", "clauses with responsible agencies now", low=1),
        Column("needed", "Int64", "clauses that would do; missing where no number tried does", nullable=True, low=1),
    ),
    ordered_pairs=(("agency_a", "agency_b"),),
)

_NULL = (
    Column("null_low", "float64", "lower end of the range that holds 95 % of the random tables", nullable=True),
    Column("null_high", "float64", "upper end of that range", nullable=True),
)
_DRAWS = Column("n_draws", "int64", "random tables with the same margins", low=1)

GROUP_TIES = Table(
    "group_ties",
    "One row two groups of agencies: whether they share more clauses than chance would give.",
    ("scope", "jurisdiction", "group_a", "group_b"),
    (
        _SCOPE,
        _JURISDICTION,
        Column("group_a", "str", "the group whose name sorts first"),
        Column("group_b", "str", "the other group, or the same"),
        Column("observed", "int64", "pair instances: two agencies, one clause", low=0),
        Column("expected", "float64", "mean of the random tables", low=0),
        *_NULL,
        Column("ratio", "float64", "observed over expected", nullable=True, low=0),
        Column("p", "float64", "two-sided, from the random tables", low=0, high=1),
        Column("q", "float64", "p corrected over the pairs of groups (Benjamini-Hochberg)", low=0, high=1),
        _DRAWS,
    ),
)

NULL_COMPARISONS = Table(
    "null_comparisons",
    "One row a network and statistic: the network as a whole against its margins.",
    ("scope", "jurisdiction", "statistic"),
    (
        _SCOPE,
        _JURISDICTION,
        Column("statistic", "str", "name of the statistic"),
        Column("observed", "float64", "its value"),
        Column("null_mean", "float64", "mean of the random tables"),
        *_NULL,
        Column(
            "p_low", "float64", "share of tables with at most this value, the observed one among them", low=0, high=1
        ),
        Column("p_high", "float64", "share of tables with at least this value", low=0, high=1),
        _DRAWS,
    ),
)

MIXING = Table(
    "mixing",
    "One row a round of trades: how far the random table has left the observed one.",
    ("scope", "jurisdiction", "trades_per_row"),
    (
        _SCOPE,
        _JURISDICTION,
        Column("trades_per_row", "int64", "trades so far, for each line of the shorter side", low=0),
        Column("share_moved", "float64", "share of entries that no longer stand where they stood", low=0, high=1),
    ),
)

LEAD_SCORES = Table(
    "lead_scores",
    "One row an agency: how often it leads and supports.",
    ("scope", "jurisdiction", "agency"),
    (
        _SCOPE,
        _JURISDICTION,
        _AGENCY,
        Column("n_lead", "int64", "clauses that it leads", low=0),
        Column("n_support", "int64", "clauses that it supports", low=0),
        Column("n_responsible", "int64", "clauses where it is responsible and no more is said", low=0),
        Column("n_led", "int64", "agencies that it leads somewhere", low=0),
        Column("n_leaders", "int64", "agencies that lead it somewhere", low=0),
        Column(
            "dominance", "float64", "(lead - support) / (lead + support); missing where it has neither role", True, low=-1,
            high=1,
        ),
    ),
)  # fmt: skip

_MODE = Column("mode", "str", "what the node is", vocabulary=("agency", "clause"))

TWO_MODE_SCORES = Table(
    "two_mode_scores",
    "One row an agency or clause and measure, in the network of both.",
    ("scope", "jurisdiction", "mode", "node", "measure"),
    (
        _SCOPE,
        _JURISDICTION,
        _MODE,
        Column("node", "str", "agency or clause_id"),
        Column("measure", "str", "name of the measure"),
        Column("value", "float64", "its value; missing where the measure is not defined", nullable=True),
    ),
)

CORE_MEMBERS = Table(
    "core_members",
    "One row an agency or clause: whether it lies in the core of its network.",
    ("scope", "jurisdiction", "mode", "node"),
    (
        _SCOPE,
        _JURISDICTION,
        _MODE,
        Column("node", "str", "agency or clause_id"),
        Column("core", "bool", "whether it lies in the core"),
        Column("share", "float64", "part of the core of the other mode that it is tied to", True, low=0, high=1),
    ),
)

CORE_FITS = Table(
    "core_fits",
    "One row a network: how well a core and a periphery describe it.",
    ("scope", "jurisdiction"),
    (
        _SCOPE,
        _JURISDICTION,
        Column("n_agencies", "int64", "agencies in the core", low=0),
        Column("n_clauses", "int64", "clauses in the core", low=0),
        Column(
            "core_density", "float64", "ties of core agencies and core clauses over those possible", True, low=0, high=1
        ),
        Column("agency_density", "float64", "the same of core agencies and the other clauses", True, low=0, high=1),
        Column("clause_density", "float64", "the same of the other agencies and core clauses", True, low=0, high=1),
        Column("edge_density", "float64", "the same of the other agencies and the other clauses", True, low=0, high=1),
        Column("fit", "float64", "correlation with the ideal core and periphery", True, low=-1.000001, high=1.000001),
        Column("null_mean", "float64", "mean fit of random tables with the same margins", nullable=True),
        *_NULL,
        Column(
            "p",
            "float64",
            "share of tables that fit at least as well, the observed one among them",
            True,
            low=0,
            high=1,
        ),
        Column("n_draws", "int64", "random tables with the same margins", low=0),
    ),
)

AGENCY_KINDS = Table(
    "agency_kinds",
    "One row an agency: what kind of body its name says it is.",
    ("jurisdiction", "agency"),
    (
        _JURISDICTION,
        _AGENCY,
        Column("kind", "str", "kind in the registry of agencies; other where the name does not tell"),
        Column(
            "level",
            "str",
            "level of the government it belongs to; other where the place is none that is known",
            vocabulary=("central", "province", "city", "other"),
        ),
    ),
)

NETWORK_SIZES = Table(
    "network_sizes",
    "One row a network: how large it is, and how large at an equal number of clauses.",
    ("scope", "jurisdiction"),
    (
        _SCOPE,
        _JURISDICTION,
        Column("n_documents", "int64", "documents that it is read from", low=1),
        Column("n_clauses", "int64", "clauses that name a body", low=1),
        Column("n_agencies", "int64", "bodies named", low=1),
        Column("n_ties", "int64", "pairs that share a clause", low=0),
        Column("list_length", "float64", "bodies that a clause names, on average", low=1),
        Column(
            "lead_share", "float64", "share of clauses that state a lead; missing where none does", True, low=0, high=1
        ),
        Column("density", "float64", "ties over the pairs possible", nullable=True, low=0, high=1),
        Column("clauses_at", "int64", "the number of clauses at which networks are compared", low=1),
        Column(
            "agencies_at", "float64", "bodies expected in that many clauses; missing where there are fewer", True, low=0
        ),
        Column("ties_at", "float64", "ties expected in that many clauses", nullable=True, low=0),
    ),
)

NETWORK_PAIRS = Table(
    "network_pairs",
    "One row two networks: how alike they are over the agencies that both name.",
    ("scope_a", "scope_b", "weighting"),
    (
        Column("scope_a", "str", "the network whose name sorts first"),
        Column("scope_b", "str", "the other network"),
        _WEIGHTING,
        Column("n_a", "int64", "agencies tied in the first", low=0),
        Column("n_b", "int64", "agencies tied in the second", low=0),
        Column("n_common", "int64", "agencies tied in both", low=0),
        Column("shared", "int64", "ties between common agencies that both have", low=0),
        Column("only_a", "int64", "ties between common agencies that only the first has", low=0),
        Column("only_b", "int64", "ties between common agencies that only the second has", low=0),
        Column("jaccard", "float64", "shared ties over all ties between common agencies", nullable=True, low=0, high=1),
        Column(
            "qap_r",
            "float64",
            "correlation of weights over the pairs of common agencies",
            True,
            low=-1.000001,
            high=1.000001,
        ),
        Column(
            "qap_p", "float64", "share of relabellings with at least this correlation", nullable=True, low=0, high=1
        ),
        Column("note", "str", "why a value is missing", nullable=True),
    ),
    ordered_pairs=(("scope_a", "scope_b"),),
)

TIE_CHANGES = Table(
    "tie_changes",
    "One row a tie of either of two networks: what became of it.",
    ("earlier", "later", "agency_a", "agency_b"),
    (
        Column("earlier", "str", "the first network"),
        Column("later", "str", "the second network"),
        *_PAIR,
        Column("weight_earlier", "float64", "weight in the first; missing where there is no tie", nullable=True),
        Column("weight_later", "float64", "weight in the second", nullable=True),
        Column("change", "str", "what became of it", vocabulary=("kept", "lost", "gained", "not stated")),
    ),
)

LEAD_CHANGES = Table(
    "lead_changes",
    "One row an agency and document: its part in leading.",
    ("jurisdiction", "agency", "doc_id"),
    (
        _JURISDICTION,
        _AGENCY,
        Column("doc_id", "str", "document"),
        Column("n_clauses", "int64", "clauses that name it", low=1),
        Column(
            "n_lead", "Int64", "clauses that it leads; missing where the document states no lead", nullable=True, low=0
        ),
        Column("lead_share", "float64", "share of the clauses with a lead that it leads", nullable=True, low=0, high=1),
    ),
)

TABLES = (
    LINKS,
    LEAD_LINKS,
    AGENCY_SCORES,
    COMMUNITIES,
    BACKBONE,
    NEEDED_CLAUSES,
    GROUP_TIES,
    NULL_COMPARISONS,
    MIXING,
    LEAD_SCORES,
    TWO_MODE_SCORES,
    NETWORK_SIZES,
    NETWORK_PAIRS,
    TIE_CHANGES,
    LEAD_CHANGES,
    AGENCY_KINDS,
    CORE_MEMBERS,
    CORE_FITS,
)
