"""`sitegen import`: wire files to content files. Idempotent; every write is atomic and stands below `content/`.

What an editor changed is never overwritten: the fingerprint `imported` tells, and the delivery is kept beside it.
Files are read by as many processes as there are cores and filed by this one, in the order in which they were named.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from sqlite3 import DatabaseError
from zoneinfo import ZoneInfo

from sitegen.dates import PRECISIONS, DateError, coarser, parse_when, periods
from sitegen.errors import Problem
from sitegen.fingerprint import code_digest
from sitegen.importreport import COUNTED, NAMED, FileReport, ImportReport
from sitegen.model import When
from sitegen.turns import alone
from sitegen.wire.chains import is_chained, merged
from sitegen.wire.delivery import BATCH, FEW, Delivery, Desk, delivered, expanded
from sitegen.wire.filing import Filed, with_own_id
from sitegen.wire.identity import digest
from sitegen.wire.shelf import Shelf, forget, read_shelf, stat_of
from sitegen.wire.versions import (
    OnFile,
    as_draft,
    as_version,
    dated_back,
    is_another,
    on_file,
    updated,
    verdict,
    version_order,
    with_replaced,
)
from sitegen.wire.words import topics

_LOCK = ".sitegen/import.lock"
_WAITS = "another import is at work in this site; this one waits for it"
_SAVED = 256
"""Files after which the ledger is made to last: those behind them are read again after a kill."""
_SETTLED = 2_000_000_000
"""Nanoseconds. A file that changed so shortly ago may change again within the same tick: its stat is not trusted."""


def import_files(
    paths: Sequence[Path],
    site: Path,
    *,
    captured: datetime | None,
    captured_unknown: bool,
    format: str,
    section: str | None,
    dry_run: bool,
    sections: Sequence[str],
    section_map: Mapping[str, str],
    timezone: ZoneInfo,
    home_country: str = "",
    language: str = "nl",
    clock: int = 0,
    jobs: int = 1,
    brief: bool = False,
    progress: Callable[[int, int], None] | None = None,
    say: Callable[[str], None] = lambda line: None,
) -> ImportReport:
    """Reads wire files (folders: all files below them, in order of name) and files their stories below `site`.

    `captured` (aware) is when the pages were seen; without it a page with ages is refused unless `captured_unknown`.
    `section` overrides what the files say; `language` is that of a page's own words. `clock`, in nanoseconds since
    1970, is now: files that were as they are a while before need not be read again. Never raises for a bad file: its
    problems are in the report. With `dry_run` nothing is written and the report says what would have been. Two imports
    into one site take turns; the one that waits says so.
    """
    own = {name.casefold(): name for name in sections}
    desk = Desk(
        sections=own,
        topics={
            code: own[held[0]]
            for code, names in topics(language)
            if (held := [name.casefold() for name in names if name.casefold() in own])
        },
        section_map={name.casefold(): target for name, target in section_map.items()},
        section=section,
        zone=timezone,
        home=home_country,
        language=language,
        captured=captured.astimezone(timezone) if captured else None,
        undated=captured_unknown,
        format=format,
        keep_wire=dry_run,
    )
    files = list(expanded(paths))
    with nullcontext() if dry_run else alone(site / _LOCK, lambda: say(_WAITS)):
        try:
            return _import(files, site, desk, clock, jobs, brief, progress)
        except DatabaseError:
            # A damaged ledger shows late; what it led to stands, and doing it all again changes nothing that is right.
            forget(site)
            return _import(files, site, desk, clock, jobs, brief, progress)


@cache
def _code() -> str:
    return code_digest(("wire", "importing", "dateline", "lang"))


def _import(
    files: Sequence[tuple[str, bool]],
    site: Path,
    desk: Desk,
    clock: int,
    jobs: int,
    brief: bool,
    progress: Callable[[int, int], None] | None,
) -> ImportReport:
    zone = desk.zone
    assert isinstance(zone, ZoneInfo)
    mark = digest(_code(), repr(desk))
    shelf = read_shelf(site / "content", lambda date, precision: _period(date, precision, zone), dry_run=desk.keep_wire)
    reports: list[FileReport] = []
    counts = dict.fromkeys(COUNTED, 0)
    try:
        for done, report in enumerate(_reports(files, desk, shelf, mark, clock, jobs), 1):
            for name in COUNTED:
                counts[name] += len(getattr(report, name))
            if not brief or len(files) <= NAMED or report.problems or report.notes or report.conflicts:
                reports.append(report)
            if done % _SAVED == 0:
                shelf.save()
            if progress and (done % BATCH == 0 or done == len(files) or len(files) < FEW):
                progress(done, len(files))
    finally:
        shelf.close()
    return ImportReport(files=tuple(reports), read=len(files), counts=counts)


def _reports(
    files: Sequence[tuple[str, bool]], desk: Desk, shelf: Shelf, mark: str, clock: int, jobs: int
) -> Iterator[FileReport]:
    """What became of each file, in order: known ones are passed over, the others read and filed."""
    # Passed over are files that are as they were; reading runs ahead of filing, so the two are told apart here.
    waiting = ((file, named, _known(file, desk, shelf, mark)) for file, named in files)
    for delivery, known in delivered(waiting, desk, jobs if len(files) > FEW else 1):
        if delivery is None:
            yield known or FileReport(file="", wire=None)
            continue
        report = _file_delivery(delivery, desk, shelf)
        # Read while it was being written, or with something left to tell: it is read again next time.
        settled = delivery.stat is not None and delivery.stat.mtime < clock - _SETTLED
        if settled and delivery.stat and not (report.problems or report.conflicts):
            told = json.dumps([[note.file, note.line, note.wrong, note.right] for note in report.notes])
            stories = (*report.written, *report.updated, *report.unchanged)
            shelf.note_read(_ledger_name(delivery.file), delivery.stat, mark, told, stories)
        yield report


def _ledger_name(file: str) -> str:
    return os.path.abspath(file)


def _known(file: str, desk: Desk, shelf: Shelf, mark: str) -> FileReport | None:
    """The report on a file that is as it was when all of it was filed."""
    if desk.keep_wire:
        return None
    try:
        found = shelf.known(_ledger_name(file), stat_of(file), mark)
    except OSError:
        return None
    if found is None:
        return None
    notes = tuple(Problem(*row) for row in json.loads(found[0]))
    return FileReport(file=file, wire=None, unchanged=tuple(found[1]), notes=notes)


@dataclass(slots=True)
class _Log:
    """The paths of one file's report while it is filed."""

    file: str
    written: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    versions: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)


def _file_delivery(delivery: Delivery, desk: Desk, shelf: Shelf) -> FileReport:
    assert isinstance(desk.zone, ZoneInfo)
    log = _Log(file=delivery.file, problems=list(delivery.problems), notes=list(delivery.notes))
    for made in delivery.stories:
        try:
            _file_story(made, desk.zone, shelf, log)
        except OSError as error:
            wrong = f"content/{made.path()} cannot be written ({error.strerror})"
            log.problems.append(Problem(delivery.file, made.line, wrong))
    return FileReport(
        file=delivery.file,
        wire=delivery.wire,
        written=tuple(reversed(log.written)),
        updated=tuple(reversed(log.updated)),
        unchanged=tuple(reversed(log.unchanged)),
        conflicts=tuple(reversed(log.conflicts)),
        versions=tuple(log.versions),
        problems=tuple(log.problems),
        notes=tuple(log.notes),
    )


def _file_story(made: Filed, zone: ZoneInfo, shelf: Shelf, log: _Log) -> None:
    path, old = _found(made.id, shelf)
    if old and not made.source_id and is_another(made, old, _moment(old, zone)):
        made = with_own_id(made)
        path, old = _found(made.id, shelf)
    if old and is_chained(made, old):
        _file_version(made, path, old, shelf, log)
    elif old:
        _file_again(made, path, old, _moment(old, zone), shelf, log)
    else:
        _file_first(made, shelf, log)
        _join_growth(made, shelf, log)


def _found(id: str, shelf: Shelf) -> tuple[str, OnFile | None]:
    """The file with that id and its path; empty and None without one."""
    path = shelf.path_of(id)
    text = shelf.read(path) if path else None
    return path, on_file(text) if text is not None else None


def _moment(old: OnFile, zone: ZoneInfo) -> datetime | None:
    when = _when(old.head.get("date", ""), old.head.get("date_precision", ""), zone)
    return when.at if when else None


def _period(date: str, precision: str, zone: ZoneInfo) -> str:
    """The part of an address that comes from a date as written; empty where nothing is known of it."""
    when = _when(date, precision, zone)
    return next(reversed(periods(when)), "") if when else ""


def _when(date: str, precision: str, zone: ZoneInfo) -> When | None:
    """A date as written; None for what `build` will refuse."""
    try:
        when = parse_when(date, zone)
        return next((coarser(when, known, date) for known in PRECISIONS if known == precision), when)
    except DateError:
        return None


def _file_first(made: Filed, shelf: Shelf, log: _Log) -> None:
    """Writes a story that content does not hold."""
    path = _free_path(made, shelf)
    shelf.add(path, made.text(), id=made.id, kind=made.kind, slug=_slug(path), date=made.date, precision=made.precision)
    log.written.append(f"content/{path}")


def _free_path(made: Filed, shelf: Shelf) -> str:
    """The file for a new story: its own name, or the first number behind it that no other has."""
    suffix, number = "", 1
    while shelf.holds_name(made.path(suffix), made.kind, made.slug + suffix, made.date, made.precision):
        number += 1
        suffix = f"-{number}"
    return made.path(suffix)


def _slug(path: str) -> str:
    name = path.rpartition("/")[2].removesuffix(".md")
    return name[5:] if path.startswith("ticker/") and name[:4].isdigit() and name[4:5] == "-" else name


def _file_version(made: Filed, path: str, old: OnFile, shelf: Shelf, log: _Log) -> None:
    """A story whose agency numbers its versions, and that content holds."""
    before = _versions(made.id, shelf)
    after = merged(made, old, before)
    # First the text that would be lost, then the file that replaces it: a killed import loses nothing.
    for number, text in enumerate(after.versions, 1):
        if number > len(before) or before[number - 1] != text:
            shelf.write(f"versions/{made.id}.{number}.md", text)
            log.versions.append(f"content/versions/{made.id}.{number}.md")
    if not old.mark.words and made.words:
        # Until now there was only word that it is withdrawn, under an address of no story.
        shelf.remove(path)
        path = _free_path(made, shelf)
        shelf.add(
            path, after.text, id=made.id, kind=made.kind, slug=_slug(path), date=made.date, precision=made.precision
        )
    elif after.text != old.text:
        shelf.write(path, after.text)
    for number in range(len(after.versions) + 1, len(before) + 1):
        shelf.remove(f"versions/{made.id}.{number}.md")
    changed = after.verdict == "updated" and (after.text != old.text or tuple(before) != after.versions)
    if after.verdict in ("conflict", "known conflict"):
        _tell_conflict(made.id, path, log)
    else:
        (log.updated if changed else log.unchanged).append(f"content/{path}")


def _tell_conflict(id: str, path: str, log: _Log) -> None:
    log.conflicts.append(f"content/{path}")
    right = f"put what is new from the draft among content/versions/{id}.*.md into it, and end the draft"
    log.notes.append(Problem(f"content/{path}", 0, "was edited here and has another text on the wire", right))


def _file_again(made: Filed, path: str, old: OnFile, dated: datetime | None, shelf: Shelf, log: _Log) -> None:
    """A story that content holds: nothing new, a later or an earlier text of it, or a conflict with an editor's."""
    if old.says(made.words):
        log.unchanged.append(f"content/{path}")
        return
    texts = _versions(made.id, shelf)
    match found := verdict(made, old, [on_file(text) for text in texts], dated):
        case "unchanged":
            log.unchanged.append(f"content/{path}")
        case "later":
            _keep_versions(made.id, [*texts, as_version(old)], shelf, log)
            shelf.write(path, updated(old, made))
            log.updated.append(f"content/{path}")
        case "earlier":
            _keep_versions(made.id, [*texts, made.text()], shelf, log)
            if old.untouched:
                shelf.write(path, dated_back(old, made))
            (log.updated if old.untouched else log.unchanged).append(f"content/{path}")
        case "conflict" | "known conflict":
            if found == "conflict":
                _keep_versions(made.id, [*texts, as_draft(made)], shelf, log)
            _tell_conflict(made.id, path, log)


def _versions(id: str, shelf: Shelf) -> list[str]:
    """The other texts of a story, by number."""
    texts: list[str] = []
    while (text := shelf.read(f"versions/{id}.{len(texts) + 1}.md")) is not None:
        texts.append(text)
    return texts


def _keep_versions(id: str, texts: Sequence[str], shelf: Shelf, log: _Log) -> None:
    """Writes the versions of a story in the order in which they were seen, where they are not so already."""
    for number, text in enumerate(sorted(texts, key=version_order), 1):
        path = f"versions/{id}.{number}.md"
        if shelf.read(path) != text:
            shelf.write(path, text)
            log.versions.append(f"content/{path}")


def _join_growth(made: Filed, shelf: Shelf, log: _Log) -> None:
    """Marks the article that a ticker item grew into as replacing the item, whichever of them came first.

    Only when one of them is new: an editor who takes the mark out again is not overruled by the next import.
    """
    if made.source_id:
        return
    item, article = made.grown
    other = shelf.path_of(item if made.kind == "article" else article)
    if not other:
        return
    article = shelf.path_of(made.id) if made.kind == "article" else other
    text = shelf.read(article)
    if text is not None:
        shelf.write(article, with_replaced(text, made.grown[0]))
        if f"content/{article}" not in log.written:
            log.updated.append(f"content/{article}")
