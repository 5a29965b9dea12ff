"""The Pagefind service as a process, and the words its index files hold. Imports only errors.

Pagefind's own Python interface sleeps 0.1 s before every answer, ten records a second; this client writes ahead and
reads behind, which is bound by the indexing itself (about 1 ms a story). One process builds many indexes, one after the
other; its memory is that of the largest (about 75 KB a story).
"""

from __future__ import annotations

import base64
import gzip
import json
import queue
import re
import subprocess
import tempfile
import threading
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import TracebackType
from typing import Any

from sitegen.errors import SitegenError

ANSWER_SECONDS = 300.0
"""How long one answer may take before Pagefind counts as hung; an index of 10,000 stories takes about 10 s."""
SETTLE_SECONDS = 30.0
"""How long files may go on arriving after Pagefind said that they are written; under load they do, for some ms."""
_SIGNATURE = b"pagefind_dcd"
_WORKER = "pagefind-worker.js"
_WORKER_END = b"})();"
# CBOR (RFC 8949): runs of integers and array heads, skipped at once; what is left between them are text strings.
_NUMBERS = re.compile(rb"(?s)(?:[\x00-\x17\x20-\x37\x80-\x97]|[\x18\x38\x98].|[\x19\x39\x99]..|[\x1a\x3a\x9a]....)*+")
_KEY = 0x83
"""Head of an array of three: a word's key follows it; a spelling variant follows an array of two."""


class PagefindError(SitegenError):
    """Pagefind could not be started, stopped, answered with an error or wrote less than it was given."""

    def __init__(self, wrong: str, detail: str = "") -> None:
        lines = [f"search index: {wrong}; nothing of it was published"]
        lines += [f"  Pagefind: {line}" for line in detail.strip().splitlines()[-5:]]
        lines.append("  build again, or build with --no-search and look at `python -m pagefind_bin --version`")
        super().__init__("\n".join(lines))


def pagefind_version() -> str:
    """The installed Pagefind's version, part of every shard's name. Raises PagefindError where there is none."""
    try:
        return version("pagefind-bin")
    except PackageNotFoundError as missing:
        raise PagefindError("the package pagefind-bin is not installed") from missing


def pagefind_executable() -> Path:
    """Path of the installed Pagefind program. Raises PagefindError where the package is not there."""
    try:
        from pagefind_bin import get_executable
    except ImportError as missing:
        raise PagefindError("the package pagefind-bin is not installed") from missing
    try:
        return Path(get_executable())
    except FileNotFoundError as missing:
        raise PagefindError("the package pagefind-bin holds no program for this machine") from missing


class Pagefind:
    """A running `pagefind --service`: a context manager whose `write_index` builds one index after the other."""

    def __init__(self, executable: Path | None = None) -> None:
        self._log = tempfile.TemporaryFile()  # noqa: SIM115  closed with the process
        command = [str(executable or pagefind_executable()), "--service"]
        try:
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log)
        except OSError as error:
            self._log.close()
            raise PagefindError(f"cannot start {command[0]}: {error.strerror}") from error
        self._answers: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        # Pagefind answers every record; were nobody reading, its full pipe would stop it, and us.
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Pagefind:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):
            if self._process.stdin:
                self._process.stdin.close()
        try:
            self._process.wait(timeout=5 if kind is None else 0.1)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join(timeout=5)
        if self._process.stdout:
            self._process.stdout.close()
        self._log.close()

    def write_index(self, records: Iterable[Mapping[str, Any]], language: str, folder: Path) -> int:
        """Number of `records` (payloads of `AddRecord` without type and index) indexed and written below `folder`.

        Pagefind 1.5.2 answers before its last bytes are on disk, and drops them if it is stopped then: look with
        `settled_index` while it runs. Raises PagefindError.
        """
        self._send(type="NewIndex", config={"force_language": language})
        index = int(self._answer("NewIndex")["index_id"])
        sent = 0
        for record in records:
            self._send(**record, type="AddRecord", index_id=index, language=language)
            sent += 1
        self._send(type="WriteFiles", index_id=index, output_path=str(folder))
        self._send(type="DeleteIndex", index_id=index)  # frees its memory
        for _ in range(sent):
            self._answer("IndexedFile")
        self._answer("WriteFiles")
        self._answer("DeleteIndex")
        return sent

    def _send(self, **payload: Any) -> None:
        message = json.dumps({"message_id": 0, "payload": payload}, ensure_ascii=False).encode()
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(base64.b64encode(message) + b",")
            if payload["type"] != "AddRecord":
                self._process.stdin.flush()
        except OSError:
            raise self._stopped() from None

    def _read(self) -> None:
        assert self._process.stdout is not None
        rest = b""
        while block := self._process.stdout.read1(1 << 16):  # type: ignore[attr-defined]
            *whole, rest = (rest + block).split(b",")
            for message in whole:
                try:
                    answer = json.loads(base64.b64decode(message))["payload"]
                except (ValueError, KeyError, TypeError):
                    answer = {"type": "Error", "message": "an answer that is no message"}
                self._answers.put(answer)
        self._answers.put(None)

    def _answer(self, kind: str) -> dict[str, Any]:
        try:
            answer = self._answers.get(timeout=ANSWER_SECONDS)
        except queue.Empty:
            self._process.kill()
            raise PagefindError(f"Pagefind gave no answer for {ANSWER_SECONDS:.0f} s", self._said()) from None
        if answer is None:
            raise self._stopped()
        if answer.get("type") != kind:
            raise PagefindError("Pagefind refused what it was given", str(answer.get("message", answer)))
        return answer

    def _stopped(self) -> PagefindError:
        try:
            code = self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return PagefindError("Pagefind closed its pipes", self._said())
        how = f"was killed by signal {-code}" if code < 0 else f"ended with exit code {code}"
        return PagefindError(f"Pagefind {how} before it was done", self._said())

    def _said(self) -> str:
        self._log.seek(0)
        return self._log.read().decode("utf-8", "replace")


def settled_index(folder: Path, count: int) -> frozenset[str]:
    """`verify_index`, as soon as all files have arrived. Raises PagefindError if they have not by `SETTLE_SECONDS`."""
    deadline, pause = time.monotonic() + SETTLE_SECONDS, 0.01
    while True:
        try:
            return verify_index(folder, count)
        except PagefindError:
            if time.monotonic() > deadline:
                raise
        time.sleep(pause)
        pause = min(1.0, pause * 2)


def verify_index(folder: Path, count: int) -> frozenset[str]:
    """The words (stems, as Pagefind looks them up) of the index in `folder`, which holds `count` stories and is whole.

    Raises PagefindError when a count differs or a file does not unzip: a shard is kept for years.
    """
    try:
        entry = json.loads((folder / "pagefind-entry.json").read_bytes())
        pages = sum(int(index["page_count"]) for index in entry["languages"].values())
    except (OSError, ValueError, KeyError) as error:
        raise PagefindError("pagefind-entry.json is missing or broken") from error
    fragments = sum(1 for _ in (folder / "fragment").glob("*.pf_fragment"))
    if not pages == fragments == count:
        raise PagefindError(f"{count} stories given, {pages} counted and {fragments} written")
    if (worker := folder / _WORKER).exists() and not worker.read_bytes().rstrip().endswith(_WORKER_END):
        raise PagefindError(f"{_WORKER} was not written whole")
    words: set[str] = set()
    for path in sorted([*folder.rglob("*.pf_*"), *folder.glob("wasm.*.pagefind")]):
        body = _unzipped(path)
        if path.suffix == ".pf_index":
            words.update(index_words(body))
    return frozenset(words)


def _unzipped(path: Path) -> bytes:
    try:
        body = gzip.decompress(path.read_bytes())
    except (OSError, EOFError, zlib.error) as error:
        raise PagefindError(f"{path.name} was not written whole") from error
    if not body.startswith(_SIGNATURE):
        raise PagefindError(f"{path.name} is no file of Pagefind's")
    return body[len(_SIGNATURE) :]


def index_words(chunk: bytes) -> Iterator[str]:
    """The words of one unzipped `.pf_index`, signature taken off; a full CBOR decoder would be 50 times slower."""
    place = 0
    while (place := _skipped(chunk, place)) < len(chunk):
        head = chunk[place]
        if 0x60 <= head <= 0x77:
            start, length = place + 1, head - 0x60
        elif head == 0x78:
            start, length = place + 2, chunk[place + 1]
        elif head == 0x79:
            start, length = place + 3, int.from_bytes(chunk[place + 1 : place + 3], "big")
        else:
            raise PagefindError(f"an index file of an unknown form (byte {head:#x})")
        if chunk[place - 1] == _KEY:
            yield chunk[start : start + length].decode("utf-8", "replace")
        place = start + length


def _skipped(chunk: bytes, place: int) -> int:
    found = _NUMBERS.match(chunk, place)
    return found.end() if found else place
