"""Tables of a corpus at a glance: what is known of each document and how, its outline, its repairs."""

from __future__ import annotations

import pandas as pd

__all__ = ["count_edits", "count_kinds", "describe_metadata"]

#: Metadata that a reader asks for first, in the order of a title page.
FIELDS = ("province", "level", "genre", "title", "issuer", "doc_number", "issued_on", "status", "parent")

_EXAMPLE_CHARACTERS = 24
#: The rule that masks contact details of persons.
_PRIVATE_RULE = "contact"


def describe_metadata(documents: pd.DataFrame) -> pd.DataFrame:
    """Return what is known of each document, and how.

    Parameters
    ----------
    documents
        The ``documents`` table.

    Returns
    -------
    pandas.DataFrame
        Columns doc_id, field, value, basis; value and basis are missing where nothing is known.

    Examples
    --------
    >>> import pandas as pd
    >>> columns = {name: [None] for field in FIELDS for name in (field, f"{field}_basis")}
    >>> documents = pd.DataFrame({"doc_id": ["d"], **columns, "province": ["浙江"], "province_basis": ["stated"]})
    >>> describe_metadata(documents).iloc[0].tolist()
    ['d', 'province', '浙江', 'stated']
    """
    rows = [
        {"doc_id": record["doc_id"], "field": field, "value": record[field], "basis": record[f"{field}_basis"]}
        for record in documents.to_dict("records")
        for field in FIELDS
    ]
    return pd.DataFrame(rows, columns=["doc_id", "field", "value", "basis"]).astype("str")


def count_kinds(clauses: pd.DataFrame) -> pd.DataFrame:
    """Return how many units of each kind the outline of each document has.

    Parameters
    ----------
    clauses
        The ``clauses`` table.

    Returns
    -------
    pandas.DataFrame
        Columns doc_id, kind, n (units) and n_chars (characters of their own text).

    Examples
    --------
    >>> import pandas as pd
    >>> clauses = pd.DataFrame({"doc_id": ["d", "d"], "kind": ["clause", "clause"], "text": ["甲乙", "丙"]})
    >>> count_kinds(clauses).values.tolist()
    [['d', 'clause', 2, 3]]
    """
    sized = clauses.assign(n_chars=clauses["text"].str.len())
    grouped = sized.groupby(["doc_id", "kind"], sort=True)["n_chars"]
    return grouped.agg(n="size", n_chars="sum").reset_index().astype({"n": "int64", "n_chars": "int64"})


def count_edits(edits: pd.DataFrame) -> pd.DataFrame:
    """Return how often each repair rule worked, with an example.

    Parameters
    ----------
    edits
        The ``edits`` table.

    Returns
    -------
    pandas.DataFrame
        Columns rule, n (runs repaired), n_documents, before, after: the first example in reading order, shortened; what was
        masked for privacy is not shown. Most frequent first.

    Examples
    --------
    >>> import pandas as pd
    >>> edit = {"doc_id": "d", "source_start": 3, "before": "係統", "after": "系统", "rule": "script"}
    >>> count_edits(pd.DataFrame([edit])).values.tolist()
    [['script', 1, 1, '係統', '系统']]
    """
    rows: list[dict[str, object]] = []
    for rule, group in edits.sort_values(["doc_id", "source_start"]).groupby("rule", sort=True):
        first = group.iloc[0]
        private = _PRIVATE_RULE in str(rule).split("+")
        before = "＊" * len(first["before"]) if private else first["before"]
        counts = {"rule": rule, "n": len(group), "n_documents": group["doc_id"].nunique()}
        rows.append({**counts, "before": _shorten(before), "after": _shorten(first["after"])})
    table = pd.DataFrame(rows, columns=["rule", "n", "n_documents", "before", "after"])
    types = {"rule": "str", "n": "int64", "n_documents": "int64", "before": "str", "after": "str"}
    return table.astype(types).sort_values(["n", "rule"], ascending=[False, True], ignore_index=True)


def _shorten(text: str) -> str:
    visible = text.replace("\n", "¶")
    return visible if len(visible) <= _EXAMPLE_CHARACTERS else f"{visible[: _EXAMPLE_CHARACTERS - 1]}…"
