"""`sitegen people`: who is in the news, and which of them may be one person under two names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sitegen.addresses import Addresses
from sitegen.archive import Archive, view_archive
from sitegen.build import load_site
from sitegen.config import Site
from sitegen.content import read_person
from sitegen.editing import people_by_slug
from sitegen.errors import ContentError, Problem, UsageError
from sitegen.lang import country_names, load_language
from sitegen.likeness import alike
from sitegen.making import ARCHIVE
from sitegen.model import PersonFile
from sitegen.names import core_of, is_initial
from sitegen.recognise import folding, plain
from sitegen.recognise.touched import names_of
from sitegen.slugs import slug

BEARER_STORIES = 3
"""Stories that must name somebody in full before a surname alone is suggested as theirs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A person as the archive has them."""

    key: str
    name: str
    count: int
    """Published stories; 0 for someone who has a file only."""
    role: str
    country: str
    """A code, or empty."""
    file: bool
    """Whether there is a file for them in `content/people/`."""
    hidden: bool = False
    """Whether that file hides them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """Two names that may be one person's: `sitegen people merge FEWER MORE` would make them one."""

    fewer: str
    """A key; the name for a surname alone, which has no page."""
    more: str
    """The key that would stay."""
    reason: str
    counts: tuple[int, int]
    """Stories of the one and of the other."""
    examples: tuple[str, str]
    """Address of the newest story of each; '' where there is none."""


@dataclass(frozen=True, slots=True)
class Registry:
    """The persons of a site: stories as its last build found them, people's files as they lie there now."""

    site: Site
    archive: Archive
    people: Mapping[str, PersonFile]
    """By key."""
    addresses: Addresses

    def persons(self) -> list[Listed]:
        """All persons who have stories or a file, most stories first."""
        found = [
            Listed(
                key=(key := entity.key.partition("/")[2]),
                name=entity.name,
                count=entity.count,
                role=file.role if (file := self.people.get(key)) and file.role else entity.role,
                country=file.country if file and (file.role or file.country) else entity.country,
                file=file is not None,
                hidden=file is not None and file.hidden,
            )
            for entity in self.archive.tallies.entities("person")
        ]
        known = {person.key for person in found}
        found += [
            Listed(
                key=file.key,
                name=file.name,
                count=0,
                role=file.role,
                country=file.country,
                file=True,
                hidden=file.hidden,
            )
            for file in self.people.values()
            if file.key not in known
        ]
        return sorted(found, key=lambda person: (-person.count, person.key))

    def suggestions(self) -> list[Suggestion]:
        """Names that may be one person's, those of most stories first within a reason.

        Two people who each have a file are two people: an editor has said so. Whom a file gives as another name of its
        own is merged already, and waits for a build.
        """
        filed = people_by_slug(self.people)
        persons = {
            person.key: person
            for person in self.persons()
            if person.key not in filed or filed[person.key].key == person.key
        }
        fold = folding(self.site.language)
        found = []
        for one, other, reason in alike({key: person.name for key, person in persons.items()}, fold):
            pair = sorted((persons[one], persons[other]), key=lambda who: (who.file, who.count, -len(who.key), who.key))
            if not (pair[0].file and pair[1].file):
                found.append(self._suggestion(pair[0].key, pair[1].key, reason, (pair[0].count, pair[1].count)))
        return [*found, *self._loose(persons)]

    def _loose(self, persons: Mapping[str, Listed]) -> Iterator[Suggestion]:
        """Surnames alone or with an initial, without a link, that only one person named in full elsewhere bears."""
        fold = folding(self.site.language)
        said = {plain(name) for file in self.people.values() for name in names_of(file)}
        bearers: dict[str, list[Listed]] = {}
        for person in persons.values():
            if len(words := core_of(person.name)) > 1:
                bearers.setdefault(fold(words[-1]), []).append(person)
        lone = self.archive.lone_names()
        for name, (count, example) in sorted(lone.items(), key=lambda row: (-row[1][0], row[0])):
            words = core_of(name)
            if (
                plain(name) in said
                or not words
                or is_initial(words[-1])
                or (len(words) > 1 and not is_initial(words[0]))
            ):
                continue
            those = [one for one in bearers.get(fold(words[-1]), ()) if len(words) == 1 or _fits(words, one.name)]
            if len(those) == 1 and those[0].count >= BEARER_STORIES:
                reason = "a surname alone" if len(words) == 1 else "an initial for the first name"
                yield self._suggestion(name, those[0].key, reason, (count, those[0].count), example)

    def _suggestion(self, fewer: str, more: str, reason: str, counts: tuple[int, int], example: str = "") -> Suggestion:
        examples = (example or self._example(fewer), self._example(more))
        return Suggestion(fewer=fewer, more=more, reason=reason, counts=counts, examples=examples)

    def _example(self, key: str) -> str:
        return next(
            (self.archive.lists.address_of(number) for _, number in self.archive.lists.newest(f"person/{key}", 1)), ""
        )


def _fits(words: list[str], name: str) -> bool:
    """Whether the initial that `words` open with is that of the full name."""
    return slug(words[0])[:1] == slug(name)[:1]


@contextmanager
def registry(folder: Path) -> Iterator[Registry]:
    """The registry of the site in a folder; raises `ContentError`, and `UsageError` where it was not built yet."""
    site = load_site(folder)
    if not (folder / ARCHIVE).is_file():
        raise UsageError("the site was not built yet: sitegen build")
    addresses = Addresses(load_language(site.language), country_names(site.language))
    with view_archive(folder / ARCHIVE, site.zone) as archive:
        yield Registry(site, archive, _people(folder / "content", site), addresses)


def _people(content: Path, site: Site) -> dict[str, PersonFile]:
    """The files of persons as they lie there, by key: a merge may follow another before the next build."""
    found: dict[str, PersonFile] = {}
    problems: list[Problem] = []
    for file in sorted((content / "people").rglob("*.md")):
        if not file.name.startswith("."):
            try:
                person = read_person(file.relative_to(content).as_posix(), file.read_bytes(), site)
                found[person.key] = person
            except ContentError as error:
                problems += error.problems
    if problems:
        raise ContentError(problems)
    return found


def told_people(persons: Sequence[Listed], suggestions: Sequence[Suggestion]) -> Iterator[str]:
    """What `sitegen people` prints: a row for each person, and what may be one's under two names."""
    widths = [
        min(max(map(len, column), default=0), 40) for column in ([p.key for p in persons], [p.name for p in persons])
    ]
    for person in persons:
        file = "hidden" if person.hidden else "file" if person.file else ""
        seen = ", ".join(word for word in (person.role, person.country, file) if word)
        row = f"{person.count:6}  {person.key:{widths[0]}}  {person.name:{widths[1]}}  {f'({seen})' if seen else ''}"
        yield row.rstrip()
    if suggestions:
        yield "\nThese names may be one person's. Where they are two people's: sitegen people apart ONE OTHER"
    hidden = {person.key for person in persons if person.hidden}
    for found in suggestions:
        what = f'sitegen people merge "{found.fewer}" {found.more}'
        if found.more in hidden:
            what = f"content/people/{found.more}.md hides the second; are the first's names among its spellings?"
        yield f"\n  {found.reason}:  {what}"
        for name, count, example in zip((found.fewer, found.more), found.counts, found.examples, strict=True):
            yield f"{count:10}  {name}  {example}".rstrip()
