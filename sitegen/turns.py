"""One at a time in a site: a lock that ends with the process that holds it, however that ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def alone(file: Path, waits: Callable[[], None]) -> Iterator[None]:
    """Whatever is done inside, no other process does that takes the lock `file`: it waits, or this one does.

    `waits` is called before this one waits. Where there is no lock to be had (a folder that nobody may write, a file
    system without locks, Windows), nobody waits.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError:
        yield
        return
    try:
        _lock(handle, waits)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, waits: Callable[[], None]) -> None:
    if sys.platform == "win32":
        return
    import fcntl

    # Of the process (`lockf`), not of the open file (`flock`): processes that it starts must not hold it on.
    try:
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        waits()
        with suppress(OSError):
            fcntl.lockf(handle, fcntl.LOCK_EX)
    except OSError:
        return
