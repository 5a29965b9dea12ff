"""An edit of a person's or country's file makes the pages it changes, all of them, and hardly another.

Faults that were planted, each seen to fail a test here: feeds not looked at where a story stays on its lists; the lists
that it leaves not looked at, or not their calendar pages; partners not compared; the letters in use not compared; a
person whose role alone is another not counted again; pages that name a person not dirtied when a newer story spells the
name otherwise; splits not looked at where a story stays; the last story of a feed taken for one outside it; later
stories of a section, or of a country or person, not dirtied; the days beside a day not dirtied; bulk not counted.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import AS_OF, SETTINGS, build_site, plant
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_incremental import tree

from sitegen import intake, keys
from sitegen.archive import view_archive
from sitegen.build import load_site
from sitegen.finding import wanted_shards
from sitegen.making import ARCHIVE, newsroom
from sitegen.outcome import Outcome
from sitegen.shards import SearchSettings

NAMES = ["Anna Kadijk", "Bram Sluis", "Cor Duin", "Dirk Anker", "Eva Boei"]
LANDS = ["Polen", "Japan", "Peru"]
ROLES = ["Minister ", "De Poolse premier ", ""]
SENTENCE = "{place}{role}{one} sprak in {land}. {more}Het was een lang gesprek."

stories = st.lists(
    st.builds(
        lambda kind, day, section, place, role, one, land, more: (
            kind,
            f"---\n{'title: Bezoek' if kind == 'articles' else 'order: 1'}\ndate: 2026-0{1 + day % 2}-{10 + day:02}\n"
            f"section: {section}\n---\n"
            + SENTENCE.format(place=place, role=role, one=one, land=land, more=f"Ook {more} was er. " if more else "")
            + "\n",
        ),
        st.sampled_from(["articles", "ticker", "ticker"]),
        st.integers(0, 4),
        st.sampled_from(["Buitenland", "Binnenland"]),
        st.sampled_from(["WARSCHAU (ANP) - ", "LIMA (RTR) - ", ""]),
        st.sampled_from(ROLES),
        st.sampled_from(NAMES),
        st.sampled_from(LANDS),
        st.sampled_from(["", "", *NAMES]),
    ),
    min_size=6,
    max_size=14,
)
person = st.tuples(
    st.sampled_from(["anna-kadijk", "bram-sluis", "cor-duin", "duin"]),
    st.sampled_from([None, *NAMES[:3]]),
    st.sampled_from(
        [
            "",
            "hidden: true",
            "role: schipper",
            "role: loods",
            "country: JP",
            "aliases: [Sluis]",
            "spellings: [Dirk Anker]",
        ]
    ),
)
country = st.tuples(
    st.sampled_from(["PL", "PE"]),
    st.sampled_from([None, "Een land.", "Nog een land."]),
    st.sampled_from(["", "aliases: [Gesprek]", "aliases: [Minister]"]),
)
edits = st.lists(st.lists(person | country, min_size=1, max_size=2), min_size=1, max_size=4)


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists that split, and that leave somebody out, with a handful of stories."""
    for name, size in (("LIST_STORIES", 2), ("CROWDED", 2), ("SHOWN_BEFORE", 2), ("PARTNERS", 1)):
        monkeypatch.setattr(keys, name, size)


def edit(content: Path, key: str, name: str | None, line: str) -> None:
    folder, heading = ("countries", "") if key.isupper() else ("people", f"name: {name}\n")
    file = content / folder / f"{key.lower()}.md"
    file.parent.mkdir(exist_ok=True)
    if name is None:
        file.unlink(missing_ok=True)
    else:
        text = name if key.isupper() else "Tekst."
        file.write_text(f"---\n{heading}{line}\n---\n{text}\n", encoding="utf-8")


def from_nothing(folder: Path) -> dict[str, bytes]:
    """The files of a site with the same content as that in a folder, built beside it for the first time."""
    clean = folder.with_name("clean")
    shutil.rmtree(clean, ignore_errors=True)
    shutil.copytree(folder / "content", clean / "content")
    build_site(clean)
    return tree(clean / "public")


@pytest.mark.usefixtures("small_pages")
@settings(max_examples=int(os.environ.get("SITEGEN_EXAMPLES", "12")), suppress_health_check=list(HealthCheck))
@given(told=stories, steps=edits, feeds=st.sampled_from([1, 2, 5]))
def test_after_edits_of_people_and_countries_all_is_as_in_a_build_from_nothing(
    told: list[tuple[str, str]], steps: list[list[tuple[str, str | None, str]]], feeds: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        site, clean, clock = Path(folder, "site"), Path(folder, "clean"), 10**18  # `from_nothing` makes the second
        plant(site, {"site.toml": f"feed_items = {feeds}\n{SETTINGS}"})
        plant(site, {f"{kind}/bericht-{number}.md": text for number, (kind, text) in enumerate(told)})
        build_site(site, clock=clock)
        for step in steps:
            for key, name, line in step:
                edit(site / "content", key, name, line)
            clock += 10**12
            build_site(site, clock=clock)
            assert tree(site / "public") == from_nothing(site)
            assert search_inputs(site) == search_inputs(clean)


@pytest.mark.parametrize("name", ["Jan Zwárt", "JAN ZWART"])
def test_a_name_that_a_newer_story_spells_otherwise_changes_where_it_is_shown(
    name: str, site: Callable[..., Path], build: Callable[..., Outcome]
) -> None:
    """Also on the page of a country that only the older story names."""
    text = "---\ntitle: Bezoek {}\ndate: 2026-01-0{}\npersons: [{}]\n---\nEr was een gesprek in {}.\n"
    folder = site({"articles/een.md": text.format(1, 1, "Jan Zwart", "Polen")})
    build(folder)
    build(site({"articles/twee.md": text.format(2, 2, name, "Japan")}))
    assert tree(folder / "public") == from_nothing(folder)
    assert name in (folder / "public/land/polen/index.html").read_text("utf-8")


def item(day: int, section: str = "Buitenland", text: str = "Er was een lang gesprek.") -> str:
    return f"---\ntitle: Bezoek {day}\ndate: 2026-01-{day:02}\nsection: {section}\n---\n{text}\n"


@pytest.mark.parametrize(
    "change",
    [
        item(1).replace("Bezoek", "Overleg"),
        item(1, "Binnenland"),
        item(1).replace("2026-01-01", "2025-12-01"),
        item(1).replace("---\nEr", "status: canceled\n---\nEr"),
        None,
    ],
)
def test_a_later_story_of_the_section_shows_what_became_of_an_earlier_one(
    change: str | None, site: Callable[..., Path], build: Callable[..., Outcome]
) -> None:
    """Also one that is not the next, and that no country or person ties to it."""
    files = {f"articles/bericht-{day}.md": item(day) for day in range(1, 5)}
    folder = site(files)
    build(folder)
    first = folder / "content/articles/bericht-1.md"
    first.unlink() if change is None else first.write_text(change, encoding="utf-8")
    assert "2026/01/04/bericht-4/index.html" in build(folder).written
    assert tree(folder / "public") == from_nothing(folder)


@pytest.mark.parametrize("kind", ["articles", "ticker"])
def test_the_day_before_and_the_day_after_lead_to_a_day_that_came_or_went(
    kind: str, site: Callable[..., Path], build: Callable[..., Outcome]
) -> None:
    def text(day: int) -> str:
        return item(day) if kind == "articles" else item(day).replace(f"title: Bezoek {day}\n", "")

    folder = site({f"{kind}/bericht-{day:02}.md": text(day) for day in (1, 9, 20)})
    build(folder)
    between = {f"{kind}/bericht-05.md": text(5), f"{kind}/bericht-15.md": text(15)}
    for step in (between, dict.fromkeys(between)):
        for path, inside in step.items():
            site({path: inside}) if inside else (folder / "content" / path).unlink()
        build(folder)
        assert tree(folder / "public") == from_nothing(folder)


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("redirects.toml", '"/weg/" = 410\n"/oud/" = "/"\n', '"/weg/" = 410\n'),
        ("redirects.toml", '"/weg/" = 410\n', None),
        ("people/kadijk.md", "---\nname: Anna Kadijk\nrole: loods\n---\n", "---\nname: Anna Kadijk\nrole: gids\n---\n"),
        ("people/kadijk.md", "---\nname: Anna Kadijk\nrole: loods\n---\n", None),
        ("people/sluis.md", "---\nname: Bram Sluis\n---\n", "---\nname: Bram Steen\n---\n"),
        ("countries/pl.md", "---\n---\nEen land.\n", "---\n---\nNog een land.\n"),
        ("pages/over.md", "---\ntitle: Over\n---\nTekst.\n", None),
        ("articles/weg.md", item(7), None),
        ("media/weg.txt", "x", None),
    ],
)
@pytest.mark.parametrize("named", [True, False])
def test_what_a_file_no_longer_says_is_shown_nowhere(
    path: str, old: str, new: str | None, named: bool, site: Callable[..., Path], build: Callable[..., Outcome]
) -> None:
    other = {"people/anna-kadijk.md": "---\nname: Anna Kadijk\nrole: schipper\n---\n"}
    folder = site({path: old, **other, "articles/bericht-1.md": item(1)})
    build(folder)
    file = folder / "content" / path
    file.unlink() if new is None else file.write_text(new, encoding="utf-8")
    build(folder, files=(file,) if named else ())
    assert tree(folder / "public") == from_nothing(folder)


def test_a_list_splits_no_later_than_a_period() -> None:
    """What `dirty` counts on when it looks right below a list or period that splits, and no further."""
    assert keys.LIST_STORIES <= keys.CROWDED


def search_inputs(folder: Path) -> list[str]:
    """What tells each shard of the search index from one of other words or filters."""
    site = load_site(folder)
    with view_archive(folder / ARCHIVE, site.zone) as archive:
        return [each.input for each in wanted_shards(newsroom(archive, site), SearchSettings(language="nl"))]


def crowd(number: int) -> dict[str, str]:
    """Articles of many days, each with two of many persons, so that most stand on no list's own page."""
    return {
        f"articles/bericht-{at:03}.md": (
            f"---\ntitle: Bezoek {at}\ndate: 2025-{1 + at % 9:02}-{1 + at % 28:02}T10:00+01:00\nsection: Buitenland\n"
            f"---\nWARSCHAU (ANP) - Er was een lang gesprek in {LANDS[at % 3]}, dat weinig opleverde.\n\n"
            f"Schipper {'Anna Kadijk' if at % 6 == 0 else 'Gerrit Steiger'} was er bij. Ook {NAMES[1 + at % 4]} kwam.\n"
        )
        for at in range(number)
    }


def test_new_times_of_many_files_make_nothing(
    site: Callable[..., Path], build: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "BULK", 10)
    folder = site(crowd(30))
    first = build(folder, clock=10**18)
    for file in (folder / "content/articles").iterdir():
        os.utime(file, ns=(10**18, 10**18))
    plant(folder, {"articles/bericht-007.md": crowd(30)["articles/bericht-007.md"].replace("gesprek", "overleg")})
    outcome = build(folder, clock=2 * 10**18)
    assert outcome.read == 1
    assert 0 < outcome.made < first.made // 2
    assert build(folder, clock=3 * 10**18).made < 10


@pytest.mark.parametrize("what", ["changed", "gone", "due", "touched by a person's file"])
def test_from_some_number_on_all_is_made_anew(
    what: str, site: Callable[..., Path], build: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which is as good, and then costs less; but not where stories stay on their lists."""
    monkeypatch.setattr(intake, "BULK", 10)
    folder = site(crowd(30))
    build(folder, clock=2 * 10**18)
    for file in sorted((folder / "content/articles").iterdir())[:11]:
        if what == "changed":
            file.write_text(file.read_text("utf-8").replace("gesprek", "overleg"), "utf-8")
        elif what == "gone":
            file.unlink()
    if what.startswith("touched"):
        edit(folder / "content", "gerrit-steiger", "Gerrit Steiger", "aliases: [Steiger]")
    then = {"as_of": AS_OF.replace(year=2024)} if what == "due" else {}
    outcome = build(folder, clock=2 * 10**18, **then)
    assert ({*outcome.why.values()} == {"everything is made"}) is not what.startswith("touched")
    assert outcome.written and (outcome.read > 10) is (what not in ("due", "gone"))
    build(folder, clock=2 * 10**18)
    assert tree(folder / "public") == from_nothing(folder)


@pytest.mark.parametrize(
    ("lines", "stories"),
    [
        (["role: kapitein"], 0),
        (["spellings: [Anne Kadijk]"], 0),
        (["hidden: true"], 40),
        (["spellings: [Gerrit Steiger]"], 239),  # those before it are related to each but the first
        (None, 0),
    ],
)
def test_little_is_made_that_was_not_changed(
    site: Callable[..., Path], build: Callable[..., Outcome], lines: list[str] | None, stories: int
) -> None:
    plain = "---\nname: Anna Kadijk\n---\n"
    folder = site({**crowd(240), "people/anna-kadijk.md": plain, "site.toml": f"feed_items = 10\n{SETTINGS}"})
    build(folder, clock=10**18)
    if lines is None:
        (folder / "content/people/anna-kadijk.md").unlink()
    else:
        plant(
            folder,
            {"people/anna-kadijk.md": "\n".join([plain.removesuffix("---\n") + line for line in lines] + ["---", ""])},
        )
    outcome = build(folder, clock=2 * 10**18)
    written = [path for path in outcome.written if path.startswith("2025/") and path.count("/") > 3]
    assert len(written) == stories
    assert outcome.made - len(outcome.written) <= 20
