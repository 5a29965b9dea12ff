"""The templates, with views of every shape: what they make is sound HTML that keeps to the site's own rules."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser, LexborNode

from sitegen.lang import load_language
from sitegen.typesetting import Typesetter
from sitegen.views import (
    Block,
    CalendarPage,
    Chrome,
    Corrected,
    CorrectedDay,
    CorrectionsPage,
    Counted,
    Day,
    EntityPage,
    FeedGroup,
    FeedLink,
    FeedRow,
    FeedsPage,
    Group,
    Head,
    HomePage,
    IndexPage,
    Link,
    ListPage,
    Note,
    SearchPage,
    Stamp,
    Step,
    StoryPage,
    Teaser,
    TextPage,
    VersionsPage,
)
from sitegen.wording import Run

ONE_FLIGHT = 14 * 1024
"""Bytes that reach a reader in the first round trip: ten segments of TCP's opening window (RFC 6928)."""
TEMPLATES = Path(__file__).parents[1] / "templates"
WORDS = load_language("nl").words


def chrome(root: str = "") -> Chrome:
    sections = tuple(Link(name, f"/{name.lower()}/") for name in ("Buitenland", "Binnenland", "Economie", "Sport"))
    return Chrome(
        title="Dorpsnieuws & meer",
        language="nl",
        locale="nl-NL",
        root=root,
        host="https://nieuws.example",
        words=WORDS,
        sections=sections,
        home="/",
        ticker="/ticker/",
        countries="/landen/",
        persons="/personen/",
        agencies="/bronnen/",
        search="/zoeken/",
        feeds="/feeds/",
        corrections="/correcties/",
        about="/over/",
    )


def templates(shared: Chrome) -> Typesetter:
    return Typesetter({file.name: file.read_text("utf-8") for file in TEMPLATES.glob("*.html")}, shared)


FEEDS = (
    FeedLink("rss", "application/rss+xml", "Dorpsnieuws <1>", "/feed.xml"),
    FeedLink("json", "application/feed+json", "Dorpsnieuws", "/feed.json"),
)
NINE = Stamp("12 mei 2026 om 9.00 uur", "9.00", "2026-05-12T09:00+02:00")
MAY = Stamp("mei 2026", "mei 2026", "2026-05")
NEVER = Stamp("datum onbekend", "datum onbekend", "")
ABROAD = Link("Buitenland", "/buitenland/")
LONG = (
    "Gemeenteraad van Bovenkarspel-Oosteinde stelt besluit over arbeidsongeschiktheidsverzekeringsmaatschappij "
    "opnieuw een week uit, ditmaal wegens mist"
)
FIRST = 'De brug over de Zwarte Vliet in "Oud-Dorp" is weer open'
WHOLE = f"{FIRST}. Schippers wachtten er drie dagen. De gemeente heeft het stuk in <België> laten maken."
PROSE = (
    "<p>De brug over de Zwarte Vliet in &quot;Oud-Dorp&quot; is weer open. Schippers wachtten er drie dagen. De "
    'gemeente heeft het stuk in <a href="/land/belgie/">&lt;België&gt;</a> laten maken.</p>'
)


def head(title: str, address: str, **more: Any) -> Head:
    return Head(title=title, description=f'Over "{title}" & zo', address=address, **more)


ARTICLE = Teaser(
    address="/2026/05/12/brug/",
    kind="article",
    title="Brug <weer> open",
    summary="Schippers wachtten drie dagen op een stuk uit België.",
    text="",
    stamp=NINE,
    updated=NINE,
    section=ABROAD,
    places="BAARLE-NASSAU/BAARLE-HERTOG",
    agencies="NWS/WKD",
    corrected=True,
)
ITEM = replace(ARTICLE, address="/ticker/2026/05/12/brug/", kind="ticker", title=FIRST, summary="", text=WHOLE)
HEADED = replace(ITEM, address="/ticker/2026/05/12/veer/", title="Veer vaart", places="", agencies="", corrected=False)
BARE = replace(
    ARTICLE,
    address="/zonder-datum/mist/",
    title=LONG,
    summary="",
    stamp=NEVER,
    updated=None,
    section=None,
    places="",
    agencies="",
    corrected=False,
)
DAYS = (Day("dinsdag 12 mei 2026", "/2026/05/12/", (ARTICLE, ITEM, HEADED)), Day("datum onbekend", "", (BARE,)))
BLOCK = Block(Link("Meer uit Buitenland", "/buitenland/"), (ARTICLE, ITEM, BARE))
ENTRIES = (Counted(Link("België", "/land/belgie/"), 1204), Counted(Link("Vergeten Land", ""), 0))

STORY = StoryPage(
    opens_with_title=False,
    head=head(
        "Brug <weer> open",
        "/2026/05/12/brug/",
        kind="article",
        published=NINE.machine,
        modified=NINE.machine,
        section="Buitenland",
        image="/media/brug.jpg",
        jsonld='{"@type":"NewsArticle","headline":"Brug \\u003cweer\\u003e open"}',
        feeds=FEEDS,
    ),
    kind="article",
    title="Brug <weer> open",
    section=ABROAD,
    places=(Link("BAARLE-NASSAU", ""), Link("OUD-DORP", "/land/belgie/")),
    agencies=(Link("NWS", "/bron/nws/"), Link("WKD", "/bron/wkd/")),
    day=Link("dinsdag 12 mei 2026", "/2026/05/12/"),
    stamp=NINE,
    updated=NINE,
    byline="Onze verslaggever",
    corrections=(Note(stamp=NINE, text="De brug heet <anders>."), Note(stamp=NEVER, text="De vaart ook.")),
    history="/2026/05/12/brug/versies/",
    image="/media/brug.jpg",
    image_alt="Een brug die openstaat",
    image_credit="Dorpsarchief",
    prose=PROSE
    + '<h2>Wachten</h2><p>Er lag een rij van <a href="https://elders.example/" rel="external">schepen</a>.</p>',
    rights_ended=False,
    countries=(Link("België", "/land/belgie/"), Link("Nederland", "/land/nederland/")),
    persons=(Link("Jet van der Brug", "/persoon/jet-van-der-brug/"),),
    more=BLOCK,
    related=replace(BLOCK, heading=Link("Eerder over Jet van der Brug", "/persoon/jet-van-der-brug/")),
    older=Link("Brug <dicht>", "/2026/05/11/brug-dicht/"),
    newer=Link(LONG, "/2026/05/13/uitstel/"),
)
BARE_STORY = replace(
    STORY,
    head=head(LONG, "/zonder-datum/mist/"),
    title=LONG,
    section=None,
    places=(),
    agencies=(),
    day=None,
    stamp=NEVER,
    updated=None,
    byline="",
    corrections=(),
    image="",
    prose="",
    rights_ended=True,
    countries=(),
    persons=(),
    more=None,
    related=None,
    older=None,
    newer=None,
)
ITEM_STORY = replace(
    STORY,
    head=replace(STORY.head, title=FIRST),
    opens_with_title=True,
    kind="ticker",
    title=FIRST,
    prose=PROSE,
    image="",
    updated=None,
    byline="",
)
HEADED_STORY = replace(
    ITEM_STORY, opens_with_title=False, title="Veer vaart", corrections=(Note(stamp=MAY, text="Het veer vaart wel."),)
)

LIST = ListPage(
    head=head("Buitenland", "/buitenland/", feeds=FEEDS),
    kind="section",
    kicker=Link("Rubriek", ""),
    title="Buitenland",
    lead="",
    count="1.204 berichten",
    site="",
    days=DAYS,
    years=(Link("2026", "/buitenland/2026/"), Link("2025", "/buitenland/2025/")),
)
PERSON = EntityPage(
    head=head("Jet van der Brug", "/persoon/jet-van-der-brug/", kind="profile", feeds=FEEDS),
    kind="person",
    kicker=Link("Personen", "/personen/"),
    name="Jet van der Brug",
    also=("J. van der Brug", "Jetje"),
    role="brugwachter",
    country=Link("Nederland", "/land/nederland/"),
    prose="<p>Zij <em>bedient</em> de brug.</p>",
    count="12 berichten",
    first=MAY,
    first_story=Link("Brug dicht", "/2026/05/11/brug-dicht/"),
    last=NINE,
    last_story=Link("Brug <weer> open", "/2026/05/12/brug/"),
    countries=ENTRIES,
    persons=ENTRIES,
    days=DAYS,
    years=(Link("2026", "/persoon/jet-van-der-brug/2026/"),),
)
COUNTRY = replace(
    PERSON,
    head=head("België", "/land/belgie/", noindex=True),
    kind="country",
    name="België",
    also=(),
    role="",
    country=None,
    prose="",
    first=None,
    first_story=None,
    last=NEVER,
    last_story=None,
    countries=(),
    persons=(),
    days=(),
    years=(),
)
CALENDAR = CalendarPage(
    head=head("mei 2026", "/2026/05/"),
    title="mei 2026",
    of=Link("Voorpagina", "/"),
    up=Link("2026", "/2026/"),
    previous=Link("april 2026", "/2026/04/"),
    next=Link("juni 2026", "/2026/06/"),
    parts=(),
    days=DAYS,
)
INDEX = IndexPage(
    head=head("Personen: B", "/personen/b/"),
    kind="letter",
    title="Personen",
    lead="Op achternaam",
    letters=(Link("A", "/personen/a/"), Link("B", "/personen/b/")),
    letter="b",
    groups=(Group("B", ENTRIES), Group("", ENTRIES)),
)
TEXT = TextPage(
    head=head("Over ons", "/over/"), kind="page", title="Over ons", prose="<p>Wij <b>zijn</b> er.</p>", links=()
)

PASSAGE = (Run("same", "De brug"), Run("gone", "blijft <dicht>"), Run("new", "gaat & staat open"))
VERSIONS = VersionsPage(
    head=head("Eerdere versies: Brug open", "/2026/05/12/brug/versies/", noindex=True),
    title="Eerdere versies van dit bericht",
    lead="Sinds 12 mei.",
    story=Link("Brug <weer> open", "/2026/05/12/brug/"),
    steps=(
        Step(stamp=NINE, notes=(Note(stamp=NINE, text="Niet <dicht>."),), title=PASSAGE, passages=(PASSAGE, PASSAGE)),
        Step(stamp=None, notes=(), title=(), passages=(PASSAGE,)),
    ),
)
CORRECTIONS = CorrectionsPage(
    head=head("Correcties", "/correcties/", feeds=FEEDS),
    title="Correcties",
    lead="Wat is rechtgezet.",
    year="",
    up=Link("Correcties", "/correcties/"),
    days=(
        CorrectedDay(
            "dinsdag 12 mei 2026",
            (
                Corrected(
                    story=Link("Brug <weer> open", "/2026/05/12/brug/"),
                    note=Note(stamp=NINE, text="Niet <dicht>."),
                    title=PASSAGE,
                    passages=(PASSAGE,),
                    history="/2026/05/12/brug/versies/",
                ),
                Corrected(story=BLOCK.heading, note=Note(stamp=NEVER, text="Ook."), title=(), passages=(), history=""),
            ),
        ),
    ),
    years=(Link("2026", "/correcties/2026/"),),
)

VIEWS: dict[str, tuple[str, Any]] = {
    "home": (
        "home.html",
        HomePage(
            head=head("Dorpsnieuws & meer", "/", jsonld='{"@type":"WebSite"}', feeds=FEEDS),
            articles=(ARTICLE, BARE, ARTICLE),
            ticker=(Day("dinsdag 12 mei 2026", "/2026/05/12/", (ITEM, HEADED)),),
            blocks=(BLOCK, BLOCK),
        ),
    ),
    "empty home": ("home.html", HomePage(head=head("Dorpsnieuws", "/"), articles=(), ticker=(), blocks=())),
    "section": ("list.html", LIST),
    "ticker": ("list.html", replace(LIST, kind="ticker", kicker=None, lead="Kort", days=DAYS[:1])),
    "agency": ("list.html", replace(LIST, kind="agency", site="https://bureau.example/", days=(), years=())),
    "person": ("entity.html", PERSON),
    "country": ("entity.html", COUNTRY),
    "month": ("calendar.html", CALENDAR),
    "day": ("calendar.html", replace(CALENDAR, title=DAYS[0].heading, days=DAYS[:1])),
    "year": ("calendar.html", replace(CALENDAR, parts=(Link("mei 2026", "/2026/05/"),), days=(), next=None)),
    "article": ("article.html", STORY),
    "bare article": ("article.html", BARE_STORY),
    "item": ("item.html", ITEM_STORY),
    "item with a headline": ("item.html", HEADED_STORY),
    "letter": ("index.html", INDEX),
    "countries": ("index.html", replace(INDEX, kind="countries", letters=(), letter="", groups=(Group("", ENTRIES),))),
    "nobody": ("index.html", replace(INDEX, kind="persons", letters=(), letter="", groups=())),
    "feeds": (
        "feeds.html",
        FeedsPage(
            head=head("Feeds", "/feeds/"),
            title="Feeds",
            lead="",
            groups=(FeedGroup("Rubrieken", (FeedRow(ABROAD, FEEDS), FeedRow(Link("Alles", ""), FEEDS))),),
        ),
    ),
    "search": (
        "search.html",
        SearchPage(
            head=head("Zoeken", "/zoeken/"),
            title="Zoeken",
            years=((Link("2026", "/2026/"), (Link("mei 2026", "/2026/05/"), Link("april 2026", "/2026/04/"))),),
        ),
    ),
    "versions": ("versions.html", VERSIONS),
    "corrections": ("corrections.html", CORRECTIONS),
    "corrections of a year": ("corrections.html", replace(CORRECTIONS, lead="", year="2026", years=())),
    "no corrections": ("corrections.html", replace(CORRECTIONS, days=(), years=())),
    "page": ("text.html", TEXT),
    "missing": (
        "text.html",
        replace(TEXT, kind="missing", head=head("Weg", "/404.html", noindex=True), links=(ABROAD,)),
    ),
    "moved": ("text.html", replace(TEXT, kind="moved", target="https://nieuws.example/2026/05/12/brug/")),
}
STORIES = ("article", "bare article", "item", "item with a headline")


@cache
def typesetter(root: str) -> Typesetter:
    return templates(chrome(root))


@cache
def rendered(name: str, root: str = "") -> str:
    template, view = VIEWS[name]
    return typesetter(root).text(template, view)


@pytest.fixture(scope="module", params=sorted(VIEWS))
def page(request: pytest.FixtureRequest) -> tuple[str, str, LexborHTMLParser]:
    html = rendered(request.param)
    return request.param, html, LexborHTMLParser(html)


Page = tuple[str, str, LexborHTMLParser]


def test_a_page_opens_with_its_doctype_and_language(page: Page) -> None:
    _, html, tree = page
    assert html.startswith("<!doctype html>")
    assert tree.css_first("html").attributes["lang"] == "nl"


def test_a_page_has_one_first_heading_and_skips_no_level(page: Page) -> None:
    _, _, tree = page
    levels = [int(node.tag[1]) for node in tree.css("main h1, main h2, main h3, main h4, main h5, main h6")]
    assert levels.count(1) == 1 and levels[0] == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))


def test_a_page_has_its_landmarks_once(page: Page) -> None:
    _, _, tree = page
    assert [len(tree.css(landmark)) for landmark in ("body > header", "main", "body > footer")] == [1, 1, 1]
    unnamed = [nav.html for nav in tree.css("nav, aside") if not _named(nav, tree)]
    assert not unnamed


def _named(node: LexborNode, tree: LexborHTMLParser) -> bool:
    reference = node.attributes.get("aria-labelledby")
    return bool(tree.css_first(f"#{reference}") if reference else node.attributes.get("aria-label"))


def test_no_id_stands_twice_on_a_page(page: Page) -> None:
    _, _, tree = page
    ids = [node.attributes["id"] for node in tree.css("[id]")]
    assert len(ids) == len(set(ids))


def test_every_link_and_button_has_a_name(page: Page) -> None:
    _, _, tree = page
    unnamed = [
        node.html
        for node in tree.css("a, button")
        if not node.text(strip=True) and not node.attributes.get("aria-label") and "data-title" not in node.attributes
    ]
    assert not unnamed


def test_nothing_stands_inline_and_nothing_comes_from_another_host(page: Page) -> None:
    _, _, tree = page
    assert not tree.css("style, [style], base, iframe, object, embed")
    for node in tree.css("*"):
        assert not any(name.startswith("on") for name in node.attributes)
    for script in tree.css("script"):
        data = script.attributes.get("type", "") in ("application/ld+json", "application/json")
        assert data or (script.attributes["src"] or "").startswith("/assets/")
    for node in tree.css("[src], link[rel=stylesheet], link[rel=icon]"):
        address = node.attributes.get("src") or node.attributes.get("href") or ""
        assert address.startswith("/") and not address.startswith("//")


def test_data_blocks_are_json(page: Page) -> None:
    _, _, tree = page
    for script in tree.css('script[type="application/ld+json"], script[type="application/json"]'):
        json.loads(script.text())


def test_every_time_is_a_date_for_machines(page: Page) -> None:
    _, _, tree = page
    for time in tree.css("time"):
        assert re.match(r"\d{4}", time.attributes["datetime"] or "")


def test_no_page_holds_the_name_of_a_word_or_an_empty_element_for_want_of_one(page: Page) -> None:
    name, html, tree = page
    for script in tree.css("script"):
        script.decompose()
    assert not re.search(r"\{\w+\}", tree.body.text() if tree.body else "") and "None" not in html
    assert not [node for node in tree.css("p, h1, h2, h3, dd, dt") if name != "search" and not node.text(strip=True)]


@pytest.mark.parametrize("name", sorted(VIEWS))
def test_below_a_path_every_own_address_stands_below_it(name: str) -> None:
    tree = LexborHTMLParser(rendered(name, "/nieuws"))
    for prose in tree.css(".prose"):
        prose.decompose()
    own = [value for value in _addresses(tree) if value.startswith("/")]
    assert own and all(value.startswith("/nieuws/") for value in own)
    canonical = tree.css_first("link[rel=canonical]")
    if canonical and name != "moved":
        assert canonical.attributes["href"].startswith("https://nieuws.example/nieuws/")


def _addresses(tree: LexborHTMLParser) -> Iterator[str]:
    for name in ("href", "src", "action"):
        for node in tree.css(f"[{name}]"):
            yield node.attributes[name] or ""


@pytest.mark.parametrize("name", STORIES)
def test_a_story_page_holds_one_article_with_its_headline(name: str) -> None:
    tree = LexborHTMLParser(rendered(name))
    (article,) = tree.css("article")
    assert article.css_first("h1").text() == VIEWS[name][1].title


def test_a_story_says_in_its_head_what_it_is() -> None:
    tree = LexborHTMLParser(rendered("article"))
    found = {node.attributes.get("property"): node.attributes["content"] for node in tree.css("meta[property]")}
    assert found == {
        "og:title": "Brug <weer> open",
        "og:type": "article",
        "og:url": "https://nieuws.example/2026/05/12/brug/",
        "og:site_name": "Dorpsnieuws & meer",
        "og:locale": "nl_NL",
        "og:description": 'Over "Brug <weer> open" & zo',
        "og:image": "https://nieuws.example/media/brug.jpg",
        "article:published_time": NINE.machine,
        "article:modified_time": NINE.machine,
        "article:section": "Buitenland",
    }
    assert tree.css_first("title").text() == "Brug <weer> open | Dorpsnieuws & meer"
    assert [node.attributes["href"] for node in tree.css("link[rel=alternate]")] == ["/feed.xml", "/feed.json"]


def test_the_parts_of_a_story_stand_in_the_order_of_reading() -> None:
    html = rendered("article")
    main = html[html.index("<main") :]
    marks = (
        'class="kicker"',
        "<h1",
        'class="dateline"',
        'class="meta"',
        'class="corrections"',
        'class="prose"',
        'class="chips"',
        "Eerder over",
        "Meer uit",
        'class="turn"',
    )
    places = [main.index(mark) for mark in marks]
    assert places == sorted(places)


def test_the_prose_of_a_story_stands_as_it_was_made() -> None:
    (prose,) = LexborHTMLParser(rendered("article")).css(".prose")
    assert [node.attributes["href"] for node in prose.css("a")] == ["/land/belgie/", "https://elders.example/"]
    assert prose.css_first("p").text() == WHOLE


def test_a_list_says_what_was_updated_and_corrected() -> None:
    first, *_, last = LexborHTMLParser(rendered("section")).css(".stories > li .meta")
    marks = (WORDS["updated"], WORDS["correction"])
    assert all(mark in first.text() for mark in marks)
    assert not any(mark in last.text() for mark in marks)


def test_of_a_story_whose_rights_ended_only_the_headline_is_shown() -> None:
    tree = LexborHTMLParser(rendered("bare article"))
    assert not tree.css(".prose") and WORDS["rights_ended"] in tree.css_first("article").text()


def test_an_item_without_a_headline_of_its_own_shows_its_first_sentence_once() -> None:
    assert "unseen" in (LexborHTMLParser(rendered("item")).css_first("h1").attributes.get("class") or "")
    assert "class" not in LexborHTMLParser(rendered("item with a headline")).css_first("h1").attributes


def test_the_ticker_shows_each_item_whole_and_no_sentence_twice() -> None:
    tree = LexborHTMLParser(rendered("ticker"))
    plain, headed = (re.sub(r"\s+", " ", node.text().strip()) for node in tree.css("li.ticker .run"))
    assert plain == WHOLE
    assert headed == f"Veer vaart {WHOLE}"
    assert [node.attributes["id"] for node in tree.css("li.ticker")] == [
        "ticker-2026-05-12-brug",
        "ticker-2026-05-12-veer",
    ]


def test_a_day_is_named_once_to_those_who_see() -> None:
    assert LexborHTMLParser(rendered("day")).css_first(".day > h2").attributes.get("class") == "unseen"
    assert "class" not in LexborHTMLParser(rendered("month")).css_first(".day > h2").attributes


def test_a_page_that_must_not_be_found_says_so() -> None:
    found = {name for name in VIEWS if LexborHTMLParser(rendered(name)).css("meta[name=robots][content=noindex]")}
    assert found == {"country", "missing", "versions"}


def test_a_moved_page_sends_on_by_itself() -> None:
    tree = LexborHTMLParser(rendered("moved"))
    assert (
        tree.css_first("meta[http-equiv=refresh]").attributes["content"]
        == "0; url=https://nieuws.example/2026/05/12/brug/"
    )
    assert tree.css_first("link[rel=canonical]").attributes["href"] == "https://nieuws.example/2026/05/12/brug/"


def test_the_archive_stands_on_the_search_page_without_a_script() -> None:
    tree = LexborHTMLParser(rendered("search"))
    assert [node.attributes["href"] for node in tree.css("[data-archive] a")] == ["/2026/", "/2026/05/", "/2026/04/"]
    assert tree.css_first("[data-archive]").parent.attributes.get("hidden") is None


def test_a_site_without_search_feeds_and_about_page_has_no_link_to_them() -> None:
    small = replace(chrome(), search="", feeds="", about="")
    html = templates(small).text("home.html", VIEWS["home"][1])
    hrefs = {node.attributes["href"] for node in LexborHTMLParser(html).css("body a")}
    assert not hrefs & {"/zoeken/", "/feeds/", "/over/", ""}


SHEET = (TEMPLATES / "assets/site.css").read_text("utf-8")


def _luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb` (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [1, 2], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["ink", "soft", "accent"])
def test_text_stands_out_from_the_paper(name: str, theme: int) -> None:
    colours = {found[0]: found for found in re.findall(r"--(\w+): light-dark\((#\w{6}), (#\w{6})\)", SHEET)}
    assert _contrast(colours[name][theme], colours["paper"][theme]) >= 4.5


def test_every_class_of_the_pages_is_dressed_and_no_other() -> None:
    used: set[str] = set()
    for name in VIEWS:
        for node in LexborHTMLParser(rendered(name)).css("[class]"):
            used |= set((node.attributes["class"] or "").split())
    dressed = set(re.findall(r"\.([a-z]+)", re.sub(r"/\*.*?\*/|\"[^\"]*\"", "", SHEET, flags=re.DOTALL)))
    used.remove("ticker")  # a story's kind; only articles look different from what a list is by itself
    assert dressed == used


def test_the_sheet_asks_nothing_of_any_host() -> None:
    assert not re.search(r"url\(|@import|@font-face", SHEET)


@pytest.mark.parametrize("name", STORIES)
def test_a_story_and_its_sheet_come_in_one_flight(name: str) -> None:
    packed = sum(len(gzip.compress(text.encode(), 9)) for text in (rendered(name), SHEET))
    assert packed <= ONE_FLIGHT


def test_the_script_of_every_page_is_small_and_holds_no_words() -> None:
    script = (TEMPLATES / "assets/site.js").read_text("utf-8")
    assert len(gzip.compress(script.encode(), 9)) <= 2048
    words = {word for word in WORDS.values() if len(word) > 3}
    assert not words & set(re.findall(r"'([^']*)'", script))
