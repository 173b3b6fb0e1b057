"""Which format a file is in, by its first bytes before its name, and its text."""

from __future__ import annotations

import re
import zipfile
from pathlib import PurePath

from analysis.bounds import OverTimeError, hold_time, read_bound
from analysis.ingest.decode import UndecodableError, decode_bytes
from analysis.ingest.formats.base import TRACKED_CHANGES, Extracted, UnreadableError

__all__ = ["FORMATS", "extract_text"]

#: Endings that are read.
FORMATS = (".txt", ".md", ".markdown", ".html", ".htm", ".shtml", ".pdf", ".docx", ".csv", ".tsv", ".xlsx")
_HTML = re.compile(
    rb"^\s*(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta)\b", re.IGNORECASE | re.DOTALL
)
_HEAD = 2048
_HALF = re.compile("[\ud800-\udfff]")


def extract_text(
    data: bytes, name: str, *, encoding: str | None = None, tracked_changes: str = TRACKED_CHANGES[0]
) -> Extracted:
    """Return the text of a file.

    Parameters
    ----------
    data
        Its bytes.
    name
        Its name; the ending decides only where the bytes do not.
    encoding
        The encoding of a text file as the catalogue gives it; found by evidence where None. Other formats carry their own.
    tracked_changes
        How the tracked changes of a Word file are read: ``accepted`` or ``refused``.

    Returns
    -------
    Extracted

    Raises
    ------
    UnreadableError
        If no text can be got from it, or there is none in it.

    Examples
    --------
    >>> extract_text("某省行动方案".encode("gbk"), "a.txt")
    Extracted(text='某省行动方案', encoding='gb18030', tracked_changes=None)
    >>> extract_text(b"%PDF-1.4", "a.txt")
    Traceback (most recent call last):
        ...
    analysis.ingest.formats.base.UnreadableError: a PDF file that is broken or locked (Data format error)
    """
    if not data:
        raise UnreadableError("the file is empty", "fetch it again")
    try:
        with hold_time():
            extracted = _extract(data, PurePath(name).suffix.lower(), encoding, tracked_changes)
    except (RecursionError, MemoryError) as error:
        raise UnreadableError(
            "a file nested too deeply or grown too large to be read", "save its text as .txt"
        ) from error
    except OverTimeError as error:
        seconds = f"a file that takes more than {read_bound('seconds')} seconds to be read"
        raise UnreadableError(seconds, "save its text as .txt, or set ZHENGCE_MAX_SECONDS") from error
    text = _mend_halves(extracted.text)
    if not text.strip("\ufeff \t\r\n\u3000"):
        raise UnreadableError("the file holds only blanks", "fetch it again")
    if len(text) > read_bound("characters"):
        large = f"a text of {len(text):,} characters, the bound is {read_bound('characters'):,}"
        raise UnreadableError(large, "split it, or set ZHENGCE_MAX_CHARACTERS")
    return extracted._replace(text=text)


def _mend_halves(text: str) -> str:
    """Return a text in which no half of a character stands alone, since no encoding could write it again."""
    if not _HALF.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _extract(data: bytes, ending: str, said: str | None, tracked_changes: str) -> Extracted:
    if data.startswith(b"%PDF"):
        from analysis.ingest.formats.pdf import read_pdf  # noqa: PLC0415 - most corpora need few formats

        return read_pdf(data)
    if data.startswith(b"PK\x03\x04"):
        return _read_container(data, tracked_changes)
    if ending in (".pdf", ".docx", ".xlsx"):
        raise UnreadableError(f"named {ending} but is no such file", "fetch it again, or give it its own ending")
    try:
        text, encoding = decode_bytes(data, encoding=said)
    except UndecodableError as error:
        raise UnreadableError(str(error), error.remedy) from error
    if ending in (".html", ".htm", ".shtml") or _HTML.match(data[:_HEAD]) or _HTML.match(text[:_HEAD].encode()):
        from analysis.ingest.formats.web import read_page  # noqa: PLC0415

        return read_page(text, encoding=encoding)
    if ending in (".csv", ".tsv"):
        from analysis.ingest.formats.sheet import read_delimited  # noqa: PLC0415

        return read_delimited(text, encoding=encoding)
    return Extracted(text, encoding)


def _read_container(data: bytes, tracked_changes: str) -> Extracted:
    from analysis.ingest.formats.word import open_container, read_docx  # noqa: PLC0415

    with open_container(data) as container:
        names = set(container.namelist())
        if "word/document.xml" in names:
            return read_docx(container, tracked_changes=tracked_changes)
        if "xl/workbook.xml" in names:
            from analysis.ingest.formats.sheet import read_workbook  # noqa: PLC0415

            return read_workbook(data)
        return _refuse(names, container)


def _refuse(names: set[str], container: zipfile.ZipFile) -> Extracted:
    if "OFD.xml" in names:
        raise UnreadableError("an OFD file", "save it as PDF or text with an OFD reader")
    if "content.xml" in names:
        raise UnreadableError("an OpenDocument file", "save it as .docx or .xlsx")
    raise UnreadableError(f"a zip archive of {len(container.namelist())} files", "unpack it and add the files")
