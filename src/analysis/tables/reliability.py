"""Tables of agreement: codings, coefficients, disagreements, agreement on spans, scores against an annotation."""

from analysis.tables.contract import Column, Table
from analysis.tables.parts import INTERVAL

_CODE = Column("code", "str", "code, category or variable")
_UNIT_ID = Column("unit_id", "str", "what was coded: a clause_id, or a name of the coder's own")

CODINGS = Table(
    "codings",
    "One row a unit, code and coder: the value given.",
    ("unit_id", "code", "coder"),
    (
        _UNIT_ID,
        _CODE,
        Column("coder", "str", "who coded"),
        Column("value", "str", "the value; missing where this coder left the unit out", nullable=True),
    ),
)

RELIABILITY = Table(
    "reliability",
    "One row a code and coefficient of agreement; the code 'all' is every unit and code together.",
    ("code", "measure"),
    (
        _CODE,
        Column("measure", "str", "the coefficient", vocabulary=("agreement", "alpha", "ac1", "kappa")),
        Column("level", "str", "level of measurement", vocabulary=("nominal", "ordinal", "interval", "ratio")),
        Column("value", "float64", "its value; missing where it is withheld", nullable=True, high=1),
        *INTERVAL,
        Column("n_units", "int64", "units that two coders or more have coded", low=0),
        Column("n_coders", "int64", "coders", low=0),
        Column("note", "str", "why a number is withheld", nullable=True),
    ),
)

DISAGREEMENTS = Table(
    "disagreements",
    "One row a unit and code on which coders differ, with room for the decision.",
    ("unit_id", "code"),
    (
        _UNIT_ID,
        _CODE,
        Column("values", "str", "who gave what: 'a=1; b=0'"),
        Column("text", "str", "the text that was coded", nullable=True),
        Column("decision", "str", "the value agreed on; to be filled in", nullable=True),
        Column("reason", "str", "why; to be filled in", nullable=True),
    ),
)

SPAN_AGREEMENT = Table(
    "span_agreement",
    "One row a pair of coders: how far their spans in the same texts agree.",
    ("coder_a", "coder_b"),
    (
        Column("coder_a", "str", "the coder whose name sorts first"),
        Column("coder_b", "str", "the other coder"),
        Column("n_a", "int64", "spans of the first", low=0),
        Column("n_b", "int64", "spans of the second", low=0),
        Column("exact", "float64", "F1 of spans with both ends equal", nullable=True, low=0, high=1),
        Column("overlap", "float64", "F1 of spans matched one to one by any overlap", nullable=True, low=0, high=1),
        Column("characters", "float64", "F1 (Dice) over the characters covered", nullable=True, low=0, high=1),
        Column("distance", "float64", "mean characters between the ends of matched spans", nullable=True, low=0),
        Column("alpha", "float64", "Krippendorff's alpha over characters, in or out of a span", nullable=True, high=1),
        Column("note", "str", "why a number is withheld", nullable=True),
    ),
    ordered_pairs=(("coder_a", "coder_b"),),
)

SCORES = Table(
    "scores",
    "One row a thing scored: how well what was found matches an annotation.",
    ("subject", "item"),
    (
        Column("subject", "str", "what is scored, e.g. targets"),
        Column("item", "str", "a code or field; 'micro' and 'macro' over all"),
        Column("precision", "float64", "share of the found that is right", nullable=True, low=0, high=1),
        Column("recall", "float64", "share of the annotated that is found", nullable=True, low=0, high=1),
        Column("f1", "float64", "harmonic mean of the two", nullable=True, low=0, high=1),
        *INTERVAL,
        Column("n_gold", "int64", "annotated", low=0),
        Column("n_found", "int64", "found", low=0),
        Column("n_right", "int64", "found and annotated", low=0),
        Column("note", "str", "why a number is withheld", nullable=True),
    ),
)

CHECKS = Table(
    "checks",
    "One row a published number: as stated, and as computed here.",
    ("area", "name"),
    (
        Column("area", "str", "package that computes it"),
        Column("name", "str", "what it is"),
        Column("source", "str", "where it is stated"),
        Column("expected", "float64", "the number as stated"),
        Column("computed", "float64", "the number computed here", nullable=True),
        Column("digits", "int64", "decimals to which it is stated", low=0),
        Column("passed", "bool", "whether both are equal at these decimals"),
        Column("note", "str", "why it could not be computed", nullable=True),
    ),
)

TABLES = (CODINGS, RELIABILITY, DISAGREEMENTS, SPAN_AGREEMENT, SCORES, CHECKS)
