"""The output folder: what is made is staged, compared with what stands there, and only then moved into place.

Staging is what keeps memory flat and a failed build from leaving a trace. What sitegen did not write, it never deletes:
it removes only what its archive knows, and, where an archive was lost, files that bear its mark.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from sitegen.errors import ContentError, Problem
from sitegen.ledger import Ledger

STAGING = ".sitegen-staging"
_MARK = b'<meta name="generator" content="sitegen">'
_FEEDS = (b"<generator>sitegen</generator>", b'"https://jsonfeed.org/version/1.1"')
_HEAD = 4096
"""Bytes of a file in which its mark stands."""


@dataclass(slots=True)
class Report:
    """What a build did to its output folder."""

    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    made: int = 0
    """Files that were made, most of them found to be the same as those that stood there."""


@dataclass(slots=True)
class _Change:
    path: str
    key: str
    digest: bytes
    staged: Path | None
    """None where the file stands as it should, but the archive did not know."""


class Output:
    """One output folder during one build."""

    def __init__(self, folder: Path, ledger: Ledger, target: int, trusted: bool) -> None:
        self._folder = folder
        self._ledger = ledger
        self._target = target
        self._trusted = trusted
        # Where nothing stands yet, the whole folder is staged and moved in one go.
        self.was_empty = not any(folder.iterdir())
        # With nothing recorded either there is nothing to compare with.
        self._blank = self.was_empty and not ledger.output_keys(target)
        self._staging = folder.with_name(f".{folder.name}{STAGING}") if self.was_empty else folder / STAGING
        self._folders: set[str] = set()
        self._changes: list[_Change] = []
        self._claimed: dict[str, str] = {}
        self._kept: dict[str, set[str]] = {}
        self.report = Report()

    def take(self, key: str, made: Iterable[tuple[str, bytes]]) -> None:
        """Takes the files of a key; raises `ContentError` if another key has made one of them."""
        paths = self._kept.setdefault(key, set())
        for path, data in made:
            owner = self._claimed.setdefault(path, key)
            if owner != key:
                raise ContentError([_two_on_one(path, owner, key)])
            paths.add(path)
            self.report.made += 1
            digest = hashlib.blake2b(data, digest_size=16).digest()
            known = None if self._blank else self._ledger.output(self._target, path)
            # A record alone proves nothing after a build that was killed: it is written before the files are moved.
            if self._trusted:
                stands = bool(known and known[1] == digest)
            else:
                stands = not self.was_empty and self._stands(path, digest)
            if not (stands and known and known[:2] == (key, digest)):
                self._changes.append(_Change(path, key, digest, None if stands else self._stage(path, data)))

    def _stands(self, path: str, digest: bytes) -> bool:
        try:
            return hashlib.blake2b((self._folder / path).read_bytes(), digest_size=16).digest() == digest
        except OSError:
            return False

    def _stage(self, path: str, data: bytes) -> Path:
        if not self._changes and self._staging.exists():
            shutil.rmtree(self._staging)  # left by a build that was killed
        name = path if self.was_empty else f"{len(self._changes):x}"
        parent = name.rpartition("/")[0]
        if parent not in self._folders:
            self._folders.add(parent)
            (self._staging / parent).mkdir(parents=True, exist_ok=True)
        place = os.path.join(self._staging, name)
        with open(place, "wb", buffering=0) as file:
            file.write(data)
        return Path(place)

    def stale(self, keys: Iterable[str] | None) -> list[str]:
        """Paths that `keys` (None is all) owned and no key has made again."""
        if keys is None:
            paths = self._ledger.output_paths(self._target)
        else:
            paths = (path for key in keys for path in self._ledger.outputs_of(self._target, key))
        return sorted(path for path in paths if path not in self._claimed)

    def check_claims(self, everything: bool) -> None:
        """Raises `ContentError` if a file was made that stands for a key which was not made in this build."""
        problems = []
        if everything:
            return
        for change in self._changes:
            known = self._ledger.output(self._target, change.path)
            if known and known[0] != change.key and known[0] not in self._kept:
                problems.append(_two_on_one(change.path, known[0], change.key))
        if problems:
            raise ContentError(problems)

    def note(self, reason: Callable[[str], str]) -> dict[str, str]:
        """Writes into the ledger what is about to stand; gives the reason for each file that will be written."""
        self._ledger.set_outputs(
            self._target, ((change.path, change.key, change.digest, reason(change.key)) for change in self._changes)
        )
        return {change.path: reason(change.key) for change in self._changes if change.staged}

    def move(self, stale: Iterable[str]) -> None:
        """Moves what was staged into place and removes what is stale."""
        staged = [change for change in self._changes if change.staged]
        if self.was_empty and staged:
            self._folder.rmdir()
            os.replace(self._staging, self._folder)
        else:
            for change in staged:
                self._move(change)
        self.report.written += [change.path for change in staged]
        for path in stale:
            (self._folder / path).unlink(missing_ok=True)
            _drop_empty(self._folder, (self._folder / path).parent)
            self.report.removed.append(path)
        self.discard()

    def _move(self, change: _Change) -> None:
        assert change.staged is not None
        place = self._folder / change.path
        try:
            os.replace(change.staged, place)
        except OSError:
            _clear(self._folder, place)
            os.replace(change.staged, place)

    def discard(self) -> None:
        """Removes what was staged, and the output folder if that leaves it empty: a first build that failed."""
        shutil.rmtree(self._staging, ignore_errors=True)
        with suppress(OSError):
            self._folder.rmdir()


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


def _two_on_one(path: str, owner: str, other: str) -> Problem:
    return Problem(f"public/{path}", 0, f"two things claim this file: {owner} and {other}", "give one another address")


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
