"""The tools that are compared, and a site for each: the same stories, the same kinds of pages."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

from calendars import calendars
from corpus import FIXED, STYLES, stories, story, write, write_text
from measuring import ROOT

PEERS = Path(__file__).parent / "peers"
AS_OF = "2026-11-15T12:00+01:00"
"""After all stories, so that none is held."""
OWN_FOLDERS = {
    "sitegen": ("templates", "templates/assets", "base.html"),
    "hugo": ("layouts", "static/assets", "baseof.html"),
    "eleventy": ("_includes", "assets", "base.njk"),
    "pelican": ("theme/templates", "assets", "base.html"),
}
"""Where a site's templates and its style sheet are, and which template all pages share."""


@dataclass(slots=True)
class Place:
    """A site's folder, in which changes are made that can be taken back."""

    folder: Path
    style: str
    count: int
    before: dict[Path, bytes | None] = field(default_factory=dict)
    extra: int = 0

    def put(self, path: Path, data: bytes | None) -> Path:
        self.before.setdefault(path, path.read_bytes() if path.exists() else None)
        if data is None:
            path.unlink(missing_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return path

    def restore(self) -> None:
        for path, data in list(self.before.items()):
            self.put(path, data)
        self.before.clear()
        self.extra = 0

    def file(self, number: int) -> Path:
        return self.folder / STYLES[self.style](story(self.count, number))[0]

    def original(self, *below: str) -> Path:
        """A file of the tool's site as it is kept with the benchmark."""
        return (ROOT if self.style == "sitegen" else PEERS / self.style).joinpath(*below)


@dataclass(frozen=True, slots=True)
class Tool:
    """A way to build; `commands` of a site's folder and the files named."""

    name: str
    style: str
    commands: Callable[[Path, Sequence[Path]], list[list[str]]]
    rival: str = ""
    """The tool it is compared with."""
    apart: str = ""
    """What its last command is called where its share is shown as well."""


def sitegen(*options: str) -> Callable[[Path, Sequence[Path]], list[list[str]]]:
    build = [sys.executable, "-m", "sitegen", "build", "--as-of", AS_OF, "--json", *options]
    return lambda folder, files: [[*build, "--site", str(folder), *map(str, files)]]


def hugo_of(binary: str, folder: Path) -> list[str]:
    options = ["-s", str(folder), "-d", str(folder / "public"), "--cacheDir", str(folder / "cache"), "--noBuildLock"]
    return [binary, *options, "--quiet"]


def pagefind_of(folder: Path) -> list[str]:
    options = ["--site", str(folder / "public"), "--force-language", "nl", "--silent"]
    return [sys.executable, "-m", "pagefind_bin", *options]


def tools(hugo: str, eleventy: str, pelican: str, search: bool) -> list[Tool]:
    """The tools to measure, those compared beside each other; '' for one that is not installed."""
    rows = [Tool("sitegen", "sitegen", sitegen("--no-search"), "Hugo")]
    if hugo:
        rows.append(Tool("Hugo", "hugo", lambda folder, _: [hugo_of(hugo, folder)]))
    if eleventy:
        rows.append(Tool("Eleventy", "eleventy", lambda folder, _: [["node", eleventy, "--quiet"]], "Hugo"))
    if pelican:
        rows.append(Tool("Pelican", "pelican", lambda folder, _: [[pelican, "-q", "-s", "pelicanconf.py"]], "Hugo"))
    if search:
        rows.append(Tool("sitegen, search", "sitegen", sitegen(), "Hugo, Pagefind"))
    if search and hugo:
        both = Tool(
            "Hugo, Pagefind",
            "hugo",
            lambda folder, _: [hugo_of(hugo, folder), pagefind_of(folder)],
            "",
            "Pagefind alone",
        )
        rows.append(both)
    return rows


def prepared(work: Path, tool: Tool, count: int) -> Place:
    """A site for a tool: its templates if it is a rival's, and the corpus.

    Made by a process of its own: what this one takes of memory would count as every command's that it starts.
    """
    folder = work / "".join(letter if letter.isalpha() else "-" for letter in tool.name.lower())
    making = get_context("fork").Process(target=_prepare, args=(folder, tool, count))
    making.start()
    making.join()
    if making.exitcode:
        raise OSError(f"the corpus could not be written below {folder}")
    return Place(folder, tool.style, count)


def _prepare(folder: Path, tool: Tool, count: int) -> None:
    if tool.style != "sitegen":
        shutil.copytree(PEERS / tool.style, folder)
    path, text = FIXED[tool.style]
    write_text(folder / path, text)
    write(folder, tool.style, stories(count))
    if tool.style == "hugo":
        write_text(folder / "data/calendars.json", json.dumps(calendars(stories(count))))
