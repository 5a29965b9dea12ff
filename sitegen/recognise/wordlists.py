"""The word lists of a language's folder, as they are read."""

from __future__ import annotations

from importlib.resources.abc import Traversable


def text_of(folder: Traversable, name: str) -> str:
    """One file of the folder; raises FileNotFoundError if it is not there."""
    return (folder / name).read_text(encoding="utf-8")


def lines_of(folder: Traversable, name: str) -> list[str]:
    """The lines of a list, without comments and blank ones."""
    return [line for line in text_of(folder, name).split("\n") if line and line[0] != "#"]


def listed(text: str) -> frozenset[str]:
    """Words apart by white space."""
    return frozenset(text.split())


def sections_of(folder: Traversable, name: str) -> dict[str, frozenset[str]]:
    """A list of words in paragraphs, each below a line `# title`; the first such line is the file's own."""
    found: dict[str, frozenset[str]] = {}
    for block in text_of(folder, name).split("\n# ")[1:]:
        title, _, rest = block.partition("\n")
        found[title] = frozenset(rest.split())
    return found
