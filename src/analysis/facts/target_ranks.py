"""Ranks to be reached: 进入全国前三, 保持全省前10位."""

from __future__ import annotations

import re

from analysis.facts.numerals import CHINESE_DIGITS, read_numeral
from analysis.facts.quantities import Quantity
from analysis.facts.target_grammar import Found
from analysis.facts.target_words import Span

__all__ = ["MAY_RANK", "find_ranks"]

_AMONG = (
    r"(?:全国|全省|全市|全区|全球|世界|国内|国际|亚洲|省内|全州|东部|中部|西部|中西部|东北|沿海|长三角|珠三角|京津冀|大湾区|同类|副省级|"
    r"省会|城市|地区|省市|省份|西部地区|中部地区|地级市|百强县|百强)+"
)
_RANK = re.compile(
    rf"(?:总体|综合|稳定|稳步|力争|继续|持续|始终){{0,6}}(?P<verb>(?:排名|排位|位次)?(?:进入|迈入|跻身|挺进|冲刺|冲进|跨入|保持在?|稳居|稳定在|位居|位列|居于|居|处于|名列|列))"
    rf"(?P<among>{_AMONG})?(?:排名)?的?前(?P<rank>\d{{1,3}}|[{CHINESE_DIGITS}]{{1,3}})(?P<word>位次?|名|强|列)?"
    r"(?![季年期月个批款条章次周家所项段半\d])"
)
#: What every rank holds.
MAY_RANK = re.compile(rf"前[\d{CHINESE_DIGITS}]")
_TAIL = re.compile(r"(?:力争|争取|努力|排名|排位|位次|总体|继续|稳步|年均|的|，|、|\s){1,12}$")


def find_ranks(text: str, piece: Span, start: int, subject: str) -> list[Found]:
    """Return the ranks that a piece sets as goals.

    Parameters
    ----------
    text
        The clause.
    piece
        The piece's span.
    start
        Where the words begin that may name what is ranked, after years and adverbs.
    subject
        What the sentence spoke of just before.

    Returns
    -------
    list of Found
        With unit 位次 and comparator ``<=``: the third place or a better one. A rank without a number (前列) is no row.

    Examples
    --------
    >>> text = "综合实力进入全国前三"
    >>> [(rank.object, rank.quantity.high, rank.scope) for rank in find_ranks(text, (0, len(text)), 0, "")]
    [('综合实力', 3.0, '全国')]
    """
    found: list[Found] = []
    for match in _RANK.finditer(text, *piece):
        try:
            rank = read_numeral(match["rank"])
        except ValueError:
            continue
        named = _TAIL.sub("", text[start : match.start()]) if match.start() > start else ""
        name = named or (found[-1].object if found else subject)
        if rank < 1 or not name:
            continue
        quantity = Quantity(
            match.start("rank"), match.end(), low=rank, high=rank, unit="位次", base_unit="rank", kind="rank"
        )
        begin = start if named else match.start()
        found.append(Found(begin, match.end(), quantity, "<=", name, match["among"]))
        start = match.end()
    return found
