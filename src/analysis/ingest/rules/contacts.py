"""Rules for privacy: numbers, addresses and names that lead to a natural person are masked at equal length."""

from __future__ import annotations

import re

from analysis.ingest.rules.base import HAN, Clue
from analysis.spans import Edit

__all__ = ["MASK", "mask_contacts"]

#: The character that masked ones are replaced by.
MASK = "＊"
_EMAIL = re.compile(r"[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{2,63}){1,4}")
#: What follows a number that is an amount.
_MONEY = ("元", "亿", "万")
_MOBILE = re.compile(r"1(?<![\dA-Za-z./-].)[3-9]\d[-—– ]?\d{4}[-—– ]?\d{4}(?![\dA-Za-z/])")
_LANDLINE = re.compile(
    r"[(（0](?<![\dA-Za-z./〔-].)(?:(?<=[(（])0\d{2,3}[)）]|(?<=0)\d{2,3}[-—－–])[ ]?\d{7,8}(?:[-—转]\d{1,6})?(?!\d)"
)
#: Of a resident of China: where and when born (GB 11643).
_IDENTITY = re.compile(
    r"[1-8](?<![\dA-Za-z].)\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])"
)
_LABELLED_IDENTITY = re.compile(
    r"(?:身\s*份\s*证\s*(?:件)?|公民身份|证件)(?:号码|号)?\s*[：:]\s*(\d{6}[\dXx -]{8,16}[\dXx])"
)
#: Letters, digits and signs of double width match as their plain forms do; lengths stay.
_PLAIN = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in "（），：；"}
_DOUBLE_WIDTH = re.compile(f"[{''.join(map(chr, _PLAIN))}]")
_LABELLED = re.compile(
    r"(?:电\s*话|手\s*机|传\s*真|联系方式|热线|QQ|微信号?)(?:号码)?\s*[：:]\s*([\d０-９（）() 、，,/\-—转]{5,60})"
)
#: A blank in a form stands before the next label, not before a name.
_NAME = rf"(?!联系|电话|手机|传真|邮箱|邮编|地址|单位|部门|职务|微信|年|月|日|签)[{HAN}]{{1,4}}(?:·[{HAN}]{{1,6}})?(?![{HAN}·])"
_CONTACT_NAMES = re.compile(
    rf"(?:联\s*系\s*人|联系人员|咨询人|经办人|承办人|联络员|联络人)(?:及(?:联系)?电话|姓名)?"
    rf"\s*[：:]\s*({_NAME}(?:[、/ ]+{_NAME})*)"
)


def mask_contacts(text: str, clue: Clue) -> list[Edit]:  # noqa: ARG001 - every rule takes the clue
    """Mask telephone and identity numbers, e-mail addresses and names of contact persons, one mark a character.

    Names are masked only behind a label that says they are a person to contact; digits only where they have the form of a
    telephone number or stand behind such a label, so that no figure of the policy is touched.

    Parameters
    ----------
    text
        The text.
    clue
        What is known besides it.

    Returns
    -------
    list of Edit

    Examples
    --------
    >>> from analysis.spans import apply_edits
    >>> text = "联系人：张三、李四；电话：0571-87654321；邮箱：a.b@zj.gov.cn；投入13800000000元"
    >>> apply_edits(text, mask_contacts(text, Clue()))
    '联系人：＊＊、＊＊；电话：＊＊＊＊＊＊＊＊＊＊＊＊＊；邮箱：＊＊＊＊＊＊＊＊＊＊＊＊＊；投入13800000000元'
    """
    plain = text.translate(_PLAIN) if _DOUBLE_WIDTH.search(text) else text
    spans: set[tuple[int, int]] = {match.span() for match in _IDENTITY.finditer(plain)}
    if "@" in plain:
        spans |= {match.span() for match in _EMAIL.finditer(plain)}
    spans |= {match.span(1) for match in _LABELLED_IDENTITY.finditer(plain)}
    for pattern in (_MOBILE, _LANDLINE):
        spans |= {match.span() for match in pattern.finditer(plain) if not text.startswith(_MONEY, match.end())}
    for match in _LABELLED.finditer(text):
        spans |= {
            (match.start(1) + digits.start(), match.start(1) + digits.end())
            for digits in re.finditer(r"[\d０-９（(][\d０-９()（）\-—转 ]*[\d０-９]|\d", match.group(1))
        }
    for match in _CONTACT_NAMES.finditer(text):
        for name in re.finditer(_NAME, match.group(1)):
            spans.add((match.start(1) + name.start(), match.start(1) + name.end()))
    edits: list[Edit] = []
    reached = 0
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        low = max(start, reached)
        if low < end:
            edits.append(Edit(low, end, text[low:end], MASK * (end - low), "contact"))
            reached = end
    return edits
