"""`sitegen import`: wire files to content files. Idempotent; every write is atomic and stands below `content/`.

What an editor changed is never overwritten: the fingerprint `imported` tells, and the delivery is kept beside it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sitegen.dates import PRECISIONS, DateError, coarser, parse_when, periods
from sitegen.errors import ContentError, Problem
from sitegen.model import When
from sitegen.wire import Wire, WireStory, as_json, read_wire
from sitegen.wire.decoding import MOST_BYTES
from sitegen.wire.filing import Filed, filed, story_id, with_own_id
from sitegen.wire.shelf import Shelf, read_shelf
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


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReport:
    """What became of one wire file. Paths are relative to the site's folder, with forward slashes."""

    file: str
    wire: Wire | None
    """None where it could not be read."""
    written: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    """Files that an editor changed and of which the wire has another text; that text stands in `versions`."""
    versions: tuple[str, ...] = ()
    """Earlier texts of updated stories, and those of conflicts, that were written."""
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
    """What the editor should know, and which is no fault: a section that was left out, a conflict."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What became of all of them, in the order in which they were read."""

    files: tuple[FileReport, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The faults of all files; the command ends with exit code 1 if there are any."""
        return tuple(problem for report in self.files for problem in report.problems)

    @property
    def notes(self) -> tuple[Problem, ...]:
        return tuple(note for report in self.files for note in report.notes)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """What filing needs to know of the site."""

    sections: Mapping[str, str]
    """By name in small letters."""
    section_map: Mapping[str, str]
    section: str | None
    zone: ZoneInfo


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
    language: str = "nl",
    progress: Callable[[int, int], None] | None = None,
    shelf: Shelf | None = None,
) -> ImportReport:
    """Reads wire files (folders: all files below them, in order of name) and files their stories below `site`.

    `captured` (aware) is when the pages were seen; without it a page with ages is refused unless `captured_unknown`.
    `section` overrides what the files say. Never raises for a bad file: its problems are in the report. With `dry_run`
    nothing is written and the report says what would have been.
    """
    desk = _Desk(
        sections={name.casefold(): name for name in sections},
        section_map={name.casefold(): target for name, target in section_map.items()},
        section=section,
        zone=timezone,
    )
    captured = captured.astimezone(timezone) if captured else None
    shelf = shelf or read_shelf(
        site / "content", lambda date, precision: _period(date, precision, timezone), dry_run=dry_run
    )
    reports: list[FileReport] = []
    files = list(_expanded(paths))
    for done, file in enumerate(files, 1):
        try:
            wire = _read(file, captured, captured_unknown, format, language)
            reports.append(_file_wire(str(file), wire, captured, desk, shelf))
        except ContentError as error:
            problems = tuple(replace(problem, file=problem.file or str(file)) for problem in error.problems)
            reports.append(FileReport(file=str(file), wire=None, problems=problems))
        if progress:
            progress(done, len(files))
    return ImportReport(files=tuple(reports))


def dry_run_json(report: ImportReport) -> dict[str, object]:
    """What `import --dry-run --json` prints: the one file's structure, or a list of them under `files`."""
    read = [(file.file, as_json(file.wire)) for file in report.files if file.wire]
    if len(report.files) == 1 and read:
        return read[0][1]
    return {"files": [{"file": name, **told} for name, told in read]}


def _expanded(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            files = (Path(folder) / name for folder, _, names in os.walk(path) for name in names)
            yield from sorted(file for file in files if not file.name.startswith("."))
        else:
            yield path


def _read(file: Path, captured: datetime | None, captured_unknown: bool, format: str, language: str) -> Wire:
    try:
        size = file.stat().st_size
        if size > MOST_BYTES:
            wrong = f"is {size:,} bytes, more than the {MOST_BYTES:,} that one wire file may have"
            raise ContentError([Problem(str(file), 0, wrong, "split it")])
        data = file.read_bytes()
    except OSError as error:
        raise ContentError([Problem(str(file), 0, f"cannot be read ({error.strerror})")]) from None
    wire = read_wire(data, captured=captured, format=format, language=language)
    dated = next((story for story in wire.stories if story.age), None)
    if captured is None and not captured_unknown and dated:
        wrong = f"tells times as ages ('{dated.age}'), and when the page was seen is not known"
        right = "add --captured-at 2026-05-12T09:00+02:00, or --captured-at unknown to leave them undated"
        raise ContentError([Problem(str(file), dated.line, wrong, right)])
    return wire


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


def _file_wire(file: str, wire: Wire, captured: datetime | None, desk: _Desk, shelf: Shelf) -> FileReport:
    log = _Log(file=file)
    unknown: set[str] = set()
    places = {at: order for order, at in enumerate((at for at, s in enumerate(wire.stories) if s.kind == "ticker"), 1)}
    # A page lists its newest first: the oldest is filed first, so that a later version finds the earlier one.
    for at, story in reversed(list(enumerate(wire.stories))):
        if story.duplicate_of is not None:
            continue
        named = desk.section or story.section or wire.section
        section = _section(named, desk)
        if named and not section and named not in unknown:
            unknown.add(named)
            right = f'add it to sections in site.toml, or "{named}" = "..." under [import.sections], or use --section'
            log.notes.append(Problem(file, 0, f"section '{named}' is unknown to the site and was left out", right))
        made = filed(story, section=section, captured=captured, order=places.get(at, 0))
        try:
            _file_story(story, made, desk.zone, shelf, log)
        except OSError as error:
            wrong = f"content/{made.path()} cannot be written ({error.strerror})"
            log.problems.append(Problem(file, story.line, wrong))
    return FileReport(
        file=file,
        wire=wire,
        written=tuple(reversed(log.written)),
        updated=tuple(reversed(log.updated)),
        unchanged=tuple(reversed(log.unchanged)),
        conflicts=tuple(reversed(log.conflicts)),
        versions=tuple(log.versions),
        problems=tuple(log.problems),
        notes=tuple(log.notes),
    )


def _section(named: str | None, desk: _Desk) -> str | None:
    """The site's own section for what a page calls it."""
    if not named:
        return None
    name = desk.section_map.get(named.casefold(), named)
    return desk.sections.get(name.strip().casefold())


def _file_story(story: WireStory, made: Filed, zone: ZoneInfo, shelf: Shelf, log: _Log) -> None:
    path, old = _found(made.id, shelf)
    if old and not story.source_id and is_another(made, old, _moment(old, zone)):
        made = with_own_id(made)
        path, old = _found(made.id, shelf)
    if old:
        _file_again(made, path, old, _moment(old, zone), shelf, log)
    else:
        _file_first(made, shelf, log)
        _join_growth(story, shelf, log)


def _found(id: str, shelf: Shelf) -> tuple[str, OnFile | None]:
    """The file with that id and its path; empty and None without one."""
    path = shelf.by_id.get(id, "")
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
    """Writes a story that content does not hold, under the first free name."""
    suffix, number = "", 1
    while made.path(suffix) in shelf.paths or shelf.holds_address(
        made.kind, made.slug + suffix, made.date, made.precision
    ):
        number += 1
        suffix = f"-{number}"
    path = made.path(suffix)
    shelf.write(path, made.text())
    shelf.add(path, id=made.id, kind=made.kind, slug=made.slug + suffix, date=made.date, precision=made.precision)
    log.written.append(f"content/{path}")


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
            log.conflicts.append(f"content/{path}")
            right = f"put what is new from the draft among content/versions/{made.id}.*.md into it, and end the draft"
            log.notes.append(Problem(f"content/{path}", 0, "was edited here and has another text on the wire", right))


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


def _join_growth(story: WireStory, shelf: Shelf, log: _Log) -> None:
    """Marks the article that a ticker item grew into as replacing the item, whichever of them came first.

    Only when one of them is new: an editor who takes the mark out again is not overruled by the next import.
    """
    item, article = shelf.by_id.get(story_id(story, "ticker")), shelf.by_id.get(story_id(story, "article"))
    text = shelf.read(article) if item and article and not story.source_id else None
    if article and text is not None:
        shelf.write(article, with_replaced(text, story_id(story, "ticker")))
        if f"content/{article}" not in log.written:
            log.updated.append(f"content/{article}")
