"""The output folder: what is made is staged, compared with what stands there, and only then moved into place.

Staging is what keeps memory flat and a failed build from leaving a trace. What sitegen did not write, it never deletes:
it removes only what its archive knows, and, where an archive was lost, files that bear its mark.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from msgspec import Struct

from sitegen.errors import ContentError, Problem
from sitegen.ledger import Ledger, MadeRow

STAGING = ".sitegen-staging"
_MARK = b'<meta name="generator" content="sitegen">'
_FEEDS = (b"<generator>sitegen</generator>", b'"https://jsonfeed.org/version/1.1"')
_ROWS, _FOLDERS = 500, 50_000
_HEAD = 4096
"""Bytes of a file in which its mark stands."""


def digest_of(data: bytes) -> bytes:
    """What tells whether a file is as it was: the first 16 bytes of its SHA-256, which processors have a part for."""
    return hashlib.sha256(data).digest()[:16]


@dataclass(slots=True)
class Report:
    """What a build did to its output folder."""

    wrote: int = 0
    """Files written."""
    written: list[str] = field(default_factory=list)
    """Their paths, if they are wanted."""
    removed: list[str] = field(default_factory=list)
    made: int = 0
    """Files that were made, most of them found to be the same as those that stood there."""


class Place(Struct, frozen=True, kw_only=True):
    """Where the files of a build go: what any process of this machine needs to know to stage some of them."""

    folder: str
    staging: str
    target: int
    trusted: bool
    was_empty: bool
    """Where nothing stands yet, and the folder may be replaced, all of it is staged and moved in one go."""
    blank: bool
    """Nothing stands and nothing is recorded: there is nothing to compare with."""


class Stager:
    """Writes the files of a build beside their place, those that do not stand there as they should."""

    def __init__(self, place: Place, ledger: Ledger, mark: str) -> None:
        """`mark` tells the names of what is staged here from what others stage for the same build."""
        self._place = place
        self._ledger = ledger
        self._mark = mark
        self._staged = 0
        self._folders: set[str] = set()

    def stage(self, key: str, made: Iterable[tuple[str, bytes]]) -> list[MadeRow]:
        """What the ledger is to know of the files of a key, which stand or are staged afterwards."""
        rows: list[MadeRow] = []
        place = self._place
        for path, data in made:
            digest = digest_of(data)
            known = None if place.blank else self._ledger.output(place.target, path)
            # A record alone proves nothing after a build that was killed: it is written before the files are moved.
            if place.trusted:
                stands = bool(known and known[1] == digest)
            else:
                stands = not place.was_empty and self._stands(path, digest)
            changed = not (stands and known and known[:2] == (key, digest))
            rows.append((path, key, digest, changed, "" if stands else self._write(path, data)))
        return rows

    def _stands(self, path: str, digest: bytes) -> bool:
        try:
            data = Path(self._place.folder, path).read_bytes()
        except OSError:
            return False
        return digest_of(data) == digest

    def _write(self, path: str, data: bytes) -> str:
        """Writes a file; gives its name in the staging folder."""
        self._staged += 1
        name = path if self._place.was_empty else f"{self._mark}-{self._staged:x}"
        parent = name.rpartition("/")[0]
        if parent not in self._folders:
            if len(self._folders) > _FOLDERS:
                self._folders.clear()
            _make_folder(f"{self._place.staging}/{parent}")
            self._folders.add(parent)
        # By number: this is the step of which a first build has most, and a file object costs as much again.
        file = os.open(f"{self._place.staging}/{name}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
        try:
            left = memoryview(data)
            while left:
                left = left[os.write(file, left) :]
        finally:
            os.close(file)
        return name


class Output:
    """One output folder during one build. What was made is noted in the ledger, so that memory stays flat."""

    def __init__(
        self, folder: Path, ledger: Ledger, target: int, trusted: bool, brief: bool, claimant: Callable[[str], str]
    ) -> None:
        """A brief one counts what is written, and keeps no list of it. `claimant` gives a key in an editor's words."""
        self._folder = folder
        self._ledger = ledger
        self._target = target
        self._brief = brief
        self._claimant = claimant
        self.was_empty = not any(folder.iterdir()) and _can_be_replaced(folder)
        self._staging = folder.with_name(f".{folder.name}{STAGING}") if self.was_empty else folder / STAGING
        self.place = Place(
            folder=str(folder),
            staging=str(self._staging),
            target=target,
            trusted=trusted,
            was_empty=self.was_empty,
            blank=self.was_empty and not ledger.has_outputs(target),
        )
        self._stager = Stager(self.place, ledger, "0")
        self._rows: list[MadeRow] = []
        self.report = Report()
        shutil.rmtree(self._staging, ignore_errors=True)  # left by a build that was killed
        ledger.begin_made()

    def take(self, key: str, made: Iterable[tuple[str, bytes]]) -> None:
        """Takes the files of a key; raises `ContentError` if another key has made one of them."""
        self.take_staged(self._stager.stage(key, made))

    def take_staged(self, rows: Sequence[MadeRow]) -> None:
        """Takes files that another process has staged; raises `ContentError` as `take` does."""
        self._rows += rows
        self.report.made += len(rows)
        if len(self._rows) >= _ROWS:
            self._note_rows()

    def _note_rows(self) -> None:
        rows, self._rows = self._rows, []
        if clash := self._ledger.add_made(rows):
            raise ContentError([self._two_on_one(*clash)])

    def end(self, keys: Collection[str] | None) -> list[str]:
        """Ends the making of `keys` (None is all); gives the paths that they owned and none has made again.

        Raises `ContentError` if a file was made that stands for a key which was not made in this build.
        """
        self._note_rows()
        if keys is None:
            return self._ledger.unmade(self._target)
        made = frozenset(keys)
        clashes = [clash for clash in self._ledger.made_elsewhere(self._target) if clash[1] not in made]
        if clashes:
            raise ContentError([self._two_on_one(*clash) for clash in clashes])
        owned = {path for key in keys for path in self._ledger.outputs_of(self._target, key)}
        return sorted(path for path in owned if not self._ledger.is_made(path))

    def _two_on_one(self, path: str, *keys: str) -> Problem:
        claimed = " and ".join(sorted(map(self._claimant, keys)))
        right = "give one another address, or take the redirect or alias out"
        return Problem(f"public/{path}", 0, f"two things claim this file: {claimed}", right)

    def note(self, reason: Callable[[str], str]) -> dict[str, str]:
        """Writes into the ledger what is about to stand; gives the reason for each file that will be written."""
        self._ledger.set_outputs(self._target, reason)
        if self._brief:
            return {}
        return {path: reason(key) for path, key, _ in self._ledger.staged()}

    def move(self, stale: Iterable[str]) -> None:
        """Moves what was staged into place and removes what is stale."""
        if self.was_empty and self._staging.exists():
            for path, _, _ in self._ledger.staged():
                self._wrote(path)
            self._folder.rmdir()
            os.replace(self._staging, self._folder)
        else:
            for path, _, name in self._ledger.staged():
                self._move(self._staging / name, path)
                self._wrote(path)
        for path in stale:
            (self._folder / path).unlink(missing_ok=True)
            _drop_empty(self._folder, (self._folder / path).parent)
            self.report.removed.append(path)
        self.discard()

    def _wrote(self, path: str) -> None:
        self.report.wrote += 1
        if not self._brief:
            self.report.written.append(path)

    def _move(self, staged: Path, path: str) -> None:
        place = self._folder / path
        try:
            os.replace(staged, place)
        except OSError:
            _clear(self._folder, place)
            os.replace(staged, place)

    def discard(self) -> None:
        """Removes what was staged, and the output folder if that leaves it empty: a first build that failed."""
        shutil.rmtree(self._staging, ignore_errors=True)
        with suppress(OSError):
            self._folder.rmdir()


def _can_be_replaced(folder: Path) -> bool:
    """Whether another folder can be put in the place of this one: not of a link, a mount, or where somebody stands."""
    fixed = folder.is_symlink() or os.path.ismount(folder) or folder.samefile(os.curdir)
    return not fixed and os.access(folder.parent, os.W_OK | os.X_OK)


def unknown_files(folder: Path, ledger: Ledger, target: int) -> Iterator[tuple[str, bool]]:
    """Files that no key of the archive owns, and whether they bear sitegen's mark: left by an archive that was lost."""
    for parent, _, names in os.walk(folder):
        for name in names:
            place = Path(parent, name)
            path = place.relative_to(folder).as_posix()
            if path.startswith((STAGING, "pagefind/")) or ledger.output(target, path):
                continue
            with place.open("rb") as file:
                head = file.read(_HEAD)
            yield path, _MARK in head or any(mark in head for mark in _FEEDS)


def _make_folder(path: str) -> None:
    """Makes a folder that may be there, and those above it: nearly always only itself is missing."""
    with suppress(FileExistsError):
        try:
            os.mkdir(path)
        except FileNotFoundError:
            os.makedirs(path, exist_ok=True)


def _clear(folder: Path, place: Path) -> None:
    """Makes room for a file at `place`: its folder, and nothing that is a file where a folder must be."""
    for parent in reversed(place.relative_to(folder).parents):
        if (folder / parent).is_file():
            (folder / parent).unlink()
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.is_dir():
        place.rmdir()


def _drop_empty(folder: Path, parent: Path) -> None:
    while parent != folder:
        try:
            parent.rmdir()
        except OSError:
            return
        parent = parent.parent
