"""What is withheld is nowhere: words planted in stories that may not be seen are looked for in every byte of output."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest
from conftest import SETTINGS

from sitegen.outcome import Outcome

SITE = (
    SETTINGS.replace("search = false", "search = true\nninjs = true")
    + '[agencies.kpd]\nname = "Kustpersdienst"\nkeep_days = 30\n'
)
STATES = {
    "usable": "date: 2026-05-20T09:00+02:00",
    "draft": "date: 2026-05-20T09:00+02:00\ndraft: true",
    "embargo": "date: 2026-05-20T09:00+02:00\nembargo: 2026-06-10T09:00+02:00",
    "later": "date: 2026-06-10T09:00+02:00",
    "withheld": "date: 2026-05-20T09:00+02:00\nstatus: withheld",
    "canceled": "date: 2026-05-20T09:00+02:00\nstatus: canceled",
    "expired": "date: 2026-05-20T09:00+02:00\nexpires: 2026-05-25T09:00+02:00",
    "ended": "date: 2026-04-20T09:00+02:00\nagencies: [KPD]",
}
AFTER = datetime(2026, 6, 11, tzinfo=UTC)
"""When what is embargoed or dated later may be seen."""
KINDS = ("article", "ticker")
LETTERS = dict(zip(product(STATES, KINDS), (f"zq{letter}" for letter in "abcdefghijklmnop"), strict=True))
# For each field a word of its own, so that a leak says where it comes from; before it the letters of the story.
FIELDS = {
    "title": "vkop", "summary": "vsamen", "byline": "vauteur", "rights": "vrecht", "source_id": "vbron",
    "place": "vstad", "image_alt": "vbeeld", "image_credit": "vfoto",
}  # fmt: skip
WORDS = {**FIELDS, "persons": "vanna vkade", "text": "vtekst", "code": "vcode", "note": "vnoot"}
EARLIER = {"earlier title": "vtoen", "earlier text": "vvroeger"}
ADDRESSES = {"alias": "voud", "slug": "vslug", "person": "vanna-vkade"}
TOLD = {*WORDS, *ADDRESSES, *EARLIER} - {"source_id"}
"""What the site shows of a story that may be seen."""
TOMBSTONE = {"alias", "slug"}
HEADLINE = {*TOMBSTONE, "title", "byline", "place"}


def story(letter: str, state: str, kind: str) -> tuple[str, str]:
    """Path and text of a story with every field filled in."""
    mark = letter.title()
    head = [f"{name}: {mark}{words}" for name, words in FIELDS.items() if (name, kind) != ("title", "ticker")]
    head += [STATES[state], "section: Buitenland", "image: /media/kade.png", f"persons: {mark}vanna vkade"]
    head += [f"aliases: [/{letter}voud/]", "corrections:", "  - time: 2026-05-20T10:00Z", f"    note: {mark}vnoot"]
    body = f"De {mark}vtekst van Albanië. En verder.\n\nDan `{mark}vcode` erbij.\n"
    path = f"articles/{letter}vslug.md" if kind == "article" else f"ticker/0900-{letter}vslug.md"
    return path, "\n".join(["---", f"id: {letter}1", *head, "---", body])


def earlier(letter: str, more: str = "") -> tuple[str, str]:
    """Path and text of an earlier version of a story."""
    mark = letter.title()
    head = [f"title: {mark}vtoen", "captured: 2026-05-20T09:30+02:00", *([more] if more else [])]
    return f"versions/{letter}1.1.md", "\n".join(["---", *head, "---", f"De {mark}vvroeger van Albanië.", ""])


def sources(**instead: str) -> dict[str, str | bytes]:
    """A site with an article and a ticker item in each state; `instead` gives some states another."""
    told = [story(letter, instead.get(state, state), kind) for (state, kind), letter in LETTERS.items()]
    versions = [earlier(letter) for letter in LETTERS.values()]
    return {"site.toml": SITE, "media/kade.png": b"\x89PNG", **dict(told), **dict(versions)}


def everything(out: Path) -> str:
    """All output in small letters: paths, and bytes, unpacked where they are packed."""
    told = []
    for place in (place for place in sorted(out.rglob("*")) if place.is_file()):
        data = place.read_bytes()
        unpacked = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
        told += [place.relative_to(out).as_posix(), unpacked.decode("utf-8", "replace")]
    return "\n".join(told).lower()


def found(out: Path) -> dict[tuple[str, str], set[str]]:
    """Of each story the names of the fields and addresses of which the words are somewhere in the output."""
    text = everything(out)
    marks = {**WORDS, **ADDRESSES, **EARLIER}
    return {
        own: names
        for own, letter in LETTERS.items()
        if (names := {name for name, mark in marks.items() if f"{letter}{mark}".lower() in text})
    }


def wanted(full: tuple[str, ...]) -> dict[tuple[str, str], set[str]]:
    """What ought to be found where the stories in the states `full` may be seen."""
    left = {("canceled", kind): TOMBSTONE for kind in KINDS} | {("expired", kind): TOMBSTONE for kind in KINDS}
    left |= {(state, "article"): TOLD for state in full} | {(state, "ticker"): TOLD - {"title"} for state in full}
    # A ticker item's headline is its first sentence.
    return left | {("ended", "article"): HEADLINE, ("ended", "ticker"): HEADLINE - {"title"} | {"text"}}


def test_what_may_not_be_seen_is_nowhere(site: Callable[..., Path], build: Callable[..., Outcome]) -> None:
    folder = site(sources())
    build(folder)
    assert found(folder / "public") == wanted(("usable",))
    assert {"text", "slug", "persons"} <= found(folder / "public/pagefind")["usable", "article"]
    build(folder, as_of=AFTER)
    assert found(folder / "public") == wanted(("usable", "embargo", "later"))


def test_what_is_taken_back_is_gone_at_once(site: Callable[..., Path], build: Callable[..., Outcome]) -> None:
    folder = site(sources(**dict.fromkeys(STATES, "usable")))
    build(folder)
    assert found(folder / "public") == {own: TOLD - ({"title"} if own[1] == "ticker" else set()) for own in LETTERS}
    site(sources())
    build(folder)
    assert found(folder / "public") == wanted(("usable",))


def test_drafts_are_seen_where_they_are_asked_for(site: Callable[..., Path], build: Callable[..., Outcome]) -> None:
    folder = site(sources())
    build(folder, drafts=True, out=folder / "voorbeeld")
    assert found(folder / "voorbeeld") == wanted(("usable", "draft"))
    build(folder)
    assert found(folder / "public") == wanted(("usable",))


def test_a_hidden_person_has_no_page_no_link_and_no_address(
    site: Callable[..., Path], build: Callable[..., Outcome]
) -> None:
    person = "---\nname: A. van der Kade\naliases: [Zqavanna vkade]\nhidden: true\n---\nTekst.\n"
    folder = site({**sources(), "people/a-van-der-kade.md": person})
    build(folder)
    assert not {"person", "persons"} & found(folder / "public")["usable", "article"]
    assert "a-van-der-kade" not in everything(folder / "public")


def test_media_of_a_story_that_is_not_released_is_not_published(
    site: Callable[..., Path], build: Callable[..., Outcome]
) -> None:
    path, text = story("zqe", "embargo", "article")
    folder = site({path: text, "media/kade.png": b"\x89PNG"})
    build(folder)
    assert not (folder / "public/media/kade.png").exists()
    build(folder, as_of=AFTER)
    assert (folder / "public/media/kade.png").exists()


@pytest.mark.parametrize("state", ["status: canceled", "expires: 2026-05-20T12:00Z", "section: Buitenland"])
def test_a_file_is_given_out_or_not_as_the_stories_that_name_it_now(
    state: str, site: Callable[..., Path], build: Callable[..., Outcome]
) -> None:
    """Also where a story that is gone comes to name it, which no page of that story shows."""
    plain = f"---\ntitle: Kade\ndate: 2026-05-12\n{state}\n---\nTekst.\n"
    naming = plain.replace("---\nTekst", "image: /media/kade.png\n---\nTekst")
    folder = site({"articles/kade.md": plain, "media/kade.png": b"\x89PNG"})
    for text in (plain, naming, plain, naming):
        site({"articles/kade.md": text})
        build(folder)
        gone = text == naming and not state.startswith("section")
        assert (folder / "public/media/kade.png").exists() is not gone


def test_the_life_of_a_story_is_told_in_all_places_where_it_may_be(
    site: Callable[..., Path], build: Callable[..., Outcome]
) -> None:
    """Not a test of leaks but of the net: each of these would be a place to leak from."""
    folder = site(sources())
    build(folder)
    letter, public = LETTERS["usable", "article"], folder / "public"
    address = f"2026/05/20/{letter}vslug"
    for place, name in {
        f"{address}/versies/index.html": "vvroeger",
        f"{address}/ninjs.json": "vtekst",
        "correcties/index.html": "vvroeger",
        "correcties/2026/index.html": "vvroeger",
        "correcties/feed.xml": "vvroeger",
        "correcties/atom.xml": "vvroeger",
        "correcties/feed.json": "vvroeger",
    }.items():
        assert f"{letter}{name}" in (public / place).read_text("utf-8").lower(), place


FORBIDDEN = {
    "a draft that waits for an editor": "draft: true",
    "killed": "status: canceled",
    "held back until after the next text came": "embargo: 2026-05-20T12:30+02:00",
    "only to stand for a time": "expires: 2026-07-01T09:00+02:00",
    "an agency's that sets terms": "agencies: [KPD]",
}


@pytest.mark.parametrize("terms", FORBIDDEN.values(), ids=FORBIDDEN)
def test_a_version_that_may_not_be_seen_is_nowhere(
    site: Callable[..., Path], build: Callable[..., Outcome], terms: str
) -> None:
    letter = LETTERS["usable", "article"]
    folder = site({**sources(), **dict([earlier(letter, terms)])})
    build(folder)
    assert found(folder / "public")["usable", "article"] == TOLD - {*EARLIER}
    assert not (folder / f"public/2026/05/20/{letter}vslug/versies").exists()


@pytest.mark.parametrize("now", ["Piet K.", "Piet van K."])
def test_a_name_that_was_taken_back_is_not_told_by_a_version(
    site: Callable[..., Path], build: Callable[..., Outcome], now: str
) -> None:
    then = now.replace("K.", "Kadewerker")
    head = "id: zaak\ntitle: Zaak\ndate: 2026-05-20T09:00Z\nupdated: 2026-05-20T11:00Z"
    files = {
        "articles/zaak.md": f"---\n{head}\n---\n{now} staat terecht.\n",
        "versions/zaak.1.md": f"---\ntitle: Zaak\n---\n{then} staat terecht.\n",
        "versions/zaak.2.md": f"---\ntitle: Zaak\n---\n{now} wordt verhoord.\n",
    }
    folder = site(files)
    build(folder)
    assert "kadewerker" not in everything(folder / "public")
    assert "verhoord" in (folder / "public/2026/05/20/zaak/versies/index.html").read_text("utf-8")


def test_a_person_who_becomes_hidden_goes_from_versions_as_well(
    site: Callable[..., Path], build: Callable[..., Outcome]
) -> None:
    story = (
        "---\nid: zaak\ntitle: Zaak\ndate: 2026-05-20T09:00Z\nupdated: 2026-05-20T11:00Z\n---\nDe man staat terecht.\n"
    )
    version = "---\ntitle: Zaak\n---\nPiet Kadewerker staat terecht.\n"
    folder = site({"articles/zaak.md": story, "versions/zaak.1.md": version})
    build(folder)
    assert "kadewerker" in everything(folder / "public")
    site({"people/piet-kadewerker.md": "---\nname: Piet Kadewerker\nhidden: true\n---\n"})
    build(folder)
    assert "kadewerker" not in everything(folder / "public")


def test_a_person_who_becomes_hidden_goes_from_a_story_that_went_unnamed(
    site: Callable[..., Path], build: Callable[..., Outcome]
) -> None:
    """The file that is named is the person's; the story cannot be read again, and may not stay as it was."""
    folder = site({"articles/zaak.md": "---\ntitle: Zaak\n---\nMinister Piet Kadewerker komt.\n"})
    build(folder, clock=2 * 10**18)
    assert "kadewerker" in everything(folder / "public")
    story, person = folder / "content/articles/zaak.md", folder / "content/people/piet-kadewerker.md"
    story.rename(folder / "zaak.md")
    site({"people/piet-kadewerker.md": "---\nname: Piet Kadewerker\nhidden: true\n---\n"})
    assert build(folder, files=(person,), clock=2 * 10**18).gone == 1
    assert "kadewerker" not in everything(folder / "public")
    (folder / "zaak.md").rename(story)
    assert build(folder, clock=2 * 10**18).read == 1


@pytest.mark.parametrize(("rule", "given"), [("ninjs = false", False), ('feed = "summary"', True)])
def test_an_agency_decides_on_ninjs(
    site: Callable[..., Path], build: Callable[..., Outcome], rule: str, given: bool
) -> None:
    story = (
        "---\ntitle: Kade\ndate: 2026-05-20T09:00Z\nsummary: Kort.\n---\nOSLO (KPD/ABC) - De vvvtekst van de kade.\n"
    )
    folder = site({"site.toml": SITE.replace("keep_days = 30", rule), "articles/kade.md": story})
    build(folder)
    told = folder / "public/2026/05/20/kade/ninjs.json"
    assert told.exists() == given
    assert not given or "vvvtekst" not in told.read_text("utf-8")
