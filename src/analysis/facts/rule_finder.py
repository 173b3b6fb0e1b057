"""Matches of a codebook's rules in texts: a rule is tried only in segments that hold the characters it needs."""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Container, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.facts.codebooks import Codebook, Rule

__all__ = ["Finder", "Match"]

#: What parts the segments of a text; no rule matches across one.
_SEPARATORS = "，。；;：:\n！？"
_SEPARATOR = 1


class Match(NamedTuple):
    """Words of a text that match a rule: number of the text, code, rule, words and where they begin."""

    text: int
    code: str
    rule: Rule
    trigger: str
    start: int


class Finder:
    """The rules of a codebook, ready to be looked for.

    Every need of every rule has a bit: the rules' first needs in a row, then their second, and so on. A segment meets the
    needs that its characters meet, and those that a rule does not have; a rule is tried where all its needs are met.

    Parameters
    ----------
    book
        The codebook.

    Examples
    --------
    >>> from analysis.facts.codebooks import read_codebook
    >>> found = Finder(read_codebook("instruments")).find(["设立产业基金，培养高层次人才。"])
    >>> [(match.code, match.trigger, match.start) for match in found]
    [('E-fin', '产业基金', 2), ('S-talent', '培养高层次人才', 7)]
    """

    def __init__(self, book: Codebook) -> None:
        self._rules = [(code.code, rule) for code in book.codes for rule in code.rules]
        self._n_needs = max((len(rule.needs) for _, rule in self._rules), default=0)
        bits: dict[str, int] = {}
        self._met_by_all = 0
        goals = [place for place, (code, _) in enumerate(self._rules) if code == book.goal_code]
        self._all, self._goals = (1 << len(self._rules)) - 1, sum(1 << place for place in goals)
        for place, (_, rule) in enumerate(self._rules):
            for row in range(self._n_needs):
                bit = 1 << row * len(self._rules) + place
                if row >= len(rule.needs):
                    self._met_by_all |= bit
                else:
                    bits |= {key: bits.get(key, 0) | bit for key in rule.needs[row]}
        self._index_keys({key: met for key, met in bits.items() if not set(key) & set(_SEPARATORS)})
        self._chosen: dict[int, list[tuple[str, Rule]]] = {}

    def find(self, texts: Sequence[str], *, goals: Container[int] = ()) -> Iterator[Match]:
        """Yield the matches in some texts.

        Parameters
        ----------
        texts
            Clauses, or parts of them.
        goals
            Numbers of the texts that state goals: only the code for goals is looked for in them.

        Yields
        ------
        Match
            Text after text, segment after segment, in each in the order of the codebook.
        """
        whole = "\n".join((*texts, ""))
        starts = np.cumsum([0, *(len(text) + 1 for text in texts)]).tolist()
        for low, high, met in self._read_segments(whole):
            number = bisect_right(starts, low) - 1
            words = whole[low:high]
            for code, rule in self._choose(met, self._goals if number in goals else self._all):
                if rule.veto is not None and rule.veto.search(words):
                    continue
                for found in rule.pattern.finditer(words):
                    yield Match(number, code, rule, found[0], low - starts[number] + found.start())

    def _index_keys(self, bits: dict[str, int]) -> None:
        """Make the table that tells which needs a character and the one after it meet."""
        characters = sorted({character for key in bits for character in key})
        self._numbers = np.zeros(sys.maxunicode + 1, dtype=np.uint16)
        self._numbers[[ord(character) for character in _SEPARATORS]] = _SEPARATOR
        numbers = {character: number for number, character in enumerate(characters, _SEPARATOR + 1)}
        self._numbers[[ord(character) for character in numbers]] = list(numbers.values())
        self._keys = np.zeros((len(numbers) + 2, len(numbers) + 2), dtype=np.int32)
        self._meets = [0]
        for key in sorted(bits, key=len):  # first the single characters, whatever follows them
            second = numbers[key[1]] if len(key) > 1 else slice(None)
            self._keys[numbers[key[0]], second] = len(self._meets)
            self._meets.append(bits[key] | bits.get(key[0], 0))

    def _read_segments(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Yield span and needs met of each segment in which a rule may match; the text ends with a separator."""
        numbers = self._numbers[np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")]
        ends = np.flatnonzero(numbers == _SEPARATOR)
        keys = self._keys[numbers[:-1], numbers[1:]]
        places: NDArray[np.intp] = np.flatnonzero(keys)
        met = dict.fromkeys(range(len(ends)), self._met_by_all) if self._choose(self._met_by_all, self._all) else {}
        for segment, key in zip(np.searchsorted(ends, places).tolist(), keys[places].tolist(), strict=True):
            met[segment] = met.get(segment, self._met_by_all) | self._meets[key]
        bounds = [-1, *ends.tolist()]
        for segment, needs in met.items():
            if bounds[segment] + 1 < bounds[segment + 1]:
                yield bounds[segment] + 1, bounds[segment + 1], needs

    def _choose(self, met: int, among: int) -> list[tuple[str, Rule]]:
        """Return those of some rules all whose needs are met, in the order of the codebook."""
        for row in range(self._n_needs):
            among &= met >> row * len(self._rules)
        if among not in self._chosen:
            self._chosen[among] = [rule for place, rule in enumerate(self._rules) if among >> place & 1]
        return self._chosen[among]
