"""What claims one address, id or file: what is said of it. Which stories do is a query of the archive."""

from __future__ import annotations

from collections.abc import Container, Iterable

from sitegen.archive import Archive
from sitegen.errors import Problem


def collisions(archive: Archive, paths: Iterable[str] | None) -> list[Problem]:
    """Stories that claim one address or id, as far as the files at `paths` have a part in it; None is all files."""
    if paths is None:
        found = archive.clashes()
    else:
        own = [clash for path in paths for clash in archive.clashes(path)]
        # The other story of a clash may have more of them, and says its part in this one.
        found = sorted({*own, *(clash for *_, other in own for clash in archive.clashes(other))}, key=_by_path)
    problems = []
    for kind, value, path, other in found:
        same = "address" if kind == "alias" else kind
        wrong = f"has the {kind} {value}, which is an {same} of content/{other} as well"
        problems.append(Problem(f"content/{path}", 1, wrong, _CLASHES[kind]))
    return problems


def claimant(archive: Archive, redirects: Container[str], key: str) -> str:
    """The owner of a file, given as its key, in the words of who writes: the file in `content/` that asks for it."""
    kind, _, rest = key.partition(":")
    if kind == "moved" and rest in redirects:
        return f"the line for {rest} in content/redirects.toml"
    address = archive.moved_to(rest) if kind == "moved" else rest
    if kind in ("story", "moved") and (rows := [row for row in archive.rows_at(address) if row.state != "absent"]):
        return (f"the old address {rest} of " if kind == "moved" else "") + f"content/{rows[0].path}"
    if kind == "page" and rest != "404":
        return f"content/pages/{rest}.md"
    return f"content/{rest}" if kind == "media" else f"a page of the site itself ({key})"


def _by_path(clash: tuple[str, str, str, str]) -> tuple[str, ...]:
    kind, value, path, other = clash
    return path, kind, value, other


_CLASHES = {
    "address": "give one of them another 'slug' or date",
    "id": "an id is minted once: take one of the two lines out",
    "alias": "take the alias out of one of them",
}
