"""Closing provisions: from when a text is in force, for how long, who explains it - a clause of its own without a number."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.ingest.lines import Line

__all__ = ["is_closing", "split_closing"]

_GENRE = (
    r"(?:方案|办法|意见|规定|细则|措施|通知|计划|规划|政策|文件|条例|决定|要点|指引|规程|制度|标准|规则|导则|指南|行动|公告|清单|纲要|预案|章程"
    r"|若干[^，。]{0,6}|实施[^，。]{0,6})"
)
_SELF = rf"(?:本|上述|以上|该|此)[^，。；：、\n本]{{0,16}}?{_GENRE}(?:（[^（）]{{1,12}}）)?"
_CLAIM = (
    r"[^。]{0,80}?(?:(?:之日|日)?起?(?:正式)?(?:施行|实施|执行|生效|试行)(?![^。，；]{0,12}(?:情况|过程|方案|中|期间|主体|单位))"
    r"|负责解释|解释权|负责[^。，]{0,12}解释|有效期|试行期|由[^。，]{2,40}解释|自行废止|同时废止|停止执行)"
)
_CLOSING = re.compile(
    rf"(?:{_SELF}{_CLAIM}|(?:此前|以前|过去|之前|原|既往)[^。]{{2,60}}(?:不一致|同时废止|停止执行|以本)|有效期(?:为|至)?[^。，]{{2,16}}[。，]"
    rf"|(?:政策|执行|实施)(?:执行)?期限?(?:为|：|自)[^。]{{2,40}}|未尽事宜[^。]{{2,40}})"
)
_IN_FORCE = re.compile(rf"(?<=[。；]){_SELF}自[^。；]{{2,40}}起(?:正式)?(?:施行|实施|执行|生效|试行)")
_MAX = 400


def is_closing(text: str) -> bool:
    """Say whether an unnumbered paragraph is a closing provision.

    Parameters
    ----------
    text
        A paragraph.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_closing("本方案自印发之日起施行，有效期3年。"), is_closing("本办法由省科技厅负责解释。")
    (True, True)
    >>> is_closing("各地要结合本方案制定实施细则。"), is_closing("本行动实施过程中，要加强督导。")
    (False, False)
    """
    return len(text) <= _MAX and _CLOSING.match(text) is not None


def split_closing(lines: Sequence[Line]) -> list[Line]:
    r"""Label the closing provisions among the lines of a body, and part one from the paragraph that it ends.

    Only what stands behind the last number of the body, and before its annexes, can close a text; articles (第一条) number
    their closing provisions themselves.

    Parameters
    ----------
    lines
        Lines of the body, labelled.

    Returns
    -------
    list of Line

    Examples
    --------
    >>> from analysis.ingest.front import label_lines
    >>> lines = label_lines("一、目标\n二、保障\n各地要加强领导。本方案自印发之日起施行。\n有效期2年。")
    >>> [(line.label, line.text) for line in split_closing(lines)][2:]
    [('text', '各地要加强领导。'), ('closing', '本方案自印发之日起施行。'), ('closing', '有效期2年。')]
    """
    end = next(
        (at for at, line in enumerate(lines) if line.marker is not None and line.marker.style == "annex"), len(lines)
    )
    marked = [at for at in range(end) if lines[at].marker is not None]
    first = marked[-1] if marked else 0
    if any(line.marker is not None and line.marker.style == "article" for line in lines[:end]):
        return list(lines)
    parted: list[Line] = []
    closing = False
    for at, line in enumerate(lines):
        if not first <= at < end or line.label not in ("text", "marker"):
            parted.append(line)
            continue
        if line.label == "text" and is_closing(line.text):
            parted.append(line._replace(label="closing"))
            closing = True
            continue
        match = _IN_FORCE.search(line.text)
        # What is said behind it, to the end of the paragraph, must close the text too.
        if match and not closing and all(is_closing(rest) for rest in _sentences(line.text[match.start() :])):
            cut = line.start + match.start()
            parted.append(line._replace(end=cut, text=line.text[: match.start()]))
            parted.append(Line(cut, line.end, line.text[match.start() :], "closing"))
            closing = True
        else:
            parted.append(line)
    return parted


def _sentences(text: str) -> list[str]:
    return re.findall(r"[^。；]+[。；]?", text)
