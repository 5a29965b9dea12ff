"""From the archive to the search index: what search knows of each story, and which shards are made of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sitegen.model import Story
from sitegen.newsroom import Newsroom
from sitegen.pagefind import PagefindError, pagefind_version
from sitegen.publication import seen
from sitegen.search import BuiltShard, ShardInput, build_core, build_shards, publish, sweep_cache, withdraw
from sitegen.shards import SearchRecord, SearchSettings, Shard, input_hash, plan_shards


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """A search index in its cache, to be published."""

    shards: tuple[BuiltShard, ...]
    core: str
    """Folder of what all shards share; '' where it could not be made."""
    settings: SearchSettings
    failure: str = ""
    """Why it is not whole; what a shard that lacks would hold cannot be found until a build makes it."""


def made_index(room: Newsroom, cache: Path) -> Index:
    """The index of all published stories; shards whose stories have not changed are not built again.

    If Pagefind fails, the index says so and lacks what could not be made: pages do not wait for it.
    """
    settings = SearchSettings(language=room.language.code, typeahead=(room.word("filter_person").lower(),))
    try:
        core = build_core(cache, settings)
        built = build_shards(wanted_shards(room, settings), cache, settings)
    except PagefindError as error:
        return Index(shards=(), core="", settings=settings, failure=str(error))
    return Index(shards=built.shards, core=core, settings=settings, failure=str(built.failure or ""))


def wanted_shards(room: Newsroom, settings: SearchSettings) -> list[ShardInput]:
    """The shards of all published stories as they are to be, oldest first."""
    days = room.archive.lists.days()
    shards = plan_shards((day, count) for day, count, _ in days)
    digests = {day: f"{day} {digest}" for day, _, digest in days}
    known = (room.site.agencies, room.language.words, room.countries)
    names = repr([sorted(table.items()) for table in known])
    return [_input(room, shard, digests, settings, names) for shard in shards]


def publish_index(index: Index, cache: Path, target: Path) -> int:
    """Number of files that were written to show the index at `target`; what is no longer needed goes."""
    if not index.core:
        withdraw(target)
        return 0
    done = publish(index.shards, index.core, cache, target, index.settings)
    sweep_cache(cache, {index.core, *(shard.folder for shard in index.shards)})
    return done.files


def _input(room: Newsroom, shard: Shard, digests: dict[str, str], settings: SearchSettings, names: str) -> ShardInput:
    rows = room.archive.lists.stories_of_days
    if shard.whole:
        told = [digest for day, digest in digests.items() if shard.first <= day <= shard.last]
    else:
        own = rows(shard.first, shard.last)[shard.skip : shard.skip + shard.count]
        told = [f"{address} {words}" for _, address, _, words in own]

    def records() -> Iterator[SearchRecord]:
        for moment, _, number, _ in rows(shard.first, shard.last)[shard.skip : shard.skip + shard.count]:
            story = seen(*room.archive.story_as_seen(number))
            yield _record(room, story, moment)

    return ShardInput(shard=shard, input=input_hash([names, *told], settings, pagefind_version()), records=records)


def _record(room: Newsroom, story: Story, moment: str) -> SearchRecord:
    codes = (*story.countries, *story.dateline_countries)
    countries = tuple(room.countries[code] for code in codes)
    filters = {
        "filter_country": countries,
        "filter_person": tuple(person.label or person.name for person in story.persons if person.key),
        "filter_section": (story.section,) if story.section else (),
        "filter_agency": tuple(room.site.agency_name(code) for code in story.dateline.agencies),
        "filter_kind": (room.word(f"kind_{story.kind}"),),
        "filter_year": (f"{story.when.at:%Y}",) if story.when.at else (),
    }
    return SearchRecord(
        address=story.address,
        title=story.title,
        text=story.text,
        moment=moment,
        filters=tuple((room.word(name).lower(), values) for name, values in filters.items() if values),
        meta=(("date", room.dates(story.when)),),
        also=" ".join(countries),
    )
