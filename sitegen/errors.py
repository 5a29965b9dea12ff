"""What can go wrong, and whose fault it is. Imports nothing of the package."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault in what an editor or designer wrote: where it is, what is wrong, what would be right."""

    file: str
    """Path as the editor knows it: relative to the site's folder, with forward slashes."""
    line: int
    """1-based; 0 where the file as a whole is meant."""
    wrong: str
    right: str = ""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.wrong}" + (f"; {self.right}" if self.right else "")


class SitegenError(Exception):
    """The root; `exit_code` is what the command line ends with."""

    exit_code = 1


class ContentError(SitegenError):
    """The content has faults: all that were found, in order of file and line. Nothing has been written."""

    def __init__(self, problems: list[Problem] | tuple[Problem, ...]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[ContentError], tuple[tuple[Problem, ...]]]:
        """From another process it comes as it was: otherwise its text would be taken for its problems."""
        return ContentError, (self.problems,)


class UsageError(SitegenError):
    """The command was used in a way that cannot work (a folder that is no site, a wrong option)."""

    exit_code = 2


def row_of(problem: Problem) -> dict[str, object]:
    """A problem as every `--json` tells it."""
    return {"file": problem.file, "line": problem.line, "wrong": problem.wrong, "right": problem.right}


def rows_of(error: SitegenError) -> list[dict[str, object]]:
    """An error as rows: one for each problem, or one without a file."""
    if isinstance(error, ContentError):
        return [row_of(problem) for problem in error.problems]
    return [row_of(Problem("", 0, str(error)))]
