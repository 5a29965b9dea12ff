"""`sitegen import`: wire files to content files. Idempotent; every write is atomic and stands below `content/`.

What an editor changed is never overwritten: the fingerprint `imported` tells, and the delivery is kept beside it.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sitegen.dates import DateError, coarser, parse_when, periods
from sitegen.errors import ContentError, Problem
from sitegen.model import Precision
from sitegen.wire import Wire, WireStory, as_json, read_wire
from sitegen.wire.decoding import MOST_BYTES
from sitegen.wire.filing import Filed, OnFile, filed, on_file, story_id, updated, with_keys
from sitegen.wire.identity import digest

_HEAD_BYTES = 2048
"""A head is rarely longer; a file whose head does not end within them is read whole."""
_KEY = re.compile(rb"^(id|slug|type|date|date_precision):[ \t]*[\"']?([^\"'\r\n]*)", re.MULTILINE)
_CLOCK = re.compile(r"\d{4}-(?=.)")
_APART = timedelta(days=3)
"""Stories with the same opening and other words are two stories if they are further apart than this."""
_SLACK: Mapping[Precision, timedelta] = {
    "week": timedelta(days=7),
    "month": timedelta(days=31),
    "year": timedelta(days=366),
}


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

    content: Path
    zone: ZoneInfo
    sections: Mapping[str, str]
    """By name in small letters."""
    section_map: Mapping[str, str]
    section: str | None
    dry_run: bool


@dataclass(slots=True)
class Shelf:
    """The stories that content holds: where each id is, and which names are taken. Grows while files are written."""

    content: Path
    by_id: dict[str, str] = field(default_factory=dict)
    """Path below `content/` by id."""
    by_slug: dict[tuple[str, str], list[tuple[str, str]]] = field(default_factory=dict)
    """Date and precision as written, by kind and slug."""
    paths: set[str] = field(default_factory=set)
    unwritten: dict[str, str] = field(default_factory=dict)
    """What a dry run would have written, by path."""

    def add(self, path: str, *, id: str, kind: str, slug: str, date: str, precision: str) -> None:
        if id:
            self.by_id.setdefault(id, path)
        self.by_slug.setdefault((kind, slug), []).append((date, precision))
        self.paths.add(path)

    def read(self, path: str) -> str | None:
        """The text of a content file, None where there is none (or it is no UTF-8, which `build` will say)."""
        if path in self.unwritten:
            return self.unwritten[path]
        try:
            return (self.content / path).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None


def read_shelf(content: Path) -> Shelf:
    """The stories below `content/articles` and `content/ticker`, by the heads of their files."""
    shelf = Shelf(content=content)
    for room in ("articles", "ticker"):
        for file in _markdown_files(content / room):
            path = file.relative_to(content).as_posix()
            keys = {key.decode(): value.decode("utf-8", "replace").strip() for key, value in _head_keys(file)}
            stem = _CLOCK.sub("", file.stem, count=1) if room == "ticker" else file.stem
            shelf.add(
                path,
                id=keys.get("id", ""),
                kind=keys.get("type") or ("ticker" if room == "ticker" else "article"),
                slug=keys.get("slug") or stem,
                date=keys.get("date", ""),
                precision=keys.get("date_precision", ""),
            )
    return shelf


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
    progress: Callable[[int, int], None] | None = None,
    shelf: Shelf | None = None,
) -> ImportReport:
    """Reads wire files (folders: all files below them, in order of name) and files their stories below `site`.

    `captured` (aware) is when the pages were seen; without it a page with ages is refused unless `captured_unknown`.
    `section` overrides what the files say. Never raises for a bad file: its problems are in the report. With `dry_run`
    nothing is written and the report says what would have been.
    """
    desk = _Desk(
        content=site / "content",
        zone=timezone,
        sections={name.casefold(): name for name in sections},
        section_map={name.casefold(): target for name, target in section_map.items()},
        section=section,
        dry_run=dry_run,
    )
    captured = captured.astimezone(timezone) if captured else None
    shelf = shelf or read_shelf(desk.content)
    reports: list[FileReport] = []
    files = list(_expanded(paths))
    for done, file in enumerate(files, 1):
        try:
            wire = _read(file, captured, captured_unknown, format)
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


def _read(file: Path, captured: datetime | None, captured_unknown: bool, format: str) -> Wire:
    try:
        size = file.stat().st_size
        if size > MOST_BYTES:
            wrong = f"is {size:,} bytes, more than the {MOST_BYTES:,} that one wire file may have"
            raise ContentError([Problem(str(file), 0, wrong, "split it")])
        data = file.read_bytes()
    except OSError as error:
        raise ContentError([Problem(str(file), 0, f"cannot be read ({error.strerror})")]) from None
    wire = read_wire(data, captured=captured, format=format)
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
            _file_story(story, made, desk, shelf, log)
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


def _file_story(story: WireStory, made: Filed, desk: _Desk, shelf: Shelf, log: _Log) -> None:
    known = shelf.by_id.get(made.id)
    old = on_file(shelf.read(known) or "") if known else None
    if old and not story.source_id and _is_another(made, old, desk):
        own = digest(made.id, made.imported.partition(".")[2])
        front = tuple((key, own if key == "id" else value) for key, value in made.front)
        made = replace(made, id=own, front=front)
        known = shelf.by_id.get(own)
        old = on_file(shelf.read(known) or "") if known else None
    if known and old:
        _file_again(made, known, old, desk, shelf, log)
    else:
        known = _file_first(story, made, desk, shelf, log)
    _join_growth(story, known, desk, shelf, log)


def _is_another(made: Filed, old: OnFile, desk: _Desk) -> bool:
    """Whether the story on file opens with the same words and is yet another: other words, and days apart."""
    if made.moment is None or "date" not in old.head or made.imported.partition(".")[2] in old.words:
        return False
    try:
        when = parse_when(old.head["date"], desk.zone)
    except DateError:
        return False
    slack = _SLACK.get(when.precision, timedelta()) + _APART
    return when.at is not None and abs(made.moment - when.at) > slack


def _file_first(story: WireStory, made: Filed, desk: _Desk, shelf: Shelf, log: _Log) -> str:
    """Writes a story that content does not hold; gives its path."""
    at = made.moment
    precision: Precision = story.date_precision if at else "unknown"
    suffix, number = "", 1
    while made.path(suffix) in shelf.paths or _address_taken(made, made.slug + suffix, precision, desk, shelf):
        number += 1
        suffix = f"-{number}"
    path = made.path(suffix)
    _write(path, made.text(), desk, shelf)
    shelf.add(
        path,
        id=made.id,
        kind=made.kind,
        slug=made.slug + suffix,
        date=made.date,
        precision=precision if made.date else "",
    )
    log.written.append(f"content/{path}")
    return path


def _address_taken(made: Filed, slug: str, precision: Precision, desk: _Desk, shelf: Shelf) -> bool:
    own = _period(made.date, precision if made.date else "", desk)
    return any(_period(date, known, desk) == own for date, known in shelf.by_slug.get((made.kind, slug), ()))


def _period(date: str, precision: str, desk: _Desk) -> str:
    """The part of an address that comes from a date as written; empty for none, or for one that `build` refuses."""
    if not date:
        return ""
    try:
        when = parse_when(date, desk.zone)
        if precision in ("hour", "day", "week", "month", "year"):
            when = coarser(when, precision, date)  # type: ignore[arg-type]
    except DateError:
        return ""
    return (periods(when) or ("",))[-1]


def _file_again(made: Filed, path: str, old: OnFile, desk: _Desk, shelf: Shelf, log: _Log) -> None:
    """A story that content holds: nothing new, a later or earlier text of it, or a conflict with an editor's."""
    words = made.imported.partition(".")[2]
    earlier = _versions(made.id, desk, shelf)
    if words in old.words:
        log.unchanged.append(f"content/{path}")
        return
    held = any(words in version.words for _, version in earlier)
    seen = old.seen
    older = held or (seen is not None and made.captured is not None and _before(made, seen, old, desk))
    if not older and old.untouched:
        log.versions += _keep_versions(made.id, [*(version.text for _, version in earlier), old.text], desk, shelf)
        _write(path, updated(old, made), desk, shelf)
        log.updated.append(f"content/{path}")
        return
    if not held:
        text = made.text() if older else with_keys(made.text(), (("draft", "true"),))
        log.versions += _keep_versions(made.id, [*(version.text for _, version in earlier), text], desk, shelf)
    if old.untouched or (held and words not in {w for _, v in earlier if "draft" in v.head for w in v.words}):
        log.unchanged.append(f"content/{path}")
        return
    if older and not held:
        log.unchanged.append(f"content/{path}")
        return
    log.conflicts.append(f"content/{path}")
    right = f"compare it with content/versions/{made.id}.*.md and put in what is new"
    log.notes.append(Problem(f"content/{path}", 0, "was edited here and has another text on the wire", right))


def _before(made: Filed, seen: datetime, old: OnFile, desk: _Desk) -> bool:
    """Whether a delivery is of an earlier page than the text on file, or stands lower on the same page."""
    assert made.captured is not None
    if made.captured != seen:
        return made.captured < seen
    try:
        on_page = parse_when(old.head.get("date", ""), desk.zone).at
    except DateError:
        return False
    return on_page is not None and made.moment is not None and made.moment < on_page


def _versions(id: str, desk: _Desk, shelf: Shelf) -> list[tuple[str, OnFile]]:
    """The earlier texts of a story, by number."""
    found: list[tuple[str, OnFile]] = []
    while (text := shelf.read(path := f"versions/{id}.{len(found) + 1}.md")) is not None:
        found.append((path, on_file(text)))
    return found


def _keep_versions(id: str, texts: Sequence[str], desk: _Desk, shelf: Shelf) -> list[str]:
    """Writes the versions of a story in the order in which they were seen; gives the paths that are new or other."""
    changed: list[str] = []
    ordered = sorted(texts, key=lambda text: (seen.timestamp() if (seen := on_file(text).seen) else 0.0, text))
    for number, text in enumerate(ordered, 1):
        path = f"versions/{id}.{number}.md"
        if shelf.read(path) != text:
            _write(path, text, desk, shelf)
            changed.append(f"content/{path}")
    return changed


def _join_growth(story: WireStory, path: str, desk: _Desk, shelf: Shelf, log: _Log) -> None:
    """Marks the article that a ticker item grew into as replacing the item, whichever of them came first."""
    if story.source_id:
        return
    item, grown = story_id(story, "ticker"), story_id(story, "article")
    article = shelf.by_id.get(grown)
    if item not in shelf.by_id or article is None:
        return
    text = shelf.read(article)
    if text is None or item in text.partition("\n---")[0]:
        return
    _write(article, with_keys(text, (("replaces", (item,)),)), desk, shelf)
    if f"content/{article}" not in log.written:
        log.updated.append(f"content/{article}")


def _write(path: str, text: str, desk: _Desk, shelf: Shelf) -> None:
    """Writes a content file whole or not at all."""
    if desk.dry_run:
        shelf.unwritten[path] = text
        return
    target = desk.content / path
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".import-", suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.chmod(temporary, 0o644)
        os.replace(temporary, target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _markdown_files(folder: Path) -> Iterator[Path]:
    for where, folders, names in os.walk(folder):
        folders.sort()
        yield from (Path(where) / name for name in sorted(names) if name.endswith(".md") and not name.startswith("."))


def _head_keys(file: Path) -> list[tuple[bytes, bytes]]:
    try:
        with file.open("rb") as opened:
            head = opened.read(_HEAD_BYTES)
            if b"\n---" not in head[3:] and len(head) == _HEAD_BYTES:
                head += opened.read()
    except OSError:
        return []
    return _KEY.findall(head[: head.find(b"\n---", 3)] if b"\n---" in head[3:] else head)
