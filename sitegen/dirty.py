"""Which keys a change makes dirty, before it is written and after. Nothing is recorded while pages are made.

What a page shows is known from its key, so what dirties it is known here. Most changes of many stories at once are of a
person's file: the stories stay where they are in all lists but that person's. So a story that every list shows as
before (`Move.stays`) dirties its own page, the feeds that tell its text, and the lists that it leaves or joins.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import permutations

from msgspec.structs import replace

from sitegen import keys
from sitegen.archive import Archive
from sitegen.model import Story

_CALENDAR_KINDS = ("home", "ticker", "section", "country", "person", "agency")


@dataclass(frozen=True, slots=True)
class Move:
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
    stays: bool = False
    """Every list on which the story was and will be shows it as before, at the same place."""

    @property
    def stories(self) -> tuple[Story, ...]:
        return tuple(story for story in (self.old, self.new) if story)

    def alike(self, shown: Callable[[Story], Story]) -> bool:
        """Whether a story that stays is the same before and after in what `shown` leaves of it."""
        return self.stays and self.old is not None and self.new is not None and shown(self.old) == shown(self.new)

    def lists(self, story: Story) -> list[str]:
        """The lists of `story`, the old or the new one, that show the change."""
        found = keys.list_keys(story)
        if self.stays and self.old and self.new:
            both = {*keys.list_keys(self.old)} & {*keys.list_keys(self.new)}
            return [key for key in found if key not in both]
        return list(found)

    def tallied(self) -> set[str]:
        """The countries, persons, agencies, sections and the ticker, of which count, name or role may change."""
        found = {key for story in self.stories for key in self.lists(story)}
        if self.stays and self.old and self.new:
            found |= {f"person/{person.key}" for person in {*self.old.persons} ^ {*self.new.persons} if person.key}
        return set(filter(keys.is_tallied, found))


@dataclass(slots=True)
class Gathering:
    """The gathering of what some moves make dirty: `before` they are written, and `after`."""

    archive: Archive
    feed_items: int
    """Stories in a feed; 0 for a site without feeds."""
    moves: Sequence[Move]
    dirty: dict[str, str]
    """Keys, each with its reason; added to."""
    _last_told: dict[str, str] = field(default_factory=dict)
    """The rank of the last story in a list's feeds, as it was before: where that changes, the list is dirty itself."""
    _crowds: dict[tuple[str, str], bool] = field(default_factory=dict)
    _partners: dict[str, object] = field(default_factory=dict)

    def before(self) -> None:
        """Adds what shows the moves' stories now."""
        self._gather(self.moves)
        self._crowds = {(key, period): _splits(self.archive, key, period) for key, period in self._periods()}
        pairs = pair_changes(move for move in self.moves if move.stays)
        self._partners = {key: shown_partners(self.archive, key) for key in sorted({a for a, _, _ in pairs})}

    def after(self, moves: Sequence[Move]) -> None:
        """Adds what shows the stories of `moves`, which are these moves as they were written."""
        self._gather(moves)
        self._gather_splits()
        for key, partners in self._partners.items():
            if shown_partners(self.archive, key) != partners:
                self.dirty.setdefault(f"list:{key}", f"{key} is named on other stories, or beside others")

    def _gather(self, moves: Sequence[Move]) -> None:
        for move in moves:
            touched = [f"media:{path}" for path in move.media]
            touched += [f"list:{key}" for key in move.told if key.partition("/")[0] in keys.FEED_LISTS]
            touched += [key for address in move.grown for key in (f"moved:{address}", "hosting:")]
            own_page, feeds = not move.alike(_on_page), not move.alike(_in_feeds)
            for story in move.stories:
                touched += self._of_lists(story, move.lists(story))
                if own_page:
                    touched += [f"story:{story.address}", *keys.correction_keys(story)]
                if not move.stays:
                    touched += self._of_place(story)
                elif feeds:
                    touched += self._feeds(story)
            for key in touched:
                self.dirty.setdefault(key, move.why)

    def _of_lists(self, story: Story, lists: Iterable[str]) -> Iterator[str]:
        """What shows a story because it stands on `lists`: they, their calendar pages, and stories related to it."""
        related = keys.entity_keys(story)
        for key in lists:
            if key != keys.ARTICLES:  # a list without a page, of which the home page shows the newest
                yield f"list:{key}"
            if key.partition("/")[0] in _CALENDAR_KINDS:
                yield from (f"calendar:{key}:{period}" for period in keys.own_periods(story))
            if key in related:
                yield from self._stories(self.archive.lists.newer(key, story.rank, keys.SHOWN_BEFORE, only_lead=True))

    def _of_place(self, story: Story) -> Iterator[str]:
        """What shows a story because it was published then, at that address: the next and the one before among them."""
        lists = self.archive.lists
        yield from (f"sitemap:{keys.sitemap_part(story)}", "sitemap:", "latest:", "hosting:")
        yield from (f"moved:{alias}" for alias in story.aliases)
        for period in keys.own_periods(story):
            beside = [name for key in keys.WHOLE_CALENDARS for name in lists.beside(key, period) if name]
            yield from (f"calendar:{key}:{name}" for key in keys.WHOLE_CALENDARS for name in beside)
        row = keys.TICKER if story.kind == "ticker" else keys.ARTICLES
        yield from self._stories([*lists.newer(row, story.rank, 1), *lists.older(row, story.rank, 1)])
        if story.section:
            yield from self._stories(lists.newer(f"section/{story.section}", story.rank, keys.SHOWN_BEFORE))

    def _stories(self, numbers: Iterable[int]) -> Iterator[str]:
        return (f"story:{self.archive.lists.address_of(number)}" for number in numbers)

    def _feeds(self, story: Story) -> Iterator[str]:
        """The lists of which the feeds tell a story's text."""
        for key in keys.list_keys(story):
            if self.feed_items and key.partition("/")[0] in keys.FEED_LISTS:
                if key not in self._last_told:
                    newest = self.archive.lists.newest(key, self.feed_items)
                    self._last_told[key] = newest[-1][0] if newest else ""
                if story.rank <= self._last_told[key]:
                    yield f"list:{key}"

    def _periods(self) -> Iterator[tuple[str, str]]:
        """Every list and period that the moves touch and that does not always split."""
        for move in self.moves:
            for story in move.stories:
                for key in move.lists(story):
                    if key.partition("/")[0] in _CALENDAR_KINDS and key not in keys.WHOLE_CALENDARS:
                        yield from ((key, period) for period in ("", *keys.own_periods(story)[:2]))

    def _gather_splits(self) -> None:
        """Adds the calendar pages that come or go because a list or period began or ceased to split.

        Only those right below: what holds enough stories for pages further down, and split no less before, is among
        `_crowds` itself, since `keys.LIST_STORIES` is no more than `keys.CROWDED`. A period that is empty now was that
        of a story that moved: `_gather` has it.
        """
        for (key, period), was in self._crowds.items():
            now = _splits(self.archive, key, period)
            if was != now:
                why = f"{key} {period} now has {'more' if now else 'fewer'} stories than one page shows"
                for inner in self.archive.lists.periods(key, period):
                    self.dirty.setdefault(f"calendar:{key}:{inner}", why)


def _on_page(story: Story) -> Story:
    """A story without what its own pages do not show, which an edit of a person's or country's file may change."""
    persons = tuple(replace(person, role="", country="", label="") for person in story.persons)
    return replace(story, mentions=(), asked=(), persons=persons)


def _in_feeds(story: Story) -> Story:
    """A story without what feeds do not tell of it, which such an edit may change."""
    return replace(story, mentions=(), asked=(), persons=(), countries=(), dateline_countries=(), place_countries=())


def count_changes(moves: Iterable[Move]) -> Counter[str]:
    """How many stories more or, with a negative number, less each list has."""
    counts: Counter[str] = Counter()
    for move in moves:
        for story, sign in ((move.old, -1), (move.new, 1)):
            for key in keys.list_keys(story) if story else ():
                counts[key] += sign
    return counts


def pair_changes(moves: Iterable[Move]) -> list[tuple[str, str, int]]:
    """How often more or, with a negative number, less two countries or persons stand on one story."""
    counts: Counter[tuple[str, str]] = Counter()
    for move in moves:
        for story, sign in ((move.old, -1), (move.new, 1)):
            if story:
                for pair in permutations(keys.entity_keys(story), 2):
                    counts[pair] += sign
    return [(a, b, number) for (a, b), number in counts.items() if number]


def shown_partners(archive: Archive, key: str) -> list[tuple[str, int]]:
    """The countries and persons that the page of `key` names as most often beside it, with how often."""
    return [found for kind in keys.ENTITY_LISTS for found in archive.tallies.partners(key, kind, keys.PARTNERS)]


def showing(archive: Archive, key: str) -> list[str]:
    """The countries and persons whose pages name `key` so."""
    kind = key.partition("/")[0]
    named = (
        (other, archive.tallies.partners(other, kind, keys.PARTNERS)) for other in archive.tallies.partner_keys(key)
    )
    return [other for other, partners in named if any(partner == key for partner, _ in partners)]


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


def _splits(archive: Archive, key: str, period: str) -> bool:
    limit = keys.CROWDED if period else keys.LIST_STORIES
    return archive.lists.count(key, period, limit + 1) > limit
