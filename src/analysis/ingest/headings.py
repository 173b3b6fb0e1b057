"""Where a heading ends: on its own line, at the first full stop, at a colon, or before a wide blank."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.ingest.lines import Line

__all__ = ["is_heading_line", "lead_heading", "split_heading"]

_MAX_HEADING_LINE = 60
_MAX_RUN_IN = 40
_MAX_RUN_IN_COMMA = 32
_MAX_COLON = 20
_MAX_LONE_SENTENCE = 25
_MAX_UNNUMBERED = 30
_MAX_LEAD = 25
_INSIDE = re.compile(r"“[^”\n]{0,400}”|《[^》\n]{0,400}》|（[^（）\n]{0,400}）|\([^()\n]{0,400}\)")
_STOP = re.compile(r"[。；！？]")
_DATED = re.compile(r"^(?:到|至|截至|力争到?|自|从)?\d{4}年")
_ARTICLE_HEADING = re.compile(r"^[【〔\[（(]([^】〕\])）。，]{2,20})[】〕\])）][ \u3000]*")
_DUTY_ONLY = re.compile(r"[（(〔【][^（）()〔〕【】]*(?:[（(][^（）()]*[）)][^（）()]*)*[）)〕】]")
_BLANK_RUN = re.compile(r"^([^ \t\u3000。，；：]{2,25})(?:\u3000+|[ \t]{2,})(?=\S)")


def split_heading(  # noqa: C901, PLR0911 - one return a way of printing a heading
    content: str, *, style: str, following: Sequence[Line] = ()
) -> str | None:
    """Return the heading in a numbered line, or None where it begins with its text.

    Parameters
    ----------
    content
        The line without its number.
    style
        Style of the number; articles (第一条) have a heading only in brackets or on a line of their own.
    following
        The lines after it.

    Returns
    -------
    str or None

    Examples
    --------
    >>> split_heading("人工智能+科学。紧贴国家战略。", style="han_bracket")
    '人工智能+科学'
    >>> split_heading("到2027年，建成平台10个。", style="arabic") is None
    True
    >>> split_heading("【适用范围】本办法适用于本省。", style="article")
    '适用范围'
    """
    content = content.strip(" \t\u3000")
    if not content:
        return None
    if style == "article":
        return _article_heading(content, following)
    stop = _STOP.search(_blind(content))
    if stop is None and not content.endswith(("，", "、")):
        colon = _colon_heading(content)
        if colon is not None:
            return colon
        spaced = _BLANK_RUN.match(content)
        if spaced and len(content) > _MAX_RUN_IN:
            return spaced.group(1)
        return content.rstrip("：:") if len(content) <= _MAX_HEADING_LINE else None
    spaced = _BLANK_RUN.match(content)
    if spaced and (stop is None or spaced.end() < stop.start()):
        return spaced.group(1)
    colon = _colon_heading(content)
    if colon is not None:
        return colon
    if stop is None or stop.group() != "。":
        return None
    first, rest = content[: stop.start()], content[stop.end() :].strip()
    if _DATED.match(first):
        return None
    comma = re.search(r"[，,]", _blind(first)) is not None
    if rest and not _DUTY_ONLY.fullmatch(rest):
        return first if len(first) <= (_MAX_RUN_IN_COMMA if comma else _MAX_RUN_IN) else None
    return first if len(first) <= _MAX_LONE_SENTENCE and not comma else None


def is_heading_line(line: Line, following: Line | None) -> bool:
    """Say whether a line without a number is a heading: short, without a mark at its end, and text comes after it.

    Parameters
    ----------
    line
        The line.
    following
        The line after it.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_heading_line(Line(0, 4, "保障措施"), Line(5, 20, "加强组织领导。各地要落实责任。"))
    True
    """
    if line.label not in ("text", "title") or following is None or line.marker is not None:
        return False
    text = line.text
    return (
        2 <= len(text) <= _MAX_UNNUMBERED  # noqa: PLR2004
        and text[-1] not in "。；：，、！？…"
        and not _STOP.search(text)
        and not re.search(r"[，,]", _blind(text))
        and not text.isascii()
        and following.label in ("text", "marker", "title")
    )


def lead_heading(text: str) -> str | None:
    """Return the short first sentence of a paragraph that serves as its heading.

    Parameters
    ----------
    text
        A paragraph.

    Returns
    -------
    str or None

    Examples
    --------
    >>> lead_heading("加强人才队伍建设。深入实施重大人才工程，大力引进顶尖人才。")
    '加强人才队伍建设'
    """
    stop = _STOP.search(_blind(text))
    if stop is None or stop.group() != "。":
        return None
    first, rest = text[: stop.start()], text[stop.end() :].strip()
    if not rest or not 3 <= len(first) <= _MAX_LEAD or re.search(r"[，,：]|\d{4}年", first):  # noqa: PLR2004
        return None
    return first


def _article_heading(content: str, following: Sequence[Line]) -> str | None:
    bracketed = _ARTICLE_HEADING.match(content)
    if bracketed:
        return bracketed.group(1)
    alone = len(content) <= _MAX_LONE_SENTENCE and not re.search(r"[。；，：]", content)
    return content if alone and following and following[0].marker is None else None


def _colon_heading(content: str) -> str | None:
    colon = re.search(r"[：:]", _blind(content))
    if colon is None or not content[colon.end() :].strip():
        return None
    first = content[: colon.start()]
    short = 2 <= len(first) <= _MAX_COLON and not re.search(r"[，,。；]", _blind(first))  # noqa: PLR2004
    return first if short else None


def _blind(text: str) -> str:
    """Return the text with what stands in quotes and brackets blotted out, so that its marks do not count."""
    return _INSIDE.sub(lambda match: "■" * len(match.group()), text)
