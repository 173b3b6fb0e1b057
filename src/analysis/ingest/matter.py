"""What kind of line is this: title, date, document number, jump line, advertising, label of a metadata table ..."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

from analysis.reference import read_reference

__all__ = [
    "DOC_NUMBER",
    "end_of_title",
    "find_genre",
    "is_consultation",
    "is_date",
    "is_title",
    "is_unclosed",
    "name_line",
    "split_metadata",
]

#: A document number such as 赣府发〔2024〕8号.
DOC_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,12}(?:[（(][\u4e00-\u9fff]{1,4}[）)])?[\u4e00-\u9fff]{0,6}"
    r"[ ]*[〔\[（(【﹝［][ ]*(?:19|20)\d{2}[ ]*[〕\])）】﹞］][ ]*(?:第[ ]*)?\d{1,4}[ ]*号"
)
_DATE = re.compile(
    r"[（(]?(?:(?:19|20)\d{2}|[二〇○零一三四五六七八九0O]{4})[ ]*[年./-][ ]*(?:\d{1,2}|[一二三四五六七八九十]{1,2})[ ]*"
    r"(?:[月./-][ ]*(?:(?:\d{1,2}|[一二三四五六七八九十]{1,3})[ ]*日?)?)?(?:印发)?[）)]?"
)
_NOTE = re.compile(
    r"[（(](?:此件|本件|此文|公开方式|主动公开|依申请公开|此件公开|联系|附件另).{0,30}[）)]"
    r"|[（(][^（()）]{0,160}(?:通过|公布|发布|修正|修订|批准|令第\d+号|起施行)[）)]"
)
#: What one bracket holds is never tried as that of another: （国办发〔2024〕3号） is one.
_SUFFIX = r"(?:[（(][^（()）]{1,24}[）)]|[〔\[][^（()）〔〕\[\]]{1,24}[〕\]])"
_SENTENCE = re.compile(r"[。；！？]")
_CONSULTATION = re.compile(
    r"(?:公开|广泛|书面|再次|现|面向社会|向社会)?(?:征求|征集|听取).{0,12}(?:意见|建议)|反馈(?:意见|至|到|我)|意见反馈|修改(?:意见|建议)"
)
_ADDRESSEE = re.compile(r"(?:各|省|市|县|有关|相关|中央|驻|本).{2,160}[：:]$")
_ADDRESSED = re.compile(r"人民政府|委员会|单位|部门|厅|局|企业|院校|办")
_ANNEX_ITEM = re.compile(r"(?:附\s*[件表录]|附)\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})?\s*[：:.．、 ]")
_LETTERSPACED = re.compile(r"(?<=[\u4e00-\u9fff])[ \t\u3000]+(?=[\u4e00-\u9fff])")
_MAX_TITLE = 90
_MAX_LABEL = 10


@lru_cache(maxsize=8192)
def name_line(line: str, *, reference: Path | None = None) -> str | None:  # noqa: PLR0911 - one return a kind
    """Return what a line is by itself, before its neighbours are read.

    Parameters
    ----------
    line
        A line without blanks at its edges.
    reference
        Folder of the project's own reference data.

    Returns
    -------
    str or None
        ``date``, ``note`` (此件公开发布), ``number`` (of the document), ``metadata`` (labels with their values, or a
        row of them between bars), ``annex list``, ``addressee``, ``title``, or a kind of ``matter.csv``: ``jump line``,
        ``credit``, ``advertisement``, ``chrome``, ``footer``, ``sidebar``, ``imprint``. None for text.

    Examples
    --------
    >>> [name_line(line) for line in ("2025年12月29日", "（此件公开发布）", "（赣府发〔2024〕8号）", "总体要求")]
    ['date', 'note', 'number', None]
    >>> [name_line(line) for line in ("| 文 号: | 赣府发〔2024〕8号 | ||", "（上接第4版）", "打印本页", "制定背景")]
    ['metadata', 'jump line', 'chrome', 'sidebar']
    >>> [name_line(line) for line in ("附件：1.分工表", "各市、县（市、区）人民政府，省各委办厅局：", "某省海洋经济行动方案")]
    ['annex list', 'addressee', 'title']
    """
    if is_date(line):
        return "date"
    if _NOTE.fullmatch(line):
        return "note"
    if DOC_NUMBER.fullmatch(line.strip("（()）")) or DOC_NUMBER.fullmatch(line):
        return "number"
    if split_metadata(line, reference=reference):
        return "metadata"
    matter = _name_matter(line, reference)
    if matter is not None:
        return matter
    if _ANNEX_ITEM.match(line):
        return "annex list"
    if _ADDRESSEE.fullmatch(line) and not _SENTENCE.search(line) and _ADDRESSED.search(line):
        return "addressee"
    return "title" if is_title(line, reference=reference) else None


def is_title(line: str, *, reference: Path | None = None) -> bool:
    """Say whether a line has the form of a title: no sentence, and at its end the name of a genre.

    Parameters
    ----------
    line
        A line without blanks at its edges.
    reference
        Folder of the project's own reference data.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_title("某省海洋经济行动方案"), is_title("关于加快发展的指导意见（征求意见稿）"), is_title("保障措施")
    (True, True, False)
    """
    return (
        4 < len(line) <= _MAX_TITLE  # noqa: PLR2004 - 通知 or 保障措施 alone is no title
        and not _SENTENCE.search(line)
        and line[0] not in "（(|-—·•●0123456789"
        and not line.startswith(("附件", "附：", "附:", "为", "按照", "根据", "现将", "以"))
        and not re.search(r"[：:，,]", _without_brackets(line))
        and end_of_title(line, reference=reference)
    )


def is_unclosed(line: str) -> bool:
    """Say whether a line opens a bracket or quote that it does not close.

    Examples
    --------
    >>> is_unclosed("关于印发《某省行动方案"), is_unclosed("“人工智能+”行动")
    (True, False)
    """
    return any(line.count(left) > line.count(right) for left, right in ("《》", "“”", "（）", "〔〕"))


def end_of_title(line: str, *, reference: Path | None = None) -> bool:
    """Say whether a line ends as a title does: with a genre, and perhaps years or a status in brackets.

    Parameters
    ----------
    line
        A line.
    reference
        Folder of the project's own reference data.

    Returns
    -------
    bool

    Examples
    --------
    >>> end_of_title("创新发展行动计划（2025-2027年）")
    True
    """
    return not is_unclosed(line) and bool(_genre_pattern(reference).search(line))


def find_genre(title: str, *, reference: Path | None = None) -> str | None:
    """Return the genre that a title names; for a notice that forwards a text, the genre of the text.

    Parameters
    ----------
    title
        A title.
    reference
        Folder of the project's own reference data.

    Returns
    -------
    str or None

    Examples
    --------
    >>> find_genre("省政府关于印发某省海洋经济行动方案的通知")
    '行动方案'
    >>> find_genre("关于加快发展的指导意见（征求意见稿）")
    '指导意见'
    """
    core = re.sub(rf"{_SUFFIX}{{1,4}}$", "", title)
    forwarded = re.search(
        r"(?:印发|转发|发布|公布|公开征求|征求)(.{1,200}?)》?(?:有关)?(?:的|意见的)?(?:通知|公告|通告|函)$", core
    )
    words = _genres(reference)
    for text in (*([forwarded.group(1)] if forwarded else []), core):
        trimmed = re.sub(rf"{_SUFFIX}{{1,4}}$", "", text.rstrip("》"))
        ends = [word for word in words if trimmed.endswith(word)]
        if ends:
            return words[max(ends, key=len)]
    return None


def is_date(line: str) -> bool:
    """Say whether a line is a date and nothing else.

    Examples
    --------
    >>> is_date("2025年12月29日"), is_date("二〇二五年三月"), is_date("2025年，全省")
    (True, True, False)
    """
    return _DATE.fullmatch(line) is not None and "年" in line


def is_consultation(line: str) -> bool:
    """Say whether a line asks the public for its opinion.

    Examples
    --------
    >>> is_consultation("现向社会公开征求意见。")
    True
    """
    return _CONSULTATION.search(line) is not None


def split_metadata(line: str, *, reference: Path | None = None) -> list[tuple[str, str]]:
    """Return fields and values of one line of a metadata table.

    Parameters
    ----------
    line
        A line.
    reference
        Folder of the project's own reference data.

    Returns
    -------
    list of tuple
        Field (``issuer``, ``doc_number`` ...) and value; empty where the line is no such thing.

    Examples
    --------
    >>> split_metadata("| 文 号： | 赣府发〔2024〕8号 | 主题词： | |")
    [('doc_number', '赣府发〔2024〕8号'), ('category', '')]
    """
    labels = _labels(reference)
    cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else [line]
    if len(cells) == 1:
        found = [(match.group(1), match.start(), match.end()) for match in _label_pattern(reference).finditer(cells[0])]
        if not found or found[0][1] != 0:
            return []
        ends = [start for _, start, _ in found[1:]] + [len(cells[0])]
        return [
            (labels[_squeeze(label)], cells[0][begin:end].strip())
            for (label, _, begin), end in zip(found, ends, strict=True)
        ]
    pairs: list[tuple[str, str]] = []
    field: str | None = None
    for cell in cells:
        label = _squeeze(cell).rstrip("：:")
        if label in labels:
            if field is not None:
                pairs.append((field, ""))
            field = labels[label]
        elif field is not None:
            pairs.append((field, cell))
            field = None
        elif inner := split_metadata(cell, reference=reference):
            pairs += inner
    if field is not None:
        pairs.append((field, ""))
    return pairs


def _name_matter(line: str, reference: Path | None) -> str | None:
    """Return what a line is that does not belong to the policy text."""
    if len(line) > 220:  # noqa: PLR2004 - no pattern is as long
        return None
    core = line.strip("（()）【】[]<>《》\u3000 ")
    for kind, pattern in _matter(reference):
        if pattern.fullmatch(line) or pattern.fullmatch(core):
            return kind
    tokens = [token for token in re.split(r"[\s|｜\[\]【】［］（）():：/·>＞»-]+", line) if token]
    return "chrome" if tokens and all(token in _chrome(reference) for token in tokens) else None


def _without_brackets(line: str) -> str:
    return re.sub(r"[（(〔《“][^（()）〔〕《》“”]*[）)〕》”]", "", line)


def _squeeze(text: str) -> str:
    return _LETTERSPACED.sub("", text.strip())


@cache
def _genres(reference: Path | None) -> dict[str, str]:
    table = read_reference("genres", layer=reference)
    return dict(zip(table["word"], table["genre"], strict=True))


@cache
def _labels(reference: Path | None) -> dict[str, str]:
    table = read_reference("metadata_labels", layer=reference)
    return dict(zip(table["label"], table["field"], strict=True))


@cache
def _label_pattern(reference: Path | None) -> re.Pattern[str]:
    labels = sorted(_labels(reference), key=len, reverse=True)
    spaced = "|".join(r"[ \t\u3000]*".join(map(re.escape, label)) for label in labels if len(label) <= _MAX_LABEL)
    return re.compile(rf"(?:(?<=[ \t\u3000])|^[ ]*+)(?:[\[【][ ]*+)?({spaced})[ ]*+[\]】]?[ ]*+[：:]")


@cache
def _genre_pattern(reference: Path | None) -> re.Pattern[str]:
    words = sorted(read_reference("genres", layer=reference)["word"], key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(words)})》?(?:的通知|的公告)?{_SUFFIX}{{0,4}}$")


@cache
def _chrome(reference: Path | None) -> frozenset[str]:
    return frozenset(read_reference("chrome_words", layer=reference)["word"])


@cache
def _matter(reference: Path | None) -> tuple[tuple[str, re.Pattern[str]], ...]:
    table = read_reference("matter", layer=reference)
    return tuple((kind, re.compile(pattern)) for pattern, kind in zip(table["pattern"], table["kind"], strict=True))
