# ruff: noqa: E501  (a fault a line: tables are read across)
"""Content files to stories: what a file means, and every fault in it told at once with its line."""

from __future__ import annotations

from functools import lru_cache

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sitegen.addresses import Addresses
from sitegen.config import read_site
from sitegen.content import Desk, first_sentence, read_country, read_page, read_person, read_story
from sitegen.errors import ContentError
from sitegen.lang import country_names, load_language
from sitegen.model import Story
from sitegen.recognise import load_gazetteer
from sitegen.utf8 import decode

SETTINGS = """title = "Havennieuws"
base_url = "https://havennieuws.example"
language = "nl"
timezone = "Europe/Amsterdam"
sections = ["Buitenland", "Binnenland"]
home_country = "NL"
[agencies.kpd]
"""
NAMES = country_names("nl")
GAZETTEER = load_gazetteer("nl")
ARTICLE = "articles/2026/brug-weer-open.md"
ITEM = "ticker/2026/05/12/0856-veer-vaart-weer.md"
HEAD = "---\ntitle: Brug weer open\n{}\n---\nDe brug is weer open.\n"


@lru_cache
def desk(settings: str = "") -> Desk:
    """A desk for a site with one agency, to which `settings` are added."""
    language = load_language("nl")
    return Desk(read_site(SETTINGS + settings), language, NAMES, GAZETTEER, Addresses(language, NAMES))


def read(text: str, path: str = ARTICLE, settings: str = "") -> Story:
    return read_story(path, text.encode(), desk(settings))


def problems(text: str, path: str = ARTICLE) -> list[str]:
    with pytest.raises(ContentError) as refused:
        read(text, path)
    return [str(problem).removeprefix(f"content/{path}") for problem in refused.value.problems]


def test_an_article_is_read_whole() -> None:
    story = read(
        "---\nid: brug-1\ntitle: Brug naar Gent weer open\ndate: 2026-05-12T09:00+02:00\nsection: buitenland\n"
        "aliases: [/2026/05/11/brug]\nurgency: 4\n---\nGENT/BRUGGE (KPD/ABC) - De brug naar België is *weer* open.\n\n"
        "## Verkeer\n\nHet wordt drukker.\n"
    )
    assert (story.id, story.kind, story.slug, story.section) == ("brug-1", "article", "brug-weer-open", "Buitenland")
    assert story.address == "/2026/05/12/brug-weer-open/"
    assert story.aliases == ("/2026/05/11/brug/",)
    assert (story.dateline.places, story.dateline.agencies) == (("GENT", "BRUGGE"), ("KPD", "ABC"))
    assert story.text == "De brug naar België is weer open.\n\nVerkeer\n\nHet wordt drukker."
    assert story.prose.startswith('<p>De brug naar <a href="/land/belgie/">België</a> is <em>weer</em> open.</p>')
    assert (story.summary, story.words, story.urgency) == ("De brug naar België is weer open.", 11, 4)
    assert story.countries == ("BE",)


def test_a_ticker_item_takes_its_title_from_its_first_sentence() -> None:
    story = read("---\ndate: 2026-05-12T08:56+02:00\n---\nHet veer vaart weer. Er is geen wachttijd.\n", ITEM)
    assert (story.kind, story.slug, story.title) == ("ticker", "veer-vaart-weer", "Het veer vaart weer")
    assert story.address == "/ticker/2026/05/12/veer-vaart-weer/"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Het veer vaart weer. Er is geen wachttijd.", "Het veer vaart weer"),
        ("Vaart het veer? Ja.", "Vaart het veer?"),
        ("Volgens J. de Vries vaart het veer. Punt.", "Volgens J. de Vries vaart het veer"),
        ("De kade is 3.50 meter hoog. Dat is genoeg.", "De kade is 3.50 meter hoog"),
        ("Het tarief is o.a. Verhoogd voor auto's. Meer volgt.", "Het tarief is o.a. Verhoogd voor auto's"),
        ("„Het veer vaart.” Dat zegt de schipper.", "„Het veer vaart.”"),
        ("Wachten op het veer...", "Wachten op het veer..."),
        ("Eerste alinea zonder punt\n\nTweede. Derde.", "Eerste alinea zonder punt"),
        ("woord " * 40, "woord " * 25 + "woord…"),
    ],
)
def test_a_first_sentence_ends_where_a_reader_would_end_it(text: str, title: str) -> None:
    assert first_sentence(text) == title


@pytest.mark.parametrize(
    ("head", "address"),
    [
        ("date: 2026-05-12T23:30Z", "/2026/05/13/brug-weer-open/"),
        ("date: 2026-05-12", "/2026/05/12/brug-weer-open/"),
        ("date: 2026-05", "/2026/05/brug-weer-open/"),
        ("date: 2026", "/2026/brug-weer-open/"),
        ("date: 2026-05-12\ndate_precision: week", "/2026/05/brug-weer-open/"),
        ("date: 2026-05-12\ndate_precision: year", "/2026/brug-weer-open/"),
        ("date: 2026-05-12\ndate_precision: unknown", "/zonder-datum/brug-weer-open/"),
        ("urgency: 3", "/zonder-datum/brug-weer-open/"),
        ("date: 2026-05-12\nslug: anders", "/2026/05/12/anders/"),
        ("type: ticker", "/ticker/zonder-datum/brug-weer-open/"),
    ],
)
def test_the_date_as_far_as_it_is_known_decides_the_address(head: str, address: str) -> None:
    assert read(HEAD.format(head)).address == address


@pytest.mark.parametrize(
    ("head", "problem"),
    [
        ("titel: x", ":3: 'titel' is no key; did you mean 'title'?"),
        ("zzz: x", ":3: 'zzz' is no key; known are agencies, aliases, byline,"),
        ("date: 2026-13-01", ":3: date: '2026-13-01' does not exist (month must be in 1..12); write a date of the calendar"),
        ("date: 2026-05-12T09:00", ":3: date: '2026-05-12T09:00' has no offset from UTC; write 2026-05-12T09:00+02:00 if Europe/Amsterdam time is meant"),
        ("date: [2026]", ":3: date: is a list; write a text on one line"),
        ("date: 2026-05-12\ndate_precision: minute", ":4: date_precision 'minute' is finer than the date '2026-05-12'; write day or coarser"),
        ("date_precision: dag", ":3: date_precision: 'dag' is unknown; did you mean 'day'?"),
        ("section: [Buitenland]", ":3: section: is a list; write a text on one line"),
        ("section: Sport", ":3: section: 'Sport' is no section of this site; sections are Buitenland, Binnenland"),
        ("embargo: 2026-05-12", ":3: embargo: '2026-05-12' is no moment; write the time as well: 2026-05-12T00:00+02:00"),
        ("draft: ja", ":3: draft: 'ja' is neither true nor false; write true or false"),
        ("status: cancelled", ":3: status: 'cancelled' is unknown; did you mean 'canceled'?"),
        ("urgency: 10", ":3: urgency: '10' is no number from 1 to 9; write a number from 1 to 9"),
        ("aliases: https://elders.example/x", ":3: aliases: 'https://elders.example/x' is no address of this site; write a path such as"),
        ("aliases: /../x", ":3: aliases: '/../x' is no address of this site"),
        ("image: /assets/x.png", ":3: image: '/assets/x.png' is no file of this site; put it in content/media/"),
        ("slug: Brug Open", ":3: 'Brug Open' is no slug; write brug-open"),
        ("slug: '12'", ":3: the slug '12' could be a day or a year; put a word in it"),
        ("countries: [Belgjië]", ":3: 'Belgjië' is no country; did you mean België?"),
        ("persons: ['!']", ":3: '!' is no name; write the full name"),
        ("id: a b", ":3: id: 'a b' is no id; write at most 100"),
        ("byline:", ":3: byline: is empty; give it a value or take the line out"),
        ("corrections: nee", ":3: corrections: is a text; write a list of maps with 'time' and 'note'"),
        ("corrections:\n  - note: x", ":4: corrections: holds something else than 'time' and 'note'; write"),
        ("corrections:\n  - time: gisteren\n    note: x", ":4: corrections: 'gisteren' is no date"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_line_and_what_would_be_right(head: str, problem: str) -> None:
    found = problems(HEAD.format(head))
    assert len(found) == 1 and found[0].startswith(problem), found


def test_all_faults_of_a_file_are_told_at_once() -> None:
    assert len(problems("---\ntitel: x\ndate: x\nurgency: 0\nsection: y\n---\n\n")) == 6


@pytest.mark.parametrize(
    ("text", "path", "problem"),
    [
        ("---\ndate: 2026\n---\nTekst.\n", ARTICLE, ":1: an article needs a title; add a line 'title: ...' to the front matter"),
        ("---\ntitle: x\n---\n\n", ARTICLE, ":4: the story has no text; write its copy below the front matter"),
        ("---\ntitle: x\nplace: GENT\n---\nGENT (KPD) - De brug is open.\n", ARTICLE, ":3: 'place' stands in the dateline of the copy already; take this line out"),
        ("---\ndate: 2026\n---\n.\n", ITEM, ":4: the story has no text; write its copy below the front matter"),
        ("Tekst.\n", "articles/2026/Brug Open.md", ":1: 'Brug Open' is no slug; name the file brug-open"),
        ("Tekst.\n", "ticker/2026/0900-!.md", ":1: '!' is no slug; name the file words-with-hyphens"),
    ],
)  # fmt: skip
def test_a_story_that_lacks_something_is_refused(text: str, path: str, problem: str) -> None:
    assert problem in problems(text, path)


UNSEEN = set("\x00\x08\x0b\x0c\x1f\x7f\x85\x9f\ufdd0\ufffe\uffff\U0001fffe\U0010ffff")
"""What neither HTML nor XML can hold."""


@given(st.binary(max_size=200))
@example('---\ntitle: a\x0b\x85\ufffe\nbyline: "\\x0b\\ufffe b"\n---\nc\x00\x1b\x9f\uffff\U0001fffe'.encode())
@example(b"---\ntitle: \xff\n---\nx")
@example(b"\x00")
@example(b"---\ntitle: a\n---\n[x](https://[)")
def test_any_bytes_are_a_story_or_problems(data: bytes) -> None:
    for path in (ARTICLE, ITEM):
        try:
            story = read_story(path, data, desk())
        except ContentError as error:
            assert all(problem.right for problem in error.problems)
        else:
            assert story.title and story.text.strip()
            assert not UNSEEN & set(story.title + story.text + story.byline)


def test_bytes_that_are_not_utf8_are_named_by_line() -> None:
    with pytest.raises(ContentError, match=r"x:3: is not UTF-8 \(byte 0xe9\); save the file as UTF-8"):
        decode(b"---\na: b\ncaf\xe9: c", "x")


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert read("\ufeff" + HEAD.format("date: 2026")).title == "Brug weer open"


def test_an_editor_adds_and_takes_away_what_was_recognised() -> None:
    text = "---\ntitle: Brug open\ncountries: [-Belgie, Polen, fr]\npersons: [Anna Kade, -Bram Sluis]\n---\nDe brug naar België.\n"
    story = read(text)
    assert story.countries == ("PL", "FR")
    assert [(person.name, person.key) for person in story.persons] == [("Anna Kade", "anna-kade")]
    assert "href" not in story.prose and story.mentions == ()


def test_the_id_stays_when_the_text_changes_and_is_minted_from_the_path() -> None:
    one, two = read(HEAD.format("date: 2026")), read(HEAD.format("date: 2026").replace("open.", "dicht."))
    assert one.id == two.id != read(HEAD.format("date: 2026"), "articles/anders.md").id
    assert len(one.id) == 12


def test_of_several_agencies_the_strictest_feed_rule_holds() -> None:
    text = "---\ntitle: Brug\n---\nGENT (KPD/ABC) - De brug is open.\n"
    assert read(text).feed == "full"
    assert read(text, settings='[agencies.abc]\nfeed = "summary"\n').feed == "summary"


def test_persons_countries_and_pages_are_read() -> None:
    site = desk().site
    person = read_person(
        "people/anna-kade.md", b"---\nname: Anna Kade\nhidden: true\naliases: [A. Kade]\n---\nTekst.\n", site
    )
    assert (person.key, person.name, person.hidden, person.aliases, person.text) == (
        "anna-kade",
        "Anna Kade",
        True,
        ("A. Kade",),
        "Tekst.",
    )
    country = read_country("countries/be.md", b"---\naliases: Belgenland\n---\n", site, NAMES)
    assert (country.code, country.aliases) == ("BE", ("Belgenland",))
    page = read_page("pages/over.md", b"---\ntitle: Over ons\n---\nWij *zijn* het.\n", site)
    assert (page.name, page.title, page.summary) == ("over", "Over ons", "Wij zijn het.")


@pytest.mark.parametrize(
    ("read_note", "path", "text", "problem"),
    [
        (read_person, "people/Anna.md", "---\nname: Anna Kade\n---\n", "'Anna' is no slug; rename the file to anna-kade.md"),
        (read_person, "people/anna.md", "---\nrole: x\n---\n", "a person needs a name; add a line 'name: ...'"),
        (read_person, "people/anna.md", "---\nname: x\nhiden: true\n---\n", "'hiden' is no key; did you mean 'hidden'?"),
        (read_page, "pages/over.md", "Tekst", "a page needs a title; add a line 'title: ...'"),
    ],
)  # fmt: skip
def test_a_note_that_lacks_something_is_refused(read_note, path: str, text: str, problem: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ContentError) as refused:
        read_note(path, text.encode(), desk().site)
    assert problem in str(refused.value)
