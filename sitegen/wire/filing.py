"""Where a wire story belongs in `content/` and what its file says: identity, fingerprint, path, text. Pure.

The identity of a story of a raw page, which has no id, is its kind, its place and its first sentence: what stays when a
desk adds to it. Of the place only the end counts, because pages lose its first letter.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sitegen.dateline import split_dateline
from sitegen.model import Kind, Precision
from sitegen.slugs import story_slug
from sitegen.wire.identity import digest, folded, opening_sentence
from sitegen.wire.markdown import Front, body_markdown, front_matter
from sitegen.wire.values import WireStory

_CLOCKS: dict[Precision, str] = {"day": "%Y-%m-%d", "week": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A story made ready to be written."""

    id: str
    kind: Kind
    slug: str
    folder: str
    """Below `content/`, without closing slash."""
    clock: str
    """`HHMM-` for a ticker item, else empty."""
    title: str
    """Empty for a ticker item without a headline of its own."""
    body: str
    imported: str
    front: Front
    """All keys, in the order in which they are written."""
    date: str
    """As written; empty where it is not known."""
    precision: str
    """As written; empty where the date says it itself."""
    moment: datetime | None
    captured: datetime | None

    def path(self, suffix: str = "") -> str:
        """The file below `content/`; `suffix` (`-2`) tells stories with the same words in their title apart."""
        return f"{self.folder}/{self.clock}{self.slug}{suffix}.md"

    @property
    def words(self) -> str:
        """The digest of its words: equal for deliveries that say the same."""
        return self.imported.partition(".")[2]

    def text(self) -> str:
        """The whole content file."""
        return front_matter(self.front) + "\n" + self.body


def story_id(story: WireStory, kind: Kind | None = None) -> str:
    """The same for every delivery and version of a story; with `kind` as if the story were of that kind."""
    if story.source_id:
        return digest("source", story.source_id)
    place = folded(story.dateline.places[0])[-3:] if story.dateline.places else ""
    return digest(kind or story.kind, place, folded(opening_sentence(story.text)))


def words_of(title: str, body: str) -> str:
    """A digest of the letters and digits of a story: the same whatever its dateline, capitals, accents and marks."""
    copy = body.lstrip()
    return digest(folded(title), folded(copy[split_dateline(copy)[1] :].replace("\\", "")))


def fingerprint(title: str, body: str) -> str:
    """What `imported` holds: a digest of title and body as written, a dot, and a digest of their words alone.

    The first tells whether an editor has changed the file, the second whether a delivery says anything new.
    """
    return f"{digest(' '.join(title.split()), ' '.join(body.split()))}.{words_of(title, body)}"


def filed(story: WireStory, *, section: str | None, captured: datetime | None, order: int, id: str = "") -> Filed:
    """The file of `story`, whose `date` and `captured` are in the site's zone. `order` counts from 1, 0 for none."""
    title = story.title or (opening_sentence(story.text) if story.kind == "article" else "")
    body = body_markdown(story.dateline, story.blocks)
    id = id or story_id(story)
    date = story.date.strftime(_CLOCKS[story.date_precision]) if story.date and story.date_precision in _CLOCKS else ""
    if story.date and not date:
        date = story.date.isoformat(timespec="minutes")
    precision = story.date_precision if date and story.date_precision in ("hour", "week") else ""
    imported = fingerprint(title, body)
    front: Front = (
        ("title", title),
        ("date", date),
        ("date_precision", precision),
        ("section", section or ""),
        ("byline", story.byline or ""),
        ("status", "" if story.status == "usable" else story.status),
        ("embargo", story.embargo.isoformat(timespec="minutes") if story.embargo else ""),
        ("captured", captured.isoformat(timespec="minutes") if captured else ""),
        ("order", str(order) if order else ""),
        ("id", id),
        ("source_id", story.source_id or ""),
        ("imported", imported),
    )
    return Filed(
        id=id,
        kind=story.kind,
        slug=story_slug(title or opening_sentence(story.text)) or id,
        folder=_folder(story),
        clock="" if story.kind == "article" else f"{story.date:%H%M}-" if story.date else "0000-",
        title=title,
        body=body,
        imported=imported,
        front=front,
        date=date,
        precision=precision,
        moment=story.date,
        captured=captured,
    )


def with_own_id(made: Filed) -> Filed:
    """The same story under an id of its whole text, for one that opens like another that is days away."""
    own = digest(made.id, made.words)
    return replace(made, id=own, front=tuple((key, own if key == "id" else value) for key, value in made.front))


def _folder(story: WireStory) -> str:
    if story.kind == "article":
        return f"articles/{story.date:%Y}" if story.date else "articles/undated"
    return f"ticker/{story.date:%Y/%m/%d}" if story.date else "ticker/undated"
