"""What lies in the content folder, and what is said of what should not."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import SETTINGS

from sitegen.errors import ContentError
from sitegen.outcome import Outcome


def test_what_does_not_belong_in_content_is_named(site: Callable[..., Path], build: Callable[..., Outcome]) -> None:
    folder = site({"artikelen/een.md": "---\ntitle: Een\n---\nTekst.\n", "stray.md": "x"})
    with pytest.raises(ContentError) as caught:
        build(folder)
    assert [str(problem) for problem in caught.value.problems] == [
        "content/artikelen: is no part of a site; did you mean articles?",
        "content/stray.md: is no part of a site; known are articles, ticker, people, countries, pages, media, "
        "versions, redirects.toml, site.toml",
    ]


def test_a_right_to_text_needs_a_date_to_count_from(site: Callable[..., Path], build: Callable[..., Outcome]) -> None:
    limited = "\n[agencies.anp]\nkeep_days = 30\n"
    folder = site({"ticker/een.md": "PARIJS (ANP) - Tekst.\n", "site.toml": SETTINGS + limited})
    with pytest.raises(ContentError, match="the text of ANP may stand for a time, but nothing tells since when"):
        build(folder)


def test_what_changed_in_a_folder_is_found_by_its_entries(
    site: Callable[..., Path], build: Callable[..., Outcome]
) -> None:
    folder = site({"ticker/een.md": "PARIJS (ANP) - Het is dag 1.\n", "ticker/twee.md": "LIMA (ANP) - Het regent.\n"})
    file, late = folder / "content" / "ticker" / "een.md", 4 * 10**18  # long after every edit: all times are trusted
    build(folder, clock=late)
    assert build(folder, clock=late).read == 0
    file.write_text("PARIJS (ANP) - Het is dag 2.\n", encoding="utf-8")
    os.utime(file, ns=(10**18, 10**18))
    assert build(folder, clock=late).read == 1
    file.rename(file.with_name("drie.md"))
    outcome = build(folder, clock=late)
    assert (outcome.read, outcome.gone) == (1, 1)
    assert build(folder, clock=late).read == 0
