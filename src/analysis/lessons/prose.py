"""Markdown of a notebook as HTML, its formulas as MathML: nothing of it asks the network for a script."""

from __future__ import annotations

import html
import re
from functools import cache

import mistune
from latex2mathml.converter import convert

__all__ = ["list_heads", "write_prose"]

#: A formula, displayed or in a line. Code is passed over, and so is a dollar sign that is escaped.
_FORMULA = re.compile(
    r"(?P<code>```.*?```|`[^`\n]+`)|(?<!\\)\$\$(?P<block>.+?)\$\$|(?<!\\)\$(?P<line>[^$\n]+?)(?<!\\)\$", re.DOTALL
)
_PLACE = re.compile("\ue000(\\d+)\ue001")
_HEAD = re.compile(r"<h2>(.*?)</h2>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_ENTITY = re.compile(r"&#x([0-9A-F]+);")
#: A line's end between Chinese characters, which a browser would show as a blank.
_LINE_END = re.compile("(?<=[\u3000-\u9fff\uff00-\uffef])\n(?=[\u3000-\u9fff\uff00-\uffef])")
_MARKS = {ord(sign) for sign in "<>&\"'"}


def write_prose(markdown: str, *, prefix: str = "") -> str:
    r"""Return Markdown as HTML; headings of the second level get anchors.

    Parameters
    ----------
    markdown
        The text. HTML in it is shown, never obeyed: a document may be quoted in it.
    prefix
        What the anchors begin with, so that no two cells of a page have the same.

    Returns
    -------
    str

    Examples
    --------
    >>> write_prose("**a** <b> $x^2$")
    '<p><strong>a</strong> &lt;b&gt; <math ...><mrow><msup><mi>x</mi><mn>2</mn></msup></mrow></math></p>\n'
    """
    formulas: list[str] = []

    def take(match: re.Match[str]) -> str:
        if match["code"]:
            return match["code"]
        formulas.append(_write_formula(match["block"] or match["line"], block=bool(match["block"])))
        return f"\ue000{len(formulas) - 1}\ue001"

    body = str(_renderer()(_FORMULA.sub(take, markdown)))
    body = _PLACE.sub(lambda match: formulas[int(match[1])], _LINE_END.sub("", body))
    numbers = iter(range(1, body.count("<h2>") + 1))
    return _HEAD.sub(lambda match: f'<h2 id="{prefix}{next(numbers)}">{match[1]}</h2>', body)


def list_heads(body: str) -> list[tuple[str, str]]:
    """Return anchor and text of every heading of the second level.

    Parameters
    ----------
    body
        HTML from :func:`write_prose`.

    Returns
    -------
    list of tuple of str

    Examples
    --------
    >>> list_heads(write_prose("## Two *words*", prefix="s"))
    [('s1', 'Two words')]
    """
    found = re.findall(r'<h2 id="([^"]+)">(.*?)</h2>', body, re.DOTALL)
    return [(anchor, html.unescape(_TAG.sub("", text)).strip()) for anchor, text in found]


@cache
def _renderer() -> mistune.Markdown:
    return mistune.create_markdown(escape=True, plugins=["table"])


def _write_formula(latex: str, *, block: bool) -> str:
    """Return a formula as MathML with its signs written out, so that the page's font is cut with them."""
    made = convert(latex.strip(), display="block" if block else "inline")
    signs = _ENTITY.sub(lambda match: match[0] if int(match[1], 16) in _MARKS else chr(int(match[1], 16)), made)
    label = html.escape(latex.strip(), quote=True)
    # A formula wider than the page is scrolled, which must also be possible with the keys.
    reach = ' tabindex="0"' if block else ""
    return signs.replace("<math ", f'<math{reach} alttext="{label}" ', 1)
