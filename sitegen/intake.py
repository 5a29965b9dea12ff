"""Content into the archive: what changed is read, recognised and recorded, and what that makes dirty is noted.

All of it happens inside one transaction of the caller: with a single problem, nothing of it has happened.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import TypeVar

from sitegen.archive import Archive
from sitegen.changes import EVERYTHING, Update, all_grown, apply, letters_in_use, recount
from sitegen.clashes import collisions
from sitegen.config import SITE_FILE, Site
from sitegen.entries import Row as StoryRow
from sitegen.errors import ContentError, Problem, UsageError
from sitegen.lang import country_names
from sitegen.notes import Notes, dirty_by_notes, known_notes, read_note, set_version
from sitegen.reading import answers_of, desk_of, read_batch, reading_print, settings_of
from sitegen.scan import (
    MEDIA,
    STORY_FOLDERS,
    VERSIONS,
    FileFact,
    Glance,
    Row,
    Seen,
    Waiting,
    can_be_content,
    changed_folders,
    read,
    seen_file,
    unseen,
)

READ_BATCH = 200
"""Files read in one go: enough to outweigh the handing over, few enough to spread over processes."""
BULK = 1500
"""Changed stories above which everything is made anew: finding what is dirty would cost more than making it. In a large
archive it is one story in twenty."""
_Found = tuple[Waiting, Waiting, list[str]]
"""Stories and other files that are new or may have changed, and the paths of those that are gone."""
_IN_FLIGHT = 6
"""Batches handed out at a time: keeps the processes busy and the memory flat."""


@dataclass(slots=True)
class Intake:
    """The reading of one build."""

    archive: Archive
    site: Site
    folder: Path
    """The site's."""
    as_of: int
    drafts: bool
    clock: int
    executor: Callable[[], Executor]
    say: Callable[[str], None]
    glance: Glance = unseen
    """What is known already of folders that nobody has looked at here."""
    problems: list[Problem] = field(default_factory=list)
    read: int = 0
    """Files of which the bytes had changed."""
    removed: int = 0
    _folders: list[tuple[str, bytes]] = field(default_factory=list)
    """Folders that were not as they were known, with what to know of them when all of this is done."""

    def take_in(self, named: Sequence[Path] = ()) -> Notes:
        """Brings the archive up to date with the content folder (or with the files named); gives the notes.

        Raises `ContentError` with everything that is wrong.
        """
        archive = self.archive
        renewed = self._begin()
        found = self._named(named) if named else None
        # What another program has read is as good as changed: then all is looked at, whatever was named.
        stories, others, gone = found if found and not renewed else self._changed()
        old = known_notes(archive)
        letters = letters_in_use(archive, old.people)
        dirty = self._take_notes(others, gone)
        notes = known_notes(archive)
        if old != notes:
            more, persons = dirty_by_notes(archive, old, notes)
            dirty |= more
        else:
            persons = []
        again = self._touched(old, notes) if (old.people, old.countries) != (notes.people, notes.countries) else []
        updates, everything = self._updates(stories, gone, again, notes)
        paths: list[str] = []
        for batch in _batched(updates, READ_BATCH) if everything else [list(updates)]:
            if not everything:
                paths += [update.path for update in batch]
            dirty |= self._apply(batch, notes, everything)
        if archive.is_blank:
            archive.index()
            dirty |= self._apply(list(all_grown(archive)), notes, True)
        more, much_due = self._take_due(notes)
        dirty |= more
        everything |= much_due
        self.problems += collisions(archive, None if everything else paths)
        if self.problems:
            raise ContentError(self.problems)
        recount(archive, notes.people, dirty, None if everything else persons)
        if letters != (now := letters_in_use(archive, notes.people)):
            dirty |= dict.fromkeys([f"letter:{letter}" for letter in sorted(letters | now)], "letters came or went")
        self._end(dirty)
        return notes

    def _begin(self) -> bool:
        """Whether nothing that was read before holds: what reads it has changed."""
        archive, printed = self.archive, reading_print(self.site)
        if archive.fact("read_with") == printed:
            return False
        if archive.fact("read_with"):
            self.say("the program, its language data or the site's settings changed: all stories are read again")
        archive.files.forget()
        archive.set_fact("read_with", printed)
        return True

    def _end(self, dirty: dict[str, str]) -> None:
        archive = self.archive
        archive.files.set_folders(self._folders)
        archive.set_fact("as_of", str(self.as_of))
        archive.set_fact("drafts", "yes" if self.drafts else "")
        if dirty:
            generation = int(archive.fact("generation") or 0) + 1
            archive.set_fact("generation", str(generation))
            keys = {EVERYTHING: dirty[EVERYTHING]} if EVERYTHING in dirty else dirty
            archive.ledger.add_dirty(generation, keys.items())

    def _apply(self, updates: Sequence[Update], notes: Notes, everything: bool) -> dict[str, str]:
        return apply(
            self.archive,
            updates,
            self.site,
            as_of=self.as_of,
            drafts=self.drafts,
            people=notes.people,
            everything=everything,
        )

    # Which files

    def _changed(self) -> _Found:
        """What is new or may have changed, and the paths of what is gone."""
        stories, others = Waiting(), Waiting()
        gone: list[str] = []
        prints = self.archive.files.folder_prints()
        for folder in changed_folders(self.folder / "content", prints, self.problems, self.glance):
            known = self.archive.files.within(folder.path)
            rows = [row for row in folder.rows if (folder.path_of(row), *row[1:]) not in known]
            (stories if _is_story(folder.path) else others).add(folder.path, rows)
            gone += {path for path, *_ in known}.difference(map(folder.path_of, folder.rows))
            self._folders.append((folder.path, folder.print if folder.is_settled(self.clock) else b""))
        for folder_gone in prints:
            gone += [path for path, *_ in self.archive.files.within(folder_gone)]
            self.archive.files.drop_folder(folder_gone)
        return stories, others, sorted(gone)

    def _named(self, named: Sequence[Path]) -> _Found:
        content = self.folder / "content"
        changed: dict[str, set[Row]] = {}
        gone: set[str] = set()
        for file in named:
            try:
                path = file.resolve().relative_to(content.resolve()).as_posix()
            except ValueError:
                raise UsageError(f"{file} does not lie in {content}") from None
            if f"content/{path}" == SITE_FILE:  # read in every build
                continue
            if not can_be_content(path) or (content / path).is_dir():
                raise UsageError(f"{file} is no file of a site; name .md files, files in media/ or redirects.toml")
            folder, _, name = path.rpartition("/")
            self._folders.append((folder, b""))
            if seen := seen_file(content, path):
                changed.setdefault(folder, set()).add((name, *seen[1:]))
            elif self.archive.files.get(path):
                gone.add(path)
            else:
                raise UsageError(f"{file} does not exist")
        stories, others = Waiting(), Waiting()
        for folder, rows in changed.items():
            (stories if _is_story(folder) else others).add(folder, sorted(rows))
        return stories, others, sorted(gone)

    # Notes and media

    def _take_notes(self, changed: Iterable[Seen], gone: Iterable[str]) -> dict[str, str]:
        """Records what is no story; gives the dirty keys of media."""
        dirty: dict[str, str] = {}
        names = country_names(self.site.language)
        for path in gone:
            self.archive.files.drop(path)
            if path.startswith(MEDIA + "/"):
                dirty[f"media:{path}"] = f"content/{path} is gone"
            elif path.startswith(VERSIONS + "/"):
                dirty |= set_version(self.archive, path, None, self.site)
            elif not _is_story(path):
                self.archive.set_note(path, None)
        for path, data in self._bytes(changed):
            if path.startswith(MEDIA + "/"):
                dirty[f"media:{path}"] = f"content/{path} changed"
                continue
            try:
                if path.startswith(VERSIONS + "/"):
                    dirty |= set_version(self.archive, path, data, self.site)
                    continue
                self.archive.set_note(path, read_note(path, data, self.site, names))
            except ContentError as error:
                self.problems += error.problems
        return dirty

    # Stories

    def _touched(self, old: Notes, new: Notes) -> list[str]:
        """Paths of the known stories that another name or alias, or a person now hidden or shown, can touch."""
        # Loads the recogniser's lists of names, which a build without such a change does without.
        from sitegen.recognise.touched import Finder, touched

        change = touched(self.site.language, (old.people, new.people), (old.countries, new.countries))
        if not change:
            return []
        can_touch = Finder(change)
        return [path for path, record in self.archive.records() if can_touch(record)]

    def _updates(
        self, stories: Waiting, gone: Sequence[str], again: Sequence[str], notes: Notes
    ) -> tuple[Iterator[Update], bool]:
        """The updates that the files make, and whether they are so many that everything is made anew.

        The stories at the paths `again` are read whether their files changed or not.
        """
        changed = {seen.path for seen in stories} if again else frozenset()
        looked = {path: seen_file(self.folder / "content", path) for path in again if path not in changed}
        touched = {path: seen for path, seen in looked.items() if seen}  # perhaps only its time is new
        # Where others were named, one of these may have gone unnamed: it is not left as it was read before.
        lost = [path for path, seen in looked.items() if not seen]
        for path in lost:
            self.archive.files.drop(path)
            self._folders.append((path.rpartition("/")[0], b""))
        removed = sorted({*filter(_is_story, gone), *lost})
        self.removed = len(removed)
        wanted = len(stories) + len(touched)
        everything = not self.archive.fact("generation") or self._is_bulk(stories, len(removed))
        settings = settings_of(self.site, notes.people.values(), notes.countries.values())

        def updates() -> Iterator[Update]:
            for path in removed:
                yield Update(path=path, story=None, why=f"content/{path} is gone")
            files = self._bytes(chain(stories, touched.values()), also_known=frozenset(again))
            for batch in self._read(files, settings, wanted):
                for path, story, problems in answers_of(batch):
                    self.problems += problems
                    if story:
                        why = _TOUCHED if path in touched else f"content/{path} changed"
                        yield Update(path=path, story=story, why=why)

        return updates(), everything

    def _is_bulk(self, stories: Waiting, changed: int) -> bool:
        """Whether `stories` and the number of those that are gone are so many that making everything costs less.

        Files are not counted of which only the times are new, as in a fresh checkout; nor are those that are read
        again for the sake of a person's or country's file, since most of them stay where they are (`dirty`).
        """
        limit = self._bulk()
        if len(stories) + changed <= limit:
            return False
        for seen in stories:
            if changed > limit:
                break
            known = self.archive.files.get(seen.path)
            try:
                changed += known is None or known.digest != read(self.folder / "content", seen, self.clock)[1].digest
            except OSError:  # told when it is to be read
                changed += 1
        return changed > limit

    def _bulk(self) -> int:
        return max(BULK, self.archive.story_count() // 20)

    def _read(self, files: Iterator[tuple[str, bytes]], settings: bytes, total: int) -> Iterator[bytes]:
        """`read_batch` over the files: here if they are few, else in other processes, some batches at a time."""
        batches = _batched(files, READ_BATCH)
        if total <= READ_BATCH:
            yield from (read_batch(settings, batch) for batch in batches)
            return
        desk_of(settings)  # before processes are started: those that are forked find it loaded
        executor = self.executor()
        waiting: deque[Future[bytes]] = deque()
        for batch in batches:
            waiting.append(executor.submit(read_batch, settings, batch))
            if len(waiting) >= _IN_FLIGHT:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def _bytes(self, wanted: Iterable[Seen], also_known: Container[str] = frozenset()) -> Iterator[tuple[str, bytes]]:
        """The bytes of the files whose bytes have changed or that are in `also_known`.

        The archive learns what the others look like now.
        """
        facts: list[tuple[str, FileFact]] = []
        for seen in wanted:
            try:
                data, fact = read(self.folder / "content", seen, self.clock)
            except OSError as error:
                wrong = f"cannot be read ({error.strerror})"
                self.problems.append(Problem(f"content/{seen.path}", 0, wrong, "make it readable, or take it away"))
                continue
            known = None if self.archive.is_blank else self.archive.files.get(seen.path)
            facts.append((seen.path, fact))
            if len(facts) >= READ_BATCH:
                self.archive.files.put(facts)
                facts.clear()
            if seen.path in also_known or known is None or known.digest != fact.digest:
                self.read += 1
                yield seen.path, data
        self.archive.files.put(facts)

    def _take_due(self, notes: Notes) -> tuple[dict[str, str], bool]:
        """Looks again at what is due; gives the dirty keys, and whether it is so much that everything is made anew."""
        rows = self._due()
        much = len(rows) > self._bulk()
        updates = (
            Update(path=row.path, story=self.archive.story(row.number), why=f"content/{row.path} is due", known=True)
            for row in rows
        )
        dirty: dict[str, str] = {}
        for batch in _batched(updates, READ_BATCH) if much else [list(updates)]:
            dirty |= self._apply(batch, notes, much)
        return dirty, much

    def _due(self) -> list[StoryRow]:
        """Stories whose state may change because the moment, or the wish to see drafts, is another than last time."""
        archive = self.archive
        last = int(archive.fact("as_of") or self.as_of)
        rows = archive.rows_due(min(last, self.as_of), max(last, self.as_of))
        if archive.fact("drafts") != ("yes" if self.drafts else ""):
            rows += archive.draft_rows()
        return list({row.number: row for row in rows}.values())


def _is_story(path: str) -> bool:
    return path.partition("/")[0] in STORY_FOLDERS


_TOUCHED = "a file in content/people/ or content/countries/ changed"
_Thing = TypeVar("_Thing")


def _batched(things: Iterable[_Thing], size: int) -> Iterator[list[_Thing]]:
    waiting = iter(things)
    while batch := list(islice(waiting, size)):
        yield batch
