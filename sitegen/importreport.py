"""What an import did: for each file, all together, in words and as JSON. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sitegen.errors import Problem, row_of
from sitegen.wire import Wire, as_json


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
    """With `brief` those only about which there is something to say."""
    read: int = 0
    """Wire files, with those that were as they had been."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """Stories written, updated, unchanged and in conflict."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The faults of all files; the command ends with exit code 1 if there are any."""
        return tuple(problem for report in self.files for problem in report.problems)

    @property
    def notes(self) -> tuple[Problem, ...]:
        return tuple(note for report in self.files for note in report.notes)


NAMED = 20
"""Of so many files at most it is told which stories they made."""
COUNTED = ("written", "updated", "unchanged", "conflicts")


def dry_run_json(report: ImportReport) -> dict[str, object]:
    """What `import --dry-run --json` prints: the one file's structure, or a list of them under `files`."""
    read = [(file.file, as_json(file.wire)) for file in report.files if file.wire]
    if len(report.files) == 1 and read:
        return read[0][1]
    return {"files": [{"file": name, **told} for name, told in read]}


def told_of(report: ImportReport) -> Iterable[str]:
    """What an import did, in words: what many files have in common once, then each fault, then one summary."""
    common: dict[tuple[str, str], list[str]] = {}
    for note in report.notes:
        common.setdefault((note.wrong, note.right), []).append(str(note))
    for (wrong, right), told in common.items():
        yield told[0] if len(told) == 1 else f"{len(told)} files: {wrong}; {right}"
    yield from map(str, report.problems)
    if report.read <= NAMED:
        for name in ("written", "updated"):
            yield from (f"{name} {path}" for file in report.files for path in getattr(file, name))
    yield f"{report.read} files read: " + ", ".join(
        [f"{count} stories {name}" for name, count in report.counts.items()] + [f"{len(report.problems)} problems"]
    )


def import_json(report: ImportReport) -> dict[str, Any]:
    """What `import --json` prints."""
    names = ("written", "updated", "unchanged", "conflicts", "versions")
    return {
        "files": [
            {
                "file": file.file,
                **{name: list(getattr(file, name)) for name in names},
                "notes": [row_of(note) for note in file.notes],
                "problems": [row_of(problem) for problem in file.problems],
            }
            for file in report.files
        ]
    }
