"""Which words a match of a codebook's rule holds, so that a rule is tried only where some of them stand."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["find_needs"]

_PLAIN = r"[^\\\[\](){}.*+?^$|]"
#: What a pattern is made of at its top level. A group of plain words and a run of plain characters say what a match holds;
#: other groups, sets and escapes say nothing. A bar between elements, or anything else, leaves the whole pattern untold.
_ELEMENT = re.compile(
    rf"\(\?:(?P<words>(?:{_PLAIN}|\|)*)\)"
    rf"|(?P<run>{_PLAIN}+)"
    r"|\((?:[^()]|\([^()]*\))*\)|\[\^?\]?(?:\\.|[^\]\\])*\]|\\[^\w\s]|\\[dDsSwWbB]|\{\d*,?\d*\}|[.^$*+?]"
)
_MAY_LACK = frozenset("?*{")


def find_needs(phrases: Sequence[str], verbs: Sequence[str], objects: Sequence[str]) -> tuple[frozenset[str], ...]:
    """Return sets of pairs of characters, of each of which every match of a rule holds at least one.

    Parameters
    ----------
    phrases
        Regular expressions, any of which matches by itself.
    verbs, objects
        Regular expressions; one of the verbs before one of the objects matches.

    Returns
    -------
    tuple of frozenset of str
        Empty where nothing is known to be in every match.

    Examples
    --------
    >>> [sorted(need) for need in find_needs(["揭榜挂帅"], ["研发", "攻克"], ["(?:芯片|算法)(?!平台)", "模型"])]
    [['揭榜', '攻克', '研发'], ['揭榜', '模型', '算法', '芯片']]
    >>> find_needs(["药"], [], [])
    ()
    """
    alone = _pairs_of(phrases)
    if alone is None:
        return ()
    if not (verbs and objects):
        return (alone,)
    both = (_pairs_of(verbs), _pairs_of(objects))
    return tuple(alone | pairs for pairs in both if pairs is not None)


def _pairs_of(parts: Sequence[str]) -> frozenset[str] | None:
    """Return pairs of which a match of any of some patterns holds one; None where one of them may hold none."""
    found: set[str] = set()
    for part in parts:
        pairs = _pairs_in(part)
        if not pairs:
            return None
        found |= pairs
    return frozenset(found)


def _pairs_in(part: str) -> set[str]:
    """Return pairs of which every match of a pattern holds one: of a plain run, or of a plain group; none if unsure."""
    at = 0
    pairs: set[str] = set()
    while at < len(part):
        element = _ELEMENT.match(part, at)
        if element is None:
            return set()
        at = element.end()
        may_lack = part[at : at + 1] in _MAY_LACK
        run = element["run"] or ""
        words = (element["words"] or "").split("|")
        if len(run) - may_lack > 1:
            pairs = {run[:2]}
        elif not pairs and not may_lack and all(len(word) > 1 for word in words):
            pairs = {word[:2] for word in words}
    return pairs
