"""Law 1: after any sequence of changes, and at the same as-of, the output is what a build from nothing gives.

Faults that were planted in the program, each a line taken out or changed, and that such changes brought to light: the
neighbours of a story not dirtied; only its new version's lists dirtied, not the old one's; the split of a list not
looked at; due stories not looked at; drafts not looked at; the bar of letters not dirtied with a new person; pairs not
taken back; files of a key that is gone not removed; the digest of templates left out; notes not compared.

SITEGEN_EXAMPLES=200 makes it a long run.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

import sitegen.build
from sitegen import intake, keys, lang, reading
from sitegen.errors import ContentError
from sitegen.outcome import Options, Outcome
from sitegen.output import Output
from sitegen.slugs import minted_id, slug

SITE = """
title = "Proefnieuws"
base_url = "https://proef.example"
language = "nl"
timezone = "Europe/Amsterdam"
sections = ["Buitenland", "Sport"]
home_country = "NL"
feed_items = {items}
ninjs = {ninjs}
[agencies.anp]
name = "Agentschap"
keep_days = 400
"""
NAMES = ["Donald Tusk", "Mark Rutte", "Femke Bol", "Ursula von der Leyen", "Sifan Hassan", "Jan Zwart", "Jan Zwárt"]
ROLES = ["Minister", "De Poolse president", "De Japanse minister van Sport", "Ook"]
LANDS = ["Polen", "Nederland", "Japan", "Peru"]
PLACES = ["WARSCHAU (ANP) - ", "TOKIO (ANP/RTR) - ", "LIMA (RTR) - ", ""]
LANGUAGE = {"word": b"Ticker"}
"""What the language's data calls the ticker."""
START = datetime(2025, 12, 30, 12, 0, tzinfo=UTC)

texts = st.builds(
    lambda place, role, name, land, number: f"{place}{role} {name} is in {land}. Het is dag {number}.",
    st.sampled_from(PLACES),
    st.sampled_from(ROLES),
    st.sampled_from(NAMES),
    st.sampled_from(LANDS),
    st.integers(0, 3),
)
# Few days, around a change of month and year, so that stories meet on lists and calendar pages.
dates = st.one_of(
    st.builds(lambda hours: (START + timedelta(hours=hours)).isoformat(timespec="minutes"), st.integers(-60, 60)),
    st.sampled_from(["2025-12-31", "2026-01-01", "2026-01", "2025", ""]),
)
numbers = st.integers(0, 11)
MORE = [
    "draft: true",
    "status: canceled",
    "status: withheld",
    "status: canceled\nimage: /media/beeld.txt",
    f"embargo: {(START + timedelta(hours=20)).isoformat()}",
    f"expires: {(START + timedelta(hours=30)).isoformat()}",
    "persons: [Klaas Vaak]",
    "persons: [jan-zwart-2]",
    "persons: [-Mark Rutte, Zwart]",
    "countries: [-PL, JP]",
    "order: 2",
    "image: /media/beeld.txt",
    f"replaces: [{minted_id('ticker/bericht-1.md')}, {minted_id('ticker/bericht-4.md')}]",
    f"replaces: [{minted_id('ticker/bericht-4.md')}]",
    "updated: 2025-12-31T18:00+01:00",
    "corrections:\n  - time: 2025-12-31T20:00+01:00\n    note: Het was een andere dag.",
    "corrections:\n  - time: 2026-01-01\n    note: Ook dit.\n  - time: 2025-12-31T20:00+01:00\n    note: En dat.",
]


MANY = intake.BULK


class Killed(BaseException):
    """The end of a process, as far as it can be acted: nothing that runs on the way out may count on it."""


class Newsroom(RuleBasedStateMachine):
    """An editor who adds, edits, renames, deletes and configures; after each step both trees are compared."""

    @initialize(data=st.data())
    def open(self, data: st.DataObject) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.content = self.folder / "content"
        self.as_of = START
        self.drafts = self.names_files = False
        self.clock, self.built = 10**18, dict[str, bytes]()
        intake.BULK = MANY
        LANGUAGE["word"] = b"Ticker"
        self.write("site.toml", SITE.format(items=3, ninjs="true"))
        for _ in range(6):
            self.story(data.draw)

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            shutil.rmtree(self.folder)

    def write(self, path: str, text: str) -> None:
        file = self.content / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    @rule(data=st.data(), count=st.integers(1, 4))
    def stories(self, data: st.DataObject, count: int) -> None:
        """Adds stories or writes others over them: what an editor does most."""
        for _ in range(count):
            self.story(data.draw)

    def story(self, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
        number = draw(numbers)
        kind = "articles" if number % 3 == 0 else "ticker"
        date, section = draw(dates), draw(st.sampled_from(["Buitenland", "Sport", ""]))
        head = [f"title: Bericht {number} over {draw(st.sampled_from(LANDS))}"] if kind == "articles" else []
        head += [f"id: bericht-{number}"] if kind == "articles" else []
        head += [f"date: {date}"] if date else []
        head += [f"section: {section}"] if section else []
        head += [line for line in [draw(st.sampled_from(["", "", "", *MORE]))] if line]
        if number == 5:
            head.append("aliases: [/oud/5/]")
        self.write(f"{kind}/bericht-{number}.md", "\n".join(["---", *head, "---", draw(texts), ""]))

    @rule(
        number=st.sampled_from([0, 3, 6, 9]),
        version=st.integers(1, 2),
        text=texts,
        more=st.sampled_from(["", "", "updated: 2025-12-31T12:00+01:00", "draft: true", "agencies: [ANP]"]),
    )
    def version(self, number: int, version: int, text: str, more: str) -> None:
        head = [f"title: Bericht {number}", *([more] if more and not (more[0] == "a" and "(" in text) else [])]
        self.write(f"versions/bericht-{number}.{version}.md", "\n".join(["---", *head, "---", text, ""]))

    @rule(number=st.sampled_from([0, 3, 6, 9]), version=st.integers(1, 2))
    def forget_version(self, number: int, version: int) -> None:
        (self.content / f"versions/bericht-{number}.{version}.md").unlink(missing_ok=True)

    @rule(number=numbers, state=st.sampled_from(["canceled", "usable", "corrected"]))
    def kill_or_revive(self, number: int, state: str) -> None:
        for kind in ("articles", "ticker"):
            file = self.content / kind / f"bericht-{number}.md"
            if file.exists():
                lines = [line for line in file.read_text("utf-8").split("\n") if not line.startswith("status:")]
                self.write(f"{kind}/bericht-{number}.md", "\n".join([lines[0], f"status: {state}", *lines[1:]]))

    @rule(number=numbers)
    def delete(self, number: int) -> None:
        for kind in ("articles", "ticker"):
            (self.content / kind / f"bericht-{number}.md").unlink(missing_ok=True)

    @rule(number=numbers, to=numbers)
    def rename(self, number: int, to: int) -> None:
        file = self.content / "ticker" / f"bericht-{number}.md"
        new = self.content / "ticker" / "map" / f"bericht-{to}-nieuw.md"
        if file.exists():
            new.parent.mkdir(exist_ok=True)
            file.rename(new)

    @rule(
        name=st.sampled_from(NAMES),
        hidden=st.booleans(),
        alias=st.sampled_from(["", "aliases: [Zwart]", "country: PL", "role: premier", "spellings: [Mark Rutte]"]),
        key=st.sampled_from(["", "jan-zwart-2"]),
    )
    def person(self, name: str, hidden: bool, alias: str, key: str) -> None:
        lines = [f"name: {name}", f"hidden: {'true' if hidden else 'false'}", *([alias] if alias else [])]
        self.write(f"people/{key or slug(name)}.md", "\n".join(["---", *lines, "---", "Tekst.", ""]))

    @rule(key=st.sampled_from(["jan-zwart-2", *map(slug, NAMES)]))
    def forget_person(self, key: str) -> None:
        (self.content / "people" / f"{key}.md").unlink(missing_ok=True)

    @rule(code=st.sampled_from(["pl", "nl", "cu"]), text=st.sampled_from(["Een land.", "Een ander land."]))
    def country(self, code: str, text: str) -> None:
        self.write(f"countries/{code}.md", f"---\naliases: [{code.upper()}-land]\n---\n{text}\n")

    @rule(present=st.booleans())
    def page(self, present: bool) -> None:
        if present:
            self.write("pages/over.md", "---\ntitle: Over\n---\nOver deze site.\n")
        else:
            (self.content / "pages" / "over.md").unlink(missing_ok=True)

    @rule(lines=st.lists(st.sampled_from(['"/weg/" = 410', '"/recht/" = 451', '"/oud/a/" = "/"']), unique=True))
    def redirects(self, lines: list[str]) -> None:
        self.write("redirects.toml", "\n".join(lines))

    @rule(items=st.integers(1, 4), ninjs=st.sampled_from(["true", "true", "false"]))
    def config(self, items: int, ninjs: str) -> None:
        self.write("site.toml", SITE.format(items=items, ninjs=ninjs))

    @rule(word=st.sampled_from([b"Ticker", b"Telex"]))
    def language(self, word: bytes) -> None:
        """A new release in which the language's data says another word."""
        LANGUAGE["word"] = word

    @rule(words=st.sampled_from(["a", "b"]))
    def design(self, words: str) -> None:
        place = self.folder / "templates" / "text.html"
        place.parent.mkdir(exist_ok=True)
        place.write_text(f"<title>{words}</title>{{{{ page.title }}}}", encoding="utf-8")

    @rule(words=st.sampled_from(["a", "b", ""]))
    def asset(self, words: str) -> None:
        place = self.folder / "templates" / "assets" / "extra.css"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(words, encoding="utf-8") if words else place.unlink(missing_ok=True)

    @rule(words=st.sampled_from(["a", "b", ""]))
    def media(self, words: str) -> None:
        place = self.content / "media" / "beeld.txt"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(words, encoding="utf-8") if words else place.unlink(missing_ok=True)

    @rule(hours=st.integers(-40, 60))
    def move_as_of(self, hours: int) -> None:
        self.as_of = START + timedelta(hours=hours)

    @rule(days=st.sampled_from([0, 395, 402]), drafts=st.booleans())
    def move_as_of_past_rights(self, days: int, drafts: bool) -> None:
        self.as_of = START + timedelta(days=days)
        self.drafts = drafts

    @rule(names_files=st.booleans(), many=st.sampled_from([MANY, 1]))
    def way_to_build(self, names_files: bool, many: int) -> None:
        """From here on changed files are named, or not; and two of them are, or are not, so many that all is made."""
        self.names_files = names_files
        intake.BULK = many

    @rule()
    def build_elsewhere(self) -> None:
        """Another folder, last built some changes ago."""
        with suppress(ContentError):
            self.run(self.folder / "elsewhere")
            self.run(self.folder / "public")
            assert tree(self.folder / "elsewhere") == tree(self.folder / "public")

    @rule(data=st.data(), moved=st.integers(-1, 8))
    def killed_build(self, data: st.DataObject, moved: int) -> None:
        """A build that ends when its content is in the archive (-1), or when some files are moved into place."""
        self.story(data.draw)
        self.story(data.draw)
        place, name = (sitegen.build, "newsroom") if moved < 0 else (Output, "_move")
        plain, calls = getattr(place, name), count()

        def dying(*given: Any) -> Any:
            if next(calls) >= moved:
                raise Killed
            return plain(*given)

        with mock.patch.object(place, name, dying), suppress(Killed, ContentError):
            self.run(self.folder / "public")

    @rule()
    def broken_build(self) -> None:
        """A build that fails leaves everything as it was, and spoils nothing for the next."""
        self.write("articles/fout.md", "---\ntitel: Fout\n---\nTekst.\n")
        before = tree(self.folder / "public")
        with pytest.raises(ContentError):
            self.run(self.folder / "public")
        assert tree(self.folder / "public") == before
        (self.content / "articles" / "fout.md").unlink()

    @precondition(lambda self: hasattr(self, "folder"))
    @invariant()
    def incremental_equals_clean(self) -> None:
        now = tree(self.content)
        changed = [path for path in sorted({*now, *self.built}) if now.get(path) != self.built.get(path)]
        try:
            self.run(self.folder / "public", files=tuple(self.content / path for path in changed if self.names_files))
        except ContentError as error:
            # Two stories may have met on one address, or a redirect on a story: then both builds must say so.
            with pytest.raises(ContentError) as clean:
                self.clean()
            assert str(clean.value) == str(error)
            return
        self.built = now
        assert tree(self.folder / "public") == tree(self.clean())
        again = self.run(self.folder / "public")
        assert not again.written and not again.removed

    def run(self, out: Path, folder: Path | None = None, files: tuple[Path, ...] = ()) -> Outcome:
        self.clock += 10**12  # long after each edit, so that file times are trusted as they are in life
        site = folder or self.folder
        options = Options(
            site=site,
            out=out,
            as_of=self.as_of,
            clock=self.clock,
            files=files,
            drafts=self.drafts,
            search=False,
            jobs=1,
        )
        return sitegen.build.build(options)

    def clean(self) -> Path:
        fresh = self.folder / "fresh"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir()
        shutil.copytree(self.content, fresh / "content")
        if (self.folder / "templates").exists():
            shutil.copytree(self.folder / "templates", fresh / "templates")
        self.run(fresh / "public", fresh)
        return fresh / "public"


def tree(folder: Path) -> dict[str, bytes]:
    """All files of a folder by path."""
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists that split with a handful of stories."""
    monkeypatch.setattr(keys, "LIST_STORIES", 2)
    monkeypatch.setattr(keys, "CROWDED", 2)
    monkeypatch.setattr(keys, "SHOWN_BEFORE", 2)
    monkeypatch.setattr(keys, "PARTNERS", 2)
    monkeypatch.setattr(intake, "BULK", MANY)  # set by `way_to_build`; this puts it back
    data, digest = lang.language_file, lang.language_digest
    monkeypatch.setattr(lang, "language_file", lambda *of: data(*of).replace(b"Ticker", LANGUAGE["word"]))
    monkeypatch.setattr(reading, "language_digest", lambda code: digest(code) + LANGUAGE["word"].decode())


Newsroom.TestCase.settings = settings(
    max_examples=int(os.environ.get("SITEGEN_EXAMPLES", "8")),
    stateful_step_count=8,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestIncremental = pytest.mark.usefixtures("small_pages")(Newsroom.TestCase)
