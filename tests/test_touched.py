"""A changed file of a person or country reads again only the stories it can touch; that is as good as reading all."""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec
import pytest
from conftest import SETTINGS, plant
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sitegen.config import read_site
from sitegen.model import CountryFile, PersonFile, Story
from sitegen.outcome import Outcome
from sitegen.reading import answers_of, desk_of, read_batch, settings_of
from sitegen.recognise.spelling import ascii_letters, plain_text
from sitegen.recognise.touched import Finder, touched

SITE = read_site(SETTINGS)
# Names that meet: spellings of one, parts of others, of the built-in list, with accents, without a Latin letter.
NAMES = [
    *("Donald Tusk", "Volodymyr Zelensky", "Wolodymyr Selenskyj", "Zelensky", "Poetin", "Vladimir Putin", "Jan Zwart"),
    *("Jan Zwárt", "Jan de Zwart", "Zwart", "Şükrü Dağ", "O'Brien", "Erik Œuvre", "Œuvre", "Ольга", "Frans Duits"),
    *("Straße", "STRASSE", "Anne-Marie Vos", "Anne Marie Vos", "J.D. Vance", "Malcolm Xander"),
]
LANDS = ["Freedonië", "Nieuw-Freedonië", "Vos", "Rood Polen", "PL-land"]
SENTENCES = [
    "Minister {0} sprak met {1} over {2}.",
    "{0}s plan kreeg steun van '{1}' uit {2}.",
    "Volgens {0} – en **{1}** – ligt {2}gezinde kritiek op tafel.",
    "{0}. {1}. De {2}-gezant zweeg.",
]

names, lands = st.sampled_from(NAMES), st.sampled_from(LANDS)
stories = st.lists(
    st.tuples(st.sampled_from(SENTENCES), names, names, lands, st.lists(st.sampled_from([*NAMES, "jan"]), max_size=1)),
    min_size=4,
    max_size=8,
)
people = st.dictionaries(
    st.sampled_from(["jan-zwart", "zwart-2", "volodymyr-zelensky", "poetin", "vos", "jan", "erik-oeuvre"]),
    st.tuples(names, st.lists(names, max_size=2, unique=True), st.booleans()),
    max_size=3,
)
countries = st.dictionaries(st.sampled_from(["PL", "NL"]), st.lists(lands, max_size=2, unique=True), max_size=2)
Files = tuple[Mapping[str, PersonFile], Mapping[str, CountryFile]]


def files(
    filed: Mapping[str, tuple[str, list[str], bool]], named: Mapping[str, list[str]]
) -> tuple[dict[str, PersonFile], dict[str, CountryFile]]:
    return (
        {
            key: PersonFile(key=key, name=name, aliases=tuple(also[:1]), spellings=tuple(also[1:]), hidden=hidden)
            for key, (name, also, hidden) in filed.items()
        },
        {code: CountryFile(code=code, aliases=tuple(also)) for code, also in named.items()},
    )


def read(told: list[tuple[str, str, str, str, list[str]]], known: Files) -> dict[str, object]:
    """What becomes of each story, by path."""
    settings = settings_of(SITE, known[0].values(), known[1].values())
    batch = []
    for number, (sentence, one, other, land, asked) in enumerate(told):
        head = [f"title: {other} en {land}", *(f'persons: ["{name}"]' for name in asked)]
        text = "\n".join(["---", *head, "---", "WARSCHAU (ANP) - " + sentence.format(one, other, land), ""])
        batch.append((f"articles/s{number}.md", text.encode()))
    desk_of.cache_clear()
    return {path: story or problems for path, story, problems in answers_of(read_batch(settings, batch))}


@settings(max_examples=int(os.environ.get("SITEGEN_EXAMPLES", "30")))
@given(told=stories, before=st.builds(files, people, countries), after=st.builds(files, people, countries))
@example(
    told=[(SENTENCES[0], "Erik Œuvre", "Zwart", "Vos", [])],
    before=files({"erik-oeuvre": ("Jan Zwart", [], True)}, {}),
    after=files({}, {}),
)
@example(
    told=[(SENTENCES[0], "Zwart", "Zwart", "Vos", ["Vladimir Putin"])],
    before=files({"poetin": ("Vladimir Poetin", [], True)}, {}),
    after=files({"poetin": ("Vladimir Poetin", [], False)}, {}),
)
def test_a_story_that_is_not_read_again_would_be_the_same(
    told: list[tuple[str, str, str, str, list[str]]], before: Files, after: Files
) -> None:
    find = Finder(touched("nl", (before[0], after[0]), (before[1], after[1])))
    old, new = read(told, before), read(told, after)
    for path, story in old.items():
        if isinstance(story, Story) and not find(msgspec.json.encode(story)):
            assert new[path] == story


def test_letters_keep_every_ascii_letter_of_the_plain_text() -> None:
    """Over all of Unicode: what `plain` makes of a character is what the fast way makes of it, where that is ASCII."""
    for point in range(sys.maxunicode + 1):
        sign = chr(point)
        if unicodedata.category(sign) not in ("Cs", "Cn"):
            kept = "".join(letter for letter in plain_text(sign) if letter.isascii() and not letter.isspace())
            fast = ascii_letters(sign).replace(".", "").replace("-", "")
            assert kept == "".join(fast.split()), f"U+{point:04X}"


STORIES = {
    f"ticker/bericht-{number}.md": f"---\ndate: 2026-05-{10 + number}T09:00+02:00\n---\nPremier {name} bezoekt Polen.\n"
    for number, name in enumerate(["Anna Kadijk", "Bram Sluis", "Anna Kadeijk", "Cor Duin", "Anna Kadijk"])
}


@pytest.mark.parametrize(
    ("line", "read"),
    [("role: premier", 0), ("spellings: [Anna Kadeijk]", 3), ("hidden: true", 2), ("aliases: [Duin]", 3)],
)
def test_only_what_a_person_can_touch_is_read_again(
    site: Callable[..., Path], build: Callable[..., Outcome], line: str, read: int
) -> None:
    folder = site({**STORIES, "people/anna-kadijk.md": "---\nname: Anna Kadijk\n---\n"})
    build(folder)
    plant(folder, {"people/anna-kadijk.md": f"---\nname: Anna Kadijk\n{line}\n---\n"})
    assert build(folder).read == 1 + read


def test_a_countrys_new_name_reads_again_the_stories_that_hold_it(
    site: Callable[..., Path], build: Callable[..., Outcome]
) -> None:
    folder = site({**STORIES, "ticker/freedonia.md": "De premier van Freedonië vertrekt naar Rome.\n"})
    build(folder)
    plant(folder, {"countries/pl.md": "---\naliases: [Freedonië]\n---\n"})
    assert build(folder).read == 2
    assert "land/polen" in (folder / "public/ticker/zonder-datum/freedonia/index.html").read_text()
