"""What a wire story's life leaves behind: versions, the page and feeds of corrections, tombstones in Atom, ninjs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import feedparser
import jsonschema
import pytest
from conftest import SETTINGS
from lxml import etree

from sitegen.errors import ContentError
from sitegen.outcome import Outcome
from sitegen.preview import answer, shown_now

Make = Callable[..., Path]
Build = Callable[..., Outcome]
SCHEMA = Path(__file__).parents[2] / "shared/iptc/ninjs-schema_3.1.json"
"""IPTC's schema of ninjs 3.1, which lies beside the clone where there is one."""
FERRY = """---
id: veer
title: Veer vaart vaker
date: 2026-05-11T10:00+02:00
updated: 2026-05-12T08:00+02:00
section: Binnenland
status: corrected
corrections:
  - time: 2026-05-12T08:05+02:00
    note: Het veer vaart vijf keer per uur en niet zes keer.
---
VLISSINGEN (KPD) - Het veer vaart vijf keer per uur.

De rederij heeft een derde schip.
"""
BEFORE = """---
title: Veer vaart vaker
captured: 2026-05-11T10:10+02:00
---
VLISSINGEN (KPD) - Het veer vaart zes keer per uur.

De rederij heeft een derde schip.
"""
ADDRESS = "2026/05/11/veer"


def read(folder: Path, place: str) -> str:
    return (folder / "public" / place).read_text("utf-8")


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_a_correction_tells_old_and_new_wording_wherever_it_is_told(site: Make, build: Build) -> None:
    folder = site({"articles/veer.md": FERRY, "versions/veer.1.md": BEFORE})
    build(folder)
    for place in (f"{ADDRESS}/versies/index.html", "correcties/index.html", "correcties/2026/index.html"):
        page = read(folder, place)
        assert re.search(r"<del>.*?zes</del> <ins>.*?vijf</ins>", page), place
        assert "vijf keer per uur en niet zes keer" in page and "derde schip" not in page
    for name in ("feed.xml", "atom.xml", "feed.json"):
        entry = feedparser.parse(read(folder, f"correcties/{name}")).entries if name != "feed.json" else None
        if entry:
            assert entry[0].title == "Correctie: Veer vaart vaker"
            assert "<del>zes</del> <ins>vijf</ins>" in entry[0].content[0].value
        else:
            told = json.loads(read(folder, "correcties/feed.json"))["items"][0]
            assert told["id"] == "tag:havennieuws.example,2026:veer:correction:2026-05-12T06:05:00Z"
            assert "<del>zes</del> <ins>vijf</ins>" in told["content_html"]
    assert 'href="/2026/05/11/veer/versies/"' in read(folder, f"{ADDRESS}/index.html")
    assert '<meta name="robots" content="noindex">' in read(folder, f"{ADDRESS}/versies/index.html")


def test_a_change_that_a_correction_does_not_speak_of_is_not_shown_as_its_wording(site: Make, build: Build) -> None:
    later = FERRY.replace("updated: 2026-05-12", "updated: 2026-05-20")
    folder = site({"articles/veer.md": later, "versions/veer.1.md": BEFORE})
    build(folder)
    assert "<del>" not in read(folder, "correcties/index.html")
    assert "<del>" in read(folder, f"{ADDRESS}/versies/index.html")


def test_corrections_stand_by_when_they_were_made_and_each_year_has_its_page(site: Make, build: Build) -> None:
    old = (
        FERRY.replace("id: veer", "id: oud").replace("2026-05-11", "2024-01-02").replace("Veer vaart", "Oud veer vaart")
    )
    folder = site({"articles/veer.md": FERRY.replace("2026-05-12T08:05", "2025-03-01T08:05"), "articles/oud.md": old})
    build(folder)
    page = read(folder, "correcties/index.html")
    assert 0 < page.index("Oud veer") < page.index(">Veer vaart")
    assert "Oud veer" in read(folder, "correcties/2026/index.html")
    assert "Oud veer" not in read(folder, "correcties/2025/index.html")
    (folder / "content/articles/oud.md").unlink()
    outcome = build(folder)
    assert "correcties/2026/index.html" in outcome.removed and "Oud veer" not in read(folder, "correcties/index.html")


def test_a_site_without_corrections_says_so(site: Make, build: Build) -> None:
    folder = site({"articles/een.md": "---\ntitle: Een\ndate: 2026-05-01\n---\nTekst.\n"})
    build(folder)
    assert "Er zijn nog geen correcties." in read(folder, "correcties/index.html")
    assert 'href="/correcties/"' in read(folder, "index.html")


def test_a_build_makes_what_a_version_shows_and_no_more(site: Make, build: Build) -> None:
    other = "---\ntitle: Ander\ndate: 2026-05-01\n---\nTekst.\n"
    folder = site({"articles/veer.md": FERRY, "versions/veer.1.md": BEFORE, "articles/ander.md": other})
    build(folder)
    site({"versions/veer.1.md": BEFORE.replace("zes", "acht")})
    written = set(build(folder).written)
    assert written == {f"{ADDRESS}/versies/index.html"} | {
        f"correcties/{name}" for name in ("index.html", "2026/index.html", "feed.xml", "atom.xml", "feed.json")
    }
    (folder / "content/versions/veer.1.md").unlink()
    outcome = build(folder)
    assert outcome.removed == (f"{ADDRESS}/versies/index.html",) and f"{ADDRESS}/index.html" in outcome.written


def test_what_is_wrong_with_a_version_is_said_with_all_the_rest(site: Make, build: Build) -> None:
    files = {"versions/los.md": "Tekst.\n", "versions/veer.1.md": "---\ntitel: Fout\n---\nTekst.\n"}
    with pytest.raises(ContentError) as error:
        build(site({"articles/veer.md": FERRY, **files}))
    told = str(error.value)
    assert "content/versions/los.md" in told and "versions/k3f7qpx2v9dt.1.md" in told
    assert "content/versions/veer.1.md:2" in told and "did you mean 'title'?" in told


# Killed and expired


def tombstones(folder: Path, place: str) -> list[tuple[str, str]]:
    root = etree.parse(folder / "public" / place).getroot()
    return [
        (entry.get("ref") or "", entry.get("when") or "")
        for entry in root.iter("{http://purl.org/atompub/tombstones/1.0}deleted-entry")
    ]


def test_atom_takes_back_what_was_killed_in_every_feed_that_told_of_it(site: Make, build: Build) -> None:
    killed = FERRY.replace("status: corrected", "status: canceled").replace(
        "(KPD) - Het", "(KPD) - In België vaart het"
    )
    neighbour = "---\ntitle: Ander\ndate: 2026-05-01\nsection: Binnenland\n---\nDe boot ligt in België.\n"
    folder = site({"articles/veer.md": killed, "articles/ander.md": neighbour})
    build(folder)
    wanted = [("tag:havennieuws.example,2026:veer", "2026-05-12T06:05:00Z")]
    for place in ("atom.xml", "binnenland/atom.xml", "land/belgie/atom.xml"):
        assert tombstones(folder, place) == wanted, place
        assert feedparser.parse(read(folder, place)).entries[0].title == "Ander"
    assert tombstones(folder, "buitenland/atom.xml") == [] and not (folder / "public/bron/kpd").exists()
    assert "Veer" not in "".join(file.read_text("utf-8") for file in (folder / "public").rglob("*.*ml"))
    site({"articles/veer.md": killed.replace("id: veer", "id: veer\ndraft: true")})
    build(folder)
    assert tombstones(folder, "atom.xml") == [] == tombstones(folder, "land/belgie/atom.xml")


def test_every_address_of_a_killed_story_is_gone_as_its_own(site: Make, build: Build) -> None:
    folder = site({"site.toml": NINJS, "articles/veer.md": FERRY, "versions/veer.1.md": BEFORE})
    build(folder)
    before = {name: read(folder, f"{ADDRESS}/{name}") for name in ("index.html", "versies/index.html", "ninjs.json")}
    assert all("veer" in text for text in before.values()) and read(folder, "_redirects") == ""
    site({"site.toml": NINJS, "articles/veer.md": FERRY.replace("status: corrected", "status: canceled")})
    outcome = build(folder)
    assert {f"{ADDRESS}/{name}" for name in before} <= set(outcome.written)
    assert [address for address, _ in outcome.vanished if address.startswith(f"/{ADDRESS}/")] == []
    assert read(folder, "_redirects").splitlines() == [
        f"/{ADDRESS}/ /{ADDRESS}/index.html 410!",
        f"/{ADDRESS}/ninjs.json /{ADDRESS}/ninjs.json 410!",
        f"/{ADDRESS}/versies/ /{ADDRESS}/versies/index.html 410!",
    ]
    assert json.loads(read(folder, f"{ADDRESS}/ninjs.json"))["pubStatus"] == "canceled"
    assert "noindex" in read(folder, f"{ADDRESS}/versies/index.html")
    shown = shown_now(folder / "public", "", "")
    assert {answer(f"/{ADDRESS}/{name}", shown).status for name in ("", "versies/", "versies", "ninjs.json")} == {410}
    (folder / "content/versions/veer.1.md").unlink()
    assert build(folder).removed == (f"{ADDRESS}/versies/index.html",)
    assert "versies" not in read(folder, "_redirects")


def test_an_expired_story_is_taken_back_when_it_is_due_and_scrolls_out(site: Make, build: Build) -> None:
    expiring = "---\nid: kort\ntitle: Kort\ndate: 2026-05-02\nexpires: 2026-06-10T00:00Z\n---\nTekst.\n"
    settings = SETTINGS + "feed_items = 2\n"
    first = "---\ntitle: A\ndate: 2026-05-01\n---\nTekst.\n"
    folder = site({"site.toml": settings, "articles/kort.md": expiring, "articles/a.md": first})
    assert build(folder).next_due == datetime(2026, 6, 10, tzinfo=UTC)
    assert tombstones(folder, "atom.xml") == []
    due = datetime(2026, 6, 11, tzinfo=UTC)
    build(folder, as_of=due)
    assert tombstones(folder, "atom.xml") == [("tag:havennieuws.example,2026:kort", "2026-06-10T00:00:00Z")]
    assert (folder / "public/_redirects").read_text() == "/2026/05/02/kort/ /2026/05/02/kort/index.html 410!\n"
    site(
        {
            "site.toml": settings,
            "articles/b.md": first.replace("05-01", "05-03"),
            "articles/c.md": first.replace("05-01", "05-04"),
        }
    )
    build(folder, as_of=due)
    assert tombstones(folder, "atom.xml") == []


# ninjs

NINJS = SETTINGS + "ninjs = true\n"
IMAGE = "image: /media/a.png\nimage_alt: Kade\nimage_credit: X"
ITEM = "OSLO/PARIJS (ANP/KPD) - Premier Jan Puk is in *Polen*."
STORIES = {
    "articles/veer.md": FERRY,
    "articles/dag.md": f"---\ntitle: Dag\ndate: 2026-05\n{IMAGE}\n---\nTekst & meer.\n",
    "articles/los.md": "---\ntitle: Los\nurgency: 3\nexpires: 2027-01-01T00:00Z\nrights: Kort\n---\n## Kop\n\nTekst.\n",
    "ticker/2026/0900-kort.md": f"---\nid: kort\ndate: 2026-05-12T09:00Z\n---\n{ITEM}\n",
    "media/a.png": b"\x89PNG",
}


def given(folder: Path) -> dict[str, dict[str, object]]:
    return {
        file.parent.name: json.loads(file.read_text("utf-8"))
        for file in sorted((folder / "public").rglob("ninjs.json"))
    }


def test_no_story_is_given_as_ninjs_unless_the_site_says_so(site: Make, build: Build) -> None:
    folder = site(STORIES)
    build(folder)
    assert given(folder) == {}


def test_ninjs_tells_the_story_and_leaves_the_sites_own_links_out(site: Make, build: Build) -> None:
    folder = site({"site.toml": NINJS, **STORIES})
    build(folder)
    told = given(folder)
    assert set(told) == {"veer", "dag", "los", "kort"}
    item = told["kort"]
    assert item["uri"] == "tag:havennieuws.example,2026:kort"
    assert item["bodies"] == [
        {
            "role": "main", "contentType": "text/html", "wordCount": 6,
            "value": "<p>OSLO/PARIJS (ANP/KPD) - Premier Jan Puk is in <em>Polen</em>.</p>",
        }
    ]  # fmt: skip
    assert item["places"] == [
        {"name": name, "rel": "about", "uri": f"http://cvx.iptc.org/iso3166-1a2/{code}"}
        for name, code in (("Polen", "PL"), ("Noorwegen", "NO"), ("Frankrijk", "FR"))
    ]
    assert item["people"][0]["name"] == "Jan Puk" and item["located"] == "OSLO/PARIJS"  # type: ignore[index]
    assert item["firstCreated"] == "2026-05-12T09:00:00Z" and item["profile"] == "ticker"
    assert "firstCreated" not in told["dag"] and {"role": "date-month", "value": "2026-05"} in told["dag"]["altIds"]  # type: ignore[operator]
    assert told["veer"]["versionCreated"] == "2026-05-12T06:05:00Z"
    assert 'href="/2026/05/11/veer/ninjs.json"' in read(folder, f"{ADDRESS}/index.html")


@pytest.mark.skipif(not SCHEMA.exists(), reason="the schema of ninjs is not beside the clone")
def test_ninjs_validates(site: Make, build: Build) -> None:
    folder = site({"site.toml": NINJS, **STORIES})
    build(folder)
    schema = json.loads(SCHEMA.read_text("utf-8"))
    kind = jsonschema.validators.validator_for(schema)
    validator = kind(schema, format_checker=kind.FORMAT_CHECKER)
    for name, item in given(folder).items():
        assert [error.message for error in validator.iter_errors(item)] == [], name
    assert list(validator.iter_errors({**item, "keyword": "x"})) and list(validator.iter_errors({"type": "text"}))


# Ticker items that grew into articles

GREW = "---\nid: kort\ndate: 2026-05-12T09:00Z\naliases: [/oud/kort/]\n---\nDe veerboot ligt stil.\n"
GROWN = "---\ntitle: Veerboot ligt stil\ndate: 2026-05-12T10:00Z\nreplaces: kort\n---\nDe veerboot ligt stil.\n"


def test_an_item_that_grew_into_an_article_leads_to_it(site: Make, build: Build) -> None:
    folder = site({"ticker/0900-kort.md": GREW})
    build(folder)
    place, article = "ticker/2026/05/12/kort/index.html", folder / "content/articles/stil.md"
    assert "ligt stil" in read(folder, place)
    site({"articles/stil.md": GROWN})
    outcome = build(folder)
    assert (outcome.stories, outcome.held) == (1, 0)
    assert "/2026/05/12/stil/" in read(folder, place) and "http-equiv" in read(folder, place)
    rules = "/oud/kort/ /2026/05/12/stil/ 301!\n/ticker/2026/05/12/kort/ /2026/05/12/stil/ 301!\n"
    assert read(folder, "_redirects") == rules
    assert read(folder, "feed.json").count('"id"') == 1
    feed = read(folder, "ticker/index.html") + read(folder, "feed.json")
    build(folder, clean=True)
    assert read(folder, "ticker/index.html") + read(folder, "feed.json") == feed
    article.write_text(GROWN.replace("title:", "draft: true\ntitle:"), encoding="utf-8")
    build(folder)
    assert "ligt stil" in read(folder, place) and "/2026/05/12/stil/" not in read(folder, "_redirects")
    article.write_text(GROWN, encoding="utf-8")
    (folder / "content/ticker/0900-kort.md").write_text(GREW.replace("date:", "draft: true\ndate:"), encoding="utf-8")
    build(folder)
    assert read(folder, "_redirects") == "" and not (folder / "public" / place).exists()


def test_an_item_that_is_due_after_its_article_leads_to_it_from_then_on(site: Make, build: Build) -> None:
    item = GREW.replace("date:", "embargo: 2026-06-05T00:00Z\ndate:")
    folder = site({"ticker/0900-kort.md": item, "articles/stil.md": GROWN})
    build(folder)
    assert read(folder, "_redirects") == ""
    build(folder, as_of=datetime(2026, 6, 6, tzinfo=UTC))
    assert read(folder, "_redirects").count(" /2026/05/12/stil/ 301!") == 2
    build(folder)
    assert read(folder, "_redirects") == ""
