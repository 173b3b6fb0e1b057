"""What every page carries: the style sheet, and the part of the font that it needs."""

from __future__ import annotations

import base64
import io
import re
from functools import cache
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

from analysis.theme import font_path

__all__ = ["TEMPLATES", "embed_fonts", "read_style"]

#: Folder of page templates and of the style sheet.
TEMPLATES = Path(__file__).resolve().parent / "templates"
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
    characters = "".join(sorted(set(_CARRIED.sub("", html))))
    faces = []
    for weight, bold in ((400, False), (700, True)):
        font = base64.b64encode(_cut_font(characters, bold=bold)).decode("ascii")
        source = f"url(data:font/woff;base64,{font}) format('woff')"
        faces.append(f"@font-face{{font-family:'Zhengce Page';font-weight:{weight};src:{source}}}")
    return html.replace("/* fonts */", "".join(faces))


@cache
def _cut_font(characters: str, *, bold: bool) -> bytes:
    options = subset.Options()
    options.recalc_timestamp = False
    options.layout_features = []
    options.hinting = False
    options.desubroutinize = False
    options.flavor = "woff"
    buffer = io.BytesIO()
    with TTFont(font_path(bold=bold), recalcTimestamp=False, lazy=True) as font:
        subsetter = subset.Subsetter(options)
        subsetter.populate(text=characters)
        subsetter.subset(font)
        font.flavor = "woff"
        font.save(buffer)
    return buffer.getvalue()
