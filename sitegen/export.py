"""The archive for researchers: its views as CSV or as lines of JSON."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TextIO

from sitegen.archive import view_archive
from sitegen.build import load_site
from sitegen.errors import UsageError
from sitegen.making import ARCHIVE

_LISTS = ("places", "agencies", "countries", "dateline_countries", "persons", "replaces")
"""Columns that hold JSON: told as JSON in either format."""


def export(site: Path, view: str, form: str, out: TextIO) -> int:
    """Number of rows of `view` (one of `VIEWS`) written to `out` as `csv` or `jsonl`. Raises `UsageError`.

    Every story is told with its state; those that are not published are among them.
    """
    settings = load_site(site)
    if not (site / ARCHIVE).is_file():
        raise UsageError("the site was not built yet")
    with view_archive(site / ARCHIVE, settings.zone) as archive:
        rows = archive.view(view)
        writer = csv.writer(out, lineterminator="\n")
        number = 0
        for row in rows:
            if form == "jsonl":
                told = {name: json.loads(str(value)) if name in _LISTS else value for name, value in row.items()}
                out.write(json.dumps(told, ensure_ascii=False) + "\n")
            else:
                if not number:
                    writer.writerow(row)
                writer.writerow(row.values())
            number += 1
        return number
