"""The page of one story, its tombstone, and what search engines are told of it (schema.org/NewsArticle)."""

from __future__ import annotations

from typing import Any

from sitegen import keys
from sitegen.dates import machine
from sitegen.model import Story
from sitegen.newsroom import Newsroom, json_safe
from sitegen.publication import State, gives_ninjs, seen
from sitegen.slugs import slug
from sitegen.versionpages import changes
from sitegen.views import Block, FeedLink, Head, Link, Note, StoryPage, Teaser, TextPage


def story_page(room: Newsroom, number: int, story: Story, state: State) -> StoryPage | TextPage:
    """The page at the address of a published story: the story, or its tombstone."""
    if state == "gone":
        return tombstone(room, story.address, "gone" if story.status == "canceled" else "expired")
    story = seen(story, state)
    own = room.addresses
    # Its neighbours show the same teaser, whose dates are in words already.
    period, teaser = room.teaser_of(number, near=True)
    row = keys.TICKER if story.kind == "ticker" else keys.ARTICLES
    older, newer = room.archive.lists.neighbours(row, story.rank)
    return StoryPage(
        head=_head(room, story, state, teaser),
        kind=story.kind,
        title=story.title,
        section=teaser.section,
        places=_places(room, story),
        agencies=tuple(Link(code, own.agency(code)) for code in story.dateline.agencies if slug(code)),
        day=Link(room.dates.period(period), own.period(keys.HOME, period)) if period else None,
        stamp=teaser.stamp,
        updated=teaser.updated,
        byline=story.byline,
        corrections=tuple(Note(stamp=room.stamp(note.at), text=note.note) for note in story.corrections),
        history=own.versions(story.address) if changes(room, story, state) else "",
        image=story.image,
        image_alt=story.image_alt,
        image_credit=story.image_credit,
        prose=room.rooted(story.prose),
        opens_with_title=story.text.startswith(story.title),
        rights_ended=state == "headline",
        countries=tuple(room.link_to(f"country/{code}") for code in (*story.countries, *story.dateline_countries)),
        persons=tuple(Link(person.name, own.person(person.key)) for person in story.persons if person.key),
        more=_more(room, story),
        related=_related(room, story),
        older=_neighbour(room, older),
        newer=_neighbour(room, newer),
    )


def tombstone(room: Newsroom, address: str, reason: str) -> TextPage:
    """The page that stands where a story was: 'gone' (killed), 'expired', or 'legal' (451). Not a word of the story."""
    title = room.word(f"{reason}_title")
    head = Head(title=title, description=room.word(reason), address=address, noindex=True)
    links = (Link(room.word("back_home"), room.addresses.home),)
    return TextPage(head=head, kind="gone", title=title, prose=f"<p>{room.word(reason)}</p>", links=links)


def _places(room: Newsroom, story: Story) -> tuple[Link, ...]:
    """The places of the dateline; each leads to its country if the story is listed there."""
    listed = {*story.countries, *story.dateline_countries}
    codes = (*story.place_countries, *("" for _ in story.dateline.places))
    return tuple(
        Link(place, room.addresses.country(code) if code in listed else "")
        for place, code in zip(story.dateline.places, codes, strict=False)
    )


def _more(room: Newsroom, story: Story) -> Block | None:
    if not story.section:
        return None
    key = f"section/{story.section}"
    stories = room.teasers(room.archive.lists.older(key, story.rank, keys.SHOWN_BEFORE))
    heading = Link(room.word("more_from", section=story.section), room.addresses.list_of(key))
    return Block(heading, stories) if stories else None


def _related(room: Newsroom, story: Story) -> Block | None:
    key = keys.lead_key(story)
    if not key:
        return None
    stories = room.teasers(room.archive.lists.older(key, story.rank, keys.SHOWN_BEFORE))
    kind, _, name = key.partition("/")
    # The story's own form of a person's name: what other stories call them must not change this page.
    own = next((person.name for person in story.persons if person.key == name), "") if kind == "person" else ""
    heading = Link(room.word("related", name=own or room.name_of(key)), room.addresses.list_of(key))
    return Block(heading, stories) if stories else None


def _neighbour(room: Newsroom, number: int | None) -> Link | None:
    if number is None:
        return None
    _, teaser = room.teaser_of(number)
    return Link(teaser.title, teaser.address)


def _head(room: Newsroom, story: Story, state: State, teaser: Teaser) -> Head:
    ninjs = FeedLink("ninjs", "application/json", "ninjs", room.addresses.ninjs(story.address))
    return Head(
        title=story.title,
        description=story.summary or story.title,
        address=story.address,
        kind="article",
        published=teaser.stamp.machine,
        modified=teaser.updated.machine if teaser.updated else "",
        section=story.section or "",
        image=story.image,
        jsonld=json_safe(_news_article(room, story, teaser)),
        feeds=(*room.home_feeds, ninjs) if gives_ninjs(story, state, room.site) else room.home_feeds,
    )


def _news_article(room: Newsroom, story: Story, teaser: Teaser) -> dict[str, Any]:
    """schema.org/NewsArticle; a date in it is no finer than it is known."""
    publisher = {"@type": "Organization", "name": room.site.title, "url": room.absolute("/")}
    names = dict.fromkeys(room.site.agency_name(code) for code in story.dateline.agencies)
    agencies = [{"@type": "Organization", "name": name} for name in names]
    countries = (*story.countries, *story.dateline_countries)
    about = [
        {"@type": "Country", "name": room.countries[code], "url": room.absolute(room.addresses.country(code))}
        for code in countries
    ]
    about += [
        {"@type": "Person", "name": person.name, "url": room.absolute(room.addresses.person(person.key))}
        for person in story.persons
        if person.key
    ]
    facts = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "description": story.summary,
        "url": room.absolute(story.address),
        "mainEntityOfPage": room.absolute(story.address),
        "inLanguage": room.language.locale,
        "datePublished": teaser.stamp.machine,
        "dateModified": teaser.updated.machine if teaser.updated else "",
        "dateline": "/".join(story.dateline.places),
        "articleSection": story.section or "",
        "wordCount": story.words,
        "image": room.absolute(story.image) if story.image else "",
        "author": {"@type": "Person", "name": story.byline} if story.byline else agencies or publisher,
        "publisher": publisher,
        "about": about,
        "correction": [
            {"@type": "CorrectionComment", "text": note.note, "datePublished": machine(note.at)}
            for note in story.corrections
        ],
    }
    return {name: value for name, value in facts.items() if value}
