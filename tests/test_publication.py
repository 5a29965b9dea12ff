"""What of a story may be seen: laws that hold for any terms at any moment."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from test_content import read

from sitegen.config import read_site
from sitegen.model import Story
from sitegen.publication import State, Terms, seen, state, terms

MOMENTS = st.one_of(st.none(), st.integers(0, 20))
TERMS = st.builds(
    Terms,
    draft=st.booleans(),
    withheld=st.booleans(),
    canceled=st.booleans(),
    shown_from=MOMENTS,
    headline_from=MOMENTS,
    gone_from=MOMENTS,
)
FULL = """---
id: een
title: Aanhef met Anna Kadijk
date: 2026-05-12T09:00+02:00
section: Buitenland
summary: Samenvatting.
byline: Onze verslaggever
rights: Alleen hier
source_id: bron-1
image: /media/k.jpg
image_alt: Beschrijving
image_credit: Fotograaf
corrections:
  - time: 2026-05-12T10:00+02:00
    note: Verbetering.
countries: [BE]
persons: [Bram Sluis]
---
WARSCHAU (KPD) - De tekst gaat over Polen.
"""


@given(TERMS, st.integers(0, 20), st.booleans())
def test_what_is_not_released_leaves_no_trace(terms: Terms, as_of: int, drafts: bool) -> None:
    held = terms.withheld or (terms.draft and not drafts) or (terms.shown_from or 0) > as_of
    assert (state(terms, as_of, drafts) == "absent") == held


@given(TERMS, st.integers(0, 20), st.booleans())
def test_what_is_killed_or_expired_is_never_seen_again(terms: Terms, as_of: int, drafts: bool) -> None:
    over = terms.canceled or (terms.gone_from is not None and terms.gone_from <= as_of)
    assert not over or state(terms, as_of, drafts) in ("gone", "absent")


@given(TERMS, st.integers(0, 19), st.booleans())
def test_time_takes_away_and_never_gives_back(terms: Terms, as_of: int, drafts: bool) -> None:
    order: tuple[State, ...] = ("absent", "full", "headline", "gone")
    now, later = state(terms, as_of, drafts), state(terms, as_of + 1, drafts)
    assert order.index(now) <= order.index(later)


@pytest.mark.parametrize(
    ("head", "settings", "expected"),
    [
        ("date: 2026-05-12T09:00Z", "", ("2026-05-12T09:00Z", "2029-02-05T11:00+01:00", None)),
        ("date: 2026-05-12\nembargo: 2026-05-12T18:00Z", "", ("2026-05-12T18:00Z", "2029-02-05T00:00+01:00", None)),
        (
            "date: 2026-05-13\nembargo: 2026-05-12T18:00Z",
            "",
            ("2026-05-13T00:00+02:00", "2029-02-06T00:00+01:00", None),
        ),
        ("expires: 2026-06-01T00:00Z", "", (None, None, "2026-06-01T00:00Z")),
        ("date: 2026-05-12", "keep_days = 10", ("2026-05-12T00:00+02:00", "2026-05-22T00:00+02:00", None)),
        ("captured: 2026-05-12T09:00Z", "keep_days = 1", (None, "2026-05-13T09:00Z", None)),
    ],
)
def test_terms_follow_from_the_story_and_its_agencies(
    head: str, settings: str, expected: tuple[str | None, ...]
) -> None:
    story = read(f"---\ntitle: Bericht\n{head}\n---\nGENT (KPD/ABC) - De haven is open.\n", settings=settings)
    found = terms(story, read_site(SITE.format(settings=settings)))
    moments = [datetime.fromisoformat(text).timestamp() if text else None for text in expected]
    assert [found.shown_from, found.headline_from, found.gone_from] == moments


SITE = """title = "Havennieuws"
base_url = "https://havennieuws.example"
language = "nl"
timezone = "Europe/Amsterdam"
sections = ["Buitenland", "Binnenland"]
[agencies.kpd]
{settings}
[agencies.abc]
keep_days = 1000
"""


def words(story: Story) -> str:
    return repr(
        [getattr(story, field) for field in Story.__struct_fields__ if field not in ("path", "slug", "address")]
    )


@pytest.mark.parametrize(
    ("state", "kept"),
    [
        ("full", {"Aanhef", "Samenvatting", "Polen", "verslaggever", "Fotograaf", "Verbetering", "Sluis", "'BE'"}),
        ("headline", {"Aanhef", "verslaggever"}),
        ("gone", set()),
    ],
)
def test_a_state_leaves_its_own_words_and_no_others(state: State, kept: set[str]) -> None:
    shown = words(seen(read(FULL), state))
    told = ("Aanhef", "Samenvatting", "Polen", "verslaggever", "Fotograaf", "Verbetering", "Sluis", "'BE'")
    assert {word for word in told if word in shown} == kept


def test_whom_the_headline_names_stays_listed_when_rights_end() -> None:
    story = read(FULL)
    named = replace(story, mentions=tuple(replace(mention, where="title") for mention in story.mentions))
    assert {person.key for person in seen(named, "headline").persons} <= {mention.key for mention in named.mentions}
    assert seen(named, "headline").feed == "summary"
