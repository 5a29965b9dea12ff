"""Why a page is there and was last written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from sitegen.archive import Archive, view_archive
from sitegen.build import load_site
from sitegen.errors import UsageError
from sitegen.making import ARCHIVE

_KINDS = {
    "story": "a story's page",
    "list": "the page and feeds of a list",
    "calendar": "a calendar page of a list",
    "letter": "the persons of one letter",
    "index": "an index",
    "page": "an editor's page",
    "moved": "an address that moved or is gone",
    "sitemap": "the sitemap",
    "asset": "an asset of the templates",
    "media": "a file of content/media/",
    "latest": "the newest stories, for story pages",
    "robots": "what crawlers are told",
    "hosting": "the rules for the host",
}


def why_of(site: Path, out: Path, address: str) -> Iterator[str]:
    """Lines on the file at an address: what made it, from which story, why it was last written. Raises `UsageError`."""
    settings = load_site(site)
    if not (site / ARCHIVE).is_file():
        raise UsageError("the site was not built yet")
    with view_archive(site / ARCHIVE, settings.zone) as archive:
        folder = Path(os.path.relpath(out.resolve(), site.resolve())).as_posix()
        target = archive.ledger.target(folder)
        if target is None:
            raise UsageError(f"{out} was not built yet")
        path = address.removeprefix(settings.base_url).removeprefix(settings.root).lstrip("/")
        for place in (path, f"{path.rstrip('/')}/index.html".lstrip("/")):
            if found := archive.ledger.output(target.number, place):
                break
        else:
            raise UsageError(f"nothing was made at {address}")
        key, _, reason = found
        kind, _, rest = key.partition(":")
        yield f"public file   {place}"
        yield f"made as       {_KINDS[kind]}" + (f" ({rest})" if rest else "")
        if kind == "story":
            yield from _story(archive, rest)
        yield f"last written  because {reason}, as of {target.as_of}"


def _story(archive: Archive, address: str) -> Iterator[str]:
    for row in archive.rows_at(address):
        yield f"from          content/{row.path}"
        yield f"state         {row.state}"
