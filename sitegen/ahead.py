"""A look at the content folder that begins before the program has loaded, in a process of its own.

To look at 100,000 files takes longer than all the rest of a build after a small change, and so does loading what it
needs. So both are done at the same time: the look begins at the end of the content, and the build, when it gets there,
begins at the start; where they meet, all has been seen. Only where the system can copy a process (`fork`) and there is
more than one core; elsewhere the build looks alone.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from sitegen.errors import Problem
from sitegen.scan import Glance, look, top_folders, unseen

_Found = tuple[str, bytes, list[str]]
"""A folder's path, its digest, and the folders inside it."""
_SIZE = 4
"""Bytes that tell the length of what follows."""
_ROOM = 1 << 20
"""Bytes that the pipe is asked to hold: the folders of some millions of stories, so that the look need not wait."""


@contextmanager
def looked_ahead(content: Path | None) -> Iterator[Glance]:
    """A look that goes on until the end of the `with`; what is got tells what it has found. None: there is none."""
    if not content or not hasattr(os, "fork") or (os.cpu_count() or 1) < 2 or threading.active_count() > 1:
        yield unseen
        return
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(reading)
            _tell(content, writing)
        finally:
            os._exit(0)  # nothing of what the copied process had open is closed or written twice
    os.close(writing)
    os.set_blocking(reading, False)
    try:
        yield _Answers(reading).of
    finally:
        os.close(reading)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _tell(content: Path, writing: int) -> None:
    """Looks at all folders, from the end, and writes what it finds; keeps silent on those that have a problem."""
    with suppress(ImportError, AttributeError, OSError):
        import fcntl

        fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, _ROOM)  # Linux only
    waiting = top_folders(content)
    while waiting:
        problems: list[Problem] = []
        folder = look(content, waiting.pop(), problems)
        waiting += folder.inside
        if not problems:
            said = msgspec.msgpack.encode((folder.path, folder.print, folder.inside))
            os.write(writing, len(said).to_bytes(_SIZE, "big") + said)


class _Answers:
    """What has come through the pipe."""

    def __init__(self, reading: int) -> None:
        self._reading = reading
        self._rest = b""
        self._found: dict[str, tuple[bytes, Sequence[str]]] = {}
        self._decoder = msgspec.msgpack.Decoder(_Found)

    def of(self, path: str) -> tuple[bytes, Sequence[str]] | None:
        if path not in self._found:
            self._take()
        return self._found.get(path)

    def _take(self) -> None:
        with suppress(BlockingIOError):
            while data := os.read(self._reading, _ROOM):
                self._rest += data
        while len(self._rest) >= _SIZE:
            end = _SIZE + int.from_bytes(self._rest[:_SIZE], "big")
            if len(self._rest) < end:
                break
            path, found, inside = self._decoder.decode(self._rest[_SIZE:end])
            self._found[path] = (found, inside)
            self._rest = self._rest[end:]
