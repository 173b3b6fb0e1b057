"""Bytes to characters: which encoding a text file is in, decided by evidence and never by hope."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from typing import NamedTuple

__all__ = ["Decoded", "UndecodableError", "decode_bytes"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: First bytes of formats that are no text, and what to do with them.
_SIGNATURES = (
    (b"%PDF", "a PDF file", "give it the ending .pdf"),
    (b"PK\x03\x04", "a zip container (docx, xlsx, ofd, wps)", "give it its own ending, e.g. .docx"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (doc, xls, wps)", "save it as .docx or .xlsx"),
    (b"\x89PNG", "a picture", "a scan must be recognised (OCR) before it can be read"),
    (b"\xff\xd8\xff", "a picture", "a scan must be recognised (OCR) before it can be read"),
    (b"\x1f\x8b", "a compressed file", "unpack it"),
    (b"Rar!", "a compressed file", "unpack it"),
    (b"7z\xbc\xaf", "a compressed file", "unpack it"),
)
_META = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_-]+)""", re.IGNORECASE)
_META_WITHIN = 4096
#: Legacy encodings of Chinese, most common first; gb18030 contains gbk and gb2312, big5hkscs contains big5.
_LEGACY = ("gb18030", "big5hkscs")
#: Share of everyday characters below which a decoding is taken for rubble.
_PLAUSIBLE = 0.6


class UndecodableError(ValueError):
    """The bytes are no text in any encoding that fits; ``remedy`` says what to do."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.remedy = remedy


class Decoded(NamedTuple):
    """Text and the encoding it was decoded with."""

    text: str
    encoding: str


def decode_bytes(data: bytes, *, encoding: str | None = None) -> Decoded:
    """Return the text of a file's bytes and the encoding it is in.

    In order of evidence: a byte-order mark; strict UTF-8; UTF-16 without a mark (by where the bytes of Chinese characters
    fall); the encoding that the file declares, where the result reads as Chinese; and of the legacy encodings of Chinese
    the one whose result holds the larger share of everyday characters.

    Parameters
    ----------
    data
        The bytes of the file.
    encoding
        The encoding that somebody vouches for; taken as said, never doubted and never replaced. Found by evidence where None.

    Returns
    -------
    Decoded

    Raises
    ------
    UndecodableError
        If the bytes are no text, no encoding gives one that can be read, or the one that was given does not fit.

    Examples
    --------
    >>> decode_bytes("人工智能产业发展".encode("gbk"))
    Decoded(text='人工智能产业发展', encoding='gb18030')
    >>> decode_bytes("人工智能產業發展".encode("big5")).encoding
    'big5hkscs'
    """
    for signature, what, remedy in _SIGNATURES:
        if data.startswith(signature):
            raise UndecodableError(f"{what}, not text", remedy)
    if encoding is not None:
        return Decoded(_decode_as_said(data, encoding), encoding)
    for mark, marked in _BOMS:
        if data.startswith(mark):
            return Decoded(_decode_strictly(data, marked), marked)
    wide = _guess_utf16(data)
    if wide:
        return Decoded(_decode_strictly(data, wide), wide)
    if b"\x00" in data:
        raise UndecodableError("binary data (zero bytes), not text", "give a text file, or its own ending")
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        utf8_error = error
    for decoded in _rank_legacy(data):
        return decoded
    bad = data[utf8_error.start : utf8_error.start + 4].hex(" ")
    raise UndecodableError(
        f"bytes '{bad}' at {utf8_error.start} are neither UTF-8 nor GB18030 nor Big5", "save the file as UTF-8"
    )


def _decode_as_said(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except LookupError as error:
        raise UndecodableError(f"encoding {encoding!r} is not known", "e.g. utf-8, gb18030, big5, utf-16") from error
    except ValueError as error:
        at = error.start if isinstance(error, UnicodeDecodeError) else 0
        raise UndecodableError(
            f"the encoding {encoding!r} that the catalogue gives does not fit byte {at} ('{data[at : at + 4].hex(' ')}')",
            "correct 'encoding', or leave it out to have it found",
        ) from error


def _decode_strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UndecodableError(
            f"declares {encoding} but byte {error.start} does not fit it", "save the file as UTF-8"
        ) from error


def _guess_utf16(data: bytes) -> str | None:
    """Name UTF-16 without a mark: zero bytes of ASCII stand on one side only, or Chinese high bytes do."""
    if len(data) < 4 or len(data) % 2:  # noqa: PLR2004 - two code units
        return None
    even, odd = data[0::2], data[1::2]
    if b"\x00" not in data and _is_utf8(data):
        return None
    for high, low, encoding in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        fits = sum(1 for byte in high if byte in (0x00, 0x20, 0x30, 0xFF) or 0x4E <= byte <= 0x9F)  # noqa: PLR2004
        spread = sum(1 for byte in low if byte in (0x00, 0x20, 0x30, 0xFF) or 0x4E <= byte <= 0x9F)  # noqa: PLR2004
        if fits >= 0.98 * len(high) and spread < 0.8 * len(low):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                continue
            if "\x00" not in text:
                return encoding
    return None


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _rank_legacy(data: bytes) -> list[Decoded]:
    """Return the readings in legacy encodings that are plausible, best first."""
    declared = _META.search(data[:_META_WITHIN])
    scored: list[tuple[float, int, Decoded]] = []
    for rank, encoding in enumerate(_LEGACY):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        share = _share_everyday(text, encoding)
        if share < _PLAUSIBLE:
            continue
        name = declared.group(1).decode("ascii", "replace").lower() if declared else ""
        bonus = 0.1 if name and _same_family(name, encoding) else 0.0
        scored.append((-(share + bonus), rank, Decoded(text, encoding)))
    return [decoded for _, _, decoded in sorted(scored, key=lambda item: item[:2])]


def _same_family(declared: str, encoding: str) -> bool:
    return declared.startswith(("gb", "hz", "cp936")) == encoding.startswith("gb")


def _share_everyday(text: str, encoding: str) -> float:
    """Return the share of characters beyond ASCII that are everyday ones of the encoding's own first level."""
    beyond = Counter(character for character in text if ord(character) > 0x7F)  # noqa: PLR2004
    if not beyond:
        return 0.0
    everyday = 0
    for character, count in beyond.items():
        try:
            code = character.encode("gb2312" if encoding.startswith("gb") else "big5")
        except UnicodeEncodeError:
            continue
        first = code[0]
        # GB2312: punctuation A1-A3, level 1 B0-D7; Big5: punctuation A1-A3, level 1 A4-C6.
        if first <= 0xA3 or (0xB0 <= first <= 0xD7 if encoding.startswith("gb") else first <= 0xC6):  # noqa: PLR2004
            everyday += count
    return everyday / beyond.total()
