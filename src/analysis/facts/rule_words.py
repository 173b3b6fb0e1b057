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
    [['揭榜', '攻克', '研发'], ['挂帅', '攻克', '研发'], ['揭榜', '模型', '算法', '芯片'], ['挂帅', '模型', '算法', '芯片']]
    >>> find_needs(["药.?"], [], []), find_needs(["药?"], [], [])
    ((frozenset({'药'}),), ())
    """
    alone = _keys_of(phrases)
    if alone is None:
        return ()
    if not (verbs and objects):
        return tuple(dict.fromkeys(alone))
    sides = [keys for keys in (_keys_of(verbs), _keys_of(objects)) if keys is not None]
    return tuple(dict.fromkeys(one | other for keys in sides for one, other in zip(alone, keys, strict=True)))


def _keys_of(parts: Sequence[str]) -> tuple[frozenset[str], frozenset[str]] | None:
    """Return keys at the beginning and keys at the end of any of some patterns; None where one of them may hold none."""
    first: set[str] = set()
    last: set[str] = set()
    for part in parts:
        choices = _keys_in(part)
        if not choices:
            return None
        shortest = [min(map(len, keys)) for keys in choices]
        best = [keys for keys, length in zip(choices, shortest, strict=True) if length == max(shortest)]
        first |= best[0]
        last |= best[-1]
    return frozenset(first), frozenset(last)


def _keys_in(part: str) -> list[set[str]]:
    """Return sets of keys, of each of which every match of a pattern holds one: of its plain runs and plain groups."""
    at = 0
    found: list[set[str]] = []
    before: list[str] = []
    while at < len(part):
        element = _ELEMENT.match(part, at)
        if element is None:
            return []
        at = element.end()
        may_lack = part[at : at + 1] in _MAY_LACK
        run = (element["run"] or "")[: -1 if may_lack else None]
        words = [run] if run or may_lack else (element["words"] or "").split("|")
        if all(words):
            if before:
                found.append({one[-1] + other[0] for one in before for other in words})
            found += [{word[:2] for word in words}, {word[-2:] for word in words}]
        before = words if all(words) and not may_lack else []
    return found
