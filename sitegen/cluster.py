"""The same batches on other machines: `dask.distributed`'s executor (extra `distributed`), no shared file system.

Reading needs nothing but the batch: story bytes and packed settings go out, packed stories come back. Making pages
needs the archive, which answers every list by a query, and the templates: both travel once to every worker, compressed,
and are unpacked in its scratch folder under their digest; then keys go out and bytes come back. The search index, files
of `media/` and assets stay here. A worker that dies has its batches done by another. What comes back is the same bytes
as on one machine; a worker whose sitegen is another one refuses.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import zlib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec

from sitegen.design import ASSETS, Design
from sitegen.errors import SitegenError, UsageError
from sitegen.fingerprint import code_digest

WAIT_SECONDS = 20
"""How long a scheduler may take to answer, and to have a worker."""
_IN_FLIGHT = 3
"""Batches handed out for each worker: one that it works on, and the next on their way."""


class Parcel(msgspec.Struct, frozen=True):
    """What a worker needs to make pages."""

    archive: bytes
    """The SQLite file as committed, compressed."""
    templates: dict[str, str]
    assets: dict[str, bytes]


class Cluster(Executor):
    """The workers of a scheduler as an executor. Raises UsageError where there is none, or it has no worker."""

    def __init__(self, address: str) -> None:
        try:
            distributed: Any = import_module("distributed")
        except ImportError:
            raise UsageError("--scheduler needs dask.distributed: pip install 'sitegen[distributed]'") from None
        self._client: Any = None
        try:
            self._client = distributed.Client(address, timeout=WAIT_SECONDS, set_as_default=False)
            self._client.wait_for_workers(1, timeout=WAIT_SECONDS)
        except (OSError, TimeoutError, ValueError) as error:
            if self._client:
                self._client.close()
            right = "start `dask scheduler`, and `dask worker ADDRESS --nthreads 1` on each machine"
            raise UsageError(f"--scheduler {address}: no scheduler with a worker there ({error}); {right}") from None
        if any(number != 1 for number in self._client.nthreads().values()):
            self._client.close()
            raise UsageError(f"--scheduler {address}: a worker has several threads; start it with --nthreads 1")
        self._executor = self._client.get_executor(retries=3)
        self._code = code_digest()

    def submit(self, task: Callable[..., Any], /, *given: Any, **named: Any) -> Future[Any]:
        """A call of a function of sitegen's, made by a worker."""
        found: Future[Any] = self._executor.submit(same_code, self._code, task, *given, **named)
        return found

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Ends the connection; the workers stay."""
        self._client.close()

    def made(
        self,
        make: Callable[[str, bytes, Sequence[str]], Any],
        parcel: bytes,
        job: bytes,
        keys: Sequence[str],
        size: int,
    ) -> Iterator[Any]:
        """What `make` gives of a folder with the parcel's archive and templates, of `job`, and of some keys at a time.

        In the order of the keys.
        """
        digest = hashlib.blake2b(parcel, digest_size=16).hexdigest()
        shipped = self._client.scatter(parcel, broadcast=True, hash=False)
        workers = len(self._client.nthreads())
        waiting: deque[Future[Any]] = deque()
        for start in range(0, len(keys), size):
            waiting.append(self.submit(made_far, make, digest, shipped, job, keys[start : start + size]))
            if len(waiting) >= workers * _IN_FLIGHT:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def packed_parcel(archive: Path, design: Design) -> bytes:
    """The archive at a path, as it was committed, and a design, packed."""
    connection = sqlite3.connect(f"{archive.absolute().as_uri()}?mode=ro", uri=True)
    try:
        file = bytearray(connection.serialize())
    finally:
        connection.close()
    # No write-ahead log: a copy that is only read could not open one (SQLite's file format, section 1.3.3).
    file[18:20] = b"\x01\x01"
    parcel = Parcel(zlib.compress(file, 1), dict(design.templates), dict(design.assets))
    return msgspec.msgpack.encode(parcel)


# ---- on the worker -------------------------------------------------------------------------------------------------

_own_code = cache(code_digest)


def same_code(code: str, task: Callable[..., Any], *given: Any, **named: Any) -> Any:
    """What the task gives; raises SitegenError where this worker's sitegen is not the one that asks."""
    if code != _own_code():
        raise SitegenError("a worker has another version of sitegen; install the same one everywhere")
    return task(*given, **named)


def made_far(
    make: Callable[[str, bytes, Sequence[str]], Any], digest: str, parcel: bytes, job: bytes, keys: Sequence[str]
) -> Any:
    """What `make` gives in the folder of a parcel, which is unpacked if this worker has not seen it yet."""
    if digest not in _UNPACKED:
        _UNPACKED.clear()
        _UNPACKED[digest] = _unpacked(digest, parcel)
    return make(_UNPACKED[digest], job, keys)


_UNPACKED: dict[str, str] = {}


def _unpacked(digest: str, parcel: bytes) -> str:
    scratch = Path(import_module("distributed").get_worker().local_directory)
    for old in scratch.glob("sitegen-*"):
        shutil.rmtree(old, ignore_errors=True)
    packed = msgspec.msgpack.decode(parcel, type=Parcel)
    room = scratch / f"sitegen-{digest}"
    files = {f"templates/{name}": text.encode() for name, text in packed.templates.items()}
    files |= {f"templates/{ASSETS}/{name}": data for name, data in packed.assets.items()}
    files[".sitegen/archive.db"] = zlib.decompress(packed.archive)
    for path, data in files.items():
        place = room / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    return os.fspath(room)
