"""Which tokens are words to count: stop lists that can be switched one by one, and the shape of a countable term."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from analysis.errors import suggest_name
from analysis.lexis.tokenizer import normalise_term
from analysis.reference import read_reference

__all__ = ["STOP_LISTS", "TermFilter", "list_stop_words"]

#: The stop lists, all used by default. function: closed-class words; domain: general verbs and nouns of policy writing;
#: formula: ideological and procedural formulas; name: names of departments, provinces and regions.
STOP_LISTS = ("function", "domain", "formula", "name")

_WORD = re.compile(r"[A-Za-z\u3400-\u9fff]")
_NUMERAL = "[0-9一二三四五六七八九十百千万亿两几数双]"
_QUANTITY = re.compile(
    r"[0-9.%\-+]+[A-Z%]*"  # 70%, 20EFLOPS
    rf"|[第约近超逾每]?{_NUMERAL}+[个家项批条类种次名人年月日期届级层大套台万亿元余多章节款编吨亩户倍]*"  # 第三章, 两项, 数百家
)
_SHORTEST = 2
_DEPARTMENT = re.compile(r".{2,40}(厅|局|委|署|管委会|委员会|办公室)$")
_NO_DEPARTMENT = re.compile(r"(布局|格局|全局|大局|开局|破局|变局|大厅|餐厅|客厅|编委|常委)$")


def list_stop_words(*, stop: Sequence[str] = STOP_LISTS, reference: Path | None = None) -> frozenset[str]:
    """Return the words of the stop lists named.

    Parameters
    ----------
    stop
        Names of lists, see :data:`STOP_LISTS`; empty for none.
    reference
        The project's ``data/reference`` folder; only the packaged lists where None.

    Returns
    -------
    frozenset of str
        In the form under which terms are counted.

    Raises
    ------
    ValueError
        If no list has one of the names.

    Examples
    --------
    >>> "以及" in list_stop_words(stop=("function",)), "以及" in list_stop_words(stop=("domain",))
    (True, False)
    """
    rows = read_reference("stop_words", layer=reference)
    known = (*STOP_LISTS, *sorted(set(rows["list"]) - set(STOP_LISTS)))
    for name in stop:
        if name not in known:
            raise ValueError(f"no stop list is called {name!r}; {suggest_name(name, known)}")
    words = rows.loc[rows["list"].isin(stop), "term"].tolist()
    if "name" in stop:
        provinces = read_reference("provinces", layer=reference)
        words += [*provinces["name"], *provinces["full_name"]]
    return frozenset(normalise_term(term) for term in words)


class TermFilter:
    """Say of a term whether it is counted: at least two characters, a word and not a quantity, on no stop list.

    Parameters
    ----------
    stop
        Names of the stop lists to use.
    known
        Terms of the dictionary: they are never taken for a quantity (``5G``, ``一带一路``).
    reference
        The project's ``data/reference`` folder.
    """

    def __init__(self, stop: tuple[str, ...], known: frozenset[str], *, reference: Path | None = None) -> None:
        self._stops = list_stop_words(stop=stop, reference=reference)
        self._known = frozenset(normalise_term(term) for term in known)
        self._names = "name" in stop
        self._seen: dict[str, bool] = {}

    def __call__(self, term: str) -> bool:
        """Return whether the term is counted."""
        if term not in self._seen:
            self._seen[term] = self._decide(term)
        return self._seen[term]

    def _decide(self, term: str) -> bool:
        if len(term) < _SHORTEST or term in self._stops:
            return False
        if term in self._known:
            return True
        if not _WORD.search(term) or _QUANTITY.fullmatch(term):
            return False
        return not (self._names and _DEPARTMENT.match(term) and not _NO_DEPARTMENT.search(term))
