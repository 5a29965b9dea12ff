"""What a reader waits for, and downloads, in a search of a large archive: Chromium, cold cache, a slow line.

    python tests/bench/bench_search.py --stories 100000 --runs 3 [--site DIR] [--delay 40] [--keep]

Builds a site of invented stories (`corpus.py`, with words as many and as rare as those of real copy, and some planted
ones), serves it over plain HTTP/1.1 with keep-alive and `--delay` milliseconds before every answer, texts compressed as
hosts do it, and asks it questions: each in a fresh browser context, by its address, so that the page itself counts.

`first` is the time from navigation to the first results on the page, `ten` to the tenth or to the last, `done` to the
final status; KB and requests are all that was answered by the time of `ten`, headers included, and `all KB` until the
page was quiet. Every answer is held against the archive: whether results stand in the order of their dates, and how
many there are. `--site` names a folder that an earlier run with `--keep` built.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import http.server
import random
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from corpus import FIXED, Invented, stories, write, write_text

AS_OF = "2026-11-15T12:00+01:00"
RARE, THIN, NOWHERE = "zilvermeeuwkolonie", "veenmosorchis", "veenmoskathedraal"
PAIR = ("hunebedroute", "keileemlaag")
"""Words of about one story in a hundred each, and together in one of 990."""
FIRST = (
    "berg|dijk|veen|zand|water|wind|licht|nacht|hout|steen|graan|vis|paard|schaap|koren|appel|kers|bij|wolk|storm|regen|"
    "sneeuw|zomer|winter|herfst|lente|markt|kerk|school|stad|dorp|haven|schip|brug|molen|toren|poort|muur|tuin|park|bos|"
    "heide|meer|beek|bron|zee|kust|duin|eiland|polder"
)
MIDDLE = "|land|werk|huis|weg|tijd|veld|vak|bouw|stof|kracht|deel|kring|stuk|vorm|reis|raad|feest|dienst|lijn"
LAST = (
    "plan|bond|fonds|groep|kaart|proef|regel|kamer|ploeg|leider|maker|zoeker|wachter|schrijver|meting|telling|keuring|"
    "opening|sluiting|viering|wet|norm|grens|toets|vloot|oogst|handel|premie|heffing|schade|herstel|opslag|vervoer|"
    "toezicht|beheer|gebruik|verlies|winst|tekort|overschot|vraag|aanbod|prijs|loon|huur|rente|schuld|lening|aandeel|"
    "akkoord|geschil|verbod|vergunning|subsidie|campagne|stemming|rapport|onderzoek"
)


@lru_cache
def vocabulary() -> tuple[list[str], list[float]]:
    """58,000 invented compounds, few of them often and most of them rarely, and the running sums of their weights."""
    words = sorted({a + b + c for a in FIRST.split("|") for b in MIDDLE.split("|") for c in LAST.split("|")})
    random.Random(1).shuffle(words)
    return words, list(accumulate(1 / (rank + 20) for rank in range(len(words))))


def worded(count: int) -> Iterator[Invented]:
    """The corpus with the breadth of words of real copy, and the planted words."""
    words, weights = vocabulary()
    for each in stories(count):
        chance = random.Random(f"words/{each.number}")
        own = chance.choices(words, cum_weights=weights, k=8 if each.ticker else 60)
        own += [word for word, every in zip(PAIR, (90, 110), strict=True) if each.number % every == 45]
        own += [THIN] if each.number % (count // 25) == 7 else []
        own += [RARE] if each.number == count // 20 else []
        said = f"Genoemd werden ook {', '.join(own)}."
        yield replace(each, blocks=(*each.blocks[:-1], f"{each.blocks[-1]} {said}"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A search, and how many stories of the archive answer it, by SQL; none if SQL cannot tell."""

    says: str
    ask: dict[str, str]
    count: str = ""


def _holding(*words: str) -> str:
    return "select count(*) from stories where " + " and ".join(f"text like '%{word}%'" for word in words)


QUESTIONS = (
    Question(says="a word of most days", ask={"q": "regering"}),
    Question(says="three words", ask={"q": "minister vertraging stadion"}),
    Question(
        says="filters: country and year",
        ask={"land": "Polen", "jaar": "2025"},
        count="select count(*) from stories where published like '2025%' and "
        "(countries like '%\"PL\"%' or dateline_countries like '%\"PL\"%')",
    ),
    Question(says="a word and a filter", ask={"q": "parlement", "land": "Litouwen"}),
    Question(says="a word of 25 stories, spread", ask={"q": THIN}, count=_holding(THIN)),
    Question(says="two common words, rarely together", ask={"q": " ".join(PAIR)}, count=_holding(*PAIR)),
    Question(says="a word of one old story", ask={"q": RARE}, count=_holding(RARE)),
    Question(says="a word that is nowhere", ask={"q": NOWHERE}, count=_holding(NOWHERE)),
)


@lru_cache(maxsize=1000)
def sent(path: Path) -> tuple[bytes, bool]:
    """What a host sends of a file, and whether it compressed it: once, as hosts do."""
    body, text = path.read_bytes(), path.suffix in (".html", ".js", ".css", ".json", ".txt", ".svg", ".xml")
    return (gzip.compress(body, 6) if text else body), text


class Host(http.server.SimpleHTTPRequestHandler):
    """A static host a way off: each answer is late, texts are compressed, shards may be kept for good."""

    protocol_version = "HTTP/1.1"
    delay = 0.0

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(6, 1, 1)  # TCP_NODELAY: or Nagle and delayed ACKs add 40 ms of their own

    def do_GET(self) -> None:
        time.sleep(self.delay)
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        body, zipped = sent(path)
        self.send_response(200)
        if zipped:
            self.send_header("Content-Encoding", "gzip")
        kept = re.search(r"/pagefind/[^/]+-[0-9a-f]{8}/", self.path)
        self.send_header("Cache-Control", "max-age=31536000, immutable" if kept else "no-cache")
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def served(folder: Path, delay: float) -> Iterator[str]:
    """The address of a host of `folder`."""
    handler = type("Late", (Host,), {"delay": delay})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=str(folder)))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


WATCH = """
addEventListener('DOMContentLoaded', () => {
  const list = document.querySelector('[data-results]'), status = document.querySelector('[data-status]');
  const words = JSON.parse(document.querySelector('[data-words]').textContent);
  const seen = window.seen = {};
  new MutationObserver(() => {
    const shown = list.children.length, now = performance.now();
    if (shown && !seen.first) seen.first = now;
    if (shown >= 10 && !seen.ten) seen.ten = now;
    if (!['', words.busy, words.hint].includes(status.textContent)) {
      Object.assign(seen, { done: seen.done || now, settled: now, said: status.textContent });
    }
  }).observe(document.querySelector('[data-search]'), { childList: true, subtree: true, characterData: true });
});
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """Times in s, sizes in KB."""

    first: float
    ten: float
    settled: float
    requests: int
    size: float
    total: float
    said: str
    links: tuple[str, ...]


def asked(browser: Any, home: str, question: Question) -> Answer:
    """What a reader sees who opens the address of a search with an empty cache."""
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script(WATCH)
    ended: list[tuple[float, float]] = []
    begun: list[float] = []
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.requestWillBeSent", lambda event: begun.append(event["timestamp"]))
    session.on("Network.loadingFinished", lambda event: ended.append((event["timestamp"], event["encodedDataLength"])))
    page.goto(f"{home}/zoeken/?{urlencode(question.ask)}")
    page.wait_for_function("window.seen && window.seen.done", timeout=60_000)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(800)
    page.wait_for_load_state("networkidle")
    seen = page.evaluate("window.seen")
    links = page.evaluate("[...document.querySelectorAll('[data-results] a')].map((link) => link.pathname)")
    context.close()
    ten = seen.get("ten") or seen["done"]
    by_then = [size for at, size in ended if at - begun[0] <= ten / 1000]
    return Answer(
        first=seen.get("first", seen["done"]) / 1000,
        ten=ten / 1000,
        settled=seen["settled"] / 1000,
        requests=len(by_then),
        size=sum(by_then) / 1000,
        total=sum(size for _, size in ended) / 1000,
        said=seen["said"],
        links=tuple(links),
    )


def inversions(archive: sqlite3.Connection, links: tuple[str, ...]) -> int:
    """How often a result is newer than the one before it."""
    rows = (archive.execute("select published from stories where address = ?", (link,)).fetchone() for link in links)
    dates = [row[0] for row in rows]
    return sum(one < other for one, other in pairwise(dates))


def built(folder: Path, count: int) -> None:
    path, text = FIXED["sitegen"]
    write_text(folder / path, text)
    write(folder, "sitegen", worded(count))
    command = [sys.executable, "-m", "sitegen", "build", "--site", str(folder), "--as-of", AS_OF]
    subprocess.run(command, check=True, stdout=sys.stderr)


def table(browser: Any, home: str, archive: sqlite3.Connection, runs: int) -> Iterator[str]:
    """The table in Markdown, row by row."""
    yield "| question | first s | ten s | done s | requests | KB | all KB | status | by SQL | inversions |"
    yield "|---|--:|--:|--:|--:|--:|--:|---|--:|--:|"
    for question in QUESTIONS:
        answers = [asked(browser, home, question) for _ in range(runs)]
        middle = [statistics.median(getattr(one, name) for one in answers) for name in ("first", "ten", "settled")]
        sizes = [statistics.median(getattr(one, name) for one in answers) for name in ("requests", "size", "total")]
        count = archive.execute(question.count).fetchone()[0] if question.count else ""
        cells = [question.says, *(f"{one:.2f}" for one in middle), *(f"{one:.0f}" for one in sizes)]
        yield (
            "| "
            + " | ".join([*cells, answers[-1].said, str(count), str(inversions(archive, answers[-1].links))])
            + " |"
        )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--stories", type=int, default=5000)
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--site", type=Path, help="a site's folder to make, or one made before")
    options.add_argument("--delay", type=float, default=40, help="milliseconds before each answer")
    options.add_argument("--keep", action="store_true", help="leave the folder of --site for the next time")
    wanted = options.parse_args()
    from playwright.sync_api import sync_playwright

    folder = wanted.site or Path(tempfile.mkdtemp(prefix="bench-search-"))
    try:
        if not (folder / "public").is_dir():
            built(folder, wanted.stories)
        archive = sqlite3.connect(f"file:{folder / '.sitegen' / 'archive.db'}?mode=ro", uri=True)
        chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
        with served(folder / "public", wanted.delay / 1000) as home, sync_playwright() as tool:
            browser = tool.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
            number = archive.execute("select count(*) from stories").fetchone()[0]
            print(f"{number} stories, {wanted.runs} runs, HTTP/1.1 with {wanted.delay:.0f} ms added to each answer\n")
            for row in table(browser, home, archive, wanted.runs):
                print(row, flush=True)
            browser.close()
    finally:
        if not wanted.keep:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
