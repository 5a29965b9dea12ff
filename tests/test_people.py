"""One person, one page: who is listed, what is suggested, what a merge writes and leaves alone, who is kept apart."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import SETTINGS, plant
from hypothesis import given
from hypothesis import strategies as st
from test_dirty import search_inputs
from test_leaks import everything

from sitegen.archive import view_archive
from sitegen.build import load_site
from sitegen.cli import main
from sitegen.errors import ContentError, UsageError
from sitegen.finding import wanted_shards
from sitegen.frontmatter import read_document, with_texts
from sitegen.likeness import alike
from sitegen.making import ARCHIVE, newsroom
from sitegen.merging import merge
from sitegen.outcome import Outcome
from sitegen.preview import answer, shown_now
from sitegen.recognise import folding
from sitegen.registry import registry
from sitegen.shards import SearchSettings

Site = Callable[..., Path]
Build = Callable[..., Outcome]


def item(day: int, text: str, head: str = "") -> str:
    return f"---\ndate: 2026-05-{day:02}T09:00+02:00\n{head}---\n{text}\n"


STORIES = {
    "ticker/een.md": item(1, "President Arkadi Loebasjenko bezoekt Polen."),
    "ticker/twee.md": item(2, "President Arkadi Loebasjenko is terug uit Polen."),
    "ticker/drie.md": item(3, "De president Alexander Lukashenko bezoekt Japan."),
    "ticker/vier.md": item(4, "Minister Hedda Wolkenaar spreekt in Lima."),
}


def suggested(folder: Path) -> list[tuple[str, str, str]]:
    with registry(folder) as known:
        return [(found.fewer, found.more, found.reason) for found in known.suggestions()]


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("Oleksandr Sjevtsjenko", "Oleksandr Shevchenko", "another spelling"),
        ("Tóth Gábor", "Toth Gabor", "another spelling"),
        ("Peter R. de Vos", "Peter de Vos", "an initial more"),
        ("Jinhai Wu", "Wu Jinhai", "the words in another order"),
        ("Alessandra Molenwiek", "Alesandra Molenwiek", "another spelling"),
        ("Katrine Molenwiek", "Corine Molenwiek", None),
        ("Katrine Molenwiek", "Katrina Molenwiek", "a letter of the first name"),
        ("Bram Uilenspring", "Bram Uilenspringer", None),
        ("Bram Kastrinos", "Bram Kastrinis", "a letter of the surname"),
        ("Juan Carlos Estevanez", "Juan Estevanez", "a name more"),
        ("J.K. Castelmora", "Joanne Castelmora", "an initial for the first name"),
        ("J.K. Castelmora", "Anna Castelmora", None),
        ("Jan Zwart", "Jon Zwart", None),
        ("Anna Kade", "Bram Kade", None),
    ],
)
def test_names_that_may_be_one_persons(one: str, other: str, reason: str | None) -> None:
    found = [(pair.one, pair.other, pair.reason) for pair in alike({"a": one, "b": other}, folding("nl"))]
    assert found == ([("a", "b", reason)] if reason else [])


def test_a_surname_that_half_a_country_has_suggests_nothing() -> None:
    names = {f"p{number:03}": f"Jan {'ab'[number % 2] * 4}{number} Jansen" for number in range(70)}
    assert not list(alike(names, folding("nl")))


def test_persons_are_listed_by_count_and_suggested_in_pairs(site: Site, build: Build) -> None:
    folder = site({**STORIES, "ticker/vijf.md": item(5, "President Arkadi Lubashenko reist door.")})
    build(folder)
    with registry(folder) as known:
        listed = [(person.count, person.key, person.name, person.role) for person in known.persons()]
    assert listed[0] == (2, "arkadi-loebasjenko", "Arkadi Loebasjenko", "President")
    assert (1, "aleksandr-loekasjenko", "Aleksandr Loekasjenko", "president") in listed
    assert suggested(folder) == [("arkadi-lubashenko", "arkadi-loebasjenko", "another spelling")]
    with registry(folder) as known:
        (found,) = known.suggestions()
    assert found.counts == (1, 2)
    assert found.examples == ("/ticker/2026/05/05/vijf/", "/ticker/2026/05/02/twee/")


def test_merges_follow_one_another_without_a_build_between(site: Site, build: Build) -> None:
    full = {f"ticker/p{day}.md": item(day, "Minister Hedda Wolkenaar spreekt in Lima.") for day in (1, 2, 3)}
    texts = [
        "Minister Hedda Wolkenaer reist.",
        "Minister Hedda Wolkenar reist.",
        "Volgens minister Wolkenaar lukt het.",
    ]
    folder = site({**full, **{f"ticker/x{day}.md": item(day, text) for day, text in enumerate(texts, 4)}})
    build(folder)
    merge(folder, "hedda-wolkenaer", "hedda-wolkenaar")
    assert [fewer for fewer, _, _ in suggested(folder)] == ["hedda-wolkenar"]
    merge(folder, "Wolkenaar", "hedda-wolkenaar")
    merge(folder, "hedda-wolkenar", "hedda-wolkenaar")
    assert suggested(folder) == []
    text = (folder / "content/people/hedda-wolkenaar.md").read_text()
    assert "aliases: [Hedda Wolkenaer, Wolkenaar, Hedda Wolkenar]" in text
    build(folder)
    assert "6 berichten" in (folder / "public/persoon/hedda-wolkenaar/index.html").read_text()


def test_two_people_with_like_names_are_said_to_be_two(site: Site, build: Build) -> None:
    folder = site({**STORIES, "ticker/vijf.md": item(5, "President Arkadi Lubashenko reist door.")})
    build(folder)
    assert len(suggested(folder)) == 1
    called = ["people", "apart", "arkadi-lubashenko", "Arkadi Loebasjenko", "--site", str(folder)]
    out = CliRunner().invoke(main, called)
    assert out.stdout.split() == ["content/people/arkadi-lubashenko.md", "content/people/arkadi-loebasjenko.md"]
    assert (folder / "content/people/arkadi-lubashenko.md").read_text() == "---\nname: Arkadi Lubashenko\n---\n"
    assert suggested(folder) == []
    build(folder)
    assert suggested(folder) == []
    assert CliRunner().invoke(main, called).stdout == ""
    assert CliRunner().invoke(main, [*called[:3], "Niemand Hier", *called[4:]]).exit_code == 2
    assert CliRunner().invoke(main, [*called[:3], "arkadi-lubashenko", *called[4:]]).exit_code == 2


def test_a_name_like_that_of_somebody_hidden_is_pointed_out(site: Site, build: Build) -> None:
    hidden = {"people/arkadi-loebasjenko.md": "---\nname: Arkadi Loebasjenko\nhidden: true\n---\n"}
    folder = site({**STORIES, **hidden, "ticker/vijf.md": item(5, "President Arkadi Lubashenko reist door.")})
    build(folder)
    out = CliRunner().invoke(main, ["people", "--site", str(folder)]).stdout
    assert "content/people/arkadi-loebasjenko.md hides the second" in out and "people merge" not in out
    assert "     0  arkadi-loebasjenko" in out and "(hidden)" in out


def test_a_surname_alone_is_suggested_for_the_one_who_bears_it(site: Site, build: Build) -> None:
    full = {f"ticker/p{day}.md": item(day, "Hedda Wolkenaar spreekt in Lima.") for day in (1, 2, 3)}
    folder = site({**full, "ticker/los.md": item(4, "Volgens minister Wolkenaar is dat nodig.")})
    build(folder)
    assert suggested(folder) == [("Wolkenaar", "hedda-wolkenaar", "a surname alone")]
    assert merge(folder, "Wolkenaar", "hedda-wolkenaar") == ["content/people/hedda-wolkenaar.md"]
    build(folder)
    assert "/persoon/hedda-wolkenaar/" in (folder / "public/ticker/2026/05/04/los/index.html").read_text()
    assert suggested(folder) == []


def test_a_name_with_an_initial_is_suggested_for_the_one_it_fits(site: Site, build: Build) -> None:
    full = {f"ticker/p{day}.md": item(day, "Hedda Wolkenaar spreekt in Lima.") for day in (1, 2, 3)}
    folder = site({**full, "ticker/los.md": item(4, "Volgens H. Wolkenaar is dat nodig, en A. Wolkenaar knikt.")})
    build(folder)
    assert suggested(folder) == [("H. Wolkenaar", "hedda-wolkenaar", "an initial for the first name")]
    merge(folder, "H. Wolkenaar", "hedda-wolkenaar")
    build(folder)
    assert suggested(folder) == []
    assert "4 berichten" in (folder / "public/persoon/hedda-wolkenaar/index.html").read_text()


def test_what_people_prints(site: Site, build: Build) -> None:
    folder = site({**STORIES, "ticker/vijf.md": item(5, "President Arkadi Lubashenko reist door.")})
    build(folder)
    out = CliRunner().invoke(main, ["people", "--site", str(folder)])
    assert out.exit_code == 0
    assert "     2  arkadi-loebasjenko     Arkadi Loebasjenko     (President)" in out.output
    assert 'sitegen people merge "arkadi-lubashenko" arkadi-loebasjenko' in out.output
    told = json.loads(CliRunner().invoke(main, ["people", "--site", str(folder), "--json"]).stdout)
    assert told["suggestions"][0]["more"] == "arkadi-loebasjenko"
    assert {"key", "name", "count", "role", "country", "file", "hidden"} == set(told["persons"][0])


def test_a_merged_person_has_one_page_and_the_other_leads_there(site: Site, build: Build) -> None:
    told = {
        f"ticker/p{day}.md": item(day, f"Minister {name} spreekt op dag {day}.")
        for day, name in ((1, "Hedda Wolkenaar"), (2, "Hedda Wolkenaer"), (3, "Hedda Wolkenaar"))
    }
    folder = site(told)
    build(folder)
    out = CliRunner().invoke(main, ["people", "merge", "Hedda Wolkenaer", "hedda-wolkenaar", "--site", str(folder)])
    assert out.exit_code == 0, out.output
    assert out.stdout.splitlines() == ["content/people/hedda-wolkenaar.md", "content/redirects.toml"]
    text = (folder / "content/people/hedda-wolkenaar.md").read_text()
    assert text == "---\nname: Hedda Wolkenaar\naliases: [Hedda Wolkenaer]\n---\n"
    outcome = build(folder)
    assert outcome.read == 3 + 2  # the stories, and the two files
    public = folder / "public"
    assert "/persoon/hedda-wolkenaer/ /persoon/hedda-wolkenaar/ 301!" in (public / "_redirects").read_text()
    assert (
        "/persoon/hedda-wolkenaer/feed.xml /persoon/hedda-wolkenaar/feed.xml 301!"
        in (public / "_redirects").read_text()
    )
    assert 'href="/persoon/hedda-wolkenaar/"' in (public / "ticker/2026/05/02/p2/index.html").read_text()
    assert "3 berichten" in (public / "persoon/hedda-wolkenaar/index.html").read_text()
    assert not (public / "persoon/hedda-wolkenaer/feed.xml").exists()
    shown = shown_now(public, "1", "")
    for file in ("", "feed.xml", "atom.xml", "feed.json"):
        found = answer(f"/persoon/hedda-wolkenaer/{file}", shown)
        assert (found.status, found.fields["Location"]) == (301, f"/persoon/hedda-wolkenaar/{file}")
    assert suggested(folder) == []
    with pytest.raises(UsageError, match="one person already"):
        merge(folder, "hedda-wolkenaer", "hedda-wolkenaar")


def test_a_spelling_that_makes_the_same_address_is_the_same_person(site: Site, build: Build) -> None:
    """Recognition tells Œ from Oe, an address does not: the redirect and a page would meet."""
    folder = site(
        {
            "ticker/een.md": item(1, "Minister Qirine Oevermaat spreekt."),
            "ticker/twee.md": item(2, "Minister Hedda Wolkenaar spreekt."),
        }
    )
    build(folder)
    merge(folder, "qirine-oevermaat", "hedda-wolkenaar")
    plant(folder, {"ticker/drie.md": item(3, "Minister Qirine Œvermaat spreekt weer. Œvermaat zweeg.")})
    build(folder)
    assert "3 berichten" in (folder / "public/persoon/hedda-wolkenaar/index.html").read_text()


def test_a_merge_keeps_what_an_editor_wrote(site: Site, build: Build) -> None:
    head = "# Let op\nname: Hedda Wolkenaar  # zo\naliases:\n- 'H. Wolkenaar-Vos'  # oud\nrole: minister\n"
    person = f"---\n{head}---\nTekst.\n"
    lines = '# Oud\r\n"/weg/" = 410  # sinds mei\r\n'
    folder = site(
        {
            "ticker/een.md": item(1, "Minister Hedda Wolkenaar spreekt."),
            "ticker/twee.md": item(2, "Minister Hedda Wolkenaer spreekt."),
            "people/hedda-wolkenaar.md": person,
            "redirects.toml": lines.encode(),
        }
    )
    build(folder)
    merge(folder, "hedda-wolkenaer", "hedda-wolkenaar")
    told = (folder / "content/people/hedda-wolkenaar.md").read_bytes().decode()
    assert told == person.replace("# oud\n", "# oud\n- Hedda Wolkenaer\n")
    written = (folder / "content/redirects.toml").read_bytes().decode()
    assert written.startswith(lines) and '"/persoon/hedda-wolkenaer/" = "/persoon/hedda-wolkenaar/"\r\n' in written


def test_a_merge_of_somebody_on_the_built_in_list_takes_surnames_and_spellings_along(site: Site, build: Build) -> None:
    told = {
        "ticker/een.md": item(1, "Minister Hedda Wolkenaar spreekt."),
        "ticker/twee.md": item(2, "President Vladimir Putin spreekt."),
        "ticker/drie.md": item(3, "Poetin spreekt."),
    }
    folder = site(told)
    build(folder)
    merge(folder, "vladimir-poetin", "hedda-wolkenaar")
    build(folder)
    assert [path.name for path in (folder / "public/persoon").iterdir() if (path / "feed.xml").exists()] == [
        "hedda-wolkenaar"
    ]
    assert "3 berichten" in (folder / "public/persoon/hedda-wolkenaar/index.html").read_text()


def test_a_merge_takes_the_file_of_who_goes_along(site: Site, build: Build) -> None:
    folder = site(
        {
            "ticker/een.md": item(1, "Minister Hedda Wolkenaar spreekt."),
            "people/hedda-wolkenaer.md": "---\nname: Hedda Wolkenaer\nspellings: [Heda Wolkenaer]\n---\n",
        }
    )
    build(folder)
    assert merge(folder, "hedda-wolkenaer", "hedda-wolkenaar")[-1] == "content/people/hedda-wolkenaer.md"
    assert not (folder / "content/people/hedda-wolkenaer.md").exists()
    assert "aliases: [Hedda Wolkenaer, Heda Wolkenaer]" in (folder / "content/people/hedda-wolkenaar.md").read_text()
    assert build(folder).stories == 1


@pytest.mark.parametrize(
    ("files", "fewer", "more", "wrong"),
    [
        ({}, "hedda-wolkenaar", "hedda-wolkenaar", "one person already"),
        ({}, "niemand", "hedda-wolkenaar", "no story and no file knows 'niemand'"),
        ({}, "hedda-wolkenaar", "niemand", "no story and no file knows 'niemand'"),
        ({}, "!", "hedda-wolkenaar", "'!' is no name"),
        (
            {"people/b.md": "---\nname: Boris Sluis\nhidden: true\n---\n"},
            *("hedda-wolkenaar", "b", "hides a person"),
        ),
        (
            {"people/hedda-wolkenaar.md": "---\nname: Hedda Wolkenaar\nrole: minister\n---\nTekst.\n"},
            *("hedda-wolkenaar", "arkadi-loebasjenko", "also gives role, text"),
        ),
        (
            {"people/b.md": "---\nname: Boris Sluis\nspellings: [Hedda Wolkenaar]\n---\n"},
            *("hedda-wolkenaar", "boris-sluis", "one person already"),
        ),
        (
            {"redirects.toml": '"/persoon/arkadi-loebasjenko/" = "/persoon/hedda-wolkenaar/"\n'},
            *("hedda-wolkenaar", "arkadi-loebasjenko", "leads to /persoon/hedda-wolkenaar/ itself"),
        ),
        (
            {"redirects.toml": '"/persoon/hedda-wolkenaar/" = "/persoon/iemand/"\n'},
            *("hedda-wolkenaar", "arkadi-loebasjenko", "leads to /persoon/iemand/ already"),
        ),
        (
            {"people/arkadi-loebasjenko.md": "---\nname: Arkadi Loebasjenko\naliases: |\n  Arkadi Xant\n---\n"},
            *("hedda-wolkenaar", "arkadi-loebasjenko", "write it there by hand"),
        ),
    ],
)
def test_what_a_merge_refuses(
    site: Site, build: Build, files: dict[str, str], fewer: str, more: str, wrong: str
) -> None:
    folder = site(STORIES)
    build(folder)
    plant(folder, files)
    if any(path.startswith("people") for path in files):
        build(folder)
    before = {file: file.read_bytes() for file in (folder / "content").rglob("*") if file.is_file()}
    with pytest.raises((UsageError, ContentError), match=wrong):
        merge(folder, fewer, more)
    assert {file: file.read_bytes() for file in (folder / "content").rglob("*") if file.is_file()} == before


texts = st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1), max_size=3)


@given(
    head=st.sampled_from(
        [
            "name: A\n",
            "aliases: [B]\nname: A\n",
            "# x\naliases: [B, 'C d',]  # y\n",
            "aliases:\n  - B\n  - C\nname: A\n",
            "aliases:\n- B  # z\n\n# einde\nrole: x\n",
            "name: é\naliases: B\n",
            "aliases: []\n",
            "aliases: [\n  B,\n  C\n]\n",
            "{name: A, aliases: [B]}\n",
        ]
    ),
    ends=st.sampled_from(["\n", "\r\n"]),
    more=texts,
)
def test_texts_are_added_and_nothing_else_changes(head: str, ends: str, more: list[str]) -> None:
    text = f"---\n{head}---\nTekst.\n".replace("\n", ends)
    more = [" ".join(name.split()) for name in more if name.split()]
    try:
        made = with_texts(text, "f", "aliases", more)
    except ContentError as error:
        assert "by hand" in str(error) or "YAML" in str(error)
        return
    old, new = read_document(text, "f"), read_document(made, "f")
    had = [] if "aliases" not in old.head else old.head["aliases"].value
    names = [had] if isinstance(had, str) else [one.value for one in had]
    assert [one.value for one in new.head["aliases"].value] == [*names, *more] if more else made == text
    assert new.body == old.body
    # Every line that was there is there still, in order, but for the one that was added to.
    left = iter(made.splitlines())
    assert sum(line not in left for line in text.splitlines()) <= 1 or "aliases: B" in text or "aliases: [" in text


TWO = {
    "ticker/politicus.md": item(1, "Minister Jan Zwart is in Polen. Zwart wil meer."),
    "ticker/schaatser.md": item(
        2, "Schaatser Jan Zwart wint in Japan. Zwart juicht.", "persons: [jan-zwart-schaatser]\n"
    ),
    "ticker/naam.md": item(3, "Jan Zwart won.", "persons: [jan-zwart]\n"),
    "people/jan-zwart.md": "---\nname: Jan Zwart\nrole: minister\n---\n",
    "people/jan-zwart-schaatser.md": "---\nname: Jan Zwart\nrole: schaatser\n---\n",
}


def test_two_people_with_one_name_are_kept_apart_by_their_files(site: Site, build: Build) -> None:
    folder = site(TWO)
    build(folder)
    public = folder / "public"
    first, second, third = (
        (public / f"ticker/2026/05/0{day}/{name}/index.html").read_text()
        for day, name in ((1, "politicus"), (2, "schaatser"), (3, "naam"))
    )
    assert "/persoon/jan-zwart/" in first and "/persoon/jan-zwart-schaatser/" not in first
    assert "/persoon/jan-zwart-schaatser/" in second and '/persoon/jan-zwart/"' not in second
    assert "/persoon/jan-zwart/" in third
    assert "1 bericht" in (public / "persoon/jan-zwart-schaatser/index.html").read_text()
    assert suggested(folder) == []


def test_an_editor_settles_a_doubtful_name_in_front_matter(site: Site, build: Build) -> None:
    copy = "Bij taverne Joris Kampman brandt licht. Kampman zwijgt."
    folder = site({"ticker/een.md": item(1, copy), "ticker/twee.md": item(2, copy, "persons: [Joris Kampman]\n")})
    build(folder)
    doubted, settled = (
        (folder / f"public/ticker/2026/05/0{day}/{name}/index.html").read_text()
        for day, name in ((1, "een"), (2, "twee"))
    )
    assert "/persoon/joris-kampman/" not in doubted
    assert settled.count('<a href="/persoon/joris-kampman/">') > 1
    assert "1 bericht" in (folder / "public/persoon/joris-kampman/index.html").read_text()


def filters(folder: Path) -> dict[str, str]:
    """What the search filter for persons says of each story, by the last part of its address."""
    site = load_site(folder)
    with view_archive(folder / ARCHIVE, site.zone) as archive:
        room = newsroom(archive, site)
        records = (each for wanted in wanted_shards(room, SearchSettings(language="nl")) for each in wanted.records())
        return {record.address.split("/")[-2]: ", ".join(dict(record.filters)["persoon"]) for record in records}


def test_search_and_indexes_tell_two_people_with_one_name_apart(site: Site, build: Build) -> None:
    folder = site(TWO)
    build(folder)
    letter = folder / "public/personen/z/index.html"
    assert filters(folder) == {
        "politicus": "Jan Zwart (minister)",
        "schaatser": "Jan Zwart (schaatser)",
        "naam": "Jan Zwart (minister)",
    }
    assert ">Jan Zwart (schaatser)<" in letter.read_text()
    for line, label in (("role: minister", "Jan Zwart (jan-zwart-schaatser)"), ("hidden: true", "Jan Zwart")):
        before = search_inputs(folder)
        plant(folder, {"people/jan-zwart-schaatser.md": f"---\nname: Jan Zwart\n{line}\n---\n"})
        if line == "hidden: true":
            plant(folder, {"ticker/schaatser.md": item(2, "Jan Zwart wint in Japan.", "persons: [jan-zwart]\n")})
        build(folder)
        assert filters(folder)["schaatser"] == label
        assert search_inputs(folder) != before
        build(folder, clean=True)
        assert filters(folder)["schaatser"] == label
    assert ">Jan Zwart<" in letter.read_text()


def test_a_name_of_two_files_that_is_neithers_own_makes_no_link(site: Site, build: Build) -> None:
    files = {path: text for path, text in TWO.items() if path not in ("people/jan-zwart.md", "ticker/naam.md")}
    folder = site({**files, "people/jan-zwart-minister.md": "---\nname: Jan Zwart\n---\n"})
    build(folder)
    assert "/persoon/jan" not in (folder / "public/ticker/2026/05/01/politicus/index.html").read_text()
    assert "/persoon/jan-zwart-schaatser/" in (folder / "public/ticker/2026/05/02/schaatser/index.html").read_text()
    plant(folder, {"ticker/naam.md": TWO["ticker/naam.md"].replace("jan-zwart", "Jan Zwart")})
    with pytest.raises(ContentError, match="several people are called 'Jan Zwart'"):
        build(folder)


def test_the_files_name_stands_on_every_page_and_in_the_filter(site: Site, build: Build) -> None:
    folder = site(
        {
            "site.toml": SETTINGS.replace("search = false", "search = true"),
            "ticker/een.md": item(1, "Premier Victor Orban-Vos spreekt."),
            "people/viktor-vos.md": "---\nname: Viktor Vos\nspellings: [Victor Orban-Vos]\n---\n",
        }
    )
    build(folder)
    page = (folder / "public/ticker/2026/05/01/een/index.html").read_text()
    assert '<a href="/persoon/viktor-vos/">Viktor Vos</a>' in page
    assert '<a href="/persoon/viktor-vos/">Victor Orban-Vos</a>' in page


def test_a_hidden_person_is_in_no_page_link_filter_feed_or_list(site: Site, build: Build) -> None:
    stories = {
        "ticker/een.md": item(1, "Minister Qirine Œvermaat is in Polen."),
        "ticker/twee.md": item(2, "Het plan ging niet door in Polen.", "persons: [Qirine Œvermaat]\n"),
        "ticker/drie.md": item(3, "Minister Qirine Oevermaat is in Japan. Oevermaat zweeg."),
    }
    settings = SETTINGS.replace("search = false", "search = true")
    shown = "---\nname: Qirine Oevermaat\nrole: minister\n---\n"
    folder = site({**stories, "site.toml": settings, "people/qirine-oevermaat.md": shown})
    build(folder)
    assert "persoon/qirine-oevermaat" in everything(folder / "public")
    plant(folder, {"people/qirine-oevermaat.md": shown.replace("role: minister", "hidden: true")})
    build(folder)
    told = everything(folder / "public")
    assert "qirine-oevermaat" not in told and "/persoon/q" not in told
    for file in (folder / "public/pagefind").rglob("*.pf_filter"):
        assert b"Qirine" not in file.read_bytes()
    plant(folder, {"people/qirine-oevermaat.md": shown})
    build(folder)
    page = (folder / "public/persoon/qirine-oevermaat/index.html").read_text()
    assert "3 berichten" in page


@pytest.mark.parametrize(
    ("files", "wrong"),
    [
        ({"ticker/a.md": item(1, "Tekst hier.", "persons: [Jeroen K.]\n")}, "'Jeroen K.' is known by an initial"),
        ({"ticker/a.md": item(1, "Tekst hier.", "persons: [J. de Vos]\n")}, "'J. de Vos' is known by an initial"),
        ({"people/jeroen-k.md": "---\nname: Jeroen K.\n---\n"}, "'Jeroen K.' does not name anybody"),
        ({"people/jeroen.md": "---\nname: Jeroen Kuil\naliases: [Jeroen K.]\n---\n"}, "does not name anybody"),
    ],
)
def test_nobody_known_by_an_initial_gets_a_page(site: Site, build: Build, files: dict[str, str], wrong: str) -> None:
    with pytest.raises(ContentError, match=wrong):
        build(site(files))


def test_a_suspect_has_no_page_whoever_has_a_file(site: Site, build: Build) -> None:
    text = "Jeroen K. werd gehoord. Ook verdachte P. de Vos zweeg. K. ontkent."
    folder = site({"ticker/a.md": item(1, text), "people/jeroen-kuil.md": "---\nname: Jeroen Kuil\n---\n"})
    build(folder)
    assert "/persoon/" not in (folder / "public/ticker/2026/05/01/a/index.html").read_text()


def test_role_and_country_as_seen_are_those_of_the_newest_story_that_gives_them(site: Site, build: Build) -> None:
    folder = site(STORIES)
    build(folder)
    page = folder / "public/persoon/hedda-wolkenaar/index.html"
    assert "<dd>Minister</dd>" in page.read_text()
    plant(folder, {"ticker/later.md": item(9, "De Poolse premier Hedda Wolkenaar spreekt in Lima.")})
    build(folder)
    assert "<dd>premier</dd>" in page.read_text() and '<dd><a href="/land/polen/">Polen</a></dd>' in page.read_text()
    plant(folder, {"ticker/later.md": item(9, "Hedda Wolkenaar spreekt in Lima.")})
    build(folder)
    assert "<dd>Minister</dd>" in page.read_text()
    plant(folder, {"people/hedda-wolkenaar.md": "---\nname: Hedda Wolkenaar\nrole: oud-minister\n---\n"})
    build(folder)
    assert "<dd>oud-minister</dd>" in page.read_text() and "<dd>Minister</dd>" not in page.read_text()


def test_a_role_goes_with_the_text_that_gave_it(site: Site, build: Build) -> None:
    settings = SETTINGS + '[agencies.kpd]\nname = "Kustpersdienst"\nkeep_days = 3\n'
    head = "title: Bezoek van Hedda Wolkenaar\nagencies: [KPD]\ndate: 2026-05-01\n"
    story = f"---\n{head}---\nDe Poolse premier Hedda Wolkenaar spreekt.\n"
    folder = site({"site.toml": settings, "articles/a.md": story})
    build(folder)
    page = (folder / "public/persoon/hedda-wolkenaar/index.html").read_text()
    assert "premier" not in page


def test_a_page_with_one_story_is_not_for_search_engines(site: Site, build: Build) -> None:
    folder = site(STORIES)
    build(folder)
    one = (folder / "public/persoon/hedda-wolkenaar/index.html").read_text()
    two = (folder / "public/persoon/arkadi-loebasjenko/index.html").read_text()
    assert 'content="noindex"' in one and "noindex" not in two
    sitemap = (folder / "public/sitemap-pages.xml").read_text()
    assert "hedda-wolkenaar" not in sitemap and "arkadi-loebasjenko" in sitemap
