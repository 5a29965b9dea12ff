"""`sitegen people merge A B`: A's names become aliases of B, and A's addresses lead to B's. Files only gain by it.

`sitegen people apart A B` says the contrary: two people, each with a file.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from sitegen.content import read_person
from sitegen.dirty import calendar_periods
from sitegen.errors import ContentError, Problem, UsageError
from sitegen.frontmatter import with_texts
from sitegen.model import PersonFile
from sitegen.newsroom import FEED_FILES
from sitegen.notes import REDIRECTS, read_redirects
from sitegen.recognise import plain
from sitegen.recognise.touched import names_of
from sitegen.registry import Registry, registry
from sitegen.slugs import slug


def merge(folder: Path, fewer: str, more: str) -> list[str]:
    """Makes one person of two, and gives the paths of the files that changed, below the site's folder.

    `fewer` and `more` are keys or names; `fewer` may be a surname that stories use alone. The next build does the rest.
    Everything is looked at before the first file is written, and a merge that was cut off can be made again. Raises
    `UsageError` and `ContentError`.
    """
    with registry(folder) as known:
        content = folder / "content"
        stays, goes = _key(known, more), _key(known, fewer)
        names = _names(known, goes, fewer)
        _refuse(known, stays, goes, names)
        _refuse_below(content, *(key for key in (stays, goes) if key in known.people))
        written = {
            f"people/{stays}.md": _person(content, known, stays, names),
            REDIRECTS: _redirects(content, dict(_moves(known, goes, stays))),
        }
        gone = f"people/{goes}.md" if goes in known.people else ""
    changed = [path for path, text in written.items() if text is not None]
    for path in changed:
        _write(content / path, written[path] or "")
    if gone:
        (content / gone).unlink(missing_ok=True)
    return [f"content/{path}" for path in (*changed, *([gone] if gone else []))]


def apart(folder: Path, one: str, other: str) -> list[str]:
    """Gives each of two people a file of their own who has none, and gives the paths of those, below the site's folder.

    Raises `UsageError` and `ContentError`.
    """
    with registry(folder) as known:
        keys = [_key(known, one), _key(known, other)]
        if keys[0] == keys[1]:
            raise UsageError(f"'{keys[0]}' is one person; for two with one name see the README on content/people/")
        written: dict[str, str] = {}
        for key in keys:
            if key not in known.people:
                names = known.archive.names_of(key)
                if not names:
                    raise UsageError(f"no story and no file knows '{key}'; sitegen people lists who is known")
                written[f"people/{key}.md"] = _person(folder / "content", known, key, []) or ""
    for path, text in written.items():
        _write(folder / "content" / path, text)
    return [f"content/{path}" for path in written]


def _key(known: Registry, written: str) -> str:
    """The key that `written`, a key or a name, stands for."""
    key = slug(written)
    if not key:
        raise UsageError(f"'{written}' is no name")
    if key in known.people:
        return key
    return next((file.key for file in known.people.values() if plain(written) in map(plain, names_of(file))), key)


def _names(known: Registry, goes: str, written: str) -> list[str]:
    """All names by which stories and files know who goes; raises `UsageError` if none do."""
    file = known.people.get(goes)
    names = [*known.archive.names_of(goes), *(names_of(file) if file else ())]
    if not names and written in known.archive.lone_names():
        names = [written]
    if not names:
        raise UsageError(f"no story and no file knows '{written}'; sitegen people lists who is known")
    return list({plain(name): name for name in names}.values())


def _refuse(known: Registry, stays: str, goes: str, names: list[str]) -> None:
    """Raises `UsageError` for what would lose something, show somebody who is hidden, or lead nowhere."""
    if stays == goes:
        raise UsageError(f"'{goes}' and '{stays}' are one person already")
    staying, going = known.people.get(stays), known.people.get(goes)
    if staying is None and not known.archive.names_of(stays):
        raise UsageError(f"no story and no file knows '{stays}'; sitegen people lists who is known")
    for file in (staying, going):
        if file and file.hidden:
            raise UsageError(
                f"content/people/{file.key}.md hides a person, which would come out; edit the files by hand"
            )
    if going and (lost := _lost(going, staying)):
        raise UsageError(
            f"content/people/{goes}.md also gives {', '.join(lost)}, which would be lost; "
            f"move that to content/people/{stays}.md or take it out, and merge again"
        )
    others = {plain(name): file for file in known.people.values() for name in names_of(file)}
    for name in names:
        if (other := others.get(plain(name))) and other.key not in (stays, goes):
            raise UsageError(f"content/people/{other.key}.md gives '{name}' as well; take it out there first")


def _refuse_below(content: Path, *keys: str) -> None:
    """Raises `UsageError` for a person's file that lies in a folder of its own: it would not be found."""
    for key in keys:
        if not (content / f"people/{key}.md").is_file():
            raise UsageError(f"{key}.md lies in a folder below content/people/; move it to content/people/ first")


def _lost(going: PersonFile, staying: PersonFile | None) -> list[str]:
    """What else the file of who goes says that the file of who stays does not."""
    keys = ("role", "country", "wikidata", "text")
    return [key for key in keys if getattr(going, key) and getattr(going, key) != getattr(staying, key, "")]


def _person(content: Path, known: Registry, stays: str, names: list[str]) -> str | None:
    """The new text of the file of who stays; None if it says all of it."""
    file = known.people.get(stays)
    path = f"people/{stays}.md"
    if file:
        text = (content / path).read_bytes().decode()
    else:
        entity = known.archive.tallies.entity(f"person/{stays}")
        name = entity.name if entity else known.archive.names_of(stays)[0]
        text = with_texts("---\n---\n", path, "name", [name]).replace("name: [", "name: ", 1).replace("]\n", "\n", 1)
    said = set(map(plain, names_of(file))) if file else set()
    missing = [name for name in names if plain(name) not in said]
    made = with_texts(text, f"content/{path}", "aliases", missing)
    read_person(path, made.encode(), known.site)
    return made if missing or not file else None


def _moves(known: Registry, goes: str, stays: str) -> Iterator[tuple[str, str]]:
    """Old and new address of everything that stood at the address of who goes: page, feeds, calendar pages."""
    key, person = f"person/{goes}", known.addresses.person
    if not known.archive.lists.count(key, "", 1) and goes not in known.people:
        return
    yield person(goes), person(stays)
    if known.archive.lists.count(key, "", 1):
        for kind, file in FEED_FILES.items():
            if kind in known.site.feeds:
                yield person(goes) + file, person(stays) + file
    for period in calendar_periods(known.archive, key):
        yield known.addresses.period(key, period), known.addresses.period(f"person/{stays}", period)


def _redirects(content: Path, moves: Mapping[str, str]) -> str | None:
    """The new text of the redirects; None if they lead there already. Raises `ContentError` for a circle."""
    file = content / REDIRECTS
    text = file.read_bytes().decode() if file.exists() else ""
    known = read_redirects(text, f"content/{REDIRECTS}")
    for old, new in moves.items():
        if (target := known.get(new)) is not None:
            right = "merge into whom that leads to, or take that line out"
            raise ContentError([Problem(f"content/{REDIRECTS}", 0, f"{new} leads to {target} itself", right)])
        if (target := known.get(old)) not in (None, new):
            right = "take that line out"
            raise ContentError([Problem(f"content/{REDIRECTS}", 0, f"{old} leads to {target} already", right)])
    lines = [f'"{old}" = "{new}"' for old, new in moves.items() if old not in known]
    if not lines:
        return None
    end_of_line = "\r\n" if "\r\n" in text else "\n"
    start = text + (end_of_line if text and not text.endswith("\n") else "")
    made = start + "".join(line + end_of_line for line in lines)
    read_redirects(made, f"content/{REDIRECTS}")
    return made


def _write(file: Path, text: str) -> None:
    """Writes a file whole or not at all; what a killed merge left behind has the same name, and is written over."""
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f".{file.name}.tmp")
    try:
        temporary.write_bytes(text.encode())
        os.replace(temporary, file)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
