"""Files written whole or not at all: whatever goes wrong, the file that was there before is still there.

1. The new content goes into a temporary file in the same folder, with the owner and permissions of the file that it
   will replace.
2. It is forced to disk: a full disk or a lost connection shows here.
3. The temporary file takes the place of the old one in a single step. After any failure it is removed instead.

A symbolic link is followed, and what is no ordinary file, such as a pipe, is written to directly. A failure is an
OSError whose `filename` is the file asked for and whose `strerror` says what to do, in the same words for every format.
"""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

_WORDS: Final = {
    errno.ENOSPC: "the disk is full. Free some space, or write to another disk",
    errno.EDQUOT: "your share of the disk is used up. Free some space, or write to another disk",
    errno.EFBIG: "files may not be that large here. Write to another disk, or ask for less",
    errno.EISDIR: "this is a folder. Give the name of a file",
    errno.ENAMETOOLONG: "the name is too long. Choose a shorter one",
}


@contextmanager
def replacing(path: str | os.PathLike[str]) -> Iterator[Path]:
    r"""Yield the path of an empty file to write to; when the block ends, that file takes the place of `path`.

    Raises
    ------
    OSError
        When the file cannot be written. What was there before is unchanged.

    Examples
    --------
    >>> import tempfile
    >>> table = Path(tempfile.mkdtemp()) / "table.csv"
    >>> with replacing(table) as temporary:
    ...     _ = temporary.write_text("c,probability\n")
    >>> table.read_text()
    'c,probability\n'
    """
    with _explained(path):
        _check(path)
        if _is_special(Path(path)):
            yield Path(path)
            return
        place = _target(path)
        temporary = place.with_name(f".deterrence-{secrets.token_hex(6)}.part")
        try:
            # Not by `tempfile`, whose files are for their owner alone: the system gives new files their permissions.
            os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
            if place.exists():
                _make_alike(temporary, place.stat())
            yield temporary
            _force_to_disk(temporary)
            os.replace(temporary, place)
        finally:
            temporary.unlink(missing_ok=True)


def write_text(path: str | os.PathLike[str], text: str) -> None:
    """Write a text in UTF-8, with the same bytes on every platform.

    Raises
    ------
    OSError
        When the file cannot be written. What was there before is unchanged.
    """
    write_bytes(path, text.encode())


def write_bytes(path: str | os.PathLike[str], content: bytes) -> None:
    """Write bytes.

    Raises
    ------
    OSError
        When the file cannot be written. What was there before is unchanged.
    """
    with replacing(path) as temporary:
        temporary.write_bytes(content)


def check_place(path: str | os.PathLike[str]) -> None:
    """Refuse a place where no file can be written: to be asked before the work that makes the content.

    Raises
    ------
    OSError
        When `path` is a folder, its own folder is missing, or one of them may not be written to.

    Examples
    --------
    >>> check_place("no-such-folder/table.csv")
    Traceback (most recent call last):
        ...
    FileNotFoundError: [Errno 2] there is no folder no-such-folder. Make it first: 'no-such-folder/table.csv'
    """
    with _explained(path):
        _check(path)


def _check(path: str | os.PathLike[str]) -> None:
    place = _target(path)
    if place.is_dir():
        raise OSError(errno.EISDIR, "a folder")
    if not place.parent.is_dir():
        raise OSError(errno.ENOENT, "no folder")
    for needed in (Path(path), place.parent):
        if needed.exists() and not _may_write(needed):
            raise OSError(errno.EACCES, "not to be written to")


def _target(path: str | os.PathLike[str]) -> Path:
    """The file itself, where `path` is a symbolic link."""
    return Path(os.path.realpath(path)) if os.path.islink(path) else Path(path)


def _may_write(path: Path) -> bool:
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _is_special(path: Path) -> bool:
    """Whether it is a pipe, a terminal or another device."""
    return path.exists() and not path.is_file()


def _make_alike(temporary: Path, before: os.stat_result) -> None:
    """Give the new file the owner and permissions of the old one, before anything is in it."""
    if hasattr(os, "chown"):
        with suppress(PermissionError):
            os.chown(temporary, before.st_uid, before.st_gid)
    os.chmod(temporary, stat.S_IMODE(before.st_mode))


def _force_to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _explained(path: str | os.PathLike[str]) -> Iterator[None]:
    """Say what an error of the file system means for the file asked for, and what to do about it."""
    try:
        yield
    except BrokenPipeError:
        raise  # the reader of a pipe went away: no fault
    except OSError as fault:
        folders = {Path(path).parent, _target(path).parent}
        if fault.filename is not None and Path(str(fault.filename)).parent not in folders:
            raise  # about another file, which the content was to come from
        raise OSError(fault.errno or errno.EIO, _words(fault, Path(path)), os.fspath(path)) from fault


def _words(fault: OSError, path: Path) -> str:
    folder = _target(path).parent
    if fault.errno in (errno.ENOENT, errno.ENOTDIR) and not folder.is_dir():
        is_file = os.path.lexists(folder)
        return f"{folder} is no folder. Give another" if is_file else f"there is no folder {folder}. Make it first"
    if fault.errno == errno.EROFS:
        return f"{folder} is on a disk that can only be read. Write to another folder"
    if fault.errno in (errno.EACCES, errno.EPERM):
        if os.path.lexists(path) and _may_write(folder):
            return "the file is protected, or open in another program. Free it, or choose another name"
        return f"you may not write in the folder {folder}. Write to another one"
    return _WORDS.get(fault.errno or errno.EIO, f"no file can be made here ({fault.strerror or fault})")
