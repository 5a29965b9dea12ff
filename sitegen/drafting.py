"""New files for an editor: a story, or a whole site."""

from __future__ import annotations

import shutil
from datetime import datetime
from importlib import resources
from pathlib import Path

from sitegen.build import load_site
from sitegen.content import first_sentence
from sitegen.errors import UsageError
from sitegen.slugs import minted_id, story_slug

_STARTER = "starter"


def new_story(site: Path, kind: str, words: str, now: datetime) -> str:
    """The path of a new story file, below the site's folder. Its id is minted here, once. Raises `UsageError`."""
    settings = load_site(site)
    words = " ".join(words.split())
    local = now.astimezone(settings.zone).replace(second=0, microsecond=0)
    title = words if kind == "article" else first_sentence(words)
    slug = story_slug(title)
    if not slug:
        raise UsageError("give the story some words")
    if kind == "article":
        path = Path("content/articles", f"{local:%Y}", f"{slug}.md")
        copy = ""
    else:
        path = Path("content/ticker", f"{local:%Y/%m/%d}", f"{local:%H%M}-{slug}.md")
        copy = words + "\n"
    stamp = local.isoformat(timespec="minutes")
    head = [f"id: {minted_id(f'{kind} {stamp} {slug}')}", f"date: {stamp}"]
    if kind == "article":
        escaped = title.replace("\\", "\\\\").replace('"', '\\"')
        head = [f'title: "{escaped}"', *head, "draft: true"]
    text = "\n".join(["---", *head, "---", copy])
    file = site / path
    if file.exists():
        raise UsageError(f"{path.as_posix()} is there already")
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("x", encoding="utf-8", newline="\n") as opened:
        opened.write(text)
    return path.as_posix()


def new_site(folder: Path) -> list[str]:
    """The files of a new site in `folder`; raises `UsageError` where there is one already."""
    if (folder / "content").exists():
        raise UsageError(f"{folder / 'content'} is there already")
    starter = Path(str(resources.files("sitegen"))) / _STARTER
    made = []
    for file in sorted(starter.rglob("*")):
        if file.is_file():
            path = file.relative_to(starter)
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, folder / path)
            made.append(path.as_posix())
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("/public/\n/.sitegen/\n", encoding="utf-8", newline="\n")
        made.append(".gitignore")
    return made
