"""Whether a document states facts of a kind at all: absence is a row here, never a zero elsewhere."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis.tables import make_table

__all__ = ["LISTED_EVIDENCE", "state_coverage"]

#: Evidence that networks and coverage count by default.
LISTED_EVIDENCE = ("bracket", "rule", "ledger")


def state_coverage(
    documents: pd.DataFrame, duties: pd.DataFrame, *, others: Mapping[str, pd.DataFrame] | None = None
) -> pd.DataFrame:
    """Return, for each document, whether it states responsible agencies, and facts of other kinds.

    Answers: does a missing row mean that nobody is responsible, or that this text does not say?

    Parameters
    ----------
    documents
        The ``documents`` table.
    duties
        The ``duties`` table of the same documents.
    others
        Further tables of facts by name, such as ``targets``: a document is ``stated`` where it has a row.

    Returns
    -------
    pandas.DataFrame
        The table ``coverage`` with one row a document and table: ``status`` is ``stated``, ``not stated`` or
        ``unreadable`` (a document without text); ``n`` counts mentions in lists (evidence bracket, rule, ledger) and is
        missing, never 0, where there are none; ``note`` says what was or was not found.

    Notes
    -----
    *Reading it*: ``not stated`` is a finding about the text, not about government. Bodies named in sentences alone do not make
    a document ``stated``; the note counts them. A misreading would be to draw such a document as a network without ties.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis.tables import empty_table
    >>> documents = pd.DataFrame({"doc_id": ["d"], "clean_text": ["推进试点。"]})
    >>> coverage = state_coverage(documents, empty_table("duties"))
    >>> coverage["status"].tolist(), coverage["n"].isna().tolist()
    (['not stated'], [True])
    """
    listed = duties[duties["evidence"].isin(LISTED_EVIDENCE)]
    mentions = listed.groupby("doc_id").size()
    clauses = listed.groupby("doc_id")["clause_id"].nunique()
    said = duties[duties["evidence"] == "sentence"].groupby("doc_id").size()
    rows = []
    for document in documents[["doc_id", "clean_text"]].to_dict("records"):
        doc_id = document["doc_id"]
        row = {"doc_id": doc_id, "table": "duties"}
        if not str(document["clean_text"]).strip():
            row |= {"status": "unreadable", "note": "the document has no text"}
        elif doc_id in mentions:
            note = f"{mentions[doc_id]} mentions in lists of {clauses[doc_id]} clauses"
            row |= {"status": "stated", "n": int(mentions[doc_id]), "note": note}
        else:
            note = "no list of responsible agencies in the text"
            row |= {
                "status": "not stated",
                "note": note + (f"; {said[doc_id]} named in sentences" if doc_id in said else ""),
            }
        rows.append(row)
    for name, table in (others or {}).items():
        rows += _cover(documents, name, table)
    return make_table("coverage", rows)


def _cover(documents: pd.DataFrame, name: str, table: pd.DataFrame) -> list[dict[str, object]]:
    found = table.groupby("doc_id").size()
    rows: list[dict[str, object]] = []
    for document in documents[["doc_id", "clean_text"]].to_dict("records"):
        row: dict[str, object] = {"doc_id": document["doc_id"], "table": name}
        if not str(document["clean_text"]).strip():
            rows.append(row | {"status": "unreadable", "note": "the document has no text"})
        elif document["doc_id"] in found:
            n = int(found[document["doc_id"]])
            rows.append(row | {"status": "stated", "n": n, "note": f"{n} {name} found"})
        else:
            rows.append(row | {"status": "not stated", "note": f"no {name} found in the text"})
    return rows
