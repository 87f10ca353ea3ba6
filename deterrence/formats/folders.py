"""Folders to write into: made with those above them, and refused before the work where they cannot be."""

from __future__ import annotations

import errno
import os
from pathlib import Path


def check_folder(path: str | os.PathLike[str]) -> None:
    """Refuse a place where no folder can be written into: to be asked before the work that fills it.

    Raises
    ------
    OSError
        When a file stands there or above it, the folder may not be written to, or nothing on its file system may.

    Examples
    --------
    >>> check_folder("/dev/null/pages")
    Traceback (most recent call last):
        ...
    NotADirectoryError: [Errno 20] /dev/null is a file, and a folder is wanted. Give another: '/dev/null/pages'
    """
    place = Path(os.path.abspath(path))
    there = next(folder for folder in (place, *place.parents) if os.path.lexists(folder))
    if not there.is_dir():
        raise OSError(errno.ENOTDIR, f"{there} is a file, and a folder is wanted. Give another", os.fspath(path))
    if not os.access(there, os.W_OK):
        # Windows has no statvfs, and no file system that would say so this way.
        if hasattr(os, "statvfs") and os.statvfs(there).f_flag & os.ST_RDONLY:
            words = f"{there} is on a file system that can only be read. Write to another one"
            raise OSError(errno.EROFS, words, os.fspath(path))
        words = f"you may not write in the folder {there}. Write to another one"
        raise OSError(errno.EACCES, words, os.fspath(path))


def make_folder(path: str | os.PathLike[str]) -> Path:
    """A folder to write into; it, and those above it, are made where they are missing.

    Raises
    ------
    OSError
        When it cannot be made or written to.
    """
    check_folder(path)
    place = Path(path)
    place.mkdir(parents=True, exist_ok=True)
    return place
