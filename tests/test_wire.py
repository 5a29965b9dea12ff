from __future__ import annotations

import codecs
import html
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.errors import ContentError
from sitegen.wire import Wire, WireStory, as_json, read_wire
from sitegen.wire.ages import Age, Unit, moment
from sitegen.wire.decoding import MOST_BYTES, decoded_lines

CASES = sorted((Path(__file__).parent / "cases" / "wire").glob("*.txt"))
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
SEEN = datetime(2026, 5, 12, 9, 0, tzinfo=AMSTERDAM)
HEADS = re.compile(r"^Meer uit (?=\S)", re.MULTILINE)


def read(text: str, captured: datetime | None = SEEN) -> Wire:
    return read_wire(text.encode(), captured=captured)


def expected(page: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    return told


def read_case(page: Path) -> Wire:
    seen = datetime.fromisoformat(expected(page)["captured"]).astimezone(AMSTERDAM)
    return read_wire(page.read_bytes(), captured=seen)


def characters(text: str) -> Counter[str]:
    return Counter(letter for letter in text.casefold() if letter.isalnum())


def given_back(wire: Wire) -> Iterator[str]:
    yield wire.section or ""
    for story in wire.stories:
        yield from (story.title or "", story.text, story.byline or "", *story.dateline.places, *story.dateline.agencies)
        if story.age:
            yield story.age + ("" if story.age in ("zojuist", "gisteren") else " geleden")
    for line in wire.latest:
        yield from (line.section, line.time, line.headline)
    yield from (note.text for note in wire.uncertain)


@pytest.mark.parametrize("page", CASES, ids=lambda page: page.stem)
def test_a_page_gives_what_a_reader_finds_in_it(page: Path) -> None:
    want, wire = expected(page), read_case(page)
    assert (wire.kind, wire.section) == (want["kind"], want["section"])
    articles = [story for story in wire.stories if story.kind == "article"]
    assert len(articles) == (want["kind"] == "article-page")
    for article in articles:
        assert article.title == " ".join(want["title"].split())
        assert list(article.dateline.places) == want["place"]
        assert list(article.dateline.agencies) == want["agencies"]
        assert len(article.of_kind("paragraph")) == want["paragraphs"]
        assert list(article.of_kind("subheading")) == want["subheadings"]
    items = [story for story in wire.stories if story.kind == "ticker"]
    told = [
        {
            "place": list(item.dateline.places),
            "agencies": list(item.dateline.agencies),
            "age": item.age,
            "published": item.date.isoformat() if item.date else None,
            "headline": item.title,
        }
        for item in items
    ]
    assert told == [{"headline": None, **{k: v for k, v in w.items() if k != "starts_with"}} for w in want["ticker"]]
    for item, wanted in zip(items, want["ticker"], strict=True):
        assert item.text.startswith(" ".join(wanted["starts_with"].split()))
    assert [[line.section, line.time, line.headline] for line in wire.latest] == want.get("latest", [])


@pytest.mark.parametrize("page", CASES, ids=lambda page: page.stem)
def test_every_character_of_a_page_is_given_back(page: Path) -> None:
    encoding = expected(page)["encoding"].replace("utf-8", "utf-8-sig").replace("-sig-sig", "-sig")
    source = HEADS.sub("", html.unescape(page.read_bytes().decode(encoding)))
    source = re.sub("[\x80-\x9f]", " ", source)
    assert not characters(source) - characters(" ".join(given_back(read_case(page))))


LINES = [
    "",
    "Home",
    "Menu",
    "Zeeland",
    "Sport",
    "Een kop van een paar woorden",
    "Een kop van een paar woorden",
    "Nog een kop: met dubbele punt",
    "GOES (ANP) - De brug is dicht. Dat duurt nog even.",
    "GOES (ANP) - De brug is dicht. Dat duurt nog even.",
    "'s-HERTOGENBOSCH (ANP/RTR) - De trein rijdt weer.",
    "DOMBURG - Het strand is schoon.",
    "De brug ging 2 uur geleden open (ANP).",
    "Een gewone alinea zonder plaats, die op een punt eindigt.",
    "Kop",
    "- een punt van een lijst",
    "NEC - PSV 2-0",
    "Meer uit Sport",
    "Meer uit",
    "Net binnen",
    "- Sport 08:41 Een kop elders",
    "4 minuten geleden",
    "4 minuten geledenGOES (ANP) - De haven is vol.",
    "zojuist's-GRAVENZANDE (ANP) - De kas is warm.",
    "gisteren",
    "minuten geledenGOES (ANP) - De markt is open.",
    "3 minutGOES (ANP) - De kerk is dicht.",
    "22 minuten gel",
    "Tekst. 5 uur geledenGOES (ANP) - Twee op een regel.",
    "dinsdag 12 mei 2026",
    "Editie Walcheren",
    "Foto: ANP",
    "Door Anna de Wit",
    "Home > Nieuws",
    "© 2026 Omroep Duinzicht",
]


@given(st.lists(st.sampled_from(LINES) | st.text(max_size=40), max_size=25), st.sampled_from(["\n", "\r\n", "\n\n"]))
def test_whatever_stands_on_a_page_nothing_of_it_is_dropped_in_silence(lines: list[str], ends: str) -> None:
    source = ends.join(lines)
    try:
        wire = read(source)
    except ContentError as error:
        assert all(problem.wrong for problem in error.problems)
        return
    read_lines, _ = decoded_lines(source.encode())
    kept = "\n".join(line.text for line in read_lines)
    assert not characters(HEADS.sub("", kept)) - characters(" ".join(given_back(wire)))


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_with_a_word(data: bytes) -> None:
    try:
        wire = read_wire(data, captured=SEEN)
    except ContentError as error:
        assert error.problems
    else:
        assert json.loads(json.dumps(as_json(wire), ensure_ascii=False)) == as_json(wire)


PLACES = st.sampled_from(["GOES", "SÃO PAULO", "'s-HERTOGENBOSCH", "PORT-AU-PRINCE", "DEN HAAG", "BERGEN op ZOOM"])
AGENCIES = st.lists(st.sampled_from(["ANP", "RTR", "AFP", "BELGA"]), min_size=1, max_size=4, unique=True)
COPY = st.sampled_from(
    [
        "De brug is dicht. Dat duurt nog even.",
        'Een bewoner zegt: "Wij wachten al 2 uur."',
        "De bus die 2 uur geleden vertrok, is terug.",
        "Het plan - een brug - kost 3 miljoen.",
        "De markt gaat niet door.De kermis wel.",
    ]
)
AGED = st.sampled_from(
    ["zojuist", "1 minuut geleden", "22 minuten geleden", "3 uur geleden", "gisteren", "2 jaar geleden"]
)
ITEMS = st.lists(st.tuples(PLACES, AGENCIES, COPY, AGED), min_size=1, max_size=6)


@given(ITEMS, st.booleans(), st.booleans(), st.sampled_from(["", "\n"]))
def test_items_come_back_with_their_own_age(
    items: list[tuple[str, list[str], str, str]], glued: bool, last: bool, blank: str
) -> None:
    page = "Meer uit Sport\n"
    for place, agencies, copy, age in items:
        page += f"{place} ({'/'.join(agencies)}) - {copy}\n{blank}{age}" + ("" if glued else "\n" + blank)
    if not last:
        page = page.rstrip().removesuffix(items[-1][3])
    found = [(s.dateline.places[0], list(s.dateline.agencies), s.text, s.age) for s in read(page).stories]
    ages = [age.removesuffix(" geleden") for *_, age in items]
    if not last:
        ages[-1] = ""
    assert found == [(p, a, t, age or None) for (p, a, t, _), age in zip(items, ages, strict=True)]


AMSTERDAM_SWITCHES = [
    # The clock goes forward at 02:00 on 29 March and back at 03:00 on 25 October 2026.
    ("2026-03-29T03:30+02:00", 45, "minute", "2026-03-29T01:45:00+01:00"),
    ("2026-03-29T12:00+02:00", 24, "hour", "2026-03-28T11:00:00+01:00"),
    ("2026-03-29T12:00+02:00", 1, "day", "2026-03-28T12:00:00+01:00"),
    ("2026-03-30T02:30+02:00", 1, "day", "2026-03-29T03:30:00+02:00"),
    ("2026-10-25T12:00+01:00", 24, "hour", "2026-10-24T13:00:00+02:00"),
    ("2026-10-25T12:00+01:00", 1, "week", "2026-10-18T12:00:00+02:00"),
    ("2026-10-26T02:30+01:00", 1, "day", "2026-10-25T02:30:00+02:00"),
    ("2026-03-31T09:00+02:00", 1, "month", "2026-02-28T09:00:00+01:00"),
    ("2024-02-29T09:00+01:00", 1, "year", "2023-02-28T09:00:00+01:00"),
    ("2026-05-12T09:00+02:00", 0, "second", "2026-05-12T09:00:00+02:00"),
]


@pytest.mark.parametrize(("seen", "count", "unit", "published"), AMSTERDAM_SWITCHES)
def test_hours_are_elapsed_time_and_days_are_calendar_days(seen: str, count: int, unit: Unit, published: str) -> None:
    captured = datetime.fromisoformat(seen).astimezone(AMSTERDAM)
    found = moment(Age(words="", count=count, unit=unit), captured)
    assert found and found.isoformat() == published


@given(st.integers(0, 10**9), st.sampled_from(["second", "minute", "hour", "day", "week", "month", "year"]))
def test_an_age_is_never_after_the_capture_and_never_an_error(count: int, unit: Unit) -> None:
    found = moment(Age(words="", count=count, unit=unit), SEEN)
    assert found is None or found <= SEEN


def test_an_age_that_no_calendar_holds_leaves_the_item_undated() -> None:
    story = read("Meer uit Sport\nGOES (ANP) - De brug is dicht.\n999999999 jaar geleden").stories[0]
    assert (story.age, story.date, story.date_precision) == ("999999999 jaar", None, "unknown")


@pytest.mark.parametrize(
    ("age", "precision"),
    [
        ("zojuist", "minute"),
        ("5 minuten geleden", "minute"),
        ("1 uur geleden", "hour"),
        ("gisteren", "day"),
        ("2 dagen geleden", "day"),
        ("1 week geleden", "week"),
        ("3 maanden geleden", "month"),
        ("1 jaar geleden", "year"),
    ],
)
def test_a_date_is_as_precise_as_its_age(age: str, precision: str) -> None:
    assert read(f"Meer uit Sport\nGOES (ANP) - De brug is dicht.\n{age}").stories[0].date_precision == precision


ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_page_reads_the_same_in_every_encoding(encoding: str) -> None:
    text = "Café ‘De Zon’ blijft open\nZÜRICH (ANP) – Het café blijft open. Dat kost € 3 miljoen…\n"
    data = codecs.BOM_UTF16_BE + text.encode(encoding) if encoding == "utf-16-be" else text.encode(encoding)
    assert read_wire(data, captured=SEEN) == read(text)


def test_a_page_glued_from_two_encodings_is_read_byte_by_byte() -> None:
    data = "Café is open\nGOES (ANP) - De heer André".encode("cp1252") + " en mevrouw Zoë zijn er.".encode()
    story = read_wire(data, captured=SEEN).stories[0]
    assert (story.title, story.text) == ("Café is open", "De heer André en mevrouw Zoë zijn er.")


@pytest.mark.parametrize("wrong", ["latin-1", "cp1252"])
@pytest.mark.parametrize("times", [1, 2])
def test_letters_that_a_wrong_encoding_broke_are_mended_and_told(wrong: str, times: int) -> None:
    text = "Oekraïne en café blijven staan\nSÃO PAULO (ANP) - De ‘patiënt’ uit Israël is er – weer.\n"
    broken = text
    for _ in range(times):
        broken = broken.encode().decode(wrong)
    wire = read(broken)
    assert wire.stories == read(text).stories
    assert {note.line for note in wire.uncertain} == {1, 2}


@pytest.mark.parametrize(
    "text", ["CAFÉ’S zijn dicht", "Ä‘ en Ö“", "Â is een letter", "SÃO PAULO en MÜNCHEN®", "É– en à la"]
)
def test_letters_that_only_look_broken_are_left_alone(text: str) -> None:
    wire = read(f"{text} vandaag nog\nDe winkels blijven dicht.")
    assert (wire.stories[0].title, wire.uncertain) == (f"{text} vandaag nog", ())


def test_entities_are_resolved_once() -> None:
    story = read(
        "Kop &amp; kraag &#39;s nachts\nGOES (ANP) - Eerst &amp;lt;b&amp;gt; en caf&eacute;, AT&T en Q&A;."
    ).stories[0]
    assert story.title == "Kop & kraag 's nachts"
    assert story.text == "Eerst &lt;b&gt; en café, AT&T en Q&A;."


def test_invisible_characters_are_left_out_and_told() -> None:
    wire = read("Een kop \u202emet\u202c tekens\x07 erin\nGOES (ANP) - De brug\u200b is\u00ad dicht.")
    assert wire.stories[0].title == "Een kop met tekens erin"
    assert wire.stories[0].text == "De brug is dicht."
    assert [(note.line, note.text) for note in wire.uncertain] == [(1, "U+0007 U+202C U+202E")]


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b" \n\r\n", "empty"),
        (b"PK\x03\x04" + b"x" * 40, "zip"),
        (b"%PDF-1.7", "PDF"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"{\\rtf1 x}", "RTF"),
        (b"tekst\x00met\x00nullen" * 9, "binary"),
        (bytes(range(1, 32)) * 20, "binary"),
        (b"x" * (MOST_BYTES + 1), "bytes"),
        (b"x" * 2_000_001, "one page"),
        (b"<?xml version='1.0'?><x/>", "markup"),
        (b'{"a": 1}', "JSON"),
        (b"Home\nMenu\n", "no story"),
    ],
)
def test_what_is_no_page_is_refused_with_a_word(data: bytes, word: str) -> None:
    with pytest.raises(ContentError, match=word):
        read_wire(data, captured=SEEN)


def test_a_format_that_nobody_reads_is_refused_by_name() -> None:
    with pytest.raises(ContentError, match="telex"):
        read_wire(b"x", captured=SEEN, format="telex")


HOSTILE = {
    "one word": "a" * 1_500_000,
    "opening brackets": "A (" * 500_000,
    "hyphens": "- " * 700_000,
    "digits": "1" * 1_500_000,
    "results": "A - " * 300_000 + "1-1",
    "units": "een uur " * 200_000,
    "ages": "1 uur geleden " * 100_000,
    "agencies": "GOES (" + "ANP/" * 300_000 + ") - x",
    "broken letters": "Ã«" * 300_000,
    "headlines elsewhere": "Net binnen\n- " + "Sport " * 200_000 + "08:41 Kop\nEen kop\nEen zin.",
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_costs_seconds_at_most(name: str) -> None:
    wire = read("Een kop van vijf woorden\n" + HOSTILE[name])
    assert wire.stories


def test_the_same_words_twice_on_a_page_are_marked() -> None:
    page = "Meer uit Regio\nGOES - De brug is dicht.\n4 minuten geledenGOES - De brug  is dicht.\n1 uur geleden"
    first, second = read(page).stories
    assert (first.duplicate_of, second.duplicate_of, second.age) == (None, 0, "1 uur")


def test_an_age_that_closes_a_sentence_cuts_a_line_where_a_dateline_is_glued_to_it() -> None:
    first, second = read(
        "Meer uit Regio\nGOES - Het is vol. 5 uur geledenHULST (ANP) - Het is leeg.\n6 uur geleden"
    ).stories
    assert [(s.text, s.age) for s in (first, second)] == [("Het is vol.", "5 uur"), ("Het is leeg.", "6 uur")]


def test_the_line_that_heads_the_ticker_names_the_section_and_what_stands_above_is_told() -> None:
    wire = read("Kop\nGOES - De brug is dicht.\n5 uur geleden\nMeer uit Sport\nHULST - De baan is open.\n6 uur geleden")
    assert (wire.section, [note.text for note in wire.uncertain]) == ("Sport", ["Kop"])


@pytest.mark.parametrize("site", [" - Omroep Duinzicht", " | Duinzicht", ""])
def test_a_title_that_stands_twice_is_the_title_where_it_stands_last(site: str) -> None:
    title = "Dijk krijgt bloemen en bijen"
    above = f"{title}{site}\nAlles over de streek en de kust\n{title}\nLuister naar dit bericht van ons\n"
    wire = read(above + "De dijk bloeit.\nEinde")
    assert wire.stories[0].title == title
    assert wire.stories[0].text == "De dijk bloeit."
    assert [note.line for note in wire.uncertain] == [1, 2, 4, 6]


def test_without_a_capture_ages_are_kept_and_dates_unknown() -> None:
    story = read("Meer uit Sport\nGOES (ANP) - De brug is dicht.\n4 minuten geleden", captured=None).stories[0]
    assert (story.age, story.date, story.date_precision) == ("4 minuten", None, "unknown")


def test_a_headline_elsewhere_has_the_last_such_clock_time_before_the_capture() -> None:
    wire = read("Net binnen\n- Sport 08:41 Een kop\n- Regio 23.10 Nog een\n- 09:03 Zonder rubriek\n- Media 29:99 Onzin")
    assert [line.published and line.published.isoformat() for line in wire.latest] == [
        "2026-05-12T08:41:00+02:00",
        "2026-05-11T23:10:00+02:00",
        "2026-05-12T09:03:00+02:00",
    ]
    assert [note.text for note in wire.uncertain] == ["Net binnen", "- Media 29:99 Onzin"]


def test_an_article_may_carry_its_own_age_below_its_title() -> None:
    story, item = read(
        "Brug is dicht en blijft dicht\n2 uur geleden\nGOES (ANP) - De brug is dicht.\nDat duurt nog even.\n"
        "Meer uit Regio\nGOES (ANP) - De haven is vol.\n4 minuten geleden"
    ).stories
    assert (story.kind, story.age, story.date_precision) == ("article", "2 uur", "hour")
    assert (item.kind, item.age) == ("ticker", "4 minuten")


def test_json_has_exactly_the_keys_of_the_contract() -> None:
    told: Any = as_json(
        read("Net binnen\n- Sport 08:41 Een kop\nHome\nEen kop van vijf woorden\nGOES (ANP) - De brug is dicht.")
    )
    assert set(told) == {"kind", "section", "stories", "latest", "uncertain"}
    assert set(told["stories"][0]) == {
        *("kind", "title", "place", "agencies", "paragraphs", "subheadings", "bullets", "text", "age", "date"),
        *("date_precision", "byline", "source_id", "status", "embargo", "duplicate_of"),
    }
    assert set(told["latest"][0]) == {"section", "time", "published", "headline"}
    assert set(told["uncertain"][0]) == {"line", "text", "why"}


def test_text_is_every_block_in_document_order_without_the_dateline() -> None:
    story: WireStory = read(
        "Een kop van vijf woorden\nGOES (ANP) - Eerst dit.\nKopje\nDan dit.\n- een punt\nNEC - PSV 2-0\nSlot."
    ).stories[0]
    assert story.text == "Eerst dit.\n\nKopje\n\nDan dit.\n\neen punt\n\nNEC - PSV 2-0\n\nSlot."
    assert story.of_kind("bullet") == ("een punt", "NEC - PSV 2-0")


def test_numbered_lines_in_a_row_are_a_list_and_one_alone_is_a_subheading() -> None:
    story = read(
        "Een kop van vijf woorden\nEerst.\n1. Waarom dit?\nDaarom.\nStand\n1. Duin 20 punten\n2. Zee 3 punten\nSlot."
    ).stories[0]
    assert story.of_kind("subheading") == ("1. Waarom dit?", "Stand")
    assert story.of_kind("bullet") == ("1. Duin 20 punten", "2. Zee 3 punten")
