# ruff: noqa: E501  (a fault a line: tables are read across)
"""Feeds as readers get them: they parse, say what the stories say, and hold no more than contracts allow."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import feedparser
import pytest
from conftest import SETTINGS, build_site, plant
from feedgen.feed import FeedGenerator
from hypothesis import given
from hypothesis import strategies as st

from sitegen.check import check
from sitegen.feedentries import FeedItem, Told
from sitegen.outcome import Outcome
from sitegen.utf8 import UNSEEN

AGENCIES = '[agencies.kpd]\nname = "Kustpersdienst"\n[agencies.zwd]\nfeed = "summary"\nkeep_days = 10\n'
HOSTILE = "<script>alert(1)</script> ]]> &#12; & \x0b\x1b\ufffe \"'"
STORIES = {
    "site.toml": SETTINGS + AGENCIES,
    "articles/haven.md": "---\nid: haven\ntitle: Haven van Antwerpen open\ndate: 2026-05-30T09:00+02:00\n"
    "updated: 2026-05-30T11:00+02:00\nsection: Buitenland\nbyline: Anna Kade\n---\n"
    "ANTWERPEN (KPD) - De haven in België is open. [Kaart](/land/belgie/) en ![kade](/media/kade.png)\n\nTweede alinea.\n",
    "articles/sluis.md": "---\nid: sluis\ntitle: Sluis dicht\ndate: 2026-05-31T09:00+02:00\nsection: Binnenland\n---\n"
    "DELFZIJL (KPD/ZWD) - De sluis is dicht.\n\nGeheime tweede alinea.\n",
    "articles/vorig-jaar.md": "---\nid: oud\ntitle: Vorig jaar op de kade\ndate: 2025-05-31\n---\n"
    "DELFZIJL (ZWD) - Dit was de tekst die niet meer mag.\n",
    "articles/verbeterd.md": "---\nid: verbeterd\ntitle: Verbeterd bericht\ndate: 2026-05-29\nstatus: corrected\n"
    "corrections:\n  - time: 2026-05-31T20:00+02:00\n    note: Een getal klopte niet.\n---\nHet getal is drie.\n",
    "articles/maand.md": "---\nid: maand\ntitle: Alleen de maand\ndate: 2026-04\n---\nMeer is niet bekend.\n",
    "articles/ongedateerd.md": "---\nid: geen\ntitle: Zonder datum\n---\nNiets bekend.\n",
    "articles/vijandig.md": f"---\nid: vijand\ntitle: {json.dumps(HOSTILE)}\ndate: 2026-05-28\n"
    f"byline: {json.dumps(HOSTILE)}\nsummary: {json.dumps(HOSTILE)}\n---\nTekst met {HOSTILE} erin.\n",
    "ticker/2026/05/30/0800-veer.md": "---\nid: veer\ndate: 2026-05-30T08:00+02:00\n---\nHet veer vaart. Zonder wachttijd.\n",
    "ticker/2026/05/30/0700-weg.md": "---\nid: weg\ndate: 2026-05-30T07:00+02:00\nstatus: canceled\n---\nIngetrokken.\n",
    "ticker/2026/05/30/0600-concept.md": "---\nid: concept\ndate: 2026-05-30T06:00+02:00\ndraft: true\n---\nConcept.\n",
    "media/kade.png": b"\x89PNG",
}
SEEN = ["sluis", "haven", "veer", "verbeterd", "vijand", "maand", "oud", "geen"]
"""Ids of what may be seen, newest first."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("feeds")
    plant(folder, STORIES)
    build_site(folder)
    return folder / "public"


def parsed(file: Path) -> Any:
    return feedparser.parse(file.read_bytes(), sanitize_html=False, resolve_relative_uris=False)


def ids(file: Path) -> list[str]:
    if file.suffix == ".json":
        return [item["id"] for item in json.loads(file.read_bytes())["items"]]
    return [entry.id for entry in parsed(file).entries]


def short(names: list[str]) -> list[str]:
    return [name.rpartition(":")[2] for name in names]


def links(value: Any) -> list[str]:
    """Every address in a JSON feed."""
    if isinstance(value, dict):
        own = [inner for name, inner in value.items() if name.endswith("url")]
        return own + [link for inner in value.values() for link in links(inner)]
    return [link for inner in value for link in links(inner)] if isinstance(value, list) else []


def test_every_feed_parses_without_a_word_of_complaint_and_leads_to_pages_that_are_there(built: Path) -> None:
    files = sorted(built.rglob("*.xml"))
    feeds = [file for file in files if file.name in ("feed.xml", "atom.xml")]
    assert {file.parent.relative_to(built).as_posix() for file in feeds} >= {
        ".",
        "buitenland",
        "land/belgie",
        "bron/kpd",
    }
    for file in feeds:
        read = parsed(file)
        assert (file, read.bozo) == (file, False), read.get("bozo_exception")
        where = [read.feed.link, *(entry.link for entry in read.entries), *(link.href for link in read.feed.links)]
        for link in where:
            assert link.startswith("https://havennieuws.example/")
            path = urlsplit(link).path
            assert (built / path.lstrip("/") / ("index.html" if path.endswith("/") else "")).is_file()
    for file in built.rglob("feed.json"):
        feed = json.loads(file.read_bytes())
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert all(link.startswith("https://havennieuws.example/") for link in links(feed))


@pytest.mark.parametrize("name", ["feed.xml", "atom.xml", "feed.json"])
@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        (".", SEEN),
        ("buitenland", ["haven"]),
        ("binnenland", ["sluis"]),
        ("land/belgie", ["haven"]),
        ("bron/kpd", ["sluis", "haven"]),
        ("bron/zwd", ["sluis", "oud"]),
    ],
)
def test_a_feed_has_the_stories_of_its_list_newest_first(
    built: Path, folder: str, name: str, expected: list[str]
) -> None:
    assert short(ids(built / folder / name)) == expected


def test_three_kinds_of_feed_tell_the_same_stories(built: Path) -> None:
    for file in built.rglob("feed.xml"):
        assert ids(file) == ids(file.with_name("atom.xml")) == ids(file.with_name("feed.json"))


def test_ids_survive_a_change_of_address_and_of_the_site(
    site: Callable[..., Path], build: Callable[..., Outcome]
) -> None:
    folder = site(STORIES)
    build(folder)
    before = ids(folder / "public/atom.xml")
    assert all(name.startswith("tag:havennieuws.example,2026:") for name in before)
    moved = folder / "content/articles/haven-van-antwerpen.md"
    (folder / "content/articles/haven.md").rename(moved)
    build(folder, base_url="http://localhost:8888/onder")
    assert ids(folder / "public/atom.xml") == before
    entry = next(entry for entry in parsed(folder / "public/atom.xml").entries if entry.id.endswith(":haven"))
    assert entry.link == "http://localhost:8888/onder/2026/05/30/haven-van-antwerpen/"
    assert "http://localhost:8888/onder/land/belgie/" in entry.content[0].value


def test_when_a_story_changed_is_what_the_story_says(built: Path) -> None:
    updated = {entry.id.rpartition(":")[2]: entry.updated for entry in parsed(built / "atom.xml").entries}
    assert updated == {
        "sluis": "2026-05-31T09:00:00+02:00",
        "haven": "2026-05-30T11:00:00+02:00",
        "veer": "2026-05-30T08:00:00+02:00",
        "verbeterd": "2026-05-31T20:00:00+02:00",
        "vijand": "2026-05-28T00:00:00+02:00",
        "maand": "2026-04-01T00:00:00+02:00",
        "oud": "2025-05-31T00:00:00+02:00",
        "geen": "1970-01-01T00:00:00+00:00",
    }
    assert parsed(built / "atom.xml").feed.updated == "2026-05-31T20:00:00+02:00"
    dated = {
        item["id"].rpartition(":")[2]
        for item in json.loads((built / "feed.json").read_bytes())["items"]
        if "date_published" in item
    }
    assert dated == set(SEEN) - {"geen"}


def test_a_text_in_full_has_absolute_links_and_images(built: Path) -> None:
    for name in ("feed.xml", "atom.xml"):
        entry = next(entry for entry in parsed(built / name).entries if entry.id.endswith(":haven"))
        assert 'href="https://havennieuws.example/land/belgie/"' in entry.content[0].value
        assert 'src="https://havennieuws.example/media/kade.png"' in entry.content[0].value
        assert "Tweede alinea." in entry.content[0].value


def test_an_agency_that_allows_the_summary_gives_no_more_in_any_feed(built: Path) -> None:
    for file in [*built.rglob("*.xml"), *built.rglob("*.json")]:
        text = file.read_text("utf-8")
        assert "Geheime tweede alinea" not in text
        assert "die niet meer mag" not in text
    assert "De sluis is dicht" in (built / "feed.xml").read_text("utf-8")


@pytest.mark.parametrize("name", ["feed.xml", "atom.xml", "feed.json"])
def test_hostile_text_stays_text(built: Path, name: str) -> None:
    """What XML cannot hold is left out; a script stays words, escaped once for XML and once for HTML."""
    raw = (built / name).read_text("utf-8")
    assert not {"\x0b", "\x1b", "\ufffe"} & set(raw)
    if name == "feed.json":
        item = next(item for item in json.loads(raw)["items"] if item["id"].endswith(":vijand"))
        assert item["title"].startswith("<script>")
        assert "<script" not in item["content_html"]
    else:
        assert "<script" not in raw
        entry = next(entry for entry in parsed(built / name).entries if entry.id.endswith(":vijand"))
        assert "]]>" in entry.title
        assert "<script" not in entry.content[0].value


def test_a_feed_is_as_long_as_the_site_says_and_of_the_kinds_it_says(
    site: Callable[..., Path], build: Callable[..., Outcome]
) -> None:
    folder = site({**STORIES, "site.toml": SETTINGS + 'feed_items = 2\nfeeds = ["atom"]\n' + AGENCIES})
    build(folder)
    assert short(ids(folder / "public/atom.xml")) == SEEN[:2]
    assert not [*folder.glob("public/**/feed.xml"), *folder.glob("public/**/feed.json")]


def test_feeds_stand_from_the_first_day(site: Callable[..., Path], build: Callable[..., Outcome]) -> None:
    """A list without stories has them too: the page of a section, or of a person with a file, leads to them."""
    person = "---\nname: Anna Kade\n---\nHaar verhaal.\n"
    folder = site({"people/anna-kade.md": person, "countries/be.md": "Het land.\n"})
    build(folder)
    public = folder / "public"
    assert [str(problem) for problem in check(public, base_url="https://havennieuws.example").problems] == []
    for path in (".", "binnenland", "persoon/anna-kade", "land/belgie"):
        assert parsed(public / path / "feed.xml").bozo is False
        assert parsed(public / path / "atom.xml").bozo is False
        assert ids(public / path / "feed.json") == []


_WORDS = st.text(st.characters(exclude_categories=("Cs",))).map(lambda words: UNSEEN.sub("", words))
_MOMENTS = st.datetimes(timezones=st.just(ZoneInfo("Europe/Amsterdam")), min_value=datetime(1940, 1, 1)).map(
    lambda moment: moment.replace(microsecond=0)
)


@given(
    st.builds(
        FeedItem,
        id=_WORDS.filter(bool),
        url=_WORDS.filter(bool),
        title=_WORDS.filter(bool),
        summary=_WORDS,
        html=_WORDS,
        published=st.none() | _MOMENTS,
        updated=_MOMENTS,
        section=_WORDS,
        agencies=st.lists(_WORDS.filter(bool), max_size=2).map(tuple),
        byline=_WORDS,
    )
)
def test_entries_are_those_of_feedgen(item: FeedItem) -> None:
    feed = FeedGenerator()
    feed.id("tag:x")
    feed.title("x")
    feed.description("x")
    feed.link(href="x")
    feed.updated(item.updated)
    entry = feed.add_entry()
    entry.id(item.id)
    entry.guid(item.id, permalink=False)
    entry.link(href=item.url)
    entry.title(item.title)
    if item.summary:
        entry.description(item.summary, isSummary=True)
    if item.html:
        entry.content(item.html, type="html")
    if item.published:
        entry.published(item.published)
    entry.updated(item.updated)
    for name in item.authors:
        entry.author({"name": name})
    if item.section:
        entry.category(term=item.section)
    assert Told(item).rss in feed.rss_str()
    assert Told(item).atom in feed.atom_str()
