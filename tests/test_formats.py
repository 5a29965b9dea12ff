"""Agency formats: what each fixture gives, how formats are told apart, and what hostile files can do."""

from __future__ import annotations

import json
import resource
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from sitegen.errors import ContentError
from sitegen.wire import FORMATS, Wire, WireStory, as_json, read_wire
from sitegen.wire.agencies import agency_name
from sitegen.wire.moments import moment_of
from sitegen.wire.territories import country_code

FOLDER = Path(__file__).parent / "cases" / "formats"
CASES = sorted(file for file in FOLDER.iterdir() if not file.name.endswith(".want.json"))
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
FORMAT_OF = {"newsml": "newsml", "g2": "newsml", "nitf": "nitf", "ninjs": "ninjs", "feed": "feed"}


def read(data: str | bytes, format: str = "auto") -> Wire:
    source = data if isinstance(data, bytes) else data.encode()
    return read_wire(source, captured=None, format=format, zone=AMSTERDAM)


def only(data: str | bytes) -> WireStory:
    (story,) = read(data).stories
    return story


def told(wire: Wire) -> dict[str, Any]:
    """What a reader sees of a wire, without what is empty."""
    found = as_json(wire)
    for story in found["stories"]:  # type: ignore[attr-defined]
        for name in ("age", "duplicate_of", "text"):
            del story[name]
        for name in [name for name, value in story.items() if value in (None, [], "usable", "")]:
            del story[name]
    del found["latest"]
    found["uncertain"] = [[note.line, note.text] for note in wire.uncertain]
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_file_gives_what_its_agency_says(case: Path) -> None:
    want = json.loads(case.with_name(f"{case.name}.want.json").read_text("utf-8"))
    assert told(read(case.read_bytes())) == want


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_text_item_has_a_headline_a_text_a_date_and_an_agency(case: Path) -> None:
    for story in read(case.read_bytes()).stories:
        assert (story.title or story.kind == "ticker") and story.text
        if not story.is_notice:
            assert story.date and (story.agencies or story.dateline.agencies)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_format_is_told_by_what_the_file_holds(case: Path) -> None:
    source = case.read_bytes()
    own = FORMAT_OF[case.name.partition("-")[0]]
    assert read(source) == read(source, own)
    assert own in {row.name for row in FORMATS}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_the_bytes_tell_the_encoding_whatever_the_file_declares(case: Path, encoding: str) -> None:
    source = case.read_bytes()
    assert read(source.decode("utf-8").encode(encoding)).stories == read(source).stories


PUBLIC = {
    "1.5": "ninjs-1.json ninjs-body-xhtml.json ninjs-picture-alone.json",
    "2.2": "ninjs-2-many-bodies.json",
    "3.1": "ninjs-3.json ninjs-3-codes.json",
}
"""Which public schema a fixture is held against; what other ninjs fixtures are is an agency's own dialect."""
SCHEMAS = Path(__file__).parents[2] / "shared/iptc"


@pytest.mark.skipif(not SCHEMAS.exists(), reason="the schemas of ninjs are not beside the clone")
@pytest.mark.parametrize(("version", "names"), PUBLIC.items(), ids=PUBLIC)
def test_a_ninjs_fixture_is_ninjs(version: str, names: str) -> None:
    schema = json.loads((SCHEMAS / f"ninjs-schema_{version}.json").read_text("utf-8"))
    validator = jsonschema.validators.validator_for(schema)(schema)
    for name in names.split():
        item = json.loads((FOLDER / name).read_text("utf-8"))
        assert [error.message for error in validator.iter_errors(item)] == [], name
        assert list(validator.iter_errors({**item, "keyword": 1})), name


REQUIRED = {
    "newsml": "NewsEnvelope/DateAndTime NewsItem/Identification/NewsIdentifier/ProviderId"
    " NewsItem/Identification/NewsIdentifier/DateId NewsItem/Identification/NewsIdentifier/NewsItemId"
    " NewsItem/Identification/NewsIdentifier/RevisionId NewsItem/NewsManagement/NewsItemType"
    " NewsItem/NewsManagement/FirstCreated NewsItem/NewsManagement/ThisRevisionCreated NewsItem/NewsManagement/Status",
    "g2": "itemMeta/itemClass itemMeta/provider itemMeta/versionCreated",
    "nitf": "body",
    "feed": "",
}
"""What the standards ask of each item (NewsML 1.2, 3 and 5; NewsML-G2 2.x, itemMeta; NITF 3.6, nitf)."""
TORN = ("newsml-no-ids.xml", "g2-prefixed-one-paragraph.xml")
"""A lone ampersand and a prefix without namespace, as some agencies deliver them."""
XML_CASES = [case for case in CASES if case.suffix == ".xml" and case.name not in TORN]


@pytest.mark.parametrize("case", XML_CASES, ids=lambda case: case.name)
def test_an_xml_fixture_is_well_formed_and_has_what_its_standard_asks_for(case: Path) -> None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(case.read_bytes(), parser)
    kind = case.name.partition("-")[0]
    items = [root] if kind != "g2" else [e for e in root.iter("{*}newsItem", "{*}packageItem", "{*}conceptItem")]
    assert items
    for item in items:
        for path in REQUIRED[kind].split():
            assert item.find("/".join("{*}" + tag for tag in path.split("/"))) is not None, path
        assert kind != "g2" or all(item.get(name) for name in ("guid", "standard", "standardversion"))


def nitf(body: str = "<p>De brug is dicht.</p>", head: str = "", opening: str = "") -> str:
    issued = '<docdata><date.issue norm="20260512T090000+0200"/></docdata>'
    return (
        f"{opening}<nitf><head>{head or issued}</head><body><body.head><hedline><hl1>Kop</hl1></hedline>"
        f"<distributor>ANP</distributor></body.head><body.content>{body}</body.content></body></nitf>"
    )


def newsml(status: str = "", revision: str = "1", headline: str = "Kop", lead: str = "") -> str:
    return (
        "<NewsML><NewsItem><Identification><NewsIdentifier><ProviderId>anp.nl</ProviderId><DateId>20260512</DateId>"
        f"<NewsItemId>X-1000</NewsItemId><RevisionId>{revision}</RevisionId>"
        f"<PublicIdentifier>urn:newsml:anp.nl:20260512:X-1000:{revision}</PublicIdentifier></NewsIdentifier>"
        f"</Identification><NewsManagement><FirstCreated>20260512T090000+0200</FirstCreated>"
        f"<ThisRevisionCreated>20260512T100000+0200</ThisRevisionCreated>{status}</NewsManagement>"
        f"<NewsComponent><NewsLines><HeadLine>{headline}</HeadLine></NewsLines><ContentItem><DataContent><nitf><body>"
        f"<body.content>{lead}<p>GOES (ANP) - De brug is dicht.</p></body.content></body></nitf></DataContent>"
        "</ContentItem></NewsComponent></NewsItem></NewsML>"
    )


@pytest.mark.parametrize(
    ("headline", "revision", "lead", "want"),
    [
        ("Brug dicht (2)", "2", "", "Brug dicht"),
        ("Brug dicht (3)", "2", "", "Brug dicht (3)"),
        ("Brug dicht (3)", "2", "<p>Nieuw bericht, vervangt: Brug open</p>", "Brug dicht"),
        ("Brug dicht (4)", "1", "<p>N i e u w  b e r i c h t , v e r v a n g t : Brug open</p>", "Brug dicht"),
        ("Jongen gevonden (12)", "1", "", "Jongen gevonden (12)"),
        ("Brug dicht (1)", "1", "", "Brug dicht (1)"),
    ],
)
def test_the_number_of_a_version_is_no_part_of_its_headline(headline: str, revision: str, lead: str, want: str) -> None:
    story = only(newsml(headline=headline, revision=revision, lead=lead))
    assert (story.title, story.text, story.source_id) == (
        want,
        "De brug is dicht.",
        "urn:newsml:anp.nl:20260512:X-1000",
    )


@pytest.mark.parametrize(
    ("line", "status", "dropped"),
    [
        ("(Adds quote in third paragraph)", "usable", True),
        ("Eds: Updates with mayor's comment.", "usable", True),
        ("(Refiles to fix the date)", "corrected", True),
        ("This version CORRECTS the spelling of the mayor's name.", "corrected", True),
        ("Gecorrigeerd bericht: naam van de brug", "corrected", True),
        ("Adds, a village of 300, has a bridge.", "usable", False),
        ("(Reporting by Jo Example)", "usable", False),
    ],
)
def test_what_a_desk_says_of_a_version_is_no_copy(line: str, status: str, dropped: bool) -> None:
    story = only(newsml(lead=f"<p>{line}</p>"))
    assert (story.status, line not in story.text) == (status, dropped)


@pytest.mark.parametrize(
    ("status", "want", "embargo"),
    [
        ('<Status FormalName="Usable"/>', "usable", None),
        ("", "usable", None),
        ('<Status FormalName="Canceled"/>', "canceled", None),
        ('<Status FormalName="Withheld"/>', "withheld", None),
        ('<Status FormalName="Embargoed"/>', "withheld", None),
        ('<Status FormalName="Nooit gezien"/>', "withheld", None),
        ('<Status FormalName="Usable"/><Instruction FormalName="Kill"/>', "canceled", None),
        ('<Status FormalName="Usable"/><Instruction FormalName="Correction"/>', "corrected", None),
        (
            '<Status FormalName="Embargoed"/><StatusWillChange><FutureStatus FormalName="Usable"/>'
            "<DateAndTime>20260513T060000Z</DateAndTime></StatusWillChange>",
            "usable",
            "2026-05-13T08:00:00+02:00",
        ),
    ],
)
def test_what_an_agency_says_of_an_item_becomes_its_state(status: str, want: str, embargo: str | None) -> None:
    story = only(newsml(status))
    assert (story.status, story.embargo.isoformat() if story.embargo else None) == (want, embargo)


@pytest.mark.parametrize(
    ("written", "want", "precision"),
    [
        ("20260512T090000+0200", "2026-05-12T09:00:00+02:00", "minute"),
        ("20260512T090000Z", "2026-05-12T11:00:00+02:00", "minute"),
        ("20260512T090000", "2026-05-12T09:00:00+02:00", "minute"),
        ("2026-05-12T09:00:00+02:00", "2026-05-12T09:00:00+02:00", "minute"),
        ("2026-05-12T09:00:00.000Z", "2026-05-12T11:00:00+02:00", "minute"),
        ("2026-05-12T09:00:00.250Z", "2026-05-12T11:00:01+02:00", "minute"),
        ("2026-05-12T09:00+02", "2026-05-12T09:00:00+02:00", "minute"),
        ("2026-05-12 09:00", "2026-05-12T09:00:00+02:00", "minute"),
        ("2026.05.12 09:00:26", "2026-05-12T09:00:26+02:00", "minute"),
        ("2026-05-12T24:00:00", "2026-05-13T00:00:00+02:00", "minute"),
        ("Tue, 12 May 2026 09:00:00 +0200", "2026-05-12T09:00:00+02:00", "minute"),
        ("Tue, 12 May 2026 09:00:00 GMT", "2026-05-12T11:00:00+02:00", "minute"),
        ("20260512", "2026-05-12T00:00:00+02:00", "day"),
        ("2026-05-12", "2026-05-12T00:00:00+02:00", "day"),
        ("2026-13-12", None, "unknown"),
        ("99999999", None, "unknown"),
        ("1 mei", None, "unknown"),
        ("", None, "unknown"),
        ("9" * 5000, None, "unknown"),
        ("0001-01-01T00:00:00+23:59", None, "unknown"),
    ],
)
def test_moments_come_in_many_spellings(written: str, want: str | None, precision: str) -> None:
    at, known = moment_of(written, AMSTERDAM)
    assert (at.isoformat() if at else None, known) == (want, precision)


@given(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)), st.integers(-14 * 60, 14 * 60))
def test_an_offset_with_or_without_a_colon_is_the_same_moment(wall: datetime, minutes: int) -> None:
    sign, span = "-" if minutes < 0 else "+", abs(minutes)
    offset = f"{sign}{span // 60:02}{span % 60:02}"
    long = f"{wall:%Y-%m-%dT%H:%M:%S}{offset[:3]}:{offset[3:]}"
    compact = f"{wall:%Y%m%dT%H%M%S}{offset}"
    at, _ = moment_of(long, AMSTERDAM)
    assert at and at == moment_of(compact, AMSTERDAM)[0]
    assert at.timestamp() == datetime.fromisoformat(long).timestamp()


@pytest.mark.parametrize(
    ("written", "want"),
    [
        ("ANP", "ANP"),
        ("Algemeen Nederlands Persbureau", "ANP"),
        ("afp.com", "AFP"),
        ("www.sda-ats.ch", "ATS"),
        ("nprov:dpa", "DPA"),
        ("Deutsche Presse-Agentur GmbH", "DPA"),
        ("APA - Austria Presse Agentur", "APA"),
        ("Agencia EFE", "EFE"),
        ("www.itar-tass.com", "TASS"),
        ("KYODONEWS", "KYODO"),
        ("Thomson Reuters", "REUTERS"),
        ("The Associated Press", "AP"),
        ("Omroep Duinzicht BV", "OMROEP DUINZICHT"),
        ("-", ""),
        ("redactie@example.nl", ""),
    ],
)
def test_an_agency_has_one_name_whatever_a_format_calls_it(written: str, want: str) -> None:
    assert agency_name(written) == want


def test_country_codes_of_two_and_three_letters_are_the_same_country() -> None:
    assert [country_code(code) for code in ("NLD", "nl", "iso3166-1a2:NL", "iso3166-1a3:NLD")] == ["NL"] * 4
    assert [country_code(code) for code in ("XKX", "UK", "DE-HE", "Nederland", "")] == ["XK", "GB", "", "", ""]


BODIES = {
    "xhtml in a namespace": '<x:p xmlns:x="http://www.w3.org/1999/xhtml">Een.</x:p><x:p>Twee.</x:p>',
    "html in cdata": "<![CDATA[<P>Een.<P>Twee.]]>",
    "escaped html": "&lt;p&gt;Een.&lt;/p&gt;&lt;p&gt;Twee.&lt;/p&gt;",
    "html escaped twice": "&lt;p&gt;&amp;lt;p&amp;gt;Een.&amp;lt;/p&amp;gt;&amp;lt;p&amp;gt;Twee.&lt;/p&gt;",
    "breaks": "<p>Een.<br/>Twee.</p>",
    "plain text": "Een.\n\nTwee.",
    "indents": "<p>    Een.\n    Twee\n.</p>",
    "blocks": "<block><p>Een.</p></block><block><p>Twee.</p></block>",
    "empty elements": "<p/><p> </p><p>Een.</p><hr/><p><b/></p><p>Twee.</p>",
    "a picture between": "<p>Een.</p><media><media-caption>Foto.</media-caption></media><p>Twee.</p>",
    "scripts": "<p>Een.</p><script>alert(1)</script><style>p {}</style><p>Twee.</p>",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_copy_is_found_however_it_is_marked_up(body: str) -> None:
    assert only(nitf(body)).of_kind("paragraph") == ("Een.", "Twee.")


def test_an_embedded_player_is_no_copy() -> None:
    player = "<p>&lt;div class='x'&gt;&lt;/div&gt;&lt;script src='https://x.example/'&gt;&lt;/script&gt;</p>"
    assert only(nitf(f"<p>Een.</p>{player}<p>Twee.</p>")).of_kind("paragraph") == ("Een.", "Twee.")


def test_a_withdrawal_need_not_say_more_than_of_what() -> None:
    bare = newsml('<Status FormalName="Canceled"/>')
    bare = bare[: bare.index("<NewsComponent>")] + "</NewsItem></NewsML>"
    story = only(bare)
    assert (story.status, story.is_notice, story.source_id) == ("canceled", True, "urn:newsml:anp.nl:20260512:X-1000")
    guid = '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="a:1"><itemMeta><pubStatus qcode="s:canceled"/>'
    assert only(guid + "</itemMeta></newsItem>").status == "canceled"


def test_an_item_inside_an_item_is_a_story_of_its_own() -> None:
    inner = newsml(headline="Binnen").removeprefix("<NewsML>").removesuffix("</NewsML>").replace("X-1000", "X-2000")
    outer = newsml(headline="Buiten").replace("</NewsComponent>", inner + "</NewsComponent>")
    assert [(story.title, story.source_id[-6:]) for story in read(outer).stories if story.source_id] == [
        ("Buiten", "X-1000"),
        ("Binnen", "X-2000"),
    ]
    assert all(story.text == "De brug is dicht." for story in read(outer).stories)


@pytest.mark.parametrize("role", ["Caption", "Main Picture", "HEADLINE"])
def test_an_item_that_is_a_caption_or_a_picture_is_no_story(role: str) -> None:
    wire = read(newsml().replace("<NewsComponent>", f'<NewsComponent><Role FormalName="{role}"/>'))
    assert (wire.stories, [note.text for note in wire.uncertain]) == ((), ["Kop"])
    assert only(newsml().replace("<NewsComponent>", '<NewsComponent><Role FormalName="Main"/>')).title == "Kop"


def test_words_in_bold_and_links_stay_in_their_sentence() -> None:
    story = only(nitf("<p>De <b>brug</b> in <location>Goes</location> is <a href='javascript:x'>dicht</a>.</p>"))
    assert story.text == "De brug in Goes is dicht."


BOMB = '<!DOCTYPE nitf [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12)
)
HOSTILE = {
    "an entity bomb": (nitf("<p>&m;</p>", opening=BOMB + "]>"), "entity"),
    "an external entity": (nitf("<p>&x;</p>", opening='<!DOCTYPE nitf [<!ENTITY x SYSTEM "/etc/passwd">]>'), "entity"),
    "deep nesting": (nitf("<p>" * 100_000), "XML"),
    "deep json": ("[" * 100_000 + '{"uri": "x"}', "JSON"),
    "half a file": (nitf()[:200], "XML"),
    "an unknown root": ("<?xml version='1.0'?><opml/>", "known"),
    "a web page": ("<!DOCTYPE html><html><body><p>Tekst.</p></body></html>", "known"),
    "a picture under a text name": (b"\x89PNG\r\n\x1a\n" + bytes(400), "PNG"),
    "a zip under a text name": (b"PK\x03\x04" + bytes(400), "zip"),
    "no item": ('{"version": 1}', "item"),
    "an empty list": ("[]", "."),
    "an item without a word": ('{"uri": "", "type": "picture", "pubstatus": ""}', "words"),
}


@pytest.mark.parametrize(("source", "word"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_or_foreign_file_is_refused_at_once(source: str | bytes, word: str) -> None:
    started = time.process_time()
    with pytest.raises(ContentError, match=word):
        read(source)
    assert time.process_time() - started < 3


def test_an_external_parameter_entity_is_never_opened(tmp_path: Path) -> None:
    outside = tmp_path / "outside.dtd"
    outside.write_text('<!ENTITY leak "geheim">')
    opening = f'<!DOCTYPE nitf [<!ENTITY % x SYSTEM "file://{outside}"> %x;]>'
    assert only(nitf(opening=opening)).text == "De brug is dicht."
    with pytest.raises(ContentError, match="entity"):
        read(nitf("<p>&leak;</p>", opening=opening))


LARGE = {
    "a long headline": nitf().replace("Kop", "woord " * 2000),
    "many paragraphs": nitf("<p>De brug is dicht.</p>" * 50_000),
    "one long word": nitf(f"<p>{'a' * 5_000_000}</p>"),
    "spaces": nitf(f"<p>a{' ' * 5_000_000}b</p>"),
    "many lines": nitf("<p>" + "regel\n   " * 200_000 + "</p>"),
    "entities": nitf("<p>" + "&amp;lt;p&amp;gt;" * 200_000 + "</p>"),
    "brackets": nitf("<p>" + "&lt;p " * 300_000 + "</p>"),
    "broken tags in cdata": nitf("<![CDATA[" + "<p><b" * 200_000 + "]]>"),
    "nested html in cdata": nitf("<![CDATA[" + "<div>" * 100_000 + "tekst]]>"),
    "lone ampersands": nitf("<p>" + "& " * 500_000 + "</p>"),
    "commas": nitf("<p>" + ",," * 500_000 + "a''</p>"),
    "comments": "<!-- " * 100_000 + nitf(),
    "a long doctype": nitf(opening="<!DOCTYPE nitf [" + "<!ENTITY a 'b'>" * 100_000 + "]>"),
    "many items of a feed": "<rss><channel>"
    + "<item><description>De brug is dicht.</description></item>" * 25_000
    + "</channel></rss>",
    "many entries of a feed": "<feed>" + "<entry><summary>De brug is dicht.</summary></entry>" * 25_000 + "</feed>",
    "many components": "<NewsML><NewsItem><NewsManagement>"
    + "<Instruction FormalName='x'/>" * 10_000
    + "</NewsManagement><NewsComponent>"
    + "<NewsComponent><NewsLines><HeadLine>K</HeadLine></NewsLines><ContentItem><DataContent>De brug.</DataContent>"
    "</ContentItem></NewsComponent>" * 10_000 + "</NewsComponent></NewsItem></NewsML>",
    "many items of g2": "<newsMessage>"
    + "<newsItem guid='a'><contentMeta><headline>K</headline></contentMeta></newsItem>" * 10_000
    + "</newsMessage>",
    "many items of ninjs": json.dumps([{"uri": "a:b", "headline": "Kop", "body_text": "De brug is dicht."}] * 10_000),
    "ninjs": json.dumps(
        {"uri": "a:b", "headline": "Kop", "body_html": "<p>x" * 300_000, "versioncreated": "2026-05-12"}
    ),
}


@pytest.mark.parametrize("source", LARGE.values(), ids=LARGE)
def test_a_large_file_takes_bounded_time_and_memory(source: str) -> None:
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    try:
        assert read(source).stories
    except ContentError as error:
        assert error.problems
    assert time.process_time() - started < 10
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 700_000


def test_control_characters_and_direction_marks_are_no_copy() -> None:
    story = only(nitf("<p>De \x07brug&#8;&#x202e; is\u200f dicht\x9f.</p>"))
    assert story.text == "De brug is dicht."


def test_windows_characters_by_number_and_html_entities_are_read_as_browsers_do() -> None:
    assert only(nitf("<p>Caf&eacute; &#146;t Hert &ndash; open &euro;</p>")).text == "Café ’t Hert – open €"


SCRIPT = "<script>alert(1)</script>"


def test_markup_in_every_field_stays_text() -> None:
    row = {
        name: SCRIPT + "x" for name in ("headline", "byline", "located", "copyrightholder", "usageterms", "body_html")
    }
    story = only(
        json.dumps({"uri": SCRIPT, "versioncreated": SCRIPT, "pubstatus": "usable", "person": [SCRIPT], **row})
    )
    assert "<script" not in story.text
    assert story.date is None


WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)
KEYS = st.sampled_from(
    "uri guid headline headlines bodies body_html body_text versioncreated version pubstatus urgency person people "
    "place located subject embargoed byline ednote associations signals type usageterms descriptions".split()
)


@given(st.dictionaries(KEYS, JSONS, max_size=8))
def test_ninjs_of_any_shape_is_read_or_refused(item: dict[str, Any]) -> None:
    try:
        wire = read(json.dumps({"uri": "a:b", "headline": "Kop", **item}))
    except ContentError:
        return
    assert all(story.text for story in wire.stories)


SNIPS = st.sampled_from(
    ["<p>", "</p>", "<b>", "</b>", "<br/>", "tekst. ", "\n   ", "<hl2>kop</hl2>", "&amp;", "<x>y</x>", "]]>",
     "<![CDATA[", "<media><p>foto</p></media>", ",,zo''", "GOES (ANP) - ", "<ul><li>een</li></ul>", "&lt;p&gt;",
     "<table><tr><td>1"]
)  # fmt: skip


@given(st.lists(SNIPS, max_size=14))
def test_any_markup_is_read_or_refused(parts: list[str]) -> None:
    for source in (
        nitf("".join(parts)),
        json.dumps({"uri": "a:b", "headline": "K", "body_html": "".join(parts).replace("<![", "")}),
    ):
        try:
            wire = read(source)
        except ContentError:
            continue
        for story in wire.stories:
            assert story.text.strip() and "foto" not in story.text


def test_a_moment_after_the_embargo_is_never_before_it() -> None:
    story = only(
        nitf(head='<docdata><date.issue norm="20260512T090000Z"/><date.release norm="20260512T100000.9Z"/></docdata>')
    )
    assert story.embargo == datetime(2026, 5, 12, 12, 0, 1, tzinfo=AMSTERDAM)
    assert story.date == datetime(2026, 5, 12, 11, 0, tzinfo=AMSTERDAM) - timedelta()
