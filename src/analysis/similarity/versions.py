"""What became of each clause from a draft to the final text, or from one year to the next."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from analysis.errors import suggest_name
from analysis.similarity.folding import POLICY_KINDS, fold_text
from analysis.tables import make_table

__all__ = ["compare_versions"]

#: Characters of the runs that two wordings are compared by: about a word.
_WIDTH = 2

#: Share of wording in common from which two clauses are one clause reworded.
_MATCH = 0.4

#: Share of a shorter clause found in a longer one from which it was split off or merged, and its least length.
_PART, _PART_CHARS = 0.6, 12

#: The printed number in front of a clause; a new number is no new wording.
_NUMBER = re.compile(
    "^\\s*(?:第[一二三四五六七八九十百零0-9]+[章节条款]|[（(]?[一二三四五六七八九十百]+[）)]?[、．.﹒]?|[（(]?[0-9]{1,3}[）)]?[、．.﹒]|——)\\s*"
)

#: A number with what it counts.
_QUANTITY = re.compile("[0-9]+(?:[.,，．][0-9]+)*\\s*(?:[%％‰]|[万亿千百]*[A-Za-z\u4e00-\u9fff]?)")


def compare_versions(clauses: pd.DataFrame, *, old: str, new: str, duties: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return what became of each clause from one version of a document to the next.

    Answers: what did the final text keep of the draft, what did it reword, drop, add - and which numbers and agencies changed?

    Parameters
    ----------
    clauses
        The ``clauses`` table with both versions.
    old, new
        Document ids of the earlier and the later version.
    duties
        The ``duties`` table; agencies are not looked at where None.

    Returns
    -------
    pandas.DataFrame
        The ``versions`` table: ``change`` (kept / moved / reworded / split / merged / added / dropped), ``moved``,
        ``similarity``, numbers and agencies that went out and came in, both texts. In reading order of the later version.

    Raises
    ------
    ValueError
        If a document has no clause in the table, or both are one.

    Notes
    -----
    Clauses are matched one to one so that the wording in common is greatest over all (Dice's coefficient of runs of two
    characters, at least 0.4). A clause left over is *split* or *merged* when 0.6 of it stand in a clause of the other
    version. Printed numbers, punctuation, script and width do not count. *Moved* are the matched clauses outside the longest
    run that kept its order.

    *Reading it*: reworded with similarity 0.95 is a word changed; with 0.5 a clause rewritten on the same subject.

    *A misreading*: dropped here does not mean dropped as policy; the matter may stand elsewhere in other words.

    References
    ----------
    Kuhn (1955), "The Hungarian method for the assignment problem", *Naval Research Logistics Quarterly* 2. Dice (1945),
    "Measures of the amount of ecologic association between species", *Ecology* 26(3).

    Examples
    --------
    >>> row = {"kind": "clause", "start": 0}
    >>> draft = [row | {"doc_id": "d", "clause_id": "d/1", "position": 0, "text": "1. 培育企业10家。"}]
    >>> draft += [row | {"doc_id": "d", "clause_id": "d/2", "position": 1, "text": "2. 发放算力券。"}]
    >>> final = [row | {"doc_id": "f", "clause_id": "f/1", "position": 0, "text": "1. 培育企业20家。"}]
    >>> final += [row | {"doc_id": "f", "clause_id": "f/2", "position": 1, "text": "2. 建设中试基地。"}]
    >>> clauses = pd.DataFrame(draft + final)
    >>> compare_versions(clauses, old="d", new="f")[["change", "numbers_out", "numbers_in"]].fillna("").values.tolist()
    [['reworded', '10家', '20家'], ['dropped', '', ''], ['added', '', '']]
    """
    known = sorted(clauses["doc_id"].unique())
    for doc_id in (old, new):
        if doc_id not in known:
            raise ValueError(f"no document is called {doc_id!r}; {suggest_name(doc_id, known)}")
    if old == new:
        raise ValueError(f"old and new are one document, {old!r}")
    before, after = _read_version(clauses, old), _read_version(clauses, new)
    matches = _match_clauses(before, after)
    rows = _order_rows(matches, len(before.texts), len(after.texts))
    agencies = _list_agencies(duties)
    told = [_tell_row(row, before, after) for row in rows]
    for row, (old_places, new_places) in zip(told, _list_groups(rows), strict=True):
        row.update(_tell_changes(before, after, old_places, new_places, agencies))
    frame = [{"doc_old": old, "doc_new": new, "position": position} | row for position, row in enumerate(told)]
    return make_table("versions", frame)


class _Version(NamedTuple):
    """Clauses of one version: ids, printed texts, folded texts without numbers, and their runs of characters."""

    ids: list[str]
    texts: list[str]
    folded: list[str]
    runs: list[Counter[str]]


class _Match(NamedTuple):
    """What became of a clause: places in either version, None where there is no counterpart."""

    change: str
    old: int | None
    new: int | None
    moved: bool | None
    similarity: float | None


def _read_version(clauses: pd.DataFrame, doc_id: str) -> _Version:
    rows = clauses.loc[(clauses["doc_id"] == doc_id) & clauses["kind"].isin(POLICY_KINDS)].sort_values("position")
    folded = [fold_text(_NUMBER.sub("", text)).text for text in rows["text"]]
    kept = [at for at, text in enumerate(folded) if text]
    ids, texts = rows["clause_id"].tolist(), rows["text"].tolist()
    return _Version(
        [ids[at] for at in kept],
        [texts[at] for at in kept],
        [folded[at] for at in kept],
        [_count_runs(folded[at]) for at in kept],
    )


def _count_runs(text: str) -> Counter[str]:
    return Counter(text[at : at + _WIDTH] for at in range(max(1, len(text) - _WIDTH + 1)))


def _match_clauses(before: _Version, after: _Version) -> list[_Match]:
    common = np.array([[sum((a & b).values()) for b in after.runs] for a in before.runs], dtype=np.float64)
    common = common.reshape(len(before.runs), len(after.runs))
    sizes_old = np.array([run.total() for run in before.runs], dtype=np.float64)
    sizes_new = np.array([run.total() for run in after.runs], dtype=np.float64)
    dice = 2 * common / (sizes_old[:, None] + sizes_new) if common.size else common
    pairs = _assign(dice)
    matched_old, matched_new = {a for a, _ in pairs}, {b for _, b in pairs}
    joined: dict[tuple[int, int], str] = {}
    for b in sorted(set(range(len(after.runs))) - matched_new):
        part = _find_whole(common[:, b] / sizes_new[b], len(after.folded[b]))
        if part is not None:
            joined[part, b] = "split"
    for a in sorted(set(range(len(before.runs))) - matched_old):
        part = _find_whole(common[a] / sizes_old[a], len(before.folded[a]))
        if part is not None and (a, part) not in joined:
            joined[a, part] = "merged"
    divided = {a for (a, _), change in joined.items() if change == "split"}
    united = {b for (_, b), change in joined.items() if change == "merged"}
    stayed = _longest_rising([a for a, _ in sorted(pairs, key=lambda pair: pair[1])])
    matches = []
    for a, b in pairs:
        same = before.folded[a] == after.folded[b]
        moved = a not in stayed
        change = "moved" if same and moved else "kept" if same else "reworded"
        if a in divided:
            change = "split"
        elif b in united:
            change = "merged"
        matches.append(_Match(change, a, b, moved, float(dice[a, b])))
    matches += [_Match(change, a, b, None, float(dice[a, b])) for (a, b), change in joined.items()]
    told_old, told_new = {match.old for match in matches}, {match.new for match in matches}
    matches += [_Match("dropped", a, None, None, None) for a in range(len(before.runs)) if a not in told_old]
    matches += [_Match("added", None, b, None, None) for b in range(len(after.runs)) if b not in told_new]
    return matches


def _assign(dice: NDArray[np.float64]) -> list[tuple[int, int]]:
    if not dice.size:
        return []
    rows, columns = np.arange(dice.shape[0]), np.arange(dice.shape[1])
    # Of two counterparts equally alike, the one nearer in reading order.
    apart = np.abs(rows[:, None] / dice.shape[0] - columns / dice.shape[1])
    worth = np.where(dice >= _MATCH, dice - 1e-6 * apart, 0.0)
    chosen = zip(*linear_sum_assignment(-worth), strict=True)
    return [(int(a), int(b)) for a, b in chosen if worth[a, b] > 0]


def _find_whole(shares: NDArray[np.float64], n_chars: int) -> int | None:
    if n_chars < _PART_CHARS or not len(shares) or shares.max() < _PART:
        return None
    return int(shares.argmax())


def _longest_rising(values: list[int]) -> set[int]:
    """Return one longest rising subsequence of distinct numbers, as a set."""
    tails: list[int] = []
    places: list[int] = []
    previous: dict[int, int | None] = {}
    for value in values:
        at = bisect_left(tails, value)
        previous[value] = tails[at - 1] if at else None
        if at == len(tails):
            tails.append(value)
        else:
            tails[at] = value
        places.append(at)
    longest: set[int] = set()
    value_or_none = tails[-1] if tails else None
    while value_or_none is not None:
        longest.add(value_or_none)
        value_or_none = previous[value_or_none]
    return longest


def _order_rows(matches: list[_Match], n_old: int, n_new: int) -> list[_Match]:
    """Order by the later version; a dropped clause follows the counterpart of the clause in front of it."""
    place = dict.fromkeys(range(-1, n_old), -1.0)
    for match in matches:
        if match.old is not None and match.new is not None:
            place[match.old] = max(place[match.old], match.new)
    for a in range(n_old):
        if place[a] < 0:
            place[a] = place[a - 1]
    return sorted(
        matches,
        key=lambda match: (
            (match.new, 0, match.old if match.old is not None else n_old)
            if match.new is not None
            else (place[match.old if match.old is not None else n_new], 1, match.old)
        ),
    )


def _list_agencies(duties: pd.DataFrame | None) -> dict[str, set[str]] | None:
    if duties is None:
        return None
    listed: dict[str, set[str]] = {}
    rows = duties.loc[duties["evidence"].isin(["bracket", "rule", "ledger"]), ["clause_id", "agency", "role"]]
    for clause_id, agency, role in rows.itertuples(index=False):
        listed.setdefault(clause_id, set()).add(f"{agency}（{role}）")
    return listed


def _tell_row(match: _Match, before: _Version, after: _Version) -> dict[str, object]:
    row: dict[str, object] = {"change": match.change, "moved": match.moved}
    row["similarity"] = None if match.similarity is None else round(match.similarity, 6)
    for name, version, at in (("old", before, match.old), ("new", after, match.new)):
        row[f"clause_{name}"] = None if at is None else version.ids[at]
        row[f"text_{name}"] = None if at is None else version.texts[at]
    return row


def _list_groups(matches: list[_Match]) -> list[tuple[list[int], list[int]]]:
    """Return, for each row, the old and new clauses whose numbers and agencies are compared in it.

    A clause that was split is compared with all its parts, and a merged one with all that went into it, in the first row that
    tells of it; the other rows, and what has no counterpart, compare nothing.
    """
    groups: list[tuple[list[int], list[int]]] = []
    told: set[tuple[str, int]] = set()
    for match in matches:
        if match.old is None or match.new is None:
            groups.append(([], []))
            continue
        if match.change not in {"split", "merged"}:
            groups.append(([match.old], [match.new]))
            continue
        whole = match.old if match.change == "split" else match.new
        kin = [
            other
            for other in matches
            if other.change == match.change and (other.old if match.change == "split" else other.new) == whole
        ]
        first = (match.change, whole) not in told
        told.add((match.change, whole))
        olds, news = (
            {one for one in places if one is not None} for places in zip(*((o.old, o.new) for o in kin), strict=True)
        )
        groups.append((sorted(olds), sorted(news)) if first else ([], []))
    return groups


def _tell_changes(
    before: _Version, after: _Version, olds: list[int], news: list[int], agencies: dict[str, set[str]] | None
) -> dict[str, object]:
    """Return the numbers and agencies that went out and came in between some clauses and others."""
    if not olds or not news:
        return {}
    numbers_old, numbers_new = (
        sum((_count_numbers(version.texts[at]) for at in places), Counter[str]())
        for version, places in ((before, olds), (after, news))
    )
    told: dict[str, object] = {
        "numbers_out": "、".join((numbers_old - numbers_new).elements()) or None,
        "numbers_in": "、".join((numbers_new - numbers_old).elements()) or None,
    }
    if agencies is not None:
        had, has = (
            set().union(*(agencies.get(version.ids[at], set()) for at in places))
            for version, places in ((before, olds), (after, news))
        )
        told["agencies_out"] = "、".join(sorted(had - has)) or None
        told["agencies_in"] = "、".join(sorted(has - had)) or None
    return told


def _count_numbers(text: str) -> Counter[str]:
    return Counter(found.group().replace(" ", "") for found in _QUANTITY.finditer(_NUMBER.sub("", text)))
