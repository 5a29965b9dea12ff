"""Who makes the pages: this process if they are few, other processes of this machine, or the workers of a cluster."""

from __future__ import annotations

import gc
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from sitegen.addresses import Addresses
from sitegen.archive import Archive, view_archive
from sitegen.config import Site
from sitegen.dates import DateWords
from sitegen.design import Design, read_design
from sitegen.finding import Index, made_index
from sitegen.keys import HOME
from sitegen.lang import country_names, load_language
from sitegen.ledger import MadeRow
from sitegen.newsroom import KEPT, Newsroom
from sitegen.notes import known_notes
from sitegen.outcome import Options
from sitegen.output import Output, Place, Stager

if TYPE_CHECKING:
    from sitegen.press import Made, Press

ARCHIVE = ".sitegen/archive.db"
SEARCH = ".sitegen/search"
"""Where search shards are kept between builds."""
MAKE_BATCH = 50
"""Keys made in one go, where other processes make them."""
ALONE = 400
"""Keys up to which starting other processes would cost more than it saves."""
_STORY_TEMPLATES = ("parts.html", "item.html", "article.html")
"""What the first pages of a build are made with."""
_AHEAD = 32
"""Stories looked up on each side of one, where pages are made by the hundred: 16 to 64 took 6 % off all making."""
_IN_FLIGHT = 24
"""Batches handed out at a time: enough work for as long as the templates of lists take to compile."""


def newsroom(archive: Archive, site: Site, ahead: int = 0) -> Newsroom:
    """The newsroom over an archive; `ahead` stories are looked up on each side of one that is asked for."""
    language = load_language(site.language)
    names = country_names(site.language)
    notes = known_notes(archive)
    room = Newsroom(
        archive=archive,
        site=site,
        language=language,
        countries=names,
        addresses=Addresses(language, names),
        people=notes.people,
        country_files=notes.countries,
        pages=notes.pages,
        redirects=notes.redirects,
        dates=DateWords(language),
        ahead=ahead,
        holds_all=archive.story_count() <= KEPT,
    )
    return replace(room, home_feeds=room.feed_links(HOME))


@contextmanager
def processes(options: Options, search: bool) -> Iterator[Callable[[], Executor]]:
    """Gives a function that starts the processes when they are first needed: a small build starts none."""
    started: list[Executor] = []

    def start() -> Executor:
        if not started and options.scheduler:
            from sitegen.cluster import Cluster

            started.append(Cluster(options.scheduler))
        if not started:
            # Loaded where it is needed: most builds start no process.
            from concurrent.futures import ProcessPoolExecutor
            from multiprocessing import get_context

            # A fork is the fastest start, but where other threads run (the preview's) it can inherit a held lock.
            method = "fork" if threading.active_count() == 1 else "forkserver"
            if method == "fork":
                _load_all()
            number = (options.jobs or os.cpu_count() or 1) + search  # one more for the search index, which mostly waits
            started.append(ProcessPoolExecutor(number, mp_context=get_context(method)))
        return started[0]

    try:
        yield start
    finally:
        for executor in started:
            executor.shutdown(cancel_futures=True)


def _load_all() -> None:
    """Loads what the processes will need, so that they find it there, and in memory that they share."""
    from sitegen import content, feeds, press  # noqa: F401

    gc.collect()
    gc.freeze()


class _Job(msgspec.Struct, frozen=True):
    """What another process needs to make pages."""

    archive: str
    site: Site
    folder: str


def make_batch(job: bytes, keys: Sequence[str]) -> list[tuple[str, list[Made]]]:
    """The files of some keys, made from the archive as it was committed. Runs in any process of this machine."""
    own = _press_of(job)
    with own.room.archive.standing():
        return [(key, own.make(key)) for key in keys]


def stage_batch(job: bytes, keys: Sequence[str], place: Place) -> list[MadeRow]:
    """Makes the files of some keys and stages them: what is written here need not be handed over."""
    own = _press_of(job)
    stager = _stager_of(job, place)
    with own.room.archive.standing():
        return [row for key in keys for row in stager.stage(key, own.make(key))]


@lru_cache(maxsize=1)
def _stager_of(job: bytes, place: Place) -> Stager:
    return Stager(place, _press_of(job).room.archive.ledger, f"{os.getpid():x}")


@lru_cache(maxsize=1)
def _press_of(job: bytes) -> Press:
    from sitegen.press import press

    packed = msgspec.json.decode(job, type=_Job)
    archive = view_archive(Path(packed.archive), packed.site.zone)
    return press(newsroom(archive, packed.site, _AHEAD), read_design(Path(packed.folder)), Path(packed.folder))


def make(
    room: Newsroom,
    design: Design,
    keys: Iterable[str],
    options: Options,
    executor: Callable[[], Executor],
    output: Output,
) -> None:
    """Makes the files of every key, those of assets first: here if they are few, else in other processes.

    The keys are taken as they come, some batches ahead: those of a whole archive are nowhere held together.
    """
    coming = iter(keys)
    pages: list[str] = []
    for key in coming:
        if key.startswith("asset:"):
            output.take(key, design.asset(key))
            continue
        pages.append(key)
        if len(pages) > ALONE:
            break
    if not pages:
        return
    # Templates and feeds are loaded where a page is made: a build without changes does without.
    from sitegen.press import press

    own = press(room, design, options.site)
    few, every = len(pages) <= ALONE, chain(pages, coming)
    if few or options.jobs == 1:
        for key in every:
            output.take(key, own.make(key))
        return
    if options.scheduler:
        _make_far(room.site, design, list(every), options, executor, own, output)
        return
    job = msgspec.json.encode(_Job(str(options.site / ARCHIVE), room.site, str(options.site)))
    batches = iter(lambda: list(islice(every, MAKE_BATCH)), [])
    coming_in = (executor().submit(stage_batch, job, batch, output.place) for batch in batches)
    # Others find the templates compiled: those of stories, which come first, and while they are made the rest.
    own.typesetter.compile(_STORY_TEMPLATES)
    waiting: deque[Future[list[MadeRow]]] = deque()
    try:
        waiting.extend(islice(coming_in, _IN_FLIGHT))
        own.typesetter.compile(design.templates)
        for one in coming_in:
            waiting.append(one)
            output.take_staged(waiting.popleft().result())
        while waiting:
            output.take_staged(waiting.popleft().result())
    finally:
        _end_all(waiting)


def _end_all(futures: Iterable[Future[list[MadeRow]]]) -> None:
    """After a fault: nothing is staged any more when this returns, so that what was can be thrown away."""
    for one in [one for one in futures if not one.cancel()]:
        one.exception()


def _make_far(
    site: Site,
    design: Design,
    keys: Sequence[str],
    options: Options,
    executor: Callable[[], Executor],
    own: Press,
    output: Output,
) -> None:
    """As `make`, by the workers of a cluster; what reads the content folder is made here."""
    from sitegen.cluster import Cluster, packed_parcel

    for key in keys:
        if key.startswith("media:"):
            output.take(key, own.make(key))
    cluster = executor()
    assert isinstance(cluster, Cluster)
    parcel = packed_parcel(options.site / ARCHIVE, design)
    far = [key for key in keys if not key.startswith("media:")]
    for key, made in cluster.made(make_in, parcel, msgspec.json.encode(site), far, MAKE_BATCH):
        output.take(key, made)


def make_in(folder: str, site: bytes, keys: Sequence[str]) -> list[tuple[str, list[Made]]]:
    """`make_batch` for an archive and templates in another folder."""
    job = _Job(f"{folder}/{ARCHIVE}", msgspec.json.decode(site, type=Site), folder)
    return make_batch(msgspec.json.encode(job), keys)


def start_search(options: Options, site: Site, executor: Callable[[], Executor], beside: bool) -> Callable[[], Index]:
    """Starts on the search index while pages are made: in another process if there are some, else in a thread.

    The function that is returned waits for it.
    """
    job = msgspec.json.encode(_Job(str(options.site / ARCHIVE), site, str(options.site)))
    if beside:
        return executor().submit(build_index, job).result
    from concurrent.futures import ThreadPoolExecutor

    return ThreadPoolExecutor(1).submit(build_index, job).result


def build_index(job: bytes) -> Index:
    """The shards of the search index, those that were not there built; runs in any process or thread."""
    packed = msgspec.json.decode(job, type=_Job)
    with view_archive(Path(packed.archive), packed.site.zone) as archive, archive.standing():
        return made_index(newsroom(archive, packed.site), Path(packed.folder) / SEARCH)
