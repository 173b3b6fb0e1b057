"""Folders of outputs: written whole or not at all, by one call at a time, with nothing left over from a killed call."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from analysis.errors import CallError, DataError, Problem

__all__ = ["hold_folder", "whole_folder"]

_PART = ".part"


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """Give a folder under a temporary name; rename it onto the target when the block ends well, remove it when not.

    Parameters
    ----------
    target
        The folder to be; one that is there already is replaced.

    Yields
    ------
    pathlib.Path
        The temporary folder.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=_PART, dir=target.parent))
    except OSError as error:
        raise _tell_unwritable(target.parent, error) from error
    try:
        part.chmod(0o755)
        yield part
        if target.exists():
            old = target.with_name(f".{target.name}.{os.getpid()}.old{_PART}")
            target.rename(old)
            part.rename(target)
            shutil.rmtree(old, ignore_errors=True)
        else:
            part.rename(target)
    finally:
        shutil.rmtree(part, ignore_errors=True)


@contextmanager
def hold_folder(out: Path) -> Iterator[None]:
    """Hold a folder of outputs against other calls, and clear away what a killed call left half-written.

    The lock is the system's: it ends with the process, however that ends.

    Parameters
    ----------
    out
        The folder for outputs.

    Raises
    ------
    CallError
        If another call is writing there.
    """
    with _lock_path(out).open("a+b") as lock:
        try:
            _lock_file(lock.fileno())
        except OSError as error:
            raise CallError(f"another call is writing to {str(out)!r}; wait for it or choose another --out") from error
        for leftover in sorted(out.glob(f".*{_PART}")):
            if leftover.is_dir():
                shutil.rmtree(leftover, ignore_errors=True)
            else:
                leftover.unlink(missing_ok=True)
        yield


def _lock_path(out: Path) -> Path:
    """Return a file outside the folder, which must stay as it was where a call is refused."""
    key = f"{Path.home()}|{out.resolve()}".encode()
    return Path(tempfile.gettempdir()) / f"zhengce-{hashlib.sha256(key).hexdigest()[:16]}.lock"


def _lock_file(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 - only there

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl  # noqa: PLC0415 - not on Windows

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _tell_unwritable(folder: Path, error: OSError) -> DataError:
    return DataError(Problem(str(folder), f"cannot be written ({error.strerror})", "choose another folder with --out"))
