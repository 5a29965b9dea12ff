"""What the preview answers: the output folder under the rules a host would follow. No sockets here.

Served are the files a build left, with their own `_redirects`, `_headers` and `404.html`. Only here a small script is
put into the pages; it lives at `/_preview/` and reloads them when there is news. What an editor got wrong is shown on
the page until it is mended.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from sitegen.errors import Problem
from sitegen.hosting import (
    CONTENT_SECURITY_POLICY,
    MOVED,
    HeaderRule,
    Rule,
    headers_for,
    parse_headers,
    parse_redirects,
    place,
)

OWN = "/_preview/"
"""Where the preview's script, style and events live; no page of a site begins with an underscore."""

CONTENT_TYPES: Mapping[str, str] = {
    ".avif": "image/avif",
    ".css": "text/css; charset=utf-8",
    ".gif": "image/gif",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml; charset=utf-8",
}
"""By suffix; anything else is bytes. Not the system's table: that differs from machine to machine."""

_SCRIPT = b"""\
"use strict";
(() => {
  const shown = document.currentScript.dataset.version;
  const judge = (version) => {
    if (version !== shown) location.reload();
  };
  // A browser has six connections to a host: of all open pages one listens, and tells the others.
  const others = new BroadcastChannel("sitegen-preview");
  others.onmessage = (message) => judge(message.data);
  const listen = () => new Promise(() => {
    new EventSource("/_preview/events").onmessage = (message) => {
      others.postMessage(message.data);
      judge(message.data);
    };
  });
  navigator.locks ? navigator.locks.request("sitegen-preview", listen) : listen();
})();
"""

_STYLE = b"""\
#sitegen-preview { position: fixed; inset: auto 0 0 0; z-index: 2147483647; max-height: 60vh; overflow: auto;
  padding: 1rem 1.5rem; background: #2a0d0d; color: #fff; font: 1rem/1.5 system-ui, sans-serif;
  border-top: 4px solid #ff6b6b; }
#sitegen-preview h2 { margin: 0 0 .5rem; font-size: 1.1rem; color: #fff; }
#sitegen-preview ul { margin: 0; padding: 0; list-style: none; }
#sitegen-preview li { margin: .5rem 0; }
#sitegen-preview code, #sitegen-preview pre { font: .95em/1.4 ui-monospace, monospace; white-space: pre-wrap;
  color: #ffc9c9; }
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What goes back to the browser."""

    status: int
    fields: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the preview shows now: the output folder as the last good build left it, and what is wrong since."""

    out: Path
    version: str
    root: str = ""
    rules: Mapping[str, Rule]
    headers: tuple[HeaderRule, ...]
    problems: tuple[Problem, ...] = ()
    failure: str = ""
    """Of the program, not of the content: the traceback."""

    @property
    def broken(self) -> bool:
        return bool(self.problems or self.failure)


def shown_now(out: Path, version: str, root: str) -> Shown:
    """What `out` holds now, with the rules of its own `_redirects` and `_headers`."""
    redirects, headers = (_content(out / name) or b"" for name in ("_redirects", "_headers"))
    rules = [rule for _, rule in parse_redirects(redirects) if isinstance(rule, Rule)]
    return Shown(
        out=out,
        version=version,
        root=root,
        rules={place(rule.source): rule for rule in rules},
        headers=parse_headers(headers),
    )


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def answer(target: str, shown: Shown) -> Answer:
    """The answer to a GET of `target`, which is the path and query of a request as the browser sent them."""
    try:
        parts = urlsplit("//preview" + target if target.startswith("/") else target)
        path = unquote(parts.path, errors="strict")
    except ValueError:
        return _plain(HTTPStatus.BAD_REQUEST, "This is no address.")
    if path.startswith(OWN):
        return _own_file(path)
    if shown.root and path in ("/", shown.root):
        return _sent_on(HTTPStatus.FOUND, f"{shown.root}/")
    if not path.startswith(f"{shown.root}/"):
        return _not_found(shown)
    query = f"?{parts.query}" if parts.query else ""
    return _page(path.removeprefix(shown.root), query, shown) or _not_found(shown)


def _page(path: str, query: str, shown: Shown) -> Answer | None:
    """What a host answers for `path`, below the root: a rule goes before a file."""
    rule = shown.rules.get(place(quote(path)))
    if rule and rule.status == MOVED:
        return _sent_on(rule.status, rule.target + query)
    if rule:
        return _file(rule.target, rule.status, shown)
    if found := _file(path + "index.html" if path.endswith("/") else path, HTTPStatus.OK, shown):
        return found
    if not path.endswith("/") and _inside(shown.out, path + "/index.html"):
        return _sent_on(MOVED, quote(f"{shown.root}{path}/") + query)
    return None


def _not_found(shown: Shown) -> Answer:
    if shown.broken:
        page = b"<!doctype html><html lang=en><title>Not built</title><h1>There is no page here yet</h1></html>\n"
        return _html(page, HTTPStatus.SERVICE_UNAVAILABLE, {"Content-Security-Policy": CONTENT_SECURITY_POLICY}, shown)
    return _file("/404.html", HTTPStatus.NOT_FOUND, shown) or _plain(HTTPStatus.NOT_FOUND, "There is no page here.")


def _file(address: str, status: int, shown: Shown) -> Answer | None:
    """The file at `address` with the header fields its rules give it; None where there is none to be shown."""
    path = _inside(shown.out, address)
    content = _content(path) if path else None
    if path is None or content is None:
        return None
    fields = {"Content-Type": CONTENT_TYPES.get(path.suffix.lower(), "application/octet-stream")}
    fields |= headers_for(address.removesuffix("index.html"), shown.headers)
    fields.pop("Strict-Transport-Security", None)  # not to be sent over plain HTTP (RFC 6797, 7.2)
    if fields["Content-Type"].startswith("text/html"):
        return _html(content, status, fields, shown)
    return Answer(status=status, fields=fields, body=content)


def _inside(out: Path, address: str) -> Path | None:
    """The file in `out` at `address`; None for a folder, a way out of `out`, a symbolic link or a hidden file."""
    names = address.split("/")[1:]
    if any(not name or (name.startswith(".") and name != ".well-known") for name in names):
        return None
    if "\0" in address or "\\" in address or address in ("/_redirects", "/_headers"):
        return None
    path = out.resolve().joinpath(*names)
    try:
        return path if path.is_file() and path.resolve() == path else None
    except OSError:
        return None


def _html(page: bytes, status: int, fields: Mapping[str, str], shown: Shown) -> Answer:
    """`page` with the preview's own lines before the end of its body."""
    at = page.lower().rfind(b"</body>")
    at = len(page) if at < 0 else at
    fields = {"Content-Type": CONTENT_TYPES[".html"], **fields}
    return Answer(status=status, fields=fields, body=page[:at] + injection(shown) + page[at:])


def injection(shown: Shown) -> bytes:
    """The lines the preview puts into a page: its script, and what is wrong."""
    script = f'<script src="{OWN}preview.js" data-version="{shown.version}"></script>'
    return (script + _faults(shown)).encode() if shown.broken else script.encode()


def _faults(shown: Shown) -> str:
    rows = "".join(f"<li><code>{html.escape(str(problem))}</code></li>" for problem in shown.problems)
    trace = f"<pre>{html.escape(shown.failure)}</pre>" if shown.failure else ""
    whose = "sitegen itself failed" if shown.failure else "The last change could not be built"
    return (
        f'<link rel="stylesheet" href="{OWN}preview.css">'
        f'<aside id="sitegen-preview" role="alert"><h2>{whose}</h2><ul>{rows}</ul>{trace}</aside>'
    )


def _own_file(path: str) -> Answer:
    body = {f"{OWN}preview.js": _SCRIPT, f"{OWN}preview.css": _STYLE}.get(path)
    if body is None:
        return _plain(HTTPStatus.NOT_FOUND, "There is nothing here.")
    fields = {"Content-Type": CONTENT_TYPES[Path(path).suffix], "X-Content-Type-Options": "nosniff"}
    return Answer(status=HTTPStatus.OK, fields=fields, body=body)


def _plain(status: int, text: str) -> Answer:
    return Answer(status=status, fields={"Content-Type": CONTENT_TYPES[".txt"]}, body=f"{text}\n".encode())


def _sent_on(status: int, target: str) -> Answer:
    return Answer(status=status, fields={"Location": target}, body=b"")
