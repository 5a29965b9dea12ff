"""From a raw story, as the wire gives it, to a page, a feed and a search that answer: sitegen, and its honest rival.

The rival is what one would put together without sitegen: Hugo, fed by the same recogniser's labels (`sitegen recognise
--jsonl` on the new story alone, its answer written as front matter), and one Pagefind index of all pages. Both sites
are served over plain HTTP; a browser that stays open asks for the page, the feed and the search, over and over, until
all three know the story.
"""

from __future__ import annotations

import argparse
import functools
import http.server
import json
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from corpus import STYLES, Invented, added, address, as_hugo, stories, write_text
from measuring import ROOT, Cost, cost_of
from rivals import Place, Tool, hugo_of, pagefind_of, prepared, sitegen

sys.path.insert(0, str(ROOT))
from sitegen.lang import country_names

WORD = "kwelderzwaluw{}"
"""A word of the new story alone."""
ASK = {
    "sitegen": """async () => (await (await fetch('/zoeken/', { cache: 'no-store' })).text()) && new Promise((done) => {
        const frame = document.createElement('iframe');
        frame.src = '/zoeken/?q=' + word;
        document.body.replaceChildren(frame);
        setTimeout(() => done(false), 3000);
        frame.onload = () => setInterval(() => {
            const link = frame.contentDocument.querySelector('[data-results] a');
            if (link) done(link.pathname === address);
        }, 10);
    })""",
    "hugo": """async () => {
        const pagefind = await (await import('/pagefind/pagefind.js?' + performance.now())).createInstance();
        const found = await pagefind.search(word);
        return found.results.length > 0 && (await found.results[0].data()).url === address;
    }""",
}


def labelled(new: Sequence[Invented]) -> list[Invented]:
    """The stories with the names that sitegen's recogniser finds in them."""
    rows = [
        {"id": str(story.number), "title": story.title, "text": STYLES["sitegen"](story)[1].split("---\n")[2]}
        for story in new
    ]
    command = [sys.executable, "-m", "sitegen", "recognise", "--jsonl"]
    told = "".join(json.dumps(row) + "\n" for row in rows)
    answer = subprocess.run(command, input=told, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    names = country_names("nl")
    found = [json.loads(line) for line in answer.splitlines()]
    return [
        replace(
            story,
            countries=tuple(names[code] for code in (*row["countries"], *row["dateline_countries"])),
            persons=tuple(person["name"] for person in row["persons"] if person["key"]),
        )
        for story, row in zip(new, found, strict=True)
    ]


@contextmanager
def served(folder: Path) -> Iterator[str]:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def end_headers(self) -> None:
            self.send_header("Cache-Control", "no-cache")
            super().end_headers()

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


def answered(page: Any, style: str, story: Invented, word: str) -> float:
    """Seconds until page, feed and search know the story."""
    begun = time.perf_counter()
    known = "async ([path, text]) => (await (await fetch(path, { cache: 'no-cache' })).text()).includes(text)"
    search = f"(word, address) => ({ASK[style]})()"
    for asked in (
        lambda: page.evaluate(known, [address(story), word]),
        lambda: page.evaluate(known, ["/feed.xml", address(story)]),
        lambda: page.evaluate(f"([word, address]) => ({search})(word, address)", [word, address(story)]),
    ):
        while not asked():
            if time.perf_counter() - begun > 60:
                sys.exit(f"{style}: no answer about {address(story)} after 60 s")
    return time.perf_counter() - begun


def one_drop(place: Place, page: Any, number: int, asked: argparse.Namespace) -> tuple[Cost, float, float]:
    """A story dropped into a site: what the builds cost, seconds of labelling, and seconds until all answer."""
    (raw,) = added(place.count, range(number, number + 1))
    word = WORD.format("abcdefghij"[number % 10])
    raw = replace(raw, blocks=(f"{raw.blocks[0]} Genoemd werd ook de {word}.",))
    begun = time.perf_counter()
    if place.style == "hugo":
        (story,) = labelled([raw])
        path, text = as_hugo(story)
        commands = [hugo_of(asked.hugo, place.folder), pagefind_of(place.folder)]
    else:
        path, text = STYLES["sitegen"](raw)
        commands = sitegen()(place.folder, [place.folder / path])
    write_text(place.folder / path, text)
    labelling = time.perf_counter() - begun if place.style == "hugo" else 0.0
    cost, _ = cost_of(commands, place.folder / "public", asked.limit, place.folder)
    return cost, labelling, labelling + cost.wall + answered(page, place.style, raw, word)


def dropped(work: Path, asked: argparse.Namespace) -> list[str]:
    """The table of both, the runs interleaved."""
    from playwright.sync_api import sync_playwright

    ways = [Tool("sitegen, the file named", "sitegen", sitegen())]
    if asked.hugo:
        ways.append(Tool("recogniser, Hugo, Pagefind", "hugo", lambda folder, _: [hugo_of(asked.hugo, folder)]))
    places = {tool: prepared(work, tool, asked.stories) for tool in ways}
    for tool, place in places.items():
        if tool.style == "hugo":
            shutil.rmtree(place.folder / "content")
            write_text(place.folder / "content/ticker/_index.md", "---\ntitle: Ticker\nlayout: ticker\n---\n")
            for path, text in map(as_hugo, labelled(list(stories(asked.stories)))):
                write_text(place.folder / path, text)
        cost_of(tool.commands(place.folder, ()), place.folder / "public", asked.limit, place.folder)
    found: dict[str, list[tuple[Cost, float, float]]] = {tool.name: [] for tool in ways}
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as tool_of:
        browser = tool_of.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for number in range(asked.runs):
            for tool in ways if number % 2 == 0 else ways[::-1]:
                with served(places[tool].folder / "public") as home:
                    page = browser.new_page()
                    page.goto(home)
                    found[tool.name].append(one_drop(places[tool], page, number, asked))
                    page.close()
        browser.close()
    lines = ["| | to all three answers, s | of it labelling, s | of it building, s | build CPU s | peak MiB |"]
    lines.append("|---|--:|--:|--:|--:|--:|")
    for name, rows in found.items():
        middle = [
            statistics.median(values)
            for values in zip(*((r[2], r[1], r[0].wall, r[0].cpu, r[0].peak) for r in rows), strict=True)
        ]
        lines.append(f"| {name} | " + " | ".join([*(f"{one:.2f}" for one in middle[:4]), f"{middle[4]:.0f}"]) + " |")
    return lines
