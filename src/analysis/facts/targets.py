"""Quantitative targets: what is to be reached, how much of it, by when, and how firmly."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from analysis.facts.numerals import to_ascii_digits
from analysis.facts.quantities import Quantity
from analysis.facts.target_grammar import Found, read_piece, skip_leads
from analysis.facts.target_ranks import MAY_RANK, find_ranks
from analysis.facts.target_tables import find_table_lines, read_indicator_table
from analysis.facts.target_words import (
    Grammar,
    Span,
    quantities_outside,
    read_grammar,
    split_pieces,
    unread_zones,
)
from analysis.facts.years import YearMark, find_years
from analysis.tables import make_table

__all__ = ["POLICY_KINDS", "find_targets", "list_targets"]

#: Kinds of clause that hold policy; notices, metadata, sidebars and noise are never read.
POLICY_KINDS = ("chapter", "group", "clause", "bullet", "preamble", "row", "annex")
_SENTENCE = re.compile(r"[^。；;！!？?\n]+")
_NUMBERING = re.compile(
    r"\s{0,80}(?:[（(][\d一二三四五六七八九十]{1,3}[）)]|\d{1,3}[.．、﹒](?!\d)|[一二三四五六七八九十]{1,3}、|[—–-]{2,})"
)
_GOALS = re.compile("目标|指标")
_LAST_YEAR = re.compile("同比|上年|去年|前年")
#: A chapter headed so tells of the past.
_REPORTS = re.compile(
    "发展基础|工作基础|现实基础|发展现状|现状|主要成就|发展成就|取得成效|回顾|面临形势|发展环境|发展形势|背景"
)
_ENTERPRISE = re.compile("企业|公司|小巨人|独角兽|瞪羚|厂|冠军|商|工厂")
_PACE = re.compile("(?:稳步|持续|不断|大幅|显著|明显|快速|进一步|逐步|稳定|较快|平稳|有效|全面|的)+$")
_BUILT = re.compile("(?:建设|创建|培育|打造|布局)$")
_MEANS = re.compile("推进|推动|加快|加强|支持|实施")


def find_targets(
    clauses: pd.DataFrame, *, documents: pd.DataFrame | None = None, reference: Path | None = None
) -> pd.DataFrame:
    """Return the quantitative targets of policy clauses.

    Answers: how much of what does a government promise, by which year, and how firmly?

    Parameters
    ----------
    clauses
        The table ``clauses``. Notices, metadata, sidebars, noise, titles and signatures are not read.
    documents
        The table ``documents``: the year of issue tells goals from reports of the past (2022年达到 in a text of 2024).
        Without it only words such as 截至 and 以来 tell.
    reference
        The project's ``data/reference`` folder with its own ``units.csv`` or ``target_words.csv``.

    Returns
    -------
    pandas.DataFrame
        The table ``targets``: text, object, scope, change, value_low and value_high as written, comparator, unit, the same
        in base units, year, base_year, year_inherited, hardness and spans. A bound that is open is missing: ``>=`` has no
        value_high, ``<=`` no value_low. A year or hardness that is not stated is missing.

    Notes
    -----
    A quantity is a target if a verb of achievement (培育, 建成), of level (达到, 降至) or of change (增长), a comparator or
    a year to reach leads to it. Not targets: years, ordinals, numbers in names, quotes and parentheses, enumerations
    (五项任务), thresholds (2000万元以上的企业), subsidies, and what is said of the past. 以上, 不低于 and 达到 are ``>=``;
    超过 and 突破 ``>``; a bare number ``=``; 左右, 约 and 千亿级 ``~``; 以内, 不超过 and 降至 ``<=``. The year is the one
    named last before the number, in the clause or else in the clauses above it; a labelled deadline (完成时限：2025年底)
    holds for the numbers before it. ``change`` says that the number is a rise or a fall (能耗较2020年下降16%: object
    能耗, change fall, base_year 2020); a number that names nothing (…，年均增长15%) takes over what the sentence spoke of.
    A rank (进入全国前三) has unit 位次 and comparator ``<=``.

    *Reading it*: one row is one number that could later be checked against a statistic. *A misreading*: a province
    with more rows is not more ambitious; goals without a number (国内领先, 全国前列) are not in the table at all.

    The words were written as general grammar, with the annotated corpus at hand; how they did on clauses that they had not
    seen is told in docs/facts.md.

    Examples
    --------
    >>> from analysis.tables import make_table
    >>> row = {"clause_id": "d/1", "doc_id": "d", "position": 0, "level": 1, "kind": "clause", "start": 0, "end": 27}
    >>> clauses = make_table("clauses", [row | {"text": "到2027年，培育专精特新企业200家以上，产业规模超万亿元。"}])
    >>> find_targets(clauses)[["object", "comparator", "value_low", "unit", "year"]].values.tolist()
    [['专精特新企业', '>=', 200.0, '家', 2027], ['产业规模', '>', 1.0, '万亿元', 2027]]
    """
    return make_table("targets", list_targets(clauses, documents=documents, reference=reference))


def list_targets(
    clauses: pd.DataFrame, *, documents: pd.DataFrame | None = None, reference: Path | None = None
) -> list[dict[str, Any]]:
    """Return the rows of the table ``targets``, clause after clause.

    Parameters
    ----------
    clauses, documents, reference
        As for :func:`find_targets`.

    Returns
    -------
    list of dict
        What :func:`find_targets` makes its table of; the codes for goals need no more.
    """
    grammar = read_grammar(reference)
    issued = _issue_years(documents)
    rows: list[dict[str, Any]] = []
    for doc_id, part in _read_documents(clauses):
        years: dict[str, int | None] = {}
        goal_year: dict[object, int | None] = {}
        reports: set[str] = set()
        for clause in part:
            if clause.kind not in POLICY_KINDS:
                continue
            parent = clause.parent_id if isinstance(clause.parent_id, str) else None
            clause_id, text = clause.clause_id, to_ascii_digits(clause.text)
            opening = text[:30]
            heading = clause.heading if isinstance(clause.heading, str) else opening
            if parent in reports or (_REPORTS.search(heading) and not _GOALS.search(heading)):
                reports.add(clause_id)
                continue
            goals = clause.kind == "bullet" or _GOALS.search(f"{heading}{opening}") is not None
            inherited = years.get(parent) if parent else None
            inherited = goal_year.get(parent) if inherited is None and goals else inherited
            found, last_year = _read_clause(text, grammar, issued.get(doc_id), inherited)
            years[clause_id] = last_year if last_year is not None else inherited
            if last_year is not None and goals:
                goal_year[parent] = last_year
            rows += [
                _row(clause, number, target, own_year, hardness, inherited)
                for number, (target, own_year, hardness) in enumerate(found, start=1)
            ]
    return rows


class _Clause(NamedTuple):
    """One row of ``clauses`` as the grammar needs it."""

    doc_id: str
    clause_id: str
    parent_id: str | None
    kind: str
    heading: str | None
    text: str
    start: int


def _read_documents(clauses: pd.DataFrame) -> Iterator[tuple[str, Iterator[_Clause]]]:
    """Yield each document's id and its clauses in reading order."""
    ordered = clauses.sort_values(["doc_id", "position"])
    rows = map(_Clause, *(ordered[column].tolist() for column in _Clause._fields))
    return groupby(rows, key=attrgetter("doc_id"))


def _issue_years(documents: pd.DataFrame | None) -> dict[str, int]:
    if documents is None:
        return {}
    years: dict[str, int] = {}
    for doc_id, issued_on, period in documents[["doc_id", "issued_on", "period_start"]].itertuples(
        index=False, name=None
    ):
        if isinstance(issued_on, str) and issued_on[:4].isdecimal():
            years[doc_id] = int(issued_on[:4])
        elif not pd.isna(period):
            years[doc_id] = int(period)
    return years


Read = tuple[Found, int | None, str | None]


def _read_clause(
    text: str, grammar: Grammar, issued: int | None, inherited: int | None
) -> tuple[list[Read], int | None]:
    """Return the targets of a clause with their own year and hardness, and the year it leaves to what follows."""
    marks = tuple(find_years(text, issued=issued))
    lines = tuple(find_table_lines(text))
    found = _read_marked(text, marks, lines, grammar.layer, issued if lines else None, inherited is not None)
    targets = [mark.year for mark in marks if mark.kind == "target"]
    return list(found), targets[-1] if targets else None


@lru_cache(maxsize=4096)
def _read_marked(
    text: str,
    marks: tuple[YearMark, ...],
    lines: tuple[Span, ...],
    layer: Path | None,
    issued: int | None,
    inherits: bool,  # noqa: FBT001 - a key of the cache
) -> tuple[Read, ...]:
    """Return the targets of a clause whose years are known: read once for the targets and once more for the codes."""
    grammar = read_grammar(layer)
    zones = unread_zones(text)
    quantities = quantities_outside(text, [*zones, *lines], marks, grammar)
    numbering = _NUMBERING.match(text)
    head = numbering.end() if numbering else 0
    result: list[Read] = list(read_indicator_table(text, list(lines), grammar, issued=issued)) if lines else []
    zones = [*zones, *lines]
    starts = [quantity.start for quantity in quantities]
    for found in _SENTENCE.finditer(text, head):
        sentence = found.span()
        own = quantities[bisect_left(starts, sentence[0]) : bisect_left(starts, sentence[1])]
        ranked = [match.start() for match in MAY_RANK.finditer(text, *sentence)]
        if own or ranked:
            goal = inherits or any(m.kind == "target" and m.start < sentence[1] for m in marks)
            result += _read_sentence(text, sentence, own, ranked, marks, zones, grammar, goal=goal)
    return tuple(result)


def _read_sentence(
    text: str,
    sentence: Span,
    quantities: list[Quantity],
    ranked: list[int],
    marks: Sequence[YearMark],
    zones: list[Span],
    grammar: Grammar,
    *,
    goal: bool,
) -> Iterator[Read]:
    """Yield the targets of a sentence, given its quantities and the places where a rank may stand."""
    reach = max(*(quantity.start for quantity in quantities[-1:]), *ranked[-1:], 0)
    subject, base = "", None
    for piece in split_pieces(text, *sentence, zones):
        if piece[0] > reach:
            return  # what is said there names no number's subject
        may_rank = any(piece[0] <= place < piece[1] for place in ranked)
        ranks = _read_ranks(text, piece, subject, marks, zones, grammar) if may_rank else []
        inside = [
            quantity
            for quantity in quantities
            if piece[0] <= quantity.start < piece[1]
            and not any(rank.quantity.start <= quantity.end and quantity.start < rank.end for rank in ranks)
            and not _is_past(text, sentence, piece, quantity, marks, grammar)
        ]
        found = read_piece(text, piece, inside, marks, grammar, goal=goal, subject=subject) if inside else []
        found = [t for t in found if not _is_support(text, sentence[0], t, grammar)]
        found = [t._replace(base_year=base) if t.change and t.base_year is None else t for t in found]
        found = sorted([*found, *ranks], key=lambda target: target.quantity.start)
        goal = goal or bool(found)
        if found:
            subject = subject if subject and found[-1].object.startswith(f"{subject}占") else found[-1].object
        elif not inside:
            subject = _subject_of(text, piece, marks, grammar)
        base = base if inside else _base_of(piece, marks)
        for target in found:
            yield (
                target,
                _year_of(text, sentence, target, marks),
                _hardness_of(text, sentence, piece, grammar),
            )


def _read_ranks(
    text: str, piece: Span, subject: str, marks: Sequence[YearMark], zones: list[Span], grammar: Grammar
) -> list[Found]:
    """Return the ranks that a piece sets, unless it tells of the past."""
    start = skip_leads(text, piece[0], piece[1], marks, grammar)
    return [
        rank
        for rank in find_ranks(text, piece, start, subject)
        if not any(low <= rank.quantity.start < high for low, high in zones)
        and not grammar.past_segment.search(text, piece[0], rank.quantity.start)
        and not grammar.past_sentence.search(text, piece[0], rank.quantity.start)
    ]


def _subject_of(text: str, piece: Span, marks: Sequence[YearMark], grammar: Grammar) -> str:
    """Return what a piece without a number speaks of, where it says how that changes or is built: 产业规模稳步扩大."""
    start = skip_leads(text, piece[0], piece[1], marks, grammar)
    words = text[start : piece[1]].strip()
    change = grammar.changed.search(words)
    if change:
        return _PACE.sub("", words[: change.start()])
    built = _BUILT.search(words)
    verb = grammar.verb.match(words) or _MEANS.match(words)
    return words[verb.end() : built.start()].strip() if built and verb and verb.end() < built.start() else ""


def _base_of(piece: Span, marks: Sequence[YearMark]) -> int | None:
    """Return the year with which a piece without a number compares what follows: 与2020年相比，…."""
    bases = [mark.year for mark in marks if mark.kind == "baseline" and piece[0] <= mark.start < piece[1]]
    return bases[-1] if bases else None


def _is_past(
    text: str, sentence: Span, piece: Span, quantity: Quantity, marks: Sequence[YearMark], grammar: Grammar
) -> bool:
    """Say whether a number tells of the past: after 截至, 以来, 已, with no year to reach between."""
    at = quantity.start
    if grammar.past_segment.search(text, piece[0], at):
        return True
    past = [match.start() for match in grammar.past_sentence.finditer(text, sentence[0], at)]
    past += [mark.start for mark in marks if mark.kind == "past" and sentence[0] <= mark.start < at]
    goals = [mark for mark in marks if mark.kind == "target" and sentence[0] <= mark.start < at]
    if past and max(past) > max((mark.start for mark in goals), default=-1):
        return True
    compared_with_last_year = _LAST_YEAR.search(text, *sentence) is not None
    return compared_with_last_year and not any(mark.explicit for mark in goals)


def _is_support(text: str, sentence_start: int, target: Found, grammar: Grammar) -> bool:
    """Say whether a sum or share belongs to a subsidy that the sentence spoke of before."""
    if target.quantity.kind == "count":
        return False
    return grammar.support.search(text, sentence_start, target.quantity.start) is not None


def _year_of(text: str, sentence: Span, target: Found, marks: Sequence[YearMark]) -> int | None:
    if target.year is not None:
        return target.year
    goals = [mark for mark in marks if mark.kind == "target"]
    at = target.quantity.start
    before = [mark for mark in goals if sentence[0] <= mark.start < at]
    if before:
        return before[-1].year
    after = [
        mark
        for mark in goals
        if at < mark.start < sentence[1] and text[mark.start : mark.end].endswith(("前", "底", "内"))
    ]
    if after and re.fullmatch(r"[^，,]*[，,（(]?\s*(?:力争|于|在)?", text[target.end : after[0].start]):
        return after[0].year
    deadlines = [mark for mark in goals if mark.deadline and mark.start > at]
    earlier = [mark for mark in goals if mark.start < at and not mark.deadline]
    return deadlines[0].year if deadlines else earlier[-1].year if earlier else None


def _hardness_of(text: str, sentence: Span, piece: Span, grammar: Grammar) -> str | None:
    """Return the hardness said in the piece, else before it in the sentence, else as 约束性 or 预期性 after it."""
    values = grammar.words["hardness"]
    own = grammar.hardness.search(text, *piece)
    if own:
        return values[own[0]]
    # A word that opens a clause governs what follows (力争到2027年...); one inside a clause governs that clause alone.
    before = [
        match
        for match in grammar.hardness.finditer(text, sentence[0], piece[0])
        if re.search(r"(?:^|[，,。；：\n]|年|年底|要)\s*$", text[sentence[0] : match.start()])
    ]
    if before:
        return values[before[-1][0]]
    after = [
        match
        for match in grammar.hardness.finditer(text, piece[1], sentence[1])
        if "性" in match[0] or "指标" in match[0]
    ]
    return values[after[0][0]] if after else None


def _row(
    clause: _Clause,
    number: int,
    target: Found,
    own_year: int | None,
    hardness: str | None,
    inherited: int | None,
) -> dict[str, Any]:
    quantity = target.quantity
    low = None if target.comparator in {"<=", "<"} else quantity.low
    high = None if target.comparator in {">=", ">"} else quantity.high
    offset = clause.start
    base = quantity.base_unit
    if base is None and (quantity.unit or "").endswith("亿"):
        base = "CNY"
    if base == "enterprise" and not _ENTERPRISE.search(target.object):
        base = "item"
    year = own_year if own_year is not None else inherited
    return {
        "target_id": f"{clause.clause_id}#t{number}",
        "doc_id": clause.doc_id,
        "clause_id": clause.clause_id,
        "text": clause.text[target.start : target.end],
        "object": target.object,
        "scope": target.scope,
        "change": target.change,
        "value_low": _round(low),
        "value_high": _round(high),
        "comparator": target.comparator,
        "unit": quantity.unit,
        "base_low": _round(None if low is None else low * quantity.factor),
        "base_high": _round(None if high is None else high * quantity.factor),
        "base_unit": base,
        "year": year,
        "base_year": target.base_year,
        "year_inherited": None if year is None else own_year is None,
        "hardness": hardness,
        "start": offset + target.start,
        "end": offset + target.end,
    }


def _round(value: float | None) -> float | None:
    """Return a value with the rounding of binary fractions taken off, relative to its size."""
    return None if value is None else float(f"{value:.12g}")
