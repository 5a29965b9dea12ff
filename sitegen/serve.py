"""The preview's work: builds, serves what was built, watches the site's folders and builds again on each change."""

from __future__ import annotations

import errno
import ipaddress
import os
import secrets
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import AF_INET, AF_INET6, gaierror
from socketserver import TCPServer
from typing import Any
from urllib.parse import urlsplit

import watchfiles

from sitegen.errors import ContentError, Problem, SitegenError, UsageError
from sitegen.hosting import REVALIDATED
from sitegen.preview import OWN, Answer, Shown, answer, shown_now

_HEARTBEAT = 15.0
"""Seconds between signs of life to an open page, so that the thread of a closed one ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What a build tells the preview."""

    root: str
    """The path the site lives below on its host: '' or '/nieuws'."""
    said: str
    """What it did, in a line, for the terminal."""
    changed: bool = True
    """Whether a file was written or removed, so that open pages must be loaded again."""


def serve(
    build: Callable[[], Built],
    out: Path,
    watch: Sequence[Path],
    *,
    host: str,
    port: int,
    say: Callable[[str], None],
    stop: threading.Event | None = None,
) -> None:
    """Build into `out` and serve it on `host`:`port` until Ctrl-C (or `stop`), building again when `watch` changes.

    `build` builds incrementally; it raises SitegenError where the content has faults. Whatever it raises is said and
    shown, and the last good pages stay. Builds run one at a time; what changes meanwhile leads to one more. Raises
    UsageError where the address cannot be had.
    """
    board = _Board(out)
    server = _bound(host, port, board)
    if not _loopback(host):
        say(f"Warning: on {host} everyone who can reach this machine sees the preview and what is not published yet.")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    thread.start()
    try:
        _build_on_change(build, watch, board, say, stop or threading.Event(), _address(host, server.server_port))
    except KeyboardInterrupt:
        say("Stopped.")
    finally:
        board.close()
        server.shutdown()
        server.server_close()


def _build_on_change(
    build: Callable[[], Built],
    watch: Sequence[Path],
    board: _Board,
    say: Callable[[str], None],
    stop: threading.Event,
    address: str,
) -> None:
    """Build once, then after each batch of changes. A folder that comes, goes or is replaced is watched anew."""
    while not stop.is_set():
        present = [path for path in watch if path.exists()]
        batches = _batches(present, stop)
        # The first batch is waited for before building: from then on the watcher holds every change, also those made
        # during a build.
        next(batches, None)
        untried = board.untried
        _build_once(build, board, say)
        if untried:
            say(f"{address}{board.shown.root}/ shows the site and follows your changes; Ctrl-C stops it.")
        for batch in batches:
            if [path for path in watch if path.exists()] != present or batch & set(present):
                break
            if batch:
                _build_once(build, board, say)


def _batches(present: Sequence[Path], stop: threading.Event) -> Iterator[set[Path]]:
    """What changed, in batches; an empty one about ten times a second while nothing does."""
    changes = watchfiles.watch(
        *present,
        watch_filter=_by_a_person,
        debounce=400,
        step=50,
        rust_timeout=100,
        yield_on_timeout=True,
        stop_event=stop,
        raise_interrupt=True,
    )
    try:
        for batch in changes:
            yield {Path(changed) for _, changed in batch}
    except FileNotFoundError:  # a folder went while it was being watched: the caller looks again
        return


def _by_a_person(_: watchfiles.Change, changed: str) -> bool:
    """Whether `changed` is a file somebody means: not an editor's back-up, lock or swap file."""
    name = os.path.basename(changed)
    return not (name.startswith((".", "#")) or name.endswith(("~", ".swp", ".swx", ".tmp")))


def _build_once(build: Callable[[], Built], board: _Board, say: Callable[[str], None]) -> None:
    """Build, and hang out what came of it. Raises UsageError only at the first build: then nothing was ever right."""
    try:
        built = build()
    except SitegenError as error:
        if isinstance(error, UsageError) and board.untried:
            raise
        problems = (
            error.problems if isinstance(error, ContentError) else (Problem(file="sitegen", line=0, wrong=str(error)),)
        )
        board.broke(problems, "")
        say(f"{error}\nNot built; the preview goes on with the last good pages.")
    except Exception:
        board.broke((), traceback.format_exc())
        say(f"{traceback.format_exc()}This is a fault of sitegen, not of the content; the preview goes on.")
    else:
        board.built(built)
        say(built.said)


class _Board:
    """Where the build hangs out what is to be shown, and where open pages wait for news. Safe between threads."""

    def __init__(self, out: Path) -> None:
        self._news = threading.Condition()
        self._run = secrets.token_hex(4)
        self._number = 0
        self.closed = False
        self.untried = True
        self.shown = shown_now(out, self._next(), "")

    def built(self, built: Built) -> None:
        self.untried = False
        if not built.changed and not self.shown.broken and built.root == self.shown.root:
            return
        self._hang_out(shown_now(self.shown.out, self._next(), built.root))

    def broke(self, problems: tuple[Problem, ...], failure: str) -> None:
        self.untried = False
        if (problems, failure) != (self.shown.problems, self.shown.failure):
            self._hang_out(replace(self.shown, version=self._next(), problems=problems, failure=failure))

    def close(self) -> None:
        with self._news:
            self.closed = True
            self._news.notify_all()

    def wait(self, seen: str, seconds: float) -> str:
        """The version shown, as soon as it is not `seen`, or after `seconds`."""
        with self._news:
            self._news.wait_for(lambda: self.closed or self.shown.version != seen, seconds)
            return self.shown.version

    def _hang_out(self, shown: Shown) -> None:
        with self._news:
            self.shown = shown
            self._news.notify_all()

    def _next(self) -> str:
        self._number += 1
        return f"{self._run}-{self._number}"


class _Server(ThreadingHTTPServer):
    """One thread a request; none of them keeps the program from ending."""

    daemon_threads = True
    request_queue_size = 128  # five, the default, are soon too few for a link checker
    allow_reuse_address = os.name == "posix"  # elsewhere it lets two programs share a port
    allow_reuse_port = False
    board: _Board
    host: str

    def server_bind(self) -> None:
        TCPServer.server_bind(self)  # HTTPServer's own asks the name server what this machine is called
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a browser that hung up; of anything else say all."""
        if not isinstance(sys.exc_info()[1], (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)


def _bound(host: str, port: int, board: _Board) -> _Server:
    """A server that has its address. Raises UsageError where it cannot have it, saying why."""

    class Server(_Server):
        address_family = AF_INET6 if ":" in host else AF_INET

    try:
        server = Server((host, port), _Handler)
    except (OSError, OverflowError) as error:
        raise UsageError(_refusal(host, port, error)) from error
    server.board, server.host = board, host
    return server


def _refusal(host: str, port: int, error: Exception) -> str:
    if isinstance(error, gaierror):
        return f"--host {host}: no such address on this machine; 127.0.0.1 is"
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return f"--port {port} is taken on {host}, perhaps by another preview; --port {port + 1} may be free"
    if isinstance(error, PermissionError):
        return f"--port {port} is not for everyone; choose one above 1023"
    return f"cannot serve on {host}, port {port}: {error}"


def _loopback(host: str) -> bool:
    """Whether only this machine can reach `host`."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class _Handler(BaseHTTPRequestHandler):
    """Turns a request into a call of `answer`, and an answer into bytes on the wire."""

    protocol_version = "HTTP/1.1"
    server_version = "sitegen"
    sys_version = ""
    timeout = 60
    server: _Server

    def do_GET(self) -> None:
        if not self._for_us():
            self._send(Answer(status=HTTPStatus.FORBIDDEN, fields=_TEXT, body=b"Not an address of this preview.\n"))
        elif self.path == f"{OWN}events" and self.command == "GET":
            self._tell_news()
        else:
            self._send(answer(self.path, self.server.board.shown))

    do_HEAD = do_GET

    def _refuse(self) -> None:
        self.close_connection = True  # a body may follow, which nobody reads
        body = b"The preview only shows pages.\n"
        self._send(Answer(status=HTTPStatus.METHOD_NOT_ALLOWED, fields={**_TEXT, "Allow": "GET, HEAD"}, body=body))

    do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = do_TRACE = do_CONNECT = _refuse

    def _for_us(self) -> bool:
        """Whether the request names this machine, where only this machine can ask.

        A page elsewhere could otherwise have its own name point to 127.0.0.1 and read the preview (DNS rebinding).
        """
        if not _loopback(self.server.host):
            return True
        try:
            return _loopback(urlsplit(f"//{self.headers.get('Host', '')}").hostname or "")
        except ValueError:
            return False

    def _send(self, reply: Answer) -> None:
        tag = f'"{blake2b(reply.body, digest_size=12).hexdigest()}"'
        known = reply.status == HTTPStatus.OK and tag in self.headers.get("If-None-Match", "")
        self.send_response(HTTPStatus.NOT_MODIFIED if known else reply.status)
        for name, value in {"Cache-Control": REVALIDATED, **reply.fields}.items():
            self.send_header(name, value)
        if reply.status == HTTPStatus.OK:
            self.send_header("ETag", tag)
        if self.close_connection:
            self.send_header("Connection", "close")
        if not known:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if not known and self.command != "HEAD":
            self.wfile.write(reply.body)

    def _tell_news(self) -> None:
        """Server-sent events: the version shown, at once and whenever it becomes another, until the page is closed."""
        self.close_connection = True
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        board, told = self.server.board, ""
        while not board.closed:
            version = board.wait(told, _HEARTBEAT)
            self.wfile.write(b":\n\n" if version == told else f"retry: 500\ndata: {version}\n\n".encode())
            told = version

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the terminal is for what the build says."""


_TEXT = {"Content-Type": "text/plain; charset=utf-8"}
