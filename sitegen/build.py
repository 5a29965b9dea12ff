"""The order of work, written once: take in content, find what is dirty, make it, move it into place."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from importlib import metadata
from itertools import chain
from pathlib import Path

from sitegen.archive import Archive, open_archive
from sitegen.changes import EVERYTHING
from sitegen.clashes import claimant
from sitegen.config import SITE_FILE, Site, read_base_url, read_site
from sitegen.dates import utc
from sitegen.design import Design, read_design
from sitegen.errors import ContentError, Problem, UsageError
from sitegen.finding import Index, publish_index
from sitegen.fingerprint import code_digest
from sitegen.intake import Intake
from sitegen.lang import small_words_digest
from sitegen.ledger import Ledger, Target
from sitegen.making import ALONE, ARCHIVE, SEARCH, make, newsroom, processes, start_search
from sitegen.newsroom import Newsroom
from sitegen.outcome import Options, Outcome
from sitegen.output import Output, Report, digest_of, unknown_files
from sitegen.search import withdraw
from sitegen.turns import alone
from sitegen.utf8 import decode

_LOCK = ".sitegen/build.lock"
_WAITS = "another build of this site is at work; this one waits for it"
_KEYS = 4
"""Keys that a story has, about, in a small site: its page, and its share of lists."""


def build(options: Options) -> Outcome:
    """Builds a site; raises `ContentError` with all that is wrong in its content, having written nothing.

    Two builds of a site take turns: the staged files of the one are not what a killed one has left to the other.
    """
    load_site(options.site, options.base_url)  # what is no site gets no lock either
    with alone(options.site / _LOCK, lambda: options.say(_WAITS)):
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
        processes(options, site.search) as executor,
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
            glance=options.glance,
        )
        with archive.transaction():
            intake.take_in(options.files)
            # What another build of the site takes in from here on is left to the next build of this folder.
            generation = int(archive.fact("generation") or 0)
        archive.settle()
        room, design = newsroom(archive, site), read_design(options.site)
        target = _Target(options, archive.ledger, making_print(room, design), generation)
        many = (archive.story_count() * _KEYS if target.everything else len(target.why)) > ALONE
        search = start_search(options, site, executor, many and not options.scheduler) if site.search else None
        options.out.mkdir(parents=True, exist_ok=True)
        with archive.transaction():
            output = Output(
                options.out,
                archive.ledger,
                target.begin(),
                target.trusted,
                options.brief,
                partial(claimant, archive, room.redirects),
            )
            keys = _keys(room, design, target)
            try:
                make(room, design, keys, options, executor, output)
                stale = output.end(None if target.everything else list(keys))
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
            target.end()
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
            wrote=output.report.wrote,
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

    def __init__(self, options: Options, ledger: Ledger, made_with: str, generation: int) -> None:
        """`generation` is that of all which the archive held before anything else of it was read."""
        self._generation = generation
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

    def end(self) -> None:
        """Marks the target as built from all that the archive held then."""
        self._ledger.set_target(self._folder, self._made_with, self._generation, self._as_of)
        self._ledger.drop_dirty()

    def reason(self, key: str) -> str:
        """Why a key is made."""
        return self.why.get(key) or self.why.get(EVERYTHING, "it changed")


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
        stands = digest_of((out / "index.html").read_bytes())
    except OSError:
        stands = b""
    if not home or stands != home[1]:
        return {EVERYTHING: "the output folder is not as the last build left it"}, False
    if target.made_with != made_with:
        return {EVERYTHING: "the program, its templates or the site's settings changed"}, True
    return ledger.dirty_since(target.generation), True


def _keys(room: Newsroom, design: Design, target: _Target) -> Iterable[str]:
    """The keys to make. Assets are looked at in every build: there are few, and nothing tells that one changed."""
    assets = {f"asset:{name}" for name in design.assets}
    if not target.everything:
        return [*sorted(assets.union(room.archive.ledger.output_keys(target.number, "asset:"))), *target.why]
    from sitegen.press import every_key

    return chain(sorted(assets), every_key(room))


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
        above = address[:-1].rpartition("/")[0] + "/"
        if any(row.state != "absent" for row in archive.rows_at(above)):
            continue  # what stood beside a story that answers itself: its versions
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
