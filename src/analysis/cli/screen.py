"""What a document says, shown on a terminal as text: characters that a terminal would obey or hide are spelled out."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import TextIO

__all__ = ["guard_screen"]

#: Control characters but tab and line end, and marks that turn the direction of what is read.
_OBEYED = {*range(32), *range(127, 160), *range(0x200E, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)} - {
    9,
    10,
}
_SPELLED = {code: f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" for code in _OBEYED}  # noqa: PLR2004 - one byte


class _Screen(io.TextIOBase):
    def __init__(self, stream: TextIO, *, kept: str = "") -> None:
        self._stream = stream
        self._spelled = {code: said for code, said in _SPELLED.items() if chr(code) not in kept}

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self._stream.encoding

    def write(self, text: str) -> int:
        self._stream.write(text.translate(self._spelled))
        return len(text)

    def flush(self) -> None:
        self._stream.flush()

    def isatty(self) -> bool:
        return self._stream.isatty()

    def fileno(self) -> int:
        return self._stream.fileno()

    def writable(self) -> bool:
        return True


@contextmanager
def guard_screen() -> Iterator[None]:
    r"""Spell out what a terminal would obey, in all that a block writes to it.

    Examples
    --------
    >>> with guard_screen():
    ...     print("省\x1b[31m厅\u202e")
    省\x1b[31m厅\u202e
    """
    # Progress bars are written to the second stream, and go back to the beginning of their line.
    with redirect_stdout(_Screen(sys.stdout)), redirect_stderr(_Screen(sys.stderr, kept="\r")):
        yield
