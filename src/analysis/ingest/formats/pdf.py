"""PDF files that hold text: page by page, with a form feed between pages."""

from __future__ import annotations

import re

import pypdfium2

from analysis.bounds import read_bound
from analysis.ingest.formats.base import Extracted, UnreadableError

__all__ = ["read_pdf"]

_MIN_CHARACTERS_A_PAGE = 20


def read_pdf(data: bytes) -> Extracted:
    """Return the text of a PDF file as extracted; running heads and page numbers are still in it.

    Parameters
    ----------
    data
        The bytes of the file.

    Returns
    -------
    Extracted
        Lines as laid out, pages separated by form feeds.

    Raises
    ------
    UnreadableError
        If the file is broken, locked, or a scan.

    Examples
    --------
    >>> read_pdf(b"%PDF-1.7 broken")
    Traceback (most recent call last):
        ...
    analysis.ingest.formats.base.UnreadableError: a PDF file that is broken or locked (Data format error)
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        reason = re.sub(r".*\(PDFium: (.*?)\)?\.?\)?$", r"\1", str(error)).rstrip(".")
        raise UnreadableError(
            f"a PDF file that is broken or locked ({reason})", "fetch it again, or save it without a password"
        ) from error
    pages: list[str] = []
    if len(document) > read_bound("pages"):
        count = len(document)
        document.close()
        raise UnreadableError(
            f"a PDF file of {count:,} pages (the bound is {read_bound('pages'):,})",
            "split it, or set ZHENGCE_MAX_PAGES",
        )
    left = read_bound("characters")
    try:
        for page in document:
            text_page = page.get_textpage()
            pages.append(text_page.get_text_range())
            left -= len(pages[-1])
            text_page.close()
            page.close()
            if left < 0:
                break  # the text is above its bound already
    except pypdfium2.PdfiumError as error:
        raise UnreadableError(f"a PDF file with a broken page ({len(pages) + 1})", "fetch it again") from error
    finally:
        document.close()
    characters = sum(len(re.sub(r"\s", "", page)) for page in pages)
    if characters < _MIN_CHARACTERS_A_PAGE * len(pages):
        raise UnreadableError(
            f"a scanned PDF file ({len(pages)} pages with {characters} characters of text)",
            "recognise its text (OCR) and save it as .txt",
        )
    return Extracted("\f".join(pages), "pdf")
