"""Sentences: units smaller than a clause, each with its place in the text."""

from __future__ import annotations

import re

import pandas as pd

from analysis.lexis.tokens import POLICY_KINDS
from analysis.tables import make_table

__all__ = ["split_sentences"]

#: A sentence: up to its full stop, question or exclamation mark or semicolon, with the closing quotes or brackets behind it.
_SENTENCE = re.compile(r"[^。！？；;!?\n]*(?:[。！？；;!?]+[”’」』）)】]*|\n|$)")


def split_sentences(clauses: pd.DataFrame) -> pd.DataFrame:
    """Split clauses into sentences.

    Answers: what are the smallest units that say one thing, where a clause says several?

    Parameters
    ----------
    clauses
        The ``clauses`` table. Kinds that state policy are split; the others are left out.

    Returns
    -------
    pandas.DataFrame
        A ``clauses`` table, a row a sentence: ``clause_id`` is that of the clause with ``#1`` ... behind it,
        ``parent_id`` the clause, ``text``, ``start`` and ``end`` those of the sentence. Number and heading belong
        to the first one.

    Notes
    -----
    A sentence ends with a full stop, a semicolon, a question or exclamation mark, or a line. Give it to ``count_terms``, and
    the counts to ``weigh_terms(..., unit="sentence")``.

    *Reading it*: policy sentences share a subject with the sentence before, so words of one topic fall apart into several
    units, and coherence falls. A *misreading*: more units as more evidence; they come from the same documents.

    Examples
    --------
    >>> text = "（一）建设平台。支持企业；培养人才"
    >>> clause = dict(clause_id="d/一", doc_id="d", position=0, level=1, kind="clause", text=text, start=5, end=5 + len(text))
    >>> split_sentences(make_table("clauses", [clause]))[["clause_id", "text", "start"]].values.tolist()
    [['d/一#1', '（一）建设平台。', 5], ['d/一#2', '支持企业；', 13], ['d/一#3', '培养人才', 18]]
    """
    rows = []
    for clause in clauses[clauses["kind"].isin(POLICY_KINDS)].to_dict("records"):
        spans = [match.span() for match in _SENTENCE.finditer(clause["text"]) if match.group().strip()]
        for number, (start, end) in enumerate(spans, 1):
            own = {
                "clause_id": f"{clause['clause_id']}#{number}",
                "parent_id": clause["clause_id"],
                "level": clause["level"] + 1,
                "text": clause["text"][start:end],
                "start": clause["start"] + start,
                "end": clause["start"] + end,
                "source_start": None,
                "source_end": None,
            }
            first = {} if number == 1 else {"number": None, "heading": None}
            rows.append(clause | own | first)
    table = pd.DataFrame(rows, columns=list(clauses.columns))
    table["position"] = table.groupby("doc_id").cumcount()
    return make_table("clauses", table)
