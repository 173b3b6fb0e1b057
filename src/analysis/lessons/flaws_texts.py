"""Flaws planted in texts and words: an edit, a boundary, a dictionary, a tokeniser, a script."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import astuple
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from opencc import OpenCC

from analysis.errors import WithheldError
from analysis.lessons.planting import Planted, draw_from
from analysis.lexis import count_terms, cut_tokens, weigh_terms
from analysis.spans import Edit, apply_edits, edits_from_table, map_to_source
from analysis.study import Study
from analysis.tables import make_table
from analysis.topics import fit_topics

__all__ = ["cut_term", "eat_digit", "flip_ranking", "mix_scripts", "swallow_clause"]

_QUANTITY = re.compile(r"(?<![\d.])\d{2,4}(?=[个家项名种件亿万%])")
_SPLIT_LENGTH = 4
_MIN_COUNT = 12
_N_CLAIMS = 5
_N_TOPICS = 4
_TOP_TERMS = 10


def eat_digit(study: Study, rng: np.random.Generator) -> Planted:
    """Plant an edit that takes a digit from a quantity; the answer is the quantity as the source prints it.

    Parameters
    ----------
    study
        The corpus to plant it in.
    rng
        The chance that chooses where.

    Returns
    -------
    Planted
        Tables ``documents`` and ``edits``.
    """
    places = []
    for doc in study.documents.to_dict("records"):
        edits = edits_from_table(study.edits, doc["doc_id"])
        for found in _QUANTITY.finditer(doc["clean_text"]):
            low, high = map_to_source(edits, [found.start()], [found.end()])
            span = int(low[0]), int(high[0])
            if doc["source_text"][span[0] : span[1]] == found.group():
                places.append((str(doc["doc_id"]), span, found.group()))
    seen = Counter(number for _, _, number in places)
    doc_id, (start, end), number = draw_from([place for place in places if seen[place[2]] == 1], rng)
    rule = study.edits.loc[study.edits["doc_id"] == doc_id, "rule"].mode().iloc[0]
    edits = sorted([*edits_from_table(study.edits, doc_id), Edit(start, end, number, number[:-1], rule)])
    documents = study.documents.copy()
    at = documents.index[documents["doc_id"] == doc_id][0]
    documents.loc[at, "clean_text"] = apply_edits(str(documents.loc[at, "source_text"]), edits)
    columns = ["source_start", "source_end", "before", "after", "rule", "confidence"]
    mended = pd.DataFrame([astuple(edit) for edit in edits], columns=columns).assign(doc_id=doc_id)
    others = study.edits[study.edits["doc_id"] != doc_id]
    table = make_table("edits", pd.concat([others, mended], ignore_index=True))
    return Planted({"documents": documents, "edits": table}, {"n": len(table)}, number)


def swallow_clause(study: Study, rng: np.random.Generator) -> Planted:
    """Plant a missed boundary, so that one clause holds the next; the answer is the id of the clause that is gone.

    Parameters
    ----------
    study, rng
        As in :func:`eat_digit`.

    Returns
    -------
    Planted
        Table ``clauses``.
    """
    clauses = study.clauses.sort_values(["doc_id", "position"], ignore_index=True)
    parents = set(clauses["parent_id"].dropna())
    texts = dict(zip(study.documents["doc_id"], study.documents["clean_text"], strict=True))
    rows: list[dict[str, Any]] = [
        {str(name): value for name, value in row.items()} for row in clauses.to_dict("records")
    ]
    places = [
        place
        for place, (a, b) in enumerate(pairwise(rows))
        if a["kind"] == b["kind"] == "clause"
        and a["parent_id"] == b["parent_id"]
        and pd.notna(a["number"])
        and not {a["clause_id"], b["clause_id"]} & parents
        and _has_later_sibling(rows, place + 1)
    ]
    first = draw_from(places, rng)
    lost = rows[first + 1]
    rows[first] |= {name: lost[name] for name in ("end", "source_end")}
    rows[first]["text"] = texts[lost["doc_id"]][rows[first]["start"] : lost["end"]]
    joined = make_table("clauses", rows[: first + 1] + rows[first + 2 :])
    return Planted({"clauses": joined}, {"n": len(joined)}, str(lost["clause_id"]))


def cut_term(study: Study, rng: np.random.Generator) -> Planted:
    """Plant a dictionary that cuts one term in two wherever it stands; the answer is the term.

    Parameters
    ----------
    study, rng
        As in :func:`eat_digit`.

    Returns
    -------
    Planted
        Table ``tokens``, beside the ``clauses`` they were cut from.
    """
    tokens = cut_tokens(study.clauses, masks=study.masks)
    n = tokens["term"].value_counts()
    long = sorted(term for term in n.index[n >= _MIN_COUNT] if re.fullmatch(rf"[一-龥]{{{_SPLIT_LENGTH}}}", term))
    # The halves must be words of no weight of their own, or the student could not tell the flaw from ordinary use.
    term = draw_from([term for term in long if not {term[:2], term[2:]} & set(n.index[n >= _MIN_COUNT])], rng)
    hit = tokens["term"] == term
    middle = tokens.loc[hit, "start"] + _SPLIT_LENGTH // 2
    heads = tokens[hit].assign(term=term[:2], end=middle)
    tails = tokens[hit].assign(term=term[2:], start=middle)
    cut = make_table("tokens", pd.concat([tokens[~hit], heads, tails], ignore_index=True))
    words = {"word": term[2:], "n": int((cut["term"] == term[2:]).sum())}
    return Planted({"tokens": cut, "clauses": study.clauses}, words, term)


def flip_ranking(study: Study, rng: np.random.Generator) -> Planted:
    """Plant a ranking that holds for pairs of characters and not for words; the answer is the claim it breaks.

    Parameters
    ----------
    study, rng
        As in :func:`eat_digit`.

    Returns
    -------
    Planted
        Table ``weights`` of pairs of characters by document, and ``claims``: in this document the first term outweighs the
        second. Only one of the claims falls when words are counted.
    """
    words = weigh_terms(count_terms(study.clauses, masks=study.masks), unit="document")
    pairs = weigh_terms(_count_pairs(study), unit="document")
    both = words.merge(pairs, on=["unit_id", "term"], suffixes=("_word", "_pair"))
    both = both.sort_values(["unit_id", "tf_idf_pair", "term"], ascending=[True, False, True])
    flips, holds = [], []
    for unit, part in both.groupby("unit_id"):
        top = part.head(_TOP_TERMS).to_dict("records")
        for i, a in enumerate(top):
            for b in top[i + 1 :]:
                if a["tf_idf_pair"] < 1.2 * b["tf_idf_pair"]:
                    continue
                claim = (str(unit), str(a["term"]), str(b["term"]))
                if b["tf_idf_word"] > 1.2 * a["tf_idf_word"]:
                    flips.append(claim)
                elif a["tf_idf_word"] > 1.2 * b["tf_idf_word"]:
                    holds.append(claim)
    broken = draw_from(flips, rng)
    sound = [holds[int(i)] for i in sorted(rng.choice(len(holds), size=min(_N_CLAIMS - 1, len(holds)), replace=False))]
    rows = sorted([*sound, broken], key=lambda claim: (claim[0], claim[1], claim[2]))
    claims = pd.DataFrame(rows, columns=["unit_id", "stronger", "weaker"])
    claims.insert(0, "claim", [f"C{i}" for i in range(1, len(claims) + 1)])
    answer = str(claims.loc[[row == broken for row in rows], "claim"].iloc[0])
    return Planted({"weights": pairs, "claims": claims}, {"n": len(claims)}, answer)


def mix_scripts(study: Study, rng: np.random.Generator) -> Planted:
    """Plant a document that was left in Traditional characters; the answer is the topic that is only its script.

    Parameters
    ----------
    study, rng
        As in :func:`eat_digit`.

    Returns
    -------
    Planted
        Table ``clauses``, and the ``topic_terms`` and ``topic_shares`` fitted to them.
    """
    traditional = _converter("s2t")
    # The longest half of the corpus: a short document does not get a topic of its own.
    lengths = study.clauses.groupby("doc_id")["text"].agg(lambda texts: sum(map(len, texts)))
    doc_id = draw_from(sorted(lengths.index[lengths >= lengths.median()]), rng)
    clauses = study.clauses.copy()
    hit = clauses["doc_id"] == doc_id
    clauses.loc[hit, "text"] = ["".join(map(traditional, text)) for text in clauses.loc[hit, "text"]]
    weights = weigh_terms(count_terms(clauses, masks=study.masks))
    topics = fit_topics(weights, _N_TOPICS, n_resamples=2)
    top = topics.terms[topics.terms["rank"] <= _TOP_TERMS]
    simplified = _converter("t2s")
    foreign = top["term"].map(lambda term: any(simplified(character) != character for character in term))
    answer = int(str(foreign.groupby(top["topic_id"]).mean().idxmax()))
    tables = {"clauses": clauses, "topic_terms": topics.terms, "topic_shares": topics.shares}
    return Planted(tables, {"n": _N_TOPICS}, answer)


def _has_later_sibling(rows: list[dict[str, Any]], place: int) -> bool:
    """Say whether another numbered clause of the same parent follows: else nothing shows that one is gone."""
    row = rows[place]
    return pd.notna(row["number"]) and any(
        other["doc_id"] == row["doc_id"] and other["parent_id"] == row["parent_id"] and pd.notna(other["number"])
        for other in rows[place + 1 :]
    )


def _count_pairs(study: Study) -> pd.DataFrame:
    """Return a table ``terms`` of all pairs of neighbouring Chinese characters that are words somewhere in the corpus."""
    words = count_terms(study.clauses, masks=study.masks)
    wanted = {term for term in words["term"] if len(term) == 2}  # noqa: PLR2004 - pairs
    if not wanted:
        raise WithheldError("no word of two characters is in these documents: nothing can be compared with pairs")
    rows = []
    for clause_id, part in words.groupby("clause_id", sort=True):
        row = study.clauses[study.clauses["clause_id"] == clause_id].iloc[0]
        found = Counter("".join(pair) for pair in pairwise(row["text"]))
        rows += [
            {"clause_id": clause_id, "doc_id": part["doc_id"].iloc[0], "term": term, "n": n}
            for term, n in sorted(found.items())
            if term in wanted
        ]
    return make_table("terms", rows)


@cache
def _converter(name: str) -> Callable[[str], str]:
    convert: Callable[[str], str] = cache(OpenCC(name).convert)
    return convert
