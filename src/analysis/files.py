"""Files and folders on disk: written whole or not at all, by one call at a time, with nothing left over from a killed call."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from analysis.errors import CallError, DataError, Problem

__all__ = ["hold_folder", "whole_file", "whole_folder", "write_whole"]

#: Ends the name of what is being written; only such names are ever cleared away.
_PART = ".zhengce-part"
#: Ends the name of a folder that is being replaced; put back where its successor did not come.
_OLD = f".old{_PART}"
#: A folder that holds one of these was written by the workbench, and only such a folder is replaced.
_MARKS = ("run.json", "study.json", "built.json")
#: What a lock says where another process holds it.
_HELD = (errno.EAGAIN, errno.EACCES, errno.EDEADLK)


@contextmanager
def whole_file(path: Path, *, durable: bool = False) -> Iterator[Path]:
    """Give a temporary name beside a path; rename it onto the path when the block ends well, remove it when not.

    Parameters
    ----------
    path
        The file to be; its folder must exist.
    durable
        Whether the bytes must outlive a power cut: for what a scholar wrote, not for what can be made again.

    Yields
    ------
    pathlib.Path
        An empty file.

    Examples
    --------
    >>> path = Path(tempfile.mkdtemp()) / "a.txt"
    >>> with whole_file(path) as part:
    ...     _ = part.write_text("whole", encoding="utf-8")
    >>> [file.name for file in path.parent.iterdir()]
    ['a.txt']
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.", suffix=_PART)
    os.close(handle)
    part = Path(name)
    try:
        yield part
        part.chmod(_usual_mode(path))
        if durable:
            _flush(part)
        part.replace(path)
    except BaseException:
        # The first error is the one to tell, not that a full or failing disk also refused to remove the part.
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def write_whole(path: Path, content: str | bytes, *, durable: bool = False) -> Path:
    r"""Write a file whole or not at all and return its path.

    Parameters
    ----------
    path
        The file; its folder must exist.
    content
        Bytes, or text that is written as UTF-8 with its line ends as they are.
    durable
        Whether the bytes must outlive a power cut.

    Returns
    -------
    pathlib.Path
        The path.

    Examples
    --------
    >>> write_whole(Path(tempfile.mkdtemp()) / "a.txt", "甲\n").read_bytes()
    b'\xe7\x94\xb2\n'
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    with whole_file(path, durable=durable) as part:
        part.write_bytes(data)
    return path


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """Give a folder under a temporary name; rename it onto the target when the block ends well, remove it when not.

    Parameters
    ----------
    target
        The folder to be; one that the workbench wrote, or an empty one, is replaced.

    Yields
    ------
    pathlib.Path
        The temporary folder.

    Raises
    ------
    CallError
        If the target holds files that the workbench did not write.
    DataError
        If it cannot be written.

    Examples
    --------
    >>> target = Path(tempfile.mkdtemp()) / "run"
    >>> with whole_folder(target) as part:
    ...     _ = write_whole(part / "run.json", "{}")
    >>> [file.name for file in target.iterdir()]
    ['run.json']
    """
    _refuse_foreign(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=_PART, dir=target.parent))
    except OSError as error:
        raise _tell_unwritable(target.parent, error) from error
    try:
        part.chmod(0o755)
        yield part
        if target.exists():
            _replace_folder(part, target)
        else:
            part.rename(target)
    finally:
        shutil.rmtree(part, ignore_errors=True)


@contextmanager
def hold_folder(folder: Path) -> Iterator[None]:
    """Hold a folder against other calls, and mend what a killed call left: parts go, a folder half replaced comes back.

    The lock is the system's: it ends with the process, however that ends, and leaves no file behind.

    Parameters
    ----------
    folder
        The folder; made where it does not exist, and removed again if nothing came to be in it.

    Raises
    ------
    CallError
        If another call is writing there.
    DataError
        If it cannot be written.

    Examples
    --------
    >>> out = Path(tempfile.mkdtemp()) / "out"
    >>> with hold_folder(out):
    ...     out.is_dir()
    True
    >>> out.exists()  # nothing came to be in it
    False
    """
    made = [place for place in (folder, *folder.parents) if not place.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):  # found out now, not after minutes of work
            pass
        descriptor = _open_lock(folder)
    except OSError as error:
        raise _tell_unwritable(folder, error) from error
    try:
        _lock(descriptor, folder)
        _clear_leftovers(folder)
        yield
    finally:
        os.close(descriptor)
        for place in made:
            with suppress(OSError):  # it is no longer empty: the call has written
                place.rmdir()


def _usual_mode(path: Path) -> int:
    """Return the rights that a file has, or that the user's settings give to a new one."""
    with suppress(OSError):
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _flush(part: Path) -> None:
    with part.open("rb+") as file:
        os.fsync(file.fileno())


def _refuse_foreign(target: Path) -> None:
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise CallError(f"{str(target)!r} is no folder of its own; choose another with --out")
    if target.is_dir() and any(target.iterdir()) and not any((target / mark).is_file() for mark in _MARKS):
        raise CallError(
            f"{str(target)!r} holds files that the workbench did not write; choose an empty folder with --out"
        )


def _replace_folder(part: Path, target: Path) -> None:
    """Put a new folder in the place of one; a call killed in between leaves the old one under a name that says whose it is."""
    old = target.with_name(f".{target.name}{_OLD}")
    shutil.rmtree(old, ignore_errors=True)
    target.rename(old)
    try:
        part.rename(target)
    except OSError:
        old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _clear_leftovers(folder: Path) -> None:
    for leftover in sorted([*folder.glob(f".*{_PART}"), *folder.glob(f"*/.*{_PART}")]):
        whole = leftover.with_name(leftover.name[1:].removesuffix(_OLD))
        if leftover.name.endswith(_OLD) and not whole.exists():
            leftover.rename(whole)
        elif leftover.is_dir() and not leftover.is_symlink():
            shutil.rmtree(leftover, ignore_errors=True)
        else:
            leftover.unlink(missing_ok=True)


def _open_lock(folder: Path) -> int:
    """Return a descriptor to lock: the folder itself, or where a system cannot open folders a file outside of it."""
    if os.name != "nt":
        return os.open(folder, os.O_RDONLY)
    key = hashlib.sha256(str(folder.resolve()).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return os.open(Path(tempfile.gettempdir()) / f"zhengce-{key}.lock", os.O_RDWR | os.O_CREAT)


def _lock(descriptor: int, folder: Path) -> None:
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - only there

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415 - not on Windows

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _HELD:
            raise CallError(
                f"another call is writing to {str(folder)!r}; wait for it or choose another --out"
            ) from error
        raise _tell_unwritable(folder, error) from error


def _tell_unwritable(folder: Path, error: OSError) -> DataError:
    return DataError(Problem(str(folder), f"cannot be written ({error.strerror})", "choose another folder with --out"))
