"""An invented archive of small stories for the tests of search: made, planned, built and published."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from sitegen.pagefind import pagefind_version
from sitegen.search import BuiltShard, Published, ShardInput, build_core, build_shards, publish
from sitegen.shards import SearchRecord, SearchSettings, input_hash, plan_shards, record_digest

SETTINGS = SearchSettings(language="nl", typeahead=("persoon",))
LANDS = ("België", "Polen", "Frankrijk")
SECTIONS = ("Binnenland", "Buitenland")
PERSONS = ("Anna de Wit", "Bram Jansen", "Chloé Maas")


def story(number: int, moment: str, *, repeats: int = 1, title: str = "", text: str = "") -> SearchRecord:
    """Story `number`; the word 'haven' stands in it `repeats` times, so that scores and dates disagree."""
    return SearchRecord(
        address=f"/{moment[:10].replace('-', '/')}/bericht-{number}/" if moment else f"/zonder-datum/bericht-{number}/",
        title=title or f"Bericht {number} over de kade",
        text=text
        or f"{'De haven telt schepen. ' * repeats}Het was rustig aan het water, kenmerk k{number}z. "
        + _made_up(number),
        moment=moment,
        filters=(
            ("land", (LANDS[number % 3],)),
            ("persoon", (PERSONS[number % 3],)),
            ("sectie", (SECTIONS[number % 2],)),
            ("jaar", (moment[:4],) if moment else ()),
        ),
        meta=(("date", f"op {moment[:10]}" if moment else "datum onbekend"),),
        also="havenstad" if number == 7 else "",
    )


def _made_up(number: int) -> str:
    """Eight words of no language that no other story has, so that a shard's word list fills several files."""
    letters = "bcdfghjklmnprstvwz"
    some = range(number * 8, number * 8 + 8)
    return " ".join(f"{letters[n % 18]}a{letters[n // 18 % 18]}o{letters[n // 324 % 18]}el" for n in some)


def archive() -> tuple[SearchRecord, ...]:
    """Ten undated-to-recent stories a day on 60 days over three years, the older ones richer in the word."""
    days = [f"{year}-{month:02}-{day:02}" for year in (2024, 2025, 2026) for month in (2, 9) for day in range(3, 13)]
    return (
        *(story(number, "") for number in (9001, 9002)),
        *(
            story(number, f"{day}T{17 - number % 10:02}:00:00Z", repeats=1 + (7 * number) % 9)
            for number, day in enumerate(day for day in days for _ in range(10))
        ),
    )


def shard_inputs(records: Iterable[SearchRecord], settings: SearchSettings = SETTINGS) -> tuple[ShardInput, ...]:
    """What a build would want of these records, worked out the plain way."""
    ordered = sorted(records, key=lambda record: (record.moment, record.address))
    days = {day: tuple(some) for day, some in groupby(ordered, key=lambda record: record.moment[:10])}
    inputs = []
    for shard in plan_shards((day, len(some)) for day, some in days.items()):
        whole = [record for day in sorted(days) if shard.first <= day <= shard.last for record in days[day]]
        mine = whole[shard.skip : shard.skip + shard.count]
        key = input_hash(map(record_digest, mine), settings, pagefind_version())
        inputs.append(ShardInput(shard=shard, input=key, records=lambda mine=tuple(mine): mine))  # type: ignore[misc]
    return tuple(inputs)


@dataclass(frozen=True, slots=True)
class Search:
    """A site's search as built: its shards and what publishing it changed."""

    shards: tuple[BuiltShard, ...]
    published: Published


def make_search(records: Iterable[SearchRecord], room: Path) -> Search:
    """`records` published below `room/site/pagefind/`, with `room/cache/` kept from an earlier call."""
    cache = room / "cache"
    built = build_shards(shard_inputs(records), cache, SETTINGS)
    assert built.failure is None
    shards = built.shards
    core = build_core(cache, SETTINGS)
    return Search(shards, publish(shards, core, cache, room / "site" / "pagefind", SETTINGS))
