"""A change of content, as it moves through the archive: what is published, and which keys it makes dirty.

A story's change dirties the keys of its old and new version and the few neighbours that show it. Nothing is recorded
while rendering: what a page shows is known from its key, so what dirties it is known here.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

from sitegen import keys
from sitegen.archive import Archive, Entry, Row, Shown
from sitegen.config import Site
from sitegen.history import corrections_of, deleted_of
from sitegen.listings import day_of
from sitegen.model import Card, Entity, PersonFile, Story
from sitegen.names import letter_of
from sitegen.publication import State, Terms, seen, state, terms

EVERYTHING = "*"
"""The key that stands for all keys."""
_CALENDAR_KINDS = ("home", "ticker", "section", "country", "person", "agency")


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """A story file that is new, changed or gone (`story` is None), or whose state may have changed by itself."""

    path: str
    story: Story | None
    why: str
    known: bool = False
    """The story comes from the archive, also from one in which there was nothing when it was opened."""


@dataclass(frozen=True, slots=True)
class _Move:
    """A published story as it was and as it will be; None where it is in no list."""

    why: str
    old: Story | None
    new: Story | None
    media: tuple[str, ...] = ()
    """Files that the story showed or will show, whatever its state."""
    told: tuple[str, ...] = ()
    """Lists of which the feeds tell, or told, that the story is deleted."""
    grown: tuple[str, ...] = ()
    """Addresses at which the story stood, or stands no more, because an article replaces it."""


def is_crowded(archive: Archive, key: str, period: str) -> bool:
    """Whether the stories of a list in a period are too many for one page."""
    return archive.lists.count(key, period, keys.CROWDED + 1) > keys.CROWDED


def has_calendar(archive: Archive, key: str, period: str) -> bool:
    """Whether a list has a page for a period (in which it has stories)."""
    if key in keys.WHOLE_CALENDARS:
        return True
    parents = [period[:end] for end in (4, 7) if end < len(period)]
    return archive.lists.count(key, "", keys.LIST_STORIES + 1) > keys.LIST_STORIES and all(
        is_crowded(archive, key, parent) for parent in parents
    )


def calendar_periods(archive: Archive, key: str, within: str = "") -> Iterator[str]:
    """The periods for which a list has a page: all, or those within one of them."""
    if not within and not (
        key in keys.WHOLE_CALENDARS or archive.lists.count(key, "", keys.LIST_STORIES + 1) > keys.LIST_STORIES
    ):
        return
    for period in archive.lists.periods(key, within):
        yield period
        if period.count("-") < 2 and (key in keys.WHOLE_CALENDARS or is_crowded(archive, key, period)):
            yield from calendar_periods(archive, key, period)


def apply(
    archive: Archive,
    updates: Iterable[Update],
    site: Site,
    *,
    as_of: int,
    drafts: bool,
    people: Mapping[str, PersonFile],
    everything: bool,
) -> dict[str, str]:
    """Writes `updates` into the archive; gives the dirty keys, each with its reason.

    With `everything` (many updates, or a first build) only the key that stands for all is given. Memory then holds no
    more than the updates of one call. Entities must afterwards be recounted by `recount`.
    """
    dirty: dict[str, str] = {EVERYTHING: "everything is made"} if everything else {}
    growth = archive.history.has_growth()
    ready = (_prepare(archive, update, site, as_of, drafts, growth) for update in updates)
    prepared = [one for one in ready if one is not None]
    if not everything:
        for one in prepared:
            _gather(archive, one.move, dirty)
        crowds = _crowds(archive, [one.move for one in prepared])
    moves = _write(archive, prepared)
    archive.tallies.add_pairs(_pair_changes(moves))
    if not everything:
        archive.tallies.drop_empty_pairs()
        for move in moves:
            _gather(archive, move, dirty)
        _gather_splits(archive, crowds, dirty)
        recount(archive, people, dirty, _entity_keys(moves))
        recount_days(archive, {day_of(story.rank) for move in moves for story in (move.old, move.new) if story})
    # In a new archive nothing is found by id before its indexes are made; then all of them are looked at.
    if not archive.is_blank and (again := list(_regrown(archive, prepared, dirty))):
        dirty |= apply(archive, again, site, as_of=as_of, drafts=drafts, people=people, everything=everything)
    return dirty


def is_replaced(archive: Archive, story: Story) -> bool:
    """Whether a published article replaces this story. Only ticker items are replaced, so nothing goes in circles."""
    return story.kind == "ticker" and archive.history.is_replaced(story.id)


def _regrown(archive: Archive, prepared: Sequence[_Ready], dirty: dict[str, str]) -> Iterator[Update]:
    """The ticker items that the updated articles replace, or replaced, to be looked at again."""
    why: dict[str, str] = {}
    for one in prepared:
        for story in (one.before, one.update.story):
            if story and story.replaces and story.kind == "article":
                why |= dict.fromkeys(story.replaces, one.update.why)
    for id, reason in sorted(why.items()):
        for row in archive.rows_of(id):
            for address in archive.history.grown_addresses(row.path):  # the article's address may be another
                dirty |= {f"moved:{address}": reason, "hosting:": reason}
            yield Update(path=row.path, story=archive.story(row.number), why=reason, known=True)


def all_grown(archive: Archive) -> Iterator[Update]:
    """The ticker items that any published article replaces, to be looked at again."""
    for id in archive.history.growth():
        for row in archive.rows_of(id):
            yield Update(path=row.path, story=archive.story(row.number), why="an article replaces it", known=True)


def recount(
    archive: Archive, people: Mapping[str, PersonFile], dirty: dict[str, str], entity_keys: Iterable[str] | None = None
) -> None:
    """Brings names and counts of countries, persons, agencies and sections up to date: of some keys, or of all.

    What shows them, or links to a page that comes or goes, becomes dirty.
    """
    if entity_keys is None:
        archive.tallies.drop_empty_pairs()
        recount_days(archive, {*archive.lists.days_with_stories(), *(day for day, _, _ in archive.lists.days())})
        known = {
            entity.key
            for kind in ("country", "person", "agency", "section")
            for entity in archive.tallies.entities(kind)
        }
        entity_keys = sorted(known | {key for key in archive.lists.list_keys() if "/" in key})
    for key in entity_keys:
        _recount(archive, key, people, dirty)


@dataclass(frozen=True, slots=True)
class _Ready:
    """An update with what it will do."""

    update: Update
    row: Row | None
    terms: Terms | None
    state: State
    move: _Move
    before: Story | None = None
    """The story as the archive had it, whatever its state."""
    replaced: bool = False


def _prepare(archive: Archive, update: Update, site: Site, as_of: int, drafts: bool, growth: bool) -> _Ready | None:
    """What an update will do; None if that is nothing: the file was touched, but tells the same story."""
    row = None if archive.is_blank and not update.known else archive.row(update.path)
    before = archive.story(row.number) if row else None
    old = seen(before, row.state) if row and before and row.state != "absent" else None
    media = tuple(path for story in (before, update.story) if story for path in keys.media_of(story))
    told = keys.list_keys(before) if row and before and row.state == "gone" else ()
    grown = archive.history.grown_addresses(update.path) if row and growth else ()
    if update.story is None:
        return _Ready(update, row, None, "absent", _Move(update.why, old, None, media, told, grown), before)
    conditions = terms(update.story, site)
    new_state = state(conditions, as_of, drafts)
    was_replaced = bool(grown)
    replaced = growth and new_state != "absent" and is_replaced(archive, update.story)
    if replaced:
        new_state = "absent"
        grown += (update.story.address, *update.story.aliases)
    if row and update.story == before and new_state == row.state and replaced == was_replaced:
        return None
    new = seen(update.story, new_state) if new_state != "absent" else None
    told += keys.list_keys(update.story) if new_state == "gone" else ()
    return _Ready(update, row, conditions, new_state, _Move(update.why, old, new, media, told, grown), before, replaced)


def _lists(story: Story | None, state: State) -> tuple[str, ...]:
    return keys.list_keys(story) if story and state in ("full", "headline") else ()


def _write(archive: Archive, prepared: Sequence[_Ready]) -> list[_Move]:
    """Carries out updates; gives their moves, in which a tombstone, being on no list, counts as not published."""
    entries, moves = [], []
    for ready in prepared:
        row, move, story = ready.row, ready.move, ready.update.story
        if row:
            archive.withdraw(row.number, row.rank, _lists(move.old, row.state))
            archive.history.forget(row.path)
        if story is None:
            if row:
                archive.remove_story(row.number)
        else:
            assert ready.terms is not None
            if ready.replaced:
                archive.history.put_grown(story.path, story.id, (story.address, *story.aliases))
            if ready.state != "absent" and story.replaces and story.kind == "article":
                archive.history.put_growth(story.path, story.replaces)
            if ready.state == "gone":
                archive.history.put(story.path, (), deleted_of(story))
            elif move.new and move.new.corrections:
                archive.history.put(story.path, corrections_of(move.new), ())
            entries.append(Entry(story, ready.terms, _shown(move.new, ready.state), row.number if row else None))
        old = move.old if row and row.state != "gone" else None
        moves.append(_Move(move.why, old, move.new if ready.state != "gone" else None))
    archive.put_stories(entries)
    return moves


def _shown(story: Story | None, state: State) -> Shown:
    """What is seen of a story in a state; `story` holds no more than may be seen."""
    if story is None or state == "gone":
        return Shown(state=state)
    return Shown(
        state=state,
        card=card_of(story),
        words=words_digest(story),
        lists=keys.list_keys(story),
        lead=keys.lead_key(story),
    )


def card_of(story: Story) -> Card:
    """What lists show of a story that may be seen."""
    return Card(
        address=story.address,
        kind=story.kind,
        title=story.title,
        summary=story.summary,
        when=story.when,
        updated=story.updated,
        section=story.section,
        dateline=story.dateline,
        text=" ".join(story.text.split()) if story.kind == "ticker" else "",
        status=story.status,
    )


def _pair_changes(moves: Iterable[_Move]) -> list[tuple[str, str, int]]:
    counts: Counter[tuple[str, str]] = Counter()
    for move in moves:
        for story, sign in ((move.old, -1), (move.new, 1)):
            if story:
                for pair in permutations(keys.entity_keys(story), 2):
                    counts[pair] += sign
    return [(a, b, number) for (a, b), number in counts.items() if number]


def _entity_keys(moves: Iterable[_Move]) -> list[str]:
    stories = [story for move in moves for story in (move.old, move.new) if story]
    return sorted({key for story in stories for key in keys.list_keys(story) if "/" in key})


def _gather(archive: Archive, move: _Move, dirty: dict[str, str]) -> None:
    """Adds the keys that show the move's story, as the archive stands now. Called before and after it is written."""
    for path in move.media:
        dirty.setdefault(f"media:{path}", move.why)
    for key in move.told:
        if key.partition("/")[0] in keys.FEED_LISTS:
            dirty.setdefault(f"list:{key}", move.why)
    for address in move.grown:
        dirty.setdefault(f"moved:{address}", move.why)
        dirty.setdefault("hosting:", move.why)
    for story in (move.old, move.new):
        if story is None:
            continue
        touched = [f"story:{story.address}", f"sitemap:{keys.sitemap_part(story)}", "sitemap:", "latest:", "hosting:"]
        touched += [f"moved:{alias}" for alias in story.aliases]
        touched += keys.correction_keys(story)
        for key in keys.list_keys(story):
            if key != keys.ARTICLES:  # a list without a page, of which the home page shows the newest
                touched.append(f"list:{key}")
            if key.partition("/")[0] in _CALENDAR_KINDS:
                touched += [f"calendar:{key}:{period}" for period in keys.own_periods(story)]
        for period in keys.own_periods(story):
            beside = [name for key in keys.WHOLE_CALENDARS for name in archive.lists.beside(key, period) if name]
            touched += [f"calendar:{key}:{name}" for key in keys.WHOLE_CALENDARS for name in beside]
        touched += [f"story:{archive.lists.address_of(number)}" for number in _neighbours(archive, story)]
        for key in touched:
            dirty.setdefault(key, move.why)


def _neighbours(archive: Archive, story: Story) -> set[int]:
    """The stories whose pages show this one: the next and the one before, and the next five that look back on it."""
    row = keys.TICKER if story.kind == "ticker" else keys.ARTICLES
    found = {*archive.lists.newer(row, story.rank, 1), *archive.lists.older(row, story.rank, 1)}
    if story.section:
        found |= set(archive.lists.newer(f"section/{story.section}", story.rank, keys.SHOWN_BEFORE))
    for key in keys.entity_keys(story):
        found |= set(archive.lists.newer(key, story.rank, keys.SHOWN_BEFORE, only_lead=True))
    return found


def _crowds(archive: Archive, moves: Iterable[_Move]) -> dict[tuple[str, str], bool]:
    """For every list and period that the moves touch, and that does not always split: whether it does."""
    crowds: dict[tuple[str, str], bool] = {}
    for story in (story for move in moves for story in (move.old, move.new) if story):
        for key in keys.list_keys(story):
            if key.partition("/")[0] in _CALENDAR_KINDS and key not in keys.WHOLE_CALENDARS:
                for period in ("", *keys.own_periods(story)[:2]):
                    if (key, period) not in crowds:
                        crowds[key, period] = _splits(archive, key, period)
    return crowds


def _splits(archive: Archive, key: str, period: str) -> bool:
    limit = keys.CROWDED if period else keys.LIST_STORIES
    return archive.lists.count(key, period, limit + 1) > limit


def _below(archive: Archive, key: str, period: str) -> Iterable[str]:
    if period.count("-") < 2:
        for inner in archive.lists.periods(key, period):
            yield inner
            yield from _below(archive, key, inner)


def _gather_splits(archive: Archive, before: Mapping[tuple[str, str], bool], dirty: dict[str, str]) -> None:
    """Adds the calendar pages that come or go because a list or period began or ceased to split.

    A period that is empty now was that of a story that moved: `_gather` has it.
    """
    for (key, period), was in before.items():
        now = _splits(archive, key, period)
        if was != now:
            why = f"{key} {period} now has {'more' if now else 'fewer'} stories than one page shows"
            for inner in _below(archive, key, period):
                dirty.setdefault(f"calendar:{key}:{inner}", why)


def recount_days(archive: Archive, days: Iterable[str]) -> None:
    """Counts the stories of some days in UTC afresh, and digests their words: what search shards are made from."""
    for day in sorted(days):
        rows = archive.lists.words_of_day(day)
        lines = "\n".join([f"{address} {words}" for address, words in rows])
        archive.lists.set_day(day, len(rows), hashlib.blake2b(lines.encode(), digest_size=16).hexdigest())


def words_digest(story: Story) -> str:
    """A digest of all that search knows of a story that may be seen."""
    known = (
        story.address,
        story.kind,
        story.title,
        story.text,
        story.when.precision,
        story.when.at.isoformat() if story.when.at else "",
        story.section,
        story.dateline.agencies,
        story.countries,
        story.dateline_countries,
        [(person.key, person.name) for person in story.persons],
    )
    return hashlib.blake2b(repr(known).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _recount(archive: Archive, key: str, people: Mapping[str, PersonFile], dirty: dict[str, str]) -> None:
    kind, _, name = key.partition("/")
    old = archive.tallies.entity(key)
    count = archive.lists.count(key)
    if kind == "person":
        file = people.get(name)
        seen_name, role, country = _as_told(archive, key)
        name = (file.name if file else seen_name) or (old.name if old else name)
        archive.tallies.set_entity(Entity(key=key, name=name, count=count, role=role, country=country))
    else:
        archive.tallies.set_entity(Entity(key=key, name=name, count=count))
    new = archive.tallies.entity(key)
    if new == old:
        return
    why = f"{key} went from {old.count if old else 0} to {count} stories"
    touched = [f"index:{kind}", f"list:{key}"]
    if kind == "person":
        touched += [f"letter:{letter_of(entity.name)}" for entity in (old, new) if entity]
    if (old and old.name) != (new and new.name):
        touched += ["index:feeds", *(f"list:{partner}" for partner in archive.tallies.partner_keys(key))]
        touched += [f"calendar:{key}:{period}" for period in calendar_periods(archive, key)]
        if kind == "country":
            touched += [f"list:person/{file.key}" for file in people.values() if file.country == name]
            touched += [f"list:{person}" for person in archive.tallies.persons_from(name)]
    if kind == "person" and (bool(old), bool(new)) != (True, True):
        # The bar of letters stands on the page of every letter.
        touched += [f"letter:{letter}" for letter in "0abcdefghijklmnopqrstuvwxyz"]
    for touch in touched:
        dirty.setdefault(touch, why)


ROLE_STORIES = 10
"""How many of the newest stories about a person are asked for a role: an older one may have been laid down."""


def _as_told(archive: Archive, key: str) -> tuple[str, str, str]:
    """A person's name as the newest story about them has it; role and country as the newest that gives a role has them.

    A story whose text may not stand any more gives no role: that is of the text.
    """
    wanted, name = key.partition("/")[2], ""
    for state_now, persons in archive.tallies.persons_of(key, ROLE_STORIES):
        told = next((person for person in persons if person.key == wanted), None)
        if told is None:
            continue
        name = name or told.name
        if told.role and state_now == "full":
            return name, told.role, told.country
    return name, "", ""
