"""The preview over real sockets: what it serves, what it refuses, and that it lives through a broken file."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.errors import ContentError, Problem, UsageError
from sitegen.hosting import gone, headers_file, moved, redirects_file, site_headers
from sitegen.preview import answer, shown_now
from sitegen.serve import Built, serve

PAGE = "<!doctype html><html lang=nl><title>{0}</title><body><h1>{0}</h1></body></html>\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    status: int
    fields: dict[str, str]
    body: bytes


@dataclass(slots=True, kw_only=True)
class Running:
    port: int
    said: list[str] = field(default_factory=list)

    def ask(self, path: str, method: str = "GET", **fields: str) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, headers={name.replace("_", "-"): value for name, value in fields.items()})
            reply = connection.getresponse()
            return Reply(status=reply.status, fields=dict(reply.getheaders()), body=reply.read())
        finally:
            connection.close()

    def until(self, wanted: Callable[[], bool]) -> None:
        end = time.monotonic() + 30
        while not wanted():
            assert time.monotonic() < end, self.said
            time.sleep(0.02)


@contextmanager
def running(out: Path, build: Callable[[], Built], *watch: Path, host: str = "127.0.0.1") -> Iterator[Running]:
    """A preview on a port of its own."""
    server, stop, ready = Running(port=0), threading.Event(), threading.Event()

    def say(text: str) -> None:
        server.said.append(text)
        if text.startswith("http://"):
            server.port = int(text.split(":")[2].split("/")[0])
            ready.set()

    thread = threading.Thread(
        target=serve, args=(build, out, watch), kwargs={"host": host, "port": 0, "say": say, "stop": stop}
    )
    thread.start()
    try:
        assert ready.wait(30)
        yield server
    finally:
        stop.set()
        thread.join(30)
        assert not thread.is_alive()


def lay(out: Path, files: Mapping[str, bytes | str]) -> Path:
    for name, content in files.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return out


def save(path: Path, text: str) -> None:
    """As editors do: what reads the file meanwhile finds the old text or the new, never half of it."""
    beside = path.with_name(path.name + ".tmp")
    beside.write_text(text)
    os.replace(beside, path)


SITE = {
    "index.html": PAGE.format("Voorpagina"),
    "404.html": PAGE.format("Niet gevonden"),
    "2026/05/12/bericht/index.html": PAGE.format("Bericht"),
    "2026/05/12/weg/index.html": PAGE.format("Ingetrokken"),
    "2025/oud/index.html": PAGE.format("Verhuisd"),
    "coördinatie/index.html": PAGE.format("Coördinatie"),
    "feed.xml": "<rss version='2.0'/>",
    "land/belarus/feed.json": "{}",
    "assets/site.css": "body{}",
    "media/foto.JPG": "JFIF",
    "pagefind/0a1b/index/nl_1.pf_index": "pf",
    "pagefind/shards.json": "[]",
}


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built site beside a file that is not part of it, and with ways out of it laid by somebody else."""
    folder = tmp_path_factory.mktemp("site")
    lay(folder, {"geheim.txt": "niet voor buiten", "public/.geheim": "niet voor buiten"})
    (folder / "public/link.txt").symlink_to(folder / "geheim.txt")
    (folder / "public/linked").symlink_to(folder)
    return lay(
        folder / "public",
        SITE
        | {
            ".git/config": "niet voor buiten",
            "_redirects": redirects_file(
                [moved("/2025/oud/", "/2026/05/12/bericht/"), gone("/2026/05/12/weg/", 451), gone("/nooit/")]
            ),
            "_headers": headers_file(site_headers(secure=True)),
        },
    )


def nothing_to_do() -> Built:
    return Built(root="", said="0 written", changed=False)


@pytest.fixture(scope="module")
def site(out: Path) -> Iterator[Running]:
    with running(out, nothing_to_do) as server:
        yield server


def test_what_is_served_is_the_file_for_every_path(out: Path, site: Running) -> None:
    for name, content in SITE.items():
        for address in {f"/{name}", "/" + name.removesuffix("index.html")}:
            if address == "/2025/oud/":
                continue
            reply = site.ask(http_path(address))
            assert (address, reply.status) == (address, 451 if address == "/2026/05/12/weg/" else 200)
            body = reply.body
            if name.endswith(".html"):
                before, _, after = re.split(rb"(<script src=\"/_preview/preview.js\"[^>]*></script>)", body)
                assert after.startswith(b"</body>")
                body = before + after
            assert body == (out / name).read_bytes() == content.encode()


def http_path(address: str) -> str:
    return "".join(chr(byte) if byte < 128 else f"%{byte:02X}" for byte in address.encode())


@pytest.mark.parametrize(
    ("path", "status", "location"),
    [
        ("/", 200, None),
        ("/?q=woord", 200, None),
        ("/2026/05/12/bericht", 301, "/2026/05/12/bericht/"),
        ("/2026/05/12/bericht?a=1", 301, "/2026/05/12/bericht/?a=1"),
        ("/co%C3%B6rdinatie", 301, "/co%C3%B6rdinatie/"),
        ("/2025/oud/", 301, "/2026/05/12/bericht/"),
        ("/2025/oud?a=1", 301, "/2026/05/12/bericht/?a=1"),
        ("/2026/05/12/weg/", 451, None),
        ("/2026/05/12/weg", 451, None),
        ("/nooit/", 404, None),
        ("/nergens/", 404, None),
        ("/2026/", 404, None),
        ("/feed.xml/", 404, None),
        ("/_redirects", 404, None),
        ("/_headers", 404, None),
        ("/_preview/", 404, None),
        ("/%ff", 400, None),
        ("//[/", 404, None),
    ],
)
def test_an_address_is_answered_as_a_host_would(site: Running, path: str, status: int, location: str | None) -> None:
    reply = site.ask(path)
    assert (reply.status, reply.fields.get("Location")) == (status, location)
    if status == 404 and not path.startswith("/_preview"):
        assert b"Niet gevonden" in reply.body


@pytest.mark.parametrize(
    "path",
    [
        "/../geheim.txt",
        "/%2e%2e/geheim.txt",
        "/..%2fgeheim.txt",
        "/assets/../../geheim.txt",
        "/assets/..%5c..%5cgeheim.txt",
        "/..\\geheim.txt",
        "//geheim.txt",
        "/./../geheim.txt",
        "/assets//../../geheim.txt",
        "/link.txt",
        "/linked/geheim.txt",
        "/.geheim",
        "/.git/config",
        "/feed.xml%00.html",
        "/" + "a" * 5000,
        "/assets/",
        "/assets",
    ],
)
def test_nothing_outside_the_output_and_no_listing_is_served(site: Running, path: str) -> None:
    reply = site.ask(path)
    assert reply.status == 404
    assert b"niet voor buiten" not in reply.body


@given(st.text(max_size=60))
def test_any_path_at_all_is_answered_from_inside(text: str) -> None:
    folder = Path(__file__).parent
    reply = answer("/" + text, shown_now(folder, "1", ""))
    assert reply.status in (200, 301, 400, 404)


@pytest.mark.parametrize(
    ("path", "kind", "cache"),
    [
        ("/", "text/html; charset=utf-8", "public, max-age=0, must-revalidate"),
        ("/feed.xml", "application/rss+xml; charset=utf-8", "public, max-age=0, must-revalidate"),
        ("/land/belarus/feed.json", "application/feed+json; charset=utf-8", "public, max-age=0, must-revalidate"),
        ("/assets/site.css", "text/css; charset=utf-8", "public, max-age=0, must-revalidate"),
        ("/media/foto.JPG", "image/jpeg", "public, max-age=0, must-revalidate"),
        ("/pagefind/shards.json", "application/json; charset=utf-8", "public, max-age=0, must-revalidate"),
        ("/pagefind/0a1b/index/nl_1.pf_index", "application/octet-stream", "public, max-age=31536000, immutable"),
    ],
)
def test_header_fields_are_those_of_the_output(site: Running, path: str, kind: str, cache: str) -> None:
    fields = site.ask(path).fields
    assert (fields["Content-Type"], fields["Cache-Control"]) == (kind, cache)
    assert fields["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'")
    assert fields["X-Content-Type-Options"] == "nosniff"
    assert "Strict-Transport-Security" not in fields


def test_a_known_file_is_not_sent_again_and_head_sends_none(site: Running) -> None:
    first = site.ask("/assets/site.css")
    again = site.ask("/assets/site.css", If_None_Match=first.fields["ETag"])
    head = site.ask("/assets/site.css", method="HEAD")
    assert (again.status, again.body) == (304, b"")
    assert (head.status, head.body, head.fields["Content-Length"]) == (200, b"", str(len(first.body)))


def test_one_connection_carries_many_answers(site: Running) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
    for method in ("HEAD", "GET", "HEAD", "GET"):
        connection.request(method, "/assets/site.css")
        reply = connection.getresponse()
        assert (reply.status, reply.read()) == (200, b"" if method == "HEAD" else b"body{}")
    connection.close()


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_nothing_but_reading_is_allowed(site: Running, method: str) -> None:
    reply = site.ask("/", method=method)
    assert (reply.status, reply.fields["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8000", 200),
        ("localhost", 200),
        ("[::1]:8000", 200),
        ("elders.example", 403),
        ("127.0.0.1.elders.example:8000", 403),
        ("[", 403),
        ("", 403),
    ],
)
def test_only_a_name_of_this_machine_is_answered(site: Running, host: str, status: int) -> None:
    assert site.ask("/", Host=host).status == status
    assert site.ask("/_preview/events", method="HEAD", Host=host).status != 200


def test_a_site_below_a_path_is_served_there(tmp_path: Path) -> None:
    out = lay(
        tmp_path,
        {
            "index.html": PAGE.format("Voorpagina"),
            "2026/05/12/bericht/index.html": PAGE.format("Bericht"),
            "_redirects": redirects_file([moved("/oud/", "/2026/05/12/bericht/")], root="/nieuws"),
        },
    )
    with running(out, lambda: Built(root="/nieuws", said="")) as server:
        assert server.said[-1].split(" ")[0].endswith("/nieuws/")
        assert server.ask("/").fields["Location"] == "/nieuws/"
        assert b"Voorpagina" in server.ask("/nieuws/").body
        assert server.ask("/nieuws/oud/").fields["Location"] == "/nieuws/2026/05/12/bericht/"
        assert server.ask("/nieuws/2026/05/12/bericht").fields["Location"] == "/nieuws/2026/05/12/bericht/"
        assert server.ask("/2026/05/12/bericht/").status == 404


def test_a_change_builds_again_and_tells_open_pages(tmp_path: Path) -> None:
    out, content = tmp_path / "public", lay(tmp_path / "content", {"a.md": "een"})

    def build() -> Built:
        lay(out, {"index.html": PAGE.format((content / "a.md").read_text())})
        return Built(root="", said="1 written")

    with running(out, build, content) as server, events(server) as news:
        first = next(news)
        save(content / "a.md", "twee")
        assert next(news) != first
        assert b"<h1>twee</h1>" in server.ask("/").body


def test_a_folder_put_in_the_place_of_another_is_watched(tmp_path: Path) -> None:
    content, builds = lay(tmp_path / "content", {"a.md": "een"}), list[str]()

    def build() -> Built:
        builds.append((content / "a.md").read_text())
        return Built(root="", said="")

    with running(tmp_path / "public", build, content) as server:
        lay(tmp_path / "ander", {"a.md": "twee"})
        content.rename(tmp_path / "weg")
        (tmp_path / "ander").rename(content)
        server.until(lambda: builds[-1] == "twee")
        save(content / "a.md", "drie")
        server.until(lambda: builds[-1] == "drie")


@contextmanager
def events(server: Running) -> Iterator[Iterator[str]]:
    """What an open page hears."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request("GET", "/_preview/events")
    reply = connection.getresponse()
    assert reply.headers["Content-Type"] == "text/event-stream"
    try:
        yield (line[6:].decode().strip() for line in reply if line.startswith(b"data: "))
    finally:
        connection.close()


def test_a_broken_file_is_shown_on_the_page_until_it_is_mended(tmp_path: Path) -> None:
    content = lay(tmp_path / "content", {"a.md": "goed"})
    out = lay(tmp_path / "public", {"index.html": PAGE.format("Voorpagina")})

    def build() -> Built:
        text = (content / "a.md").read_text()
        if text == "ramp":
            raise ZeroDivisionError("by the program")
        if text != "goed":
            raise ContentError([Problem(file="content/a.md", line=3, wrong=f"no {text}", right="a <date>")])
        return Built(root="", said="0 written", changed=False)

    with running(out, build, content) as server, events(server) as news:
        next(news)
        save(content / "a.md", "<b>fout</b>")
        next(news)
        page = server.ask("/").body
        assert b"content/a.md:3: no &lt;b&gt;fout&lt;/b&gt;; a &lt;date&gt;" in page
        assert b"<h1>Voorpagina</h1>" in page
        assert server.ask("/nergens/").status == 503
        assert b"content/a.md:3" in server.ask("/nergens/").body
        save(content / "a.md", "ramp")
        next(news)
        assert b"ZeroDivisionError: by the program" in server.ask("/").body
        save(content / "a.md", "goed")
        next(news)
        assert b"content/a.md" not in server.ask("/").body
        assert server.ask("/nergens/").status == 404
    assert any("content/a.md:3: no <b>fout</b>; a <date>" in said for said in server.said)


BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-sync",
)


@pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine: what open pages do is not tried")
def test_open_pages_follow_changes_and_faults_without_a_reload_by_hand(tmp_path: Path) -> None:
    playwright = pytest.importorskip("playwright.sync_api")
    out, content = tmp_path / "public", lay(tmp_path / "content", {"a.md": "een"})
    lay(out, {"_headers": headers_file(site_headers(secure=True)), "favicon.ico": ""})

    def build() -> Built:
        if (content / "a.md").read_text() == "fout":
            raise ContentError([Problem(file="content/a.md", line=1, wrong="<b>wrong</b>")])
        lay(out, {"index.html": PAGE.format((content / "a.md").read_text())})
        return Built(root="", said="1 written")

    with running(out, build, content) as server, playwright.sync_playwright() as run:
        browser = run.chromium.launch(executable_path=BROWSER, args=QUIET)
        context, said = browser.new_context(), []
        context.on("console", lambda message: said.append(message.text))
        pages = [context.new_page() for _ in range(7)]  # one more than the connections a browser has to a host
        for page in pages:
            page.goto(f"http://127.0.0.1:{server.port}/")
        for text, shown in (("twee", "h1:has-text('twee')"), ("fout", "aside:has-text('<b>wrong</b>')")):
            save(content / "a.md", text)
            for page in pages:
                page.wait_for_selector(shown, timeout=30_000)
        pages.pop(0).close()  # the one that listened for all
        save(content / "a.md", "drie")
        for page in pages:
            page.wait_for_selector("h1:has-text('drie')", timeout=30_000)
            assert page.query_selector("aside") is None
        browser.close()
    assert said == []


def test_what_changes_during_a_build_leads_to_one_more(tmp_path: Path) -> None:
    content, out = lay(tmp_path / "content", {"a.md": "0"}), tmp_path / "public"
    builds: list[str] = []
    busy, go_on = threading.Event(), threading.Event()

    def build() -> Built:
        builds.append((content / "a.md").read_text())
        if len(builds) == 1:
            save(content / "a.md", "1")
        if len(builds) == 3:
            busy.set()
            assert go_on.wait(30)
        return Built(root="", said="")

    with running(out, build, content) as server:
        server.until(lambda: len(builds) == 2)
        save(content / "a.md", "2")
        assert busy.wait(30)
        for number in range(3, 8):  # many changes, one build
            save(content / "a.md", str(number))
        go_on.set()
        server.until(lambda: builds[-1] == "7")
        time.sleep(0.5)
    assert builds[:4] == ["0", "1", "2", "7"]
    assert len(builds) < 6


def test_a_folder_that_comes_later_is_watched_too(tmp_path: Path) -> None:
    content, templates = lay(tmp_path / "content", {"a.md": "1"}), tmp_path / "templates"
    builds: list[bool] = []

    def build() -> Built:
        builds.append((templates / "base.html").exists())
        return Built(root="", said="")

    with running(tmp_path / "public", build, content, templates) as server:
        lay(templates, {"base.html": "x"})
        server.until(lambda: builds[-1])
        count = len(builds)
        save(templates / "base.html", "y")
        server.until(lambda: len(builds) > count)


def test_what_an_editor_leaves_beside_a_file_builds_nothing(tmp_path: Path) -> None:
    content, builds = lay(tmp_path / "content", {"a.md": "1"}), []

    def build() -> Built:
        builds.append(1)
        return Built(root="", said="")

    with running(tmp_path / "public", build, content):
        for name in (".a.md.swp", "a.md~", ".#a.md", "#a.md#", "4913.tmp"):
            (content / name).write_text("x")
        time.sleep(0.5)
    assert builds == [1]


def test_a_taken_port_is_said_in_a_clear_word(out: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=rf"--port {port} is taken on 127\.0\.0\.1") as caught:
            serve(nothing_to_do, out, [], host="127.0.0.1", port=port, say=print)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(("host", "port"), [("nergens.invalid", 0), ("127.0.0.1", 70000)])
def test_an_address_that_cannot_be_had_is_wrong_use(out: Path, host: str, port: int) -> None:
    with pytest.raises(UsageError):
        serve(nothing_to_do, out, [], host=host, port=port, say=print)


def test_a_wrong_use_found_by_the_first_build_ends_the_preview(out: Path) -> None:
    def build() -> Built:
        raise UsageError("this folder is no site")

    with pytest.raises(UsageError, match="no site"):
        serve(build, out, [], host="127.0.0.1", port=0, say=print)


def test_an_address_that_others_can_reach_is_warned_of(out: Path) -> None:
    with running(out, nothing_to_do, host="0.0.0.0") as server:
        assert server.said[0].startswith("Warning: on 0.0.0.0")
        assert server.ask("/", Host="kantoor.example").status == 200


@pytest.mark.skipif(not socket.has_ipv6, reason="no IPv6 on this machine")
def test_the_other_loopback_address_will_do_too(out: Path) -> None:
    said, stop = list[str](), threading.Event()

    def say(text: str) -> None:
        said.append(text)
        stop.set()

    serve(nothing_to_do, out, [], host="::1", port=0, say=say, stop=stop)
    assert re.match(r"http://\[::1\]:\d+/ shows the site", said[-1])


def test_the_first_build_may_fail_and_the_preview_still_answers(tmp_path: Path) -> None:
    def build() -> Built:
        raise ContentError([Problem(file="content/site.toml", line=2, wrong="no title")])

    with running(tmp_path / "public", build) as server:
        reply = server.ask("/")
        assert reply.status == 503
        assert b"content/site.toml:2: no title" in reply.body


def test_ctrl_c_ends_it_cleanly(out: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from sitegen.serve import Built, serve\n"
        "serve(lambda: Built(root='', said='built'), Path(sys.argv[1]), [Path(sys.argv[1])], host='127.0.0.1',"
        " port=0, say=lambda text: print(text, flush=True))\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(out)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    while "Ctrl-C" not in process.stdout.readline():
        pass
    process.send_signal(signal.SIGINT)
    said, errors = process.communicate(timeout=30)
    assert (process.returncode, said, errors) == (0, "Stopped.\n", "")
