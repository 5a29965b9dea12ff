"""A change of content, as it moves through the archive: what is published, who is counted, what becomes dirty."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from sitegen import keys
from sitegen.archive import Archive
from sitegen.config import Site
from sitegen.dirty import Gathering, Move, calendar_periods, count_changes, pair_changes, showing
from sitegen.entries import Entry, Row, Shown
from sitegen.history import corrections_of, deleted_of
from sitegen.listings import day_of
from sitegen.model import Card, Entity, PersonFile, Story
from sitegen.names import letter_of
from sitegen.publication import State, Terms, seen, state, terms

EVERYTHING = "*"
"""The key that stands for all keys."""
_packed = msgspec.msgpack.Encoder().encode


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """A story file that is new, changed or gone (`story` is None), or whose state may have changed by itself."""

    path: str
    story: Story | None
    why: str
    known: bool = False
    """The story comes from the archive, also from one in which there was nothing when it was opened."""


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
    gathering = Gathering(archive, site.feed_items if site.feeds else 0, [one.move for one in prepared], dirty)
    if not everything:
        gathering.before()
    moves = _write(archive, prepared)
    archive.tallies.add_pairs(pair_changes(moves))
    if not everything:
        archive.tallies.drop_empty_pairs()
        gathering.after(moves)
        tallied = sorted({key for move in moves for key in move.tallied()})
        recount(archive, people, dirty, tallied, count_changes(moves))
        recount_days(archive, {day_of(story.rank) for move in moves for story in move.stories})
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


def letters_in_use(archive: Archive, people: Mapping[str, PersonFile]) -> frozenset[str]:
    """The letters that have a page of persons; the bar of them stands on each of those pages."""
    filed = (letter_of(file.name) for file in people.values() if not file.hidden)
    return frozenset((*archive.tallies.letters(), *filed))


def recount(
    archive: Archive,
    people: Mapping[str, PersonFile],
    dirty: dict[str, str],
    entity_keys: Iterable[str] | None = None,
    more: Mapping[str, int] | None = None,
) -> None:
    """Brings names and counts of countries, persons, agencies, sections and the ticker up to date: of some, or of all.

    What shows them, or links to a page that comes or goes, becomes dirty. `more` is how many stories more each list has
    than when it was counted; without it all are counted.
    """
    if entity_keys is None:
        archive.tallies.drop_empty_pairs()
        recount_days(archive, {*archive.lists.days_with_stories(), *(day for day, _, _ in archive.lists.days())})
        known = {
            entity.key
            for kind in ("country", "person", "agency", "section")
            for entity in archive.tallies.entities(kind)
        }
        entity_keys = sorted(known | {keys.TICKER, *filter(keys.is_tallied, archive.lists.list_keys())})
    for key in entity_keys:
        _recount(archive, key, people, dirty, None if more is None else more.get(key, 0))


@dataclass(frozen=True, slots=True)
class _Ready:
    """An update with what it will do."""

    update: Update
    row: Row | None
    terms: Terms | None
    state: State
    move: Move
    before: Story | None = None
    """The story as the archive had it, whatever its state."""
    replaced: bool = False


def _prepare(archive: Archive, update: Update, site: Site, as_of: int, drafts: bool, growth: bool) -> _Ready | None:
    """What an update will do; None if that is nothing: the file was touched, but tells the same story."""
    row = None if archive.is_blank and not update.known else archive.row(update.path)
    before = archive.story(row.number) if row else None
    old = seen(before, row.state) if row and before and row.state != "absent" else None
    media = keys.media_of(before) if before else ()
    told = keys.list_keys(before) if row and before and row.state == "gone" else ()
    grown = archive.history.grown_addresses(update.path) if row and growth else ()
    if update.story is None:
        return _Ready(update, row, None, "absent", Move(update.why, old, None, media, told, grown), before)
    media += keys.media_of(update.story)
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
    stays = row is not None and row.state == new_state and _shown_alike(old, new)
    # A tombstone shows no file, and yet decides whether one that it names is given out.
    same_media = stays and before is not None and keys.media_of(before) == keys.media_of(update.story)
    move = Move(update.why, old, new, () if same_media else media, told, grown, stays)
    return _Ready(update, row, conditions, new_state, move, before, replaced)


def _shown_alike(old: Story | None, new: Story | None) -> bool:
    """Whether lists show two versions of a story, in one state, as the same at the same place."""
    return (
        old is not None
        and new is not None
        and old.rank == new.rank
        and old.aliases == new.aliases
        and card_of(old) == card_of(new)
    )


def _lists(story: Story | None, state: State) -> tuple[str, ...]:
    return keys.list_keys(story) if story and state in ("full", "headline") else ()


def _write(archive: Archive, prepared: Sequence[_Ready]) -> list[Move]:
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
        moves.append(Move(move.why, old, move.new if ready.state != "gone" else None, stays=move.stays))
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
        [(person.key, person.label or person.name) for person in story.persons],
    )
    return hashlib.blake2b(_packed(known), digest_size=8).hexdigest()


def _recount(
    archive: Archive, key: str, people: Mapping[str, PersonFile], dirty: dict[str, str], more: int | None
) -> None:
    kind, _, name = key.partition("/")
    old = archive.tallies.entity(key)
    count = archive.lists.count(key) if more is None or old is None else old.count + more
    if kind == "person":
        file = people.get(name)
        seen_name, role, country = _as_told(archive, key)
        name = (file.name if file else seen_name) or (old.name if old else name)
        archive.tallies.set_entity(Entity(key=key, name=name, count=count, role=role, country=country))
    else:
        archive.tallies.set_entity(Entity(key=key, name=name, count=count))
    new = archive.tallies.entity(key)
    if new == old or EVERYTHING in dirty:
        return
    why = f"{key} went from {old.count if old else 0} to {count} stories"
    touched = [f"list:{key}", *([f"index:{kind}"] if name else [])]
    if kind == "person":
        touched += [f"letter:{letter_of(entity.name)}" for entity in (old, new) if entity]
    least = keys.LISTED_WITH.get(kind, 0)
    if (old is not None and old.count >= least) != (new is not None and new.count >= least):
        touched.append("sitemap:")
    if (old and old.name) != (new and new.name):
        touched += [f"list:{other}" for other in showing(archive, key)]
        touched += [f"calendar:{key}:{period}" for period in calendar_periods(archive, key)]
        if kind == "country":
            touched += [f"list:person/{file.key}" for file in people.values() if file.country == name]
            touched += [f"list:{person}" for person in archive.tallies.persons_from(name)]
        if kind != "person":
            touched.append("index:feeds")
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
