"""One writer at a time: a lock file beside a store, held by the operating system for as long as its process lives.

The file says who holds it. The lock itself is the system's (`flock`, on Windows `msvcrt.locking`), so that a process
that is killed leaves a file but no lock, and the next run takes over without asking. On a file system that knows no
locks there is none: two runs there write the same bytes, but may trip over each other.
"""

from __future__ import annotations

import errno
import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Final

# Where Windows locks one byte: beyond the text, which others could not read otherwise.
_BEYOND: Final = 1 << 20
_HELD: Final = (errno.EAGAIN, errno.EACCES, errno.EDEADLK)
_UNKNOWN: Final = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP)


class StoreInUseError(BlockingIOError):
    """Another run is writing to the store."""


@contextmanager
def only_writer(path: Path, store: Path) -> Iterator[None]:
    """Hold the lock file `path` of a store while the block runs.

    Raises
    ------
    StoreInUseError
        When another run holds it: an OSError that says which.
    """
    handle = _opened(path, store)
    try:
        os.ftruncate(handle, 0)
        os.write(handle, json.dumps(_self()).encode())
        yield
    finally:
        _removed(path, handle)


def _opened(path: Path, store: Path) -> int:
    """The lock file, locked. One that its last holder has just removed is locked in vain, and opened anew."""
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            _lock(handle)
            with suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(handle), path.stat()):
                    return handle
        except OSError as fault:
            if fault.errno in _UNKNOWN:
                return handle
            os.close(handle)
            if fault.errno not in _HELD:
                raise
            raise StoreInUseError(
                errno.EAGAIN, f"{store} is being written by {_holder(path)}. Wait for it, or give another directory"
            ) from None
        os.close(handle)


def _removed(path: Path, handle: int) -> None:
    """Let go. Windows removes no file that is open, others must not see one that is no longer locked."""
    if sys.platform == "win32":
        os.close(handle)
        with suppress(PermissionError):  # another run has taken it
            path.unlink(missing_ok=True)
    else:
        path.unlink(missing_ok=True)
        os.close(handle)


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        os.lseek(handle, _BEYOND, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        os.lseek(handle, 0, os.SEEK_SET)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _self() -> dict[str, Any]:
    since = datetime.now().astimezone().isoformat(sep=" ", timespec="seconds")
    return {"process": os.getpid(), "host": socket.gethostname(), "since": since}


def _holder(path: Path) -> str:
    """Who holds a lock, as far as its file says."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return f"process {found['process']} on {found['host']} since {found['since']}"
    except (OSError, ValueError, LookupError, TypeError):
        return "another run"
