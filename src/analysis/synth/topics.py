"""Corpora with planted topics: policy-like clauses of which it is known what each is about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import WithheldError
from analysis.reference import read_reference
from analysis.tables import make_table

__all__ = ["PlantedTopics", "plant_topics"]

_Numbers = NDArray[np.float64]

#: Words that stand in clauses of every topic, and how many.
_N_BACKGROUND = 120

#: Words of a topic, from the packaged dictionary of policy terms.
_WORDS_A_TOPIC = 30

#: Zipf's law: the weight of the word of rank r is 1 / (r + shift).
_ZIPF_SHIFT = 2.7

_FRAMES = ("推进{}", "加强{}", "完善{}", "支持{}", "加快{}", "鼓励{}", "建设{}")
_DIGITS = "一二三四五六七八九十"
_CHARACTERS_OF_RANK = ("", "十", "二十", "三十", "四十", "五十", "六十", "七十", "八十", "九十")


class PlantedTopics(NamedTuple):
    """A planted corpus and its truth.

    Attributes
    ----------
    clauses
        ``clauses``: the corpus, one chapter a document.
    topics
        A row a topic and term: topic_id, term, probability (sums to 1 per topic).
    shares
        A row a clause and topic: clause_id, topic_id, share (what it was drawn with; sums to 1 per clause).
    """

    clauses: pd.DataFrame
    topics: pd.DataFrame
    shares: pd.DataFrame


def plant_topics(
    *,
    n_documents: int = 10,
    n_topics: int = 6,
    n_clauses: int = 20,
    n_words: int = 30,
    background: float = 0.3,
    mixing: float = 0.1,
    overlap: float = 0.0,
    seed: int = 0,
) -> PlantedTopics:
    """Write a corpus of policy-like clauses on known topics.

    Answers: what does a method find where the truth is known, and what does it find where there is nothing to find?

    Parameters
    ----------
    n_documents
        Documents, at least 1.
    n_topics
        PlantedTopics topics; 0 for a corpus without structure, in which every word is drawn from the background.
    n_clauses
        Clauses a document, at most 99.
    n_words
        Mean number of words a clause (Poisson, at least 3).
    background
        Part of the words that are drawn from a background common to all topics, 0-1.
    mixing
        Part of a clause's other words that are drawn from a second topic, 0-1.
    overlap
        Part of a topic's words that also belong to the next topic, 0-1; 0 for topics that share none.
    seed
        Seed of all draws.

    Returns
    -------
    PlantedTopics
        Tables ``clauses``, ``topics`` and ``shares``.

    Raises
    ------
    ValueError
        If a number is out of its range.
    WithheldError
        If the dictionary has too few terms for so many topics.

    Notes
    -----
    A document draws its mixture of topics from a Dirichlet distribution with parameter ½, a clause its main topic from the
    mixture of its document, a word its origin by ``background`` and ``mixing``. Words of a topic follow Zipf's law.

    Examples
    --------
    >>> planted = plant_topics(n_documents=2, n_topics=3, n_clauses=4, seed=1)
    >>> len(planted.clauses), planted.shares.groupby("clause_id")["share"].sum().eq(1).all().item()
    (10, True)
    """
    _check(n_documents, n_topics, n_clauses, (background, mixing, overlap))
    generator = np.random.default_rng(seed)
    vocabulary, topics = _draw_topics(generator, n_topics, overlap)
    zipf = _zipf(_N_BACKGROUND)
    common = np.concatenate([zipf, np.zeros(len(vocabulary) - _N_BACKGROUND)])
    rows: list[dict[str, object]] = []
    truth: list[tuple[str, _Numbers]] = []
    for document in range(n_documents):
        doc_id = f"planted-{seed}-{document:03d}"
        mixture = generator.dirichlet(np.full(n_topics, 0.5)) if n_topics else np.zeros(0)
        texts, shares = ["一、重点任务"], []
        for clause in range(n_clauses):
            share = _draw_share(generator, mixture, mixing)
            probability = common if not n_topics else background * common + (1 - background) * (share @ topics)
            n = max(3, int(generator.poisson(n_words)))
            words = generator.choice(len(vocabulary), size=n, p=probability / probability.sum())
            texts.append(f"（{_number(clause + 1)}）" + _write(generator, [vocabulary[word] for word in words]))
            shares.append(share)
        rows += _tabulate(doc_id, texts)
        truth += [(f"{doc_id}/一/{_number(clause + 1)}", share) for clause, share in enumerate(shares)]
    return PlantedTopics(make_table("clauses", rows), _topic_rows(vocabulary, topics), _share_rows(truth))


def _check(n_documents: int, n_topics: int, n_clauses: int, parts: Sequence[float]) -> None:
    if n_documents < 1 or n_topics < 0 or not 1 <= n_clauses <= 99:  # noqa: PLR2004 - numbers in Chinese up to 99
        raise ValueError(f"out of range: n_documents {n_documents}, n_topics {n_topics}, n_clauses {n_clauses} (1-99)")
    if not all(0 <= part <= 1 for part in parts):
        raise ValueError(f"background, mixing and overlap lie in 0-1, got {parts}")


def _draw_topics(
    generator: np.random.Generator, n_topics: int, overlap: float, size: int = _WORDS_A_TOPIC
) -> tuple[list[str], _Numbers]:
    """Draw words without putting back: the background first, then each topic; a topic borrows from the one before."""
    terms = read_reference("policy_terms")
    stops = set(read_reference("stop_words")["term"])
    words = sorted(set(terms.loc[terms["binding"] == "forced", "term"]) - stops)
    needed = _N_BACKGROUND + n_topics * size
    if needed > len(words):
        raise WithheldError(f"{n_topics} topics of {size} words need {needed} terms, the dictionary has {len(words)}")
    vocabulary = [words[place] for place in generator.permutation(len(words))[:needed]]
    topics = np.zeros((n_topics, needed))
    borrowed = round(size * overlap)
    for topic in range(n_topics):
        start = _N_BACKGROUND + topic * size
        own = list(range(start, start + size))
        if borrowed and n_topics > 1:
            following = _N_BACKGROUND + ((topic + 1) % n_topics) * size
            own[-borrowed:] = generator.permutation(size)[:borrowed] + following
        topics[topic, own] = _zipf(size)
    return vocabulary, topics


def _zipf(size: int) -> _Numbers:
    weights = 1 / (np.arange(1, size + 1) + _ZIPF_SHIFT)
    return np.asarray(weights / weights.sum())


def _draw_share(generator: np.random.Generator, mixture: _Numbers, mixing: float) -> _Numbers:
    share = np.zeros(len(mixture))
    if len(mixture):
        main, second = generator.choice(len(mixture), p=mixture), generator.integers(len(mixture))
        share[main] += 1 - mixing
        share[second] += mixing
    return share


def _write(generator: np.random.Generator, words: Sequence[str]) -> str:
    """Write words as policy prose: a verb, up to three words, a comma or a full stop."""
    sentences = []
    at = 0
    while at < len(words):
        size = int(generator.integers(1, 4))
        frame = _FRAMES[int(generator.integers(len(_FRAMES)))]
        sentences.append(frame.format("、".join(words[at : at + size])))
        at += size
    return "，".join(sentences) + "。"


def _number(number: int) -> str:
    tens, ones = divmod(number, 10)
    return _CHARACTERS_OF_RANK[tens] + (_DIGITS[ones - 1] if ones else "")


def _tabulate(doc_id: str, texts: Sequence[str]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    start = 0
    for position, text in enumerate(texts):
        number = _number(position) if position else "一"
        rows.append(
            {
                "clause_id": f"{doc_id}/一/{number}" if position else f"{doc_id}/一",
                "doc_id": doc_id,
                "parent_id": f"{doc_id}/一" if position else None,
                "position": position,
                "level": 2 if position else 1,
                "kind": "clause" if position else "chapter",
                "number": number,
                "heading": None if position else "重点任务",
                "text": text,
                "start": start,
                "end": start + len(text),
            }
        )
        start += len(text) + 1
    return rows


def _topic_rows(vocabulary: Sequence[str], topics: _Numbers) -> pd.DataFrame:
    topic, word = np.nonzero(topics)
    frame = pd.DataFrame({"topic_id": topic + 1, "probability": topics[topic, word]})
    frame.insert(1, "term", pd.Series([vocabulary[int(place)] for place in word], dtype="str"))
    return frame.sort_values(["topic_id", "probability", "term"], ascending=[True, False, True], ignore_index=True)


def _share_rows(truth: Sequence[tuple[str, _Numbers]]) -> pd.DataFrame:
    rows = [(clause_id, topic + 1, value) for clause_id, share in truth for topic, value in enumerate(share)]
    return pd.DataFrame(rows, columns=["clause_id", "topic_id", "share"]).astype({"clause_id": "str"})
