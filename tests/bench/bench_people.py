"""What an edit of a person's or country's file costs: another role, an alias, hiding, a merge.

    python tests/bench/bench_people.py --stories 10000 [--work DIR]

Each build is a fresh process without the search index. The persons are one who is named often and one who is named
seldom. Read are the files read again, made the pages and files that were made to look, written those that changed.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from corpus import FIXED, stories, write, write_text

AS_OF = "2026-11-15T12:00+01:00"
"""After all stories, so that none is held."""


def sitegen(site: Path, *words: str) -> str:
    """What a command prints on standard output."""
    command = [sys.executable, "-m", "sitegen", *words, "--site", str(site)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def build(site: Path, says: str) -> None:
    """Builds, and prints a row of the table."""
    begun = time.perf_counter()
    told = json.loads(sitegen(site, "build", "--no-search", "--json", "--as-of", AS_OF))
    taken = time.perf_counter() - begun
    print(f"| {says} | {taken:.2f} | {told['read']} | {told['made']} | {len(told['written'])} |", flush=True)


def person(site: Path, key: str, *lines: str) -> None:
    note(site, f"people/{key}.md", "---", *lines, "---")


def note(site: Path, path: str, *lines: str) -> None:
    file = site / "content" / path
    file.parent.mkdir(exist_ok=True)
    file.write_text("\n".join([*lines, ""]), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--stories", type=int, default=10_000)
    parser.add_argument("--work", type=Path, default=None, help="where the site is made")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.work) as folder:
        site = Path(folder)
        write(site, "sitegen", stories(options.stories, 1))
        write_text(site / FIXED["sitegen"][0], FIXED["sitegen"][1])
        print("| build | seconds | read | made | written |\n| --- | ---: | ---: | ---: | ---: |")
        build(site, f"first, {options.stories} stories")
        build(site, "nothing changed")
        listed = json.loads(sitegen(site, "people", "--json"))["persons"]
        often, seldom = listed[0], listed[-1]
        for who in (seldom, often):
            name, says = f"name: {who['name']}", f"{who['count']} stories"
            person(site, who["key"], name)
            build(site, f"a file for who has {says}")
            person(site, who["key"], name, "role: minister")
            build(site, "another role")
            person(site, who["key"], name, f"aliases: [{who['name']}-Vos]")
            build(site, "an alias")
            person(site, who["key"], name, "hidden: true")
            build(site, f"hidden ({says})")
            person(site, who["key"], name)
            build(site, "shown again")
            (site / "content" / "people" / f"{who['key']}.md").unlink()
            build(site, "the file deleted")
        note(site, "countries/ua.md", "---", "---", "Een land aan de Zwarte Zee.")
        build(site, "a text for a country")
        note(site, "countries/ua.md", "---", "aliases: [Kyiv]", "---", "Een land aan de Zwarte Zee.")
        build(site, "an alias for that country")
        for fewer, more in ((seldom, often), (listed[2], listed[1])):
            sitegen(site, "people", "merge", fewer["key"], more["key"])
            build(site, f"merged: {fewer['count']} stories into {more['count']}")


if __name__ == "__main__":
    main()
