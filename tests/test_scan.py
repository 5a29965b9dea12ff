"""What lies in the content folder, and what is said of what should not."""

from __future__ import annotations

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
