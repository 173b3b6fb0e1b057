"""What every page carries: the style sheet, and the part of the font that it needs."""

from __future__ import annotations

import base64
import io
import re
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont
from uharfbuzz import Blob, Face, SubsetFlags, SubsetInput, SubsetInputSets

from analysis.theme import font_path

__all__ = ["TEMPLATES", "embed_fonts", "read_style"]

#: Folder of page templates and of the style sheet.
TEMPLATES = Path(__file__).resolve().parent / "templates"
_REGULAR = 400

#: What browsers and the style sheet set in bold.
_BOLD = re.compile(r"<(h[1-6]|strong|b|th|dd)\b[^>]*>(.*?)</\1>", re.DOTALL)
_CARRIED = re.compile(r"data:[\w/+.-]+;[\w=;-]*base64,[A-Za-z0-9+/=]+")


def read_style() -> str:
    """Return the style sheet of every page.

    Returns
    -------
    str
    """
    return (TEMPLATES / "zhengce" / "page.css").read_text(encoding="utf-8")


def embed_fonts(html: str) -> str:
    """Return a page with the characters it uses carried inside, regular and bold.

    Parameters
    ----------
    html
        A page with the comment ``/* fonts */`` in its style.

    Returns
    -------
    str
    """
    text = _CARRIED.sub("", html)
    bold = "".join(match.group(2) for match in _BOLD.finditer(text))
    faces = []
    for weight, characters in ((400, text), (700, bold)):
        font = base64.b64encode(_cut_font("".join(sorted(set(characters))), bold=weight > _REGULAR)).decode("ascii")
        source = f"url(data:font/woff;base64,{font}) format('woff')"
        faces.append(f"@font-face{{font-family:'Zhengce Page';font-weight:{weight};src:{source}}}")
    return html.replace("/* fonts */", "".join(faces))


@cache
def _cut_font(characters: str, *, bold: bool) -> bytes:
    wanted = SubsetInput()
    wanted.sets(SubsetInputSets.UNICODE).update(map(ord, characters))
    wanted.sets(SubsetInputSets.LAYOUT_FEATURE_TAG).clear()
    wanted.flags = SubsetFlags.NO_HINTING
    cut = io.BytesIO(wanted.subset(_open_font(bold=bold)).blob.data)
    buffer = io.BytesIO()
    with TTFont(cut, recalcTimestamp=False, recalcBBoxes=False, lazy=True) as font:
        font.flavor = "woff"
        font.save(buffer)
    return buffer.getvalue()


@cache
def _open_font(*, bold: bool) -> Face:
    return Face(Blob.from_file_path(str(font_path(bold=bold))))
