"""Do people see the topics too? Items with one option that does not belong, and what answers say."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.errors import DataError, Problem, WithheldError
from analysis.tables import make_table, write_csv
from analysis.topics.quality import N_TOP

__all__ = [
    "draw_topic_intrusions",
    "draw_word_intrusions",
    "read_intrusion_answers",
    "score_intrusions",
    "write_intrusion_sheet",
]

_Z = 1.959964
#: A topic that holds less of a clause than this may be its intruder.
_ABSENT = 0.05
#: A topic that holds at least this much of a clause is one of its own.
_PRESENT = 0.1


def draw_word_intrusions(terms: pd.DataFrame, *, n_words: int = 5, n_items: int = 3, seed: int = 0) -> pd.DataFrame:
    """Draw items of heavy words of a topic among which one is of another topic.

    Answers: would a person who knows the field see what these words have in common?

    Parameters
    ----------
    terms
        The ``topic_terms`` table of one model with at least two topics.
    n_words
        Words of the topic an item, at least 2; five with one intruder is the form of the literature.
    n_items
        Items a topic, at least 1, each with other words and another intruder where there are enough.
    seed
        Seed of the draws.

    Returns
    -------
    pandas.DataFrame
        The ``intrusion_items`` table with the solution. Hand on what ``write_intrusion_sheet`` writes: it leaves it out.

    Raises
    ------
    ValueError
        If a number is too small.
    WithheldError
        If no word can be an intruder of a topic.

    Notes
    -----
    Words are drawn from the ten heaviest of the topic. The intruder is among the ten heaviest of another topic and not in
    the heavier half of this one, so that it is not odd by being rare.

    *Reading it*: see ``score_intrusions``.

    References
    ----------
    Chang, Boyd-Graber, Gerrish, Wang & Blei (2009), NIPS 22, "Reading tea leaves: how humans interpret topic models",
    section 3.1.

    Examples
    --------
    >>> rows = [(1, w, 0.25, n) for n, w in enumerate("甲乙丙丁", 1)] + [(2, w, 0.25, n) for n, w in enumerate("子丑寅卯", 1)]
    >>> terms = pd.DataFrame(rows, columns=["topic_id", "term", "weight", "rank"]).assign(model="nmf", k=2)
    >>> items = draw_word_intrusions(terms, n_words=3, n_items=1)
    >>> items.groupby("item_id")["intruder"].sum().tolist(), len(items)
    ([1, 1], 8)
    """
    _check_numbers(n_words=(n_words, 2), n_items=(n_items, 1))
    generator = np.random.default_rng(seed)
    rows = []
    for (model, k, topic_id), topic in terms.groupby(["model", "k", "topic_id"], sort=True):
        own = topic.loc[topic["rank"] <= N_TOP].sort_values("rank")["term"].tolist()
        heavy = set(topic.loc[topic["rank"] <= max(N_TOP, len(topic) // 2), "term"])
        others = terms[(terms["model"] == model) & (terms["k"] == k) & (terms["topic_id"] != topic_id)]
        intruders = sorted(set(others.loc[others["rank"] <= N_TOP, "term"]) - heavy)
        if not intruders:
            raise WithheldError(f"topic {topic_id} has no intruder: no other topic has heavy words that it lacks")
        for item in range(n_items):
            words = sorted(generator.choice(own, size=min(n_words, len(own)), replace=False).tolist())
            options = [(word, False) for word in words] + [(str(generator.choice(intruders)), True)]
            rows += _write_item(
                f"word-{topic_id:02d}-{item + 1}", "word", (model, k, topic_id), None, options, generator
            )
    return make_table("intrusion_items", rows)


def draw_topic_intrusions(
    shares: pd.DataFrame,
    *,
    labels: Mapping[int, str],
    texts: Mapping[str, str],
    n_topics: int = 3,
    n_items: int = 3,
    seed: int = 0,
) -> pd.DataFrame:
    """Draw items of a clause with topics it has, among which one is a topic it lacks.

    Answers: would a reader give this clause to the topics that the model gives it to?

    Parameters
    ----------
    shares
        The ``topic_shares`` table of clauses, of one model.
    labels
        From topic_id to the words that stand for the topic.
    texts
        From unit_id to its text.
    n_topics
        Topics of the clause an item, at most; at least 1. A clause with fewer topics gives fewer options.
    n_items
        Items a topic, at least 1: clauses in which the topic is the largest.
    seed
        Seed of the draws.

    Returns
    -------
    pandas.DataFrame
        The ``intrusion_items`` table with the solution; topic_id is the largest topic of the clause.

    Raises
    ------
    ValueError
        If a number is too small, or a topic or unit has no label or text.
    WithheldError
        If no clause has both a topic that it has and one that it lacks.

    Notes
    -----
    Options are the largest topics that hold at least a tenth of the clause; the intruder is one that holds less than a
    twentieth.

    References
    ----------
    Chang et al. (2009), NIPS 22, section 3.2.

    Examples
    --------
    >>> shares = pd.DataFrame({"unit_id": "d/1", "topic_id": [1, 2], "share": [1.0, 0.0]}).assign(model="nmf", k=2)
    >>> items = draw_topic_intrusions(shares, labels={1: "算力", 2: "育种"}, texts={"d/1": "建设算力"}, n_items=1)
    >>> items.sort_values("option")[["option", "intruder"]].values.tolist()
    [['算力', False], ['育种', True]]
    """
    _check_numbers(n_topics=(n_topics, 1), n_items=(n_items, 1))
    for name, mapping, wanted in (("labels", labels, shares["topic_id"]), ("texts", texts, shares["unit_id"])):
        missing = sorted(set(wanted) - set(mapping))
        if missing:
            raise ValueError(f"{name} say nothing of {len(missing)}, the first {missing[:3]}")
    generator = np.random.default_rng(seed)
    grid = shares.pivot_table(index="unit_id", columns="topic_id", values="share").fillna(0.0).round(6)
    model, k = shares[["model", "k"]].iloc[0]
    largest = grid.idxmax(axis=1)
    fit = (grid.min(axis=1) < _ABSENT) & (grid.max(axis=1) >= _PRESENT)
    rows = []
    for topic_id in grid.columns:
        units = sorted(grid.index[(largest == topic_id) & fit])
        for item, unit in enumerate(sorted(generator.permutation(units)[:n_items].tolist()), 1):
            row = grid.loc[unit]
            own = row[row >= _PRESENT].sort_values(ascending=False, kind="stable").index[:n_topics]
            intruder = int(generator.choice(sorted(row.index[row < _ABSENT])))
            options = [(labels[topic], False) for topic in own] + [(labels[intruder], True)]
            identity = (model, k, topic_id)
            rows += _write_item(f"topic-{topic_id:02d}-{item}", "topic", identity, texts[unit], options, generator)
    if not rows:
        raise WithheldError("no clause has both a topic that it has and one that it lacks: there is nothing to ask")
    return make_table("intrusion_items", rows)


def write_intrusion_sheet(items: pd.DataFrame, path: Path) -> Path:
    """Write a sheet for one person to answer, without the solution.

    Parameters
    ----------
    items
        The ``intrusion_items`` table.
    path
        A file ending in ``.csv``; its folder must exist.

    Returns
    -------
    pathlib.Path
        The path. Columns: item_id, text (for topics), option_1 ..., answer - empty, for the number of the option that does not
        belong. The order of items is shuffled by their ids, so that items of one topic do not follow each other.

    Examples
    --------
    >>> import tempfile
    >>> columns = ["item_id", "text", "position", "option", "intruder"]
    >>> items = pd.DataFrame([("w-1", None, 1, "算力", False), ("w-1", None, 2, "育种", True)], columns=columns)
    >>> path = write_intrusion_sheet(items, Path(tempfile.mkdtemp()) / "sheet.csv")
    >>> path.read_text(encoding="utf-8-sig").splitlines()
    ['item_id,text,option_1,option_2,answer', 'w-1,,算力,育种,']
    """
    wide = items.pivot_table(index="item_id", columns="position", values="option", aggfunc="first")
    wide.columns = pd.Index([f"option_{position}" for position in wide.columns])
    texts = items.drop_duplicates("item_id").set_index("item_id")["text"]
    order = np.random.default_rng(len(wide)).permutation(len(wide))
    sheet = wide.iloc[order].reset_index()
    sheet.insert(1, "text", texts.reindex(sheet["item_id"]).to_numpy())
    return write_csv(sheet.assign(answer=None), path)


def read_intrusion_answers(path: Path, *, coder: str) -> pd.DataFrame:
    r"""Return the answers of one filled sheet.

    Parameters
    ----------
    path
        The sheet, as CSV in UTF-8.
    coder
        Who filled it in.

    Returns
    -------
    pandas.DataFrame
        Columns item_id, coder, answer (number of the option). Items left empty have no row.

    Raises
    ------
    DataError
        With every problem: no such file or column, an answer that is no number of an option, an item twice.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "sheet.csv"
    >>> _ = path.write_text("item_id,text,option_1,option_2,answer\nw-1,,算力,育种,2\n", encoding="utf-8")
    >>> read_intrusion_answers(path, coder="a").values.tolist()
    [['w-1', 'a', 2]]
    """
    try:
        sheet = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise DataError(
            Problem(str(path), f"cannot be read ({error})", "give the filled sheet as UTF-8 CSV")
        ) from error
    missing = [name for name in ("item_id", "answer") if name not in sheet]
    if missing:
        raise DataError(
            [Problem(str(path), f"column {name!r} is missing", "fill in the sheet as written") for name in missing]
        )
    options = [str(name) for name in sheet.columns if str(name).startswith("option_")]
    problems, rows = [], []
    for number, row in enumerate(sheet.to_dict("records"), 2):
        answer = row["answer"].strip().removesuffix(".0")
        allowed = [name.removeprefix("option_") for name in options if row[name]]
        if answer and answer not in allowed:
            where = f"{path}, row {number}"
            problems.append(
                Problem(where, f"answer {row['answer']!r}", f"give one of {', '.join(allowed)}, or leave it empty")
            )
        elif answer:
            rows.append((row["item_id"], coder, int(answer)))
    twice = sheet.loc[sheet["item_id"].duplicated(), "item_id"].unique().tolist()
    problems += [
        Problem(str(path), f"item {item!r} is there twice", "give each item one row") for item in sorted(twice)
    ]
    if problems:
        raise DataError(problems)
    return pd.DataFrame(rows, columns=["item_id", "coder", "answer"]).astype({"item_id": "str", "coder": "str"})


def score_intrusions(items: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """Score answers: how often people found the option that does not belong.

    Answers: which topics do people see, and which are a matter of arithmetic?

    Parameters
    ----------
    items
        The ``intrusion_items`` table.
    answers
        Columns item_id, coder, answer: what ``read_intrusion_answers`` gives, of one or more people.

    Returns
    -------
    pandas.DataFrame
        The ``intrusion_scores`` table, a row a topic and task that was answered: precision, its interval, what guessing would
        give, and whether the interval lies above that.

    Raises
    ------
    ValueError
        If an answer is about an item or option that is not there, or one person answered an item twice.
    WithheldError
        If there is no answer.

    Notes
    -----
    Precision is the part of answers that name the intruder (model precision); the interval is Wilson's, 95 %; guessing gives 1
    over the number of options.

    *Reading it*: 1 says that everybody saw which word does not belong, so the others do belong together. With three answers a
    topic the interval reaches from 0.44 to 1 at best: ask several people. A *misreading*: a high precision as proof that the
    topic matters; it says that its words are of one kind.

    References
    ----------
    Chang et al. (2009), NIPS 22, equation 1 (model precision); Wilson (1927), J. Am. Statist. Assoc. 22, 209-212.

    Examples
    --------
    >>> columns = ["item_id", "task", "model", "k", "topic_id", "position", "option", "intruder"]
    >>> rows = [("w-1", "word", "nmf", 2, 1, 1, "算力", False), ("w-1", "word", "nmf", 2, 1, 2, "育种", True)]
    >>> answers = pd.DataFrame({"item_id": "w-1", "coder": ["a", "b"], "answer": [2, 1]})
    >>> score_intrusions(pd.DataFrame(rows, columns=columns), answers)[["precision", "chance"]].values.tolist()
    [[0.5, 0.5]]
    """
    if answers.empty:
        raise WithheldError("no item was answered: there is nothing to score")
    options = items.set_index(["item_id", "position"])
    pairs = list(answers[["item_id", "answer"]].itertuples(index=False, name=None))
    unknown = sorted({str(pair) for pair in pairs} - {str(pair) for pair in options.index})
    if unknown:
        raise ValueError(f"answers are about options that no item has, the first {unknown[:3]}")
    if answers.duplicated(["item_id", "coder"]).any():
        raise ValueError("one person answered an item twice")
    n_options = items.groupby("item_id")["position"].transform("size")
    merged = answers.merge(
        items.assign(chance=1 / n_options), left_on=["item_id", "answer"], right_on=["item_id", "position"]
    )
    rows = []
    for (task, model, k, topic_id), group in merged.groupby(["task", "model", "k", "topic_id"], sort=True):
        n, right, chance = len(group), int(group["intruder"].sum()), round(float(group["chance"].mean()), 6)
        low, high = _interval(right, n)
        found = {"n_answers": n, "n_coders": group["coder"].nunique(), "precision": round(right / n, 6), "ci_low": low}
        found |= {"ci_high": high, "chance": chance, "above_chance": low > chance}
        rows.append({"task": task, "model": model, "k": k, "topic_id": topic_id, **found})
    return make_table("intrusion_scores", rows)


def _write_item(
    item_id: str,
    task: str,
    identity: tuple[object, object, object],
    text: str | None,
    options: list[tuple[str, bool]],
    generator: np.random.Generator,
) -> list[dict[str, object]]:
    model, k, topic_id = identity
    shuffled = [options[place] for place in generator.permutation(len(options))]
    common = {"item_id": item_id, "task": task, "model": model, "k": k, "topic_id": topic_id, "text": text}
    return [
        common | {"position": position, "option": option, "intruder": intruder}
        for position, (option, intruder) in enumerate(shuffled, 1)
    ]


def _interval(right: int, n: int) -> tuple[float, float]:
    """Return Wilson's interval of a proportion."""
    part, scale = right / n, 1 + _Z**2 / n
    middle = (part + _Z**2 / (2 * n)) / scale
    half = _Z * math.sqrt(part * (1 - part) / n + _Z**2 / (4 * n**2)) / scale
    return round(max(0.0, middle - half), 6), round(min(1.0, middle + half), 6)


def _check_numbers(**numbers: tuple[int, int]) -> None:
    for name, (number, least) in numbers.items():
        if number < least:
            raise ValueError(f"{name} must be at least {least}, got {number}")
