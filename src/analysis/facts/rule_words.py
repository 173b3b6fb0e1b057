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
    """Return sets of keys, one or two characters each: every match of a rule holds at least one key of every set.

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
    >>> find_needs(["药.?"], [], []), find_needs(["药?"], [], [])
    ((frozenset({'药'}),), ())
    """
    alone = _keys_of(phrases)
    if alone is None:
        return ()
    if not (verbs and objects):
        return (alone,)
    both = (_keys_of(verbs), _keys_of(objects))
    return tuple(alone | keys for keys in both if keys is not None)


def _keys_of(parts: Sequence[str]) -> frozenset[str] | None:
    """Return keys of which a match of any of some patterns holds one; None where one of them may hold none."""
    found: set[str] = set()
    for part in parts:
        keys = _keys_in(part)
        if not keys:
            return None
        found |= keys
    return frozenset(found)


def _keys_in(part: str) -> set[str]:
    """Return keys of which every match of a pattern holds one: of a plain run, or of a plain group; none if unsure."""
    at, longest = 0, 0
    keys: set[str] = set()
    while at < len(part):
        element = _ELEMENT.match(part, at)
        if element is None:
            return set()
        at = element.end()
        may_lack = part[at : at + 1] in _MAY_LACK
        run = (element["run"] or "")[: -1 if may_lack else None]
        words = [run] if run or may_lack else (element["words"] or "").split("|")
        shortest = min(len(word[:2]) for word in words)
        if shortest > longest:
            keys, longest = {word[:2] for word in words}, shortest
    return keys
