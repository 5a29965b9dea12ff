"""The order of work, written once: take in content, find what is dirty, make it, move it into place."""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from importlib import metadata
from multiprocessing import get_context
from pathlib import Path

import msgspec

from sitegen.addresses import Addresses
from sitegen.archive import Archive, open_archive, view_archive
from sitegen.changes import EVERYTHING
from sitegen.config import SITE_FILE, Site, read_base_url, read_site
from sitegen.content import decode
from sitegen.dates import DateWords, utc
from sitegen.design import Design, read_design
from sitegen.errors import ContentError, Problem, UsageError
from sitegen.finding import Index, made_index, publish_index
from sitegen.fingerprint import code_digest
from sitegen.intake import READ_BATCH, Intake
from sitegen.lang import country_names, load_language
from sitegen.ledger import Target
from sitegen.newsroom import Newsroom
from sitegen.notes import known_notes
from sitegen.output import Output, Report, unknown_files
from sitegen.press import Made, Press, every_key, press
from sitegen.search import withdraw

ARCHIVE = ".sitegen/archive.db"
SEARCH = ".sitegen/search"
"""Where search shards are kept between builds."""
MAKE_BATCH = 50
"""Keys made in one go, where other processes make them."""
_ALONE = 120
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
    root: str


def build(options: Options) -> Outcome:
    """Builds a site; raises `ContentError` with all that is wrong in its content, having written nothing."""
    site = load_site(options.site, options.base_url)
    if not options.search:
        site = replace(site, search=False)
    path = options.site / ARCHIVE
    if options.clean:
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        shutil.rmtree(options.site / SEARCH, ignore_errors=True)
    with open_archive(path, site.zone, options.say) as archive, _processes(options.jobs) as executor:
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
        search = _start_search(options, site, executor, intake.read > READ_BATCH) if site.search else None
        design = read_design(options.site)
        made_with = making_print(newsroom(archive, site), design)
        folder = Path(os.path.relpath(options.out.resolve(), options.site.resolve())).as_posix()
        target = archive.ledger.target(folder)
        why, trusted = _dirty(archive, options.out, target, made_with)
        own = press(newsroom(archive, site), design, options.site)
        keys = _keys(own, why, archive, target)
        options.out.mkdir(parents=True, exist_ok=True)
        with archive.transaction():
            generation = int(archive.fact("generation") or 0)
            number = target.number if target else archive.ledger.set_target(folder, "", 0, "")
            output = Output(options.out, archive.ledger, number, trusted)
            try:
                for key, made in _made(own, keys, options, executor):
                    output.take(key, made)
                everything = EVERYTHING in why
                output.check_claims(everything)
                index = search() if search else None
                stale = output.stale(None if everything else keys)
            except BaseException:
                output.discard()
                raise
            reasons = {key: why.get(key, why.get(EVERYTHING, "")) for key in output.changed_keys()}
            archive.ledger.set_target(folder, "", 0, "")
            output.note(reasons)
        vanished = _vanished(archive, number, stale, why)
        output.move(stale)
        search_files = publish_index(index, options.site / SEARCH, options.out / "pagefind") if index else 0
        if not index:
            withdraw(options.out / "pagefind")
        with archive.transaction():
            archive.ledger.remove_outputs(number, stale)
            archive.ledger.set_target(folder, made_with, generation, utc(options.as_of))
            archive.ledger.drop_dirty()
        unknown = _lost_and_found(options.out, archive, number, output.report) if not trusted else 0
        next_due = archive.next_due(int(options.as_of.timestamp()))
        return Outcome(
            as_of=options.as_of,
            stories=archive.story_count(),
            read=intake.read,
            gone=intake.removed,
            made=output.report.made,
            written=tuple(output.report.written),
            removed=tuple(output.report.removed),
            why=output.reasons(reasons),
            vanished=vanished,
            held=archive.held_count(),
            next_due=datetime.fromtimestamp(next_due, UTC).astimezone(site.zone) if next_due else None,
            unknown=unknown,
            search_files=search_files,
            root=site.root,
        )


def _start_search(options: Options, site: Site, executor: Callable[[], Executor], beside: bool) -> Callable[[], Index]:
    """Starts on the search index while pages are made: in another process if there are some, else in a thread.

    The function that is returned waits for it.
    """
    job = msgspec.json.encode(_Job(str(options.site / ARCHIVE), site, str(options.site)))
    pool = executor() if beside else ThreadPoolExecutor(1)
    future = pool.submit(build_index, job)
    return future.result


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
    return Newsroom(
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


def making_print(room: Newsroom, design: Design) -> str:
    """A digest of all that decides what every page looks like: code, templates, words, settings, libraries."""
    found = hashlib.blake2b(digest_size=16)
    found.update(code_digest().encode())
    for name, text in design.templates.items():
        found.update(f"{name}\n{text}\n".encode())
    found.update(repr((room.site, room.chrome(), room.language)).encode())
    found.update(repr([(name, metadata.version(name)) for name in ("jinja2", "feedgen", "lxml")]).encode())
    return found.hexdigest()


def _dirty(archive: Archive, out: Path, target: Target | None, made_with: str) -> tuple[dict[str, str], bool]:
    """The dirty keys of an output folder with their reasons, and whether its files can be trusted to be as recorded."""
    if target is None:
        return {EVERYTHING: "this folder was not built before"}, False
    if not target.made_with:
        return {EVERYTHING: "the last build did not end"}, False
    home = archive.ledger.output(target.number, "index.html")
    try:
        stands = hashlib.blake2b((out / "index.html").read_bytes(), digest_size=16).digest()
    except OSError:
        stands = b""
    if not home or stands != home[1]:
        return {EVERYTHING: "the output folder is not as the last build left it"}, False
    if target.made_with != made_with:
        return {EVERYTHING: "the program, its templates or the site's settings changed"}, True
    return archive.ledger.dirty_since(target.generation), True


def _keys(own: Press, why: Mapping[str, str], archive: Archive, target: Target | None) -> list[str]:
    """The keys to make. Assets are looked at in every build: there are few, and nothing tells that one changed."""
    assets = [f"asset:{name}" for name in own.design.assets]
    if EVERYTHING in why:
        return [*every_key(own), *assets]
    if target:
        assets = sorted({*assets, *archive.ledger.output_keys(target.number, "asset:")})
    return [*why, *assets]


@contextmanager
def _processes(jobs: int) -> Iterator[Callable[[], Executor]]:
    """Gives a function that starts the processes when they are first needed: a small build starts none."""
    started: list[ProcessPoolExecutor] = []

    def start() -> Executor:
        if not started:
            # A fork is the fastest start, but where other threads run (the preview's) it can inherit a held lock.
            method = "fork" if threading.active_count() == 1 else "forkserver"
            number = (jobs or os.cpu_count() or 1) + 1  # one more for the search index, which mostly waits
            started.append(ProcessPoolExecutor(number, mp_context=get_context(method)))
        return started[0]

    try:
        yield start
    finally:
        for executor in started:
            executor.shutdown(cancel_futures=True)


class _Job(msgspec.Struct, frozen=True):
    """What another process needs to make pages."""

    archive: str
    site: Site
    folder: str


def make_batch(job: bytes, keys: Sequence[str]) -> list[tuple[str, list[Made]]]:
    """The files of some keys, made from the archive as it was committed. Runs in any process of this machine."""
    own = _press_of(job)
    return [(key, own.make(key)) for key in keys]


@lru_cache(maxsize=1)
def _press_of(job: bytes) -> Press:
    packed = msgspec.json.decode(job, type=_Job)
    archive = view_archive(Path(packed.archive), packed.site.zone)
    return press(newsroom(archive, packed.site), read_design(Path(packed.folder)), Path(packed.folder))


def _made(
    own: Press, keys: Sequence[str], options: Options, executor: Callable[[], Executor]
) -> Iterator[tuple[str, list[Made]]]:
    """Every key with its files: made here if they are few, else in other processes, some batches at a time."""
    if len(keys) <= _ALONE or options.jobs == 1:
        yield from ((key, own.make(key)) for key in keys)
        return
    job = msgspec.json.encode(_Job(str(options.site / ARCHIVE), own.room.site, str(options.site)))
    waiting: deque[Future[list[tuple[str, list[Made]]]]] = deque()
    for start in range(0, len(keys), MAKE_BATCH):
        waiting.append(executor().submit(make_batch, job, keys[start : start + MAKE_BATCH]))
        if len(waiting) >= _IN_FLIGHT:
            yield from waiting.popleft().result()
    while waiting:
        yield from waiting.popleft().result()


def _vanished(
    archive: Archive, target: int, stale: Iterable[str], why: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
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


def _lost_and_found(out: Path, archive: Archive, target: int, report: Report) -> int:
    """Removes what an archive that was lost had written; gives the number of files that are somebody else's."""
    others = 0
    for path, ours in list(unknown_files(out, archive.ledger, target)):
        if ours:
            (out / path).unlink()
            report.removed.append(path)
        else:
            others += 1
    return others
