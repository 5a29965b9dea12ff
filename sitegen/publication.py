"""What of a story may be seen at a moment, which arrives as a value. Every page, feed and index asks here. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from msgspec.structs import replace

from sitegen.config import Site
from sitegen.dates import start_of
from sitegen.model import Dateline, Story

State = Literal["full", "headline", "gone", "absent"]
"""Seen whole; the headline alone (rights ended); a tombstone (killed, expired); no trace (draft, embargo, withheld)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What decides a story's state. Moments are seconds since 1970."""

    draft: bool
    withheld: bool
    canceled: bool
    shown_from: int | None
    """The later of its date and its embargo."""
    headline_from: int | None
    """When an agency's rights to the text end."""
    gone_from: int | None


def terms(story: Story, site: Site) -> Terms:
    """The terms on which `story` is published; of several agencies the strictest holds."""
    start = start_of(story.when)
    days = [site.agencies[code].keep_days for code in story.dateline.agencies if code in site.agencies]
    kept = min((number for number in days if number), default=0)
    counted = start or story.captured
    return Terms(
        draft=story.draft,
        withheld=story.status == "withheld",
        canceled=story.status == "canceled",
        shown_from=max((int(moment.timestamp()) for moment in (start, story.embargo) if moment), default=None),
        headline_from=int((counted + timedelta(days=kept)).timestamp()) if counted and kept else None,
        gone_from=int(story.expires.timestamp()) if story.expires else None,
    )


def state(terms: Terms, as_of: int, drafts: bool) -> State:
    """What may be seen at `as_of` (seconds since 1970); with `drafts` also what its editor has not released."""
    if terms.withheld or (terms.draft and not drafts):
        return "absent"
    if terms.shown_from is not None and terms.shown_from > as_of:
        return "absent"
    if terms.canceled or (terms.gone_from is not None and terms.gone_from <= as_of):
        return "gone"
    return "headline" if terms.headline_from is not None and terms.headline_from <= as_of else "full"


def seen(story: Story, state: State) -> Story:
    """`story` with nothing in it that may not be seen in `state` (which is not 'absent')."""
    if state == "full":
        return story
    in_title = {mention.key for mention in story.mentions if mention.where == "title"}
    headline = replace(
        story,
        prose="",
        text="",
        words=0,
        summary="",
        image="",
        image_alt="",
        image_credit="",
        corrections=(),
        countries=tuple(code for code in story.countries if code in in_title),
        persons=tuple(person for person in story.persons if person.key in in_title),
        mentions=tuple(mention for mention in story.mentions if mention.where == "title"),
        feed="summary",
    )
    if state == "headline":
        return headline
    return replace(
        headline,
        title="",
        byline="",
        rights="",
        source_id="",
        section=None,
        countries=(),
        dateline_countries=(),
        persons=(),
        mentions=(),
        dateline=Dateline(places=()),
        place_countries=(),
    )


def gives_ninjs(story: Story, state: State, site: Site) -> bool:
    """Whether a story is given out as ninjs: the site does so, it is seen whole, and each of its agencies allows it."""
    agencies = (site.agencies.get(code) for code in story.dateline.agencies)
    return site.ninjs and state == "full" and all(agency.ninjs for agency in agencies if agency)
