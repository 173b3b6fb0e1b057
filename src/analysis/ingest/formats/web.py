"""Web pages: the main text with its title and metadata table; menus, advertising and scripts stay out."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from analysis.ingest.formats.base import Extracted, UnreadableError, table_row

__all__ = ["read_page"]

_DROPPED = "script, style, noscript, nav, aside, form, iframe, button, select, svg, template, footer, header"
#: Where sites of Chinese governments put the text, best known first.
_CONTENT = (
    "#UCAP-CONTENT, .TRS_Editor, .TRS_UEDITOR, #zoom, #Zoom, #zoomcon, .pages_content, .article-content, "
    ".article_content, .xxgk_content, .xxgk-content, .news_cont_d_wrap, .conTxt, .con_text, .detail-content, .wenzhang, "
    "#content_body, .content-body, .rich_media_content, article"
)
_METADATA = (
    "table.xxgk, .xxgk_table, .xxgk-table, .table_suoyin, .zcwjk, .headInfo, .content_top, .xxgkInfo, .syh, "
    "table, ul, dl"
)
_LABEL = re.compile(r"索\s*引\s*号|文\s*号|发文字号|发文机关|发布机构|成文日期|发文日期|发布日期")
_BLOCKS = frozenset(
    (
        *("p", "div", "section", "article", "h1", "h2", "h3", "h4", "h5", "h6", "li", "dt", "dd", "ul", "ol", "dl"),
        *("blockquote", "pre", "center", "tr", "table", "tbody", "thead", "hr", "figure"),
    )
)
_TEXT_TAGS = frozenset(("p", "span", "table", "h2", "h3", "pre"))
_HAN = re.compile(r"[\u4e00-\u9fff]")
_MIN_HAN = 60
_MAX_LINKS = 0.5


def read_page(html: str, *, encoding: str) -> Extracted:
    r"""Return the main text of a web page, its title in front and its metadata table before that.

    Parameters
    ----------
    html
        The page.
    encoding
        The encoding that it was decoded with.

    Returns
    -------
    Extracted

    Raises
    ------
    UnreadableError
        If the page holds menus only.

    Examples
    --------
    >>> page = "<h1>某省行动方案</h1><ul><li><a href='/'>首页</a></ul><div id='zoom'><p>" + "一、总体要求。" * 20 + "</p></div>"
    >>> read_page(page, encoding="utf-8").text[:13]
    '某省行动方案\n一、总体要求'
    """
    tree = LexborHTMLParser(html)
    title = _find_title(tree)
    for node in tree.css(_DROPPED):
        node.decompose()
    body = tree.body
    content = _find_content(tree)
    if body is None or content is None:
        raise UnreadableError(
            "a web page without a text, menus only", "save the page of the document itself, or its text as .txt"
        )
    text = _render(content)
    front = [] if _LABEL.search(text[:600]) else _find_metadata(tree, content)
    head = re.sub(r"\s", "", text[:300])
    if title and re.sub(r"\s", "", title) not in head:
        front.append(title)
    return Extracted("\n".join([*front, text]), encoding)


def _find_title(tree: LexborHTMLParser) -> str | None:
    for name in ("ArticleTitle", "articletitle", "og:title"):
        node = tree.css_first(f'meta[name="{name}"], meta[property="{name}"]')
        if node is not None and (value := (node.attributes.get("content") or "").strip()):
            return value
    for node in tree.css("h1"):
        if _HAN.search(value := node.text(strip=True)):
            return value
    node = tree.css_first("title")
    value = node.text(strip=True) if node is not None else ""
    first = re.split(r"[_|｜]|[ \u3000]-[ \u3000]|\s--?\s", value)[0].strip()
    return first if _HAN.search(first) else None


def _find_content(tree: LexborHTMLParser) -> LexborNode | None:
    """Return the block that holds the text: a known one, else the one with most Chinese outside of links."""
    known = [node for node in tree.css(_CONTENT) if len(_HAN.findall(node.text())) >= _MIN_HAN]
    if known:
        return max(known, key=lambda node: len(node.text()))
    best: tuple[float, LexborNode] | None = None
    for node in tree.css("div, td, section, main, article, body"):
        own = sum(
            len(_HAN.findall(child.text()))
            for child in node.iter()
            if child.tag in ("p", "span", "table", "h2", "h3", "pre")
        )
        own += len(_HAN.findall(node.text(deep=False)))
        links = sum(len(_HAN.findall(link.text())) for link in node.css("a"))
        whole = len(_HAN.findall(node.text()))
        if whole < _MIN_HAN or links > _MAX_LINKS * whole:
            continue
        score = own - 2.0 * links
        if best is None or score > best[0]:
            best = (score, node)
    if best is None or best[0] < _MIN_HAN or "。" not in best[1].text():
        return None
    return best[1]


def _find_metadata(tree: LexborHTMLParser, content: LexborNode) -> list[str]:
    """Return the lines of the table of metadata beside the text."""
    inside = content.text()
    for node in tree.css(_METADATA):
        words = node.text()
        if len(set(_LABEL.findall(words))) >= 2 and len(words) < 1500 and words.strip() not in inside:  # noqa: PLR2004
            return [line for line in _render(node).split("\n") if line.strip()]
    return []


def _render(node: LexborNode) -> str:
    pieces: list[str] = []
    (_walk_table if node.tag == "table" else _walk)(node, pieces)
    lines = [re.sub(r"[ \t\r\f\v]+", " ", line).strip(" ") for line in "".join(pieces).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _walk(node: LexborNode, pieces: list[str]) -> None:
    for child in node.iter(include_text=True):
        if child.tag == "-text":
            pieces.append(re.sub(r"[ \t\r\n]+", " ", child.text_content or ""))
        elif child.tag == "br":
            pieces.append("\n")
        elif child.tag == "table":
            _walk_table(child, pieces)
        elif child.tag in _BLOCKS:
            pieces.append("\n")
            _walk(child, pieces)
            pieces.append("\n")
        elif child.tag is not None and not child.tag.startswith(("-", "!", "_")):
            _walk(child, pieces)


def _walk_table(table: LexborNode, pieces: list[str]) -> None:
    rows = [[cell for cell in row.iter() if cell.tag in ("td", "th")] for row in table.css("tr")]
    wide = [row for row in rows if len(row) > 1]
    if len(wide) * 2 < len(rows) or not rows or table.css_first("table table") is not None:
        _walk(table, pieces)  # a table that only lays out the page
        return
    pieces.append("\n")
    pieces += [table_row(cell.text(separator=" ", strip=True) for cell in row) + "\n" for row in rows]
