"""The search page in headless Chromium: a real bundle, a small page, the content policy, a site in a sub path."""

from __future__ import annotations

import functools
import http.server
import json
import os
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from search_site import archive, make_search, story

playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
if CHROMIUM is None and not os.environ.get("CI"):
    pytest.skip("no Chromium found on this machine", allow_module_level=True)

SCRIPT = Path(__file__).parent.parent / "templates" / "assets" / "search.js"
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; "
    "style-src 'self'; img-src 'self'"
)
WORDS = {
    "hint": "Typ een woord.",
    "busy": "Bezig met zoeken.",
    "none": "Niets gevonden.",
    "one": "1 bericht.",
    "many": "{n} berichten.",
    "least": "Minstens {n} berichten.",
    "more": "Meer",
    "further": "Zoek verder vóór {day}",
    "slow": "Het duurt lang; het archief staat hieronder.",
    "failed": "Zoeken lukt nu niet; het archief staat hieronder.",
}
PAGE = f"""<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>Zoeken</title>
<link rel="icon" href="/sub/assets/icon.svg"><script src="/sub/assets/search.js" defer></script></head><body>
<main data-search data-base="/sub/"><form>
<label>Woorden <input type="search" name="q"></label>
<label>Land <select name="land" data-facet><option value="">Alle landen</option></select></label>
<label>Jaar <select name="jaar" data-facet><option value="">Alle jaren</option></select></label>
<label>Persoon <input name="persoon" data-facet list="personen"></label><datalist id="personen"></datalist>
<button>Zoek</button></form>
<p role="status" data-status></p><ol data-results></ol><button type="button" data-more hidden></button>
<template data-result><li><a data-title></a> <span data-field="date"></span> <span data-field="sectie"></span>
<span data-field="nergens"></span><p data-excerpt></p></li></template>
<div data-archive><p>Zoeken heeft een script nodig.</p><a href="/sub/2026/09/">september 2026</a></div>
<script type="application/json" data-words>{json.dumps(WORDS, ensure_ascii=False)}</script></main></body></html>"""


class Host(http.server.SimpleHTTPRequestHandler):
    """The built site under /sub/, each answer under the policy; notes what was asked and how much was sent."""

    protocol_version = "HTTP/1.1"
    asked: list[tuple[str, int]]
    broken: set[str]

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        immutable = re.search(r"/pagefind/[^/]+-[0-9a-f]{8}/", self.path)
        self.send_header("Cache-Control", "max-age=31536000, immutable" if immutable else "no-cache")
        super().end_headers()

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if any(word in path for word in self.broken):
            self.send_error(404)
        else:
            super().do_GET()

    def send_head(self) -> Any:
        body = super().send_head()
        size = 0 if body is None else os.fstat(body.fileno()).st_size
        self.asked.append((self.path, size))
        return body

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serve(room: Path) -> Iterator[Any]:
    """A host of `room/site` under /sub/, beside it the page and its script."""
    (room / "root").mkdir()
    (room / "root" / "sub").symlink_to(room / "site")
    (room / "site" / "assets").mkdir()
    shutil.copy(SCRIPT, room / "site" / "assets")
    (room / "site" / "assets" / "icon.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    (room / "site" / "zoeken.html").write_text(PAGE, "utf-8")
    handler = type("Noted", (Host,), {"asked": [], "broken": set()})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=str(room / "root")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.handler = handler  # type: ignore[attr-defined]
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    room = tmp_path_factory.mktemp("host")
    strange = story(8001, "2025-02-07T07:30:00Z", title="<img src=x> & 'kop'", text="Zeldzaam <b>x</b> &lt; zeewier.")
    make_search([*archive(), strange], room)
    with serve(room) as server:
        yield server


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    with playwright.sync_playwright() as tool:
        opened = tool.chromium.launch(executable_path=CHROMIUM, args=[*flags, "--disable-component-update"])
        yield opened
        opened.close()


class Visit:
    """A page on the host, and what its console said."""

    def __init__(self, page: Any, host: Any, said: list[str]) -> None:
        self.page, self.said = page, said
        self.may_complain = False
        self.home = f"http://127.0.0.1:{host.server_address[1]}/sub/zoeken.html"

    def go(self, query: str = "") -> Visit:
        self.page.goto(self.home + query)
        return self

    def search(self, words: str) -> None:
        self.page.fill("input[name=q]", words)
        self.page.press("input[name=q]", "Enter")

    def status(self, pattern: str) -> None:
        playwright.expect(self.page.locator("[data-status]")).to_have_text(re.compile(pattern), timeout=10_000)

    def results(self, number: int) -> None:
        playwright.expect(self.page.locator("[data-results] > li")).to_have_count(number, timeout=10_000)

    def dates(self) -> list[str]:
        return list(self.page.locator("[data-results] [data-field=date]").all_text_contents())

    def links(self) -> list[str]:
        return [urlsplit(link.evaluate("a => a.href")).path for link in self.page.locator("[data-results] a").all()]

    def params(self) -> dict[str, list[str]]:
        return parse_qs(urlsplit(self.page.url).query)


@contextmanager
def visiting(browser: Any, host: Any) -> Iterator[Visit]:
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(10_000)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda asked: said.append(asked.url) if "127.0.0.1" not in asked.url else None)
    host.handler.asked.clear()
    host.handler.broken.clear()
    made = Visit(page, host, said)
    yield made
    context.close()
    assert made.may_complain or said == []


@pytest.fixture
def visit(host: Any, browser: Any) -> Iterator[Visit]:
    with visiting(browser, host) as made:
        yield made


def newest_first(word: str) -> list[str]:
    found = [record for record in archive() if word in record.text]
    return ["/sub" + record.address for record in sorted(found, key=lambda r: (r.moment, r.address), reverse=True)]


def asked_shards(host: Any) -> set[str]:
    """Folders of the shards that stories were read from."""
    return {path.split("/")[3] for path, _ in host.handler.asked if "/stories/" in path}


def test_results_over_all_shards_stand_in_exact_order_of_date(visit: Visit) -> None:
    visit.go().search("haven")
    visit.status("^[0-9.]+ berichten")
    expected = newest_first("haven")
    assert visit.links() == expected[:10]
    more = visit.page.locator("[data-more]")
    for shown in range(20, 260, 10):
        more.click()
        visit.results(shown)
    assert visit.links() == expected[:250]  # past the first shard's 200


def test_a_rare_word_asks_no_shard_that_cannot_hold_it(visit: Visit, host: Any) -> None:
    visit.go().search("zeewier")
    visit.status("^1 bericht")
    assert visit.links() == ["/sub/2025/02/07/bericht-8001/"]
    assert len(asked_shards(host)) == 1
    visit.search("kwalxyzzy")
    visit.status("Niets gevonden")
    assert visit.page.locator("[data-results] > li").count() == 0


def test_what_a_story_says_is_shown_as_text_and_never_as_html(visit: Visit) -> None:
    visit.go().search("zeewier")
    visit.status("^1 bericht")
    assert visit.page.locator("[data-results] a").text_content() == "<img src=x> & 'kop'"
    assert visit.page.locator("[data-results] img, [data-results] b").count() == 0
    assert "Zeldzaam <b>x</b> &lt; zeewier." in visit.page.locator("[data-excerpt]").text_content()
    assert visit.page.locator("[data-excerpt] mark").all_text_contents() == ["zeewier"]
    assert visit.dates() == ["op 2025-02-07"]
    assert visit.page.locator("[data-field=nergens]").count() == 0


def test_dutch_words_are_found_by_their_stem_and_by_hidden_words(visit: Visit) -> None:
    visit.go().search("tellen schepen")
    visit.status("^[0-9.]+ berichten")
    visit.search("havenstad")
    visit.status("^1 bericht")
    assert visit.links()[0].endswith("/bericht-7/")


def test_two_words_must_both_stand_in_a_story(visit: Visit) -> None:
    visit.go().search("haven k123z")
    visit.status("^1 bericht")
    assert visit.links()[0].endswith("/bericht-123/")


def test_a_filter_gives_the_stories_that_python_counts(visit: Visit) -> None:
    visit.go()
    choice = visit.page.locator("select[name=land] option", has_text="Polen")
    number = sum(("land", ("Polen",)) in record.filters for record in archive())
    assert choice.text_content() == f"Polen ({number})"
    assert visit.page.locator("select[name=jaar] option").all_text_contents()[1].startswith("2026")
    visit.page.select_option("select[name=land]", "Polen")
    visit.page.select_option("select[name=jaar]", "2025")
    both = sum(("land", ("Polen",)) in record.filters and record.moment[:4] == "2025" for record in archive())
    visit.status(f"^{both} berichten")
    assert visit.params() == {"land": ["Polen"], "jaar": ["2025"]}
    assert all(date.startswith("op 2025") for date in visit.dates())


def test_only_shards_of_the_chosen_year_are_asked(visit: Visit, host: Any) -> None:
    visit.go("?q=haven&jaar=2024")
    visit.status("200 berichten")
    assert len(asked_shards(host)) == 1


def test_a_person_is_offered_while_typing_and_filters(visit: Visit) -> None:
    visit.go("?q=haven")
    visit.status("^[0-9.]+ berichten")
    visit.page.focus("input[name=persoon]")
    playwright.expect(visit.page.locator("#personen option")).to_have_count(3)
    visit.page.fill("input[name=persoon]", "Chloé Maas")
    visit.page.press("input[name=persoon]", "Tab")
    expected = [record.address for record in archive() if ("persoon", ("Chloé Maas",)) in record.filters]
    playwright.expect(visit.page).to_have_url(re.compile("persoon=Chlo"))
    visit.status("^[0-9.]+ berichten")
    assert set(visit.links()) <= {"/sub" + address for address in expected}
    visit.page.fill("input[name=persoon]", "Niemand Bekend")
    visit.page.press("input[name=persoon]", "Tab")
    visit.status("Niets gevonden")


def test_an_address_restores_words_and_filters_and_the_back_button_too(visit: Visit) -> None:
    visit.go("?q=haven&land=België&persoon=Anna+de+Wit")
    visit.status("berichten")
    first = visit.links()
    assert visit.page.input_value("input[name=q]") == "haven"
    assert visit.page.input_value("select[name=land]") == "België"
    assert visit.page.input_value("input[name=persoon]") == "Anna de Wit"
    visit.page.locator("[data-more]").click()
    visit.results(20)
    visit.page.reload()
    visit.results(20)
    assert visit.links()[:10] == first
    visit.search("zeewier")
    visit.status("^1 bericht")
    visit.page.go_back()
    playwright.expect(visit.page.locator("input[name=q]")).to_have_value("haven")
    visit.results(20)
    assert visit.params()["q"] == ["haven"]


def test_the_keyboard_is_enough(visit: Visit) -> None:
    visit.go()
    visit.status("Typ een woord")
    visit.page.keyboard.press("/")
    visit.page.keyboard.type("haven")
    visit.status("^[0-9.]+ berichten")
    assert visit.params() == {"q": ["haven"]}
    visit.page.keyboard.press("ArrowDown")
    visit.page.keyboard.press("ArrowDown")
    visit.page.keyboard.press("ArrowUp")
    assert visit.page.evaluate("document.activeElement.pathname") == newest_first("haven")[0]
    visit.page.keyboard.press("ArrowUp")
    assert visit.page.evaluate("document.activeElement.name") == "q"
    visit.page.keyboard.press("Escape")
    visit.status("Typ een woord")
    assert visit.page.input_value("input[name=q]") == ""
    assert visit.params() == {}


def test_without_a_script_the_archive_stands_there(host: Any, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{host.server_address[1]}/sub/zoeken.html")
    assert page.locator("[data-archive] a").is_visible()
    context.close()


@pytest.mark.parametrize("broken", ["shards.json", "wasm.nl", "pagefind-worker.js", "/words/", "/stories/"])
def test_when_search_fails_the_archive_is_shown(visit: Visit, host: Any, broken: str) -> None:
    visit.may_complain = True
    host.handler.broken.add(broken)
    visit.go("?q=haven")
    visit.status("archief staat hieronder")
    assert visit.page.locator("[data-archive] a").is_visible()


def test_a_first_search_is_small(visit: Visit, host: Any) -> None:
    visit.go("?q=haven")
    visit.status("^[0-9.]+ berichten")
    search = [(path, size) for path, size in host.handler.asked if "/pagefind/" in path]
    assert len(search) <= 25, [path for path, _ in search]
    assert sum(size for _, size in search) <= 200_000


def test_a_page_that_is_open_while_the_site_is_published_anew_finds_what_is_there_now(
    browser: Any, tmp_path: Path
) -> None:
    records = archive()
    make_search(records, tmp_path)
    with serve(tmp_path) as host, visiting(browser, host) as visit:
        visit.may_complain = True  # the shard it knew is gone: a 404 in the console
        visit.go()
        visit.status("Typ een woord")
        visit.page.focus("input[name=q]")
        make_search([*records[:-1], story(9500, "2026-09-12T21:00:00Z")], tmp_path)
        visit.search("haven")
        visit.status("^[0-9.]+ berichten")
        assert visit.links()[0].endswith("/bericht-9500/")
