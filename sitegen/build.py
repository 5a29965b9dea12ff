"""The order of work, written once: take in content, find what is dirty, make it, move it into place."""

from __future__ import annotations

import gc
import hashlib
import os
import shutil
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from sitegen.addresses import Addresses
from sitegen.archive import Archive, open_archive, view_archive
from sitegen.changes import EVERYTHING
from sitegen.config import SITE_FILE, Site, read_base_url, read_site
from sitegen.dates import DateWords, utc
from sitegen.design import Design, read_design
from sitegen.errors import ContentError, Problem, UsageError
from sitegen.finding import Index, made_index, publish_index
from sitegen.fingerprint import code_digest
from sitegen.intake import Intake
from sitegen.keys import HOME
from sitegen.lang import country_names, load_language, small_words_digest
from sitegen.ledger import Ledger, MadeRow, Target
from sitegen.newsroom import Newsroom
from sitegen.notes import known_notes
from sitegen.output import Output, Place, Report, Stager, unknown_files
from sitegen.search import withdraw
from sitegen.utf8 import decode

if TYPE_CHECKING:
    from sitegen.press import Made, Press

ARCHIVE = ".sitegen/archive.db"
SEARCH = ".sitegen/search"
"""Where search shards are kept between builds."""
MAKE_BATCH = 50
"""Keys made in one go, where other processes make them."""
_ALONE = 400
"""Keys up to which starting other processes would cost more than it saves."""
_IN_FLIGHT = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a build is asked for."""

    site: Path
    out: Path
    as_of: datetime
    clock: int
    """Nanoseconds since 1970, to tell which file times can be trusted; nothing in the output depends on it."""
    files: tuple[Path, ...] = ()
    """Only these have changed; empty for looking at all."""
    base_url: str = ""
    drafts: bool = False
    clean: bool = False
    search: bool = True
    jobs: int = 0
    """Processes; 0 is one for each core."""
    scheduler: str = ""
    """Address of a `dask.distributed` scheduler whose workers take the place of processes."""
    say: Callable[[str], None] = lambda word: None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a build did."""

    as_of: datetime
    stories: int
    """Published ones."""
    read: int
    """Files whose bytes had changed."""
    gone: int
    made: int
    written: tuple[str, ...]
    removed: tuple[str, ...]
    why: Mapping[str, str]
    """The reason for each file written."""
    vanished: tuple[tuple[str, str], ...]
    """Addresses of the last build that answer no more, each with the line that would keep it."""
    held: int
    """Stories that are not seen yet: drafts, embargoes, dates to come."""
    next_due: datetime | None
    """When the next of them is due, or the next one published expires."""
    unknown: int
    """Files in the output folder that sitegen did not write."""
    search_files: int
    """Files of the search index that were written."""
    search_failure: str
    """Why search lacks something; '' if it is whole."""
    root: str


def build(options: Options) -> Outcome:
    """Builds a site; raises `ContentError` with all that is wrong in its content, having written nothing."""
    try:
        return _build(options)
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise
        options.say(f"the archive is made anew: it is damaged ({error})")
        _forget(options.site)
        return _build(options)


def _build(options: Options) -> Outcome:
    site = load_site(options.site, options.base_url)
    if not options.search:
        site = replace(site, search=False)
    if options.clean:
        _forget(options.site)
    with (
        open_archive(options.site / ARCHIVE, site.zone, options.say) as archive,
        _processes(options, site.search) as executor,
    ):
        intake = Intake(
            archive=archive,
            site=site,
            folder=options.site,
            as_of=int(options.as_of.timestamp()),
            drafts=options.drafts,
            clock=options.clock,
            executor=executor,
            say=options.say,
        )
        with archive.transaction():
            intake.take_in(options.files)
        archive.settle()
        room, design = newsroom(archive, site), read_design(options.site)
        target = _Target(options, archive.ledger, making_print(room, design))
        keys = _keys(room, design, target)
        search = (
            _start_search(options, site, executor, len(keys) > _ALONE and not options.scheduler)
            if site.search
            else None
        )
        options.out.mkdir(parents=True, exist_ok=True)
        with archive.transaction():
            output = Output(options.out, archive.ledger, target.begin(), target.trusted)
            try:
                _make(room, design, keys, options, executor, output)
                stale = output.end(None if target.everything else keys)
                index = search() if search else None
            except BaseException:
                output.discard()
                raise
            # From here on a kill leaves a target that is known to be unfinished; the next build looks at every file.
            reasons = output.note(target.reason)
        vanished = _vanished(archive, stale, target.why)
        output.move(stale)
        search_files = _show_index(index, options)
        with archive.transaction():
            archive.ledger.remove_outputs(target.number, stale)
            target.end(int(archive.fact("generation") or 0))
        unknown = (
            0
            if target.trusted or output.was_empty
            else _lost_and_found(options.out, archive.ledger, target.number, output.report)
        )
        next_due = archive.next_due(int(options.as_of.timestamp()))
        return Outcome(
            as_of=options.as_of,
            stories=archive.story_count(),
            read=intake.read,
            gone=intake.removed,
            made=output.report.made,
            written=tuple(output.report.written),
            removed=tuple(output.report.removed),
            why=reasons,
            vanished=vanished,
            held=archive.held_count(),
            next_due=datetime.fromtimestamp(next_due, UTC).astimezone(site.zone) if next_due else None,
            unknown=unknown,
            search_files=search_files,
            search_failure=index.failure if index else "",
            root=site.root,
        )


def _forget(site: Path) -> None:
    """Throws the archive and the kept search shards away."""
    archive = site / ARCHIVE
    for suffix in ("", "-wal", "-shm"):
        archive.with_name(archive.name + suffix).unlink(missing_ok=True)
    shutil.rmtree(site / SEARCH, ignore_errors=True)


class _Target:
    """The output folder of a build: what of it is dirty and why, and whether its files can be trusted."""

    def __init__(self, options: Options, ledger: Ledger, made_with: str) -> None:
        self._ledger = ledger
        self._folder = Path(os.path.relpath(options.out.resolve(), options.site.resolve())).as_posix()
        self._made_with = made_with
        self._as_of = utc(options.as_of)
        known = ledger.target(self._folder)
        self.number = known.number if known else 0
        self.why, self.trusted = _dirty(ledger, options.out, known, made_with)
        self.everything = EVERYTHING in self.why

    def begin(self) -> int:
        """The target's number; until `end` it is marked as unfinished."""
        self.number = self._ledger.set_target(self._folder, "", 0, "")
        return self.number

    def end(self, generation: int) -> None:
        """Marks the target as built from everything up to a generation of the archive."""
        self._ledger.set_target(self._folder, self._made_with, generation, self._as_of)
        self._ledger.drop_dirty()

    def reason(self, key: str) -> str:
        """Why a key is made."""
        return self.why.get(key) or self.why.get(EVERYTHING, "it changed")


def _start_search(options: Options, site: Site, executor: Callable[[], Executor], beside: bool) -> Callable[[], Index]:
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
    with view_archive(Path(packed.archive), packed.site.zone) as archive:
        return made_index(newsroom(archive, packed.site), Path(packed.folder) / SEARCH)


def load_site(folder: Path, base_url: str = "") -> Site:
    """The settings of the site in a folder, at another address if asked; raises `ContentError` or `UsageError`."""
    file = folder / SITE_FILE
    if not file.is_file():
        right = "make a new site with: sitegen init DIR; or name the folder of one with --site"
        raise ContentError([Problem(SITE_FILE, 0, f"is not there: {folder} is no site", right)])
    try:
        site = read_site(decode(file.read_bytes(), SITE_FILE))
    except OSError as error:
        raise ContentError([Problem(SITE_FILE, 0, f"cannot be read ({error.strerror})", "make it readable")]) from None
    if not base_url:
        return site
    try:
        # What ids are made of still comes from the file: a preview at another address keeps them.
        return replace(site, base_url=read_base_url(base_url))
    except ValueError as right:
        raise UsageError(f"--base-url cannot be '{base_url}'; write {right}") from None


def newsroom(archive: Archive, site: Site) -> Newsroom:
    """The newsroom over an archive."""
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
    )
    return replace(room, home_feeds=room.feed_links(HOME))


def making_print(room: Newsroom, design: Design) -> str:
    """A digest of all that decides what every page looks like: code, templates, words, settings, libraries."""
    found = hashlib.blake2b(digest_size=16)
    found.update(code_digest().encode())
    for name, text in design.templates.items():
        found.update(f"{name}\n{text}\n".encode())
    found.update(repr((room.site, room.chrome(), room.language)).encode())
    found.update(small_words_digest())
    found.update(repr([(name, metadata.version(name)) for name in ("jinja2", "feedgen", "lxml")]).encode())
    return found.hexdigest()


def _dirty(ledger: Ledger, out: Path, target: Target | None, made_with: str) -> tuple[dict[str, str], bool]:
    """The dirty keys of an output folder with their reasons, and whether its files can be trusted to be as recorded."""
    if target is None:
        return {EVERYTHING: "this folder was not built before"}, False
    if not target.made_with:
        return {EVERYTHING: "the last build did not end"}, False
    home = ledger.output(target.number, "index.html")
    try:
        stands = hashlib.blake2b((out / "index.html").read_bytes(), digest_size=16).digest()
    except OSError:
        stands = b""
    if not home or stands != home[1]:
        return {EVERYTHING: "the output folder is not as the last build left it"}, False
    if target.made_with != made_with:
        return {EVERYTHING: "the program, its templates or the site's settings changed"}, True
    return ledger.dirty_since(target.generation), True


def _keys(room: Newsroom, design: Design, target: _Target) -> list[str]:
    """The keys to make. Assets are looked at in every build: there are few, and nothing tells that one changed."""
    assets = [f"asset:{name}" for name in design.assets]
    if target.everything:
        from sitegen.press import every_key

        return [*every_key(room), *assets]
    return [*target.why, *sorted({*assets, *room.archive.ledger.output_keys(target.number, "asset:")})]


@contextmanager
def _processes(options: Options, search: bool) -> Iterator[Callable[[], Executor]]:
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
    return [(key, own.make(key)) for key in keys]


def stage_batch(job: bytes, keys: Sequence[str], place: Place) -> list[MadeRow]:
    """Makes the files of some keys and stages them: what is written here need not be handed over."""
    own = _press_of(job)
    stager = _stager_of(job, place)
    return [row for key in keys for row in stager.stage(key, own.make(key))]


@lru_cache(maxsize=1)
def _stager_of(job: bytes, place: Place) -> Stager:
    return Stager(place, _press_of(job).room.archive.ledger, f"{os.getpid():x}")


@lru_cache(maxsize=1)
def _press_of(job: bytes) -> Press:
    from sitegen.press import press

    packed = msgspec.json.decode(job, type=_Job)
    archive = view_archive(Path(packed.archive), packed.site.zone)
    return press(newsroom(archive, packed.site), read_design(Path(packed.folder)), Path(packed.folder))


def _make(
    room: Newsroom,
    design: Design,
    keys: Sequence[str],
    options: Options,
    executor: Callable[[], Executor],
    output: Output,
) -> None:
    """Makes the files of every key: here if they are few, else in other processes, some batches at a time."""
    for key in keys:
        if key.startswith("asset:"):
            output.take(key, design.asset(key))
    keys = [key for key in keys if not key.startswith("asset:")]
    if not keys:
        return
    # Templates and feeds are loaded where a page is made: a build without changes does without.
    from sitegen.press import press

    own = press(room, design, options.site)
    if len(keys) <= _ALONE or options.jobs == 1:
        for key in keys:
            output.take(key, own.make(key))
        return
    own.typesetter.compile_all()
    if options.scheduler:
        _make_far(room.site, design, keys, options, executor, own, output)
        return
    job = msgspec.json.encode(_Job(str(options.site / ARCHIVE), room.site, str(options.site)))
    waiting: deque[Future[list[MadeRow]]] = deque()
    for start in range(0, len(keys), MAKE_BATCH):
        waiting.append(executor().submit(stage_batch, job, keys[start : start + MAKE_BATCH], output.place))
        if len(waiting) >= _IN_FLIGHT:
            output.take_staged(waiting.popleft().result())
    while waiting:
        output.take_staged(waiting.popleft().result())


def _make_far(
    site: Site,
    design: Design,
    keys: Sequence[str],
    options: Options,
    executor: Callable[[], Executor],
    own: Press,
    output: Output,
) -> None:
    """As `_make`, by the workers of a cluster; what reads the content folder is made here."""
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


def _show_index(index: Index | None, options: Options) -> int:
    """Publishes the search index, or takes away one that would outlive its stories; gives the files written."""
    shown = options.out / "pagefind"
    if index:
        return publish_index(index, options.site / SEARCH, shown)
    withdraw(shown)
    return 0


def _vanished(archive: Archive, stale: Iterable[str], why: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Pages that will answer no more, each with the line for `content/redirects.toml` that would keep its address."""
    lines = []
    for path in stale:
        if not path.endswith("/index.html"):
            continue
        address = "/" + path.removesuffix("index.html")
        # The reason of a story's key names its file; if that still holds a story, the story has moved.
        file = why.get(f"story:{address}", "").partition(" ")[0].removeprefix("content/")
        row = archive.row(file) if file else None
        moved = row.address if row and row.state != "absent" and row.address != address else ""
        lines.append((address, f'"{address}" = "{moved}"' if moved else f'"{address}" = 410'))
    return tuple(lines)


def _lost_and_found(out: Path, ledger: Ledger, target: int, report: Report) -> int:
    """Removes what an archive that was lost had written; gives the number of files that are somebody else's."""
    others = 0
    for path, ours in list(unknown_files(out, ledger, target)):
        if ours:
            (out / path).unlink()
            report.removed.append(path)
        else:
            others += 1
    return others
