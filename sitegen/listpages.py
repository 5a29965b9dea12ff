"""The pages of lists: home, sections, agencies, the ticker, countries, persons, and the calendar pages behind them."""

from __future__ import annotations

from sitegen import keys
from sitegen.dirty import has_calendar, is_crowded
from sitegen.newsroom import Newsroom, json_safe
from sitegen.prose import prose_html, read_prose
from sitegen.slugs import slug
from sitegen.views import Block, CalendarPage, Counted, EntityPage, Head, HomePage, Link, ListPage, Stamp

HOME_ARTICLES, HOME_TICKER, BLOCK_STORIES = 9, 16, 5


def home_page(room: Newsroom) -> HomePage:
    """The front page: articles and ticker side by side, then a block of each section."""
    archive = room.archive
    articles = room.teasers([number for _, number in archive.lists.newest(keys.ARTICLES, HOME_ARTICLES)])
    ticker = room.days([number for _, number in archive.lists.newest(keys.TICKER, HOME_TICKER)])
    blocks = []
    for section in room.site.sections:
        key = f"section/{section}"
        stories = room.teasers([number for _, number in archive.lists.newest(key, BLOCK_STORIES)])
        if stories:
            blocks.append(Block(Link(section, room.addresses.list_of(key)), stories))
    site = {"@context": "https://schema.org", "@type": "WebSite", "name": room.site.title, "url": room.absolute("/")}
    head = Head(
        title=room.site.title,
        description=room.word("desc_home", name=room.site.title),
        address="/",
        jsonld=json_safe(site),
        feeds=room.feed_links(keys.HOME),
    )
    return HomePage(head=head, articles=articles, ticker=ticker, blocks=tuple(blocks))


def list_page(room: Newsroom, key: str) -> ListPage | EntityPage | None:
    """The page at a list's own address; None for an agency, country or person that has neither story nor file."""
    kind, _, name = key.partition("/")
    total = room.archive.tallies.count(key) if keys.is_tallied(key) else room.archive.lists.count(key)
    if kind in keys.ENTITY_LISTS:
        return entity_page(room, key, total)
    if kind == "agency" and not (total and slug(name)):
        return None
    title = room.name_of(key)
    kicker = {"section": ("sections", ""), "agency": ("agencies", room.addresses.agencies)}.get(kind)
    lead = room.word(f"{kind}_lead") if kind in (keys.TICKER, keys.UNDATED) else ""
    description = lead or room.word(f"desc_{kind}", name=title)
    agency = room.site.agencies.get(name) if kind == "agency" else None
    return ListPage(
        head=Head(
            title=title, description=description, address=room.addresses.list_of(key), feeds=room.feed_links(key)
        ),
        kind=kind,
        kicker=Link(room.word(kicker[0]), kicker[1]) if kicker else None,
        title=title,
        lead=lead,
        count=room.counted(total),
        site=agency.url if agency else "",
        days=room.days([number for _, number in room.archive.lists.newest(key, keys.LIST_STORIES)]),
        years=_years(room, key),
    )


def entity_page(room: Newsroom, key: str, total: int) -> EntityPage | None:
    """The page of a country or person; None where there is neither a story nor an editor's file, or it is hidden."""
    kind, _, name = key.partition("/")
    person = room.people.get(name) if kind == "person" else None
    country = room.country_files.get(name) if kind == "country" else None
    if not (total or person or country) or (person and person.hidden):
        return None
    own = person or country
    title = room.name_of(key)
    newest, oldest = room.archive.lists.newest(key, 1), room.archive.lists.oldest(key)
    last, last_story = _seen(room, newest[0][1] if newest else None)
    first, first_story = _seen(room, oldest[1] if oldest else None)
    told = room.archive.tallies.entity(key) if kind == "person" else None
    role, code = (person.role, person.country) if person else ("", "")
    if told and not role and code in ("", told.country):
        role, code = told.role, told.country
    return EntityPage(
        head=Head(
            title=title,
            description=room.word(f"desc_{kind}", name=title),
            address=room.addresses.list_of(key),
            kind="profile" if kind == "person" else "website",
            noindex=kind == "person" and total < 2,
            feeds=room.feed_links(key) if total else (),
        ),
        kind=kind,
        kicker=Link(
            room.word("persons" if kind == "person" else "countries"),
            room.addresses.persons if kind == "person" else room.addresses.countries,
        ),
        name=title,
        also=(*own.aliases, *(person.spellings if person else ())) if own else (),
        role=role,
        country=room.link_to(f"country/{code}") if room.archive.tallies.entity(f"country/{code}") else None,
        prose=room.rooted(prose_html(read_prose(own.text), ())) if own else "",
        count=room.counted(total),
        first=first,
        first_story=first_story,
        last=last,
        last_story=last_story,
        countries=_partners(room, key, "country"),
        persons=_partners(room, key, "person"),
        days=room.days([number for _, number in room.archive.lists.newest(key, keys.LIST_STORIES)]),
        years=_years(room, key),
    )


def calendar_page(room: Newsroom, key: str, period: str) -> CalendarPage | None:
    """The page of a list for a year, month or day; None where the list has none for it."""
    archive = room.archive
    if not has_calendar(archive, key, period):
        return None
    whole = key in keys.WHOLE_CALENDARS
    crowded = period.count("-") < 2 and is_crowded(archive, key, period)
    stories = [] if crowded else archive.lists.within(key, period)
    # Those of a month stand near each other in the archive, those of a year do not.
    days = room.days(stories, link=whole and period.count("-") < 2, near="-" in period)
    parts = archive.lists.periods(key, period) if (whole or crowded) and period.count("-") < 2 else []
    if not (days or parts):
        return None
    of, title = room.link_to(key), room.dates.period(period)
    up = period.rpartition("-")[0]
    address = room.addresses.period(key, period)
    earlier, later = archive.lists.beside(key, period) if whole else ("", "")
    name = title if key == keys.HOME else f"{of.name}: {title}"
    return CalendarPage(
        head=Head(title=name, description=room.word("desc_period", name=name), address=address),
        title=title,
        of=of,
        up=Link(room.dates.period(up), room.addresses.period(key, up)) if up else of,
        previous=_period_link(room, key, earlier),
        next=_period_link(room, key, later),
        parts=tuple(Link(room.dates.period(part), room.addresses.period(key, part)) for part in parts),
        days=days,
    )


def _period_link(room: Newsroom, key: str, period: str) -> Link | None:
    return Link(room.dates.period(period), room.addresses.period(key, period)) if period else None


def _years(room: Newsroom, key: str) -> tuple[Link, ...]:
    if key == keys.UNDATED or not (
        key in keys.WHOLE_CALENDARS or room.archive.lists.count(key, "", keys.LIST_STORIES + 1) > keys.LIST_STORIES
    ):
        return ()
    years = room.archive.lists.periods(key)
    return tuple(Link(room.dates.period(year), room.addresses.period(key, year)) for year in years)


def _seen(room: Newsroom, number: int | None) -> tuple[Stamp | None, Link | None]:
    if number is None:
        return None, None
    card = room.archive.lists.card(number)
    return room.stamp(card.when), Link(card.title, card.address)


def _partners(room: Newsroom, key: str, kind: str) -> tuple[Counted, ...]:
    partners = room.archive.tallies.partners(key, kind, keys.PARTNERS)
    return tuple(Counted(room.link_to(partner), count) for partner, count in partners)
