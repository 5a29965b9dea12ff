"""The pages that lead to lists: all countries, persons by letter, agencies, the feeds, search; and the editor's own."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from sitegen import keys
from sitegen.changes import letters_in_use
from sitegen.model import Entity
from sitegen.names import labels, letter_of, sort_key
from sitegen.newsroom import Newsroom
from sitegen.slugs import slug
from sitegen.views import (
    Counted,
    FeedGroup,
    FeedRow,
    FeedsPage,
    Group,
    Head,
    IndexPage,
    Link,
    SearchPage,
    TextPage,
)

MOST_NAMED = 60
"""Persons that the page of all persons names; the others stand on the pages of their letters."""


def countries_page(room: Newsroom) -> IndexPage:
    """All countries in the news, by name."""
    entries = [Counted(room.link_to(f"country/{code}"), count) for code, count in _countries(room).items()]
    entries.sort(key=lambda entry: slug(entry.link.name))
    return _index(room, "countries", room.addresses.countries, (Group("", tuple(entries)),))


def persons_page(room: Newsroom) -> IndexPage:
    """The letters, and the persons most often in the news."""
    persons = sorted(_persons(room), key=lambda person: (-person.count, person.key))[:MOST_NAMED]
    persons.sort(key=lambda person: sort_key(person.name))
    entries = _entries(room, persons)
    groups = (Group(room.word("most_named"), entries),) if entries else ()
    return _index(room, "persons", room.addresses.persons, groups, letters=_letters(room))


def letter_page(room: Newsroom, letter: str) -> IndexPage | None:
    """All persons whose surname opens with `letter`; None without any."""
    persons = [person for person in _persons(room) if letter_of(person.name) == letter]
    if not persons:
        return None
    persons.sort(key=lambda person: sort_key(person.name))
    groups = (Group(letter.upper() if letter != "0" else "0-9", _entries(room, persons)),)
    return _index(room, "persons", room.addresses.letter(letter), groups, letter, _letters(room))


def agencies_page(room: Newsroom) -> IndexPage:
    """All agencies of which stories stand on the site."""
    agencies = [entity for entity in room.archive.tallies.entities("agency") if slug(entity.name)]
    entries = [Counted(room.link_to(entity.key), entity.count) for entity in agencies]
    entries.sort(key=lambda entry: slug(entry.link.name))
    return _index(room, "agencies", room.addresses.agencies, (Group("", tuple(entries)),))


def feeds_page(room: Newsroom) -> FeedsPage | None:
    """Every feed but those of persons, which stand on the persons' own pages; None on a site without feeds."""
    if not room.site.feeds:
        return None
    title = room.word("feeds")
    sections = [f"section/{section}" for section in room.site.sections]
    countries = [f"country/{code}" for code, count in _countries(room).items() if count]
    agencies = [entity.key for entity in room.archive.tallies.entities("agency") if slug(entity.name)]
    groups = (
        _feed_group(room, room.word("all_news"), [keys.HOME, keys.CORRECTIONS]),
        _feed_group(room, room.word("sections"), sections),
        _feed_group(room, room.word("countries"), sorted(countries, key=lambda key: slug(room.name_of(key)))),
        _feed_group(room, room.word("agencies"), sorted(agencies, key=lambda key: slug(room.name_of(key)))),
    )
    return FeedsPage(
        head=Head(
            title=title,
            description=room.word("feeds_lead"),
            address=room.addresses.feeds,
            feeds=room.feed_links(keys.HOME),
        ),
        title=title,
        lead=room.word("feeds_lead"),
        groups=tuple(group for group in groups if group.rows),
    )


def search_page(room: Newsroom) -> SearchPage | None:
    """The search page; None on a site without search."""
    if not room.site.search:
        return None
    below = room.archive.lists.periods
    years = tuple(
        (_period(room, year), tuple(_period(room, month) for month in below(keys.HOME, year)))
        for year in below(keys.HOME)
    )
    title = room.word("search")
    return SearchPage(
        head=Head(title=title, description=room.word("search_lead"), address=room.addresses.search),
        title=title,
        years=years,
    )


def editors_page(room: Newsroom, name: str) -> TextPage | None:
    """The page in `content/pages/<name>.md`; None if there is none."""
    page = room.pages.get(name)
    if page is None:
        return None
    head = Head(title=page.title, description=page.summary or page.title, address=room.addresses.page(name))
    return TextPage(head=head, kind="page", title=page.title, prose=room.rooted(page.prose), links=())


def missing_page(room: Newsroom) -> TextPage:
    """What a host shows where there is nothing."""
    title = room.word("not_found_title")
    links = [Link(room.word("back_home"), room.addresses.home)]
    if room.site.search:
        links.append(Link(room.word("search"), room.addresses.search))
    head = Head(title=title, description=room.word("not_found"), address="/404.html", noindex=True)
    prose = f"<p>{room.word('not_found')}</p>"
    return TextPage(head=head, kind="missing", title=title, prose=prose, links=tuple(links))


def moved_page(room: Newsroom, old: str, new: str) -> TextPage:
    """What stands at an old address, for hosts that know no redirects."""
    title = room.word("moved_title")
    return TextPage(
        head=Head(title=title, description=room.word("moved"), address=new, noindex=True),
        kind="moved",
        title=title,
        prose=f"<p>{room.word('moved')}</p>",
        links=(Link(room.absolute(new), new),),
        target=room.absolute(new),
    )


def _countries(room: Newsroom) -> dict[str, int]:
    """Codes of the countries that have a page, with their numbers of stories."""
    counts = {entity.key.partition("/")[2]: entity.count for entity in room.archive.tallies.entities("country")}
    return {code: counts.get(code, 0) for code in sorted({*counts, *room.country_files})}


def _persons(room: Newsroom) -> list[Entity]:
    """The persons that have a page."""
    entities = room.archive.tallies.entities("person")
    # A file's name goes before the one that stories have.
    named = ((entity, room.people.get(entity.key.partition("/")[2])) for entity in entities)
    known = [replace(entity, name=file.name) if file else entity for entity, file in named]
    with_stories = {person.key for person in known}
    filed = [
        Entity(key=f"person/{person.key}", name=person.name, count=0)
        for person in room.people.values()
        if not person.hidden and f"person/{person.key}" not in with_stories
    ]
    return known + filed


def _entries(room: Newsroom, persons: Iterable[Entity]) -> tuple[Counted, ...]:
    """Persons as an index lists them: those who share a name told apart."""
    apart = labels(room.people.values())
    links = ((person, apart.get(person.key.partition("/")[2]) or person.name) for person in persons)
    return tuple(Counted(Link(name, room.addresses.list_of(person.key)), person.count) for person, name in links)


def _letters(room: Newsroom) -> tuple[Link, ...]:
    letters = sorted(letters_in_use(room.archive, room.people))
    return tuple(Link(letter.upper() if letter != "0" else "0-9", room.addresses.letter(letter)) for letter in letters)


def _index(
    room: Newsroom,
    kind: str,
    address: str,
    groups: tuple[Group, ...],
    letter: str = "",
    letters: tuple[Link, ...] = (),
) -> IndexPage:
    title = room.word(kind)
    name = f"{title}: {letter.upper()}" if letter else title
    return IndexPage(
        head=Head(title=name, description=room.word(f"{kind}_lead"), address=address),
        kind="letter" if letter else kind,
        title=title,
        lead=room.word(f"{kind}_lead"),
        letters=letters,
        letter=letter,
        groups=groups,
    )


def _feed_group(room: Newsroom, heading: str, lists: list[str]) -> FeedGroup:
    return FeedGroup(heading, tuple(FeedRow(room.link_to(key), room.feed_links(key)) for key in lists))


def _period(room: Newsroom, period: str) -> Link:
    return Link(room.dates.period(period), room.addresses.period(keys.HOME, period))
