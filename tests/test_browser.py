"""A reader's walk through the sample site, in headless Chromium, on sitegen's own preview server."""

from __future__ import annotations

import os
import re
import shutil
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from sitegen.build import build
from sitegen.outcome import Options
from sitegen.serve import Built, serve

playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
if CHROMIUM is None and not os.environ.get("CI"):
    pytest.skip("no Chromium found on this machine", allow_module_level=True)

ROOT = Path(__file__).parent.parent
AS_OF = datetime.fromisoformat("2024-09-01T12:00+02:00")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the sample site, built with its search and served by the preview."""
    folder = tmp_path_factory.mktemp("sample")
    shutil.copytree(ROOT / "content", folder / "content")
    told: list[str] = []
    ready, stop = threading.Event(), threading.Event()

    def once() -> Built:
        outcome = build(Options(site=folder, out=folder / "public", as_of=AS_OF, clock=0, jobs=1))
        return Built(root=outcome.root, said="built", changed=bool(outcome.written))

    def say(words: str) -> None:
        told.append(words)
        if words.startswith("http"):
            ready.set()

    def run() -> None:
        serve(once, folder / "public", [folder / "content"], host="127.0.0.1", port=0, say=say, stop=stop)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        assert ready.wait(60), told
        yield told[-1].split()[0]
    finally:
        stop.set()
        thread.join(20)


@pytest.fixture
def page(home: str) -> Iterator[Any]:
    """A browser's page. When the test ends, nothing was asked of another host and the console was silent."""
    wrong: list[str] = []
    own = urlsplit(home).netloc
    with playwright.sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, "--disable-component-update"])
        opened = browser.new_page()
        opened.set_default_timeout(15_000)
        opened.on("console", lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None)
        opened.on("pageerror", lambda error: wrong.append(str(error)))
        opened.on("response", lambda given: wrong.append(given.url) if given.status >= 400 else None)
        opened.on("request", lambda asked: wrong.append(asked.url) if urlsplit(asked.url).netloc != own else None)
        opened.goto(home)
        yield opened
        browser.close()
    assert wrong == []


def follow(page: Any, selector: str) -> str:
    """Clicks on the first of what a selector names; gives the path of the page that opens."""
    link = page.locator(selector).first
    wanted = urlsplit(link.evaluate("link => link.href")).path
    link.click()
    page.wait_for_url(f"**{wanted}")
    playwright.expect(page.locator("h1")).to_have_count(1)
    return str(wanted)


def test_a_reader_goes_from_the_front_page_to_a_story_a_country_and_a_person(page: Any) -> None:
    assert follow(page, "main a[data-story]:has-text('Venetië')").startswith("/2024/08/28/venetie")
    country = follow(page, "main .chips a[href^='/land/']")
    story = follow(page, "main a[data-story]")
    assert page.locator(f"main .chips a[href='{country}']").count() == 1, f"{story} does not lead back to {country}"
    page.go_back()
    person = follow(page, "main a[href^='/persoon/']")
    follow(page, "main a[data-story]")
    assert page.locator(f"main a[href='{person}']").count() >= 1


def test_a_reader_searches_with_a_filter_and_opens_a_result(page: Any) -> None:
    follow(page, "a[href='/zoeken/']")
    page.fill("input[name=q]", "Parijs")
    page.press("input[name=q]", "Enter")
    results = page.locator("[data-results] > li")
    playwright.expect(page.locator("[data-status]")).to_have_text(re.compile(r"^\D*\d+ bericht"))
    playwright.expect(results.first).to_be_visible()
    many = results.count()
    page.select_option("select[name=land]", "Verenigde Staten")
    playwright.expect(page).to_have_url(re.compile(r"q=Parijs.*land=Verenigde"))
    playwright.expect(results).not_to_have_count(many)
    few = results.count()
    assert 0 < few < many
    follow(page, "[data-results] a")
    assert page.locator("main .chips a[href='/land/verenigde-staten/']").count() == 1
    page.go_back()
    playwright.expect(results).to_have_count(few)


def test_every_kind_of_page_opens_without_a_word_in_the_console(page: Any, home: str) -> None:
    kinds = ["buitenland/", "ticker/", "2024/", "2024/07/", "landen/", "personen/", "personen/m/", "bronnen/", "feeds/"]
    for path in [*kinds, "over/", "bron/nws/", "land/frankrijk/"]:
        assert page.goto(home + path).status == 200
        assert page.locator("h1").count() == 1
