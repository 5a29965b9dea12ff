"""The Pagefind service as a process, and the words its index files hold. Imports only errors.

Pagefind's own Python interface sleeps 0.1 s before every answer, and needs an event loop; this is all that is wanted of
it. One process indexes many shards, one after the other.

**It is given words, not stories.** What sitegen wants of Pagefind is how it finds words in a text and stems them, as it
will in the reader's browser. That depends on nothing but the token between two spaces; so each token of a shard is
given once, and the places at which a word is found are the tokens it comes from. 4,247 stories of a benchmark have
550,000 tokens, 25,000 different ones: 0.6 s instead of 7, a tenth of the memory, and no file a story.
"""

from __future__ import annotations

import base64
import gzip
import json
import queue
import subprocess
import tempfile
import threading
import time
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import TracebackType
from typing import Any

from sitegen.errors import SitegenError

ANSWER_SECONDS = 60.0
"""How long one answer may take before Pagefind counts as hung; answers come all the time, the last after about 2 s."""
SETTLE_SECONDS = 30.0
"""How long files may go on arriving after Pagefind said that they are written; under load they do, for some ms."""
_SIGNATURE = b"pagefind_dcd"
_WORKER = "pagefind-worker.js"
_WORKER_END = b"})();"


class PagefindError(SitegenError):
    """Pagefind could not be started, stopped, answered with an error or wrote less than it was given."""

    def __init__(self, wrong: str, detail: str = "") -> None:
        lines = [f"search index: {wrong}; what it would have held cannot be searched for now"]
        lines += [f"  Pagefind: {line}" for line in detail.strip().splitlines()[-5:]]
        lines.append("  pages and feeds are not concerned; build again, or look at `python -m pagefind_bin --version`")
        super().__init__("\n".join(lines))


@cache
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

    def write_index(self, text: str, language: str, folder: Path) -> None:
        """Writes the index of one page of `text` below `folder`.

        Pagefind 1.5.2 answers before its last bytes are on disk, and drops them if it is stopped then: look with
        `settled_index` while it runs. Raises PagefindError.
        """
        self._send(type="NewIndex", config={"force_language": language})
        index = int(self._answer("NewIndex")["index_id"])
        self._send(type="AddRecord", index_id=index, url="/", content=text, language=language, meta={})
        self._answer("IndexedFile")
        self._send(type="WriteFiles", index_id=index, output_path=str(folder))
        self._answer("WriteFiles")
        self._send(type="DeleteIndex", index_id=index)  # frees its memory
        self._answer("DeleteIndex")

    def stems(self, tokens: Sequence[str], language: str, room: Path) -> dict[str, list[int]]:
        """The words that Pagefind finds in `tokens`, as it looks them up (a part of a compound is one too), each with
        the numbers of the tokens it is found in. `room` is an empty folder. Raises PagefindError."""
        if not tokens:
            return {}
        self.write_index(" ".join(tokens), language, room)
        return settled_index(room, len(tokens))

    def _send(self, **payload: Any) -> None:
        message = json.dumps({"message_id": 0, "payload": payload}, ensure_ascii=False).encode()
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(base64.b64encode(message) + b",")
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


def settled_index(folder: Path, count: int) -> dict[str, list[int]]:
    """`read_index`, as soon as all files have arrived. Raises PagefindError if they have not by `SETTLE_SECONDS`."""
    deadline, pause = time.monotonic() + SETTLE_SECONDS, 0.005
    while True:
        try:
            return read_index(folder, count)
        except PagefindError:
            if time.monotonic() > deadline:
                raise
        time.sleep(pause)
        pause = min(1.0, pause * 2)


def read_index(folder: Path, count: int) -> dict[str, list[int]]:
    """The words of an index of one page that has `count` tokens, each with the numbers of its tokens.

    Raises PagefindError when the count differs, a file is missing, does not unzip or has another form.
    """
    import cbor2  # only where something is indexed

    words: dict[str, list[int]] = {}
    try:
        entry = json.loads((folder / "pagefind-entry.json").read_bytes())
        (language,) = entry["languages"].values()
        ((_, counted),), chunks, *_ = cbor2.loads(_unzipped(folder / f"pagefind.{language['hash']}.pf_meta"))[1:]
        for *_, name in chunks:
            for word, pages, variants in cbor2.loads(_unzipped(folder / "index" / f"{name}.pf_index"))[0]:
                # A word's places stand with it, and with its spellings with accents.
                words[word] = [
                    number
                    for some in (pages, *(pages for _, pages in variants))
                    for page in some
                    for number in _numbers(page[1])
                ]
        worker = (folder / _WORKER).read_bytes()
    except (OSError, ValueError, KeyError, IndexError, TypeError, EOFError, cbor2.CBORError) as error:
        raise PagefindError(f"an index that is missing a file or has another form ({error})") from error
    if not worker.rstrip().endswith(_WORKER_END):
        raise PagefindError(f"{_WORKER} was not written whole")
    for path in folder.glob("wasm.*.pagefind"):
        _unzipped(path)
    if counted != count:
        raise PagefindError(f"{count} words given, {counted} counted")
    return words


def _numbers(places: Iterable[int]) -> Iterator[int]:
    """The places behind each weight, which is negative: the first, then the differences."""
    number = 0
    for step in places:
        number = 0 if step < 0 else number + step
        if step >= 0:
            yield number


def _unzipped(path: Path) -> bytes:
    try:
        body = gzip.decompress(path.read_bytes())
    except (OSError, EOFError, zlib.error) as error:
        raise PagefindError(f"{path.name} was not written whole") from error
    if not body.startswith(_SIGNATURE):
        raise PagefindError(f"{path.name} is no file of Pagefind's")
    return body[len(_SIGNATURE) :]
